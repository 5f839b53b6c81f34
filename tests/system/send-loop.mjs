// Deliveries by the worker's loop: signed, retried as they were, held back where a target asks for it, and nobody waits for others.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { done, test, until } from './lib.mjs';
import { startReceiver } from './receiver.mjs';
import { Sending, outgoing, signatureTrouble } from './send/sending.mjs';

const receiver = await startReceiver();
const url = (path) => receiver.url + path;
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

// A site of its own for each: nothing of one test is in the way of another.
async function withSite(body, options) {
    const site = await Sending.make(options);
    try {
        await body(site);
    } finally {
        if (site.children.has('worker')) await site.stop('worker', 'SIGKILL');
    }
}

await test('what-arrives-is-signed-and-as-it-was-given', () => withSite(async (site) => {
    site.target({ url: url('/signed?token=geheim'), secret, headers: { 'X-Own': 'yes', Authorization: 'Bearer geheim' } });
    const id = site.send({ data: { amount: '12.50', n: 1 } });
    await site.drain();
    const [request, ...others] = receiver.of('/signed');
    assert.equal(others.length, 0);
    assert.equal(signatureTrouble(request, secret), undefined);
    assert.equal(request.headers['webhook-id'], id);
    assert.equal(request.text, '{"amount":"12.50","n":1}');
    assert.equal(request.headers['content-type'], 'application/json');
    assert.equal(request.headers['x-own'], 'yes');
    const [row] = site.attempts();
    assert.deepEqual([row.state, row.outcome, row.status, row.message], ['done', 'done', 200, id]);
    assert.equal(row.request.headers.Authorization, '***');
    assert.ok(!JSON.stringify(row).includes('geheim'));
}));

await test('a-retry-has-the-same-id-and-bytes', () => withSite(async (site) => {
    const target = site.target({ url: url('/retry'), secret, envelope: 'standard', delays: '0,1,1,1' });
    receiver.script('/retry', [500, 503, (_) => 'reset', 200]);
    site.send({ data: { amount: 7 } });
    site.worker();
    await receiver.waitFor(1, { path: '/retry' });
    await site.delivered(1, ['waiting', 'ready', 'leased', 'done']);
    site.change(target, { envelope: 'none', content: 'form', headers: { 'X-Since': 'the edit' } });
    await receiver.waitFor(2, { path: '/retry' });
    await until('the next one', async () => site.deliveries()[0].n >= 2);
    const requests = receiver.of('/retry');
    assert.equal(new Set(requests.map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.equal(new Set(requests.map(({ text }) => text)).size, 1);
    assert.deepEqual(requests[0].json.data, { amount: 7 });
    assert.equal(requests[1].headers['x-since'], 'the edit');
    for (const request of requests) assert.equal(signatureTrouble(request, secret), undefined);
}));

await test('attempts-come-when-the-targets-own-schedule-says', () => withSite(async (site) => {
    site.target({ url: url('/schedule'), delays: '1,1,2' });
    receiver.script('/schedule', [500, 500, 200]);
    const begun_ms = Date.now();
    site.send();
    site.worker();
    await site.delivered(1);
    const times = receiver.of('/schedule').map(({ at_ms }) => at_ms);
    const pauses = times.map((ms, i) => ms - (i > 0 ? times[i - 1] : begun_ms));
    assert.equal(pauses.length, 3);
    assert.ok(pauses[0] >= 1000 && pauses[1] >= 1000 && pauses[2] >= 2000, pauses.join());
    assert.deepEqual(site.attempts().map(({ outcome, status }) => `${outcome} ${status}`), ['failed 500', 'failed 500', 'done 200']);
}));

await test('out-of-attempts-is-dead', () => withSite(async (site) => {
    site.target({ url: url('/dead'), delays: '0,0' });
    receiver.script('/dead', [302]);
    site.send();
    await site.drain();
    const rows = site.attempts();
    assert.deepEqual(rows.map(({ state }) => state), ['dead', 'dead']);
    assert.match(rows[1].detail, /redirects are not followed/);
    assert.equal(receiver.of('/dead').length, 2);
}));

// Both messages of the target wait for what the answer to the first one asked for.
await test('429-puts-the-target-to-sleep-and-no-other', () => withSite(async (site) => {
    site.target({ url: url('/busy'), concurrency: 1, delays: '0,0' });
    site.target({ url: url('/free'), identifier: 'free' });
    receiver.script('/busy', [{ status: 429, after: 2 }, 200]);
    site.send({ count: 2 });
    site.worker();
    await site.delivered(4);
    const [first, ...others] = receiver.of('/busy').map(({ at_ms }) => at_ms);
    assert.equal(others.length, 2);
    for (const at_ms of others) assert.ok(at_ms - first >= 1900, `${at_ms - first} ms`);
    for (const { at_ms } of receiver.of('/free')) assert.ok(at_ms < others[0]);
}));

await test('five-failures-in-a-row-open-the-breaker', () => withSite(async (site) => {
    site.target({ url: url('/broken'), concurrency: 1, delays: Array(20).fill(0).join() });
    site.target({ url: url('/whole'), event: 'later' });
    receiver.script('/broken', [500]);
    site.send();
    await site.drain();
    assert.equal(receiver.of('/broken').length, 5);
    assert.match(site.deliveries()[0].detail, /status 500/);
    site.send({ event: 'later' });
    await site.drain();
    assert.equal(receiver.of('/whole').length, 1);
    assert.equal(receiver.of('/broken').length, 5);
}));

await test('one-slow-target-among-100-good-ones', () => withSite(async (site) => {
    let letGo;
    const others = new Promise((resolve) => { letGo = resolve; });
    site.target({ url: url('/slow'), timeout_ms: 300_000 });
    for (let i = 0; i < 100; i++) site.target({ url: url('/good'), identifier: `good${i}` });
    receiver.script('/slow', [async () => {
        await others;
        return 200;
    }]);
    site.send({ count: 20 });
    site.worker();
    await receiver.waitFor(2000, { path: '/good' });
    // As many as one target may have, and none of them is answered.
    assert.equal(receiver.of('/slow').length, 16);
    letGo();
    await site.delivered(2020);
    assert.equal(receiver.of('/slow').length, 20);
}));

await test('a-crowd-of-silent-targets-holds-up-nobody', () => withSite(async (site) => {
    let letGo;
    const end = new Promise((resolve) => { letGo = resolve; });
    receiver.script('/silent', [async () => {
        await end;
        return 200;
    }]);
    for (let i = 0; i < 40; i++) site.target({ url: url('/silent'), identifier: `silent${i}`, timeout_ms: 20_000 });
    site.send({ count: 20 });
    site.worker();
    await receiver.waitFor(128, { path: '/silent' });
    for (let i = 0; i < 5; i++) site.target({ url: url('/lively'), identifier: `lively${i}`, event: 'lively' });
    site.send({ event: 'lively', identifier: 'lively0', count: 100 });
    // On a machine that is so busy that these take a second, they wait for the next turn of the slow ones.
    await receiver.waitFor(100, { path: '/lively', ms: 60000 });
    assert.ok(receiver.of('/silent').length <= 3 * 128);
    letGo();
    await receiver.waitFor(800, { path: '/silent' });
}));

await test('a-rate-is-kept', () => withSite(async (site) => {
    site.target({ url: url('/rate'), rate: 5, rate_ms: 1000 });
    site.send({ count: 15 });
    site.worker();
    await site.delivered(15);
    // When it was claimed: on its way to us one may overtake the other.
    const times = site.attempts().map(({ start_ms }) => start_ms).sort((one, other) => one - other);
    for (let i = 5; i < times.length; i++) assert.ok(times[i] - times[i - 5] >= 990, times.join());
    assert.equal(receiver.of('/rate').length, 15);
}));

await test('a-drain-leaves-what-a-rate-holds-back', () => withSite(async (site) => {
    site.target({ url: url('/drained'), rate: 2, rate_ms: 600_000 });
    site.send({ count: 5 });
    await site.drain();
    await site.drain();
    assert.equal(receiver.of('/drained').length, 2);
    assert.equal(site.deliveries().filter(({ state }) => state === 'done').length, 2);
}));

await test('410-disables-and-tells-the-owner', () => withSite(async (site) => {
    const gone = site.target({ url: url('/gone?k=v'), event: 'invoice.*' });
    site.target({ url: url('/told'), event: 'target.disabled' });
    site.target({ url: url('/foreign'), owner: 'other', event: 'target.disabled' });
    receiver.script('/gone', [async () => {
        await until('all are on their way', () => site.deliveries().length >= 30);
        return 410;
    }]);
    site.send({ count: 30 });
    site.worker();
    const [notice] = await receiver.waitFor(1, { path: '/told' });
    assert.deepEqual([notice.json.target, notice.json.reason, notice.json.event], [String(gone), 'it answered 410 Gone', 'invoice.*']);
    assert.ok(!notice.text.includes('k=v'));
    const rows = await site.delivered(31);
    assert.equal(rows.filter(({ state }) => state === 'dead').length, 30);
    assert.equal(receiver.of('/told').length, 1);
    assert.equal(receiver.of('/foreign').length, 0);
    assert.ok(receiver.of('/gone').length <= 17);
    assert.equal(site.show(gone).state, 'disabled');
}));

await test('a-handshake-enables', () => withSite(async (site) => {
    const targets = ['body', 'header', 'silent'].map((name) =>
        site.target({ url: url(`/confirm-${name}`), event: name, state: 'pending', challenge: `c-${name}`, delays: '0' }));
    receiver.script('/confirm-body', [(request) => ({ status: 200, body: `it was ${request.json.challenge}` })]);
    receiver.script('/confirm-header', [(request) => ({ status: 204, headers: { 'X-Hook-Challenge': request.json.challenge ?? '' } })]);
    const names = ['body', 'header', 'silent'];
    names.forEach((name, i) => site.send({ event: 'target.confirm', target: targets[i], data: { challenge: `c-${name}` } }));
    await site.drain();
    assert.deepEqual(targets.map((id) => site.show(id).state), ['enabled', 'enabled', 'pending']);
    names.forEach((name) => site.send({ event: name }));
    await site.drain();
    assert.deepEqual(names.map((name) => receiver.of(`/confirm-${name}`).length), [2, 2, 1]);
}));

await test('what-the-wall-refuses-is-dead-at-once', () => withSite(async (site) => {
    site.target({ url: url('/walled') });
    site.send();
    await site.drain();
    const [row] = site.attempts();
    assert.deepEqual([row.state, row.n, row.status], ['dead', 1, -1]);
    assert.match(row.detail, /^refused: /);
    assert.equal(receiver.of('/walled').length, 0);
}, { rules: 'outgoing {\n    plain_http = true\n    ports = {"*"}\n}\n' }));

await test('sighup-brings-new-settings', () => withSite(async (site) => {
    site.target({ url: url('/agent') });
    site.worker();
    site.send();
    await receiver.waitFor(1, { path: '/agent' });
    site.configure(outgoing.replace('{\n', '{\n    user_agent = "other/1"\n'));
    site.children.get('worker').kill('SIGHUP');
    await until('it is read', () => site.readLog('worker').includes('is read again'));
    site.send();
    const [first, second] = await receiver.waitFor(2, { path: '/agent' });
    assert.match(first.headers['user-agent'], /^hooklet\//);
    assert.equal(second.headers['user-agent'], 'other/1');
}));

await test('a-program-as-a-target', () => withSite(async (site) => {
    const told = path.join(site.dir, 'told');
    site.configure(`${outgoing}receiver "journal" {\n    command = {"/bin/sh", "-c",` +
        ` "cat > ${told}; env | grep ^HOOKLET_ | sort >> ${told}; echo noted; test $HOOKLET_ATTEMPT -gt 1"}\n}\n`);
    const target = site.target({ url: 'exec:journal', delays: '0,0' });
    const id = site.send({ data: { a: 1 } });
    await site.drain();
    const lines = fs.readFileSync(told, 'utf8').replace('{"a":1}', '{"a":1}\n').split('\n');
    assert.equal(lines[0], '{"a":1}');
    for (const line of [`HOOKLET_MESSAGE_ID=${id}`, 'HOOKLET_OWNER=acme', 'HOOKLET_EVENT=invoice.paid', `HOOKLET_TARGET=${target}`,
        'HOOKLET_ATTEMPT=2']) assert.ok(lines.includes(line), `${line}: ${lines}`);
    const rows = site.attempts();
    assert.deepEqual(rows.map((row) => [row.kind, row.outcome, row.status, row.answer]),
        [['exec', 'failed', 1, 'noted\n'], ['exec', 'done', 0, 'noted\n']]);
}));

await done();
