// Invitations, from the signed delivery through nginx, program, store and worker to a stand-in for GitHub: whoever is new is
// invited once and thanked once, also when the worker is killed between the two, before, and after.
import assert from 'node:assert';
import { Site, done, examples, test, until } from './lib.mjs';
import {
    addInstallation, addMember, addPull, addRepository, addUser, findMembership, leave, sameName, startGitHub, stamp, unheard,
} from './github.mjs';
import { configureApp, makeKey, merge, say } from './github/app.mjs';

const membership = '/orgs/{org}/memberships/{username}';
const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const issues = '/repos/{owner}/{repo}/issues';

const payloads = examples();
const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const { state } = github;
for (const name of ['acme/web', 'acme/hall', 'third/web', 'third/docs', 'other/web']) addRepository(state, name);
const installations = Object.fromEntries(['acme', 'third', 'other'].map((name) => [name, addInstallation(state, name)]));

const site = await Site.make();
configureApp(site, github, {
    key, more: { read_delay: '0s' },
    rules: `
invite "team" {
    organization = ACME
    repositories = { 'acme/*', 'other/*' }
    message = "Thank you, @{username}, for {repository}; please join {org}."
    greeting = 'Welcome to {repository}, @{username}!'
    welcome = '@{username} is one of {org}.'
    welcome_repository = acme/hall
}
invite "regulars" {
    organization = third
    after = 3
    countdown = "{count} merged, {remaining} to go."
    role = admin
}
`,
});
await site.up();

// --- What happens at GitHub, and what came of it -------------------------------------------------------------------------------

const opened = (login, repository) => addPull(state, repository, { login }).number;

const deliver = async ({ event, payload }) => {
    const answer = await site.post(event, payload);
    assert.equal(answer.status, 202, answer.text);
    return answer.json;
};

// A pull request of theirs, opened (unheard by us) and merged.
const mergeOf = (login, { repository = 'acme/web', number = opened(login, repository) } = {}) =>
    merge(github, { repository, number });

const invitations = (login) => state.memberships.filter((one) => sameName(one.login, login) && one.state === 'pending');
const said = (to) => state.issueComments.filter((one) => one.body.includes(`@${to}`)).map((one) => one.body);
const asked = (method, login) => github.asked(method, membership).filter(({ path }) => sameName(path.split('/').at(-1), login));
const killWorker = async () => {
    await site.stop('worker', 'SIGKILL');
    site.worker();
};

const person = (login) => addUser(state, login).login;

function invitedOnce(login, { comment = 1 } = {}) {
    assert.equal(invitations(login).length, 1);
    assert.equal(said(login).length, comment, JSON.stringify(said(login)));
}

// --- Who is invited ------------------------------------------------------------------------------------------------------------

await test('somebody-new-is-invited-and-thanked', async () => {
    const answer = await deliver(mergeOf(person('Ann')));
    assert.deepEqual(answer.jobs.map(({ kind, rule }) => [kind, rule]), [['invite', 'team']]);
    await site.settled();
    invitedOnce('Ann');
    assert.equal(findMembership(state, 'acme', 'Ann').role, 'member');
    const [text] = said('Ann');
    assert.match(text, /^Thank you, @Ann, for acme\/web; please join ACME\.\n\n<!-- hooklet:[0-9a-f]{64} -->$/);
    assert.equal(asked('PUT', 'Ann').length, 1);
});

await test('known-in-another-spelling', async () => {
    const delivery = mergeOf('Ann');
    delivery.payload.pull_request.user.login = 'aNN';
    const before = github.count;
    await deliver(delivery);
    await site.settled();
    assert.equal(github.count, before);
    invitedOnce('Ann');
});

await test('members-and-who-is-invited-already-are-left-alone', async () => {
    addMember(state, 'acme', 'member-ben');
    addMember(state, 'acme', 'pending-ben', { state: 'pending' });
    for (const login of ['member-ben', 'pending-ben', 'member-ben', 'pending-ben']) await deliver(mergeOf(login));
    await site.settled();
    for (const login of ['member-ben', 'pending-ben']) {
        assert.equal(asked('GET', login).length, 1);
        assert.equal(asked('PUT', login).length, 0);
        assert.deepEqual(said(login), []);
    }
});

await test('bots-and-other-organizations-are-told-why-not', async () => {
    addUser(state, 'renovate[bot]', { type: 'Bot' });
    const bot = await deliver(mergeOf('renovate[bot]'));
    assert.equal(bot.status, 'ignored');
    assert.equal(bot.reason, 'its author is a bot');
    const elsewhere = await deliver(mergeOf(person('eve'), { repository: 'other/web' }));
    assert.equal(elsewhere.reason, 'other/web does not belong to ACME');
    assert.equal(asked('GET', 'eve').length, 0);
    const closed = mergeOf(person('carl'));
    closed.payload.pull_request.merged = false;
    const unmerged = await deliver(closed);
    assert.equal(unmerged.status, 'ignored');
    assert.deepEqual(unmerged.jobs ?? [], []);
});

await test('twenty-merges-at-once', async () => {
    const numbers = Array.from({ length: 20 }, () => opened(person('Zoe'), 'acme/web'));
    const deliveries = numbers.map((number) => mergeOf('Zoe', { number }));
    await Promise.all(deliveries.map(deliver));
    await site.settled();
    invitedOnce('Zoe');
    assert.equal(asked('GET', 'Zoe').length, 1);
    assert.equal(asked('PUT', 'Zoe').length, 1);
});

// --- Killed --------------------------------------------------------------------------------------------------------------------

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

// The worker dies when GitHub has done this and not answered, and another one goes on.
async function killedAfter(method, path, delivery, isDone) {
    const held = heldBack();
    github.once(method, path, held);
    await deliver(delivery);
    await until('GitHub has done it', isDone);
    await killWorker();
    await site.settled();
    held.release();
}

await test('killed-while-github-has-invited-and-not-answered', async () => {
    await killedAfter('PUT', membership, mergeOf(person('jan')), () => invitations('jan').length === 1);
    invitedOnce('jan');
    assert.equal(asked('PUT', 'jan').length, 1);
});

await test('killed-while-the-thanks-are-said-and-not-answered', async () => {
    await killedAfter('POST', comments, mergeOf(person('joe')), () => said('joe').length === 1);
    invitedOnce('joe');
});

// GitHub never takes what the dead worker asked for.
await test('killed-before-github-has-done-anything', async () => {
    for (const [login, method, path] of [['get-lost', 'GET', membership], ['put-lost', 'PUT', membership], ['post-lost', 'POST', comments]]) {
        const from = github.count;
        github.once(method, path, { never: true });
        await deliver(mergeOf(person(login)));
        await github.waitFor(method, path, { from, arrived: true });
        await killWorker();
        await site.settled();
        invitedOnce(login);
    }
});

await test('an-answer-that-nobody-hears', async () => {
    github.once('PUT', membership, unheard());
    await deliver(mergeOf(person('unheard')));
    await site.settled(60_000);
    invitedOnce('unheard');
    assert.equal(asked('PUT', 'unheard').length, 1);
});

// --- Refused -------------------------------------------------------------------------------------------------------------------

await test('refused-it-ends-with-the-reason-and-a-later-merge-tries-again', async () => {
    installations.acme.permissions.members = 'read';
    state.tokens.length = 0;
    const answer = await deliver(mergeOf(person('fay')));
    const jobs = await site.settled();
    const [job] = jobs.filter(({ id }) => id === answer.jobs[0].id);
    assert.equal(job.state, 'dead');
    assert.match(job.reason, /PUT \/orgs\/ACME\/memberships\/fay: status 403, Resource not accessible by integration; the App needs the permission members=write/);
    assert.equal(invitations('fay').length, 0);
    installations.acme.permissions.members = 'write';
    state.tokens.length = 0;
    await deliver(mergeOf('fay'));
    await site.settled();
    invitedOnce('fay');
});

// --- After the third one -------------------------------------------------------------------------------------------------------

const third = (login, number) => mergeOf(login, { repository: 'third/web', ...(number && { number }) });
const counted = () => state.issueComments.filter((one) => /^\d+ merged, /.test(one.body)).map((one) => one.body.split('\n')[0]);

await test('counts-down-and-invites-on-the-third', async () => {
    addPull(state, 'third/docs', { login: person('Gil'), mergedAt: stamp(state) });
    await deliver(third('Gil'));
    await site.settled();
    assert.deepEqual(counted(), ['2 merged, 1 to go.']);
    assert.equal(invitations('Gil').length, 0);
    await deliver(third('Gil'));
    await site.settled();
    assert.equal(counted().length, 1);
    assert.equal(invitations('Gil').length, 1);
    assert.equal(findMembership(state, 'third', 'Gil').role, 'admin');
    assert.equal(said('Gil').length, 1);
});

await test('search-that-lags-behind-and-merges-that-come-twice', async () => {
    const numbers = [1, 2, 3].map(() => opened(person('Hal'), 'third/web'));
    const [first, second, last] = numbers.map((number) => third('Hal', number));
    const before = counted().length;
    state.searchLag = state.issues.length;
    await deliver(first);
    await deliver(first);
    await site.settled();
    await deliver(second);
    await site.settled();
    assert.deepEqual(counted().slice(before), ['1 merged, 2 to go.', '2 merged, 1 to go.']);
    await deliver(last);
    await site.settled();
    state.searchLag = 0;
    assert.equal(invitations('Hal').length, 1);
    assert.equal(said('Hal').length, 1);
});

await test('killed-while-a-countdown-is-said', async () => {
    const from = github.count;
    const before = counted().length;
    github.once('POST', comments, { never: true });
    await deliver(third(person('ivo')));
    await github.waitFor('POST', comments, { from, arrived: true });
    await killWorker();
    await site.settled();
    assert.equal(counted().length, before + 1);
});

// --- Greeting and welcome ------------------------------------------------------------------------------------------------------

const openedBy = (login, repository = 'acme/web') => say(github, 'pull_request', { repository, login, body: 'please' });
const greetings = (login) => said(login).filter((text) => text.startsWith('Welcome to acme/web'));

await test('a-first-pull-request-is-greeted-once', async () => {
    await deliver(openedBy(person('kim')));
    await deliver(openedBy('kim'));
    await site.settled();
    assert.equal(greetings('kim').length, 1);
    addPull(state, 'acme/web', { login: person('known-leo'), mergedAt: stamp(state) });
    await deliver(openedBy('known-leo'));
    const answer = await deliver(openedBy('member-ben'));
    assert.equal(answer.reason, 'its author belongs to the project already: nobody to greet');
    await site.settled();
    assert.deepEqual([...greetings('known-leo'), ...greetings('member-ben')], []);
});

// organization, member_added, as GitHub sends it.
function joins(login, organization = 'acme') {
    const old = structuredClone(payloads.find(({ name }) => name === 'organization').examples
        .find((one) => one.action === 'member_added' && one.installation));
    old.organization.login = organization;
    old.membership.user.login = login;
    old.installation.id = installations[organization].id;
    return { event: 'organization', payload: old };
}

const welcomes = (login) => state.issues.filter((one) => !one.pull && one.title === `Welcome to ACME, @${login}`);

await test('who-joins-gets-an-issue-that-is-closed', async () => {
    await deliver(joins(person('mia')));
    await deliver(joins('MIA'));
    await site.settled();
    const [issue, ...more] = welcomes('mia');
    assert.equal(more.length + welcomes('MIA').length, 0);
    assert.equal(issue.state, 'closed');
    assert.match(issue.body, /^@mia is one of ACME\.\n\n<!-- hooklet:/);
    assert.equal(github.asked('PATCH', `${issues}/{issue_number}`).length, 1);
});

await test('killed-while-the-issue-is-open-or-nearly', async () => {
    for (const [login, method, path] of [['nina', 'POST', issues], ['otto', 'PATCH', `${issues}/{issue_number}`]]) {
        const from = github.count;
        await killedAfter(method, path, joins(person(login)),
            () => github.all.slice(from).some((request) => request.method === method) && welcomes(login).length === 1);
        assert.deepEqual(welcomes(login).map((one) => one.state), ['closed']);
    }
});

// --- Limits --------------------------------------------------------------------------------------------------------------------

await test('a-limit-puts-it-off-and-loses-nothing', async () => {
    leave(state, `installation:${installations.acme.id}`, 1, { resetInMs: 1500 });
    await deliver(mergeOf(person('pam')));
    await site.settled();
    invitedOnce('pam');
});

await test('nothing-was-lost-on-the-way', async () => {
    const jobs = await site.settled();
    const odd = jobs.filter((job) => job.state !== 'done' && !/members=write/.test(job.reason ?? ''));
    assert.deepEqual(odd, []);
});

await done();
