// The whole loop through nginx, all parts real but GitHub, Slack and CircleCI: a repository is tied in Slack, a pull request is opened, and
// its commit goes by GitHub's deployment and CircleCI's pipeline to its environment; Slack, the pull request and `hooklet why` tell of it.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import { controls, textsOf } from './slack.mjs';
import { startLoop } from './loop/rig.mjs';

const loop = await startLoop({ validate: true });
const { github, slack } = loop;
const brief = (sha) => sha.slice(0, 10);
const words = (message) => textsOf(message).join('\n');

// In this order, each beginning behind the one before.
function assertInOrder(text, patterns) {
    let from = 0;
    for (const pattern of patterns) {
        const found = pattern.exec(text.slice(from));
        assert.ok(found, `${pattern} does not follow in\n${text}`);
        from += found.index + found[0].length;
    }
}

// --- From setup to the comment -----------------------------------------------------------------------------------------------------

await test('setup-to-comment', async () => {
    const web = await loop.project('web');
    assert.match(web.setup.shown.text, /acme\/web/);
    const offers = () => web.messages.find(({ blocks }) => controls(blocks).length > 0);
    const greeting = await web.until('the collaborators are offered', offers, () => web.messages);
    await web.presses(greeting, { text: 'octocat' });
    const pull = await web.open({ login: 'octocat', title: 'Mend it' });
    const { sha } = pull.pull.head;

    const pipeline = await web.pipeline('pr1');
    assert.deepEqual(pipeline.parameters, {
        ENVIRONMENT: 'pr1', VERSION: `pr1-${brief(sha)}`, SUBDOMAIN: 'pr1', URL: 'https://pr1.web.example.org/',
        DEPLOYMENT: (await web.row('pr1')).id.toString(), revision: sha,
    });
    const [deployment] = web.deployments('pr1');
    assert.deepEqual([deployment.sha, deployment.transient, deployment.production], [sha, true, false]);
    assert.equal(deployment.payload.number, 1);
    assert.match(deployment.description, /octocat/);

    const message = await web.message('pr1', /is being built for/);
    // Nothing else looks any more, so it is the end of the workflow that settles.
    await loop.quiet();
    loop.circleci.finish(pipeline, 'success', { quiet: true });
    await web.deployed('pr1', 'success');
    await web.message('pr1', /is live on/);
    const comment = await web.comment(pull, /https:\/\/pr1\.web\.example\.org\//);
    await loop.quiet();

    // One of each, however much there was to tell.
    assert.deepEqual([web.deployments().length, web.pipelines.length, web.told('pr1').length, web.comments(pull).length], [1, 1, 1, 1]);
    assert.equal(web.told('pr1')[0], message);
    assert.ok(message.edits.length > 0 && web.thread(message).length > 0);
    assert.match(words(message), new RegExp(`<@${slack.ada.id}>`));
    assert.match(comment.body, new RegExp(brief(sha)));
    // Whoever is late tells the newest alone.
    const statuses = web.statuses(deployment);
    assert.deepEqual(statuses, ['queued', 'in_progress', 'success'].filter((one) => statuses.includes(one)));
    const last = github.state.deploymentStatuses.findLast((one) => one.deployment === deployment.id);
    assert.deepEqual([last.state, last.environmentUrl], ['success', 'https://pr1.web.example.org/']);
    assert.ok(last.logUrl.startsWith(loop.circleci.appUrl), last.logUrl);
    const row = await web.row('pr1');
    assert.deepEqual([row.state, row.sha, row.pull_request, row.url, row.by, row.author, row.remote, row.pipeline],
        ['success', sha, 1, 'https://pr1.web.example.org/', 'octocat', 'octocat', String(deployment.id), pipeline.id]);

    assertInOrder(await loop.why(sha), [
        /pull_request/, /Job \d+ made: deployment/, /Received from github: deployment/, /Job \d+ made: trigger/,
        /Received from circleci: workflow-completed/, /Job \d+ made: build/,
        /Job \d+ made: status/, /success/,
    ]);
    assert.deepEqual(await web.broken(), []);
});

await test('another-commit-edits-the-comment-and-says-it-anew-in-slack', async () => {
    const web = await loop.project('more');
    const pull = await web.open();
    await web.build('pr1');
    const sha = await web.commit(pull);
    await web.build('pr1', { nth: 2 });
    await web.comment(pull, new RegExp(brief(sha)));
    await loop.quiet();
    assert.deepEqual([web.comments(pull).length, web.told('pr1').length, web.deployments('pr1').length], [1, 2, 2]);
    assert.match(web.told('pr1')[0].text, /was live on/);
    await web.close(pull);
    await web.deployed('pr1', 'inactive');
    await web.settled('pr1', 'inactive');
    await web.comment(pull, /no longer live/);
    await loop.quiet();
    assert.equal(web.comments(pull).length, 1);
    assert.match(web.told('pr1').at(-1).text, /no longer live/);
});

// --- The default workflow ------------------------------------------------------------------------------------------------------------

await test('branches-and-tags-go-where-the-workflow-says', async () => {
    const flow = await loop.project('flow');
    const main = await flow.push();
    const preview = await flow.build('preview');
    assert.deepEqual([preview.branch, preview.parameters.VERSION, preview.parameters.URL],
        ['main', `preview-${brief(main)}`, 'https://preview.flow.example.org/']);

    await flow.push('release-2');
    assert.equal((await flow.build('test')).branch, 'release-2');

    await flow.says('set url production www.example.org');
    const tagged = await flow.tag('v1.0');
    const production = await flow.build('production');
    assert.deepEqual([production.tag, production.branch, production.parameters.VERSION], ['v1.0', null, 'v1.0']);
    assert.equal(production.parameters.URL, 'https://www.example.org');
    assert.ok(!('SUBDOMAIN' in production.parameters) || production.parameters.SUBDOMAIN === '');
    assert.deepEqual(flow.deployments('production').map(({ sha, production: live }) => [sha, live]), [[tagged, true]]);

    await flow.push('some-topic');
    await flow.tag('not-a-version');
    await loop.quiet();
    assert.deepEqual(flow.deployments().map(({ environment }) => environment), ['preview', 'test', 'production']);
});

await test('a-repository-that-is-not-tied-has-no-project', async () => {
    const stranger = await loop.project('stranger', { tied: false });
    await stranger.open();
    await loop.quiet();
    assert.deepEqual([stranger.deployments(), stranger.messages], [[], []]);
    const { events } = await loop.json('events', '-n', '1');
    assert.match(await loop.why(`event ${events[0].id}`), /no project/);
});

// --- What people ask for in Slack ------------------------------------------------------------------------------------------------------

await test('production-is-confirmed-or-cancelled', async () => {
    const shop = await loop.project('shop');
    await shop.tag('v1.0');
    await shop.build('production');
    const { sha } = shop.repository.tags['v1.0'];
    await shop.says('deploy production');
    const question = await shop.whisper(/Deploy .*v1\.0.* to \*production\*\?/);
    assert.match(words(question), new RegExp(brief(sha)));
    await shop.presses(question, { action: 'cancel' });
    await shop.whisper(/does not go to/);
    await loop.quiet();
    assert.equal(shop.deployments('production').length, 1);

    await shop.says('deploy v1.0 to production');
    await shop.presses(await shop.whisper(/Deploy .*v1\.0.* to \*production\*\?/), { action: 'deploy' });
    await shop.build('production', { nth: 2 });
    await shop.settled('production', 'success');
    assert.match((await shop.row('production')).by_slack, /^U/);
    assert.ok(shop.messages.some(({ text }) => /deploys .*v1\.0.* to \*production\*/.test(text)), 'it is announced in the channel');

    await shop.says('deploy main to production');
    await shop.whisper(/That can't be: .*tag/s);
    await shop.says('deploy main to staging');
    await shop.whisper(/That can't be: .*test/s);
    await loop.quiet();
    assert.deepEqual(shop.deployments().map(({ environment }) => environment), ['production', 'production']);
});

await test('staging-takes-what-was-built-to-test', async () => {
    const shop = await loop.project('stage');
    const sha = await shop.push('release-1');
    await shop.build('test');
    await shop.settled('test', 'success');
    await shop.says('deploy staging');
    await shop.build('staging');
    await shop.settled('staging', 'success');
    assert.deepEqual(shop.deployments('staging').map((one) => one.sha), [sha]);
    assert.match((await shop.says('list')).text, /staging[\s\S]*test/);
});

await test('a-branch-that-has-moved-is-not-rolled-back', async () => {
    const back = await loop.project('back');
    const first = await back.push();
    await back.build('preview');
    const second = await back.push();
    await back.build('preview', { nth: 2 });
    await back.settled('preview', 'success');
    await back.message('preview', /is live on/);

    await back.says('rollback preview');
    const third = await back.pipeline('preview', 3);
    assert.equal(third.parameters.revision, first);
    // CircleCI builds what the branch is, which has moved on: that is no rollback.
    assert.equal(third.revision, second);
    await loop.quiet();
    const row = await back.row('preview');
    assert.deepEqual([row.state, row.origin], ['failure', 'rollback']);
    assert.match(row.detail, /CircleCI took [0-9a-f]{10} of main, which has moved, and not [0-9a-f]{10}; give that commit a tag/);
});

await test('tags-can-be-rolled-back', async () => {
    const back = await loop.project('tags');
    const first = await back.tag('v1.0');
    await back.build('production');
    await back.push('main');
    await back.tag('v1.1');
    await back.build('production', { nth: 2 });
    const message = await back.message('production', /is live on[\s\S]*/);
    await loop.quiet();
    await back.presses(message, { action: 'rollback' });
    const pipeline = await back.build('production', { nth: 3 });
    assert.deepEqual([pipeline.tag, pipeline.revision], ['v1.0', first]);
    await back.settled('production', 'success');
    assert.equal((await back.row('production')).sha, first);
});

await test('a-failed-build-is-retried-by-its-button', async () => {
    const again = await loop.project('again');
    const sha = await again.push();
    await again.build('preview', { outcome: 'failed' });
    const message = await again.message('preview', /did not get to/);
    const row = await again.settled('preview', 'failure');
    assert.ok(row.detail.length > 0);
    assert.ok(again.thread(message).some(({ text }) => /did not get to/.test(text)));
    await again.presses(message, { action: 'retry' });
    const pipeline = await again.pipeline('preview', 2);
    assert.equal(pipeline.parameters.revision, sha);
    again.finish(pipeline);
    await again.settled('preview', 'success');
    await again.message('preview', /is live on/);
    await loop.quiet();
    assert.deepEqual(again.deployments('preview').map((one) => [one.sha, again.statuses(one).at(-1)]), [[sha, 'failure'], [sha, 'success']]);
});

await done();
