// Tasks go along with issues that are transferred and repositories that are renamed; and an event whose secret is good for some
// repositories only speaks for no other.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { done, test } from './lib.mjs';
import { addProject, addWorkspace, place } from './asana.mjs';
import { addRepository, renameRepository } from './github.mjs';
import { asanaSection } from './asana/site.mjs';
import { startWorld, tasksRule } from './asana/items.mjs';

const rules = tasksRule('web', ['acme/*', 'else/*']);
const world = await startWorld({ rules });
const { asana, github, site } = world;
const { state } = asana;
const api = addProject(state, asana.workspace, 'api', { sections: ['Inbox', 'Done'] });
const elsewhere = addWorkspace(state, 'else');
elsewhere.users.push(asana.robot.gid);
addProject(state, elsewhere, 'web');
for (const name of ['else/web', 'free/web', 'acme/old', 'acme/two']) addRepository(github.state, name);
addProject(state, asana.workspace, 'two');
const good = (job) => assert.equal(job.state, 'done', `${job.state}: ${job.reason}`);
const where = (task) => task.memberships.map(({ project }) => project);

async function anIssue(more) {
    const issue = world.issue(more);
    good(await world.opened(issue));
    return { issue, task: world.task(issue) };
}

// --- Transferred ---------------------------------------------------------------------------------------------------------------

let count = 0;
async function transferred(order, { more, to = 'acme/api', act = async () => {} } = {}) {
    const { issue, task } = await anIssue({ title: `Moves ${count++}`, ...more });
    await act(issue, task);
    const events = world.transfer(issue, to);
    const jobs = {};
    for (const name of order) jobs[name] = await world.deliver(events[name]);
    for (const job of Object.values(jobs)) good(job);
    return { issue, task, jobs, there: events.there };
}

const orders = [['transferred', 'opened'], ['opened', 'transferred']];

await test('the-task-goes-along-whichever-event-comes-first', async () => {
    for (const order of orders) {
        const { issue, task, there, jobs } = await transferred(order);
        assert.equal(world.task(there).gid, task.gid, order);
        assert.equal(task.name, `${issue.title} (#${there.number})`);
        assert.ok(task.notes.startsWith(`${github.world.html}/acme/api/issues/${there.number}\n`), task.notes);
        assert.match(task.notes, new RegExp(`\\[hooklet:acme-api-${there.number}\\]`));
        assert.equal(world.external(task), `acme-api-${there.number}`);
        assert.deepEqual(where(task), [api.gid]);
        assert.equal(task.completed, false);
        assert.equal(state.tasks.filter(({ name }) => name.startsWith(`${issue.title} (`)).length, 1);
        const moves = order[0] === 'transferred' ? jobs.transferred : jobs.opened;
        assert.match(moves.reason, /into another project/);
        assert.match((await world.happens(issue, 'edited')).reason, /^ignored: the issue was transferred before$/);
        good(await world.closed(there));
        assert.deepEqual([task.completed, world.sectionName(task, api)], [true, 'Done']);
    }
});

await test('what-is-closed-or-completed-stays-so-on-the-way', async () => {
    for (const order of orders) {
        const { task } = await transferred(order, { act: (issue) => world.closed(issue) });
        assert.deepEqual([task.completed, where(task), world.sectionName(task, api)], [true, [api.gid], 'Done']);
        const { task: byHand } = await transferred(order, {
            act: async (issue, one) => asana.byHand(asana.robot, () => { one.completed = true; }),
        });
        assert.equal(byHand.completed, true, order);
    }
});

await test('what-people-wrote-and-where-they-put-it-stays', async () => {
    const mine = addProject(state, asana.workspace, 'Mine');
    const { task } = await transferred(orders[0], {
        act: async (issue, one) => asana.byHand(asana.robot, () => {
            one.notes += '\nAsk Bob.';
            place(state, one, state.sections.find(({ project }) => project === mine.gid));
        }),
    });
    assert.match(task.notes, /\nAsk Bob\.$/);
    assert.deepEqual(where(task).sort(), [api.gid, mine.gid].sort());
});

await test('to-where-no-rule-is-it-is-linked-and-stays-in-its-project', async () => {
    const { task, there } = await transferred(['transferred'], { to: 'free/web' });
    assert.deepEqual(where(task), [asana.project.gid]);
    assert.equal(world.external(task), `free-web-${there.number}`);
    assert.equal(task.completed, false);
});

await test('to-another-workspace-a-task-cannot-go', async () => {
    for (const order of orders) {
        const { task, there, issue } = await transferred(order, { to: 'else/web' });
        assert.equal(task.completed, true, order);
        assert.match(task.notes, new RegExp(`The issue was transferred at GitHub: \\S+/else/web/issues/${there.number}\n\n\\[hooklet:`));
        const [other, ...more] = world.tasks(there).filter(({ gid }) => gid !== task.gid);
        assert.deepEqual([other.workspace, other.completed, more], [elsewhere.gid, false, []]);
        good(await world.happens(issue, 'edited'));
    }
});

await test('where-a-task-stands-already-the-old-one-ends', async () => {
    const { issue, task } = await anIssue({ title: 'Twice there' });
    const { there, transferred: event } = world.transfer(issue, 'acme/api');
    good(await world.happens(there, 'edited'));
    const job = await world.deliver(event);
    assert.match(job.reason, /it stays here: there is a task for it there already/);
    assert.equal(task.completed, true);
    assert.equal(world.tasks(there).filter(({ completed }) => !completed).length, 1);
});

await test('what-was-closed-there-before-gives-way', async () => {
    const { issue, task } = await anIssue({ title: 'Late' });
    await world.closed(issue);
    const { there, transferred: event } = world.transfer(issue, 'acme/api');
    assert.match((await world.happens(there, 'labeled')).reason, /has no task/);
    good(await world.deliver(event));
    assert.equal(world.external(task), `acme-api-${there.number}`);
    good(await world.reopened(there));
    assert.equal(task.completed, false);
});

await test('without-a-task-opened-at-the-new-place-makes-one', async () => {
    const issue = world.issue({ title: 'Unknown till now' });
    const { there, transferred: gone, opened } = world.transfer(issue, 'acme/api');
    assert.match((await world.deliver(gone)).reason, /^ignored: the issue was transferred, and has no task$/);
    const made = await world.deliver(opened);
    assert.match(made.reason, /^created task/);
    assert.deepEqual(where(world.task(there)), [api.gid]);
    assert.match((await world.happens(issue, 'edited')).reason, /transferred before/);
});

// --- Renamed -------------------------------------------------------------------------------------------------------------------

await test('a-renamed-repository-keeps-its-tasks', async () => {
    addProject(state, asana.workspace, 'old');
    const { issue, task } = await anIssue({ repository: 'acme/two', title: 'Renamed' });
    renameRepository(github.state, world.repository('acme/two'), 'acme/web2');
    addProject(state, asana.workspace, 'web2');
    // A name that a list lacks is looked for anew a minute later; the project is renamed, too, and known by its gid.
    world.configure(`${tasksRule('web', ['acme/*', 'else/*'], `    workspace = Acme\n    project = '${where(task)[0]}'\n`)}`);
    await site.stop('worker');
    site.worker();
    good(await world.happens(issue, 'edited', { change: { body: 'later' } }));
    assert.equal(world.task(issue).gid, task.gid);
    assert.equal(world.external(task), `acme-web2-${issue.number}`);
    assert.ok(task.notes.startsWith(`${github.world.html}/acme/web2/issues/${issue.number}\n\nlater\n\n[hooklet:acme-web2-`), task.notes);
});

// --- Secrets for some repositories ---------------------------------------------------------------------------------------------

const limited = 'limited-secret-0123456789';

function limit(repositories) {
    const file = path.join(site.dir, 'limited');
    fs.rmSync(file, { force: true });
    fs.writeFileSync(file, limited, { mode: 0o400 });
    site.configure(`state = "${site.dir}/state"\ngithub {\n    secret "test" {\n        file = "${site.secretFile}"\n    }\n` +
        `    secret "own" {\n        file = "${file}"\n        repositories = { ${repositories.map((one) => `'${one}'`)} }\n    }\n}\n` +
        asanaSection(asana, { oauth: true }) + rules, true);
}

async function restart() {
    for (const name of ['github-issues', 'worker']) await site.stop(name);
    await site.program('github-issues');
    site.worker();
}

const signed = (event) => world.deliver(event, { secret: limited });

await test('a-limited-secret-speaks-for-its-own-repository-alone', async () => {
    const { issue: theirs, task } = await anIssue({ repository: 'acme/api', title: 'Theirs' });
    const { issue: own, task: ours } = await anIssue({ title: 'Ours' });
    limit(['acme/web']);
    await restart();
    const before = structuredClone(task);
    const forged = (issue, action, number) => {
        const { event, payload } = world.payload(issue, action);
        payload.repository.id = world.repository('acme/api').id;
        payload.issue.number = number;
        return { event, payload };
    };
    for (const number of [theirs.number, 777]) {
        const job = await signed(forged(own, 'deleted', number));
        assert.equal(job.state, 'dead', job.reason);
        assert.match(job.reason, /the task of acme\/api#\d+ is left alone: the secret that signed an event of acme\/web is not good for/);
    }
    assert.deepEqual(task, before);
    good(await signed(world.payload(own, 'edited', { change: { title: 'Ours, still' } })));
    assert.equal(ours.name, `Ours, still (#${own.number})`);
    good(await world.opened(world.issue({ repository: 'acme/api', number: 777, title: 'Later' })));
});

await test('and-moves-no-task-to-or-from-another', async () => {
    const { issue, task } = await anIssue({ title: 'Stays' }), { issue: far, task: kept } = await anIssue({ repository: 'acme/api', title: 'Far' });
    const { there, transferred: away } = world.transfer(issue, 'acme/api');
    const job = await signed(away);
    good(job);
    assert.match(job.reason, /it stays here: the secret that signed the event is not good for that repository/);
    assert.deepEqual([task.completed, where(task)], [true, [asana.project.gid]]);
    assert.equal(there.movedTo, undefined);
    const { there: here, opened } = world.transfer(far, 'acme/web');
    good(await signed(opened));
    assert.equal(kept.name, `Far (#${far.number})`);
    assert.deepEqual(where(kept), [api.gid]);
    assert.notEqual(world.task(here).gid, kept.gid);
});

await test('nor-does-its-replay', async () => {
    const { issue: theirs, task } = await anIssue({ repository: 'acme/api', title: 'Replayed' });
    const { event, payload } = world.payload(world.issue(), 'deleted');
    payload.repository.id = world.repository('acme/api').id;
    payload.issue.number = theirs.number;
    const job = await signed({ event, payload });
    assert.equal(job.state, 'dead');
    const { event: replayed } = site.json('replay', job.event).replayed[0];
    const jobs = await site.settled();
    assert.deepEqual(jobs.filter((one) => one.event === replayed).map(({ state: end }) => end), ['dead']);
    assert.equal(task.completed, false);
});

await test('good-for-both-names-it-may-tell-of-a-rename-and-a-transfer', async () => {
    limit(['acme/*']);
    await restart();
    const { issue, task } = await anIssue({ title: 'Goes' });
    const { there, transferred: away } = world.transfer(issue, 'acme/api');
    good(await signed(away));
    assert.equal(world.external(task), `acme-api-${there.number}`);
});

await test('one-task-for-each', () => {
    const open = state.tasks.filter((task) => !task.completed).map((task) => world.external(task));
    assert.equal(new Set(open).size, open.length);
});

await done();
