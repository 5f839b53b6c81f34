// send/sending.mjs - a site that delivers to the tests' own receiver: targets, messages, and what has become of them.
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import path from 'node:path';
import { Site, builddir, until } from '../lib.mjs';

export const outgoing = 'outgoing {\n    plain_http = true\n    networks = {"127.0.0.0/8"}\n    ports = {"*"}\n}\n';

export class Sending extends Site {
    static async make({ rules = outgoing } = {}) {
        return Object.setPrototypeOf(await Site.make({ rules }), Sending.prototype);
    }

    keep(args, input = '') {
        const done = spawnSync(path.join(builddir, 'tests/system/keep-target'), [this.conf, ...args.map(String)],
            { encoding: 'utf8', input, maxBuffer: 1 << 28 });
        if (done.status !== 0) throw new Error(`keep-target ${args.join(' ')}: ${done.stderr}`);
        return done.stdout;
    }

    // A target of owner "acme" for all events, unless told otherwise; -> its id.
    target(fields) {
        const all = { owner: 'acme', event: '*', ...fields };
        return Number(this.keep(['add', ...words(all)]));
    }

    change(id, fields) {
        this.keep(['change', id, ...words(fields)]);
    }

    show(id) {
        return Object.fromEntries(this.keep(['show', id]).trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
    }

    // -> the message's id.  data: an object; count: so many messages, whose data are { n }.
    send({ owner = 'acme', event = 'invoice.paid', data, count = 1, ...fields } = {}) {
        return this.keep(['send', owner, event, count, ...words(fields)], data === undefined ? '' : JSON.stringify(data)).trim();
    }

    // A row for each attempt, in the order of the jobs.
    attempts() {
        return this.keep(['deliveries']).split('\n').slice(0, -1).map((line) => JSON.parse(line))
            .sort((one, other) => one.job - other.job || one.n - other.n);
    }

    // Of each delivery its newest attempt.
    deliveries() {
        return [...new Map(this.attempts().map((row) => [row.job, row])).values()];
    }

    // Waits until all deliveries have ended, or have one of these states; gives them.
    async delivered(count, states = ['done', 'dead']) {
        return until(`${count} deliveries are ${states.join(' or ')}`, () => {
            const rows = this.deliveries();
            return rows.length >= count && rows.every((row) => states.includes(row.state)) && rows;
        }, 60_000);
    }

    // The receiver is in this process, so nothing may wait for the end of another one without letting go.
    async drain() {
        const { code } = await this.worker('--drain').ended;
        if (code !== 0) throw new Error(`drain: ${code} ${this.readLog('worker')}`);
    }
}

function words(fields) {
    return Object.entries(fields).map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`);
}

// What is wrong with a request's signature, or undefined.
export function signatureTrouble(request, secret) {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const wanted = 'v1,' + createHmac('sha256', key).update(`${id}.${timestamp}.`).update(request.body).digest('base64');
    if (!signature?.split(' ').includes(wanted)) return `${signature} is not ${wanted}`;
    if (Math.abs(Number(timestamp) - request.at_ms / 1000) > 30) return `timestamp ${timestamp}`;
    return undefined;
}
