// What Asana sends, through the real nginx and to the program as plain CGI: the handshake, deliveries, and what is refused; and that
// the token of an address gets into no log.
import assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, request, skip, srcdir, test, until } from './lib.mjs';

const rules = 'asana {\n}\ntasks "todo" {\n    repositories = {"acme/*"}\n    both_ways = true\n}\n';
const site = await Site.make({ rules });
const access = site.log('nginx-access');
await site.program('asana');
await site.nginx({ access });

const secrets = [], tokens = [], answers = [];
const hex = () => randomBytes(32).toString('hex');
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const unauthorized = '{"error":"unauthorized"}';

// A hook that waits for its handshake since so many seconds: { token, key, project }.
function openHook({ project = String(1000 + tokens.length), seconds = 0, where = site } = {}) {
    const made = spawnSync(path.join(builddir, 'tests/system/open-hook'),
        [path.join(where.dir, 'state'), project, String(seconds)], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    const [token, key] = made.stdout.trim().split(' ');
    tokens.push(token);
    return { token, key, project };
}

async function send(token, { body = '', headers = {}, method = 'POST' } = {}) {
    const answer = await request(`${site.url}/hooks/asana/${token}`, {
        method, body, headers: { 'Content-Type': 'application/json', 'User-Agent': 'Asana', 'Content-Length': Buffer.byteLength(body), ...headers },
    });
    answers.push(answer.text);
    return answer;
}

const shake = (token, secret, more = {}) => {
    secrets.push(secret);
    return send(token, { ...more, headers: { 'X-Hook-Secret': secret, ...more.headers } });
};

const signature = (secret, body) => createHmac('sha256', secret).update(body).digest('hex');
const deliver = (token, secret, body, more = {}) => send(token, { ...more, body, headers: { 'X-Hook-Signature': signature(secret, body), ...more.headers } });

async function connected(project) {
    const hook = openHook({ project }), secret = hex();
    const answer = await shake(hook.token, secret);
    assert.equal(answer.status, 200, answer.text);
    return { ...hook, secret };
}

let clock = Date.now();
// Notes on these tasks: no two deliveries are alike.
const notes = (...tasks) => JSON.stringify({
    events: tasks.map((gid) => ({
        user: { gid: '9', resource_type: 'user' }, created_at: new Date(clock++).toISOString(), action: 'changed',
        resource: { gid, resource_type: 'task', resource_subtype: 'default_task' }, parent: null,
        change: { field: 'completed', action: 'changed' },
    })),
});

const stored = (delivery) => site.json('events', '--source', 'asana', '-n', '1000').events.filter((event) => event.delivery === delivery);

function assertRefused(answer) {
    assert.equal(answer.status, 401, answer.text);
    assert.equal(answer.text, unauthorized);
    assert.equal(answer.headers['x-hook-secret'], undefined);
}

await test('handshake-gives-the-secret-back', async () => {
    const { token } = openHook(), secret = hex();
    const answer = await shake(token, secret);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers['x-hook-secret'], secret);
    assert.equal(answer.text, '{}');
    assert.equal((await deliver(token, secret, '{"events":[]}')).status, 200);
});

await test('handshake-with-any-body-or-none', async () => {
    for (const more of [{ body: '{}' }, { body: 'x'.repeat(1000) }, { headers: { 'Content-Length': undefined } },
        { headers: { 'Content-Type': undefined } }]) {
        const { token } = openHook(), secret = hex();
        const answer = await shake(token, secret, more);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.headers['x-hook-secret'], secret);
    }
});

await test('handshake-that-nobody-waits-for', async () => {
    assertRefused(await shake(hex(), hex()));
    assertRefused(await shake('', hex()));
    assertRefused(await shake('x', hex()));
    assertRefused(await shake(openHook({ seconds: 61 }).token, hex()));
    const { token } = openHook();
    assertRefused(await shake(token, ''));
    assertRefused(await shake(token, 'short'));
    assertRefused(await shake(token, hex(), { headers: { 'X-Hook-Signature': hex() } }));
    // It still waits: none of these has taken its place.
    assert.equal((await shake(token, hex())).status, 200);
});

await test('handshake-twice', async () => {
    const { token, secret } = await connected();
    const again = await shake(token, secret); // as when nginx asks another instance
    assert.equal(again.status, 200);
    assert.equal(again.headers['x-hook-secret'], secret);
    assertRefused(await shake(token, hex()));
    assert.equal((await deliver(token, secret, notes('1'))).status, 200);
});

await test('many-handshakes-at-once', async () => {
    const { token } = openHook(), mine = Array.from({ length: 24 }, hex);
    const all = await Promise.all(mine.map((secret) => shake(token, secret)));
    const good = all.flatMap((answer, i) => (answer.status === 200 ? [i] : []));
    assert.equal(good.length, 1);
    assert.equal(all[good[0]].headers['x-hook-secret'], mine[good[0]]);
    all.filter((_, i) => i !== good[0]).forEach(assertRefused);
    assert.equal((await deliver(token, mine[good[0]], notes('2'))).status, 200);
    assertRefused(await deliver(token, mine[(good[0] + 1) % mine.length], notes('2')));
});

await test('each-task-gives-a-job', async () => {
    const { token, secret, project } = await connected();
    const body = notes('501', '502', '501');
    const answer = await deliver(token, secret, body);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.status, 'accepted');
    assert.equal(answer.json.event, 'task');
    assert.equal(answer.json.delivery, sha256(body));
    assert.deepEqual(answer.json.jobs.map(({ kind, rule }) => [kind, rule]), [['sync', 'asana'], ['sync', 'asana']]);
    const [event] = stored(sha256(body));
    assert.equal(event.source, 'asana');
    assert.equal(event.kind, 'task');
    const job = site.json('job', answer.json.jobs[1].id);
    const args = typeof job.args === 'string' ? JSON.parse(job.args) : job.args;
    assert.deepEqual(args, { task: '502', hook: project, user: '9', changes: ['completed'] });
    const [told] = site.json('why', sha256(body)).events;
    assert.equal(told.event?.source ?? told.source, 'asana');
});

await test('heartbeat', async () => {
    const { token, secret } = await connected();
    for (let i = 0; i < 2; i++) {
        const answer = await deliver(token, secret, '{"events":[]}');
        assert.equal(answer.status, 200, answer.text);
        assert.match(answer.json.reason, /heartbeat/);
        assert.deepEqual(answer.json.jobs, []);
    }
});

await test('same-body-twice-is-one-event', async () => {
    const { token, secret } = await connected(), body = notes('601');
    const first = await deliver(token, secret, body), second = await deliver(token, secret, body);
    assert.equal(first.json.status, 'accepted');
    assert.equal(second.status, 200);
    assert.equal(second.json.status, 'duplicate');
    assert.deepEqual(second.json.jobs, []);
    assert.equal(stored(sha256(body)).length, 1);
    const all = await Promise.all(Array.from({ length: 12 }, () => deliver(token, secret, notes('602').replace(/created_at":"[^"]*/, 'created_at":"2026-01-01T00:00:00.000Z'))));
    assert.equal(all.filter(({ json }) => json.status === 'accepted').length, 1);
    assert.deepEqual([...new Set(all.map(({ status }) => status))], [200]);
});

await test('signature-one-bit-off', async () => {
    const { token, secret } = await connected(), body = notes('701');
    const good = Buffer.from(signature(secret, body), 'hex');
    for (const bit of [0, 7, 100, 255]) {
        const bad = Buffer.from(good);
        bad[bit >> 3] ^= 1 << (bit & 7);
        assertRefused(await deliver(token, secret, body, { headers: { 'X-Hook-Signature': bad.toString('hex') } }));
    }
    assert.equal(stored(sha256(body)).length, 0);
});

await test('whatever-is-not-true-gets-the-same-answer', async () => {
    const one = await connected(), other = await connected(), waiting = openHook(), body = notes('801');
    const texts = new Set();
    for (const answer of [
        await deliver(hex(), one.secret, body), // a token of nobody
        await deliver(other.token, one.secret, body), // of another hook
        await deliver(waiting.token, hex(), body), // of one that has no secret
        await deliver(one.token, one.secret, body, { headers: { 'X-Hook-Signature': undefined } }),
        await deliver(one.token, one.secret, body, { headers: { 'X-Hook-Signature': '' } }),
        await deliver(one.token, one.secret, body, { headers: { 'X-Hook-Signature': 'sha256=' + signature(one.secret, body) } }),
        await deliver(one.token, one.secret, body, { headers: { 'X-Hook-Signature': signature(Buffer.from(one.secret, 'hex'), body) } }),
        await shake(one.token, hex()),
    ]) {
        assertRefused(answer);
        const { date, ...headers } = answer.headers;
        texts.add(JSON.stringify(headers) + answer.text);
    }
    assert.equal(texts.size, 1);
    assert.equal(stored(sha256(body)).length, 0);
    assert.equal((await deliver(one.token, one.secret, body)).json.status, 'accepted');
});

await test('what-is-of-github-alone', async () => {
    const { token, secret } = await connected();
    // Its headers mean nothing here: neither the name of an event nor the id of a delivery.
    const ping = notes('901');
    const answer = await deliver(token, secret, ping, { headers: { 'X-GitHub-Event': 'ping', 'X-GitHub-Delivery': 'mine' } });
    assert.equal(answer.json.event, 'task');
    assert.equal(answer.json.delivery, sha256(ping));
    assertRefused(await send(token, { body: ping, headers: { 'X-Hub-Signature-256': 'sha256=' + signature(site.secret, ping) } }));
    assert.equal((await send(token, { method: 'GET' })).status, 405);
});

await test('what-asana-does-not-send', async () => {
    const { token, secret } = await connected();
    assert.equal((await deliver(token, secret, 'no JSON')).status, 400);
    const odd = await deliver(token, secret, '{"events":[],"events":[]}');
    assert.equal(odd.status, 200, odd.text);
    assert.equal(odd.json.status, 'unreadable');
    const empty = await deliver(token, secret, `{"x":"${hex()}"}`);
    assert.equal(empty.json.status, 'ignored');
});

// A body of that many bytes.
const padded = (length) => {
    const body = notes('1001');
    return body + ' '.repeat(length - Buffer.byteLength(body));
};

await test('one-mebibyte-and-no-more', async () => {
    const { token, secret } = await connected(), most = padded(1 << 20);
    assert.equal((await deliver(token, secret, most)).json.status, 'accepted');
    const more = await deliver(token, secret, padded((1 << 20) + 1));
    assert.equal(more.status, 413);
    assert.deepEqual(more.json, { error: 'too large', detail: 'the body is larger than 1 MiB' });
    assert.equal(more.headers['content-type'], 'application/json');
});

await test('github-still-gets-its-25-mebibyte', async () => {
    await site.program('github-push');
    const answer = await site.post('push', ' '.repeat(2 << 20), { target: '/hooks/github/push' });
    assert.equal(answer.status, 400, answer.text); // it was read, and is no JSON
});

await test('replay-and-explain-know-it', async () => {
    const { token, secret } = await connected(), body = notes('1101');
    await deliver(token, secret, body);
    const [event] = stored(sha256(body));
    const replayed = site.json('replay', event.id, '--dry-run').replayed[0];
    assert.equal(replayed.event.source, 'asana');
    assert.deepEqual(replayed.jobs.map(({ kind, key }) => [kind, key]), [['sync', 'sync:1101']]);
    assert.deepEqual(replayed.jobs[0].args.changes, ['completed']);
    const file = path.join(site.dir, 'asana.json');
    fs.writeFileSync(file, body);
    const explained = site.json('explain', '--source', 'asana', file);
    assert.deepEqual(explained.jobs.map(({ kind, key }) => [kind, key]), [['sync', 'sync:1101']]);
});

await test('without-a-rule-both-ways-it-says-so', async () => {
    site.configure(rules.replace('true', 'false'));
    site.children.get('asana').kill('SIGHUP');
    const { token, secret } = await connected();
    await until('the rule is read', async () => {
        const { json } = await deliver(token, secret, notes('1201'));
        return json.reason === 'no tasks rule works both ways';
    });
    site.configure(rules);
    site.children.get('asana').kill('SIGHUP');
    await until('the rule is read again', async () => (await deliver(token, secret, notes('1202'))).json.jobs.length === 1);
});

// --- As plain CGI, nothing but environment and standard input -----------------------------------------------------------------

let cgiErrors = '';
function cgi(token, { body = '', env = {}, uri = true } = {}) {
    const { PATH } = process.env;
    const where = uri ? { REQUEST_URI: `/hooks/asana/${token}?x=1`, SCRIPT_NAME: '/hooks/asana' }
        : { SCRIPT_NAME: '/hooks/asana', PATH_INFO: `/${token}` };
    return new Promise((resolve) => {
        const child = spawn(path.join(builddir, 'asana.fcgi'), [], {
            env: { PATH, HOOKLET_CONFIG: site.conf, HOOKLET_BINDIR: '/nonexistent', GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: 'POST',
                CONTENT_LENGTH: String(Buffer.byteLength(body)), CONTENT_TYPE: 'application/json', ...where, ...env },
        });
        const out = [];
        child.stdout.on('data', (data) => out.push(data));
        child.stderr.on('data', (data) => { cgiErrors += data; });
        child.stdin.on('error', () => {});
        child.on('close', () => {
            const [head, text] = Buffer.concat(out).toString().split('\r\n\r\n');
            const headers = Object.fromEntries(head.split('\r\n').map((line) => line.split(': ')).map(([name, value]) => [name.toLowerCase(), value]));
            answers.push(text);
            resolve({ status: Number(headers.status.split(' ')[0]), headers, text });
        });
        child.stdin.end(body);
    });
}
const cgiSigned = (token, secret, body, more = {}) => cgi(token, { body, env: { HTTP_X_HOOK_SIGNATURE: signature(secret, body) }, ...more });

await test('plain-cgi', async () => {
    for (const uri of [true, false]) {
        const { token } = openHook(), secret = hex();
        secrets.push(secret);
        assertRefused(await cgi(hex(), { env: { HTTP_X_HOOK_SECRET: secret }, uri }));
        const shaken = await cgi(token, { env: { HTTP_X_HOOK_SECRET: secret, CONTENT_LENGTH: '' }, uri });
        assert.equal(shaken.status, 200, shaken.text);
        assert.equal(shaken.headers['x-hook-secret'], secret);
        assertRefused(await cgi(token, { env: { HTTP_X_HOOK_SECRET: hex() }, uri }));
        const body = notes('1301');
        const answer = await cgiSigned(token, secret, body, { uri });
        assert.equal(answer.status, 200, answer.text);
        assert.equal(JSON.parse(answer.text).status, 'accepted');
        assert.equal(JSON.parse((await cgiSigned(token, secret, body, { uri })).text).status, 'duplicate');
        assertRefused(await cgiSigned(token, hex(), notes('1302'), { uri }));
        assert.equal((await cgiSigned(token, secret, padded((1 << 20) + 1), { uri })).status, 413);
    }
});

await test('two-processes-shake-hands-at-once', async () => {
    const { token } = openHook(), mine = Array.from({ length: 8 }, hex);
    secrets.push(...mine);
    const all = await Promise.all(mine.map((secret) => cgi(token, { env: { HTTP_X_HOOK_SECRET: secret } })));
    assert.equal(all.filter(({ status }) => status === 200).length, 1);
    const winner = mine[all.findIndex(({ status }) => status === 200)];
    assert.equal((await deliver(token, winner, notes('1401'))).status, 200);
});

// --- The contract's own samples -----------------------------------------------------------------------------------------------

const shared = path.join(process.env.HOOKLET_SHARED ?? path.join(srcdir, '../shared'), 'api');
if (!fs.existsSync(shared) && process.env.CI === 'true') throw new Error(`${shared} is absent`);
if (!fs.existsSync(shared)) {
    skip('samples-and-vectors-of-the-contract', 'shared contracts are absent');
} else {
    await test('samples-and-vectors-of-the-contract', async () => {
        const read = (name) => JSON.parse(fs.readFileSync(path.join(shared, name), 'utf8'));
        const { vectors } = read('signature-vectors.json');
        const { samples } = read('inbound-samples.json');
        const mine = vectors.filter(({ scheme }) => scheme === 'asana');
        assert.ok(mine.length >= 3);
        const { token } = openHook(), { secret } = mine[0];
        const handshake = samples.find(({ id }) => id === 'asana-handshake');
        assert.equal(handshake.headers['X-Hook-Secret'], secret);
        assert.equal((await send(token, handshake)).headers['x-hook-secret'], secret);
        for (const { body, headers, expect, id } of mine)
            assert.equal((await send(token, { body, headers })).status, expect === 'accept' ? 200 : 401, id);
        const events = samples.find(({ id }) => id === 'asana-events');
        assert.match((await send(token, events)).json.status, /^(accepted|duplicate)$/);
        assert.match((await send(token, samples.find(({ id }) => id === 'asana-heartbeat'))).json.reason, /heartbeat/);
    });
}

// --- What nobody is to read ---------------------------------------------------------------------------------------------------

await test('no-upstream', async () => {
    await site.stop('asana');
    const { token } = openHook();
    const answer = await shake(token, hex());
    assert.equal(answer.status, 502, answer.text);
    assert.equal(answer.headers['retry-after'], '30');
    assert.equal(answer.json.error, 'unavailable');
    const large = await deliver(token, hex(), padded((1 << 20) + 1));
    assert.equal(large.status, 413);
    await site.program('asana');
});

await test('no-token-and-no-secret-is-in-any-log', async () => {
    await request(`${site.url}/hooks/github/nothing`, { method: 'GET' });
    await site.stop('nginx');
    assert.ok(fs.readFileSync(access, 'utf8').includes('/hooks/github/nothing'), 'the access log is written');
    assert.match(site.readLog('asana'), /the signature is not that of the hook of project/);
    assert.match(site.readLog('asana'), /Asana has shaken hands/);
    assert.doesNotMatch(fs.readFileSync(access, 'utf8'), /hooks\/asana/);
    const texts = fs.readdirSync(path.join(site.dir, 'logs')).map((name) => [name, fs.readFileSync(path.join(site.dir, 'logs', name), 'utf8')]);
    assert.ok(texts.length >= 4);
    texts.push(['standard error of plain CGI', cgiErrors], ['answers', answers.join('\n')],
        ['the ledger', JSON.stringify(site.json('events', '-n', '1000')) + JSON.stringify(site.json('jobs', '-n', '1000'))]);
    for (const event of site.json('events', '--source', 'asana', '-n', '1000').events)
        texts.push([`event ${event.id}`, site.hooklet('event', event.id, '--json').stdout]);
    assert.ok(tokens.length >= 20 && secrets.length >= 20);
    for (const [name, text] of texts) for (const hidden of [...tokens, ...secrets.filter((secret) => secret.length > 10)])
        assert.ok(!text.includes(hidden), `${hidden} is in ${name}`);
});

await test('no-token-is-in-the-database', async () => {
    for (const name of fs.readdirSync(path.join(site.dir, 'state'))) {
        const file = path.join(site.dir, 'state', name);
        if (!fs.statSync(file).isFile()) continue;
        const bytes = fs.readFileSync(file);
        for (const token of tokens) assert.equal(bytes.indexOf(token), -1, `${token} is in ${name}`);
    }
});

await done();
