// setups.mjs - what README tells whoever has installed the package, done as it stands there, on a machine with systemd: behind nginx, behind
// Apache, and the first rule.  Only what can't be there is done in another way: installing, an editor, GitHub.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { Origin, push, sign, skip, test, until } from '../lib.mjs';
import { blocks, codes, isConf, page } from '../documents/pages.mjs';

const file = 'README.md';
const host = 'hooks.example.org';
const part = (from, to) => page(file).slice(page(file).indexOf(from), page(file).indexOf(to));
const rule = ['## The first rule', '## The programs'];
// The one command between backquotes that begins so.
function code(words, from, to) {
    const [command, ...more] = new Set(codes(part(from, to)).filter((text) => text.startsWith(words)));
    assert.deepEqual([command?.startsWith(words), more], [true, []], words);
    return command;
}

// Everybody here is root, and what is installed is only started, as its package would do it.
const standIns = 'sudo() { "$@"; }\napt() { [ "$1" = install ] && systemctl start "$2"; }\n';
const run = (machine, script) => machine.run('bash', '-euc', standIns + script);
const json = (machine, what) => JSON.parse(machine.run('hooklet', what, '--json'))[what];

// As GitHub sends it, with the secret that README has one copy.  -> { status, text }
function post(machine, event, payload) {
    const body = JSON.stringify(payload), secret = run(machine, code('sudo cat /etc/', ...rule));
    machine.write('/tmp/body', body);
    const said = machine.run('curl', '-sS', '-w', '\n%{http_code}', '--data-binary', '@/tmp/body', `http://${host}/hooks/github`,
        ...['Content-Type: application/json', `X-GitHub-Event: ${event}`, `X-GitHub-Delivery: ${randomUUID()}`,
            `X-Hub-Signature-256: ${sign(secret.trim(), body)}`].flatMap((header) => ['-H', header]));
    const [, text, status] = /^([^]*)\n(\d+)$/.exec(said);
    return { status: Number(status), text };
}

// README's one script for this server, then a push to the name that stands in it.
async function behind(machine, server, from, to) {
    const scripts = blocks(file, from, to);
    assert.deepEqual([scripts.length, scripts[0].includes(`sudo apt install ${server}\n`)], [1, true], scripts[0]);
    run(machine, scripts[0]);
    // After a reload processes of before may take a request yet.
    await until(`${server} has hooklet`, () => machine.try('curl', '-sS', `http://${host}/hooklet/healthz`).stdout.includes('"ok"'), 10000);
    const before = json(machine, 'events').length;
    const { status, text } = post(machine, 'push', push());
    assert.equal(status, 202, text);
    const [event, ...more] = json(machine, 'events');
    assert.deepEqual([event.repository, more.length], ['Codertocat/Hello-World', before]);
}

// What GitHub would have at acme/web: npm finds all that it needs.
function repository(machine) {
    const origin = new Origin();
    const lock = { name: 'web', version: '1.0.0', lockfileVersion: 3, packages: { '': { name: 'web', version: '1.0.0' } } };
    const commit = origin.commit({
        'package.json': JSON.stringify({ name: 'web', version: '1.0.0', scripts: { build: 'cp page.txt built.txt' } }),
        'package-lock.json': JSON.stringify(lock),
        'page.txt': 'a page\n',
    });
    fs.cpSync(origin.path, `${machine.root}/srv/github/acme/web.git`, { recursive: true });
    machine.run('chown', '-R', 'hooklet-work', '/srv/github');
    return commit;
}

async function firstRule(machine) {
    const commit = repository(machine);
    const [rules, ...scripts] = blocks(file, ...rule);
    assert.deepEqual([isConf(rules), scripts.length], [true, 2]);
    const conf = machine.run('cat', '/etc/hooklet/hooklet.conf').replace('github {\n', 'github {\n    clone_url = "file:///srv/github"\n');
    machine.write('/etc/hooklet/hooklet.conf', conf + rules);
    const [line, unit, setting] = /^sudo systemctl edit (\S+) +# \[Service\] and, below it, (\S+)$/m.exec(scripts[0]);
    run(machine, scripts[0].replace(line, ''));
    machine.edit(`${unit}.service`, setting);
    run(machine, code('sudo hooklet check', ...rule));
    run(machine, scripts[1]);
    assert.equal(post(machine, 'ping', { zen: 'Keep it logically awesome.', hook_id: 1, hook: { type: 'Repository' } }).status, 200);
    assert.match(run(machine, code('sudo hooklet events', ...rule)), /\bping\b/);
    run(machine, code('sudo hooklet doctor', ...rule).replace('https://YOUR-HOST', `http://${host}`));

    const { status, text } = post(machine, 'push', push({ repository: 'acme/web', after: commit }));
    assert.deepEqual([status, JSON.parse(text).jobs[0]?.rule], [202, 'web-production'], text);
    const job = await until('it is deployed', () => json(machine, 'jobs').find(({ state }) => state === 'done' || state === 'dead'), 60000);
    const told = run(machine, code('hooklet job ID', ...rule).replace('ID', job.id));
    assert.equal(job.state, 'done', told);
    assert.match(told, /cp page\.txt built\.txt/);
    assert.match(run(machine, code('hooklet jobs', ...rule)), /web-production/);
    assert.match(run(machine, code('hooklet why COMMIT', ...rule).replace('COMMIT', commit)), /web-production/);
    assert.equal(machine.run('stat', '-c', '%A %U:%G %s', '/srv/web/built.txt'), '-rw-r----- hooklet-work:www-data 7\n');
}

export async function setUps(machine) {
    machine.write('/etc/hosts', `127.0.0.1 localhost ${host}\n`);
    await test('five-minutes-with-nginx', () => behind(machine, 'nginx', '## Five minutes with nginx', '## Five minutes with Apache'));
    machine.run('systemctl', 'stop', 'nginx');
    await test('five-minutes-with-apache', () => behind(machine, 'apache2', '## Five minutes with Apache', '## Five minutes on a shared host'));
    const worker = ['setpriv', '--reuid', 'hooklet-work', '--regid', 'hooklet', '--clear-groups'];
    if (machine.try(...worker, 'sh', '-c', 'command -v npm && command -v node').status !== 0) skip('the-first-rule', 'there is no npm for everybody');
    else await test('the-first-rule', () => firstRule(machine));
}
