// What `hooklet nginx-config` prints, in the real nginx: for sockets in an odd directory, the limits of sections source, drop-in paths
// with their limits and secrets; its parts; and what it can't print for.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Site, done, push, srcdir, test } from './lib.mjs';
import { MIB, get, isError, isOurs, isTooLarge, isUnavailable, post } from './hosts/ask.mjs';
import { notify } from './hosts/senders.mjs';
import { headersOf, sections, giteaPush } from './source/senders.mjs';

const site = await Site.make();
const token = randomBytes(24).toString('hex');
fs.writeFileSync(path.join(site.dir, 'notify'), token, { mode: 0o400 });
site.configure(`circleci {
    notify_token_file = '${site.dir}/notify'
}
${sections(site.dir)}`);

// The same sockets under a name that nginx reads only in quotes.
const run = path.join(site.dir, `r u"n;{}#$'\\`);
fs.symlinkSync(path.join(site.dir, 'run'), run);
const printed = site.hooklet('nginx-config', '--run', `${run}/`, '--server-name', 'hooks.example.org', '--paths');
assert.equal(printed.status, 0, printed.stderr);

// Everything that nginx can write, so that a secret would be seen.
const access = site.log('access');
for (const name of ['github-push', 'circleci', 'source', 'status', 'index']) await site.program(name);
await site.nginx({ access, whole: `error_log ${site.log('errors')} debug; rewrite_log on;\n${printed.stdout}` });
const host = { site };
const logs = () => ['access', 'errors', 'nginx', 'circleci'].map((name) => site.readLog(name)).join('');

// --- All of it ---------------------------------------------------------------------------------------------------------------

await test('one-file-serves-from-a-directory-with-an-odd-name', async () => {
    assert.equal((await site.post('push', push())).status, 202);
    assert.deepEqual((await get(host, '/hooklet/healthz')).json, { status: 'ok' });
    assert.match((await get(host, '/')).text, /^Hello, this is hooklet/);
    isError(await get(host, '/nothing'), 404, 'not found');
    assert.ok(printed.stdout.includes('    server_name hooks.example.org;\n'));
});

await test('a-name-of-the-header-picks-a-program-and-no-more', async () => {
    isUnavailable(await site.post('issues', push()), 502);
    isUnavailable(await site.post('default', push()), 502);
});

// shopify may send 2 MiB, the others 1 MiB, which their program sees to.
await test('a-source-may-send-what-the-largest-of-them-may', async () => {
    assert.match(printed.stdout.replaceAll('\n# ', ' '), /has 5 sections source, and the largest body of theirs is 2 MiB\./);
    assert.match(printed.stdout, /location \^~ \/hooks\/in\/ {\n *client_max_body_size 2m;/);
    const send = (name, length) => {
        const body = giteaPush({ after: randomBytes(20).toString('hex') });
        const filled = `${body.slice(0, -1)},"filler":"${'x'.repeat(length - body.length - 12)}"}`;
        return post(host, `/hooks/in/${name}`, filled, { headers: headersOf[name](filled) });
    };
    isOurs(await send('gitea', MIB), 202);
    isTooLarge(await send('gitea', MIB + 1), 1);
    isOurs(await send('shopify', 2 * MIB), 202);
    isTooLarge(await send('shopify', 2 * MIB + 1), 2);
});

// --- Drop-in paths -----------------------------------------------------------------------------------------------------------

// ALIAS("/payload", "/hooks/github")
const aliases = [...fs.readFileSync(path.join(srcdir, 'cgi-bin/programs.def'), 'utf8').matchAll(/^ALIAS\("(.*)", "(.*)"\)$/gm)]
    .map(([, from, to]) => ({ from, to }));
const ofGithub = aliases.filter(({ to }) => to === '/hooks/github').map(({ from }) => from);

await test('drop-in-paths-are-the-paths-they-stand-for', async () => {
    for (const from of ['/webhook/github', '/payload', '/github/webhook', '/packages/github-webhook/', '/slack/command',
        '/slack/interactive', '/slack/event', '/circleci/webhook/'])
        assert.ok(aliases.some((alias) => alias.from === from), `${from} is not in the table`);
    for (const target of ofGithub) assert.equal((await site.post('push', push(), { target: `${target}?a=b` })).status, 202);
    // Their programs do not run here, so the answer is that of the path.
    assert.match((await post(host, '/slack/command', '')).json?.text, /^Sorry, I am not there/);
    for (const name of ['interactive', 'event']) isUnavailable(await post(host, `/slack/${name}`, ''), 502);
    for (const target of [...ofGithub, '/slack/event']) isError(await get(host, `${target.replace(/\/$/, '')}/more`), 404, 'not found');
});

await test('drop-in-paths-have-the-limits-of-the-paths-they-stand-for', async () => {
    const body = JSON.stringify(push({ filler: 'x'.repeat(3 * MIB) }));
    for (const target of ofGithub) assert.equal((await site.post('push', body, { target })).status, 202);
    isTooLarge(await post(host, '/payload', Buffer.alloc(25 * MIB + 1)), 25);
    isTooLarge(await post(host, '/slack/command', Buffer.alloc(MIB + 1)), 1);
    isTooLarge(await post(host, '/circleci/webhook/x', Buffer.alloc(8 * MIB + 1)), 8);
});

await test('no-log-gets-the-token-of-a-drop-in-path', async () => {
    const target = `/circleci/webhook/${token}`;
    assert.equal((await notify(host, token, target)).json?.event, 'notify');
    isTooLarge(await post(host, target, Buffer.alloc(8 * MIB + 1)), 8);
    await site.stop('circleci');
    isUnavailable(await notify(host, token, target), 502, 'the program circleci');
    await site.program('circleci');
    assert.equal((await site.post('push', push(), { target: '/payload?seen=1' })).status, 202);
    assert.ok(logs().includes('/payload?seen=1'), 'the logs say nothing at all');
    assert.ok(!site.readLog('access').includes('circleci/'));
    assert.ok(!site.readLog('access').includes(token));
    assert.ok(!logs().replaceAll(/.*\[debug\].*\n/g, '').includes(token));
});

// --- Parts -------------------------------------------------------------------------------------------------------------------

// Does nginx take this text, and the files beside it?
function tried(files) {
    const dir = fs.mkdtempSync(path.join(site.dir, 'parts-'));
    const temp = ['client_body', 'fastcgi', 'proxy', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/${name};`).join(' ');
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(dir, name), text);
    fs.writeFileSync(path.join(dir, 'nginx.conf'), `pid ${dir}/pid; error_log stderr; events { }\n` +
        `http { access_log off; ${temp} include ${dir}/site.conf; }\n`);
    const nginx = fs.existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
    return spawnSync(nginx, ['-t', '-p', dir, '-c', path.join(dir, 'nginx.conf')], { encoding: 'utf8' });
}

await test('parts-are-included-by-one-another', () => {
    const part = (name) => site.hooklet('nginx-config', '--run', run, '--paths', '--part', name).stdout;
    const nginx = tried({
        'hooklet-upstreams.conf': part('upstreams'), 'hooklet-locations.conf': part('locations'), 'hooklet-paths.conf': part('paths'),
        'site.conf': part('site').replace('listen 80;', 'listen 127.0.0.1:1;'),
    });
    assert.equal(nginx.status, 0, nginx.stderr);
});

await test('what-is-shipped-is-a-site-once-it-is-installed', () => {
    const shipped = fs.readFileSync(path.join(srcdir, 'nginx/hooklet-site.conf'), 'utf8');
    const site = shipped.replaceAll('/usr/share/hooklet/nginx', path.resolve(srcdir, 'nginx')).replace('# include', 'include')
        .replace('listen 80;', 'listen 127.0.0.1:1;');
    assert.equal(site.match(/^ *include .*hooklet-(upstreams|locations|paths).conf;$/gm)?.length, 3);
    const nginx = tried({ 'site.conf': site });
    assert.equal(nginx.status, 0, nginx.stderr);
});

await test('without-hooklet-conf-the-defaults-hold', () => {
    const absent = path.join(site.dir, 'absent.conf');
    const { status, stdout } = site.hooklet('--config', absent, 'nginx-config');
    assert.equal(status, 0);
    assert.ok(stdout.replaceAll('\n# ', ' ').includes(`${absent} is not there yet, so the defaults hold.`), stdout.slice(0, 2000));
    assert.match(stdout, /location \^~ \/hooks\/in\/ {\n *client_max_body_size 1m;/);
    assert.match(stdout, /unix:\/run\/hooklet\/github-push\.sock/);
    assert.match(stdout, /server_name _;/);
});

// --- Refused -----------------------------------------------------------------------------------------------------------------

await test('what-no-configuration-can-have-is-refused-with-words', () => {
    const longest = 'github-pull-request-review-comment.sock'.length;
    const refused = [
        [['--run', 'run'], /--run takes a directory from \/ on, not "run"/],
        [['--run', ''], /--run takes a directory from \/ on/],
        [['--run', '/run/a\nb'], /--run: .* control character/],
        [['--run', '/run/\u007f'], /--run: .* control character/],
        [['--run', `/${'x'.repeat(107 - longest - 1)}`], /the path of a socket has at most 107; name a shorter directory/],
        [['--server-name', 'a b'], /--server-name takes a name like hooks.example.org, not "a b"/],
        [['--server-name', 'a;return 200'], /--server-name takes a name/],
        [['--server-name', ''], /--server-name takes a name/],
        [['--part', 'location'], /--part takes upstreams, locations, paths or site, not "location"; did you mean locations\?/],
        [['--shipped', '--run', '/run'], /--shipped goes without --run/],
        [['more'], /more/],
    ];
    for (const [args, words] of refused) {
        const { status, stdout, stderr } = site.hooklet('nginx-config', ...args);
        assert.equal(status, 2, `${args}: ${stderr}`);
        assert.equal(stdout, '');
        assert.match(stderr, words);
    }
    assert.equal(site.hooklet('nginx-config', '--run', `/${'x'.repeat(107 - longest - 2)}`).status, 0);
});

await test('a-broken-hooklet-conf-is-said-and-nothing-printed', () => {
    const broken = path.join(site.dir, 'broken.conf');
    fs.writeFileSync(broken, 'source "x" {\n    body_most = 1\n');
    const { status, stdout, stderr } = site.hooklet('--config', broken, 'nginx-config');
    assert.equal(status, 3, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /broken\.conf/);
});

// The sizes of others are whole MiB, this one is not.
await test('a-limit-of-any-number-of-bytes', () => {
    const odd = path.join(site.dir, 'odd.conf');
    fs.writeFileSync(odd, `${fs.readFileSync(site.conf, 'utf8').replace('body_most = 2097152', 'body_most = 2000001')}`);
    const { stdout } = site.hooklet('--config', odd, 'nginx-config', '--part', 'locations');
    assert.match(stdout, /client_max_body_size 2000001;\n *error_page 408 @hooklet_408;\n *error_page 413 @hooklet_413_2000001;/);
    assert.match(stdout, /location @hooklet_413_2000001 {[^}]*the body is larger than 2000001 bytes/);
});

await done();
