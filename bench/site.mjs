// site.mjs - hooklet as it is installed, on a fresh state: nginx with the shipped files, programs, no worker.
import './where.mjs';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, freePort, srcdir } from '../tests/system/lib.mjs';
import { kinds } from './bodies.mjs';
import { anyAnswer, firstAnswer, signed } from './run.mjs';
import { Server, adopt, built, startNginx } from './server.mjs';

// For a server whose disk shall be slow.
export const slowly = (us) => us > 0 ? { LD_PRELOAD: built('slow-fsync.so'), SLOW_FSYNC_US: String(us) } : {};

// A state with the rules of these kinds of bodies.
export async function makeSite(names) {
    const site = await Site.make();
    const web = path.join(adopt(site.dir), 'web');
    fs.mkdirSync(web);
    const rules = names.map((name) => kinds[name].rule(web, site.secretFile));
    site.configure('host = bench\n' + [...new Set(rules)].join(''));
    site.database = path.join(site.dir, 'state', 'hooklet.db');
    return site;
}

export function startProgram(server, site, name, slow = 0) {
    return server.run(name, path.join(builddir, `${name}.fcgi`), ['--listen', site.socket(name)],
        { log: site.log(name), env: { ...site.env, ...slowly(slow) } });
}

// nginx in front of the site's sockets, and no program yet; more: locations beside ours.
export async function startFront(site, more = '') {
    const shipped = (name) => fs.readFileSync(path.join(srcdir, 'nginx', name), 'utf8');
    const text = (name) => shipped(name).replaceAll('/run/hooklet/', `${site.dir}/run/`);
    const server = new Server({ port: await freePort(), secret: site.secret, secretFile: site.secretFile });
    startNginx(server, path.join(site.dir, 'nginx'),
        { http: text('hooklet-upstreams.conf'), locations: text('hooklet-locations.conf') + more });
    await anyAnswer(server);
    return server;
}

// Starts the program of a kind; the server's start_ms is from then to its first answer, which has stored an event.
export async function startKind(server, site, kind, slow = 0) {
    const first = signed(kind, server.secret);
    const begin = performance.now();
    startProgram(server, site, kinds[kind].program, slow);
    await firstAnswer(server, first, kinds[kind]);
    server.start_ms = performance.now() - begin;
}

// --- The ledger --------------------------------------------------------------------------------------------------------------

export function sqlite(database, sql, options = []) {
    const done = spawnSync('sqlite3', ['-bail', '-batch', ...options, database], { input: sql, encoding: 'utf8' });
    if (done.error || done.status !== 0) throw new Error(`sqlite3: ${done.error ?? done.stderr}`);
    return done.stdout.trim();
}

// Events, jobs, and the events that have one, as another process sees them.
export function count(site) {
    const sql = 'SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM job), (SELECT count(DISTINCT event_id) FROM job)';
    return sqlite(site.database, sql, ['-readonly']).split('|').map(Number);
}

// What is wrong when there must be so many more events, and jobs of so many different ones, than `before`; or null.
export function compareCount(site, before, events, jobs) {
    const more = count(site).map((value, i) => value - before[i]);
    if (more[0] === events && more[1] === jobs && more[2] === jobs) return null;
    return `${events} answered with success, but ${more[0]} events and ${more[1]} jobs of ${more[2]} events stored`;
}
