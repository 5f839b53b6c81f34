// outgoing/rig.mjs - a site that sends webhooks: its configuration, a worker, a receiver, targets; and what must be true of all that came.
//
//     const rig = await startOutgoing();                       // { tls: true }: the receiver's own CA by outgoing.ca_file
//     const target = await rig.target('/hook', { schedule: '0,1' })      // options of `hooklet targets add`
//     const { id } = await rig.send('invoice.paid', { a: 1 });
//     const [request] = await rig.receiver.waitFor(1, { path: '/hook' });
//     assertSigned(request, target);
//
// With { clock: true } all programs, and this one, have a time of day that a test moves: rig.later(ms).
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { atEnd, builddir, request, Site, skipAll, srcdir, until } from '../lib.mjs';
import { startReceiver } from '../receiver.mjs';

const OVER = ['done', 'dead', 'unknown', 'cancelled', 'superseded'];

function library() {
    try {
        return createRequire(path.join(srcdir, 'tests', 'package.json'))('standardwebhooks').Webhook;
    } catch {
        if (process.env.CI === 'true') throw new Error('npm standardwebhooks is not installed; run: npm ci in tests/');
        return skipAll('npm standardwebhooks is not installed; run: npm ci in tests/');
    }
}

const Webhook = library();

// outgoing: more lines of that section; more: other sections.  worker: whether it runs.
export async function startOutgoing({ outgoing = '', more = '', tls = false, worker = true, clock = false } = {}) {
    const receiver = await startReceiver({ tls });
    const trust = tls ? `ca_file = "${receiver.caFile}"` : 'plain_http = true';
    const rules = `outgoing {\n    networks = {"127.0.0.0/8"}\n    ports = {"*"}\n    ${trust}\n    ${outgoing}\n}\n${more}\n`;
    const rig = new Rig(await Site.make({ rules }), receiver);
    if (clock) rig.takeClock();
    if (worker) rig.work();
    return rig;
}

class Rig {
    targets = []; // that were made here

    constructor(site, receiver) {
        this.site = site;
        this.receiver = receiver;
    }

    // --- Time (shift-clock.c) ------------------------------------------------------------------------------------------------

    takeClock() {
        const file = path.join(this.site.dir, 'clock');
        const now = Date.now.bind(Date);
        this.shift_ms = 0;
        this.clock = fs.openSync(file, 'w+');
        this.later(0);
        Date.now = () => now() + this.shift_ms;
        this.site.variables = { LD_PRELOAD: path.join(builddir, 'tests/system/shift-clock.so'), SHIFT_CLOCK: file };
    }

    // While nothing waits by this clock, as until() does.
    later(ms) {
        const bytes = Buffer.alloc(8);
        this.shift_ms += Math.round(ms);
        bytes.writeBigInt64LE(BigInt(this.shift_ms));
        fs.writeSync(this.clock, bytes, 0, 8, 0);
    }

    // Not back.
    laterAt(time_ms) {
        this.later(Math.max(0, time_ms - Date.now()));
    }

    // --- Programs ------------------------------------------------------------------------------------------------------------

    // variables: of its environment, besides the site's own.
    work(variables = {}) {
        const { variables: before } = this.site;
        this.site.variables = { ...before, ...variables };
        this.worker = this.site.worker();
        this.site.variables = before;
        return this.worker;
    }

    kill() {
        return this.site.stop('worker', 'SIGKILL');
    }

    // In the same process is the receiver, so nothing may hold it up: -> promise of { status, stdout, stderr, json }
    hooklet(args, input) {
        const child = spawn(path.join(builddir, 'hooklet'), args, { env: this.site.env });
        const said = { stdout: [], stderr: [] };
        atEnd.push(() => child.kill('SIGKILL'));
        for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => said[name].push(chunk));
        child.stdin.on('error', () => {});
        child.stdin.end(input);
        return new Promise((resolve, reject) => {
            child.on('error', reject);
            child.on('close', (status) => {
                const [stdout, stderr] = [said.stdout, said.stderr].map((chunks) => Buffer.concat(chunks).toString());
                let json;
                try { json = JSON.parse(stdout); } catch { json = undefined; }
                resolve({ status, stdout, stderr, json });
            });
        });
    }

    async json(args, input) {
        const told = await this.hooklet([...args, '--json'], input);
        if (told.status !== 0) throw new Error(`hooklet ${args.join(' ')}: ${told.status} ${told.stderr}`);
        return told.json;
    }

    // --- Targets and messages ------------------------------------------------------------------------------------------------

    // where: a path of the receiver, or a URL.  Of one owner each has an identifier, by default its path.  -> its row, and `secret`
    async target(where, { owner = 'acme', identifier = where.replace(/^\W+|[^\w.-]/g, ''), url, ...fields } = {}) {
        const options = Object.entries({ owner, identifier, ...fields })
            .flatMap(([name, value]) => [value].flat().flatMap((word) => [`--${name}`, String(word)]));
        const row = await this.json(['targets', 'add', ...options, url ?? (where.startsWith('/') ? this.receiver.url + where : where)]);
        const target = { ...row, path: where, secret: row.secrets?.[0].key };
        this.targets.push(target);
        return target;
    }

    show(target) {
        return this.json(['targets', 'show', target.id]);
    }

    // data: bytes as they are, or what becomes JSON.  -> { id, event, job, status, targets }
    async send(event, data = {}, { owner = 'acme', ...options } = {}) {
        const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
        const bytes = typeof data === 'string' || Buffer.isBuffer(data) ? data : JSON.stringify(data);
        const told = await this.hooklet(['send', '--owner', owner, ...words, '--data', '-', event, '--json'], bytes);
        if (told.status !== 0 && told.status !== 9) throw new Error(`hooklet send: ${told.status} ${told.stderr}`);
        return told.json;
    }

    // The API behind nginx, for all owners: what is faster than a process for each message.
    async startApi() {
        await this.site.program('api');
        await this.site.nginx();
        this.token = (await this.json(['token', 'create', '--owner', '*', 'test'])).token;
    }

    async api(method, where, body, headers = {}) {
        return request(`${this.site.url}/hooklet/api/${where}`, { method, body: body === undefined ? undefined : JSON.stringify(body),
            headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json', ...headers } });
    }

    // --- The ledger ----------------------------------------------------------------------------------------------------------

    async deliveries({ n = 100_000, ...filter } = {}) {
        const words = Object.entries(filter).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, String(value)]));
        return (await this.json(['deliveries', '-n', String(n), ...words])).deliveries;
    }

    // With its attempts.  A dead one is no failure here.
    async delivery(id) {
        return (await this.hooklet(['delivery', String(id), '--json'])).json;
    }

    // Jobs that have not ended.
    async underWay() {
        const { jobs } = await this.json(['jobs', '-n', '100000']);
        return jobs.filter(({ state }) => !OVER.includes(state));
    }

    // When nothing is on its way: the deliveries of a message, or all of them.
    quiet(message, ms = 120_000) {
        return until('all has ended', async () => {
            if ((await this.underWay()).length > 0) return false;
            const rows = await this.deliveries();
            return message ? rows.filter((row) => row.message === message.id) : rows;
        }, ms);
    }

    memory_kib() {
        return Number(/^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${this.worker.pid}/status`, 'utf8'))[1]);
    }
}

// --- What must be true ---------------------------------------------------------------------------------------------------------

// By the library that receivers use, at the time when the request came.
export function assertSigned(request, target) {
    const { now } = Date;
    Date.now = () => request.at_ms;
    try {
        new Webhook(target.secret).verify(request.body, request.headers);
    } catch (error) {
        // Behind the signature it wants JSON.
        if (!(error instanceof SyntaxError)) throw error;
    } finally {
        Date.now = now;
    }
}

// All attempts at one delivery: one id, the same bytes; each signed anew, with its own time.
export function assertAttempts(requests, target) {
    const [first] = requests;
    for (const request of requests) {
        assert.equal(request.headers['webhook-id'], first.headers['webhook-id']);
        assert.ok(request.body.equals(first.body), `${request.text} is not ${first.text}`);
        assertSigned(request, target);
        const age_ms = request.at_ms - Number(request.headers['webhook-timestamp']) * 1000;
        assert.ok(age_ms >= -1000 && age_ms < 20_000, `its timestamp is ${age_ms} ms old`);
    }
}

// -> Map of webhook-id -> its requests, in their order
export function byMessage(requests) {
    const found = new Map();
    for (const request of requests) {
        const id = request.headers['webhook-id'];
        found.set(id, [...(found.get(id) ?? []), request]);
    }
    return found;
}
