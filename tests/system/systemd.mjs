// The units: what systemd's own tools say of them, and the real systemd running all of it on a machine of its own.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { Origin, Site, builddir, done, note, programs, push, skip, skipAll, srcdir, start, temporary, test, until } from './lib.mjs';
import { check, checkStored, load } from './restart/load.mjs';
import { Machine, machineTrouble } from './systemd/machine.mjs';

const tool = (name, ...words) => spawnSync(name, words, { encoding: 'utf8', env: { ...process.env, SYSTEMD_COLORS: '0' } });
if (tool('systemd-analyze', '--version').error) skipAll('systemd-analyze is not installed (systemd)');

// --- What can be told without running them -----------------------------------------------------------------------------------

const tree = temporary();
const { MAKEFLAGS, MFLAGS, MAKELEVEL, MAKEOVERRIDES, ...env } = process.env;
const installed = spawnSync('make', ['-s', '-C', builddir, 'install-systemdsystemunitDATA', 'install-systemdsystempresetDATA',
    'install-sysusersDATA', 'install-tmpfilesDATA', `DESTDIR=${tree}`], { encoding: 'utf8', env });
if (installed.status !== 0) throw new Error(installed.stderr);
const found = (name) => fs.readdirSync(tree, { recursive: true }).map((file) => path.join(tree, String(file))).find((file) => file.endsWith(name));
const unit = (name) => found(`/${name}`);

await test('systemd-analyze-verify', () => {
    const names = ['hooklet.target', 'hooklet@.socket', 'hooklet@.service', 'hooklet-worker.service', 'hooklet-prune.service', 'hooklet-prune.timer'];
    const { stderr } = tool('systemd-analyze', 'verify', '--man=no', ...names.map(unit));
    // Nothing is installed here that they could execute.
    const said = stderr.split('\n').filter((line) => line !== '' && !/^hooklet.* Command \S+ is not executable: No such file/.test(line));
    assert.deepEqual(said, []);
});

await test('systemd-analyze-security', () => {
    const most = { 'hooklet@.service': 2.0, 'hooklet-worker.service': 4.0, 'hooklet-prune.service': 2.0 };
    for (const [name, limit] of Object.entries(most)) {
        const { stdout } = tool('systemd-analyze', 'security', '--offline=yes', '--no-pager', unit(name));
        const score = Number(/exposure level for \S+: ([0-9.]+)/.exec(stdout)?.[1]);
        note(`${name}: ${score}, at most ${limit}`);
        assert.ok(score <= limit, `${name}: ${score}`);
    }
});

// The scores have room for a line that is lost; so each of them must stand there, but for what the unit says it can't have.
const hardening = {
    NoNewPrivileges: 'yes', ProtectSystem: 'strict', ProtectHome: 'yes', PrivateTmp: 'yes', PrivateDevices: 'yes', ProtectKernelTunables: 'yes',
    ProtectKernelModules: 'yes', ProtectKernelLogs: 'yes', ProtectControlGroups: 'yes', ProtectClock: 'yes', ProtectHostname: 'yes',
    ProtectProc: 'invisible', RestrictNamespaces: 'yes', RestrictRealtime: 'yes', RestrictSUIDSGID: 'yes', LockPersonality: 'yes',
    MemoryDenyWriteExecute: 'yes', RemoveIPC: 'yes', UMask: '0007', CapabilityBoundingSet: '', SystemCallArchitectures: 'native',
    SystemCallErrorNumber: 'EPERM', LimitCORE: '0', Group: 'hooklet', PrivateNetwork: 'yes', RestrictAddressFamilies: 'AF_UNIX', NoExecPaths: '/',
    SystemCallFilter: ['@system-service', '~@privileged @resources'],
};
const worker = {
    ...hardening, UMask: '0027', RestrictAddressFamilies: 'AF_UNIX AF_INET AF_INET6 AF_NETLINK', SystemCallFilter: '@system-service @pkey',
    MemoryDenyWriteExecute: undefined, PrivateNetwork: undefined, NoExecPaths: undefined,
};

await test('no-line-of-the-hardening-is-missing', () => {
    const units = { 'hooklet@.service': { ...hardening, User: 'hooklet-web' }, 'hooklet-prune.service': { ...hardening, User: 'hooklet-work' },
        'hooklet-worker.service': { ...worker, User: 'hooklet-work' } };
    for (const [name, wanted] of Object.entries(units)) {
        const text = fs.readFileSync(unit(name), 'utf8');
        const said = (key) => [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value);
        for (const [key, value] of Object.entries(wanted)) assert.deepEqual(said(key), value === undefined ? [] : [value].flat(), `${name}: ${key}`);
    }
});

const presetRoot = temporary();
fs.cpSync(tree, presetRoot, { recursive: true });
await test('the-presets-enable-every-program', () => {
    const at = path.relative(tree, path.dirname(unit('hooklet.target')));
    // systemctl looks into these alone, wherever this build would put the units.
    fs.cpSync(path.join(presetRoot, at), path.join(presetRoot, 'etc/systemd/system'), { recursive: true });
    fs.cpSync(path.dirname(found('90-hooklet.preset')), path.join(presetRoot, 'etc/systemd/system-preset'), { recursive: true });
    const { status, stderr } = tool('systemctl', `--root=${presetRoot}`, 'preset', 'hooklet@.socket', 'hooklet.target', 'hooklet-worker.service',
        'hooklet-prune.timer');
    assert.equal(status, 0, stderr);
    const wants = fs.readdirSync(path.join(presetRoot, 'etc/systemd/system/hooklet.target.wants')).sort();
    assert.deepEqual(wants, [...programs.map((name) => `hooklet@${name}.socket`), 'hooklet-prune.timer', 'hooklet-worker.service'].sort());
    assert.deepEqual(fs.readdirSync(path.join(presetRoot, 'etc/systemd/system/multi-user.target.wants')), ['hooklet.target']);
});

// --- A machine with the real systemd -----------------------------------------------------------------------------------------

const [, prefix] = /^prefix = (.*)$/m.exec(fs.readFileSync(path.join(builddir, 'Makefile'), 'utf8'));
const trouble = ['/usr', '/usr/local'].includes(prefix) ? machineTrouble() : `systemd looks for no users and directories of a program in ${prefix}`;
const machine = trouble === null ? await Machine.boot() : null;
const inMachine = (name, body) => (machine === null ? skip(name, trouble) : test(name, body));

const site = machine === null ? null : await Site.make();
const hooklet = (...words) => machine.run('hooklet', ...words);
const active = (name) => machine.show(name, 'ActiveState');
let paths;

function configure(rules = '', secret = `secret "main" { file = "${paths.secret}" }`) {
    machine.write(paths.config, `state = "${paths.state}"\ngithub {\n${secret}\n}\n${rules}`);
}

// The indented block of doc/systemd.md that begins with this line, up to its end or the next `[`.
function documented(first) {
    const lines = fs.readFileSync(path.join(srcdir, 'doc/systemd.md'), 'utf8').split('\n');
    const from = lines.indexOf(`    ${first}`), to = lines.findIndex((line, at) => at > from && !line.startsWith('    '));
    assert.notEqual(from, -1, `doc/systemd.md: ${first}`);
    return lines.slice(from, to).map((line) => line.slice(4)).join('\n');
}

// Waits until the unit has read its configuration again.
async function reload(name) {
    const reloads = () => machine.journal(name).split('what=reload').length;
    const before = reloads();
    machine.run('systemctl', 'reload', name);
    await until(`${name} reloads`, () => reloads() > before);
}

await inMachine('users-and-directories', () => {
    const about = (file) => machine.run('stat', '-c', '%A %U:%G', file).trim();
    paths = JSON.parse(hooklet('init', '--json'));
    // The machine has this computer's files.
    assert.ok(paths.config_made && paths.database_made, `there is a hooklet on this computer already: ${paths.config}, ${paths.state}`);
    assert.equal(about(paths.state), 'drwxrws--- hooklet-work:hooklet');
    assert.equal(about('/run/hooklet'), 'drwxr-s--- hooklet-web:www-data');
    assert.equal(about(`${paths.state}-work`), 'drwx------ hooklet-work:hooklet-work');
    assert.equal(about(`${path.dirname(paths.config)}/secrets`), 'drwx--x--x root:root');
    assert.match(machine.run('id', '-nG', 'hooklet-web'), /\bhooklet\b/);
    assert.match(machine.run('id', '-nG', 'hooklet-work'), /\bhooklet\b/);
    assert.equal(machine.run('getent', 'passwd', 'hooklet-work').split(':')[5], `${paths.state}-work`);
    // What the manual says about a secret that init has made.
    machine.run('chown', 'hooklet-web:', paths.secret);
    site.secret = machine.run('cat', paths.secret).trim();
});

await inMachine('sockets-listen-and-no-program-runs', async () => {
    configure();
    machine.run('systemctl', 'preset', 'hooklet@.socket', 'hooklet.target', 'hooklet-worker.service', 'hooklet-prune.timer');
    machine.run('systemctl', 'start', 'hooklet.target');
    for (const name of programs) {
        assert.equal(machine.run('stat', '-c', '%A %U:%G', `/run/hooklet/${name}.sock`).trim(), 'srw-rw---- hooklet-web:www-data', name);
        assert.equal(active(`hooklet@${name}.service`), 'inactive', name);
    }
    assert.equal(active('hooklet-worker.service'), 'active');
    assert.equal(active('hooklet-prune.timer'), 'active');
    // nginx stands outside; a socket is a file.
    fs.rmdirSync(path.join(site.dir, 'run'));
    fs.symlinkSync(`${machine.root}/run/hooklet`, path.join(site.dir, 'run'));
    await site.nginx();
});

await inMachine('the-first-request-starts-its-program', async () => {
    assert.equal((await site.post('push', push())).status, 202);
    assert.equal(active('hooklet@github-push.service'), 'active');
    assert.equal(active('hooklet@github-ping.service'), 'inactive');
    assert.match(machine.journal('hooklet@github-push'), /serves the socket on descriptor 0/);
});

let six;
await inMachine('6000-requests-at-50-parallel-while-every-program-restarts', async () => {
    let restarts = 0;
    six = load(site, { parallel: 50, total: 6000 });
    while (!six.over) {
        for (const name of programs) {
            const { ended } = machine.start('systemctl', 'restart', `hooklet@${name}.service`);
            assert.equal((await ended).code, 0, name);
            restarts++;
        }
        // All of them at once, and the worker.
        assert.equal((await machine.start('systemctl', 'restart', 'hooklet.target').ended).code, 0);
    }
    await six.ended;
    note(`${six.acknowledged.length} acknowledged over ${restarts} restarts of one, and those of all`);
    check(six);
    assert.ok(restarts >= programs.length);
    assert.equal(active('hooklet@github-push.socket'), 'active');
    // Those that nobody asks need not be run anew below.
    machine.run('systemctl', 'stop', 'hooklet@*.service');
});

await inMachine('nothing-acknowledged-is-lost', () => {
    checkStored([six], JSON.parse(hooklet('events', '-n', '1000000', '--json')).events);
});

await inMachine('a-graceful-stop-finishes-the-request-in-hand', async () => {
    assert.equal((await site.post('push', push())).status, 202);
    const pid = machine.show('hooklet@github-push', 'MainPID');
    const sockets = () => machine.run('ls', '-l', `/proc/${pid}/fd`).split('socket:').length;
    const before = sockets();
    // While somebody has the writer lock, no answer can be given.
    const lock = start(path.join(builddir, 'tests/system/hold-lock'), [`${machine.root}${paths.state}/hooklet.lock`],
        { log: site.log('lock'), input: 'pipe' });
    await until('the lock is held', () => site.readLog('lock').includes('held'));
    const answers = [site.post('push', push()), site.post('push', push())];
    await until('it has them in hand', () => sockets() > before);
    const restart = machine.start('systemctl', 'restart', 'hooklet@github-push');
    await until('it is told to stop', () => active('hooklet@github-push') === 'deactivating');
    lock.stdin.end();
    assert.deepEqual((await Promise.all(answers)).map(({ status }) => status), [202, 202]);
    assert.equal((await restart.ended).code, 0);
    assert.match(machine.journal('hooklet@github-push'), /all that was begun is answered/);
});

await inMachine('killed-programs-come-back-with-the-same-socket', async () => {
    machine.run('systemctl', 'kill', '-s', 'KILL', 'hooklet@github-push');
    assert.equal((await site.post('push', push())).status, 202);
});

await inMachine('requests-wait-while-the-configuration-is-wrong', async () => {
    machine.write(paths.config, 'nonsense\n');
    machine.run('systemctl', 'restart', 'hooklet@github-push');
    const answer = site.post('push', push());
    await until('it has been tried', () => /nonsense/.test(machine.journal('hooklet@github-push')));
    configure();
    assert.equal((await answer).status, 202);
});

await inMachine('secrets-are-credentials-by-one-line-each', async () => {
    configure('slack {\n token_file = /run/credentials/hooklet-worker.service/slack_token\n}\n', '');
    machine.write('/etc/credstore/hooklet.github_webhook_secret', 'of the web\n', 0o400);
    machine.write('/etc/credstore/hooklet.slack_signing_secret', 'of the web, too\n', 0o400);
    machine.write('/etc/credstore/hooklet.slack_token', 'xoxb-of-the-worker\n', 0o400);
    machine.run('systemctl', 'restart', 'hooklet.target');
    assert.equal((await site.post('push', push(), { secret: 'of the web' })).status, 202);
    assert.equal((await site.post('push', push())).status, 401);
    assert.equal(machine.run('ls', '/run/credentials/hooklet@github-push.service'), 'github_webhook_secret\nslack_signing_secret\n');
    assert.equal(machine.run('ls', '/run/credentials/hooklet-worker.service').trim(), 'slack_token');
    const read = (user, file) => machine.try('setpriv', `--reuid=${user}`, '--regid=hooklet', '--init-groups', 'cat', `/run/credentials/${file}`).status;
    assert.equal(read('hooklet-web', 'hooklet@github-push.service/github_webhook_secret'), 0);
    assert.notEqual(read('hooklet-web', 'hooklet-worker.service/slack_token'), 0);
    assert.notEqual(read('hooklet-work', 'hooklet@github-push.service/github_webhook_secret'), 0);
    // Commands are told where they are.
    const checked = machine.try('env', 'CREDENTIALS_DIRECTORY=/run/credentials/hooklet@github-push.service', 'hooklet', 'check');
    assert.equal(checked.status, 0, checked.stderr + checked.stdout);
    assert.notEqual(machine.try('hooklet', 'check').status, 0);
    fs.rmSync(`${machine.root}/etc/credstore`, { recursive: true });

    // The same encrypted.
    configure('', '');
    machine.write('/root/my-secret', 'encrypted\n', 0o400);
    machine.write('/root/encrypt', documented('mkdir -p -m 0700 /etc/credstore.encrypted').replace('my-secret', '/root/my-secret'));
    machine.run('sh', '-e', '/root/encrypt');
    machine.edit('hooklet@.service', documented('LoadCredentialEncrypted=github_webhook_secret:hooklet.github_webhook_secret'));
    machine.run('systemctl', 'restart', 'hooklet.target');
    assert.equal((await site.post('push', push(), { secret: 'encrypted' })).status, 202);
    machine.edit('hooklet@.service', '');
    configure();
    machine.run('systemctl', 'restart', 'hooklet.target');
});

await inMachine('a-new-secret-counts-after-reload', async () => {
    const old = site.secret;
    assert.equal((await site.post('push', push())).status, 202);
    hooklet('secrets', 'rotate', 'github');
    site.secret = machine.run('cat', paths.secret).trim();
    assert.notEqual(site.secret, old);
    await reload('hooklet@github-push');
    assert.equal((await site.post('push', push())).status, 202);
    assert.equal((await site.post('push', push(), { secret: old })).status, 202, 'both are good while it lasts');
});

// What a program has tried in the unit NAME, in a line each.
function tried(name) {
    const lines = machine.journal(name).split('\n').filter((line) => /^[^ ].*: \S+$/.test(line) || /:\t/.test(line));
    return Object.fromEntries(lines.map((line) => line.split(/:\s+/)).filter((pair) => pair.length === 2));
}

await inMachine('a-web-program-has-no-network-executes-nothing-and-writes-the-state-alone', async () => {
    const directory = path.dirname(/ExecStart=(\S+)/.exec(fs.readFileSync(unit('hooklet@.service'), 'utf8'))[1]);
    fs.copyFileSync(path.join(builddir, 'tests/system/in-unit'), `${machine.root}${directory}/in-unit.fcgi`);
    machine.edit('hooklet@in-unit.service', 'ExecStart=', `ExecStart=${directory}/in-unit.fcgi ${paths.state}/made ${paths.state}-work/made ${paths.config}`,
        'Restart=no');
    machine.run('systemctl', 'start', 'hooklet@in-unit.service');
    await until('it has ended', () => active('hooklet@in-unit.service') === 'inactive');
    const results = tried('hooklet@in-unit.service');
    for (const [what, error] of Object.entries({
        'open inet': 'EAFNOSUPPORT', 'open netlink': 'EAFNOSUPPORT', 'run /bin/sh': 'EACCES', 'run /usr/bin/env': 'EACCES', 'write /etc': 'EROFS',
        'write /usr': 'EROFS', 'write /tmp': 'done', 'see /home': 'EACCES', 'see /root': 'EACCES', 'see process 1': 'ENOENT', 'new namespace': 'EPERM',
        chown: 'EPERM', 'setgid bit': 'EPERM', priority: 'EPERM', 'write and execute memory': 'EPERM', [`${paths.state}/made`]: 'done',
        [`${paths.state}-work/made`]: 'EACCES', [paths.config]: 'EACCES', Seccomp: '2', NoNewPrivs: '1', CapBnd: '0000000000000000',
    })) assert.equal(results[what], error, what);
    const pid = machine.show('hooklet@github-push', 'MainPID');
    const networks = machine.run('cat', `/proc/${pid}/net/dev`).split('\n').slice(2).map((line) => line.split(':')[0].trim()).filter(Boolean);
    assert.deepEqual(networks, ['lo']);
    assert.notEqual(machine.run('readlink', `/proc/${pid}/ns/net`), machine.run('readlink', '/proc/1/ns/net'));
});

const over = (id) => until(`job ${id} is over`, () => {
    const told = JSON.parse(machine.try('hooklet', 'job', id, '--json').stdout);
    return ['done', 'dead'].includes(told.state) && told;
});
const output = (told) => told.attempts.at(-1).steps.map((step) => step.output).join('');

// What a job's command needs and what it must not get, told by itself.
const steps = `steps = {
    "sh -c 'echo as $(id -un) in $(pwd), umask $(umask), $(nproc) processors'",
    "git log -1 --format=%H",
    "${process.execPath} /srv/speak.js",
    "sh -c 'mkdir -p ~/.cache && echo kept > ~/.cache/file && mktemp && make --version | head -1'",
    "sh -c 'touch /etc/made /home/made /usr/made 2>&1 || ls /root /home/somebody 2>&1 || echo shut out'",
}`;
const nodeVisible = !/^\/(root|home)\//.test(fs.realpathSync(process.execPath));

await inMachine('a-deploy-needs-one-line-for-its-directory', async () => {
    machine.write('/srv/speak.js', "require('http').createServer((request, answer) => answer.end()).listen(0, '127.0.0.1', function () {\n" +
        "    fetch('http://127.0.0.1:' + this.address().port).then(() => { console.log('node speaks'); process.exit(); });\n});\n");
    const origin = new Origin();
    const commit = origin.commit({ page: 'hello\n' });
    fs.cpSync(origin.path, `${machine.root}/srv/origin.git`, { recursive: true });
    machine.run('chown', '-R', 'hooklet-work:', '/srv/origin.git');
    machine.run('install', '-d', '-o', 'hooklet-work', '-g', 'www-data', '-m', '2750', '/srv/web');
    configure(`deploy "web" {\n repository = codertocat/hello-world\n directory = /srv/web\n checkout = true\n` +
        ` remote = /srv/origin.git\n ${nodeVisible ? steps : steps.split('\n').filter((line) => !line.includes('speak.js')).join('\n')}\n}\n`);
    await reload('hooklet@github-push');
    await reload('hooklet-worker');
    const [job] = (await site.post('push', push({ after: commit }))).json.jobs;
    const refused = await over(job.id);
    assert.equal(refused.state, 'dead');
    assert.match(output(refused), /\/srv\/web\S*: Read-only file system/);

    machine.edit('hooklet-worker.service', 'ReadWritePaths=/srv/web');
    machine.run('systemctl', 'restart', 'hooklet-worker');
    hooklet('retry', job.id);
    const deployed = await over(job.id);
    const said = output(deployed);
    assert.equal(deployed.state, 'done', said);
    assert.equal(machine.run('stat', '-c', '%A %U:%G', '/srv/web/page').trim(), '-rw-r----- hooklet-work:www-data');
    assert.match(said, /as hooklet-work in \/srv\/web, umask 0027, [1-9]\d* processors/);
    assert.match(said, new RegExp(commit));
    if (nodeVisible) assert.match(said, /node speaks/);
    assert.match(said, /\/tmp\/tmp\./);
    assert.match(said, /shut out/);
    assert.equal(machine.run('cat', `${paths.state}-work/.cache/file`), 'kept\n');
});

await inMachine('what-is-deployed-restarts-its-service-by-a-path-unit', async () => {
    machine.write('/etc/systemd/system/shop.service', '[Service]\nExecStart=sleep infinity\n');
    machine.write('/etc/systemd/system/shop-deployed.service', `[Service]\n${documented('Type=oneshot')}\n`);
    machine.write('/etc/systemd/system/shop-deployed.path', `${documented('[Path]')}\n`);
    machine.run('systemctl', 'daemon-reload');
    machine.run('systemctl', 'start', 'shop.service', 'shop-deployed.path');
    const before = machine.show('shop.service', 'MainPID');
    configure('run "shop" {\n events = { push }\n directory = /srv/web\n command = { touch, deployed }\n}\n');
    await reload('hooklet@github-push');
    await reload('hooklet-worker');
    assert.equal((await site.post('push', push())).status, 202);
    await until('it is restarted', () => machine.show('shop.service', 'MainPID') !== before && active('shop.service') === 'active');
});

await inMachine('a-directory-below-home-needs-two-lines', async () => {
    machine.run('install', '-d', '-m', '0700', '/home/ann', '/home/ann/secret');
    machine.run('install', '-d', '-o', 'hooklet-work', '/home/ann/site');
    machine.edit('hooklet-worker.service', 'ProtectHome=tmpfs', 'BindPaths=/home/ann/site');
    configure('run "home" {\n events = { push }\n directory = /home/ann/site\n command = { sh, -c, "touch here; ls /home/ann" }\n}\n');
    machine.run('systemctl', 'restart', 'hooklet.target');
    const [job] = (await site.post('push', push())).json.jobs;
    const told = await over(job.id);
    assert.deepEqual([told.state, output(told)], ['done', 'site\n']);
    assert.ok(fs.existsSync(`${machine.root}/home/ann/site/here`));
});

await inMachine('what-else-a-command-may-need', async () => {
    configure('run "odd" {\n events = { push }\n command = { sh, -c, "mkdir -p ~/odd && chmod g+s ~/odd && unshare -U true && echo both" }\n}\n');
    for (const [lines, state] of [[[], 'dead'], [['RestrictSUIDSGID=no', 'RestrictNamespaces=no'], 'done']]) {
        machine.edit('hooklet-worker.service', ...lines);
        machine.run('systemctl', 'restart', 'hooklet.target');
        const [job] = (await site.post('push', push())).json.jobs;
        assert.equal((await over(job.id)).state, state);
    }
    machine.edit('hooklet-worker.service', '');
    machine.run('systemctl', 'restart', 'hooklet.target');
});

await inMachine('a-worker-that-is-stopped-lets-its-command-end', async () => {
    configure('run "long" {\n events = { push }\n command = { sh, -c, "touch ~/begun; until [ -e ~/go ]; do sleep 0.1; done; echo went" }\n}\n');
    await reload('hooklet@github-push');
    await reload('hooklet-worker');
    const [job] = (await site.post('push', push())).json.jobs;
    await until('it runs', () => fs.existsSync(`${machine.root}${paths.state}-work/begun`));
    const restart = machine.start('systemctl', 'restart', 'hooklet-worker');
    await until('it is told to stop', () => active('hooklet-worker') === 'deactivating');
    machine.write(`${paths.state}-work/go`, '');
    assert.equal((await restart.ended).code, 0);
    const told = JSON.parse(hooklet('job', job.id, '--json'));
    assert.deepEqual([told.state, told.attempt], ['done', 1]);
});

await inMachine('doctor-finds-all-well', () => {
    const { status, stdout } = machine.try('hooklet', 'doctor');
    assert.equal(status, 0, stdout);
    const listening = stdout.split('\n').filter((line) => /^ok +socket +\/run\/hooklet\/\S+\.sock: /.test(line));
    assert.equal(listening.reduce((sum, line) => sum + 1 + Number(/ \(and (\d+) more\)$/.exec(line)?.[1] ?? 0), 0), [...programs, 'in-unit'].length, stdout);
    assert.match(stdout, /^0 failed/m);
});

await inMachine('prune', () => {
    machine.run('systemctl', 'start', 'hooklet-prune.service');
    assert.match(machine.journal('hooklet-prune.service'), /Dropped \d+ bodies/);
});

await inMachine('stopping-the-target-stops-all-of-it', () => {
    machine.run('systemctl', 'stop', 'hooklet.target');
    const { stdout } = machine.try('systemctl', 'list-units', '--plain', '--no-legend', '--state=active,activating', 'hooklet*');
    assert.equal(stdout, '');
    assert.equal(machine.run('ls', '/run/hooklet'), '');
});

await done();
