// compare.mjs - hooklet beside nginx alone and beside its peers, in interleaved rounds.
import { kinds, writeBodies } from './bodies.mjs';
import { middle, mib, number, ratio, sum, table } from './numbers.mjs';
import { baseline, bringPackages, missing, peers, startPeer } from './peers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { measure } from './run.mjs';
import { directory, remove } from './server.mjs';
import { compareCount, count, makeSite, startFront, startKind } from './site.mjs';
import { judge } from './targets.mjs';

// A run of one server: fresh, loaded, stopped, and what it kept is counted.
async function runPeer(peer, connections, options) {
    const server = await startPeer(peer, options);
    try {
        const result = await measure(server, { ...options, connections, again: !peer.rows });
        const rows = server.rows();
        return { ...result, trouble: rows === undefined || rows === result.ok + 1 ? null : `${rows} rows of ${result.ok + 1}` };
    } finally {
        await server.close();
        server.clean();
    }
}

// The same for hooklet, on a fresh state, or on one that is kept for the next run.
export async function runHooklet(connections, options, kept = null) {
    const site = kept ?? await makeSite([options.kind]);
    let server;
    try {
        const before = count(site);
        server = await startFront(site);
        await startKind(server, site, options.kind, options.slow);
        const result = await measure(server, { ...options, connections });
        await server.close();
        return { ...result, trouble: compareCount(site, before, result.ok + 1, (result.ok + 1) * kinds[options.kind].jobs) };
    } finally {
        await server?.close();
        if (!kept) remove(site.dir);
    }
}

const hooklet = { name: 'hooklet', keeps: 'event, job' };

// Peers that are here and wanted; what is not here is told.
function choose(only) {
    const failed = bringPackages();
    if (failed) console.log(`${failed}\n`);
    const wanted = peers.filter((peer) => !only || peer.name === baseline || only.some((name) => peer.name.includes(name)));
    for (const peer of wanted) if (missing(peer)) console.log(`${peer.name}: not installed: ${missing(peer)}`);
    return wanted.filter((peer) => !missing(peer));
}

// The total; behind nginx also its parts: "213 (91 + 122)".
function total(results, member, write = number) {
    const whole = write(middle(results, (result) => sum(result[member])));
    const parts = Object.keys(results[0][member]).map((part) => write(middle(results, (result) => result[member][part])));
    return parts.length > 1 ? `${whole} (${parts.join(' + ')})` : whole;
}

// What a server did in all rounds, and its share of what the baseline did in the same ones.
function figuresOf(results, base) {
    const of = (read) => middle(results, read);
    return {
        per_second: of((result) => result.per_second), errors: sum(results.map((result) => result.failed)),
        share: of((result) => result.per_second / base.find((other) => other.round === result.round)?.per_second),
        p50_ms: of((result) => result.p50_us) / 1000, p99_ms: of((result) => result.p99_us) / 1000,
        max_ms: of((result) => result.max_us) / 1000, start_ms: of((result) => result.start_ms),
        busy: of((result) => result.busy), cpu_us: total(results, 'cpu_us'),
        idle_mib: total(results, 'idle_kib', mib), loaded_mib: total(results, 'loaded_kib', mib),
    };
}

const row = ({ name, keeps }, figures) => [name, keeps, number(figures.per_second), ratio(figures.share),
    number(figures.p50_ms), number(figures.p99_ms), number(figures.max_ms), figures.cpu_us, figures.idle_mib, figures.loaded_mib,
    number(figures.start_ms), figures.errors, number(figures.busy)];

const headings = ['server', 'keeps', 'requests/s', 'of nginx', 'p50 ms', 'p99 ms', 'max ms', 'CPU us/request',
    'PSS idle MiB', 'loaded MiB', 'start ms', 'errors', 'busy'];

// The table of so many connections, and how hooklet stands in it.
function tell(servers, results, connections, { bodies, rounds: count, seconds, slow }) {
    const usable = results.filter((result) => result.connections === connections && !result.broken);
    const of = (name) => usable.filter((result) => result.name === name);
    const all = servers.filter(({ name }) => of(name).length > 0)
        .map((server) => ({ server, figures: figuresOf(of(server.name), of(baseline)) }));
    console.log(`\n${connections} connections, ${kinds[bodies].event}, ${count} x ${seconds} s\n`);
    console.log(table(headings, all.map(({ server, figures }) => row(server, figures))));

    const own = all.find(({ server }) => server === hooklet)?.figures ?? {};
    const others = all.filter(({ server }) => server !== hooklet && server.name !== baseline);
    const fastest = Math.max(...others.map(({ figures }) => figures.per_second)); // of none: -Infinity
    judge('compare', { ...own, lead: fastest > 0 ? own.per_second / fastest : NaN }, { connections, slow });
}

export async function compare(options) {
    const dir = directory();
    const load = { ...options, kind: options.bodies, files: writeBodies(options.bodies, dir) };
    const servers = [...choose(options.only), hooklet];
    const runs = servers.map((server) => ({
        name: server.name,
        run: (connections) => server === hooklet ? runHooklet(connections, load) : runPeer(server, connections, load),
    }));
    const results = await rounds(runs, options.rounds, options.connections);
    for (const connections of options.connections) tell(servers, results, connections, options);
    console.log('\nIn brackets: nginx + program.  loaded: the most that was seen under load.  start: until the first answer.  ' +
        'busy: requests/s x mean latency / connections');
    remove(dir);
    return outcome(results);
}
