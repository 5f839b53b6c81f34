// The list of cases behind nginx: programs that run by themselves, FastCGI.
import fs from 'node:fs';
import path from 'node:path';
import { Site, done, srcdir, until } from '../lib.mjs';
import { caseRules, runCases } from './cases.mjs';

const site = await Site.make();
const keys = caseRules(site.dir);
site.configure(keys.text);
await site.allPrograms();
site.worker();

// The location of the index, which the shipped file has as a comment.
const shipped = fs.readFileSync(path.join(srcdir, 'nginx/hooklet-locations.conf'), 'utf8');
const index = /^# location = \/ \{\n(?:# .*\n)*?# \}$/m.exec(shipped)[0].replaceAll(/^# /gm, '');
const access = site.log('nginx-access');
await site.nginx({ access, server: `${index}\ninclude ${path.join(srcdir, 'nginx/hooklet-paths.conf')};` });

// The worker processes of nginx's master.
const { pid } = site.children.get('nginx');
const workers = () => fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');

async function reload() {
    const old = workers();
    site.children.get('nginx').kill('SIGHUP');
    await until('workers of another configuration', () => workers().some((one) => !old.includes(one)));
}

await runCases({
    name: 'nginx', site, keys, dead: 502,
    die: (name) => site.stop(name),
    revive: (name) => site.program(name),
    hang: (name) => site.children.get(name).kill('SIGSTOP'),
    wake: (name) => site.children.get(name).kill('SIGCONT'),
    reload,
    logs: () => fs.readdirSync(path.join(site.dir, 'logs')).map((name) => path.join(site.dir, 'logs', name)),
    differs: { 'slow-body': 'nginx 1.22 does so although it has a page for 408' },
});
await done();
