// The worker's loop: HTTP/2 where it is offered, connections that are kept, and nobody who waits for somebody else.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import { startReceiver } from './receiver.mjs';
import { home, postMany, TIMEOUT } from './receiver/post.mjs';

const many = (count, url) => Array(count).fill(url);
const good = (ends) => assert.deepEqual(new Set(ends.map(({ status }) => status)), new Set([200]));

await test('http-2-where-it-is-offered', async () => {
    const receiver = await startReceiver({ tls: true });
    const { ends } = await postMany(many(50, `${receiver.url}/x`), [...home, '--ca', receiver.caFile, '--at-once', '1']);
    good(ends);
    assert.deepEqual(new Set(receiver.requests.map(({ version }) => version)), new Set(['2.0']));
    assert.equal(receiver.connections, 1);
    assert.deepEqual(receiver.requests.map(({ json }) => json.n), Array.from({ length: 50 }, (_, i) => i));
});

await test('http-2-many-at-once', async () => {
    const receiver = await startReceiver({ tls: true });
    const { ends } = await postMany(many(1000, `${receiver.url}/x`), [...home, '--ca', receiver.caFile, '--at-once', '64']);
    good(ends);
    assert.equal(ends.length, 1000);
    assert.ok(receiver.connections <= 64, `${receiver.connections} connections`);
});

await test('http-1-over-tls', async () => {
    const receiver = await startReceiver({ tls: true, http2: false });
    const { ends } = await postMany(many(20, `${receiver.url}/x`), [...home, '--ca', receiver.caFile, '--at-once', '1']);
    good(ends);
    assert.deepEqual(new Set(receiver.requests.map(({ version }) => version)), new Set(['1.1']));
    assert.equal(receiver.connections, 1);
});

await test('connections-are-kept', async () => {
    const receiver = await startReceiver();
    const { ends } = await postMany(many(500, `${receiver.url}/x`), [...home, '--at-once', '8']);
    good(ends);
    assert.equal(ends.length, 500);
    assert.ok(receiver.connections <= 8, `${receiver.connections} connections`);
});

await test('a-connection-that-was-closed-is-opened-again', async () => {
    const receiver = await startReceiver();
    receiver.script('/x', [200, () => {
        setImmediate(() => receiver.dropConnections());
        return { status: 200, headers: { Connection: 'close' } };
    }, 200]);
    const { ends } = await postMany(many(3, `${receiver.url}/x`), [...home, '--at-once', '1']);
    good(ends);
    assert.equal(receiver.connections, 2);
});

await test('what-is-sent-is-what-was-given', async () => {
    const receiver = await startReceiver();
    await postMany([`${receiver.url}/a/b?c=d%20e`], home);
    const [{ method, url, headers, text }] = receiver.requests;
    assert.deepEqual([method, url, text], ['POST', '/a/b?c=d%20e', '{"n":0}']);
    assert.deepEqual(Object.keys(headers).sort(), ['accept', 'content-length', 'content-type', 'host', 'user-agent']);
});

// The slow one answers when all others have asked: who waits for it waits for ever.
await test('one-slow-among-100', async () => {
    const receiver = await startReceiver();
    let letGo;
    const others = new Promise((resolve) => { letGo = resolve; });
    receiver.script('/slow', [async () => {
        await others;
        return 200;
    }]);
    let answered = 0;
    receiver.script('/good', [() => {
        if (++answered === 100) letGo();
        return 200;
    }]);
    const { ends } = await postMany([`${receiver.url}/slow`, ...many(100, `${receiver.url}/good`)], [...home, '--at-once', '8']);
    good(ends);
    // Those that have ended before it, but for the seven that were under way with the hundredth.
    assert.ok(ends.findIndex(({ line }) => line === 0) > 100 - 8);
});

// The name of the late one is looked up for 20 s; that must not outlast its own time, nor cost the others theirs.
await test('a-name-that-is-looked-up-slowly', async () => {
    const receiver = await startReceiver();
    const late = 'http://late.test:1/';
    const told = await postMany([...many(5, late), ...many(100, `${receiver.url}/x`)], [...home, '--timeout', '1000'],
        { lookups: { 'late.test': '~20000' } });
    assert.deepEqual(told.ends.slice(-5).map(({ rc }) => rc), many(5, TIMEOUT));
    good(told.ends.slice(0, 100));
    assert.ok(told.ms < 15000, `${told.ms} ms`);
});

await done();
