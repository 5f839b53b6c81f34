// A private repository is checked out with the App's token, which git gets from hooklet's credential helper and nobody else sees.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { atEnd, builddir, done, git, Origin, push, Site, temporary, test } from './lib.mjs';
import { addInstallation, addRepository, startGitHub } from './github.mjs';
import { configureApp, hooklet, makeKey } from './github/app.mjs';

const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey });
addRepository(github.state, 'acme/web', { private: true });
addInstallation(github.state, 'acme');
const origin = new Origin();
const seen = { asked: 0, arguments: [], environments: [] };

// Arguments and environments of all processes at this moment; those that end meanwhile don't count.
function everywhere(name) {
    return fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).map((pid) => {
        try {
            return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
        } catch {
            return '';
        }
    });
}

// git's own CGI program behind HTTP, which asks for a password as GitHub does.
const hosting = http.createServer((req, res) => {
    const [, basic] = /^Basic (.*)$/.exec(req.headers.authorization ?? '') ?? [];
    const [user, token] = basic ? Buffer.from(basic, 'base64').toString().split(':') : [];
    if (!github.state.tokens.some((one) => one.token === token) || user !== 'x-access-token') {
        res.writeHead(401, { 'WWW-Authenticate': 'Basic realm="GitHub"' });
        return res.end();
    }
    seen.asked++;
    seen.arguments.push(...everywhere('cmdline').filter((text) => text.includes(token)));
    seen.environments.push(...everywhere('environ').filter((text) => text.includes(token)));
    return backend(req, res);
});

function backend(req, res) {
    const url = new URL(req.url, 'http://x');
    const child = spawn('git', ['http-backend'], {
        env: {
            PATH: process.env.PATH, GIT_PROJECT_ROOT: path.dirname(origin.path), GIT_HTTP_EXPORT_ALL: '1', REQUEST_METHOD: req.method,
            PATH_INFO: url.pathname.replace('/acme/web.git', '/origin.git'), QUERY_STRING: url.search.slice(1),
            CONTENT_TYPE: req.headers['content-type'] ?? '', HTTP_CONTENT_ENCODING: req.headers['content-encoding'] ?? '',
            GIT_PROTOCOL: req.headers['git-protocol'] ?? '',
        },
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('close', () => {
        const all = Buffer.concat(chunks);
        const end = all.indexOf('\r\n\r\n');
        const headers = Object.fromEntries(all.subarray(0, end).toString().split('\r\n').map((line) => line.split(/: */)));
        const status = Number.parseInt(headers.Status ?? '200', 10);
        delete headers.Status;
        res.writeHead(status, headers);
        res.end(all.subarray(end + 4));
    });
    req.pipe(child.stdin);
}

await new Promise((resolve) => hosting.listen(0, '127.0.0.1', resolve));
atEnd.push(() => new Promise((resolve) => hosting.close(resolve).closeAllConnections()));
const cloneUrl = `http://127.0.0.1:${hosting.address().port}`;

const site = await Site.make();
const target = path.join(temporary(), 'web');
const rules = `deploy "web" {\n    repository = acme/web\n    branches = master\n    checkout = true\n    directory = "${target}"\n}\n`;
configureApp(site, github, { key, rules, more: { clone_url: cloneUrl } });

await test('a-private-repository-is-checked-out', async () => {
    const after = origin.commit({ 'index.html': 'hello' });
    await site.up();
    assert.equal((await site.post('push', push({ after, repository: 'acme/web' }))).status, 202);
    const [job] = await site.settled();
    assert.equal(job.state, 'done', `${job.reason}\n${site.readLog('worker')}`);
    assert.equal(git(target, 'rev-parse', 'HEAD'), after);
    assert.ok(seen.asked > 0);
});

await test('no-argument-environment-file-or-log-has-the-token', async () => {
    assert.deepEqual(seen.arguments, []);
    assert.deepEqual(seen.environments, []);
    const [{ token }] = github.state.tokens;
    for (const name of fs.readdirSync(path.join(site.dir, 'logs'))) assert.ok(!site.readLog(name.replace(/\.log$/, '')).includes(token));
    assert.ok(!fs.readFileSync(path.join(target, '.git', 'config'), 'utf8').includes(token));
    const [job] = site.json('jobs').jobs;
    assert.ok(!site.hooklet('job', job.id, '--json').stdout.includes(token));
});

const ask = (...lines) => new Promise((resolve) => {
    const child = spawn(path.join(builddir, 'hooklet'), ['github', 'credential', 'get'], { env: site.env });
    let said = '';
    child.stdout.on('data', (text) => { said += text; });
    child.on('close', (status) => resolve({ status, said }));
    child.stdin.end(`${lines.join('\n')}\n\n`);
});
const host = `host=${new URL(cloneUrl).host}`;

await test('the-helper-answers-for-its-own-host-alone', async () => {
    const good = await ask('protocol=http', host, 'path=acme/web.git');
    assert.match(good.said, /^username=x-access-token\npassword=ghs_\S+\n$/);
    assert.deepEqual(await ask('protocol=http', 'host=evil.example', 'path=acme/web.git'), { status: 0, said: '' });
    assert.deepEqual(await ask('protocol=https', host, 'path=acme/web.git'), { status: 0, said: '' });
    assert.deepEqual(await ask('protocol=http', `${host}0`, 'path=acme/web.git'), { status: 0, said: '' });
    assert.deepEqual(await ask('protocol=http', host.slice(0, -1), 'path=acme/web.git'), { status: 0, said: '' });
    for (const odd of ['path=acme', 'path=../../x', 'path=', 'path=a b/c'])
        assert.deepEqual(await ask('protocol=http', host, odd), { status: 1, said: '' });
});

await test('store-and-erase-are-nothing-to-us', async () => {
    assert.equal((await hooklet(site, 'github', 'credential', 'erase')).status, 0);
    assert.equal((await hooklet(site, 'github', 'credential')).status, 2);
});

await done();
