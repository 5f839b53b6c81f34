// apache.mjs - the rig of the three forms of Apache's configuration: what `hooklet apache-config` prints, with the real Apache.
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, programs, skipAll, srcdir, until } from '../lib.mjs';
import { endApache, lacking, leaveRoot, modulesOf, startApache } from '../apache.mjs';
import { caseRules, runCases } from './cases.mjs';

// Processes whose command line, or environment, has this word, whoever has started them.
const running = (word, where = 'cmdline') => fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try { return fs.readFileSync(`/proc/${pid}/${where}`, 'utf8').split('\0').includes(word); } catch { return false; }
});

// Programs that Apache starts, in a directory of the site's: each can be exchanged for a script.
class Started {
    constructor(site) {
        this.dir = path.join(site.dir, 'programs');
        fs.mkdirSync(this.dir);
        for (const name of programs) this.revive(name);
    }

    file(name) {
        return path.join(this.dir, `${name}.fcgi`);
    }

    revive(name) {
        fs.rmSync(this.file(name), { force: true });
        fs.symlinkSync(path.join(builddir, `${name}.fcgi`), this.file(name));
        return this.end(name);
    }

    async become(name, script) {
        fs.rmSync(this.file(name), { force: true });
        fs.writeFileSync(this.file(name), `#!/usr/bin/perl\n${script};\n`, { mode: 0o755 });
        await this.end(name);
    }

    // Those that run still are what the file was before.
    async end(name) {
        const pids = running(this.file(name));
        for (const pid of pids) try { process.kill(Number(pid), 'SIGKILL'); } catch { /* it has gone */ }
        await until(`${name} ends`, () => running(this.file(name)).every((pid) => !pids.includes(pid)));
    }
}

// The configuration for this site; shipped files are where they are built.
export function configFor(site, form, ...more) {
    const made = site.hooklet('apache-config', '--form', form, '--run', path.join(site.dir, 'run'), '--programs', path.join(site.dir, 'programs'), ...more);
    if (made.status !== 0) throw new Error(`hooklet apache-config: ${made.stderr}`);
    return made.stdout.replaceAll(/"[^"]*\/(apache\/hooklet-sorry\.asis|nothing)"/g, `"${srcdir}/$1"`);
}

async function ways(site, form) {
    if (form === 'proxy') {
        await site.allPrograms();
        site.worker();
        return {
            dead: 503,
            die: (name) => site.stop(name),
            revive: (name) => site.program(name),
            hang: (name) => site.children.get(name).kill('SIGSTOP'),
            wake: (name) => site.children.get(name).kill('SIGCONT'),
        };
    }
    const started = new Started(site);
    if (form === 'fcgid') site.worker();
    return {
        dead: form === 'fcgid' ? [500, 503] : 500, // it has ended when it is asked, or before
        die: (name) => started.become(name, 'select(undef, undef, undef, 0.1); exit 1'), // when it has been asked, so that it is the same each time
        revive: (name) => started.revive(name),
        hang: (name) => started.become(name, 'sleep 60'),
        wake: (name) => started.revive(name),
    };
}

// more: of the host, what is known of this form.
export async function apacheHost(form, name, more = {}) {
    const reason = lacking(modulesOf[form]);
    if (reason) skipAll(reason);
    leaveRoot();
    const site = await Site.make();
    const keys = caseRules(site.dir);
    site.configure(keys.text);
    site.variables = { HOOKLET_BINDIR: builddir };
    const way = await ways(site, form);
    const { child } = await startApache(site, { modules: modulesOf[form], text: `PassEnv HOOKLET_BINDIR\n${configFor(site, form, '--paths')}`, variables: site.env });
    return {
        name, site, keys, ...way, ...more,
        reload: () => child.kill('SIGUSR1'),
        logs: () => fs.readdirSync(path.join(site.dir, 'logs')).map((file) => path.join(site.dir, 'logs', file)),
    };
}

export async function apacheCases(...args) {
    const host = await apacheHost(...args);
    await runCases(host);
    await endApache(host.site.children.get('apache'));
    if (args[0] === 'cgi') await until('all drains have ended', () => running(`HOOKLET_CONFIG=${host.site.conf}`, 'environ').length === 0);
    await done();
}
