// What CircleCI sends, through the real nginx and to the program as plain CGI: signed webhooks, the old notify by its token, and what is
// refused; and that the token of the address gets into no log.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { addHook, addProject, circleciSection, startCircleci } from './circleci.mjs';
import { signature } from './circleci/hooks.mjs';
import { Site, builddir, done, request, skip, srcdir, test } from './lib.mjs';

const secret = 'cci-secret', token = randomBytes(24).toString('hex');
const circleci = await startCircleci();
const site = await Site.make();
site.configure(circleciSection(circleci, { secret, notify: token }));
const access = site.log('nginx-access');
await site.program('circleci');
await site.nginx({ access });

const web = addProject(circleci.state, 'acme/web', { branches: { main: '1dc6aa69429bff4806ad6afe58d3d8f57e25973e' } });
addHook(web, `${site.url}/hooks/circleci`, { secret });
const answers = [];

async function send(where, { body = '', headers = {}, method = 'POST' } = {}) {
    const all = { 'Content-Type': 'application/json', 'User-Agent': 'CircleCI-Webhook/1.0', 'Content-Length': Buffer.byteLength(body), ...headers };
    const answer = await request(`${site.url}/hooks/circleci${where}`, { method, body, headers: all });
    answers.push(answer.text);
    return answer;
}
const deliver = (body, { key = secret, ...more } = {}) => send('', { ...more, body, headers: { 'circleci-signature': signature(key, body), ...more.headers } });
const notify = (body, more) => send(`/${token}`, { ...more, body });
const eventOf = (delivery) => site.json('events', '-n', '1000').events.find((one) => one.delivery === delivery);

function assertRefused(answer, status = 401) {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.headers['content-type'], 'application/json');
    if (status === 401) assert.equal(answer.text, '{"error":"unauthorized"}');
}

// --- Webhooks ----------------------------------------------------------------------------------------------------------------

await test('what-circleci-tells-of-others-is-kept-and-ignored', async () => {
    await request(`${circleci.url}/project/gh/acme/web/pipeline`, {
        headers: { 'Circle-Token': circleci.token, 'Content-Type': 'application/json' }, body: '{"branch":"main"}',
    });
    circleci.finish(await circleci.pipeline());
    for (const type of ['job-completed', 'workflow-completed']) {
        const { status, text } = await circleci.delivered({ type });
        assert.equal(status, 202);
        const event = eventOf(JSON.parse(text).id);
        assert.deepEqual([event.source, event.kind, event.status, event.reason, event.repository],
            ['circleci', type, 'ignored', 'no deployment of ours', 'acme/web']);
        assert.equal(event.subject, web.branches.main);
    }
});

await test('a-delivery-that-comes-twice-is-a-duplicate', async () => {
    const [first] = circleci.hooks.deliveries;
    assert.equal(await circleci.hooks.again(first), 200);
    const id = randomUUID(), body = JSON.stringify({ type: 'job-completed', id });
    assert.equal((await deliver(body)).json.status, 'ignored');
    assert.equal((await deliver(body)).json.status, 'duplicate');
});

await test('a-test-ping-has-next-to-nothing', async () => {
    circleci.ping(web);
    const { text } = await circleci.delivered({ type: 'ping' });
    const event = eventOf(JSON.parse(text).id);
    assert.deepEqual([event.kind, event.reason], ['ping', 'a test of the webhook']);
    assert.equal((await deliver('{}')).json.reason, 'a test of the webhook');
});

await test('what-nobody-has-signed-is-refused', async () => {
    const body = JSON.stringify({ type: 'workflow-completed', id: randomUUID() });
    assertRefused(await send('', { body }));
    assertRefused(await send('/', { body }));
    assertRefused(await deliver(body, { key: 'another' }));
    assertRefused(await deliver(body, { key: '' }));
    assertRefused(await send('', { body, headers: { 'circleci-signature': signature(secret, body).replace('v1=', 'v2=') } }));
    assertRefused(await send('', { body, headers: { 'circleci-signature': 'v1=not-a-valid-signature' } }));
    assertRefused(await send('', { body: `${body} `, headers: { 'circleci-signature': signature(secret, body) } }));
    assert.equal(eventOf(JSON.parse(body).id), undefined);
});

await test('what-our-reader-refuses', async () => {
    assert.equal((await deliver('{"id":')).status, 400);
    const odd = await deliver('{"id":"x","id":"y"}');
    assert.deepEqual([odd.status, odd.json.status], [202, 'unreadable']);
    assertRefused(await send('', { method: 'GET' }), 405);
});

await test('a-body-that-is-too-large', async () => {
    const large = JSON.stringify({ id: randomUUID(), filler: 'x'.repeat((8 << 20) + 1) });
    for (const answer of [await deliver(large), await notify(large)]) {
        assert.equal(answer.status, 413);
        assert.match(answer.json.detail, /8 MiB/);
    }
});

// --- The old notify ----------------------------------------------------------------------------------------------------------

const build = { username: 'acme', reponame: 'web', build_num: 54, outcome: 'success', lifecycle: 'finished' };

await test('the-old-notify-comes-in-by-its-token', async () => {
    const answer = await notify(JSON.stringify({ payload: build }));
    assert.deepEqual([answer.status, answer.json.status, answer.json.reason], [202, 'ignored', 'no deployment of ours']);
    const event = eventOf(answer.json.delivery);
    assert.deepEqual([event.kind, event.repository, event.secret], ['notify', 'acme/web', 'notify']);
    assert.equal((await notify(JSON.stringify({ payload: build }))).json.status, 'duplicate');
});

await test('other-tokens-are-refused-alike', async () => {
    const body = JSON.stringify({ payload: { ...build, build_num: 55 } });
    for (const odd of ['x', token.slice(1), `${token}0`, token.toUpperCase().replace(/^./, '-'), `${token}/`, `x/${'0'.repeat(48)}`]) {
        assertRefused(await send(`/${odd}`, { body }));
    }
});

await test('the-token-signs-nothing', async () => {
    const id = randomUUID(), body = JSON.stringify({ type: 'workflow-completed', id });
    assertRefused(await send(`/${token}`, { body, headers: { 'circleci-signature': 'v1=00' } }));
    assert.equal((await notify(body)).json.event, 'notify');
    assert.equal(eventOf(id), undefined);
});

await test('without-secret-and-token-all-is-refused', async () => {
    const bare = await Site.make();
    bare.configure(circleciSection(circleci));
    await bare.program('circleci');
    await bare.nginx();
    const body = JSON.stringify({ id: randomUUID() });
    const headers = { 'Content-Type': 'application/json', 'circleci-signature': signature('', body) };
    assertRefused(await request(`${bare.url}/hooks/circleci`, { body, headers }));
    assertRefused(await request(`${bare.url}/hooks/circleci/`, { body, headers: { 'Content-Type': 'application/json' } }));
    assert.match(bare.readLog('circleci'), /circleci has no secret/);
});

// --- As plain CGI ------------------------------------------------------------------------------------------------------------

let cgiErrors = '';
function cgi(body, { env, uri = '/hooks/circleci' }) {
    return new Promise((resolve) => {
        const child = spawn(path.join(builddir, 'circleci.fcgi'), [], {
            env: { PATH: process.env.PATH, HOOKLET_CONFIG: site.conf, HOOKLET_BINDIR: '/nonexistent', GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: 'POST',
                CONTENT_LENGTH: String(Buffer.byteLength(body)), CONTENT_TYPE: 'application/json', REQUEST_URI: uri, ...env },
        });
        let out = '';
        child.stdout.on('data', (data) => { out += data; });
        child.stderr.on('data', (data) => { cgiErrors += data; });
        child.stdin.on('error', () => {});
        child.on('close', () => {
            const [head, text] = out.split('\r\n\r\n');
            answers.push(text);
            resolve({ status: Number(/^Status: (\d+)/im.exec(head)[1]), text });
        });
        child.stdin.end(body);
    });
}

await test('plain-cgi', async () => {
    const body = JSON.stringify({ type: 'job-completed', id: randomUUID() });
    const signed = { HTTP_CIRCLECI_SIGNATURE: signature(secret, body) };
    assert.equal((await cgi(body, { env: signed })).status, 202);
    assert.equal(JSON.parse((await cgi(body, { env: signed })).text).status, 'duplicate');
    assert.equal((await cgi(`${body} `, { env: signed })).status, 401);
    const old = JSON.stringify({ payload: { ...build, build_num: 56 } });
    assert.equal((await cgi(old, { uri: `/hooks/circleci/${token}` })).status, 202);
    assert.equal((await cgi(old, { uri: '/hooks/circleci/other' })).status, 401);
});

// --- The contract's own samples ----------------------------------------------------------------------------------------------

const shared = path.join(process.env.HOOKLET_SHARED ?? path.join(srcdir, '../shared'), 'api');
if (!fs.existsSync(shared) && process.env.CI === 'true') throw new Error(`${shared} is absent`);
if (!fs.existsSync(shared)) {
    skip('samples-and-vectors-of-the-contract', 'shared contracts are absent');
} else {
    await test('samples-and-vectors-of-the-contract', async () => {
        const read = (name) => JSON.parse(fs.readFileSync(path.join(shared, name), 'utf8'));
        const vectors = read('signature-vectors.json').vectors.filter(({ scheme }) => scheme === 'circleci');
        assert.ok(vectors.length >= 8);
        // Their bodies are no JSON, which is found out behind the signature.
        const one = await Site.make();
        for (const { secret: key, body, headers, expect, id } of vectors) {
            one.configure(circleciSection(circleci, { secret: key }));
            const env = { HOOKLET_CONFIG: one.conf, HTTP_CIRCLECI_SIGNATURE: headers['circleci-signature'] };
            assert.equal((await cgi(body, { env })).status, expect === 'accept' ? 400 : 401, id);
        }
        const { samples } = read('inbound-samples.json');
        for (const { body, headers, id } of samples.filter(({ id }) => id.startsWith('circleci-') && id !== 'circleci-legacy-notify')) {
            const { json } = await deliver(body, { headers });
            assert.deepEqual([json.event, json.delivery], [JSON.parse(body).type, JSON.parse(body).id], id);
            assert.equal(eventOf(json.delivery).repository, 'acme/web');
        }
        const legacy = samples.find(({ id }) => id === 'circleci-legacy-notify');
        assert.match((await notify(legacy.body)).json.status, /^(ignored|duplicate)$/);
    });
}

// --- What nobody is to read --------------------------------------------------------------------------------------------------

await test('no-upstream', async () => {
    await site.stop('circleci');
    for (const answer of [await deliver('{}'), await notify('{}')]) {
        assert.equal(answer.status, 502, answer.text);
        assert.equal(answer.headers['retry-after'], '30');
        assert.equal(answer.json.error, 'unavailable');
    }
    await site.program('circleci');
});

await test('no-token-and-no-secret-is-in-any-log', async () => {
    await site.stop('nginx');
    const log = fs.readFileSync(access, 'utf8');
    assert.ok(log.includes('POST /hooks/circleci HTTP'), 'the access log is written');
    assert.ok(!log.includes('/hooks/circleci/'));
    assert.match(site.readLog('circleci'), /does not end with the token of notify_token_file/);
    const texts = fs.readdirSync(path.join(site.dir, 'logs')).map((name) => [name, fs.readFileSync(path.join(site.dir, 'logs', name), 'utf8')]);
    texts.push(['standard error of plain CGI', cgiErrors], ['answers', answers.join('\n')],
        ['the ledger', JSON.stringify(site.json('events', '-n', '1000'))]);
    const hiddenIn = (name, text) => { for (const hidden of [token, secret, circleci.token]) assert.ok(!text.includes(hidden), `${hidden} is in ${name}`); };
    for (const [name, text] of texts) hiddenIn(name, text);
    for (const name of fs.readdirSync(path.join(site.dir, 'state'))) {
        const file = path.join(site.dir, 'state', name);
        if (fs.statSync(file).isFile()) assert.equal(fs.readFileSync(file).indexOf(token), -1, `the token is in ${name}`);
    }
});

await done();
