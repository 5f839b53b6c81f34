// hooks.mjs - CircleCI as the sender of webhooks: signed ones of v2, made again while nobody takes them, lost or made twice as a test
// wishes; and the notify of v1.1, which is not signed.  Really posted; each attempt is recorded.
import { createHmac, randomUUID } from 'node:crypto';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { told } from './shapes.mjs';
import { stamp } from './state.mjs';

export const signature = (secret, text) => `v1=${createHmac('sha256', secret).update(text).digest('hex')}`;

// CircleCI waits for ten seconds.  -> the status; 0: nobody answered
function post(url, headers, text) {
    return new Promise((resolve) => {
        const all = { ...headers, 'Content-Length': Buffer.byteLength(text) };
        const sent = http.request(url, { method: 'POST', headers: all, agent: false, signal: AbortSignal.timeout(10_000) }, (res) => {
            res.resume();
            res.on('error', () => resolve(0));
            res.on('end', () => resolve(res.statusCode));
        });
        sent.on('error', () => resolve(0));
        sent.end(text);
    });
}

export class Hooks {
    deliveries = [];            // every attempt: { url, type, headers, text, status }
    lost = [];                  // what was not sent: { type, text }
    #running = new Set();
    #closing = new AbortController();

    constructor(state, happened) {
        Object.assign(this, { state, happened });
    }

    // Tells the webhooks of a project; body: what there is to say beside what all of them say.
    tell(project, type, body) {
        for (const hook of project.hooks.filter((one) => one.events.includes(type) || type === 'ping')) {
            const text = JSON.stringify({ ...told(project, hook, { type, id: randomUUID(), at: stamp(this.state) }), ...body });
            const headers = { 'Content-Type': 'application/json', 'User-Agent': 'CircleCI-Webhook/1.0', 'circleci-event-type': type };
            if (hook.secret !== null) headers['circleci-signature'] = signature(hook.secret, text);
            this.#send({ url: hook.url, type, headers, text });
        }
    }

    // The old notify of a build.
    notify(project, build) {
        if (project.notify === null) return;
        const headers = { 'Content-Type': 'application/json' };
        this.#send({ url: project.notify, type: 'notify', headers, text: JSON.stringify({ payload: build }) });
    }

    // The same bytes once more.
    again({ url, headers, text }) {
        return post(url, headers, text);
    }

    async idle() {
        while (this.#running.size > 0) await Promise.all(this.#running);
    }

    close() {
        this.#closing.abort();
    }

    #send(delivery) {
        if (this.state.hooksLost > 0) {
            this.state.hooksLost--;
            this.lost.push(delivery);
            return;
        }
        const running = this.#deliver(delivery).finally(() => {
            this.#running.delete(running);
            this.happened();
        });
        this.#running.add(running);
    }

    async #deliver(delivery) {
        const { firstMs, times } = this.state.hookRetries;
        for (let i = 0; i < times && !this.#closing.signal.aborted; i++) {
            if (i > 0) await pause(firstMs * 2 ** (i - 1), undefined, { signal: this.#closing.signal }).catch(() => {});
            const status = await post(delivery.url, delivery.headers, delivery.text);
            this.deliveries.push({ ...delivery, status });
            this.happened();
            if (status >= 200 && status < 300) return;
        }
    }
}
