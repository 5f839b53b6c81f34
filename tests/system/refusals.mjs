// What is the wrong user's, of the wrong mode or on the wrong disk: programs and commands refuse it, say whose it is, and the line
// that mends it.  With that line it works.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cgiOf, run, signedBy } from './cgi/request.mjs';
import { Site, builddir, done, push, skip, start, temporary, test, until } from './lib.mjs';

const USER = 54321; // nobody has this id
const root = process.getuid() === 0;
const somebody = ['setpriv', '--reuid', String(USER), '--regid', String(USER), '--clear-groups'];
const rootTest = root && spawnSync('setpriv', ['--version']).status === 0 ? test
    : (name) => skip(name, 'needs root, and setpriv, to become another user');

// A site of that user, who gets there.
async function makeSite() {
    const site = await Site.make();
    site.configure('cgi_drain = no\nrun "each" {\n    events = {"push"}\n    command = {"true"}\n}\n');
    const files = fs.readdirSync(site.dir, { recursive: true, encoding: 'utf8' });
    for (const file of ['', ...files]) if (root) fs.lchownSync(path.join(site.dir, file), USER, USER);
    return site;
}

const command = (site, ...args) => {
    const [program, ...words] = [...somebody, path.join(builddir, 'hooklet'), ...args];
    return spawnSync(program, words, { env: site.env, encoding: 'utf8' });
};
const post = (site) => cgiOf('github-push', site, { ...signedBy(site.secret, 'push', push()), before: somebody });

// What is so for the mending words: a shell takes them as they stand.
function mend(line) {
    const done = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
    assert.equal(done.status, 0, `${line}: ${done.stderr}`);
}

// Each breaks something: what, and what then stands in the log of the program and in the command's words.
const state = [
    ['a-state-directory-of-root', 'state', (file) => { fs.chownSync(file, 0, 0); fs.chmodSync(file, 0o700); },
        /permission denied: (it|\S+\/state) is of root:root, mode 0700, and 54321 may not (enter|write) it; (chmod o\+x|chown 54321) (\S+?)(, or run this as root)?(?="|$)/m],
    ['a-state-directory-that-may-not-be-written', 'state', (file) => fs.chmodSync(file, 0o500),
        /permission denied: it is of 54321:\S+, mode 0500, and 54321 may not write it; chmod u\+rwx \S+\/state(?="|$)/m],
    ['a-database-of-root', 'state/hooklet.db', (file) => { fs.chownSync(file, 0, 0); fs.chmodSync(file, 0o600); },
        /hooklet\.db: permission denied: it is of root:root, mode 0600, and 54321 may not write it; chown 54321 \S+\/hooklet\.db, or run this as root(?="|$)/m],
    ['a-database-that-may-only-be-read', 'state/hooklet.db', (file) => fs.chmodSync(file, 0o440),
        /hooklet\.db: permission denied: it is of 54321:\S+, mode 0440, and 54321 may not write it; chmod u\+rw \S+\/hooklet\.db(?="|$)/m],
    ['a-log-of-root', 'state/hooklet.db-wal', (file) => { fs.chownSync(file, 0, 0); fs.chmodSync(file, 0o640); },
        /hooklet\.db-wal: permission denied: it is of root:root, mode 0640, and 54321 may not write it; chown 54321 \S+\/hooklet\.db-wal, or run this as root(?="|$)/m],
    ['a-lock-of-another-group', 'state/hooklet.lock', (file) => fs.chownSync(file, 0, 54322),
        /hooklet\.lock: permission denied: it is of root:54322, mode 0660, and 54321 may not write it; usermod -aG 54322 54321, or run this as root(?="|$)/m],
];

for (const [name, file, breaks, words] of state) {
    await rootTest(name, async () => {
        const site = await makeSite();
        breaks(path.join(site.dir, file));
        const answer = await post(site);
        assert.equal(answer.status, 503, answer.text);
        assert.ok(!answer.text.includes(site.dir), answer.text);
        assert.match(answer.err, words);
        const events = command(site, 'events');
        assert.equal(events.status, 4, events.stderr);
        assert.match(events.stderr, words);
        const work = command(site, 'work', '--drain');
        assert.notEqual(work.status, 0);
        assert.match(work.stderr, words.source.includes('hooklet') ? words : /permission denied/);
    });
}

await rootTest('the-line-that-mends-it-mends-it', async () => {
    const site = await makeSite();
    for (const [, file, breaks] of state.slice(1, 5)) {
        breaks(path.join(site.dir, file));
        const { stderr } = command(site, 'events');
        mend(/; (ch\w+ \S+ \S+?)(, or .*)?$/m.exec(stderr)[1]);
        if (command(site, 'events').status !== 0) mend(`chmod u+rw ${path.join(site.dir, file)}`); // of root it had no bits for us
        assert.equal((await post(site)).status, 202);
    }
});

await rootTest('a-secret-that-others-may-read', async () => {
    const site = await makeSite();
    fs.chmodSync(site.secretFile, 0o444);
    const answer = await post(site);
    assert.equal(answer.status, 503, answer.text);
    assert.match(answer.err, /secret: its mode 0444 lets others read or write it; run chmod 0400 \S+\/secret/);
    const started = await run('github-push', ['--listen', site.socket('github-push')], site.env, '', { before: somebody });
    assert.equal(started.code, 78);
    assert.match(started.err, /its mode 0444 lets others read/);
});

await rootTest('a-secret-of-somebody-else', async () => {
    const site = await makeSite();
    fs.chownSync(site.secretFile, 0, 0);
    const answer = await post(site);
    assert.equal(answer.status, 503, answer.text);
    assert.match(answer.err, /secret: permission denied: it is of root:root, mode 0400, and 54321 may not read it; chown 54321 \S+\/secret, or run this as root/);
});

await rootTest('a-configuration-of-somebody-else', async () => {
    const site = await makeSite();
    fs.chownSync(site.conf, 0, 0);
    fs.chmodSync(site.conf, 0o600);
    const answer = await post(site);
    assert.equal(answer.status, 503, answer.text);
    assert.match(answer.err, /hooklet\.conf: permission denied: it is of root:root, mode 0600, and 54321 may not read it; chown 54321 \S+\/hooklet\.conf, or run this as root/);
});

await rootTest('init-without-root-names-other-places', () => {
    const env = { ...process.env };
    delete env.HOOKLET_CONFIG;
    const { status, stderr } = spawnSync(somebody[0], [...somebody.slice(1), path.join(builddir, 'hooklet'), 'init'], { env, encoding: 'utf8' });
    assert.notEqual(status, 0);
    assert.match(stderr, /permission denied: it is of root:root/);
    assert.match(stderr, /^hooklet init: without root, --shared-hosting DIR sets up a home directory; --config FILE and --state DIR name other places$/m);
});

await rootTest('a-directory-of-sockets-of-somebody-else', async () => {
    const site = await makeSite();
    fs.chownSync(path.join(site.dir, 'run'), 0, 0);
    const words = /run: permission denied: it is of root:root, mode 0755, and 54321 may not write it; chown 54321 \S+\/run, or run this as root/;
    const started = await run('index', ['--listen', site.socket('index')], site.env, '', { before: somebody });
    assert.notEqual(started.code, 0);
    assert.match(started.err, words);
});

await rootTest('a-socket-that-is-left-over-is-replaced-and-one-in-use-is-not', async () => {
    const site = await makeSite();
    const child = start(somebody[0], [...somebody.slice(1), path.join(builddir, 'index.fcgi'), '--listen', site.socket('index')], { env: site.env });
    await until('it listens', () => fs.existsSync(site.socket('index')));
    const second = await run('index', ['--listen', site.socket('index')], site.env, '', { before: somebody });
    assert.match(second.err, /another process serves it/);
    child.kill('SIGKILL');
    await child.ended;
    assert.ok(fs.existsSync(site.socket('index')));
    const third = await site.program('index');
    assert.equal(third.exitCode, null);
});

await rootTest('a-state-that-can-not-be-made', async () => {
    const dir = temporary();
    fs.chmodSync(dir, 0o755);
    const conf = path.join(dir, 'hooklet.conf');
    const done = spawnSync(somebody[0], [...somebody.slice(1), path.join(builddir, 'hooklet'), 'init', '--config', conf, '--state', `${dir}/a/b`],
        { encoding: 'utf8' });
    assert.notEqual(done.status, 0);
    assert.match(done.stderr, /permission denied: it is of root:root, mode 0755, and 54321 may not write it; chown 54321 /i);
});

// --- Disks ------------------------------------------------------------------------------------------------------------------------

// A network file system can't be had for a test, so what the kernel says of the disk is replaced.
const preload = path.resolve(builddir, 'tests/system/other-disk.so');
const disk = (type) => ({ LD_PRELOAD: preload, OTHER_DISK: type });
const network = { NFS: '0x6969', SMB: '0x517b', CIFS: '0xff534d42', SMB2: '0xfe534d42', AFS: '0x5346414f', '9p': '0x01021997' };

if (fs.existsSync(preload)) {
    await test('a-state-on-a-network-file-system-is-refused', async () => {
        const site = await Site.make();
        for (const [name, type] of Object.entries(network)) {
            site.variables = disk(type);
            const words = new RegExp(`/state: is on ${name}, a network file system, where SQLite's write-ahead log does not work; keep the state on a local disk`);
            for (const args of [['init'], ['events'], ['work', '--drain']]) {
                const refused = site.hooklet(...args);
                assert.notEqual(refused.status, 0, args.join(' '));
                assert.match(refused.stderr, words);
            }
            assert.match(site.hooklet('doctor').stdout, new RegExp(`^FAIL +file system +${name}: .*choose a local disk`, 'm'));
            const answer = await cgiOf('github-push', site, signedBy(site.secret, 'push', push(), { env: site.variables }));
            assert.equal(answer.status, 503, answer.text);
            assert.match(answer.err, words);
        }
        site.variables = {};
        assert.equal(site.hooklet('events').status, 0);
    });

    // Neither is there a file: SQLite must not have touched it.
    await test('init-makes-no-database-on-a-network-file-system', async () => {
        const dir = temporary();
        const done = spawnSync(path.join(builddir, 'hooklet'), ['init', '--config', `${dir}/hooklet.conf`, '--state', `${dir}/state`],
            { encoding: 'utf8', env: { ...process.env, ...disk(network.NFS) } });
        assert.notEqual(done.status, 0);
        assert.match(done.stderr, /NFS/);
        assert.equal(fs.existsSync(`${dir}/state/hooklet.db`), false);
    });

    await test('fuse-of-an-unknown-kind-is-warned-of-and-works', async () => {
        const site = await Site.make();
        site.variables = disk('0x65735546');
        const words = /is on FUSE; where that is another machine's disk, the database will break/;
        for (const args of [['init'], ['work', '--drain']]) {
            const done = site.hooklet(...args);
            assert.equal(done.status, 0, done.stderr);
            assert.match(done.stderr, words);
        }
        assert.match(site.hooklet('doctor').stdout, /^warn +file system +FUSE: is that a disk of this machine\?/m);
        const answer = await cgiOf('github-push', site, signedBy(site.secret, 'push', push(), { env: site.variables }));
        assert.equal(answer.status, 202, answer.text);
        assert.doesNotMatch(answer.err, words); // not with each request
    });
} else {
    for (const name of ['a-state-on-a-network-file-system-is-refused', 'init-makes-no-database-on-a-network-file-system', 'fuse-of-an-unknown-kind-is-warned-of-and-works'])
        skip(name, 'the preloaded library is not built: make check');
}

const mounted = temporary();
const isMounted = root && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', mounted]).status === 0;
await (isMounted ? rootTest : (name) => skip(name, 'needs a disk of its own (mount)'))('a-read-only-disk-is-called-so', async () => {
    try {
        const site = await Site.make();
        site.configure(fs.readFileSync(site.conf, 'utf8').replace(`${site.dir}/state`, `${mounted}/state`), true);
        assert.equal(site.hooklet('init').status, 0);
        assert.equal(spawnSync('mount', ['-o', 'remount,ro', mounted]).status, 0);
        const words = /\/state: is on a file system that is mounted read-only: mount -o remount,rw, or choose another place/;
        assert.match(site.hooklet('events').stderr, words);
        const answer = await cgiOf('github-push', site, signedBy(site.secret, 'push', push()));
        assert.equal(answer.status, 503, answer.text);
        assert.match(answer.err, words);
        assert.equal(spawnSync('mount', ['-o', 'remount,rw', mounted]).status, 0);
        assert.equal((await cgiOf('github-push', site, signedBy(site.secret, 'push', push()))).status, 202);
    } finally {
        spawnSync('umount', ['-l', mounted]);
    }
});

await done();
