// idle.mjs - what a program costs that has little to do: memory, and its start as a service.
import path from 'node:path';
import { kinds, ofGithub, writeBodies } from './bodies.mjs';
import { median, middle, mib, number, table } from './numbers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { load } from './run.mjs';
import { remove } from './server.mjs';
import { makeSite, startFront, startKind } from './site.mjs';
import { judge } from './targets.mjs';

const STARTS = 20;
const kind = 'push', { program } = kinds[kind];

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

async function onFreshState(measured, options) {
    const site = await makeSite(ofGithub);
    try {
        return await measured(site, options);
    } finally {
        remove(site.dir);
    }
}

export async function idle(options) {
    const runs = Object.entries({ 'as a service': service, 'beside others': together })
        .map(([name, measured]) => ({ name, run: () => onFreshState(measured, options) }));
    const results = await rounds(runs, options.rounds);
    const of = (member) => middle(results, (result) => result[member]);
    console.log(`\nOne program, ${program}; rounds: ${options.rounds}\n`);
    console.log(table(['', 'value'], [
        [`PSS after one request, beside ${ofGithub.length - 1} other programs, MiB`, mib(of('together_kib'))],
        ['PSS after one request, alone, MiB', mib(of('idle_kib'))],
        [`PSS under ${options.seconds} s of 64 connections, the most, MiB`, mib(of('loaded_kib'))],
        [`start to first answer as a service, ms (median of ${STARTS})`, number(of('start_ms'))],
    ]));
    judge('idle', { together_mib: of('together_kib') / 1024, loaded_mib: of('loaded_kib') / 1024, start_ms: of('start_ms') });
    return outcome(results);
}
