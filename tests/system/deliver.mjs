// `hooklet deliver` as each sender: GitHub, Slack in its three kinds, CircleCI signed and unsigned; the programs behind nginx judge it. And `hooklet
// explain` of the same files.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { Site, done, sha, test } from './lib.mjs';

const site = await Site.make();
const secretFile = (name, text) => {
    const file = path.join(site.dir, name);
    fs.writeFileSync(file, text, { mode: 0o400 });
    return file;
};
const token = 'n'.repeat(40);
site.configure(`slack {
    secret "main" { file = '${secretFile('slack', 'slack-secret')}' }
    secret "old" { file = '${secretFile('slack-old', 'old-secret')}' }
}
circleci {
    secret "web" { file = '${secretFile('circleci', 'circleci-secret')}' repositories = acme/web }
    notify_token_file = '${secretFile('notify-token', token)}'
}
`);
await Promise.all(['github-push', 'slack-command', 'slack-interactive', 'slack-event', 'circleci'].map((name) => site.program(name)));
await site.nginx();

const file = (name, text) => {
    fs.writeFileSync(path.join(site.dir, name), typeof text === 'string' ? text : JSON.stringify(text));
    return path.join(site.dir, name);
};
const command = file('command', 'token=x&team_id=T0001&channel_id=C0123&channel_name=web&user_id=U0123&user_name=ann&command=%2Fhooklet&text=help&trigger_id=1.command&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1\n\n');
const press = file('press', {
    type: 'block_actions', team: { id: 'T0001' }, user: { id: 'U0123', username: 'ann' }, channel: { id: 'C0123', name: 'web' }, trigger_id: '1.press',
    response_url: 'https://hooks.slack.com/actions/1', actions: [{ action_id: 'cancel', type: 'button', value: '{}' }],
});
const mention = file('mention', {
    type: 'event_callback', team_id: 'T0001', event_id: 'Ev0001', event_time: 1800000000,
    event: { type: 'app_mention', user: 'U0123', text: '<@U0BOT> hello', channel: 'C0123', ts: '1800000000.000100' },
});
const workflow = (repository) => ({
    type: 'workflow-completed', id: `done-${repository.replace('/', '-')}`, happened_at: '2026-11-22T10:00:00Z',
    project: { id: '1', name: repository.split('/')[1], slug: `github/${repository}` }, organization: { id: '2', name: repository.split('/')[0] },
    workflow: { id: 'fda08377-fe7e-46b1-8992-3a7aaecac9c3', name: 'deploy', status: 'success', created_at: '2026-11-22T09:00:00Z', stopped_at: '2026-11-22T10:00:00Z', url: 'https://app.circleci.com/pipelines/github/acme/web/1' },
    pipeline: { id: '1285fe1d-d3a6-44fc-8886-8979558254c4', number: 130, created_at: '2026-11-22T09:00:00Z', trigger: { type: 'api' }, vcs: { provider_name: 'github', revision: sha(), branch: 'main', origin_repository_url: `https://github.com/${repository}`, target_repository_url: `https://github.com/${repository}` } },
});
const built = file('workflow', workflow('acme/web'));
const notify = file('notify', { payload: { vcs_url: 'https://github.com/acme/web', build_num: 54, username: 'acme', reponame: 'web', outcome: 'success' } });

const deliver = (source, event, what, url, ...more) => site.hooklet('deliver', '--source', source, '--event', event, '--url', `${site.url}/hooks/${url}`, ...more, what);
const kinds = () => site.json('events', '-n', '100').events.map((event) => [event.source, event.kind, event.delivery, event.secret]);

const good = [
    ['slack', 'command', command, 'slack/command', '1.command', 'main', /response_type/],
    ['slack', 'interactive', press, 'slack/interactive', '1.press', 'main', /HTTP 200/],
    ['slack', 'event', mention, 'slack/event', 'Ev0001', 'main', /HTTP 200/],
    ['circleci', 'workflow-completed', built, 'circleci', 'done-acme-web', 'web', /HTTP 202/],
];
for (const [source, event, what, url, id, secret, said] of good) {
    await test(`${source}-${event}-is-taken-as-its-senders`, () => {
        const { status, stdout, stderr } = deliver(source, event, what, url);
        assert.equal(status, 0, stdout + stderr);
        assert.match(stdout, new RegExp(`^delivery ${id}: HTTP 20`));
        assert.match(stdout, said);
        assert.deepEqual(kinds()[0], [source, event, id, secret]);
    });
}

await test('the-same-again-is-a-duplicate', () => {
    const before = kinds().length;
    for (const [source, event, what, url] of good) assert.equal(deliver(source, event, what, url).status, 0);
    assert.equal(kinds().length, before);
});

await test('circlecis-notify-is-not-signed-but-has-its-token-in-the-address', () => {
    const { status, stdout } = deliver('circleci', 'notify', notify, `circleci/${token}`);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^HTTP 202/);
    assert.deepEqual(kinds()[0].slice(0, 2), ['circleci', 'notify']);
    assert.equal(deliver('circleci', 'notify', notify, 'circleci').status, 7);
});

await test('a-secret-by-name-from-the-environment-or-that-is-good-for-the-repository', () => {
    const one = (env) => site.hooklet('deliver', '--source', 'slack', '--event', 'command', '--url', `${site.url}/hooks/slack/command`, ...env, command);
    assert.match(one(['--secret', 'old']).stdout, /HTTP 200/);
    const none = one(['--secret', 'young']);
    assert.match(none.stderr, /slack has no secret young/);
    process.env.SLACK_SIGNING_SECRET = 'another';
    site.env.SLACK_SIGNING_SECRET = 'another';
    assert.match(one([]).stdout, /HTTP 401/);
    delete site.env.SLACK_SIGNING_SECRET;
    delete process.env.SLACK_SIGNING_SECRET;
    const other = deliver('circleci', 'workflow-completed', file('other', workflow('acme/api')), 'circleci');
    assert.match(other.stderr, /no secret of circleci is good for this payload's repository/);
    assert.equal(deliver('circleci', 'workflow-completed', path.join(site.dir, 'other'), 'circleci', '--secret', 'web').status, 7);
});

await test('what-is-refused-in-words', () => {
    const words = {
        'slack takes': [['--source', 'slack', '--event', 'push'], /--event takes command, event or interactive, not "push"/],
        'slack needs': [['--source', 'slack'], /needs --event command, event, interactive/],
        'no sender': [['--source', 'slak', '--event', 'push'], /--source takes github, slack or circleci.*did you mean slack\?/],
        again: [['--source', 'circleci', '--event', 'ping', '--again'], /are for GitHub/],
    };
    for (const [name, [args, said]] of Object.entries(words)) {
        const { status, stderr } = site.hooklet('deliver', ...args, '--url', 'http://127.0.0.1:1/', command);
        assert.equal(status, 2, name);
        assert.match(stderr, said);
    }
});

await test('explain-knows-the-same-kinds', () => {
    const explain = (source, event, what) => JSON.parse(site.hooklet('explain', '--json', '--source', source, '--event', event, what).stdout).event;
    for (const [source, event, what] of good) assert.deepEqual([explain(source, event, what).source, explain(source, event, what).kind], [source, event]);
    assert.equal(explain('circleci', 'notify', notify).repository, 'acme/web');
    assert.match(site.hooklet('explain', '--source', 'circleci', built).stderr, /needs --event workflow-completed, job-completed, ping, notify/);
});

await done();
