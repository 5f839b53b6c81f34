// What happens to pull requests, issues and releases, in a channel: one thread for each, in order, each event once; and an incoming
// webhook in place of a token.  nginx, programs, store and worker are real.
import assert from 'node:assert';
import { done, examples, test, until } from './lib.mjs';
import { issueEvent, merge } from './github/app.mjs';
import { addIssue } from './github.mjs';
import { addWebhook, hold, removeMessage, shown, unheard, wakes } from './slack.mjs';
import { doneAndSilent, startWorld } from './slack/world.mjs';

// Nothing is deployed by itself here.
const more = "deployment \"never\" {\n    repositories = { acme/web }\n    environment = never\n    tags = { never }\n}\n";
const world = await startWorld({ more });
const { slack, github, site } = world;
world.link('ada', slack.ada);
await Promise.all(['github-issues', 'github-pull-request', 'github-pull-request-review', 'github-release', 'github-other'].map((name) => site.program(name)));
await site.nginx();
site.worker();

const post = ['POST', '/chat.postMessage'];
const last = () => world.messages().at(-1);
const allGood = (jobs) => assert.deepEqual(jobs.filter((job) => job.state !== 'done').map((job) => job.reason), []);

// As GitHub would tell of it; `more` goes over the payload.
async function send({ event, payload }, more = {}, delivery) {
    const answer = await site.post(event, { ...payload, ...more }, { delivery });
    assert.ok([200, 202].includes(answer.status), answer.text);
    return answer.json;
}

async function happens(...words) {
    await send(...words);
    const jobs = await world.settled();
    allGood(jobs.filter((job) => job.kind === 'notify'));
}

const user = (login) => ({ ...sample('pull_request', 'opened').sender, login });
const sample = (event, action) => structuredClone(
    examples().find(({ name }) => name === event).examples.find((one) => one.action === action));

function reviewEvent(pull, { login, state, body = null }) {
    const payload = sample('pull_request_review', 'submitted'), { payload: about } = issueEvent(github, pull, 'opened', { login });
    Object.assign(payload, { repository: about.repository, sender: about.sender });
    Object.assign(payload.pull_request, { number: pull.number, title: pull.title, html_url: about.pull_request.html_url });
    Object.assign(payload.review, { state, body, user: user(login) });
    return { event: 'pull_request_review', payload };
}

await test('a-pull-request-is-one-thread-in-order', async () => {
    const pull = world.pull({ title: 'Fix <the> lock & key', login: 'ada' });
    await happens(issueEvent(github, pull, 'opened', { login: 'ada' }));
    const message = last();
    assert.match(message.text, /^<@U\d+> opened pull request <http\S+\|#\d+ Fix &lt;the&gt; lock &amp; key>$/);
    assert.deepEqual(wakes(message.text), [slack.ada.id]);
    await happens(issueEvent(github, pull, 'review_requested', { login: 'ada' }), { requested_reviewer: user('bob') });
    await happens(reviewEvent(pull, { login: 'bob', state: 'approved' }));
    await happens(merge(github, { repository: 'acme/web', number: pull.number, login: 'ada' }));
    assert.equal(last(), message);
    const thread = world.thread(message).map(shown);
    assert.deepEqual(thread.map((one) => one.replace(/pull request .*/, '...')), [
        `@${slack.ada.id} asks bob to review ...`, 'bob approved ...', `@${slack.ada.id} merged ...`,
    ]);
    assert.deepEqual(message.edits, []);
});

await test('an-issue-is-another-thread', async () => {
    const issue = addIssue(github.state, 'acme/web', { title: 'שבור 🚨', login: 'bob' });
    await happens(issueEvent(github, issue, 'opened', { login: 'bob' }));
    const message = last();
    assert.match(shown(message.text), /^bob opened issue #\d+ שבור 🚨$/);
    await happens(issueEvent(github, issue, 'assigned', { login: 'bob', assignee: 'ada' }));
    await happens(issueEvent(github, issue, 'closed', { login: 'ada' }));
    assert.deepEqual(wakes(world.thread(message)[0]), [slack.ada.id]);
    assert.equal(world.thread(message).length, 2);
});

await test('a-release-stands-alone', async () => {
    const payload = sample('release', 'published'), { payload: about } = issueEvent(github, world.pull(), 'opened');
    Object.assign(payload, { repository: about.repository });
    Object.assign(payload.release, { tag_name: 'v2.0', name: 'Two', prerelease: false });
    await happens({ event: 'release', payload });
    assert.match(shown(last().text), / released Two of acme\/web$/);
});

await test('the-same-delivery-again-says-nothing', async () => {
    const pull = world.pull(), event = issueEvent(github, pull, 'opened');
    await happens(event, {}, 'once-and-again');
    const asked = slack.count;
    await happens(event, {}, 'once-and-again');
    assert.equal(slack.count, asked);
});

await test('what-comes-while-the-first-is-held-up-comes-behind-it', async () => {
    const pull = world.pull({ title: 'In order' }), held = hold(), from = slack.count;
    slack.once(...post, held);
    await send(issueEvent(github, pull, 'opened'));
    await slack.waitFor(...post, { from, arrived: true });
    for (const login of ['ada', 'bob']) await send(reviewEvent(pull, { login, state: 'changes_requested' }));
    await send(issueEvent(github, pull, 'closed'));
    await until('all wait', () => site.json('jobs').jobs.filter((job) => job.kind === 'notify' && job.state === 'waiting').length === 3);
    held.release();
    allGood((await world.settled()).filter((job) => job.kind === 'notify'));
    const words = world.thread(last()).map((one) => shown(one).replace(/pull request .*/, '...'));
    assert.deepEqual(words, [`@${slack.ada.id} wants changes in ...`, 'bob wants changes in ...', 'octocat closed ...']);
});

// --- Cut off -----------------------------------------------------------------------------------------------------------------

await test('a-worker-that-dies-begins-a-thread-once', async () => {
    const pull = world.pull({ title: 'Killed' }), count = world.messages().length, how = doneAndSilent();
    slack.once(...post, how);
    await send(issueEvent(github, pull, 'opened'));
    await how.isDone;
    await world.restart('SIGKILL');
    await world.settled();
    assert.equal(world.messages().length, count + 1);
    const again = doneAndSilent();
    slack.once(...post, again);
    await send(reviewEvent(pull, { login: 'bob', state: 'approved' }));
    await again.isDone;
    await world.restart('SIGKILL');
    allGood((await world.settled()).filter((job) => job.kind === 'notify'));
    await happens(issueEvent(github, pull, 'closed'));
    assert.deepEqual(world.thread(last()).map((one) => shown(one).replace(/pull request .*/, '...')), ['bob approved ...', 'octocat closed ...']);
});

await test('a-thread-whose-first-message-was-deleted-begins-anew', async () => {
    const pull = world.pull({ title: 'Deleted' });
    await happens(issueEvent(github, pull, 'opened'));
    removeMessage(slack.state, last());
    await happens(reviewEvent(pull, { login: 'bob', state: 'approved' }));
    assert.match(shown(last().text), /^bob approved/);
    await happens(issueEvent(github, pull, 'closed'));
    assert.equal(world.thread(last()).length, 1);
});

await test('an-answer-that-nobody-hears', async () => {
    const count = world.messages().length;
    slack.once(...post, unheard());
    await happens(issueEvent(github, world.pull(), 'opened'));
    assert.equal(world.messages().length, count + 1);
});

// --- Not all, and not by a token ------------------------------------------------------------------------------------------------

await test('kinds-that-are-turned-off', async () => {
    await world.configureAgain({ more, project: "    notices = { merge, release }\n" });
    await Promise.all(['github-pull-request', 'github-issues'].map(async (name) => {
        await site.stop(name);
        await site.program(name);
    }));
    const pull = world.pull({ title: 'Quiet' }), asked = slack.count;
    const answer = await send(issueEvent(github, pull, 'opened'));
    assert.match(JSON.stringify(answer), /such messages are turned off/);
    await world.settled();
    assert.equal(slack.count, asked);
    await happens(merge(github, { repository: 'acme/web', number: pull.number }));
    assert.match(shown(last().text), /^octocat merged pull request/);
});

await test('turned-off-while-it-waits', async () => {
    const pull = world.pull({ title: 'Late' });
    await site.stop('worker');
    await send(merge(github, { repository: 'acme/web', number: pull.number }));
    world.configure({ more, project: '    notices = { release }\n' });
    const asked = slack.count;
    site.worker();
    await world.settled();
    assert.equal(slack.count, asked);
    assert.equal(world.last().reason, 'such messages are turned off');
});

await test('an-incoming-webhook-tells-each-end-once', async () => {
    const webhook = addWebhook(slack.state, slack.channel);
    await world.configureAgain({ more, slackSays: { webhook }, channel: null });
    await site.stop('github-pull-request');
    await site.program('github-pull-request');
    const count = world.messages().length;
    const id = world.add();
    await world.tell(id);
    await world.change(id, { state: 'in_progress' });
    assert.equal(world.messages().length, count);
    assert.match(world.last().reason, /the webhook tells the end alone/);
    await world.change(id, { state: 'failure', detail: 'broken' });
    await world.tell(id);
    assert.equal(world.messages().length, count + 1);
    assert.match(shown(last().text), /did not get to \*production\*: broken/);
    assert.equal(last().blocks, undefined);
    await happens(issueEvent(github, world.pull({ title: 'By hook' }), 'opened'));
    assert.match(shown(last().text), /By hook/);
    webhook.refusal = { status: 410, text: 'channel_is_archived' };
    await world.tell(world.add({ state: 'failure' }));
    assert.equal(world.last().state, 'dead');
    assert.match(world.last().reason, /channel_is_archived; the channel is archived: unarchive it, or make a webhook/);
});

await done();
