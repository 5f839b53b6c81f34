// The worker is awake at once: the bell that a web program rings beats the look once a second, which is all that is left when the
// bell is taken away.  Nothing here depends on how fast the machine is: both halves run on it, one after the other.
import fs from 'node:fs';
import path from 'node:path';
import { Site, done, note, push, test, until } from './lib.mjs';

const rounds = 7;
const site = await Site.make({ rules: 'run "each" {\n    events = {"push"}\n    command = {"true"}\n}\n' });
await site.up();

// Milliseconds from accept to the begin of the attempt, as the ledger has them; the middle one of some.
async function medianDelay() {
    const delays = [];
    for (let i = 0; i < rounds; i++) {
        const { json } = await site.post('push', push());
        const id = json.jobs[0].id;
        await until('the job is done', () => JSON.parse(site.hooklet('job', id, '--json').stdout).state === 'done');
        const job = JSON.parse(site.hooklet('job', id, '--json').stdout);
        const event = JSON.parse(site.hooklet('event', job.event, '--json').stdout);
        delays.push(job.attempts[0].start_ms - event.received_ms);
    }
    return delays.sort((a, b) => a - b)[Math.floor(rounds / 2)];
}

await test('the-bell-wakes-the-worker', async () => {
    const withBell = await medianDelay();
    for (const name of fs.readdirSync(path.join(site.dir, 'state')).filter((file) => file.startsWith('wake.'))) {
        fs.unlinkSync(path.join(site.dir, 'state', name));
    }
    const without = await medianDelay();
    note(`median from accept to action: ${withBell} ms with the bell, ${without} ms without`);
    if (withBell * 4 > without) throw new Error('the bell makes no difference');
});

await done();
