// Plain CGI where a host does as it likes: what an answer leaves behind, drains beside drains, and children that are killed or may
// have no process, memory or descriptor of their own.  Nothing that was acknowledged is lost; cron's drain does it.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { answerOf, cgiOf, run, signedBy, variables } from './cgi/request.mjs';
import { Site, builddir, done, long, note, push, skip, test, until } from './lib.mjs';

const waiting = 'run "each" {\n    events = {"push"}\n    command = {"/bin/sh", "-c", "until test -e @/go; do sleep 0.02; done; echo $HOOKLET_JOB >> @/done"}\n}\n';

// A site whose jobs end when there is the file `go` in its directory, and by default leaves them to cron.
async function makeSite(top = 'cgi_drain = no\n') {
    const site = await Site.make();
    site.configure(top + waiting.replaceAll('@', site.dir));
    site.go = () => fs.writeFileSync(path.join(site.dir, 'go'), '');
    return site;
}

const post = (site, asked = {}, options = {}) => cgiOf('github-push', site, { ...signedBy(site.secret, 'push', push(), asked), ...options });
const jobs = (site) => site.json('jobs').jobs;
const stored = (site) => new Set(site.json('events', '-n', '100000').events.map((event) => event.delivery));

// The line of cron, as man page and init have it.
function cron(site, ...more) {
    const done = site.hooklet('work', '--drain', '--max-time', '50s', ...more);
    assert.equal(done.status, 0, done.stderr);
    return done.stderr;
}

// Processes that run `hooklet work` for this site: { pid, parent, session, group, fds }.
function drains(site) {
    const found = [];
    for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
            const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
            if (path.basename(words[0]) !== 'hooklet' || words[1] !== 'work' || !words.includes(site.conf)) continue;
            const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
            if (stat[0] === 'Z') continue;
            found.push({ pid: Number(pid), parent: Number(stat[1]), group: Number(stat[2]), session: Number(stat[3]),
                fds: [0, 1, 2].map((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`)) });
        } catch { /* it has ended */ }
    }
    return found;
}

const sessionOf = (pid) => Number(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[3]);

// --- What an answer leaves behind -----------------------------------------------------------------------------------------------

await test('the-drain-is-nobodys-child-and-holds-no-pipe-of-the-web-server', async () => {
    const site = await makeSite('');
    // The program's pipes have ended when this returns, though its drain still waits for its job.
    assert.equal((await post(site)).status, 202);
    const [drain, ...others] = await until('the drain works', () => jobs(site)[0].state === 'leased' && drains(site));
    assert.equal(others.length, 0);
    assert.deepEqual(drain.fds, ['/dev/null', '/dev/null', '/dev/null']);
    assert.notEqual(drain.session, sessionOf('self'));
    assert.notEqual(drain.session, drain.pid, 'it leads no session, so it can never get a terminal');
    assert.equal(fs.existsSync(`/proc/${drain.session}`), false, 'who led it is gone');
    assert.notEqual(drain.parent, process.pid);
    const parent = fs.readFileSync(`/proc/${drain.parent}/cmdline`, 'utf8');
    assert.ok(!parent.includes('.fcgi'), parent); // init, or a subreaper
    assert.deepEqual(fs.readdirSync(`/proc/${drain.pid}/task`).length > 1, true);
    site.go();
    await until('the job is done', () => jobs(site)[0].state === 'done');
    await until('the drain ends', () => drains(site).length === 0);
});

await test('cgi_drain-no-leaves-the-jobs-to-cron', async () => {
    const site = await makeSite();
    site.go();
    assert.equal((await post(site)).status, 202);
    assert.equal(drains(site).length, 0);
    assert.equal(jobs(site)[0].state, 'ready');
    cron(site);
    assert.equal(jobs(site)[0].state, 'done');
});

await test('what-makes-no-jobs-starts-no-drain', async () => {
    const site = await Site.make();
    const bin = path.join(site.dir, 'bin');
    fs.mkdirSync(bin);
    fs.writeFileSync(path.join(bin, 'hooklet'), `#!/bin/sh\necho "$@" >>${site.dir}/started\n`, { mode: 0o755 });
    await post(site, { env: { HOOKLET_BINDIR: bin } });
    site.configure('run "each" {\n    events = {"push"}\n    command = {"true"}\n}\n');
    await post(site, { env: { HOOKLET_BINDIR: bin } });
    await until('the one for the job', () => fs.existsSync(`${site.dir}/started`));
    assert.equal(fs.readFileSync(`${site.dir}/started`, 'utf8'), `work --drain --config ${site.conf}\n`);
});

// --- Drains beside drains --------------------------------------------------------------------------------------------------------

await test('parallel-drains-exclude-each-other', async () => {
    const site = await makeSite();
    for (let i = 0; i < 3; i++) await post(site);
    const first = site.worker('--drain');
    await until('it works', () => jobs(site).some((job) => job.state === 'leased'));
    for (let i = 0; i < 3; i++) assert.match(cron(site), /another drain is at it/);
    site.go();
    assert.equal((await first.ended).code, 0);
    assert.ok(jobs(site).every((job) => job.state === 'done' && job.attempt === 1));
    assert.equal(fs.readFileSync(path.join(site.dir, 'done'), 'utf8').trim().split('\n').length, 3);
});

await test('drains-that-start-at-once-do-each-job-once', async () => {
    const site = await makeSite();
    site.go();
    for (let i = 0; i < 4; i++) await post(site);
    const all = Array.from({ length: 6 }, () => site.worker('--drain', '--max-time', '50s'));
    for (const one of all) assert.equal((await one.ended).code, 0);
    assert.equal(fs.readFileSync(path.join(site.dir, 'done'), 'utf8').trim().split('\n').length, 4);
});

// Its last look is over, and it still has the lock: so the drain of a job that comes now finds it taken, and goes.
await test('a-drainer-looks-once-more-after-letting-go', async () => {
    const site = await makeSite();
    site.go();
    site.variables = { LD_PRELOAD: path.resolve(builddir, 'tests/system/pause-at.so'), PAUSE_AT: 'drain.lock', PAUSE_DIR: path.join(site.dir, 'run') };
    const first = site.worker('--drain');
    site.variables = {};
    await until('it is about to let go', () => fs.existsSync(path.join(site.dir, 'run/here')));
    assert.equal((await post(site)).status, 202);
    assert.match(cron(site), /another drain is at it/);
    assert.equal(jobs(site)[0].state, 'ready');
    fs.writeFileSync(path.join(site.dir, 'run/go'), '');
    assert.equal((await first.ended).code, 0);
    assert.equal(jobs(site)[0].state, 'done');
});

await test('a-drain-whose-time-is-up-leaves-the-rest-to-the-next', async () => {
    const site = await makeSite();
    await post(site);
    const first = site.worker('--drain', '--max-time', '3s', '--threads', '1');
    await until('it works', () => jobs(site).some((job) => job.state === 'leased'));
    await until('its time is up', () => site.readLog('worker').includes('the time is up'));
    await post(site);
    site.go();
    assert.equal((await first.ended).code, 0);
    assert.deepEqual(jobs(site).map((job) => job.state).sort(), ['done', 'ready']);
    cron(site);
    assert.ok(jobs(site).every((job) => job.state === 'done'));
});

// --- A host that kills -----------------------------------------------------------------------------------------------------------

const acknowledged = (out) => /^Status: 20[02] /.test(out);

// As a host does, and as the limit of processor time does, which is handed down from the program to its drain.
for (const signal of ['SIGKILL', 'SIGXCPU']) {
    await test(`a-drain-that-is-ended-by-${signal}-is-followed-by-crons`, async () => {
        const site = await makeSite('');
        await post(site);
        const [drain] = await until('the drain works', () => jobs(site)[0].state === 'leased' && drains(site));
        process.kill(drain.pid, signal);
        await until('it is gone', () => drains(site).length === 0);
        site.go();
        await until('a minute of cron', () => { cron(site); return jobs(site)[0].state === 'done'; });
        assert.equal(jobs(site)[0].crashed, 1);
    });
}

// It waits for a minute, as long as its lease is good.
if (long) await test('a-drain-whose-database-is-gone-ends', async () => {
    const site = await makeSite('');
    assert.equal((await post(site)).status, 202);
    await until('the drain works', () => jobs(site)[0].state === 'leased');
    const state = path.join(site.dir, 'state'), away = path.join(site.dir, 'away');
    fs.mkdirSync(away);
    const files = fs.readdirSync(state).filter((name) => name.startsWith('hooklet.db'));
    for (const name of files) fs.renameSync(path.join(state, name), path.join(away, name));
    site.go();
    await until('it ends', () => drains(site).length === 0, 90000);
    for (const name of files) fs.renameSync(path.join(away, name), path.join(state, name));
    assert.equal(jobs(site)[0].state, 'leased', 'its result was not recorded, so others do it again');
});

await test('a-group-that-is-killed-with-its-answer-has-stored-it', async () => {
    const site = await makeSite('');
    site.go();
    const sent = [];
    for (let i = 0; i < 10; i++) {
        const asked = signedBy(site.secret, 'push', push());
        const ended = await run('github-push', [], variables('github-push', site, asked), asked.body, {
            detached: true,
            told: (child, out) => { if (out.includes('\r\n\r\n{')) try { process.kill(-child.pid, 'SIGKILL'); } catch { /* it was faster */ } },
        });
        assert.ok(acknowledged(ended.out), ended.out + ended.err);
        sent.push(asked.env.HTTP_X_GITHUB_DELIVERY);
    }
    cron(site);
    await until('no drain is left', () => drains(site).length === 0);
    cron(site);
    const kept = stored(site);
    assert.ok(sent.every((delivery) => kept.has(delivery)));
    assert.deepEqual(jobs(site).map((job) => job.state), sent.map(() => 'done'));
});

await test('killed-at-any-moment', async () => {
    const site = await makeSite();
    site.go();
    const sent = [], whole = [];
    for (let i = 0; i < 40; i++) {
        const asked = signedBy(site.secret, 'push', push());
        sent.push(asked);
        const ended = await run('github-push', [], variables('github-push', site, asked), asked.body,
            { before: ['timeout', '-s', i % 3 === 0 ? 'XCPU' : 'KILL', String(0.001 * (1 + i % 20))] });
        if (acknowledged(ended.out)) whole.push(asked.env.HTTP_X_GITHUB_DELIVERY);
    }
    note(`${whole.length} of ${sent.length} were answered`);
    assert.ok(whole.length < sent.length, 'none was killed');
    const kept = stored(site);
    assert.ok(whole.every((delivery) => kept.has(delivery)), 'what was acknowledged is there');
    // The senders try again, and each event is there once, with its job.
    for (const asked of sent) assert.ok([200, 202].includes((await cgiOf('github-push', site, asked)).status));
    cron(site);
    assert.deepEqual(jobs(site).length, sent.length);
    assert.ok(jobs(site).every((job) => job.state === 'done'));
});

// --- A host that limits ----------------------------------------------------------------------------------------------------------

// Somebody whom limits of processes hold: they don't hold root.
const somebody = process.getuid() === 0 ? ['setpriv', '--reuid', '54321', '--regid', '54321', '--clear-groups'] : [];

function give(site, uid) {
    if (process.getuid() !== 0) return;
    const all = [site.dir, ...fs.readdirSync(site.dir, { recursive: true, encoding: 'utf8' }).map((name) => path.join(site.dir, name))];
    for (const file of all) fs.lchownSync(file, uid, uid);
}

const limited = spawnSync('prlimit', ['--version']).status === 0 && (somebody.length === 0 || spawnSync('setpriv', ['--version']).status === 0);
const limitTest = limited ? test : (name) => skip(name, 'needs prlimit and setpriv');

await limitTest('where-no-process-may-be-made-the-event-is-stored-and-cron-does-it', async () => {
    const site = await makeSite('');
    site.go();
    give(site, 54321);
    const answer = await post(site, {}, { before: [...somebody, 'prlimit', '--nproc=0:0'] });
    assert.equal(answer.status, 202, answer.text);
    assert.match(answer.err, /no process can be made: Resource temporarily unavailable/);
    assert.match(answer.err, /not started; cron or hooklet work will do the jobs/);
    assert.equal(drains(site).length, 0);
    cron(site);
    assert.equal(jobs(site)[0].state, 'done');
});

await test('where-hooklet-can-not-be-run-the-event-is-stored', async () => {
    const site = await makeSite('');
    const none = await post(site, { env: { HOOKLET_BINDIR: '/nonexistent' } });
    assert.equal(none.status, 202, none.text);
    assert.match(none.err, /\/nonexistent\/hooklet: cannot be started: No such file or directory/);
    const bin = path.join(site.dir, 'run');
    fs.writeFileSync(path.join(bin, 'hooklet'), '', { mode: 0o644 });
    const plain = await post(site, { env: { HOOKLET_BINDIR: bin } });
    assert.equal(plain.status, 202, plain.text);
    assert.match(plain.err, /cannot be started: Permission denied/);
    site.go();
    cron(site);
    assert.ok(jobs(site).length === 2 && jobs(site).every((job) => job.state === 'done'));
});

// From far too little to more than enough: what is said to be stored is, and with enough all is well.
async function narrow(site, limit, amounts) {
    const kept = [], seen = new Set();
    for (const amount of amounts) {
        const asked = signedBy(site.secret, 'push', push());
        const { out } = await run('github-push', [], variables('github-push', site, asked), asked.body, { before: ['prlimit', `--${limit}=${amount}:${amount}`] });
        seen.add(acknowledged(out));
        if (acknowledged(out)) kept.push(asked.env.HTTP_X_GITHUB_DELIVERY);
        else assert.ok(out === '' || answerOf(out).status === 503, out);
    }
    assert.deepEqual([...seen].sort(), [false, true], 'too little and enough');
    const there = stored(site);
    assert.ok(kept.every((delivery) => there.has(delivery)));
}

await limitTest('with-little-memory-nothing-acknowledged-is-lost', async () => {
    const site = await makeSite('');
    site.go();
    await narrow(site, 'as', Array.from({ length: 12 }, (_, i) => (8 + 2 * i) << 20));
    await until('no drain is left', () => drains(site).length === 0);
    cron(site);
    assert.ok(jobs(site).every((job) => job.state === 'done'));
});

await limitTest('with-few-descriptors-nothing-acknowledged-is-lost', async () => {
    const site = await makeSite('');
    site.go();
    await narrow(site, 'nofile', Array.from({ length: 10 }, (_, i) => 3 + i));
    await until('no drain is left', () => drains(site).length === 0);
    cron(site);
    assert.ok(jobs(site).every((job) => job.state === 'done'));
});

await done();
