// Received events as messages: by the real programs behind nginx, told beforehand by explain, and done again by replay.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Site, done, push, test } from './lib.mjs';
import { startReceiver } from './receiver.mjs';

const site = await Site.make({
    rules: `outgoing {
    plain_http = true
    networks = { 127.0.0.0/8 }
    ports = '*'
}
forward "pushes" {
    repositories = { 'codertocat/*' }
    events = push
    owner = ci
    event = code.pushed
    template = { "sha=/after", "size=/repository/size", "none=/nothing/at/all", "by='hooklet'" }
}
forward "all" {
    events = '*'
    owner = archive
}
forward "released" {
    events = release
    actions = published
    owner = ci
}
`,
});
for (const name of ['github-push', 'github-ping', 'github-other']) await site.program(name);
await site.nginx();

const eventOf = (delivery) => site.json('events', '-n', '100').events.find((event) => event.delivery === delivery);
// The jobs of an event, in the order of its rules.
const jobsOf = ({ id }) => site.json('event', String(id)).jobs.map((job) => site.json('job', String(job.id)));
const star = { action: 'created', starred_at: '2026-11-22T00:00:00Z', repository: { full_name: 'Codertocat/Hello-World' } };

await test('a-push-becomes-a-message-for-each-rule', async () => {
    const payload = push();
    const delivery = randomUUID();
    const answer = await site.post('push', payload, { delivery });
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.json.status, 'accepted');
    assert.deepEqual(answer.json.jobs.map(({ rule }) => rule), ['pushes', 'all']);
    const first = eventOf(delivery);
    const [pushes, all] = jobsOf(first);
    assert.deepEqual([pushes.kind, pushes.args.event, pushes.args.owner], ['fanout', 'code.pushed', 'ci']);
    assert.deepEqual(JSON.parse(pushes.args.data), { sha: payload.after, size: payload.repository.size ?? null, none: null, by: 'hooklet' });
    assert.match(pushes.args.id, /^msg_[0-9a-f]{32}$/);
    assert.deepEqual([all.args.event, all.args.owner, all.args.data], ['push', 'archive', undefined]);
    assert.deepEqual(all.args.headers, { 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': delivery });
    assert.notEqual(all.args.id, pushes.args.id);

    assert.equal((await site.post('push', payload, { delivery })).json.status, 'duplicate');
    assert.equal(jobsOf(first).length, 2);
    const replayed = site.hooklet('replay', String(first.id));
    assert.equal(replayed.status, 0, replayed.stderr);
    const again = jobsOf(site.json('events', '-n', '100').events.find(({ parent }) => parent === first.id));
    assert.deepEqual(again.map(({ rule }) => rule).sort(), ['all', 'pushes']);
    assert.ok(again.every(({ args }) => args.id !== all.args.id && args.id !== pushes.args.id));
});

await test('events-without-a-program-of-their-own', async () => {
    const delivery = randomUUID();
    const answer = await site.post('star', star, { delivery });
    assert.equal(answer.json.status, 'accepted', answer.text);
    assert.deepEqual(answer.json.jobs.map(({ rule, kind }) => [rule, kind]), [['all', 'fanout']]);
    const { notes } = site.json('event', String(eventOf(delivery).id));
    assert.deepEqual(notes.map(({ rule, text }) => [rule, text]).sort(), [['pushes', 'event star is not push'],
        ['released', 'event star is not release']]);
});

await test('a-suspect-and-a-ping-go-nowhere', async () => {
    const payload = push();
    assert.equal((await site.post('push', payload)).json.jobs.length, 2);
    const twin = await site.post('push', payload);
    assert.deepEqual([twin.json.status, twin.json.jobs ?? []], ['ignored', []]);
    const ping = await site.post('ping', { zen: 'x', hook_id: 1, hook: { events: ['*'] }, repository: star.repository });
    assert.equal(ping.json.status, 'accepted', ping.text);
    assert.deepEqual(ping.json.jobs ?? [], []);
});

await test('explain-tells-it-beforehand', async () => {
    const file = path.join(site.dir, 'push.json');
    fs.writeFileSync(file, JSON.stringify(push()));
    const { status, stdout, stderr } = site.hooklet('explain', '--event', 'push', file);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^pushes +would send code\.pushed to the targets of ci/m);
    assert.match(stdout, /^all +would send push to the targets of archive/m);
    assert.match(stdout, /^released +does not act .*event push is not release/m);
    const { jobs } = site.json('explain', '--event', 'push', file);
    assert.deepEqual(jobs.map(({ kind }) => kind), ['fanout', 'fanout']);
});

await test('without-a-target-the-message-is-told-to-nobody', async () => {
    site.worker();
    const jobs = await site.settled();
    assert.ok(jobs.length > 0 && jobs.every(({ kind, state }) => kind === 'fanout' && state === 'done'), JSON.stringify(jobs));
});

// Whoever hangs on GitHub's one webhook gets it as if it were its own.
await test('every-target-gets-the-body-as-it-came', async () => {
    const receiver = await startReceiver();
    const add = (name, ...more) => site.json('targets', 'add', '--owner', 'archive', '--identifier', name, ...more, `${receiver.url}/${name}`);
    add('one');
    add('two', '--event', 'push', '--github', 'true');
    add('three', '--event', 'release');
    const body = JSON.stringify(push(), null, 1);
    const delivery = randomUUID();
    assert.equal((await site.post('push', body, { delivery })).status, 202);
    const [one] = await receiver.waitFor(1, { path: '/one' });
    const [two] = await receiver.waitFor(1, { path: '/two' });
    await site.settled();
    for (const { text, headers } of [one, two]) {
        assert.equal(text, body);
        assert.equal(headers['x-github-event'], 'push');
        assert.equal(headers['x-github-delivery'], delivery);
        assert.match(headers['webhook-signature'], /^v1,/);
    }
    assert.equal(one.headers['webhook-id'], two.headers['webhook-id']);
    assert.match(two.headers['x-hub-signature-256'], /^sha256=[0-9a-f]{64}$/);
    assert.equal(receiver.requests.length, 2, 'the third wants something else');
});

await done();
