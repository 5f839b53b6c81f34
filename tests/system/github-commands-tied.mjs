// /deploy, /rollback and locks in comments where the repository is tied: what is typed is looked up at GitHub, and the workflow says what may go
// where. nginx, programs and worker are real; nothing builds.
import assert from 'node:assert';
import { done, Site, test, until } from './lib.mjs';
import { addInstallation, addPull, addPush, addRepository, addTag, isoTime, moveBranch, newSha, startGitHub } from './github.mjs';
import { configureApp, makeKey, say } from './github/app.mjs';

const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const { state } = github;
const web = addRepository(state, 'acme/web', { collaborators: { writer: 'write', reader: 'read' } });
addRepository(state, 'acme/api', { collaborators: { writer: 'write' } });
addRepository(state, 'someone/web', { fork: true });
addInstallation(state, 'acme');
const site = await Site.make();
// Builds are another machine's, so that nothing takes them here.
const rules = `project "acme/web" {
}
ci "elsewhere" {
    command = { "true" }
    host = elsewhere
}
`;
configureApp(site, github, { key, rules, more: { read_delay: '0s' } });
await site.up();

const marker = /\n\n<!-- hooklet:[0-9a-f]{64} -->$/;
const wishes = (event) => site.json('jobs', '-n', '1000', '--event', event).jobs.filter((job) => job.kind === 'deployment').reverse();
const replies = () => [...state.issueComments, ...state.reviewComments, ...state.commitComments].filter((one) => one.login === 'hooklet-test[bot]');
const isOpen = (job) => ['waiting', 'ready', 'leased', 'started'].includes(job.state);

// Somebody writes `body`; once it has been answered: what hooklet says, and the deployments it asks for.
async function write(kind, body, more = {}) {
    const known = new Set(replies());
    const spoken = say(github, kind, { repository: 'acme/web', login: 'writer', body, ...more });
    return { ...spoken, ...(await hear(spoken, known)) };
}

async function hear(spoken, known) {
    const { status, json } = await site.post(spoken.event, spoken.payload);
    assert.equal(status, 202);
    await until('it is answered', () => !site.json('jobs', '-n', '1000').jobs.some((job) => isOpen(job) && ['command', 'comment'].includes(job.kind)));
    const { id } = site.json('events', '-n', '100').events.find((event) => event.delivery === json.delivery);
    const jobs = wishes(id).map((job) => ({ rule: job.rule, subject: job.subject, ...(typeof job.args === 'string' ? JSON.parse(job.args) : job.args) }));
    return { texts: replies().filter((one) => !known.has(one)).map((one) => one.body.replace(marker, '')), jobs };
}

const addBranch = (branch) => moveBranch(state, web, branch).after;
const short = (sha) => sha.slice(0, 7);
const old = addTag(state, web, 'v1.9', { sha: newSha() });
const newest = addTag(state, web, 'v1.10', { sha: newSha(), annotated: true });
addTag(state, web, 'nightly');

// --- What is looked up -------------------------------------------------------------------------------------------------------

await test('on-an-issue-the-default-branch-goes-to-preview', async () => {
    const { texts, jobs } = await write('issue_comment', '/deploy preview');
    assert.deepEqual(texts, [`Deploying \`main\` (\`${short(web.branches.main)}\`) to preview.`]);
    const [job] = jobs;
    assert.deepEqual([job.rule, job.ref, job.sha, job.origin, job.by, job.environment, job.pull_request],
        ['default/preview', 'refs/heads/main', web.branches.main, 'comment', 'writer', 'preview', undefined]);
    assert.equal(job.subject, web.branches.main);
});

await test('a-branch-by-name-in-both-orders', async () => {
    const sha = addBranch('topic');
    for (const line of ['/deploy test topic', '/deploy topic to test', '/deploy topic to TEST']) {
        const { texts, jobs } = await write('issue_comment', line);
        assert.deepEqual(texts, [`Deploying \`topic\` (\`${short(sha)}\`) to test.`]);
        assert.deepEqual(jobs.map((job) => [job.ref, job.sha, job.environment]), [['refs/heads/topic', sha, 'test']]);
    }
});

await test('a-commit-by-its-beginning', async () => {
    const { jobs } = await write('issue_comment', `/deploy test ${short(web.branches.main)}`);
    assert.deepEqual(jobs.map((job) => [job.ref, job.sha]), [[undefined, web.branches.main]]);
});

await test('a-pull-request-by-its-number', async () => {
    const pull = addPull(state, web);
    const { jobs } = await write('issue_comment', `/deploy #${pull.number} to test`);
    assert.deepEqual(jobs.map((job) => [job.sha, job.pull_request]), [[pull.pull.head.sha, String(pull.number)]]);
    assert.deepEqual((await write('issue_comment', `/deploy pr${pull.number} #${pull.number}`)).jobs.map((job) => job.environment), [`pr${pull.number}`]);
});

addBranch('both');
addTag(state, web, 'both');
const refusals = {
    'nothing-of-that-name': ['/deploy test nowhere', 'That can\'t be: acme/web has no branch, tag or commit nowhere.'],
    'a-name-of-two-things': ['/deploy test both', 'That can\'t be: both is both a branch and a tag; say refs/heads/both or refs/tags/both.'],
    'no-such-pull-request': ['/deploy test #99999', 'That can\'t be: acme/web has no pull request #99999.'],
    'no-ref-at-all': ['/deploy test --force', 'That can\'t be: what is deployed is a branch, a tag, a pull request (#12) or a commit.'],
    'nothing-is-live-on-test': ['/deploy staging', 'That can\'t be: staging takes what is live on test, and nothing is there yet.'],
    'not-built-to-test': ['/deploy staging main', 'That can\'t be: staging takes only what was built to test, and main was not.'],
    'a-branch-is-no-tag': ['/deploy production main', 'That can\'t be: production takes only tags (v\\*, \\[0-9\\]\\*), and main is a branch.'],
    'another-tag': ['/deploy production nightly', 'That can\'t be: production takes only tags that match v\\*, \\[0-9\\]\\*, which nightly does not.'],
};
for (const [name, [line, text]] of Object.entries(refusals)) {
    await test(`refused-${name}`, async () => {
        const { texts, jobs } = await write('issue_comment', line);
        assert.deepEqual([texts, jobs], [[text], []]);
    });
}

// --- What becomes of it ------------------------------------------------------------------------------------------------------

const settled = () => until('all is done', () => !site.json('jobs', '-n', '1000').jobs.some((job) => isOpen(job)));
const rows = (environment) => site.json('deployments', '--environment', environment).deployments;

await test('the-row-says-who-asked-for-what', async () => {
    await settled();
    const [row] = rows('preview');
    assert.deepEqual([row.origin, row.by, row.ref, row.sha, row.rule], ['comment', 'writer', 'refs/heads/main', web.branches.main, 'default/preview']);
    assert.ok(state.deployments.some((one) => String(one.id) === row.remote));
    const why = site.hooklet('why', web.branches.main).stdout;
    assert.match(why, /command by rule deploy: \/deploy preview\.$/m);
    assert.match(why, /: deploy main to preview\.$/m);
    assert.match(why, new RegExp(`^Deployment ${row.id}, `, 'm'));
});

await test('a-deploy-is-before-the-lock-of-the-same-comment', async () => {
    const sha = moveBranch(state, web, 'topic').after;
    const { texts } = await write('issue_comment', '/deploy test topic\n/lock test done for today\n/deploy test main');
    await settled();
    assert.match(texts[0], /^Deploying `topic`/);
    assert.match(texts[1], /^test is locked now/);
    assert.match(texts[2], /^test is locked by writer/);
    assert.deepEqual([rows('test')[0].sha, rows('test')[0].ref], [sha, 'refs/heads/topic']);
    assert.match((await write('issue_comment', '/unlock test')).texts[0], /^test is open again/);
});

await test('only-a-pull-requests-own-environment-goes-away', async () => {
    const pull = addPull(state, web);
    await write('issue_comment', '/deploy\n/deploy test', { number: pull.number });
    await settled();
    const transient = (environment) => state.deployments.find((one) => String(one.id) === rows(environment)[0].remote).transient;
    assert.deepEqual([transient(`pr${pull.number}`), transient('test')], [true, false]);
});

// --- Production --------------------------------------------------------------------------------------------------------------

const command = (tag, sha) => `/deploy production ${tag} ${sha.slice(0, 10)}`;

await test('production-is-the-newest-tag-and-asked-twice', async () => {
    const asked = await write('issue_comment', '/deploy production');
    assert.deepEqual(asked.texts, [`Deploy \`v1.10\` (\`${short(newest.sha)}\`) to production? If that is what you mean, write \`${command('v1.10', newest.sha)}\`.`]);
    assert.deepEqual(asked.jobs, []);
    const [line] = /\/deploy [^`]+/.exec(asked.texts[0]);
    const meant = await write('issue_comment', line);
    assert.deepEqual(meant.texts, [`Deploying \`v1.10\` (\`${short(newest.sha)}\`) to production.`]);
    assert.deepEqual(meant.jobs.map((job) => [job.ref, job.sha, job.rule]), [['refs/tags/v1.10', newest.sha, 'default/production']]);
});

await test('a-tag-that-is-named-is-asked-for-twice-too', async () => {
    const { texts, jobs } = await write('issue_comment', '/deploy v1.9 to production');
    assert.match(texts[0], new RegExp(`write \`${command('v1.9', old.sha)}\``));
    assert.deepEqual(jobs, []);
    assert.equal((await write('issue_comment', command('v1.9', old.sha))).jobs.length, 1);
});

await test('a-tag-that-is-another-commit-meanwhile-is-not-deployed', async () => {
    for (const commit of ['f'.repeat(10), newest.sha.slice(0, 6), `${newest.sha}0`]) {
        const { texts, jobs } = await write('issue_comment', `/deploy production v1.10 ${commit}`);
        assert.deepEqual(texts, [`\`v1.10\` (\`${short(newest.sha)}\`) is another commit than you have named, so I did nothing.`]);
        assert.deepEqual(jobs, []);
    }
});

// --- Pull requests -----------------------------------------------------------------------------------------------------------

await test('a-pull-request-goes-to-its-own-environment', async () => {
    const pull = addPull(state, web, { draft: true });
    const { texts, jobs } = await write('issue_comment', '/deploy', { number: pull.number });
    const { ref, sha } = pull.pull.head;
    assert.deepEqual(texts, [`Deploying \`${short(sha)}\` to pr${pull.number}.`]);
    assert.deepEqual(jobs.map((job) => [job.environment, job.ref, job.sha, job.pull_request, job.author]),
        [[`pr${pull.number}`, `refs/heads/${ref}`, sha, String(pull.number), pull.login]]);
});

await test('as-it-was-when-the-comment-was-made', async () => {
    const pull = addPull(state, web);
    const { ref, sha } = pull.pull.head;
    addPush(state, web, { branch: ref, after: sha, at: isoTime(Date.now() - 60_000) });
    const known = new Set(replies());
    const spoken = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/deploy test', number: pull.number });
    pull.pull.head.sha = addPush(state, web, { branch: ref, at: isoTime(Date.now() + 5000), after: 'b'.repeat(40) }).after;
    assert.deepEqual((await hear(spoken, known)).jobs.map((job) => job.sha), [sha]);
    web.pushedAt = isoTime(Date.now() - 60_000);
});

await test('a-fork-is-deployed-nowhere-also-by-its-number', async () => {
    const pull = addPull(state, web, { head: { repository: 'someone/web', ref: 'patch' } });
    const refusal = (environment) => `That can't be: #${pull.number} comes from a fork, and nothing of a fork goes to ${environment}.`;
    assert.deepEqual((await write('issue_comment', '/deploy test', { number: pull.number })).texts, [refusal('test')]);
    assert.deepEqual((await write('review_comment', '/deploy', { number: pull.number })).texts, [refusal(`pr${pull.number}`)]);
    assert.deepEqual((await write('issue_comment', `/deploy test #${pull.number}`)).texts, [refusal('test')]);
});

await test('a-closed-one-has-no-environment-any-more', async () => {
    const pull = addPull(state, web, { state: 'closed' });
    const { texts, jobs } = await write('issue_comment', `/deploy pr${pull.number} #${pull.number}`);
    assert.deepEqual([texts, jobs], [[`That can't be: #${pull.number} is closed, and pr${pull.number} with it.`], []]);
});

// --- Who, where --------------------------------------------------------------------------------------------------------------

await test('readers-may-not', async () => {
    const { texts, jobs } = await write('issue_comment', '/deploy preview', { login: 'reader' });
    assert.match(texts[0], /^Sorry, `\/deploy` is for /);
    assert.deepEqual(jobs, []);
});

await test('locks-hold-in-environments-of-the-workflow', async () => {
    assert.match((await write('issue_comment', '/lock test the fair is on')).texts[0], /^test is locked now/);
    const { texts, jobs } = await write('issue_comment', '/deploy test main');
    assert.match(texts[0], /^test is locked by writer since .*: the fair is on$/);
    assert.deepEqual(jobs, []);
    assert.match((await write('issue_comment', '/unlock test')).texts[0], /^test is open again/);
});

await test('a-repository-that-is-not-tied-has-no-workflow', async () => {
    const { texts, jobs } = await write('issue_comment', '/deploy preview', { repository: 'acme/api' });
    assert.deepEqual([texts, jobs], [['No deploy rule is for this repository.'], []]);
});

await done();
