// four.mjs - four programs at once, each with a load of its own: none may make the others slow.
import { kinds, writeBodies } from './bodies.mjs';
import { number, sum, table } from './numbers.mjs';
import { load } from './run.mjs';
import { remove } from './server.mjs';
import { compareCount, count, makeSite, startFront, startKind } from './site.mjs';
import path from 'node:path';

const names = ['push', 'merge', 'comment', 'ping'];
const CONNECTIONS = 8; // to each program
const TARGET_MS = 100; // at p99

export async function four(options) {
    const site = await makeSite(names);
    const before = count(site);
    const server = await startFront(site);
    try {
        for (const name of names) await startKind(server, site, name, options.slow);
        const loads = names.map((kind) => ({
            kind, files: writeBodies(kind, path.join(site.dir, 'bodies')), connections: CONNECTIONS, seconds: options.seconds,
            prepare: options.seconds * 5000,
        }));
        const results = await Promise.all(loads.map((one) => load(server, one)));
        await server.close();

        const rows = results.map((result, i) => [kinds[names[i]].program, number(result.per_second), number(result.p50_us / 1000),
            number(result.p99_us / 1000), number(result.max_us / 1000), result.failed]);
        console.log(`\nFour programs at once, ${CONNECTIONS} connections each, ${options.seconds} s\n`);
        console.log(table(['program', 'requests/s', 'p50 ms', 'p99 ms', 'max ms', 'errors'], rows));
        const late = results.some((result) => result.p99_us > 1000 * TARGET_MS);
        console.log(`\nTarget, none over ${TARGET_MS} ms at p99: ${late ? 'missed' : 'met'}.`);

        const stored = results.map((result) => result.ok + 1);
        const trouble = compareCount(site, before, sum(stored), sum(stored.map((ok, i) => ok * kinds[names[i]].jobs)));
        if (trouble) console.log(`\n${trouble}`);
        return { results: results.map((result, i) => ({ program: kinds[names[i]].program, ...result })), good: !trouble };
    } finally {
        await server.close();
        remove(site.dir);
    }
}
