// What goes wrong between an issue and its task: places and people that are gone, tokens that are taken back, refusals, limits.  The
// ledger says it in Asana's words, and nobody's secret is in it.
import assert from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import { done, test } from './lib.mjs';
import {
    addPersonalToken, addProject, addSection, addUser, addWorkspace, failure, paymentRequired, place, removeProject, removeUser, removeWorkspace,
    revokeToken, serverError,
} from './asana.mjs';
import { addRepository, leave } from './github.mjs';
import { login } from './asana/rig.mjs';
import { startWorld, tasksRule } from './asana/items.mjs';

const rules = tasksRule('web', ['acme/*', 'gone/*']);
const world = await startWorld({ rules });
const { asana, github } = world;
const { state } = asana;
const good = (job) => assert.equal(job.state, 'done', `${job.state}: ${job.reason}`);
const task = '/tasks/{task_gid}';

async function anIssue(more) {
    const issue = world.issue(more);
    good(await world.opened(issue));
    return { issue, task: world.task(issue) };
}

// A repository with a project of its own, and a first task in it.
async function aProject(name, { owner = 'acme', workspace = asana.workspace } = {}) {
    const project = addProject(state, workspace, name, { sections: ['To do', 'Done'] });
    addRepository(github.state, `${owner}/${name}`);
    return { project, repository: `${owner}/${name}` };
}

const projects = {};
for (const name of ['vanishes', 'renamed', 'tagless']) projects[name] = await aProject(name);
const gone = addWorkspace(state, 'gone');
gone.users.push(asana.robot.gid);
projects.inside = await aProject('inside', { owner: 'gone', workspace: gone });

// --- Gone between one look and the next --------------------------------------------------------------------------------------------

await test('a-project-that-is-gone', async () => {
    const { repository, project } = projects.vanishes;
    await anIssue({ repository, title: 'Vanishes' });
    removeProject(state, project);
    const job = await world.opened(world.issue({ repository, title: 'Vanishes' }));
    good(job);
    assert.equal(job.reason, 'ignored: the workspace "acme" in Asana has no project "vanishes"; set project in tasks "web"');
});

await test('a-project-with-another-name-is-known-for-a-while-and-then-not-found', async () => {
    const { repository, project } = projects.renamed;
    const { issue, task: made } = await anIssue({ repository, title: 'Renamed' });
    project.name = 'Something else';
    good(await world.happens(issue, 'edited', { change: { body: 'later' } }));
    assert.match(made.notes, /later/);
    await world.begin({ rules });
    const job = await world.happens(issue, 'edited', { change: { body: 'too late' } });
    assert.equal(job.reason, 'ignored: the workspace "acme" in Asana has no project "renamed"; set project in tasks "web"');
});

await test('a-workspace-that-is-gone', async () => {
    const { repository } = projects.inside;
    await anIssue({ repository, title: 'Inside' });
    removeWorkspace(state, gone);
    const job = await world.opened(world.issue({ repository, title: 'Inside' }));
    good(job);
    assert.equal(job.reason, 'ignored: Asana shows us no workspace "gone"; set workspace in tasks "web", or in asana');
});

await test('a-tag-that-is-gone-is-made-again', async () => {
    const { issue, task: made } = await anIssue({ labels: ['bug'] });
    state.tags = state.tags.filter(({ name }) => name !== 'bug');
    const { task: other } = await anIssue({ labels: ['bug'] });
    assert.deepEqual(world.tagNames(other), ['GitHub', 'bug']);
    state.tags = state.tags.filter(({ name }) => name !== 'GitHub' && name !== 'bug');
    made.tags = [];
    good(await world.happens(issue, 'labeled'));
    assert.deepEqual(world.tagNames(made), ['bug']);
});

await test('a-section-that-is-gone', async () => {
    const { issue, task: made } = await anIssue({ repository: projects.tagless.repository, title: 'Sections' });
    good(await world.closed(issue));
    state.sections = state.sections.filter((one) => one.project !== projects.tagless.project.gid || one.name !== 'Done');
    const again = addSection(state, projects.tagless.project, 'done');
    place(state, made, state.sections.find(({ project, name }) => project === projects.tagless.project.gid && name === 'To do'));
    good(await world.happens(issue, 'closed'));
    assert.equal(world.sectionName(made, projects.tagless.project), again.name);
});

await test('a-user-who-was-removed-leaves-the-task-to-nobody', async () => {
    const ann = addUser(state, 'Ann Able');
    assert.equal(world.site.hooklet('people', 'link', 'ann', '--asana', ann.gid).status, 0);
    const { task: first } = await anIssue({ assignees: ['ann'] });
    assert.equal(first.assignee, ann.gid);
    removeUser(state, ann);
    const issue = world.issue({ assignees: ['ann'] });
    const job = await world.opened(issue);
    good(job);
    assert.equal(world.task(issue).assignee, null);
    assert.match(job.reason, new RegExp(`; left to nobody: Asana refuses user ${ann.gid}, ann: Asana: POST /tasks: status 400, assignee: Unknown object: ${ann.gid}`));
    const later = await world.happens(issue, 'edited', { change: { body: 'more' } });
    good(later);
    assert.match(later.reason, /notes; left to nobody: Asana refuses user/);
    assert.match(world.task(issue).notes, /more/);
});

// --- Refused ---------------------------------------------------------------------------------------------------------------------

const secrets = () => [asana.token, asana.app.clientSecret, ...state.accessTokens.map(({ token }) => token), ...state.refreshTokens.map(({ token }) => token)];

function keepsSecrets(...texts) {
    for (const secret of secrets()) for (const text of texts) assert.ok(!text.includes(secret));
}

await test('what-asana-says-is-kept-in-the-ledger', async () => {
    for (const [answer, words] of [
        [failure(400, 'name: Too odd'), 'status 400, name: Too odd'],
        [paymentRequired('Tags are only available to premium users.'), 'status 402, Tags are only available to premium users.'],
        [failure(403, 'You do not have access to this project.'), 'status 403, You do not have access to this project.'],
        [failure(451, 'Not in your country.'), 'status 451, Not in your country.'],
    ]) {
        const stop = asana.on('POST', '/tasks', () => answer);
        const issue = world.issue({ title: 'Refused' }), job = await world.opened(issue);
        stop();
        assert.equal(job.state, 'dead');
        assert.equal(job.reason, `Asana: POST /tasks: ${words}`);
        const told = world.site.hooklet('job', job.id);
        assert.ok(told.stdout.includes(words), told.stdout);
        keepsSecrets(told.stdout, world.site.readLog('worker'));
        assert.equal(world.site.hooklet('retry', job.id).status, 0);
        await world.site.settled();
        world.task(issue);
    }
});

await test('a-404-and-asana-s-own-trouble', async () => {
    const stop = asana.on('POST', '/tasks', () => failure(404, 'project: Unknown object: 12'));
    const missing = await world.opened(world.issue({ title: 'Nowhere' }));
    stop();
    assert.equal(missing.state, 'dead');
    assert.match(missing.reason, /^Asana: what task \(new\) is to be put into is gone, or not for us: workspace \d+, project \d+$/);
    assert.equal(world.site.hooklet('retry', missing.id).status, 0);
    const { issue, task: made } = await anIssue();
    asana.once('PUT', task, serverError());
    good(await world.closed(issue));
    assert.equal(made.completed, true);
    const last = world.site.json('job', world.site.json('jobs').jobs[0].id);
    assert.match(JSON.stringify(last), /status 500, Server Error; phrase for Asana's support: .{1,2}6 sad squid snuggle softly/);
});

await test('a-login-that-was-taken-back', async () => {
    for (const { token } of [...state.refreshTokens]) revokeToken(state, token);
    const issue = world.issue({ title: 'Logged out' }), job = await world.opened(issue);
    assert.equal(job.state, 'dead');
    assert.match(job.reason, /hooklet asana login/);
    keepsSecrets(job.reason, world.site.readLog('worker'));
    assert.equal((await login(world.site, asana)).status, 0);
    assert.equal(world.site.hooklet('retry', job.id).status, 0);
    await world.site.settled();
    world.task(issue);
});

// --- Limits ----------------------------------------------------------------------------------------------------------------------

await test('a-limit-puts-the-lane-to-sleep-and-loses-nothing', async () => {
    const issues = Array.from({ length: 6 }, () => world.issue({ title: 'Limited' }));
    const events = issues.map((issue) => world.payload(issue, 'opened'));
    state.limit = { after: 4, times: 1, retryAfter: 2 };
    const from = asana.count;
    for (const { event, payload } of events) await world.site.post(event, payload);
    const refused = await asana.waitFor('*', /./, { from, where: ({ status }) => status === 429 });
    const at = asana.all.indexOf(refused);
    await pause(1000);
    // Those that were on their way when it came.
    assert.ok(asana.all.length <= at + 1 + 4, `${asana.all.length - at} more`);
    const jobs = await world.site.settled();
    assert.deepEqual(jobs.filter(({ state: end }) => end !== 'done').map(({ reason }) => reason), []);
    for (const issue of issues) world.task(issue);
});

await test('a-limit-of-github-s-is-waited-for-if-it-is-short', async () => {
    world.person('Ann Abroad', { login: 'abroad' });
    const abroad = addUser(state, 'Ann Abroad');
    leave(github.state, 'user:octocat', 0, { resetInMs: 2000 });
    const issue = world.issue({ assignees: ['abroad'], title: 'Waits' });
    good(await world.opened(issue));
    assert.equal(world.task(issue).assignee, abroad.gid);
});

await test('and-else-says-why-the-task-is-nobody-s', async () => {
    world.person('Ann Abroad', { login: 'abroad2' });
    leave(github.state, 'user:octocat', 0, { resetInMs: 1_800_000 });
    const issue = world.issue({ assignees: ['abroad2'], title: 'Goes on' });
    const job = await world.opened(issue);
    good(job);
    assert.equal(world.task(issue).assignee, null);
    assert.match(job.reason, /; no Asana user for abroad2: hooklet people has none, and GitHub: GET \/users\/abroad2: (status \d+: )?rate limit/);
});

// --- With a personal token -------------------------------------------------------------------------------------------------------

await test('a-token-that-was-revoked', async () => {
    const personal = await startWorld({ oauth: false, named: false });
    const issue = personal.issue({ assignees: ['ann'] });
    revokeToken(personal.asana.state, personal.asana.token);
    const job = await personal.opened(issue);
    assert.equal(job.state, 'dead');
    assert.match(job.reason, /status 401, Not Authorized; make a new personal access token, and put it into token_file/);
    for (const text of [personal.site.hooklet('job', job.id).stdout, personal.site.readLog('worker')]) assert.ok(!text.includes(personal.asana.token));
    addPersonalToken(personal.asana.state, personal.asana.robot, personal.asana.token);
    assert.equal(personal.site.hooklet('retry', job.id).status, 0);
    const jobs = await personal.site.settled();
    assert.match(jobs[0].reason, /no Asana user for ann: hooklet people has none, and GitHub's API is not set up to be asked/);
    personal.task(issue);
    // Refused for good while the row says that it is being made: it ends, and does not go round.
    const stop = personal.asana.on('POST', '/tasks', () => failure(403, 'No.'));
    const refused = await personal.opened(personal.issue({ title: 'Never' }));
    stop();
    assert.equal(refused.state, 'dead', refused.reason);
});

await test('a-rule-that-is-gone', async () => {
    await world.site.stop('worker');
    const { event, payload } = world.payload(world.issue(), 'opened');
    const answer = await world.site.post(event, payload);
    world.configure(tasksRule('other', ['acme/*']));
    world.site.worker();
    const jobs = await world.site.settled();
    const job = jobs.find(({ id }) => id === answer.json.jobs[0].id);
    assert.deepEqual([job.state, job.reason], ['dead', 'tasks rule web is not in hooklet.conf any more']);
});

await done();
