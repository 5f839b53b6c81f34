// kill -9 of programs and worker under load: nothing acknowledged is lost, no event is without its jobs, and no `once` effect
// happens twice.  The control is the same effect without the `started` commit (class rerun): it must happen twice now and then,
// or this campaign shows nothing.
import fs from 'node:fs';
import path from 'node:path';
import { Site, done, long, note, push, test, until } from './lib.mjs';

const rounds = long ? 2000 : 200;
const site = await Site.make();
const effects = (name) => path.join(site.dir, `effects-${name}`);
const rule = (name, crash, more = '') => `run "${name}" {
    events = {"push"}
    command = {"/bin/sh", "-c", "echo $HOOKLET_JOB >> ${effects(name)}; sleep 0.01"}
    crash = ${crash}
    ${more}
}
`;
site.configure(rule('once', 'once') + rule('rerun', 'rerun') +
    rule('verify', 'verify', `check = {"/bin/sh", "-c", "grep -qx $HOOKLET_JOB ${effects('verify')}"}`));
for (const name of ['once', 'rerun', 'verify']) fs.writeFileSync(effects(name), '');
await site.up();

const acknowledged = [];
let stopped = false, sent = 0, broken = 0;
const sender = async (id) => {
    while (!stopped) {
        const delivery = `kill-${id}-${sent++}`;
        try {
            const answer = await site.post('push', push({ repository: `acme/r${sent % 7}` }), { delivery });
            if (answer.status === 202 || answer.status === 200) acknowledged.push(delivery);
            else broken++;
        } catch {
            broken++;
        }
        // Leave the worker a chance to keep up: it starts three children for each event.
        await until('room', () => stopped || acknowledged.length < 40 + doneRounds * 4, 60000);
    }
};

let doneRounds = 0, kills = { program: 0, worker: 0 };
await test(`${rounds}-rounds-of-kill-9`, async () => {
    const senders = [0, 1, 2, 3].map(sender);
    for (; doneRounds < rounds; doneRounds++) {
        const before = acknowledged.length;
        await until('an acknowledged event', () => acknowledged.length > before || acknowledged.length >= 40 + doneRounds * 4);
        if (doneRounds % 2 === 0) {
            await site.stop('worker', 'SIGKILL');
            site.worker();
            kills.worker++;
            await until('the worker works', () => fs.statSync(effects('once')).size > 0);
        } else {
            await site.stop('github-push', 'SIGKILL');
            await site.program('github-push');
            kills.program++;
        }
    }
    stopped = true;
    await Promise.all(senders);
    note(`${acknowledged.length} acknowledged, ${broken} broken off or refused, ${kills.program} + ${kills.worker} kills`);
    if (acknowledged.length < rounds) throw new Error(`only ${acknowledged.length} events in ${rounds} rounds: no load`);
});

let jobs;
await test('all-jobs-settle', async () => {
    // As many as the rounds left behind, three children each.
    jobs = await site.settled(rounds * 600);
    const odd = jobs.filter((job) => job.state !== 'done' && !(job.rule === 'once' && job.state === 'unknown') && job.state !== 'dead');
    if (odd.length > 0) throw new Error(`${odd.length} are neither done nor unknown: ${JSON.stringify(odd[0])}`);
    const dead = jobs.filter((job) => job.state === 'dead');
    const unexplained = dead.filter((job) => !/worker died 3 times/.test(job.reason));
    if (unexplained.length > 0) throw new Error(`${unexplained.length} dead: ${JSON.stringify(unexplained[0])}`);
});

await test('nothing-acknowledged-is-lost', async () => {
    const { events } = site.json('events', '-n', '1000000');
    const stored = new Set(events.map((event) => event.delivery));
    const lost = acknowledged.filter((delivery) => !stored.has(delivery));
    if (lost.length > 0) throw new Error(`${lost.length}: ${lost.slice(0, 5)}`);
    if (stored.size !== events.length) throw new Error('an event twice');
});

await test('no-event-without-its-jobs', async () => {
    const { events } = site.json('events', '-n', '1000000');
    const rules = new Map(events.map((event) => [event.id, []]));
    for (const job of jobs) rules.get(job.event).push(job.rule);
    const bad = [...rules].filter(([, names]) => names.sort().join() !== 'once,rerun,verify');
    if (bad.length > 0) throw new Error(`${bad.length}: event ${bad[0][0]} has ${bad[0][1]}`);
});

const lines = (name) => fs.readFileSync(effects(name), 'utf8').split('\n').filter(Boolean);
const twice = (name) => lines(name).length - new Set(lines(name)).size;

await test('no-once-effect-happens-twice', async () => {
    if (twice('once') > 0) throw new Error(`${twice('once')} of ${lines('once').length} happened twice`);
    const seen = new Set(lines('once'));
    const missing = jobs.filter((job) => job.rule === 'once' && job.state === 'done' && !seen.has(job.id));
    if (missing.length > 0) throw new Error(`${missing.length} are done without an effect: job ${missing[0].id}`);
});

await test('no-checked-effect-happens-twice', async () => {
    if (twice('verify') > 0) throw new Error(`${twice('verify')} of ${lines('verify').length} happened twice`);
});

await test('control-without-the-started-commit-effects-do-happen-twice', async () => {
    note(`${twice('rerun')} of ${lines('rerun').length} rerun effects happened twice`);
    if (twice('rerun') === 0) throw new Error('none did: the kills missed what this campaign is about');
});

await test('the-database-is-whole', async () => {
    const made = site.hooklet('backup', path.join(site.dir, 'backup.db'));
    if (made.status !== 0) throw new Error(made.stderr);
});

await done();
