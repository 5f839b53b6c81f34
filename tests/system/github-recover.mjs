// What GitHub delivered while we were down is found and done: by `hooklet github recover`, and by the worker on its own; each is asked
// for once, whoever dies in the middle; or it is taken out of the API, where nothing can be posted to.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Site, builddir, done, freePort, push, start, stop, test, until } from './lib.mjs';
import {
    addDelivery, addHook, addInstallation, addRepository, big, cut, hold, html, isoTime, leave, startGitHub, unheard,
} from './github.mjs';
import { configureApp, hooklet, makeKey } from './github/app.mjs';


const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const { state } = github;
const attempts = '/app/hook/deliveries/{delivery_id}/attempts';
const lists = '/app/hook/deliveries';

const rules = `run "tell" {\n    repositories = {"acme/*"}\n    events = {"push"}\n    command = {"true"}\n}\n`;
const minutes = (count) => isoTime(Date.now() - count * 60_000);

// A new site; the App's hook posts to it when `up`.  What GitHub knows of earlier sites is forgotten.
async function makeSite({ up = false, more, settle = true } = {}) {
    await github.idle();
    Object.assign(state, { deliveries: [], hooks: [], hook: { url: null, secret: null, contentType: 'json' }, limits: {} });
    const site = await Site.make();
    configureApp(site, github, { key, rules, more });
    if (up) {
        await site.up({ worker: false });
        Object.assign(state.hook, { url: `${site.url}/hooks/github`, secret: site.secret });
    } else if (settle) {
        // Nobody listens there.
        Object.assign(state.hook, { url: `http://127.0.0.1:${await freePort()}/hooks/github`, secret: site.secret });
    }
    return site;
}

// A push that GitHub has delivered, or not.
function delivered({ statusCode = 502, deliveredAt = minutes(30), hook = 'app', ...more } = {}) {
    return addDelivery(state, hook, { payload: push({ repository: 'acme/web' }), statusCode, deliveredAt, ...more });
}

// The same, and the site has it.
async function arrived(site, more) {
    const one = delivered({ statusCode: 202, ...more });
    const headers = { 'X-GitHub-Hook-Installation-Target-Type': 'integration' };
    assert.equal((await site.post('push', one.payload, { delivery: one.guid, headers })).status, 202);
    return one;
}

async function recover(site, ...args) {
    const { status, stdout, stderr } = await hooklet(site, 'github', 'recover', '--json', ...args);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout).owners;
}

// How often each delivery was asked for again since then: by guid.
function asked(from = 0) {
    const counts = {};
    for (const { method, template, path: where } of github.all.slice(from)) {
        if (method !== 'POST' || template?.endsWith('/attempts') !== true) continue;
        const { guid } = state.deliveries.find(({ id }) => where.includes(`/deliveries/${id}/`));
        counts[guid] = (counts[guid] ?? 0) + 1;
    }
    return counts;
}

const once = (deliveries) => Object.fromEntries(deliveries.map(({ guid }) => [guid, 1]));
const stored = (site) => site.json('events', '-n', '1000', '--source', 'github').events.map(({ delivery }) => delivery).sort();
const guids = (deliveries) => deliveries.map(({ guid }) => guid).sort();
const pages = (from) => github.all.slice(from).filter((one) => one.template === lists);

// As GitHub would have it after so long: all that it delivered is older.
function later(ms) {
    for (const one of state.deliveries) one.deliveredAt = isoTime(Date.parse(one.deliveredAt) - ms);
}

// The shell may write here only because nothing else runs.
function sql(site, text) {
    const { status, stdout, stderr } = spawnSync('sqlite3', [path.join(site.dir, 'state', 'hooklet.db'), text], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.trim();
}

// --- 50 of 500 ---------------------------------------------------------------------------------------------------------------

// Every tenth is missed; of those that arrived some count as failed, since our answer came too late.
async function fiveHundred(site) {
    const missed = [];
    const all = [];
    for (let i = 0; i < 500; i++) {
        const deliveredAt = isoTime(Date.now() - (7200 - i) * 1000);
        const isMissed = i % 10 === 3;
        if (isMissed) missed.push(delivered({ deliveredAt, statusCode: [502, 0, 503][i % 3] }));
        else all.push(await arrived(site, { deliveredAt, statusCode: i % 10 === 4 ? 504 : 202 }));
    }
    return { missed, all: [...all, ...missed] };
}

// Starts it, lets GitHub keep the answer to the `nth` ask back, and kills it then.
async function killInTheMiddle(nth, begin) {
    const from = github.count;
    const held = hold();
    let seen = 0;
    const takeAway = github.on('POST', attempts, (exchange) => (++seen === nth ? held(exchange) : undefined));
    const child = begin();
    await github.waitFor('POST', attempts, { from, nth, arrived: true });
    await stop(child, 'SIGKILL');
    held.release();
    takeAway();
    await github.idle();
    return from;
}

const command = (site) => start(path.join(builddir, 'hooklet'), ['github', 'recover'], { log: site.log('recover'), env: site.env });

await test('the-command-is-killed-and-each-is-asked-for-once', async () => {
    const site = await makeSite({ up: true });
    const { missed, all } = await fiveHundred(site);
    const from = await killInTheMiddle(20, () => command(site));
    await until('the held one has arrived', () => stored(site).length === 470);
    const [owner] = await recover(site);
    await github.idle();
    assert.deepEqual(asked(from), once(missed));
    assert.deepEqual(stored(site), guids(all));
    assert.equal(owner.asked, 30);
    // Oldest first.
    const order = github.asked('POST', attempts).map((request) => Number(request.path.split('/')[4]));
    assert.deepEqual(order, missed.map(({ id }) => id));
    const [again] = await recover(site);
    assert.deepEqual([again.asked, again.waiting, again.given_up, again.missed], [0, 0, 0, []]);
    assert.equal(sql(site, "SELECT count(*) FROM state WHERE kind = 'redelivery'"), '0');
});

await test('the-worker-is-killed-and-each-is-asked-for-once', async () => {
    const site = await makeSite({ up: true });
    const { missed, all } = await fiveHundred(site);
    const from = await killInTheMiddle(33, () => site.worker());
    site.worker();
    await until('all have arrived', () => stored(site).length === 500, 60_000);
    await github.idle();
    assert.deepEqual(asked(from), once(missed));
    assert.deepEqual(stored(site), guids(all));
    await until('the hour is done', () => site.json('jobs', '--kind', 'recover').jobs.every(({ state: now }) => now === 'done'));
    const { events } = site.json('events', '--source', 'hooklet');
    assert.equal(events.length, 1);
    assert.match(events[0].delivery, /^recover\/\d{4}-\d\d-\d\dT\d\d$/);
    await site.stop('worker');
});

await test('one-event-an-hour-and-a-report', async () => {
    const site = await makeSite({ up: true });
    const { missed } = await fiveHundred(site);
    const from = github.count;
    const first = site.worker();
    const second = start(path.join(builddir, 'hooklet'), ['work'], { log: site.log('second'), env: site.env });
    const [job] = await until('the job is done', () => {
        const { jobs } = site.json('jobs', '--kind', 'recover');
        return jobs.length > 0 && jobs.every(({ state: now }) => now === 'done') && jobs;
    }, 60_000);
    assert.equal(job.rule, 'app');
    assert.equal(job.reason, '500 deliveries looked at, 450 here, 50 asked for again');
    assert.equal(site.json('events', '--source', 'hooklet').events.length, 1);
    await Promise.all([stop(first), stop(second)]);
    site.worker();
    await until('the worker works', () => site.readLog('worker').split('worker').length > 2 && site.settled());
    assert.equal(site.json('events', '--source', 'hooklet').events.length, 1);
    assert.deepEqual(asked(from), once(missed));
    await site.stop('worker');
});

await test('more-than-a-minute-allows-follow-in-a-job-of-their-own', async () => {
    const site = await makeSite({ up: true });
    const missed = Array.from({ length: 60 }, () => delivered());
    const from = github.count;
    site.worker();
    const job = await until('a job follows', () => site.json('jobs', '--kind', 'recover').jobs.find(({ step }) => step === 1));
    await site.stop('worker');
    assert.equal(job.state, 'waiting');
    assert.deepEqual(asked(from), once(missed.slice(0, 50)));
    assert.equal(site.json('jobs', '--kind', 'recover').jobs.find(({ step }) => step === 0).reason,
        '60 deliveries looked at, 0 here, 50 asked for again, 10 still missed');
    sql(site, `UPDATE job SET run_at_ms = 0 WHERE id = ${job.id}`);
    site.worker();
    await until('all are asked for', () => Object.keys(asked(from)).length === 60);
    await site.settled();
    assert.deepEqual(asked(from), once(missed));
    await site.stop('worker');
});

// --- What is left alone ------------------------------------------------------------------------------------------------------

await test('nothing-is-missed-and-nothing-is-posted', async () => {
    const site = await makeSite({ up: true });
    for (let i = 0; i < 5; i++) await arrived(site);
    const from = github.count;
    const [owner] = await recover(site);
    assert.deepEqual([owner.looked_at, owner.here, owner.missed], [5, 5, []]);
    const { stdout } = await hooklet(site, 'github', 'recover');
    assert.equal(stdout, 'app: 0 deliveries looked at, 0 here.\n');
    assert.deepEqual(github.all.slice(from).filter(({ method }) => method === 'POST'), []);
});

await test('a-dry-run-tells-and-writes-nothing', async () => {
    const site = await makeSite();
    const one = delivered();
    const from = github.count;
    const [owner] = await recover(site, '--dry-run');
    assert.deepEqual(owner.missed.map(({ delivery, result }) => [delivery, result]), [[one.guid, 'would be asked for again']]);
    assert.equal(owner.to_come, 1);
    assert.deepEqual(asked(from), {});
    assert.equal(sql(site, "SELECT count(*) FROM state WHERE kind IN ('recover', 'redelivery')"), '0');
});

await test('what-was-delivered-just-now-is-left-alone', async () => {
    const site = await makeSite({ up: true });
    const one = delivered({ deliveredAt: minutes(0) });
    const from = github.count;
    const [owner] = await recover(site);
    assert.deepEqual([owner.asked, owner.waiting], [0, 1]);
    assert.deepEqual(asked(from), {});
    later(120_000);
    sql(site, `UPDATE state SET value = json_set(value, '$.delivered_ms', ${Date.parse(one.deliveredAt)}) WHERE kind = 'redelivery'`);
    assert.equal((await recover(site))[0].asked, 1);
    await github.idle();
    assert.deepEqual(stored(site), [one.guid]);
});

// Another server shares the App, and has what is not here; to ask for it would have it done there once more.
await test('what-was-delivered-to-another-server-is-left-alone', async () => {
    const site = await makeSite();
    const theirs = delivered({ statusCode: 202, deliveredAt: minutes(60) });
    sql(site, 'INSERT INTO event (source, delivery, delivery_key, kind, secret, status, received_ms, body_key, body_sha,' +
        ` body_length, headers) VALUES ('hooklet', 'old', CAST('old' AS BLOB), 'old', '', 'accepted', ${Date.now() - 7_200_000}, 0,` +
        " zeroblob(32), 2, '{}')");
    const from = github.count;
    const [owner] = await recover(site);
    assert.deepEqual([owner.elsewhere, owner.asked, owner.missed], [1, 0, []]);
    assert.deepEqual(asked(from), {});
    assert.equal((await recover(site, '--since', '2h', '--ingest'))[0].ingested, 1);
    assert.deepEqual(stored(site), [theirs.guid]);
});

await test('what-was-delivered-before-this-ledger-was-another-programs', async () => {
    const site = await makeSite({ up: true });
    const old = delivered({ statusCode: 200, deliveredAt: minutes(60) });
    const from = github.count;
    const [owner] = await recover(site);
    assert.deepEqual([owner.elsewhere, owner.asked, owner.missed], [1, 0, []]);
    assert.deepEqual(asked(from), {});
    // A backup that was restored: the ledger is older, and what came after it is gone.
    await arrived(site, { deliveredAt: minutes(90) });
    sql(site, `UPDATE event SET received_ms = ${Date.now() - 90 * 60_000}; DELETE FROM state WHERE kind = 'recover'`);
    assert.equal((await recover(site))[0].asked, 1);
    await github.idle();
    assert.deepEqual(asked(from), once([old]));
    assert.ok(stored(site).includes(old.guid));
});

await test('somebody-may-say-how-far-to-look-back', async () => {
    const site = await makeSite({ up: true });
    const old = delivered({ statusCode: 200, deliveredAt: minutes(60) });
    const older = delivered({ statusCode: 200, deliveredAt: minutes(180) });
    const from = github.count;
    assert.equal((await recover(site, '--since', '2h'))[0].asked, 1);
    assert.deepEqual(asked(from), once([old]));
    assert.equal((await hooklet(site, 'github', 'recover', '--since', '4d')).status, 2);
    assert.equal((await recover(site, '--since', '3d'))[0].asked, 1);
    assert.deepEqual(asked(from), once([old, older]));
});

// --- What goes wrong ---------------------------------------------------------------------------------------------------------

await test('what-fails-again-is-asked-for-by-later-runs-five-times', async () => {
    const site = await makeSite();
    const one = delivered();
    const from = github.count;
    for (let i = 1; i <= 6; i++) {
        const [{ missed: [row] }] = await recover(site);
        await github.idle();
        later(300_000);
        assert.equal(asked(from)[one.guid], Math.min(i, 5));
        assert.match(row.result, i === 1 ? /^asked for again$/ : i < 6 ? new RegExp(`\\(${i} of 5\\)`) : /^given up/);
    }
});

await test('delivered-but-not-to-us', async () => {
    const site = await makeSite({ settle: false });
    const one = delivered();
    const from = github.count;
    assert.equal((await recover(site))[0].asked, 1);
    await github.idle();
    later(300_000);
    const [owner] = await recover(site);
    assert.equal(owner.missed[0].result, 'delivered, but not to this ledger');
    assert.deepEqual(asked(from), once([one]));
});

await test('github-has-it-no-more', async () => {
    const site = await makeSite({ up: true });
    const gone = delivered();
    const good = delivered();
    const from = github.count;
    github.once('POST', attempts, { status: 422, body: { message: 'Validation Failed' }, headers: { 'Content-Type': 'application/json' } });
    const { status, stdout } = await hooklet(site, 'github', 'recover', '--json');
    const [owner] = JSON.parse(stdout).owners;
    assert.deepEqual([status, owner.asked, owner.failed], [1, 1, 1]);
    assert.equal((await recover(site))[0].given_up, 1);
    assert.deepEqual(asked(from), once([gone, good]));
});

// Nobody knows whether GitHub heard it: the list tells, when there was time for it.
await test('an-answer-that-is-lost', async () => {
    const site = await makeSite({ settle: false });
    const heard = delivered();
    const unclear = delivered();
    const from = github.count;
    github.once('POST', attempts, unheard());
    assert.equal((await hooklet(site, 'github', 'recover')).status, 7);
    await github.idle();
    later(300_000);
    github.once('POST', attempts, html(502));
    assert.equal((await hooklet(site, 'github', 'recover')).status, 7);
    assert.deepEqual(asked(from), once([heard, unclear]));
    const [now] = await recover(site);
    assert.deepEqual(Object.fromEntries(now.missed.map(({ delivery, result }) => [delivery, result])), {
        [heard.guid]: 'delivered, but not to this ledger', [unclear.guid]: 'asked for, has not come yet',
    });
    sql(site, "UPDATE state SET value = json_set(value, '$.asked_ms', json_extract(value, '$.asked_ms') - 300000)" +
        " WHERE kind = 'redelivery'");
    assert.equal((await recover(site))[0].asked, 1);
    assert.deepEqual(asked(from), { [heard.guid]: 1, [unclear.guid]: 2 });
});

await test('several-at-once-ask-once', async () => {
    const site = await makeSite({ up: true });
    const missed = Array.from({ length: 40 }, () => delivered());
    const from = github.count;
    site.worker();
    const children = Array.from({ length: 3 }, () => command(site));
    const ends = await Promise.all(children.map(({ ended }) => ended));
    assert.deepEqual(ends.map(({ code }) => code), [0, 0, 0], site.readLog('recover'));
    await until('all have arrived', () => stored(site).length === 40);
    await site.settled();
    await site.stop('worker');
    assert.deepEqual(asked(from), once(missed));
});

await test('answers-that-are-odd', async () => {
    const site = await makeSite({ up: true });
    const one = delivered();
    const odd = async (answer, status, said) => {
        github.once('GET', lists, answer);
        const { status: exit, stderr } = await hooklet(site, 'github', 'recover');
        assert.equal(exit, status, stderr);
        assert.match(stderr, said);
    };
    const json = (body) => ({ status: 200, body, headers: { 'Content-Type': 'application/json' } });
    await odd(html(502), 7, /status 502/);
    await odd(html(200), 1, /not JSON/);
    await odd(json([{ id: 1, event: 'push', delivered_at: minutes(3) }]), 1, /guid/);
    await odd(json([{ ...one, guid: one.guid, delivered_at: 'yesterday' }]), 1, /delivered_at/);
    await odd(big(10_000_000), 1, /large/i);
    await odd(cut(50), 7, /GitHub|127\.0\.0\.1/);
    assert.equal((await recover(site))[0].asked, 1);
    await github.idle();
    assert.deepEqual(stored(site), [one.guid]);
});

await test('a-rate-limit-in-the-middle-of-paging', async () => {
    const site = await makeSite({ up: true });
    const missed = Array.from({ length: 350 }, (_, i) => delivered({ deliveredAt: isoTime(Date.now() - (7200 - i) * 1000) }));
    const from = github.count;
    leave(state, 'app', 2, { resetInMs: 1500 });
    const first = await hooklet(site, 'github', 'recover');
    assert.equal(first.status, 4);
    assert.match(first.stderr, /rate limit/);
    assert.deepEqual(asked(from), {});
    const before = github.count;
    await until('the limit is over', async () => (await hooklet(site, 'github', 'recover', '--dry-run')).status === 0);
    const resumed = github.count;
    const child = command(site);
    await github.waitFor('POST', attempts, { from, nth: 50 });
    await stop(child, 'SIGKILL');
    await github.idle();
    assert.equal(pages(resumed)[0].query.cursor, pages(before)[2].query.cursor);
    assert.equal(pages(resumed).length, 2);
    assert.deepEqual(asked(from), once(missed.slice(0, 50)));
    assert.equal(sql(site, "SELECT count(*) FROM state WHERE kind = 'redelivery'"), '350');
});

await test('the-worker-waits-for-the-end-of-a-rate-limit', async () => {
    const site = await makeSite({ up: true });
    const missed = Array.from({ length: 250 }, (_, i) => delivered({ deliveredAt: isoTime(Date.now() - (7200 - i) * 1000) }));
    const from = github.count;
    leave(state, 'app', 12, { resetInMs: 3000 });
    site.worker();
    const job = () => site.json('jobs', '--kind', 'recover').jobs.find(({ step }) => step === 0);
    await until('it waits', () => job()?.state === 'waiting');
    assert.match(job().reason, /rate limit/);
    assert.equal(Object.keys(asked(from)).length, 10);
    await until('it goes on', () => job().state === 'done', 60_000).catch((error) => {
        throw new Error(`${error.message}: ${JSON.stringify(job())}`);
    });
    await site.stop('worker');
    await github.idle();
    // Refused by the limit, one was asked for twice, but done once.
    assert.deepEqual(stored(site), guids(missed.slice(0, state.deliveries.length - 250)));
    assert.equal(new Set(state.deliveries.slice(250).map(({ guid }) => guid)).size, state.deliveries.length - 250);
});

await test('a-mark-into-the-list-that-has-ended', async () => {
    const site = await makeSite({ up: true });
    const one = delivered();
    const next = `${github.url}${lists}?cursor=v1_1`;
    sql(site, `INSERT INTO state VALUES ('recover', '/app/hook', json_object('next', '${next}'), 1, ${Date.now()})`);
    assert.equal((await recover(site))[0].asked, 1);
    await github.idle();
    assert.deepEqual(stored(site), [one.guid]);
});

// --- Whose hooks -------------------------------------------------------------------------------------------------------------

await test('hooks-of-organisations-and-repositories', async () => {
    if (!state.repositories.some(({ fullName }) => fullName === 'acme/web')) addRepository(state, 'acme/web');
    addInstallation(state, 'acme');
    const site = await makeSite({ up: true });
    const { url } = state.hook;
    const text = (more) => configureApp(site, github, { key, rules, more });
    const secret = site.secret;
    const organization = addHook(state, 'acme', { url, secret });
    const elsewhere = addHook(state, 'acme', { url: url.replace('/hooks/github', '/other'), secret });
    const repository = addHook(state, 'acme/web', { url: `${url}/push`, secret });
    const missed = [delivered({ hook: organization.id }), delivered({ hook: repository.id })];
    const same = delivered();
    delivered({ hook: elsewhere.id });
    delivered({ hook: organization.id, guid: same.guid });
    const from = github.count;
    text({ recover: 'acme' });
    const [acme] = await recover(site);
    assert.deepEqual([acme.owner, acme.hooks, acme.asked], ['acme', 1, 2]);
    text({ recover: 'acme/web' });
    assert.equal((await recover(site))[0].asked, 1);
    text({});
    assert.equal((await recover(site))[0].here, 1);
    await github.idle();
    assert.deepEqual(asked(from), once([...missed, same]));
    assert.deepEqual(stored(site), guids([...missed, same]));
});

await test('hooks-that-we-may-not-see', async () => {
    const site = await makeSite();
    configureApp(site, github, { key, rules, more: { recover: 'nobody' } });
    const { status, stderr } = await hooklet(site, 'github', 'recover');
    assert.equal(status, 7);
    assert.match(stderr, /nobody/);
});

// --- Without a public URL ----------------------------------------------------------------------------------------------------

await test('ingest-stores-and-plans', async () => {
    const site = await makeSite();
    const missed = Array.from({ length: 3 }, () => delivered());
    state.hook.contentType = 'form';
    const from = github.count;
    const [owner] = await recover(site, '--ingest');
    assert.deepEqual([owner.ingested, owner.asked], [3, 0]);
    assert.match(owner.missed[0].result, /^stored as event \d+: accepted, 1 job$/);
    assert.deepEqual(asked(from), {});
    assert.deepEqual(stored(site), guids(missed));
    const { events } = site.json('events');
    assert.deepEqual([events[0].repository, events[0].kind, events[0].secret], ['acme/web', 'push', 'api']);
    assert.equal(site.json('jobs', '--kind', 'run').jobs.length, 3);
    const replayed = await hooklet(site, 'replay', '--dry-run', events[0].id);
    assert.match(replayed.stdout, /tell/);
    assert.equal((await recover(site, '--ingest'))[0].ingested, 0);
});

await test('ingest-takes-what-was-asked-for-in-vain', async () => {
    const site = await makeSite();
    const one = delivered();
    assert.equal((await recover(site))[0].asked, 1);
    await github.idle();
    later(300_000);
    assert.equal((await recover(site, '--ingest'))[0].ingested, 1);
    assert.deepEqual(stored(site), [one.guid]);
    assert.equal(sql(site, "SELECT count(*) FROM state WHERE kind = 'redelivery'"), '0');
});

await test('what-can-not-be-taken-in-holds-up-no-other', async () => {
    const site = await makeSite();
    addDelivery(state, 'app', { event: 'push', payload: { ref: 7 }, statusCode: 400, deliveredAt: minutes(30) });
    const good = delivered({ deliveredAt: minutes(20) });
    const { status, stdout } = await hooklet(site, 'github', 'recover', '--ingest', '--json');
    const [owner] = JSON.parse(stdout).owners;
    assert.deepEqual([status, owner.ingested, owner.failed], [1, 1, 1]);
    assert.match(owner.missed[0].result, /^can't be taken in: /);
    assert.deepEqual(stored(site), [good.guid]);
    github.once('GET', '/app/hook/deliveries/{delivery_id}', async ({ normal }) => {
        const answer = await normal();
        return { ...answer, body: { ...answer.body, request: { headers: null, payload: null } } };
    });
    const second = JSON.parse((await hooklet(site, 'github', 'recover', '--ingest', '--json')).stdout).owners[0];
    assert.match(second.missed[0].result, /^can't be taken in: .*payload is missing/);
});

await done();
