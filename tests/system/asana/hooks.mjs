// hooks.mjs - Asana as the sender of webhooks: the handshake, signed deliveries in batches, heartbeats, retries, and the end of a
// webhook that nobody answers.  Really posted; each attempt is recorded.
import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { passes } from './events.mjs';
import { stamp } from './state.mjs';

const isGood = (status) => status === 200 || status === 204;

export const signature = (secret, text) => createHmac('sha256', secret).update(text).digest('hex');

// Each time on a connection of its own: one that was kept might have been closed meanwhile.  Asana waits for ten seconds; here any
// certificate will do.
// -> { status (0: nobody answered), headers, text }
function post(url, headers, text) {
    return new Promise((resolve) => {
        const failed = (error) => resolve({ status: 0, headers: {}, text: error.message });
        const all = { ...headers, 'Content-Length': Buffer.byteLength(text) };
        const how = { method: 'POST', headers: all, agent: false, signal: AbortSignal.timeout(10_000), rejectUnauthorized: false };
        const sent = (url.startsWith('https:') ? https : http).request(url, how, (res) => {
            const chunks = [];
            res.on('data', (chunk) => chunks.push(chunk));
            res.on('error', failed);
            res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, text: Buffer.concat(chunks).toString() }));
        });
        sent.on('error', failed);
        sent.end(text);
    });
}

export class Hooks {
    deliveries = [];            // every attempt: { webhook, target, headers, text, events, status }
    #waiting = new Map();       // gid of a webhook -> batches that wait: [events]
    #running = new Map();       // gid of a webhook -> promise
    #isPaused = false;
    #closing = new AbortController();

    constructor(state, happened) {
        Object.assign(this, { state, happened });
    }

    // What the target answers to a handshake: nothing if it is right, else Asana's words.
    async handshakeComplaint(target, secret) {
        const { status, headers } = await post(target, { 'X-Hook-Secret': secret, 'Content-Type': 'application/json' }, '{}');
        if (status === 0) {
            return 'Could not complete activation handshake with target URL. Please ensure that the receiving server is accepting ' +
                'connections and supports SSL';
        }
        const who = 'The remote server which is intended to receive the webhook';
        if (!isGood(status)) return `${who} responded with an incorrect status code: ${status}`;
        return headers['x-hook-secret'] === secret ? undefined : `${who} did not respond with the handshake secret.`;
    }

    // Tells all webhooks that these events concern: [{ event, scope }].
    tell(events) {
        if (this.state.hooksAreOff) return;
        for (const webhook of this.state.webhooks.filter((one) => one.active)) {
            const theirs = events.filter(({ event, scope }) => scope.has(webhook.resource) && passes(webhook.filters, event));
            if (theirs.length > 0) this.#add(webhook, theirs.map(({ event }) => event));
        }
    }

    // An empty delivery, as at the end of a handshake and every eight hours.
    heartbeat(webhook) {
        if (!this.state.hooksAreOff) this.#add(webhook, []);
    }

    // While it is paused events gather; then they come in one delivery.
    pause() {
        this.#isPaused = true;
    }

    resume() {
        this.#isPaused = false;
        for (const webhook of this.state.webhooks) this.#start(webhook);
    }

    // The same bytes once more.
    async again({ target, headers, text }) {
        return (await post(target, headers, text)).status;
    }

    // When everything has been delivered or given up.
    async idle() {
        while (this.#running.size > 0) await Promise.all(this.#running.values());
    }

    // Nothing more is sent, and nobody waits for another attempt.
    close() {
        this.#closing.abort();
    }

    // --- One webhook ---------------------------------------------------------------------------------------------------------

    #add(webhook, events) {
        const batches = this.#waiting.get(webhook.gid) ?? [];
        this.#waiting.set(webhook.gid, batches);
        // A heartbeat is a delivery of its own; everything else goes with what waits already.
        if (events.length > 0 && batches.at(-1)?.length > 0) batches.at(-1).push(...events);
        else batches.push([...events]);
        this.#start(webhook);
    }

    #start(webhook) {
        if (this.#isPaused || this.#running.has(webhook.gid) || !this.#waiting.get(webhook.gid)?.length) return;
        const running = this.#run(webhook).finally(() => {
            this.#running.delete(webhook.gid);
            this.#start(webhook);
            this.happened();
        });
        this.#running.set(webhook.gid, running);
    }

    async #run(webhook) {
        await pause(0);         // what happens in one go is told in one delivery
        const batches = this.#waiting.get(webhook.gid);
        while (batches.length > 0 && this.#lives(webhook) && !this.#isPaused) {
            if (!await this.#deliver(webhook, batches.shift())) this.#drop(webhook);
        }
        if (!this.#lives(webhook)) batches.length = 0;
    }

    #lives(webhook) {
        return !this.#closing.signal.aborted && this.state.webhooks.includes(webhook);
    }

    // After 24 hours without an answer Asana deletes the webhook; here after so many attempts.
    #drop(webhook) {
        this.state.webhooks = this.state.webhooks.filter((one) => one !== webhook);
    }

    async #deliver(webhook, events) {
        const { firstMs, times } = this.state.hookRetries;
        for (let i = 0; i < times && this.#lives(webhook); i++) {
            if (i > 0) await pause(firstMs * 2 ** (i - 1), undefined, { signal: this.#closing.signal }).catch(() => {});
            if (this.#lives(webhook) && await this.#attempt(webhook, events)) return true;
        }
        return false;
    }

    async #attempt(webhook, events) {
        const text = JSON.stringify({ events });
        const headers = { 'Content-Type': 'application/json', 'X-Hook-Signature': signature(webhook.secret, text) };
        const { status, text: said } = await post(webhook.target, headers, text);
        const at = stamp(this.state);
        Object.assign(webhook, isGood(status) ? { succeededAt: at } : { failedAt: at, failedWith: `${status} ${said}`.slice(0, 500) });
        this.deliveries.push({ webhook: webhook.gid, target: webhook.target, headers, text, events, status });
        this.happened();
        return isGood(status);
    }
}
