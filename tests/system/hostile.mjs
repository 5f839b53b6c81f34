// Payloads that try to get out of their fields: whatever a command sees of them is what was promised, byte by byte, or the event is
// refused or ignored with a reason; and nothing in them is ever executed.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Site, done, merge, note, push, sha, temporary, test } from './lib.mjs';

const place = temporary();
const canary = path.join(place, 'canary');
const seen = path.join(place, 'seen');
fs.mkdirSync(canary);
fs.mkdirSync(seen);

// What it was given, as it stands in the kernel: argument vector, environment, standard input.
const dump = path.join(place, 'dump.pl');
fs.writeFileSync(dump, `use strict; my $to = "${seen}/$ENV{HOOKLET_JOB}";
local $/; for my $what ("cmdline", "environ") {
    open(my $in, "<:raw", "/proc/self/$what") or die; open(my $out, ">:raw", "$to.$what") or die; print {$out} <$in>; close $out or die;
}
binmode STDIN; open(my $out, ">:raw", "$to.stdin") or die; print {$out} <STDIN>; close $out or die;
`);
const argv = ['/usr/bin/perl', dump, '--', 'two words', '$(id)', '%s'];
const command = argv.map((word) => `'${word}'`).join(', ');
const site = await Site.make({ rules: `
run "each" {
    events = { push, pull_request, issues }
    command = { ${command} }
}
deploy "any-branch" {
    repository = Codertocat/Hello-World
    branches = { '*' }
    directory = '${place}'
    checkout = false
    command = { ${command} }
    queue = all
}
` });
await site.up();

const touch = `touch ${canary}/x`;
const wget = `cp ${site.secretFile} ${canary}/secret`;
const shell = [touch, wget].flatMap((act) => [
    `$(${act})`, `\`${act}\``, `;${act}`, `;${act};`, `|${act}`, `||${act}`, `&${act}`, `&&${act}`, `\n${act}`, `\n${act}\n`, `\r\n${act}`,
    `';${act};'`, `";${act};"`, `'$(${act})'`, `"$(${act})"`, `\${x:-$(${act})}`, `$((\`${act}\`))`, `<(${act})`, `>(${act})`,
    `() { :;}; ${act}`, `() { _; } >_[$($())] { ${act}; }`, `x\`${act}\`y`, `a$(${act})b`, `{${act.replaceAll(' ', ',')}}`,
    `${act.replaceAll(' ', '${IFS}')}`, `$(${act.replaceAll(' ', '${IFS}')})`, `;${act.replaceAll(' ', '\t')}`, `#\n${act}`, `\\\n${act}`,
    `!${act}`, `-exec ${act} ;`, `%0a${act}`, `%00${act}`, `{{${act}}}`, `<%= system("${act}") %>`, `#{\`${act}\`}`, `@{[\`${act}\`]}`,
    `$\{jndi:exec:${act}}`, `__import__('os').system('${act}')`, `\u0000${act}`, `\u2028${act}`, `\u0085${act}`,
]);
const options = [
    '--upload-pack=' + touch, '--exec=' + touch, '-oProxyCommand=' + touch, '--config=core.pager=' + touch, '-c', '--', '-', '-rf', '--help',
    '--output=' + canary + '/x', '-C' + canary, '--git-dir=' + canary, '--template=' + canary, 'ext::sh -c ' + touch, 'file://' + canary,
    '--receive-pack=' + touch, '-u' + touch, '--server-option=' + touch, '--no-index', '+refs/heads/*:refs/heads/*', ':refs/heads/main', '^main',
    'main~1', 'main^{commit}', '@{-1}', '@{upstream}', 'HEAD', '@', 'main:README', 'refs/heads/../../x', '*', '?', '[a-z]',
];
const paths = [
    '..', '.', '../..', '../../etc/passwd', '/etc/passwd', '//etc/passwd', 'a/../b', 'a/./b', '.git', '.git/config', 'a.lock', 'a.lock/b', 'a/',
    '/a', 'a//b', '~', '~root', '~/x', 'C:\\x', '\\\\host\\x', 'a\\b', 'con', 'x'.repeat(245), 'x/'.repeat(200), '%2e%2e%2f', '..;/', 'file:///etc/passwd',
];
const environment = [
    'LD_PRELOAD=/tmp/x.so', 'PATH=/tmp', 'BASH_ENV=/tmp/x', 'ENV=/tmp/x', 'GIT_SSH_COMMAND=' + touch, 'IFS=x', 'PERL5OPT=-Mx', 'x\nHOOKLET_JOB=1',
    'x\0HOOKLET_JOB=1', 'HOOKLET_SHA=x', '=', '==', 'a=b=c', '=x', 'NODE_OPTIONS=--require /tmp/x',
];
const bytes = [
    '', ' ', '  x  ', '\t', '\n', '\r', '\r\n', '\0', '\x1b[2J', '\x1b]0;x\x07', '\x07', '\b\b\b', '\x7f', '\x80', '\x9b31m', '\u202e', '\u200b', '\ufeff',
    '\u2028', '\u2029', '\ud800', '\udc00', '\udfff\ud800', '\ufffd', '\uffff', '\u{10ffff}', '\u{1f4a9}', 'é', 'e\u0301', 'ı', 'ﬀ', '\u3000', 'ＡＢ',
    "'", '"', '\\', '`', "''", '""', "\\'", '\\"', '\\\\', '\\n', '\\0', '\\u0000', '\\x00', '%', '%s', '%n%n%n%n', '%1$s', '%00', '%0d%0aX: y',
    "' OR 1=1 --", "'; DROP TABLE job; --", '"; DROP TABLE event; --', "x' UNION SELECT body FROM event --", '?1', ':a', '@a', '$a', '/*', '--',
    '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '{{7*7}}', '${7*7}', '<!--', ']]>', '&lt;', 'javascript:alert(1)', '{"a":1}', '[]', 'null', 'true', '0',
    '-1', '1e999', '9223372036854775808', 'NaN', '127.0.0.1', 'http://169.254.169.254/', 'level=error msg=x', 'x\nlevel=error msg=forged', 'a,b', 'a;b', 'a|b',
    'x'.repeat(255), 'x'.repeat(4096), 'x'.repeat(131071), 'x'.repeat(131072), 'x'.repeat(1 << 20), 'é'.repeat(65536), `$(${touch})`.repeat(4096),
];
const strings = [...new Set([...shell, ...options, ...paths, ...environment, ...bytes])];

// Where a string goes: each gives an event name and a payload.
let number = 0;
const fields = {
    ref: (text) => ['push', push({ ref: text })],
    branch: (text) => ['push', push({ ref: 'refs/heads/' + text })],
    tag: (text) => ['push', push({ ref: 'refs/tags/' + text })],
    after: (text) => ['push', push({ after: text })],
    before: (text) => ['push', push({ before: text })],
    repository: (text) => ['push', push({ repository: text })],
    'name of the repository': (text) => ['push', push({ repository: 'owner/' + text })],
    'login and messages': (text) => {
        const payload = push({ compare: text, base_ref: text });
        payload.sender.login = payload.pusher.name = payload.pusher.email = text;
        payload.head_commit = { id: sha(), message: text, author: { name: text, email: text }, added: [text], removed: [text], modified: [text] };
        payload.commits = [payload.head_commit];
        return ['push', payload];
    },
    'names of members': (text) => ['push', Object.assign(push(), { ['k' + text.slice(0, 200)]: text })],
    'base of a merge': (text) => ['pull_request', merge({ base: text, number: ++number })],
    'commit of a merge': (text) => ['pull_request', merge({ mergeSha: text, number: ++number })],
    'title of a merge': (text) => ['pull_request', merge({ number: ++number, title: text, body: text })],
    action: (text) => ['issues', { action: text, issue: { number: 1, title: text, body: text, id: ++number }, sender: { login: text },
        repository: { full_name: 'Codertocat/Hello-World' } }],
};

// What the document says that the variable shows.
const shown = {
    HOOKLET_REF: (event, it) => event === 'push' ? it.ref : event === 'pull_request' ? 'refs/heads/' + it.pull_request.base.ref : undefined,
    HOOKLET_REPOSITORY: (event, it) => it.repository.full_name,
    HOOKLET_SENDER: (event, it) => it.sender.login,
    HOOKLET_BEFORE: (event, it) => event === 'push' ? it.before : undefined,
    HOOKLET_ACTION: (event, it) => it.action,
    // Of a tag it is the commit that the tag points to.
    HOOKLET_SHA: (event, it) => event !== 'push' ? undefined : it.ref.startsWith('refs/tags/') && it.head_commit ? it.head_commit.id : it.after,
};
const names = new Set(['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', ...['EVENT', 'ACTION', 'REPOSITORY', 'REF', 'BRANCH', 'TAG', 'SHA', 'BEFORE',
    'PULL_REQUEST', 'SENDER', 'ENVIRONMENT', 'DELIVERY', 'RULE', 'JOB', 'ATTEMPT', 'IDEMPOTENCY_KEY', 'HOST', 'STEP', 'PROJECT', 'CHECK']
    .map((name) => 'HOOKLET_' + name)]);

const posted = new Map();

await test(`${strings.length}-hostile-strings-in-${Object.keys(fields).length}-fields-get-an-answer-with-a-reason`, async () => {
    assert.ok(strings.length >= 200);
    const left = Object.entries(fields).flatMap(([field, make]) => strings.map((text) => [field, text, make]));
    const one = async () => {
        for (let item; (item = left.pop());) {
            const [field, text, make] = item;
            const [event, payload] = make(text);
            const body = JSON.stringify(payload), delivery = randomUUID();
            const answer = await site.post(event, body, { delivery });
            const what = `${field} = ${JSON.stringify(text.slice(0, 80))}: ${answer.status} ${answer.text.slice(0, 300)}`;
            assert.ok([202, 400].includes(answer.status), what);
            assert.ok(answer.json, what);
            if (answer.status === 400) assert.ok(answer.json.detail, what);
            else if (answer.json.status !== 'accepted') assert.ok(answer.json.reason, what);
            assert.ok(!answer.text.includes(site.dir), what);
            posted.set(delivery, { event, body, payload: JSON.parse(body), what });
        }
    };
    await Promise.all(Array.from({ length: 8 }, one));
});

let ran = 0, refused = 0;

await test('a-command-sees-what-was-promised-or-its-job-says-why-not', async () => {
    const jobs = await site.settled(120000);
    const deliveries = new Map(site.json('events', '-n', '100000').events.map((event) => [event.id, event.delivery]));
    for (const job of jobs) {
        const file = path.join(seen, String(job.id));
        const { event, body, payload, what } = posted.get(deliveries.get(job.event));
        if (!fs.existsSync(file + '.stdin')) {
            assert.ok(['dead', 'superseded'].includes(job.state) && job.reason, `${what}: job ${job.id} is ${job.state}, ${job.reason}`);
            refused++;
            continue;
        }
        ran++;
        assert.equal(job.state, 'done', what);
        assert.deepEqual(fs.readFileSync(file + '.cmdline', 'utf8').split('\0').slice(0, -1), argv, what);
        assert.ok(fs.readFileSync(file + '.stdin').equals(Buffer.from(body)), `${what}: standard input`);
        const variables = fs.readFileSync(file + '.environ', 'utf8').split('\0').slice(0, -1);
        const given = new Map(variables.map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]));
        assert.equal(given.size, variables.length, `${what}: a variable twice`);
        for (const name of given.keys()) assert.ok(names.has(name), `${what}: ${name}`);
        for (const [name, value] of Object.entries(shown))
            if (given.has(name) && value(event, payload) !== undefined) assert.equal(given.get(name), value(event, payload), `${what}: ${name}`);
        assert.equal(given.get('HOOKLET_JOB'), String(job.id), what);
        assert.equal(given.get('HOOKLET_DELIVERY'), deliveries.get(job.event), what);
    }
    note(`${ran} commands ran, ${refused} jobs did not`);
    assert.ok(ran > 500, `only ${ran} commands ran`);
});

await test('nothing-in-a-payload-was-executed', async () => {
    assert.deepEqual(fs.readdirSync(canary), []);
});

await test('no-log-line-is-forged-and-none-holds-a-control-character', async () => {
    for (const name of fs.readdirSync(path.join(site.dir, 'logs'))) {
        const text = fs.readFileSync(path.join(site.dir, 'logs', name), 'latin1');
        if (name !== 'nginx.log') assert.ok(!/[\x00-\x09\x0b-\x1f\x7f]/.test(text), `${name}: a control character`);
        assert.ok(!/^level=error msg=forged/m.test(text), `${name}: a forged line`);
        assert.ok(!text.includes(site.secret), `${name}: the secret`);
    }
});

await test('lists-and-stories-show-them-without-control-characters', async () => {
    for (const words of [['events', '-n', '100000'], ['jobs', '-n', '100000']]) {
        const shown = site.hooklet(...words);
        assert.equal(shown.status, 0, shown.stderr);
        assert.ok(!/[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f]/.test(shown.stdout), words.join(' '));
    }
});

await test('the-database-is-whole', async () => {
    const copy = path.join(place, 'copy.db');
    const made = site.hooklet('backup', copy);
    assert.equal(made.status, 0, made.stderr);
});

await done();
