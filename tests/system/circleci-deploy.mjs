// Deployments that CircleCI builds, from a push through nginx to what GitHub is told in the end: pipelines of v2, however they end, also
// when a webhook is lost, comes too early, or says something else than the API.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { failure, html } from './circleci.mjs';
import { startDeploying, startPath } from './circleci/deploying.mjs';
import { done, srcdir, test, until } from './lib.mjs';

const world = await startDeploying({ more: { workflows: [{ name: 'test', jobs: ['unit'] }, { name: 'deploy', jobs: ['deploy'] }] } });
const { circleci, site } = world;
const { state } = circleci;

await test('a-push-becomes-a-pipeline-and-is-live', async () => {
    const { row, pipeline, after, branch } = await world.building();
    assert.deepEqual([pipeline.branch, pipeline.revision], [branch, after]);
    assert.deepEqual(pipeline.parameters, {
        ENVIRONMENT: 'test', VERSION: `test-${after.slice(0, 10)}`, SUBDOMAIN: 'test', URL: 'https://test.example.org/',
        DEPLOYMENT: String(row.id), revision: after,
    });
    assert.deepEqual([row.pipeline, row.build], [pipeline.id, String(pipeline.number)]);
    assert.match(row.build_url, new RegExp(`/pipelines/github/acme/web/${pipeline.number}`));
    assert.deepEqual(world.told(row), ['queued', 'in_progress']);
    circleci.finish(pipeline);
    const live = await world.becomes('success');
    assert.equal(world.pipelines(row).length, 1);
    const told = world.lastTold(row);
    assert.deepEqual([told.state, told.environmentUrl], ['success', 'https://test.example.org/']);
    assert.equal(told.logUrl, live.build_url);
    assert.match(live.build_url, new RegExp(`/workflows/${live.workflow}$`));
});

// CircleCI refuses what is not declared.
await test('the-example-declares-and-uses-what-is-sent', () => {
    const { parameters, jobs, workflows } = parse(fs.readFileSync(path.join(srcdir, 'examples/circleci/config.yml'), 'utf8'));
    const sent = Object.keys(state.pipelines[0].parameters).sort();
    assert.deepEqual(Object.keys(parameters).sort(), sent);
    for (const one of Object.values(parameters)) assert.deepEqual([one.type, one.default], ['string', '']);
    assert.deepEqual(Object.values(jobs.deploy.environment).sort(), sent.map((name) => `<< pipeline.parameters.${name} >>`));
    assert.equal(workflows.deploy.when, workflows.test.unless);
});

await test('a-job-alone-settles-nothing', async () => {
    const { row, pipeline } = await world.building();
    circleci.begin(pipeline);
    for (const [name, status] of [['unit', 'success'], ['deploy', 'failed']]) {
        const from = circleci.hooks.deliveries.length;
        circleci.finishJob(pipeline, name, status);
        await circleci.delivered({ type: 'job-completed', from });
        await world.quiet();
        assert.equal(world.whole(row).state, 'in_progress');
    }
    assert.match(world.whole(row).detail, /workflow test: running/);
    assert.equal(world.lastTold(row).state, 'in_progress');
    circleci.finish(pipeline, 'failed');
    await world.becomes('failure');
});

await test('the-last-open-workflow-settles', async () => {
    const { row, pipeline } = await world.building();
    circleci.begin(pipeline);
    const from = circleci.hooks.deliveries.length;
    circleci.finish(pipeline, 'success', { workflow: 'deploy' });
    await circleci.delivered({ type: 'workflow-completed', from });
    await world.quiet();
    assert.equal(world.whole(row).state, 'in_progress');
    circleci.finish(pipeline, 'success', { workflow: 'test' });
    await world.becomes('success');
});

const ends = {
    failed: 'failure', canceled: 'failure', unauthorized: 'error', error: 'error', not_run: 'error',
};
for (const [status, outcome] of Object.entries(ends)) {
    await test(`a-build-that-ends-${status.replace('_', '-')}`, async () => {
        const { row, pipeline } = await world.building();
        circleci.finish(pipeline, status);
        const ended = await world.becomes(outcome);
        assert.match(ended.detail, new RegExp(`^workflow \\w+: ${status}$`));
        const told = world.lastTold(row);
        assert.deepEqual([told.state, told.environmentUrl], [outcome, 'https://test.example.org/']);
        assert.equal(told.logUrl, ended.build_url);
    });
}

await test('a-workflow-that-people-run-again', async () => {
    const { row, pipeline } = await world.building();
    circleci.begin(pipeline);
    state.hooksLost = 2;
    circleci.finish(pipeline, 'failed', { workflow: 'deploy' });
    circleci.rerun(pipeline, 'deploy');
    circleci.finish(pipeline, 'success', { workflow: 'test' });
    await circleci.idle();
    await world.quiet();
    assert.equal(world.whole(row).state, 'in_progress');
    circleci.finish(pipeline);
    await world.becomes('success');
});

await test('what-has-ended-is-not-changed-by-another-run', async () => {
    const { row, pipeline } = await world.building();
    circleci.finish(pipeline, 'failed');
    await world.becomes('failure');
    const from = circleci.hooks.deliveries.length;
    circleci.rerun(pipeline, 'deploy');
    circleci.finish(pipeline);
    const { text } = await circleci.delivered({ type: 'workflow-completed', from });
    const event = site.json('events', '-n', '1000').events.find((one) => one.delivery === JSON.parse(text).id);
    assert.equal(event.reason, `deployment ${row.id} has ended: failure`);
    await world.quiet();
    assert.deepEqual([world.whole(row).state, world.lastTold(row).state], ['failure', 'failure']);
});

// --- Not the commit, not the parameters --------------------------------------------------------------------------------------

await test('a-branch-that-has-moved', async () => {
    const moved = 'd'.repeat(40);
    const { after } = await world.release({ moved });
    const row = await world.becomes('failure');
    assert.match(row.detail, new RegExp(`^CircleCI took ${moved.slice(0, 10)} of release-\\d+, which has moved, and not ${after.slice(0, 10)}`));
    assert.equal(world.lastTold(row).state, 'failure');
    assert.equal(world.pipelines(row).length, 1);
});

await test('a-parameter-that-is-not-declared', async () => {
    world.project.parameters = world.project.parameters.filter((name) => name !== 'VERSION');
    await world.release();
    const row = await world.becomes('error');
    assert.match(row.detail, /status 400, Unexpected argument\(s\): VERSION; declare VERSION under parameters in \.circleci\/config\.yml/);
    assert.equal(world.lastTold(row).state, 'error');
    const job = world.jobs('trigger').at(0);
    assert.deepEqual([job.state, job.reason], ['dead', row.detail]);
});

await test('a-parameter-that-the-pipeline-stumbles-over', async () => {
    state.undeclared = 'pipeline';
    await world.release();
    const row = await world.becomes('error');
    assert.match(row.detail, /CircleCI could not run it: Unexpected argument\(s\): VERSION; declare VERSION/);
    state.undeclared = 'refused';
    world.project.parameters.push('VERSION');
});

await test('a-project-that-circleci-does-not-know', async () => {
    world.project.isHidden = true;
    await world.release();
    const row = await world.becomes('error');
    assert.match(row.detail, /there is no project gh\/acme\/web, or the token's owner has no access to it; set it up/);
    world.project.isHidden = false;
});

// --- Webhooks ----------------------------------------------------------------------------------------------------------------

await test('a-webhook-that-is-lost', async () => {
    const { row, pipeline } = await world.building();
    state.hooksLost = 10;
    circleci.finish(pipeline);
    state.hooksLost = 0;
    await world.quiet();
    assert.equal(world.whole(row).state, 'in_progress');
    world.tool('long-ago', '60');
    world.muchLater();
    await world.becomes('success');
    assert.equal(world.lastTold(row).state, 'success');
});

await test('a-build-that-takes-longer-goes-on', async () => {
    const { row, pipeline } = await world.building();
    const from = circleci.count;
    world.tool('long-ago', '60');
    world.muchLater();
    await circleci.waitFor('GET', '/pipeline/{pipeline_id}/workflow', { from });
    await world.quiet();
    assert.equal(world.whole(row).state, 'in_progress');
    circleci.finish(pipeline);
    await world.becomes('success');
});

await test('a-webhook-that-comes-before-the-row-knows-its-pipeline', async () => {
    const from = circleci.hooks.deliveries.length;
    circleci.once('POST', startPath, async ({ normal }) => {
        const answer = await normal();
        circleci.finish(state.pipelines.at(-1));
        await circleci.delivered({ type: 'workflow-completed', from, nth: 2 });
        return answer;
    });
    await world.release();
    const row = await world.becomes('success');
    assert.deepEqual(world.pipelines(row).length, 1);
    assert.equal(circleci.hooks.deliveries.slice(from).filter(({ text }) => /no deployment/.test(text)).length, 0);
});

await test('the-api-counts-and-not-what-the-webhook-says', async () => {
    const { row, pipeline } = await world.building();
    circleci.begin(pipeline);
    const from = circleci.hooks.deliveries.length;
    circleci.finish(pipeline, 'success', { workflow: 'test' });
    const { url, headers, text } = await circleci.delivered({ type: 'workflow-completed', from });
    assert.equal(await circleci.hooks.again({ url, headers, text }), 200);
    await world.quiet();
    assert.equal(world.whole(row).state, 'in_progress');
    circleci.finish(pipeline);
    await world.becomes('success');
});

await test('a-pipeline-that-circleci-has-forgotten', async () => {
    const { row, pipeline } = await world.building();
    state.pipelines = state.pipelines.filter((one) => one !== pipeline);
    world.tool('long-ago', '60');
    world.muchLater();
    await world.becomes('error');
    assert.match(world.whole(row).detail, new RegExp(`CircleCI knows no build ${pipeline.number} any more`));
});

// --- One after the other -----------------------------------------------------------------------------------------------------

await test('a-newer-one-waits-for-what-is-being-built', async () => {
    const { row, pipeline } = await world.building();
    const second = await world.queued();
    const last = await world.queued();
    assert.deepEqual(world.rows().slice(0, 3).map((one) => one.state), ['queued', 'superseded', 'in_progress']);
    assert.deepEqual(world.told(second), ['queued', 'inactive']);
    assert.equal(world.pipelines(world.row()).length, 0);
    assert.match(world.jobs('trigger').find(({ subject }) => subject === last.sha).reason, new RegExp(`waits for deployment ${row.id}, which`));
    circleci.finish(pipeline, 'failed');
    const next = await world.becomes('in_progress');
    assert.equal(next.sha, last.sha);
    assert.deepEqual([world.whole(row).state, world.pipelines(next).length], ['failure', 1]);
    circleci.finish(world.pipelines(next)[0]);
    await world.becomes('success');
});

// --- Trouble -----------------------------------------------------------------------------------------------------------------

await test('an-answer-that-nobody-hears', async () => {
    circleci.once('POST', startPath, async ({ normal }) => ({ ...await normal(), cut: 0 }));
    const { after } = await world.release();
    await until('its row', () => world.row()?.sha === after);
    const row = await world.becomes('in_progress', { ms: 60_000 });
    assert.equal(world.pipelines(row).length, 1);
    circleci.finish(world.pipelines(row)[0]);
    await world.becomes('success');
});

await test('circleci-is-away-while-it-is-asked-how-the-build-is', async () => {
    const { pipeline } = await world.building();
    circleci.once('GET', '/pipeline/{pipeline_id}', html(502));
    circleci.finish(pipeline);
    await world.becomes('success', { ms: 60_000 });
});

await test('a-token-that-is-revoked', async () => {
    const tokens = state.tokens.splice(0);
    await world.release();
    const row = await world.becomes('error');
    assert.match(row.detail, /status 401, You must log in first\.; make a new personal API token/);
    assert.ok(!JSON.stringify(row).includes(circleci.token));
    state.tokens.push(...tokens);
});

await test('a-branch-that-is-gone', async () => {
    circleci.once('POST', startPath, failure(400, 'Branch not found'));
    await world.release();
    assert.match((await world.becomes('error')).detail, /status 400, Branch not found/);
});

await test('why-tells-the-chain', async () => {
    const { row, pipeline, after } = await world.building();
    circleci.finish(pipeline);
    await world.becomes('success');
    const { stdout } = site.hooklet('why', after);
    for (const words of ['push', 'trigger', 'CircleCI builds it', 'workflow-completed', 'build', 'success']) assert.ok(stdout.includes(words), `${words}: ${stdout}`);
    assert.ok(row);
});

await done();
