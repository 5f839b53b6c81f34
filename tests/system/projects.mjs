// hooklet projects, deployment and doctor on what is tied: what hooklet.conf says, what people have said at Slack, and what is missing.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { done, sha, Site, test } from './lib.mjs';

const section = `project "acme/web" {
    channel = C0WEB
    basedomain = example.org
    url = { 'production=www.example.org' }
    notices = { merge, deployment }
}
`;
const builder = `ci "make" {
    command = {"true"}
}
`;

// As people at Slack, and builds, would have left them.
function write(site, sql) {
    const { status, stderr } = spawnSync('sqlite3', [path.join(site.dir, 'state', 'hooklet.db'), sql], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
}

const tie = (site, repository, channel, name, settings = {}) => write(site,
    `INSERT INTO project (repository, channel, channel_name, team, settings, version, updated_ms) VALUES ('${repository}', '${channel}', '${name}',
     'T0123', '${JSON.stringify(settings)}', 1, 1700000000000)`);

const told = (site, check) => site.hooklet('doctor').stdout.split('\n').filter((line) => new RegExp(`^\\S+ +${check} `).test(line)).join('\n');

await test('what-is-tied-by-whom', async () => {
    const site = await Site.make({ rules: section + builder });
    tie(site, 'acme/app', 'C0APP', 'app', { basedomain: 'app.example.net' });
    const [heading, ...rows] = site.hooklet('projects').stdout.trimEnd().split('\n').map((line) => line.split(/ {2,}/));
    assert.deepEqual(heading, ['REPOSITORY', 'CHANNEL', 'TIED BY', 'BUILT BY', 'BASEDOMAIN']);
    assert.deepEqual(rows, [['acme/web', 'C0WEB', 'hooklet.conf', 'make', 'example.org'], ['acme/app', '#app (C0APP)', 'Slack', 'make', 'app.example.net']]);
    assert.deepEqual(site.json('projects').projects.map(({ repository, tied_by: by, channel_name: name }) => [repository, by, name]),
        [['acme/web', 'hooklet.conf', undefined], ['acme/app', 'Slack', 'app']]);
});

await test('what-holds-and-where-it-comes-from', async () => {
    const site = await Site.make({ rules: section + builder });
    tie(site, 'acme/web', 'C0OLD', 'old', { basedomain: 'not.example.org', urlseparator: '-', url: ['test=t.example.org', 'production=not.example.org'] });
    const { urls, from, ...one } = site.json('projects', 'ACME/Web');
    assert.deepEqual(from, { basedomain: 'hooklet.conf', urlpattern: 'default', urlseparator: 'Slack' });
    assert.deepEqual([one.channel, one.basedomain, one.urlseparator, one.urlpattern, one.ci],
        ['C0WEB', 'example.org', '-', 'https://{environment}{urlseparator}{basedomain}/', 'make']);
    assert.deepEqual(urls, [{ environment: 'production', host: 'www.example.org', from: 'hooklet.conf' },
        { environment: 'test', host: 't.example.org', from: 'Slack' }]);
    assert.deepEqual(one.notices, ['merge', 'deployment']);
    const { stdout } = site.hooklet('projects', 'acme/web');
    assert.match(stdout, /^urlseparator: *- \(Slack\)$/m);
    assert.match(stdout, /^tied by: *hooklet\.conf$/m);
    assert.match(stdout, /^notices: *merge deployment$/m);
});

await test('how-circleci-builds-it', async () => {
    const site = await Site.make({ rules: '' });
    const token = path.join(site.dir, 'token');
    fs.writeFileSync(token, 'token\n', { mode: 0o400 });
    site.configure(`circleci {\n    token_file = '${token}'\n}\n${section}project "acme/old" {\n    version = v1.1\n    job = deploy\n}\n`);
    const { projects: [web, old] } = site.json('projects');
    assert.deepEqual([web.ci, web.api, web.workflow, web.expect_ms], ['circleci', 'v2', undefined, 1800000]);
    assert.match(web.parameters, /ENVIRONMENT=environment VERSION=version .*revision=revision/);
    assert.deepEqual([old.api, old.job, old.channel, old.tied_by], ['v1.1', 'deploy', undefined, undefined]);
    assert.match(site.hooklet('projects', 'acme/web').stdout, /^workflow: *the last open one of its pipeline$/m);
    assert.match(site.hooklet('projects', 'acme/old').stdout, /^channel: *none: nothing is told at Slack$/m);
});

await test('no-projects-and-none-of-that-name', async () => {
    const site = await Site.make({ rules: '' });
    assert.match(site.hooklet('projects').stdout, /^No projects: say \/hooklet setup OWNER\/REPO in a channel, or add a section project\.$/m);
    assert.deepEqual(site.json('projects'), { projects: [] });
    const none = site.hooklet('projects', 'acme/web');
    assert.equal(none.status, 5);
    assert.match(none.stderr, /acme\/web is no project/);
    assert.equal(site.hooklet('projects', 'web').status, 2);
    assert.equal(site.hooklet('projects', 'acme/web', 'acme/app').status, 2);
});

// --- Deployments ------------------------------------------------------------------------------------------------------------------

const commit = sha();

function addDeployment(site, columns) {
    const all = { repository: 'acme/web', environment: 'test', sha: commit, origin: 'slack', state: 'queued', version: 1, created_ms: 1700000000000,
        updated_ms: 1700000001000, ...columns };
    const values = Object.values(all).map((value) => (typeof value === 'number' ? value : `'${value}'`));
    write(site, `INSERT INTO deployment (${Object.keys(all)}) VALUES (${values})`);
}

await test('a-deployment-with-all-that-is-known-of-it', async () => {
    const site = await Site.make({ rules: section + builder });
    addDeployment(site, { id: 7, ref: 'refs/tags/v1.2', rule: 'default/production', environment: 'production', by_login: 'octocat', by_slack: 'U0CAT', author: 'hubot',
        state: 'success', remote_id: '145988746', detail: 'workflow deploy: success', pull_request: 12, contexts: '["build","lint"]', pipeline: '5034460f-c7c4',
        workflow: 'e7b2a5a1', build: '31', build_url: 'https://app.circleci.com/x', url: 'https://www.example.org', ticket: 'asana:1200', told: 'success',
        triggered_ms: 1700000000500, ended_ms: 1700000001000 });
    write(site, `INSERT INTO message (place, channel, thing, stamp, version, updated_ms) VALUES ('slack', 'C0WEB', 'deployment:7', '1548261231.000200', 1, 1)`);
    const { status, stdout } = site.hooklet('deployment', '7');
    assert.equal(status, 0);
    for (const line of ['deployment: *7', 'environment: *production', 'url: *https://www.example.org', 'state: *success', 'detail: *workflow deploy: success',
        'ref: *v1.2', `commit: *${commit}`, 'author: *hubot', 'by: *octocat, U0CAT at Slack', 'pull request: *#12', 'ticket: *asana:1200', 'checks: *\\["build","lint"\\]',
        'at GitHub: *145988746', 'told: *success', 'at Slack: *C0WEB 1548261231\\.000200', 'build: *31 in pipeline 5034460f-c7c4, workflow e7b2a5a1',
        'log: *https://app.circleci.com/x', 'triggered: *2023-11-14 22:13:20', 'ended: *2023-11-14 22:13:21']) {
        assert.match(stdout, new RegExp(`^${line}$`, 'm'));
    }
    const one = site.json('deployment', '7');
    assert.deepEqual([one.id, one.pull_request, one.contexts, one.build, one.message, one.ended_ms],
        ['7', '12', ['build', 'lint'], '31', 'C0WEB 1548261231.000200', 1700000001000]);
    const [, row] = site.hooklet('deployments').stdout.split('\n').map((line) => line.split(/ {2,}/));
    assert.deepEqual(row.slice(2), ['acme/web', 'production', 'v1.2', commit.slice(0, 10), 'octocat', 'success', 'https://www.example.org']);
});

await test('a-deployment-of-which-little-is-known', async () => {
    const site = await Site.make({ rules: builder });
    addDeployment(site, { id: 1, by_slack: 'U0CAT', repository: 'other/app' });
    const { stdout } = site.hooklet('deployment', '1');
    assert.deepEqual(stdout.trimEnd().split('\n').map((line) => line.split(':')[0]),
        ['deployment', 'repository', 'environment', 'state', 'commit', 'origin', 'by', 'made', 'changed']);
    assert.match(stdout, /^by: *U0CAT at Slack$/m);
    assert.equal(site.json('deployments', '--state', 'queued').deployments[0].by_slack, 'U0CAT');
    // Its message stays where it was said: in the channel for all, or in one that other/app was tied to.
    write(site, `INSERT INTO message (place, channel, thing, stamp, version, updated_ms) VALUES ('slack', 'C0OLD', 'deployment:1', '1548261231.000300', 1, 1)`);
    assert.match(site.hooklet('deployment', '1').stdout, /^at Slack: *C0OLD 1548261231\.000300$/m);
});

await test('the-exit-status-tells-how-it-ended', async () => {
    const site = await Site.make({ rules: builder });
    const states = { success: 0, failure: 1, error: 1, superseded: 0, inactive: 0, waiting: 0, in_progress: 0 };
    const open = ['waiting', 'in_progress'];
    Object.keys(states).forEach((state, i) => addDeployment(site, { id: i + 1, state, ...(open.includes(state) ? {} : { ended_ms: 1700000001000 }) }));
    Object.values(states).forEach((status, i) => assert.equal(site.hooklet('deployment', `${i + 1}`).status, status, `deployment ${i + 1}`));
    const none = site.hooklet('deployment', '99');
    assert.equal(none.status, 5);
    assert.match(none.stderr, /no deployment 99/);
    for (const words of [[], ['x'], ['1', '2'], ['--state', 'success', '1']]) assert.equal(site.hooklet('deployment', ...words).status, 2, words.join(' '));
});

// --- Doctor -----------------------------------------------------------------------------------------------------------------------

const github = (site) => {
    const token = path.join(site.dir, 'github-token');
    fs.writeFileSync(token, 'ghp_0123456789\n', { mode: 0o400 });
    return `state = "${site.dir}/state"\ngithub {\n    secret "test" {\n        file = "${site.secretFile}"\n    }\n    token_file = '${token}'\n` +
        `    api_url = 'http://127.0.0.1:1'\n}\n`;
};

await test('doctor-says-nothing-of-deployments-where-there-are-none', async () => {
    assert.equal(told(await Site.make({ rules: '' }), 'deployments'), '');
});

await test('doctor-on-rules-without-a-tied-repository', async () => {
    const site = await Site.make({ rules: '' });
    site.configure(`${github(site)}slack {\n    command = ship\n}\ndeployment "all" {\n    repositories = { 'acme/*' }\n    environment = live\n    slack = any\n}\n${builder}`, true);
    assert.match(told(site, 'deployments'),
        /^warn +deployments +no repository is tied, so nothing is deployed: say \/ship setup OWNER\/REPO in a channel, or add a section project to /);
});

await test('doctor-on-what-is-tied', async () => {
    const site = await Site.make({ rules: '' });
    site.configure(`${github(site)}${section}${builder}deployment "web-live" {\n    repositories = { acme/web }\n    environment = live\n    slack = any\n}\n` +
        `deployment "misspelt" {\n    repositories = { acme/wbe }\n    environment = live\n    slack = any\n}\n`, true);
    tie(site, 'acme/app', 'C0APP', 'app');
    const said = told(site, 'deployments');
    assert.match(said, /^ok +deployments +acme\/web: tied to C0WEB, built by make, deployed by web-live$/m);
    assert.match(said, /^ok +deployments +acme\/app: tied to #app \(C0APP\), built by make, deployed by the built-in workflow$/m);
    assert.match(said, /^warn +deployments +acme\/app: its channel hears nothing: slack \{ \} has neither token_file nor webhook_url_file$/m);
    assert.match(said, /^warn +deployments +misspelt: none of the repositories that it names is tied, so it never acts; see \S+hooklet\.conf:\d+$/m);
    assert.equal(said.split('\n').length, 5);
});

await test('doctor-on-what-nothing-builds', async () => {
    const site = await Site.make({ rules: section });
    const said = told(site, 'deployments');
    assert.match(said, /^FAIL +deployments +acme\/web: nothing builds it: give circleci \{ \} a token, write a section ci/m);
    assert.match(said, /^FAIL +deployments +GitHub makes the deployments, and can't be asked: run "hooklet github create-app"/m);
});

done();
