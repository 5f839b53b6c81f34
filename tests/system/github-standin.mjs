// The stand-in for GitHub does what GitHub does with every request: who asks, how often, what is hidden, moved, changed, broken.
import assert from 'node:assert';
import { createHash } from 'node:crypto';
import { done, test } from './lib.mjs';
import {
    addInstallation, addIssue, addIssueComment, addRepository, big, cut, hold, html, leave, never, renameRepository, startGitHub,
    unheard,
} from './github.mjs';
import { makeKey } from './github/app.mjs';
import { Client, linksOf } from './github/client.mjs';

const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey });
const { state } = github;
const web = addRepository(state, 'acme/web');
const secret = addRepository(state, 'other/secret', { private: true });
const acme = addInstallation(state, 'acme');
const other = addInstallation(state, 'other');
const client = new Client(github, key);
await client.login(acme);

const repository = '/repos/acme/web';
const tokens = (installation) => `/app/installations/${installation.id}/access_tokens`;

function refused(answer, status, message) {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.json?.message ?? answer.text, message);
    assert.match(answer.headers['x-github-request-id'], /^[0-9A-F:]+$/);
}

// --- Headers -----------------------------------------------------------------------------------------------------------------

await test('no-user-agent-is-refused', async () => {
    refused(await client.get('/app', { headers: { 'User-Agent': undefined } }), 403, /User-Agent/);
});

await test('an-unknown-api-version-is-refused', async () => {
    refused(await client.get(repository, { headers: { 'X-GitHub-Api-Version': '2020-01-01' } }), 400, /2020-01-01/);
    assert.equal((await client.get(repository, { headers: { 'X-GitHub-Api-Version': undefined } })).status, 200);
});

await test('a-slash-at-the-end-is-not-found', async () => {
    refused(await client.get(`${repository}/`), 404, /^Not Found$/);
    refused(await client.get('/nothing/here'), 404, /^Not Found$/);
    refused(await client.ask('DELETE', repository), 404, /^Not Found$/);
});

await test('bodies-that-are-no-json-objects', async () => {
    const { number } = addIssue(state, web);
    refused(await client.post(`${repository}/issues/${number}/comments`, '{"body": '), 400, /Problems parsing JSON/);
    refused(await client.post(`${repository}/issues/${number}/comments`, '["body"]'), 400, /JSON object/);
});

// --- Who asks ----------------------------------------------------------------------------------------------------------------

await test('without-credentials-and-with-bad-ones', async () => {
    refused(await client.get(repository, { token: null }), 401, /Requires authentication/);
    refused(await client.get(repository, { token: 'ghs_nonsense' }), 401, /Bad credentials/);
    refused(await client.get(repository, { token: client.jwt() }), 401, /Bad credentials/);
    refused(await client.get('/app'), 401, /JSON web token could not be decoded/);
    refused(await client.get(repository, { headers: { Authorization: 'nonsense' } }), 401, /Bad credentials/);
    assert.equal((await client.get(repository, { headers: { Authorization: `token ${client.token}` } })).status, 200);
});

await test('the-jwt-is-really-verified', async () => {
    const now = Date.now() / 1000;
    const asked = async (more) => client.get('/app', { token: client.jwt(more) });
    assert.equal((await asked()).status, 200);
    assert.equal((await asked({ issuer: state.app.clientId })).status, 200);
    refused(await asked({ pem: makeKey().pem }), 401, /could not be decoded/);
    refused(await asked({ header: { alg: 'none' } }), 401, /could not be decoded/);
    refused(await asked({ expires: now - 5 }), 401, /'exp'\) must be a numeric value representing the future time/);
    refused(await asked({ expires: now + 660 }), 401, /'exp'\) is too far in the future/);
    refused(await asked({ issued: now + 60 }), 401, /'iat'/);
    refused(await asked({ issuer: 1 }), 404, /Integration not found/);
    const [head, claims, signature] = client.jwt().split('.');
    const flipped = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1);
    refused(await client.get('/app', { token: `${head}.${claims}.${flipped}` }), 401, /could not be decoded/);
    refused(await client.get('/app', { headers: { Authorization: `token ${client.jwt()}` } }), 401, /Bad credentials/);
});

await test('a-clock-that-differs-shows-in-the-date', async () => {
    state.clockShiftMs = 30 * 60_000;
    const answer = await client.get('/app', { token: client.jwt() });
    state.clockShiftMs = 0;
    refused(answer, 401, /'exp'/);
    const ahead = Date.parse(answer.headers.date) - Date.now();
    assert.ok(Math.abs(ahead - 30 * 60_000) < 5000, answer.headers.date);
});

await test('installation-tokens-are-long-and-expire', async () => {
    const { json } = await client.login(acme);
    assert.match(json.token, /^ghs_[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.equal(json.token.length, 521);
    assert.match(json.expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.equal(json.permissions.issues, 'write');
    const headers = { 'X-GitHub-Stateless-S2S-Token': 'disabled' };
    const old = await client.post(tokens(acme), undefined, { token: client.jwt(), headers });
    assert.match(old.json.token, /^ghs_\w{36}$/);
    state.clockShiftMs = state.tokenLifetimeMs + 1000;
    const answer = await client.get(repository);
    state.clockShiftMs = 0;
    refused(answer, 401, /Bad credentials/);
});

await test('unknown-and-suspended-installations', async () => {
    refused(await client.post(tokens({ id: 1 }), undefined, { token: client.jwt() }), 404, /^Not Found$/);
    acme.suspendedAt = '2026-11-01T00:00:00Z';
    refused(await client.post(tokens(acme), undefined, { token: client.jwt() }), 403, /^This installation has been suspended$/);
    refused(await client.get(repository), 403, /^This installation has been suspended$/);
    acme.suspendedAt = null;
    assert.equal((await client.get(repository)).status, 200);
});

await test('a-token-reaches-its-own-repositories-only', async () => {
    refused(await client.get('/repos/other/secret'), 404, /^Not Found$/);
    refused(await client.get('/orgs/other/members'), 404, /^Not Found$/);
    refused(await client.get(`/repositories/${secret.id}`), 404, /^Not Found$/);
    const second = new Client(github, key);
    await second.login(other);
    assert.equal((await second.get('/repos/other/secret')).status, 200);
    refused(await second.get(repository), 404, /^Not Found$/);
    addRepository(state, 'acme/second');
    await second.login(acme, { repositories: ['second'] });
    refused(await second.get(repository), 404, /^Not Found$/);
    assert.equal((await second.get('/repos/acme/second')).status, 200);
});

await test('people-have-tokens-of-their-own', async () => {
    state.personalTokens.ghp_octocat = 'octocat';
    const answer = await client.get('/user', { token: 'ghp_octocat' });
    assert.equal(answer.json.login, 'octocat');
    assert.equal((await client.get(repository, { token: 'ghp_octocat' })).status, 200);
    assert.equal(github.requests.at(-1).who, 'user:octocat');
    refused(await client.get('/repos/other/secret', { token: 'ghp_octocat' }), 404, /^Not Found$/);
    secret.collaborators.octocat = 'read';
    assert.equal((await client.get('/repos/other/secret', { token: 'ghp_octocat' })).status, 200);
});

await test('a-missing-permission-is-named', async () => {
    const { number } = addIssue(state, web);
    await client.login(acme, { permissions: { issues: 'read' } });
    const answer = await client.post(`${repository}/issues/${number}/comments`, { body: 'no' });
    refused(answer, 403, /^Resource not accessible by integration$/);
    assert.equal(answer.headers['x-accepted-github-permissions'], 'issues=write; pull_requests=write');
    assert.equal((await client.get(`${repository}/issues/${number}/comments`)).status, 200);
    await client.login(acme);
});

// --- How often ---------------------------------------------------------------------------------------------------------------

await test('limits-are-counted-for-each-installation', async () => {
    const before = await client.get(repository);
    const after = await client.get(repository);
    assert.equal(after.headers['x-ratelimit-limit'], '5000');
    assert.equal(after.headers['x-ratelimit-resource'], 'core');
    assert.equal(Number(before.headers['x-ratelimit-remaining']) - Number(after.headers['x-ratelimit-remaining']), 1);
    const { core } = (await client.get('/rate_limit')).json.resources;
    assert.equal(String(core.used), after.headers['x-ratelimit-used']);
    await new Client(github, key).login(other);
    assert.equal((await client.get(repository)).headers['x-ratelimit-used'], String(core.used + 1));
});

await test('the-end-of-a-limit', async () => {
    leave(state, `installation:${acme.id}`, 1, { resetInMs: 120_000 });
    assert.equal((await client.get(repository)).headers['x-ratelimit-remaining'], '0');
    const answer = await client.get(repository);
    refused(answer, 403, /^API rate limit exceeded for installation ID \d+\.$/);
    assert.equal(answer.headers['x-ratelimit-remaining'], '0');
    state.limitStatus = 429;
    refused(await client.get(repository), 429, /rate limit/);
    state.limitStatus = 403;
    state.clockShiftMs = 121_000;
    assert.equal((await client.get(repository)).status, 200);
    state.clockShiftMs = 0;
    leave(state, `installation:${acme.id}`, 4000);
});

await test('a-secondary-limit-after-so-many-requests', async () => {
    state.secondary = { after: 1, times: 2, retryAfter: 7 };
    assert.equal((await client.get(repository)).status, 200);
    for (let i = 0; i < 2; i++) {
        const answer = await client.get(repository);
        refused(answer, 403, /secondary rate limit/);
        assert.equal(answer.headers['retry-after'], '7');
        assert.notEqual(answer.headers['x-ratelimit-remaining'], '0');
    }
    assert.equal((await client.get(repository)).status, 200);
});

// --- What has changed --------------------------------------------------------------------------------------------------------

await test('what-has-not-changed-is-304-and-free', async () => {
    const first = await client.get(repository);
    const headers = { 'If-None-Match': first.headers.etag };
    const again = await client.get(repository, { headers });
    assert.equal(again.status, 304);
    assert.equal(again.text, '');
    assert.equal(again.headers.etag, first.headers.etag);
    assert.equal(again.headers['x-ratelimit-used'], first.headers['x-ratelimit-used']);
    addIssue(state, web);
    assert.equal((await client.get(repository, { headers })).status, 200);
});

await test('an-etag-is-good-for-one-token', async () => {
    const first = await client.get(repository);
    await client.login(acme);
    const second = await client.get(repository, { headers: { 'If-None-Match': first.headers.etag } });
    assert.equal(second.status, 200);
    assert.deepEqual(second.json, first.json);
    assert.notEqual(second.headers.etag, first.headers.etag);
});

await test('pages-have-links', async () => {
    const paged = addRepository(state, 'acme/paged');
    for (let i = 0; i < 7; i++) addIssue(state, paged, { title: `issue ${i}` });
    const first = await client.get('/repos/acme/paged/issues?per_page=3&state=all');
    assert.deepEqual(Object.keys(linksOf(first)), ['next', 'last']);
    assert.equal(linksOf(first).next, `${github.url}/repositories/${paged.id}/issues?per_page=3&state=all&page=2`);
    const titles = [];
    for (let next = `${github.url}/repos/acme/paged/issues?per_page=3&state=all`; next;) {
        const answer = await client.get(next);
        titles.push(...answer.json.map((issue) => issue.title));
        next = linksOf(answer).next;
    }
    assert.deepEqual(titles, [6, 5, 4, 3, 2, 1, 0].map((i) => `issue ${i}`));
    const whole = await client.get('/repos/acme/paged/issues');
    assert.equal(whole.json.length, 7);
    assert.equal(whole.headers.link, undefined);
});

// --- What is moved, hidden, refused ------------------------------------------------------------------------------------------

await test('a-former-name-leads-to-the-id', async () => {
    const moved = renameRepository(state, addRepository(state, 'acme/old'), 'acme/new');
    const issue = addIssue(state, moved);
    const answer = await client.get('/repos/Acme/Old/issues?state=all');
    refused(answer, 301, /^Moved Permanently$/);
    assert.equal(answer.headers.location, `${github.url}/repositories/${moved.id}/issues?state=all`);
    assert.equal(answer.json.url, answer.headers.location);
    assert.equal((await client.get(answer.headers.location)).json[0].id, issue.id);
    const comment = await client.post(`/repos/acme/old/issues/${issue.number}/comments`, { body: 'hello' });
    refused(comment, 307, /^Moved Permanently$/);
    assert.equal((await client.post(comment.headers.location, { body: 'hello' })).status, 201);
    assert.equal((await client.get('/repos/acme/new')).json.full_name, 'acme/new');
});

await test('410-422-451', async () => {
    const odd = addRepository(state, 'acme/odd', { hasIssues: false });
    refused(await client.get('/repos/acme/odd/issues'), 410, /^Issues has been disabled in this repository\.$/);
    refused(await client.post('/repos/acme/odd/issues', { title: 'no' }), 410, /disabled/);
    const { number } = addIssue(state, web);
    const empty = await client.post(`${repository}/issues/${number}/comments`, {});
    refused(empty, 422, /^Validation Failed$/);
    assert.deepEqual(empty.json.errors, [{ resource: 'IssueComment', code: 'missing_field', field: 'body' }]);
    odd.blocked = 'dmca';
    const blocked = await client.get('/repos/acme/odd');
    refused(blocked, 451, /^Repository access blocked$/);
    assert.equal(blocked.json.block.reason, 'dmca');
});

// --- What breaks -------------------------------------------------------------------------------------------------------------

const { number } = addIssue(state, web);
const comments = `${repository}/issues/${number}/comments`;
const template = '/repos/{owner}/{repo}/issues/{issue_number}/comments';

await test('odd-answers-in-the-place-of-an-endpoint', async () => {
    const takeAway = github.on('GET', template, html(502));
    const first = await client.get(comments);
    assert.equal(first.status, 502);
    assert.equal(first.headers['content-type'], 'text/html');
    assert.match(first.headers['x-github-request-id'], /^[0-9A-F:]+$/);
    github.once('GET', template, () => big(10_000_000));
    assert.ok((await client.get(comments)).text.length >= 10_000_000);
    assert.equal((await client.get(comments)).status, 502);
    takeAway();
    assert.equal((await client.get(comments)).status, 200);
});

await test('once-goes-in-order-and-may-decline', async () => {
    github.once('GET', comments, html(500));
    github.once('GET', comments, () => undefined);
    github.once('GET', comments, async ({ normal }) => ({ ...await normal(), headers: { 'X-Odd': 'yes' } }));
    assert.equal((await client.get(comments)).status, 500);
    assert.equal((await client.get(comments)).status, 200);
    assert.equal((await client.get(comments)).headers['x-odd'], 'yes');
    assert.equal((await client.get(comments)).headers['x-odd'], undefined);
});

await test('answers-that-are-cut-off', async () => {
    addIssueComment(state, { repository: web.id, number }, { body: 'a long text' });
    github.once('GET', comments, cut(20));
    await assert.rejects(client.get(comments), /aborted|ECONNRESET/);
    github.once('POST', comments, unheard());
    await assert.rejects(client.post(comments, { body: 'heard by nobody' }), /hang up|ECONNRESET/);
    assert.equal(state.issueComments.filter((one) => one.body === 'heard by nobody').length, 1);
});

await test('answers-that-never-come-or-come-late', async () => {
    const silent = await startGitHub({ publicKey: key.publicKey });
    silent.on('GET', '/app', never());
    const waiting = new Client(silent, key);
    const hung = assert.rejects(waiting.get('/app', { token: waiting.jwt() }), /hang up|ECONNRESET/);
    await silent.waitFor('GET', '/app', { arrived: true });
    await silent.stop();
    await hung;
    const held = hold();
    github.once('GET', comments, held);
    const from = github.count;
    const late = client.get(comments);
    await github.waitFor('GET', template, { from, arrived: true });
    assert.equal(github.requests.at(-1).status, undefined);
    held.release();
    assert.equal((await late).status, 200);
});

// --- What a test sees --------------------------------------------------------------------------------------------------------

await test('requests-are-recorded-and-waited-for', async () => {
    const from = github.count;
    const seen = github.waitFor('POST', template, { from });
    const second = github.waitFor('POST', template, { from, nth: 2, where: ({ body }) => body.body.includes('x') });
    await client.post(comments, { body: 'one' });
    await client.post(comments, { body: 'x' });
    const answer = await client.post(`${comments}?a=b`, { body: 'xx' });
    const request = await seen;
    assert.equal(request.path, comments);
    assert.equal(request.template, template);
    assert.equal(request.headers['user-agent'], 'stand-in-test');
    assert.deepEqual(request.body, { body: 'one' });
    assert.equal(request.status, 201);
    assert.equal(request.answer.body.body, 'one');
    assert.equal(request.who, `installation:${acme.id}`);
    assert.equal((await second).body.body, 'xx');
    assert.deepEqual((await second).query, { a: 'b' });
    assert.equal((await second).answer.text, answer.text);
    assert.equal(github.asked('POST', comments).at(-1), await second);
    await assert.rejects(github.waitFor('GET', '/app', { from, ms: 1 }), /was not asked/);
});

await test('github-enterprise-server', async () => {
    const ghes = await startGitHub({ publicKey: key.publicKey, prefix: '/api/v3' });
    const paged = addRepository(ghes.state, 'acme/web');
    for (let i = 0; i < 2; i++) addIssue(ghes.state, paged);
    const inside = new Client(ghes, key);
    await inside.login(addInstallation(ghes.state, 'acme'));
    const answer = await inside.get(`${repository}/issues?per_page=1`);
    assert.ok(linksOf(answer).next.startsWith(`${ghes.url}/repositories/`), answer.headers.link);
    assert.equal((await inside.get(linksOf(answer).next)).json.length, 1);
    refused(await inside.get(new URL(repository, ghes.url).href), 404, /^Not Found$/);
});

await test('equal-names-in-other-cases', async () => {
    assert.equal((await client.get('/repos/ACME/Web')).json.full_name, 'acme/web');
    const hash = (answer) => createHash('sha256').update(answer.text).digest('hex');
    assert.equal(hash(await client.get('/repos/ACME/Web')), hash(await client.get('/repos/acme/web')));
});

await done();
