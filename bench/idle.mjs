// idle.mjs - what a program costs that has little to do: memory, start as a service, and a request as plain CGI.
import fs from 'node:fs';
import path from 'node:path';
import { builddir } from '../tests/system/lib.mjs';
import { kinds, ofGithub, writeBodies } from './bodies.mjs';
import { median, middle, mib, number, table } from './numbers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { cost, load, signed } from './run.mjs';
import { remove } from './server.mjs';
import { makeSite, startFront, startKind } from './site.mjs';
import { judge } from './targets.mjs';

const STARTS = 20, REQUESTS = 50;
const kind = 'push', { program, event } = kinds[kind];

// As a service: from its start to its first answer; memory after one request and under many.
async function service(site, options) {
    const server = await startFront(site);
    try {
        const starts = [];
        for (let i = 0; i < STARTS; i++) {
            await server.stop(program);
            await startKind(server, site, kind, options.slow);
            starts.push(server.start_ms);
        }
        const idle = server.pss()[program];
        const loading = load(server, { kind, files: writeBodies(kind, path.join(site.dir, 'bodies')), connections: 64,
            seconds: options.seconds });
        const loaded = await server.pssDuring(loading);
        return { idle_kib: idle, loaded_kib: loaded[program], start_ms: median(starts), note: (await loading).note };
    } finally {
        await server.close();
    }
}

// As it is installed: beside the programs for all other events, each after one request.  What they share counts once.
async function together(site, options) {
    const names = ofGithub, server = await startFront(site);
    try {
        for (const name of names) await startKind(server, site, name, options.slow);
        return { together_kib: median(names.map((name) => server.pss()[kinds[name].program])) };
    } finally {
        await server.close();
    }
}

// One request by nothing but environment and standard input, as the kernel counts it.  What it starts for its job does nothing.
function plainRequest(site, bindir) {
    const { body, headers } = signed(kind, site.secret);
    const env = {
        PATH: process.env.PATH, HOOKLET_CONFIG: site.conf, HOOKLET_BINDIR: bindir, GATEWAY_INTERFACE: 'CGI/1.1',
        REQUEST_METHOD: 'POST', SCRIPT_NAME: `/cgi-bin/${program}.cgi`, CONTENT_TYPE: 'application/json',
        CONTENT_LENGTH: String(headers['Content-Length']), HTTP_X_GITHUB_EVENT: event,
        HTTP_X_GITHUB_DELIVERY: headers['X-GitHub-Delivery'],
        HTTP_X_HUB_SIGNATURE_256: headers['X-Hub-Signature-256'],
    };
    return cost([path.join(builddir, `${program}.fcgi`)], { dir: site.dir, env, body });
}

function plain(site) {
    const bindir = path.join(site.dir, 'bin');
    fs.mkdirSync(bindir);
    fs.symlinkSync('/bin/true', path.join(bindir, 'hooklet'));
    const all = Array.from({ length: REQUESTS }, () => plainRequest(site, bindir));
    const of = (read) => median(all.map(read));
    return {
        cgi_cpu_ms: of((one) => one.user_us + one.system_us) / 1000, cgi_user_ms: of((one) => one.user_us) / 1000,
        cgi_wall_ms: of((one) => one.wall_us) / 1000, cgi_peak_kib: of((one) => one.rss_kib),
    };
}

// Each with a state of its own: a long write-ahead log would be read anew by each plain CGI program.
async function onFreshState(measured, options) {
    const site = await makeSite(ofGithub);
    try {
        return await measured(site, options);
    } finally {
        remove(site.dir);
    }
}

export async function idle(options) {
    const runs = Object.entries({ 'as a service': service, 'beside others': together, 'plain CGI': plain })
        .map(([name, measured]) => ({ name, run: () => onFreshState(measured, options) }));
    const results = await rounds(runs, options.rounds);
    const of = (member) => middle(results, (result) => result[member]);
    console.log(`\nOne program, ${program}; rounds: ${options.rounds}\n`);
    console.log(table(['', 'value'], [
        [`PSS after one request, beside ${ofGithub.length - 1} other programs, MiB`, mib(of('together_kib'))],
        ['PSS after one request, alone, MiB', mib(of('idle_kib'))],
        [`PSS under ${options.seconds} s of 64 connections, the most, MiB`, mib(of('loaded_kib'))],
        [`start to first answer as a service, ms (median of ${STARTS})`, number(of('start_ms'))],
        [`plain CGI, CPU ms (median of ${REQUESTS})`, number(of('cgi_cpu_ms'))],
        ['plain CGI, of these in user mode', number(of('cgi_user_ms'))],
        ['plain CGI, wall ms', number(of('cgi_wall_ms'))],
        ['plain CGI, peak resident MiB', mib(of('cgi_peak_kib'))],
    ]));
    judge('idle', { together_mib: of('together_kib') / 1024, loaded_mib: of('loaded_kib') / 1024, start_ms: of('start_ms'),
        cgi_cpu_ms: of('cgi_cpu_ms') });
    return outcome(results);
}
