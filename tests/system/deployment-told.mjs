// A deployment on its pull request, in one comment that is edited in place, and on its ticket in Asana, once; comments that people
// delete or copy, rows that are lost, workers that die in between.  Store, worker and actions are real.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { builddir, done, test } from './lib.mjs';
import { addStory, addTask, never, unheard } from './asana.mjs';
import { addIssueComment } from './github.mjs';
import { doneAndSilent, startWorld } from './slack/world.mjs';

const world = await startWorld({ slackSays: null });
const { github, asana, site } = world;
site.worker();

const marker = '<!-- hooklet:deployments -->';
const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments', comment = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
const allGood = (jobs) => assert.deepEqual(jobs.filter((job) => !['done', 'superseded'].includes(job.state)).map((job) => job.reason), []);
const url = 'https://pr1.example.org';

// Of a new pull request.  -> { pull, id, row(): another one of it, texts() }
function deployment(members = {}) {
    const pull = world.pull(), environment = `pr${pull.number}`;
    const row = (more) => world.add({ environment, ref: `refs/pull/${pull.number}/head`, pull_request: pull.number, url, ...members, ...more });
    const texts = () => world.comments(pull.number).map((one) => one.body);
    return { pull, id: row(), row, texts, environment };
}

// --- On the pull request -----------------------------------------------------------------------------------------------------

await test('one-comment-edited-in-place', async () => {
    const { pull, id, row, texts, environment } = deployment();
    allGood(await world.tell(id, 'comment'));
    assert.deepEqual([texts(), world.last().reason], [[], 'there is nothing to tell yet']);
    await world.change(id, { state: 'success', triggered: '1' }, 'comment');
    assert.match(texts()[0], new RegExp(`is live on \`${environment}\`: <${url}>\\n\\n${marker}$`));
    const asked = github.count;
    allGood(await world.tell(id, 'comment'));
    assert.equal(github.count, asked);
    const next = row();
    allGood(await world.change(next, { state: 'failure', triggered: '1', detail: 'no `good`', build_url: 'https://ci.example.org/7' }, 'comment'));
    assert.match(texts()[0], /did not get to `pr\d+`\. `no 'good'` \(\[log\]\(<https:\/\/ci\.example\.org\/7>\)\)\n\n.* is live on `pr\d+`: <https/);
    // News of the older one change nothing.
    await world.tell(id, 'comment');
    assert.match(texts()[0], /^.*did not get to/);
    for (const one of [id, next]) world.write(one, { state: 'inactive' });
    allGood(await world.tell(next, 'comment'));
    assert.match(texts()[0], /^`[0-9a-f]{10}` is no longer live on `pr\d+`/);
    assert.equal(world.comments(pull.number).length, 1);
});

await test('several-environments-share-the-comment', async () => {
    const { id, row, texts } = deployment();
    await world.change(id, { state: 'success', triggered: '1' }, 'comment');
    const other = row({ environment: 'docs', url: 'https://docs.example.org' });
    allGood(await world.change(other, { state: 'success', triggered: '1' }, 'comment'));
    assert.equal(texts().length, 1);
    assert.match(texts()[0], /live on `docs`: <https:\/\/docs\.example\.org>\n\n.*live on `pr\d+`/);
});

await test('what-was-never-live-has-no-comment', async () => {
    const { id, texts } = deployment();
    allGood(await world.change(id, { state: 'inactive' }, 'comment'));
    assert.deepEqual(texts(), []);
});

const ways = [['before-it-is-there', () => () => never()], ['when-it-is-there', doneAndSilent]];
for (const [name, how] of ways) {
    await test(`a-worker-that-dies-comments-once-${name}`, async () => {
        const { id, texts } = deployment();
        world.write(id, { state: 'success', triggered: '1' });
        allGood(await world.cutOff(github, 'POST', comments, how(), () => world.begin(id, 'comment')));
        assert.equal(texts().length, 1);
        world.write(id, { state: 'inactive' });
        allGood(await world.cutOff(github, 'PATCH', comment, how(), () => world.begin(id, 'comment')));
        assert.match(texts().join(), /is no longer live/);
    });
}

await test('an-answer-that-nobody-hears', async () => {
    const { id, texts } = deployment();
    world.write(id, { state: 'success', triggered: '1' });
    github.once('POST', comments, unheard());
    allGood(await world.tell(id, 'comment'));
    assert.equal(texts().length, 1);
});

await test('a-comment-that-was-deleted-is-made-anew', async () => {
    const { pull, id, row, texts } = deployment();
    await world.change(id, { state: 'success', triggered: '1' }, 'comment');
    const [old] = world.comments(pull.number);
    github.state.issueComments.splice(github.state.issueComments.indexOf(old), 1);
    const next = row();
    allGood(await world.change(next, { state: 'success', triggered: '1' }, 'comment'));
    const [made] = world.comments(pull.number);
    assert.notEqual(made, old);
    github.state.issueComments.splice(github.state.issueComments.indexOf(made), 1);
    for (const one of [id, next]) world.write(one, { state: 'inactive' });
    allGood(await world.tell(next, 'comment'));
    assert.deepEqual([texts(), world.last().reason], [[], 'there is no comment, and nothing is live']);
});

await test('a-row-that-was-lost-finds-its-comment-and-nobody-elses', async () => {
    const { pull, id, texts } = deployment();
    // Somebody quotes a marker, before and after it.
    addIssueComment(github.state, pull, { login: 'bob', body: `> live\n\n${marker}` });
    await world.change(id, { state: 'success', triggered: '1' }, 'comment');
    addIssueComment(github.state, pull, { login: 'bob', body: `me, too\n\n${marker}` });
    await site.stop('worker');
    const wiped = spawnSync('sqlite3', [path.join(site.dir, 'state', 'hooklet.db'), 'DELETE FROM message']);
    assert.equal(wiped.status, 0, String(wiped.stderr ?? wiped.error));
    site.worker();
    allGood(await world.change(id, { state: 'inactive' }, 'comment'));
    assert.equal(texts().length, 3);
    assert.match(texts()[1], /is no longer live/);
    assert.deepEqual([texts()[0], texts()[2]], [`> live\n\n${marker}`, `me, too\n\n${marker}`]);
});

await test('a-pull-request-that-is-gone', async () => {
    const id = world.add({ environment: 'pr999', pull_request: '999', url });
    await world.change(id, { state: 'success', triggered: '1' }, 'comment');
    assert.equal(world.last().state, 'dead');
    assert.match(world.last().reason, /acme\/web#999/);
});

// --- On its ticket -----------------------------------------------------------------------------------------------------------

const stories = (task) => asana.state.stories.filter((one) => one.task === task.gid).map((one) => one.text);
const live = (ticket, more) => world.add({ state: 'success', url: 'https://www.example.org', ticket, triggered: '1', ...more });
const told = async (id) => {
    await world.tell(id, 'ticket');
    const { state, reason } = world.last('ticket');
    assert.equal(state, 'done', reason);
    return reason;
};

await test('the-task-is-told-once-where-it-is-live', async () => {
    const task = addTask(asana.state, { project: asana.project, name: 'Fix it' }), id = live(`asana:${task.gid}`);
    assert.match(await told(id), new RegExp(`told asana ${task.gid}, comment \\d+`));
    assert.match(stories(task)[0], /^v1\.2 \([0-9a-f]{10}\) is live on production: https:\/\/www\.example\.org\n\n\[hooklet:acme\/web deployment \d+\]$/);
    assert.match(await told(id), /was told before/);
    assert.match(await told(live(`asana:${task.gid}`)), /told asana/);
    assert.equal(stories(task).length, 2);
});

await test('the-task-of-an-issue', async () => {
    const task = addTask(asana.state, { project: asana.project, name: 'Fix it (#12)' });
    const words = ['write', 'external=acme-web-12', 'repository=acme/web', 'repository_id=7', 'number=12', `gid=${task.gid}`];
    const kept = spawnSync(path.join(builddir, 'tests/system/keep-task'), [path.join(site.dir, 'state'), ...words], { env: site.env });
    assert.equal(kept.status, 0);
    assert.match(await told(live('issue:12')), /told asana/);
    assert.equal(stories(task).length, 1);
    assert.equal(await told(live('issue:13')), 'no task is known for issue:13');
});

for (const [name, how] of ways) {
    await test(`a-worker-that-dies-tells-the-task-once-${name}`, async () => {
        const task = addTask(asana.state, { project: asana.project, name: 'Cut off' }), id = live(`asana:${task.gid}`);
        for (let i = 0; i < 150; i++) addStory(asana.state, task, { text: `word ${i}`, type: i % 2 ? 'comment' : 'system' });
        allGood((await world.cutOff(asana, 'POST', '/tasks/{task_gid}/stories', how(), () => world.begin(id, 'ticket')))
            .filter((job) => job.kind === 'ticket'));
        assert.equal(stories(task).filter((one) => /is live on/.test(one)).length, 1);
        assert.match(await told(id), /was told before/);
    });
}

await test('what-is-not-told-and-why', async () => {
    const task = addTask(asana.state, { project: asana.project, name: 'Silent' }), ticket = `asana:${task.gid}`;
    assert.equal(await told(live(ticket, { url: '' })), 'its environment has no URL to tell');
    assert.equal(await told(live(ticket, { state: 'failure' })), 'the deployment is not live');
    assert.equal(await told(live('')), 'the deployment belongs to no ticket');
    assert.equal(await told(live('jira:WEB-1')), 'no task is known for jira:WEB-1');
    assert.match(await told(live('asana:999')), /asana 999 is gone, or we may not see it/);
    world.asanaIsSet = false;
    await world.configureAgain({ slackSays: null });
    assert.match(await told(live(ticket)), /Asana is not configured/);
    assert.deepEqual(stories(task), []);
});

await done();
