// hooklet github create-app: from the link to the secrets in their files, through the real nginx, with a browser's part played here.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { Site, builddir, done, note, request, start, stop, test, until } from './lib.mjs';
import { addManifest, startGitHub } from './github.mjs';
import { makeKey, secretFile } from './github/app.mjs';

const key = makeKey();
const github = await startGitHub({ validate: true, publicKey: key.publicKey });
const site = await Site.make();
const isRoot = process.getuid() === 0;
const access = site.log('nginx-access');

const rules = `deploy "web" {\n    repository = acme/web\n    directory = '${site.dir}'\n    command = {"true"}\n}\n`;
function configure(more = '') {
    site.configure(`state = '${site.dir}/state'\ngithub {\n    api_url = '${github.url}'\n    commands = {}\n${more}` +
        `    secret "test" {\n        file = '${site.secretFile}'\n    }\n}\n${rules}`, true);
}
configure();
await site.allPrograms();
await site.nginx({ access });
site.worker();

const events = () => site.json('events', '-n', '1000').events;
const get = (target) => request(site.url + target, { method: 'GET' });
const app = path.join(site.dir, 'state', 'github-app');

// --- The command, a browser, GitHub's page --------------------------------------------------------------------------------------

const commands = [];

// Starts create-app; its output is a log of its own.
function createApp(...args) {
    const log = site.log(`create-app-${commands.length}`);
    const child = start(path.join(builddir, 'hooklet'), ['github', 'create-app', '--url', site.url, ...args], { log, env: site.env });
    const command = { child, log, text: () => fs.readFileSync(log, 'utf8') };
    commands.push(command);
    return command;
}

// What the link it prints has as state.
async function linkOf(command) {
    const pattern = new RegExp(`^ *(${site.url}/hooklet/setup\\?state=([0-9a-f]{64}))$`, 'm');
    const [, url, state] = await until('create-app prints a link', () => pattern.exec(command.text()));
    return { url, state, target: url.slice(site.url.length) };
}

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescape = (text) => text.replace(/&([a-z#0-9]+);/g, (_, name) => entities[name]);

// What a browser would post when the button is pressed.
function formOf(html) {
    const [, action] = /<form method="post" action="([^"]*)">/.exec(html);
    const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
    return { action: new URL(unescape(action)), fields: Object.fromEntries(fields.map(([, name, value]) => [name, unescape(value)])) };
}

// GitHub's part: a manifest becomes an App, and the browser is sent back with a code.
function confirmed({ action, fields }, owner = 'acme') {
    const manifest = JSON.parse(fields.manifest);
    const unknown = Object.keys(manifest).filter((name) => !['name', 'url', 'hook_attributes', 'redirect_url', 'callback_urls', 'setup_url',
        'description', 'public', 'default_events', 'default_permissions', 'request_oauth_on_install', 'setup_on_update'].includes(name));
    assert.deepEqual(unknown, []);
    const made = makeKey();
    const code = addManifest(github.state, {
        pem: made.pem, app: { name: manifest.name, slug: manifest.name.replaceAll(' ', '-'), clientId: 'Iv23liNew', owner,
            permissions: manifest.default_permissions, events: manifest.default_events },
    });
    const back = new URL(manifest.redirect_url);
    back.searchParams.set('code', code);
    back.searchParams.set('state', action.searchParams.get('state'));
    return { manifest, code, back, secrets: { ...github.state.manifests[code] } };
}

const ended = async (command) => ({ ...await command.child.ended, text: command.text() });

function isNothingThere(answer) {
    assert.equal(answer.status, 404, answer.text);
    assert.deepEqual(answer.json, { error: 'not found', detail: 'nothing is served at this path' });
    assert.equal(answer.headers['cache-control'], 'no-store');
}

// --- One whole way ---------------------------------------------------------------------------------------------------------------

await test('without-create-app-nothing-is-there', async () => {
    for (const query of ['', '?state=', `?state=${'a'.repeat(64)}`, `?code=c0de&state=${'a'.repeat(64)}`]) {
        isNothingThere(await get(`/hooklet/setup${query}`));
    }
    assert.equal((await get('/hooklet/setup')).text, (await get('/hooklet/nothing')).text);
    assert.equal((await request(`${site.url}/hooklet/setup`, { body: 'x' })).status, 405);
    assert.deepEqual(events(), []);
});

const first = createApp('--org', 'acme');
const link = await linkOf(first);
let form, sent;

await test('the-command-says-what-it-asks-for', () => {
    assert.match(first.text(), /^ {2}owner +acme$/m);
    assert.match(first.text(), /^ {2}permissions +metadata: read, contents: read, pull_requests: read$/m);
    assert.match(first.text(), /^ {2}events +pull_request, push$/m);
});

await test('the-page-is-a-form-for-github', async () => {
    const page = await get(link.target);
    assert.equal(page.status, 200, page.text);
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.match(page.headers['content-security-policy'], new RegExp(`form-action ${new URL(github.url).origin};`));
    assert.doesNotMatch(page.text, /<script|<link|<img| on[a-z]+=/);
    form = formOf(page.text);
    assert.equal(form.action.href, `${github.url}/organizations/acme/settings/apps/new?state=${link.state}`);
    assert.equal((await request(link.url, { method: 'HEAD' })).status, 200);
    assert.deepEqual(events(), []);
});

await test('the-manifest-is-what-the-configuration-needs', () => {
    assert.deepEqual(JSON.parse(form.fields.manifest), {
        name: 'hooklet-acme', url: site.url, hook_attributes: { url: `${site.url}/hooks/github`, active: true },
        redirect_url: `${site.url}/hooklet/setup`, public: false,
        default_permissions: { metadata: 'read', contents: 'read', pull_requests: 'read' }, default_events: ['pull_request', 'push'],
    });
    sent = confirmed(form);
});

// The status that another machine gets.
const statusFor = (target) => new Promise((resolve, reject) => {
    http.get(site.url + target, { localAddress: '127.0.0.2' }, (res) => { res.resume(); resolve(res.statusCode); }).on('error', reject);
});

await test('the-page-is-there-for-other-machines', async () => {
    assert.equal(await statusFor('/hooklet/healthz'), 404);
    assert.equal(await statusFor(link.target), 200);
});

await test('a-wrong-state-or-code-stores-nothing', async () => {
    const off = link.state.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    for (const query of [`code=${sent.code}`, `code=${sent.code}&state=${off}`, `code=${sent.code}&state=${link.state}0`,
        `code=a%2Fb&state=${link.state}`, `code=&state=${link.state}`, `code=${sent.code}&state=${link.state}&state=${link.state}`]) {
        isNothingThere(await get(`/hooklet/setup?${query}`));
    }
    assert.deepEqual(events(), []);
});

await test('github-sends-back-and-the-worker-fetches-the-secrets', async () => {
    const page = await request(sent.back.href, { method: 'GET' });
    assert.equal(page.status, 200, page.text);
    assert.match(page.text, /Done. Go back to your terminal/);
    const { code, text } = await ended(first);
    assert.equal(code, 0, text);
    assert.match(text, new RegExp(`The App hooklet-acme is made, id ${sent.secrets.id}: `));
    assert.match(text, /1\. Install it: http:\/\/\S+\/apps\/hooklet-acme\/installations\/new$/m);
    const [event] = events();
    assert.equal(event.source, 'hooklet');
    assert.equal(event.kind, 'github_app');
    assert.equal(event.delivery, `app/${link.state}`);
    const [job] = await site.settled();
    assert.equal(job.state, 'done', JSON.stringify(job));
    assert.equal(job.kind, 'convert');
    assert.equal(github.asked('POST', '/app-manifests/{code}/conversions').length, 1);
    assert.equal(github.requests.at(-1).headers.authorization, undefined);
});

await test('the-files-are-private-and-nothing-else-is-there', () => {
    assert.equal(fs.statSync(app).mode & 0o777, 0o700);
    assert.deepEqual(fs.readdirSync(app).sort(), ['app.json', 'client-secret', 'private-key.pem', 'webhook-secret']);
    for (const name of fs.readdirSync(app)) assert.equal(fs.statSync(path.join(app, name)).mode & 0o7777, 0o400, name);
    const read = (name) => fs.readFileSync(path.join(app, name), 'utf8');
    assert.equal(read('private-key.pem'), sent.secrets.pem);
    assert.equal(read('webhook-secret'), sent.secrets.webhookSecret);
    assert.equal(read('client-secret'), sent.secrets.clientSecret);
    assert.deepEqual(JSON.parse(read('app.json')), {
        id: String(sent.secrets.id), slug: 'hooklet-acme', name: 'hooklet-acme', client_id: 'Iv23liNew',
        html_url: `${new URL(github.url).origin}/apps/hooklet-acme`, setup: link.state,
    });
    assert.deepEqual(fs.readdirSync(path.join(site.dir, 'state')).filter((name) => name.startsWith('github-app')), ['github-app']);
});

await test('the-lines-are-good-for-the-configuration', () => {
    const lines = first.text().split('\n').filter((line) => line.startsWith('       ')).map((line) => line.slice(7));
    const config = lines.slice(lines.findIndex((line) => line.startsWith('app_id'))).join('\n');
    assert.match(config, new RegExp(`^app_id = ${sent.secrets.id}\nprivate_key_file = '.*'\nsecret "hooklet-acme" {\n    file = '.*'\n}`));
    const files = [...config.matchAll(/file = '(.*)'/g)].map(([, file]) => file);
    if (isRoot) assert.deepEqual(files, ['pem', 'webhook'].map((end) => `${site.dir}/secrets/hooklet-acme.${end}`));
    for (const file of files) assert.equal(fs.statSync(file).mode & 0o7777, 0o400, file);
    configure(`${config}\n`);
    const check = site.hooklet('check');
    assert.equal(check.status, 0, check.stdout + check.stderr);
    configure();
});

await test('loading-the-page-again-does-nothing', async () => {
    const other = confirmed(form);
    for (const target of [link.url, sent.back.href, other.back.href]) {
        const page = await request(target, { method: 'GET' });
        assert.equal(page.status, 200, page.text);
        assert.match(page.text, /Done/);
    }
    assert.equal(events().length, 1);
    assert.equal(site.json('jobs').jobs.length, 1);
    assert.equal(github.asked('POST', '/app-manifests/{code}/conversions').length, 1);
});

// --- Other ways ------------------------------------------------------------------------------------------------------------------

await test('a-second-app-leaves-the-secrets-of-the-first', async () => {
    const command = createApp('--name', 'our hooks', '--public');
    const page = formOf((await get((await linkOf(command)).target)).text);
    assert.equal(page.action.pathname, '/settings/apps/new');
    const next = confirmed(page, 'octocat');
    assert.equal(next.manifest.name, 'our hooks');
    assert.equal(next.manifest.public, true);
    assert.equal((await request(next.back.href, { method: 'GET' })).status, 200);
    const { code, text } = await ended(command);
    assert.equal(code, 0, text);
    assert.equal(fs.readFileSync(path.join(app, 'private-key.pem'), 'utf8'), next.secrets.pem);
    assert.match(text, /secret "our-hooks" {/);
    const [aside] = fs.readdirSync(path.join(site.dir, 'state')).filter((name) => name.startsWith('github-app.'));
    assert.equal(fs.readFileSync(path.join(site.dir, 'state', aside, 'private-key.pem'), 'utf8'), sent.secrets.pem);
});

await test('a-code-that-github-does-not-know', async () => {
    const command = createApp('--org', 'acme', '--json');
    const { state } = await linkOf(command);
    const before = fs.readFileSync(path.join(app, 'app.json'), 'utf8');
    assert.equal((await get(`/hooklet/setup?code=deadc0de&state=${state}`)).status, 200);
    const { code, text } = await ended(command);
    assert.equal(code, 7, text);
    assert.match(text, /job \d+ is dead: GitHub does not know the code \(any more\); it works once, within an hour: if there is a new App /);
    assert.equal(fs.readFileSync(path.join(app, 'app.json'), 'utf8'), before);
});

await test('trouble-at-github-is-tried-again', async () => {
    const command = createApp('--org', 'acme', '--json');
    const page = formOf((await get((await linkOf(command)).target)).text);
    const next = confirmed(page);
    github.once('POST', '/app-manifests/{code}/conversions', { status: 502, body: '<html>', headers: { 'Content-Type': 'text/html' } });
    assert.equal((await request(next.back.href, { method: 'GET' })).status, 200);
    const { code, text } = await ended(command);
    assert.equal(code, 0, text);
    const result = JSON.parse(text.split('\n').filter((line) => line.startsWith('{')).at(-1));
    assert.equal(result.id, String(next.secrets.id));
    assert.equal(result.install_url, `${result.html_url}/installations/new`);
    assert.equal(fs.readFileSync(result.private_key_file, 'utf8'), next.secrets.pem);
    assert.equal(fs.readFileSync(result.webhook_secret_file, 'utf8'), next.secrets.webhookSecret);
    assert.match(result.config, /^app_id = /);
});

await test('ctrl-c-closes-the-page', async () => {
    const command = createApp();
    const { target } = await linkOf(command);
    assert.equal((await get(target)).status, 200);
    await stop(command.child, 'SIGINT');
    const { code, text } = await ended(command);
    assert.equal(code, 1, text);
    assert.match(text, /Given up; the page is closed/);
    isNothingThere(await get(target));
    isNothingThere(await get(`${target}&code=c0de`));
});

await test('without-the-program-by-hand', async () => {
    await site.stop('github-app');
    const child = spawn(path.join(builddir, 'hooklet'), ['github', 'create-app', '--url', site.url, '--print-page'], { env: site.env });
    let out = '', said = '';
    child.stdout.on('data', (data) => { out += data; });
    child.stderr.on('data', (data) => { said += data; });
    const exit = new Promise((resolve) => child.on('exit', resolve));
    await until('the page is printed', () => out.includes('</html>') && said.includes('paste that address'));
    const next = confirmed(formOf(out));
    const answer = await request(next.back.href, { method: 'GET' });
    assert.equal(answer.json?.error, 'unavailable', answer.text);
    child.stdin.write(`${site.url}/elsewhere\n`);
    await until('a wrong address is told', () => said.includes('This is not the address'));
    child.stdin.write(`${next.back.href}\n`);
    assert.equal(await exit, 0, said);
    assert.match(said, new RegExp(`id ${next.secrets.id}: `));
    assert.doesNotMatch(out, /app_id/);
    await site.program('github-app');
});

// To its end, while the stand-in in this process can answer.
async function existing(...args) {
    const child = spawn(path.join(builddir, 'hooklet'), ['github', 'create-app', '--existing', ...args], { env: site.env });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (data) => { said.stdout += data; });
    child.stderr.on('data', (data) => { said.stderr += data; });
    const status = await new Promise((resolve) => child.on('close', resolve));
    return { status, ...said };
}

await test('an-app-that-exists', async () => {
    const { id, name } = github.state.app;
    const good = await existing('--app-id', String(id), '--key', key.file);
    assert.equal(good.status, 0, good.stderr);
    assert.match(good.stdout, new RegExp(`This is the App ${name}, id ${id}: `));
    assert.match(good.stdout, /It has all permissions and events/);
    const [, file] = /private_key_file = '(.*)'/.exec(good.stdout);
    assert.equal(fs.readFileSync(file, 'utf8'), key.pem);
    assert.equal(fs.statSync(file).mode & 0o7777, 0o400);

    github.state.app.permissions.contents = undefined;
    github.state.app.permissions.pull_requests = 'read';
    github.state.app.events = ['push'];
    const poor = await existing('--app-id', String(id), '--key', key.file);
    assert.equal(poor.status, 0, poor.stderr);
    assert.match(poor.stdout, /^lacks permission contents: read, to fetch what is deployed; to hear of pushes$/m);
    assert.match(poor.stdout, /^lacks event pull_request$/m);
    assert.doesNotMatch(poor.stdout, /lacks permission pull_requests/);

    const unknown = await existing('--app-id', '1', '--key', key.file);
    assert.equal(unknown.status, 7, unknown.stdout);
    assert.match(unknown.stderr, /GitHub knows no App with the id 1/);
    const other = await existing('--app-id', String(id), '--key', makeKey().file);
    assert.equal(other.status, 7, other.stdout);
    const none = await existing('--app-id', String(id), '--key', secretFile('none.pem', 'nonsense'));
    assert.equal(none.status, 3, none.stdout);
    const open = secretFile('open.pem', key.pem);
    fs.chmodSync(open, 0o644);
    assert.match((await existing('--app-id', String(id), '--key', open)).stderr, /chmod 0400/);
});

await test('wrong-words', () => {
    const usage = (pattern, ...args) => {
        const answer = site.hooklet('github', 'create-app', ...args);
        assert.equal(answer.status, 2, answer.stderr);
        assert.match(answer.stderr, pattern);
    };
    usage(/needs --url/);
    usage(/--url takes https:\/\/HOST/, '--url', 'https://x.example.org/?a=b');
    usage(/no name of an organization/, '--url', site.url, '--org', 'a/b');
    usage(/at most 34/, '--url', site.url, '--name', 'x'.repeat(35));
    usage(/go with --existing/, '--url', site.url, '--key', 'x');
    usage(/needs --app-id ID and --key FILE/, '--existing', '--key', 'x');
    usage(/--app-id and --key alone/, '--existing', '--app-id', '1', '--key', 'x', '--org', 'acme');
    usage(/both want standard output/, '--url', site.url, '--print-page', '--json');
    assert.equal(site.hooklet('github', 'create-app', '--url', 'ftp://x.example.org').status, 1);
    assert.match(site.hooklet('github', 'create-app', '--help').stdout, /^usage: hooklet github create-app --url URL/);
});

// --- What must not get out -------------------------------------------------------------------------------------------------------

await test('no-secret-is-in-any-log', () => {
    fs.appendFileSync(access, '');
    const logs = fs.readdirSync(path.join(site.dir, 'logs')).map((name) => path.join(site.dir, 'logs', name));
    const ledger = [...events().map((event) => ['event', event.id]), ...site.json('jobs', '-n', '100').jobs.map((job) => ['job', job.id])]
        .map((words) => site.hooklet(...words, '--json').stdout);
    const texts = [...logs.map((file) => fs.readFileSync(file, 'utf8')), ...ledger];
    assert.ok(fs.readFileSync(access, 'utf8').includes('/hooklet/nothing'), 'the access log is written');
    const codes = github.asked('POST', '/app-manifests/{code}/conversions').map((one) => one.path.split('/')[2]);
    assert.ok(codes.length >= 5);
    const { secrets } = sent;
    for (const secret of [...codes, secrets.webhookSecret, secrets.clientSecret, secrets.pem.split('\n')[5]]) {
        for (const text of texts) assert.ok(!text.includes(secret), text.slice(0, 2000));
    }
    assert.doesNotMatch(fs.readFileSync(access, 'utf8'), /hooklet\/setup/);
    note(`${texts.length} texts`);
});

await done();
