// The programs behind the real nginx with the files that are shipped: every answer, reload, restart under load, a dead program.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {
    Site, builddir, done, long, merge, note, programs, push, request, sha, sign, skip, srcdir, start, stop, test, until,
} from './lib.mjs';

const rules = `run "each" {
    events = {"push", "pull_request", "star"}
    command = {"true"}
}
`;
const site = await Site.make({ rules });
await site.up({ worker: false });

const stored = (id) => site.json('events', '-n', '100000').events.filter((event) => event.delivery === id);

function isError(answer, status, error) {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(answer.json?.error, error, answer.text);
    assert.ok(answer.json.detail, answer.text);
    if (status >= 502) assert.equal(answer.headers['retry-after'], '30');
}

// What a client library would not send: gives the whole answer as text.
function raw(text) {
    return new Promise((resolve, reject) => {
        const socket = net.connect(Number(new URL(site.url).port), '127.0.0.1', () => socket.write(text));
        let said = '';
        socket.on('data', (data) => { said += data; });
        socket.on('end', () => resolve(said));
        socket.on('error', reject);
    });
}

// --- Stored ------------------------------------------------------------------------------------------------------------------

await test('a-push-is-accepted-and-stored', async () => {
    const delivery = randomUUID();
    const answer = await site.post('push', push(), { delivery });
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.json.event, 'push');
    assert.equal(answer.json.delivery, delivery);
    assert.equal(answer.json.status, 'accepted');
    assert.equal(answer.json.jobs.length, 1);
    assert.equal(answer.json.jobs[0].kind, 'run');
    assert.equal(answer.json.jobs[0].rule, 'each');
    assert.equal(typeof answer.json.jobs[0].id, 'string');
    assert.equal(stored(delivery).length, 1);
});

await test('the-same-delivery-again-is-a-duplicate', async () => {
    const payload = push(), delivery = randomUUID();
    assert.equal((await site.post('push', payload, { delivery })).status, 202);
    const answer = await site.post('push', payload, { delivery });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.status, 'duplicate');
    assert.deepEqual(answer.json.jobs, []);
    assert.equal(stored(delivery).length, 1);
});

await test('the-same-body-under-another-id-is-ignored', async () => {
    const payload = push(), first = randomUUID();
    await site.post('push', payload, { delivery: first });
    const answer = await site.post('push', payload);
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.json.status, 'ignored');
    assert.ok(answer.json.reason.includes(first), answer.text);
    assert.deepEqual(answer.json.jobs, []);
});

await test('the-header-picks-the-program', async () => {
    const merged = await site.post('pull_request', merge());
    assert.equal(merged.json.status, 'accepted', merged.text);
    assert.equal(merged.json.event, 'pull_request');
    const star = await site.post('star', { action: 'created', starred_at: '2026-11-22T10:00:00Z', ...repository() });
    assert.equal(star.json.status, 'accepted', star.text);
    const label = await site.post('label', { action: 'created', label: { id: 1, name: sha() }, ...repository() });
    assert.equal(label.status, 202, label.text);
    assert.equal(label.json.status, 'ignored');
    assert.ok(label.json.reason, label.text);
});

function repository() {
    const { repository, sender } = push();
    return { repository, sender };
}

await test('each-event-has-a-path-of-its-own', async () => {
    assert.equal((await site.post('push', push(), { target: '/hooks/github/push' })).json.status, 'accepted');
    assert.equal((await site.post('pull_request', merge(), { target: '/hooks/github/pull_request' })).json.status, 'accepted');
    assert.equal((await site.post('push', push(), { target: '/hooks/github/other' })).json.status, 'accepted');
    const answer = await site.post('push', push(), { target: '/hooks/github/pull_request' });
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.json.status, 'ignored');
    assert.equal(answer.json.reason, 'github-pull-request does not take push events');
    assert.equal(stored(answer.json.delivery).length, 1);
});

// Events that have a program of their own: pull_request of github-pull-request.
const own = programs.filter((name) => name.startsWith('github-') && !['github-other', 'github-app'].includes(name))
    .map((name) => name.slice('github-'.length).replaceAll('-', '_'));

await test('every-program-has-its-path-and-its-line-in-the-map', async () => {
    assert.ok(own.length >= 10);
    const upstreams = fs.readFileSync(path.join(srcdir, 'nginx/hooklet-upstreams.conf'), 'utf8');
    for (const event of own) {
        const program = `github-${event.replaceAll('_', '-')}`;
        assert.ok(upstreams.includes(`\n    ${event} hooklet_github_${event};\n`), `${event} is not in the map`);
        assert.match(upstreams, new RegExp(`upstream hooklet_github_${event} {\\s+server unix:/run/hooklet/${program}.sock;`));
        const answer = await site.post('star', { action: 'created', starred_at: sha(), ...repository() },
            { target: `/hooks/github/${event}` });
        assert.equal(answer.json?.reason, `${program} does not take star events`, answer.text);
    }
});

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

await test('every-program-answers-ping', async () => {
    for (const name of ['', '/other', ...own.map((event) => `/${event}`)]) {
        const payload = { zen: sha(), hook_id: 109948940, hook: { type: 'Repository' }, ...repository() };
        const answer = await site.post('ping', payload, { target: `/hooks/github${name}` });
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(answer.json, { event: 'ping', delivery: answer.json.delivery, status: 'accepted', hook_id: '109948940' });
    }
});

await test('a-form-is-as-good-as-json', async () => {
    const body = new URLSearchParams({ payload: JSON.stringify(push()) }).toString();
    const answer = await site.post('push', body, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(answer.json.status, 'accepted', answer.text);
});

await test('chunked-is-as-good-as-a-length', async () => {
    const body = JSON.stringify(push());
    const answer = await request(`${site.url}/hooks/github`, {
        headers: {
            'Content-Type': 'application/json', 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': randomUUID(),
            'X-Hub-Signature-256': sign(site.secret, body), 'Transfer-Encoding': 'chunked',
        },
        body,
    });
    assert.equal(answer.json.status, 'accepted', answer.text);
});

await test('25-mib-are-taken', async () => {
    const body = JSON.stringify(push({ filler: '@' }));
    const answer = await site.post('push', body.replace('"@"', `"${'x'.repeat((25 << 20) - body.length + 1)}"`));
    assert.equal(answer.json?.status, 'accepted', answer.text);
});

await test('what-our-reader-refuses-is-kept-as-unreadable', async () => {
    const delivery = randomUUID();
    const answer = await site.post('push', `{"deep":${'['.repeat(70)}${']'.repeat(70)}}`, { delivery });
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.json.status, 'unreadable');
    assert.equal(stored(delivery).length, 1);
});

// --- Refused -----------------------------------------------------------------------------------------------------------------

await test('401-is-the-same-for-every-reason', async () => {
    const before = site.json('events', '-n', '100000').events.length;
    const answers = await Promise.all([
        site.post('push', push(), { secret: 'wrong' }),
        site.post('push', push(), { headers: { 'X-Hub-Signature-256': undefined } }),
        site.post('push', push(), { headers: { 'X-Hub-Signature-256': 'sha256=00' } }),
        site.post('push', push(), { headers: { 'X-Hub-Signature-256': '' } }),
        site.post('ping', { zen: 'z', hook_id: 1, hook: {} }, { secret: 'wrong' }),
        site.post('nonsense', 'not even JSON', { secret: 'wrong' }),
        site.post('push', push(), { secret: 'wrong', headers: { 'Content-Type': 'text/plain' } }),
    ]);
    for (const answer of answers) {
        assert.equal(answer.status, 401);
        assert.equal(answer.text, '{"error":"unauthorized"}');
    }
    assert.equal(site.json('events', '-n', '100000').events.length, before);
});

await test('400-malformed', async () => {
    isError(await site.post('push', '{"ref":'), 400, 'malformed');
    isError(await site.post('push', Buffer.from('{"ref":"\xff"}', 'latin1')), 400, 'malformed');
    isError(await site.post('push', push(), { headers: { 'X-GitHub-Delivery': undefined } }), 400, 'malformed');
    isError(await site.post('push', push(), { headers: { 'X-GitHub-Event': undefined } }), 400, 'malformed');
    isError(await site.post('push', { zen: 'a ping under the name of a push' }), 400, 'malformed');
});

await test('404-paths-that-are-not-ours', async () => {
    isError(await site.post('push', push(), { target: '/hooks/github/nothing' }), 404, 'not found');
    isError(await site.post('push', push(), { target: '/hooks/' }), 404, 'not found');
    isError(await request(`${site.url}/hooklet/nothing`, { method: 'GET' }), 404, 'not found');
});

await test('405-webhooks-come-by-post', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await request(`${site.url}/hooks/github/push`, { method });
        isError(answer, 405, 'method not allowed');
        assert.equal(answer.headers.allow, 'POST');
    }
    const answer = await request(`${site.url}/hooklet/healthz`, { method: 'POST', body: 'x' });
    isError(answer, 405, 'method not allowed');
    assert.equal(answer.headers.allow, 'GET, HEAD');
});

await test('411-no-length', async () => {
    const said = await raw('POST /hooks/github HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n');
    assert.match(said, /^HTTP\/1.1 411 /);
    assert.match(said, /"error":"length required"/);
});

await test('413-over-25-mib', async () => {
    const said = await raw(`POST /hooks/github HTTP/1.1\r\nHost: test\r\nContent-Length: ${(25 << 20) + 1}\r\n` +
        'Connection: close\r\n\r\n');
    assert.match(said, /^HTTP\/1.1 413 /);
    assert.match(said, /\r\nContent-Type: application\/json\r\n/);
    assert.match(said, /{"error":"too large","detail":".*25 MiB"}$/);
});

await test('415-neither-json-nor-a-form', async () => {
    isError(await site.post('push', push(), { headers: { 'Content-Type': 'text/plain' } }), 415, 'unsupported media type');
});

// --- Monitors ----------------------------------------------------------------------------------------------------------------

await test('healthz-and-readyz', async () => {
    const ask = (name, method = 'GET') => request(`${site.url}/hooklet/${name}`, { method });
    const alive = await ask('healthz');
    assert.equal(alive.status, 200);
    assert.deepEqual(alive.json, { status: 'ok' });
    assert.equal((await ask('healthz', 'HEAD')).text, '');
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

await test('502-a-dead-program', async () => {
    await site.stop('github-push');
    isError(await site.post('push', push()), 502, 'unavailable');
    assert.equal((await site.post('ping', { zen: sha(), hook_id: 1, hook: {}, ...repository() })).status, 200);
    await site.program('github-push');
    assert.equal((await site.post('push', push())).status, 202);
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
