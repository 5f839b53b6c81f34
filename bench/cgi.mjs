// cgi.mjs - one request as plain CGI: what the kernel counts from the program's start to its end, its commit and sync included.
import fs from 'node:fs';
import path from 'node:path';
import { builddir } from '../tests/system/lib.mjs';
import { variables } from '../tests/system/cgi/request.mjs';
import { kinds } from './bodies.mjs';
import { fillLedger } from './ledger.mjs';
import { median, middle, mib, number, ratio, table } from './numbers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { cost, signed } from './run.mjs';
import { remove } from './server.mjs';
import { compareCount, count, makeSite } from './site.mjs';
import { judge } from './targets.mjs';

const REQUESTS = 100;
const kind = 'push', { program, event } = kinds[kind];

// By nothing but environment and standard input.  What it starts for its job does nothing.
function request(site, bindir) {
    const { body, headers } = signed(kind, site.secret);
    const env = variables(program, site, {
        body, env: {
            HOOKLET_BINDIR: bindir, HTTP_X_GITHUB_EVENT: event, HTTP_X_GITHUB_DELIVERY: headers['X-GitHub-Delivery'],
            HTTP_X_HUB_SIGNATURE_256: headers['X-Hub-Signature-256'],
        },
    });
    return cost([path.join(builddir, `${program}.fcgi`)], { dir: site.dir, env, body });
}

// So many requests, one after the other; what is kept is counted.
function requests(site) {
    const bindir = path.join(site.dir, 'bin');
    fs.mkdirSync(bindir, { recursive: true });
    if (!fs.existsSync(path.join(bindir, 'hooklet'))) fs.symlinkSync('/bin/true', path.join(bindir, 'hooklet'));
    const before = count(site);
    const all = Array.from({ length: REQUESTS }, () => request(site, bindir));
    const cpu = all.map((one) => (one.user_us + one.system_us) / 1000).sort((a, b) => a - b);
    return {
        cpu_ms: median(cpu), most_ms: cpu.at(-1 - Math.floor(REQUESTS / 20)), user_ms: median(all.map((one) => one.user_us)) / 1000,
        wall_ms: median(all.map((one) => one.wall_us)) / 1000, peak_kib: median(all.map((one) => one.rss_kib)),
        trouble: compareCount(site, before, REQUESTS, REQUESTS),
    };
}

async function onFreshState() {
    const site = await makeSite([kind]);
    try {
        return requests(site);
    } finally {
        remove(site.dir);
    }
}

export async function cgi(options) {
    const filled = await makeSite([kind]);
    fillLedger(filled.database, { events: options.events, waiting: options.events / 2, ready: options.events / 100 });
    const runs = [{ name: 'empty', run: onFreshState }, { name: 'filled', run: async () => requests(filled) }];
    const results = await rounds(runs, options.rounds);
    remove(filled.dir);

    const [empty, full] = runs.map(({ name }) => results.filter((result) => result.name === name));
    const row = (says, member, write = number) => [says, ...[empty, full].map((some) => write(middle(some, (one) => one[member])))];
    const cpu = [empty, full].map((some) => middle(some, (one) => one.cpu_ms));
    console.log(`\n${program} as plain CGI, medians of ${options.rounds} x ${REQUESTS} requests; an empty ledger, and one of ` +
        `${options.events} events\n`);
    console.log(table(['', 'empty', 'filled'], [
        row('CPU ms', 'cpu_ms'), row('CPU ms, the 95th of 100', 'most_ms'), row('of the CPU, in user mode', 'user_ms'),
        row('wall ms', 'wall_ms'), row('peak resident MiB', 'peak_kib', mib),
    ]));
    console.log(`\nfilled of empty: ${ratio(cpu[1] / cpu[0])}`);
    judge('cgi', { cpu_ms: cpu[0], filled_ms: cpu[1] });
    return outcome(results);
}
