// A worker that is killed at any step between a deployment and its build leaves one pipeline, and the deployment ends as that does.
import assert from 'node:assert';
import { never } from './circleci.mjs';
import { startDeploying, startPath } from './circleci/deploying.mjs';
import { done, test, until } from './lib.mjs';

const world = await startDeploying();
const { circleci, github } = world;
const { state } = circleci;

// CircleCI does as it is asked, but keeps its answer to itself.
const doneAndSilent = () => async ({ normal }) => {
    await normal();
    return { never: true };
};

// The worker dies when CircleCI, or GitHub, is asked this; another one goes on.  -> the row
async function killedAt(method, at, how, { service = circleci } = {}) {
    const from = service.count;
    service.once(method, at, how);
    const { after } = await world.release();
    await service.waitFor(method, at, { from, arrived: true });
    if (method === 'POST' && how !== never && service === circleci) await until('CircleCI has done it', () => world.pipelines(world.row()).length > 0);
    await world.kill();
    await until('its row', () => world.row().sha === after);
    return world.row();
}

async function endsWell(row) {
    await world.becomes('in_progress', { ms: 60_000 });
    assert.equal(world.pipelines(row).length, 1);
    circleci.finish(world.pipelines(row)[0]);
    const ended = await world.becomes('success');
    assert.equal(ended.pipeline, world.pipelines(row)[0].id);
    assert.deepEqual(world.told(row).at(-1), 'success');
    assert.equal(world.told(row).filter((one) => one === 'success').length, 1);
}

await test('between-the-time-and-the-request', async () => {
    const row = await killedAt('POST', startPath, never);
    assert.ok(world.whole(row).triggered);
    await until('it is put off', () => world.jobs('trigger').find((one) => one.subject === row.sha)?.state === 'waiting', 60_000);
    assert.match(world.jobs('trigger').find((one) => one.subject === row.sha).reason, /CircleCI shows none yet/);
    assert.equal(world.pipelines(row).length, 0);
    world.tool('long-ago', '2');
    await endsWell(row);
});

await test('between-the-request-and-the-note', async () => {
    await endsWell(await killedAt('POST', startPath, doneAndSilent()));
});

await test('before-it-was-seen-again', async () => {
    const from = circleci.count;
    circleci.once('GET', startPath, never);
    const row = await killedAt('POST', startPath, doneAndSilent());
    await circleci.waitFor('GET', startPath, { from, arrived: true, ms: 60_000 });
    await world.kill();
    await endsWell(row);
});

await test('while-it-is-read-back', async () => {
    await endsWell(await killedAt('GET', '/pipeline/{pipeline_id}', never));
});

await test('while-its-workflows-are-read', async () => {
    await endsWell(await killedAt('GET', '/pipeline/{pipeline_id}/workflow', never));
});

await test('while-github-is-told-that-it-begins', async () => {
    const isBegun = ({ request, normal }) => (request.body?.state === 'in_progress' ? { never: true } : normal());
    const at = '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
    const stop = github.on('POST', at, isBegun);
    const from = github.count;
    await world.release();
    await github.waitFor('POST', at, { from, arrived: true, where: ({ body }) => body?.state === 'in_progress' });
    stop();
    await world.kill();
    await endsWell(world.row());
});

await test('while-the-end-is-read', async () => {
    const { row, pipeline } = await world.building();
    const from = circleci.count;
    circleci.once('GET', '/pipeline/{pipeline_id}', never);
    circleci.finish(pipeline);
    await circleci.waitFor('GET', '/pipeline/{pipeline_id}', { from, arrived: true });
    await world.kill();
    await world.becomes('success', { ms: 60_000 });
    assert.equal(world.told(row).at(-1), 'success');
});

// Another one of the same branch, which CircleCI doesn't say the parameters of.
await test('where-nobody-can-tell', async () => {
    state.tellsParameters = false;
    const row = await killedAt('POST', startPath, doneAndSilent());
    const ended = await world.becomes('error', { ms: 60_000 });
    assert.match(ended.detail, /^nobody can tell whether a build was asked for: it may be .*\/pipelines\/github\/acme\/web\/\d+, .*; look there, and if none/);
    assert.equal(world.pipelines(row).length, 1);
    assert.equal(world.jobs('trigger').find((one) => one.subject === row.sha).state, 'dead');
    state.tellsParameters = true;
});

await test('killed-at-random', async () => {
    let kills = 0;
    for (let round = 0; round < 6; round++) {
        const { after } = await world.release();
        for (let i = 0; i < 2; i++) {
            const from = circleci.count;
            const isAsked = await circleci.until(() => circleci.count > from + round % 3, () => 'nothing more', 3_000).then(() => true, () => false);
            if (!isAsked) break;
            await world.kill();
            kills++;
        }
        await until('its row', () => world.row().sha === after);
        await until('it is being built', () => {
            world.tool('long-ago', '2');
            return world.row().state === 'in_progress';
        }, 60_000);
        await endsWell(world.row());
    }
    assert.ok(kills > 0);
});

await done();
