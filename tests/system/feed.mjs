// Feeds become tasks: what is new is made once, what is updated comes up again, whoever is killed in the middle; from the schedule through
// the real worker to stand-ins for the feed's server and for Asana.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Site, done, stop, test, until } from './lib.mjs';
import {
    addPersonalToken, addTask, addUser, cut, grant, hold, html, removeProject, removeTask, removeUser, revokeToken, startAsana, tasksOf, unheard,
} from './asana.mjs';
import { asanaSection, section } from './asana/site.mjs';
import { ago, atom, question, startFeeds } from './feeds.mjs';
import { answer } from './standin/answers.mjs';
import { hooklet } from './github/app.mjs';

const asana = await startAsana({ validate: true, oauth: true });
const feeds = await startFeeds();
const { state, project, app } = asana;
const jane = addUser(state, 'Jane Doe');
const john = addUser(state, 'John Roe');

// --- A site and its feeds ------------------------------------------------------------------------------------------------------

let paths = 0;
const newPath = () => `/feeds/tag/${++paths}`;

function sql(site, text) {
    const { status, stdout, stderr } = spawnSync('sqlite3', [path.join(site.dir, 'state', 'hooklet.db'), text], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.trim();
}

// Somebody logged in long ago; the shell may write here, since nothing runs yet.
function logIn(site) {
    const { accessToken, refreshToken } = grant(state, app, asana.robot);
    const value = JSON.stringify({ access: accessToken, expires_ms: Date.now() + 3_000_000, refresh: refreshToken });
    sql(site, `INSERT INTO state VALUES ('asana_token', '${app.clientId} ${asana.loginUrl}', '${value}', 1, 1)`);
}

// A site whose feeds (name -> keys beside url; `at`: a feed of the stand-in) are looked at once a day, and whenever a test says so.
async function makeSite(rules, { oauth = false, token = asana.token } = {}) {
    const site = await Site.make();
    site.asana = asanaSection(asana, { oauth, token });
    configure(site, rules);
    if (oauth) logIn(site);
    return site;
}

function configure(site, rules) {
    const texts = Object.entries(rules).map(([name, { at, ...keys }]) => section(`feed "${name}"`, {
        url: at.url, workspace: 'acme', project: 'Web', assignee: 'jane.doe@example.com', every: '1d', ...keys,
    }));
    site.configure(site.asana + texts.join(''));
}

const jobs = (site, rule) => site.json('jobs', '-n', '1000', '--kind', 'feed').jobs.filter((job) => !rule || job.rule === rule);

async function drain(site) {
    const ended = await hooklet(site, 'work', '--drain');
    assert.equal(ended.status, 0, ended.stderr);
}

// Nothing runs meanwhile.
const dueNow = (site) => sql(site, "UPDATE job SET run_at_ms = 1 WHERE kind = 'feed' AND state = 'waiting'");

// Has the feed looked at, by its day's job, and again by that; gives the job.
async function look(site, rule = 'news') {
    const [job] = jobs(site, rule);
    if (job?.state === 'waiting') dueNow(site);
    else if (job) assert.equal((await hooklet(site, 'retry', job.id)).status, 0);
    await drain(site);
    return jobs(site, rule)[0];
}

async function looked(site, rule = 'news') {
    const job = await look(site, rule);
    assert.equal(job.state, 'done', job.reason);
    return job.reason;
}

// The tasks of a question.
const tasksFor = ({ external }) => state.tasks.filter(({ notes }) => notes.includes(`[hooklet:${external}]`));

function onlyTask(entry) {
    const tasks = tasksFor(entry);
    assert.equal(tasks.length, 1, `${entry.external}: ${tasks.length} tasks`);
    return tasks[0];
}

// A feed that has begun, with one old question in it.
async function begun(options = {}, keys = {}) {
    const at = feeds.add(newPath(), { entries: [question('Old', { published: ago(60) })] });
    const site = await makeSite({ news: { at, ...keys } }, options);
    await looked(site);
    return { site, at };
}

const writes = (from) => asana.all.slice(from).filter(({ method }) => method !== 'GET');

// --- New, and updated --------------------------------------------------------------------------------------------------------

await test('a-new-feed-starts-from-now-and-what-is-new-becomes-a-task', async () => {
    const at = feeds.add(newPath(), { entries: [question('Old', { published: ago(60) })] });
    const site = await makeSite({ news: { at } });
    const from = asana.count;
    assert.match(await looked(site), /^1 entry, 0 new tasks, 0 updated; the feed begins now$/);
    assert.equal(asana.count, from);
    const entry = question('Why is "WAL" < slow & odd', { summary: '<p>I run <code>a &lt; b</code></p>\n<p>and <b>wait</b></p>' });
    at.entries.unshift(entry);
    assert.match(await looked(site), /^2 entries, 1 new task, 0 updated$/);
    const task = onlyTask(entry);
    assert.equal(task.name, 'Why is "WAL" < slow & odd');
    assert.match(task.notes, /^https:\/\/stackoverflow\.com\/questions\/\d+\/slug\n\nI run a < b\n\nand wait\n\n\[hooklet:stackoverflow-/);
    assert.equal(task.assignee, jane.gid);
    assert.deepEqual(task.memberships.map((one) => one.project), [project.gid]);
    assert.deepEqual(task.tags.map((gid) => state.tags.find((tag) => tag.gid === gid).name), ['StackOverflow']);
    assert.equal(task.completed, false);
    const [event] = site.json('events', '-n', '10', '--source', 'hooklet').events;
    assert.match(event.delivery, /^feed\/news\/\d{4}-\d\d-\d\dT00$/);
});

await test('since-is-to-come-and-the-ledger-says-so', async () => {
    const at = feeds.add(newPath(), { entries: [question('Early')] });
    const site = await makeSite({ news: { at, since: '2096-11-01' } });
    const from = asana.count;
    assert.equal(await looked(site), '1 entry, 0 new tasks, 0 updated; entries count from 2096-11-01T00:00:00.000Z on, which is to come');
    assert.equal(await looked(site), 'not modified since the last look; entries count from 2096-11-01T00:00:00.000Z on, which is to come');
    assert.equal(asana.count, from);
});

await test('a-look-at-what-has-not-changed-asks-asana-nothing', async () => {
    const { site, at } = await begun();
    const entry = question('New');
    at.entries.unshift(entry);
    await looked(site);
    const [from, asked] = [asana.count, feeds.count];
    assert.equal(await looked(site), 'not modified since the last look');
    assert.equal(asana.count, from);
    const { headers } = feeds.all[asked];
    assert.match(headers['user-agent'], /^hooklet\//);
    assert.match(headers.accept, /application\/atom\+xml/);
    assert.ok(headers['if-none-match'] && headers['if-modified-since']);
    // A server that says neither is read each time.
    at.marks = false;
    await looked(site);
    assert.match(await looked(site), /^2 entries, 0 new tasks, 0 updated$/);
    assert.equal(asana.count, from);
    onlyTask(entry);
});

await test('an-update-takes-the-task-up-again', async () => {
    const { site, at } = await begun();
    const entries = ['done', 'done, hers', 'nobody', 'his'].map((title) => question(title));
    at.entries.unshift(...entries);
    await looked(site);
    const [completed, hers, nobody, his] = entries.map(onlyTask);
    asana.byHand(john, () => {
        Object.assign(completed, { completed: true, assignee: null });
        Object.assign(hers, { completed: true, assignee: john.gid });
        Object.assign(nobody, { assignee: null });
        Object.assign(his, { assignee: john.gid, name: 'Another title' });
    });
    for (const entry of entries) entry.updated = ago(-1);
    assert.match(await looked(site), /^5 entries, 0 new tasks, 4 updated$/);
    assert.deepEqual([completed, hers, nobody, his].map((task) => [task.completed, task.assignee]),
        [[false, jane.gid], [false, jane.gid], [false, jane.gid], [false, john.gid]]);
    assert.equal(his.name, 'Another title');
    // Once: what people do then is left alone.
    asana.byHand(john, () => { completed.completed = true; });
    at.marks = false;
    assert.match(await looked(site), / 0 updated$/);
    assert.equal(completed.completed, true);
});

await test('an-old-question-stays-out-and-a-deleted-task-stays-away', async () => {
    const { site, at } = await begun();
    const entry = question('New');
    at.entries.unshift(entry);
    await looked(site);
    asana.byHand(john, () => removeTask(state, onlyTask(entry)));
    for (const one of at.entries) one.updated = ago(-1);
    const from = asana.count;
    await looked(site);
    assert.deepEqual(writes(from), []);
    assert.equal(tasksFor(entry).length + tasksFor(at.entries[1]).length, 0);
});

await test('since-takes-in-what-is-older', async () => {
    const entries = [10, 20, 90].map((minutes) => question(`${minutes} minutes old`, { published: ago(minutes) }));
    const at = feeds.add(newPath(), { entries });
    const site = await makeSite({ news: { at, since: ago(30) } });
    assert.match(await looked(site), /^3 entries, 2 new tasks, 0 updated$/);
    assert.deepEqual(entries.map((entry) => tasksFor(entry).length), [1, 1, 0]);
    // In the order in which they were asked.
    assert.ok(BigInt(onlyTask(entries[1]).gid) < BigInt(onlyTask(entries[0]).gid));
    configure(site, { news: { at, since: ago(120) } });
    assert.match(await looked(site), / 1 new task, /);
    assert.deepEqual(entries.map((entry) => tasksFor(entry).length), [1, 1, 1]);
});

await test('feeds-of-other-sites', async () => {
    const entry = {
        id: 'urn:uuid:1225c695', external: 'feed-my-news-[0-9a-f]{16}', link: '/posts/1?a=b&c=d', title: '<b>Bold</b> &amp; new', titleType: 'html',
        author: 'x', updated: ago(0),
    };
    const odd = { id: 'urn:2', link: 'javascript:alert(1)', title: '', author: 'x', updated: ago(0) };
    const nameless = { title: 'Nameless', author: 'x', updated: ago(0) };
    const at = feeds.add(newPath());
    const site = await makeSite({ 'my news': { at, tag: 'news' } });
    await looked(site, 'my news');
    at.entries = [entry, odd, nameless].map((one) => ({ ...one, updated: ago(-1) }));
    delete at.entries[2].id;
    assert.match(await looked(site, 'my news'), /^3 entries, 2 new tasks, 0 updated; 1 ignored: it has neither an id nor a link$/);
    const [task] = state.tasks.filter(({ name }) => name === 'Bold & new');
    assert.ok(task.notes.startsWith(`${feeds.origin}/posts/1?a=b&c=d\n`), task.notes);
    assert.match(task.notes, new RegExp(`\\[hooklet:${entry.external}\\]`));
    const [other] = state.tasks.filter(({ notes }) => notes.startsWith(`${at.url}\n`));
    assert.match(other.name, /^feed-my-news-/);
});

// --- Cut off -----------------------------------------------------------------------------------------------------------------

// Starts a worker, and kills it at its nth request, before or after the stand-in has done what it asks.  -> whether there was an nth.
async function killAt(site, nth, { isDone }) {
    const held = hold();
    let seen = 0, isReached = false;
    const handler = async (exchange) => {
        if (++seen !== nth) return undefined;
        const given = isDone ? await exchange.normal() : answer(503, 'nobody hears this');
        isReached = true;
        await held({ normal: () => undefined });
        return given;
    };
    const away = [asana.on('*', /./, handler), feeds.on('*', /./, handler)];
    const worker = site.worker();
    await until('its nth request, or its end', () => isReached || ['done', 'dead'].includes(jobs(site)[0].state));
    await stop(worker, 'SIGKILL');
    held.release();
    for (const take of away) take();
    await Promise.all([asana.idle(), feeds.idle()]);
    return isReached;
}

// Two new ones and one that somebody has completed come up, the worker is killed at its nth request, the next one, too, the third is left
// alone.  -> whether there was an nth request
async function killedAt(site, at, nth, options) {
    const old = at.entries[0];
    asana.byHand(john, () => Object.assign(onlyTask(old), { completed: true, assignee: john.gid }));
    old.updated = ago(-nth);
    const fresh = [question(`first of ${nth}`), question(`second of ${nth}`)];
    at.entries.unshift(...fresh);
    sql(site, "DELETE FROM state WHERE kind = 'asana_name'");
    assert.equal((await hooklet(site, 'retry', jobs(site)[0].id)).status, 0);
    const isReached = await killAt(site, nth, options);
    if (isReached) await killAt(site, nth, options);
    await drain(site);
    const [job] = jobs(site);
    assert.equal(job.state, 'done', `killed at ${nth}: ${job.reason}`);
    for (const entry of fresh) assert.equal(onlyTask(entry).assignee, jane.gid);
    assert.deepEqual([onlyTask(old).completed, onlyTask(old).assignee], [false, jane.gid], `killed at ${nth}`);
    return isReached;
}

for (const oauth of [false, true]) {
    for (const isDone of [false, true]) {
        const name = `killed-${isDone ? 'after' : 'before'}-each-request-by-${oauth ? 'an-app' : 'a-person'}`;
        await test(name, async () => {
            const { site, at } = await begun({ oauth });
            at.entries.unshift(question('First'));
            await looked(site);
            const before = state.tasks.length;
            let nth = 1;
            while (await killedAt(site, at, nth, { isDone })) nth++;
            assert.ok(nth > 8, `only ${nth - 1} requests`);
            assert.equal(state.tasks.length, before + 2 * nth);
        });
    }
}

await test('an-answer-that-is-lost', async () => {
    for (const oauth of [false, true]) {
        const { site, at } = await begun({ oauth });
        const entry = question('Lost');
        at.entries.unshift(entry);
        asana.once('POST', '/tasks', unheard());
        const job = await look(site);
        assert.equal(job.state, 'waiting', job.reason);
        assert.equal(tasksFor(entry).length, 1);
        await looked(site);
        onlyTask(entry);
    }
});

await test('a-database-that-was-lost-finds-its-tasks-again', async () => {
    for (const oauth of [false, true]) {
        const rules = { news: { at: feeds.add(newPath(), { entries: [question('A'), question('B')] }), since: ago(30) } };
        await looked(await makeSite(rules, { oauth }));
        const [one] = rules.news.at.entries;
        asana.byHand(john, () => { onlyTask(one).completed = true; });
        for (let i = 0; i < 120; i++) addTask(state, { project });
        assert.match(await looked(await makeSite(rules, { oauth })), /^2 entries, 0 new tasks, 0 updated$/);
        for (const entry of rules.news.at.entries) onlyTask(entry);
        assert.equal(onlyTask(one).completed, true);
    }
});

await test('two-feeds-of-one-question-at-once', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const rules = Object.fromEntries(names.map((name) => [name, { at: feeds.add(newPath()) }]));
    const site = await makeSite(rules);
    await drain(site);
    const shared = Array.from({ length: 8 }, (_, i) => question(`Shared ${i}`, { published: ago(-1) }));
    for (const { at } of Object.values(rules)) at.entries.push(...shared);
    for (const name of names) assert.equal((await hooklet(site, 'retry', jobs(site, name)[0].id)).status, 0);
    await drain(site);
    for (const name of names) assert.equal(jobs(site, name)[0].state, 'done', jobs(site, name)[0].reason);
    for (const entry of shared) onlyTask(entry);
});

// --- The feed's server -----------------------------------------------------------------------------------------------------------

const redirect = (to, status = 301) => answer(status, 'moved', to ? { Location: to } : {});

await test('three-redirects-are-followed-and-no-more', async () => {
    const { site, at } = await begun();
    const moved = feeds.add(newPath(), { entries: [question('Moved'), ...at.entries] });
    feeds.on('GET', at.path, () => redirect('/r/1'));
    feeds.on('GET', '/r/1', () => redirect(`${feeds.origin}/r/2`, 302));
    const away = feeds.on('GET', '/r/2', () => redirect(moved.url, 308));
    await looked(site);
    onlyTask(moved.entries[0]);
    assert.equal(await looked(site), 'not modified since the last look');
    away();
    feeds.on('GET', '/r/2', () => redirect('/r/3', 307));
    feeds.on('GET', '/r/3', () => redirect(moved.url));
    const job = await look(site);
    assert.deepEqual([job.state, job.reason], ['dead', 'feed: more than 3 redirects']);
});

await test('redirects-that-are-not-followed', async () => {
    for (const [to, reason] of [[null, /without a place to go to/], ['ftp://a.example/x', /not http/], ['file:///etc/passwd', /not http|without a place/]]) {
        const { site, at } = await begun();
        feeds.on('GET', at.path, () => redirect(to));
        const job = await look(site);
        assert.equal(job.state, 'dead');
        assert.match(job.reason, reason);
    }
});

await test('who-says-later-is-asked-later', async () => {
    const later = new Date(Date.now() + 3_000_000).toUTCString();
    for (const [status, retryAfter] of [[429, '3000'], [503, '3000'], [503, later], [429, undefined]]) {
        const { site, at } = await begun();
        feeds.once('GET', at.path, () => answer(status, 'slowly', { 'Retry-After': retryAfter }));
        const from = feeds.count;
        const job = await look(site);
        assert.equal(job.state, 'waiting');
        assert.match(job.reason, /later/);
        assert.ok(Number(sql(site, "SELECT run_at_ms FROM job WHERE kind = 'feed'")) > Date.now() + 300_000);
        assert.equal(feeds.count, from + 1);
        // Not by another job before that time, either.
        assert.equal((await look(site)).state, 'waiting');
        assert.equal(feeds.count, from + 1);
    }
});

await test('what-is-no-feed-is-said-and-changes-nothing', async () => {
    const { site, at } = await begun();
    at.entries.unshift(question('Behind the trouble'));
    const rss = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>x</title></channel></rss>';
    const laughs = '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a "a"><!ENTITY b "&a;&a;">]>\n<feed/>';
    for (const [given, state, reason] of [
        [() => answer(200, rss), 'dead', /line 2: it is RSS/],
        [() => html(200), 'dead', /web page/],
        [() => answer(200, ''), 'dead', /empty/],
        [() => answer(200, laughs), 'dead', /line 2: it has a document type/],
        [() => answer(200, atom(at).slice(0, -20)), 'dead', /not well-formed/],
        [() => answer(200, 'x'.repeat(9 * 1024 * 1024)), 'dead', /larger than 8388608 bytes/],
        [() => html(404), 'dead', /^feed: http:\/\/127\.0\.0\.1:\d+: status 404$/],
        [() => answer(410, ''), 'dead', /status 410/],
        [() => html(500), 'waiting', /status 500/],
        [cut(200), 'waiting', /127\.0\.0\.1/],
    ]) {
        feeds.once('GET', at.path, given);
        const job = await look(site);
        assert.equal(job.state, state, job.reason);
        assert.match(job.reason, reason);
    }
    assert.equal(tasksFor(at.entries[0]).length, 0);
    await looked(site);
    onlyTask(at.entries[0]);
});

// --- Asana ---------------------------------------------------------------------------------------------------------------------

await test('a-limit-of-asana-postpones-and-asks-nobody-meanwhile', async () => {
    const { site, at } = await begun();
    const entries = [question('one'), question('two'), question('three')];
    at.entries.unshift(...entries);
    let posts = 0;
    const away = asana.on('POST', '/tasks', () => {
        if (++posts !== 2) return undefined;
        state.limit = { after: 0, times: 1, retryAfter: 4000 };
        return undefined;
    });
    const job = await look(site);
    away();
    assert.equal(job.state, 'waiting', job.reason);
    assert.match(job.reason, /limit|429/);
    const [inAsana, inFeed] = [asana.count, feeds.count];
    await look(site);
    assert.deepEqual([asana.count, feeds.count], [inAsana, inFeed]);
    sql(site, 'DELETE FROM lane');
    await looked(site);
    for (const entry of entries) onlyTask(entry);
});

await test('places-that-are-not-there', async () => {
    const { site, at } = await begun();
    const entry = question('Nowhere');
    at.entries.unshift(entry);
    for (const [keys, reason] of [
        [{ workspace: 'Nobody' }, /Asana shows us no workspace "Nobody"/],
        [{ project: 'Nothing' }, /Asana shows us no project "Nothing" in workspace "acme"/],
        [{ project: '12345' }, /Asana shows us no project "12345"/],
    ]) {
        configure(site, { news: { at, ...keys } });
        const job = await look(site);
        assert.equal(job.state, 'dead');
        assert.match(job.reason, reason);
    }
    configure(site, { news: { at, assignee: 'nobody@example.com' } });
    assert.match(await looked(site), /1 new task, 0 updated; nobody in Asana is "nobody@example\.com", so nobody is assigned/);
    assert.equal(onlyTask(entry).assignee, null);
});

await test('an-assignee-by-login-name-or-gid', async () => {
    const { site, at } = await begun();
    sql(site, `INSERT INTO person (github, asana, name, updated_ms) VALUES ('octocat', '${john.gid}', 'John', 1)`);
    for (const [assignee, gid] of [['OctoCat', john.gid], ['Jane Doe', jane.gid], [john.gid, john.gid], ['JOHN.ROE@example.com', john.gid]]) {
        const entry = question(`for ${assignee}`);
        at.entries.unshift(entry);
        configure(site, { news: { at, assignee } });
        await looked(site);
        assert.equal(onlyTask(entry).assignee, gid, assignee);
    }
});

await test('somebody-who-has-left', async () => {
    const { site, at } = await begun();
    const leaver = addUser(state, 'Lea Ver');
    configure(site, { news: { at, assignee: 'lea.ver@example.com' } });
    at.entries.unshift(question('While she was here'));
    await looked(site);
    removeUser(state, leaver);
    at.entries.unshift(question('After that'));
    // What Asana was asked about her is not asked again within the hour, unless it turns out to be wrong.
    assert.equal((await look(site)).state, 'waiting');
    assert.match(await looked(site), /1 new task, 0 updated; nobody in Asana is "lea\.ver@example\.com"/);
    assert.equal(onlyTask(at.entries[0]).assignee, null);
});

await test('a-token-that-was-revoked-is-told-with-what-to-do', async () => {
    const token = addPersonalToken(state, john);
    const { site, at } = await begun({ token });
    at.entries.unshift(question('Too late'));
    revokeToken(state, token);
    const job = await look(site);
    assert.equal(job.state, 'dead');
    assert.match(job.reason, /401.*make a new personal access token/);
});

// The last one: the project goes.
await test('a-project-that-is-gone', async () => {
    const { site, at } = await begun();
    at.entries.unshift(question('While it was there'));
    await looked(site);
    removeProject(state, project);
    at.entries.unshift(question('Gone'));
    const job = await look(site);
    assert.equal(job.state, 'waiting', job.reason);
    const again = await look(site);
    assert.equal(again.state, 'dead');
    assert.match(again.reason, /Asana shows us no project "Web"/);
});

await done();
