// hooklet sync asana: issues and pull requests that were there before become tasks, page by page; whoever is killed goes on, a second
// time changes nothing, and what happens meanwhile keeps its order.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, test, until } from './lib.mjs';
import { addProject, addWorkspace, tasksOf } from './asana.mjs';
import { addInstallation, addIssue, addOrganization, addRepository, addUser, isoTime, startGitHub } from './github.mjs';
import { configureApp, hooklet, makeKey } from './github/app.mjs';
import { startWorld, tasksRule } from './asana/items.mjs';
import { asanaSection } from './asana/site.mjs';

const world = await startWorld({ rules: tasksRule('all', ['acme/*', 'ann/*', 'lost/*']) + tasksRule('one', ['other/one']) });
const { asana, github, site } = world;
const list = '/repos/{owner}/{repo}/issues';

// --- Repositories, items, runs -------------------------------------------------------------------------------------------------

const day = 86_400_000;
const start = Math.floor(Date.now() / 1000) * 1000 - 2 * day;

const workspaces = { acme: asana.workspace };
for (const owner of ['other', 'lost', 'ann']) {
    workspaces[owner] = addWorkspace(asana.state, owner);
    workspaces[owner].users.push(asana.robot.gid);
}
addOrganization(github.state, 'other');
addUser(github.state, 'ann');

let made = 0;

// A repository, its project, and so many items in it, each changed a second after the one before: every tenth closed, every seventh
// a pull request.  -> { name, project, items, open }
function fill(count, { owner = 'acme', name = `r${++made}`, apart = 1000, ...more } = {}) {
    const repository = `${owner}/${name}`;
    addRepository(github.state, repository, more);
    const project = addProject(asana.state, workspaces[owner], name, { sections: ['To do', 'Done'] });
    const items = Array.from({ length: count }, (unused, i) => {
        const at = isoTime(start + i * apart);
        const closed = i % 10 === 3 ? { state: 'closed', closedAt: at } : {};
        const options = { repository, title: `${name} item`, createdAt: at, updatedAt: at, ...closed };
        return i % 7 === 5 ? world.pull(options) : world.issue(options);
    });
    return { name: repository, project, items, open: items.filter((one) => one.state === 'open') };
}

const sync = (...words) => hooklet(site, 'sync', 'asana', ...words);

async function good(...words) {
    const told = await sync(...words);
    assert.equal(told.status, 0, `${told.stdout}${told.stderr}`);
    return told;
}

async function summary(...words) {
    const { stdout } = await good('--json', ...words);
    const { owner, run, ...rest } = JSON.parse(stdout);
    return rest;
}

// A run that a test meets in the middle.
function begin(...words) {
    const child = spawn(path.join(builddir, 'hooklet'), ['sync', 'asana', ...words], { env: site.env });
    const said = { stdout: '', stderr: '' };
    for (const name of Object.keys(said)) child[name].setEncoding('utf8').on('data', (text) => { said[name] += text; });
    const ended = new Promise((resolve) => { child.on('close', (status, signal) => resolve({ status, signal, ...said })); });
    return { child, said, ended };
}

const writes = (from) => asana.all.slice(from).filter(({ method, path: where }) => method !== 'GET' && !where.startsWith('/-/'));
const pages = (from) => github.all.slice(from).filter(({ template }) => template === list);
const events = () => site.json('events', '-n', '1000', '--source', 'hooklet', '--kind', 'sync').events;

// Each open item has one task, and no other item has any.
function inStep({ project, items, open }) {
    const names = (list) => list.sort().join('\n');
    const wanted = open.map(({ title, number }) => `${title} (#${number})`);
    assert.equal(names(tasksOf(asana.state, project).map(({ name }) => name)), names(wanted));
    assert.ok(items.length >= open.length);
}

const taskOf = (there, item) => tasksOf(asana.state, there.project).find(({ name }) => name.endsWith(`(#${item.number})`));

// --- A run ---------------------------------------------------------------------------------------------------------------------

const first = fill(250);

await test('dry-run-tells-and-does-nothing', async () => {
    const { stdout } = await good(first.name, '--dry-run');
    const lines = stdout.trim().split('\n');
    assert.match(lines[0], /^ITEM +TITLE +WHAT WOULD CHANGE$/);
    assert.match(lines[1], /^#1 +r1 item +a new task; tag GitHub$/);
    assert.match(stdout, /^acme\/r1: 250 issues and pull requests: 225 tasks would be made, 0 changed, 0 unchanged, 25 ignored\.$/m);
    assert.match(stdout, /^ {2}ignored, 21: the issue is closed, and has no task$/m);
    const told = (await good(first.name, '--dry-run', '--json')).stdout.trim().split('\n').map((line) => JSON.parse(line));
    assert.equal(told.length, 226);
    const { words, ...one } = told[1];
    assert.deepEqual(one, { repository: 'acme/r1', number: '2', title: 'r1 item', change: 'create' });
    assert.equal(told.at(-1).summary.made, 225);
    assert.deepEqual(writes(0), []);
    assert.deepEqual(events(), []);
    assert.deepEqual(site.json('jobs').jobs, []);
});

await test('three-pages-one-after-the-other', async () => {
    const from = { github: github.count, asana: asana.count };
    const { stdout, stderr } = await good(first.name);
    assert.match(stdout, /^acme\/r1: 250 issues and pull requests: 225 made, 25 ignored\.\n {2}ignored, /);
    assert.equal(stderr, '');
    inStep(first);
    assert.equal(pages(from.github).length, 3);
    assert.equal(writes(from.asana).filter(({ path: where }) => where === '/tasks').length, 225);
    const [last, , one] = events();
    assert.deepEqual([last.repository, last.status], ['acme/r1', 'accepted']);
    assert.match(one.delivery, /^sync\/[0-9a-f]{8}\/1\/acme\/r1$/);
    const jobs = site.json('jobs', '-n', '1000').jobs;
    assert.equal(jobs.length, 250);
    assert.ok(jobs.every(({ kind, rule }) => kind === 'asana' && rule === 'all'));
});

await test('on-a-terminal-a-bar-with-rate', async () => {
    const there = fill(150);
    const child = spawn('script', ['-qefc', `${path.join(builddir, 'hooklet')} sync asana ${there.name}`, '/dev/null'], { env: site.env });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { shown += text; });
    const status = await new Promise((resolve) => { child.on('close', resolve); });
    assert.equal(status, 0, shown);
    assert.match(shown, /\r\x1b\[Kacme\/r\d+: \[#*\.+\] \d+ of about \d+, \d+ a minute/);
    inStep(there);
});

await test('twice-changes-nothing', async () => {
    const from = asana.count;
    assert.deepEqual(await summary(first.name), {
        repositories: 1, items: 250, made: 0, changed: 0, unchanged: 225, ignored: 25, failed: 0, waiting: 0,
        reasons: [
            { reason: 'the issue is closed, and has no task', count: 21 },
            { reason: 'the pull request is closed, and has no task', count: 4 },
        ],
        failed_jobs: [], waiting_jobs: [],
    });
    assert.deepEqual(writes(from), []);
});

await test('what-people-completed-stays-and-what-was-closed-is-completed', async () => {
    const [one, other] = first.open;
    asana.byHand(asana.robot, () => { taskOf(first, one).completed = true; });
    Object.assign(other, { state: 'closed', closedAt: isoTime(Date.now()), updatedAt: isoTime(Date.now()) });
    const { changed, unchanged } = await summary(first.name);
    assert.deepEqual([changed, unchanged], [1, 224]);
    assert.equal(taskOf(first, one).completed, true);
    assert.equal(taskOf(first, other).completed, true);
});

await test('a-page-in-the-ledger', async () => {
    const [event] = events();
    const why = site.hooklet('why', event.delivery);
    assert.equal(why.status, 0, why.stderr);
    assert.match(why.stdout, /Made by hooklet itself: sync\./);
    const again = site.json('replay', event.id, '--dry-run').replayed[0];
    assert.equal(again.event.kind, 'sync');
    assert.equal(again.jobs.length, event.jobs ?? again.jobs.length);
    assert.deepEqual(Object.keys(again.jobs[0].args).sort(), ['event', 'item', 'number', 'repository', 'repository_id']);
});

// --- Broken off ------------------------------------------------------------------------------------------------------------------

for (const signal of ['SIGKILL', 'SIGINT']) {
    await test(`${signal}-in-the-middle-and-it-goes-on`, async () => {
        const there = fill(250);
        const from = { asana: asana.count, github: github.count };
        const { child, ended } = begin(there.name);
        await asana.waitFor('POST', '/tasks', { nth: 130, from: from.asana });
        child.kill(signal);
        const { status, stderr } = await ended;
        if (signal === 'SIGINT') {
            assert.equal(status, 1);
            assert.match(stderr, /^hooklet sync: stopped; the same command goes on here\.$/m);
        }
        assert.equal(pages(from.github).length, 2);
        const told = await good(there.name);
        const goesOn = /^hooklet sync: goes on where an earlier run was broken off, behind 100 items at acme\/r\d+; --restart begins anew$/m;
        assert.match(told.stderr, goesOn);
        assert.match(told.stdout, /: 250 issues and pull requests: 225 made, 25 ignored\.$/m);
        assert.equal(pages(from.github).length, 3);
        inStep(there);
    });
}

await test('killed-again-and-again', async () => {
    const there = fill(250);
    const from = github.count;
    let told = null;
    for (let nth = 0; told === null && nth < 100; nth++) {
        const { child, ended } = begin(there.name, '--json');
        const timer = setTimeout(() => child.kill('SIGKILL'), 20 + 23 * nth % 400);
        const { status, stdout } = await ended;
        clearTimeout(timer);
        if (status === 0) told = JSON.parse(stdout);
    }
    assert.deepEqual([told.items, told.made, told.ignored, told.repositories], [250, 225, 25, 1]);
    assert.ok(pages(from).length >= 3);
    inStep(there);
});

await test('--restart-begins-anew', async () => {
    const there = fill(120);
    const from = asana.count;
    const { child, ended } = begin(there.name);
    await asana.waitFor('POST', '/tasks', { nth: 100, from });
    child.kill('SIGKILL');
    await ended;
    await site.settled();
    const { made: count, unchanged, items } = await summary(there.name, '--restart');
    assert.deepEqual([items, count + unchanged], [120, 108]);
    assert.ok(unchanged >= 90);
    inStep(there);
});

await test('one-at-a-time', async () => {
    const there = fill(20);
    let go;
    asana.once('POST', '/tasks', ({ normal }) => new Promise((resolve) => { go = () => resolve(normal()); }));
    const { ended } = begin(there.name);
    await until('it is held up', () => go);
    const { status, stderr } = await sync(there.name);
    assert.equal(status, 6);
    assert.match(stderr, /another hooklet sync is at it/);
    go();
    assert.equal((await ended).status, 0);
});

// --- What happens meanwhile ------------------------------------------------------------------------------------------------------

await test('events-in-between-keep-their-order', async () => {
    const there = fill(150);
    const from = asana.count;
    let go;
    asana.once('POST', '/tasks', ({ normal }) => new Promise((resolve) => { go = () => resolve(normal()); }));
    const { ended } = begin(there.name);
    await until('the first page is under way', () => go);
    await asana.waitFor('POST', '/tasks', { nth: 85, from });
    const [early] = there.open, late = there.open.at(-1), edited = there.open.at(-2);
    const close = { change: { state: 'closed', closedAt: isoTime(Date.now()) } };
    const deliver = async (issue, action, more) => {
        const { event, payload } = world.payload(issue, action, more);
        assert.equal((await site.post(event, payload)).status, 202);
    };
    await deliver(early, 'closed', close);
    await deliver(late, 'closed', close);
    await deliver(edited, 'edited', { change: { title: 'a better title' } });
    go();
    const { status, stdout, stderr } = await ended;
    assert.equal(status, 0, stdout + stderr);
    await site.settled();
    assert.equal(taskOf(there, early).completed, true);
    // Closed before the backfill came to it: it never gets one.
    assert.equal(taskOf(there, late), undefined);
    assert.equal(taskOf(there, edited).name, `a better title (#${edited.number})`);
    assert.equal(tasksOf(asana.state, there.project).length, there.open.length - 1);
});

await test('what-leaves-the-list-makes-no-other-slip-through', async () => {
    const there = fill(230);
    github.once('GET', list, ({ normal }) => normal());
    github.once('GET', list, ({ normal }) => {
        for (const one of there.open.slice(0, 30)) Object.assign(one, { state: 'closed', closedAt: one.updatedAt });
        return normal();
    });
    await good(there.name, '--state', 'open');
    inStep(there);
});

await test('429-in-the-middle', async () => {
    const there = fill(60);
    asana.state.limit = { after: 20, times: 1, retryAfter: 3 };
    const { stdout, stderr } = await good(there.name);
    asana.state.limit = null;
    assert.match(stdout, /54 made, 6 ignored\.$/m);
    assert.match(stderr, /^hooklet sync: Asana has had too many requests, going on in \d+ s$/m);
    inStep(there);
    asana.state.limit = { after: 20, times: 1, retryAfter: 2 };
    const dry = await good(there.name, '--dry-run');
    asana.state.limit = null;
    assert.match(dry.stdout, /0 tasks would be made, 0 changed, 54 unchanged, 6 ignored\.$/m);
    assert.match(dry.stderr, /^hooklet sync: Asana has had too many requests, going on in \d+ s$/m);
});

await test('more-in-one-second-than-a-page-holds', async () => {
    const there = fill(250, { apart: 0 });
    const { items, made: count } = await summary(there.name);
    assert.deepEqual([items, count], [250, 225]);
    inStep(there);
});

// --- Which -----------------------------------------------------------------------------------------------------------------------

await test('--since-and---state', async () => {
    const there = fill(40, { apart: 3_600_000 });
    const since = new Date(start + 20 * 3_600_000);
    const recent = there.items.slice(20);
    const from = github.count;
    const told = await summary(there.name, '--since', isoTime(since));
    assert.deepEqual([told.items, told.made], [20, recent.filter((one) => one.state === 'open').length]);
    assert.equal(pages(from)[0].query.state, 'all');
    const date = isoTime(since).slice(0, 10);
    const first = await summary(there.name, '--since', date, '--state', 'open');
    assert.equal(first.items, there.open.filter(({ updatedAt }) => updatedAt >= date).length);
    assert.equal(pages(from).at(-1).query.state, 'open');
    assert.equal(first.ignored, 0);
});

await test('OWNER-is-all-that-a-rule-names', async () => {
    const one = fill(3, { owner: 'other', name: 'one' });
    const two = fill(3, { owner: 'other', name: 'two' });
    const { repositories, made: count } = await summary('other');
    assert.deepEqual([repositories, count], [1, 3]);
    inStep(one);
    assert.equal(tasksOf(asana.state, two.project).length, 0);
});

await test('OWNER-leaves-out-what-cannot-be-done', async () => {
    const make = (name, more) => fill(3, { owner: 'lost', name, ...more });
    const there = ['c-last', 'a-first'].map((name) => make(name));
    make('b-archived', { isArchived: true });
    make('b-disabled', { hasIssues: false });
    addRepository(github.state, 'lost/b-nowhere');
    const { status, stdout, stderr } = await sync('lost');
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^lost: 6 issues and pull requests of 2 repositories: 6 made\.$/m);
    assert.match(stderr, /^hooklet sync: lost\/b-archived is left out: it is archived$/m);
    assert.match(stderr, /GET \/repos\/lost\/b-disabled\/issues.*: status 410/);
    assert.match(stderr, /lost\/b-nowhere is left out: the workspace "lost" in Asana has no project "b-nowhere"; set project in/);
    there.forEach(inStep);
});

await test('OWNER-goes-on-at-the-repository-where-it-was', async () => {
    const there = ['one', 'three', 'two'].map((name) => fill(120, { owner: 'ann', name }));
    const from = { asana: asana.count, github: github.count };
    const { child, ended } = begin('ann');
    await asana.waitFor('POST', '/tasks', { nth: 150, from: from.asana });
    child.kill('SIGKILL');
    await ended;
    const { repositories, items, made: count } = await summary('ann');
    assert.deepEqual([repositories, items, count], [3, 360, 324]);
    assert.ok(pages(from.github).length <= 7);
    there.forEach(inStep);
});

await test('as-an-App-all-that-its-installation-reaches', async () => {
    const key = makeKey();
    const other = await startGitHub({ publicKey: key.publicKey, validate: true });
    const mine = await Site.make();
    configureApp(mine, other, { key, rules: asanaSection(asana) + tasksRule('all', ['acme/*']) });
    for (const name of ['acme/api', 'acme/web', 'acme/secret']) addRepository(other.state, name);
    addInstallation(other.state, 'acme', { repositories: ['acme/web'] });
    for (const name of ['acme/web', 'acme/secret']) addIssue(other.state, name, { title: `of the App in ${name}` });
    const { status, stdout, stderr } = await hooklet(mine, 'sync', 'asana', 'ACME');
    assert.equal(status, 0, stderr);
    assert.equal(stdout, 'ACME: 1 issue or pull request of 1 repository: 1 made.\n');
    assert.deepEqual(tasksOf(asana.state, asana.project).map(({ name }) => name), ['of the App in acme/web (#1)']);
    const elsewhere = await hooklet(mine, 'sync', 'asana', 'elsewhere');
    assert.equal(elsewhere.status, 7);
    assert.match(elsewhere.stderr, /App \d+ is not installed for elsewhere; install it there/);
});

// --- What goes wrong -------------------------------------------------------------------------------------------------------------

await test('without-a-worker-one-is-started', async () => {
    await site.stop('worker');
    const there = fill(130);
    assert.equal((await summary(there.name)).made, 117);
    inStep(there);
});

// The drains of this site.
const drains = () => fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
        const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.includes('--drain') && words.includes(site.conf);
    } catch {
        return false;       // it has ended meanwhile
    }
});

await test('one-that-is-killed-is-followed-by-another', async () => {
    const there = fill(130);
    const from = asana.count;
    const { ended } = begin(there.name, '--json');
    for (const nth of [20, 60, 105]) {
        await asana.waitFor('POST', '/tasks', { nth, from });
        for (const pid of drains()) process.kill(Number(pid), 'SIGKILL');
    }
    const { status, stdout, stderr } = await ended;
    assert.equal(status, 0, stderr);
    assert.equal(JSON.parse(stdout).items, 130);
    inStep(there);
    site.worker();
});

await test('one-that-fails-is-told', async () => {
    const there = fill(12);
    const { title, number } = there.open[4];
    const off = asana.on('POST', '/tasks', ({ request }) => (request.body?.data.name === `${title} (#${number})`
        ? { status: 403, body: { errors: [{ message: 'not this one' }] } } : undefined));
    const { status, stdout } = await sync(there.name);
    off();
    assert.equal(status, 1);
    assert.match(stdout, /: 10 made, 1 ignored, 1 failed\.$/m);
    const [, job] = /^ {2}failed: job (\d+); hooklet job ID tells why$/m.exec(stdout);
    assert.match(site.hooklet('job', job).stdout, /not this one/);
    assert.equal((await summary(there.name)).made, 1);
    inStep(there);
});

await test('one-that-fails-again-and-again-holds-up-no-other', async () => {
    const there = fill(115);
    const { title, number } = there.open[4];
    const off = asana.on('POST', '/tasks', ({ request }) => (request.body?.data.name === `${title} (#${number})`
        ? { status: 500, body: { errors: [{ message: 'oops', phrase: '6 sad squid' }] } } : undefined));
    const { status, stdout } = await sync(there.name);
    off();
    assert.equal(status, 1);
    assert.match(stdout, /^ {2}to be tried again: job (\d+); hooklet job ID tells why$/m);
    assert.match(stdout, /, 1 waiting\.$/m);
});

await test('when-all-fail-it-stops-and-goes-on-when-that-is-mended', async () => {
    const there = fill(250);
    const from = { asana: asana.count, github: github.count };
    const off = asana.on('POST', '/tasks', () => ({ status: 403, body: { errors: [{ message: 'nobody may' }] } }));
    const isHit = (one) => one.state === 'closed';
    for (const one of there.items.slice(0, 100).filter(isHit)) Object.assign(one, { state: 'open', closedAt: null });
    const { status, stderr } = await sync(there.name);
    off();
    assert.equal(status, 7, stderr);
    assert.match(stderr, /all 100 items of a page have failed, the last one by ".*nobody may.*"; when that is mended/);
    assert.equal(pages(from.github).length, 1);
    const { items, failed, made: count } = await summary(there.name);
    assert.deepEqual([items, failed, count], [250, 0, 235]);
    there.open = there.items.filter((one) => one.state === 'open');
    inStep(there);
});

await test('GitHub-that-does-not-answer-well-is-asked-again', async () => {
    const there = fill(110);
    github.once('GET', list, ({ normal }) => normal());
    github.once('GET', list, () => ({ status: 502, body: 'bad gateway' }));
    assert.equal((await summary(there.name)).made, 99);
    inStep(there);
});

await test('mistakes-have-helpful-words', async () => {
    addRepository(github.state, 'acme/nothing');
    const refused = async (words, status, pattern) => {
        const told = await sync(...words);
        assert.match(told.stderr, pattern);
        assert.equal(told.status, status, told.stderr);
    };
    await refused(['acme/*'], 2, /there are no patterns here; an OWNER alone means all of its repositories/);
    await refused(['https://github.com/acme/web'], 2, /did you mean acme\/web\?/);
    await refused(['acme/web', '--since', 'tuesday'], 2, /--since takes a day or a time that has been/);
    await refused(['other/onne'], 3, /no tasks rule names other\/onne; did you mean other\/one\?/);
    await refused(['acme/wweb'], 5, /GitHub knows no repository acme\/wweb, or hides it from us/);
    await refused(['nobody-at-all'], 5, /GitHub knows no organization or user nobody-at-all/);
    await refused(['octocat'], 3, /no tasks rule names any of the 0 repositories that GitHub shows us of octocat/);
    await refused(['acme/nothing'], 3, /acme\/nothing: the workspace "acme" in Asana has no project "nothing"; set project in tasks "all"/);
    world.configure(`run "x" {\n    repositories = {"acme/*"}\n    events = {"push"}\n    command = {"true"}\n}\n`);
    await refused(['acme/web'], 3, /hooklet.conf has no section tasks "NAME" { repositories = {"acme\/web"} }/);
    site.configure(tasksRule('web', ['acme/*']));
    await refused(['acme/web'], 3, /github \{/);
});

// Thousands that are alike tell no more than some of them.
for (const standIn of [asana, github]) {
    const seen = {};
    standIn.all = standIn.all.filter(({ method, template, status }) => {
        const kind = `${method} ${template} ${status}`;
        seen[kind] = (seen[kind] ?? 0) + 1;
        return seen[kind] <= 50;
    });
}
await done();
