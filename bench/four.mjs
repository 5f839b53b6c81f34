// four.mjs - four programs at once, each with a load of its own: none may make the others slow.
import path from 'node:path';
import { kinds, writeBodies } from './bodies.mjs';
import { middle, number, sum, table } from './numbers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { load } from './run.mjs';
import { remove } from './server.mjs';
import { compareCount, count, makeSite, startFront, startKind } from './site.mjs';
import { judge } from './targets.mjs';

const names = ['push', 'merge', 'comment', 'ping'];
const CONNECTIONS = 8; // to each program

// All of them on a fresh state; what they kept is counted.
async function runFour(options) {
    const site = await makeSite(names);
    let server;
    try {
        const before = count(site);
        server = await startFront(site);
        for (const name of names) await startKind(server, site, name, options.slow);
        const loads = names.map((kind) => ({
            kind, files: writeBodies(kind, path.join(site.dir, 'bodies')), connections: CONNECTIONS, seconds: options.seconds,
            eachSecond: 5000,
        }));
        const programs = await Promise.all(loads.map((one) => load(server, one)));
        await server.close();
        const stored = programs.map((program) => program.ok + 1);
        const jobs = stored.map((ok, i) => ok * kinds[names[i]].jobs);
        return {
            programs, per_second: sum(programs.map((program) => program.per_second)),
            p99_us: Math.max(...programs.map((program) => program.p99_us)),
            note: names.map((name, i) => programs[i].note && `${name}: ${programs[i].note}`).filter(Boolean).join('; '),
            trouble: compareCount(site, before, sum(stored), sum(jobs)),
        };
    } finally {
        await server?.close();
        remove(site.dir);
    }
}

export async function four(options) {
    const results = await rounds([{ name: 'four programs', run: () => runFour(options) }], options.rounds, [CONNECTIONS]);
    const usable = results.filter((result) => !result.broken);
    const rows = names.map((name, i) => {
        const of = (read) => middle(usable, (result) => read(result.programs[i]));
        return [kinds[name].program, number(of((one) => one.per_second)), number(of((one) => one.p50_us) / 1000),
            number(of((one) => one.p99_us) / 1000), number(of((one) => one.max_us) / 1000),
            sum(usable.map((result) => result.programs[i].failed))];
    });
    console.log(`\nFour programs at once, ${CONNECTIONS} connections each, ${options.rounds} x ${options.seconds} s\n`);
    console.log(table(['program', 'requests/s', 'p50 ms', 'p99 ms', 'max ms', 'errors'], rows));
    judge('four', { p99_ms: middle(usable, (result) => result.p99_us) / 1000 });
    return outcome(results);
}
