// A worker that is killed at any step between an issue and its task leaves one task, as it should be: with two workers, with an OAuth
// app, and with a personal token, where Asana has no external ids.
import assert from 'node:assert';
import path from 'node:path';
import { builddir, done, note, start, test } from './lib.mjs';
import { addProject, addUser, never, unheard } from './asana.mjs';
import { startWorld } from './asana/items.mjs';

const workers = ['worker', 'second'];

function startWorker({ site }, name) {
    site.children.set(name, start(path.join(builddir, 'hooklet'), ['work'], { log: site.log(name), env: site.env }));
}

// Of the two the one that has a job.
async function killHolder(world) {
    const { site } = world;
    const owners = site.json('jobs', '-n', '100').jobs.filter(({ state }) => state === 'leased').map(({ owner }) => owner.split(':')[1]);
    const held = workers.filter((name) => owners.includes(String(site.children.get(name).pid)));
    assert.equal(held.length, 1, `held by ${owners}`);
    await site.stop(held[0], 'SIGKILL');
    startWorker(world, held[0]);
}

// Asana does as it is asked, but keeps its answer to itself.
const doneAndSilent = () => async ({ normal }) => {
    await normal();
    return { never: true };
};

// The event is worked on until this is asked; then the worker dies, and another one goes on.  -> the job
async function cutOff(world, { service = world.asana, method, at, how = never() }, event) {
    const from = service.count;
    service.once(method, at, how);
    const answer = await world.site.post(event.event, event.payload);
    assert.equal(answer.status, 202, answer.text);
    await service.waitFor(method, at, { from, arrived: true });
    if (how.isDone) await how.isDone();
    await killHolder(world);
    const jobs = await world.site.settled(60_000);
    const job = jobs.find(({ id }) => id === answer.json.jobs.find(({ kind }) => kind === 'asana').id);
    assert.equal(job.state, 'done', job.reason);
    return job;
}

const ways = [['before-asana-does-it', never], ['when-asana-has-done-it', doneAndSilent]];
const task = '/tasks/{task_gid}';

async function crashes(world, kind) {
    const { asana, github, site } = world;
    const { state } = asana;
    const mona = addUser(state, 'Mona Lisa'), api = addProject(state, asana.workspace, 'api', { sections: ['Inbox', 'Done'] });
    world.person('Mona Lisa', { login: 'mona' });
    startWorker(world, 'second');
    let count = 0;
    const issue = (more) => world.issue({ title: `${kind} ${count++}`, assignees: ['mona'], labels: ['bug'], ...more });
    const isRight = (one, { labels = ['GitHub', 'bug'], section = 'To do', completed = false } = {}) => {
        const made = world.task(one);
        assert.deepEqual(world.tagNames(made), labels);
        assert.equal(made.assignee, mona.gid);
        assert.deepEqual([made.completed, world.sectionName(made)], [completed, section]);
        if (world.oauth) assert.equal(world.external(made), `acme-web-${one.number}`);
        assert.match(made.notes, new RegExp(`\\[hooklet:acme-web-${one.number}\\]`));
        return made;
    };

    await test(`${kind}-the-first-look-of-all`, async () => {
        const one = issue();
        await cutOff(world, { method: 'GET', at: '/projects' }, world.payload(one, 'opened'));
        isRight(one);
    });

    for (const [name, how] of ways) {
        await test(`${kind}-a-new-task-${name}`, async () => {
            const one = issue();
            const job = await cutOff(world, { method: 'POST', at: '/tasks', how: how() }, world.payload(one, 'opened'));
            const made = isRight(one);
            note(job.reason);
            assert.equal((await world.happens(one, 'pinned')).reason, `task ${made.gid} is as it should be`);
        });
        await test(`${kind}-a-new-tag-${name}`, async () => {
            const label = `tag ${name}`, one = issue({ labels: [label] });
            await cutOff(world, { method: 'POST', at: '/workspaces/{workspace_gid}/tags', how: how() }, world.payload(one, 'opened'));
            isRight(one, { labels: ['GitHub', label] });
        });
        await test(`${kind}-each-change-${name}`, async () => {
            for (const [method, at] of [['PUT', task], ['POST', `${task}/addTag`], ['POST', `${task}/removeTag`], ['POST', '/sections/{section_gid}/addTask']]) {
                const one = issue();
                await world.opened(one);
                world.label(one, 'new');
                const event = world.payload(one, 'closed', { change: { state: 'closed', closedAt: one.updatedAt, title: `${one.title}, closed` } });
                await cutOff(world, { method, at, how: how() }, event);
                isRight(one, { labels: ['GitHub', 'new'], section: 'Done', completed: true });
            }
        });
        await test(`${kind}-each-step-of-a-transfer-${name}`, async () => {
            for (const [method, at] of [['PUT', task], ['POST', `${task}/addProject`], ['POST', `${task}/removeProject`]]) {
                const one = issue();
                await world.opened(one);
                const { gid } = world.task(one);
                const { there, transferred, opened } = world.transfer(one, 'acme/api');
                await cutOff(world, { method, at, how: how() }, transferred);
                await world.deliver(opened);
                const moved = world.task(there);
                assert.equal(moved.gid, gid);
                assert.deepEqual(moved.memberships.map(({ project }) => project), [api.gid]);
                if (world.oauth) assert.equal(world.external(moved), `acme-api-${there.number}`);
            }
        });
    }

    await test(`${kind}-while-github-is-asked`, async () => {
        const login = world.person('Mona Lisa', { login: `mona-${kind}` }), one = issue({ assignees: [login] });
        await cutOff(world, { service: github, method: 'GET', at: '/users/{username}' }, world.payload(one, 'opened'));
        isRight(one);
    });

    await test(`${kind}-an-answer-that-nobody-hears`, async () => {
        const one = issue();
        asana.once('POST', '/tasks', unheard());
        const job = await world.opened(one);
        assert.equal(job.state, 'done', job.reason);
        isRight(one);
    });

    await test(`${kind}-killed-at-random-under-load`, async () => {
        const all = Array.from({ length: 16 }, () => issue());
        for (const name of workers) await site.stop(name);
        for (const one of all) {
            for (const action of ['opened', 'edited', 'labeled']) {
                const { event, payload } = world.payload(one, action, { change: { body: action } });
                assert.equal((await site.post(event, payload)).status, 202);
            }
        }
        for (const name of workers) startWorker(world, name);
        let kills = 0;
        for (let round = 0; round < 8; round++) {
            const from = asana.count;
            const isBusy = await asana.until(() => asana.count >= from + 9, () => 'nothing more is asked', 15_000).then(() => true, () => false);
            if (!isBusy) break;
            const name = workers[round % 2];
            await site.stop(name, 'SIGKILL');
            startWorker(world, name);
            kills++;
        }
        note(`${kills} kills`);
        const jobs = await site.settled(120_000);
        const odd = jobs.filter((job) => job.state !== 'done' && !/worker died 3 times/.test(job.reason));
        assert.deepEqual(odd.map(({ reason }) => reason), []);
        for (const one of all) isRight(one);
    });
}

const oauth = await startWorld();
await crashes(oauth, 'app');
const personal = await startWorld({ oauth: false });
await crashes(personal, 'token');

// --- The database is lost --------------------------------------------------------------------------------------------------------

for (const [kind, world] of [['app', oauth], ['token', personal]]) {
    await test(`${kind}-another-database-finds-the-tasks-again`, async () => {
        const issues = world.github.state.issues.filter(({ title }) => title.startsWith(`${kind} `)).slice(0, 3);
        const gids = issues.map((one) => world.tasks(one).map(({ gid }) => gid));
        await world.site.stop('second');
        await world.begin({ rules: "tasks \"web\" {\n    repositories = { 'acme/*' }\n}\n" });
        const fresh = world.issue({ title: `${kind} fresh` });
        assert.equal((await world.opened(fresh)).state, 'done');
        for (const one of issues) assert.equal((await world.happens(one, 'edited', { change: { body: 'again' } })).state, 'done');
        assert.deepEqual(issues.map((one) => world.tasks(one).map(({ gid }) => gid)), gids);
        world.task(fresh);
    });
}

await test('many-tasks-are-read-page-by-page-and-once', async () => {
    const { asana } = personal, { state } = asana;
    const [model] = state.tasks;
    for (let i = 0; i < 250; i++) {
        const gid = String(state.nextGid++);
        state.tasks.push({ ...structuredClone(model), gid, name: `Old (#${5000 + i})`, notes: `x\n\n[hooklet:acme-web-${5000 + i}]\nmine`,
            memberships: [{ project: asana.project.gid, section: personal.section('To do').gid }] });
    }
    // A copy that somebody made of the last one.
    state.tasks.push({ ...structuredClone(state.tasks.at(-1)), gid: String(state.nextGid++), name: 'Copy of it' });
    await personal.begin({ rules: "tasks \"web\" {\n    repositories = { 'acme/*' }\n}\n" });
    const from = asana.count;
    asana.once('GET', '/tasks', undefined);
    asana.once('GET', '/tasks', { status: 503, body: { errors: [{ message: 'Server Error', phrase: '3 blue bats' }] } });
    for (const number of [5000, 5249]) {
        const one = personal.issue({ title: 'Old', number });
        assert.equal((await personal.happens(one, 'edited')).state, 'done');
        assert.equal(personal.tasks(one).length, 1);
        assert.match(personal.task(one).notes, /\nmine$/);
    }
    const pages = asana.all.slice(from).filter(({ method, path: at, query }) => method === 'GET' && at === '/tasks' && !query.modified_since);
    assert.deepEqual(pages.map(({ query, status }) => [Boolean(query.offset), status]).slice(0, 3), [[false, 200], [true, 503], [true, 200]]);
    assert.equal(new Set(pages.map(({ query }) => query.offset)).size, pages.length - 1);
});

await done();
