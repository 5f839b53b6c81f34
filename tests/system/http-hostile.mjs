// Receivers that never end, or break off: one end for each, in bounded time and memory (RELIABILITY, T17).
import assert from 'node:assert';
import { done, long, note, test } from './lib.mjs';
import { startReceiver } from './receiver.mjs';
import { home, NETWORK, postMany, TIMEOUT, TOO_LARGE } from './receiver/post.mjs';

const MOST_KIB = 32 * 1024;
const timeout_ms = 2000;
const words = [...home, '--timeout', String(timeout_ms)];

const receiver = await startReceiver();

// What each mode comes to: [rc, status].
const modes = {
    silent: [TIMEOUT, 0],
    stalled: [TIMEOUT, 200],
    trickle: [TIMEOUT, 200],
    'trickle-header': [TIMEOUT, 0],
    huge: [0, 200],
    'huge-error': [0, 500],
    endless: [0, 200],
    'endless-headers': [TOO_LARGE, 200],
    'endless-interim': [TOO_LARGE, 103],
    'endless-chunk-line': [TIMEOUT, 200],
    'endless-trailers': [TOO_LARGE, 200],
    'big-header': [TOO_LARGE, 200],
    'gzip-bomb': [0, 200],
    'transfer-bomb': [0, 200],
    reset: [NETWORK, 200],
    'reset-at-once': [NETWORK, 0],
    close: [NETWORK, 0],
    garbage: [NETWORK, 0],
};
for (const mode of Object.keys(modes)) receiver.script(`/${mode}`, [mode]);

function expect(told, count, memory = MOST_KIB) {
    assert.equal(told.status, 0);
    assert.equal(told.ends.length, count);
    assert.ok(told.memory_kib < memory, `${told.memory_kib} KiB`);
    // The exchange's own time, by its own clock; what is beyond it is how long the machine took to look.
    for (const end of told.ends) assert.ok(end.ms < 25000, `${end.ms} ms: ${end.text}`);
}

for (const [mode, [rc, status]] of Object.entries(modes)) {
    await test(`a-receiver-that-is-${mode}`, async () => {
        const told = await postMany([`${receiver.url}/${mode}`], words);
        expect(told, 1);
        const [end] = told.ends;
        assert.equal(end.rc, rc, end.text);
        assert.equal(end.status, status, end.text);
        assert.ok(end.length <= 64 * 1024);
    });
}

await test('all-of-them-at-once-ten-times', async () => {
    const urls = Array.from({ length: 10 }, () => Object.keys(modes).map((mode) => `${receiver.url}/${mode}`)).flat();
    const told = await postMany(urls, words);
    expect(told, urls.length);
    assert.deepEqual(new Set(told.ends.map(({ line }) => line)).size, urls.length);
    note(`${told.memory_kib} KiB, ${told.ms} ms`);
});

const troubles = {
    expired: /certificate has expired/,
    other: /no alternative certificate subject name matches/,
    'self-signed': /self-signed certificate/,
    reset: /reset|SSL|TLS/i,
};
for (const [trouble, says] of Object.entries(troubles)) {
    await test(`tls-${trouble}`, async () => {
        const secure = await startReceiver({ tls: trouble });
        const told = await postMany([`${secure.url}/`], [...words, ...(secure.caFile ? ['--ca', secure.caFile] : [])]);
        expect(told, 1);
        assert.equal(told.ends[0].rc, NETWORK, told.ends[0].text);
        assert.match(told.ends[0].text, says);
        assert.equal(secure.requests.length, 0);
    });
}

await test('a-ca-that-nobody-has-named', async () => {
    const secure = await startReceiver({ tls: true });
    const [end] = (await postMany([`${secure.url}/`], words)).ends;
    assert.equal(end.rc, NETWORK, end.text);
    assert.match(end.text, /unable to get local issuer certificate/);
});

await test('tls-without-tls', async () => {
    const [end] = (await postMany([`https://127.0.0.1:${receiver.port}/`], words)).ends;
    assert.equal(end.rc, NETWORK, end.text);
});

const secure = await startReceiver({ tls: true, http2: false });
secure.script('/huge', ['huge']);

await test('memory-of-64-with-tls-that-never-end', async () => {
    const told = await postMany(Array(64).fill(`${secure.url}/huge`), [...home, '--timeout', '20000', '--ca', secure.caFile]);
    expect(told, 64);
    assert.ok(told.ends.every(({ status }) => status === 200));
});

// As many as there may be: 12 MiB of it are libcurl's own, and those of the libraries that it brings along.
await test('memory-of-256-with-tls', async () => {
    const told = await postMany(Array(256).fill(`${secure.url}/`), [...home, '--timeout', '20000', '--ca', secure.caFile]);
    expect(told, 256, 40 * 1024);
    note(`${told.memory_kib} KiB, ${told.ms} ms`);
});

if (long) {
    // It has begun to answer, so it is given up before the time-out.
    await test('one-byte-a-second-is-too-slow', async () => {
        const told = await postMany([`${receiver.url}/trickle`], [...home, '--timeout', '60000']);
        assert.equal(told.ends[0].rc, TIMEOUT);
        assert.ok(told.ms < 30000);
    });
}

await done();
