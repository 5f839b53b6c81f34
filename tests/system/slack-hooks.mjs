// What Slack sends, through the real nginx: commands answered at once, buttons, events with their retries; what is refused, and what a
// person sees when a program is down.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, request, skip, srcdir, test, until } from './lib.mjs';
import { slackSection } from './slack/site.mjs';
import { signature, startSlack } from './slack.mjs';

const slack = await startSlack();
slack.state.retryAfterMs = [0, 20, 20];
const site = await Site.make();
site.configure(slackSection(slack));
const names = ['slack-command', 'slack-interactive', 'slack-event'];
await Promise.all(names.map((name) => site.program(name)));
await site.nginx();
for (const kind of ['command', 'interactive', 'event']) slack.endpoints[kind] = `${site.url}/hooks/slack/${kind}`;

const unauthorized = '{"error":"unauthorized"}';
const form = 'application/x-www-form-urlencoded';
const say = (text, user = slack.ada, how = {}) => slack.sender.command(user, slack.channel, text, how);
const events = () => site.json('events', '-n', '100000').events;
const jobs = () => site.json('jobs', '-n', '100000').jobs;
const stored = (id) => events().filter((event) => event.delivery === id);
const secret = slack.state.app.signingSecret;

// Any body, signed, to any of the three.
function post(kind, body, { type = form, at = Math.floor(Date.now() / 1000), key = secret, headers = {} } = {}) {
    return request(slack.endpoints[kind], {
        headers: {
            'Content-Type': type, 'Content-Length': Buffer.byteLength(body), 'X-Slack-Request-Timestamp': String(at),
            'X-Slack-Signature': signature(key, String(at), body), ...headers,
        },
        body,
    });
}

// --- Commands ----------------------------------------------------------------------------------------------------------------

await test('a-command-is-answered-at-once', async () => {
    const answer = await say('');
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(answer.json.response_type, 'ephemeral');
    assert.match(answer.json.text, /`\/hooklet setup OWNER\/REPO`/);
    const [event] = stored(answer.triggerId);
    assert.equal(event.source, 'slack');
    assert.equal(event.kind, 'command');
});

await test('setup-leaves-a-job', async () => {
    const answer = await say('setup acme/web');
    assert.match(answer.json.text, /tied to \*acme\/web\* now/);
    const [event] = stored(answer.triggerId);
    assert.equal(event.repository, 'acme/web');
    assert.equal(event.action, 'setup');
    const [job] = jobs();
    assert.equal(job.kind, 'slack');
    const { args } = site.json('job', job.id);
    assert.equal(args.what, 'greet');
    assert.ok(!JSON.stringify(args).includes(answer.responseUrl), 'the response_url stays in the body');
    assert.match((await say('setup acme/api', slack.bob)).json.text, /A channel has one repository/);
});

await test('slash-deploy-is-the-same', async () => {
    const answer = await say('main to test', slack.ada, { command: 'deploy' });
    assert.match(answer.json.text, /I look up `main` for \*test\*/);
    assert.match((await say('', slack.ada, { command: 'status' })).json.text, /\*production\*: nothing yet/);
});

await test('what-is-begun-is-told-in-the-channel', async () => {
    await say('hello octocat');
    const answer = await say('lock production the fair is on');
    assert.equal(answer.json.response_type, 'ephemeral');
    assert.match((await say('deploy production', slack.bob)).json.text, /production is locked by octocat/);
    await say('unlock production');
});

await test('32-commands-at-once', async () => {
    const before = events().length;
    const answers = await Promise.all(Array.from({ length: 32 }, (_, i) => say(`url pr${i + 1} e${i}.example.org`)));
    for (const [i, answer] of answers.entries()) assert.match(answer.json.text, new RegExp(`e${i}\\.example\\.org`));
    assert.equal(events().length, before + 32);
    assert.equal((await say('get')).json.text.match(/`url pr/g).length, 32);
});

await test('the-same-command-again-is-done-once', async () => {
    const answer = await say('url preview a.example.org');
    await say('unset url preview');
    const last = slack.sender.deliveries.find((one) => one.id === answer.triggerId);
    const again = await slack.sender.again(last);
    assert.equal(again.status, 200);
    assert.match(again.json.text, /came to me twice/);
    assert.equal(stored(answer.triggerId).length, 1);
    assert.ok(!(await say('get')).json.text.includes('url preview'));
});

// --- Buttons -----------------------------------------------------------------------------------------------------------------

const pressed = (action) => ({ type: 'block_actions', team: { id: slack.state.team.id }, user: { id: slack.bob.id, username: 'bob' },
    channel: { id: slack.channel.id, name: 'web' }, container: { is_ephemeral: true }, trigger_id: `1.2.${randomBytes(8).toString('hex')}`,
    response_url: `${slack.hooksUrl}/actions/T/1/2`, actions: [{ type: 'button', ...action }] });
const press = (payload, how) => post('interactive', new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), how);

await test('a-button-is-answered-by-a-job', async () => {
    const answer = await press(pressed({ action_id: 'link/0', value: 'hubot' }));
    assert.equal(answer.status, 200);
    assert.equal(answer.text, '');
    assert.match(JSON.stringify(site.json('job', jobs()[0].id)), /You are `hubot`/);
    assert.match((await say('hello', slack.bob)).json.text, /You are `hubot`/);
});

await test('an-old-button-is-answered-at-once', async () => {
    const payload = { ...pressed({ name: 'github_username', value: 'hubot' }), type: 'interactive_message', callback_id: 'acme/web:::C1' };
    const answer = await press(payload);
    assert.equal(answer.json.text, 'I know: you are `hubot`.');
    assert.equal(answer.json.replace_original, true);
});

await test('what-is-no-button-of-ours', async () => {
    for (const payload of [pressed({ action_id: 'approve', value: '42' }), { ...pressed({}), type: 'view_submission' }]) {
        const answer = await press(payload);
        assert.equal(answer.status, 200);
        assert.equal(answer.text, '');
        assert.equal(stored(payload.trigger_id)[0].status, 'ignored');
    }
});

// --- Events ------------------------------------------------------------------------------------------------------------------

await test('a-challenge-is-given-back', async () => {
    const answer = await slack.sender.challenge();
    assert.ok(answer.isAnswered, answer.text);
    assert.equal(answer.headers['content-type'], 'text/plain');
    assert.equal((await slack.sender.challenge({ secret: 'another' })).text, unauthorized);
});

await test('events-are-noted', async () => {
    const mention = slack.mention(slack.ada, slack.channel, 'hello?');
    assert.equal(await mention.delivered, true);
    assert.equal(stored(mention.id)[0].status, 'accepted');
    const renamed = slack.rename(slack.channel, 'site');
    assert.equal(await renamed.delivered, true);
    assert.equal(stored(renamed.id)[0].status, 'accepted');
});

await test('an-event-that-comes-again-is-one', async () => {
    await site.stop('slack-event');
    const mention = slack.mention(slack.ada, slack.channel, 'are you there?');
    await until('slack tries', () => slack.sender.deliveries.some((one) => one.id === mention.id));
    await site.program('slack-event');
    slack.state.retryAfterMs = [0, 20, 20];
    const delivered = await mention.delivered;
    const last = slack.sender.deliveries.findLast((one) => one.id === mention.id);
    if (!delivered) await slack.sender.again(last);
    const again = await slack.sender.again(last);
    assert.equal(again.status, 200);
    assert.equal(again.json.status, 'duplicate');
    assert.equal(stored(mention.id).length, 1);
    assert.equal(jobs().filter((job) => job.event === stored(mention.id)[0].id).length, 1);
});

await test('the-end-and-a-new-beginning', async () => {
    for (const sent of slack.uninstall()) assert.equal(await sent.delivered, true);
    assert.match(JSON.stringify(events().slice(0, 2)), /posted there/);
    slack.install();
    assert.equal((await say('help')).status, 200);
});

// --- What is refused -----------------------------------------------------------------------------------------------------------

await test('ssl-check-writes-nothing', async () => {
    const before = events().length;
    for (const kind of ['command', 'interactive', 'event']) {
        const posted = await request(slack.endpoints[kind], { headers: { 'Content-Type': form, 'Content-Length': 23 }, body: 'ssl_check=1&token=verif' });
        const got = await request(`${slack.endpoints[kind]}?ssl_check=1&token=verif`, { method: 'GET' });
        for (const answer of [posted, got]) {
            assert.equal(answer.status, 200, answer.text);
            assert.equal(answer.text, '');
        }
        assert.equal((await request(slack.endpoints[kind], { method: 'GET' })).status, 405);
    }
    assert.equal((await slack.sender.sslCheck()).status, 200);
    assert.equal(events().length, before);
});

await test('401-is-the-same-for-every-reason', async () => {
    const before = events().length, now = Math.floor(Date.now() / 1000);
    const body = 'command=%2Fhooklet&text=help&user_id=U1&channel_id=C1&trigger_id=1.2.x';
    const odd = [
        { key: 'another' }, { at: now - 301 }, { at: now + 302 }, { headers: { 'X-Slack-Signature': undefined } },
        { headers: { 'X-Slack-Signature': 'v0=' } }, { headers: { 'X-Slack-Request-Timestamp': undefined } },
        { headers: { 'X-Slack-Request-Timestamp': String(now - 1) } }, { headers: { 'X-Slack-Signature': signature(secret, String(now), `${body} `) } },
    ];
    for (const how of odd) {
        for (const kind of ['command', 'interactive', 'event']) {
            const answer = await post(kind, body, { at: now, ...how });
            assert.equal(answer.status, 401);
            assert.equal(answer.text, unauthorized);
        }
    }
    assert.equal(events().length, before);
});

await test('signed-but-not-that', async () => {
    const before = events().length;
    assert.equal((await post('command', 'text=help')).status, 400);
    assert.equal((await post('command', '{"text":"&command=%2Fhooklet&text=unlock+production&user_id=U1&channel_id=C1&"}')).status, 415);
    assert.equal((await post('interactive', 'command=%2Fhooklet&user_id=U1&channel_id=C1')).status, 400);
    assert.equal((await post('event', 'command=%2Fhooklet&user_id=U1&channel_id=C1')).status, 400);
    assert.equal((await post('event', '{"a":', { type: 'application/json' })).status, 400);
    assert.equal(events().length, before);
    assert.equal((await post('event', '{"a":1,"a":2}', { type: 'application/json' })).json.status, 'unreadable');
});

await test('one-mebibyte-and-no-more', async () => {
    const body = (size) => `command=%2Fhooklet&text=help&user_id=U1&channel_id=C1&more=${'x'.repeat(size - 59)}`;
    assert.equal((await post('command', body(1 << 20))).status, 200);
    const answer = await post('command', body((1 << 20) + 1));
    assert.equal(answer.status, 413);
    assert.equal(answer.json.detail, 'the body is larger than 1 MiB');
});

await test('another-workspace', async () => {
    site.configure(slackSection(slack, { more: { team: 'T0THER' } }));
    const reloads = () => site.readLog('slack-command').split('what=reload').length;
    const before = reloads();
    site.children.get('slack-command').kill('SIGHUP');
    await until('it is read', () => reloads() > before);
    const answer = await say('help');
    assert.equal(answer.text, unauthorized);
    assert.match(site.readLog('slack-command'), /slack\.team is T0THER/);
    site.configure(slackSection(slack));
    site.children.get('slack-command').kill('SIGHUP');
    await until('it is read again', () => reloads() > before + 1);
});

// --- Down ----------------------------------------------------------------------------------------------------------------------

await test('who-types-at-a-dead-program-reads-words', async () => {
    await Promise.all(names.map((name) => site.stop(name)));
    const answer = await say('status');
    assert.equal(answer.status, 200);
    assert.equal(answer.json.response_type, 'ephemeral');
    assert.match(answer.json.text, /I am not there just now/);
    assert.equal((await press(pressed({ action_id: 'link/0', value: 'ann' }))).status, 502);
    assert.equal((await post('event', '{}', { type: 'application/json' })).status, 502);
    await Promise.all(names.map((name) => site.program(name)));
    assert.match((await say('status')).json.text, /acme\/web/);
});

await test('who-types-without-a-database-reads-words', async () => {
    const state = path.join(site.dir, 'state');
    await Promise.all(names.map((name) => site.stop(name)));
    fs.renameSync(state, `${state}.away`);
    await Promise.all(names.map((name) => site.program(name)));
    const answer = await say('status');
    assert.equal(answer.status, 200);
    assert.match(answer.json.text, /I am in trouble here/);
    const event = await post('event', JSON.stringify({ type: 'url_verification', challenge: 'c' }), { type: 'application/json' });
    assert.equal(event.status, 503);
    await Promise.all(names.map((name) => site.stop(name)));
    fs.renameSync(`${state}.away`, state);
    await Promise.all(names.map((name) => site.program(name)));
});

await test('a-program-that-hangs', async () => {
    const child = site.children.get('slack-command');
    child.kill('SIGSTOP');
    const begun = Date.now(), answer = await say('status');
    child.kill('SIGCONT');
    assert.equal(answer.status, 200);
    assert.match(answer.json.text, /look first whether this was done/);
    assert.ok(Date.now() - begun < 3000);
});

await test('plain-cgi', async () => {
    const body = new URLSearchParams({ command: '/hooklet', text: 'status', user_id: slack.ada.id, channel_id: slack.channel.id,
        team_id: slack.state.team.id, trigger_id: '9.9.cgi' }).toString();
    const at = String(Math.floor(Date.now() / 1000));
    const run = spawnSync(path.join(builddir, 'slack-command.fcgi'), [], {
        input: body, encoding: 'utf8',
        env: {
            ...site.env, REQUEST_METHOD: 'POST', REQUEST_URI: '/hooks/slack/command', CONTENT_TYPE: form, CONTENT_LENGTH: String(body.length),
            HTTP_X_SLACK_REQUEST_TIMESTAMP: at, HTTP_X_SLACK_SIGNATURE: signature(secret, at, body),
        },
    });
    assert.match(run.stdout, /^Status: 200 OK/, run.stderr);
    assert.match(run.stdout, /acme\/web/);
});

await test('replay-and-explain-know-it', async () => {
    const answer = await say('url replayed r.example.org');
    await say('unset url replayed');
    const { id } = stored(answer.triggerId)[0];
    const replayed = site.hooklet('replay', String(id));
    assert.equal(replayed.status, 0, replayed.stderr);
    assert.match(replayed.stdout, /ignored/);
    assert.ok(!(await say('get')).json.text.includes('url replayed'));
    const file = path.join(site.dir, 'command');
    fs.writeFileSync(file, 'command=%2Fhooklet&text=help&user_id=U1&channel_id=C1');
    const explained = site.hooklet('explain', '--source', 'slack', '--event', 'command', file);
    assert.equal(explained.status, 0, explained.stderr);
    assert.match(explained.stdout, /the project of channel C1/);
    assert.notEqual(site.hooklet('explain', '--source', 'slack', file).status, 0);
});

// --- The contract ----------------------------------------------------------------------------------------------------------------

const samplesFile = path.join(process.env.HOOKLET_SHARED ?? path.join(srcdir, '../shared'), 'api/inbound-samples.json');
if (fs.existsSync(samplesFile)) {
    await test('samples-of-the-contract', async () => {
        const { samples } = JSON.parse(fs.readFileSync(samplesFile, 'utf8'));
        const kinds = { 'slack-command': 'command', 'slack-block-actions': 'interactive', 'slack-interactive-message': 'interactive',
            'slack-view-submission': 'interactive', 'slack-url-verification': 'event', 'slack-event': 'event' };
        let count = 0;
        for (const { id, body, content_type: type } of samples) {
            if (!kinds[id]) continue;
            const answer = await post(kinds[id], body, { type });
            assert.equal(answer.status, 200, `${id}: ${answer.text}`);
            count++;
        }
        assert.equal(count, 6);
    });
} else if (process.env.CI === 'true') {
    throw new Error('the contracts in ../shared are absent');
} else {
    skip('samples-of-the-contract', 'shared contracts are absent');
}

await test('no-secret-is-in-any-log', () => {
    for (const name of [...names, 'nginx']) assert.ok(!site.readLog(name).includes(secret), name);
});

await done();
