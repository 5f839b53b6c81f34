// hooklet asana login, what becomes of its tokens, and what hooklet doctor says of Asana.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import { addApp, addProject, addTask, expireTokens, failure, html, revokeToken, serverError, startAsana } from './asana.mjs';
import { ask, BUSY, configure, fresh, hooklet, loggedIn, login, MALFORMED, me, NETWORK, paged, REFUSED, run } from './asana/rig.mjs';
import { secretFile } from './github/app.mjs';

const asana = await startAsana({ validate: true, oauth: true });
const { state, workspace, project, app } = asana;
const personal = await fresh(asana);
const refreshes = () => asana.requests.filter((one) => one.path === '/-/oauth_token' && one.text.includes('grant_type=refresh_token')).length;

// --- Logging in --------------------------------------------------------------------------------------------------------------

await test('login-says-as-whom-and-what-is-seen', async () => {
    const site = await fresh(asana, { oauth: true });
    const told = await login(site, asana);
    assert.equal(told.status, 0, told.stderr);
    assert.match(told.stdout, /Logged in at Asana as Robot Roberts \(robot\.roberts@example\.com\)\.\nWorkspaces: Acme\.\n/);
    assert.equal(told.stderr, '');
    const [link] = /http\S+oauth_authorize\S+/.exec(told.stdout);
    const query = new URL(link).searchParams;
    assert.deepEqual([query.get('response_type'), query.get('redirect_uri'), query.get('code_challenge_method')],
        ['code', 'urn:ietf:wg:oauth:2.0:oob', 'S256']);
    const [{ text }] = asana.asked('POST', '/-/oauth_token').slice(-1);
    assert.match(new URLSearchParams(text).get('code_verifier'), /^[A-Za-z0-9_-]{43}$/);
    const all = told.stdout + told.stderr;
    for (const secret of [app.clientSecret, state.refreshTokens.at(-1).token, new URLSearchParams(text).get('code_verifier')]) {
        assert.ok(!all.includes(secret));
    }
    assert.equal((await ask(site, ...me)).stdout, 'Robot Roberts\n');
});

await test('login-as-json', async () => {
    const told = await login(await fresh(asana, { oauth: true }), asana, { words: ['--json'] });
    assert.equal(told.status, 0, told.stderr);
    const { gid, name, email } = asana.robot;
    assert.deepEqual(JSON.parse(told.stdout), { user: { gid, name, email }, workspaces: [{ gid: workspace.gid, name: 'Acme' }] });
    assert.match(told.stderr, /oauth_authorize/);
});

await test('blanks-around-the-code-are-nothing', async () => {
    assert.equal((await login(await fresh(asana, { oauth: true }), asana, { paste: ({ code }) => `  \t${code} \r` })).status, 0);
});

await test('the-whole-address-is-taken-too', async () => {
    const paste = ({ code, state: name }) => `https://example.com/back?code=${encodeURIComponent(code)}&state=${name}#top`;
    assert.equal((await login(await fresh(asana, { oauth: true }), asana, { paste })).status, 0);
});

await test('an-address-of-another-login-is-refused', async () => {
    const told = await login(await fresh(asana, { oauth: true }), asana, { paste: ({ code }) => `https://example.com/back?code=${code}&state=other` });
    assert.equal(told.status, 7);
    assert.match(told.stderr, /of another login/);
});

await test('a-wrong-code', async () => {
    const told = await login(await fresh(asana, { oauth: true }), asana, { paste: () => '1/123:wrong' });
    assert.equal(told.status, 7);
    assert.match(told.stderr, /does not take this code \(invalid_grant: The code provided was invalid\.\).*hooklet asana login/);
});

await test('a-code-is-good-once', async () => {
    let used;
    const paste = ({ code }) => { used ??= code; return used; };
    assert.equal((await login(await fresh(asana, { oauth: true }), asana, { paste })).status, 0);
    const told = await login(await fresh(asana, { oauth: true }), asana, { paste });
    assert.equal(told.status, 7);
    assert.match(told.stderr, /it is good once, for a few minutes, and for the login that it was made for/);
});

await test('a-code-of-another-login-is-refused-by-its-challenge', async () => {
    const [first, second] = [await fresh(asana, { oauth: true }), await fresh(asana, { oauth: true })];
    let stolen;
    await login(first, asana, { paste: ({ code }) => { stolen = code; return '-'; } });
    const told = await login(second, asana, { paste: () => stolen });
    assert.match(told.stderr, /The code_verifier is wrong/);
});

await test('no-code-at-all', async () => {
    for (const [input, says] of [['', /no code came/], ['\n', /no code came/], ['two words\n', /no code/]]) {
        const told = await run(await fresh(asana, { oauth: true }), 'hooklet', ['asana', 'login'], { input });
        assert.equal(told.status, 1, told.stderr);
        assert.match(told.stderr, says);
    }
});

await test('a-wrong-client-secret', async () => {
    const told = await login(await fresh(asana, { oauth: true, keys: { client_secret_file: secretFile('client', 'wrong-one') } }), asana);
    assert.equal(told.status, 7);
    assert.match(told.stderr, /status 401, invalid_client: .*are client_id and the client secret of one app\?/);
    assert.ok(!told.stderr.includes('wrong-one'));
});

await test('with-a-personal-token-there-is-nothing-to-log-in-to', async () => {
    const told = await hooklet(personal, 'asana', 'login');
    assert.equal(told.status, 3);
    assert.match(told.stderr, /token_file.*nothing to log in to/s);
});

await test('without-an-app-it-says-how-to-get-one', async () => {
    const told = await hooklet(await fresh(asana, { keys: { token_file: null } }), 'asana', 'login');
    assert.equal(told.status, 3);
    assert.match(told.stderr, /no client_id.*developer console.*client_secret_file/s);
});

await test('a-workspace-that-the-login-does-not-see', async () => {
    const told = await login(await fresh(asana, { oauth: true, keys: { workspace: 'Elsewhere' } }), asana);
    assert.equal(told.status, 1);
    assert.match(told.stdout, /Logged in at Asana as Robot Roberts/);
    assert.match(told.stderr, /workspace "Elsewhere".*is not among them.*(let the app in|Manage distribution)/s);
    assert.equal((await login(await fresh(asana, { oauth: true, keys: { workspace: 'ACME' } }), asana)).status, 0);
});

await test('an-app-that-is-not-let-in-anywhere', async () => {
    asana.once('GET', '/users/{user_gid}', failure(403, 'This app is not available to your Asana workspace or organization.'));
    const told = await login(await fresh(asana, { oauth: true }), asana);
    assert.equal(told.status, 7);
    assert.match(told.stderr, /status 403, This app is not available to your Asana workspace/);
});

await test('usage', async () => {
    assert.equal((await hooklet(personal, 'asana')).status, 2);
    assert.equal((await hooklet(personal, 'asana', 'lgoin')).status, 2);
    assert.equal((await hooklet(personal, 'asana', 'login', 'code')).status, 2);
    assert.match((await hooklet(personal, 'asana', '--help')).stdout, /hooklet asana login/);
});

// --- Access tokens -----------------------------------------------------------------------------------------------------------

await test('nobody-has-logged-in', async () => {
    const site = await fresh(asana, { oauth: true });
    const before = asana.requests.length;
    const told = await ask(site, ...me);
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /nobody has logged in at Asana; run "hooklet asana login"/);
    assert.equal(asana.requests.length, before);
});

await test('a-token-is-kept-and-shared', async () => {
    const site = await loggedIn(asana);
    const before = refreshes();
    for (let i = 0; i < 3; i++) assert.equal((await ask(site, ...me)).status, 0);
    assert.equal(refreshes(), before);
});

await test('a-token-is-renewed-five-minutes-early', async () => {
    state.tokenLifetimeMs = 4 * 60_000;
    const site = await loggedIn(asana);
    state.tokenLifetimeMs = 3_600_000;
    const before = refreshes();
    for (let i = 0; i < 3; i++) assert.equal((await ask(site, ...me)).status, 0);
    assert.equal(refreshes(), before + 1);
});

await test('twenty-who-need-a-new-token-ask-once', async () => {
    state.tokenLifetimeMs = 60_000;
    const site = await loggedIn(asana);
    state.tokenLifetimeMs = 3_600_000;
    const before = refreshes();
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(site, ...me)));
    assert.deepEqual([...new Set(all.map((one) => one.stdout + one.stderr))], ['Robot Roberts\n']);
    assert.equal(refreshes(), before + 1);
    const form = new URLSearchParams(asana.asked('POST', '/-/oauth_token').at(-1).text);
    assert.deepEqual([form.get('client_id'), form.get('redirect_uri')], [app.clientId, 'urn:ietf:wg:oauth:2.0:oob']);
});

await test('twenty-whose-token-is-refused-renew-it-once', async () => {
    const site = await loggedIn(asana);
    expireTokens(state);
    const before = refreshes();
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(site, ...me)));
    assert.deepEqual([...new Set(all.map((one) => one.stdout + one.stderr))], ['Robot Roberts\n']);
    assert.equal(refreshes(), before + 1);
});

await test('a-token-that-ends-in-the-middle', async () => {
    const site = await loggedIn(asana);
    for (let i = 0; i < 150; i++) addTask(state, { project, name: `task ${i}` });
    const reader = paged(site, `/tasks?project=${project.gid}`, '/data/*/gid');
    await reader.page(1);
    expireTokens(state);
    const told = await reader.ended();
    assert.equal(told.status, 0, told.stderr);
    assert.equal(told.lines.filter((one) => one !== '--').length, 150);
    state.tasks.length = 0;
});

await test('a-token-that-is-refused-though-new', async () => {
    const site = await loggedIn(asana);
    const off = asana.on('GET', '/users/{user_gid}', failure(401, 'Not Authorized'));
    const before = refreshes();
    const told = await ask(site, ...me);
    off();
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /status 401, Not Authorized; run "hooklet asana login" again\n$/);
    assert.equal(refreshes(), before + 1);
});

function replaceRefresh() {
    const old = state.refreshTokens.at(-1);
    const refreshToken = `2/new${old.token.slice(2)}`;
    state.refreshTokens.push({ ...old, token: refreshToken });
    return { refreshToken };
}

await test('a-new-refresh-token-takes-the-old-ones-place', async () => {
    const site = await loggedIn(asana);
    const { refreshToken } = replaceRefresh();
    expireTokens(state);
    asana.once('POST', '/-/oauth_token', async (exchange) => {
        const given = await exchange.normal();
        return { ...given, body: { ...given.body, refresh_token: refreshToken } };
    });
    assert.equal((await ask(site, ...me)).status, 0);
    expireTokens(state);
    assert.equal((await ask(site, ...me)).status, 0);
    assert.equal(new URLSearchParams(asana.asked('POST', '/-/oauth_token').at(-1).text).get('refresh_token'), refreshToken);
});

await test('a-login-that-has-ended-is-told-and-not-asked-about-again', async () => {
    const site = await loggedIn(asana);
    revokeToken(state, state.refreshTokens.at(-1).token);
    const before = refreshes();
    const told = await ask(site, ...me);
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /does not take the login any more \(invalid_grant\); run "hooklet asana login" again/);
    assert.equal(told.stderr.split('\n').length, 2);
    const others = await Promise.all(Array.from({ length: 5 }, () => ask(site, ...me)));
    for (const other of others) assert.match(other.stderr, /has ended the login \(invalid_grant\); run "hooklet asana login" again/);
    assert.equal(refreshes(), before + 1);
    assert.equal((await login(site, asana)).status, 0);
    assert.equal((await ask(site, ...me)).status, 0);
});

await test('another-app-has-another-login', async () => {
    const site = await loggedIn(asana);
    const other = addApp(state, { clientId: '1200000000000778' });
    configure(site, asana, { oauth: true, app: other });
    assert.match((await ask(site, ...me)).stderr, /nobody has logged in/);
});

const renewals = {
    'a-renewal-in-trouble-is-tried-again': [serverError(), NETWORK, /POST \/-\/oauth_token: status 500/],
    'a-renewal-that-is-no-json': [html(200), MALFORMED, /POST \/-\/oauth_token: status 200, but the answer is text\/html/],
    'a-renewal-without-a-token': [{ status: 200, body: {} }, 5, /has no access token/],
    'a-renewal-at-a-limit': [failure(429, 'too many', { headers: { 'Retry-After': 600 } }), BUSY, /rate limit; asana sleeps until/],
    'a-renewal-that-leads-elsewhere': [{ status: 307, body: {}, headers: { Location: 'http://127.0.0.1:1/' } }, REFUSED, /redirects are not followed/],
};
for (const [name, [answer, status, says]] of Object.entries(renewals)) {
    await test(name, async () => {
        const site = await loggedIn(asana);
        expireTokens(state);
        asana.once('POST', '/-/oauth_token', answer);
        const told = await ask(site, ...me);
        assert.equal(told.status, status, told.stderr);
        assert.match(told.stderr, says);
        if (status !== BUSY) assert.equal((await ask(site, ...me)).status, 0);
    });
}

await test('no-token-is-in-a-log', async () => {
    const site = await loggedIn(asana);
    expireTokens(state);
    const told = await run(site, 'tests/system/ask-asana', [site.conf, ...me], { env: { ASK_ASANA_DEBUG: '1' } });
    assert.match(told.stderr, /GET \/users\/me: status 401/);
    for (const { token } of [...state.accessTokens, ...state.refreshTokens]) assert.ok(!told.stderr.includes(token));
    assert.ok(!told.stderr.includes(app.clientSecret));
});

// --- Doctor ------------------------------------------------------------------------------------------------------------------

const doctor = async (site) => (await hooklet(site, 'doctor')).stdout.split('\n').filter((one) => /^(ok|warn|FAIL) +asana /.test(one)).join('\n');

await test('doctor-says-as-whom-and-what-is-there', async () => {
    addProject(state, workspace, 'Web Shop');
    const rules = `tasks "mine" {\n    repositories = { 'acme/web', 'acme/web-shop', 'acme/nothing', 'acme/x*' }\n}\n` +
        `tasks "fixed" {\n    repositories = { 'zoo/api' }\n    workspace = 'acme'\n    project = '${project.gid}'\n}\n` +
        `tasks "lost" {\n    repositories = { 'zoo/app' }\n}\n`;
    const told = await doctor(await fresh(asana, { rules }));
    assert.match(told, /^ok +asana +http\S+ answers, and knows us as Robot Roberts \(robot\.roberts@example\.com\), by a personal access token$/m);
    assert.match(told, /^ok +asana +mine: acme\/web: workspace and project are there$/m);
    assert.match(told, /^ok +asana +mine: acme\/web-shop: workspace and project are there$/m);
    assert.match(told, /^FAIL +asana +mine: acme\/nothing: the workspace "acme" in Asana has no project "nothing": make it, or name another one in \S+hooklet\.conf:\d+$/m);
    assert.match(told, /^ok +asana +fixed: zoo\/api: workspace and project are there$/m);
    assert.match(told, /^FAIL +asana +lost: zoo\/app: Asana shows us no workspace "zoo": make it/m);
    assert.match(told, /^ok +asana +mine: acme\/x\*: the workspace is there$/m);
    assert.equal(told.split('\n').length, 7);
});

await test('doctor-looks-at-feeds-and-the-workspace', async () => {
    const rules = `feed "so" {\n    url = 'https://stackoverflow.com/feeds/tag/x'\n    project = 'web'\n}\n`;
    const told = await doctor(await fresh(asana, { rules, keys: { workspace: 'ACME' } }));
    assert.match(told, /^ok +asana +the workspace "ACME" is there$/m);
    assert.match(told, /^ok +asana +so: workspace and project are there$/m);
    assert.match(await doctor(await fresh(asana, { keys: { workspace: 'Nowhere' } })), /^FAIL +asana +Asana shows us no workspace "Nowhere": correct its name/m);
});

await test('doctor-knows-whether-the-login-is-good', async () => {
    assert.match(await doctor(await loggedIn(asana)), /^ok +asana .*, by the login of the OAuth app$/m);
    assert.match(await doctor(await fresh(asana, { oauth: true })), /^FAIL +asana +nobody has logged in at Asana; run "hooklet asana login"$/m);
    const ended = await loggedIn(asana);
    revokeToken(state, state.refreshTokens.at(-1).token);
    assert.match(await doctor(ended), /^FAIL +asana +Asana does not take the login any more .*run "hooklet asana login" again$/m);
});

await test('doctor-names-a-wrong-api-url', async () => {
    asana.once('GET', '/users/{user_gid}', failure(404, 'No matching route for request'));
    assert.match(await doctor(personal), /^FAIL +asana +Asana: GET \/users\/me: status 404; is http\S+ the URL of its API\?$/m);
});

await test('doctor-at-a-limit-warns', async () => {
    state.limit = { after: 0, retryAfter: 600 };
    const site = await fresh(asana);
    assert.match(await doctor(site), /^warn +asana .*rate limit/m);
    assert.match(await doctor(site), /^warn +asana .*asana sleeps until/m);
});

await test('doctor-has-nothing-to-say-without-asana', async () => {
    assert.equal(await doctor(await fresh(asana, { keys: { token_file: null } })), '');
});

// --- People ------------------------------------------------------------------------------------------------------------------

await test('a-person-is-linked-by-their-e-mail', async () => {
    const linked = await hooklet(personal, 'people', 'link', 'robby', '--asana', asana.robot.email);
    assert.equal(linked.status, 0, linked.stderr);
    assert.ok(linked.stdout.includes(asana.robot.gid), linked.stdout);
    const nobody = await hooklet(personal, 'people', 'link', 'robby', '--asana', 'nobody@example.org');
    assert.equal(nobody.status, 5, nobody.stderr);
    assert.match(nobody.stderr, /nobody whom we can see at Asana has the address nobody@example\.org/);
    const without = await hooklet(await fresh(asana, { keys: { token_file: null } }), 'people', 'link', 'a', '--asana', 'a@example.org');
    assert.equal(without.status, 2, without.stderr);
    assert.match(without.stderr, /nobody can be asked whose it is: add token_file/);
});

await done();
