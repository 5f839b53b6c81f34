// load.mjs - many senders at once while something is done to the programs: who was refused, and what was acknowledged.
import { merge, push, request } from '../lib.mjs';

// One payload for each of the programs; the number makes each body its own.
const payloads = {
    push: (n) => push({ repository: `acme/r${n % 9}` }),
    pull_request: (n) => merge({ number: n }),
    ping: (n) => ({ zen: 'Responsive is better than fast.', hook_id: n, hook: { id: n, type: 'Repository' } }),
    star: (n) => ({ action: 'created', starred_at: new Date(n * 1000).toISOString(), repository: push().repository, sender: push().sender }),
};

let loads = 0;

// Starts `parallel` senders of these events, each with one request at a time; they end after `total` requests in all, or when
// stop() is called.
export function load(site, { parallel, total = Infinity, health = false, events = Object.keys(payloads) }) {
    const id = ++loads;
    const state = { acknowledged: [], failed: [], sent: 0, over: false, stop: () => { state.over = true; } };

    async function one(n) {
        const event = events[n % events.length], delivery = `load-${id}-${n}`;
        const answers = await Promise.allSettled([
            site.post(event, payloads[event](id * 1000000 + n), { delivery }),
            ...(health ? [request(`${site.url}/hooklet/healthz`, { method: 'GET' })] : [])]);
        const status = answers.map(({ value, reason }) => value?.status ?? reason.code);
        if ([200, 202].includes(status[0])) state.acknowledged.push(delivery);
        if (![200, 202].includes(status[0]) || (health && status[1] !== 200)) state.failed.push(`${event}: ${status}`);
    }
    async function sender() {
        while (!state.over && state.sent < total) await one(state.sent++);
    }
    state.ended = Promise.all(Array.from({ length: parallel }, sender)).then(() => { state.over = true; });
    return state;
}

export function check(state) {
    if (state.failed.length > 0) throw new Error(`${state.failed.length} of ${state.sent} failed, the first: ${state.failed[0]}`);
}

// events: those of `hooklet events --json`.
export function checkStored(states, events) {
    const stored = new Set(events.map((event) => event.delivery));
    const lost = states.flatMap((state) => state.acknowledged).filter((delivery) => !stored.has(delivery));
    if (lost.length > 0) throw new Error(`${lost.length}: ${lost.slice(0, 3)}`);
}
