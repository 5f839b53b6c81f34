// twoway.mjs - what tests of both ways need besides the stand-ins: a site with a rule both ways that speaks to both, rows that tie
// tasks to issues, and a hook that Asana has shaken hands with.
import assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { atEnd, builddir, freePort, temporary } from '../lib.mjs';
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

// Makes the events of so many hours from now; a worker that runs does their jobs.
export const comeRound = (site, hours) => tool('come-round', site.conf, String(hours));

// --- TLS, which Asana insists on ---------------------------------------------------------------------------------------------------

export function certificate() {
    const dir = temporary(), key = path.join(dir, 'key.pem'), cert = path.join(dir, 'cert.pem');
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
        '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', cert], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    return { key, cert };
}

// The site's nginx with TLS beside it.  -> the origin, https://127.0.0.1:PORT
export async function secureNginx(site, { key, cert }, more = {}) {
    const port = await freePort();
    await site.nginx({ ...more, server: `listen 127.0.0.1:${port} ssl; ssl_certificate ${cert}; ssl_certificate_key ${key};` });
    return `https://127.0.0.1:${port}`;
}

// A web server that runs the program asana as plain CGI, one process at a time.  -> { url, count(): requests so far }
export async function secureCgi(site, { key, cert }) {
    let last = Promise.resolve(), count = 0;
    const cgi = (req, body) => new Promise((resolve) => {
        const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [`HTTP_${name.toUpperCase().replaceAll('-', '_')}`, value]));
        const child = spawn(path.join(builddir, 'asana.fcgi'), [], {
            env: { PATH: process.env.PATH, HOOKLET_CONFIG: site.conf, ...headers, GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: req.method,
                REQUEST_URI: req.url, SCRIPT_NAME: '/hooks/asana', CONTENT_LENGTH: String(body.length), CONTENT_TYPE: 'application/json' },
            stdio: ['pipe', 'pipe', 'ignore'],
        });
        const out = [];
        child.stdout.on('data', (data) => out.push(data));
        child.stdin.on('error', () => {});
        // Its drain, which goes on in the background, has no part in this.
        child.stdout.on('end', () => resolve(Buffer.concat(out).toString()));
        child.stdin.end(body);
    });
    const url = await listen({ key, cert }, async (req, res) => {
        const chunks = [];
        for await (const chunk of req) chunks.push(chunk);
        count++;
        last = last.then(() => cgi(req, Buffer.concat(chunks))).then((said) => {
            const [head, text] = said.split('\r\n\r\n');
            const lines = head.split('\r\n').map((line) => line.split(': '));
            const { Status: status = '500', ...headers } = Object.fromEntries(lines);
            res.writeHead(Number(status.split(' ')[0]), headers).end(text);
        });
    });
    return { url, count: () => count };
}

// Echoes secrets without keeping them, as a page for trying out webhooks does.
export const secureEcho = (tls) => listen(tls, (req, res) => {
    req.resume();
    req.on('end', () => res.writeHead(200, { 'X-Hook-Secret': req.headers['x-hook-secret'] ?? '' }).end());
});

async function listen({ key, cert }, answer) {
    const server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, answer);
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    atEnd.push(() => {
        server.closeAllConnections();
        server.close();
    });
    return `https://127.0.0.1:${server.address().port}`;
}
