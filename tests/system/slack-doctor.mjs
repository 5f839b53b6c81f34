// hooklet doctor on Slack: the token, its workspace and scopes, the channels of the projects, the programs' sockets.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { hooklet } from './github/app.mjs';
import { done, Site, test } from './lib.mjs';
import { addChannel, addToken, startSlack } from './slack.mjs';

const slack = await startSlack({ validate: true });
const needed = ['commands', 'chat:write', 'app_mentions:read', 'channels:read', 'groups:read'];

// A site whose slack section has these lines, too.
async function makeSite({ token = addToken(slack.state, { scopes: needed }), keys = '', rules = '', secret = true } = {}) {
    const site = await Site.make({ rules: '' });
    const file = (name, text) => {
        fs.writeFileSync(path.join(site.dir, name), `${text}\n`, { mode: 0o400 });
        return path.join(site.dir, name);
    };
    const lines = [`api_url = '${slack.url}'`, `response_url = '${slack.hooksUrl}'`];
    if (token !== null) lines.push(`token_file = '${file('slack-token', token)}'`);
    if (secret) lines.push(`secret "main" {\n    file = '${file('slack-secret', slack.state.app.signingSecret)}'\n}`);
    site.configure(`slack {\n${lines.join('\n')}\n${keys}}\n${rules}`);
    return site;
}

function tie(site, repository, channel) {
    const { status, stderr } = spawnSync('sqlite3', [path.join(site.dir, 'state', 'hooklet.db'),
        `INSERT INTO project (repository, channel, settings, version, updated_ms) VALUES ('${repository}', '${channel}', '{}', 1, 1)`], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
}

async function told(site, ...words) {
    const { stdout, stderr } = await hooklet(site, 'doctor', ...words);
    assert.equal(stderr, '');
    return stdout.split('\n').filter((line) => /^\S+ +slack /.test(line)).join('\n');
}

await test('who-we-are-and-in-which-workspace', async () => {
    const site = await makeSite({ keys: `team = ${slack.state.team.id}\n` });
    assert.match(await told(site), new RegExp(`^ok +slack +${slack.url} answers, and knows us as ${slack.state.app.user.id} in Acme \\(${slack.state.team.id}\\)$`));
    const other = await makeSite({ keys: 'team = T0OTHER\n' });
    assert.match(await told(other), new RegExp(`^FAIL +slack +the token is of the workspace Acme \\(${slack.state.team.id}\\), and slack { } hears T0OTHER alone: correct team`));
});

await test('its-signing-secret-there-and-back', async () => {
    for (const keys of ['', `team = ${slack.state.team.id}\n`]) {
        const { stdout } = await hooklet(await makeSite({ keys }), 'doctor');
        assert.match(stdout, /^ok +secrets +slack, "main": what it signs is verified$/m);
    }
    const { stdout } = await hooklet(await makeSite({ secret: false }), 'doctor');
    assert.match(stdout, /^FAIL +configuration .*slack has no secret/m);
});

await test('a-token-that-slack-does-not-take', async () => {
    const token = addToken(slack.state);
    const site = await makeSite({ token });
    slack.state.tokens[token].refusal = 'token_revoked';
    assert.match(await told(site), /^FAIL +slack .*token_revoked/);
    assert.match(await told(await makeSite({ token: 'xoxb-nobody-knows-it' })), /^FAIL +slack .*invalid_auth/);
});

await test('scopes-that-it-lacks', async () => {
    const few = await makeSite({ token: addToken(slack.state, { scopes: ['commands', 'chat:write', 'channels:read', 'users:read'] }) });
    assert.match(await told(few), /^warn +slack +the token lacks the scopes app_mentions:read, groups:read: print the manifest again \(hooklet slack manifest\), paste it/m);
    const all = addToken(slack.state, { scopes: needed });
    assert.doesNotMatch(await told(await makeSite({ token: all })), /lacks/);
    const groups = await makeSite({ token: all, keys: 'permit "deploy" {\n    who = group\n    group = S0123\n}\n' });
    assert.match(await told(groups), /lacks the scopes usergroups:read: /);
});

await test('the-channels-of-projects', async () => {
    const quiet = addChannel(slack.state, 'quiet', { members: [slack.ada] });
    const old = addChannel(slack.state, 'old');
    old.isArchived = true;
    const site = await makeSite({ rules: `project "acme/web" {\n    channel = ${slack.channel.id}\n}\n` });
    tie(site, 'acme/quiet', quiet.id);
    tie(site, 'acme/old', old.id);
    tie(site, 'acme/gone', 'C0GONE');
    const lines = (await told(site)).split('\n').slice(1);
    const about = (name) => lines.filter((line) => line.includes(`acme/${name}: `));
    assert.match(about('web').join(), /^ok +slack +acme\/web: we are in its channel #web$/);
    assert.match(about('quiet').join(), /^FAIL +slack +acme\/quiet: the app is not in its channel #quiet: say \/invite there$/);
    assert.match(about('old').join(), /^FAIL +slack +acme\/old: its channel #old is archived: /);
    assert.match(about('gone').join(), /^FAIL +slack +acme\/gone: C0GONE: .*channel_not_found/);
    assert.equal(lines.length, 4);
});

await test('programs-without-a-socket', async () => {
    const site = await makeSite();
    const run = fs.mkdtempSync(path.join(site.dir, 'run-'));
    assert.doesNotMatch(await told(site, '--run', run), /\.sock/);
    const server = net.createServer().listen(path.join(run, 'slack-event.sock'));
    await new Promise((resolve) => { server.once('listening', resolve); });
    const lines = (await told(site, '--run', run)).split('\n').filter((line) => line.includes('.sock'));
    server.close();
    assert.deepEqual(lines.map((line) => /^FAIL +slack +\S+\/(\S+)\.sock is not there: start (\S+)\.fcgi as the other programs are$/.exec(line)?.slice(1)),
        [['slack-command', 'slack-command'], ['slack-interactive', 'slack-interactive']]);
});

await test('only-a-webhook', async () => {
    const site = await makeSite({ token: null, secret: false });
    const file = path.join(site.dir, 'webhook');
    fs.writeFileSync(file, `${slack.hooksUrl}/services/T0/B0/x\n`, { mode: 0o400 });
    site.configure(`slack {\n    api_url = '${slack.url}'\n    webhook_url_file = '${file}'\n}\n`);
    assert.match(await told(site), /^ok +slack +only an incoming webhook is known/);
});

await test('nothing-of-slack-no-word-of-it', async () => {
    assert.equal(await told(await Site.make({ rules: '' })), '');
});

done();
