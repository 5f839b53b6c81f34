// The stand-in for Asana does what Asana does: who asks, what of a record comes back, pages, what is refused and in which words,
// external ids, people and places that go.  Its webhooks and OAuth: asana-standin-hooks.mjs.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import {
    addApp, addPersonalToken, addProject, addTag, addTask, addUser, addWorkspace, cut, expireOffsets, grant, html, paymentRequired,
    removeProject, removeUser, removeWorkspace, revokeToken, serverError, startAsana,
} from './asana.mjs';
import { Client, given, refused } from './asana/client.mjs';

const asana = await startAsana({ validate: true, oauth: true });
const { state, workspace, project, robot, app } = asana;
const client = new Client(asana);
const oauth = new Client(asana, grant(state, app, robot).accessToken);
const jane = addUser(state, 'Jane Doe');
const [toDo, doing, finished] = state.sections;

// --- Who asks ----------------------------------------------------------------------------------------------------------------

await test('without-a-token-and-with-bad-ones', async () => {
    const me = async (options) => client.get('/users/me', options);
    refused(await me({ token: null }), 401, /^Not Authorized$/);
    refused(await me({ token: 'nonsense' }), 401, /^Not Authorized$/);
    refused(await me({ headers: { Authorization: `Basic ${client.token}` } }), 401, /^Not Authorized$/);
    assert.equal(given(await me()).name, 'Robot Roberts');
    assert.equal(asana.requests.at(-1).who, robot.email);
    const other = addPersonalToken(state, jane);
    assert.equal(given(await me({ token: other })).gid, jane.gid);
    revokeToken(state, other);
    refused(await me({ token: other }), 401, /^Not Authorized$/);
});

await test('tokens-of-an-app-expire-and-are-taken-back', async () => {
    const { accessToken, refreshToken } = grant(state, app, robot);
    assert.equal(given(await client.get('/users/me', { token: accessToken })).gid, robot.gid);
    state.clockShiftMs = state.tokenLifetimeMs + 1000;
    const late = await client.get('/users/me', { token: accessToken });
    state.clockShiftMs = 0;
    refused(late, 401, /^The bearer token has expired\. If you have a refresh token/);
    revokeToken(state, refreshToken);
    refused(await client.get('/users/me', { token: accessToken }), 401, /^Not Authorized$/);
});

// --- What comes back ---------------------------------------------------------------------------------------------------------

await test('compact-full-and-what-is-asked-for', async () => {
    const task = addTask(state, { project, name: 'one', assignee: jane.gid });
    const [listed] = given(await client.get(`/tasks?project=${project.gid}`)).slice(-1);
    assert.deepEqual(listed, { gid: task.gid, resource_type: 'task', name: 'one', resource_subtype: 'default_task' });
    const full = given(await client.get(`/tasks/${task.gid}`));
    assert.deepEqual(full.assignee, { gid: jane.gid, resource_type: 'user', name: 'Jane Doe' });
    assert.equal(full.memberships[0].section.name, 'To do');
    assert.ok('notes' in full && !('external' in full) && !('completed_by' in full));
    const fields = 'completed,assignee,assignee.email,memberships.section.name,this.workspace';
    const asked = given(await client.get(`/tasks/${task.gid}?opt_fields=${fields}`));
    assert.deepEqual(asked, {
        gid: task.gid, completed: false, assignee: { gid: jane.gid, email: jane.email },
        memberships: [{ section: { gid: toDo.gid, name: 'To do' } }], workspace: { gid: workspace.gid, resource_type: 'workspace' },
    });
    const grouped = given(await client.get(`/tasks/${task.gid}?opt_fields=(assignee|workspace).name`));
    assert.deepEqual(grouped.assignee, { gid: jane.gid, name: 'Jane Doe' });
    assert.deepEqual(grouped.workspace, { gid: workspace.gid, name: 'Acme' });
});

await test('pages', async () => {
    const paged = addProject(state, workspace, 'paged');
    for (let i = 0; i < 7; i++) addTask(state, { project: paged, name: `task ${i}` });
    const path = `/tasks?project=${paged.gid}&limit=3`;
    const first = await client.get(path);
    const { next_page: next } = first.json;
    assert.equal(next.uri, asana.url + next.path);
    const names = [];
    for (let to = path; to;) {
        const { json } = await client.get(to);
        names.push(...json.data.map((task) => task.name));
        to = json.next_page?.path;
        if (names.length === 3) state.tasks.find((task) => task.name === 'task 0').memberships = [];
    }
    assert.deepEqual(names, [0, 1, 2, 3, 4, 5, 6].map((i) => `task ${i}`));
    assert.ok(!('next_page' in (await client.get(`/tasks?project=${paged.gid}`)).json));
    refused(await client.get(`/projects?limit=3&offset=${next.offset}`), 400, /pagination token is invalid/);
    expireOffsets(state);
    refused(await client.get(next.path), 400, /^offset: Your pagination token has expired/);
    refused(await client.get(`/tasks?project=${paged.gid}&offset=abc`), 400, /^offset: /);
    for (let i = 0; i < 1000; i++) addTask(state, { project: paged });
    refused(await client.get(`/tasks?project=${paged.gid}`), 400, /The result is too large\. You should use pagination/);
});

await test('what-is-not-there-and-what-may-not-be-seen', async () => {
    refused(await client.get('/tasks/12345'), 404, /^task: Unknown object: 12345$/);
    refused(await client.get('/tasks/twelve'), 400, /^task: Not a recognized ID: twelve$/);
    refused(await client.get('/nothing/here'), 404, /^No matching route/);
    refused(await client.post('/tasks', { projects: ['12345'] }), 400, /^projects: \[0\]: Unknown object: 12345$/);
    const foreign = addWorkspace(state, 'Elsewhere');
    const secret = addProject(state, foreign, 'secret');
    const hidden = addTask(state, { project: secret });
    refused(await client.get(`/tasks/${hidden.gid}`), 403, /^You do not have access to this task\.$/);
    refused(await client.get(`/projects/${secret.gid}`), 403, /^You do not have access to this project\.$/);
    assert.deepEqual(given(await client.get('/workspaces')).map((one) => one.name), ['Acme']);
    removeWorkspace(state, foreign);
    refused(await client.get(`/workspaces/${foreign.gid}`), 404, /^workspace: Unknown object: \d+$/);
});

await test('bodies-that-are-not-wrapped-or-no-json', async () => {
    refused(await client.post('/tasks', '{"data": '), 400, /^Could not parse request data, invalid JSON$/);
    refused(await client.post('/tasks', '{"name": "x"}'), 400, /^Unrecognized request field name \. The only allowed keys/);
    refused(await client.post('/tasks', { name: 'nowhere' }), 400, /^You should specify one of workspace, parent, projects$/);
    refused(await client.get('/tasks'), 400, /^workspace: Missing input$/);
});

// --- Tasks -------------------------------------------------------------------------------------------------------------------

await test('a-task-is-made-and-changed', async () => {
    const answer = await client.post('/tasks', {
        name: 'Fix it (#5)', notes: 'https://github.com/acme/web/issues/5', projects: [project.gid], assignee: 'JANE.DOE@example.com',
        due_on: '2026-12-01',
    });
    const made = given(answer, 201);
    assert.equal(answer.headers.location, `${asana.url}/tasks/${made.gid}`);
    assert.equal(made.assignee.gid, jane.gid);
    const path = `/tasks/${made.gid}`;
    assert.equal(given(await client.put(path, { assignee: null, due_on: null })).assignee, null);
    assert.equal(given(await client.put(path, { assignee: 'me' })).assignee.gid, robot.gid);
    const fields = '?opt_fields=completed,completed_at,completed_by.name,modified_at,due_on';
    const completed = given(await client.put(path + fields, { completed: true }));
    assert.equal(completed.completed_by.name, 'Robot Roberts');
    assert.ok(completed.completed_at >= made.created_at && completed.modified_at >= completed.completed_at);
    assert.deepEqual(given(await client.get(path + fields)), completed);
    const open = given(await client.put(path + fields, { completed: false }));
    assert.deepEqual([open.completed_at, open.completed_by, open.due_on], [null, null, null]);
    refused(await client.put(path, { due_on: 'soon' }), 400, /^due_on: Date must be in ISO-8601/);
    refused(await client.put(path, { assignee: 'nobody@example.com' }), 400, /^assignee: Unknown object: nobody@example\.com$/);
});

await test('projects-and-tags-are-set-once', async () => {
    const tag = addTag(state, workspace, 'GitHub');
    const { gid } = given(await client.post('/tasks', { name: 'x', projects: [project.gid], tags: [tag.gid] }), 201);
    const path = `/tasks/${gid}`;
    refused(await client.put(path, { projects: [] }), 400, /^projects: Cannot write this property$/);
    refused(await client.put(path, { tags: [] }), 400, /^tags: Cannot write this property$/);
    const names = async () => given(await client.get(`${path}?opt_fields=tags.name`)).tags.map((one) => one.name);
    assert.deepEqual(await names(), ['GitHub']);
    const bug = given(await client.post(`/workspaces/${workspace.gid}/tags`, { name: 'bug' }), 201);
    for (let i = 0; i < 2; i++) assert.deepEqual(given(await client.post(`${path}/addTag`, { tag: bug.gid })), {});
    assert.deepEqual(await names(), ['GitHub', 'bug']);
    assert.deepEqual(given(await client.post(`${path}/removeTag`, { tag: tag.gid })), {});
    assert.deepEqual(await names(), ['bug']);
    refused(await client.post(`${path}/addTag`, { tag: '1' }), 400, /^tag: Unknown object: 1$/);
    const tags = given(await client.get(`/workspaces/${workspace.gid}/tags?limit=100`));
    assert.deepEqual(tags.map((one) => one.name), ['GitHub', 'bug']);
    given(await client.post('/tags', { name: 'bug', workspace: workspace.gid }), 201);
});

await test('sections-and-projects', async () => {
    const { gid } = addTask(state, { project });
    const where = async () => given(await client.get(`/tasks/${gid}?opt_fields=memberships.(project|section).name`)).memberships
        .map((one) => `${one.project.name}: ${one.section.name}`);
    assert.deepEqual(await where(), ['web: To do']);
    assert.deepEqual(given(await client.get(`/projects/${project.gid}/sections`)).map((one) => one.name), ['To do', 'Doing', 'Done']);
    assert.deepEqual(given(await client.post(`/sections/${finished.gid}/addTask`, { task: gid })), {});
    assert.deepEqual(await where(), ['web: Done']);
    const second = addProject(state, workspace, 'second', { sections: ['Here', 'There'] });
    given(await client.post(`/tasks/${gid}/addProject`, { project: second.gid }));
    assert.deepEqual(await where(), ['web: Done', 'second: Here']);
    given(await client.post(`/tasks/${gid}/addProject`, { project: project.gid, section: doing.gid }));
    given(await client.post(`/tasks/${gid}/removeProject`, { project: second.gid }));
    assert.deepEqual(await where(), ['web: Doing']);
});

await test('what-was-modified-and-completed-since', async () => {
    const timed = addProject(state, workspace, 'timed');
    const at = { modifiedAt: '2026-01-01T00:00:00.000Z', createdAt: '2026-01-01T00:00:00.000Z' };
    const old = addTask(state, { project: timed, name: 'old', ...at, completed: true, completedAt: at.modifiedAt });
    addTask(state, { project: timed, name: 'new' });
    const names = async (query) => given(await client.get(`/tasks?project=${timed.gid}&${query}`)).map((one) => one.name);
    assert.deepEqual(await names('modified_since=2026-02-01T00:00:00.000Z'), ['new']);
    assert.deepEqual(await names('completed_since=2026-02-01T00:00:00.000Z'), ['new']);
    given(await client.put(`/tasks/${old.gid}`, { notes: 'touched' }));
    assert.deepEqual(await names('modified_since=2026-02-01T00:00:00.000Z'), ['old', 'new']);
    const before = old.modifiedAt;
    given(await client.put(`/tasks/${old.gid}`, { notes: 'touched' }));
    assert.equal(old.modifiedAt, before);
});

// --- External ids ------------------------------------------------------------------------------------------------------------

await test('external-ids-belong-to-the-app', async () => {
    const external = { gid: 'acme-web/5 é', data: 'x' };
    const path = `/tasks/external%3A${encodeURIComponent(external.gid)}`;
    refused(await oauth.get(path), 404, /^task: Unknown object: external:acme-web\/5 é$/);
    const made = given(await oauth.post('/tasks', { name: 'x', projects: [project.gid], external }), 201);
    assert.deepEqual(made.external, external);
    assert.equal(given(await oauth.get(`${path}?opt_fields=external`)).gid, made.gid);
    refused(await oauth.post('/tasks', { name: 'y', projects: [project.gid], external }), 400, /exists already/);
    refused(await client.get(path), 404, /^task: Unknown object/);
    assert.deepEqual(given(await client.get(`/tasks/${made.gid}?opt_fields=external`)), { gid: made.gid });
    refused(await client.post('/tasks', { projects: [project.gid], external }), 403, /OAuth/);
    const other = new Client(asana, grant(state, addApp(state, { clientId: '2' }), robot).accessToken);
    refused(await other.get(path), 404, /^task: Unknown object/);
    given(await other.post('/tasks', { projects: [project.gid], external }), 201);
    given(await oauth.put(path, { external: { gid: 'acme-app-6' } }));
    refused(await oauth.get(path), 404, /^task: Unknown object/);
    given(await oauth.post(`/sections/${finished.gid}/addTask`, { task: 'external:acme-app-6' }));
    refused(await oauth.put(`/tasks/${made.gid}`, { external: { gid: 'x'.repeat(1025) } }), 400, /too long/);
});

// --- People and places -------------------------------------------------------------------------------------------------------

await test('people-come-and-go', async () => {
    const gone = addUser(state, 'Gone Girl');
    const task = addTask(state, { project, assignee: gone.gid });
    assert.equal(given(await client.get(`/users/${encodeURIComponent(gone.email)}`)).gid, gone.gid);
    const members = `/workspaces/${workspace.gid}/users?opt_fields=name,email`;
    const names = async () => given(await client.get(members)).map((one) => one.name);
    assert.deepEqual(await names(), ['Gone Girl', 'Jane Doe', 'Robot Roberts']);
    removeUser(state, gone);
    assert.deepEqual(await names(), ['Jane Doe', 'Robot Roberts']);
    refused(await client.get(`/users/${gone.gid}`), 404, /^user: Unknown object/);
    refused(await client.put(`/tasks/${task.gid}`, { assignee: gone.gid }), 400, /^assignee: Unknown object/);
    assert.equal(given(await client.get(`/tasks/${task.gid}`)).assignee, null);
    assert.deepEqual(given(await client.get('/workspaces', { token: addPersonalToken(state, gone) })), []);
});

await test('projects-are-renamed-archived-and-removed', async () => {
    const moving = addProject(state, workspace, 'moving');
    const task = addTask(state, { project: moving });
    moving.name = 'moved';
    moving.archived = true;
    const names = async (query) => given(await client.get(`/projects?workspace=${workspace.gid}&${query}`)).map((one) => one.name);
    assert.ok((await names('archived=true')).includes('moved') && !(await names('archived=false')).includes('moved'));
    removeProject(state, moving);
    refused(await client.get(`/projects/${moving.gid}/sections`), 404, /^project: Unknown object/);
    assert.deepEqual(given(await client.get(`/tasks/${task.gid}`)).memberships, []);
});

// --- What breaks -------------------------------------------------------------------------------------------------------------

await test('limits-payment-and-trouble', async () => {
    state.limit = { after: 1, times: 2, retryAfter: 7 };
    given(await client.get('/workspaces'));
    for (let i = 0; i < 2; i++) {
        const answer = await client.get('/workspaces');
        refused(answer, 429, /^You've made too many requests and hit a rate limit/);
        assert.equal(answer.headers['retry-after'], '7');
    }
    given(await client.get('/workspaces'));
    asana.once('GET', '/workspaces', paymentRequired());
    refused(await client.get('/workspaces'), 402, /only available to premium users/);
    asana.once('GET', '/tasks/{task_gid}', serverError());
    const trouble = await client.get('/tasks/1');
    refused(trouble, 500, /^Server Error$/);
    assert.equal(trouble.json.errors[0].phrase, '6 sad squid snuggle softly');
    asana.once('GET', '/workspaces', html(503));
    assert.equal((await client.get('/workspaces')).headers['content-type'], 'text/html');
    asana.once('GET', '/workspaces', cut(10));
    await assert.rejects(client.get('/workspaces'), /aborted|ECONNRESET/);
});

// What was wrong on purpose is not held against the contracts.
asana.all = asana.all.filter((one) => one.template && (one.status < 400 || one.status === 404));
await done();
