// hosts.mjs - the same programs behind every web server, each in its own way to run them, beside what that server does without them.
import path from 'node:path';
import { builddir } from '../tests/system/lib.mjs';
import { leaveRoot } from '../tests/system/apache.mjs';
import { kinds, writeBodies } from './bodies.mjs';
import { hosts, kind } from './hosts_start.mjs';
import { middle, mib, number, ratio, sum, table } from './numbers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { firstAnswer, load, signed } from './run.mjs';
import { remove } from './server.mjs';
import { compareCount, count } from './site.mjs';
import { judge } from './targets.mjs';

const CONNECTIONS = 16;
const SINGLES = 15; // first answers of a program that is a new process for each request

// ms until the first answer of a program that does not run, or has never been asked; of those that end with their answer, the median
// of several.
async function coldStart(host, server) {
    const times = [];
    for (let i = 0; i < (host.isNewEachTime ? SINGLES : 1); i++) {
        const first = signed(kind, server.secret);
        const begin = performance.now();
        server.wake?.();
        await firstAnswer(server, first, kinds[kind]);
        times.push(performance.now() - begin);
    }
    return { cold_ms: middle(times, (ms) => ms), asked: times.length };
}

// Fresh, asked for the first time, loaded, without the programs and with them, and what they kept is counted.
async function runHost(host, options) {
    const site = await host.state();
    let server;
    try {
        const before = count(site);
        server = await host.start(site);
        const { cold_ms, asked } = await coldStart(host, server);
        const look = () => server.pssApart(builddir);
        const idle = look();
        const how = { kind, files: writeBodies(kind, path.join(site.dir, 'bodies')), connections: CONNECTIONS };
        const alone = await load(server, { ...how, at: '/alone', again: true, seconds: Math.ceil(options.seconds / 2) });
        const loading = load(server, { ...how, seconds: options.seconds, eachSecond: host.isNewEachTime ? 2000 : 16000 });
        const loaded = await server.pssDuring(loading, look);
        const numbers = await loading;
        await server.close();
        const stored = numbers.ok + asked;
        return {
            ...numbers, cold_ms, alone, share: numbers.per_second / alone.per_second, idle, loaded,
            trouble: alone.failed > 0 ? `${alone.failed} of what the server does alone failed` : compareCount(site, before, stored, stored),
        };
    } finally {
        await server?.close();
        remove(site.top ?? site.dir);
    }
}

function row(name, results) {
    const of = (read) => middle(results, read);
    const part = (member, name) => mib(of((one) => one[member][name]));
    const memory = (member) => `${mib(of((one) => sum(one[member])))} (${part(member, 'web')} + ${part(member, 'programs')})`;
    return [name, number(of((one) => one.per_second)), number(of((one) => one.alone.per_second)), ratio(of((one) => one.share)),
        number(of((one) => one.p50_us) / 1000), number(of((one) => one.p99_us) / 1000), number(of((one) => one.cold_ms)),
        memory('idle'), memory('loaded'), sum(results.map((one) => one.failed))];
}

const headings = ['host', 'requests/s', 'server alone', 'ratio', 'p50 ms', 'p99 ms', 'cold start ms', 'PSS idle MiB', 'loaded MiB', 'errors'];

export async function compareHosts(options) {
    leaveRoot(); // which Apache's programs don't run as
    const wanted = Object.entries(hosts).filter(([name]) => !options.only || options.only.some((word) => name.includes(word)));
    const here = wanted.filter(([name, host]) => {
        const lacks = host.lacks?.();
        if (lacks) console.log(`${name}: ${lacks}`);
        return !lacks;
    });
    const runs = here.map(([name, host]) => ({ name, run: () => runHost(host, options) }));
    const results = await rounds(runs, options.rounds, [CONNECTIONS]);
    const usable = (name) => results.filter((result) => result.name === name && !result.broken);
    const names = here.map(([name]) => name).filter((name) => usable(name).length > 0);
    console.log(`\nHosts: ${CONNECTIONS} connections, ${kinds[kind].event}, ${options.rounds} x ${options.seconds} s\n`);
    console.log(table(headings, names.map((name) => row(name, usable(name)))));
    console.log('\nserver alone: what it answers with 202 by itself, in the same run.  In brackets: the web server + all programs that run, ' +
        'with shared pages counted in parts.  cold start: the first answer of a program that did not run');
    judge('hosts', { errors: sum(results.map((result) => result.failed ?? 0)) });
    return outcome(results);
}
