// A target that can't be reached for a week, with a message every few hours: it is disabled after five days, its owner is told, and nothing
// is lost: what failed goes out again with its old ids, and a new target gets all of it.
import assert from 'node:assert';
import { done, freePort, note, test, until } from './lib.mjs';
import { assertAttempts, byMessage, startOutgoing } from './outgoing/rig.mjs';
import { startReceiver } from './receiver.mjs';

const HOUR = 3_600_000, DAY = 24 * HOUR, EVERY = 4 * HOUR, WEEK = 7 * DAY;
const rig = await startOutgoing({ clock: true });
const { receiver } = rig;

// Nobody listens there yet.
const port = await freePort();
const away = await rig.target(`http://127.0.0.1:${port}/away`, { event: 'invoice.*', identifier: 'away' });
const good = await rig.target('/good', { event: 'invoice.*' });
const watch = await rig.target('/watch', { event: 'target.*' });
const messages = [];
let disabledAfter;

// The next message, and what it stirs up: it reaches the good one, and the other one is tried, as long as anybody tries it.
async function step() {
    const before = await rig.show(away);
    const message = await rig.send('invoice.paid', { n: messages.length });
    messages.push(message);
    await receiver.waitFor(messages.length, { path: '/good' });
    if (before.state === 'enabled') await until('it is tried', async () => (await rig.show(away)).failures > before.failures);
    else assert.equal(message.targets, 1);
}

const begun = Date.now();
await test('a-week-without-an-answer', async () => {
    for (let ms = 0; ms < WEEK; ms += EVERY) {
        await step();
        const { state } = await rig.show(away);
        const hours = (Date.now() - begun) / HOUR;
        if (state === 'disabled') disabledAfter ??= { hours, messages: messages.length };
        assert.equal(state, hours < 120 ? 'enabled' : 'disabled', `after ${hours} hours`);
        rig.later(EVERY);
    }
    note(`${messages.length} messages; disabled after ${disabledAfter.hours.toFixed(1)} hours and ${disabledAfter.messages} of them`);
    assert.ok(disabledAfter.hours >= 120 && disabledAfter.hours < 125);
});

await test('its-owner-was-told-once', async () => {
    await rig.quiet();
    const told = receiver.of('/watch');
    assert.equal(told.length, 1);
    assertAttempts(told, watch);
    const { json } = told[0];
    const { reason, failures } = await rig.show(away);
    assert.deepEqual([json.target, json.url, json.reason, json.failures], [away.id, away.url, reason, failures]);
    assert.match(reason, /^nothing but failures since \d{4}-\d\d-\d\dT/);
    assert.ok(Math.abs(Date.parse(json.failing_since) - begun) < HOUR);
});

await test('the-dead-list-is-complete', async () => {
    const dead = await rig.deliveries({ target: away.id, failed: true });
    assert.ok(dead.every(({ state }) => state === 'dead'));
    const before = messages.slice(0, disabledAfter.messages).map(({ id }) => id);
    assert.deepEqual(dead.map(({ message }) => message).sort(), before.sort());
    for (const { id, reason } of dead) {
        const { attempts } = await rig.delivery(id);
        assert.match(reason, /Couldn't connect|refused|nothing but failures/i);
        for (const { status, success, detail } of attempts) assert.deepEqual([status, success, Boolean(detail)], [undefined, false, true]);
    }
    assert.deepEqual((await rig.deliveries({ target: good.id })).map(({ state }) => state), messages.map(() => 'done'));
});

// All that came to a path: these messages, each once, as it came to the good one.
function assertCame(requests, target, ids) {
    const found = byMessage(requests);
    assert.deepEqual([...found.keys()].sort(), [...ids].sort());
    for (const [id, came] of found) {
        const first = receiver.of('/good').find(({ headers }) => headers['webhook-id'] === id);
        assert.equal(came.length, 1);
        assert.ok(came[0].body.equals(first.body));
        assertAttempts(came, target);
    }
}

const all = messages.map(({ id }) => id);
let back;

await test('back-again-it-gets-what-failed-with-the-old-ids', async () => {
    back = await startReceiver({ port });
    assert.equal((await rig.hooklet(['resend', '--target', away.id, '--failed', '--since', '8d'])).status, 6);
    await rig.json(['targets', 'enable', away.id]);
    await rig.json(['resend', '--target', away.id, '--failed', '--since', '8d']);
    await rig.quiet();
    assertCame(back.requests, away, all.slice(0, disabledAfter.messages));
    assert.equal((await rig.deliveries({ target: away.id, failed: true })).length, 0);
    const { state, failures, failing_since: since } = await rig.show(away);
    assert.deepEqual([state, failures, since], ['enabled', 0, undefined]);
});

await test('and-what-it-was-never-sent', async () => {
    await rig.json(['resend', '--target', away.id, '--all', '--since', '8d']);
    await rig.quiet();
    assertCame(back.requests, away, all);
    // Again there is nothing to do.
    await rig.json(['resend', '--target', away.id, '--all', '--since', '8d']);
    await rig.json(['resend', '--target', away.id, '--failed', '--since', '8d']);
    await rig.quiet();
    assert.equal(back.requests.length, all.length);
});

await test('a-new-target-gets-all-of-it', async () => {
    const fresh = await rig.target('/fresh', { event: 'invoice.*' });
    await rig.json(['resend', '--target', fresh.id, '--all', '--since', '8d']);
    await rig.quiet();
    assertCame(receiver.of('/fresh'), fresh, all);
    // A later one gets what is younger alone.
    const younger = await rig.target('/younger', { event: 'invoice.*' });
    await rig.json(['resend', '--target', younger.id, '--all', '--since', '25h']);
    await rig.quiet();
    const some = receiver.of('/younger').length;
    assert.ok(some >= 5 && some <= 7, `${some} messages of 25 hours`);
});

// --- Only tested -------------------------------------------------------------------------------------------------------------

// A message for it alone goes there whatever its state; that is no reason to keep quiet about its end.
await test('disabled-by-a-test-its-owner-is-told-too', async () => {
    const tested = await rig.target('/tested', { owner: 'tester', event: 'invoice.*' });
    await rig.target('/tester', { owner: 'tester' });
    receiver.script('/tested', [500]);
    assert.equal((await rig.hooklet(['targets', 'test', tested.id])).status, 1);
    rig.later(5 * DAY + HOUR);
    await rig.hooklet(['targets', 'test', tested.id]);
    await until('it is disabled', async () => (await rig.show(tested)).state === 'disabled');
    await receiver.waitFor(1, { path: '/tester' });
    assert.equal(receiver.of('/tester')[0].json.target, tested.id);
});

await done();
