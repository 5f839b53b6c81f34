// The client for Slack's API against a Slack that refuses, is at a limit, in trouble, or gone; and what people see of what it says.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import {
    addChannel, addGroup, addMessage, addToken, addUser, addWebhook, controls, cut, ephemeralsOf, failure, html, messagesOf, rateLimited,
    revokeToken, serverError, shown, startSlack, textsOf, threadOf, wakes,
} from './slack.mjs';
import { startReceiver } from './slack/client.mjs';
import { ask, BUSY, CONFIG, configure, FIELD, fresh, MALFORMED, NETWORK, NOT_FOUND, REFUSED } from './slack/rig.mjs';
import { run } from './asana/rig.mjs';

const slack = await startSlack({ validate: true });
const { state, ada, bob, channel } = slack;
const site = await fresh(slack);
slack.endpoints = (await startReceiver()).endpoints;

const said = (answer) => [answer.status, answer.stdout, answer.stderr];
const post = (text, { where = channel, thread = '-', from = site, blocks = [] } = {}) =>
    ask(from, 'post', where.id, thread, text, ...blocks);

// --- What is said ------------------------------------------------------------------------------------------------------------

await test('a-message-is-posted-and-edited-in-place', async () => {
    const { lines: [ts], status } = await post('one');
    assert.equal(status, 0);
    const [message] = messagesOf(state, channel);
    assert.deepEqual([message.ts, message.text], [ts, 'one']);
    assert.deepEqual(said(await ask(site, 'update', channel.id, ts, 'two')), [0, '', '']);
    assert.deepEqual([message.text, message.edits.length, messagesOf(state, channel).length], ['two', 1, 1]);
    assert.equal(slack.requests.at(-1).headers.authorization, `Bearer ${slack.token}`);
    assert.equal((await post('below', { thread: ts })).status, 0);
    assert.deepEqual(threadOf(state, channel, message).map((one) => one.text), ['below']);
    assert.deepEqual(slack.asked('POST', '/chat.postMessage').at(-1).body.unfurl_links, false);
});

await test('an-edit-without-blocks-takes-them-away', async () => {
    const { lines: [ts] } = await post('with blocks', { blocks: ['blocks'] });
    const message = messagesOf(state, channel).at(-1);
    assert.equal(message.blocks.length, 50);
    assert.equal((await ask(site, 'update', channel.id, ts, 'without')).status, 0);
    assert.deepEqual([message.text, message.blocks], ['without', undefined]);
});

await test('only-one-sees-it', async () => {
    assert.equal((await ask(site, 'ephemeral', channel.id, ada.id, 'psst')).status, 0);
    assert.equal(ephemeralsOf(state, channel, ada).at(-1).text, 'psst');
    const stranger = addUser(state, 'eve');
    const told = await ask(site, 'ephemeral', channel.id, stranger.id, 'psst');
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /Slack: chat\.postEphemeral: user_not_in_channel; whom it is for is not in the channel\n/);
});

const texts = {
    'markup-that-is-none': 'a & b < c > d &amp; <https://evil.example|here>',
    'nobody-is-woken': '<!channel> <!here> <@U0000000001> <!subteam^S1> @channel #general',
    'right-to-left': 'תיקון: שגיאה ב-feature/שלום #12 (مرحبا)',
    'emoji-with-skin-and-family': '🎉 👍🏿 👨‍👩‍👧‍👦 🇩🇪 ❤️ :tada:',
    'quotes-and-lines': '"a"\n\'b\' \\ /',
};
for (const [name, text] of Object.entries(texts)) {
    await test(name, async () => {
        assert.equal((await post(text, { blocks: ['blocks'] })).status, 0);
        const message = messagesOf(state, channel).at(-1);
        assert.equal(shown(message.text), text);
        assert.equal(shown(message.blocks[0].text.text), text);
        assert.deepEqual(textsOf(message).flatMap(wakes), []);
        assert.ok(textsOf(message).every((one) => !/[<>]|&(?!(amp|lt|gt);)/.test(one)));
    });
}

await test('marks-that-turn-the-writing-are-shown', async () => {
    assert.equal((await post('a\u202eb\u2066c')).status, 0);
    assert.equal(messagesOf(state, channel).at(-1).text, 'a\ufffdb\ufffdc');
});

// Slack counts characters, here as the stand-in does; and nothing ends within one.
for (const [name, unit] of [['latin', 'x'], ['emoji', '🎉'], ['escaped', '&'], ['right-to-left', 'ש'], ['family', '👨‍👩‍👧']]) {
    await test(`no-limit-is-passed-by-${name}`, async () => {
        const text = unit.repeat(6000);
        const told = await post(text, { blocks: ['blocks'] });
        assert.equal(told.status, 0, told.stderr);
        const { text: plain, blocks } = messagesOf(state, channel).at(-1);
        const [section, , few, many] = blocks;
        assert.deepEqual([blocks.length, few.elements.length, many.elements[0].option_groups.length], [50, 25, 2]);
        for (const one of [plain, section.text.text, few.elements[0].text.text, many.elements[0].option_groups[1].label.text]) {
            assert.match(one, /…$/);
            assert.ok(one.isWellFormed?.() ?? !one.includes('\ufffd'));
            assert.equal(shown(one.replace(/^[0-9 ]*|….*$/g, '')).replaceAll(unit, ''), '');
        }
        assert.ok(plain.length <= 4000 && plain.length > 3980);
        assert.ok(section.text.text.length <= 3000 && section.text.text.length > 2980);
        assert.ok(few.elements[0].text.text.length <= 75);
    });
}

// --- Refusals ----------------------------------------------------------------------------------------------------------------

const foreign = addChannel(state, 'foreign', { members: [ada] });
const archived = addChannel(state, 'archived');
archived.isArchived = true;

await test('what-is-refused-says-what-to-do', async () => {
    const refused = async (where, says) => {
        const told = await post('x', { where });
        assert.equal(told.status, REFUSED);
        assert.match(told.stderr, says);
        assert.equal(told.stderr.split('\n').length, 2, told.stderr);
    };
    await refused(foreign, /chat\.postMessage: not_in_channel; invite the app into the channel: \/invite and its name\n/);
    await refused(archived, /is_archived; the channel is archived: unarchive it, or tie the project to another one\n/);
    await refused({ id: 'C0000000000' }, /channel_not_found; there is no such channel, or it is private: check its id, or invite/);
});

await test('a-scope-that-is-missing-is-named', async () => {
    const poor = await fresh(slack, { token: addToken(state, { scopes: ['commands', 'users:read'] }) });
    const told = await post('x', { from: poor });
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /missing_scope \(needed chat:write; the token has commands,users:read\); add it under "OAuth & Permissions"/);
});

await test('tokens-that-slack-does-not-take', async () => {
    for (const refusal of ['token_revoked', 'account_inactive', 'token_expired']) {
        const token = addToken(state);
        revokeToken(state, token, refusal);
        const told = await ask(await fresh(slack, { token }), 'self');
        assert.equal(told.status, REFUSED);
        assert.match(told.stderr, new RegExp(`auth\\.test: ${refusal}; install the app again, and put its token into token_file\\n`));
        assert.ok(!told.stderr.includes(token));
    }
    assert.match((await ask(await fresh(slack, { token: 'xoxb-nobody' }), 'self')).stderr, /invalid_auth; install the app again/);
});

await test('no-token-at-all', async () => {
    const told = await ask(await fresh(slack, { webhook: addWebhook(state, channel) }), 'self');
    assert.deepEqual([told.status, told.stderr.includes('no token: add token_file to slack { }')], [CONFIG, true]);
    const other = await ask(site, 'webhook', '-', '-', 'x');
    assert.deepEqual([other.status, other.stderr.includes('no webhook: add webhook_url_file to slack { }')], [CONFIG, true]);
});

await test('a-message-that-is-gone-or-not-ours-is-an-answer', async () => {
    const theirs = addMessage(state, channel, { by: ada.id, text: 'mine' });
    assert.deepEqual(said(await ask(site, 'update', channel.id, '1503435956.000247', 'x')), [NOT_FOUND, '', '']);
    assert.deepEqual(said(await ask(site, 'update', channel.id, theirs.ts, 'x')), [NOT_FOUND, '', '']);
    assert.deepEqual(said(await post('x', { thread: '1503435956.000247' })), [NOT_FOUND, '', '']);
    slack.once('POST', '/chat.update', failure('edit_window_closed'));
    assert.deepEqual(said(await ask(site, 'update', channel.id, theirs.ts, 'x')), [NOT_FOUND, '', '']);
});

const json = { 'Content-Type': 'application/json' };
const troubles = {
    'too-long-for-slack': [failure('msg_too_long'), REFUSED, /msg_too_long; it is too long for Slack/],
    'blocks-that-are-wrong': [
        failure('invalid_blocks', { response_metadata: { messages: ['[ERROR] invalid emoji\n', 'more'] } }), REFUSED,
        /invalid_blocks \(\[ERROR\] invalid emoji ?\)\n/],
    'a-word-that-nobody-knows': [failure('it_is\u001b[1mfriday'), REFUSED, /chat\.postMessage: it_is[^\u001b]+friday\n/],
    'a-status-500': [serverError(), NETWORK, /internal_error; Slack is in trouble\n/],
    'a-status-503-in-html': [html(503), NETWORK, /chat\.postMessage: status 503\n/],
    'trouble-with-status-200': [failure('fatal_error'), NETWORK, /fatal_error; Slack is in trouble\n/],
    'a-status-403': [{ status: 403, headers: json, body: '{"ok":false,"error":"restricted_action"}' }, REFUSED, /ask an administrator/],
    'a-status-404-in-html': [html(404), REFUSED, /chat\.postMessage: status 404\n/],
    'html-instead-of-json': [html(200), MALFORMED, /status 200, but the answer is not Slack's\n/],
    'nothing-at-all': [{ status: 200, headers: json, body: '' }, MALFORMED, /the answer is not Slack's/],
    'json-that-is-not-slacks': [{ status: 200, headers: json, body: '{"hello":"world"}' }, MALFORMED, /the answer is not Slack's/],
    'json-cut-off': [{ status: 200, headers: json, body: '{"ok":tr' }, MALFORMED, /JSON at byte/],
    'an-answer-without-a-stamp': [{ status: 200, headers: json, body: '{"ok":true}' }, MALFORMED, /the answer has no ts\n/],
    'a-body-cut-off': [cut(10), NETWORK, /127\.0\.0\.1/],
    'a-redirect-is-not-followed': [
        { status: 302, body: {}, headers: { Location: 'http://127.0.0.1:1/' } }, REFUSED, /status 302, and redirects are not followed/],
};
for (const [name, [answer, status, says]] of Object.entries(troubles)) {
    await test(name, async () => {
        slack.once('POST', '/chat.postMessage', answer);
        const told = await post('x');
        assert.deepEqual([told.status, told.stdout], [status, '']);
        assert.match(told.stderr, says);
    });
}

// --- Limits ------------------------------------------------------------------------------------------------------------------

await test('a-limit-puts-the-lane-to-sleep-and-nobody-calls', async () => {
    const limited = await fresh(slack);
    state.limit = { after: 0, retryAfter: 1234 };
    const told = await post('x', { from: limited });
    assert.equal(told.status, BUSY);
    const [, until] = /chat\.postMessage: rate limit; slack sleeps until (\S+)/.exec(told.stderr);
    assert.ok(Math.abs(Date.parse(until) - Date.now() - 1_234_000) < 60_000, until);
    const { responseUrl } = await slack.sender.command(ada, channel, 'status');
    const before = slack.requests.length;
    const others = await Promise.all([
        post('x', { from: limited }), ask(limited, 'self'), ask(limited, 'respond', responseUrl, 'quiet', 'x'),
    ]);
    assert.deepEqual(others.map((one) => one.status), [BUSY, BUSY, BUSY]);
    assert.match(others[0].stderr, /slack sleeps until .*, because of a rate limit/);
    assert.equal(slack.requests.length, before);
});

await test('a-limit-without-retry-after-or-with-status-200-is-a-minute', async () => {
    for (const answer of [rateLimited(null), failure('ratelimited')]) {
        const limited = await fresh(slack);
        slack.once('POST', '/chat.postMessage', answer);
        const [, until] = /sleeps until (\S+)/.exec((await post('x', { from: limited })).stderr);
        assert.ok(Math.abs(Date.parse(until) - Date.now() - 60_000) < 30_000, until);
    }
});

// --- People, places ----------------------------------------------------------------------------------------------------------

await test('who-is-who', async () => {
    const scopes = state.tokens[slack.token].scopes.join(',');
    assert.equal((await ask(site, 'self')).stdout, `${state.team.id}|Acme|${state.app.user.id}|${scopes}\n`);
    const group = addGroup(state, 'deployers', [ada]);
    assert.equal((await ask(site, 'group', group.id, ada.id)).stdout, 'in\n');
    assert.equal((await ask(site, 'group', group.id, bob.id)).stdout, 'out\n');
    const told = await ask(site, 'group', 'S0000000000', ada.id);
    assert.match(told.stderr, /usergroups\.users\.list: no_such_subteam; there is no such user group: check group in permit/);
    assert.equal(told.status, REFUSED);
    assert.equal((await ask(site, 'channel', channel.id)).stdout, 'web|open|member\n');
    assert.equal((await ask(site, 'channel', foreign.id)).stdout, 'foreign|open|stranger\n');
    assert.equal((await ask(site, 'channel', archived.id)).stdout, 'archived|archived|member\n');
});

// --- response_urls -----------------------------------------------------------------------------------------------------------

await test('a-response-url-is-answered', async () => {
    const { responseUrl } = await slack.sender.command(ada, channel, 'status');
    assert.deepEqual(said(await ask(site, 'respond', responseUrl, 'quiet', 'for <you>')), [0, '', '']);
    assert.equal(ephemeralsOf(state, channel, ada).at(-1).text, 'for &lt;you&gt;');
    assert.equal((await ask(site, 'respond', responseUrl, 'loud', 'for all', 'blocks')).status, 0);
    const message = messagesOf(state, channel).at(-1);
    assert.deepEqual([message.text, message.blocks.length], ['for all', 50]);
    assert.equal(slack.requests.at(-1).headers.authorization, undefined);
    const pressed = await slack.sender.press(bob, message, { action: 'few/3' });
    assert.equal((await ask(site, 'respond', pressed.responseUrl, 'replace', 'done')).status, 0);
    assert.deepEqual([message.text, controls(message.blocks)], ['done', []]);
    assert.equal((await ask(site, 'respond', pressed.responseUrl, 'remove', 'x')).status, 0);
    assert.ok(!messagesOf(state, channel).includes(message));
});

await test('a-response-url-that-is-over', async () => {
    const { responseUrl } = await slack.sender.command(ada, channel, 'status');
    state.clockShiftMs = 1_800_001;
    const told = await ask(site, 'respond', responseUrl, 'quiet', 'x');
    state.clockShiftMs = 0;
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /Slack: response_url: Expired url; it lives for half an hour and five answers\n/);
    assert.ok(!told.stderr.includes(new URL(responseUrl).pathname));
});

await test('a-response-url-of-another-origin-is-not-called', async () => {
    const other = await startSlack();
    const { responseUrl } = await slack.sender.command(ada, channel, 'status');
    const { pathname, port } = new URL(responseUrl);
    const before = slack.requests.length;
    for (const url of [other.hooksUrl + pathname, `http://localhost:${port}${pathname}`, `https://127.0.0.1:${port}${pathname}`,
        'https://hooks.slack.com.example/commands/T1/1/x']) {
        const told = await ask(site, 'respond', url, 'quiet', 'x');
        assert.equal(told.status, REFUSED);
        assert.match(told.stderr, /response_url is at \S+ and not at http:\/\/127\.0\.0\.1:\d+; nothing is sent there\n/);
    }
    for (const url of ['file:///etc/passwd', `http://me:secret@127.0.0.1:${port}${pathname}`, '', '/commands/T1/1/x']) {
        assert.equal((await ask(site, 'respond', url, 'quiet', 'x')).status, FIELD);
    }
    assert.deepEqual([slack.requests.length, other.requests.length], [before, 0]);
});

await test('a-response-url-in-trouble', async () => {
    const { responseUrl } = await slack.sender.command(ada, channel, 'status');
    const { pathname } = new URL(responseUrl);
    const answers = [[html(500), NETWORK], [{ status: 200, body: 'ok' }, 0], [failure('invalid_blocks'), REFUSED],
        [{ status: 302, headers: { Location: 'http://127.0.0.1:1/' } }, REFUSED]];
    for (const [answer, status] of answers) {
        slack.once('POST', pathname, answer);
        assert.equal((await ask(site, 'respond', responseUrl, 'quiet', 'x')).status, status);
    }
});

// --- The incoming webhook ----------------------------------------------------------------------------------------------------

await test('a-webhook-posts-and-says-what-is-wrong', async () => {
    const hook = addWebhook(state, channel);
    const plain = await fresh(slack, { webhook: hook });
    assert.deepEqual(said(await ask(plain, 'webhook', '-', '-', 'a < b', 'blocks')), [0, '', '']);
    assert.equal(messagesOf(state, channel).at(-1).text, 'a &lt; b');
    assert.equal(slack.requests.at(-1).headers.authorization, undefined);
    const refused = async (status, text, says, code = REFUSED) => {
        hook.refusal = { status, text };
        const told = await ask(plain, 'webhook', '-', '-', 'x');
        assert.equal(told.status, code);
        assert.match(told.stderr, says);
        assert.ok(!told.stderr.includes(hook.path));
    };
    await refused(404, 'no_service', /incoming webhook: no_service; make a new incoming webhook, and put its URL into webhook_url_file\n/);
    await refused(403, 'action_prohibited', /action_prohibited; the workspace's settings keep the webhook from posting/);
    await refused(410, 'channel_is_archived', /channel_is_archived; the channel is archived/);
    await refused(400, 'invalid_payload', /incoming webhook: invalid_payload\n/);
    await refused(500, 'rollup_error', /rollup_error\n/, NETWORK);
    await refused(503, '<html>', /incoming webhook: status 503\n/, NETWORK);
});

// --- Slack lets go of us -----------------------------------------------------------------------------------------------------

const stop = (from, event, at = Date.now()) => ask(from, 'stop', state.team.id, event, String(at));
const stopped = /Slack: stopped by app_uninstalled of T\d+, at \S+; install the app again, and put what it gets into token_file\n/;

await test('after-app-uninstalled-nothing-is-asked-until-there-is-another-token', async () => {
    const gone = await fresh(slack);
    assert.equal((await post('x', { from: gone })).status, 0);
    await stop(gone, 'app_uninstalled');
    const before = slack.requests.length;
    for (let i = 0; i < 2; i++) {
        const told = await post('x', { from: gone });
        assert.equal(told.status, REFUSED);
        assert.match(told.stderr, stopped);
    }
    assert.equal(slack.requests.length, before);
    configure(gone, slack, { token: slack.install() });
    assert.equal((await post('again', { from: gone })).status, 0);
    assert.equal((await post('and again', { from: gone })).status, 0);
    // The other event of the same moment, which came at its third try.
    await stop(gone, 'tokens_revoked', Date.now() - 60_000);
    assert.equal((await post('and still', { from: gone })).status, 0);
    await stop(gone, 'tokens_revoked', Date.now() + 1000);
    assert.match((await post('x', { from: gone })).stderr, /stopped by tokens_revoked/);
});

await test('a-token-that-was-never-taken-is-held-to-be-the-one', async () => {
    const gone = await fresh(slack);
    await stop(gone, 'app_uninstalled');
    const before = slack.requests.length;
    assert.match((await post('x', { from: gone })).stderr, stopped);
    assert.match((await post('x', { from: gone })).stderr, stopped);
    assert.equal(slack.requests.length, before);
    configure(gone, slack, { token: slack.install() });
    assert.equal((await post('x', { from: gone })).status, 0);
});

await test('a-token-that-slack-refuses-is-not-noted-as-the-new-one', async () => {
    const gone = await fresh(slack);
    const old = slack.token;
    await post('x', { from: gone });
    await stop(gone, 'app_uninstalled');
    configure(gone, slack, { token: 'xoxb-mistyped' });
    assert.match((await post('x', { from: gone })).stderr, /invalid_auth/);
    configure(gone, slack, { token: old });
    assert.match((await post('x', { from: gone })).stderr, stopped);
});

await test('somebody-who-speaks-to-us-ends-it', async () => {
    const gone = await fresh(slack);
    await post('x', { from: gone });
    await stop(gone, 'app_uninstalled');
    assert.equal((await post('x', { from: gone })).status, REFUSED);
    await stop(gone, '-');
    assert.equal((await post('x', { from: gone })).status, 0);
});

await test('another-workspace-that-lets-go-is-not-ours', async () => {
    const ours = await fresh(slack, { more: { team: state.team.id } });
    await ask(ours, 'stop', 'T0000000099', 'app_uninstalled', String(Date.now()));
    assert.equal((await post('x', { from: ours })).status, 0);
    const any = await fresh(slack);
    await ask(any, 'stop', 'T0000000099', 'app_uninstalled', String(Date.now()));
    assert.match((await post('x', { from: any })).stderr, /stopped by app_uninstalled of T0000000099/);
});

await test('the-webhook-ends-with-the-app', async () => {
    const gone = await fresh(slack, { webhook: addWebhook(state, channel) });
    assert.equal((await ask(gone, 'webhook', '-', '-', 'x')).status, 0);
    await stop(gone, 'app_uninstalled');
    assert.match((await ask(gone, 'webhook', '-', '-', 'x')).stderr, /put what it gets into webhook_url_file/);
});

await test('no-proxy-and-no-netrc', async () => {
    const proxy = 'http://127.0.0.1:1';
    const env = { http_proxy: proxy, HTTP_PROXY: proxy, all_proxy: proxy, ALL_PROXY: proxy };
    const told = await run(site, 'tests/system/ask-slack', [site.conf, 'self'], { env });
    assert.equal(told.status, 0, told.stderr);
});

await done();
