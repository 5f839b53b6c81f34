// cli.mjs - the command as a person and a program use it: every subcommand, against a whole site
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, merge, push, sha, skip, srcdir, temporary, test, until } from './lib.mjs';

const commands = ['init', 'check', 'doctor', 'secrets', 'slack', 'people', 'version', 'events', 'event', 'jobs', 'job', 'deployments', 'deployment', 'projects', 'why', 'explain',
    'work', 'retry', 'cancel', 'replay', 'deliver', 'backup', 'prune', 'migrate'];

function equal(found, expected, what) {
    const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
    if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

function contains(text, part) {
    if (!text.includes(part)) throw new Error(`"${part}" is not in: ${text}`);
}

// The command alone, without a site.
function hooklet(args, { env = {}, input } = {}) {
    const { HOOKLET_CONFIG, GITHUB_WEBHOOK_SECRET, GITHUB_WEBHOOKS_SECRET, CREDENTIALS_DIRECTORY, ...rest } = process.env;
    return spawnSync(path.join(builddir, 'hooklet'), args, { encoding: 'utf8', env: { ...rest, ...env }, input, timeout: 60000 });
}

// --- Words -------------------------------------------------------------------------------------------------------------------

await test('overview-lists-every-command', () => {
    const { status, stdout } = hooklet([]);
    equal(status, 0, 'exit status');
    for (const name of commands) contains(stdout, `  ${name} `);
});

await test('every-command-has-help-and-a-man-page', () => {
    for (const name of commands) {
        const { status, stdout } = hooklet([name, '--help']);
        equal(status, 0, name);
        contains(stdout, `usage: hooklet ${name}`);
        contains(fs.readFileSync(path.join(srcdir, 'man', `hooklet-${name}.1`), 'utf8'), `.Nm hooklet-${name}`);
    }
});

await test('a-typo-gets-the-nearest-command', () => {
    const { status, stderr } = hooklet(['evnts']);
    equal(status, 2, 'exit status');
    contains(stderr, 'did you mean events?');
});

await test('wrong-words-are-usage-errors', () => {
    for (const args of [['events', '--sinse', '1d'], ['events', '--since', 'soon'], ['events', 'surplus'], ['job'], ['job', 'x'],
        ['jobs', '-n', '0'], ['event', '-1'], ['explain', 'file'], ['deliver', 'file', '--event', 'push'], ['replay'],
        ['jobs', '--state', 'dea'], ['jobs', '--kind', 'psh'], ['deployments', 'production'], ['deployments', '--state', 'done'], ['events', '--status', 'foo'], ['events', '--source', 'x'],
        ['explain', '--event', 'psh', 'file'], ['deliver', '--event', 'psh', '--url', 'http://127.0.0.1:1/', 'file'],
        ['deliver', '--event', 'push', '--url', 'http://127.0.0.1:1/', '--again', '--delivery', 'x', 'file'],
        ['deliver', '--event', 'push', '--url', '127.0.0.1:1/', 'file'], ['why', 'evnt', '1'], ['why', 'job', 'x'],
        ['doctor', '--user', 'no-such-user'],
        ['replay', '1', '--since', '1d'], ['secrets', 'rotate'], ['--no-such-option'], ['job', '--output']]) {
        const { status, stderr } = hooklet(args);
        equal(status, 2, args.join(' '));
        if (stderr === '') throw new Error(`${args.join(' ')}: no word about it`);
    }
});

await test('a-word-of-a-few-names-the-nearest', () => {
    for (const [args, part] of [[['jobs', '--state', 'dea'], 'did you mean dead?'], [['jobs', '--kind', 'recove'], 'did you mean recover?'],
        [['events', '--status', 'ignord'], 'did you mean ignored?'], [['explain', '--event', 'psh', 'file'], 'did you mean push?'],
        [['why', 'evnt', '1'], 'did you mean event?'],
        [['deliver', '--event', 'push', '--url', '127.0.0.1:1/', 'file'], 'must begin with http:// or https://']]) {
        contains(hooklet(args).stderr, part);
    }
});

await test('options-stand-before-and-after-the-command', () => {
    for (const args of [['--json', 'version'], ['version', '--json']]) {
        equal(typeof JSON.parse(hooklet(args).stdout).version, 'string', args.join(' '));
    }
});

// --- Set up ------------------------------------------------------------------------------------------------------------------

await test('init-makes-what-is-missing-and-keeps-what-is-there', () => {
    const dir = temporary();
    const conf = path.join(dir, 'etc', 'hooklet.conf');
    const secret = path.join(dir, 'etc', 'github.secret');
    equal(hooklet(['--config', conf, 'init', '--state', path.join(dir, 'state')]).status, 0, 'first');
    equal(fs.statSync(secret).mode & 0o777, 0o400, 'mode of the secret');
    const before = [fs.readFileSync(conf, 'utf8'), fs.readFileSync(secret, 'utf8')];
    if (!/^[0-9a-f]{64}\n$/.test(before[1])) throw new Error('the secret is not 32 random bytes as hex');
    const again = hooklet(['init', '--config', conf]);
    equal(again.status, 0, 'again');
    contains(again.stdout, 'kept');
    equal([fs.readFileSync(conf, 'utf8'), fs.readFileSync(secret, 'utf8')], before, 'files');
    equal(hooklet(['check', '--config', conf]).status, 0, 'check of the example');
    equal(hooklet(['init', '--config', conf, '--state', '/elsewhere']).status, 3, 'another state directory');
});

await test('check-names-file-line-and-remedy', () => {
    const conf = path.join(temporary(), 'hooklet.conf');
    fs.writeFileSync(conf, 'state = "/var/lib/hooklet"\nworker_thread = 3\n');
    const { status, stderr } = hooklet(['check', '--config', conf]);
    equal(status, 3, 'exit status');
    contains(stderr, `${conf}:2: `);
    contains(stderr, 'worker_threads');
    const json = JSON.parse(hooklet(['check', '--json', '--config', conf]).stdout);
    equal([json.ok, json.mistakes.length > 0], [false, true], 'JSON');
});

await test('check-and-doctor-know-the-events-of-github', () => {
    const dir = temporary();
    const conf = path.join(dir, 'hooklet.conf');
    const write = (events) => fs.writeFileSync(conf, `state = "${dir}"\ngithub { secret "main" { file = "${dir}/secret" } }\n` +
        `run "tell" {\n    repositories = {"acme/*"}\n    events = {${events}}\n    command = {"true"}\n}\n`);
    fs.writeFileSync(path.join(dir, 'secret'), 'secret\n', { mode: 0o400 });
    write('"psh", "push", "ping", "*"');
    const { status, stderr } = hooklet(['check', '--config', conf]);
    equal(status, 3, 'exit status');
    contains(stderr, `${conf}:3: run "tell": events: psh: GitHub has no such event; did you mean push?`);
    contains(stderr, 'a ping fires no rule');
    contains(stderr, '2 mistakes');
    contains(hooklet(['doctor', '--config', conf]).stdout, 'did you mean push?');
    write('"push", "*"');
    equal(hooklet(['check', '--config', conf]).status, 0, 'without mistakes');
});

await test('check-knows-what-can-be-forwarded', () => {
    const dir = temporary();
    const conf = path.join(dir, 'hooklet.conf');
    const write = (keys) => fs.writeFileSync(conf, `state = "${dir}"\ngithub { secret "main" { file = "${dir}/secret" } }\n` +
        `forward "tell" { owner = ci\n${keys} }\n`);
    fs.writeFileSync(path.join(dir, 'secret'), 'secret\n', { mode: 0o400 });
    write("events = psh headers = { X-GitHub-Evnt, 'X-Other' }");
    const { status, stderr } = hooklet(['check', '--config', conf]);
    equal(status, 3, 'exit status');
    contains(stderr, `${conf}:3: forward "tell": events: psh: GitHub has no such event; did you mean push?`);
    contains(stderr, 'headers: X-GitHub-Evnt is not kept of github; did you mean X-GitHub-Event?');
    contains(stderr, 'headers: X-Other is not kept of github; there are X-GitHub-Event, ');
    contains(stderr, '3 mistakes');
    const shop = `source shop { scheme = token header = X-Token event = X-Event id = X-Id\n secret a { file = "${dir}/secret" } }\n`;
    fs.writeFileSync(conf, `state = "${dir}"\n${shop}forward f { source = shop owner = ci events = '*' headers = { X-Event, X-Id, X-Token } }\n`);
    contains(hooklet(['check', '--config', conf]).stderr, 'headers: X-Token is not kept of shop; there are User-Agent, X-Id, X-Event');
    write('events = { push, release } headers = { X-GitHub-Event, X-GitHub-Hook-ID }');
    equal(hooklet(['check', '--config', conf]).status, 0, 'without mistakes');
});

// As another user than root, who must be able to reach the program.
function asNobody(args) {
    const program = path.join(temporary(), 'hooklet');
    fs.copyFileSync(path.join(builddir, 'hooklet'), program);
    fs.chmodSync(path.dirname(program), 0o755);
    const { PATH } = process.env;
    return spawnSync(program, args, { encoding: 'utf8', env: { PATH }, uid: 65534, gid: 65534, timeout: 60000 });
}

// A state and a secret of root's, and a rule whose checkout is root's.
function rootsOwn() {
    const dir = temporary();
    const conf = path.join(dir, 'hooklet.conf');
    fs.chmodSync(dir, 0o755);
    fs.mkdirSync(path.join(dir, 'web'), { mode: 0o755 });
    fs.mkdirSync(path.join(dir, 'state'), { mode: 0o700 });
    fs.writeFileSync(path.join(dir, 'secret'), 'secret\n', { mode: 0o400 });
    fs.writeFileSync(conf, `state = "${dir}/state/here"\ngithub { secret "main" { file = "${dir}/secret" } }\n` +
        `deploy "web" {\n    repository = "acme/web"\n    directory = "${dir}/web"\n    checkout = true\n}\n`);
    return { dir, conf };
}

const rootTest = process.getuid() === 0 ? test : (name) => skip(name, 'only root can become another user');

await rootTest('doctor-judges-directories-by-the-rights-of-the-workers-user', () => {
    const { dir, conf } = rootsOwn();
    contains(hooklet(['doctor', '--config', conf]).stdout, 'judged for root');
    const { status, stdout } = hooklet(['doctor', '--config', conf, '--user', 'nobody']);
    equal(status, 1, 'exit status');
    contains(stdout, 'judged for nobody');
    contains(stdout, `web: ${dir}/web can't be written by nobody`);
    fs.chownSync(path.join(dir, 'web'), 65534, 65534);
    const well = hooklet(['doctor', '--config', conf, '--user', 'nobody']).stdout;
    if (well.includes("can't be written")) throw new Error(well);
});

await rootTest('a-secret-of-another-user-is-no-failure-of-doctor', () => {
    const { conf, dir } = rootsOwn();
    const { stdout } = asNobody(['doctor', '--config', conf]);
    if (!/^warn +secrets +.*only root can read it; run doctor as root/m.test(stdout)) throw new Error(stdout);
    if (/^FAIL +(secrets|configuration)/m.test(stdout)) throw new Error(stdout);
    fs.chmodSync(path.join(dir, 'secret'), 0o440);
    if (!/^FAIL +configuration/m.test(asNobody(['doctor', '--config', conf]).stdout)) throw new Error('a wrong mode is no warning');
});

await rootTest('a-token-that-the-worker-may-not-read-is-a-failure', () => {
    const { conf, dir } = rootsOwn();
    const token = path.join(dir, 'token');
    fs.writeFileSync(token, 'ghp_0123456789\n', { mode: 0o400 });
    fs.writeFileSync(conf, `state = "${dir}/state/here"\ngithub {\n    token_file = "${token}"\n    api_url = "http://127.0.0.1:1"\n` +
        `    secret "main" { file = "${dir}/secret" }\n}\n`);
    const told = (...words) => hooklet(['doctor', '--config', conf, ...words]).stdout.split('\n').filter((line) => / github /.test(line)).join('\n');
    if (!/^FAIL +github +token_file: the worker's user, nobody, can't have it: .*permission denied/m.test(told('--user', 'nobody'))) throw new Error(told('--user', 'nobody'));
    if (told().includes("can't have it")) throw new Error(told());
    fs.chownSync(token, 65534, 65534);
    if (told('--user', 'nobody').includes("can't have it")) throw new Error(told('--user', 'nobody'));
});

await rootTest('permission-denied-is-not-called-missing', () => {
    const { conf, dir } = rootsOwn();
    for (const args of [['migrate'], ['events'], ['jobs'], ['why', '1'], ['doctor']]) {
        const { stdout, stderr } = asNobody([...args, '--config', conf]);
        if (!/permission denied: \S+ is of root:root, mode 0700, and nobody may not enter it; chmod o\+x /.test(stdout + stderr)) throw new Error(stdout + stderr);
        if ((stdout + stderr).includes('hooklet init')) throw new Error(`${args}: ${stdout}${stderr}`);
    }
    hooklet(['init', '--config', conf]);
    fs.chmodSync(path.join(dir, 'state'), 0o755);
    contains(asNobody(['events', '--config', conf]).stderr, 'permission denied: it is of root:root, mode 2770, and nobody may not write it; chown nobody ');
    fs.chmodSync(conf, 0o600);
    const { stderr } = asNobody(['check', '--config', conf]);
    contains(stderr, 'permission denied: it is of root:root, mode 0600, and nobody may not read it; chown nobody ');
    if (stderr.includes('hooklet init')) throw new Error(stderr);
});

await test('a-command-without-database-says-what-to-do', () => {
    const dir = temporary();
    const conf = path.join(dir, 'hooklet.conf');
    fs.writeFileSync(conf, `state = "${dir}/state"\n`);
    const { status, stderr } = hooklet(['events', '--config', conf]);
    equal(status, 5, 'exit status');
    contains(stderr, 'hooklet init');
    equal(hooklet(['events', '--config', path.join(dir, 'none.conf')]).status, 3, 'no configuration');
    equal(hooklet(['migrate', '--config', conf]).status, 5, 'migrate');
});

// --- A site ------------------------------------------------------------------------------------------------------------------

const where = temporary();
const rule = (name, repository, command) => `deploy "${name}" {\n    repository = "${repository}"\n    branches = {"master"}\n` +
    `    directory = "${where}"\n    command = {"sh", "-c", "${command}"}\n}\n`;
const good = rule('good', 'acme/good', 'echo deployed $HOOKLET_SHA');
const bad = rule('bad', 'acme/bad', 'echo broken by purpose; exit 3');
const dispatched = `run "dispatched" {\n    repositories = {"acme/*"}\n    events = {"repository_dispatch"}\n` +
    `    command = {"sh", "-c", "echo action $HOOKLET_ACTION"}\n}\n`;
const site = await Site.make({ rules: good + bad + dispatched });
const file = (name, payload) => {
    const target = path.join(where, name);
    fs.writeFileSync(target, typeof payload === 'string' ? payload : JSON.stringify(payload));
    return target;
};
const clock = Math.floor(Date.now() / 1000) - 1000;
let ticks = 0;
const newPush = (repository) => push({ repository, after: sha(), pushedAt: clock + ++ticks });
const hook = () => `${site.url}/hooks/github`;
const deliver = (name, ...more) => {
    const { status, stdout, stderr } = site.hooklet('deliver', name, '--event', 'push', '--url', hook(), '--json', ...more);
    if (stdout === '') throw new Error(stderr);
    return { exit: status, ...JSON.parse(stdout) };
};

await test('explain-tells-what-would-happen-without-a-secret-or-a-database', () => {
    const conf = path.join(where, 'explain.conf');
    const secret = path.join(where, 'no-such-secret');
    fs.writeFileSync(conf, `state = "/nonexistent"\ngithub {\n    secret "x" {\n        file = "${secret}"\n    }\n}\n` + good +
        rule('other-branch', 'ACME/Good', 'true').replace('"master"', '"release/*"'));
    const payload = newPush('acme/good');
    const { status, stdout, stderr } = hooklet(['explain', '-', '--event', 'push', '--json', '--config', conf],
        { input: JSON.stringify(payload) });
    equal(status, 0, stderr);
    equal(Object.keys(JSON.parse(stdout)), ['event', 'jobs', 'ignored'], 'keys');
    const { event, jobs, ignored } = JSON.parse(stdout);
    equal([event.source, event.kind, event.repository, event.delivery], ['github', 'push', 'acme/good', 'explain'], 'event');
    equal(jobs.map(({ kind, rule, key, crash }) => ({ kind, rule, key, crash })),
        [{ kind: 'deploy', rule: 'good', key: 'deploy:good', crash: 'rerun' }], 'jobs');
    equal([jobs[0].args.sha, jobs[0].args.branch], [payload.after, 'master'], 'args');
    equal(ignored.map((one) => one.rule), ['other-branch'], 'ignored');
    contains(ignored[0].reason, 'master');
    const people = hooklet(['explain', file('push.json', payload), '--event', 'push', '--config', conf]).stdout;
    for (const part of ['acme/good', 'good', 'would deploy', 'other-branch', 'does not act']) contains(people, part);
});

await test('explain-has-the-same-keys-when-nothing-is-done', () => {
    const args = ['explain', file('nothing.json', newPush('nobody/nothing')), '--event', 'push', '--json'];
    const plan = JSON.parse(site.hooklet(...args).stdout);
    equal([Object.keys(plan), plan.jobs, plan.ignored], [['event', 'jobs', 'ignored'], [], []], 'plan');
    equal(typeof plan.event.reason, 'string', 'reason');
});

await test('explain-tells-what-would-be-remembered', () => {
    const payload = file('installation.json', {
        action: 'created', installation: { id: 42, app_id: 7, account: { login: 'acme' } }, repositories: [{ full_name: 'Acme/Web' }],
    });
    const args = ['explain', payload, '--event', 'installation'];
    const plan = JSON.parse(site.hooklet(...args, '--json').stdout);
    equal(plan.facts, [{ kind: 'installation', key: '42' }, { kind: 'repository_installation', key: 'acme/web' }], 'facts');
    equal([plan.event.reason, plan.jobs], ['installation 42 of acme: 1 repository', []], 'reason');
    const people = site.hooklet(...args).stdout;
    contains(people, 'installation 42 of acme: 1 repository.\nWould remember: installation 42.\n');
    contains(people, 'Would remember: repository_installation acme/web.\n');
});

await test('explain-refuses-what-is-no-payload', () => {
    equal(site.hooklet('explain', file('nothing', '{'), '--event', 'push').status, 1, 'no JSON');
    equal(site.hooklet('explain', file('form', 'payload=%7B%7D'), '--event', 'push').status, 1, 'a form');
    equal(site.hooklet('explain', file('other.json', merge()), '--event', 'push').status, 1, 'another event');
    equal(site.hooklet('explain', path.join(where, 'none'), '--event', 'push').status, 5, 'no file');
});

await site.up();
let first;
let firstFile;

await test('deliver-signs-and-posts', async () => {
    firstFile = file('first.json', newPush('acme/good'));
    first = deliver(firstFile);
    equal([first.exit, first.status, first.answer.status], [0, 202, 'accepted'], 'answer');
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(first.delivery)) throw new Error(first.delivery);
    await site.settled();
});

await test('deliver-the-same-body-anew-is-suspect-with-again-a-redelivery', () => {
    const suspect = site.hooklet('deliver', firstFile, '--event', 'push', '--url', hook());
    contains(suspect.stdout, `same body as delivery ${first.delivery}`);
    contains(suspect.stdout, '--again');
    const again = deliver(firstFile, '--again');
    equal([again.delivery, again.status, again.answer.status], [first.delivery, 200, 'duplicate'], 'again');
});

await test('deliver-posts-forms-and-again-knows-them', async () => {
    const name = file('form.json', { ...newPush('acme/good'), base_ref: 'ä + & = % "' });
    const form = deliver(name, '--form');
    equal([form.exit, form.answer.status], [0, 'accepted'], 'form');
    equal(deliver(name, '--form', '--again').delivery, form.delivery, 'again');
    await site.settled();
});

await test('deliver-says-when-it-is-refused', () => {
    const env = { HOOKLET_CONFIG: site.conf, GITHUB_WEBHOOK_SECRET: 'wrong' };
    const refused = hooklet(['deliver', firstFile, '--event', 'push', '--url', hook()], { env });
    equal(refused.status, 7, 'exit status');
    contains(refused.stdout, 'HTTP 401');
    equal(site.hooklet('deliver', firstFile, '--event', 'push', '--url', 'http://127.0.0.1:1/').status, 7, 'nobody there');
    equal(site.hooklet('deliver', firstFile, '--event', 'push', '--url', hook(), '--secret', 'none').status, 5, 'no such secret');
});

await test('events-and-jobs-list-newest-first-and-filter', () => {
    const { events } = site.json('events');
    equal(events.map((event) => Number(event.id)), events.map((event) => Number(event.id)).sort((a, b) => b - a), 'order');
    equal(typeof events[0].id, 'string', 'type of an id');
    equal(Date.parse(events[0].received), events[0].received_ms, 'time');
    equal(site.json('events', '--status', 'suspect').events.length, 1, 'suspects');
    equal(site.json('events', '-n', '1').events.length, 1, 'one');
    equal(site.json('events', '--before', events[0].id).events[0].id, events[1].id, 'next page');
    equal(site.json('events', '--repository', 'ACME/Good', '--since', '1h').events.length, events.length, 'repository');
    equal(site.json('events', '--kind', 'ping').events, [], 'kind');
    equal(site.json('jobs', '--rule', 'good', '--state', 'done', '--kind', 'deploy').jobs.length, 2, 'jobs');
    contains(site.hooklet('events').stdout, first.delivery);
    contains(site.hooklet('jobs').stdout, 'done');
});

await test('event-shows-jobs-and-the-body-byte-for-byte', () => {
    const { events } = site.json('events', '--status', 'accepted');
    const id = events.at(-1).id;
    const { stdout } = site.hooklet('event', id);
    for (const part of [first.delivery, 'acme/good', 'accepted', 'test', 'good', 'done']) contains(stdout, part);
    equal(site.hooklet('event', '--body', id).stdout, fs.readFileSync(firstFile, 'utf8'), 'body');
    equal(site.json('event', id).jobs[0].rule, 'good', 'JSON');
    equal(site.hooklet('event', '999999').status, 5, 'no such event');
});

let dead;
let deadPush;

await test('a-dead-job-shows-its-output-and-why-says-what-to-do', async () => {
    deadPush = newPush('acme/bad');
    const answer = deliver(file('bad.json', deadPush));
    dead = answer.answer.jobs[0].id;
    await site.settled();
    const job = site.hooklet('job', dead);
    equal(job.status, 1, 'exit status of job');
    for (const part of ['dead', 'exit status 3', 'broken by purpose', 'production, failure']) contains(job.stdout, part);
    equal(JSON.parse(site.hooklet('job', '--json', dead).stdout).deployment.state, 'failure', 'deployment');
    equal(site.hooklet('job', '--output', '1', dead).stdout, 'broken by purpose\n', 'output');
    equal(site.hooklet('job', '--output', '9', dead).status, 5, 'no such step');
    equal(site.hooklet('job', '--attempt', '9', dead).status, 5, 'no such attempt');
    for (const what of [[answer.delivery], [deadPush.after], [deadPush.after.slice(0, 7)], ['job', dead]]) {
        const why = site.hooklet('why', ...what);
        equal(why.status, 1, `exit status of why ${what}`);
        for (const part of ['Received from github', '"test"', 'Accepted', `Job ${dead} made`, 'attempt 1', 'exit status 3',
            'is dead', `hooklet retry ${dead}`, `hooklet job --attempt 1 --output 1 ${dead}`]) contains(why.stdout, part);
    }
});

await test('deployments-lists-newest-first-and-filters', () => {
    const { deployments } = site.json('deployments');
    equal(deployments.map(({ repository, environment, state, sha, job }) => [repository, environment, state, sha, job])[0],
        ['acme/bad', 'production', 'failure', deadPush.after, dead], 'newest');
    equal(deployments.map(({ id }) => Number(id)), deployments.map(({ id }) => Number(id)).sort((a, b) => b - a), 'order');
    equal([typeof deployments[0].id, Date.parse(deployments[0].created)], ['string', deployments[0].created_ms], 'types');
    const count = (...words) => site.json('deployments', ...words).deployments.length;
    equal(count('--state', 'failure'), 1, 'state');
    equal(count('--state', 'waiting'), 0, 'a state that none is in');
    equal(count('--repository', 'ACME/Bad', '--environment', 'Production'), 1, 'names, case aside');
    equal([count('--environment', 'staging'), count('-n', '1')], [0, 1], 'environment, number');
    equal(site.json('deployments', '--before', deployments[0].id).deployments[0].id, deployments[1].id, 'next page');
    const [heading, first] = site.hooklet('deployments').stdout.split('\n').map((line) => line.split(/ {2,}/));
    equal(heading, ['ID', 'WHEN', 'REPOSITORY', 'ENVIRONMENT', 'REF', 'COMMIT', 'WHO', 'STATE', 'URL'], 'heading');
    equal([first[2], first[4], first[5], first[7]], ['acme/bad', 'master', deadPush.after.slice(0, 10), 'failure'], 'first row');
    equal(site.hooklet('deployments', '--state', 'inactive').stdout, 'No deployments.\n', 'none');
});

await test('a-dispatch-with-an-action-of-its-own-runs', async () => {
    const repository = { full_name: 'acme/tools', default_branch: 'master' };
    const payload = { action: 'deploy-prod', branch: 'master', client_payload: {}, repository, sender: { login: 'octocat' } };
    const { status, json } = await site.post('repository_dispatch', payload);
    equal([status, json.status], [202, 'accepted'], 'answer');
    await site.settled();
    equal(site.json('job', json.jobs[0].id).state, 'done', 'state');
    equal(site.hooklet('job', '--output', '1', json.jobs[0].id).stdout, 'action deploy-prod\n', 'output');
});

await test('why-tells-in-order-of-time', () => {
    const done = JSON.parse(site.hooklet('why', '--json', 'job', dead).stdout);
    const times = done.events[0].story.map((moment) => moment.at_ms);
    equal(times, [...times].sort((a, b) => a - b), 'order');
    contains(done.events[0].story.at(-1).text, 'attempt 1 failed');
    equal(done.events[0].jobs[0].attempts[0].steps[0].output, 'broken by purpose\n', 'output');
});

await test('why-of-an-ignored-push-names-the-rule-and-the-reason', async () => {
    const ignored = deliver(file('dev.json', { ...newPush('acme/good'), ref: 'refs/heads/dev' }));
    const { status, stdout } = site.hooklet('why', ignored.delivery);
    equal(status, 0, 'exit status');
    for (const part of ['Ignored', 'Rule good did not act', 'dev']) contains(stdout, part);
});

await test('why-of-something-unknown-says-where-to-look', () => {
    const { status, stderr } = site.hooklet('why', 'no-such-delivery');
    equal(status, 5, 'exit status');
    contains(stderr, 'never arrived');
    contains(stderr, 'wrong signature, not JSON, too\nlarge, not stored');
    for (const [args, part] of [[['job', '777777'], 'no job 777777'], [['event', '777777'], 'no event 777777'],
        [['777777'], 'no job 777777 and no event'], [['aa263'], 'a commit needs at least 7 digits']]) {
        const { status, stderr } = site.hooklet('why', ...args);
        equal(status, 5, args.join(' '));
        contains(stderr, part);
        if (stderr.includes('never arrived')) throw new Error(stderr);
    }
});

await test('why-takes-the-beginning-of-a-delivery', () => {
    contains(site.hooklet('why', first.delivery.slice(0, 8)).stdout, `delivery ${first.delivery}`);
    for (const n of [1, 2]) {
        equal(deliver(file(`begin${n}.json`, { ...newPush('acme/good'), ref: 'refs/heads/dev' }), '--delivery', `same-beginning-${n}`).exit, 0, 'deliver');
    }
    const { status, stderr } = site.hooklet('why', 'same-beginning');
    equal(status, 5, 'exit status');
    for (const part of ['several deliveries begin so', 'same-beginning-1', 'same-beginning-2']) contains(stderr, part);
});

await test('events-of-a-kind-that-github-does-not-have', () => {
    const { status, stderr } = site.hooklet('events', '--kind', 'psh');
    equal(status, 2, 'exit status');
    contains(stderr, 'did you mean push?');
});

await test('retry-lets-a-dead-job-run-again-after-the-rule-was-mended', async () => {
    site.configure(good + bad.replace('exit 3', 'exit 0') + dispatched);
    site.children.get('worker').kill('SIGHUP');
    await until('the worker has the new rules', () => /reload/.test(site.readLog('worker')));
    const { status, stdout } = site.hooklet('retry', dead);
    equal([status, stdout], [0, `Job ${dead} is ready again.\n`], 'retry');
    await site.settled();
    equal(site.json('job', dead).state, 'done', 'state');
    equal(site.json('job', dead).attempts.length, 2, 'attempts');
    contains(site.hooklet('why', 'job', dead).stdout, 'retr');
    equal(site.hooklet('cancel', dead).status, 6, 'cancel of what is over');
    equal(site.hooklet('retry', '999999').status, 5, 'no such job');
});

await test('why-says-that-no-worker-takes-a-job-and-cancel-takes-it-back', async () => {
    await site.stop('worker');
    const one = deliver(file('ready.json', newPush('acme/good'))).answer.jobs[0].id;
    const { stdout, status } = site.hooklet('why', one);
    equal(status, 0, 'exit status');
    contains(stdout, `Job ${one} is ready`);
    contains(stdout, 'Start one: hooklet work');
    equal(site.hooklet('retry', one).status, 6, 'retry of what is on its way');
    equal(site.hooklet('cancel', one).status, 0, 'cancel');
    equal(site.json('job', one).state, 'cancelled', 'state');
});

await test('a-job-behind-another-one-says-which', async () => {
    const two = [1, 2].map((n) => deliver(file(`queue${n}.json`, newPush('acme/bad'))).answer.jobs[0].id);
    const states = two.map((id) => site.json('job', id).state);
    if (states[0] === 'superseded') contains(site.hooklet('why', 'job', two[0]).stdout, 'superseded');
    else contains(site.hooklet('why', 'job', two[1]).stdout, `waits for job ${two[0]}`);
    equal(site.hooklet('work', '--drain').status, 0, 'drain');
    await site.settled();
});

await test('replay-acts-again-as-a-new-event-and-dry-run-does-not', async () => {
    const latest = site.json('events', '--repository', 'acme/bad', '-n', '1').events[0];
    const before = site.json('events', '-n', '1').events[0].id;
    const dry = site.json('replay', latest.id, '--dry-run');
    equal(dry.replayed[0].event.repository, 'acme/bad', 'plan');
    equal(site.json('events', '-n', '1').events[0].id, before, 'newest event after a dry run');
    const oldest = site.json('events', '--repository', 'acme/good', '--status', 'accepted').events.at(-1);
    const replay = site.hooklet('replay', oldest.id);
    equal(replay.status, 0, replay.stderr);
    const made = site.json('events', '-n', '1').events[0];
    equal([made.parent, made.source], [oldest.id, 'github'], 'the new event');
    contains(replay.stdout, `replayed as event ${made.id}`);
    contains(site.hooklet('why', 'event', made.id).stdout, `replay of event ${oldest.id}`);
    equal(site.hooklet('work', '--drain').status, 0, 'drain');
});

await test('replay-since-leaves-suspects-and-replays-out', () => {
    const { events } = site.json('events');
    const sent = events.filter((event) => !event.parent && event.status !== 'suspect');
    equal(site.json('replay', '--since', '1h', '--dry-run').replayed.length, sent.length, 'replayed');
    contains(site.hooklet('replay', '--since', '1h', '--dry-run').stdout, `${sent.length} events would be replayed`);
});

await test('a-payload-cannot-speak-to-the-terminal', () => {
    const evil = newPush('acme/good');
    evil.ref = 'refs/heads/\u001b]0;owned\u0007';
    const { delivery } = deliver(file('evil.json', evil));
    for (const args of [['events'], ['why', delivery], ['event', site.json('events', '-n', '1').events[0].id]]) {
        const { stdout } = site.hooklet(...args);
        if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(stdout)) throw new Error(`${args}: ${JSON.stringify(stdout)}`);
    }
});

await test('why-says-when-a-worker-that-was-killed-was-last-heard-of', async () => {
    const [gate, over] = ['gate', 'over'].map((name) => path.join(where, name));
    site.configure(good + bad + dispatched + rule('slow', 'acme/slow', `touch ${gate}; until test -e ${over}; do sleep 0.1; done`));
    site.worker();
    site.children.get('github-push').kill('SIGHUP');
    await until('github-push has the new rules', () => /reload/.test(site.readLog('github-push')));
    const { id } = deliver(file('slow.json', newPush('acme/slow'))).answer.jobs[0];
    await until('the job runs', () => fs.existsSync(gate));
    if (site.hooklet('why', 'job', id).stdout.includes('last heard of')) throw new Error('the worker is alive');
    await site.stop('worker', 'SIGKILL');
    const { stdout } = site.hooklet('why', 'job', id);
    if (!/is running on .*, last heard of \d+ s ago/.test(stdout)) throw new Error(stdout);
    fs.writeFileSync(over, '');
    site.worker();
    await until('the job was taken back', () => site.json('job', id).state === 'done');
    await site.stop('worker');
    site.configure(good + bad + dispatched);
});

// --- Keep --------------------------------------------------------------------------------------------------------------------

await test('a-rotation-loses-no-delivery-and-ends-with-finish', async () => {
    const post = async (secret) => (await site.post('ping', { zen: randomBytes(8).toString('hex'), hook_id: 1 }, { secret })).status;
    const reload = async (secret, status) => {
        for (const name of ['github-ping', 'github-push']) site.children.get(name).kill('SIGHUP');
        await until(`HTTP ${status}`, async () => await post(secret) === status);
    };
    const old = site.secret;
    equal(site.hooklet('secrets', 'rotate', 'github').status, 0, 'rotate');
    const fresh = fs.readFileSync(site.secretFile, 'utf8').trim();
    await reload(fresh, 200);
    equal(await post(old), 200, 'the old one meanwhile');
    equal(site.hooklet('secrets', 'rotate', 'github').status, 6, 'a second rotation');
    const { stdout } = site.hooklet('secrets', 'list');
    contains(stdout, 'test (previous)');
    if (stdout.includes(fresh) || stdout.includes(old)) throw new Error('a secret was printed');
    equal(site.hooklet('secrets', 'rotate', 'github', '--finish').status, 0, 'finish');
    await reload(old, 401);
    equal(await post(fresh), 200, 'the new one');
    equal(site.hooklet('secrets', 'rotate', 'github', '--finish').status, 5, 'finish without a rotation');
    site.secret = fresh;
});

await test('secrets-of-others-are-rotated', () => {
    const dir = temporary();
    const file = (name, text) => {
        fs.writeFileSync(path.join(dir, name), text, { mode: 0o400 });
        return path.join(dir, name);
    };
    const conf = path.join(dir, 'hooklet.conf');
    const read = (name) => fs.readFileSync(path.join(dir, name), 'utf8').trim();
    const run = (args, input = '') => hooklet(['secrets', ...args], { env: { HOOKLET_CONFIG: conf }, input });
    fs.writeFileSync(conf, `state = "${dir}"\n` +
        `slack { secret "app" { file = "${file('app', 'slack-one\n')}" } }\n` +
        `circleci {\n secret "web" { file = "${file('web', 'web-one')}" repositories = { 'acme/web' } }\n` +
        ` notify_token_file = "${file('notify', '0123456789'.repeat(4))}"\n}\n` +
        `source "shop" { scheme = token header = X-Token event = X-Event\n secret "till" { file = "${file('till', 'till-one')}" } }\n`);

    equal(run(['rotate', 'slack']).status === 0, false, 'without the new one');
    equal(run(['rotate', 'slack'], 'two words\n').status === 0, false, 'with two words');
    equal(read('app'), 'slack-one', 'as it was');
    const { status, stdout } = run(['rotate', 'slack'], ' slack-two \n');
    equal(status, 0, 'slack');
    contains(stdout, 'rotate slack --name');
    equal([read('app'), read('app.previous')], ['slack-two', 'slack-one'], 'the new one and the old one');

    equal(run(['rotate', 'circleci']).status === 0, false, 'circleci has two');
    equal(run(['rotate', 'circleci', '--name', 'notify']).status, 0, 'the token of notifications');
    equal(read('notify.previous'), '0123456789'.repeat(4), 'its old one');
    equal(run(['rotate', 'circleci', '--name', 'web']).status, 0, 'the secret of webhooks');
    equal(run(['rotate', 'shop', '--theirs'], 'till-two\n').status, 0, 'of another sender, who has made it');
    equal([read('till'), read('till.previous')], ['till-two', 'till-one'], 'the new one and the old one');
    equal(run(['rotate', 'till']).status, 2, 'no such source');
    const { secrets } = JSON.parse(run(['list', '--json']).stdout);
    equal(secrets.map(({ source, name }) => `${source} ${name}`), ['slack app', 'slack app (previous)', 'circleci web',
        'circleci web (previous)', 'circleci notify', 'circleci notify (previous)', 'shop till', 'shop till (previous)'], 'list');
    for (const [source, name] of [['slack', 'app'], ['circleci', 'web'], ['circleci', 'notify'], ['shop', 'till']])
        equal(run(['rotate', source, '--name', name, '--finish']).status, 0, `${name}: finish`);
    equal(fs.existsSync(path.join(dir, 'app.previous')), false, 'the old one is gone');
    equal(run(['rotate', 'asana']).status, 2, 'asana signs nothing that is a secret here');
});

await test('doctor-says-that-the-programs-do-not-know-the-secret', () => {
    const before = fs.readFileSync(site.secretFile);
    fs.chmodSync(site.secretFile, 0o600);
    fs.writeFileSync(site.secretFile, 'another one\n');
    const { stdout } = site.hooklet('doctor', '--url', hook());
    fs.writeFileSync(site.secretFile, before);
    contains(stdout, 'HTTP 401: the programs do not know this secret; after a rotation send them SIGHUP');
});

await test('doctor-goes-all-the-way-and-finds-a-program-that-is-gone', async () => {
    site.worker();
    await until('the worker is alive', () => /worker .*alive/.test(site.hooklet('doctor').stdout));
    const run = path.join(site.dir, 'run');
    const well = site.hooklet('doctor', '--run', run, '--url', hook());
    equal(well.status, 0, well.stdout);
    contains(well.stdout, 'a signed ping got HTTP 200');
    contains(well.stdout, 'what it signs is verified');
    equal(site.hooklet('doctor', '--run', run, '--url', hook()).status, 0, 'once more');
    const pings = JSON.parse(site.hooklet('events', '--json', '--number', '2').stdout);
    equal((pings.events ?? pings).map((event) => event.status), ['accepted', 'accepted'], 'no ping of ours looks like a copy');
    await site.stop('github-ping', 'SIGKILL');
    const { ok, checks } = JSON.parse(site.hooklet('doctor', '--run', run, '--json').stdout);
    equal(ok, false, 'ok');
    const failed = checks.filter((check) => check.finding === 'FAIL');
    equal(failed.map((check) => check.check), ['socket'], 'what failed');
    contains(failed[0].text, 'github-ping.sock');
});

await test('doctor-names-the-mistake-in-a-configuration', () => {
    const conf = path.join(where, 'broken.conf');
    fs.writeFileSync(conf, 'state = "/var/lib/hooklet"\nnonsense = 1\n');
    const { status, stdout } = hooklet(['doctor', '--config', conf]);
    equal(status, 1, 'exit status');
    contains(stdout, `${conf}:2: `);
});

await test('backup-is-whole-and-never-overwrites', () => {
    const copy = path.join(where, 'backup', 'hooklet.db');
    fs.mkdirSync(path.dirname(copy));
    equal(site.hooklet('backup', copy).status, 0, 'backup');
    equal(fs.statSync(copy).mode & 0o777, 0o600, 'mode');
    equal(site.hooklet('backup', copy).status, 6, 'again');
    const conf = path.join(where, 'restored.conf');
    fs.writeFileSync(conf, `state = "${path.dirname(copy)}"\n`);
    const restored = JSON.parse(hooklet(['events', '--json', '--config', conf]).stdout).events;
    equal(restored.map((event) => event.id), site.json('events').events.map((event) => event.id), 'events');
});

await test('prune-migrate-and-version-report', () => {
    equal(Object.keys(site.json('prune')), ['bodies', 'attempts', 'events', 'deployments', 'messages'], 'prune');
    const { from, to } = site.json('migrate');
    equal(from, to, 'versions');
    contains(site.hooklet('version').stdout, 'SQLite');
    contains(hooklet(['--version']).stdout, 'hooklet ');
});

await done();
