// What the client asks GitHub about deployments: makes them and tells refusals apart, finds them again, says how they go; refs, tags,
// collaborators, linked issues.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { builddir, done, Site, test } from './lib.mjs';
import {
    addCheckRun, addCommit, addCommitStatus, addDeployment, addFork, addInstallation, addIssue, addPull, addRepository, addTag, addUser,
    answer, cut, deleteBranch, html, leave, moveBranch, newSha, startGitHub,
} from './github.mjs';
import { configureApp, makeKey } from './github/app.mjs';

const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const { state } = github;
const repository = addRepository(state, 'acme/web');
const installation = addInstallation(state, 'acme');
const site = await Site.make();
configureApp(site, github, { key });

const NOT_FOUND = 11, BUSY = 12, NETWORK = 17, REFUSED = 19;

// -> { status: of the failure, or 0; lines; stderr }
function ask(verb, ...words) {
    return askOf('acme/web', verb, ...words);
}

function askOf(name, verb, ...words) {
    const config = site.env.HOOKLET_CONFIG ?? path.join(site.dir, 'hooklet.conf');
    return new Promise((resolve, reject) => {
        const child = spawn(path.join(builddir, 'tests/system/ask-deployments'),
            [config, String(installation.id), verb, name, ...words.map(String)], { env: site.env });
        const said = { stdout: '', stderr: '' };
        for (const stream of Object.keys(said)) child[stream].setEncoding('utf8').on('data', (text) => { said[stream] += text; });
        child.on('error', reject);
        child.on('close', (status) => resolve({ status, lines: said.stdout.split('\n').slice(0, -1), stderr: said.stderr }));
    });
}

async function told(verb, ...words) {
    const { status, lines, stderr } = await ask(verb, ...words);
    assert.deepEqual([status, stderr], [0, ''], `${verb} ${words}`);
    return lines;
}

const deployments = '/repos/acme/web/deployments';
const create = (ref, environment = 'staging', { row = 7, pull = 0, url = '-', description = '-', contexts = ['all'] } = {}) =>
    ask('create', ref, environment, row, pull, url, description, ...contexts);
const body = () => github.asked('POST', deployments).at(-1).body;

// A branch of its own for each case: its commit has no checks yet.
let made = 0;
function branch() {
    const name = `branch-${++made}`;
    return { name, sha: moveBranch(state, repository, name).after };
}

// --- Making them -------------------------------------------------------------------------------------------------------------

await test('a-deployment-with-its-payload', async () => {
    const { sha } = branch();
    const { status, lines } = await create(sha, 'pr12', { row: 77, pull: 12, url: 'https://pr12.example.org/', description: 'by ann' });
    const deployment = state.deployments.at(-1);
    assert.deepEqual([status, lines], [0, ['created -',
        `${deployment.id} ${sha} ${sha} pr12 row 77 pull 12 https://pr12.example.org/ by hooklet-test[bot] transient`]]);
    assert.deepEqual(body(), {
        ref: sha, environment: 'pr12', description: 'by ann', auto_merge: false, transient_environment: true, production_environment: false,
        payload: { hooklet: '77', number: 12, url: 'https://pr12.example.org/' },
    });
});

await test('all-contexts-none-and-a-list', async () => {
    const { name } = branch();
    await create(name);
    assert.ok(!('required_contexts' in body()) && body().auto_merge === false);
    assert.deepEqual(body().payload, { hooklet: '7' });
    await create(name, 'production', { contexts: [] });
    assert.deepEqual([body().required_contexts, body().production_environment], [[], true]);
    await create(name, 'staging', { contexts: ['ci/test', 'lint'] });
    assert.deepEqual(body().required_contexts, ['ci/test', 'lint']);
});

await test('a-description-ends-between-two-characters', async () => {
    const { name } = branch();
    await create(name, 'staging', { description: 'مرحبا 👋'.repeat(30) });
    assert.equal(body().description, `${[...'مرحبا 👋'.repeat(20)].slice(0, -1).join('')}…`);
    const deployment = state.deployments.at(-1);
    assert.equal((await ask('status', deployment.id, 'success', '👍'.repeat(200), '-', '-')).status, 0);
    assert.equal(state.deploymentStatuses.at(-1).description, `${'👍'.repeat(139)}…`);
});

// What the contexts of a commit are -> what becomes of it.
const outcomes = {
    'without-checks': [[], 'created', []],
    'all-have-passed': [[['s', 'ci', 'success'], ['r', 'build', 'success']], 'created', []],
    'a-status-is-pending': [[['s', 'ci', 'pending'], ['r', 'build', 'success']], 'pending', ['ci (pending)']],
    'a-run-is-under-way': [[['r', 'build', null], ['r', 'lint', 'success']], 'pending', ['build (in_progress)']],
    'a-status-has-failed': [[['s', 'ci', 'error'], ['s', 'lint', 'failure']], 'failed', ['ci (error)', 'lint (failure)']],
    'a-run-has-failed': [[['r', 'build', 'timed_out']], 'failed', ['build (timed_out)']],
    'a-failure-outweighs-what-is-pending': [[['s', 'ci', 'pending'], ['r', 'build', 'failure']], 'failed', ['build (failure)']],
    'what-is-pending-outweighs-what-was-skipped': [[['r', 'docs', 'skipped'], ['r', 'build', null]], 'pending', ['build (in_progress)']],
    'what-was-skipped-can-not-pass-any-more': [[['r', 'docs', 'skipped'], ['r', 'build', 'success']], 'failed', ['docs (skipped)']],
    'the-newest-of-a-context-counts': [
        [['s', 'ci', 'failure'], ['s', 'ci', 'success'], ['r', 'x', 'failure'], ['r', 'x', 'success']], 'created', []],
};

const addContexts = (sha, contexts) => contexts.forEach(([kind, name, outcome]) => (kind === 's'
    ? addCommitStatus(state, repository, sha, { context: name, state: outcome })
    : addCheckRun(state, repository, sha, { name, conclusion: outcome })));

for (const [name, [contexts, end, words]] of Object.entries(outcomes)) {
    await test(`checks-${name}`, async () => {
        const { name: ref, sha } = branch();
        addContexts(sha, contexts);
        const { status, lines, stderr } = await create(ref);
        const isMade = end === 'created';
        const first = isMade ? 'created -' : `${end} Conflict: Commit status checks failed for ${ref}.`;
        assert.deepEqual([status, stderr, lines[0]], [0, '', first]);
        assert.deepEqual(lines.slice(1).sort(), isMade ? lines.slice(1) : words.sort());
    });
}

await test('a-list-counts-what-is-in-it', async () => {
    const { name: ref, sha } = branch();
    addContexts(sha, [['s', 'ci', 'success'], ['s', 'lint', 'failure'], ['r', 'build', null]]);
    assert.match((await create(ref, 'staging', { contexts: ['ci'] })).lines[0], /^created/);
    assert.deepEqual((await create(ref, 'staging', { contexts: ['ci', 'build', 'later'] })).lines.slice(1).sort(),
        ['build (in_progress)', 'later (pending)']);
    assert.match((await create(ref, 'staging', { contexts: [] })).lines[0], /^created/);
});

// Documents do not say what a refusal has in it, so it may have less.
await test('a-refusal-that-says-less-is-looked-up', async () => {
    const { sha } = branch();
    const refusal = (errors) => answer(409, { message: `Conflict: Commit status checks failed for ${sha}.`, ...(errors && { errors }) });
    const field = { resource: 'Deployment', field: 'required_contexts', code: 'invalid' };
    addContexts(sha, [['s', 'ci', 'pending'], ['r', 'build', 'success']]);
    for (const errors of [undefined, [field], [{ ...field, contexts: ['ci'] }], [{ ...field, contexts: [{ context: 'ci' }] }]]) {
        github.once('POST', deployments, refusal(errors));
        assert.deepEqual((await create(sha)).lines.slice(1), ['ci (pending)']);
    }
    addContexts(sha, [['r', 'build', 'failure']]);
    github.once('POST', deployments, refusal());
    assert.deepEqual((await create(sha)).lines, [`failed Conflict: Commit status checks failed for ${sha}.`, 'build (failure)']);
    addContexts(sha, [['r', 'build', 'success'], ['s', 'ci', 'success']]);
    github.once('POST', deployments, refusal());
    assert.deepEqual((await create(sha)).lines, [`pending Conflict: Commit status checks failed for ${sha}.`]);
    github.once('POST', deployments, refusal());
    assert.deepEqual((await create(sha, 'staging', { contexts: ['ci', 'never'] })).lines.slice(1), ['never (expected)']);
});

await test('a-permission-that-is-missing-is-named', async () => {
    const { sha } = branch();
    delete installation.permissions.checks;
    state.tokens.length = 0;
    github.once('POST', deployments, answer(409, { message: 'Conflict: Commit status checks failed for x.' }));
    const refused = await create(sha);
    assert.equal(refused.status, REFUSED);
    assert.match(refused.stderr, /check-runs.*the App needs the permission checks=read/);
    installation.permissions.checks = 'read';
    state.tokens.length = 0;
});

await test('a-merge-conflict', async () => {
    const { name } = branch();
    repository.conflicting = [name];
    const { status, lines, stderr } = await create(name);
    assert.deepEqual([status, lines, stderr], [0, [`conflict Conflict merging main into ${name}.`], '']);
});

await test('merged-by-github-although-it-was-told-not-to', async () => {
    github.once('POST', deployments, answer(202, { message: 'Auto-merged main into topic on deployment.' }));
    const { status, lines } = await create('main');
    assert.deepEqual([status, lines], [0, ['merged Auto-merged main into topic on deployment.']]);
});

await test('other-refusals-are-failures', async () => {
    const missing = await create('no-such-branch');
    assert.deepEqual([missing.status, missing.lines], [REFUSED, []]);
    assert.match(missing.stderr, /status 422, No ref found for: no-such-branch/);
    github.once('POST', deployments, answer(409, { message: 'Git Repository is empty.' }));
    const empty = await create('main');
    assert.equal(empty.status, REFUSED);
    assert.match(empty.stderr, /status 409, Git Repository is empty\.; request/);
    assert.equal((await askOf('acme/nothing', 'create', 'main', 'x', 1, 0, '-', '-', 'all')).status, NOT_FOUND);
    github.once('POST', deployments, html(502));
    assert.equal((await create('main')).status, NETWORK);
    github.once('POST', deployments, cut(10));
    assert.equal((await create('main')).status, NETWORK);
});

// --- Finding them ------------------------------------------------------------------------------------------------------------

await test('found-again-by-row-after-a-crash', async () => {
    const { name, sha } = branch();
    const since = Date.now();
    const find = (row, more = {}) => ask('find', more.sha ?? sha, more.environment ?? 'staging', row, more.since ?? since);
    assert.equal((await find(501)).status, NOT_FOUND);
    for (const row of [500, 501, 502]) await create(name, 'staging', { row });
    addDeployment(state, repository, { ref: name, environment: 'staging', payload: '{"hooklet":"503"}' });
    addDeployment(state, repository, { ref: name, environment: 'staging', payload: 'by hand' });
    const [wanted] = state.deployments.filter(({ payload }) => payload.hooklet === '501');
    const found = await find(501);
    assert.deepEqual([found.status, found.stderr], [0, '']);
    assert.match(found.lines[0], new RegExp(`^${wanted.id} ${sha} ${name} staging row 501 pull 0 `));
    assert.match((await find(503)).lines[0], / row 503 /);
    assert.equal((await find(501, { environment: 'production' })).status, NOT_FOUND);
    assert.equal((await find(501, { sha: newSha() })).status, NOT_FOUND);
    assert.equal((await find(501, { sha: '-' })).status, 0);
});

await test('no-further-than-when-it-can-have-been-made', async () => {
    const { name } = branch();
    const at = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
    const add = (row, minutes) => addDeployment(state, repository,
        { ref: name, environment: 'deep', payload: { hooklet: String(row) }, createdAt: at(minutes) });
    add(600, 600);
    for (let i = 0; i < 250; i++) add(10_000 + i, 300 - i);
    const pages = async (row, since) => {
        const from = github.asked('GET', deployments).length;
        const { status } = await ask('find', '-', 'deep', row, since);
        return [status, github.asked('GET', deployments).length - from];
    };
    assert.deepEqual(await pages(10_240, Date.now() - 3_600_000), [0, 1]);
    assert.deepEqual(await pages(600, Date.now() - 3_600_000), [NOT_FOUND, 1]);
    assert.deepEqual(await pages(600, 0), [0, 3]);
    assert.deepEqual(await pages(1, 0), [NOT_FOUND, 3]);
});

// --- How they go -------------------------------------------------------------------------------------------------------------

await test('statuses-and-the-newest', async () => {
    await create(branch().name, 'test');
    const { id } = state.deployments.at(-1);
    assert.deepEqual(await told('state', id), ['']);
    for (const word of ['queued', 'pending', 'in_progress', 'failure', 'error', 'inactive', 'success']) {
        assert.deepEqual(await told('status', id, word, 'a < b & "c"', 'https://ci.example.org/1', 'https://test.example.org/'), []);
        assert.deepEqual(await told('state', id), [word]);
    }
    const { description, logUrl, environmentUrl, environment } = state.deploymentStatuses.at(-1);
    assert.deepEqual([description, logUrl, environmentUrl, environment],
        ['a < b & "c"', 'https://ci.example.org/1', 'https://test.example.org/', 'test']);
    assert.deepEqual(await told('status', id, 'pending', '-', '-', '-'), []);
    assert.deepEqual(github.asked('POST', `${deployments}/${id}/statuses`).at(-1).body, { state: 'pending' });
    assert.equal((await ask('status', 1, 'success', '-', '-', '-')).status, NOT_FOUND);
    github.once('POST', `${deployments}/${id}/statuses`, answer(422, { message: 'Validation Failed' }));
    const odd = await ask('status', id, 'success', '-', '-', '-');
    assert.equal(odd.status, REFUSED);
    assert.match(odd.stderr, /status 422/);
});

await test('checks-over-all-pages', async () => {
    const { sha } = branch();
    for (let i = 0; i < 130; i++) addCommitStatus(state, repository, sha, { context: `s${i}`, state: i === 3 ? 'failure' : 'success' });
    for (let i = 0; i < 120; i++) addCheckRun(state, repository, sha, { name: `r${i}`, conclusion: i === 2 ? null : 'neutral' });
    const lines = await told('checks', sha);
    assert.deepEqual([lines[0], lines.length], ['failed', 251]);
    assert.ok(lines.includes('s3 failure') && lines.includes('r2 in_progress'));
    assert.deepEqual(await told('checks', sha, 's4', 'r2', 'none'), ['pending', 's4 success', 'r2 in_progress', 'none expected']);
    assert.deepEqual(await told('checks', branch().sha), ['passed']);
    assert.equal((await ask('checks', newSha())).status, REFUSED);
});

// --- Refs --------------------------------------------------------------------------------------------------------------------

const ref = async (name) => (await told('ref', name));

await test('branches-tags-and-commits', async () => {
    const { name, sha } = branch();
    assert.deepEqual(await ref(name), [`branch ${name} refs/heads/${name} ${sha}`]);
    assert.deepEqual(await ref(`refs/heads/${name}`), [`branch ${name} refs/heads/${name} ${sha}`]);
    for (const [tag, more] of [['v1', {}], ['v1-annotated', { annotated: true }], ['v1-twice', { nested: true }]]) {
        const { objects } = addTag(state, repository, tag, { sha, ...more });
        assert.deepEqual(await ref(tag), [`tag ${tag} refs/tags/${tag} ${sha}`]);
        assert.deepEqual(await ref(`refs/tags/${tag}`), [`tag ${tag} refs/tags/${tag} ${sha}`]);
        if (objects.length > 0) assert.deepEqual(await ref(objects[0]), [`commit ${sha} - ${sha}`]);
    }
    for (const text of [sha, sha.slice(0, 7), sha.slice(0, 12).toUpperCase(), sha.toUpperCase()]) {
        assert.deepEqual(await ref(text), [`commit ${sha} - ${sha}`]);
    }
    const odd = moveBranch(state, repository, 'feature/🚀-ًشكرا').after;
    assert.deepEqual(await ref('feature/🚀-ًشكرا'), [`branch feature/🚀-ًشكرا refs/heads/feature/🚀-ًشكرا ${odd}`]);
});

await test('one-name-for-a-branch-and-a-tag', async () => {
    const { name, sha } = branch();
    const tagged = addTag(state, repository, name).sha;
    assert.deepEqual(await ref(name), ['ambiguous -']);
    assert.deepEqual(await ref(`refs/heads/${name}`), [`branch ${name} refs/heads/${name} ${sha}`]);
    assert.deepEqual(await ref(`refs/tags/${name}`), [`tag ${name} refs/tags/${name} ${tagged}`]);
});

await test('a-name-goes-before-the-digits-of-a-commit', async () => {
    const { sha } = branch();
    const named = moveBranch(state, repository, sha.slice(0, 9)).after;
    assert.deepEqual(await ref(sha.slice(0, 9)), [`branch ${sha.slice(0, 9)} refs/heads/${sha.slice(0, 9)} ${named}`]);
    moveBranch(state, repository, sha);
    assert.deepEqual(await ref(sha), [`commit ${sha} - ${sha}`]);
});

await test('what-is-not-there-or-not-any-more', async () => {
    const { name } = branch();
    const twin = newSha().slice(0, 20);
    for (const end of ['a', 'b']) addCommit(state, repository, { sha: twin + end.repeat(20) });
    deleteBranch(state, repository, name);
    const texts = [name, `refs/heads/${name}`, 'refs/tags/none', newSha(), newSha().slice(0, 8), twin, 'HEAD~1', 'main:README',
        'main^{commit}', 'refs/pull/1', '', ' ', 'pull/99999/head', 'pull/1/merge'];
    for (const text of texts) {
        const { status, lines, stderr } = await ask('ref', text);
        assert.deepEqual([status, lines, stderr], [NOT_FOUND, [], ''], text);
    }
    assert.equal((await askOf('acme/nothing', 'ref', 'main')).status, NOT_FOUND);
});

await test('pull-requests-and-forks', async () => {
    const own = addPull(state, repository, { head: { ref: 'own' }, login: 'ann', draft: true });
    const said = ({ number, pull }, words) =>
        [`pull pull/${number}/head refs/pull/${number}/head ${pull.head.sha}`, `${number} ${words}`];
    assert.deepEqual(await ref(`pull/${own.number}/head`), said(own, 'open draft own by ann'));
    moveBranch(state, repository, 'own');
    assert.deepEqual(await ref(`refs/pull/${own.number}/head`), said(own, 'open draft own by ann'));
    const fork = addFork(state, repository, 'stranger');
    const theirs = addPull(state, repository, { head: { ref: 'theirs', repository: fork }, login: 'stranger' });
    assert.deepEqual(await ref(`pull/${theirs.number}/head`), said(theirs, 'open fork theirs by stranger'));
    assert.deepEqual(await ref(theirs.pull.head.sha), [`commit ${theirs.pull.head.sha} - ${theirs.pull.head.sha}`]);
    deleteBranch(state, fork, 'theirs');
    theirs.state = 'closed';
    assert.deepEqual(await ref(`pull/${theirs.number}/head`), said(theirs, 'fork - by stranger'));
    assert.match((await create(theirs.pull.head.sha, 'pr9')).lines[0], /^created/);
});

// --- Tags --------------------------------------------------------------------------------------------------------------------

await test('the-newest-tag-by-version', async () => {
    addRepository(state, 'acme/tagged');
    for (const name of ['v1.9.0', 'v1.10.0', 'v2.0.0-rc.1', 'v2.0.0', 'nightly', '3-beta', 'v1.9.1']) {
        addTag(state, 'acme/tagged', name, { annotated: name === 'v2.0.0' });
    }
    const tags = async (...patterns) => (await askOf('acme/tagged', 'tags', ...patterns)).lines.map((line) => line.split(' ')[0]);
    assert.deepEqual(await tags('v*'), ['v2.0.0', 'v2.0.0-rc.1', 'v1.10.0', 'v1.9.1', 'v1.9.0']);
    assert.deepEqual(await tags('v1.9*', '[0-9]*'), ['3-beta', 'v1.9.1', 'v1.9.0']);
    assert.deepEqual(await tags('none'), []);
    const newest = await askOf('acme/tagged', 'newest', 'v*');
    assert.deepEqual(newest.lines, [`v2.0.0 ${state.repositories.at(-1).tags['v2.0.0'].sha}`]);
    assert.equal((await askOf('acme/tagged', 'newest', 'none')).status, NOT_FOUND);
    assert.equal((await askOf('acme/nothing', 'newest', 'v*')).status, NOT_FOUND);
});

await test('tags-over-all-pages', async () => {
    const tagged = addRepository(state, 'acme/tags');
    for (let i = 0; i < 250; i++) addTag(state, tagged, `v1.${i}`);
    assert.match((await askOf('acme/tags', 'newest', 'v*')).lines[0], /^v1\.249 /);
    assert.equal(github.asked('GET', '/repos/acme/tags/tags').length, 3);
});

// --- People and issues -------------------------------------------------------------------------------------------------------

const roles = ['read', 'triage', 'write', 'maintain', 'admin'];
const crowd = Object.fromEntries(Array.from({ length: 230 }, (_, i) => [`person-${i}`, roles[i % 5]]));

await test('collaborators-by-graphql-over-all-pages', async () => {
    repository.collaborators = crowd;
    for (const login of Object.keys(crowd)) addUser(state, login);
    const lines = await told('collaborators');
    assert.deepEqual(lines, Object.keys(crowd).map((login, i) => `${login} ${i % 5 + 1}`));
    assert.equal(github.asked('GET', '/repos/acme/web/collaborators').length, 0);
});

await test('collaborators-by-rest-where-graphql-is-refused', async () => {
    repository.hidesCollaborators = ['graphql'];
    assert.deepEqual(await told('collaborators'), Object.keys(crowd).map((login, i) => `${login} ${i % 5 + 1}`));
    assert.equal(github.asked('GET', '/repos/acme/web/collaborators').length, 3);
    github.once('POST', '/graphql', answer(404, { message: 'Not Found' }));
    assert.equal((await told('collaborators')).length, 230);
});

await test('collaborators-that-nobody-may-see', async () => {
    repository.hidesCollaborators = ['graphql', 'rest'];
    const { status, lines, stderr } = await ask('collaborators');
    assert.deepEqual([status, lines], [REFUSED, []]);
    assert.match(stderr, /status 403, Must have push access/);
    assert.equal(stderr.split('\n').filter(Boolean).length, 1);
    repository.hidesCollaborators = [];
    assert.equal((await askOf('acme/nothing', 'collaborators')).status, NOT_FOUND);
});

await test('linked-issues', async () => {
    addRepository(state, 'acme/linked');
    const issue = addIssue(state, 'acme/linked', { title: 'It breaks <now>' });
    const closed = addIssue(state, 'acme/linked', { state: 'closed' });
    const elsewhere = addIssue(state, 'acme/web', { title: 'Elsewhere' });
    const body = `Fixes #${issue.number}, closes acme/web#${elsewhere.number}; see #${closed.number}`;
    const pull = addPull(state, 'acme/linked', { title: 'Mend it', body });
    const line = ({ number, title }, name, word) => `${name}#${number} ${word} ${github.url}/${name}/issues/${number} ${title}`;
    const linked = async (number) => (await askOf('acme/linked', 'linked', number)).lines;
    assert.deepEqual(await linked(pull.number), [`Mend it: ${body}`, line(issue, 'acme/linked', 'open'), line(elsewhere, 'acme/web', 'open')]);
    pull.body = null;
    pull.pull.closes = [closed];
    assert.deepEqual(await linked(pull.number), ['Mend it: ', line(closed, 'acme/linked', 'closed')]);
    const beside = addPull(state, 'acme/linked', { title: 'Beside', body: `closes #${issue.number}`, base: 'next' });
    assert.deepEqual(await linked(beside.number), [`Beside: closes #${issue.number}`]);
    assert.equal((await askOf('acme/linked', 'linked', issue.number)).status, NOT_FOUND);
});

// --- Limits ------------------------------------------------------------------------------------------------------------------

await test('a-limit-is-no-reason-to-ask-in-another-way', async () => {
    leave(state, `installation:${installation.id}`, 0, { resource: 'graphql', resetInMs: 600_000 });
    assert.equal((await ask('collaborators')).status, BUSY);
    const asked = github.count;
    assert.equal((await create('main')).status, BUSY);
    assert.equal((await ask('ref', 'main')).status, BUSY);
    assert.equal(github.count, asked);
});

await done();
