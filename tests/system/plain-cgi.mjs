// The real programs as plain CGI: nothing but environment and standard input; and what they say when they are started wrongly.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { cgiOf, run, signedBy } from './cgi/request.mjs';
import { Site, done, programs, push, sha, test, until } from './lib.mjs';

const site = await Site.make({ rules: 'run "each" {\n    events = {"push"}\n    command = {"true"}\n}\n' });

const cgi = (name, { where = site, ...asked } = {}) => cgiOf(name, where, asked);
const signed = (event, payload, { secret = site.secret, ...more } = {}) => signedBy(secret, event, payload, more);

await test('a-push-is-stored-and-a-drain-does-its-job', async () => {
    const delivery = randomUUID();
    const answer = await cgi('github-push', signed('push', push(), { delivery }));
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.headers['Content-Type'], 'application/json');
    assert.equal(answer.json.status, 'accepted');
    assert.equal(answer.json.jobs.length, 1);
    assert.equal(site.json('events').events.filter((event) => event.delivery === delivery).length, 1);
    // No worker was started by us.
    await until('the drain did it', () => site.json('jobs').jobs.every((job) => job.state === 'done'));
});

await test('a-site-of-drains-is-ready', async () => {
    const ready = await cgi('status', { method: 'GET', env: { PATH_INFO: '/readyz' } });
    assert.equal(ready.status, 200, ready.text);
});

await test('copies-at-once-from-as-many-processes-are-one-event', async () => {
    const payload = push(), delivery = randomUUID();
    const answers = await Promise.all(Array.from({ length: 12 }, () => cgi('github-push', signed('push', payload, { delivery }))));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(11).fill(200), 202]);
    assert.equal(site.json('events').events.filter((event) => event.delivery === delivery).length, 1);
});

await test('one-program-can-take-all-events', async () => {
    const answer = await cgi('github-other', signed('push', push()));
    assert.equal(answer.json.status, 'accepted', answer.text);
    const ping = await cgi('github-other', signed('ping', { zen: sha(), hook_id: 7, hook: {} }));
    assert.equal(ping.status, 200, ping.text);
    assert.equal(ping.json.hook_id, '7');
});

await test('refusals', async () => {
    const table = [
        [401, 'github-push', signed('push', push(), { secret: 'wrong' })],
        [400, 'github-push', signed('push', '{"ref":')],
        [400, 'github-push', signed('push', push(), { env: { CONTENT_LENGTH: '99999' } })],
        [411, 'github-push', signed('push', push(), { env: { CONTENT_LENGTH: undefined } })],
        [413, 'github-push', signed('push', push(), { env: { CONTENT_LENGTH: String((25 << 20) + 1) } })],
        [415, 'github-push', signed('push', push(), { env: { CONTENT_TYPE: 'text/plain' } })],
        [405, 'github-push', { method: 'GET' }],
        [405, 'github-push', { method: 'HEAD' }],
        [405, 'index', { body: 'x' }],
        [404, 'status', { method: 'GET', env: { PATH_INFO: '/metrics' } }],
    ];
    for (const [status, name, ask] of table) {
        const answer = await cgi(name, ask);
        assert.equal(answer.status, status, answer.text);
        if (status === 401) assert.equal(answer.text, '{"error":"unauthorized"}');
        else if (ask.method !== 'HEAD') assert.ok(answer.json.error && answer.json.detail, answer.text);
        assert.equal(answer.headers.Allow, status !== 405 ? undefined : name === 'index' ? 'GET, HEAD' : 'POST');
    }
});

await test('pages', async () => {
    const index = await cgi('index', { method: 'GET' });
    assert.equal(index.status, 200);
    assert.match(index.headers['Content-Type'], /^text\/plain/);
    assert.match(index.text, /^Hello.*\n$/);
    const head = await cgi('index', { method: 'HEAD' });
    assert.equal(head.text, '');
    assert.equal(head.headers['Content-Length'], index.headers['Content-Length']);
    const alive = await cgi('status', { method: 'GET', env: { PATH_INFO: '/healthz' } });
    assert.deepEqual(alive.json, { status: 'ok' });
});

await test('a-query-string-is-no-command-line', async () => {
    // RFC 3875 4.4: a query without "=" comes as arguments.
    const answer = await cgi('github-push', { ...signed('push', push()), args: ['--config', '/nonexistent', '--listen', '/tmp/x'] });
    assert.equal(answer.status, 202, answer.text);
});

await test('a-bad-configuration-is-503', async () => {
    const bad = await Site.make();
    fs.appendFileSync(bad.conf, 'nonsense = 1\n');
    const answer = await cgi('github-push', signed('push', push(), { secret: bad.secret, where: bad }));
    assert.equal(answer.status, 503, answer.text);
    assert.equal(answer.headers['Retry-After'], '30');
    assert.ok(!answer.text.includes(bad.dir) && !answer.text.includes('nonsense'), answer.text);
    assert.match(answer.err, /nonsense/);
});

await test('no-database-is-503-and-not-ready', async () => {
    const bare = await Site.make();
    fs.renameSync(`${bare.dir}/state`, `${bare.dir}/away`);
    const answer = await cgi('github-push', signed('push', push(), { secret: bare.secret, where: bare }));
    assert.equal(answer.status, 503, answer.text);
    assert.match(answer.err, /hooklet init/);
    const alive = await cgi('status', { method: 'GET', env: { PATH_INFO: '/healthz' }, where: bare });
    assert.equal(alive.status, 200);
    const ready = await cgi('status', { method: 'GET', env: { PATH_INFO: '/readyz' }, where: bare });
    assert.equal(ready.status, 503);
    assert.match(ready.json.failing[0], /^store: /);
});

await test('started-by-hand', async () => {
    for (const name of programs) {
        const help = await run(name, ['--help'], site.env);
        assert.equal(help.code, 0);
        assert.match(help.out, new RegExp(`^usage: ${name}.fcgi `));
        assert.match((await run(name, ['--version'], site.env)).out, /^[a-z-]+ \(hooklet\) \d/);
        for (const args of [[], ['--nonsense'], ['--listen'], ['--replace'], ['--listen', '/tmp/x', 'more']]) {
            const wrong = await run(name, args, site.env);
            assert.equal(wrong.code, 64, wrong.err);
            assert.match(wrong.err, /see .* --help\n$/);
        }
    }
});

await test('a-service-with-a-bad-configuration-does-not-start', async () => {
    const bad = await Site.make();
    fs.appendFileSync(bad.conf, 'nonsense = 1\n');
    const ended = await run('github-push', ['--listen', bad.socket('github-push'), '--config', bad.conf], site.env);
    assert.equal(ended.code, 78);
    assert.match(ended.err, /nonsense/);
});

await until('all drains have ended', () => site.json('jobs').jobs.every((job) => job.state === 'done'));
await done();
