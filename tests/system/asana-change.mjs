// Tasks follow their issues and pull requests: completed and taken up again, texts, labels, due dates; and what people do in Asana stays.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { done, test } from './lib.mjs';
import { addProject, addTag, addUser, place } from './asana.mjs';
import { addRepository } from './github.mjs';
import { startWorld } from './asana/items.mjs';

const world = await startWorld();
const { asana, site } = world;
const { state } = asana;
const api = addProject(state, asana.workspace, 'api'), docs = addProject(state, asana.workspace, 'docs', { sections: ['Open', 'dONE'] });
addRepository(world.github.state, 'acme/docs');
const mona = addUser(state, 'Mona Lisa');
world.person('Mona Lisa', { login: 'mona' });
const good = (job) => assert.equal(job.state, 'done', `${job.state}: ${job.reason}`);
const byHand = (change) => asana.byHand(mona, change);

// With a task.
async function anIssue(more) {
    const issue = world.issue(more);
    good(await world.opened(issue));
    return { issue, task: world.task(issue) };
}

async function aPull(more) {
    const pull = world.pull(more);
    good(await world.opened(pull));
    return { pull, task: world.task(pull) };
}

// --- Completed -------------------------------------------------------------------------------------------------------------------

await test('completed-when-closed-and-taken-up-when-reopened', async () => {
    const { issue, task } = await anIssue();
    const job = await world.closed(issue);
    assert.equal(job.reason, `updated task ${task.gid}; completed: the issue is closed; into section Done`);
    assert.deepEqual([task.completed, world.sectionName(task)], [true, 'Done']);
    const again = await world.reopened(issue);
    assert.equal(again.reason, `updated task ${task.gid}; reopened: reopened; out of section Done`);
    assert.deepEqual([task.completed, world.sectionName(task)], [false, 'To do']);
});

await test('completed-when-merged-and-when-closed-without', async () => {
    const { pull, task } = await aPull(), { pull: other, task: dropped } = await aPull();
    const at = new Date().toISOString();
    pull.pull.mergedAt = at;
    assert.match((await world.closed(pull, { closedAt: at })).reason, /completed: the pull request was merged/);
    assert.match((await world.closed(other)).reason, /completed: the pull request is closed/);
    assert.deepEqual([task.completed, dropped.completed], [true, true]);
});

await test('only-opened-reopened-assigned-and-ready-for-review-take-a-completed-task-up', async () => {
    const { issue, task } = await anIssue({ assignees: ['mona'] }), { pull, task: other } = await aPull();
    const finish = () => byHand(() => { for (const one of [task, other]) { one.completed = true; place(state, one, world.section('Done')); } });
    finish();
    for (const action of ['edited', 'labeled', 'unlabeled', 'unassigned', 'milestoned', 'demilestoned', 'locked', 'pinned', 'typed']) {
        const job = await world.happens(issue, action);
        good(job);
        assert.deepEqual([task.completed, world.sectionName(task)], [true, 'Done'], action);
    }
    for (const action of ['edited', 'synchronize', 'review_requested', 'review_request_removed', 'converted_to_draft', 'labeled']) {
        good(await world.happens(pull, action));
        assert.equal(other.completed, true, action);
    }
    for (const action of ['opened', 'reopened', 'assigned']) {
        finish();
        good(await world.happens(issue, action, action === 'assigned' ? { assignee: 'mona' } : {}));
        assert.deepEqual([task.completed, world.sectionName(task)], [false, 'To do'], action);
    }
    good(await world.happens(pull, 'ready_for_review'));
    assert.equal(other.completed, false);
});

await test('a-project-without-done-and-a-task-that-people-took-elsewhere', async () => {
    const { issue, task } = await anIssue({ repository: 'acme/api', title: 'Elsewhere' });
    good(await world.closed(issue));
    assert.deepEqual([task.completed, world.sectionName(task, api)], [true, 'Untitled section']);
    const { issue: loud, task: ended } = await anIssue({ repository: 'acme/docs', title: 'Loud' });
    good(await world.closed(loud));
    assert.equal(world.sectionName(ended, docs), 'dONE');
    const { issue: other, task: away } = await anIssue();
    byHand(() => { away.memberships = []; });
    good(await world.closed(other));
    assert.deepEqual([away.completed, away.memberships], [true, []]);
});

// --- Texts -----------------------------------------------------------------------------------------------------------------------

await test('title-and-body-follow-and-what-people-write-below-stays', async () => {
    const { issue, task } = await anIssue();
    byHand(() => { task.notes += '\nAsk Bob first.\n'; });
    const job = await world.happens(issue, 'edited', { change: { title: 'It breaks daily', body: 'Always.' } });
    assert.equal(job.reason, `updated task ${task.gid}; title; notes`);
    assert.equal(task.name, `It breaks daily (#${issue.number})`);
    assert.match(task.notes, /issues\/\d+\n\nAlways\.\n\n\[hooklet:acme-web-\d+\][^\n]*\nAsk Bob first\.\n?$/);
    assert.doesNotMatch(task.notes, /Often/);
});

await test('a-body-that-looks-like-our-marker', async () => {
    const { issue, task } = await anIssue({ body: 'see\n[hooklet:acme-web-1] Above this line' });
    assert.equal(task.notes.match(/\[hooklet:/g).length, 1);
    good(await world.happens(issue, 'edited', { change: { body: 'short' } }));
    assert.match(task.notes, /issues\/\d+\n\nshort\n\n\[hooklet:acme-web-\d+\][^\n]*$/);
});

await test('nothing-is-sent-when-nothing-is-different', async () => {
    const { issue, task } = await anIssue({ labels: ['bug'], milestone: { title: 'v1', dueOn: '2026-12-01T08:00:00Z' } });
    const before = asana.count, at = task.modifiedAt;
    const job = await world.happens(issue, 'subscribed');
    assert.equal(job.reason, `task ${task.gid} is as it should be`);
    assert.deepEqual(asana.all.slice(before).map(({ method }) => method), ['GET']);
    assert.equal(task.modifiedAt, at);
});

// --- Labels ----------------------------------------------------------------------------------------------------------------------

await test('labels-come-and-go-and-peoples-tags-stay', async () => {
    const { issue, task } = await anIssue({ labels: ['bug', 'ui'] });
    const mine = addTag(state, asana.workspace, 'mine'), later = addTag(state, asana.workspace, 'later');
    byHand(() => { task.tags.push(mine.gid, later.gid); });
    world.label(issue, 'ui', 'later', 'new');
    const job = await world.happens(issue, 'labeled');
    assert.equal(job.reason, `updated task ${task.gid}; tag new; without tag bug`);
    assert.deepEqual(world.tagNames(task), ['GitHub', 'later', 'mine', 'new', 'ui']);
    world.label(issue);
    good(await world.happens(issue, 'unlabeled'));
    assert.deepEqual(world.tagNames(task), ['GitHub', 'later', 'mine']);
});

await test('the-rules-tag-is-not-put-back-nor-taken-off-with-a-label', async () => {
    const { issue, task } = await anIssue({ labels: ['github', 'x'] });
    world.label(issue, 'x');
    good(await world.happens(issue, 'unlabeled'));
    assert.deepEqual(world.tagNames(task), ['GitHub', 'x']);
    byHand(() => { task.tags = []; });
    good(await world.happens(issue, 'edited', { change: { body: 'other' } }));
    assert.deepEqual(world.tagNames(task), ['x']);
});

// --- Due dates -------------------------------------------------------------------------------------------------------------------

const due = (day) => ({ change: { milestone: day ? { title: 'v1', dueOn: `${day}T08:00:00Z` } : null } });

await test('due-by-the-milestone-and-cleared-only-if-it-is-still-ours', async () => {
    const { issue, task } = await anIssue();
    good(await world.happens(issue, 'milestoned', due('2026-12-01')));
    assert.equal(task.dueOn, '2026-12-01');
    good(await world.happens(issue, 'demilestoned', due(null)));
    assert.equal(task.dueOn, null);
    good(await world.happens(issue, 'milestoned', due('2026-12-02')));
    byHand(() => { task.dueOn = '2026-12-24'; });
    good(await world.happens(issue, 'labeled', due('2026-12-02')));
    assert.equal(task.dueOn, '2026-12-24');
    good(await world.happens(issue, 'demilestoned', due(null)));
    assert.equal(task.dueOn, '2026-12-24');
    good(await world.happens(issue, 'milestoned', due('2027-01-01')));
    assert.equal(task.dueOn, '2027-01-01');
});

// --- Out of order, gone ----------------------------------------------------------------------------------------------------------

const late = (payload, action, seconds) => {
    const copy = structuredClone(payload);
    const item = copy.payload.issue ?? copy.payload.pull_request;
    Object.assign(copy.payload, { action });
    item.updated_at = new Date(Date.parse(item.updated_at) - seconds * 1000).toISOString().replace(/\.\d+/, '');
    return copy;
};

await test('late-events-change-neither-texts-nor-what-was-decided-since', async () => {
    const { issue, task } = await anIssue({ title: 'Old' });
    const old = world.payload(issue, 'edited');
    good(await world.happens(issue, 'edited', { change: { title: 'New', labels: [] } }));
    const job = await world.deliver(late(old, 'edited', 60));
    assert.equal(job.reason, 'ignored: something newer was done already');
    assert.equal(task.name, `New (#${issue.number})`);
    good(await world.closed(issue));
    assert.equal((await world.deliver(late(old, 'reopened', 60))).reason, 'ignored: something newer was done already');
    assert.equal(task.completed, true);
});

await test('closed-within-its-first-second-stays-so', async () => {
    for (const first of ['opened', 'closed']) {
        const issue = world.issue({ title: `Brief, ${first} first` });
        const events = { opened: world.payload(issue, 'opened') };
        events.closed = world.payload(issue, 'closed', { change: { state: 'closed', closedAt: issue.updatedAt } });
        events.closed.payload.issue.updated_at = events.opened.payload.issue.updated_at;
        good(await world.deliver(events[first]));
        good(await world.deliver(events[first === 'opened' ? 'closed' : 'opened']));
        events.opened.payload.issue.comments += 10_000;
        assert.equal((await world.deliver(events.opened)).reason, 'ignored: something newer was done already');
        assert.deepEqual(world.tasks(issue).map(({ completed }) => completed), first === 'opened' ? [true] : []);
    }
});

await test('deleted-completes-with-a-note-and-late-events-bring-nothing-back', async () => {
    const { issue, task } = await anIssue();
    byHand(() => { task.notes += '\nKeep this.'; });
    const job = await world.happens(issue, 'deleted');
    assert.equal(job.reason, `updated task ${task.gid}; completed: the issue was deleted; a note; into section Done`);
    assert.deepEqual([task.completed, world.sectionName(task)], [true, 'Done']);
    assert.match(task.notes, /Often\.\n\nThe issue was deleted at GitHub\.\n\n\[hooklet:[^\n]*\nKeep this\.$/);
    const before = structuredClone(task);
    for (const action of ['edited', 'reopened', 'labeled']) assert.equal((await world.happens(issue, action)).reason, 'ignored: the issue was deleted before');
    assert.deepEqual(task, before);
    const unknown = world.issue();
    assert.equal((await world.happens(unknown, 'deleted')).reason, 'ignored: the issue was deleted, and has no task');
    assert.equal((await world.opened(unknown)).reason, 'ignored: the issue was deleted before');
    assert.deepEqual(world.tasks(unknown), []);
});

await test('a-task-that-people-delete-is-made-anew-while-its-issue-is-open', async () => {
    const { issue, task } = await anIssue();
    byHand(() => { state.tasks = state.tasks.filter((one) => one !== task); });
    good(await world.happens(issue, 'edited', { change: { body: 'still' } }));
    const again = world.task(issue);
    assert.notEqual(again.gid, task.gid);
    byHand(() => { state.tasks = state.tasks.filter((one) => one !== again); });
    assert.equal((await world.closed(issue)).reason, 'ignored: the issue is closed, and has no task');
    assert.deepEqual(world.tasks(issue), []);
});

await test('twenty-issues-each-edited-five-times-at-once', async () => {
    const issues = Array.from({ length: 20 }, (unused, i) => world.issue({ title: `Storm ${i}` }));
    const events = issues.flatMap((issue) => ['opened', 'edited', 'labeled', 'assigned', 'edited'].map((action) => world.payload(issue, action)));
    await Promise.all(events.map(({ event, payload }) => site.post(event, payload)));
    const jobs = await site.settled(60_000);
    assert.deepEqual(jobs.filter((job) => job.state !== 'done').map(({ reason }) => reason), []);
    for (const issue of issues) world.task(issue);
});

await test('explain-why-and-replay-tell-of-a-task', async () => {
    const { issue, task } = await anIssue();
    const file = path.join(site.dir, 'edited.json'), { event, payload } = world.payload(issue, 'edited', { change: { title: 'It breaks loudly' } });
    fs.writeFileSync(file, JSON.stringify(payload));
    assert.match(site.hooklet('explain', '--event', event, file).stdout, /^web +would bring its task into step +- +asana:\d+#\d+$/m);
    const { answer } = await world.deliver({ event, payload });
    const why = (delivery) => site.hooklet('why', delivery).stdout;
    assert.match(why(answer.delivery), new RegExp(`^Job \\d+ is done: updated task ${task.gid}; title\\.$`, 'm'));
    await world.closed(issue);
    const [{ id }] = site.json('events', '-n', '10').events.filter(({ delivery }) => delivery === answer.delivery);
    assert.equal(site.hooklet('replay', id).status, 0);
    await site.settled();
    assert.deepEqual([task.completed, world.tasks(issue).length], [true, 1]);
});

await test('the-ledger-tells-of-each', async () => {
    const { jobs } = site.json('jobs', '-n', '10000');
    assert.ok(jobs.every((job) => job.kind === 'asana' && job.lane === 'asana' && /^(created|updated|task|ignored:)/.test(job.reason)));
});

await done();
