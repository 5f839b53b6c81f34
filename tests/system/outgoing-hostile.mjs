// Receivers that never end, break off or lie, by the whole worker: each is one attempt in the ledger with what came and why it ended, in
// little memory, and deliveries to others go on meanwhile.
import assert from 'node:assert';
import { done, note, test, until } from './lib.mjs';
import { startOutgoing } from './outgoing/rig.mjs';
import { startReceiver } from './receiver.mjs';

const MOST_KIB = 32 * 1024, KEPT = 64 * 1024;
// Each with one trouble; the CA that has signed them is trusted.
const troubles = {
    expired: /certificate has expired/, other: /no alternative certificate subject name matches/,
    'self-signed': /self-signed certificate/, reset: /reset|SSL|TLS/i,
};
const secure = {};
for (const trouble of Object.keys(troubles)) secure[trouble] = await startReceiver({ tls: trouble });
const rig = await startOutgoing({ outgoing: `ca_file = "${secure.expired.caFile}"` });
const { receiver } = rig;

// What each mode comes to: [outcome, status, what it says, bytes kept].
const modes = {
    500: ['failed', 500, /^status 500$/, 4], 302: ['failed', 302, /redirects are not followed/, 0], 204: ['done', 204, /^status 204$/, 0],
    silent: ['failed', undefined, /timed out/i, 0], stalled: ['failed', 200, /timed out/i], trickle: ['failed', 200, /timed out|too slow/i],
    'trickle-header': ['failed', undefined, /timed out/i, 0],
    huge: ['done', 200, /^status 200$/, KEPT], 'huge-error': ['failed', 500, /^status 500$/, KEPT], endless: ['done', 200, /^status 200$/, KEPT],
    'endless-headers': ['failed', 200, /header/i, 0], 'endless-interim': ['failed', 103, /header/i, 0],
    'endless-chunk-line': ['failed', 200, /timed out/i, 0], 'endless-trailers': ['failed', 200, /header/i, 0],
    'big-header': ['failed', 200, /header/i, 0], 'gzip-bomb': ['done', 200, /^status 200$/, KEPT], 'transfer-bomb': ['done', 200, /^status 200$/, KEPT],
    reset: ['failed', 200, /reset|recv/i], 'reset-at-once': ['failed', undefined, /reset|recv/i, 0],
    close: ['failed', undefined, /empty reply/i, 0], garbage: ['failed', undefined, /HTTP\/0.9|unsupported|garbage|weird/i, 0],
};
for (const mode of Object.keys(modes)) {
    if (Number(mode)) receiver.script(`/${mode}`, [{ status: Number(mode), headers: { 'X-Mode': mode }, body: mode === '500' ? 'oops' : '' }]);
    else receiver.script(`/${mode}`, [mode]);
    await rig.target(`/${mode}`, { owner: 'hostile', timeout: '2s', schedule: '0' });
}
for (const trouble of Object.keys(troubles)) {
    await rig.target(secure[trouble].url, { owner: 'hostile', identifier: `tls-${trouble}`, timeout: '2s', schedule: '0' });
}
// One that keeps its worker waiting for all of the time.
receiver.script('/forever', ['silent']);
await rig.target('/forever', { owner: 'forever', timeout: '60s', concurrency: 256 });
const good = await rig.target('/good', { owner: 'good' });

// -> its only attempt, and its delivery
async function only(rows, target) {
    const row = rows.find((one) => one.target === target.id);
    const delivery = await rig.delivery(row.id);
    assert.equal(delivery.attempts.length, 1);
    return { ...delivery, last: delivery.attempts[0] };
}

function assertWritten({ state, last }, [outcome, status, says, kept]) {
    assert.deepEqual([last.outcome, last.status, state], [outcome, status, outcome === 'done' ? 'done' : 'dead'], last.detail);
    assert.match(last.detail, says);
    assert.ok(last.start_ms > 0 && last.end_ms >= last.start_ms);
    assert.ok(last.duration_ms >= 0 && last.duration_ms < 25_000, `${last.duration_ms} ms`);
    assert.match(last.request.headers['webhook-id'], /^msg_/);
    assert.equal(status === undefined, last.headers === undefined);
    const answer = last.answer_base64 === undefined ? Buffer.from(last.answer ?? '') : Buffer.from(last.answer_base64, 'base64');
    assert.ok(answer.length <= KEPT);
    if (kept !== undefined) assert.equal(answer.length, kept);
}

let rows;
await test('others-go-on-meanwhile', async () => {
    for (let i = 0; i < 20; i++) await rig.send('invoice.paid', { i }, { owner: 'forever' });
    await receiver.waitFor(20, { path: '/forever' });
    const message = await rig.send('invoice.paid', { to: 'all' }, { owner: 'hostile' });
    for (let i = 0; i < 10; i++) await rig.send('invoice.paid', { i }, { owner: 'good' });
    await receiver.waitFor(10, { path: '/good' });
    assert.ok((await rig.deliveries({ owner: 'forever' })).every(({ state }) => state === 'leased'));
    await until('all good ones are done', async () => (await rig.deliveries({ owner: 'good' })).every(({ state }) => state === 'done'));
    rows = await until('all have had their attempt', async () => {
        const all = (await rig.deliveries({ owner: 'hostile' })).filter((row) => row.message === message.id);
        return all.length === rig.targets.length - 2 && all.every(({ state }) => ['done', 'dead'].includes(state)) && all;
    }, 120_000);
});

for (const [mode, expected] of Object.entries(modes)) {
    await test(`a-receiver-that-is-${mode}`, async () => {
        const delivery = await only(rows, rig.targets.find(({ path }) => path === `/${mode}`));
        assertWritten(delivery, expected);
        if (Number(mode)) assert.equal(delivery.last.headers['X-Mode'], mode);
    });
}

for (const [trouble, says] of Object.entries(troubles)) {
    await test(`tls-${trouble}`, async () => {
        assertWritten(await only(rows, rig.targets.find(({ identifier }) => identifier === `tls-${trouble}`)), ['failed', undefined, says, 0]);
        assert.equal(secure[trouble].requests.length, 0);
    });
}

// Fewer for each than would make it one that is only probed.
await test('160-of-them-at-once-in-little-memory', async () => {
    for (const mode of ['huge', 'endless-headers', 'gzip-bomb', 'trickle', 'reset']) {
        for (let i = 0; i < 8; i++) await rig.target(`/${mode}`, { owner: 'many', identifier: `${mode}-${i}`, timeout: '2s', schedule: '0' });
    }
    await Promise.all(Array.from({ length: 4 }, (_, i) => rig.send('invoice.paid', { i }, { owner: 'many' })));
    await until('all have had their attempts', async () => {
        const all = await rig.deliveries({ owner: 'many' });
        return all.length === 160 && all.every(({ state }) => ['done', 'dead'].includes(state));
    }, 120_000);
    const kib = rig.memory_kib();
    note(`${kib} KiB, ${receiver.mostOpen} at once`);
    assert.ok(kib < MOST_KIB, `${kib} KiB`);
    await rig.send('invoice.paid', {}, { owner: 'good' });
    await receiver.waitFor(11, { path: '/good' });
    assert.equal((await rig.show(good)).failures, 0);
});

await done();
