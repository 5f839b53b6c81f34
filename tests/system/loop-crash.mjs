// A worker that is killed with kill -9 at any request of the whole loop, before the service does it or when it has been done and nobody
// heard: there is one GitHub deployment, one pipeline, one message, one comment, and they come to the same end.
import assert from 'node:assert';
import { done, note, test } from './lib.mjs';
import { startLoop } from './loop/rig.mjs';

const loop = await startLoop({ validate: true });
const { github, slack, circleci } = loop;

// Jobs that a dying worker has cut off, so far.
const cutOff = async () => (await loop.quiet()).reduce((sum, { crashed }) => sum + crashed, 0);

// What is there when all is over, however often somebody died.
async function assertOnce(project, pull) {
    await project.settled('pr1', 'success');
    await project.deployed('pr1', 'success');
    await project.message('pr1', /is live on/);
    await project.comment(pull, /is live on/);
    await loop.quiet();
    const [deployment] = project.deployments();
    assert.deepEqual([project.deployments().length, project.pipelines.length, project.told('pr1').length, project.comments(pull).length],
        [1, 1, 1, 1], 'deployments, pipelines, messages, comments');
    assert.deepEqual((await project.rows()).map(({ state, remote }) => [state, remote]), [['success', String(deployment.id)]]);
    const texts = project.thread(project.told('pr1')[0]).map(({ text }) => text);
    assert.equal(new Set(texts).size, texts.length, `the thread repeats itself: ${texts.join(' | ')}`);
    assert.equal(project.statuses(deployment).at(-1), 'success');
}

// Each request that changes something, or that stands between two that do: [name, service, method, path of `project`, build is over].
const places = [
    ['the-deployment', github, 'POST', ({ name }) => `/repos/${name}/deployments`],
    ['the-pipeline', circleci, 'POST', ({ name }) => `/project/gh/${name}/pipeline`],
    ['reading-it-back', circleci, 'GET', () => '/pipeline/{pipeline_id}'],
    ['the-first-status', github, 'POST', ({ name }) => `/repos/${name}/deployments/{deployment_id}/statuses`],
    ['the-message', slack, 'POST', () => '/chat.postMessage'],
    ['the-workflows', circleci, 'GET', () => '/pipeline/{pipeline_id}/workflow', true],
    ['the-last-status', github, 'POST', ({ name }) => `/repos/${name}/deployments/{deployment_id}/statuses`, true],
    ['the-edit', slack, 'POST', () => '/chat.update', true],
    ['the-comment', github, 'POST', ({ name }) => `/repos/${name}/issues/1/comments`, true],
];

// Nobody asks twice before it is sure that nothing came of the first time.  Whatever the worker is killed at, its trigger may just be
// between noting that it asks and asking, and waits for a minute then.
async function minute(project, environment = 'pr1') {
    const key = `trigger:${project.name}:${environment}`;
    const waits = async () => (await loop.jobs()).some((job) => job.kind === 'trigger' && job.state === 'waiting' && job.key === key);
    await project.until('a pipeline, or a trigger that waits', async () => project.pipelines.length > 0 || waits(), () => []);
    const isMissing = project.pipelines.length === 0;
    if (isMissing) loop.minutePasses();
    return isMissing;
}

let count = 0;
for (const [name, service, method, path, isOver] of places) {
    for (const when of ['before', 'after']) {
        await test(`killed-${when}-${name}`, async () => {
            const project = await loop.project(`crash-${++count}`);
            const before = await cutOff();
            const at = path(project);
            let pull;
            const begin = async () => { pull = await project.open({ login: 'octocat' }); };
            const build = async () => project.finish(await project.pipeline('pr1'));
            if (isOver) {
                await begin();
                await project.pipeline('pr1');
                await loop.quiet();
                await loop.crash(service, method, at, when, build);
            } else {
                await loop.crash(service, method, at, when, begin);
                const isMissing = await minute(project);
                if (name === 'the-pipeline') assert.equal(isMissing, when === 'before');
                await build();
            }
            await assertOnce(project, pull);
            assert.ok(await cutOff() > before);
        });
    }
}

// Where GitHub's event doesn't tell of it either, it has to be looked for.
await test('killed-after-the-deployment-and-its-event-is-lost', async () => {
    const project = await loop.project('crash-unheard');
    const before = await cutOff();
    github.state.hook.loses.deployment = 1;
    let pull;
    await loop.crash(github, 'POST', `/repos/${project.name}/deployments`, 'after', async () => {
        pull = await project.open({ login: 'octocat' });
    });
    await project.settled('pr1', 'queued');
    assert.ok(await cutOff() > before);
    loop.later();
    project.finish(await project.pipeline('pr1'));
    await assertOnce(project, pull);
});

// What people ask for in Slack: each request that it takes until the deployment is GitHub's business.
const asked = [
    ['the-ref-is-looked-up', github, 'POST', '/graphql'],
    ['the-answer-is-given', slack, 'POST', '/commands/{team_id}/{hook_id}/{token}'],
];
for (const [name, service, method, path] of asked) {
    for (const when of ['before', 'after']) {
        await test(`killed-${when}-${name}`, async () => {
            const project = await loop.project(`asked-${++count}`);
            await loop.quiet();
            await loop.crash(service, method, path, when, () => project.says('deploy main to preview'));
            await minute(project, 'preview');
            await project.build('preview');
            await project.settled('preview', 'success');
            await loop.quiet();
            assert.deepEqual([project.deployments().length, project.pipelines.length, project.told('preview').length], [1, 1, 1]);
        });
    }
}

await test('killed-again-and-again', async () => {
    const projects = [];
    for (let i = 0; i < 4; i++) projects.push(await loop.project(`many-${i}`));
    await loop.quiet();
    const pulls = await Promise.all(projects.map((one) => one.open({ login: 'octocat' })));
    let kills = 0;
    for (let round = 0; round < 6; round++) {
        const from = github.count + slack.count + circleci.count;
        for (const one of projects) one.pipelines.filter(({ workflows }) => workflows.length === 0).forEach((pipeline) => one.finish(pipeline));
        const isBusy = await projects[0].until('more requests', () => github.count + slack.count + circleci.count > from + 5, () => [], 3000)
            .then(() => true, () => false);
        if (!isBusy) break;
        await loop.site.stop('worker', 'SIGKILL');
        loop.site.worker();
        kills++;
    }
    note(`${kills} kills`);
    await loop.quiet();
    loop.minutePasses();
    for (const one of projects) {
        const pipeline = await one.pipeline('pr1');
        if (pipeline.workflows.length === 0) one.finish(pipeline);
    }
    for (const [i, one] of projects.entries()) await assertOnce(one, pulls[i]);
});

await done();
