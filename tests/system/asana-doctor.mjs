// hooklet doctor on the rules tasks and feed: is all there that they name, and can what they wait for reach us?
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, done, Site, test } from './lib.mjs';
import { startAsana } from './asana.mjs';
import { question, startFeeds } from './feeds.mjs';
import { startGitHub } from './github.mjs';
import { configureApp, hooklet, makeKey } from './github/app.mjs';
import { asanaSection } from './asana/site.mjs';
import { answer } from './standin/answers.mjs';

const asana = await startAsana({ validate: true });
const github = await startGitHub({ validate: true });
github.state.personalTokens.ghp_0123456789 = 'octocat';

const rule = (name, repositories, keys = '') => `tasks "${name}" {\n    repositories = { '${repositories}' }\n${keys}}\n`;

async function makeSite(rules) {
    const site = await Site.make();
    configureApp(site, github, { token: 'ghp_0123456789', rules: asanaSection(asana) + rules });
    return site;
}

// What is said of Asana but for the first line, as whom it knows us.
async function told(site) {
    const lines = (await hooklet(site, 'doctor')).stdout.split('\n').filter((one) => /^\S+ +asana /.test(one));
    assert.match(lines[0], /knows us as Robot Roberts/);
    return lines.slice(1).join('\n');
}

await test('what-a-pattern-leaves-no-doubt-about', async () => {
    const said = await told(await makeSite(rule('misspelt', 'a/*', '    workspace = Amce\n') + rule('owner', 'zoo/*') +
        rule('project', 'b/*', '    workspace = Acme\n    project = Wbe\n') + rule('good', 'c/*', '    workspace = Acme\n    project = web\n') +
        rule('any', '*/d', '    project = web\n') + rule('acme', 'acme/*')));
    assert.match(said, /^FAIL +asana +misspelt: a\/\*: Asana shows us no workspace "Amce": make it, or name another one in \S+hooklet\.conf:\d+$/m);
    assert.match(said, /^FAIL +asana +owner: zoo\/\*: Asana shows us no workspace "zoo": make it/m);
    assert.match(said, /^FAIL +asana +project: b\/\*: the workspace "Acme" in Asana has no project "Wbe": make it/m);
    assert.match(said, /^ok +asana +good: c\/\*: workspace and project are there$/m);
    assert.match(said, /^ok +asana +acme: acme\/\*: the workspace is there$/m);
    assert.equal(said.split('\n').length, 5);
});

// A hook that has shaken hands, or waits for it.
function hook(site, project, secret) {
    const state = path.join(site.dir, 'state');
    const made = spawnSync(path.join(builddir, 'tests/system/open-hook'), [state, project.gid], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    if (!secret) return;
    const done = spawnSync('sqlite3', [path.join(state, 'hooklet.db'),
        `UPDATE state SET value = json_set(value, '$.secret', '${secret}') WHERE kind = 'asana_hook'`], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
}

await test('both-ways-without-a-hook', async () => {
    const both = '    workspace = Acme\n    both_ways = true\n';
    const site = await makeSite(rule('both', 'acme/web', both) + rule('several', 'acme/*', both) + rule('one-way', 'other/web', '    workspace = Acme\n'));
    const warns = (said) => [...said.matchAll(/^warn +asana +(\S+): .*: both_ways is set, but Asana does not tell us of these tasks: run "hooklet asana connect"$/gm)]
        .map(([, name]) => name);
    assert.deepEqual(warns(await told(site)), ['both', 'several']);
    hook(site, asana.project, null);
    assert.deepEqual(warns(await told(site)), ['both', 'several']);
    hook(site, asana.project, 'b537207f20cbfa02357cf448134da559');
    assert.deepEqual(warns(await told(site)), []);
});

// --- Feeds -----------------------------------------------------------------------------------------------------------------------

await test('what-is-at-the-urls-of-feeds-and-whom-they-are-for', async () => {
    const feeds = await startFeeds();
    const at = feeds.add('/good', { entries: [question('One'), question('Two')] });
    feeds.on('GET', '/page', () => answer(200, '<!DOCTYPE html><html><p>Questions</html>', { 'Content-Type': 'text/html' }));
    feeds.on('GET', '/busy', () => answer(429, 'later', { 'Retry-After': '60' }));
    const feed = (name, url, keys = '') => `feed "${name}" {\n    url = '${url}'\n    workspace = Acme\n    project = web\n${keys}}\n`;
    const site = await makeSite(feed('good', at.url, "    assignee = 'robot.roberts@example.com'\n    since = 2020-01-01\n") +
        feed('page', `${feeds.origin}/page`) + feed('busy', `${feeds.origin}/busy`) + feed('gone', `${feeds.origin}/gone`) +
        feed('nobody', `${at.url}?nobody`, '    assignee = nobody\n') + feed('to-come', `${at.url}?to-come`, '    since = 2096-11-01\n'));
    const from = asana.count;
    const said = (await hooklet(site, 'doctor')).stdout.split('\n').filter((one) => /^\S+ +feed /.test(one));
    const wanted = [
        /^ok +feed +good: 2 entries now$/, /^FAIL +feed +page: feed, line 1: it is a web page: .*; see url in \S+hooklet\.conf:\d+$/,
        /^warn +feed +busy: its server wants to be asked later$/, /^FAIL +feed +gone: feed: \S+: status 404; see url in /,
        /^ok +feed +nobody: 2 entries now$/, /^warn +feed +nobody: nobody in Asana is "nobody", so nobody is assigned; see assignee in \S+:\d+, and hooklet people$/,
        /^ok +feed +to-come: 2 entries now$/, /^warn +feed +to-come: no entry counts before since, which is to come; see \S+:\d+$/,
    ];
    assert.equal(said.length, wanted.length, said.join('\n'));
    wanted.forEach((one, i) => assert.match(said[i], one));
    assert.ok(asana.all.slice(from).every(({ method }) => method === 'GET'));
});

// --- The App ---------------------------------------------------------------------------------------------------------------------

await test('an-app-that-is-not-told-of-issues', async () => {
    const key = makeKey(), { app } = github.state;
    Object.assign(app, { publicKey: key.publicKey, events: ['pull_request'], permissions: { ...app.permissions, issues: 'read' } });
    const site = await Site.make();
    const rules = asanaSection(asana) + rule('web', 'acme/web', '    both_ways = true\n');
    configureApp(site, github, { key, more: { commands: 'none' }, rules });
    fs.writeFileSync(site.conf, fs.readFileSync(site.conf, 'utf8').replace("commands = 'none'", 'commands = {}'));
    const warned = async () => (await hooklet(site, 'doctor')).stdout.split('\n').filter((one) => /^warn +github .*lacks/.test(one));
    const [said] = await warned();
    assert.match(said, /: permission issues: write, to make tasks of issues; to close, .*; event issues: add it in the App's settings at GitHub/);
    assert.doesNotMatch(said, /event pull_request/);
    app.events.push('issues');
    app.permissions.issues = 'write';
    assert.deepEqual(await warned(), []);
});

await done();
