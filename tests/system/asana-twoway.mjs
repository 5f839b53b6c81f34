// Both ways: what people do to a task happens to its issue, from Asana's signed delivery through nginx, program, store and worker to a
// stand-in for GitHub; and what comes back from there stops.
import assert from 'node:assert';
import { Site, done, examples, test, until } from './lib.mjs';
import { addUser as addAsanaUser, removeTask, startAsana } from './asana.mjs';
import { bothWays, changeRow, configureBoth, hook, rowOf, tie } from './asana/twoway.mjs';
import {
    addInstallation, addIssue, addPull, addRepository, addUser, deleteIssue, failure, mergePull, renameRepository, startGitHub,
    transferIssue,
} from './github.mjs';
import { makeKey } from './github/app.mjs';

examples();
const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const asana = await startAsana({ validate: true });
const web = addRepository(github.state, 'acme/web');
for (const name of ['acme/other', 'acme/quiet']) addRepository(github.state, name);
addInstallation(github.state, 'acme');
for (const login of ['ann', 'bob', 'cy']) addUser(github.state, login);
const [ann, bob, cy, zoe] = ['Ann Lee', 'Bob `@acme/all`', 'Cy', 'Zoe'].map((name) => addAsanaUser(asana.state, name));

const site = await Site.make();
const stands = { github, asana };
const rules = bothWays(['acme/web', 'acme/other']) + "tasks \"quiet\" {\n    repositories = { 'acme/quiet' }\n    workspace = Acme\n    project = web\n}\n";
configureBoth(site, { ...stands, key, rules });
for (const [login, user] of [['ann', ann], ['bob', bob], ['cy', cy]]) {
    const linked = site.hooklet('people', 'link', login, '--asana', user.gid);
    assert.equal(linked.status, 0, linked.stderr);
}
await site.program('asana');
await site.nginx();
site.worker();
await hook(site, asana);

const issuePath = '/repos/{owner}/{repo}/issues/{issue_number}';
const comments = (issue) => github.state.issueComments.filter((one) => one.repository === issue.repository && one.number === issue.number);

// What this person does in Asana, and all that comes of it.  -> { jobs, asked: what GitHub was asked to change }
async function inAsana(user, change) {
    const from = github.count, before = new Set(site.json('jobs', '-n', '1000').jobs.map(({ id }) => id));
    const delivered = asana.hooks.deliveries.length;
    asana.byHand(user, change);
    await asana.delivered({ from: delivered });
    await site.settled();
    const jobs = site.json('jobs', '-n', '1000').jobs.filter(({ id }) => !before.has(id)).reverse();
    return { jobs, asked: github.all.slice(from).filter(({ method }) => method !== 'GET' && method !== undefined).filter(({ path }) => path.startsWith('/repos/')) };
}
const brief = ({ method, path, body }) => [method, path.replace(/^\/repos\/|\/issues(?=\/)/g, ''), body];

// --- What people do in Asana -----------------------------------------------------------------------------------------------------

await test('a-completed-task-closes-its-issue-and-says-who', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    const { jobs, asked } = await inAsana(zoe, () => { task.completed = true; });
    assert.deepEqual(jobs.map(({ kind, state }) => [kind, state]), [['sync', 'done'], ['comment', 'done'], ['sync', 'done']]);
    assert.equal(jobs[0].reason, 'completed in Asana; said at GitHub, to be closed next');
    assert.equal(jobs[2].reason, 'completed in Asana');
    assert.deepEqual([issue.state, issue.stateReason], ['closed', 'completed']);
    assert.deepEqual(asked.map(({ method }) => method).sort(), ['PATCH', 'POST']);
    const [{ body }] = comments(issue);
    assert.match(body, /^`Zoe` completed the task in Asana\.\n\n<!-- hooklet:[0-9a-f]{64} -->$/);
    const row = rowOf(site, task.gid);
    assert.deepEqual([row.completed, row.echo], ['true', 'closed']);
});

await test('a-reopened-task-reopens-it', async () => {
    const issue = addIssue(github.state, web, { state: 'closed' }), task = tie(site, stands, issue, { completed: true });
    const { jobs, asked } = await inAsana(ann, () => { task.completed = false; });
    assert.deepEqual(jobs.map(({ kind, reason }) => [kind, reason]), [['sync', 'reopened in Asana']]);
    assert.deepEqual([issue.state, issue.stateReason, comments(issue).length], ['open', 'reopened', 0]);
    assert.deepEqual(asked[0].body, { state: 'open', state_reason: 'reopened' });
    assert.deepEqual([rowOf(site, task.gid).completed, rowOf(site, task.gid).echo], ['false', 'reopened']);
});

await test('who-is-linked-is-mentioned-others-are-words', async () => {
    const linked = addIssue(github.state, web), other = addIssue(github.state, web);
    const [one, two] = [linked, other].map((issue) => tie(site, stands, issue));
    await inAsana(ann, () => { one.completed = true; });
    assert.match(comments(linked)[0].body, /^@ann completed the task in Asana\./);
    site.hooklet('people', 'unlink', 'bob');
    await inAsana(bob, () => { two.completed = true; });
    assert.match(comments(other)[0].body, /^`Bob '@acme\/all'` completed the task in Asana\./);
    site.hooklet('people', 'link', 'bob', '--asana', bob.gid);
});

await test('the-assignee-follows', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    const given = await inAsana(zoe, () => { task.assignee = ann.gid; });
    assert.equal(given.jobs[0].reason, 'assigned in Asana to ann');
    assert.deepEqual(issue.assignees, ['ann']);
    issue.assignees.push('cy');
    const moved = await inAsana(zoe, () => { task.assignee = bob.gid; });
    assert.deepEqual(moved.asked.map(brief), [
        ['POST', `acme/web/${issue.number}/assignees`, { assignees: ['bob'] }],
        ['DELETE', `acme/web/${issue.number}/assignees`, { assignees: ['ann'] }],
    ]);
    assert.deepEqual(issue.assignees, ['cy', 'bob']);
    await inAsana(zoe, () => { task.assignee = null; });
    assert.deepEqual(issue.assignees, ['cy']);
    assert.deepEqual([rowOf(site, task.gid).assignee, rowOf(site, task.gid).echo],
        ['', 'assigned ann, assigned bob, unassigned ann, unassigned bob']);
});

await test('somebody-whom-nobody-has-linked-changes-nothing', async () => {
    const issue = addIssue(github.state, web, { assignees: ['ann'] }), task = tie(site, stands, issue, { assignee: ann.gid });
    const { jobs, asked } = await inAsana(ann, () => { task.assignee = zoe.gid; });
    assert.equal(jobs[0].reason, 'the new assignee in Asana is linked to nobody at GitHub (hooklet people link)');
    assert.deepEqual([asked, issue.assignees, rowOf(site, task.gid).assignee], [[], ['ann'], zoe.gid]);
});

await test('completed-and-given-away-at-once', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    const { jobs } = await inAsana(ann, () => Object.assign(task, { completed: true, assignee: ann.gid }));
    assert.deepEqual(jobs.map(({ kind }) => kind), ['sync', 'comment', 'sync']);
    assert.equal(jobs[0].reason, 'completed in Asana; said at GitHub, to be closed next; assigned in Asana to ann');
    assert.deepEqual([issue.state, issue.assignees, comments(issue).length], ['closed', ['ann'], 1]);
});

await test('a-pull-request-is-closed-by-nobody-but-its-assignee-follows', async () => {
    const pull = addPull(github.state, web), task = tie(site, stands, pull);
    const { jobs, asked } = await inAsana(ann, () => Object.assign(task, { completed: true, assignee: ann.gid }));
    assert.deepEqual(jobs.map(({ kind }) => kind), ['sync']);
    assert.match(jobs[0].reason, /^completed in Asana; a pull request is closed or merged at GitHub alone; assigned/);
    assert.deepEqual(asked.map(({ method }) => method), ['POST']);
    assert.deepEqual([pull.state, pull.assignees, comments(pull)], ['open', ['ann'], []]);
    mergePull(github.state, pull);
    const again = await inAsana(ann, () => { task.completed = false; });
    assert.match(again.jobs[0].reason, /^reopened in Asana; a pull request is reopened at GitHub alone/);
    assert.deepEqual([again.asked, pull.state, rowOf(site, task.gid).completed], [[], 'closed', 'false']);
});

await test('what-is-so-already-is-not-done-again', async () => {
    const closed = addIssue(github.state, web, { state: 'closed' }), task = tie(site, stands, closed);
    const { jobs, asked } = await inAsana(ann, () => { task.completed = true; });
    assert.deepEqual(jobs.map(({ kind, reason }) => [kind, reason]), [['sync', 'completed in Asana, and closed already']]);
    assert.deepEqual([asked, comments(closed), rowOf(site, task.gid).completed], [[], [], 'true']);
});

// --- What is none of our business -----------------------------------------------------------------------------------------------

await test('our-own-change-costs-one-question-to-asana', async () => {
    const issue = addIssue(github.state, web, { state: 'closed' }), task = tie(site, stands, issue);
    changeRow(site, task.gid, { completed: 'true', assignee: ann.gid });
    const from = asana.count, at = github.count;
    const { jobs } = await inAsana(asana.robot, () => Object.assign(task, { completed: true, assignee: ann.gid }));
    assert.match(jobs[0].reason, /^an echo: /);
    assert.deepEqual(asana.all.slice(from).map(({ method, path }) => [method, path]), [['GET', `/tasks/${task.gid}`]]);
    assert.equal(github.count, at);
});

await test('tasks-of-nobody-of-feeds-and-of-one-way-rules', async () => {
    const quiet = tie(site, stands, addIssue(github.state, 'acme/quiet'), { repository: 'acme/quiet' });
    const feed = tie(site, stands, addIssue(github.state, web));
    changeRow(site, feed.gid, { repository: '', repository_id: 0, number: 0 });
    const deleted = tie(site, stands, addIssue(github.state, web));
    changeRow(site, deleted.gid, { state: 'deleted' });
    const stray = asana.state.tasks.find(({ gid }) => gid === quiet.gid);
    const nobodys = structuredClone({ ...stray, gid: `${BigInt(stray.gid) + 5000n}` });
    asana.state.tasks.push(nobodys);
    const from = asana.count, at = github.count;
    const { jobs } = await inAsana(ann, () => { for (const task of [quiet, feed, deleted, nobodys]) task.completed = true; });
    assert.deepEqual(jobs.map(({ state, reason }) => [state, reason]).sort(), [
        ['done', "a feed's task: GitHub has nothing to do with it"],
        ['done', 'no task of ours'],
        ['done', 'the rule does not take changes from Asana to GitHub'],
        ['done', 'what the task stands for was deleted at GitHub'],
    ]);
    assert.deepEqual([asana.count, github.count], [from, at]);
});

await test('a-deleted-task-closes-nothing', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    asana.hooks.pause();
    asana.byHand(ann, () => { task.completed = true; });
    removeTask(asana.state, task);
    asana.hooks.resume();
    await asana.idle();
    const jobs = await site.settled();
    assert.equal(jobs[0].reason, 'the task was deleted in Asana');
    assert.equal(issue.state, 'open');
});

// --- What is gone, and what GitHub refuses ----------------------------------------------------------------------------------------

const gone = 'what the task stands for is not to be found at GitHub';

await test('issues-that-were-deleted-or-transferred-meanwhile', async () => {
    const deleted = addIssue(github.state, web), moved = addIssue(github.state, web);
    const tasks = [deleted, moved].map((issue) => tie(site, stands, issue));
    deleteIssue(github.state, deleted);
    const there = transferIssue(github.state, moved, 'acme/other');
    const { jobs, asked } = await inAsana(ann, () => { for (const task of tasks) task.completed = true; });
    assert.deepEqual(jobs.map(({ kind, reason }) => [kind, reason]), [['sync', gone], ['sync', gone]]);
    assert.deepEqual([asked, there.state, rowOf(site, tasks[0].gid).completed], [[], 'open', 'false']);
});

await test('a-renamed-repository-is-the-same-one-and-another-of-its-name-is-not', async () => {
    const old = addRepository(github.state, 'acme/old');
    configureBoth(site, { ...stands, key, rules: rules + bothWays(['acme/old'], { name: 'old' }) });
    site.children.get('worker').kill('SIGHUP');
    const issue = addIssue(github.state, old), task = tie(site, stands, issue, { repository: 'acme/old' });
    renameRepository(github.state, old, 'acme/new');
    const { jobs } = await inAsana(ann, () => { task.completed = true; });
    assert.equal(jobs[2].reason, 'completed in Asana');
    assert.deepEqual([issue.state, comments(issue).length], ['closed', 1]);
    const other = addRepository(github.state, 'acme/old'), namesake = addIssue(github.state, other);
    assert.equal(namesake.number, issue.number);
    const { jobs: [again], asked } = await inAsana(ann, () => { task.completed = false; });
    assert.deepEqual([again.reason, asked, issue.state], [gone, [], 'closed']);
});

await test('a-403-is-told-in-githubs-words-and-can-be-retried', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    github.once('PATCH', issuePath, failure(403, 'Resource not accessible by integration', {}, { 'X-Accepted-GitHub-Permissions': 'issues=write' }));
    const { jobs } = await inAsana(ann, () => { task.completed = true; });
    assert.deepEqual(jobs.map(({ kind, state }) => [kind, state]), [['sync', 'done'], ['comment', 'done'], ['sync', 'dead']]);
    assert.match(jobs[2].reason, /status 403, Resource not accessible by integration; the App needs the permission issues=write/);
    assert.deepEqual([rowOf(site, task.gid).completed, rowOf(site, task.gid).echo], ['false', '']);
    assert.equal(site.hooklet('retry', jobs[2].id).status, 0);
    await site.settled();
    assert.deepEqual([issue.state, comments(issue).length, rowOf(site, task.gid).completed], ['closed', 1, 'true']);
});

await test('a-404-and-a-410-between-looking-and-closing', async () => {
    for (const status of [404, 410]) {
        const issue = addIssue(github.state, web), task = tie(site, stands, issue);
        github.once('PATCH', issuePath, failure(status, status === 404 ? 'Not Found' : 'This issue was deleted'));
        const { jobs } = await inAsana(ann, () => { task.completed = true; });
        assert.deepEqual(jobs.map(({ kind, state }) => [kind, state]), [['sync', 'done'], ['comment', 'done'], ['sync', 'dead']]);
        assert.match(jobs[2].reason, new RegExp(`GitHub: acme/web#${issue.number} is gone, or the App may not see it`));
        assert.equal(rowOf(site, task.gid).echo, '');
    }
});

await test('who-may-not-be-assigned-there-is-told', async () => {
    web.unassignable = ['cy'];
    const issue = addIssue(github.state, web, { assignees: ['ann'] }), task = tie(site, stands, issue, { assignee: ann.gid });
    const { jobs } = await inAsana(ann, () => { task.assignee = cy.gid; });
    assert.deepEqual([jobs[0].state, jobs[0].reason],
        ['done', 'assigned in Asana to cy; taken from ann in Asana, but GitHub does not let cy be assigned there']);
    assert.deepEqual([issue.assignees, rowOf(site, task.gid).echo, rowOf(site, task.gid).assignee], [['ann'], '', cy.gid]);
    web.unassignable = [];
});

await test('one-refusal-does-not-stop-the-rest', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    const allow = github.on('POST', `${issuePath}/assignees`, failure(403, 'Resource not accessible by integration'));
    const { jobs } = await inAsana(ann, () => Object.assign(task, { completed: true, assignee: ann.gid }));
    allow();
    assert.deepEqual(jobs.map(({ kind, state }) => [kind, state]), [['sync', 'dead'], ['comment', 'done'], ['sync', 'dead']]);
    assert.deepEqual([issue.state, comments(issue).length], ['closed', 1]);
    const row = rowOf(site, task.gid);
    assert.deepEqual([row.completed, row.assignee, row.echo], ['true', '', 'closed']);
});

// --- Killed, and tried again -------------------------------------------------------------------------------------------------------

// GitHub does as it is asked, but keeps its answer to itself until release() is called.
function heldBack() {
    let release;
    const released = new Promise((resolve) => { release = resolve; });
    return Object.assign(async ({ normal }) => {
        const answer = await normal();
        await released;
        return answer;
    }, { release });
}

async function killedAfter(method, path, task, change, isDone) {
    const held = heldBack();
    github.once(method, path, held);
    asana.byHand(ann, () => change(task));
    await until('GitHub has done it', isDone);
    await site.stop('worker', 'SIGKILL');
    held.release();
    site.worker();
    await site.settled();
}

await test('killed-when-github-had-closed-it', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    await killedAfter('PATCH', issuePath, task, () => { task.completed = true; }, () => issue.state === 'closed');
    assert.equal(comments(issue).length, 1);
    assert.deepEqual([rowOf(site, task.gid).completed, rowOf(site, task.gid).echo], ['true', 'closed']);
});

await test('killed-when-github-had-assigned-it', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    await killedAfter('POST', `${issuePath}/assignees`, task, () => Object.assign(task, { completed: true, assignee: bob.gid }),
        () => issue.assignees.length === 1);
    assert.deepEqual([issue.assignees, issue.state, comments(issue).length], [['bob'], 'closed', 1]);
    assert.deepEqual([rowOf(site, task.gid).assignee, rowOf(site, task.gid).echo], [bob.gid, 'assigned bob, closed']);
});

await test('killed-when-the-comment-was-written', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    await killedAfter('POST', `${issuePath}/comments`, task, () => { task.completed = true; }, () => comments(issue).length === 1);
    assert.equal(comments(issue).length, 1);
});

await test('the-row-was-changed-meanwhile', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    github.once('PATCH', issuePath, async ({ normal }) => {
        changeRow(site, task.gid, { echo: '', state: 'closed', assignee: bob.gid });
        return normal();
    });
    await inAsana(ann, () => { task.completed = true; });
    const row = rowOf(site, task.gid);
    assert.deepEqual([row.completed, row.assignee, row.state, row.echo], ['true', bob.gid, 'closed', '']);
});

await test('a-500-is-tried-again-and-said-once', async () => {
    const issue = addIssue(github.state, web), task = tie(site, stands, issue);
    github.once('PATCH', issuePath, async ({ normal }) => {
        await normal();
        return { status: 502, body: 'bad gateway' };
    });
    const { jobs } = await inAsana(ann, () => { task.completed = true; });
    assert.deepEqual(jobs.map(({ kind, state }) => [kind, state]), [['sync', 'done'], ['comment', 'done'], ['sync', 'done']]);
    assert.equal(jobs[2].reason, 'completed in Asana, and closed already');
    assert.equal(comments(issue).length, 1);
});

await done();
