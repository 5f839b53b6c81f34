// flat.mjs - the same load on an empty ledger and on a large one: the ratio should be 1.
import { spawnSync } from 'node:child_process';
import { writeBodies } from './bodies.mjs';
import { runHooklet } from './compare.mjs';
import { fillLedger } from './ledger.mjs';
import { middle, number, ratio, table } from './numbers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { directory, remove } from './server.mjs';
import { makeSite } from './site.mjs';
import { judge } from './targets.mjs';

const SETTLE_MS = 30000; // so much written at once keeps the disk busy for a while

export async function flat(options) {
    const dir = directory();
    const filled = await makeSite([options.bodies]);
    fillLedger(filled.database, { events: options.events, waiting: options.events / 2, ready: options.events / 100 });
    spawnSync('sync', ['-f', filled.dir]);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

    const load = { ...options, kind: options.bodies, files: writeBodies(options.bodies, dir) };
    const runs = [
        { name: 'empty', run: (connections) => runHooklet(connections, load) },
        { name: 'filled', run: (connections) => runHooklet(connections, load, filled) },
    ];
    const results = await rounds(runs, options.rounds, options.connections);
    remove(dir);
    remove(filled.dir);

    const all = options.connections.map((connections) => {
        const usable = results.filter((result) => result.connections === connections && !result.broken);
        const [empty, full] = runs.map(({ name }) => usable.filter((result) => result.name === name));
        const of = (some, read) => number(middle(some, read));
        const share = middle(full, (one) => one.per_second / empty.find((other) => other.round === one.round)?.per_second);
        const row = [connections, of(empty, (one) => one.per_second), of(full, (one) => one.per_second), ratio(share),
            of(empty, (one) => one.p99_us / 1000), of(full, (one) => one.p99_us / 1000)];
        return { share, row };
    });
    const headings = ['connections', 'empty, requests/s', 'filled, requests/s', 'ratio', 'empty, p99 ms', 'filled, p99 ms'];
    console.log(`\nAn empty ledger, and one of ${options.events} events, ${options.events / 2} waiting and ` +
        `${options.events / 100} ready jobs; ${options.rounds} x ${options.seconds} s\n`);
    console.log(table(headings, all.map(({ row }) => row)));
    judge('flat', { share: Math.min(...all.map(({ share }) => share)) });
    return outcome(results);
}
