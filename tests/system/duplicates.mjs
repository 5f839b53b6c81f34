// 1,000 deliveries, 10 copies each, shuffled, from 16 parallel clients: 1,000 events, 1,000 jobs, 10,000 answers of 2xx.  Then ids
// of all shapes, and the same body under another id, in every dress it can come in.
import { randomBytes } from 'node:crypto';
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

const uuid1 = () => randomBytes(16).toString('hex').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-1$3-8$4-$5');
const form = (payload) => 'payload=' + encodeURIComponent(JSON.stringify(payload)).replaceAll('%20', '+');
const formType = { 'Content-Type': 'application/x-www-form-urlencoded' };

async function expect(status, said, event, body, options) {
    const answer = await site.post(event, body, options);
    if (answer.status !== status || answer.json?.status !== said) {
        throw new Error(`${event} ${options.delivery}: ${answer.status} ${answer.text}, not ${status} ${said}`);
    }
    return answer;
}

await test('an-id-of-version-1-again-is-a-duplicate-and-in-capitals-another', async () => {
    for (let i = 0; i < 20; i++) {
        const delivery = uuid1(), body = push(), other = push();
        const capitals = delivery.toUpperCase();
        await expect(202, 'accepted', 'push', body, { delivery });
        await expect(200, 'duplicate', 'push', body, { delivery });
        await expect(200, 'duplicate', 'push', other, { delivery });
        if (capitals === delivery) continue; // no letter in it
        await expect(202, 'accepted', 'push', other, { delivery: capitals });
        await expect(200, 'duplicate', 'push', other, { delivery: capitals });
        await expect(200, 'duplicate', 'push', body, { delivery });
    }
});

await test('ids-of-1-to-128-characters', async () => {
    for (let length = 1; length <= 128; length++) {
        const delivery = 'aZ9._:-'.repeat(19).slice(0, length), body = push();
        await expect(202, 'accepted', 'push', body, { delivery });
        await expect(200, 'duplicate', 'push', body, { delivery });
    }
    for (const delivery of ['aZ9._:-'.repeat(19).slice(0, 129), '']) {
        const answer = await site.post('push', push(), { delivery });
        if (answer.status !== 400) throw new Error(`${delivery.length} characters: ${answer.status}`);
    }
});

// What the sender's clock may look like: number, date, none; in what the body may be about, for two programs.
const now = Math.floor(Date.now() / 1000);
const clocks = { number: now, date: new Date(now * 1000).toISOString(), 'a date with a zone': '2019-05-15T17:20:57+02:00',
    zero: 0, 'a negative number': -1, 'a text': 'yesterday', null: null, 'a fraction': now + 0.5, 'a large number': 1e15,
    absent: undefined };
const events = {
    push: (clock) => push({ pushedAt: clock }),
    star: (clock) => ({ action: 'created', starred_at: null, unique: randomBytes(8).toString('hex'), sender: { login: 'octocat' },
        repository: { full_name: 'acme/star', pushed_at: clock } }),
    organization: () => ({ action: 'renamed', unique: randomBytes(8).toString('hex'), organization: { login: 'acme' } }),
};

for (const [event, make] of Object.entries(events)) {
    for (const [dress, headers] of [['json', {}], ['form', formType]]) {
        await test(`the-same-body-under-another-id-is-suspect-${event}-as-${dress}`, async () => {
            for (const [name, clock] of Object.entries(clocks)) {
                const payload = make(clock), body = dress === 'form' ? form(payload) : JSON.stringify(payload);
                const delivery = uuid1();
                const first = await site.post(event, body, { delivery, headers });
                const said = event === 'push' ? 'accepted' : 'ignored';
                if (![200, 202].includes(first.status) || first.json.status !== said || first.text.includes('same body')) {
                    throw new Error(`first, clock ${name}: ${first.status} ${first.text}`);
                }
                for (const other of [uuid1(), uuid1(), delivery.toUpperCase(), `other-${delivery}`]) {
                    if (other === delivery) continue;
                    const { status, text } = await expect(202, 'ignored', event, body, { delivery: other, headers });
                    if (!text.includes(`same body as delivery ${delivery}`)) throw new Error(`clock ${name}: ${status} ${text}`);
                }
                await expect(200, 'duplicate', event, body, { delivery, headers });
            }
        });
    }
}

// The event's name is not signed: who has a signed body could change it.
await test('the-same-body-under-another-name-is-suspect', async () => {
    for (const clock of Object.values(clocks)) {
        const body = JSON.stringify({ ...events.star(clock), starred_at: undefined }), delivery = uuid1();
        await expect(202, 'ignored', 'event_of_today', body, { delivery });
        for (const event of ['event_of_tomorrow', 'another_event']) {
            const { text } = await expect(202, 'ignored', event, body, { delivery: uuid1() });
            if (!text.includes(`same body as delivery ${delivery}`)) throw new Error(`${event}: ${text}`);
        }
    }
});

await test('bodies-of-one-clock-are-not-taken-for-each-other', async () => {
    for (let i = 0; i < 50; i++) await expect(202, 'accepted', 'push', push({ pushedAt: now }), { delivery: uuid1() });
});

// For duplicates.mjs, before no-suspect-has-a-job.  The content type is not signed: JSON whose commit message holds a form's field
// is posted once more as a form.  As the id it came with, and as another one.
await test('a-json-body-posted-again-as-a-form-does-nothing', async () => {
    for (const pushedAt of [undefined, now - 1000, now]) {
        for (const again of [false, true]) {
            const before = site.json('jobs', '-n', '100000').jobs.length;
            const seen = push({ pushedAt: now }), delivery = uuid1();
            seen.head_commit.message = `x&${form(push({ pushedAt, repository: 'acme/hidden' }))}&y`;
            const body = JSON.stringify(seen);
            await expect(202, 'accepted', 'push', body, { delivery });
            const { status, text } = await site.post('push', body, { delivery: again ? delivery : uuid1(), headers: formType });
            const jobs = site.json('jobs', '-n', '100000').jobs.length - before;
            const hidden = site.json('events', '-n', '100000').events.filter(({ repository }) => repository === 'acme/hidden');
            if (jobs !== 1 || hidden.length > 0) throw new Error(`${jobs} jobs: ${status} ${text}`);
        }
    }
});

await test('no-suspect-has-a-job', () => {
    const { events: all } = site.json('events', '-n', '100000');
    const suspects = new Set(all.filter(({ status }) => status === 'suspect').map(({ id }) => id));
    const acted = site.json('jobs', '-n', '100000').jobs.filter(({ event }) => suspects.has(event));
    if (suspects.size < 200 || acted.length > 0) throw new Error(`${suspects.size} suspects, ${acted.length} jobs of theirs`);
});

await done();
