// When a delivery is tried again: by the target's own schedule or the usual one, never before a Retry-After; who is gone is disabled at
// once, and who fails again and again is only probed, while others go on.
import assert from 'node:assert';
import { done, note, test, until } from './lib.mjs';
import { assertAttempts, startOutgoing } from './outgoing/rig.mjs';

const rig = await startOutgoing({ clock: true });
const { receiver } = rig;
const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE;

// The delivery when its nth attempt has ended, with that attempt.
const attempted = (id, n) => until(`attempt ${n} of delivery ${id} has ended`, async () => {
    const delivery = await rig.delivery(id);
    const attempt = delivery.attempts[n - 1];
    return attempt?.outcome && { ...delivery, last: attempt };
});

const only = async (message) => until('its delivery', async () => (await rig.deliveries()).find((row) => row.message === message.id));
const near = (time_ms, expected_ms, by_ms) =>
    assert.ok(Math.abs(time_ms - expected_ms) <= Math.max(50, by_ms * 0.2), `${time_ms - expected_ms} ms off ${by_ms} ms`);

// --- One after the other -----------------------------------------------------------------------------------------------------

await test('by-its-own-schedule-and-what-it-asks-for', async () => {
    const target = await rig.target('/own', { owner: 'own', schedule: '0,5,15,30,60,90,100' });
    const { url } = receiver;
    // What it answers, and how long it is left alone then: by its schedule, by Retry-After, by the breaker.
    const answers = [
        [500, 5 * SECOND], [{ status: 429, after: 120 }, 120 * SECOND], [502, 30 * SECOND], [{ status: 503, after: 3600 }, HOUR],
        [{ status: 302, headers: { Location: `${url}/elsewhere` } }, 90 * SECOND],
        [{ status: 504, headers: { 'Retry-After': '' } }, 100 * SECOND],
    ];
    receiver.script('/own', [...answers.map(([answer]) => answer), 200]);
    const message = await rig.send('invoice.paid', { n: 1 }, { owner: 'own' });
    const { id } = await only(message);
    for (const [i, [answer, wait_ms]] of answers.entries()) {
        const { state, next_ms, last, failed } = await attempted(id, i + 1);
        const status = answer.status ?? answer;
        assert.deepEqual([state, failed, last.status, last.outcome], ['waiting', i + 1, status, 'failed']);
        assert.match(last.detail, status === 302 ? /^status 302 is no success, redirects are not followed$/ : new RegExp(`^status ${status}$`));
        near(next_ms, last.end_ms + wait_ms, wait_ms);
        assert.equal(receiver.of('/own').length, i + 1);
        rig.laterAt(next_ms - 1500);
        const requests = await receiver.waitFor(i + 2, { path: '/own' });
        assert.ok(requests.at(-1).at_ms >= next_ms, `${next_ms - requests.at(-1).at_ms} ms too early`);
    }
    const { state, failed, attempts } = await attempted(id, 7);
    assert.deepEqual([state, failed, attempts.length], ['done', 6, 7]);
    assertAttempts(receiver.of('/own'), target);
    assert.equal(receiver.of('/elsewhere').length, 0);
    assert.deepEqual([(await rig.show(target)).failures, (await rig.show(target)).state], [0, 'enabled']);
});

// A date, as HTTP writes it; and one that asks for more than a day.
await test('retry-after-as-a-date-and-too-much-of-it', async () => {
    const target = await rig.target('/date', { owner: 'date', schedule: '0,1,1' });
    const date = new Date(Math.floor((Date.now() + 2 * HOUR) / 1000) * 1000);
    receiver.script('/date', [{ status: 429, after: date.toUTCString() }, { status: 503, after: 999_999_999 }, 200]);
    const { id } = await only(await rig.send('invoice.paid', {}, { owner: 'date' }));
    const first = await attempted(id, 1);
    assert.equal(first.next_ms, date.getTime());
    rig.laterAt(first.next_ms);
    const second = await attempted(id, 2);
    near(second.next_ms, second.last.end_ms + 24 * HOUR, SECOND);
    rig.laterAt(second.next_ms);
    assert.equal((await attempted(id, 3)).state, 'done');
    assertAttempts(receiver.of('/date').slice(-1), target);
});

const usual = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

await test('by-the-usual-schedule-until-it-is-dead', async () => {
    const target = await rig.target('/usual', { owner: 'usual' });
    receiver.script('/usual', [500]);
    const { id } = await only(await rig.send('invoice.paid', {}, { owner: 'usual' }));
    const waits = [];
    for (const [i, most_ms] of usual.entries()) {
        const { attempts, state, next_ms, last } = await attempted(id, i + 1);
        // By chance it may be so soon that it is due, or has begun, before we look.
        if (state !== 'waiting' || attempts.length > i + 1) {
            if (i >= 4) rig.laterAt(last.end_ms + MINUTE);
            continue;
        }
        const wait_ms = next_ms - last.end_ms;
        waits.push(`${Math.round(wait_ms / SECOND)} of ${most_ms / SECOND}`);
        assert.ok(wait_ms >= -50 && wait_ms <= most_ms, waits.at(-1));
        // From the fifth failure on its lane sleeps, too.
        rig.laterAt(Math.max(next_ms, last.end_ms + MINUTE));
    }
    note(`seconds waited: ${waits.join(', ')}`);
    assert.ok(waits.length >= usual.length - 2);
    const { state, failed, reason } = await attempted(id, 12);
    assert.deepEqual([state, failed, reason], ['dead', 12, 'status 500']);
    assertAttempts(receiver.of('/usual'), target);
    assert.equal((await rig.show(target)).state, 'enabled');
});

// --- Gone --------------------------------------------------------------------------------------------------------------------

await test('410-disables-at-once-and-tells-the-owner-once', async () => {
    const gone = await rig.target('/gone', { owner: 'gone', event: 'invoice.*', concurrency: 4 });
    const watch = await rig.target('/watch', { owner: 'gone' });
    await rig.target('/others', { owner: 'others' });
    // All that are under way at once say so.
    let letGo;
    const all = new Promise((resolve) => { letGo = resolve; });
    receiver.script('/gone', [async () => { await all; return 410; }]);
    const messages = [];
    for (let i = 0; i < 8; i++) messages.push(await rig.send('invoice.paid', { i }, { owner: 'gone' }));
    await receiver.waitFor(4, { path: '/gone' });
    await until('all are to be sent', async () => (await rig.deliveries({ target: gone.id })).length === 8);
    letGo();
    await receiver.waitFor(9, { path: '/watch' });
    await rig.quiet();
    const told = receiver.of('/watch').filter(({ json }) => json.reason);
    assert.equal(told.length, 1);
    assertAttempts(told, watch);
    const { json } = told[0];
    assert.deepEqual([json.target, json.url, json.event, json.reason], [gone.id, gone.url, 'invoice.*', 'it answered 410 Gone']);
    const { state, reason } = await rig.show(gone);
    assert.deepEqual([state, reason], ['disabled', 'it answered 410 Gone']);
    assert.equal(receiver.of('/gone').length, 4);
    assert.equal(receiver.of('/others').length, 0);
    const rows = await rig.deliveries({ target: gone.id });
    assert.equal(rows.length, 8);
    assert.ok(rows.every((row) => row.state === 'dead' && row.reason.includes('410')), JSON.stringify(rows[0]));
    // Nothing more goes there, and nobody is told again.
    const { targets } = await rig.send('invoice.paid', {}, { owner: 'gone' });
    assert.equal(targets, 1);
    await rig.quiet();
    assert.equal(receiver.of('/gone').length, 4);
});

// --- Again and again ---------------------------------------------------------------------------------------------------------

await test('five-failures-and-only-probes-while-others-go-on', async () => {
    const bad = await rig.target('/bad', { owner: 'both', concurrency: 1, schedule: Array(30).fill('0').join() });
    await rig.target('/good', { owner: 'both' });
    receiver.script('/bad', [500]);
    const count = 12;
    for (let i = 0; i < count; i++) await rig.send('invoice.paid', { i }, { owner: 'both' });
    await receiver.waitFor(count, { path: '/good' });
    await receiver.waitFor(5, { path: '/bad' });
    let good = count;
    // A message that goes all its way meanwhile: had there been more to send to the other one, it had been sent.
    const meanwhile = async () => {
        await rig.send('invoice.paid', {}, { owner: 'both' });
        await receiver.waitFor(++good, { path: '/good' });
    };
    for (const probes of [0, 1, 2]) {
        if (probes > 0) rig.later(MINUTE);
        await receiver.waitFor(5 + probes, { path: '/bad' });
        await until('its failure counts', async () => (await rig.show(bad)).failures === 5 + probes);
        await meanwhile();
        await meanwhile();
        assert.equal(receiver.of('/bad').length, 5 + probes);
    }
    // The first that is taken opens the way for all.
    receiver.script('/bad', [200]);
    rig.later(MINUTE);
    const rows = await rig.quiet();
    const mine = rows.filter(({ target }) => target === bad.id);
    assert.equal(mine.length, good);
    assert.ok(mine.every(({ state }) => state === 'done'));
    assert.equal(receiver.of('/bad').length, 7 + good);
    assert.equal((await rig.show(bad)).failures, 0);
    assert.ok(rows.filter(({ owner, target }) => owner === 'both' && target !== bad.id).every(({ attempt }) => attempt === 1));
});

await done();
