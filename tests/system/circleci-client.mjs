// The client for CircleCI's API, v2 and v1.1, against a CircleCI that is slow, wrong, full, or does not tell.
import assert from 'node:assert';
import { run } from './asana/rig.mjs';
import {
    addBuild, addProject, addWorkflow, circleciSection, cut, failure, html, never, newSha, notFound, startCircleci,
} from './circleci.mjs';
import { secretFile } from './github/app.mjs';
import { done, Site, test } from './lib.mjs';

// Codes of failures without their signs.
const MALFORMED = 3, FIELD = 5, NOT_FOUND = 11, BUSY = 12, CONFIG = 15, NETWORK = 17, REFUSED = 19;

const circleci = await startCircleci({ validate: true });
const { state } = circleci;
const definition = '2338d0ae-5541-4bbf-88a2-55e9f7281f80';
const sha = newSha();
const web = addProject(state, 'acme/web', {
    parameters: ['ENVIRONMENT', 'DEPLOYMENT'], branches: { main: sha, 'feature/x': newSha(), 'pull/5/head': newSha() }, tags: { 'v1.0': newSha() },
    workflows: [{ name: 'test', jobs: ['unit', 'lint'] }, { name: 'deploy', jobs: ['deploy'] }],
});
const app = addProject(state, 'acme/app', { slug: 'circleci/43G3lM5RtfFE7v5sa4nWAU/44n9wujWcTnVZ2b5S8Fnat', definition });

async function fresh(more = {}) {
    const site = await Site.make();
    site.configure(circleciSection(circleci, { more }));
    return site;
}
const site = await fresh();
const ask = (...words) => run(site, 'tests/system/ask-circleci', [site.conf, ...words]);
const me = ['get', '/me', '/login'];

async function good(...words) {
    const told = await ask(...words);
    assert.deepEqual([told.status, told.stderr], [0, ''], told.stderr);
    return told.lines;
}

async function refused(status, says, ...words) {
    const told = await ask(...words);
    assert.deepEqual([told.status, told.stdout], [status, ''], told.stderr);
    assert.match(told.stderr, says);
    assert.ok(!told.stderr.includes(circleci.token));
}

const idOf = ([line]) => line.split('|')[0];
const asked = () => circleci.requests.at(-1);

// --- Errors ------------------------------------------------------------------------------------------------------------------

await test('the-token-has-a-header-of-its-own', async () => {
    assert.deepEqual(await good(...me), ['robot']);
    const { headers } = asked();
    assert.equal(headers['circle-token'], circleci.token);
    assert.ok(!('authorization' in headers));
    assert.equal(headers.accept, 'application/json');
});

const refusals = {
    'a-status-400-is-refused': [failure(400, 'Something is wrong'), REFUSED, /GET \/me: status 400, Something is wrong\n/],
    'a-status-403-is-refused': [failure(403, 'Permission denied'), REFUSED, /status 403, Permission denied\n/],
    'a-status-404-is-an-answer': [notFound(), NOT_FOUND, /^$/],
    'a-status-500-is-trouble': [failure(500, 'Internal server error'), NETWORK, /status 500, Internal server error\n/],
    'a-gateway-in-trouble': [html(502), NETWORK, /status 502\n/],
    'html-instead-of-json': [html(200), MALFORMED, /status 200, but the answer is text\/html and not JSON/],
    'a-body-cut-off': [cut(10), NETWORK, /127\.0\.0\.1/],
    'a-redirect-is-not-followed': [
        { status: 302, body: {}, headers: { Location: 'http://127.0.0.1:1/' } }, REFUSED, /status 302, and redirects are not followed/],
    'words-of-many-lines-are-one': [failure(400, 'one\ntwo\u001b[31m'), REFUSED, /status 400, one two\ufffd\[31m\n$/],
};
for (const [name, [answer, status, says]] of Object.entries(refusals)) {
    await test(name, async () => {
        circleci.once('GET', '/me', answer);
        await refused(status, says, ...me);
    });
}

await test('a-token-that-is-refused-says-what-to-do', async () => {
    const other = await fresh({ token_file: secretFile('token', 'CCIPAT_never-given-out') });
    const told = await run(other, 'tests/system/ask-circleci', [other.conf, ...me]);
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /status 401, You must log in first\.; make a new personal API token, .* and put it into token_file\n/);
    assert.ok(!told.stderr.includes('never-given-out'));
});

await test('no-token', async () => {
    const other = await fresh({ token_file: null });
    const told = await run(other, 'tests/system/ask-circleci', [other.conf, ...me]);
    assert.equal(told.status, CONFIG);
    assert.match(told.stderr, /token/);
});

// --- Limits ------------------------------------------------------------------------------------------------------------------

const limits = {
    'retry-after': [{ 'Retry-After': 1234 }, 1_234_000],
    'the-window-resets': [{ 'RateLimit-Reset': 600 }, 600_000],
    'the-window-resets-in-the-older-spelling': [{ 'X-RateLimit-Reset': 300 }, 300_000],
    'nothing-is-told': [{}, 60_000],
};
for (const [name, [headers, ms]] of Object.entries(limits)) {
    await test(`a-limit-puts-the-lane-to-sleep-${name}`, async () => {
        const other = await fresh();
        const ask = (...words) => run(other, 'tests/system/ask-circleci', [other.conf, ...words]);
        state.limit = { after: 0, headers };
        const told = await ask(...me);
        assert.equal(told.status, BUSY);
        const [, until] = /GET \/me: status 429: rate limit; circleci sleeps until (\S+)/.exec(told.stderr);
        assert.ok(Math.abs(Date.parse(until) - Date.now() - ms) < 30_000, until);
        const before = circleci.requests.length;
        const others = await Promise.all([ask(...me), ask('build', 'acme/web', '54')]);
        assert.deepEqual(others.map((one) => one.status), [BUSY, BUSY]);
        assert.equal(circleci.requests.length, before);
    });
}

// --- Start -------------------------------------------------------------------------------------------------------------------

await test('a-branch-is-started', async () => {
    const [line] = await good('start', 'gh/acme/web', 'branch', 'feature/x', '-', 'ENVIRONMENT=preview', 'DEPLOYMENT=7');
    const pipeline = state.pipelines.at(-1);
    assert.equal(line, `${pipeline.id}|${pipeline.number}|pending|-|-|-|-|-`);
    assert.deepEqual(asked().body, { branch: 'feature/x', parameters: { ENVIRONMENT: 'preview', DEPLOYMENT: '7' } });
    assert.equal(asked().path, '/project/gh/acme/web/pipeline');
});

await test('a-tag-and-a-pull-request-are-started', async () => {
    await good('start', 'gh/acme/web', 'tag', 'v1.0', '-');
    assert.deepEqual(asked().body, { tag: 'v1.0', parameters: {} });
    assert.equal(state.pipelines.at(-1).revision, web.tags['v1.0']);
    await good('start', 'gh/acme/web', 'branch', 'pull/5/head', '-');
    assert.deepEqual(asked().body, { branch: 'pull/5/head', parameters: {} });
});

await test('a-project-of-the-github-app-is-started-by-its-definition', async () => {
    await good('start', app.slug, 'branch', 'main', definition);
    assert.equal(asked().path, `/project/${app.slug}/pipeline/run`);
    const ref = { branch: 'main' };
    assert.deepEqual(asked().body, { definition_id: definition, config: ref, checkout: ref, parameters: {} });
});

await test('a-commit-that-asks-to-be-skipped', async () => {
    app.isSkipped = true;
    await refused(REFUSED, /no pipeline of circleci\/\S+ was made: Ignoring pipeline due to CI skip in the commit\n/,
        'start', app.slug, 'branch', 'main', definition);
    app.isSkipped = false;
});

await test('undeclared-parameters-are-told-with-the-remedy', async () => {
    await refused(REFUSED, /status 400, Unexpected argument\(s\): VERSION, URL; declare VERSION, URL under parameters in \.circleci\/config\.yml/,
        'start', 'gh/acme/web', 'branch', 'main', '-', 'ENVIRONMENT=x', 'VERSION=1', 'URL=u');
});

await test('undeclared-parameters-that-only-the-pipeline-tells', async () => {
    state.undeclared = 'pipeline';
    const id = idOf(await good('start', 'gh/acme/web', 'branch', 'main', '-', 'VERSION=1'));
    state.undeclared = 'refused';
    assert.match((await good('pipeline', id))[0], /\|errored\|.*\|Unexpected argument\(s\): VERSION; declare VERSION under parameters/);
});

await test('a-branch-that-is-gone-is-refused', async () => {
    await refused(REFUSED, /status 400, Branch not found/, 'start', 'gh/acme/web', 'branch', 'deleted', '-');
});

await test('no-project-or-no-access', async () => {
    await refused(REFUSED, /no project gh\/acme\/none, or the token's owner has no access/, 'start', 'gh/acme/none', 'branch', 'main', '-');
    web.isHidden = true;
    await refused(REFUSED, /no project gh\/acme\/web/, 'start', 'gh/acme/web', 'branch', 'main', '-');
    await refused(REFUSED, /no project gh\/acme\/web/, 'since', 'gh/acme/web', '0');
    await refused(REFUSED, /no project gh\/acme\/web/, 'build-start', 'acme/web', 'revision', sha, 'build');
    await refused(NOT_FOUND, /^$/, 'pipeline', state.pipelines[0].id);
    web.isHidden = false;
});

await test('an-answer-without-an-id', async () => {
    circleci.once('POST', '/project/{vcs}/{org}/{repo}/pipeline', { status: 201, body: { number: 1 } });
    await refused(FIELD, /a pipeline without an id/, 'start', 'gh/acme/web', 'branch', 'main', '-');
});

// --- Look --------------------------------------------------------------------------------------------------------------------

await test('a-pipeline-tells-the-commit-that-it-took', async () => {
    const id = idOf(await good('start', 'gh/acme/web', 'branch', 'main', '-'));
    web.branches.main = newSha();
    assert.match((await good('pipeline', id))[0], new RegExp(`\\|pending\\|${sha}\\|main\\|-\\|api\\|-$`));
    web.branches.main = sha;
});

await test('a-project-of-the-github-app-tells-its-commit-among-the-values', async () => {
    const id = idOf(await good('start', app.slug, 'branch', 'main', definition));
    assert.match((await good('pipeline', id))[0], /\|pending\|-\|-\|-\|api\|-$/);
    assert.deepEqual(await good('value', id, 'pipeline.git.revision'), [`${app.branches.main}|-`]);
});

await test('workflows-as-they-go', async () => {
    const id = idOf(await good('start', 'gh/acme/web', 'branch', 'main', '-'));
    const pipeline = state.pipelines.at(-1);
    assert.deepEqual(await good('workflows', id), []);
    circleci.begin(pipeline);
    assert.deepEqual(await good('workflows', id), ['test|running|-|open', 'deploy|running|-|open']);
    circleci.finish(pipeline, 'failed', { workflow: 'test' });
    circleci.hold(pipeline, 'deploy');
    assert.deepEqual(await good('workflows', id), ['test|failed|-|ended', 'deploy|on_hold|-|open']);
    circleci.cancel(pipeline, 'deploy');
    circleci.rerun(pipeline, 'test');
    assert.deepEqual(await good('workflows', id), ['test|failed|-|ended', 'deploy|canceled|-|ended', 'test|running|-|open']);
});

await test('a-setup-is-told-apart', async () => {
    web.hasSetup = true;
    const id = idOf(await good('start', 'gh/acme/web', 'branch', 'main', '-'));
    circleci.begin(state.pipelines.at(-1));
    assert.deepEqual(await good('workflows', id), ['setup|running|setup|open']);
    assert.match((await good('pipeline', id))[0], /\|setup\|/);
    circleci.begin(state.pipelines.at(-1));
    assert.equal((await good('workflows', id)).length, 3);
    web.hasSetup = false;
});

await test('many-workflows-come-in-pages', async () => {
    const id = idOf(await good('start', 'gh/acme/web', 'branch', 'main', '-'));
    for (let i = 0; i < 45; i++) addWorkflow(state, state.pipelines.at(-1), { name: `w${i}` });
    const names = (await good('workflows', id)).map((line) => line.split('|')[0]);
    assert.deepEqual(names, Array.from({ length: 45 }, (_, i) => `w${i}`));
    assert.equal(circleci.requests.filter((one) => one.path === `/pipeline/${id}/workflow`).length, 3);
});

// --- Find --------------------------------------------------------------------------------------------------------------------

await test('pipelines-since-a-moment-newest-first', async () => {
    const mine = state.pipelines.filter((one) => one.slug === 'gh/acme/web').reverse();
    for (const one of mine.slice(3)) one.createdAt = new Date(Date.parse(one.createdAt) - 120_000).toISOString();
    state.pageSize = 2;
    const since = async (ms) => (await good('since', 'gh/acme/web', String(ms))).map((line) => line.split('|')[0]);
    assert.deepEqual(await since(Date.now()), mine.slice(0, 3).map((one) => one.id));
    assert.deepEqual(await since(Date.now() - 300_000), mine.map((one) => one.id));
    assert.deepEqual(await since(Date.now() + 60_000), []);
    state.pageSize = 20;
});

await test('a-clock-that-is-wrong-is-reckoned-with', async () => {
    const clocks = addProject(state, 'acme/clocks');
    for (const clockShiftMs of [-3_600_000, 3_600_000]) {
        state.clockShiftMs = clockShiftMs;
        const id = idOf(await good('start', clocks.slug, 'branch', 'main', '-'));
        assert.deepEqual((await good('since', clocks.slug, String(Date.now()))).map((line) => line.split('|')[0]).slice(0, 1), [id]);
        state.pipelines.pop();
    }
    state.clockShiftMs = 0;
});

await test('what-a-pipeline-was-given', async () => {
    const id = idOf(await good('start', 'gh/acme/web', 'branch', 'main', '-', 'DEPLOYMENT=42'));
    assert.deepEqual(await good('value', id, 'DEPLOYMENT'), ['42|parameters']);
    assert.deepEqual(await good('value', id, 'ENVIRONMENT'), ['-|parameters']);
    state.tellsParameters = false;
    assert.deepEqual(await good('value', id, 'DEPLOYMENT'), ['-|-']);
    state.tellsParameters = true;
    circleci.once('GET', '/pipeline/{pipeline_id}/values', notFound());
    assert.deepEqual(await good('value', id, 'DEPLOYMENT'), ['-|-']);
});

await test('a-list-without-end', async () => {
    const undo = circleci.on('GET', '/pipeline/{pipeline_id}/workflow', { status: 200, body: { items: [], next_page_token: 'again' } });
    await refused(8, /more than 100 pages/, 'workflows', state.pipelines[0].id);
    undo();
});

// --- v1.1 --------------------------------------------------------------------------------------------------------------------

await test('a-build-takes-a-commit-or-a-tag', async () => {
    const [line] = await good('build-start', 'acme/web', 'revision', sha, 'deploy', 'DEPLOYMENT=9');
    assert.equal(line, `54|https://circleci.com/gh/acme/web/54|${sha}|not_running|-|-|told`);
    assert.deepEqual(asked().body, { revision: sha, job: 'deploy', build_parameters: { DEPLOYMENT: '9' } });
    assert.equal(asked().headers.accept, 'application/json');
    await good('build-start', 'acme/web', 'tag', 'v1.0', 'build');
    assert.deepEqual(asked().body, { tag: 'v1.0', job: 'build', build_parameters: {} });
});

await test('a-build-as-it-goes', async () => {
    const [build] = web.builds;
    circleci.beginBuild(build);
    assert.deepEqual(await good('build', 'acme/web', '54'), [`54|${build.build_url}|${sha}|running|-|-|told`]);
    circleci.finishBuild(web, build, 'timedout');
    assert.deepEqual(await good('build', 'acme/web', '54'), [`54|${build.build_url}|${sha}|finished|timedout|-|told`]);
    await refused(NOT_FOUND, /^$/, 'build', 'acme/web', '999');
});

await test('recent-builds-with-their-variables', async () => {
    const values = (await good('recent', 'acme/web', 'DEPLOYMENT')).map((line) => line.split('|').slice(-2).join(' '));
    assert.deepEqual(values, ['- told', '9 told']);
    state.tellsParameters = false;
    assert.deepEqual((await good('recent', 'acme/web', 'DEPLOYMENT')).map((line) => line.split('|').slice(-2).join(' ')), ['- -', '- -']);
    state.tellsParameters = true;
});

// --- As a CI system ----------------------------------------------------------------------------------------------------------

// What is asked of a row: 7 unless told otherwise, of the site's project.
function ci(what, { ref = ['branch', 'main'], commit = sha, row = 7, triggered = Date.now(), pipeline = '-', repository = 'acme/web', where = site } = {}) {
    const words = ['ci', what, repository, ...ref, commit, String(row), String(triggered), pipeline];
    return run(where, 'tests/system/ask-circleci', [where.conf, ...words]);
}

async function ciGood(what, options) {
    const told = await ci(what, options);
    assert.deepEqual([told.status, told.stderr], [0, ''], told.stderr);
    return told.lines[0].split('|');
}

web.parameters = ['ENVIRONMENT', 'VERSION', 'SUBDOMAIN', 'DEPLOYMENT', 'revision'];

await test('a-build-is-started-and-looked-at-until-it-ends', async () => {
    const [id, number, url, revision, , words] = await ciGood('start');
    const pipeline = state.pipelines.at(-1);
    assert.deepEqual([id, number, revision, words], [pipeline.id, String(pipeline.number), '-', 'asked for']);
    assert.equal(url, `${circleci.appUrl}/pipelines/github/acme/web/${number}`);
    assert.deepEqual(pipeline.parameters,
        { ENVIRONMENT: 'test', VERSION: `test-${sha.slice(0, 10)}`, SUBDOMAIN: 'test', DEPLOYMENT: '7', revision: sha });
    const look = () => ciGood('look', { pipeline: id });
    assert.deepEqual((await look()).slice(3), [sha, 'running', 'its workflows have not begun']);
    circleci.begin(pipeline);
    assert.deepEqual((await look()).slice(3), [sha, 'running', 'workflow test: running']);
    circleci.finish(pipeline, 'success', { workflow: 'test' });
    const [, , page, , now] = await look();
    assert.equal(now, 'running');
    assert.equal(page, `${url}/workflows/${pipeline.workflows[1].id}`);
    circleci.finish(pipeline, 'failed');
    assert.deepEqual((await look()).slice(3), [sha, 'failure', 'workflow deploy: failed']);
});

await test('a-branch-that-has-moved-tells-another-commit', async () => {
    const wanted = newSha();
    const [id] = await ciGood('start', { commit: wanted });
    assert.equal((await ciGood('look', { commit: wanted, pipeline: id }))[3], sha);
});

// One of its own for each test: what others have asked for is in the way.
const fresher = (name) => addProject(state, `acme/${name}`, { parameters: web.parameters, branches: { main: sha, other: sha, 'pull/5/head': sha } });
const minutes = 60_000;

await test('our-own-pipeline-is-found-again', async () => {
    const options = { repository: fresher('found').repository, triggered: Date.now(), row: 71 };
    assert.deepEqual(await ciGood('find', options), ['not seen', '-', '-']);
    const [id] = await ciGood('start', options);
    await ciGood('start', { ...options, row: 72 });
    assert.deepEqual(await ciGood('find', options), ['seen', id, '-']);
    assert.deepEqual(await ciGood('find', { ...options, row: 73 }), ['not seen', '-', '-']);
    assert.deepEqual(await ciGood('find', { ...options, ref: ['branch', 'other'] }), ['not seen', '-', '-']);
    assert.deepEqual(await ciGood('find', { ...options, triggered: Date.now() + 5 * minutes }), ['not seen', '-', '-']);
});

await test('what-circleci-does-not-tell-is-unsure', async () => {
    const options = { repository: fresher('unsure').repository, triggered: Date.now(), row: 81, ref: ['branch', 'pull/5/head'] };
    state.tellsParameters = false;
    assert.deepEqual(await ciGood('find', options), ['not seen', '-', '-']);
    const [id, , url] = await ciGood('start', options);
    const [sight, , words] = await ciGood('find', options);
    assert.deepEqual([sight, words], ['unsure', `it may be ${url}, and CircleCI does not tell which deployment that is for`]);
    // What a push started is not ours; nor is what another row has.
    const pipeline = state.pipelines.at(-1);
    pipeline.trigger = 'webhook';
    assert.deepEqual(await ciGood('find', options), ['not seen', '-', '-']);
    pipeline.trigger = 'api';
    assert.equal((await ciGood('find', options))[0], 'unsure');
    await good('row', options.repository, id);
    assert.deepEqual(await ciGood('find', options), ['not seen', '-', '-']);
    state.tellsParameters = true;
});

// Somebody else's has no DEPLOYMENT; that CircleCI would tell it is known by one that has parameters.
await test('somebody-elses-pipeline', async () => {
    const project = fresher('theirs');
    const options = { repository: project.repository, triggered: Date.now(), row: 85 };
    await good('start', project.slug, 'branch', 'main', '-');
    assert.equal((await ciGood('find', options))[0], 'unsure');
    await ciGood('start', { ...options, row: 86 });
    assert.deepEqual(await ciGood('find', options), ['not seen', '-', '-']);
});

await test('a-tag-and-a-project-of-the-github-app', async () => {
    const other = await fresh();
    other.configure(`${circleciSection(circleci)}project "acme/app" {\n    slug = '${app.slug}'\n    definition = '${definition}'\n` +
        '    parameters = { \'DEPLOYMENT=deployment\' }\n    workflow = \'deploy\'\n}\n');
    app.parameters = ['DEPLOYMENT'];
    app.tags['v2.0'] = newSha();
    const options = { repository: 'acme/app', where: other, row: 91, ref: ['tag', 'v2.0'], commit: app.tags['v2.0'] };
    const triggered = Date.now();
    const [id, number, url] = await ciGood('start', options);
    assert.deepEqual(asked().body.checkout, { tag: 'v2.0' });
    assert.equal(url, `${circleci.appUrl}/pipelines/${app.slug}/${number}`);
    assert.equal((await ciGood('look', { ...options, pipeline: id }))[3], app.tags['v2.0']);
    assert.deepEqual(await ciGood('find', { ...options, triggered }), ['seen', id, '-']);
});

await test('builds-of-the-old-way', async () => {
    const old = await fresh(), project = fresher('old');
    old.configure(`${circleciSection(circleci)}project "acme/old" {\n    version = 'v1.1'\n    job = 'deploy'\n}\n`);
    const options = { where: old, repository: 'acme/old', row: 101, triggered: Date.now() };
    assert.deepEqual(await ciGood('find', options), ['not seen', '-', '-']);
    const [id, number, url, revision] = await ciGood('start', options);
    const [build] = project.builds;
    assert.deepEqual([id, number, url, revision], ['gh/acme/old/54', '54', build.build_url, sha]);
    assert.equal(build.job_name, 'deploy');
    assert.equal(build.build_parameters.DEPLOYMENT, '101');
    assert.deepEqual(await ciGood('find', options), ['seen', id, '-']);
    assert.deepEqual(await ciGood('find', { ...options, row: 102 }), ['not seen', '-', '-']);
    state.tellsParameters = false;
    assert.equal((await ciGood('find', options))[0], 'unsure');
    assert.deepEqual(await ciGood('find', { ...options, commit: newSha() }), ['not seen', '-', '-']);
    assert.deepEqual(await ciGood('find', { ...options, triggered: Date.now() + 5 * minutes }), ['not seen', '-', '-']);
    state.tellsParameters = true;
    assert.deepEqual((await ciGood('look', { ...options, pipeline: id })).slice(4), ['running', 'build 54: not_running']);
    circleci.finishBuild(project, build, 'canceled');
    assert.deepEqual((await ciGood('look', { ...options, pipeline: id })).slice(4), ['failure', 'build 54: canceled']);
    // The row says how it was made, whatever the configuration says now.
    assert.equal((await ciGood('look', { repository: 'acme/old', pipeline: id }))[4], 'failure');
});

await test('more-builds-than-are-listed', async () => {
    const old = await fresh(), project = fresher('busy');
    old.configure(`${circleciSection(circleci)}project "acme/busy" {\n    version = 'v1.1'\n}\n`);
    const options = { where: old, repository: 'acme/busy', row: 111, triggered: Date.now() };
    for (let i = 0; i < 101; i++) addBuild(state, project, { revision: newSha(), job: 'build' });
    const [sight, , words] = await ciGood('find', options);
    assert.deepEqual([sight, words], ['unsure', 'CircleCI has made so many builds since that it does not list them all']);
});

await test('v1.1-in-edn-is-no-json', async () => {
    circleci.once('GET', '/v1.1/project/{vcs}/{username}/{project}/{build_num}',
        { status: 200, body: '{:build_num 54}', headers: { 'Content-Type': 'application/edn' } });
    await refused(MALFORMED, /application\/edn and not JSON/, 'build', 'acme/web', '54');
});

await test('an-answer-that-never-comes-is-not-waited-for-by-others', async () => {
    circleci.once('GET', '/me', never());
    const pending = ask(...me);
    await circleci.waitFor('GET', '/me', { nth: circleci.asked('GET', '/me').length + 1, arrived: true });
    assert.deepEqual(await good(...me), ['robot']);
    await circleci.stop();      // breaks it off
    assert.equal((await pending).status, NETWORK);
});

await done();
