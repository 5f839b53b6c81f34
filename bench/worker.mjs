// worker.mjs - what claiming and settling cost: a worker whose actions do nothing (noop-worker.c).
import { spawn, spawnSync } from 'node:child_process';
import readline from 'node:readline';
import { request } from '../tests/system/lib.mjs';
import { fillJobs, jobsDone } from './ledger.mjs';
import { median, middle, number, table } from './numbers.mjs';
import { outcome, rounds } from './rounds.mjs';
import { signed } from './run.mjs';
import { built, remove, watch } from './server.mjs';
import { makeSite, slowly, startFront, startKind } from './site.mjs';
import { judge } from './targets.mjs';

const EVENTS = 50;
const now = () => performance.timeOrigin + performance.now(); // Unix, ms

async function drain(options, rows, oneKey) {
    const site = await makeSite([]);
    try {
        fillJobs(site.database, rows, { oneKey });
        const begin = performance.now();
        const done = spawnSync(built('noop-worker'), ['--drain', '--threads', String(options.threads)],
            { env: { ...site.env, ...slowly(options.slow) }, encoding: 'utf8' });
        const seconds = (performance.now() - begin) / 1000;
        const left = rows - jobsDone(site.database);
        if (done.status !== 0) throw new Error(`noop-worker: ${done.status} ${done.stderr.slice(-1000)}`);
        return { jobs: rows, per_second: rows / seconds, seconds, trouble: left === 0 ? null : `${left} jobs were not done` };
    } finally {
        remove(site.dir);
    }
}

// Posts one event after the other to an idle worker; from sending it to its answer, and to the start of its action.
async function reaction(options) {
    const site = await makeSite(['push']);
    const server = await startFront(site);
    const worker = watch(spawn(built('noop-worker'), ['--times'],
        { env: { ...site.env, ...slowly(options.slow) }, stdio: ['ignore', 'pipe', 'ignore'] }));
    const died = new Promise((_, reject) => worker.once('exit', () => reject(new Error('noop-worker ended'))));
    died.catch(() => {});
    try {
        const began = [], waiting = [];
        readline.createInterface({ input: worker.stdout }).on('line', (line) => {
            began.push(Number(line.split(' ')[1]) / 1000);
            waiting.shift()?.();
        });
        const next = async () => {
            if (began.length === 0) await Promise.race([died, new Promise((resolve) => waiting.push(resolve))]);
            return began.shift();
        };
        await startKind(server, site, 'push', options.slow);
        await next();
        const answers = [], actions = [];
        for (let i = 0; i < EVENTS; i++) {
            await new Promise((resolve) => setTimeout(resolve, 20)); // until all is idle again
            const asked = signed('push', site.secret);
            const sent = now();
            const answer = await request(`http://127.0.0.1:${server.port}/hooks/github`, asked);
            answers.push(now() - sent);
            if (answer.status !== 202) throw new Error(answer.text);
            actions.push(await next() - sent);
        }
        return { answer_ms: median(answers), action_ms: median(actions) };
    } finally {
        worker.kill('SIGTERM');
        await died.catch(() => {});
        await server.close();
        remove(site.dir);
    }
}

export async function worker(options) {
    const runs = [
        { name: 'each of its own key', run: () => drain(options, options.jobs, false) },
        { name: 'all of one key', run: () => drain(options, options.jobs, true) },
        { name: 'idle', run: () => reaction(options) },
    ];
    const results = await rounds(runs, options.rounds);
    const of = ({ name }, member) => middle(results.filter((result) => result.name === name), (result) => result[member]);
    const [many, one] = runs.map((run) => of(run, 'per_second'));
    const [answer, action] = ['answer_ms', 'action_ms'].map((member) => of(runs[2], member));
    console.log(`\nThe worker, ${options.threads} threads, actions that do nothing, ${options.rounds} x ${options.jobs} jobs\n`);
    console.log(table(['', 'value'], [
        ['jobs/s, each of its own key', number(many)],
        ['jobs/s, all of one key', number(one)],
        [`event sent to answered, ms (median of ${EVENTS})`, number(answer)],
        [`event sent to action begun, ms (median of ${EVENTS})`, number(action)],
    ]));
    judge('worker', { per_second: many, action_ms: action });
    return outcome(results);
}
