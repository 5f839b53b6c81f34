// Deployments in a channel: one message for each, edited in place, its details in a thread; what people delete, where nobody may post,
// and workers that die between a post and its note.  Store, worker and actions are real.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import { never, removeMessage, shown, textsOf, unheard, wakes } from './slack.mjs';
import { controls } from './slack/blocks.mjs';
import { doneAndSilent, startWorld } from './slack/world.mjs';

const world = await startWorld();
const { slack, site } = world;
const { state } = slack;
world.link('ada', slack.ada);
site.worker();

const post = ['POST', '/chat.postMessage'], edit = ['POST', '/chat.update'];
const said = (message) => textsOf(message).map(shown).join('\n');
const last = () => world.messages().at(-1);
const allGood = (jobs) => assert.deepEqual(jobs.filter((job) => job.state !== 'done').map((job) => job.reason), []);
const buttons = (message) => controls(message.blocks ?? []).map(({ element }) => element.action_id);

await test('one-message-edited-in-place-with-details-in-its-thread', async () => {
    const id = world.add({ by: 'ada', author: 'bob' });
    allGood(await world.tell(id));
    const message = last();
    assert.match(said(message), /v1\.2.* is queued for \*production\*/);
    assert.match(said(message), new RegExp(`by a push of @${slack.ada.id}`));
    await world.change(id, { state: 'waiting', detail: 'ci/test is pending' });
    await world.change(id, { state: 'in_progress', build: '57', build_url: 'https://ci.example.org/57', triggered: '1' });
    await world.change(id, { state: 'success', url: 'https://www.example.org', detail: '' });
    assert.equal(world.messages().length, 1);
    assert.deepEqual(message.edits.length, 3);
    assert.match(said(message), /is live on \*production\*: https:\/\/www\.example\.org/);
    const thread = world.thread(message);
    assert.deepEqual([thread.length, thread[0], shown(thread[1])], [3, 'Waiting for checks: ci/test is pending', 'The build has begun (log)']);
    assert.match(thread[2], /it is live on/);
    assert.deepEqual(wakes(thread[2]), [slack.ada.id]);
    assert.match(world.last().reason, new RegExp(`told in ${slack.channel.id}, message ${message.ts.replace('.', '\\.')}: success`));
});

await test('what-it-says-already-is-not-said-again', async () => {
    const id = world.add();
    await world.tell(id);
    const asked = slack.count;
    allGood(await world.tell(id));
    assert.equal(slack.count, asked);
});

await test('one-that-waits-for-another-says-so', async () => {
    const first = world.add({ environment: 'slow', state: 'in_progress' }), second = world.add({ environment: 'slow', ref: 'refs/heads/main' });
    await world.tell(second);
    assert.match(last().text, /`main` .* is queued for \*slow\*, behind `v1\.2` .*, which is being built/);
    await world.change(first, { state: 'failure' });
    await world.change(second, { state: 'in_progress' });
    assert.ok(!world.messages().some(({ text }) => text.includes('behind')));
});

await test('of-what-is-live-the-one-before-says-so-no-longer', async () => {
    const old = last();
    const first = world.add({ environment: 'test' });
    await world.change(first, { state: 'success', triggered: '1' });
    const one = last();
    assert.match(said(one), /is live on \*test\*/);
    assert.deepEqual(buttons(one), []);
    const second = world.add({ environment: 'test' });
    allGood(await world.change(second, { state: 'success', triggered: '1' }));
    assert.match(said(one), /was live on \*test\*/);
    assert.deepEqual([buttons(one), buttons(last())], [[], ['rollback']]);
    const third = world.add({ environment: 'test' });
    const jobs = await world.change(third, { state: 'failure', triggered: '1', detail: 'make: *** [test] Error 1' });
    allGood(jobs);
    assert.match(said(last()), /did not get to \*test\*: make: \*\*\* \[test\] Error 1/);
    assert.deepEqual(buttons(last()), ['retry']);
    assert.notEqual(old, one);
});

await test('superseded-says-so-and-wakes-nobody', async () => {
    const first = world.add({ environment: 'staging' });
    await world.tell(first);
    const message = last();
    world.add({ environment: 'staging' });
    allGood(await world.tell(first));
    assert.match(said(message), /gave way to a newer one for \*staging\*/);
    assert.deepEqual(world.thread(message), []);
});

// --- Cut off -----------------------------------------------------------------------------------------------------------------

for (const [name, how] of [['before-slack-has-it', () => () => never()], ['when-slack-has-it', doneAndSilent]]) {
    await test(`a-worker-that-dies-posts-once-${name}`, async () => {
        const id = world.add(), count = world.messages().length;
        allGood(await world.cutOff(slack, ...post, how(), () => world.begin(id)));
        assert.equal(world.messages().length, count + 1);
        const asked = slack.count;
        await world.tell(id);
        assert.equal(slack.count, asked);
    });

    await test(`a-worker-that-dies-says-a-detail-once-${name}`, async () => {
        const id = world.add();
        await world.tell(id);
        world.write(id, { state: 'waiting', detail: 'ci/test' });
        allGood(await world.cutOff(slack, ...post, how(), () => world.begin(id)));
        assert.deepEqual(world.thread(last()), ['Waiting for checks: ci/test']);
    });

    await test(`a-worker-that-dies-edits-${name}`, async () => {
        const id = world.add();
        await world.tell(id);
        world.write(id, { state: 'in_progress' });
        allGood(await world.cutOff(slack, ...edit, how(), () => world.begin(id)));
        assert.match(said(last()), /is being built/);
        assert.deepEqual(world.thread(last()), ['The build has begun']);
    });
}

await test('what-has-changed-meanwhile-is-what-it-says', async () => {
    const id = world.add(), count = world.messages().length, how = doneAndSilent();
    slack.once(...post, how);
    world.begin(id);
    await how.isDone;
    await site.stop('worker', 'SIGKILL');
    world.write(id, { state: 'in_progress' });
    world.begin(id);
    site.worker();
    allGood(await world.settled());
    assert.equal(world.messages().length, count + 1);
    assert.match(said(last()), /is being built/);
});

await test('an-answer-that-nobody-hears', async () => {
    const id = world.add(), count = world.messages().length;
    slack.once(...post, unheard());
    allGood(await world.tell(id));
    assert.equal(world.messages().length, count + 1);
});

// --- People ------------------------------------------------------------------------------------------------------------------

await test('a-message-that-was-deleted-gives-way-to-a-new-one', async () => {
    const id = world.add();
    await world.tell(id);
    const gone = last();
    removeMessage(state, gone);
    allGood(await world.change(id, { state: 'in_progress' }));
    assert.notEqual(last(), gone);
    assert.match(said(last()), /is being built/);
    assert.deepEqual(world.thread(last()), ['The build has begun']);
    slack.once(...edit, { status: 200, body: { ok: false, error: 'cant_update_message' } });
    const count = world.messages().length;
    allGood(await world.change(id, { state: 'failure', detail: 'broken' }));
    assert.equal(world.messages().length, count + 1);
    assert.deepEqual(world.thread(last()).map(shown), ['It did not get to *production*: broken']);
});

await test('one-that-is-deleted-while-nobody-knows-of-it', async () => {
    const id = world.add(), how = doneAndSilent();
    slack.once(...post, how);
    world.begin(id);
    await how.isDone;
    await site.stop('worker', 'SIGKILL');
    removeMessage(state, last());
    const count = world.messages().length;
    site.worker();
    allGood(await world.settled());
    assert.equal(world.messages().length, count + 1);
    assert.match(said(last()), /is queued/);
});

await test('a-channel-that-is-renamed-is-the-same', async () => {
    const id = world.add();
    await world.tell(id);
    const message = last();
    slack.channel.name = 'website';
    allGood(await world.change(id, { state: 'in_progress' }));
    assert.match(said(message), /is being built/);
});

await test('whatever-script-and-however-long', async () => {
    const detail = `<!channel> & שלום ${'😀é'.repeat(4000)}`;
    const id = world.add({ ref: 'refs/heads/whatever', environment: 'a'.repeat(60) });
    allGood(await world.change(id, { state: 'failure', detail }));
    const words = said(last());
    assert.match(words, /<!channel> & שלום (😀é)+😀?…/);
    assert.deepEqual(wakes(textsOf(last()).join(' ')), []);
    assert.ok(world.thread(last())[0].length <= 4000);
});

// --- Where nobody may post ---------------------------------------------------------------------------------------------------

const remedies = [
    ['not_in_channel', /not_in_channel; invite the app into the channel: \/invite/],
    ['is_archived', /is_archived; the channel is archived: unarchive it, or tie/],
    ['channel_not_found', /channel_not_found; there is no such channel/],
];
for (const [error, words] of remedies) {
    await test(`${error}-is-hopeless-and-why-says-what-to-do`, async () => {
        const id = world.add();
        slack.once(...post, { status: 200, body: { ok: false, error } });
        await world.tell(id);
        const job = world.last();
        assert.equal(job.state, 'dead');
        assert.match(job.reason, words);
        assert.match(site.hooklet('why', `job ${job.id}`).stdout.replace(/\s+/g, ' '), words);
        // When people have done it, the next news are told.
        allGood((await world.change(id, { state: 'in_progress' })).filter((one) => one.id > job.id));
        assert.match(said(last()), /is being built/);
    });
}

await test('a-token-that-was-revoked', async () => {
    const id = world.add();
    state.tokens[slack.token].refusal = 'token_revoked';
    await world.tell(id);
    assert.equal(world.last().state, 'dead');
    assert.match(world.last().reason, /token_revoked; install the app again, and put its token into token_file/);
    state.tokens[slack.token].refusal = null;
    const before = world.last().id;
    allGood((await world.tell(id)).filter((one) => one.id > before));
    assert.match(said(last()), /is queued/);
});

// --- Not at all --------------------------------------------------------------------------------------------------------------

const silent = [
    ['turned-off', { project: "    notices = { pull_request }\n" }, /such messages are turned off/],
    ['no-channel', { channel: null }, /acme\/web is tied to no channel/],
    ['no-slack', { slackSays: null }, /Slack is not configured/],
];
for (const [name, config, words] of silent) {
    await test(`nothing-is-said-and-the-job-says-why-${name}`, async () => {
        await world.configureAgain(config);
        const asked = slack.count;
        const id = world.add();
        await world.tell(id);
        assert.deepEqual([world.last().state, slack.count], ['done', asked]);
        assert.match(world.last().reason, words);
    });
}

await test('no-project', async () => {
    await world.configureAgain();
    await world.tell(world.add({ repository: 'acme/other' }));
    assert.equal(world.last().reason, 'acme/other is no project');
});

await done();
