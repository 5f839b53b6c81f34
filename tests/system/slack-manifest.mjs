// hooklet slack manifest: what Slack would take (slack/manifest.yaml), and what people are told to do with it.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { builddir, done, srcdir, temporary, test } from './lib.mjs';

const validate = new Ajv({ allErrors: true }).compile(parse(fs.readFileSync(path.join(srcdir, 'tests/system/slack/manifest.yaml'), 'utf8')));
const url = 'https://hooks.example.org';
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HOOKLET_CONFIG|SLACK_.*|CREDENTIALS_DIRECTORY)$/.test(name)));

// A directory with a hooklet.conf that has these lines.
function configured(lines = '') {
    const dir = temporary();
    fs.writeFileSync(path.join(dir, 'hooklet.conf'), `state = '${dir}/state'\n${lines}`);
    return dir;
}

function manifest(dir, ...words) {
    const args = ['--config', path.join(dir, 'hooklet.conf'), 'slack', 'manifest', ...words];
    return spawnSync(path.join(builddir, 'hooklet'), args, { encoding: 'utf8', env, timeout: 60000 });
}

// The manifest, held against Slack's schema.
function made(dir, ...words) {
    const { status, stdout, stderr } = manifest(dir, '--url', url, ...words);
    assert.equal(status, 0, stderr);
    const json = JSON.parse(stdout);
    assert.ok(validate(json), JSON.stringify(validate.errors));
    return { json, stderr };
}

const permit = (who) => `slack {\n    permit "deploy" {\n        ${who}\n    }\n}\n`;

await test('slack-takes-it', () => {
    const { json } = made(configured());
    assert.equal(json.display_information.name, 'hooklet');
    assert.deepEqual(json.features.slash_commands.map(({ command }) => command), ['/hooklet', '/deploy']);
    assert.deepEqual(json.features.slash_commands.map((one) => [one.url, one.should_escape]), Array(2).fill([`${url}/hooks/slack/command`, false]));
    const { event_subscriptions: events, interactivity, ...rest } = json.settings;
    assert.deepEqual([events.request_url, interactivity], [`${url}/hooks/slack/event`, { is_enabled: true, request_url: `${url}/hooks/slack/interactive` }]);
    assert.deepEqual(rest, { org_deploy_enabled: false, socket_mode_enabled: false, token_rotation_enabled: false });
});

// Source: the pages of these events at docs.slack.dev/reference/events.
const needs = { app_mention: ['app_mentions:read'], member_joined_channel: ['channels:read', 'groups:read'], channel_rename: ['channels:read'],
    group_rename: ['groups:read'], app_uninstalled: [], tokens_revoked: [] };

await test('each-event-has-its-scopes', () => {
    const { json } = made(configured());
    for (const event of json.settings.event_subscriptions.bot_events) {
        for (const scope of needs[event]) assert.ok(json.oauth_config.scopes.bot.includes(scope), `${event}: ${scope}`);
    }
});

// Source: slackapi/slack-api-specs, web-api/slack_web_openapi_v2.json, security of each operation; a channel may be private, too.
const methods = { 'auth.test': [], 'chat.postMessage': ['chat:write'], 'chat.update': ['chat:write'], 'chat.postEphemeral': ['chat:write'],
    'conversations.info': ['channels:read', 'groups:read'], 'usergroups.users.list': ['usergroups:read'] };

await test('each-method-has-its-scopes-and-no-scope-is-for-nothing', () => {
    const { json } = made(configured(permit('who = group\n        group = S0123')));
    const wire = path.join(srcdir, 'src/wire');
    const used = new Set(fs.readdirSync(wire).filter((name) => /^slack.*\.c$/.test(name)).flatMap((name) =>
        [...fs.readFileSync(path.join(wire, name), 'utf8').matchAll(/"([a-z]+(?:\.[a-zA-Z]{2,})+)"/g)].map(([, method]) => method)));
    assert.deepEqual([...used].sort(), Object.keys(methods).sort());
    const scopes = new Set(['commands', ...Object.values(methods).flat(), ...Object.values(needs).flat()]);
    assert.deepEqual([...json.oauth_config.scopes.bot].sort(), [...scopes].sort());
});

await test('user-groups-are-asked-for-only-when-something-is-for-them', () => {
    const scopes = (lines) => made(configured(lines)).json.oauth_config.scopes.bot;
    assert.ok(!scopes(permit('who = write')).includes('usergroups:read'));
    assert.ok(scopes(permit('who = group\n        group = S0123')).includes('usergroups:read'));
});

await test('the-schema-can-refuse', () => {
    for (const spoil of [
        (json) => { json.display_information.name = 'x'.repeat(36); },
        (json) => { json.settings.interactivity.request_url = 'http://hooks.example.org/hooks/slack/interactive'; },
        (json) => { json.features.slash_commands[0].command = 'hooklet'; },
        (json) => { json.features.slash_commands[0].escape = true; },
        (json) => { json.oauth_config.scopes.bot.push('chat.write'); },
        (json) => { json.settings.event_subscriptions.bot_events.push('app_mention'); },
        (json) => { json.features.bot_user.display_name = 'Hooklet Bot'; },
        (json) => { delete json._metadata; },
    ]) {
        const { json } = made(configured());
        spoil(json);
        assert.ok(!validate(json), spoil.toString());
    }
});

await test('a-name-and-a-command-of-ones-own', () => {
    const { json, stderr } = made(configured('slack {\n    command = ship\n}\n'), '--name', 'Acme Größe');
    assert.equal(json.display_information.name, 'Acme Größe');
    assert.match(json.features.bot_user.display_name, /^acme-gr/);
    assert.deepEqual(json.features.slash_commands.map(({ command }) => command), ['/ship', '/deploy']);
    assert.match(stderr, /\/invite the app, then \/ship setup OWNER\/REPO/);
    const alone = made(configured('slack {\n    command = deploy\n}\n'));
    assert.deepEqual(alone.json.features.slash_commands.map(({ command }) => command), ['/deploy']);
    assert.doesNotMatch(alone.stderr, /is short for/);
});

await test('what-to-do-with-it-and-what-hooklet-conf-lacks', () => {
    const dir = configured();
    const { stderr } = made(dir);
    assert.match(stderr, /https:\/\/api\.slack\.com\/apps: Create New App, From a manifest/);
    assert.match(stderr, new RegExp(`Bot User OAuth Token .*\\n.*\\n +${dir}/secrets/slack-token\\n +which hooklet-work alone may read`));
    assert.match(stderr, new RegExp(`Signing Secret, .*\\n +${dir}/secrets/slack\\n +which hooklet-web alone may read`));
    assert.match(stderr, /^ +chat:write +to post/m);
    // What it proposes is a configuration that hooklet takes.
    const lines = /^ +(slack \{\n[^]*?\n) +\}\n {2}5\./m.exec(stderr)[1];
    fs.mkdirSync(path.join(dir, 'secrets'));
    for (const name of ['slack', 'slack-token']) fs.writeFileSync(path.join(dir, 'secrets', name), 'xoxb-0123456789abcdef\n', { mode: 0o400 });
    fs.appendFileSync(path.join(dir, 'hooklet.conf'), `${lines}}\n`);
    const again = made(dir);
    assert.doesNotMatch(again.stderr, /slack \{$/m);
    assert.match(again.stderr, /the file of secret "main" in slack \{ \}/);
    const check = spawnSync(path.join(builddir, 'hooklet'), ['check', '--config', path.join(dir, 'hooklet.conf')], { encoding: 'utf8', env });
    assert.doesNotMatch(check.stderr, /slack/);
});

await test('wrong-words', () => {
    const dir = configured();
    for (const [words, said] of [
        [[], /manifest needs --url https:\/\/HOST/],
        [['--url', 'http://hooks.example.org'], /Slack calls https:\/\/ alone/],
        [['--url', `${url}/hooks`], /--url takes https:\/\/HOST alone; \/hooks\/slack is added to it/],
        [['--url', `${url}/?x`], /--url takes https:\/\/HOST/],
        [['--url', 'https://localhost:8443'], /Slack can't call localhost/],
        [['--url', url, '--name', 'x'.repeat(36)], /Slack takes 1 to 35 characters/],
        [['--url', url, '--name', ''], /Slack takes 1 to 35 characters/],
        [['--url', url, 'surplus'], /one word too many/],
        [['--names', 'x', '--url', url], /did you mean --name\?/],
    ]) {
        const { status, stdout, stderr } = manifest(dir, ...words);
        assert.deepEqual([status, stdout], [2, ''], words.join(' '));
        assert.match(stderr, said);
    }
    assert.equal(manifest(temporary(), '--url', url).status, 3);
});

done();
