// Issues and pull requests become tasks: what a new task is made of, whose it is, and where it goes; from the signed delivery through
// nginx, program, store and worker to stand-ins for Asana and GitHub.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import { addProject, addTag, addTask, addUser, addWorkspace } from './asana.mjs';
import { addRepository } from './github.mjs';
import { startWorld, tasksRule } from './asana/items.mjs';

const world = await startWorld({
    rules: tasksRule('web', ['acme/*', 'ann/*', 'nobody/*', 'acme-x/*']) + tasksRule('named', ['other/*'], '    workspace = aCME\n    project = "Big Plans"\n    tag = Bug\n') +
        tasksRule('lost', ['lost/*'], '    workspace = Acme\n    project = Nowhere\n'),
});
const { asana, github, site } = world;
const { state } = asana;

// What is not there at the first look is not looked for again within a minute.
const workspaces = ['ANN', 'acme-x'].map((name) => addWorkspace(state, name));
for (const one of workspaces) one.users.push(asana.robot.gid);
const projects = Object.fromEntries([
    [asana.workspace, 'Web Shop Two'], [asana.workspace, 'BIG plans'], [asana.workspace, 'x-api'], [workspaces[0], 'dot.files'], [workspaces[1], 'api'],
].map(([workspace, name]) => [name, addProject(state, workspace, name)]));
addProject(state, asana.workspace, 'web-shop-two', { archived: true });

const good = (job) => assert.equal(job.state, 'done', `${job.state}: ${job.reason}`);

// --- What a task is made of ------------------------------------------------------------------------------------------------------

await test('a-new-issue-becomes-a-task', async () => {
    const issue = world.issue({ title: 'It breaks', body: 'Often,\nand loudly.', milestone: { title: 'v1', dueOn: '2026-12-01T08:00:00Z' } });
    const job = await world.opened(issue);
    good(job);
    const task = world.task(issue);
    assert.equal(task.name, 'It breaks (#1)');
    const [ours, theirs] = task.notes.split('\n[hooklet:');
    assert.equal(ours, `${github.world.html}/acme/web/issues/1\n\nOften,\nand loudly.\n`);
    assert.match(theirs, /^acme-web-1\]/);
    assert.equal(world.external(task), 'acme-web-1');
    assert.deepEqual(world.tagNames(task), ['GitHub']);
    assert.deepEqual(task.memberships.map(({ project }) => project), [asana.project.gid]);
    assert.equal(task.dueOn, '2026-12-01');
    assert.equal(task.assignee, null);
    assert.equal(task.completed, false);
    assert.equal(job.reason, `created task ${task.gid}; due 2026-12-01; tag GitHub`);
});

await test('a-null-body-is-empty', async () => {
    const issue = world.issue({ body: null });
    good(await world.opened(issue));
    assert.match(world.task(issue).notes, new RegExp(`^${github.world.html}/acme/web/issues/2\n\n\\[hooklet:acme-web-2\\]`));
});

await test('the-tag-is-the-workspaces-own-whatever-its-case', async () => {
    state.tags.find(({ name }) => name === 'GitHub').name = 'gitHUB';
    const issue = world.issue({ labels: ['bug', 'GITHUB', 'ünïcode & more'] });
    good(await world.opened(issue));
    assert.deepEqual(world.tagNames(world.task(issue)), ['bug', 'gitHUB', 'ünïcode & more']);
    assert.equal(state.tags.length, 3);
});

await test('a-title-that-is-too-long-keeps-its-number', async () => {
    const issue = world.issue({ title: 'ä'.repeat(2000) });
    good(await world.opened(issue));
    const { name } = world.task({ title: 'ä', number: issue.number });
    assert.equal(name.length, 1024);
    assert.ok(name.endsWith(`… (#${issue.number})`));
});

await test('never-for-what-is-closed-whatever-happens-to-it', async () => {
    const issue = world.issue({ state: 'closed', closedAt: '2026-01-01T00:00:00Z' });
    for (const action of ['edited', 'labeled', 'closed']) {
        const job = await world.happens(issue, action);
        good(job);
        assert.equal(job.reason, 'ignored: the issue is closed, and has no task');
    }
    const pull = world.pull({ mergedAt: '2026-01-01T00:00:00Z' });
    assert.equal((await world.happens(pull, 'closed')).reason, 'ignored: the pull request was merged, and has no task');
    assert.deepEqual([world.tasks(issue), world.tasks(pull)], [[], []]);
    good(await world.reopened(issue));
    assert.equal(world.tasks(issue).length, 1);
});

await test('any-action-of-what-is-open-makes-one', async () => {
    for (const action of ['edited', 'labeled', 'pinned', 'locked']) {
        const issue = world.issue({ title: action });
        good(await world.happens(issue, action));
        assert.equal(world.task(issue).completed, false);
    }
    const pull = world.pull({ draft: true });
    good(await world.happens(pull, 'synchronize'));
    assert.equal(world.tasks(pull).length, 1);
});

// --- Whose it is ---------------------------------------------------------------------------------------------------------------

const mona = addUser(state, 'Mona Lisa'), ken = addUser(state, 'Ken Kaku'), twin = addUser(state, 'Twin Two');
addUser(state, 'Twin Two');
addUser(state, 'Digits', { email: 'digits@example.com' });

await test('by-the-person-table', async () => {
    world.person('Somebody Else', { login: 'mona' });
    const told = site.hooklet('people', 'link', 'MONA', '--asana', mona.gid);
    assert.equal(told.status, 0, told.stderr);
    const issue = world.issue({ assignees: ['mona'] });
    const job = await world.opened(issue);
    assert.equal(world.task(issue).assignee, mona.gid);
    assert.match(job.reason, /^created task \d+; assigned mona;/);
    assert.equal(github.asked('GET', '/users/mona').length, 0);
});

await test('by-the-real-name-else-nobody-and-the-ledger-says-so', async () => {
    for (const [name, login, gid, reason] of [
        ['ken kaku', 'ken', ken.gid, /; assigned ken;/],
        ['Twin Two', 'twin', null, /; no Asana user for twin: hooklet people has none, and not exactly one user is called Twin Two/],
        [null, 'shy', null, /; no Asana user for shy: hooklet people has none, GitHub no name/],
        ['digits@example.com', 'mail', null, /; no Asana user for mail: hooklet people has none, GitHub no name/],
        [twin.gid, 'gid', null, /; no Asana user for gid: hooklet people has none, GitHub no name/],
    ]) {
        world.person(name ?? '', { login });
        const issue = world.issue({ assignees: [login] });
        const job = await world.opened(issue);
        good(job);
        assert.match(job.reason, reason);
        assert.equal(world.task(issue).assignee, gid, login);
    }
});

await test('a-name-is-asked-for-once-and-then-by-its-etag', async () => {
    const before = github.asked('GET', '/users/ken').length;
    good(await world.opened(world.issue({ assignees: ['ken'] })));
    const asked = github.asked('GET', '/users/ken').slice(before);
    assert.deepEqual(asked.map(({ status }) => status), [304]);
});

await test('one-of-the-reviewers-of-a-pull-request-by-its-number', async () => {
    const reviewers = [mona, ken].map(({ name }) => (name === 'Mona Lisa' ? 'mona' : 'ken'));
    for (let i = 0; i < 3; i++) {
        const pull = world.pull({ reviewers });
        good(await world.opened(pull));
        assert.equal(world.task(pull).assignee, [mona.gid, ken.gid][pull.number % 2]);
    }
    const both = world.pull({ assignees: ['ken'], reviewers: ['mona'] });
    good(await world.opened(both));
    assert.equal(world.task(both).assignee, ken.gid);
});

await test('reviewers-who-are-asked-later-and-those-whom-an-event-does-not-tell', async () => {
    const pull = world.pull();
    good(await world.opened(pull));
    assert.equal(world.task(pull).assignee, null);
    pull.reviewers = ['mona'];
    const before = github.count;
    good(await world.happens(pull, 'review_requested'));
    assert.equal(world.task(pull).assignee, mona.gid);
    assert.equal(github.count, before);
    // Milestones of pull requests come as events of issues.
    const other = world.pull({ reviewers: ['ken'] });
    const { payload } = world.payload({ ...other, pull: null }, 'milestoned');
    payload.issue.pull_request = { url: 'x', html_url: 'x', diff_url: 'x', patch_url: 'x', merged_at: null };
    good(await world.deliver({ event: 'issues', payload }));
    assert.equal(world.task(other).assignee, ken.gid);
    assert.equal(github.asked('GET', `/repos/acme/web/pulls/${other.number}`).length, 1);
});

await test('a-task-that-has-an-assignee-keeps-it', async () => {
    const issue = world.issue({ assignees: ['mona'] });
    await world.opened(issue);
    issue.assignees = ['ken'];
    const job = await world.happens(issue, 'assigned', { assignee: 'ken' });
    good(job);
    assert.match(job.reason, /; it keeps its assignee$/);
    assert.equal(world.task(issue).assignee, mona.gid);
    issue.assignees = [];
    good(await world.happens(issue, 'unassigned', { assignee: 'mona' }));
    assert.equal(world.task(issue).assignee, mona.gid);
});

// --- Where it goes -------------------------------------------------------------------------------------------------------------

async function opensIn(repository, more) {
    addRepository(github.state, repository, more);
    const issue = world.issue({ repository, title: repository });
    return { issue, job: await world.opened(issue) };
}

await test('workspace-and-project-are-called-like-owner-and-repository', async () => {
    const { issue } = await opensIn('acme/Web-Shop-TWO');
    assert.deepEqual(world.task(issue).memberships.map(({ project }) => project), [projects['Web Shop Two'].gid]);
    const { issue: own } = await opensIn('ann/dot.files');
    assert.deepEqual(world.task(own).memberships.map(({ project }) => project), [projects['dot.files'].gid]);
});

await test('none-is-found-and-the-event-is-ignored-with-that-reason', async () => {
    for (const [repository, reason] of [
        ['nobody/web', 'ignored: Asana shows us no workspace "nobody"; set workspace in tasks "web", or in asana'],
        ['acme/unknown', 'ignored: the workspace "acme" in Asana has no project "unknown"; set project in tasks "web"'],
        ['lost/web', 'ignored: the workspace "Acme" in Asana has no project "Nowhere"; mend project in tasks "lost"'],
    ]) {
        const { issue, job } = await opensIn(repository);
        good(job);
        assert.equal(job.reason, reason);
        assert.deepEqual(world.tasks(issue), []);
    }
});

await test('configured-by-name', async () => {
    const { issue } = await opensIn('other/thing');
    const task = world.task(issue);
    assert.deepEqual(task.memberships.map(({ project }) => project), [projects['BIG plans'].gid]);
    assert.deepEqual(world.tagNames(task), ['bug']);
    assert.equal(world.external(task), 'other-thing-1');
});

// --- A task that is there already ----------------------------------------------------------------------------------------------

await test('a-duplicate-external-id-is-found-and-updated', async () => {
    const issue = world.issue({ title: 'Twice', labels: ['bug'] });
    const old = addTask(state, {
        project: asana.project, name: 'Twice, as it was', notes: 'Somebody wrote this.', completed: false, external: `acme-web-${issue.number}`,
        app: asana.app, tags: [addTag(state, asana.workspace, 'mine').gid],
    });
    const job = await world.opened(issue);
    good(job);
    const task = world.task(issue);
    assert.equal(task.gid, old.gid);
    assert.match(job.reason, new RegExp(`^updated task ${old.gid}; `));
    assert.match(task.notes, /issues\/\d+\n\nOften\.\n\n\[hooklet:acme-web-\d+\].*\nSomebody wrote this\.$/s);
    assert.deepEqual(world.tagNames(task), ['bug', 'gitHUB', 'mine']);
});

await test('it-comes-up-while-we-make-ours', async () => {
    const issue = world.issue({ title: 'Raced' });
    let old;
    asana.once('POST', '/tasks', ({ normal }) => {
        old = addTask(state, { project: asana.project, name: 'Raced', external: `acme-web-${issue.number}`, app: asana.app });
        return normal();
    });
    good(await world.opened(issue));
    assert.equal(world.task(issue).gid, old.gid);
});

await test('what-asana-has-under-our-id-is-another-issues-task', async () => {
    const first = world.issue({ title: 'First' });
    good(await world.opened(first));
    const task = world.task(first), second = world.issue({ title: 'Second' });
    asana.byHand(asana.robot, () => { task.externals[asana.app.clientId].gid = `acme-web-${second.number}`; });
    good(await world.opened(second));
    assert.notEqual(world.task(second).gid, task.gid);
    assert.equal(world.external(world.task(second)), `acme-web-${second.number}-${world.repository('acme/web').id}`);
    good(await world.happens(first, 'edited', { change: { body: 'mine again' } }));
    assert.equal(world.external(task), `acme-web-${first.number}`);
});

await test('two-repositories-whose-names-run-together', async () => {
    const { issue: one } = await opensIn('acme/x-api');
    const { issue: other } = await opensIn('acme-x/api');
    const externals = [world.task(one), world.task(other)].map((task) => world.external(task));
    assert.equal(externals[0], 'acme-x-api-1');
    assert.equal(externals[1], `acme-x-api-1-${world.repository('acme-x/api').id}`);
    assert.deepEqual([world.task(one), world.task(other)].map((task) => task.memberships[0].project), [projects['x-api'].gid, projects.api.gid]);
});

await done();
