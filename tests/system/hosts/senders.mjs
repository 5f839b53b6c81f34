// senders.mjs - cases: who is not GitHub, and programs that ask the API; each by its own address, with its own limit.
import assert from 'node:assert';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { builddir, push, test } from '../lib.mjs';
import { signature as circleciSignature } from '../circleci/hooks.mjs';
import { signature as slackSignature } from '../slack/sender.mjs';
import { headersOf, shopifyOrder } from '../source/senders.mjs';
import { MIB, get, isError, isOurs, isRefused, isTooLarge, post, stored } from './ask.mjs';

const form = 'application/x-www-form-urlencoded';

// What must be there before somebody may come: a hook at Asana that waits for its handshake, a token of the API.
export function prepareSenders(host) {
    const made = host.site.run(path.join(builddir, 'tests/system/open-hook'), [path.join(host.site.dir, 'state'), '1000']);
    assert.equal(made.status, 0, made.stderr);
    [host.keys.asana] = made.stdout.split(' ');
    host.keys.api = host.site.json('token', 'create', 'case', '--owner', 'acme').token;
}

export async function senderCases(host) {
    await slackCases(host);
    await circleciCases(host);
    await asanaCases(host);
    await sourceCases(host);
    await apiCases(host);
    await dropIns(host);
}

// --- Slack -------------------------------------------------------------------------------------------------------------------

// Signed by Slack.
export function slack(host, kind, body, { type = form, key = host.keys.slack, target = `/hooks/slack/${kind}` } = {}) {
    const at = String(Math.floor(Date.now() / 1000));
    return post(host, target, body,
        { headers: { 'Content-Type': type, 'X-Slack-Request-Timestamp': at, 'X-Slack-Signature': slackSignature(key, at, body) } });
}

const trigger = () => `1.2.${randomBytes(8).toString('hex')}`;

export const command = (text = 'help', more = {}) => new URLSearchParams({
    team_id: 'T1', channel_id: 'C1', channel_name: 'web', user_id: 'U1', user_name: 'ada', command: '/hooklet', text, trigger_id: trigger(),
    response_url: 'http://127.0.0.1:9/commands/T/1/2', ...more,
}).toString();

// A button that is none of ours.
export const press = () => new URLSearchParams({ payload: JSON.stringify({
    type: 'block_actions', team: { id: 'T1' }, user: { id: 'U1', username: 'ada' }, channel: { id: 'C1', name: 'web' }, trigger_id: trigger(),
    response_url: 'http://127.0.0.1:9/actions/T/1/2', actions: [{ type: 'button', action_id: 'approve', value: '42' }],
}) }).toString();

const challenge = (text) => JSON.stringify({ token: 'verif', challenge: text, type: 'url_verification' });
const json = { type: 'application/json' };

async function slackCases(host) {
    await test('slack-commands-are-answered-at-once', async () => {
        const trigger_id = trigger();
        const answer = isOurs(await slack(host, 'command', command('help', { trigger_id })), 200);
        assert.equal(answer.json.response_type, 'ephemeral');
        assert.match(answer.json.text, /`\/hooklet setup OWNER\/REPO`/);
        assert.equal(stored(host, trigger_id).length, 1);
    });

    await test('slack-buttons-and-events', async () => {
        const pressed = await slack(host, 'interactive', press());
        assert.deepEqual([pressed.status, pressed.text], [200, ''], pressed.text);
        const text = randomUUID();
        const event = isOurs(await slack(host, 'event', challenge(text), json), 200, {}, 'text/plain');
        assert.equal(event.text, text);
    });

    await test('slack-refuses-what-is-not-signed', async () => {
        isRefused(await slack(host, 'command', command(), { key: 'wrong' }));
        isRefused(await slack(host, 'interactive', press(), { key: 'wrong' }));
        isRefused(await slack(host, 'event', challenge('x'), { ...json, key: 'wrong' }));
        for (const kind of ['command', 'interactive', 'event']) {
            const answer = await get(host, `/hooks/slack/${kind}?ssl_check=1&token=verif`);
            assert.deepEqual([answer.status, answer.text], [200, '']);
        }
    });

    await test('slack-sends-one-mib-at-most', async () => {
        const body = command(), filled = `${body}&more=${'x'.repeat(MIB - body.length - 6)}`;
        assert.equal((await slack(host, 'command', filled)).status, 200);
        isTooLarge(await slack(host, 'command', `${filled}x`), 1);
    });
}

// --- CircleCI ----------------------------------------------------------------------------------------------------------------

const circleci = (host, body, { key = host.keys.circleci, target = '/hooks/circleci' } = {}) =>
    post(host, target, body, { headers: { 'circleci-signature': circleciSignature(key, body) } });
export const notify = (host, token = host.keys.notify, target = `/hooks/circleci/${token}`, build = 54) => post(host, target, JSON.stringify(
    { payload: { username: 'acme', reponame: 'web', build_num: build, outcome: 'success', lifecycle: 'finished' } }));

async function circleciCases(host) {
    await test('circleci-signs-its-webhooks', async () => {
        const id = randomUUID(), body = JSON.stringify({ type: 'job-completed', id });
        const answer = isOurs(await circleci(host, body), 202);
        assert.deepEqual([answer.json.event, answer.json.delivery, answer.json.status], ['job-completed', id, 'ignored']);
        assert.equal(stored(host, id)[0].source, 'circleci');
        isRefused(await circleci(host, body, { key: 'wrong' }));
        isRefused(await post(host, '/hooks/circleci/', body));
    });

    await test('circleci-comes-with-a-token-in-the-path', async () => {
        const answer = isOurs(await notify(host), 202);
        assert.deepEqual([answer.json.event, answer.json.reason], ['notify', 'no deployment of ours']);
        assert.equal((await notify(host)).json?.status, 'duplicate');
        for (const token of ['x', `${host.keys.notify}0`, `${host.keys.notify}/`]) isRefused(await notify(host, token));
    });

    await test('circleci-sends-8-mib-at-most', async () => {
        const body = (size) => JSON.stringify({ type: 'job-completed', id: randomUUID(), filler: '@' })
            .replace('@', 'x'.repeat(size - 84));
        const most = body(8 * MIB), answer = await circleci(host, most);
        assert.ok(8 * MIB - most.length < 100 && most.length <= 8 * MIB);
        assert.equal(answer.json?.status, 'ignored', answer.text);
        isTooLarge(await circleci(host, body(8 * MIB + 100)), 8);
    });
}

// --- Asana -------------------------------------------------------------------------------------------------------------------

const asana = (host, token, body, headers) => post(host, `/hooks/asana/${token}`, body, { headers });

async function asanaCases(host) {
    const secret = randomBytes(32).toString('hex');
    const signed = (body, key = secret) => ({ 'X-Hook-Signature': createHmac('sha256', key).update(body).digest('hex') });

    await test('asana-shakes-hands-and-delivers', async () => {
        const answer = isOurs(await asana(host, host.keys.asana, '', { 'X-Hook-Secret': secret }), 200, { 'x-hook-secret': secret });
        assert.equal(answer.text, '{}');
        const beat = '{"events":[]}';
        assert.match(isOurs(await asana(host, host.keys.asana, beat, signed(beat)), 200).json.reason, /heartbeat/);
        isRefused(await asana(host, host.keys.asana, beat, signed(beat, 'wrong')));
        isRefused(await asana(host, 'f'.repeat(64), beat, signed(beat)));
        isRefused(await asana(host, '', beat, signed(beat)));
    });

    await test('asana-sends-one-mib-at-most', async () => {
        const body = '{"events":[]}'.padEnd(MIB);
        assert.equal((await asana(host, host.keys.asana, body, signed(body))).status, 200);
        isTooLarge(await asana(host, host.keys.asana, `${body} `, signed(`${body} `)), 1);
    });
}

// --- Sources -----------------------------------------------------------------------------------------------------------------

async function sourceCases(host) {
    const send = (name, body, headers) => post(host, `/hooks/in/${name}`, body, { headers });

    await test('a-source-has-a-limit-of-its-own', async () => {
        const sized = (size) => {
            const body = shopifyOrder({ note: '' });
            return shopifyOrder({ note: 'x'.repeat(size - Buffer.byteLength(body)) });
        };
        for (const [size, status] of [[2 * MIB, 202], [2 * MIB + 1, 413]]) {
            const body = sized(size), answer = await send('shopify', body, headersOf.shopify(body));
            assert.equal(Buffer.byteLength(body), size);
            if (status === 202) assert.equal(isOurs(answer, 202).json.event, 'orders/create');
            else isTooLarge(answer, 2);
        }
        const body = sized(MIB + 1);
        isTooLarge(await send('gitea', body, headersOf.gitea(body)), 1);
    });

    await test('a-source-that-is-not-or-is-not-signed', async () => {
        const body = shopifyOrder({});
        isRefused(await send('shopify', body, headersOf.shopify(body, { secret: 'wrong' })));
        isRefused(await send('nobody', body, headersOf.shopify(body)));
    });
}

// --- The API -----------------------------------------------------------------------------------------------------------------

async function apiCases(host) {
    const { api: token } = host.keys;
    const bearer = { headers: { Authorization: `Bearer ${token}` } };

    await test('authorization-reaches-the-api', async () => {
        const answer = isOurs(await get(host, '/hooklet/api/events', bearer), 200);
        assert.ok(answer.json.events.includes('invoice.*'));
        const sent = await post(host, '/hooklet/api/messages', '{"event":"invoice.paid"}', bearer);
        assert.equal(sent.json?.nobody, true, sent.text);
        for (const headers of [{}, { Authorization: 'Bearer wrong' }, { Authorization: `Basic ${token}` }, { 'X-Authorization': `Bearer ${token}` }]) {
            isRefused(await get(host, '/hooklet/api/events', { headers }), { 'www-authenticate': 'Bearer' });
        }
        isError(await get(host, '/hooklet/api/nothing', bearer), 404, 'not found');
    });

    await test('the-api-takes-one-mib', async () => {
        const body = '{"event":"invoice.paid"}';
        assert.equal((await post(host, '/hooklet/api/messages', body.padEnd(MIB), bearer)).json?.nobody, true);
        isTooLarge(await post(host, '/hooklet/api/messages', body.padEnd(MIB + 1), bearer), 1);
    });
}

// --- Paths of other bots -----------------------------------------------------------------------------------------------------

async function dropIns(host) {
    await test('paths-of-other-bots', async () => {
        for (const target of ['/webhook/github', '/payload', '/github/webhook', '/packages/github-webhook/']) {
            assert.equal(isOurs(await host.site.post('push', push(), { target }), 202).json.event, 'push');
            isOurs(await host.site.post('star', { action: 'created', starred_at: randomUUID() }, { target }), 202);
            isRefused(await host.site.post('push', push(), { target, secret: 'wrong' }));
        }
        const text = randomUUID();
        assert.equal((await slack(host, 'command', command(), { target: '/slack/command' })).json?.response_type, 'ephemeral');
        assert.equal((await slack(host, 'interactive', press(), { target: '/slack/interactive' })).status, 200);
        assert.equal((await slack(host, 'event', challenge(text), { ...json, target: '/slack/event' })).text, text);
        const { notify: token } = host.keys;
        assert.equal(isOurs(await notify(host, token, `/circleci/webhook/${token}`, 77), 202).json.event, 'notify');
        isRefused(await notify(host, token, '/circleci/webhook/wrong'));
    });
}
