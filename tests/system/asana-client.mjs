// The client for Asana's API against an Asana that is slow, wrong, or full.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import { addTag, cut, expireOffsets, failure, html, never, paymentRequired, serverError, startAsana } from './asana.mjs';
import { ask, BUSY, CONFIG, fresh, MALFORMED, me, NETWORK, NOT_FOUND, paged, REFUSED, run } from './asana/rig.mjs';
import { secretFile } from './github/app.mjs';

const asana = await startAsana({ validate: true, oauth: true });
const { state, workspace } = asana;
const personal = await fresh(asana);
const counted = (method, template) => asana.asked(method, template).length;

// --- Errors ------------------------------------------------------------------------------------------------------------------

await test('a-personal-token-asks', async () => {
    const told = await ask(personal, ...me);
    assert.deepEqual([told.status, told.stdout, told.stderr], [0, 'Robot Roberts\n', '']);
    assert.equal(asana.requests.at(-1).headers.authorization, `Bearer ${asana.token}`);
});

const refusals = {
    'a-status-400-is-refused': [failure(400, 'workspace: Missing input'), REFUSED, /status 400, workspace: Missing input\n/],
    'a-status-402-is-refused': [paymentRequired(), REFUSED, /status 402, Search is only available to premium users\.\n/],
    'a-status-403-is-refused': [failure(403, 'You do not have access to this user.'), REFUSED, /status 403, You do not have access/],
    'a-status-451-is-refused': [failure(451, 'Not here'), REFUSED, /status 451, Not here/],
    'a-status-404-is-an-answer': [failure(404, 'user: Unknown object: 1'), NOT_FOUND, /^$/],
    'a-status-500-has-its-phrase': [serverError(), NETWORK, /status 500, Server Error; phrase for Asana's support: "6 sad squid snuggle softly"\n/],
    'a-gateway-in-trouble': [html(502), NETWORK, /status 502\n/],
    'html-instead-of-json': [html(200), MALFORMED, /status 200, but the answer is text\/html and not JSON/],
    'a-body-cut-off': [cut(20), NETWORK, /127\.0\.0\.1/],
    'json-cut-off': [{ status: 200, body: '{"data":{"name":', headers: { 'Content-Type': 'application/json' } }, MALFORMED, /JSON at byte 16/],
    'a-redirect-is-not-followed': [
        { status: 302, body: {}, headers: { Location: 'http://127.0.0.1:1/' } }, REFUSED, /status 302, and redirects are not followed/],
};
for (const [name, [answer, status, says]] of Object.entries(refusals)) {
    await test(name, async () => {
        asana.once('GET', '/users/{user_gid}', answer);
        const told = await ask(personal, ...me);
        assert.deepEqual([told.status, told.stdout], [status, '']);
        assert.match(told.stderr, says);
        assert.ok(told.stderr.split('\n').length <= 2, told.stderr);
    });
}

await test('help-that-says-something-is-told', async () => {
    asana.once('GET', '/users/{user_gid}', { status: 400, body: { errors: [{ message: 'no', help: 'Try "me".' }, { message: 'nor this' }] } });
    assert.match((await ask(personal, ...me)).stderr, /status 400, no; nor this; Try "me"\.\n/);
});

await test('a-personal-token-that-is-refused-says-what-to-do', async () => {
    const site = await fresh(asana, { keys: { token_file: secretFile('token', '1/never-given-out') } });
    const told = await ask(site, ...me);
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /status 401, Not Authorized; make a new personal access token, and put it into token_file/);
    assert.ok(!told.stderr.includes('never-given-out'));
    assert.equal(asana.requests.at(-1).path, '/users/me');
});

await test('neither-token-nor-app', async () => {
    const site = await fresh(asana, { keys: { token_file: null } });
    const told = await ask(site, ...me);
    assert.equal(told.status, CONFIG);
    assert.match(told.stderr, /neither a token nor an OAuth app/);
});

await test('a-limit-puts-the-lane-to-sleep-and-nobody-calls', async () => {
    const site = await fresh(asana);
    state.limit = { after: 0, retryAfter: 1234 };
    const told = await ask(site, ...me);
    assert.equal(told.status, BUSY);
    const [, until] = /GET \/users\/me: status 429: rate limit; asana sleeps until (\S+)/.exec(told.stderr);
    assert.ok(Math.abs(Date.parse(until) - Date.now() - 1_234_000) < 60_000, until);
    const before = asana.requests.length;
    const others = await Promise.all([ask(site, ...me), ask(site, 'workspace', 'acme'), ask(site, 'task', '1')]);
    assert.deepEqual(others.map((one) => one.status), [BUSY, BUSY, BUSY]);
    assert.match(others[0].stderr, /asana sleeps until .*, because of a rate limit/);
    assert.equal(asana.requests.length, before);
});

await test('a-limit-without-retry-after-is-a-minute', async () => {
    const site = await fresh(asana);
    state.limit = { after: 0, retryAfter: null };
    const [, until] = /sleeps until (\S+)/.exec((await ask(site, ...me)).stderr);
    assert.ok(Math.abs(Date.parse(until) - Date.now() - 60_000) < 30_000, until);
});

await test('no-proxy-and-no-netrc', async () => {
    const proxy = 'http://127.0.0.1:1';
    const env = { http_proxy: proxy, HTTP_PROXY: proxy, all_proxy: proxy, ALL_PROXY: proxy };
    const told = await run(personal, 'tests/system/ask-asana', [personal.conf, ...me], { env });
    assert.equal(told.status, 0, told.stderr);
});

// --- Pages -------------------------------------------------------------------------------------------------------------------

await test('page-after-page', async () => {
    const names = Array.from({ length: 250 }, (_, i) => `tag ${i}`);
    for (const name of names) addTag(state, workspace, name);
    const before = counted('GET', '/workspaces/{workspace_gid}/tags');
    const told = await ask(personal, 'pages', `/workspaces/${workspace.gid}/tags?opt_fields=name`, '/data/*/name');
    assert.deepEqual(told.lines, [...names.slice(0, 100), '--', ...names.slice(100, 200), '--', ...names.slice(200), '--']);
    assert.equal(counted('GET', '/workspaces/{workspace_gid}/tags'), before + 3);
    assert.deepEqual(asana.requests.at(-1).query.limit, '100');
    const plain = await ask(personal, 'pages', '/workspaces', '/data/*/gid');
    assert.deepEqual(plain.lines, [workspace.gid, '--']);
});

await test('an-offset-that-has-expired-begins-the-list-again-once', async () => {
    const reader = paged(personal, `/workspaces/${workspace.gid}/tags?opt_fields=name`, '/data/*/name');
    await reader.page(1);
    expireOffsets(state);
    const told = await reader.ended();
    assert.equal(told.status, 0, told.stderr);
    assert.equal(told.stderr, '');
    assert.equal(told.lines.filter((one) => one === '--').length, 4);
    assert.equal(new Set(told.lines).size, 251);
});

await test('an-offset-that-expires-twice-is-a-failure', async () => {
    state.offsetLifetimeMs = 0;
    const told = await ask(personal, 'pages', `/workspaces/${workspace.gid}/tags`, '/data/*/gid');
    state.offsetLifetimeMs = 900_000;
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /offset: Your pagination token has expired\.\n$/);
    assert.equal(told.stderr.split('\n').length, 2);
});

await test('trouble-between-two-pages-is-said-once', async () => {
    for (const [answer, status] of [[serverError(), NETWORK], [failure(403, 'Forbidden'), REFUSED]]) {
        const reader = paged(personal, `/workspaces/${workspace.gid}/tags`, '/data/*/gid');
        await reader.page(1);
        asana.once('GET', '/workspaces/{workspace_gid}/tags', answer);
        const told = await reader.ended();
        assert.equal(told.status, status);
        assert.equal(told.stderr.split('\n').length, 2, told.stderr);
    }
});

await done();
