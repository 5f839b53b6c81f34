// Builds by CircleCI's API v1.1: asked for by commit, told of by a body without a signature, which is only a reason to look.
import assert from 'node:assert';
import { startDeploying } from './circleci/deploying.mjs';
import { done, request, test, until } from './lib.mjs';

const world = await startDeploying({ project: 'version = "v1.1"\n    job = deploy' });
const { circleci, project, site } = world;
const startPath = '/v1.1/project/{vcs}/{username}/{project}';
let count = 0;
const built = async () => {
    const { after } = await world.release();
    await until('its row', () => world.row()?.sha === after);
    const row = await world.becomes('in_progress');
    return { row, after, build: await circleci.build(project, { nth: ++count }) };
};

await test('a-commit-is-built-and-is-live', async () => {
    const { row, after, build } = await built();
    assert.deepEqual([build.vcs_revision, build.job_name], [after, 'deploy']);
    assert.deepEqual([build.build_parameters.ENVIRONMENT, build.build_parameters.DEPLOYMENT, build.build_parameters.revision], ['test', String(row.id), after]);
    assert.deepEqual([row.build, row.pipeline], [String(build.build_num), `gh/acme/web/${build.build_num}`]);
    circleci.beginBuild(build);
    circleci.finishBuild(project, build);
    const live = await world.becomes('success');
    const told = world.lastTold(row);
    assert.deepEqual([told.state, told.logUrl, live.build_url], ['success', build.build_url, build.build_url]);
});

const ends = { failed: 'failure', canceled: 'failure', infrastructure_fail: 'failure', timedout: 'failure', no_tests: 'error' };
for (const [outcome, state] of Object.entries(ends)) {
    await test(`a-build-that-ends-${outcome.replace('_', '-')}`, async () => {
        const { build } = await built();
        circleci.finishBuild(project, build, outcome);
        assert.match((await world.becomes(state)).detail, new RegExp(`^build ${build.build_num}: ${outcome}$`));
    });
}

await test('without-an-outcome-it-is-not-over', async () => {
    const { row, build } = await built();
    const from = circleci.count;
    circleci.beginBuild(build);
    const body = JSON.stringify({ payload: { ...build, outcome: 'success', lifecycle: 'finished', status: 'success' } });
    const answer = await request(project.notify, { body, headers: { 'Content-Type': 'application/json' } });
    assert.equal(answer.json.status, 'accepted', answer.text);
    await circleci.waitFor('GET', `${startPath}/{build_num}`, { from });
    await world.quiet();
    assert.deepEqual([world.whole(row).state, world.whole(row).detail], ['in_progress', `build ${build.build_num}: running`]);
    circleci.finishBuild(project, build, 'failed');
    await world.becomes('failure');
});

await test('the-token-of-the-address-alone-changes-nothing', async () => {
    const { row, build } = await built();
    const wrong = await request(`${site.url}/hooks/circleci/${'0'.repeat(40)}`, {
        body: JSON.stringify({ payload: { ...build, outcome: 'success' } }), headers: { 'Content-Type': 'application/json' },
    });
    assert.equal(wrong.status, 401);
    await world.quiet();
    assert.equal(world.whole(row).state, 'in_progress');
    circleci.finishBuild(project, build);
    await world.becomes('success');
});

await test('an-answer-that-nobody-hears', async () => {
    circleci.once('POST', startPath, async ({ normal }) => ({ ...await normal(), cut: 0 }));
    const { row, build } = await built();
    assert.deepEqual([project.builds.length, row.build], [count, String(build.build_num)]);
    circleci.finishBuild(project, build);
    await world.becomes('success');
});

await done();
