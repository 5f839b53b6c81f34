// hooklet asana connect, hooks and disconnect, through the real nginx and as plain CGI; and the hourly look after hooks: what Asana has
// dropped is made again, what was not told is found.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, done, examples, start, stop, test, until, Site } from './lib.mjs';
import {
    addPersonalToken, addProject, addUser as addAsanaUser, failure as asanaFailure, startAsana, unheard,
} from './asana.mjs';
import { run } from './asana/rig.mjs';
import { bothWays, certificate, changeRow, comeRound, configureBoth, rowOf, secureCgi, secureEcho, secureNginx, tie } from './asana/twoway.mjs';
import { addInstallation, addIssue, addRepository, addUser, startGitHub } from './github.mjs';
import { hooklet, makeKey } from './github/app.mjs';

examples();
const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const asana = await startAsana({ validate: true });
const tls = certificate();
for (const name of ['acme/web', 'acme/api', 'acme/docs']) addRepository(github.state, name);
addInstallation(github.state, 'acme');
addUser(github.state, 'ann');
const ann = addAsanaUser(asana.state, 'Ann Lee');
const docs = addProject(asana.state, asana.workspace, 'Docs');
const stands = { github, asana };

const shared = bothWays(['acme/web', 'acme/api'], { more: '    project = web\n' });
const own = bothWays(['acme/docs', 'acme/other-*'], { name: 'docs' });
const oneWay = "tasks \"quiet\" {\n    repositories = { 'acme/quiet' }\n}\n";

// nginx, the program asana and a worker, unless told otherwise.
async function makeSite({ rules = shared + own + oneWay, program = true, worker = false } = {}) {
    const site = await Site.make();
    configureBoth(site, { ...stands, key, rules });
    if (program) await site.program('asana');
    site.origin = await secureNginx(site, tls);
    if (worker) site.worker();
    return site;
}
const connect = (site, ...words) => run(site, 'hooklet', ['asana', 'connect', '--url', site.origin, ...words]);
const json = async (site, ...words) => {
    const told = await run(site, 'hooklet', ['asana', ...words, '--json']);
    assert.equal(told.status, 0, told.stderr);
    return JSON.parse(told.stdout).hooks;
};
const hooksOf = (project) => asana.state.webhooks.filter(({ resource }) => resource === project.gid);
const clear = () => { asana.state.webhooks = []; };
const tokenOf = ({ target }) => target.split('/').at(-1);
const jobsOf = (site, kind) => site.json('jobs', '-n', '1000', '--kind', kind).jobs;

// Nothing runs meanwhile, so the shell may write here.
function sql(site, text) {
    const { status, stderr } = spawnSync('sqlite3', [path.join(site.dir, 'state', 'hooklet.db'), text], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
}
// A minute has passed since hooks were made.
const age = (site) => sql(site, "UPDATE state SET value = json_set(value, '$.opened_ms', json_extract(value, '$.opened_ms') - 61000) WHERE kind = 'asana_hook'");

// --- connect -------------------------------------------------------------------------------------------------------------------

await test('connect-shakes-hands-while-it-waits', async () => {
    const site = await makeSite();
    const told = await connect(site);
    assert.equal(told.status, 0, told.stderr);
    assert.equal(told.stdout, `web (acme/web, acme/api): connected; Asana tells of its tasks at ${site.origin}/hooks/asana/\n` +
        `Docs (acme/docs): connected; Asana tells of its tasks at ${site.origin}/hooks/asana/\n`);
    assert.match(told.stderr, /^acme\/other-\* in .*hooklet\.conf:\d+ is a pattern: name the repositories/);
    const [hook] = hooksOf(asana.project);
    assert.deepEqual([hooksOf(asana.project).length, hooksOf(docs).length], [1, 1]);
    assert.deepEqual(hook.filters, [{ resource_type: 'task', action: 'changed', fields: ['completed', 'assignee'] }]);
    assert.match(hook.target, new RegExp(`^${site.origin}/hooks/asana/[0-9a-f]{64}$`));
    await asana.idle();
    const beat = site.json('events', '--source', 'asana').events[0];
    assert.deepEqual([beat.status, beat.reason], ['ignored', 'heartbeat']);
    clear();
});

await test('run-twice-says-that-it-is-there', async () => {
    const site = await makeSite({ rules: shared });
    await connect(site, 'acme/web');
    const again = await connect(site, 'acme/api');
    assert.deepEqual([again.status, again.stdout], [0, 'web (acme/api): is connected already\n']);
    assert.equal(hooksOf(asana.project).length, 1);
    const [told] = await json(site, 'connect', '--url', site.origin);
    assert.deepEqual(told, {
        project: asana.project.gid, name: 'web', repositories: 'acme/web, acme/api', hook: hooksOf(asana.project)[0].gid, result: 'there',
    });
    clear();
});

await test('no-token-is-said-logged-or-stored', async () => {
    const site = await makeSite({ rules: shared });
    const told = await connect(site);
    const listed = await run(site, 'hooklet', ['asana', 'hooks', '--json']);
    await asana.idle();
    const token = tokenOf(hooksOf(asana.project)[0]);
    const files = fs.readdirSync(path.join(site.dir, 'state')).map((name) => path.join(site.dir, 'state', name));
    const logs = fs.readdirSync(path.join(site.dir, 'logs')).map((name) => path.join(site.dir, 'logs', name));
    for (const text of [told.stdout, told.stderr, listed.stdout]) assert.ok(!text.includes(token));
    for (const file of [...files, ...logs].filter((one) => fs.statSync(one).isFile())) {
        assert.equal(fs.readFileSync(file).indexOf(token), -1, file);
    }
    clear();
});

await test('as-plain-cgi-one-process-at-a-time', async () => {
    const site = await makeSite({ rules: shared, program: false });
    const cgi = await secureCgi(site, tls);
    site.origin = cgi.url;
    const told = await connect(site);
    assert.equal(told.status, 0, told.stderr);
    await asana.idle();
    assert.equal(cgi.count(), 2);
    assert.equal(site.json('events', '--source', 'asana').events[0].reason, 'heartbeat');
    clear();
});

await test('an-address-that-asana-cannot-call', async () => {
    const site = await makeSite({ rules: shared });
    const from = asana.count;
    for (const [url, words] of [
        ['http://hooks.example.org', /--url: Asana calls https:\/\/ alone/],
        ['https://hooks.example.org/hooks/asana', /--url takes https:\/\/HOST alone; \/hooks\/asana is added to it/],
        ['https://hooks.example.org/?x=1', /--url takes https:\/\/HOST/],
        ['https://me@hooks.example.org', /--url takes https:\/\/HOST/],
        ['hooks.example.org', /--url takes https:\/\/HOST/],
        ['https://localhost', /--url: Asana can't call localhost/],
        ['https://LOCALHOST:8443/', /--url: Asana can't call localhost/],
    ]) {
        const told = await run(site, 'hooklet', ['asana', 'connect', '--url', url]);
        assert.deepEqual([told.status, told.stdout], [2, ''], url);
        assert.match(told.stderr, words, url);
    }
    assert.match((await run(site, 'hooklet', ['asana', 'connect'])).stderr, /connect needs --url https:\/\/HOST/);
    assert.match((await run(site, 'hooklet', ['asana', 'connect', '--url', site.origin, 'web'])).stderr, /"web" is no OWNER\/REPO/);
    assert.equal(asana.count, from);
});

await test('repositories-that-no-rule-connects', async () => {
    const site = await makeSite({ rules: shared + oneWay + bothWays(['acme/nowhere'], { name: 'nowhere' }) });
    const told = await connect(site, 'acme/quiet', 'acme/unknown', 'acme/nowhere', 'acme/web');
    assert.equal(told.status, 3);
    assert.match(told.stderr, /acme\/quiet: set both_ways = true in its rule, .*hooklet\.conf:\d+\n/);
    assert.match(told.stderr, /acme\/unknown: no tasks rule of hooklet\.conf names it\n/);
    assert.match(told.stderr, /acme\/nowhere: .*project "nowhere"/);
    assert.match(told.stdout, /^web \(acme\/web\): connected; /);
    const none = await makeSite({ rules: oneWay });
    const nothing = await connect(none);
    assert.deepEqual([nothing.status, nothing.stdout], [3, '']);
    assert.match(nothing.stderr, /no tasks rule with both_ways = true that spells out a repository/);
    clear();
});

await test('no-handshake-says-what-to-look-at', async () => {
    const site = await makeSite({ rules: shared, program: false });
    const told = await connect(site);
    assert.deepEqual([told.status, told.stdout], [7, '']);
    assert.match(told.stderr, /responded with an incorrect status code: 502/);
    for (const words of [/location \/hooks\/asana\//, /the program asana: does it run/, /firewall/]) assert.match(told.stderr, words);
    assert.deepEqual(await json(site, 'hooks'), []);
    await site.program('asana');
    assert.equal((await connect(site)).status, 0);
    clear();
});

await test('another-program-that-shakes-hands-gets-nothing', async () => {
    const site = await makeSite({ rules: shared });
    site.origin = await secureEcho(tls);
    const told = await connect(site);
    assert.equal(told.status, 7);
    assert.match(told.stderr, /a program that does not share our database has shaken hands/);
    assert.deepEqual([hooksOf(asana.project), await json(site, 'hooks')], [[], []]);
});

await test('asana-says-no-in-its-own-words', async () => {
    const site = await makeSite({ rules: shared });
    asana.once('POST', '/webhooks', asanaFailure(403, 'You cannot create webhooks with this token.'));
    const told = await connect(site);
    assert.equal(told.status, 7);
    assert.match(told.stderr, /status 403, You cannot create webhooks with this token\./);
    assert.deepEqual(await json(site, 'hooks'), []);
});

await test('an-answer-that-did-not-come-is-no-lost-hook', async () => {
    const site = await makeSite({ rules: shared });
    asana.once('POST', '/webhooks', unheard());
    const told = await connect(site);
    assert.deepEqual([told.status, hooksOf(asana.project).length], [0, 1], told.stderr);
    assert.equal((await json(site, 'hooks'))[0].hook, hooksOf(asana.project)[0].gid);
    clear();
});

await test('killed-while-it-waited-and-run-again', async () => {
    const site = await makeSite({ rules: shared });
    let release;
    const released = new Promise((resolve) => { release = resolve; });
    asana.once('POST', '/webhooks', async ({ normal }) => {
        const given = await normal();
        await released;
        return given;
    });
    const child = start(path.join(builddir, 'hooklet'), ['asana', 'connect', '--url', site.origin],
        { log: site.log('connect'), env: site.env });
    await until('Asana has made it', () => hooksOf(asana.project).length === 1);
    await stop(child, 'SIGKILL');
    release();
    const soon = await connect(site);
    assert.equal(soon.status, 6);
    assert.match(soon.stderr, /somebody is connecting it right now, or was cut off; try again in a minute/);
    await asana.idle();
    assert.equal(site.json('events', '--source', 'asana').events[0].reason, 'heartbeat');
    await site.stop('asana');
    age(site);
    await site.program('asana');
    const later = await connect(site);
    assert.deepEqual([later.status, later.stdout], [0, 'web (acme/web, acme/api): is connected already\n'], later.stderr);
    assert.equal((await json(site, 'hooks'))[0].hook, hooksOf(asana.project)[0].gid);
    clear();
});

await test('another-address-takes-over', async () => {
    const site = await makeSite({ rules: shared });
    await connect(site);
    const [old] = hooksOf(asana.project);
    const cgi = await secureCgi(site, tls);
    site.origin = cgi.url;
    const told = await connect(site);
    assert.match(told.stdout, /^web \(acme\/web, acme\/api\): moved; Asana tells of its tasks at /);
    const now = hooksOf(asana.project);
    assert.deepEqual([now.length, now[0].gid === old.gid, now[0].target.startsWith(cgi.url)], [1, false, true]);
    assert.equal((await json(site, 'hooks')).length, 1);
    clear();
});

// --- hooks, disconnect ----------------------------------------------------------------------------------------------------------

await test('hooks-shows-what-asana-has', async () => {
    const site = await makeSite();
    assert.equal((await run(site, 'hooklet', ['asana', 'hooks'])).stdout, 'There is none yet; see hooklet asana --help.\n');
    await connect(site);
    await asana.idle();
    hooksOf(docs)[0].active = false;
    const told = await run(site, 'hooklet', ['asana', 'hooks']);
    assert.match(told.stdout, /PROJECT +GID +STATE +LAST DELIVERY +LOOKED AFTER\n/);
    assert.match(told.stdout, new RegExp(`web +${asana.project.gid} +active +just now +-\n`));
    assert.match(told.stdout, new RegExp(`Docs +${docs.gid} +inactive +just now +-\n`));
    asana.state.webhooks = hooksOf(docs);
    const states = (await json(site, 'hooks')).map(({ name, state, url }) => [name, state, url]);
    assert.deepEqual(states, [['web', 'gone', `${site.origin}/hooks/asana`], ['Docs', 'inactive', `${site.origin}/hooks/asana`]]);
    clear();
});

await test('disconnect-by-gid-name-repository-or-all', async () => {
    const site = await makeSite();
    for (const word of [asana.project.gid, 'WEB', 'acme/api', '--all']) {
        await connect(site, 'acme/web');
        await asana.idle();
        const token = tokenOf(hooksOf(asana.project)[0]);
        const told = await run(site, 'hooklet', ['asana', 'disconnect', word]);
        assert.deepEqual([told.status, told.stdout], [0, 'web: disconnected\n'], told.stderr);
        assert.deepEqual([hooksOf(asana.project), await json(site, 'hooks')], [[], []]);
        assert.equal(await asana.hooks.again({ target: `${site.origin}/hooks/asana/${token}`, headers: {}, text: '{}' }), 401);
    }
    const none = await run(site, 'hooklet', ['asana', 'disconnect', 'Docs']);
    assert.deepEqual([none.status, none.stdout], [5, '']);
    assert.match(none.stderr, /there is no hook of Docs; hooklet asana hooks shows which there are/);
    for (const words of [[], ['a', 'b'], ['--all', 'web']]) assert.equal((await run(site, 'hooklet', ['asana', 'disconnect', ...words])).status, 2);
});

await test('a-hook-that-asana-keeps-or-has-dropped-already', async () => {
    const site = await makeSite({ rules: shared });
    await connect(site);
    asana.once('DELETE', '/webhooks/{webhook_gid}', asanaFailure(403, 'You do not have access to this webhook.'));
    const kept = await run(site, 'hooklet', ['asana', 'disconnect', 'web']);
    assert.equal(kept.status, 0);
    assert.match(kept.stdout, /^web: disconnected; Asana did not let us delete its hook/);
    clear();
    await connect(site);
    clear();
    assert.equal((await run(site, 'hooklet', ['asana', 'disconnect', 'web'])).stdout, 'web: disconnected\n');
    await connect(site);
    asana.once('DELETE', '/webhooks/{webhook_gid}', asanaFailure(500, 'Server Error'));
    assert.equal((await run(site, 'hooklet', ['asana', 'disconnect', 'web'])).status, 7);
    assert.equal((await json(site, 'hooks')).length, 1);
    clear();
});

// --- Once an hour --------------------------------------------------------------------------------------------------------------

// The site on which all that follows happens.
const site = await makeSite({ rules: shared + own, worker: true });
assert.equal((await connect(site)).status, 0);
await asana.idle();
assert.equal(site.hooklet('people', 'link', 'ann', '--asana', ann.gid).status, 0);

let hours = 0;
// The next hour's look; gives its jobs of kind hook, by project.
async function anHourLater() {
    const before = new Set(jobsOf(site, 'hook').map(({ id }) => id));
    comeRound(site, ++hours);
    await site.settled();
    const made = jobsOf(site, 'hook').filter(({ id }) => !before.has(id));
    return Object.fromEntries(made.map((job) => [job.rule === docs.gid ? 'docs' : 'web', job]));
}
const heard = async (project) => (await json(site, 'hooks')).find((one) => one.project === project.gid).looked_after_ms ?? 0;
const issueOf = (repository = 'acme/web') => addIssue(github.state, repository);

await test('all-is-well', async () => {
    const { web, docs: other } = await anHourLater();
    assert.deepEqual([web.state, web.reason], ['done', 'its hook is there; 0 tasks modified, 0 not as we left them']);
    assert.equal(other.state, 'done');
    const [event] = site.json('events', '--source', 'hooklet').events;
    assert.equal(event.kind, 'asana');
    assert.match(event.delivery, /^asana\/\d{4}-\d\d-\d\dT\d\d$/);
    assert.ok(await heard(asana.project) > 0);
});

await test('an-hour-comes-once', async () => {
    const count = jobsOf(site, 'hook').length;
    comeRound(site, hours);
    await site.settled();
    assert.equal(jobsOf(site, 'hook').length, count);
});

await test('what-was-not-told-is-found', async () => {
    const [completed, assigned, echo, stranger] = [issueOf(), issueOf('acme/api'), issueOf(), issueOf()];
    const tasks = [completed, assigned, echo, stranger].map((issue, i) => tie(site, stands, issue, { repository: i === 1 ? 'acme/api' : 'acme/web' }));
    changeRow(site, tasks[3].gid, { gid: '1' });
    asana.state.hooksAreOff = true;
    asana.byHand(ann, () => {
        tasks[0].completed = true;
        tasks[1].assignee = ann.gid;
        tasks[2].notes = 'nothing that matters';
        tasks[3].completed = true;
    });
    asana.state.hooksAreOff = false;
    const before = await heard(asana.project);
    const { web } = await anHourLater();
    assert.equal(web.reason, 'its hook is there; 4 tasks modified, 2 not as we left them');
    assert.deepEqual([completed.state, assigned.assignees, echo.state, stranger.state], ['closed', ['ann'], 'open', 'open']);
    assert.deepEqual([rowOf(site, tasks[0].gid).completed, rowOf(site, tasks[1].gid).assignee], ['true', ann.gid]);
    assert.ok(await heard(asana.project) > before);
    assert.equal((await anHourLater()).web.reason, 'its hook is there; 4 tasks modified, 0 not as we left them');
});

await test('a-hook-that-is-lost-is-made-again-and-misses-nothing', async () => {
    const issue = issueOf(), task = tie(site, stands, issue);
    const [old] = hooksOf(asana.project);
    asana.state.webhooks = hooksOf(docs);
    asana.byHand(ann, () => { task.completed = true; });
    const { web } = await anHourLater();
    assert.match(web.reason, /^its hook was gone, and was made again; /);
    assert.equal(issue.state, 'closed');
    const [made] = hooksOf(asana.project);
    assert.notEqual(tokenOf(made), tokenOf(old));
    assert.deepEqual((await json(site, 'hooks')).map(({ state }) => state), ['active', 'active']);
    await asana.idle();
    const from = asana.hooks.deliveries.length;
    asana.byHand(ann, () => { task.completed = false; });
    await asana.delivered({ from });
    await site.settled();
    assert.equal(issue.state, 'open');
    assert.equal(await asana.hooks.again({ target: old.target, headers: {}, text: '{}' }), 401);
});

await test('until-the-new-one-is-there-the-old-address-is-good', async () => {
    const issue = issueOf(), task = tie(site, stands, issue);
    const [old] = hooksOf(asana.project);
    old.active = false;
    asana.once('POST', '/webhooks', async ({ normal }) => {
        old.active = true;
        asana.byHand(ann, () => { task.completed = true; });
        await asana.idle();
        old.active = false;
        return normal();
    });
    const { web } = await anHourLater();
    assert.match(web.reason, /^its hook was inactive, and was made again; /);
    assert.equal(asana.hooks.deliveries.find(({ target, events }) => target === old.target && events.some(({ resource }) => resource.gid === task.gid)).status, 200);
    assert.deepEqual([hooksOf(asana.project).length, hooksOf(asana.project)[0].gid === old.gid, issue.state], [1, false, 'closed']);
});

await test('a-hook-that-cannot-be-made-again-is-shown-and-still-looked-for', async () => {
    const issue = issueOf(), task = tie(site, stands, issue);
    asana.state.webhooks = hooksOf(docs);
    asana.byHand(ann, () => { task.completed = true; });
    await site.stop('asana');
    const { web } = await anHourLater();
    assert.equal(web.state, 'dead');
    assert.match(web.reason, /^its hook is gone and can't be made again: .*incorrect status code: 502; 7 tasks modified, 1 not as we left it$/);
    assert.equal(issue.state, 'closed');
    await site.program('asana');
    assert.match((await anHourLater()).web.reason, /^its hook was gone, and was made again; /);
});

await test('killed-between-the-new-hook-and-the-old-row', async () => {
    asana.state.webhooks = hooksOf(docs);
    let release;
    const released = new Promise((resolve) => { release = resolve; });
    asana.once('POST', '/webhooks', async ({ normal }) => {
        const given = await normal();
        await released;
        return given;
    });
    comeRound(site, ++hours);
    await until('Asana has made it', () => hooksOf(asana.project).length === 1);
    await site.stop('worker', 'SIGKILL');
    release();
    site.worker();
    await site.settled();
    const webs = async () => (await json(site, 'hooks')).filter(({ project }) => project === asana.project.gid).map(({ state }) => state);
    assert.deepEqual((await webs()).sort(), ['being made', 'gone']);
    // Its row has a secret, and no gid yet; whoever looks after a minute finds it at Asana.
    for (const name of ['worker', 'asana']) await site.stop(name);
    age(site);
    await site.program('asana');
    site.worker();
    assert.match((await anHourLater()).web.reason, /^its hook is there; /);
    assert.deepEqual([await webs(), hooksOf(asana.project).length], [['active'], 1]);
});

await test('many-that-were-not-told-are-done-by-and-by', async () => {
    const issues = Array.from({ length: 130 }, () => issueOf());
    const tasks = issues.map((issue) => tie(site, stands, issue));
    asana.state.hooksAreOff = true;
    asana.byHand(ann, () => { for (const task of tasks) task.completed = true; });
    asana.state.hooksAreOff = false;
    await site.stop('worker');
    const before = await heard(asana.project), closed = () => issues.filter(({ state }) => state === 'closed').length;
    comeRound(site, ++hours);
    assert.equal((await hooklet(site, 'work', '--drain')).status, 0);
    const [waits, first] = jobsOf(site, 'hook').filter(({ rule }) => rule !== docs.gid);
    assert.match(first.reason, /; 100 tasks modified, \d+ not as we left them, and more to come$/);
    assert.equal(waits.state, 'waiting');
    const some = closed();
    assert.ok(some >= 50 && some <= 100, String(some));
    assert.equal(await heard(asana.project), before);
    await site.stop('asana');
    sql(site, "UPDATE job SET run_at_ms = 1 WHERE kind = 'hook' AND state = 'waiting'");
    await site.program('asana');
    site.worker();
    await site.settled();
    assert.equal(closed(), 130);
    assert.ok(await heard(asana.project) > before);
});

await test('a-hook-that-no-rule-wants-is-left-and-said', async () => {
    configureBoth(site, { ...stands, key, rules: shared });
    site.children.get('worker').kill('SIGHUP');
    const { docs: other } = await anHourLater();
    assert.equal(other.reason,
        `no tasks rule that works both ways leads to project Docs any more; hooklet asana disconnect ${docs.gid} takes its hook away`);
    assert.equal(hooksOf(docs).length, 1);
    configureBoth(site, { ...stands, key, rules: shared + own });
    site.children.get('worker').kill('SIGHUP');
});

await done();
