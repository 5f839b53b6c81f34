// Every real payload that npm @octokit/webhooks-examples has, posted with its event's name through nginx: a 2xx each, none lost,
// nothing crashes.
import { Site, done, examples, note, programs, push, test } from './lib.mjs';

const all = examples().flatMap(({ name, examples: list }) => list.map((payload) => ({ name, payload })));
const site = await Site.make({ rules: 'asana {\n}\ntasks "all" {\n    repositories = {"*"}\n}\n' });
const tasks = [];
await site.up({ worker: false });

await test('every-payload-gets-a-2xx', async () => {
    const refused = [];
    for (const [i, { name, payload }] of all.entries()) {
        const answer = await site.post(name, payload, { delivery: `example-${i}` });
        if (answer.status < 200 || answer.status > 299) refused.push(`${name} ${payload.action ?? ''}: ${answer.status} ${answer.text}`);
        for (const job of answer.json?.jobs ?? []) tasks.push(`${name} ${job.kind} ${job.rule}`);
    }
    note(`${all.length} payloads of ${new Set(all.map(({ name }) => name)).size} events`);
    if (all.length < 300) throw new Error(`only ${all.length} payloads: the package is not what it was`);
    if (refused.length > 0) throw new Error(refused.join('\n'));
});

await test('every-issue-and-pull-request-is-a-task', () => {
    const items = all.filter(({ name }) => ['issues', 'pull_request'].includes(name)).map(({ name }) => `${name} asana all`);
    if (items.length < 50 || items.join() !== tasks.join()) throw new Error(`${items.length} items, ${tasks.length} jobs: ${tasks}`);
});

await test('none-is-lost', async () => {
    const { events } = site.json('events', '-n', '10000');
    const stored = new Set(events.map((event) => event.delivery));
    const lost = all.filter((_, i) => !stored.has(`example-${i}`));
    if (lost.length > 0) throw new Error(`${lost.length} of ${all.length}: ${lost.map(({ name }) => name)}`);
});

await test('every-payload-as-a-form', async () => {
    const refused = [];
    for (const [i, { name, payload }] of all.entries()) {
        const body = 'payload=' + encodeURIComponent(JSON.stringify(payload)).replaceAll('%20', '+');
        const answer = await site.post(name, body,
            { delivery: `form-${i}`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
        if (answer.status < 200 || answer.status > 299) refused.push(`${name}: ${answer.status} ${answer.text}`);
    }
    if (refused.length > 0) throw new Error(refused.join('\n'));
});

// The header is not signed: a body under another event's name must not become that event.
await test('a-body-under-another-name-is-refused', async () => {
    const taken = [];
    for (const { name, payload } of all) {
        if (name === 'push' || name === 'ping') continue;
        const body = JSON.stringify({ ...payload, unique: Math.random() });
        const answer = await site.post('push', body);
        if (answer.status !== 400) taken.push(`${name}: ${answer.status}`);
    }
    const own = await site.post('push', push());
    if (own.status !== 202) taken.push(`a push itself: ${own.status} ${own.text}`);
    if (taken.length > 0) throw new Error(taken.join('\n'));
});

await test('no-program-crashed', async () => {
    const ended = programs.filter((name) => site.children.get(name).exitCode !== null || site.children.get(name).signalCode !== null);
    if (ended.length > 0) throw new Error(`${ended.join(' ')} ended`);
});

await done();
