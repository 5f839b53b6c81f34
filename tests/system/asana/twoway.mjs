// twoway.mjs - what tests of both ways need besides the stand-ins: a site with a rule both ways that speaks to both, rows that tie
// tasks to issues, and a hook that Asana has shaken hands with.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { builddir } from '../lib.mjs';
import { configureApp } from '../github/app.mjs';
import { findRepository } from '../github/state.mjs';
import { Client } from './client.mjs';
import { asanaSection } from './site.mjs';
import { addTask } from './state.mjs';

export const bothWays = (repositories, { name = 'web', more = '' } = {}) =>
    `tasks "${name}" {\n    repositories = { ${repositories.map((one) => `'${one}'`).join(', ')} }\n    workspace = Acme\n    both_ways = true\n${more}}\n`;

export function configureBoth(site, { github, asana, key, oauth, rules }) {
    configureApp(site, github, { key, more: { read_delay: '0s' }, rules: asanaSection(asana, { oauth }) + rules });
}

const state = (site) => path.join(site.dir, 'state');

function tool(name, ...words) {
    const made = spawnSync(path.join(builddir, 'tests/system', name), words, { encoding: 'utf8' });
    assert.equal(made.status, 0, `${name} ${words.join(' ')}: ${made.status} ${made.stderr}`);
    return made.stdout;
}

const membersOf = (text) => Object.fromEntries(text.trim().split('\n').map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
}));

// The row of a task, by its gid.
export const rowOf = (site, gid) => membersOf(tool('keep-task', state(site), 'show', gid));
export const changeRow = (site, gid, members) =>
    membersOf(tool('keep-task', state(site), 'change', gid, ...Object.entries(members).map(([name, value]) => `${name}=${value}`)));

// A task for an issue of the stand-in, and the row that ties them.  -> the task
export function tie(site, { github, asana }, issue, { repository = 'acme/web', project = asana.project, ...more } = {}) {
    const { id, fullName } = findRepository(github.state, repository);
    const task = addTask(asana.state, { project, name: `${issue.title} (#${issue.number})`, user: asana.robot.gid, ...more });
    const row = {
        external: `${fullName.replace('/', '-')}-${issue.number}`, repository: fullName, repository_id: id, number: issue.number,
        gid: task.gid, project: project.gid, state: issue.state, completed: task.completed, assignee: task.assignee ?? '',
    };
    tool('keep-task', state(site), 'write', ...Object.entries(row).map(([name, value]) => `${name}=${value}`));
    return task;
}

// A hook of this project that the site takes, as asana connect would make it.  -> { token, key, webhook }
export async function hook(site, asana, { project = asana.project, url = site.url } = {}) {
    const [token, key] = tool('open-hook', state(site), project.gid, '0').trim().split(' ');
    const filters = [{ resource_type: 'task', action: 'changed', fields: ['completed', 'assignee'] }];
    const made = await new Client(asana).post('/webhooks', { resource: project.gid, target: `${url}/hooks/asana/${token}`, filters });
    assert.equal(made.status, 201, made.text);
    await asana.idle();
    return { token, key, webhook: asana.state.webhooks.find(({ gid }) => gid === made.data.gid) };
}
