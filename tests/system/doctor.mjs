// hooklet doctor on a machine of our own: owners and modes of sockets, directories, state and secrets, sockets that were left over,
// programs of another version; and two versions side by side.
import assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Site, atEnd, builddir, done, programs, push, sign, skip, start, stop, temporary, test, until } from './lib.mjs';

const rootTest = process.getuid() === 0 ? test : (name) => skip(name, 'only root can become another user');
const checks = ['socket', 'programs', 'state', 'secrets', 'database'];

// What is not good: ["FAIL socket TEXT"].
function bad(site, ...args) {
    const { stdout } = site.hooklet('doctor', '--json', '--run', path.join(site.dir, 'run'), '--programs', builddir, ...args);
    return JSON.parse(stdout).checks.filter(({ check, finding, text }) => finding !== 'ok' && checks.includes(check) && !/ no socket in it/.test(text))
        // Whether a web server gets there depends on the machine.
        .filter(({ text }) => !/may not be used by the web server/.test(text)).map(({ check, finding, text }) => `${finding} ${check} ${text}`);
}

const sh = (line) => {
    const { status, stderr } = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
    assert.equal(status, 0, `${line}: ${stderr}`);
};

// One line that matches; what it says behind ": " mends it.
function mends(site, pattern) {
    const said = bad(site);
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said[0], pattern);
    sh(/: ((?:chmod|rm|chown) .*?)$/.exec(said[0])[1]);
    assert.deepEqual(bad(site), []);
}

const site = await Site.make();
const run = path.join(site.dir, 'run');
await site.program('github-ping');
await site.program('status');

// --- Sockets -----------------------------------------------------------------------------------------------------------------

await test('all-is-well', () => {
    assert.deepEqual(bad(site), []);
    const said = site.hooklet('doctor', '--run', run, '--programs', builddir).stdout;
    assert.match(said, new RegExp(`^ok +programs .*: all ${programs.length} are of version `, 'm'));
    const [, name, pid] = new RegExp(`^ok +socket +${run}/(\\S+)\\.sock: process (\\d+) of \\S+ listens \\(and 1 more\\)$`, 'm').exec(said);
    assert.equal(Number(pid), site.children.get(name).pid);
});

await test('a-socket-for-everybody', () => {
    fs.chmodSync(site.socket('status'), 0o666);
    mends(site, /^FAIL socket \S+status\.sock: everybody on this machine may use it \(0666\): chmod 0660 /);
});

await test('a-directory-for-everybody', () => {
    fs.chmodSync(run, 0o1777);
    mends(site, /^FAIL socket \S+\/run: everybody may make sockets in it \(1777\): chmod o-w /);
});

await test('another-file-in-the-place-of-a-socket', () => {
    fs.writeFileSync(site.socket('api'), '');
    mends(site, /^FAIL socket \S+api\.sock: is another kind of file, so its program can't start: rm /);
});

await test('a-socket-that-was-left-over', async () => {
    await site.stop('status', 'SIGKILL');
    mends(site, /^FAIL socket \S+status\.sock: left over, nobody listens: start its program, .*: rm \S+$/);
    await site.program('status');
    await site.stop('status', 'SIGKILL');
    await site.program('status'); // as it says: it makes it anew
    assert.deepEqual(bad(site), []);
});

// A listening socket that some process of ours holds.
async function listen(file) {
    const server = net.createServer();
    await new Promise((resolve) => { server.listen(file, resolve); });
    atEnd.push(() => server.close());
    return server;
}

await test('a-start-that-was-cut-off', async () => {
    const name = `${site.socket('status')}.4711`;
    spawnSync(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(name)}, () => process.kill(process.pid, 'SIGKILL'))`]);
    const said = bad(site);
    assert.deepEqual(said.map((text) => text.replaceAll(run, 'RUN')),
        ['warn socket RUN/status.sock.4711: left over by a program that was killed while it started: rm it']);
    fs.rmSync(name);
});

// --- Versions ----------------------------------------------------------------------------------------------------------------

// All programs, by links to those that were built; own: as copies, or with these texts.
function installation(own = {}, dir = temporary()) {
    fs.mkdirSync(dir, { recursive: true });
    for (const name of programs) {
        const file = path.join(dir, `${name}.fcgi`), built = path.join(builddir, `${name}.fcgi`);
        if (own[name] === undefined) fs.symlinkSync(built, file);
        else if (own[name] === null) fs.copyFileSync(built, file);
        else fs.writeFileSync(file, own[name], { mode: 0o755 });
    }
    return dir;
}

await test('a-program-of-another-version', () => {
    const dir = installation({ api: '#!/bin/sh\necho "api (hooklet) 0.0.9"\n' });
    const told = (text) => text.replaceAll(dir, 'DIR');
    const about = (where) => bad(site, '--programs', where).filter((text) => /programs/.test(text));
    const [said] = about(dir);
    assert.match(told(said), /^FAIL programs DIR\/api\.fcgi: says "api \(hooklet\) 0\.0\.9", and this command is hooklet \S+: install both of one version/);
    fs.writeFileSync(path.join(dir, 'api.fcgi'), '#!/bin/sh\nexit 1\n');
    assert.match(told(about(dir)[0]), /^FAIL programs DIR\/api\.fcgi: exit status 1: install it again/);
    fs.rmSync(path.join(dir, 'api.fcgi'));
    fs.rmSync(path.join(dir, 'asana.fcgi'));
    assert.match(told(about(dir)[0]), /^FAIL programs DIR\/asana\.fcgi: there is no such program: install it again \(and 1 more\)/);
    assert.match(about('/nowhere')[0], /^warn programs \/nowhere: no such directory: --programs DIR/);
});

await test('what-others-could-have-written-is-not-run', () => {
    const proof = path.join(temporary(), 'proof'), dir = installation({ api: `#!/bin/sh\ntouch ${proof}\n` });
    const about = () => bad(site, '--programs', dir).filter((text) => /programs/.test(text))[0];
    fs.chmodSync(path.join(dir, 'api.fcgi'), 0o757);
    assert.match(about(), /api\.fcgi: of \S+, mode 0757, so others could change what runs: chown \S+ (\S+) && chmod go-w \1$/);
    fs.chmodSync(path.join(dir, 'api.fcgi'), 0o755);
    fs.chmodSync(dir, 0o777);
    assert.match(about(), /mode 0777, so others could change what runs/);
    assert.ok(!fs.existsSync(proof));
});

await test('a-program-whose-file-was-replaced', async () => {
    const dir = installation({ status: null }), file = path.join(dir, 'status.fcgi');
    await site.stop('status');
    const child = await site.program('status', file);
    const about = () => bad(site, '--programs', dir);
    // The other one, of the build, is the same file by its link.
    assert.deepEqual(about(), []);
    assert.match(bad(site)[0], new RegExp(`^warn programs \\S+status\\.sock: process ${child.pid} runs ${file}, not ${builddir}/status\\.fcgi: restart it`));
    fs.copyFileSync(file, `${file}.new`);
    fs.renameSync(`${file}.new`, file);
    assert.match(about()[0], new RegExp(`^warn programs \\S+status\\.sock: process ${child.pid} runs a file that was replaced or removed since, .*: restart it \\(systemctl restart hooklet@status\\)`));
    await site.stop('status');
    await site.program('status', file);
    assert.deepEqual(about(), []);
    await site.stop('status');
    await site.program('status');
});

await test('behind-a-socket-that-somebody-else-holds', async () => {
    const dir = installation({ status: null }), file = path.join(dir, 'status.fcgi');
    await site.stop('status');
    const server = await listen(site.socket('status'));
    // Nobody runs yet, as before a first request.
    assert.deepEqual(bad(site), []);
    assert.match(site.hooklet('doctor', '--run', run).stdout, /^ok +socket +\S+\/status\.sock: somebody listens$/m);
    const child = spawn(file, [], { stdio: [server._handle, 'ignore', 'ignore'], env: site.env });
    atEnd.push(() => stop(child));
    child.ended = new Promise((resolve) => { child.on('exit', resolve); });
    await until('it is found', () => /\.sock: process \d+ of \S+ listens \(and 1 more\)$/m.test(site.hooklet('doctor', '--run', run).stdout));
    fs.rmSync(file);
    assert.match(bad(site, '--programs', dir).join('\n'), new RegExp(`process ${child.pid} runs a file that was replaced or removed`));
    await stop(child);
    server.close();
    await site.program('status');
});

await test('the-database-of-a-newer-version', async () => {
    const newer = await Site.make();
    const { status, stderr } = spawnSync('sqlite3', [path.join(newer.dir, 'state', 'hooklet.db'),
        "PRAGMA user_version = 99; UPDATE state SET value = '99' WHERE kind = 'schema' AND key = 'oldest_reader';"], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(bad(newer).join('\n'), /^FAIL database .*version 99 and too new for this program, .*: install the newer hooklet/m);
});

// --- Rights ------------------------------------------------------------------------------------------------------------------

await rootTest('programs-that-may-not-get-at-state-and-secrets', async () => {
    const own = await Site.make();
    fs.chmodSync(own.dir, 0o755);
    const child = start('/usr/bin/setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', path.join(builddir, 'status.fcgi'), '--listen',
        own.socket('status')], { log: own.log('status'), env: own.env });
    fs.chownSync(path.join(own.dir, 'run'), 65534, 65534);
    // It can't read its secret, and ends: the same secret, for the moment.
    await child.ended;
    fs.chownSync(own.secretFile, 65534, 0);
    start('/usr/bin/setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', path.join(builddir, 'status.fcgi'), '--listen',
        own.socket('status')], { log: own.log('status'), env: own.env });
    await until('it listens', () => fs.existsSync(own.socket('status')));
    fs.chownSync(own.secretFile, 0, 0);
    const state = path.join(own.dir, 'state');
    let said = bad(own);
    assert.deepEqual(said.map((text) => text.replaceAll(own.dir, 'DIR')), [
        'FAIL state DIR/state: of root:root, mode 2770: nobody may not write it: chgrp hooklet DIR/state && chmod 2770 DIR/state && usermod -aG hooklet nobody',
        'FAIL secrets DIR/secret: of root:root, and the web programs run as nobody: chown nobody DIR/secret',
    ]);
    // The directory is theirs, what was made before is not.
    fs.chownSync(own.secretFile, 65534, 0);
    fs.chownSync(state, 65534, 65534);
    said = bad(own).map((text) => text.replaceAll(state, 'STATE'));
    assert.match(said[0], /^FAIL state STATE\/lock: of root:root, .*: nobody may not write it: chgrp nogroup STATE\/lock && chmod 2770 STATE\/lock/);
    assert.match(said[1], /^FAIL state STATE\/hooklet\.db: of root:root, .*: chgrp nogroup STATE\/hooklet\.db && chmod 0660 STATE\/hooklet\.db/);
    for (const text of said) sh(/: (chgrp .*?chmod \d+ \S+)/.exec(text)[1].replaceAll('STATE', state));
    assert.deepEqual(bad(own), []);
    // Who can't come near needs no more words.
    fs.chmodSync(own.dir, 0o700);
    said = bad(own).map((text) => text.replaceAll(own.dir, 'DIR'));
    assert.deepEqual(said, ['FAIL state DIR/state: nobody may not pass DIR: chmod o+x DIR, or choose another place',
        'FAIL secrets DIR/secret: the web programs run as nobody, which may not pass DIR: chmod o+x DIR']);
});

await rootTest('a-directory-of-sockets-that-is-closed', () => {
    if (spawnSync('id', ['www-data']).status !== 0) return;
    const { mode, gid } = fs.statSync(run);
    const open = fs.statSync(site.dir).mode;
    const doctor = (...before) => spawnSync(before[0] ?? path.join(builddir, 'hooklet'), [...before.slice(1), 'doctor', '--config', site.conf, '--run', run,
        '--programs', builddir], { encoding: 'utf8' }).stdout;
    fs.chmodSync(site.dir, 0o755);
    fs.chmodSync(run, 0o750);
    fs.chownSync(run, 0, 1);
    const closed = doctor(), other = doctor('setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', path.join(builddir, 'hooklet'));
    fs.chownSync(run, 0, gid);
    for (const [dir, was] of [[run, mode], [site.dir, open]]) fs.chmodSync(dir, was & 0o7777);
    assert.match(closed, new RegExp(`^warn +socket .*may not be used by the web server, if that is .*: it may not pass ${run}: chgrp \\S+ ${run}$`, 'm'));
    if (other !== '') assert.match(other, /: this user may not look into it; run doctor as root$/m);
});

await rootTest('a-directory-of-sockets-of-somebody-else', () => {
    fs.chownSync(run, 65534, 0);
    mends(site, /^warn socket \S+\/run: belongs to nobody:root, which runs none of the programs: chown root /);
});

await test('a-state-directory-for-everybody', () => {
    const state = path.join(site.dir, 'state');
    fs.chmodSync(state, 0o2777);
    assert.match(bad(site)[0], /^FAIL state .*everybody may write into it \(2777\): chmod o-rwx \S+\/state$/);
    fs.chmodSync(state, 0o2775);
    assert.match(bad(site)[0], /^warn state .*everybody may look into it \(2775\): chmod o-rwx \S+\/state$/);
    fs.chmodSync(state, 0o2770);
});

// --- Side by side ------------------------------------------------------------------------------------------------------------

// A prefix of its own: command and programs, configuration, state, sockets.
async function prefix(name) {
    const mark = path.join(temporary(), name);
    const one = await Site.make({ rules: `run "each" {\n    events = {"push"}\n    command = {"/bin/sh", "-c", "readlink /proc/$PPID/exe >>${mark}"}\n}\n` });
    one.mark = mark;
    one.programs = installation({ 'github-push': null }, path.join(one.dir, 'libexec'));
    one.command = path.join(one.dir, 'bin', 'hooklet');
    fs.mkdirSync(path.dirname(one.command));
    fs.copyFileSync(path.join(builddir, 'hooklet'), one.command);
    await one.program('github-push', path.join(one.programs, 'github-push.fcgi'));
    return one;
}

await test('two-versions-side-by-side', async () => {
    const both = await Promise.all([prefix('one'), prefix('two')]);
    const own = (one, ...args) => spawnSync(one.command, args, { env: one.env, encoding: 'utf8' });
    for (const [i, one] of both.entries()) {
        const body = JSON.stringify(push());
        // Plain CGI, whose drain is the command beside it.
        const { stdout } = spawnSync(path.join(one.programs, 'github-push.fcgi'), [], {
            input: body, encoding: 'utf8',
            env: {
                ...one.env, HOOKLET_BINDIR: path.dirname(one.command), GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: 'POST', CONTENT_TYPE: 'application/json',
                CONTENT_LENGTH: String(Buffer.byteLength(body)), HTTP_X_GITHUB_EVENT: 'push', HTTP_X_GITHUB_DELIVERY: `side-${i}`,
                HTTP_X_HUB_SIGNATURE_256: sign(one.secret, body),
            },
        });
        assert.match(stdout, /^Status: 202/m);
        const worker = start(one.command, ['work'], { env: one.env, log: one.log('worker') });
        await one.settled();
        await stop(worker);
    }
    for (const [i, one] of both.entries()) {
        const { events } = JSON.parse(own(one, 'events', '--json').stdout);
        assert.deepEqual(events.map(({ delivery }) => delivery), [`side-${i}`]);
        assert.equal(fs.readFileSync(one.mark, 'utf8'), `${one.command}\n`);
        const { status, stdout } = own(one, 'doctor', '--run', path.join(one.dir, 'run'), '--programs', one.programs);
        assert.equal(status, 0, stdout);
        assert.doesNotMatch(stdout, /^warn +programs/m);
        // Each knows the other's.
        const other = both[1 - i];
        assert.match(own(one, 'doctor', '--run', path.join(one.dir, 'run'), '--programs', other.programs).stdout,
            new RegExp(`^warn +programs .*runs ${one.programs}/github-push\\.fcgi, not ${other.programs}/`, 'm'));
    }
});

await done();
