// What is called what in Asana, its tasks and its webhooks, through the client.
import assert from 'node:assert';
import http from 'node:http';
import { done, test } from './lib.mjs';
import {
    addProject, addSection, addTag, addTask, addUser, addWorkspace, failure, removeProject, removeTask, startAsana,
} from './asana.mjs';
import { ask, fresh, loggedIn, me, NETWORK, NOT_FOUND, REFUSED } from './asana/rig.mjs';

const asana = await startAsana({ validate: true, oauth: true });
const { state, workspace, project } = asana;
const personal = await fresh(asana);
const counted = (method, template) => asana.asked(method, template).length;

// --- Names -------------------------------------------------------------------------------------------------------------------

await test('a-workspaces-name-case-aside', async () => {
    const site = await fresh(asana);
    const before = counted('GET', '/workspaces');
    for (const name of ['Acme', 'ACME', 'acme', workspace.gid]) assert.equal((await ask(site, 'workspace', name)).stdout, `${workspace.gid}\n`);
    assert.equal(counted('GET', '/workspaces'), before + 1);
    for (const name of ['acm', 'acme ', '12345']) {
        const told = await ask(site, 'workspace', name);
        assert.deepEqual([told.status, told.stderr], [NOT_FOUND, '']);
    }
    assert.equal(counted('GET', '/workspaces'), before + 1);
});

await test('projects-by-name-gid-and-repository', async () => {
    const site = await fresh(asana);
    const old = addProject(state, workspace, 'Web Shop', { archived: true });
    const shop = addProject(state, workspace, 'Web  shop');
    const is = async (expected, ...words) => assert.equal((await ask(site, ...words)).stdout, expected ? `${expected.gid}\n` : '', words.join(' '));
    await is(project, 'project', workspace.gid, 'WEB');
    await is(project, 'project-of', workspace.gid, 'acme/Web');
    await is(old, 'project-of', workspace.gid, 'acme/web-shop');
    await is(shop, 'project-of', workspace.gid, 'web--shop');
    await is(null, 'project-of', workspace.gid, 'acme/web-shop-2');
    await is(shop, 'project', workspace.gid, shop.gid);
    await is(null, 'project', workspace.gid, '1');
    const other = addWorkspace(state, 'Other', { users: [asana.robot.gid] });
    await is(null, 'project', other.gid, shop.gid);
    assert.equal(counted('GET', '/projects/{project_gid}'), 3);
});

await test('of-two-projects-of-one-name-the-one-that-is-not-archived', async () => {
    addProject(state, workspace, 'twice', { archived: true });
    const alive = addProject(state, workspace, 'Twice');
    addProject(state, workspace, 'twice');
    assert.equal((await ask(await fresh(asana), 'project', workspace.gid, 'twice')).stdout, `${alive.gid}\n`);
});

await test('a-name-that-is-nowhere-costs-one-look', async () => {
    const site = await fresh(asana);
    const before = counted('GET', '/projects');
    for (let i = 0; i < 5; i++) assert.equal((await ask(site, 'project', workspace.gid, `no ${i}`)).status, NOT_FOUND);
    assert.equal(counted('GET', '/projects'), before + 1);
});

await test('what-is-gone-is-forgotten-with-all-that-was-kept-with-it', async () => {
    const site = await fresh(asana);
    const gone = addProject(state, workspace, 'gone');
    assert.equal((await ask(site, 'project', workspace.gid, 'gone')).stdout, `${gone.gid}\n`);
    assert.equal((await ask(site, 'section', gone.gid, 'Done')).status, 0);
    removeProject(state, gone);
    assert.equal((await ask(site, 'project', workspace.gid, 'gone')).stdout, `${gone.gid}\n`);
    assert.equal((await ask(site, 'forget', gone.gid)).status, 0);
    assert.equal((await ask(site, 'section', gone.gid, 'Done')).status, NOT_FOUND);
    assert.equal((await ask(site, 'project', workspace.gid, 'gone')).status, NOT_FOUND);
});

await test('a-list-of-what-is-gone-is-forgotten-by-itself', async () => {
    const site = await fresh(asana);
    const lost = addWorkspace(state, 'Lost', { users: [asana.robot.gid] });
    assert.equal((await ask(site, 'workspace', 'Lost')).stdout, `${lost.gid}\n`);
    state.workspaces.splice(state.workspaces.indexOf(lost), 1);
    const told = await ask(site, 'project', lost.gid, 'web');
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /workspace: Unknown object/);
    assert.equal((await ask(site, 'workspace', 'Lost')).status, NOT_FOUND);
});

await test('sections-done-and-the-first-other', async () => {
    const site = await fresh(asana);
    const [todo, , finished] = state.sections.filter((one) => one.project === project.gid);
    assert.deepEqual((await ask(site, 'section', project.gid, 'done')).lines, [finished.gid, todo.gid]);
    const bare = addProject(state, workspace, 'bare', { sections: ['DONE'] });
    assert.equal((await ask(site, 'section', bare.gid, 'done')).status, NOT_FOUND);
    const late = addSection(state, bare, 'Later');
    const fine = await fresh(asana);
    assert.deepEqual((await ask(fine, 'section', bare.gid, 'Done')).lines.at(-1), late.gid);
});

await test('a-tag-is-found-or-made', async () => {
    const site = await fresh(asana);
    const tag = addTag(state, workspace, 'GitHub');
    assert.equal((await ask(site, 'tag', workspace.gid, 'github', 'create')).stdout, `${tag.gid}\n`);
    assert.equal((await ask(site, 'tag', workspace.gid, 'bug')).status, NOT_FOUND);
    const made = await ask(site, 'tag', workspace.gid, 'bug "x" \u00fc', 'create');
    assert.equal(made.stdout, `${state.tags.find((one) => one.name === 'bug "x" \u00fc').gid}\n`);
    assert.equal((await ask(site, 'tag', workspace.gid, 'BUG "X" \u00fc', 'create')).stdout, made.stdout);
});

await test('a-tag-that-twenty-want-at-once-is-made-once', async () => {
    const site = await fresh(asana);
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(site, 'tag', workspace.gid, 'crowd', 'create')));
    assert.deepEqual([...new Set(all.map((one) => one.stderr))], ['']);
    assert.equal(new Set(all.map((one) => one.stdout)).size, 1);
    assert.equal(state.tags.filter((one) => one.name === 'crowd').length, 1);
});

await test('a-tag-that-somebody-made-meanwhile-is-not-made-again', async () => {
    const site = await fresh(asana);
    assert.equal((await ask(site, 'tag', workspace.gid, 'meanwhile')).status, NOT_FOUND);
    const tag = addTag(state, workspace, 'Meanwhile');
    assert.equal((await ask(site, 'tag', workspace.gid, 'meanwhile', 'create')).stdout, `${tag.gid}\n`);
});

await test('users-by-gid-address-and-name', async () => {
    const site = await fresh(asana);
    const ada = addUser(state, 'Ada Lovelace', { email: 'ada+asana@example.com', workspaces: [workspace] });
    for (const who of [ada.gid, 'ada+asana@example.com', 'ADA+asana@Example.com', 'ada lovelace']) {
        assert.equal((await ask(site, 'user', workspace.gid, who)).stdout, `${ada.gid}\n`, who);
    }
    for (const who of ['12345', 'nobody@example.com', 'Ada', 'a@b/../../users/me']) {
        const told = await ask(site, 'user', workspace.gid, who);
        assert.deepEqual([told.status, told.stderr], [NOT_FOUND, ''], who);
    }
});

await test('a-name-that-two-users-have-is-nobody', async () => {
    addUser(state, 'Sam Smith', { email: 'sam1@example.com', workspaces: [workspace] });
    addUser(state, 'sam smith', { email: 'sam2@example.com', workspaces: [workspace] });
    assert.equal((await ask(await fresh(asana), 'user', workspace.gid, 'Sam Smith')).status, NOT_FOUND);
});

await test('somebody-of-another-workspace-is-nobody-here', async () => {
    const other = addWorkspace(state, 'Third', { users: [asana.robot.gid] });
    const eve = addUser(state, 'Eve', { workspaces: [other] });
    const site = await fresh(asana);
    for (const who of [eve.gid, eve.email, 'Eve']) assert.equal((await ask(site, 'user', workspace.gid, who)).status, NOT_FOUND, who);
    assert.equal((await ask(site, 'user', other.gid, 'eve')).stdout, `${eve.gid}\n`);
});

// --- Tasks -------------------------------------------------------------------------------------------------------------------

await test('a-task-is-made-changed-and-read', async () => {
    const site = await loggedIn(asana);
    const ada = state.users.find((one) => one.name === 'Ada Lovelace');
    const tag = state.tags.find((one) => one.name === 'GitHub');
    const made = await ask(site, 'create', 'name=Fix "it" (#5)', 'notes=https://x/5\n\n\u00fcber', `workspace=${workspace.gid}`, `project=${project.gid}`,
        `tag=${tag.gid}`, `assignee=${ada.gid}`, 'due=2026-12-01', 'external=acme/web 5', 'data={"a":1}');
    assert.equal(made.status, 0, made.stderr);
    const task = state.tasks.at(-1);
    assert.deepEqual([task.name, task.notes, task.assignee, task.dueOn], ['Fix "it" (#5)', 'https://x/5\n\n\u00fcber', ada.gid, '2026-12-01']);
    const read = await ask(site, 'task', 'external:acme/web 5');
    assert.equal(read.stdout, made.stdout);
    assert.equal(asana.requests.at(-1).search.split('?')[0], '');
    assert.match(asana.requests.at(-1).canonical, /^\/tasks\/external(:|%3A)acme%2Fweb%205$/);
    assert.match(read.stdout, new RegExp(`\\|open\\|-\\|${ada.gid}\\|2026-12-01\\|acme/web 5\\|\\{"a":1\\}\nin ${project.gid} \\d+ To do\ntag ${tag.gid} GitHub\n$`));
    const changed = await ask(site, 'update', task.gid, 'completed=yes', 'assignee=', 'due=');
    assert.match(changed.stdout, /\|completed\|Robot Roberts\|-\|-\|acme\/web 5\|/);
    assert.deepEqual(asana.requests.at(-1).body, { data: { completed: true, assignee: null, due_on: null } });
    assert.equal(task.name, 'Fix "it" (#5)');
});

await test('a-second-task-of-one-external-id-is-the-first', async () => {
    const site = await loggedIn(asana);
    const first = state.tasks.at(-1);
    const told = await ask(site, 'create', 'name=again', `workspace=${workspace.gid}`, 'external=acme/web 5');
    assert.deepEqual([told.status, told.stderr], [0, '']);
    assert.deepEqual([told.lines[0], told.lines[1].split('|')[0]], ['there', first.gid]);
    assert.equal(state.tasks.filter((one) => one.name === 'again').length, 0);
});

await test('another-status-400-is-told', async () => {
    const site = await loggedIn(asana);
    const told = await ask(site, 'create', 'name=lost', 'project=12', 'external=acme-web-6');
    assert.equal(told.status, REFUSED);
    assert.match(told.stderr, /^\S*.*POST \/tasks: status 400, .*12\n$/);
});

await test('a-personal-token-sends-no-external-id', async () => {
    const site = await fresh(asana);
    const told = await ask(site, 'create', 'name=plain', `workspace=${workspace.gid}`, `project=${project.gid}`, 'external=acme-web-7');
    assert.equal(told.status, 0, told.stderr);
    assert.deepEqual(asana.requests.at(-1).body, { data: { name: 'plain', workspace: workspace.gid, projects: [project.gid] } });
    assert.ok(!asana.requests.at(-1).query.opt_fields.includes('external'));
    const before = asana.requests.length;
    assert.equal((await ask(site, 'task', 'external:acme-web-7')).status, NOT_FOUND);
    assert.equal(asana.requests.length, before);
});

await test('tags-sections-and-projects-of-a-task', async () => {
    const site = await fresh(asana);
    const task = state.tasks.at(-1);
    const tag = state.tags.find((one) => one.name === 'crowd');
    const finished = state.sections.find((one) => one.project === project.gid && one.name === 'Done');
    const other = addProject(state, workspace, 'second');
    for (const words of [['tag', task.gid, tag.gid], ['tag', task.gid, tag.gid], ['place', task.gid, finished.gid], ['project', task.gid, other.gid]]) {
        const told = await ask(site, 'put', ...words);
        assert.equal(told.status, 0, told.stderr);
    }
    assert.deepEqual((await ask(site, 'task', task.gid)).lines.slice(1).filter((one) => !one.includes(other.gid)),
        [`in ${project.gid} ${finished.gid} Done`, `tag ${tag.gid} crowd`]);
    assert.deepEqual(task.memberships.map((one) => one.project), [project.gid, other.gid]);
    for (let i = 0; i < 2; i++) assert.equal((await ask(site, 'put', 'untag', task.gid, tag.gid)).status, 0);
    assert.deepEqual(task.tags, []);
});

await test('a-task-that-is-gone', async () => {
    const site = await fresh(asana);
    const task = addTask(state, { project });
    removeTask(state, task);
    for (const words of [['task', task.gid], ['update', task.gid, 'name=x'], ['put', 'tag', task.gid, state.tags[0].gid]]) {
        const told = await ask(site, ...words);
        assert.deepEqual([told.status, told.stderr], [NOT_FOUND, ''], words.join(' '));
    }
});

await test('tasks-that-were-modified-since', async () => {
    const site = await fresh(asana);
    const home = addProject(state, workspace, 'many');
    const base = Date.parse('2026-11-01T00:00:00Z');
    for (let i = 0; i < 230; i++) addTask(state, { project: home, notes: 'x'.repeat(1000), modifiedAt: new Date(base + i * 1000).toISOString() });
    const all = await ask(site, 'modified', home.gid, '0');
    assert.equal(all.lines.length, 230, all.stderr);
    const some = await ask(site, 'modified', home.gid, String(base + 100_000));
    assert.equal(some.lines.length, 130, some.stderr);
    assert.match(some.lines[0], new RegExp(` ${base + 100_000}$`));
    assert.equal(asana.requests.at(-1).query.modified_since, '2026-11-01T00:01:40.000Z');
});

// --- Webhooks ----------------------------------------------------------------------------------------------------------------

await test('a-target-is-no-part-of-a-text', async () => {
    const target = `http://127.0.0.1:1/hooks/asana/${'ab'.repeat(32)}`;
    for (const [answer, status] of [[failure(400, `The remote server ${target} did not respond with the handshake secret: ${target}`), REFUSED],
        [failure(502, `could not reach ${target}`), NETWORK]]) {
        asana.once('POST', '/webhooks', answer);
        const told = await ask(personal, 'hook', project.gid, target);
        assert.equal(told.status, status);
        assert.ok(!told.stderr.includes('abab'), told.stderr);
        assert.match(told.stderr, /\(target\)/);
    }
    const lost = await ask(personal, 'hook', project.gid, target);
    assert.equal(lost.status, REFUSED);
    assert.ok(!lost.stderr.includes('abab'), lost.stderr);
});

await test('a-hook-is-made-within-its-handshake', async () => {
    let secret;
    const receiver = http.createServer((req, res) => {
        req.resume();
        secret ??= req.headers['x-hook-secret'];
        res.writeHead(200, { 'X-Hook-Secret': secret }).end();
    });
    await new Promise((resolve) => { receiver.listen(0, '127.0.0.1', resolve); });
    const target = `http://127.0.0.1:${receiver.address().port}/hooks/asana/${'cd'.repeat(32)}`;
    const made = await ask(personal, 'hook', project.gid, target);
    assert.equal(made.status, 0, made.stderr);
    const [gid, ...rest] = made.lines[0].split('|');
    assert.deepEqual([rest[0], rest[1], rest[3]], [project.gid, target, secret]);
    const filters = [{ resource_type: 'task', action: 'changed', fields: ['completed', 'assignee'] }];
    assert.deepEqual(asana.asked('POST', '/webhooks').at(-1).body, { data: { resource: project.gid, target, filters } });
    assert.deepEqual((await ask(personal, 'hook', gid)).lines, [`${gid}|${project.gid}|${target}|active|-`]);
    assert.equal((await ask(personal, 'unhook', gid)).status, 0);
    assert.equal((await ask(personal, 'hook', gid)).status, NOT_FOUND);
    receiver.closeAllConnections();
    receiver.close();
});

await test('a-hook-that-asana-has-dropped', async () => {
    assert.deepEqual([(await ask(personal, 'hook', '12')).status, (await ask(personal, 'unhook', '12')).status], [NOT_FOUND, 0]);
});

await done();
