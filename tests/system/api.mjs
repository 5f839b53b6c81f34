// The API behind the real nginx: tokens, targets with their handshake, messages, deliveries, bad input; every answer is held against
// doc/openapi.yaml. A real worker delivers to a receiver of this test.
import assert from 'node:assert';
import { createHmac, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Client, exchanges } from './api/client.mjs';
import { contractCases, contractsLack } from './api/contract.mjs';
import { Site, builddir, done, request, skip, srcdir, start, stop, test, until } from './lib.mjs';
import { startReceiver } from './receiver.mjs';

const receiver = await startReceiver();
const site = await Site.make({
    rules: 'outgoing {\n    events = {"invoice.*", "user.created"}\n    plain_http = true\n    networks = {"127.0.0.0/8"}\n' +
        '    ports = {"*"}\n}\n',
});
await site.program('api');
await site.nginx({ access: path.join(site.dir, 'logs', 'access.log') });
site.worker();

const tokens = [];

function token(name, owner, ...more) {
    const made = site.json('token', 'create', name, '--owner', owner, ...more);
    tokens.push(made.token);
    return new Client(site, made.token);
}

const acme = token('acme', 'acme');
const other = token('other', 'other');
const all = token('all', '*');

// Answers 2xx and, where it is asked whether it wants messages, with the challenge.
const confirming = ({ json }) => ({ status: 200, body: json?.challenge ? { challenge: json.challenge } : '' });

const stateOf = async (client, id) => (await client.get(`/targets/${id}`)).json.state;

// A target of acme that has confirmed; its answer has the secrets.
async function target(fields = {}) {
    const name = `/${randomUUID()}`;
    receiver.script(name, [confirming]);
    const made = await acme.post('/targets', { url: receiver.url + name, identifier: randomUUID().slice(0, 8), ...fields });
    assert.equal(made.status, 201, made.text);
    await until('it has confirmed', async () => await stateOf(acme, made.json.id) === 'enabled');
    return { ...made.json, path: name };
}

function isError(answer, status, error, detail = /./) {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.json?.error, error, answer.text);
    assert.match(answer.json.detail, detail);
}

// --- Who asks ----------------------------------------------------------------------------------------------------------------

await test('the-description-is-for-everybody', async () => {
    const nobody = new Client(site);
    const answer = await nobody.get('/openapi.yaml');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/yaml');
    assert.equal(answer.text, fs.readFileSync(path.join(srcdir, 'doc', 'openapi.yaml'), 'utf8'));
});

await test('401-is-the-same-for-every-reason', async () => {
    const revoked = token('revoked', 'acme'), expired = token('expired', 'acme', '--expires', '1s');
    assert.equal((await revoked.get('/events')).status, 200);
    assert.equal(site.hooklet('token', 'revoke', 'revoked').status, 0);
    await until('it has expired', async () => (await expired.get('/events')).status === 401);
    const bearer = `Bearer ${acme.token}`;
    const answers = await Promise.all([
        new Client(site).get('/targets'),
        new Client(site, 'wrong').get('/targets'),
        revoked.get('/targets'),
        expired.get('/targets'),
        new Client(site).post('/messages', '{"event":'),
        new Client(site).get('/nothing'),
        new Client(site).get('/targets', { headers: { Authorization: acme.token } }),
        new Client(site).get('/targets', { headers: { Authorization: `Basic ${acme.token}` } }),
        new Client(site).get('/targets', { headers: { Authorization: `${bearer}, ${bearer}` } }),
        new Client(site).get(`/targets?access_token=${acme.token}`),
        new Client(site).get('/targets', { headers: { 'X-Authorization': bearer } }),
        new Client(site).get('/targets', { headers: { Cookie: `token=${acme.token}` } }),
    ]);
    for (const answer of answers) {
        assert.equal(answer.status, 401, answer.text);
        assert.equal(answer.text, '{"error":"unauthorized"}');
        assert.equal(answer.headers['www-authenticate'], 'Bearer');
    }
});

await test('the-catalogue', async () => {
    const { json } = await acme.get('/events');
    assert.deepEqual(json, { any: false, events: ['invoice.*', 'user.created', 'target.test', 'target.confirm', 'target.disabled'] });
});

// --- The handshake -----------------------------------------------------------------------------------------------------------

await test('a-target-confirms-in-the-body-of-its-answer', async () => {
    const made = await target({ event: 'invoice.*' });
    const [asked] = receiver.of(made.path);
    assert.equal(asked.json.target, made.id);
    assert.match(asked.json.challenge, /^[0-9a-f]{64}$/);
});

await test('or-in-a-header', async () => {
    receiver.script('/header', [({ json }) => ({ status: 204, headers: json?.challenge && { 'X-Hook-Challenge': json.challenge } })]);
    const made = await acme.post('/targets', { url: `${receiver.url}/header`, identifier: 'header' });
    assert.equal(made.json.state, 'pending');
    await until('it has confirmed', async () => await stateOf(acme, made.json.id) === 'enabled');
});

await test('who-does-not-confirm-gets-nothing', async () => {
    receiver.script('/silent', [200]);
    const made = await acme.post('/targets', { url: `${receiver.url}/silent`, identifier: 'silent' });
    await receiver.waitFor(1, { path: '/silent' });
    const sent = await acme.post('/messages', { event: 'user.created', identifier: 'silent' });
    assert.equal(sent.json.nobody, true, sent.text);
    assert.equal(await stateOf(acme, made.json.id), 'pending');
    receiver.script('/silent', [confirming]);
    const again = await acme.post(`/targets/${made.json.id}/enable`);
    assert.equal(again.json.state, 'pending', again.text);
    await until('it has confirmed', async () => await stateOf(acme, made.json.id) === 'enabled');
});

await test('another-url-has-to-confirm-too', async () => {
    const made = await target();
    receiver.script('/moved', [500]);
    const moved = await acme.patch(`/targets/${made.id}`, { url: `${receiver.url}/moved` });
    assert.equal(moved.json.state, 'pending', moved.text);
    const [asked] = await receiver.waitFor(1, { path: '/moved' });
    assert.ok(asked.json.challenge);
});

// --- Messages ----------------------------------------------------------------------------------------------------------------

// Of a request to the receiver: is one of its signatures by this secret?
function isSignedBy({ headers, body }, secret) {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const said = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`;
    const signature = createHmac('sha256', key).update(said).update(body).digest('base64');
    return headers['webhook-signature'].split(' ').includes(`v1,${signature}`);
}

await test('a-message-is-delivered-and-told', async () => {
    const made = await target({ headers: { 'X-Api-Key': 'hush-hush' } });
    const key = `order:${randomUUID()}`;
    const sent = await acme.post('/messages', { event: 'invoice.paid', identifier: made.identifier, data: { total: '1.10' } },
        { headers: { 'Idempotency-Key': key } });
    assert.equal(sent.status, 202, sent.text);
    assert.deepEqual(sent.json, {
        id: key, event: 'invoice.paid', owner: 'acme', identifier: made.identifier, status: 'accepted', targets: 1, nobody: false,
    });
    assert.equal(sent.headers.location, `/hooklet/api/messages/${key}`);
    const [, got] = await receiver.waitFor(2, { path: made.path });
    assert.equal(got.text, '{"total":"1.10"}');
    assert.equal(got.headers['webhook-id'], key);
    assert.equal(got.headers['x-api-key'], 'hush-hush');
    assert.ok(isSignedBy(got, made.secrets[0].key));
    const whole = await until('it is done', async () => {
        const { json } = await acme.get(`/messages/${encodeURIComponent(key)}`);
        return json.deliveries[0]?.state === 'done' && json;
    });
    assert.equal(whole.data_length, 16);
    assert.equal((await acme.get(`/messages/${key}/data`)).text, '{"total":"1.10"}');
    const { json: delivery } = await acme.get(`/deliveries/${whole.deliveries[0].id}`);
    assert.equal(delivery.message, key);
    assert.equal(delivery.attempts[0].status, 200);
    assert.equal(delivery.attempts[0].success, true);
    assert.equal(delivery.attempts[0].request.headers['X-Api-Key'], '***');
    assert.ok(!JSON.stringify(delivery).includes('hush-hush'));
});

await test('one-key-is-one-message-however-often-it-comes', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const ask = () => acme.post('/messages', { event: 'user.created', data: [1, 2] }, { headers });
    const statuses = (await Promise.all(Array.from({ length: 20 }, ask))).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [...Array(19).fill(200), 202]);
    isError(await acme.post('/messages', { event: 'user.created', data: [1, 3] }, { headers }), 409, 'conflict', /another message/);
});

await test('text-is-sent-as-it-is', async () => {
    const made = await target();
    await acme.post('/messages', { event: 'user.created', identifier: made.identifier, text: 'Grüße\n' });
    const [, got] = await receiver.waitFor(2, { path: made.path });
    assert.equal(got.text, 'Grüße\n');
    assert.equal(got.headers['content-type'], 'text/plain; charset=utf-8');
});

await test('what-failed-is-sent-once-more', async () => {
    const made = await target({ schedule: [0] });
    receiver.script(made.path, [500, 200]);
    await acme.post('/messages', { event: 'user.created', identifier: made.identifier });
    const [dead] = await until('it is dead', async () => {
        const { json } = await acme.get(`/targets/${made.id}/deliveries?failed=true`);
        return json.deliveries[0]?.state === 'dead' && json.deliveries;
    });
    const again = await acme.post(`/deliveries/${dead.id}/resend`, {});
    assert.equal(again.status, 202, again.text);
    await until('it is done', async () => (await acme.get(`/deliveries/${dead.id}`)).json.state === 'done');
    const got = receiver.of(made.path).slice(1);
    assert.equal(got.length, 2);
    assert.equal(got[0].headers['webhook-id'], got[1].headers['webhook-id']);
});

await test('not-to-one-that-is-disabled', async () => {
    const made = await target({ schedule: [0] });
    receiver.script(made.path, [500]);
    await acme.post('/messages', { event: 'user.created', identifier: made.identifier });
    const [dead] = await until('it is dead', async () => {
        const { json } = await acme.get(`/targets/${made.id}/deliveries?failed=true`);
        return json.deliveries[0]?.state === 'dead' && json.deliveries;
    });
    assert.equal((await acme.get(`/targets/${made.id}`)).json.failures, 1);
    assert.equal((await acme.post(`/targets/${made.id}/enable`, {})).json.failures, 0, 'what was is forgotten');
    assert.equal((await acme.post(`/targets/${made.id}/disable`, {})).status, 200);
    isError(await acme.post(`/deliveries/${dead.id}/resend`, {}), 409, 'conflict', /is disabled: .*; enable it first/);
    assert.equal((await acme.delete(`/targets/${made.id}`)).status, 204);
    isError(await acme.post(`/deliveries/${dead.id}/resend`, {}), 409, 'conflict', /was removed/);
});

await test('a-new-target-gets-what-it-has-missed', async () => {
    const sent = await acme.post('/messages', { event: 'invoice.missed' });
    const made = await target({ event: 'invoice.missed', identifier: '' });
    const wish = await acme.post(`/targets/${made.id}/resend`, { what: 'all', since: '1h' });
    assert.equal(wish.status, 202, wish.text);
    const [, got] = await receiver.waitFor(2, { path: made.path });
    assert.equal(got.headers['webhook-id'], sent.json.id);
});

await test('a-test-comes-along', async () => {
    const made = await target();
    const told = await acme.post(`/targets/${made.id}/test`);
    assert.equal(told.status, 202, told.text);
    const [, got] = await receiver.waitFor(2, { path: made.path });
    assert.equal(got.headers['webhook-id'], told.json.message);
});

// --- Targets -----------------------------------------------------------------------------------------------------------------

await test('old-and-new-secrets-sign-side-by-side', async () => {
    const made = await target({ signatures: ['v1', 'v1a'] });
    const rotated = await acme.post(`/targets/${made.id}/rotate`, { overlap_ms: 60000 });
    assert.equal(rotated.status, 200, rotated.text);
    const old = made.secrets.find(({ kind }) => kind === 'v1'), fresh = rotated.json.secrets.find(({ kind }) => kind === 'v1');
    await acme.post(`/targets/${made.id}/test`, {});
    const [, got] = await receiver.waitFor(2, { path: made.path });
    assert.ok(isSignedBy(got, old.key));
    assert.ok(isSignedBy(got, fresh.key));
    assert.equal(got.headers['webhook-signature'].split(' ').filter((one) => one.startsWith('v1a,')).length, 2);
});

await test('subscribed-and-taken-back', async () => {
    receiver.script('/subscriber', [confirming]);
    const wish = { url: `${receiver.url}/subscriber`, event: 'invoice.*', identifier: 'sub' };
    const made = await acme.post('/subscribe', wish);
    assert.equal(made.status, 201, made.text);
    await until('it has confirmed', async () => await stateOf(acme, made.json.id) === 'enabled');
    const again = await acme.post('/subscribe', wish);
    assert.equal(again.status, 200, again.text);
    assert.equal(again.json.id, made.json.id);
    assert.equal(again.json.secrets, undefined);
    const gone = await acme.post('/unsubscribe', { url: wish.url });
    assert.deepEqual(gone.json, { removed: [made.json.id] });
    isError(await acme.get(`/targets/${made.json.id}`), 404, 'not found');
});

await test('disabled-enabled-removed', async () => {
    const made = await target();
    const off = await acme.post(`/targets/${made.id}/disable`, { reason: 'too loud' });
    assert.equal(off.json.reason, 'too loud');
    assert.equal((await acme.post('/messages', { event: 'user.created', identifier: made.identifier })).json.targets, 0);
    assert.equal((await acme.post(`/targets/${made.id}/enable`, {})).json.state, 'enabled');
    const gone = await acme.delete(`/targets/${made.id}`);
    assert.equal(gone.status, 204);
    assert.equal(gone.text, '');
    assert.equal(gone.headers['content-type'], undefined);
});

await test('lists-come-in-pages', async () => {
    const ids = [];
    for (let next; ids.length === 0 || next;) {
        const { json } = await acme.get(`/targets?limit=2${next ? `&after=${next}` : ''}`);
        assert.ok(json.targets.length <= 2);
        ids.push(...json.targets.map(({ id }) => id));
        next = json.next;
    }
    const { json } = await acme.get('/targets');
    assert.deepEqual(ids, json.targets.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    const { json: page } = await acme.get('/deliveries?limit=3');
    assert.equal(page.deliveries.length, 3);
    const { json: rest } = await acme.get(`/deliveries?after=${page.next}`);
    assert.ok(Number(rest.deliveries[0].id) < Number(page.next));
});

await test('head-is-get-without-a-body', async () => {
    const answer = await acme.ask('HEAD', '/targets', undefined, { isBad: true });
    exchanges.pop();        // the contract has no word about HEAD
    assert.equal(answer.status, 200);
    assert.equal(answer.text, '');
});

// --- Whose -------------------------------------------------------------------------------------------------------------------

await test('another-owners-things-are-not-there', async () => {
    const made = await target();
    const { json: sent } = await acme.post('/messages', { event: 'user.created', identifier: made.identifier });
    const { deliveries: [delivery] } = await until('there is a delivery', async () => {
        const { json } = await acme.get(`/targets/${made.id}/deliveries`);
        return json.deliveries.length > 1 && json;
    });
    const asks = [
        ['GET', `/targets/${made.id}`], ['PATCH', `/targets/${made.id}`, { description: 'mine' }], ['DELETE', `/targets/${made.id}`],
        ['POST', `/targets/${made.id}/enable`], ['POST', `/targets/${made.id}/disable`], ['POST', `/targets/${made.id}/rotate`],
        ['POST', `/targets/${made.id}/test`], ['POST', `/targets/${made.id}/resend`, { what: 'all', since: '7d' }],
        ['GET', `/targets/${made.id}/deliveries`], ['GET', `/deliveries/${delivery.id}`], ['POST', `/deliveries/${delivery.id}/resend`],
        ['GET', `/messages/${sent.id}`], ['GET', `/messages/${sent.id}/data`], ['GET', `/messages/${sent.id}?owner=acme`],
        ['GET', '/targets?owner=acme'], ['GET', '/deliveries?owner=acme'], ['POST', '/messages', { event: 'user.created', owner: 'acme' }],
        ['POST', '/targets', { url: `${receiver.url}/x`, owner: 'acme' }], ['POST', '/unsubscribe', { id: made.id }],
    ];
    for (const [method, name, body] of asks) {
        isError(await other.ask(method, name, body), 404, 'not found');
        const allowed = await all.get(`/targets/${made.id}`);
        assert.equal(allowed.json.state, 'enabled', `${method} ${name}`);
        assert.equal(allowed.json.description, undefined);
    }
    assert.deepEqual((await other.get('/targets')).json, { targets: [] });
    assert.deepEqual((await other.get('/deliveries')).json, { deliveries: [] });
});

await test('a-token-for-all-says-whose', async () => {
    isError(await all.post('/messages', { event: 'user.created' }), 422, 'invalid', /owner is missing/);
    const sent = await all.post('/messages', { event: 'user.created', owner: 'other' });
    assert.equal(sent.json.owner, 'other', sent.text);
    assert.equal((await other.get(`/messages/${sent.json.id}`)).status, 200);
    assert.equal((await all.get(`/messages/${sent.json.id}?owner=other`)).status, 200);
});

// --- Bad input ---------------------------------------------------------------------------------------------------------------

const json = { 'Content-Type': 'application/json' };
const url = 'https://example.com/';

const refused = {
    'an-event-that-is-none': ['/messages', { event: 'invoce.paid' }, 422, 'invalid', /did you mean invoice\./],
    'an-event-of-our-own': ['/messages', { event: 'target.test' }, 422, 'invalid', /hooklet's own/],
    'a-member-that-is-none': ['/messages', { event: 'user.created', dta: 1 }, 422, 'invalid', /did you mean "data"/],
    'no-event': ['/messages', {}, 422, 'invalid', /event is missing/],
    'a-url-that-is-none': ['/targets', { url: 'example' }, 422, 'invalid'],
    'a-url-of-another-kind': ['/targets', { url: 'file:///etc/passwd' }, 422, 'invalid'],
    'a-program-by-the-api': ['/targets', { url: 'exec:deploy' }, 422, 'invalid', /only the command/],
    'an-address-of-the-inside': ['/targets', { url: 'https://10.0.0.1/' }, 422, 'invalid', /10\.0\.0\.1/],
    'a-header-in-a-url': ['/targets', { url: `${url}\r\nX-Evil: 1` }, 422, 'invalid'],
    'a-header-in-a-header': ['/targets', { url, headers: { 'X-A': '1\r\nX-Evil: 1' } }, 422, 'invalid'],
    'a-header-in-a-name': ['/targets', { url, headers: { 'X-A\r\nX-Evil': '1' } }, 422, 'invalid'],
    'a-header-of-ours': ['/targets', { url, headers: { 'Webhook-Id': '1' } }, 422, 'invalid'],
    'a-field-that-is-none': ['/targets', { url, tmeout_ms: 1000 }, 422, 'invalid', /did you mean timeout_ms/],
    'a-field-by-the-commands-name': ['/targets', { url, timeout: '1s' }, 422, 'invalid', /did you mean timeout_ms/],
    'a-time-that-is-no-number': ['/targets', { url, timeout_ms: '5s' }, 422, 'invalid', /timeout_ms: it is a number/],
    'what-is-told-and-not-set': ['/targets', { url, state: 'enabled' }, 422, 'invalid', /state: it is told, not set/],
    'no-json': ['/messages', '{"event":', 400, 'malformed'],
    'no-object': ['/messages', '[]', 422, 'invalid', /JSON object/],
    'nothing': ['/messages', '', 400, 'malformed'],
    'invalid-utf-8': ['/messages', Buffer.from('{"event":"user.created","data":"\xff"}', 'latin1'), 400, 'malformed'],
    'an-overlong-form': ['/messages', Buffer.from('{"event":"user.created","data":"\xc0\xaf"}', 'latin1'), 400, 'malformed'],
    'a-lone-surrogate': ['/messages', '{"event":"user.created","data":"\\ud800"}', 400, 'unreadable'],
    'too-deep': ['/messages', `{"event":"user.created","data":${'['.repeat(70)}${']'.repeat(70)}}`, 400, 'unreadable'],
    'a-member-twice': ['/messages', '{"event":"user.created","event":"invoice.paid"}', 400, 'unreadable'],
    'two-mib': ['/messages', `{"event":"user.created","data":"${'x'.repeat(2 << 20)}"}`, 413, 'too large', /1 MiB/],
};

for (const [name, [where, body, status, error, detail]] of Object.entries(refused)) {
    await test(name, async () => isError(await acme.post(where, body, { isBad: true }), status, error, detail));
}

await test('media-types-that-are-none', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', undefined]) {
        const answer = await acme.post('/messages', { event: 'user.created' }, { headers: { 'Content-Type': type }, isBad: true });
        isError(answer, 415, 'unsupported media type', /application\/json/);
    }
});

await test('methods-that-are-none', async () => {
    for (const method of ['PUT', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        const answer = await acme.ask(method, '/targets', undefined, { isBad: true });
        exchanges.pop();
        if (method === 'TRACE') assert.equal(answer.status, 405);       // nginx's own
        else isError(answer, 405, 'method not allowed', /GET, HEAD, POST/);
        if (method !== 'TRACE') assert.equal(answer.headers.allow, 'GET, HEAD, POST');
    }
});

await test('parameters-and-paths-that-are-none', async () => {
    isError(await acme.get('/targets?stat=enabled', { isBad: true }), 400, 'malformed', /did you mean state/);
    isError(await acme.get('/targets?limit=1001', { isBad: true }), 400, 'malformed', /1 to 1000/);
    isError(await acme.get('/targets?limit=1&limit=2', { isBad: true }), 400, 'malformed', /twice/);
    isError(await acme.get('/targets/12%0d%0aX', { isBad: true }), 404, 'not found');
    isError(await acme.get('/deliveries/99999999999999999999', { isBad: true }), 404, 'not found');
    const lost = await acme.get('/target', { isBad: true });
    exchanges.pop();
    isError(lost, 404, 'not found', /did you mean \/hooklet\/api\/targets/);
});

await test('keys-that-are-none', async () => {
    for (const key of ['a b', 'a.b', 'x'.repeat(129), '""']) {
        isError(await acme.post('/messages', { event: 'user.created' }, { headers: { 'Idempotency-Key': key }, isBad: true }), 422,
            'invalid', /Idempotency-Key/);
    }
});

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

const head = (method, name) => `${method} /hooklet/api${name} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n` +
    `Authorization: Bearer ${acme.token}\r\n`;

await test('no-length-and-a-length-that-is-too-much', async () => {
    const none = await raw(`${head('POST', '/messages')}Content-Type: application/json\r\n\r\n`);
    assert.match(none, /^HTTP\/1.1 411 [^]*"error":"length required"/);
    const large = await raw(`${head('POST', '/messages')}Content-Type: application/json\r\nContent-Length: ${(1 << 20) + 1}\r\n\r\n`);
    assert.match(large, /^HTTP\/1.1 413 [^]*{"error":"too large","detail":".*1 MiB"}$/);
});

await test('a-mebibyte-is-taken', async () => {
    const body = JSON.stringify({ event: 'user.created', data: '@' });
    const full = body.replace('@', 'x'.repeat((1 << 20) - body.length + 1));
    const answer = await request(`${site.url}/hooklet/api/messages`,
        { headers: { ...json, Authorization: `Bearer ${acme.token}`, 'Content-Length': 1 << 20 }, body: full });
    assert.equal(answer.status, 202, answer.text);
});

await test('chunked-is-as-good-as-a-length', async () => {
    const headers = { ...json, Authorization: `Bearer ${acme.token}`, 'Transfer-Encoding': 'chunked' };
    const answer = await request(`${site.url}/hooklet/api/messages`, { headers, body: '{"event":"user.created"}' });
    assert.equal(answer.status, 202, answer.text);
});

// --- Trouble -----------------------------------------------------------------------------------------------------------------

await test('a-restart-refuses-nobody-and-sends-nothing-twice', async () => {
    const data = randomUUID();
    let isOver = false;
    const ask = async () => {
        const ids = [];
        while (!isOver) {
            const answer = await acme.post('/messages', { event: 'user.created', data });
            exchanges.pop();
            assert.equal(answer.status, 202, answer.text);
            ids.push(answer.json.id);
        }
        return ids;
    };
    const clients = Array.from({ length: 4 }, ask);
    for (let i = 0; i < 3; i++) await replace();
    isOver = true;
    const ids = (await Promise.all(clients)).flat();
    assert.equal(new Set(ids).size, ids.length);
    const stored = site.json('events', '-n', '100000').events.filter(({ source, body_length: length }) => (
        source === 'message' && length === JSON.stringify(data).length));
    assert.equal(stored.length, ids.length);
});

// Another instance takes the socket over; the old one answers what it was asked.
async function replace() {
    const old = site.children.get('api'), before = fs.statSync(site.socket('api')).ino;
    site.children.set('api', start(path.join(builddir, 'api.fcgi'), ['--listen', site.socket('api'), '--replace'],
        { log: site.log('api'), env: site.env }));
    await until('the new one takes over', () => fs.statSync(site.socket('api')).ino !== before);
    assert.equal((await stop(old)).code, 0);
}

await test('502-a-dead-program', async () => {
    await site.stop('api');
    const answer = await acme.get('/targets', { isBad: true });
    exchanges.pop();
    isError(answer, 502, 'unavailable');
    assert.equal(answer.headers['retry-after'], '30');
});

await test('no-secret-in-any-log', () => {
    const logs = fs.readdirSync(path.join(site.dir, 'logs')).map((name) => fs.readFileSync(path.join(site.dir, 'logs', name), 'utf8')).join('');
    assert.ok(logs.includes('/hooklet/api/targets'));
    for (const secret of tokens) assert.ok(!logs.replaceAll(`access_token=${secret}`, '').includes(secret));
    assert.ok(!logs.includes('whsec_') && !logs.includes('whsk_') && !logs.includes('hush-hush'));
});

const lack = contractsLack();
if (lack && process.env.CI !== 'true') skip('every-exchange-keeps-to-doc/openapi.yaml', lack);
else await contractCases(exchanges);
await done();
