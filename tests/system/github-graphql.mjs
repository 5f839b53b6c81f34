// GraphQL on the request path of all calls: variables, errors within a 200, limits, and where it is at a GitHub Enterprise Server.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { builddir, done, Site, test } from './lib.mjs';
import { addInstallation, addRepository, answer, html, leave, startGitHub } from './github.mjs';
import { configureApp, hooklet, makeKey } from './github/app.mjs';

const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const enterprise = await startGitHub({ publicKey: key.publicKey, prefix: '/api/v3' });
const places = await Promise.all([github, enterprise].map(async (where) => {
    const repository = addRepository(where.state, 'acme/web', { collaborators: { writer: 'write' } });
    const installation = addInstallation(where.state, 'acme');
    const site = await Site.make();
    configureApp(site, where, { key });
    return { where, site, installation, repository };
}));
const [here, there] = places;

const head = 'query Head($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { nameWithOwner defaultBranchRef { name } } }';
const wants = ['owner=acme', 'name=web', '/data/repository/nameWithOwner', '/data/repository/defaultBranchRef/name'];

// -> { status: of the failure, or 0; stdout; stderr }
function ask({ site, installation }, query, ...words) {
    const config = site.env.HOOKLET_CONFIG ?? path.join(site.dir, 'hooklet.conf');
    return new Promise((resolve, reject) => {
        const child = spawn(path.join(builddir, 'tests/system/ask-graphql'), [config, String(installation.id), query, ...words], { env: site.env });
        const said = { stdout: '', stderr: '' };
        for (const name of Object.keys(said)) child[name].setEncoding('utf8').on('data', (text) => { said[name] += text; });
        child.on('error', reject);
        child.on('close', (status) => resolve({ status, ...said }));
    });
}

const NOT_FOUND = 11, BUSY = 12, NETWORK = 17, REFUSED = 19, MALFORMED = 3;

await test('a-query-with-its-variables', async () => {
    const told = await ask(here, head, ...wants);
    assert.deepEqual([told.status, told.stdout], [0, 'acme/web\nmain\n'], told.stderr);
    const { body } = github.asked('POST', '/graphql').at(-1);
    assert.deepEqual(body, { query: head, variables: { owner: 'acme', name: 'web' } });
});

await test('beside-the-rest-of-an-enterprise-server', async () => {
    const told = await ask(there, head, ...wants);
    assert.deepEqual([told.status, told.stdout], [0, 'acme/web\nmain\n'], told.stderr);
    assert.equal((await hooklet(there.site, 'github', 'token', 'acme/web')).status, 0);
    assert.deepEqual(enterprise.requests.filter((one) => one.path.startsWith('/outside')), []);
});

await test('what-is-not-there-is-absent-and-not-logged', async () => {
    const told = await ask(here, head, 'owner=acme', 'name=nothing', ...wants.slice(2));
    assert.deepEqual([told.status, told.stdout, told.stderr], [NOT_FOUND, '', '']);
});

await test('a-part-of-the-data-with-errors-is-a-failure', async () => {
    const both = 'query { here: repository(owner: "acme", name: "web") { id } gone: repository(owner: "acme", name: "gone") { id } }';
    const told = await ask(here, both, '/data/here/id');
    assert.deepEqual([told.status, told.stdout], [NOT_FOUND, '']);
    github.once('POST', '/graphql', answer(200, { data: { here: { id: 'R_1' } }, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }] }));
    const refused = await ask(here, both, '/data/here/id');
    assert.deepEqual([refused.status, refused.stdout], [REFUSED, '']);
    assert.match(refused.stderr, /GitHub: GraphQL: Resource not accessible by integration; request [0-9A-F:]+/);
});

await test('answers-that-are-none', async () => {
    for (const [odd, status] of [[html(502), NETWORK], [html(200), MALFORMED], [answer(200, {}), 5]]) {
        github.once('POST', '/graphql', odd);
        assert.equal((await ask(here, head, ...wants)).status, status);
    }
});

await test('a-token-that-has-ended-is-renewed', async () => {
    github.state.tokens.length = 0;
    assert.equal((await ask(here, head, ...wants)).status, 0);
});

await test('a-limit-within-a-200-puts-the-installation-to-sleep', async () => {
    leave(github.state, `installation:${here.installation.id}`, 0, { resource: 'graphql', resetInMs: 600_000 });
    const told = await ask(here, head, ...wants);
    assert.equal(told.status, BUSY);
    assert.match(told.stderr, /GitHub: GraphQL: rate limit; github:\d+ sleeps until \d{4}-/);
    const asked = github.asked('POST', '/graphql').length;
    assert.equal((await ask(here, head, ...wants)).status, BUSY);
    assert.equal(github.asked('POST', '/graphql').length, asked);
    const until = Date.parse(/sleeps until (\S+Z)/.exec(told.stderr)[1]);
    assert.ok(until > Date.now() + 500_000 && until < Date.now() + 700_000);
});

await done();
