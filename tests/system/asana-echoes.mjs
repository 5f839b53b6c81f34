// Both ways at once: each side tells of everything, also of what we did there.  After one change on either side both become quiet.
import assert from 'node:assert';
import { Site, done, examples, long, test, until } from './lib.mjs';
import { addUser as addAsanaUser, startAsana, tasksOf } from './asana.mjs';
import { bothWays, configureBoth, hook, rowOf } from './asana/twoway.mjs';
import { addInstallation, addIssue, addPull, addRepository, addUser, assign, mergePull, setState, startGitHub, unassign } from './github.mjs';
import { issueEvent, makeKey } from './github/app.mjs';
import { tellIssueEvents } from './github/issue_events.mjs';
import { userShape } from './github/shapes.mjs';

examples();
const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const asana = await startAsana({ validate: true });
const web = addRepository(github.state, 'acme/web');
addInstallation(github.state, 'acme');
const people = Object.fromEntries([['ann', 'Ann Lee'], ['bob', 'Bob Ray'], ['cy', 'Cy']].map(([login, name]) => {
    addUser(github.state, login);
    return [login, addAsanaUser(asana.state, name)];
}));
const zoe = addAsanaUser(asana.state, 'Zoe');

const site = await Site.make();
configureBoth(site, { github, asana, key, rules: bothWays(['acme/web']) });
for (const [login, { gid }] of Object.entries(people)) assert.equal(site.hooklet('people', 'link', login, '--asana', gid).status, 0);
for (const name of ['asana', 'github-issues', 'github-pull-request']) await site.program(name);
await site.nginx();
site.worker();
await hook(site, asana);
const told = tellIssueEvents(github, site);

// Until nobody has anything to tell any more.
async function quiet() {
    for (let seen = -1; seen !== github.count + asana.count + told.sent.length + asana.hooks.deliveries.length;) {
        seen = github.count + asana.count + told.sent.length + asana.hooks.deliveries.length;
        await told.idle();
        await asana.idle();
        await site.settled();
    }
}

const isWrite = ({ method, path }) => method !== 'GET' && !path.includes('/access_tokens');
const brief = (requests) => requests.filter(isWrite).map(({ method, template }) => `${method} ${template.split('/').at(-1)}`).sort();

// What is asked of both because of one change, until all is quiet.
async function after(change) {
    const at = [github.count, asana.count, told.sent.length, asana.hooks.deliveries.length];
    const given = change();
    await until('it is told', () => told.sent.length + asana.hooks.deliveries.length > at[2] + at[3]);
    await quiet();
    const jobs = site.json('jobs', '-n', '1000').jobs;
    assert.deepEqual(jobs.filter(({ state }) => state !== 'done').map(({ id, kind, state, reason }) => [id, kind, state, reason]), []);
    return {
        given, github: brief(github.all.slice(at[0])), asana: brief(asana.all.slice(at[1])),
        events: told.sent.slice(at[2]).map(({ action }) => action), deliveries: asana.hooks.deliveries.length - at[3],
    };
}
const inAsana = (user, change) => after(() => asana.byHand(user, change));
const atGitHub = (login, change) => after(() => told.byHand(login, change));

// An issue or pull request that was opened, and its task.
async function opened(add, more = {}) {
    const issue = add(github.state, web, more);
    const { event, payload } = issueEvent(github, issue, 'opened', { login: 'ann' });
    assert.equal((await site.post(event, payload)).status, 202);
    await quiet();
    const task = tasksOf(asana.state, asana.project).find(({ name }) => name.endsWith(`(#${issue.number})`));
    assert.ok(task, 'it has a task');
    return { issue, task };
}
const sectionOf = (task) => asana.state.sections.find(({ gid }) => gid === task.memberships[0].section).name;
const rowIs = (task, expected) => {
    const { completed, assignee, state, echo: noted } = rowOf(site, task.gid);
    const echo = noted.split(', ').filter((one) => !one.includes('=')).join(', ');     // that is yet to be heard of
    assert.deepEqual({ completed, assignee, state, echo }, { echo: '', assignee: '', completed: 'false', state: 'open', ...expected });
};

// --- From Asana ------------------------------------------------------------------------------------------------------------------

await test('completed-and-reopened-in-asana', async () => {
    const { issue, task } = await opened(addIssue);
    const completed = await inAsana(zoe, () => { task.completed = true; });
    assert.deepEqual(completed, {
        given: undefined, github: ['PATCH {issue_number}', 'POST comments'], asana: ['POST addTask'], events: ['closed'], deliveries: 1,
    });
    assert.deepEqual([issue.state, task.completed, sectionOf(task)], ['closed', true, 'Done']);
    rowIs(task, { completed: 'true', state: 'closed' });
    const reopened = await inAsana(zoe, () => { task.completed = false; });
    assert.deepEqual(reopened, {
        given: undefined, github: ['PATCH {issue_number}'], asana: ['POST addTask'], events: ['reopened'], deliveries: 1,
    });
    assert.deepEqual([issue.state, task.completed, sectionOf(task)], ['open', false, 'To do']);
    rowIs(task, {});
});

await test('assigned-and-unassigned-in-asana', async () => {
    const { issue, task } = await opened(addIssue);
    const given = await inAsana(zoe, () => { task.assignee = people.ann.gid; });
    assert.deepEqual([given.github, given.asana, given.events, given.deliveries], [['POST assignees'], [], ['assigned'], 1]);
    rowIs(task, { assignee: people.ann.gid });
    const moved = await inAsana(zoe, () => { task.assignee = people.bob.gid; });
    assert.deepEqual([moved.github, moved.asana, moved.events, moved.deliveries],
        [['DELETE assignees', 'POST assignees'], [], ['assigned', 'unassigned'], 1]);
    rowIs(task, { assignee: people.bob.gid });
    const taken = await inAsana(zoe, () => { task.assignee = null; });
    assert.deepEqual([taken.github, taken.asana, taken.events, taken.deliveries], [['DELETE assignees'], [], ['unassigned'], 1]);
    assert.deepEqual(issue.assignees, []);
    rowIs(task, {});
});

await test('taken-in-asana-while-others-have-the-issue', async () => {
    const { issue, task } = await opened(addIssue, { assignees: ['ann', 'bob'] });
    assert.equal(task.assignee, people.ann.gid);
    const taken = await inAsana(zoe, () => { task.assignee = null; });
    assert.deepEqual([taken.github, taken.asana, taken.events], [['DELETE assignees'], [], ['unassigned']]);
    assert.deepEqual([issue.assignees, task.assignee], [['bob'], null]);
    rowIs(task, {});
});

await test('assigned-in-asana-when-it-is-completed', async () => {
    const { issue, task } = await opened(addIssue);
    await inAsana(zoe, () => { task.completed = true; });
    const given = await inAsana(zoe, () => { task.assignee = people.cy.gid; });
    assert.deepEqual([given.github, given.asana, given.events, given.deliveries], [['POST assignees'], [], ['assigned'], 1]);
    assert.deepEqual([issue.state, issue.assignees, task.completed], ['closed', ['cy'], true]);
    rowIs(task, { completed: 'true', state: 'closed', assignee: people.cy.gid });
});

await test('a-completed-task-of-an-open-pull-request-is-assigned', async () => {
    const { issue, task } = await opened(addPull);
    const completed = await inAsana(people.ann, () => { task.completed = true; });
    assert.deepEqual([completed.github, completed.asana, completed.events, completed.deliveries], [[], [], [], 1]);
    const given = await inAsana(people.ann, () => { task.assignee = people.ann.gid; });
    assert.deepEqual([given.github, given.asana, given.events, given.deliveries], [['POST assignees'], [], ['assigned'], 1]);
    assert.deepEqual([issue.state, task.completed], ['open', true]);
    rowIs(task, { completed: 'true', assignee: people.ann.gid });
});

// --- From GitHub -----------------------------------------------------------------------------------------------------------------

await test('closed-and-reopened-at-github', async () => {
    const { issue, task } = await opened(addIssue);
    const closed = await atGitHub('bob', () => setState(github.state, issue, 'closed', { login: 'bob' }));
    assert.deepEqual([closed.github, closed.asana, closed.events, closed.deliveries], [[], ['POST addTask', 'PUT {task_gid}'], ['closed'], 1]);
    assert.deepEqual([task.completed, sectionOf(task)], [true, 'Done']);
    rowIs(task, { completed: 'true', state: 'closed' });
    const reopened = await atGitHub('bob', () => setState(github.state, issue, 'open', { login: 'bob' }));
    assert.deepEqual([reopened.github, reopened.asana, reopened.events, reopened.deliveries],
        [[], ['POST addTask', 'PUT {task_gid}'], ['reopened'], 1]);
    assert.deepEqual([task.completed, issue.state], [false, 'open']);
    rowIs(task, {});
});

await test('assigned-at-github', async () => {
    const { issue, task } = await opened(addIssue);
    const given = await atGitHub('bob', () => assign(github.state, issue, ['ann']));
    assert.deepEqual([given.github, given.asana, given.events, given.deliveries], [[], ['PUT {task_gid}'], ['assigned'], 1]);
    assert.equal(task.assignee, people.ann.gid);
    rowIs(task, { assignee: people.ann.gid });
    const taken = await atGitHub('bob', () => unassign(github.state, issue, ['ann']));
    assert.deepEqual([taken.github, taken.asana, taken.events, taken.deliveries], [[], [], ['unassigned'], 0]);
    rowIs(task, { assignee: people.ann.gid });
});

await test('assigned-at-github-takes-up-what-was-completed', async () => {
    const { issue, task } = await opened(addPull);
    await inAsana(people.ann, () => { task.completed = true; });
    const given = await atGitHub('bob', () => assign(github.state, issue, ['cy']));
    assert.deepEqual([given.github, given.asana, given.events, given.deliveries], [[], ['PUT {task_gid}'], ['assigned'], 1]);
    assert.deepEqual([task.completed, task.assignee, issue.assignees], [false, people.cy.gid, ['cy']]);
    rowIs(task, { assignee: people.cy.gid });
});

await test('merged-at-github-when-the-task-was-ticked-off', async () => {
    const { issue, task } = await opened(addPull);
    await inAsana(people.ann, () => { task.completed = true; });
    const merged = await atGitHub('bob', () => mergePull(github.state, issue, { login: 'bob' }));
    assert.deepEqual([merged.github, merged.asana, merged.events, merged.deliveries], [[], ['POST addTask'], ['closed'], 0]);
    rowIs(task, { completed: 'true', state: 'closed' });
});

// --- Both at once -------------------------------------------------------------------------------------------------------------------

await test('closed-on-both-sides-at-once', async () => {
    const { issue, task } = await opened(addIssue);
    await after(() => {
        asana.byHand(zoe, () => { task.completed = true; });
        told.byHand('bob', () => setState(github.state, issue, 'closed', { login: 'bob' }));
    });
    assert.deepEqual([issue.state, task.completed], ['closed', true]);
    rowIs(task, { completed: 'true', state: 'closed' });
});

// The task is changed before its row, so Asana tells of it while the row still says how it was.
await test('what-a-job-of-the-issue-is-about-to-note-is-not-taken-for-peoples', async () => {
    const { issue, task } = await opened(addIssue);
    let release;
    const released = new Promise((resolve) => { release = resolve; });
    asana.once('PUT', '/tasks/{task_gid}', async ({ normal }) => {
        const given = await normal();
        await released;
        return given;
    });
    const from = github.count;
    told.byHand('bob', () => setState(github.state, issue, 'closed', { login: 'bob' }));
    await until('a job waits for it', () => site.json('jobs', '--kind', 'sync').jobs[0].reason?.startsWith('after job '));
    assert.equal(task.completed, true);
    release();
    await quiet();
    assert.match(site.json('jobs', '--kind', 'sync').jobs[0].reason, /^an echo/);
    assert.deepEqual(brief(github.all.slice(from)), []);
    rowIs(task, { completed: 'true', state: 'closed' });
});

// Nobody is left who knows that it was us, but for the row.
await test('whom-a-worker-gave-a-task-to-before-it-was-killed-is-not-taken-for-peoples', async () => {
    for (const isDone of [true, false]) {
        const { issue, task } = await opened(addPull), from = github.count, at = asana.count;
        const { event, payload } = issueEvent(github, issue, 'review_requested', { login: 'bob' });
        payload.pull_request.requested_reviewers = [userShape(github.world, 'ann')];
        asana.once('PUT', '/tasks/{task_gid}', async ({ normal }) => {
            if (isDone) await normal();
            return { never: true };
        });
        await site.post(event, payload);
        await asana.waitFor('PUT', '/tasks/{task_gid}', { from: at, arrived: true });
        await until('it is done', () => !isDone || task.assignee === people.ann.gid);
        await site.stop('worker', 'SIGKILL');
        site.worker();
        await quiet();
        assert.equal(task.assignee, people.ann.gid);
        assert.deepEqual([brief(github.all.slice(from)), issue.assignees], [[], []]);
        rowIs(task, { assignee: people.ann.gid });
        const taken = await inAsana(zoe, () => { task.assignee = null; });
        assert.deepEqual([taken.github, taken.asana, taken.events], [[], [], []]);
        const again = await inAsana(zoe, () => { task.assignee = people.ann.gid; });
        assert.deepEqual([again.github, again.events, issue.assignees], [['POST assignees'], ['assigned'], ['ann']]);
        rowIs(task, { assignee: people.ann.gid });
    }
});

await test('to-and-fro-at-once', async () => {
    const all = [];
    for (let i = 0; i < 8; i++) all.push(await opened(addIssue));
    await after(() => {
        for (const { issue, task } of all) {
            asana.byHand(zoe, () => Object.assign(task, { completed: true, assignee: people.ann.gid }));
            told.byHand('bob', () => assign(github.state, issue, ['bob']));
        }
    });
    for (const { issue, task } of all) {
        assert.equal(issue.state === 'closed', task.completed, `${issue.number}: ${issue.state}, ${task.completed}`);
        assert.equal(rowOf(site, task.gid).completed, String(task.completed));
        assert.equal(rowOf(site, task.gid).assignee, task.assignee);
    }
});

await test('a-worker-that-is-killed-again-and-again', async () => {
    const { issue, task } = await opened(addIssue);
    for (let round = 0; round < (long ? 60 : 6); round++) {
        const completed = round % 2 === 0, from = github.count + asana.count;
        asana.byHand(zoe, () => Object.assign(task, { completed, assignee: completed ? people.ann.gid : people.bob.gid }));
        await until('it is at work', () => github.count + asana.count > from + round % 7);
        await site.stop('worker', 'SIGKILL');
        site.worker();
        await quiet();
        assert.deepEqual([issue.state, issue.assignees, task.completed], [completed ? 'closed' : 'open', [completed ? 'ann' : 'bob'], completed]);
        assert.equal(rowOf(site, task.gid).completed, String(completed));
    }
    assert.equal(github.state.issueComments.filter(({ number }) => number === issue.number).length, long ? 30 : 3);
});

await done();
