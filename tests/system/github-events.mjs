// What GitHub tells of deployments, checks and releases reaches the program of each event through nginx, signed, is stored and does what
// run rules ask for; the stand-in tells it as GitHub would.
import assert from 'node:assert';
import { Site, done, examples, sha, test } from './lib.mjs';
import {
    addCheckRun, addInstallation, addRelease, addRepository, addTag, deleteBranch, moveBranch, startGitHub,
} from './github.mjs';
import { makeKey } from './github/app.mjs';
import { Client } from './github/client.mjs';
import { checkSuiteEvent, pushEvent, releaseEvent } from './github/deploy_events.mjs';

const events = ['deployment', 'deployment_status', 'status', 'check_suite', 'release'];
examples();
const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey });
const { state } = github;
const web = addRepository(state, 'acme/web');
const installation = addInstallation(state, 'acme');
const client = new Client(github, key);
await client.login(installation);
const site = await Site.make({ rules: `run "each" {\n    events = {${events.map((name) => `"${name}"`)}}\n    command = {"true"}\n}\n` });
await site.up({ worker: false });
Object.assign(state.hook, { url: `${site.url}/hooks/github`, secret: site.secret });

const deployments = '/repos/acme/web/deployments';
const stored = () => site.json('events', '-n', '1000').events;
const eventOf = (delivery) => stored().find((one) => one.delivery === delivery.guid);

// The last delivery of an event, when it has arrived.
async function last(event) {
    await github.idle();
    return state.deliveries.filter((one) => one.event === event).at(-1);
}

// A job of the run rule came of it.
function isTaken(delivery, subject) {
    assert.equal(delivery.statusCode, 202);
    const event = eventOf(delivery);
    assert.deepEqual([event.kind, event.repository, event.status], [delivery.event, 'acme/web', 'accepted']);
    if (subject) assert.equal(event.subject, subject);
    const { jobs } = site.json('event', event.id);
    assert.deepEqual(jobs.map(({ kind, rule }) => [kind, rule]), [['run', 'each']]);
}

await test('what-requests-bring-about-is-told-by-itself', async () => {
    state.hook.tells = ['deployment', 'deployment_status', 'status'];
    const { id } = (await client.post(deployments, { ref: 'main', environment: 'staging', payload: { hooklet: '1' } })).json;
    isTaken(await last('deployment'), web.branches.main);
    await client.post(`${deployments}/${id}/statuses`, { state: 'success', environment_url: 'https://staging.example.org/' });
    isTaken(await last('deployment_status'), web.branches.main);
    await client.post(`/repos/acme/web/statuses/${web.branches.main}`, { state: 'success', context: 'ci' });
    isTaken(await last('status'), web.branches.main);
});

// The one that was live becomes inactive, and that is told, too.
await test('an-older-deployment-that-is-retired', async () => {
    const { id } = (await client.post(deployments, { ref: 'main', environment: 'staging' })).json;
    await client.post(`${deployments}/${id}/statuses`, { state: 'success' });
    await github.idle();
    const words = state.deliveries.filter(({ event }) => event === 'deployment_status').map(({ payload }) => payload.deployment_status.state);
    assert.deepEqual(words.slice(-2).sort(), ['inactive', 'success']);
    state.deliveries.filter(({ event }) => event === 'deployment_status').forEach((one) => isTaken(one));
});

await test('what-a-test-lets-happen', async () => {
    const { after } = moveBranch(state, web, 'release-1');
    addCheckRun(state, web, after, { conclusion: 'failure' });
    isTaken(await github.tell(checkSuiteEvent(github, web, after)), after);
    isTaken(await github.tell(releaseEvent(github, addRelease(state, web, { tag: 'v2.0' }))));
});

await test('pushes-of-branches-and-tags-and-their-end', async () => {
    const push = moveBranch(state, web, 'next');
    const tag = addTag(state, web, 'v3.0');
    deleteBranch(state, web, 'next');
    const none = '0'.repeat(40);
    const told = [push, { ref: 'refs/tags/v3.0', after: tag.sha }, { ref: 'refs/heads/next', before: push.after, after: none }];
    for (const one of told) {
        const delivery = await github.tell(pushEvent(github, web, one));
        assert.equal(delivery.statusCode, 202);
        assert.equal(eventOf(delivery).kind, 'push');
    }
});

await test('one-that-is-lost-can-be-sent-again', async () => {
    state.hook.loses = { deployment: 1 };
    await client.post(deployments, { ref: 'main', environment: 'test' });
    const lost = await last('deployment');
    assert.deepEqual([lost.statusCode, eventOf(lost)], [0, undefined]);
    await client.post(`/app/hook/deliveries/${lost.id}/attempts`, {}, { token: client.jwt() });
    await github.idle();
    isTaken(state.deliveries.at(-1));
    assert.equal(state.deliveries.at(-1).guid, lost.guid);
});

await test('another-secret-is-refused', async () => {
    state.hook.secret = 'another';
    const delivery = await github.tell(releaseEvent(github, addRelease(state, web, { tag: 'v4.0' })));
    assert.deepEqual([delivery.statusCode, eventOf(delivery)], [401, undefined]);
    state.hook.secret = site.secret;
});

// The path of an event takes no other, as the program behind it knows no other.
await test('each-program-takes-its-own-event-alone', async () => {
    for (const event of events) {
        const program = `github-${event.replaceAll('_', '-')}`;
        const answer = await site.post('star', { action: 'created', starred_at: sha(), repository: { full_name: 'acme/web' } },
            { target: `/hooks/github/${event}` });
        assert.equal(answer.json?.reason, `${program} does not take star events`, answer.text);
    }
});

await done();
