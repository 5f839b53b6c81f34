// 1,000 deliveries, 10 copies each, shuffled, from 16 parallel clients: 1,000 events, 1,000 jobs, 10,000 answers of 2xx.
import { Site, done, push, test } from './lib.mjs';

const deliveries = 1000, copies = 10, clients = 16;
const site = await Site.make({
    rules: 'run "each" {\n    events = {"push"}\n    command = {"true"}\n}\n',
});
await site.up({ worker: false });

const bodies = Array.from({ length: deliveries }, (_, i) => JSON.stringify(push({ repository: `acme/r${i % 50}` })));
const queue = Array.from({ length: deliveries * copies }, (_, i) => i % deliveries);
for (let i = queue.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [queue[i], queue[j]] = [queue[j], queue[i]];
}
const answers = [];

await test('every-copy-gets-a-2xx', async () => {
    const client = async () => {
        for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
            answers.push(await site.post('push', bodies[i], { delivery: `copy-${i}` }));
        }
    };
    await Promise.all(Array.from({ length: clients }, client));
    const bad = answers.filter(({ status }) => status !== 202 && status !== 200);
    if (bad.length > 0) throw new Error(`${bad.length} of ${answers.length}, the first: ${bad[0].status} ${bad[0].text}`);
    if (answers.length !== deliveries * copies) throw new Error(`${answers.length} answers`);
});

await test('one-of-each-was-accepted-the-others-are-duplicates', async () => {
    const accepted = answers.filter(({ json }) => json.status === 'accepted').length;
    const duplicate = answers.filter(({ json }) => json.status === 'duplicate').length;
    if (accepted !== deliveries || duplicate !== deliveries * (copies - 1)) throw new Error(`${accepted} accepted, ${duplicate} duplicates`);
});

await test('one-event-and-one-job-each', async () => {
    const { events } = site.json('events', '-n', '100000');
    const { jobs } = site.json('jobs', '-n', '100000');
    const distinct = new Set(jobs.map((job) => job.event)).size;
    if (events.length !== deliveries || jobs.length !== deliveries || distinct !== deliveries) {
        throw new Error(`${events.length} events, ${jobs.length} jobs of ${distinct} events`);
    }
});

await done();
