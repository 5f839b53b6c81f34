// run.mjs - requests: the first one that a server answers, and the load generator's many.
import './where.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { request, sign } from '../tests/system/lib.mjs';
import { signature } from '../tests/system/slack/sender.mjs';
import { kinds, mark } from './bodies.mjs';
import { built, watch } from './server.mjs';

const texts = new Map();

// Until a web server with nothing behind it answers, whatever it says.
export const anyAnswer = (server) => firstAnswer(server, { method: 'GET' }, { good: ({ status }) => status > 0 });

function slackHeaders(body, secret) {
    const seconds = String(Math.floor(Date.now() / 1000));
    return {
        'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body),
        'X-Slack-Request-Timestamp': seconds, 'X-Slack-Signature': signature(secret, seconds, body),
    };
}

// A signed request as the load generator makes it.
export function signed(kind, secret) {
    texts.set(kind, texts.get(kind) ?? kinds[kind].texts()[0]);
    const body = texts.get(kind).replace(mark, randomUUID().replaceAll('-', '').padEnd(40, '0'));
    if (kinds[kind].sender === 'slack') return { body, headers: slackHeaders(body, secret) };
    return {
        body,
        headers: {
            'Content-Type': 'application/json', 'User-Agent': 'GitHub-Hookshot/0000000',
            'X-GitHub-Event': kinds[kind].event, 'X-GitHub-Delivery': randomUUID(),
            'X-Hub-Signature-256': sign(secret, body), 'Content-Length': Buffer.byteLength(body),
        },
    };
}

// Asks again at once until the server answers with a success; gives the answer.
export async function firstAnswer(server, asked, { path: at = '/hooks/github', ms = 30000, good = ({ status }) => status >= 200 && status < 300 } = {}) {
    for (const end = performance.now() + ms; ;) {
        const answer = await request(`http://127.0.0.1:${server.port}${at}`, asked).catch((error) => ({ error }));
        if (good(answer)) return answer;
        for (const [part, child] of server.parts)
            if (child.exitCode !== null || child.signalCode !== null)
                throw new Error(`${part} ended: ${fs.readFileSync(child.log, 'utf8').slice(-1000)}`);
        if (performance.now() > end) throw new Error(`no good answer for ${ms} ms: ${answer.status ?? answer.error}`);
        await new Promise(setImmediate);
    }
}

// Runs a program to its end with a request on its standard input; gives its answer and what the kernel counted for it.
export function cost(argv, { dir, env, body }) {
    const file = path.join(dir, 'request');
    fs.writeFileSync(file, body);
    const done = spawnSync(built('rusage'), [file, ...argv],
        { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    if (!done.stdout.startsWith('Status: 202')) throw new Error(`${argv[0]}: ${done.stdout} ${done.stderr}`);
    return JSON.parse(done.output[3]);
}

// Runs the load generator; gives its numbers.  eachSecond: how many different requests are made ready for each second; again:
// the same few over and over, for what keeps nothing.  at: another path than that of the kind.
export function load(server, { kind, files, connections, seconds, eachSecond = 16000, again = false, at = kinds[kind].path ?? '/hooks/github' }) {
    const prepare = again ? 5000 : seconds * eachSecond;
    const { event } = kinds[kind];
    const args = ['--port', server.port, '--path', at, ...(event ? ['--event', event] : []),
        '--secret-file', server.secretFile, '--connections', connections, '--seconds', seconds, '--prepare', prepare,
        ...(again ? ['--again'] : []), ...files];
    const early = (numbers) => numbers.seconds < seconds
        ? `all ${prepare} prepared requests were sent after ${numbers.seconds} of ${seconds} s` : null;
    return new Promise((resolve, reject) => {
        const child = watch(spawn(built('load'), args.map(String), { stdio: ['ignore', 'pipe', 'pipe'] }));
        const out = [], err = [];
        child.stdout.on('data', (data) => out.push(data));
        child.stderr.on('data', (data) => err.push(data));
        child.on('error', reject);
        child.on('close', () => {
            try {
                const numbers = JSON.parse(Buffer.concat(out).toString());
                resolve({ ...numbers, note: early(numbers) });
            } catch {
                reject(new Error(`load: ${Buffer.concat(err).toString().trim() || 'said nothing'}`));
            }
        });
    });
}

// One run against a server that is up: the numbers of the load generator, processor time per request, memory before and in it.
export async function measure(server, options) {
    const idle = server.pss();
    const before = server.cpu();
    const loading = load(server, options);
    const loaded = await server.pssDuring(loading);
    const numbers = await loading;
    const after = server.cpu();
    const uncounted = { program: server.each_us ?? 0 };
    const each = (part) => (after[part] - before[part]) / Math.max(1, numbers.requests) + (uncounted[part] ?? 0);
    return {
        ...numbers, connections: options.connections, start_ms: server.start_ms,
        cpu_us: Object.fromEntries(Object.keys(after).map((part) => [part, each(part)])), idle_kib: idle, loaded_kib: loaded,
        // Requests under way, as the latencies have it, by connections: about 1.
        busy: numbers.per_second * numbers.mean_us / 1e6 / options.connections,
    };
}
