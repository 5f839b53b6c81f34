// A worker that is killed with kill -9 at any step of a delivery: no message is lost, and each attempt has the same id, the same bytes,
// and a signature of its own time.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, done, long, note, test, until } from './lib.mjs';
import { assertAttempts, byMessage, startOutgoing } from './outgoing/rig.mjs';

const rig = await startOutgoing({ worker: false, outgoing: 'confirm = false' });
const { receiver, site } = rig;
await rig.startApi();
const steps = path.join(site.dir, 'steps');
const read = () => (fs.existsSync(steps) ? fs.readFileSync(steps, 'utf8').trim().split('\n') : []);

// A worker that dies by itself before it does such a step for the nth time (die-at.c), or lives.
function workUntil(n, step) {
    fs.rmSync(steps, { force: true });
    return rig.work({ LD_PRELOAD: path.join(builddir, 'tests/system/die-at.so'), DIE_AT: `${n} ${step}`, DIE_LOG: steps });
}

// One done delivery of the message to each of these targets, and nothing else.
async function assertDelivered(message, targets, most = 1) {
    const rows = await rig.quiet(message);
    assert.deepEqual(rows.map(({ target, state }) => `${target} ${state}`).sort(), targets.map(({ id }) => `${id} done`).sort());
    for (const target of targets) {
        const requests = receiver.of(target.path).filter(({ headers }) => headers['webhook-id'] === message.id);
        assert.ok(requests.length >= 1 && requests.length <= most, `${requests.length} attempts`);
        assertAttempts(requests, target);
    }
}

// --- At every step -----------------------------------------------------------------------------------------------------------

const targets = [await rig.target('/one'), await rig.target('/two')];

// Stores a message, lets workers die at these steps, [n, step], of theirs, one after the other, then one live.  false: one had nothing
// to do any more before it came so far.
async function dieAt(...places) {
    const message = await rig.send('invoice.paid', { places, text: 'x'.repeat(5000) });
    let dead = true;
    for (const [n, step] of places) {
        const worker = workUntil(n, step);
        await Promise.race([worker.ended, rig.quiet(message)]);
        dead = read().filter((line) => line === step).length >= n;
        if (!dead) break;
        await worker.ended;
    }
    if (dead) rig.work();
    await assertDelivered(message, targets, places.length + 1);
    await rig.kill();
    return dead;
}

const places = [];
for (const step of ['write hooklet.db-wal', 'sync hooklet.db-wal', 'send socket:', 'received socket:']) {
    await test(`killed-at-each-${step.replace(/\W+/g, '-')}`, async () => {
        let n = 1;
        while (await dieAt([n, step])) places.push([n++, step]);
        note(`${n - 1} times`);
        assert.ok(n > 2);
    });
}

await test('two-kills-in-a-row', async () => {
    for (const [i, place] of places.entries()) {
        for (const other of long ? places : i % 2 ? [] : [places[(i * 7) % places.length]]) await dieAt(place, other);
    }
});

// --- By whom it calls --------------------------------------------------------------------------------------------------------

// One that kills its caller as often as makes other jobs dead: what was under way beside it must not end by that.
await test('three-kills-by-one-receiver', async () => {
    const [target, other] = [await rig.target('/kills', { owner: 'kills' }), await rig.target('/slow', { owner: 'kills' })];
    const kill = async () => {
        await receiver.waitFor(receiver.of('/kills').length, { path: '/slow' });
        await rig.kill();
        rig.work();
        return 200;
    };
    receiver.script('/kills', [kill, kill, kill, 200]);
    receiver.script('/slow', [...Array(3).fill(() => new Promise(() => {})), 200]);
    rig.work();
    const message = await rig.send('invoice.paid', {}, { owner: 'kills' });
    await assertDelivered(message, [target, other], 4);
    const [row] = (await rig.quiet(message)).filter((one) => one.target === target.id);
    const { attempts } = await rig.delivery(row.id);
    assert.deepEqual(attempts.map(({ outcome }) => outcome), ['cut off', 'cut off', 'cut off', 'done']);
    assert.deepEqual(attempts.map(({ n }) => n), [1, 2, 3, 4]);
    assert.equal(row.failed, 0);
    await rig.kill();
});

// --- While it fans out -------------------------------------------------------------------------------------------------------

// Posts to the API, a few at a time.  -> the answers
async function postAll(where, bodies, headers = () => ({})) {
    const answers = [];
    let next = 0;
    await Promise.all(Array.from({ length: 8 }, async () => {
        while (next < bodies.length) {
            const i = next++;
            answers[i] = await rig.api('POST', where, bodies[i], headers(i));
        }
    }));
    return answers;
}

// Two batches of them.
await test('killed-while-it-fans-out', async () => {
    const made = await postAll('targets',
        Array.from({ length: 501 }, (_, i) => ({ owner: 'many', identifier: `t${i}`, url: `${receiver.url}/many` })));
    assert.ok(made.every(({ status }) => status === 201), made[0].text);
    const ids = new Set(made.map(({ json }) => json.id));
    assert.equal(ids.size, 501);
    for (const n of [2, 3, 4, 5]) {
        const message = await rig.send('invoice.paid', { n }, { owner: 'many' });
        const worker = workUntil(n, 'write hooklet.db-wal');
        await worker.ended;
        rig.work();
        const rows = await rig.quiet(message);
        assert.equal(rows.length, 501);
        assert.deepEqual(new Set(rows.map(({ target }) => target)), ids);
        assert.ok(rows.every(({ state }) => state === 'done'));
        await rig.kill();
    }
});

// --- At any time -------------------------------------------------------------------------------------------------------------

await test('killed-at-random-under-load', async () => {
    const count = long ? 5000 : 300;
    const fives = [];
    for (let i = 0; i < 5; i++) {
        const target = await rig.target(`/load-${i}`, { owner: 'load', schedule: Array(20).fill('0').join() });
        // Some are slow, a few fail.
        receiver.script(target.path, [() => (Math.random() < 0.02 ? 500 : { status: 200, delay_ms: Math.random() < 0.2 ? 30 : 0 })]);
        fives.push(target);
    }
    const keys = Array.from({ length: count }, (_, i) => `load-${i}`);
    const sent = postAll('messages', keys.map((key) => ({ event: 'load.test', owner: 'load', data: { key, text: 'y'.repeat(200) } })),
        (i) => ({ 'Idempotency-Key': keys[i] }));
    const came = () => fives.reduce((sum, { path: where }) => sum + receiver.of(where).length, 0);
    let kills = 0, answers;
    sent.then((all) => { answers = all; });
    rig.work();
    while (!answers || came() < count * 5 * 0.9) {
        const before = came(), next = before + Math.ceil(Math.random() * (long ? 400 : 100));
        await until('more requests', () => came() >= Math.min(next, count * 5 * 0.9));
        await rig.kill();
        rig.work();
        kills++;
    }
    assert.ok(answers.every(({ status }) => status === 202), answers[0].text);
    // Whoever was cut off several times waits for minutes.
    const rows = (await rig.quiet(undefined, 300_000)).filter(({ owner }) => owner === 'load');
    note(`${count} messages, ${kills} kills, ${came()} requests, ${came() - count * 5} of them again`);
    assert.equal(rows.length, count * 5);
    assert.deepEqual(rows.filter(({ state }) => state !== 'done'), []);
    assert.equal(new Set(rows.map(({ message, target }) => `${message} ${target}`)).size, count * 5);
    for (const target of fives) {
        const messages = byMessage(receiver.of(target.path));
        assert.deepEqual([...messages.keys()].sort(), keys.sort());
        for (const requests of messages.values()) assertAttempts(requests, target);
    }
    assert.ok(kills >= 5, `${kills} kills`);
    await rig.kill();
});

// What was sent before, to a target that is new; two batches of it.
await test('killed-while-it-resends', async () => {
    const before = (await rig.deliveries({ owner: 'load' })).map(({ message }) => message);
    for (const n of [2, 3, 4, 5]) {
        const target = await rig.target(`/again-${n}`, { owner: 'load' });
        await rig.json(['resend', '--target', target.id, '--all', '--since', '1h']);
        await workUntil(n, 'write hooklet.db-wal').ended;
        rig.work();
        await rig.quiet();
        const rows = await rig.deliveries({ target: target.id });
        assert.ok(rows.every(({ state }) => state === 'done'));
        assert.deepEqual(rows.map(({ message }) => message).sort(), [...new Set(before)].sort());
        for (const requests of byMessage(receiver.of(target.path)).values()) assertAttempts(requests, target);
        await rig.kill();
    }
});

await done();
