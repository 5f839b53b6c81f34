// The stand-in for Slack does what Slack does: who may post where, what is refused and in which words, edits, response_urls, limits; and it
// sends commands, presses and events, signed, with retries.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import {
    addChannel, addGroup, addMessage, addToken, addUser, addWebhook, ephemeralsOf, messagesOf, revokeToken, shown, signature, startSlack,
    textsOf, threadOf, wakes,
} from './slack.mjs';
import { Client, good, refused, startReceiver } from './slack/client.mjs';

const slack = await startSlack({ validate: true });
const { state, ada, bob, channel } = slack;
const client = new Client(slack);

// --- Who asks ----------------------------------------------------------------------------------------------------------------

await test('without-a-token-and-with-bad-ones', async () => {
    refused(await client.call('auth.test', {}, { token: 'xoxb-1' }), 'invalid_auth');
    const other = addToken(state);
    for (const refusal of ['token_revoked', 'account_inactive']) {
        revokeToken(state, other, refusal);
        refused(await client.call('auth.test', {}, { token: other }), refusal);
    }
    const me = good(await client.call('auth.test'));
    assert.deepEqual([me.team_id, me.user_id, me.bot_id], [state.team.id, state.app.user.id, state.app.botId]);
});

await test('a-scope-that-is-missing-is-named', async () => {
    const token = addToken(state, { scopes: ['chat:write', 'commands'] });
    const answer = await client.get('users.info', { user: ada.id }, { token });
    refused(answer, 'missing_scope', { needed: 'users:read', provided: 'chat:write,commands' });
    assert.match((await client.call('auth.test')).headers['x-oauth-scopes'], /chat:write/);
});

// --- Messages ----------------------------------------------------------------------------------------------------------------

await test('post-edit-and-answer-in-a-thread', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*one*' } }];
    const { ts } = good(await client.post(channel, { text: 'one', blocks }));
    const [message] = messagesOf(state, channel);
    assert.equal(message.ts, ts);
    good(await client.call('chat.update', { channel: channel.id, ts, text: 'two' }));
    assert.deepEqual([message.text, message.blocks.length, message.edits.length, message.edits[0].text], ['two', 1, 1, 'one']);
    good(await client.call('chat.update', { channel: channel.id, ts, text: 'three', blocks: [] }));
    assert.equal(message.blocks, undefined);
    good(await client.post(channel, { text: 'more', thread_ts: ts }));
    assert.deepEqual(threadOf(state, channel, message).map((one) => one.text), ['more']);
    assert.equal(messagesOf(state, channel).length, 1);
    refused(await client.post(channel, { text: 'more', thread_ts: '1.2' }), 'thread_not_found');
});

await test('where-nobody-may-post', async () => {
    const foreign = addChannel(state, 'foreign', { members: [ada] });
    const secret = addChannel(state, 'secret', { members: [ada], isPrivate: true });
    const old = addChannel(state, 'old');
    old.isArchived = true;
    refused(await client.post('C0000000000', { text: 'x' }), 'channel_not_found');
    refused(await client.post(secret, { text: 'x' }), 'channel_not_found');
    refused(await client.post(foreign, { text: 'x' }), 'not_in_channel');
    refused(await client.post(old, { text: 'x' }), 'is_archived');
    refused(await client.call('chat.update', { channel: channel.id, ts: '1.2', text: 'x' }), 'message_not_found');
    const theirs = addMessage(state, channel, { by: ada.id, text: 'mine' });
    refused(await client.call('chat.update', { channel: channel.id, ts: theirs.ts, text: 'x' }), 'cant_update_message');
});

await test('what-nobody-may-post', async () => {
    const block = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } });
    const button = (more) => ({ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'x' }, ...more });
    const blocksRefused = async (blocks, words) => {
        const answer = await client.post(channel, { text: 'x', blocks });
        assert.equal(answer.json.error, 'invalid_blocks', answer.text);
        assert.match(answer.json.response_metadata.messages.join('\n'), words);
    };
    refused(await client.post(channel, {}), 'no_text');
    refused(await client.post(channel, { text: 'x'.repeat(40_001) }), 'msg_too_long');
    await blocksRefused([block('x'.repeat(3001))], /less than 3001 characters \[json-pointer:\/blocks\/0\/text\/text\]/);
    await blocksRefused([block('')], /more than 0/);
    await blocksRefused(Array(51).fill({ type: 'divider' }), /no more than 50 items/);
    await blocksRefused([{ type: 'actions', elements: [button(), button()] }], /a already exists/);
    const many = Array.from({ length: 26 }, (_, i) => button({ action_id: `${i}` }));
    await blocksRefused([{ type: 'actions', elements: many }], /more than 25/);
    await blocksRefused([{ type: 'actions', elements: [button({ text: { type: 'plain_text', text: 'x'.repeat(76) } })] }], /less than 76/);
    await blocksRefused([{ type: 'actions', elements: [button({ style: 'blue' })] }], /invalid style/);
    await blocksRefused([{ type: 'actions', elements: [button({ text: { type: 'mrkdwn', text: 'x' } })] }], /unsupported type: mrkdwn/);
});

await test('only-one-sees-it', async () => {
    const { message_ts: ts } = good(await client.call('chat.postEphemeral', { channel: channel.id, user: ada.id, text: 'psst' }));
    assert.deepEqual(ephemeralsOf(state, channel, ada).map((one) => one.ts), [ts]);
    assert.deepEqual(ephemeralsOf(state, channel, bob), []);
    const stranger = addUser(state, 'eve');
    refused(await client.call('chat.postEphemeral', { channel: channel.id, user: stranger.id, text: 'x' }), 'user_not_in_channel');
});

await test('what-people-see-and-who-is-woken', () => {
    assert.equal(shown('a &amp;lt; <https://x.org|b &lt;c&gt;> <@U1>'), 'a &lt; b <c> @U1');
    assert.deepEqual(wakes('<@U1> <!channel> <!subteam^S1> &lt;!here&gt; <https://x.org|y>'), ['U1', 'channel', 'S1']);
    const blocks = [{ type: 'context', elements: [{ type: 'mrkdwn', text: 'two' }] }];
    assert.deepEqual(textsOf({ text: 'one', blocks }), ['one', 'two']);
});

// --- People, places ----------------------------------------------------------------------------------------------------------

await test('people-channels-groups', async () => {
    assert.equal(good(await client.get('users.info', { user: ada.id })).user.real_name, 'Ada Lovelace');
    refused(await client.get('users.info', { user: 'U0' }), 'user_not_found');
    assert.equal(good(await client.get('conversations.info', { channel: channel.id })).channel.name, 'web');
    const group = addGroup(state, 'deployers', [ada]);
    assert.deepEqual(good(await client.get('usergroups.users.list', { usergroup: group.id })).users, [ada.id]);
    refused(await client.get('usergroups.users.list', { usergroup: 'S0' }), 'no_such_subteam');
});

// --- Limits ------------------------------------------------------------------------------------------------------------------

await test('a-limit-of-one-method', async () => {
    state.limit = { after: 1, retryAfter: 7, method: 'chat.postMessage' };
    good(await client.post(channel, { text: 'x' }));
    good(await client.call('auth.test'));
    const limited = await client.post(channel, { text: 'x' });
    assert.deepEqual([limited.status, limited.headers['retry-after'], limited.json.error], [429, '7', 'ratelimited']);
    good(await client.post(channel, { text: 'x' }));
});

// --- URLs that are their own permission --------------------------------------------------------------------------------------

await test('an-incoming-webhook', async () => {
    const hook = addWebhook(state, channel);
    const url = slack.hooksUrl + hook.path;
    const answer = await client.hook(url, { text: 'from a webhook' });
    assert.deepEqual([answer.status, answer.text], [200, 'ok']);
    assert.equal(messagesOf(state, channel).at(-1).text, 'from a webhook');
    hook.refusal = { status: 403, text: 'action_prohibited' };
    assert.equal((await client.hook(url, { text: 'x' })).status, 403);
    const other = addWebhook(state, addChannel(state, 'archived'));
    state.channels.at(-1).isArchived = true;
    assert.deepEqual((await client.hook(slack.hooksUrl + other.path, { text: 'x' })).text, 'channel_is_archived');
    assert.equal((await client.hook(`${url}x`, { text: 'x' })).text, 'no_service');
});

const receiver = await startReceiver(({ path, body }) => answers[path]?.(body));
const answers = {};
slack.endpoints = receiver.endpoints;

await test('a-response-url-lives-for-five-answers-and-half-an-hour', async () => {
    const { responseUrl } = await slack.sender.command(ada, channel, 'status');
    for (let i = 0; i < 5; i++) good(await client.hook(responseUrl, { text: `answer ${i}` }));
    assert.equal((await client.hook(responseUrl, { text: 'six' })).json.error, 'Expired url');
    assert.equal(ephemeralsOf(state, channel, ada).at(-1).text, 'answer 4');
    const other = (await slack.sender.command(ada, channel, 'status')).responseUrl;
    state.clockShiftMs += 1_800_001;
    const late = await client.hook(other, { text: 'late' });
    state.clockShiftMs = 0;
    assert.equal(late.status, 404);
    good(await client.hook(other, { text: 'all see it', response_type: 'in_channel' }));
    assert.equal(messagesOf(state, channel).at(-1).text, 'all see it');
});

// --- What it sends -----------------------------------------------------------------------------------------------------------

await test('a-command-is-signed-and-its-answer-is-seen', async () => {
    answers['/command'] = () => ({ body: { response_type: 'in_channel', text: 'deploying' } });
    const told = await slack.sender.command('ada', 'web', 'deploy main to staging');
    answers['/command'] = () => ({ body: 'only for you' });
    const plain = await slack.sender.command(bob, channel);
    answers['/command'] = undefined;
    const { headers, text, body } = receiver.heard.at(-2);
    const seconds = headers['x-slack-request-timestamp'];
    assert.equal(headers['x-slack-signature'], signature(state.app.signingSecret, seconds, text));
    assert.deepEqual([body.command, body.text, body.user_id], ['/hooklet', 'deploy main to staging', ada.id]);
    assert.equal(body.trigger_id, told.triggerId);
    assert.equal(messagesOf(state, channel).at(-1), told.shown);
    assert.equal(ephemeralsOf(state, channel, bob).at(-1).text, 'only for you');
    assert.equal(plain.shown.text, 'only for you');
    assert.equal((await slack.sender.command(ada, channel)).shown, undefined);
});

await test('the-certificate-is-tested-without-a-signature', async () => {
    assert.equal((await slack.sender.sslCheck()).status, 200);
    assert.equal(receiver.heard.at(-1).headers['x-slack-signature'], undefined);
    assert.equal(receiver.heard.at(-1).body.ssl_check, '1');
});

const actions = [{
    type: 'actions', block_id: 'who', elements: [
        { type: 'button', action_id: 'link/0', text: { type: 'plain_text', text: 'octocat' }, value: 'octocat', style: 'primary' },
        { type: 'button', action_id: 'link/1', text: { type: 'plain_text', text: 'hubot' }, value: 'hubot' },
        { type: 'static_select', action_id: 'menu', options: [{ text: { type: 'plain_text', text: 'Zed' }, value: 'zed' }] },
    ],
}];

await test('a-button-of-a-message-is-pressed', async () => {
    const { ts } = good(await client.post(channel, { text: 'who?', blocks: actions }));
    const message = messagesOf(state, channel).at(-1);
    const { responseUrl } = await slack.sender.press(ada, message, { text: 'hubot' });
    const { body } = receiver.heard.at(-1);
    assert.deepEqual([body.type, body.user.id, body.message.ts, body.container.is_ephemeral], ['block_actions', ada.id, ts, false]);
    assert.deepEqual([body.actions[0].action_id, body.actions[0].value, body.actions[0].block_id], ['link/1', 'hubot', 'who']);
    good(await client.hook(responseUrl, { text: 'thanks', replace_original: true }));
    assert.deepEqual([message.text, message.blocks], ['thanks', undefined]);
    await assert.rejects(slack.sender.press(ada, message, { text: 'hubot' }), /has 0 such controls/);
    const again = await slack.sender.again(slack.sender.deliveries.at(-1));
    assert.equal(again.status, 200);
});

await test('a-menu-of-an-ephemeral-message-and-its-end', async () => {
    good(await client.call('chat.postEphemeral', { channel: channel.id, user: bob.id, text: 'who?', blocks: actions }));
    const message = ephemeralsOf(state, channel, bob).at(-1);
    const { responseUrl } = await slack.sender.press(bob, message, { action: 'menu', value: 'zed' });
    const { body } = receiver.heard.at(-1);
    assert.deepEqual([body.actions[0].selected_option.value, body.message, body.container.is_ephemeral], ['zed', undefined, true]);
    good(await client.hook(responseUrl, { delete_original: true }));
    assert.ok(!ephemeralsOf(state, channel, bob).includes(message));
});

await test('an-old-button-whose-answer-takes-the-messages-place', async () => {
    const message = addMessage(state, channel, { text: 'old', attachments: [{ callback_id: 'acme/web' }] });
    answers['/interactive'] = () => ({ body: { text: 'new' } });
    const action = { name: 'github_username', type: 'button', value: 'octocat' };
    await slack.sender.pressOld(ada, message, { callback: 'acme/web', action });
    assert.deepEqual([message.text, receiver.heard.at(-1).body.original_message.text], ['new', 'old']);
    answers['/interactive'] = () => ({ body: { text: 'beside', replace_original: false } });
    const { shown: beside } = await slack.sender.pressOld(ada, message, { callback: 'acme/web', action });
    answers['/interactive'] = undefined;
    assert.deepEqual([message.text, beside.text], ['new', 'beside']);
});

await test('an-event-is-tried-four-times', async () => {
    answers['/event'] = () => ({ status: 503 });
    const { id, delivered } = slack.mention(ada, channel, 'help');
    assert.equal(await delivered, false);
    answers['/event'] = undefined;
    const tries = receiver.heard.filter(({ body }) => body.event_id === id);
    assert.deepEqual(tries.map(({ headers }) => headers['x-slack-retry-num']), [undefined, '1', '2', '3']);
    assert.equal(tries[1].headers['x-slack-retry-reason'], 'http_error');
    assert.equal(new Set(tries.map(({ text }) => text)).size, 1);
    assert.match(tries[0].body.event.text, new RegExp(`^<@${state.app.user.id}> help$`));
});

await test('retries-that-are-not-wanted-and-an-answer-too-late', async () => {
    answers['/event'] = () => ({ status: 500, headers: { 'X-Slack-No-Retry': '1' } });
    const { id, delivered } = slack.join(bob, channel);
    await delivered;
    assert.equal(receiver.heard.filter(({ body }) => body.event_id === id).length, 1);
    answers['/event'] = () => ({ never: true });
    state.patienceMs = 30;
    const late = slack.rename(channel, 'website');
    await late.delivered;
    Object.assign(state, { patienceMs: 3000 });
    answers['/event'] = undefined;
    const tries = receiver.heard.filter(({ body }) => body.event_id === late.id);
    assert.equal(tries.at(-1).headers['x-slack-retry-reason'], 'http_timeout');
    assert.equal(tries[0].body.event.channel.name, 'website');
});

await test('the-url-is-verified', async () => {
    assert.equal((await slack.sender.challenge()).isAnswered, false);
    answers['/event'] = ({ challenge }) => ({ body: challenge });
    assert.equal((await slack.sender.challenge()).isAnswered, true);
    answers['/event'] = undefined;
});

await test('an-app-that-goes-and-comes-back', async () => {
    const old = slack.token;
    slack.uninstall();
    await slack.idle();
    assert.deepEqual(receiver.heard.slice(-2).map(({ body }) => body.event.type).sort(), ['app_uninstalled', 'tokens_revoked']);
    refused(await client.call('auth.test', {}, { token: old }), 'account_inactive');
    slack.install();
    good(await client.call('auth.test'));
    refused(await client.call('auth.test', {}, { token: old }), 'account_inactive');
});

await done();
