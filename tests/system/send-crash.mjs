// Deliveries and workers that end: kill -9 at any moment, stops with and without patience, two side by side.  No message is lost, and
// each has the same id and the same bytes, however often it is sent.
import assert from 'node:assert';
import { done, long, note, test, until } from './lib.mjs';
import { startReceiver } from './receiver.mjs';
import { Sending } from './send/sending.mjs';

const receiver = await startReceiver();
const url = (path) => receiver.url + path;
const rounds = long ? 300 : 15;

// Each message came to each path, once or more often, always as the same bytes.
function complete(paths, ids) {
    for (const path of paths) {
        const texts = new Map();
        for (const { headers, text } of receiver.of(path)) {
            const id = headers['webhook-id'];
            assert.ok(!texts.has(id) || texts.get(id) === text, `${id} has two bodies`);
            texts.set(id, text);
        }
        assert.deepEqual(new Set(texts.keys()), new Set(ids), path);
    }
}

const numbered = (prefix, count) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

await test(`${rounds}-rounds-of-kill-9`, async () => {
    const site = await Sending.make();
    const paths = ['/k0', '/k1', '/k2'];
    const count = rounds * 60;
    paths.forEach((path, i) => {
        site.target({ url: url(path), identifier: `k${i}` });
        receiver.script(path, [() => new Promise((resolve) => setTimeout(() => resolve(200), Math.random() * 10))]);
    });
    site.send({ count, id: 'k' });
    for (let round = 0; round < rounds; round++) {
        const before = receiver.requests.length;
        site.worker();
        await until('something is sent', () => receiver.requests.length > before + Math.random() * 150);
        await site.stop('worker', 'SIGKILL');
    }
    const sent = receiver.requests.length;
    site.worker();
    const rows = await until('all is delivered', () => {
        const all = site.deliveries();
        return all.length === 3 * count && all.every(({ state }) => state === 'done') && all;
    }, 120_000);
    await site.stop('worker');
    assert.equal(rows.length, 3 * count);
    complete(paths, numbered('k', count));
    const again = receiver.requests.length - 3 * count;
    note(`${sent} requests while it was killed, ${again} of ${receiver.requests.length} were repetitions`);
    assert.ok(again <= rounds * 3 * 16);
});

// What was sent, and not settled, is sent again by the next worker.
for (const [name, status] of [['before-the-answer', undefined], ['right-after-the-answer', 200]]) {
    await test(`killed-${name}`, async () => {
        const site = await Sending.make();
        const path = `/${name}`;
        site.target({ url: url(path) });
        receiver.script(path, [() => {
            if (status === undefined) site.children.get('worker').kill('SIGKILL');
            else setImmediate(() => site.children.get('worker').kill('SIGKILL'));
            return 200;
        }, 200]);
        const id = site.send({ data: { a: 1 } });
        site.worker();
        await site.children.get('worker').ended;
        await site.drain();
        const requests = receiver.of(path);
        assert.deepEqual(new Set(requests.map(({ headers }) => headers['webhook-id'])), new Set([id]));
        const [row] = site.deliveries();
        assert.equal(row.state, 'done');
        assert.equal(row.n, requests.length);
        assert.equal(row.failed, 0);
    });
}

// Holds what comes to a path until it is let go; -> that.
function held(path) {
    let letGo;
    const end = new Promise((resolve) => { letGo = resolve; });
    receiver.script(path, [async () => {
        await end;
        return 200;
    }]);
    return letGo;
}

await test('a-stop-with-patience-lets-deliveries-end', async () => {
    const site = await Sending.make();
    const letGo = held('/patient');
    site.target({ url: url('/patient'), timeout_ms: 300_000 });
    site.send({ count: 40 });
    site.worker();
    await receiver.waitFor(16, { path: '/patient' });
    await until('all are planned', () => site.deliveries().length === 40);
    site.children.get('worker').kill('SIGTERM');
    await until('it claims no more', () => site.readLog('worker').includes('claiming no more'));
    letGo();
    assert.equal((await site.children.get('worker').ended).code, 0);
    assert.equal(receiver.of('/patient').length, 16);
    const states = site.deliveries().map(({ state }) => state);
    assert.equal(states.filter((state) => state === 'done').length, 16);
    assert.equal(states.filter((state) => state === 'ready').length, 24);
});

await test('a-stop-without-patience-breaks-off-and-counts-nothing', async () => {
    const site = await Sending.make();
    const letGo = held('/cut');
    site.target({ url: url('/cut'), delays: '0', timeout_ms: 300_000 });
    site.send({ count: 20, id: 'cut' });
    site.worker('--stop', '0s');
    await receiver.waitFor(16, { path: '/cut' });
    await until('all are planned', () => site.deliveries().length === 20);
    site.children.get('worker').kill('SIGTERM');
    assert.equal((await site.children.get('worker').ended).code, 0);
    assert.ok(site.deliveries().every(({ state, failed }) => state === 'ready' && failed === 0));
    letGo();
    await site.drain();
    assert.ok(site.deliveries().every(({ state, failed }) => state === 'done' && failed === 0));
    assert.equal(receiver.of('/cut').length, 36);
    complete(['/cut'], numbered('cut', 20));
});

await test('two-workers-side-by-side-send-each-once', async () => {
    const site = await Sending.make();
    const paths = ['/a', '/b', '/c', '/d'];
    paths.forEach((path, i) => {
        site.target({ url: url(path), identifier: `w${i}` });
        receiver.script(path, [{ status: 200, delay_ms: 5 }]);
    });
    site.send({ count: 500, id: 'two' });
    const workers = [site.worker(), site.worker()];
    const rows = await site.delivered(2000, ['done']);
    for (const worker of workers) worker.kill('SIGTERM');
    for (const worker of workers) assert.equal((await worker.ended).code, 0);
    for (const path of paths) assert.equal(receiver.of(path).length, 500);
    complete(paths, numbered('two', 500));
    assert.equal(new Set(rows.map(({ worker }) => worker)).size, 2);
    assert.ok(rows.every(({ n }) => n === 1));
});

await done();
