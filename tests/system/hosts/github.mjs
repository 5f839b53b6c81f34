// github.mjs - cases: what GitHub sends, by its header and by its path.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { merge, push, sha, test } from '../lib.mjs';
import { events, isError, isOurs, isRefused, stored } from './ask.mjs';
import { events as own } from './table.mjs';

const repository = () => {
    const { repository, sender } = push();
    return { repository, sender };
};
export const ping = () => ({ zen: sha(), hook_id: 109948940, hook: { type: 'Repository' }, ...repository() });
const star = () => ({ action: 'created', starred_at: sha(), ...repository() });

export async function githubCases(host) {
    await storing(host);
    await picking(host);
    await refusing(host);
}

async function storing(host) {
    const { site } = host;

    await test('a-push-is-stored-and-its-job-is-done', async () => {
        const delivery = randomUUID();
        const answer = isOurs(await site.post('push', push(), { delivery }), 202);
        const { jobs, ...rest } = answer.json;
        assert.deepEqual(rest, { event: 'push', delivery, status: 'accepted' });
        assert.deepEqual(jobs.map(({ id, ...job }) => [typeof id, job]), [['string', { kind: 'run', rule: 'each' }]]);
        assert.equal(stored(host, delivery).length, 1);
        const done = (await host.work()).find((job) => job.id === jobs[0].id);
        assert.equal(done.state, 'done');
        assert.match(fs.readFileSync(host.keys.marks, 'utf8'), new RegExp(`^HOOKLET_DELIVERY=${delivery}$`, 'm'));
    });

    await test('the-same-delivery-again-is-a-duplicate', async () => {
        const payload = push(), delivery = randomUUID();
        const answers = await Promise.all(Array.from({ length: 8 }, () => site.post('push', payload, { delivery })));
        assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(7).fill(200), 202]);
        const answer = isOurs(await site.post('push', payload, { delivery }), 200);
        assert.equal(answer.json.status, 'duplicate');
        assert.deepEqual(answer.json.jobs, []);
        assert.equal(stored(host, delivery).length, 1);
    });

    await test('the-same-body-under-another-id-is-suspect', async () => {
        const payload = push(), first = randomUUID();
        await site.post('push', payload, { delivery: first });
        const answer = isOurs(await site.post('push', payload), 202);
        assert.equal(answer.json.status, 'ignored');
        assert.ok(answer.json.reason.includes(first), answer.text);
        assert.deepEqual(answer.json.jobs, []);
    });

    await test('a-form-is-as-good-as-json', async () => {
        const body = new URLSearchParams({ payload: JSON.stringify(push()) }).toString();
        const answer = await site.post('push', body, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.equal(answer.json?.status, 'accepted', answer.text);
    });

    await test('what-our-reader-refuses-is-kept-as-unreadable', async () => {
        const delivery = randomUUID();
        const answer = isOurs(await site.post('push', `{"deep":${'['.repeat(70)}${']'.repeat(70)}}`, { delivery }), 202);
        assert.equal(answer.json.status, 'unreadable');
        assert.equal(stored(host, delivery).length, 1);
    });
}

async function picking(host) {
    const { site } = host;

    await test('the-header-picks-the-program', async () => {
        const table = [['pull_request', merge(), 'accepted'], ['star', star(), 'accepted'],
            ['label', { action: 'created', label: { id: 1, name: sha() }, ...repository() }, 'ignored']];
        for (const [event, payload, status] of table) {
            const answer = isOurs(await site.post(event, payload), 202);
            assert.deepEqual([answer.json.event, answer.json.status], [event, status], answer.text);
        }
    });

    await test('each-event-has-a-path-of-its-own', async () => {
        assert.equal((await site.post('push', push(), { target: '/hooks/github/push' })).json?.status, 'accepted');
        assert.equal((await site.post('pull_request', merge(), { target: '/hooks/github/pull_request' })).json?.status, 'accepted');
        assert.equal((await site.post('push', push(), { target: '/hooks/github/other' })).json?.status, 'accepted');
        const answer = await site.post('push', push(), { target: '/hooks/github/pull_request' });
        isOurs(answer, 202);
        assert.deepEqual([answer.json.status, answer.json.reason], ['ignored', 'github-pull-request does not take push events']);
        assert.equal(stored(host, answer.json.delivery).length, 1);
    });

    await test('behind-each-path-is-its-program', async () => {
        for (const { event, program } of own) {
            const answer = isOurs(await site.post('star', star(), { target: `/hooks/github/${event}` }), 202);
            assert.equal(answer.json.reason, `${program} does not take star events`);
        }
    });

    await test('every-program-answers-ping', async () => {
        for (const name of ['', '/other', ...own.map(({ event }) => `/${event}`)]) {
            const delivery = randomUUID();
            const answer = isOurs(await site.post('ping', ping(), { delivery, target: `/hooks/github${name}` }), 200);
            assert.deepEqual(answer.json, { event: 'ping', delivery, status: 'accepted', hook_id: '109948940' });
        }
    });
}

async function refusing(host) {
    const { site } = host;

    await test('401-is-the-same-for-every-reason', async () => {
        const before = events(host).length;
        const answers = await Promise.all([
            site.post('push', push(), { secret: 'wrong' }),
            site.post('push', push(), { headers: { 'X-Hub-Signature-256': undefined } }),
            site.post('push', push(), { headers: { 'X-Hub-Signature-256': 'sha256=00' } }),
            site.post('push', push(), { headers: { 'X-Hub-Signature-256': '' } }),
            site.post('ping', ping(), { secret: 'wrong' }),
            site.post('nonsense', 'not even JSON', { secret: 'wrong' }),
            site.post('push', push(), { secret: 'wrong', headers: { 'Content-Type': 'text/plain' } }),
        ]);
        for (const answer of answers) isRefused(answer);
        assert.equal(events(host).length, before);
    });

    await test('400-malformed', async () => {
        isError(await site.post('push', '{"ref":'), 400, 'malformed');
        isError(await site.post('push', Buffer.from('{"ref":"\xff"}', 'latin1')), 400, 'malformed');
        isError(await site.post('push', push(), { headers: { 'X-GitHub-Delivery': undefined } }), 400, 'malformed');
        isError(await site.post('push', push(), { headers: { 'X-GitHub-Event': undefined } }), 400, 'malformed');
        isError(await site.post('push', ping()), 400, 'malformed');
    });

    await test('415-neither-json-nor-a-form', async () => {
        isError(await site.post('push', push(), { headers: { 'Content-Type': 'text/plain' } }), 415, 'unsupported media type');
    });
}
