// One webhook of GitHub, and any number of consumers behind it: each gets the body as GitHub has sent it, signed as GitHub signs.
import assert from 'node:assert';
import { randomBytes, randomUUID } from 'node:crypto';
import { done, examples, note, push, sign, test, until } from './lib.mjs';
import { assertAttempts, assertSigned, byMessage, startOutgoing } from './outgoing/rig.mjs';

const payloads = examples();
const rig = await startOutgoing({
    more: `forward "all" {
    events = {"*"}
    owner = ci
}
forward "releases" {
    repositories = {"codertocat/*"}
    events = release
    owner = press
    event = release.made
    template = {"tag=/release/tag_name", "from=/repository/full_name", "by='hooklet'"}
}
`,
});
const { receiver, site } = rig;
await site.allPrograms();
await site.nginx();

// Consumers: one written for GitHub, one for Standard Webhooks, one who wants forms as GitHub sends them, and one that is down at first.
const github = await rig.target('/github', { owner: 'ci', github: 'yes' });
const standard = await rig.target('/standard', { owner: 'ci', sign: 'both' });
const form = await rig.target('/form', { owner: 'ci', github: 'yes', content: 'payload' });
const late = await rig.target('/late', { owner: 'ci', github: 'yes', event: 'push', schedule: '0,1,1' });
const press = await rig.target('/press', { owner: 'press', event: 'release.*' });

// As a consumer written for GitHub does it, by the text of the secret and what came.
function assertGithub(request, target, { event, delivery, body }) {
    assert.equal(request.headers['x-hub-signature-256'], sign(target.secret, request.body));
    assert.equal(request.headers['x-github-event'], event);
    assert.equal(request.headers['x-github-delivery'], delivery);
    const same = body === undefined || request.body.equals(Buffer.from(body));
    assert.ok(same, `${request.body.length} bytes, not ${Buffer.byteLength(body ?? '')}`);
    assertSigned(request, target);
}

const sent = new Map(); // X-GitHub-Delivery -> { event, delivery, body }
const came = (path, delivery) => receiver.of(path).filter(({ headers }) => headers['x-github-delivery'] === delivery);

async function hook(event, body, headers = {}) {
    const delivery = randomUUID();
    const answer = await site.post(event, body, { delivery, headers });
    assert.equal(answer.status, 202, answer.text);
    sent.set(delivery, { event, delivery, body });
    return delivery;
}

await test('every-payload-of-github', async () => {
    for (const { name, examples: all } of payloads) {
        // A ping asks whether the hook works; the same body twice is a suspect.
        if (name === 'ping') continue;
        for (const payload of all) await hook(name, JSON.stringify({ ...payload, run: randomBytes(8).toString('hex') }, null, 2));
    }
    await until('all came', () => receiver.of('/github').length === sent.size && receiver.of('/standard').length === sent.size, 120_000);
    await rig.quiet();
    note(`${sent.size} payloads of ${payloads.length} events`);
    for (const one of sent.values()) {
        const [request, ...others] = came('/github', one.delivery);
        assert.equal(others.length, 0);
        assertGithub(request, github, one);
        const [other] = came('/standard', one.delivery);
        assert.ok(other.body.equals(request.body));
        assert.equal(other.headers['webhook-id'], request.headers['webhook-id']);
        assert.equal(other.headers['x-hub-signature-256'], undefined);
        assert.match(other.headers['webhook-signature'], /(^| )v1a,/);
        assertSigned(other, standard);
    }
    assert.equal(byMessage(receiver.of('/github')).size, sent.size);
});

await test('as-a-form', async () => {
    for (const one of sent.values()) {
        const [request] = came('/form', one.delivery);
        assertGithub(request, form, { ...one, body: undefined });
        assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
        assert.equal(new URLSearchParams(request.text).get('payload'), one.body);
    }
});

await test('what-came-as-a-form-goes-on-as-json', async () => {
    const body = JSON.stringify(push({ ref: 'refs/heads/form' }));
    const delivery = await hook('push', `payload=${encodeURIComponent(body)}`, { 'Content-Type': 'application/x-www-form-urlencoded' });
    await until('it came', () => came('/github', delivery).length === 1);
    const [request] = came('/github', delivery);
    assertGithub(request, github, { event: 'push', delivery, body });
    assert.equal(request.headers['content-type'], 'application/json');
});

await test('a-template', async () => {
    await rig.quiet();
    const releases = payloads.find(({ name }) => name === 'release').examples
        .filter(({ repository }) => repository.full_name === 'Codertocat/Hello-World');
    const requests = receiver.of('/press');
    assert.ok(releases.length > 0);
    assert.deepEqual(requests.map(({ json }) => json),
        releases.map(({ release }) => ({ tag: release.tag_name, from: 'Codertocat/Hello-World', by: 'hooklet' })));
    for (const request of requests) assertSigned(request, press);
});

await test('a-consumer-that-is-down-holds-up-nobody-and-gets-the-same', async () => {
    await rig.quiet();
    const before = receiver.of('/late').length;
    receiver.script('/late', [500, 'reset', 200]);
    const body = JSON.stringify(push({ ref: 'refs/heads/late' }));
    const delivery = await hook('push', body);
    await receiver.waitFor(before + 3, { path: '/late' });
    await rig.quiet();
    const requests = came('/late', delivery);
    assert.equal(requests.length, 3);
    for (const request of requests) assertGithub(request, late, { event: 'push', delivery, body });
    assertAttempts(requests, late);
    assert.equal(came('/github', delivery).length, 1);
});

await test('redelivered-it-is-the-same-message', async () => {
    const [delivery, { event, body }] = [...sent].at(-1);
    const before = receiver.requests.length;
    const answer = await site.post(event, body, { delivery });
    assert.equal(answer.json.status, 'duplicate', answer.text);
    await rig.quiet();
    assert.equal(receiver.requests.length, before);
});

await test('20-mib', async () => {
    const kib = rig.memory_kib();
    const body = JSON.stringify(push({ ref: 'refs/heads/large', text: 'é'.repeat(10 * 1024 * 1024) }));
    const delivery = await hook('push', body);
    const all = ['/github', '/standard', '/form', '/late'];
    await until('it came to all', () => all.every((path) => came(path, delivery).length === 1), 60_000);
    assertGithub(came('/github', delivery)[0], github, { event: 'push', delivery, body });
    assertSigned(came('/standard', delivery)[0], standard);
    assert.equal(new URLSearchParams(came('/form', delivery)[0].text).get('payload'), body);
    await rig.quiet();
    note(`${Math.round(kib / 1024)} MiB before, ${Math.round(rig.memory_kib() / 1024)} MiB with it`);
});

await done();
