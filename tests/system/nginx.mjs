// The programs behind the real nginx with the files that are shipped, beside what is alike behind every server (hosts/nginx.mjs): monitors,
// trouble, reloads and restarts of programs under load.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {
    Site, builddir, done, long, note, programs, push, request, skip, srcdir, start, stop, test, until,
} from './lib.mjs';

const rules = `run "each" {
    events = {"push"}
    command = {"true"}
}
`;
const site = await Site.make({ rules });
await site.up({ worker: false });

function isError(answer, status, error) {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(answer.json?.error, error, answer.text);
    assert.ok(answer.json.detail, answer.text);
    if (status >= 502) assert.equal(answer.headers['retry-after'], '30');
}

// Events that have a program of their own: pull_request of github-pull-request.
const own = programs.filter((name) => name.startsWith('github-') && !['github-other', 'github-app'].includes(name))
    .map((name) => name.slice('github-'.length).replaceAll('-', '_'));

// The table of paths and programs in section 4 of the design, where it is at hand.
const design = path.join(process.env.HOOKLET_SHARED ?? path.join(srcdir, '..', 'shared'), 'DESIGN.md');
const wanted = fs.existsSync(design) && /\| \/hooks\/github, [^|]*\| ([^|;]*);/.exec(fs.readFileSync(design, 'utf8'))?.[1];

if (!wanted) skip('the-programs-of-the-design', 'the design is absent');
else {
    await test('the-programs-of-the-design', () => {
        const names = wanted.split(',').map((name) => name.trim().replace(/^(github)?-/, '').replaceAll('-', '_'));
        assert.deepEqual([...own].sort(), names.sort());
    });
}

await test('an-installation-is-remembered', async () => {
    const payload = {
        action: 'created',
        installation: { id: 42, app_id: 7, account: { login: 'acme', type: 'Organization' }, updated_at: 1700000000 },
        repositories: [{ full_name: 'acme/web' }, { full_name: 'acme/api' }],
    };
    const answer = await site.post('installation', payload);
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.json.status, 'accepted');
    assert.equal(answer.json.reason, 'installation 42 of acme: 2 repositories');
    assert.deepEqual(answer.json.jobs, []);
    const late = await site.post('installation_repositories', {
        action: 'removed', installation: { ...payload.installation, updated_at: 1600000000 },
        repositories_added: [], repositories_removed: [{ full_name: 'acme/web' }],
    });
    assert.equal(late.status, 202, late.text);
    assert.equal(late.json.status, 'ignored');
    assert.equal(late.json.reason, 'what it tells is not newer than what is known');
});

// --- Monitors ----------------------------------------------------------------------------------------------------------------

await test('healthz-and-readyz', async () => {
    const ask = (name, method = 'GET') => request(`${site.url}/hooklet/${name}`, { method });
    const alive = await ask('healthz');
    assert.equal(alive.status, 200);
    assert.deepEqual(alive.json, { status: 'ok' });
    assert.equal((await ask('healthz', 'HEAD')).text, '');
    assert.equal((await site.post('push', push())).json?.status, 'accepted');
    const lonely = await ask('readyz');
    assert.equal(lonely.status, 503);
    assert.equal(lonely.json.status, 'not ready');
    assert.deepEqual(lonely.json.failing.map((text) => text.split(':')[0]), ['worker']);
    site.worker();
    await until('a worker is seen', async () => (await ask('readyz')).status === 200);
    await site.settled();
});

// --- Trouble -----------------------------------------------------------------------------------------------------------------

await test('503-until-there-is-a-database', async () => {
    const fresh = await Site.make({ rules });
    fs.renameSync(`${fresh.dir}/state`, `${fresh.dir}/away`);
    await fresh.program('github-push');
    await fresh.nginx();
    const answer = await fresh.post('push', push());
    isError(answer, 503, 'unavailable');
    assert.ok(!answer.text.includes(fresh.dir), answer.text);
    fs.renameSync(`${fresh.dir}/away`, `${fresh.dir}/state`);
    await until('it works again', async () => (await fresh.post('push', push())).status === 202);
    await fresh.stop('github-push');
});

if (long) {
    await test('504-a-stopped-program', async () => {
        const child = site.children.get('github-push');
        child.kill('SIGSTOP');
        isError(await site.post('push', push()), 504, 'unavailable');
        child.kill('SIGCONT');
    });
}

await test('a-second-start-is-refused', async () => {
    const second = start(path.join(builddir, 'github-push.fcgi'), ['--listen', site.socket('github-push')],
        { log: site.log('second'), env: site.env });
    assert.equal((await second.ended).code, 1);
    assert.match(site.readLog('second'), /another process serves it/);
    assert.equal((await site.post('push', push())).status, 202);
});

await test('a-reload-takes-a-rotated-secret', async () => {
    const reload = async (what) => {
        const count = () => site.readLog('github-push').split('what=reload').length;
        const before = count();
        site.children.get('github-push').kill('SIGHUP');
        await until(what, () => count() > before);
    };
    const replace = (text) => {
        fs.chmodSync(site.secretFile, 0o600);
        fs.writeFileSync(site.secretFile, text);
    };
    const old = site.secret, status = async (secret) => (await site.post('push', push(), { secret })).status;
    fs.writeFileSync(`${site.secretFile}.previous`, old, { mode: 0o400 });
    replace('the-new-secret');
    assert.equal(await status('the-new-secret'), 401);
    await reload('both are live');
    assert.equal(await status('the-new-secret'), 202);
    assert.equal(await status(old), 202);
    fs.unlinkSync(`${site.secretFile}.previous`);
    await reload('the old one is gone');
    assert.equal(await status(old), 401);
    const good = fs.readFileSync(site.conf, 'utf8');
    fs.writeFileSync(site.conf, `${good}nonsense = 1\n`);
    await reload('a bad file is refused');
    assert.match(site.readLog('github-push'), /the old one stays/);
    assert.equal(await status('the-new-secret'), 202);
    fs.writeFileSync(site.conf, good);
    replace(old);
    await reload('as before');
    assert.equal(await status(old), 202);
});

// --- Restart under load ------------------------------------------------------------------------------------------------------

// Holds the listening socket, as systemd does, and starts the program again whenever it ends.
const keeper = `use strict; use Socket;
my ($path, @command) = @ARGV; my ($pid, $end) = (0, 0);
socket(my $listener, PF_UNIX, SOCK_STREAM, 0) or die $!;
bind($listener, sockaddr_un($path)) && listen($listener, 4096) or die $!;
$SIG{USR1} = sub { kill TERM => $pid };
$SIG{TERM} = sub { $end = 1; kill TERM => $pid };
while (!$end) {
    $pid = fork // die;
    if ($pid == 0) { $SIG{USR1} = $SIG{TERM} = 'DEFAULT'; open(STDIN, '<&', $listener) or die; exec @command or die }
    1 until waitpid($pid, 0) == $pid;
}`;

// Posts from 16 clients until the restarts are over; all must be acknowledged and stored.
async function restartUnderLoad(restart) {
    const bad = [], acknowledged = [];
    let going = true;
    const client = async () => {
        while (going) {
            const delivery = randomUUID();
            const answer = await site.post('push', push(), { delivery }).catch((error) => ({ status: 0, text: String(error) }));
            if (answer.status === 202 || answer.status === 200) acknowledged.push(delivery);
            else bad.push(`${answer.status} ${answer.text}`);
        }
    };
    const clients = Array.from({ length: 16 }, client);
    for (let round = 1; round <= 12; round++) {
        const enough = acknowledged.length + 50;
        await until('requests go through', () => acknowledged.length >= enough);
        await restart();
    }
    going = false;
    await Promise.all(clients);
    note(`${acknowledged.length} acknowledged over 12 restarts`);
    assert.deepEqual(bad, []);
    const events = new Set(site.json('events', '-n', '100000').events.map((event) => event.delivery));
    assert.deepEqual(acknowledged.filter((delivery) => !events.has(delivery)), []);
}

await test('restarts-under-load-lose-nothing-and-fail-nothing', async () => {
    await site.stop('github-push');
    const child = start('perl', ['-e', keeper, site.socket('github-push'), path.join(builddir, 'github-push.fcgi')],
        { log: site.log('github-push'), env: site.env, end: 'SIGTERM' });
    await until('the socket is there', () => fs.existsSync(site.socket('github-push')));
    const starts = () => site.readLog('github-push').split('descriptor 0').length - 1;
    await restartUnderLoad(async () => {
        const before = starts();
        child.kill('SIGUSR1');
        await until('it runs again', () => starts() > before);
    });
    await stop(child);
});

await test('instances-that-replace-each-other-under-load-do-neither', async () => {
    fs.rmSync(site.socket('github-push'), { force: true });
    let child = await site.program('github-push');
    await restartUnderLoad(async () => {
        const old = child, inode = fs.statSync(site.socket('github-push')).ino;
        child = start(path.join(builddir, 'github-push.fcgi'), ['--listen', site.socket('github-push'), '--replace'],
            { log: site.log('github-push'), env: site.env });
        await until('it has taken over', () => fs.statSync(site.socket('github-push')).ino !== inode);
        await stop(old, 'SIGTERM');
        assert.equal((await old.ended).code, 0);
    });
    await stop(child, 'SIGTERM');
    assert.ok(!fs.existsSync(site.socket('github-push')));
});

await done();
