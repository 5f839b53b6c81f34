// machine.mjs PACKAGES - the package where systemd runs: installing starts it, an upgrade keeps the sockets open, removing stops it.
// In between README's set-ups.
import assert from 'node:assert';
import path from 'node:path';
import { done, skipAll, srcdir, test } from '../lib.mjs';
import { Machine, machineTrouble } from '../systemd/machine.mjs';
import { setUps } from './setups.mjs';

const trouble = machineTrouble();
if (trouble) skipAll(trouble);
const machine = await Machine.boot(path.join(srcdir, 'tests/system/deb/prepare.sh'), process.argv[2]);
const install = () => machine.run('dpkg', '--force-unsafe-io', '-i', '/var/tmp/hooklet.deb');
const list = (...words) => machine.run('systemctl', 'list-units', '--plain', '--no-legend', ...words, 'hooklet*').trim();
const socket = '/run/hooklet/github-push.sock';
const processes = () => ['hooklet@github-push.service', 'hooklet-worker.service'].map((unit) => machine.show(unit, 'MainPID'));

await test('an-installed-package-runs', () => {
    install();
    const programs = machine.run('ls', '/usr/libexec/hooklet').trim().split('\n').map((file) => path.parse(file).name);
    const wanted = [...programs.map((name) => `hooklet@${name}.socket`), 'hooklet.target', 'hooklet-worker.service', 'hooklet-prune.timer'];
    const active = list('--state=active').split('\n').map((line) => line.split(' ')[0]);
    assert.deepEqual(active.sort(), wanted.sort());
});

await test('a-request-starts-a-program', () => {
    // It hears no FastCGI, and says nothing to that.
    machine.try('curl', '--max-time', '20', '--unix-socket', socket, 'http://localhost/');
    assert.equal(machine.show('hooklet@github-push.service', 'ActiveState'), 'active');
});

await setUps(machine);

await test('an-upgrade-restarts-all-but-the-sockets', () => {
    const before = processes();
    const inode = machine.run('stat', '-c', '%i', socket);
    install();
    const after = processes();
    for (const [i, pid] of after.entries()) assert.ok(Number(pid) > 0 && pid !== before[i], `${before} ${after}`);
    assert.equal(machine.run('stat', '-c', '%i', socket), inode);
});

await test('a-removed-package-does-not-run', () => {
    machine.run('dpkg', '-r', 'hooklet');
    assert.equal(list('--all', '--state=active,activating,failed'), '');
    assert.equal(machine.run('ls', '/run/hooklet'), '');
});

process.kill(Number(machine.pid), 'SIGKILL');
await done();
