// What `hooklet apache-config` prints, and the files that are shipped, in the real Apache: modules that are missing, what stands in logs,
// a site that has other things as well, a web space below a path, programs that are started anew under load; and what it can't print for.
import assert from 'node:assert';
import { randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, note, push, request, sign, skipAll, srcdir, start, stop, test, until } from './lib.mjs';
import { apacheConf, checkConf, lacking, leaveRoot, modulesOf, startApache } from './apache.mjs';
import { configFor } from './hosts/apache.mjs';
import { get, isError, isOurs, isUnavailable, post } from './hosts/ask.mjs';
import { notify } from './hosts/senders.mjs';
import { sections } from './source/senders.mjs';
import { Account } from './hosting/account.mjs';

const forms = ['proxy', 'fcgid', 'cgi'];
const modules = [...new Set(Object.values(modulesOf).flat())];
const reason = lacking(modules);
if (reason) skipAll(reason);
leaveRoot();

const site = await Site.make();
const token = randomBytes(24).toString('hex');
fs.writeFileSync(path.join(site.dir, 'notify'), token, { mode: 0o400 });
site.configure(`circleci {
    notify_token_file = '${site.dir}/notify'
}
`);

// --- Files -------------------------------------------------------------------------------------------------------------------

const place = path.join(site.dir, 'tried');
fs.mkdirSync(place);

// Does Apache take this?  -> { good, said }
function tried(text, mods = modules) {
    const conf = path.join(place, 'apache2.conf');
    fs.writeFileSync(conf, apacheConf({ dir: place, port: 80, modules: mods, text }));
    return checkConf(conf, place);
}

const shipped = (name) => fs.readFileSync(path.join(srcdir, 'apache', name), 'utf8').replaceAll('/usr/libexec/hooklet', builddir)
    .replace(/^ {4}# (?=Include )/gm, '    ').replace(/^( *)Include .*\/(.*)$/gm, (line, blanks, file) => shipped(file));

await test('apache-takes-each-file-that-is-shipped', () => {
    for (const form of forms) {
        const alone = tried(shipped(`hooklet-${form}-site.conf`), modulesOf[form]);
        assert.ok(alone.good, alone.said);
        assert.equal(alone.said, 'Syntax OK\n');
        const beside = tried(`<VirtualHost *:80>\n${shipped(`hooklet-${form}.conf`)}${shipped(`hooklet-${form}-paths.conf`)}</VirtualHost>\n`, modulesOf[form]);
        assert.ok(beside.good, beside.said);
    }
});

await test('a-module-that-is-missing-is-named', () => {
    const needed = { proxy: ['proxy_fcgi', 'headers'], fcgid: ['fcgid', 'headers'], cgi: ['cgid', 'headers'] };
    for (const form of forms) {
        for (const name of needed[form]) {
            const { good, said } = tried(shipped(`hooklet-${form}-site.conf`), modulesOf[form].filter((other) => other !== name));
            assert.ok(!good);
            assert.match(said, new RegExp(`hooklet: Apache lacks mod_${name}, which .* On Debian: a2enmod ${name}`));
        }
        assert.ok(tried(shipped(`hooklet-${form}-site.conf`), modulesOf[form].filter((name) => name !== 'asis')).good, 'it goes without mod_asis');
    }
});

// --- A server with everything ------------------------------------------------------------------------------------------------

// Beside the site of its own: somebody's, whose pages all come from one file; and an account with a web space.
const account = new Account();
const pages = path.join(site.dir, 'pages');
fs.mkdirSync(pages);
fs.writeFileSync(path.join(pages, 'index.html'), 'a page\n');
fs.writeFileSync(path.join(pages, '.htaccess'), 'RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ index.html [L]\n');
const parts = configFor(site, 'proxy', '--part', 'locations');
for (const name of ['github-push', 'circleci', 'status', 'index']) await site.program(name);
await startApache(site, {
    modules,
    text: `LogLevel trace4\n${configFor(site, 'proxy', '--paths', '--server-name', 'hooks.example.org')}
<VirtualHost *:80>
    ServerName pages.example.org
    DocumentRoot "${pages}"
    CustomLog "\${APACHE_LOG_DIR}/pages.log" combined env=!hooklet_secret
    <Directory "${pages}">
        AllowOverride All
        Require all granted
    </Directory>
${parts}</VirtualHost>
<VirtualHost *:80>
    ServerName ann.example.org
    DocumentRoot "${account.web}"
    CustomLog "\${APACHE_LOG_DIR}/ann.log" combined
    <Directory "${account.web}">
        AllowOverride All
        Require all granted
    </Directory>
</VirtualHost>
`,
});
const host = { site };
const at = (name, more = {}) => ({ headers: { Host: `${name}.example.org`, ...more } });

await test('a-site-with-pages-of-its-own-keeps-them', async () => {
    const page = await get(host, '/about/us', at('pages'));
    assert.deepEqual([page.status, page.text], [200, 'a page\n']);
    isOurs(await site.post('push', push(), at('pages')), 202);
    isError(await get(host, '/hooks/nothing', at('pages')), 404, 'not found');
    assert.deepEqual((await get(host, '/hooklet/healthz', at('pages'))).json, { status: 'ok' });
    assert.equal((await get(host, '/payload', at('pages'))).text, 'a page\n');
});

await test('no-log-has-a-secret-however-much-it-tells', async () => {
    const oversized = 'x'.repeat((8 << 20) + 1);
    assert.equal((await notify(host, token)).status, 202);
    assert.equal((await notify(host, token, `/circleci/webhook/${token}`, 55)).status, 202);
    assert.equal((await post(host, `/hooks/circleci/${token}`, oversized)).status, 413);
    assert.equal((await post(host, `/hooks/circleci/${token}`, oversized, at('pages'))).status, 413);
    assert.equal((await get(host, `/hooks/circleci/${token}`)).status, 405);
    assert.equal((await get(host, `//hooks///circleci//${token}`)).status, 405);
    assert.equal((await get(host, `//circleci//webhook//${token}`)).status, 405);
    isUnavailable(await post(host, `/hooks/asana/${token}`, '{}'), 503, 'the program asana');
    isUnavailable(await get(host, `/hooklet/setup?code=${token}`), 503, 'the program github-app');
    assert.equal((await site.post('push', push())).status, 202);
    await until('all is logged', () => /POST \/hooks\/github HTTP/.test(site.readLog('access')));
    for (const name of ['access', 'error', 'pages', 'apache', 'apache-start', 'circleci']) assert.ok(!site.readLog(name).includes(token), name);
    assert.match(site.readLog('error'), /:trace4\]/);
});

await test('a-web-space-may-be-below-a-path', async () => {
    const bot = path.join(account.web, 'bot');
    fs.mkdirSync(bot);
    account.made('--shared-hosting', bot, '--url', 'http://ann.example.org/bot');
    fs.writeFileSync(path.join(account.web, 'page.html'), 'a page\n');
    const body = JSON.stringify(push());
    const answer = await post(host, '/bot/hooks/github', body,
        at('ann', { 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': randomUUID(), 'X-Hub-Signature-256': sign(account.secret, body) }));
    isOurs(answer, 202);
    assert.equal((await get(host, '/page.html', at('ann'))).text, 'a page\n');
    assert.match((await get(host, '/bot/hooklet/nothing', at('ann'))).text, /"not found"/);
    assert.match((await get(host, '/nothing', at('ann'))).text, /DOCTYPE/, 'errors of other pages stay what they are');
    isError(await get(host, '/bot/hooklet/github-push.cgi', at('ann')), 404, 'not found');
    const made = JSON.parse(account.hooklet('--config', account.conf, 'token', 'create', 'case', '--owner', 'acme', '--json').stdout);
    const sent = await post(host, '/bot/hooklet/api/messages', '{"event":"invoice.paid"}', at('ann', { Authorization: `Bearer ${made.token}` }));
    assert.match(sent.headers.location, /^\/bot\/hooklet\/api\/messages\/./, sent.text);
    const near = await get(host, '/bot/hooklet/api/target', at('ann', { Authorization: `Bearer ${made.token}` }));
    isError(near, 404, 'not found', /did you mean \/bot\/hooklet\/api\/targets\?/);
});

// --- Connections, and restarts under load ------------------------------------------------------------------------------------

await test('each-request-has-a-connection-of-its-own', async () => {
    const made = () => site.readLog('error').split(`connection established with Unix domain socket ${site.socket('github-push')} `).length;
    const before = made();
    for (let i = 1; i <= 4; i++) {
        assert.equal((await site.post('push', push())).status, 202);
        await until('its connection is logged', () => made() === before + i, 5000);
    }
});

await test('instances-that-replace-each-other-under-load-fail-nothing', async () => {
    const bad = [], good = [];
    let going = true, child = site.children.get('github-push');
    const socket = site.socket('github-push');
    const clients = Array.from({ length: 16 }, async () => {
        while (going) {
            const { status, text } = await site.post('push', push()).catch((error) => ({ text: String(error) }));
            (status === 202 ? good : bad).push(`${status} ${text}`);
        }
    });
    for (let round = 0; round < 6; round++) {
        const enough = good.length + 40;
        await until('requests go through', () => good.length >= enough || bad.length > 0);
        const old = child, inode = fs.statSync(socket).ino;
        child = start(path.join(builddir, 'github-push.fcgi'), ['--listen', socket, '--replace'], { log: site.log('github-push'), env: site.env });
        await until('it has taken over', () => fs.statSync(socket).ino !== inode);
        await stop(old, 'SIGTERM');
    }
    going = false;
    await Promise.all(clients);
    note(`${good.length} acknowledged over six restarts`);
    assert.deepEqual(bad, []);
    await stop(child);
});

await test('a-program-that-was-away-is-asked-again-at-once', async () => {
    for (let i = 0; i < 3; i++) isUnavailable(await site.post('push', push()), 503);
    await site.program('github-push');
    assert.equal((await site.post('push', push())).status, 202);
});

// --- What is printed, and what not -------------------------------------------------------------------------------------------

await test('the-limits-are-those-of-hooklet-conf', () => {
    const odd = path.join(site.dir, 'odd.conf');
    fs.writeFileSync(odd, fs.readFileSync(site.conf, 'utf8') + sections(site.dir).replace('body_most = 2097152', 'body_most = 2000001'));
    const { stdout, stderr } = site.hooklet('--config', odd, 'apache-config');
    assert.match(stdout, /<LocationMatch "\^\/hooks\/in\/">\n *LimitRequestBody 2000001\n.*the body is larger than 2000001 bytes/, stderr);
    const absent = path.join(site.dir, 'absent.conf'), defaults = site.hooklet('--config', absent, 'apache-config').stdout;
    assert.ok(defaults.replaceAll('\n# ', ' ').includes('The file is not there yet, so the defaults hold.'));
    assert.match(defaults, /<LocationMatch "\^\/hooks\/in\/">\n *LimitRequestBody 1048576/);
});

await test('what-apache-would-not-read-as-it-stands-is-refused', () => {
    const refused = [
        [['--form', 'fcgi'], /--form takes proxy, fcgid or cgi, not "fcgi"; did you mean/],
        [['--part', 'upstreams'], /--part takes locations, paths, site or sorry/],
        [['--run', 'run'], /--run takes a directory from \/ on/],
        [['--run', '/run/a b'], /--run: Apache would not read ' '/],
        [['--programs', '/opt/${HOME}'], /--programs: Apache would not read '\$'/],
        [['--programs', '/opt/%{x}'], /--programs: Apache would not read '%'/],
        [['--run', '/opt/"x'], /--run: Apache would not read '"'/],
        [['--run', '/opt/x|y'], /--run: Apache would not read '\|'/],
        [['--server-name', 'a b'], /--server-name takes a name/],
        [['--shipped', '--programs', '/opt'], /--shipped goes without/],
        [['more'], /more/],
    ];
    for (const [args, words] of refused) {
        const { status, stdout, stderr } = site.hooklet('apache-config', ...args);
        assert.equal(status, 2, `${args}: ${stderr}`);
        assert.equal(stdout, '');
        assert.match(stderr, words);
    }
});

await stop(site.children.get('apache'));
await done();
