// The client for GitHub's API against a GitHub that is slow, wrong, moved, full, or has another clock.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { done, Site, test, until } from './lib.mjs';
import { addInstallation, addIssue, addIssueComment, addRepository, big, cut, html, never, renameRepository, startGitHub } from './github.mjs';
import { configureApp, hooklet, makeKey, say, secretFile } from './github/app.mjs';

const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const { state } = github;
const web = addRepository(state, 'acme/web', { collaborators: { writer: 'write' } });
addRepository(state, 'other/web');
const installation = addInstallation(state, 'acme');
const site = await Site.make();
configureApp(site, github, { key, more: { read_delay: '0s' } });

const token = (repository = 'acme/web', where = site) => hooklet(where, 'github', 'token', repository);
const forget = () => { state.tokens.length = 0; };

async function fresh(options = {}) {
    const other = await Site.make();
    configureApp(other, github, { key, ...options });
    return other;
}

// --- Tokens ------------------------------------------------------------------------------------------------------------------

await test('a-token-is-printed-and-kept', async () => {
    const first = await token();
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /^ghs_\S{400,}\n$/);
    assert.equal((await token()).stdout, first.stdout);
    assert.equal((await token('ACME/Web')).stdout, first.stdout);
    assert.equal(github.asked('POST', '/app/installations/{id}/access_tokens').length, 1);
    assert.equal(github.asked('GET', '/repos/{owner}/{repo}/installation').length, 1);
});

await test('a-token-is-renewed-five-minutes-early', async () => {
    const other = await fresh();
    state.tokenLifetimeMs = 4 * 60_000;
    const first = await token('acme/web', other);
    state.tokenLifetimeMs = 3_600_000;
    const second = await token('acme/web', other);
    assert.notEqual(first.stdout, second.stdout);
    assert.equal((await token('acme/web', other)).stdout, second.stdout);
});

await test('where-the-app-is-not-installed', async () => {
    const refused = await token('other/web');
    assert.equal(refused.status, 7);
    assert.match(refused.stderr, /App 271828 is not installed for \/repos\/other\/web; install it there/);
});

await test('check-says-that-nobody-can-answer-commands', async () => {
    const other = await Site.make();
    other.configure(`command "format" {\n    run = { "true" }\n}\n`);
    const told = await hooklet(other, 'check');
    assert.equal(told.status, 3);
    assert.match(told.stderr, /command "format": nobody can answer; add app_id and private_key_file, or token_file, to github \{ \}/);
    configureApp(other, github, { key, rules: `command "format" {\n    run = { "true" }\n}\n` });
    assert.equal((await hooklet(other, 'check')).status, 0);
});

await test('doctor-names-a-wrong-key-and-a-wrong-app', async () => {
    const doctor = async (options) => (await hooklet(await fresh(options), 'doctor')).stdout;
    assert.match(await doctor({ key: makeKey() }), /FAIL +github +.*status 401, .*; is private_key_file a key of the App that app_id names, 271828\?/);
    assert.match(await doctor({ more: { app_id: 99 } }), /FAIL +github +.*(app_id|status 401)/);
});

await test('a-suspended-installation', async () => {
    const other = await fresh();
    installation.suspendedAt = new Date().toISOString();
    const refused = await token('acme/web', other);
    installation.suspendedAt = null;
    assert.equal(refused.status, 7);
    assert.match(refused.stderr, /This installation has been suspended/);
});

await test('an-installation-that-is-gone', async () => {
    const other = await fresh({ more: { installation: '123456' } });
    const refused = await token('acme/web', other);
    assert.equal(refused.status, 7);
    assert.match(refused.stderr, /App 271828 has no installation 123456/);
});

await test('wrong-keys-say-what-they-are', async () => {
    const cases = [['no.pem', 'hello\n', /private_key_file.*PRIVATE KEY|no private key/s], ['other.pem', makeKey().pem, /status 401/]];
    for (const [name, text, says] of cases) {
        const other = await fresh({ key: { file: secretFile(name, text) } });
        const refused = await token('acme/web', other);
        assert.ok([3, 7].includes(refused.status), String(refused.status));
        assert.match(refused.stderr, says);
        assert.ok(!refused.stderr.includes(text.split('\n')[1] || 'MII'));
    }
});

await test('a-key-that-others-may-read-is-refused', async () => {
    const open = path.join(site.dir, 'open.pem');
    fs.writeFileSync(open, key.pem, { mode: 0o644 });
    const refused = await token('acme/web', await fresh({ key: { file: open } }));
    assert.equal(refused.status, 3);
    assert.match(refused.stderr, /chmod 0400/);
});

await test('a-clock-that-is-wrong-is-named', async () => {
    const other = await fresh();
    state.clockShiftMs = -20 * 60_000;
    const refused = await token('acme/web', other);
    state.clockShiftMs = 0;
    assert.equal(refused.status, 7);
    assert.match(refused.stderr, /check your clock: it is 1[12]\d\d s ahead of GitHub's/);
});

await test('a-personal-token-without-an-app', async () => {
    state.personalTokens.ghp_personal = 'writer';
    const other = await fresh({ token: 'ghp_personal' });
    assert.equal((await token('acme/web', other)).stdout, 'ghp_personal\n');
});

await test('neither-app-nor-token', async () => {
    const other = await Site.make();
    const refused = await token('acme/web', other);
    assert.equal(refused.status, 3);
    assert.match(refused.stderr, /neither an App nor a token/);
    assert.equal((await token('acme', other)).status, 2);
});

await test('fifty-who-ask-for-a-token-make-one-request', async () => {
    const other = await fresh();
    const before = github.asked('POST', '/app/installations/{id}/access_tokens').length;
    const all = await Promise.all(Array.from({ length: 50 }, () => token('acme/web', other)));
    assert.deepEqual([...new Set(all.map((one) => one.stderr))], ['']);
    assert.equal(new Set(all.map((one) => one.stdout)).size, 1);
    assert.equal(github.asked('POST', '/app/installations/{id}/access_tokens').length, before + 1);
});

// --- Answers that are none ---------------------------------------------------------------------------------------------------

const oddities = {
    'html-instead-of-json': [html(200), /status 200, but the answer is text\/html and not JSON/],
    'a-gateway-in-trouble': [html(502), /status 502/],
    'a-body-cut-off': [cut(20), /127\.0\.0\.1/],
    'json-cut-off': [{ status: 201, body: '{"token": "ghs_', headers: { 'Content-Type': 'application/json' } }, /JSON at byte 15: the text ends within a string/],
    'ten-megabytes': [big(10_000_000, 201), /larger than/],
    'no-token-in-it': [{ status: 201, body: {} }, /has no token/],
    'a-redirect-without-end': [{ status: 301, body: {}, headers: { Location: '/app/installations/1/access_tokens' } }, /redirects|status 404|no installation/],
    'a-redirect-to-nowhere': [{ status: 302, body: {} }, /without a Location/],
};
for (const [name, [answer, says]] of Object.entries(oddities)) {
    await test(`${name}-gives-no-token`, async () => {
        const other = await fresh();
        const off = github.on('POST', '/app/installations/{id}/access_tokens', answer);
        const refused = await token('acme/web', other);
        off();
        assert.notEqual(refused.status, 0);
        assert.equal(refused.stdout, '');
        assert.match(refused.stderr, says);
        assert.equal((await token('acme/web', other)).status, 0);
    });
}

await test('a-redirect-elsewhere-does-not-get-the-token', async () => {
    const thief = await startGitHub();
    const seen = [];
    thief.on('*', /./, ({ request: asked }) => { seen.push(asked.headers.authorization); return { status: 201, body: { token: 'x' } }; });
    const other = await fresh();
    const off = github.on('POST', '/app/installations/{id}/access_tokens', { status: 307, body: {}, headers: { Location: `${thief.url}/take` } });
    await token('acme/web', other);
    off();
    assert.deepEqual(seen, [undefined]);
});

// --- With the worker ---------------------------------------------------------------------------------------------------------

await site.up();
const write = async (body, more = {}) => {
    const spoken = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body, ...more });
    await site.post(spoken.event, spoken.payload);
    await site.settled();
    return state.issueComments.filter((one) => one.number === spoken.on.number && one.login.endsWith('[bot]')).map((one) => one.body.split('\n')[0]);
};

await test('a-token-that-ends-during-a-job-is-renewed', async () => {
    assert.deepEqual(await write('/ping'), ['pong!']);
    forget();
    assert.deepEqual(await write('/ping'), ['pong!']);
    const [job] = site.json('jobs', '-n', '1').jobs;
    assert.equal(job.attempt, 1);
});

await test('a-repository-that-was-renamed-is-followed', async () => {
    const { number } = addIssue(state, web);
    renameRepository(state, web, 'acme/webshop');
    const spoken = say(github, 'issue_comment', { repository: 'acme/webshop', login: 'writer', body: '/ping', number });
    spoken.payload.repository.full_name = 'acme/web';
    await site.post(spoken.event, spoken.payload);
    await site.settled();
    assert.equal(state.issueComments.filter((one) => one.number === number && one.login.endsWith('[bot]')).length, 1);
    renameRepository(state, web, 'acme/web');
});

await test('answers-are-kept-and-asked-for-by-etag', async () => {
    const permission = '/repos/{owner}/{repo}/collaborators/{username}/permission';
    await write('/lock production why');
    await write('/lock production why');
    const asked = github.asked('GET', permission);
    assert.equal(asked.at(-1).status, 304);
    assert.ok(asked.at(-1).headers['if-none-match']);
});

await test('a-limit-in-the-middle-of-pages-is-waited-for', async () => {
    const issue = addIssue(state, web);
    for (let i = 0; i < 250; i++) addIssueComment(state, issue, { body: `comment ${i}` });
    github.once('POST', '/repos/acme/web/issues/{number}/comments', html(502));
    let pages = 0;
    const off = github.on('GET', '/repos/acme/web/issues/{number}/comments', ({ normal }) => {
        pages++;
        return pages === 2 ? { status: 403, body: { message: 'You have exceeded a secondary rate limit' }, headers: { 'Retry-After': '1' } } : normal();
    });
    const spoken = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/ping', number: issue.number });
    await site.post(spoken.event, spoken.payload);
    await until('the reply', () => state.issueComments.some((one) => one.number === issue.number && /^pong/.test(one.body)), 60_000);
    off();
    await site.settled();
    assert.equal(pages, 5);
    assert.equal(state.issueComments.filter((one) => one.number === issue.number && /^pong/.test(one.body)).length, 1);
});

await test('a-get-that-never-answers-does-not-hold-the-others', async () => {
    const off = github.on('GET', '/repos/acme/web/collaborators/slow/permission', never());
    const slow = say(github, 'issue_comment', { repository: 'acme/web', login: 'slow', body: '/deploy' });
    await site.post(slow.event, slow.payload);
    const quick = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/ping' });
    await site.post(quick.event, quick.payload);
    await until('the quick one', () => state.issueComments.some((one) => one.number === quick.on.number && /^pong/.test(one.body)));
    off();
});

await test('doctor-says-what-is-left-to-ask', async () => {
    const told = await hooklet(site, 'doctor', '--run', path.join(site.dir, 'run'));
    assert.match(told.stdout, /ok +github +http:\/\/127\.0\.0\.1:\d+ answers, and knows us as the App "hooklet test"/);
    assert.match(told.stdout, /ok +github +installation for acme: \d+ of \d+ requests are left until \d{4}-/);
});

await done();
