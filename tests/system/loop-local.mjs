// The whole loop with no CircleCI at all: a `ci` command builds, projects are tied by hooklet.conf, rules of one's own say what goes where,
// and Slack has nothing but an incoming webhook.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { done, temporary, test } from './lib.mjs';
import { addFork } from './github.mjs';
import { messagesOf } from './slack.mjs';
import { startLoop } from './loop/rig.mjs';

const dir = temporary(), record = path.join(dir, 'built'), long = 'e'.repeat(60);
// Goes on as long as there is a file `hold`, and fails when there is one `broken`.
const script = `echo "$HOOKLET_ENVIRONMENT $HOOKLET_SHA $URL" >> ${record}; while test -e ${dir}/hold; do sleep 0.05; done; test ! -e ${dir}/broken`;
const project = (name) => `project "acme/${name}" {
    ci = here
    basedomain = ${name}.example.org
    url = { 'production=www.example.org' }
}
`;
const rules = `${project('web')}${project('own')}
ci "here" {
    command = { sh, -c, '${script}' }
    timeout = 1m
    crash = once
}
deployment "own-forks" {
    repositories = { acme/own }
    environment = review
    pull_requests = true
    forks = true
    drafts = true
    contexts = none
}
deployment "own-long" {
    repositories = { acme/own }
    environment = ${long}
    branches = { long }
}
deployment "own-live" {
    repositories = { acme/own }
    environment = live
    branches = { stable }
    contexts = { must }
    slack = any
}
`;

const loop = await startLoop({ validate: true, ci: false, webhook: true, rules });
const built = () => (fs.existsSync(record) ? fs.readFileSync(record, 'utf8').trim().split('\n').map((line) => line.split(' ')) : []);
const said = () => messagesOf(loop.slack.state, loop.slack.channel).map(({ text }) => text);
const web = await loop.project('web', { tied: false }), own = await loop.project('own', { tied: false });

await test('a-command-builds', async () => {
    const pull = await web.open({ login: 'octocat' });
    await web.deployed('pr1', 'success');
    await web.comment(pull, /https:\/\/pr1\.web\.example\.org\//);
    await loop.quiet();
    assert.deepEqual(built(), [['pr1', pull.pull.head.sha, 'https://pr1.web.example.org/']]);
    assert.match(await loop.why(pull.pull.head.sha), /trigger/);
    assert.deepEqual(await web.broken(), []);
});

await test('an-incoming-webhook-hears-of-the-end-alone', async () => {
    const before = said().length;
    await web.push();
    await web.settled('preview', 'success');
    await loop.quiet();
    assert.equal(said().length, before + 1);
    assert.match(said().at(-1), /is live on \*preview\*/);
});

await test('a-command-that-fails', async () => {
    fs.writeFileSync(path.join(dir, 'broken'), '');
    const sha = await web.push();
    const row = await web.settled('preview', 'failure');
    await web.deployed('preview', 'failure');
    fs.rmSync(path.join(dir, 'broken'));
    assert.equal(row.sha, sha);
    await loop.quiet();
    assert.match(said().at(-1), /did not get to \*preview\*/);
});

// A command that was cut off may have deployed half: nobody runs it once more unasked.
await test('a-worker-that-dies-while-the-command-runs', async () => {
    const hold = path.join(dir, 'hold');
    fs.writeFileSync(hold, '');
    const sha = await web.push();
    await web.until('the command', () => built().some(([, commit]) => commit === sha), built);
    await loop.site.stop('worker', 'SIGKILL');
    fs.rmSync(hold);
    loop.site.worker();
    await loop.quiet();
    assert.equal(built().filter(([, commit]) => commit === sha).length, 1);
    loop.later();
    const row = await web.settled('preview', 'error');
    assert.match(row.detail, /nobody can tell whether it was done/);
});

await test('rules-of-ones-own-take-the-place-of-the-default', async () => {
    await own.push();
    const fork = addFork(loop.github.state, own.repository, 'stranger');
    const pull = await own.open({ head: { repository: fork.fullName, ref: 'main' }, draft: true });
    await own.settled('review1', 'success');
    await own.push('stable');
    await own.settled('live', 'waiting');
    await own.checks(own.repository.branches.stable, 'success', 'must');
    await own.settled('live', 'success');
    await own.comment(pull, /review1/);
    await own.push('long');
    await own.settled(long, 'success');
    await loop.quiet();
    assert.deepEqual(own.deployments().map(({ environment }) => environment), ['review1', 'live', long]);
    assert.equal((await own.row(long)).url, `https://${long}.own.example.org/`);
});

await done();
