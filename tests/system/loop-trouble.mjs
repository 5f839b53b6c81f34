// The whole loop when things go wrong: checks that fail or are not done, failed builds, newer commits, locks, and news that never arrive.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import { addCommit, addFork, newSha } from './github.mjs';
import { shown, textsOf, wakes } from './slack.mjs';
import { startLoop } from './loop/rig.mjs';

const loop = await startLoop({ validate: true });
const { github, circleci } = loop;

// A branch whose commit has such a check, before the pull request is opened.
function branch(project, check) {
    const { sha } = addCommit(github.state, project.repository);
    project.repository.branches.topic = sha;
    check(sha);
    return { ref: 'topic', sha };
}

// --- Checks ----------------------------------------------------------------------------------------------------------------------------

await test('a-pending-check-is-waited-for', async () => {
    const web = await loop.project('pending');
    const head = branch(web, (sha) => web.checks(sha, 'pending'));
    const pull = await web.open({ head });
    await web.settled('pr1', 'waiting');
    const message = await web.message('pr1', /waits for its checks/);
    assert.match(textsOf(message).join(), /ci\/test/);
    await loop.quiet();
    assert.deepEqual([web.deployments(), web.pipelines], [[], []]);
    await web.checks(head.sha, 'success');
    await web.build('pr1');
    await web.message('pr1', /is live on/);
    await web.comment(pull, /is live on/);
    await loop.quiet();
    assert.deepEqual([web.told('pr1').length, web.deployments().length], [1, 1]);
});

await test('a-check-suite-that-ends-wakes-it-too', async () => {
    const web = await loop.project('suite');
    const head = branch(web, (sha) => web.runs(sha, null));
    await web.open({ head });
    await web.settled('pr1', 'waiting');
    await web.runs(head.sha, 'success');
    await web.build('pr1');
});

await test('a-failed-check-drops-it', async () => {
    const web = await loop.project('checked');
    const head = branch(web, (sha) => web.checks(sha, 'failure'));
    await web.open({ head });
    await web.settled('pr1', 'failure');
    await web.message('pr1', /did not get to[\s\S]*ci\/test/);
    await loop.quiet();
    assert.deepEqual([web.deployments(), web.pipelines], [[], []]);
    assert.match(await loop.why(head.sha), /ci\/test/);
});

await test('a-check-fails-while-it-waits', async () => {
    const web = await loop.project('fails');
    const head = branch(web, (sha) => web.checks(sha, 'pending'));
    await web.open({ head });
    await web.settled('pr1', 'waiting');
    await web.checks(head.sha, 'failure');
    await web.settled('pr1', 'failure');
    await loop.quiet();
    assert.deepEqual(web.deployments(), []);
});

await test('a-check-whose-end-nobody-told-is-looked-at', async () => {
    const web = await loop.project('unheard');
    const head = branch(web, (sha) => web.checks(sha, 'pending'));
    await web.open({ head });
    await web.settled('pr1', 'waiting');
    github.state.hook.loses.status = 1;
    await web.checks(head.sha, 'success');
    loop.later();
    await web.build('pr1');
});

await test('a-merge-conflict-fails-with-its-reason', async () => {
    const web = await loop.project('conflict');
    web.repository.branches.topic = addCommit(github.state, web.repository).sha;
    web.repository.conflicting = ['topic', web.repository.branches.topic];
    await web.open({ head: { ref: 'topic', sha: web.repository.branches.topic } });
    const row = await web.settled('pr1', 'failure');
    assert.match(row.detail, /[Cc]onflict/);
});

// --- Newer ones, locks, ends --------------------------------------------------------------------------------------------------------------

await test('a-newer-commit-supersedes-what-waits', async () => {
    const web = await loop.project('newer');
    const head = branch(web, (sha) => web.checks(sha, 'pending'));
    const pull = await web.open({ head });
    await web.settled('pr1', 'waiting');
    const first = await web.message('pr1', /waits for its checks/);
    const sha = await web.commit(pull);
    await web.build('pr1');
    await web.settled('pr1', 'success');
    await loop.quiet();
    assert.deepEqual((await web.rows('pr1')).map((row) => [row.sha, row.state]), [[head.sha, 'superseded'], [sha, 'success']]);
    assert.match(first.text, /gave way/);
    await web.checks(head.sha, 'success');
    await loop.quiet();
    assert.equal(web.pipelines.length, 1);
});

await test('what-is-being-built-is-not-cut-off', async () => {
    const web = await loop.project('building');
    const first = await web.push();
    const pipeline = await web.pipeline('preview');
    await loop.quiet();
    const second = await web.push();
    await web.push('other');
    await loop.quiet();
    assert.equal(web.pipelines.length, 1);
    web.finish(pipeline);
    await web.build('preview', { nth: 2 });
    await web.settled('preview', 'success');
    await loop.quiet();
    assert.deepEqual((await web.rows('preview')).map((row) => [row.sha, row.state]), [[first, 'success'], [second, 'success']]);
});

await test('a-locked-environment-takes-nothing', async () => {
    const web = await loop.project('locked');
    await web.says('lock preview the database is moved');
    const sha = await web.push();
    await loop.quiet();
    assert.deepEqual([web.deployments(), await web.rows('preview')], [[], []]);
    assert.match(await loop.why(sha), /locked.*the database is moved/);
    assert.match((await web.says('deploy main to preview')).text, /locked/);
    await web.says('unlock preview');
    await web.says('deploy main to preview');
    await web.build('preview');
});

await test('a-pull-request-that-is-closed-is-not-built', async () => {
    const web = await loop.project('closed');
    const head = branch(web, (sha) => web.checks(sha, 'pending'));
    const pull = await web.open({ head });
    await web.settled('pr1', 'waiting');
    await web.close(pull);
    await web.settled('pr1', 'inactive');
    await web.checks(head.sha, 'success');
    await loop.quiet();
    assert.deepEqual([web.deployments(), web.pipelines], [[], []]);
});

// --- Builds -------------------------------------------------------------------------------------------------------------------------------

await test('how-a-workflow-ends-is-how-the-deployment-ends', async () => {
    const web = await loop.project('ends');
    const ends = { failed: 'failure', error: 'error', canceled: 'failure', unauthorized: 'error' };
    let nth = 0;
    for (const [outcome, state] of Object.entries(ends)) {
        const sha = await web.push();
        const pipeline = await web.pipeline('preview', ++nth);
        web.finish(pipeline, outcome);
        const row = await web.settled('preview', state);
        assert.deepEqual([row.sha, row.pipeline], [sha, pipeline.id]);
        await web.deployed('preview', state);
    }
});

await test('a-build-of-another-commit-fails-with-that-reason', async () => {
    const web = await loop.project('other');
    // The branch moves on between the event and the build.
    github.once('POST', '/repos/acme/other/deployments', async ({ normal }) => {
        const given = await normal();
        web.repository.branches.main = addCommit(github.state, web.repository, { sha: newSha() }).sha;
        return given;
    });
    const sha = await web.push();
    const row = await web.settled('preview', 'failure');
    assert.equal(row.sha, sha);
    assert.match(row.detail, /CircleCI took [0-9a-f]{10} of main, which has moved, and not [0-9a-f]{10}/);
});

await test('parameters-that-nobody-declared', async () => {
    const web = await loop.project('undeclared', { builds: { parameters: ['ENVIRONMENT'] } });
    await web.push();
    const row = await web.settled('preview', 'error');
    assert.match(row.detail, /Unexpected argument/);
});

// --- News that never arrive -------------------------------------------------------------------------------------------------------------

await test('a-lost-workflow-completed-is-asked-for', async () => {
    const web = await loop.project('lost-ci');
    await web.push();
    const pipeline = await web.pipeline('preview');
    circleci.state.hooksLost = 1000;
    web.finish(pipeline);
    circleci.state.hooksLost = 0;
    await loop.quiet();
    loop.later();
    await web.settled('preview', 'success');
    await web.deployed('preview', 'success');
});

await test('a-lost-deployment-event-is-made-good', async () => {
    const web = await loop.project('lost-github');
    github.state.hook.loses.deployment = 1;
    await web.push();
    await web.until('the deployment', () => web.deployments('preview')[0], () => []);
    await loop.quiet();
    assert.equal(web.pipelines.length, 0);
    loop.later();
    await web.build('preview');
    await loop.quiet();
    assert.equal(web.pipelines.length, 1);
});

await test('told-twice-is-done-once', async () => {
    const web = await loop.project('twice');
    await web.push();
    await web.build('preview');
    await loop.quiet();
    for (const delivery of github.state.deliveries.filter(({ event }) => event === 'deployment').slice(-1)) await github.tell(delivery);
    for (const delivery of circleci.hooks.deliveries.slice(-2)) await circleci.hooks.again(delivery);
    await loop.quiet();
    assert.deepEqual([web.deployments().length, web.pipelines.length, web.told('preview').length], [1, 1, 1]);
});

// --- Bad input ----------------------------------------------------------------------------------------------------------------------------

await test('a-branch-that-is-gone-and-a-name-of-two-things', async () => {
    const web = await loop.project('refs');
    await web.says('deploy no-such-branch to preview');
    await web.whisper(/no-such-branch/);
    web.repository.branches.both = addCommit(github.state, web.repository).sha;
    web.repository.tags.both = { sha: web.repository.branches.main, objects: [] };
    await web.says('deploy both to preview');
    await web.whisper(/refs\/heads|both a branch and a tag/);
    await web.push('topic');
    await web.remove('topic');
    await loop.quiet();
    assert.deepEqual(web.deployments(), []);
});

await test('a-branch-deleted-while-it-waits', async () => {
    const web = await loop.project('gone');
    const { sha } = addCommit(github.state, web.repository);
    await web.checks(sha, 'pending');
    web.repository.branches['release-1'] = sha;
    await web.says('deploy release-1 to test');
    await web.settled('test', 'waiting');
    await web.remove('release-1');
    await web.checks(sha, 'success');
    const row = await web.settled('test', 'error');
    assert.match(row.detail, /Branch not found/);
});

await test('a-pull-request-of-a-fork-is-not-deployed', async () => {
    const web = await loop.project('forked');
    const fork = addFork(github.state, web.repository, 'stranger');
    const pull = await web.open({ head: { repository: fork.fullName, ref: 'main' } });
    await loop.quiet();
    assert.deepEqual([web.deployments(), web.pipelines], [[], []]);
    assert.match(await loop.why(pull.pull.head.sha), /fork/);
});

await test('long-slugs-rtl-and-emoji', async () => {
    const web = await loop.project('s'.repeat(60));
    await web.says(`set basedomain ${'a'.repeat(60)}.${'b'.repeat(60)}.example.org`);
    // No command gets such a name, so a branch of that name is no ref; its pull request is one by its number.
    const ref = 'release-مرحبا-👋', sha = await web.push(ref);
    await loop.quiet();
    assert.match(await loop.why(sha), /has characters that no command gets/);
    const title = 'مرحبا 👋 <!channel> & <@U1> `x`'.repeat(10);
    const pull = await web.open({ title, login: 'octocat', head: { ref, sha } });
    await web.build('pr1');
    await web.comment(pull, /is live/);
    await loop.quiet();
    const texts = web.messages.flatMap(textsOf);
    assert.ok(texts.some((text) => shown(text).includes(title.slice(0, 60))), texts.join('\n'));
    assert.deepEqual(texts.flatMap(wakes), []);
    assert.deepEqual(await web.broken(), []);
});

await done();
