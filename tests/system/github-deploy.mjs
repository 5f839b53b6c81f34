// Deployments from the signed delivery through nginx, program, store and worker to a stand-in for GitHub and back: what is wished for is
// made once, waits for checks, fails, is superseded or taken back; also when the worker is killed at any step.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Site, builddir, done, test, until } from './lib.mjs';
import {
    addCheckRun, addCommitStatus, addDeployment, addDeploymentStatus, addFork, addInstallation, addIssue, addPull, addRepository, addTag,
    deleteBranch, findIssue, moveBranch, setState, startGitHub, unheard,
} from './github.mjs';
import { configureApp, issueEvent, makeKey, say } from './github/app.mjs';
import { checkSuiteEvent, deploymentEvent, deploymentStatusEvent, pushEvent, statusEvent } from './github/deploy_events.mjs';

const deployments = '/repos/{owner}/{repo}/deployments';
const statuses = `${deployments}/{deployment_id}/statuses`;

const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const { state } = github;
const web = addRepository(state, 'acme/web');
addRepository(state, 'acme/other');
addInstallation(state, 'acme');
const site = await Site.make();
// Builds are another machine's, so that nothing takes them here.
configureApp(site, github, {
    key, more: { read_delay: '0s' },
    rules: `
project "acme/web" {
    basedomain = example.org
    url = { 'production=www.example.org' }
}
ci "elsewhere" {
    command = { "true" }
    host = elsewhere
}
`,
});
await site.up();
Object.assign(state.hook, { url: `${site.url}/hooks/github`, secret: site.secret, tells: ['deployment', 'deployment_status'] });

// --- What happens, and what came of it ---------------------------------------------------------------------------------------

const deliver = async ({ event, payload }) => {
    const answer = await site.post(event, payload);
    assert.equal(answer.status, 202, answer.text);
    return answer.json;
};
const isOver = ({ kind, state: standing }) =>
    ['trigger', 'notify'].includes(kind) || !['waiting', 'ready', 'leased', 'started'].includes(standing);
const jobs = () => site.json('jobs', '-n', '100000').jobs;

// Until GitHub has told all, and nothing is on its way but builds.
async function quiet() {
    await until('all is quiet', async () => {
        await github.idle();
        const before = github.count;
        const all = jobs();
        await github.idle();
        return all.every(isOver) && github.count === before && jobs().length === all.length;
    });
}

const rows = (environment, repository = 'acme/web') =>
    site.json('deployments', '--repository', repository, '--environment', environment, '-n', '100').deployments;
const row = (environment) => rows(environment)[0];
const whole = ({ id }) => JSON.parse(site.hooklet('deployment', id, '--json').stdout);
const theirs = (environment) => state.deployments.filter((one) => one.environment === environment);
const told = (deployment) => state.deploymentStatuses.filter((one) => one.deployment === deployment.id).map((one) => one.state);
const triggers = (one) => jobs().filter(({ kind, args }) => kind === 'trigger' &&
    String((typeof args === 'string' ? JSON.parse(args) : args)?.deployment) === String(one.id));
const tool = (name, ...words) => {
    const ran = spawnSync(path.join(builddir, 'tests/system', name), [site.conf, ...words], { env: site.env, encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
    return ran.stdout.trim();
};
// What comes round then, each time an hour later than the last one.
let hours = 0;
const muchLater = () => tool('come-round', String(++hours));
// The job of a wish that somebody has made in a chat, when it is over.
async function wished(environment, ref, rule = `default/${environment}`, repository = 'acme/web', more = []) {
    const delivery = tool('wish-for', 'deploy', rule, repository, environment, ref, ...more);
    const { id } = site.json('events', '-n', '100').events.find((one) => one.delivery === delivery);
    return until('the wish is over', () => site.json('event', id).jobs.find((one) => one.kind === 'deployment' && isOver(one)));
}

// A push to a branch of a release goes to test.
let releases = 0;
const release = () => moveBranch(state, web, `release-${++releases}`);
const push = (moved, more = {}) => deliver(pushEvent(github, web, { ...moved, ref: moved.ref ?? `refs/heads/release-${releases}`, ...more }));
const killWorker = async () => {
    await site.stop('worker', 'SIGKILL');
    site.worker();
};

// --- Made --------------------------------------------------------------------------------------------------------------------

await test('a-pull-request-is-deployed', async () => {
    const issue = addIssue(state, web);
    const opened = say(github, 'pull_request', { repository: 'acme/web', login: 'ann', body: `See https://app.asana.com/0/11/4711 and #${issue.number}` });
    await deliver(opened);
    await quiet();
    const { number, pull } = opened.said;
    const [one] = theirs(`pr${number}`);
    const ours = whole(row(`pr${number}`));
    assert.deepEqual([one.sha, one.transient, one.payload], [pull.head.sha, true,
        { hooklet: String(ours.id), number, url: `https://pr${number}.example.org/` }]);
    assert.match(one.description, new RegExp(`#${number}`));
    assert.deepEqual([ours.state, ours.sha, ours.author, ours.by, ours.ticket, ours.url], ['queued', pull.head.sha, 'ann', 'ann', 'asana:4711',
        `https://pr${number}.example.org/`]);
    assert.deepEqual([theirs(`pr${number}`).length, told(one), triggers(ours).length], [1, ['queued'], 1]);
    assert.equal(state.deploymentStatuses.find((status) => status.deployment === one.id).environmentUrl, `https://pr${number}.example.org/`);
});

await test('a-push-to-the-default-branch-and-a-tag', async () => {
    await push(moveBranch(state, web, 'main'), { ref: 'refs/heads/main' });
    const tag = addTag(state, web, 'v1.0');
    await push({ ref: 'refs/tags/v1.0', after: tag.sha });
    await quiet();
    assert.deepEqual(theirs('preview').map((one) => one.production), [false]);
    assert.deepEqual(theirs('production').map((one) => [one.sha, one.production]), [[tag.sha, true]]);
    assert.equal(row('production').ref, 'refs/tags/v1.0');
});

// The answer of GitHub may come after its event.
await test('a-deployment-that-is-told-before-it-is-noted', async () => {
    const moved = release();
    let release_;
    const released = new Promise((resolve) => { release_ = resolve; });
    github.once('POST', deployments, async (exchange) => {
        const answer = await exchange.normal();
        await released;
        return answer;
    });
    await push(moved);
    await until('it was told', () => theirs('test').length === 1 && jobs().some(({ kind }) => kind === 'trigger' && triggers(row('test')).length === 1));
    release_();
    await quiet();
    assert.deepEqual([theirs('test').length, row('test').state, triggers(row('test')).length], [1, 'queued', 1]);
});

// --- Checks ------------------------------------------------------------------------------------------------------------------

await test('pending-then-green-by-a-status', async () => {
    const moved = release();
    addCommitStatus(state, web, moved.after, { state: 'pending', context: 'ci/test' });
    await push(moved);
    await quiet();
    const ours = row('test');
    assert.deepEqual([ours.state, ours.sha], ['waiting', moved.after]);
    assert.match(whole(ours).detail, /ci\/test \(pending\)/);
    const made = theirs('test').length;

    const pending = addCommitStatus(state, web, moved.after, { state: 'pending', context: 'ci/test' });
    assert.equal((await deliver(statusEvent(github, pending))).status, 'ignored');
    const green = addCommitStatus(state, web, moved.after, { state: 'success', context: 'ci/test' });
    assert.equal((await deliver(statusEvent(github, green))).status, 'accepted');
    await quiet();
    assert.deepEqual([row('test').state, theirs('test').length, theirs('test').at(-1).sha], ['queued', made + 1, moved.after]);
    assert.equal((await deliver(statusEvent(github, addCommitStatus(state, web, moved.after, { state: 'success' })))).reason,
        'no deployment waits for this commit');
});

await test('pending-then-green-by-a-check-suite', async () => {
    const moved = release();
    addCheckRun(state, web, moved.after, { name: 'build' });
    await push(moved);
    await quiet();
    assert.equal(row('test').state, 'waiting');
    addCheckRun(state, web, moved.after, { name: 'build', conclusion: 'success' });
    assert.equal((await deliver(checkSuiteEvent(github, web, moved.after))).status, 'accepted');
    await quiet();
    assert.equal(row('test').state, 'queued');
});

await test('pending-then-green-by-the-slow-poll', async () => {
    const moved = release();
    addCommitStatus(state, web, moved.after, { state: 'pending', context: 'ci/test' });
    await push(moved);
    await quiet();
    assert.equal(row('test').state, 'waiting');
    addCommitStatus(state, web, moved.after, { state: 'success', context: 'ci/test' });
    muchLater();
    await quiet();
    assert.deepEqual([row('test').state, theirs('test').at(-1).sha], ['queued', moved.after]);
});

await test('a-check-that-fails', async () => {
    const moved = release();
    const before = theirs('test').length;
    addCommitStatus(state, web, moved.after, { state: 'failure', context: 'ci/test' });
    await push(moved);
    await quiet();
    assert.deepEqual([row('test').state, theirs('test').length], ['failure', before]);
    assert.match(whole(row('test')).detail, /ci\/test \(failure\)/);
});

await test('a-check-that-fails-while-it-is-waited-for', async () => {
    const moved = release();
    addCommitStatus(state, web, moved.after, { state: 'pending', context: 'ci/test' });
    await push(moved);
    await quiet();
    await deliver(statusEvent(github, addCommitStatus(state, web, moved.after, { state: 'error', context: 'ci/test' })));
    await quiet();
    assert.equal(row('test').state, 'failure');
});

await test('a-conflict', async () => {
    const moved = release();
    web.conflicting.push(moved.after);
    await push(moved);
    await quiet();
    assert.equal(row('test').state, 'failure');
    assert.match(whole(row('test')).detail, /^Conflict merging main/);
});

await test('github-refuses-for-another-reason', async () => {
    const moved = release();
    github.once('POST', deployments, { status: 422, body: { message: 'No ref found for: it' } });
    await push(moved);
    await quiet();
    assert.equal(row('test').state, 'error');
    assert.match(whole(row('test')).detail, /No ref found for: it/);
});

await test('github-is-away-for-a-while', async () => {
    const moved = release();
    const before = theirs('test').length;
    github.once('POST', deployments, { status: 502, body: {} });
    await push(moved);
    await quiet();
    assert.deepEqual([row('test').state, theirs('test').length], ['queued', before + 1]);
});

// --- Others are in the way ---------------------------------------------------------------------------------------------------

await test('a-newer-one-supersedes', async () => {
    await push(release());
    await quiet();
    const older = row('test');
    await push(release());
    await quiet();
    const [newer, before] = rows('test');
    assert.deepEqual([before.id, before.state, newer.state], [older.id, 'superseded', 'queued']);
    assert.match(whole(before).detail, new RegExp(`deployment ${newer.id} is newer`));
    const [replaced, made] = theirs('test').slice(-2);
    assert.deepEqual([told(replaced).at(-1), told(made)], ['inactive', ['queued']]);
});

await test('a-newer-one-supersedes-one-that-waits-for-checks', async () => {
    const moved = release();
    addCommitStatus(state, web, moved.after, { state: 'pending', context: 'ci/test' });
    await push(moved);
    await quiet();
    await push(release());
    await quiet();
    assert.deepEqual(rows('test').slice(0, 2).map((one) => one.state), ['queued', 'superseded']);
    const green = addCommitStatus(state, web, moved.after, { state: 'success', context: 'ci/test' });
    assert.equal((await deliver(statusEvent(github, green))).reason, 'no deployment waits for this commit');
});

async function locked(body) {
    tool('wish-for', 'lock', '-', 'acme/web', 'test');
    await body().finally(() => tool('wish-for', 'unlock', '-', 'acme/web', 'test'));
}

await test('a-locked-environment', async () => {
    const before = rows('test').length;
    await locked(async () => {
        const job = await wished('test', 'refs/heads/main');
        assert.deepEqual([job.state, rows('test').length], ['done', before]);
        assert.match(job.reason, /^environment test is locked by ann since .*: the fair is on$/);
    });
});

await test('locked-while-it-waits-for-checks', async () => {
    const moved = release();
    addCommitStatus(state, web, moved.after, { state: 'pending', context: 'ci/test' });
    await push(moved);
    await quiet();
    await locked(async () => {
        await deliver(statusEvent(github, addCommitStatus(state, web, moved.after, { state: 'success', context: 'ci/test' })));
        await quiet();
    });
    assert.equal(row('test').state, 'inactive');
    assert.match(whole(row('test')).detail, /locked by ann/);
});

// --- Refs that people name ---------------------------------------------------------------------------------------------------

await test('a-name-becomes-a-commit', async () => {
    addTag(state, web, 'v2.0');
    for (const [ref, full] of [['main', 'refs/heads/main'], ['v2.0', 'refs/tags/v2.0'], [web.branches.main.slice(0, 10), undefined]]) {
        assert.equal((await wished('test', ref)).state, 'done', ref);
        assert.deepEqual([row('test').sha, row('test').ref ?? undefined, row('test').by], [web.branches.main, full, 'ann'], ref);
    }
    assert.equal(whole(row('test')).author, state.commits.find((one) => one.sha === web.branches.main).login);
});

await test('refs-that-are-none', async () => {
    const before = rows('test').length;
    moveBranch(state, web, 'gone');
    deleteBranch(state, web, 'gone');
    moveBranch(state, web, 'v3.0');
    addTag(state, web, 'v3.0');
    const wanted = [
        ['refs/heads/gone', /^acme\/web has no branch gone, or not any more$/],
        ['gone', /^acme\/web has no branch, tag or commit gone$/],
        ['refs/tags/v9', /^acme\/web has no tag v9, or not any more$/],
        ['refs/pull/999/head', /^acme\/web has no pull request #999$/],
        ['v3.0', /^v3.0 is a branch and a tag of acme\/web, too: refs\/heads\/v3.0 or refs\/tags\/v3.0 says which$/],
    ];
    for (const [ref, words] of wanted) {
        const job = await wished('test', ref);
        assert.deepEqual([job.state, words.test(job.reason)], ['dead', true], `${ref}: ${job.reason}`);
    }
    assert.equal(rows('test').length, before);
});

await test('a-pull-request-of-a-fork', async () => {
    const fork = addFork(state, web, 'third');
    const { number } = addPull(state, web, { login: 'bob', head: { repository: fork } });
    const job = await wished(`pr${number}`, `refs/pull/${number}/head`, 'default/pr');
    assert.match(job.reason, /comes from a fork, and deployment rule default\/pr doesn't allow these$/);
    assert.deepEqual([job.state, rows(`pr${number}`).length], ['dead', 0]);
});

await test('no-project-and-no-rule', async () => {
    assert.match((await wished('test', 'main', 'default/test', 'acme/other')).reason, /^no project: no channel is tied to acme\/other/);
    assert.match((await wished('test', 'main', 'mine')).reason, /^deployment rule mine is not in hooklet.conf any more$/);
});

// --- The end of a pull request ----------------------------------------------------------------------------------------------

await test('a-pull-request-is-closed', async () => {
    const { number } = addPull(state, web, { login: 'ann' });
    const pull = findIssue(state, web, number);
    await deliver(issueEvent(github, pull, 'opened', { login: 'ann' }));
    await quiet();
    const [one] = theirs(`pr${number}`);
    setState(state, pull, 'closed', { login: 'ann' });
    await deliver(issueEvent(github, pull, 'closed', { login: 'ann' }));
    await quiet();
    assert.deepEqual([row(`pr${number}`).state, told(one)], ['inactive', ['queued', 'inactive']]);
    assert.equal(whole(row(`pr${number}`)).detail, `pull request #${number} was closed`);
    // Nobody would take back what a button brought there afterwards.
    for (const [ref, ...more] of [[`refs/pull/${number}/head`], [`refs/heads/${one.ref}`, one.sha, String(number)]]) {
        const job = await wished(`pr${number}`, ref, 'default/pr', 'acme/web', more);
        assert.deepEqual([job.state, job.reason], ['dead', `#${number} is closed, and pr${number} with it`]);
    }
    assert.equal(rows(`pr${number}`).length, 1);
});

// --- Somebody else's ---------------------------------------------------------------------------------------------------------

const foreign = async (more) => {
    const deployment = addDeployment(state, web, { login: 'zoe', ...more });
    const answer = await deliver(deploymentEvent(github, deployment));
    await quiet();
    return { deployment, answer };
};

await test('a-foreign-deployment-for-an-environment-of-ours', async () => {
    const { deployment, answer } = await foreign({ ref: 'main', environment: 'preview' });
    assert.equal(answer.status, 'accepted');
    const ours = whole(row('preview'));
    assert.deepEqual([String(ours.remote), ours.state, ours.by, ours.ref, ours.sha, ours.url],
        [String(deployment.id), 'queued', 'zoe', 'refs/heads/main', web.branches.main, 'https://preview.example.org/']);
    assert.deepEqual([told(deployment), triggers(ours).length], [['queued'], 1]);
    await deliver(deploymentEvent(github, deployment));
    await quiet();
    assert.equal(rows('preview').filter((one) => one.state === 'queued').length, 1);
});

await test('foreign-deployments-that-are-not-ours-to-build', async () => {
    const reasons = [
        [{ environment: 'moon' }, /has no environment moon/],
        [{ environment: 'github-pages' }, /has no environment github-pages/],
        [{ environment: 'preview', task: 'deploy:migrations' }, /its task is deploy:migrations, not deploy/],
        [{ environment: 'preview', payload: { hooklet: '999999' } }, /its payload names deployment 999999, which is none of ours/],
    ];
    for (const [more, words] of reasons) {
        const { deployment, answer } = await foreign(more);
        assert.equal(answer.status, 'ignored');
        assert.match(answer.reason, words);
        assert.deepEqual(told(deployment), []);
    }
    const there = addDeployment(state, 'acme/other', { environment: 'preview', ref: 'main' });
    assert.equal((await deliver(deploymentEvent(github, there))).reason, 'no project');
    const payload = { ...deploymentEvent(github, addDeployment(state, web, { environment: 'preview' })).payload, workflow_run: { id: 7 } };
    assert.match((await deliver({ event: 'deployment', payload })).reason, /GitHub Actions/);
});

await test('statuses-of-others-and-our-own', async () => {
    const ours = whole(row('preview'));
    const deployment = state.deployments.find((one) => String(one.id) === String(ours.remote));
    const say_ = (outcome) => deliver(deploymentStatusEvent(github, addDeploymentStatus(state, deployment, { login: 'zoe', state: outcome })));
    assert.match((await say_('success')).reason, /goes by its build, not by what zoe says of it$/);
    assert.match((await say_('queued')).reason, /is queued, as we know$/);
    assert.match((await say_('inactive')).reason, /is not live$/);
    const another = addDeployment(state, web, { environment: 'moon' });
    assert.match((await deliver(deploymentStatusEvent(github, addDeploymentStatus(state, another, { state: 'success' })))).reason,
        /no deployment of ours$/);
});

// --- Cut off -----------------------------------------------------------------------------------------------------------------

// The worker dies when a request has come so far, and another one goes on.
async function killedAt(handler, isThere, { heard = 1 } = {}) {
    const before = theirs('test').length;
    github.once('POST', deployments, handler);
    await push(release());
    await until('it has come so far', isThere(before));
    await killWorker();
    await quiet();
    assert.deepEqual([theirs('test').length, row('test').state, triggers(row('test')).length], [before + 1, 'queued', heard]);
    assert.deepEqual([String(whole(row('test')).remote), told(theirs('test').at(-1))], [String(theirs('test').at(-1).id), ['queued']]);
}

await test('killed-between-the-row-and-the-request', async () => {
    let arrived = false;
    await killedAt(() => { arrived = true; return { never: true }; }, () => () => arrived);
});

await test('killed-between-the-request-and-the-note', async () => {
    state.hook.tells = ['deployment_status'];
    await killedAt(async (exchange) => { await exchange.normal(); return { never: true }; }, (before) => () => theirs('test').length > before,
        { heard: 0 });
    state.hook.tells = ['deployment', 'deployment_status'];
});

await test('an-answer-that-nobody-hears', async () => {
    const before = theirs('test').length;
    github.once('POST', deployments, unheard());
    await push(release());
    await quiet();
    assert.deepEqual([theirs('test').length, row('test').state], [before + 1, 'queued']);
});

await test('killed-while-a-status-is-told', async () => {
    let arrived = false;
    github.once('POST', statuses, async (exchange) => { await exchange.normal(); arrived = true; return { never: true }; });
    await push(release());
    await until('it was told', () => arrived);
    await killWorker();
    await quiet();
    assert.deepEqual(told(theirs('test').at(-1)), ['queued']);
});

await test('an-event-that-was-lost', async () => {
    state.hook.tells = [];
    await push(release());
    await quiet();
    assert.deepEqual([row('test').state, triggers(row('test')).length], ['queued', 0]);
    muchLater();
    await quiet();
    assert.deepEqual([row('test').state, triggers(row('test')).length], ['queued', 1]);
    state.hook.tells = ['deployment', 'deployment_status'];
});

await done();
