// send.mjs - outgoing webhooks: messages that wait when the worker begins, to ten local subscribers, until all outcomes are recorded;
// beside the bare loop, which only posts.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { builddir } from '../tests/system/lib.mjs';
import { deliveriesDone, fillDeliveries } from './ledger.mjs';
import { middle, mib, number, ratio, table } from './numbers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { adopt, built, remove, watch } from './server.mjs';
import { makeSite, slowly } from './site.mjs';
import { judge } from './targets.mjs';

const TARGETS = 10, AT_ONCE = 160; // as many as ten targets get at once
const SETTLE_MS = 30000; // so much written at once keeps the disk busy for a while

// 1 kB, as an invoice might be.
const body = JSON.stringify({
    id: 'in_01hzy3v7k8m9n0p1q2r3s4t5v6', customer: 'Mona Lisa Octocat', currency: 'eur', total: '1234.50', paid: true,
    lines: Array.from({ length: 8 }, (_, i) => ({ position: i + 1, text: `Consulting, week ${i + 1} of the project`, amount: '154.31' })),
});

// Subscribers: ports, and count() of what has come.
function startReceiver() {
    const child = watch(spawn(built('receiver'), ['--ports', String(TARGETS)], { stdio: ['pipe', 'pipe', 'inherit'] }));
    const lines = [], waiting = [];
    readline.createInterface({ input: child.stdout }).on('line', (line) => waiting.length > 0 ? waiting.shift()(line) : lines.push(line));
    const line = () => lines.length > 0 ? lines.shift() : new Promise((resolve) => waiting.push(resolve));
    return {
        ports: async function () {
            return this.known ??= (await line()).split(' ');
        },
        count: async () => {
            child.stdin.write('\n');
            return JSON.parse(await line());
        },
        stop: () => child.stdin.end(),
    };
}

// log: the file that its standard error goes to, which may be long.
function run(program, args, { env = process.env, log } = {}) {
    const fd = log ? fs.openSync(log, 'w') : 'inherit';
    const done = spawnSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', fd, 'pipe'] });
    if (log) fs.closeSync(fd);
    if (done.error || done.status !== 0)
        throw new Error(`${path.basename(program)}: ${done.error ?? done.status} ${log ? fs.readFileSync(log, 'utf8').slice(-1000) : ''}`);
    return done;
}

async function makeLedger(file, ports, deliveries) {
    const site = await makeSite([]);
    site.configure('outgoing {\n    plain_http = true\n    networks = {"127.0.0.0/8"}\n    ports = {"*"}\n}\n');
    run(built('messages'), ['--body', file, ...ports], { env: site.env });
    if (deliveries > 0) fillDeliveries(site.database, { deliveries, targets: TARGETS });
    return site;
}

async function bare(receiver, file, count) {
    const told = JSON.parse(run(built('post-loop'),
        ['--count', count, '--at-once', AT_ONCE, '--body', file, ...await receiver.ports()].map(String)).stdout);
    return { per_second: told.good / told.seconds, rss_kib: told.rss_kib, trouble: told.good === count ? null : `${told.good} of ${count}` };
}

// all: a tenth of the messages, each to all; else all of them, each to one.
async function deliver(receiver, file, options, site, all) {
    const { messages: count, threads } = options;
    const ports = await receiver.ports();
    run(built('messages'), ['--body', file, '--count', String(all ? count / TARGETS : count), ...(all ? ['--all'] : []), ...ports], { env: site.env });
    const before = deliveriesDone(site.database);
    const came = (await receiver.count()).requests;
    const told = JSON.parse(run(built('rusage'), ['/dev/null', path.join(builddir, 'hooklet'), 'work', '--drain', '--threads', String(threads)],
        { env: { ...site.env, ...slowly(options.slow) }, log: site.log('worker') }).output[3]);
    const done = deliveriesDone(site.database) - before;
    const posted = (await receiver.count()).requests - came;
    const seconds = told.wall_us / 1e6;
    return {
        per_second: done / seconds, seconds, rss_kib: told.rss_kib, cpu_us: (told.user_us + told.system_us) / count,
        trouble: done === count && posted === count ? null : `of ${count} deliveries ${done} were recorded and ${posted} came`,
    };
}

export async function send(options) {
    const receiver = startReceiver();
    const file = path.join(adopt(fs.mkdtempSync(path.join(process.env.TMPDIR, 'hk-'))), 'body.json');
    fs.writeFileSync(file, body);
    const ports = await receiver.ports();
    const filled = await makeLedger(file, ports, options.deliveries);
    spawnSync('sync', ['-f', filled.dir]);
    if (options.deliveries >= 100000) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const fresh = async (all) => {
        const site = await makeLedger(file, ports, 0);
        try {
            return await deliver(receiver, file, options, site, all);
        } finally {
            remove(site.dir);
        }
    };
    const runs = [
        { name: 'bare loop', run: () => bare(receiver, file, options.messages) },
        { name: 'empty, each to one', run: () => fresh(false) },
        { name: 'empty, each to all', run: () => fresh(true) },
        { name: 'filled, each to one', run: () => deliver(receiver, file, options, filled, false) },
        { name: 'filled, each to all', run: () => deliver(receiver, file, options, filled, true) },
    ];
    const results = await rounds(runs, options.rounds);
    receiver.stop();
    remove(filled.dir);
    remove(path.dirname(file));

    const named = (name) => results.filter((result) => result.name === name && !result.broken);
    const of = (name, member) => middle(named(name), (result) => result[member]);
    const speed = (name) => of(name, 'per_second');
    console.log(`\n${options.messages} deliveries of ${body.length} bytes to ${TARGETS} subscribers, by \`hooklet work --drain\` with ` +
        `${options.threads} threads and one for the loop; filled: ${options.deliveries} deliveries; ${options.rounds} rounds\n`);
    console.log(table(['', 'deliveries/s', 'of the bare loop', 'CPU us/delivery', 'resident MiB'], runs.map(({ name }) =>
        [name, number(speed(name)), ratio(speed(name) / speed('bare loop')), number(of(name, 'cpu_us')), mib(of(name, 'rss_kib'))])));
    // Of each round, since the machine's speed changes from one to the next.
    const beside = (kind, member) => middle(named(`filled, ${kind}`), (result) =>
        result[member] / named(`empty, ${kind}`).find(({ round }) => round === result.round)?.[member]);
    const kinds = ['each to one', 'each to all'];
    judge('send', {
        per_second: speed('empty, each to one'), all_per_second: speed('empty, each to all'),
        rss_mib: Math.max(...runs.slice(1).map(({ name }) => of(name, 'rss_kib'))) / 1024,
        share: Math.min(...kinds.map((kind) => beside(kind, 'per_second'))), cpu: Math.max(...kinds.map((kind) => beside(kind, 'cpu_us'))),
    });
    return outcome(results);
}
