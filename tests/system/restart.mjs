// Every program and the worker restarted under load, one after the other, twice: no request fails, nothing acknowledged is lost.
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, merge, note, programs, push, request, start, stop, test, until } from './lib.mjs';

const site = await Site.make({ rules: 'run "each" {\n    events = {"*"}\n    command = {"true"}\n}\n' });
await site.up();

// One payload for each of the programs; the number makes each body its own.
let n = 0;
const payloads = {
    push: () => push({ repository: `acme/r${n % 9}` }),
    pull_request: () => merge({ number: n }),
    ping: () => ({ zen: 'Responsive is better than fast.', hook_id: n, hook: { id: n, type: 'Repository' } }),
    star: () => ({ action: 'created', starred_at: new Date(n * 1000).toISOString(), repository: push().repository, sender: push().sender }),
};
const events = Object.keys(payloads);
const acknowledged = [], failed = [];
let over = false;

async function client(id) {
    for (let i = 0; !over; i++) {
        const event = events[i % events.length], delivery = `restart-${id}-${i}`;
        n++;
        const answers = await Promise.allSettled([
            site.post(event, payloads[event](), { delivery }), request(`${site.url}/hooklet/healthz`, { method: 'GET' })]);
        const status = answers.map(({ value, reason }) => value?.status ?? reason.code);
        if ([200, 202].includes(status[0])) acknowledged.push(delivery);
        if (![200, 202].includes(status[0]) || status[1] !== 200) failed.push(`${event}: ${status}`);
    }
}

// The new one takes the socket over, the old one answers what it was asked.
async function restart(name) {
    const old = site.children.get(name), before = fs.statSync(site.socket(name)).ino;
    site.children.set(name, start(path.join(builddir, `${name}.fcgi`), ['--listen', site.socket(name), '--replace'],
        { log: site.log(name), env: site.env }));
    await until(`${name} takes over`, () => fs.statSync(site.socket(name)).ino !== before);
    const { code } = await stop(old);
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${site.readLog(name).slice(-500)}`);
}

await test('every-program-and-the-worker-restart-under-load', async () => {
    const clients = Array.from({ length: 12 }, (_, id) => client(id));
    for (let round = 0; round < 2; round++) {
        for (const name of programs) {
            const seen = acknowledged.length;
            await restart(name);
            await until('load goes on', () => acknowledged.length > seen + 20 || failed.length > 0);
        }
        const { code } = await site.stop('worker');
        if (code !== 0) throw new Error(`the worker ended with ${code}`);
        site.worker();
    }
    over = true;
    await Promise.all(clients);
    note(`${acknowledged.length} acknowledged over ${2 * programs.length} restarts of programs and 2 of the worker`);
    if (failed.length > 0) throw new Error(`${failed.length} failed, the first: ${failed[0]}`);
});

await test('nothing-acknowledged-is-lost', async () => {
    const stored = new Set(site.json('events', '-n', '1000000').events.map((event) => event.delivery));
    const lost = acknowledged.filter((delivery) => !stored.has(delivery));
    if (lost.length > 0) throw new Error(`${lost.length}: ${lost.slice(0, 3)}`);
});

await done();
