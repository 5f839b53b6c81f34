// The main job end to end: a signed push goes through nginx, is stored, and deploys with real git; and everything that must not deploy.
import fs from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { Origin, Site, done, merge, push, sha, temporary, test, until } from './lib.mjs';

const origin = new Origin();
const first = origin.commit({ 'version': '1\n' });
const target = path.join(temporary(), 'site');
const marks = path.join(temporary(), 'marks');
const site = await Site.make();

const deploy = (more = '', title = 'web') => `deploy "${title}" {
    repository = "codertocat/hello-world"      # case aside
    directory = "${target}"
    checkout = true
    remote = "${origin.path}"
    environment = "production"
    ${more}
}
`;
const record = `steps = {"cat version", "sh -c 'echo $HOOKLET_SHA >> ${marks}'"}`;
site.configure(deploy(record));
fs.writeFileSync(marks, '');
const deployed = () => fs.readFileSync(marks, 'utf8').split('\n').filter(Boolean);
await site.up();

// New rules for everything that runs.
async function configure(rules) {
    site.configure(rules);
    for (const name of ['github-push', 'github-pull-request', 'github-other', 'worker']) {
        const before = site.readLog(name).split('what=reload').length;
        site.children.get(name).kill('SIGHUP');
        await until(`${name} reloads`, () => site.readLog(name).split('what=reload').length > before);
    }
}

function equal(actual, expected, what) {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
        throw new Error(`${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
    }
}

function contains(text, part) {
    if (!text.includes(part)) throw new Error(`${JSON.stringify(part)} is not in:\n${text}`);
}

// GitHub's clock: every push is a minute after the one before.
let clock = Math.floor(Date.now() / 1000) - 86400;
const tick = () => (clock += 60);

let firstDelivery, firstBody;
await test('a-push-deploys', async () => {
    firstDelivery = randomUUID();
    firstBody = JSON.stringify(push({ after: first, pushedAt: tick() }));
    const answer = await site.post('push', firstBody, { delivery: firstDelivery });
    equal([answer.status, answer.json.status, answer.json.jobs[0].rule], [202, 'accepted', 'web'], 'answer');
    const jobs = await site.settled();
    equal(jobs.map((job) => job.state), ['done'], 'states');
    equal(deployed(), [first], 'deployed');
    equal(fs.readFileSync(path.join(target, 'version'), 'utf8'), '1\n', 'checked out');
    const story = site.hooklet('why', firstDelivery);
    equal(story.status, 0, 'exit status of why');
    for (const part of [firstDelivery, 'push', 'web', 'done', 'git checkout', 'exit status 0']) contains(story.stdout, part);
});

await test('a-redelivery-does-not-deploy-again', async () => {
    const answer = await site.post('push', firstBody, { delivery: firstDelivery });
    equal([answer.status, answer.json.status], [200, 'duplicate'], 'answer');
    await site.settled();
    equal(deployed(), [first], 'deployed');
    contains(site.hooklet('why', firstDelivery).stdout, 'delivered again');
});

await test('the-same-body-under-another-id-is-a-suspect', async () => {
    const delivery = randomUUID();
    const answer = await site.post('push', firstBody, { delivery });
    equal([answer.status, answer.json.status, answer.json.reason],
        [202, 'ignored', `same body as delivery ${firstDelivery}`], 'answer');
    await site.settled();
    equal(deployed(), [first], 'deployed');
    contains(site.hooklet('why', delivery).stdout, `same body as delivery ${firstDelivery}`);
});

const ignored = [
    ['another-branch', push({ ref: 'refs/heads/dev' }), 'branch dev'],
    ['a-deleted-branch', push({ after: '0'.repeat(40), deleted: true }), 'deleted'],
    ['another-repository', push({ repository: 'acme/other' }), 'no rule for repository acme/other'],
    ['a-tag', push({ ref: 'refs/tags/v1' }), 'tag'],
    ['a-fork', { ...push(), repository: { ...push().repository, fork: true } }, 'fork'],
    ['a-ref-that-is-a-shell-word', push({ ref: 'refs/heads/$(reboot)' }), 'characters that no command gets'],
];
for (const [name, payload, reason] of ignored) {
    await test(`${name}-does-not-deploy`, async () => {
        const delivery = randomUUID();
        const answer = await site.post('push', payload, { delivery });
        equal([answer.status, answer.json.status, answer.json.jobs], [202, 'ignored', []], 'answer');
        contains(answer.json.reason, reason);
        contains(site.hooklet('why', delivery).stdout, reason);
    });
}

for (const [name, payload, reason] of [
    ['closed-without-a-merge', merge({ merged: false, mergedAt: null }), 'merge'],
    ['a-merge-into-another-branch', merge({ base: 'dev' }), 'dev'],
    ['a-pull-request-that-was-opened', { ...merge({ merged: false }), action: 'opened' }, 'opened'],
]) {
    await test(`${name}-does-not-deploy`, async () => {
        const answer = await site.post('pull_request', payload);
        equal([answer.status, answer.json.status], [202, 'ignored'], 'answer');
        contains(answer.json.reason, reason);
    });
}

const iso = (seconds) => new Date(seconds * 1000).toISOString();

for (const [name, order] of [['push-then-merge', ['push', 'pull_request']], ['merge-then-push', ['pull_request', 'push']]]) {
    await test(`${name}-deploys-once`, async () => {
        const commit = origin.commit({ 'version': `${name}\n` });
        const at = tick();
        const before = deployed().length;
        for (const event of order) {
            const payload = event === 'push' ? push({ after: commit, pushedAt: at })
                : merge({ mergeSha: commit, mergedAt: iso(at) });
            const answer = await site.post(event, payload);
            equal(answer.status, 202, `status of ${event}`);
            if (event === order[1]) contains(answer.json.reason, 'already queued or done by job');
        }
        await site.settled();
        equal(deployed().slice(before), [commit], 'deployed');
    });
}

await test('a-merge-from-a-fork-deploys', async () => {
    const commit = origin.commit({ 'version': 'from a fork\n' });
    const payload = merge({ mergeSha: commit, mergedAt: iso(tick()) });
    payload.pull_request.head.repo = { ...payload.pull_request.head.repo, full_name: 'stranger/hello-world', fork: true };
    const answer = await site.post('pull_request', payload);
    equal(answer.json.status, 'accepted', 'status');
    await site.settled();
    equal(deployed().at(-1), commit, 'deployed');
});

await test('a-b-a-deploys-a-again', async () => {
    const a = origin.commit({ 'version': 'a\n' });
    const b = origin.commit({ 'version': 'b\n' });
    const before = deployed().length;
    for (const after of [a, b, a]) {
        await site.post('push', push({ after, pushedAt: tick(), forced: true }));
        await site.settled();
    }
    equal(deployed().slice(before), [a, b, a], 'deployed');
});

await test('an-old-push-delivered-late-does-not-deploy', async () => {
    const before = deployed();
    const delivery = randomUUID();
    const answer = await site.post('push', push({ after: first, pushedAt: 1600000000 }), { delivery });
    equal([answer.status, answer.json.status], [202, 'ignored'], 'answer');
    await site.settled();
    equal(deployed(), before, 'deployed');
    contains(site.hooklet('why', delivery).stdout, 'newer');
});

await test('a-failing-deploy-is-dead-with-its-output-kept', async () => {
    await configure(deploy('steps = {"sh -c \'echo broken by purpose; exit 3\'", "touch /never"}'));
    const commit = origin.commit({ 'version': 'failing\n' });
    firstDelivery = randomUUID();
    firstBody = JSON.stringify(push({ after: commit, pushedAt: tick() }));
    const { json } = await site.post('push', firstBody, { delivery: firstDelivery });
    await site.settled();
    const job = site.hooklet('job', json.jobs[0].id);
    for (const part of ['dead', 'exit status 3', 'broken by purpose']) contains(job.stdout, part);
    if (job.stdout.includes('/never')) throw new Error('the step after the failing one ran');
    contains(site.hooklet('why', firstDelivery).stdout, `hooklet retry ${json.jobs[0].id}`);
});

await test('a-redelivery-after-the-rule-was-mended-acts', async () => {
    await configure(deploy(record));
    const before = deployed().length;
    const answer = await site.post('push', firstBody, { delivery: firstDelivery });
    equal([answer.status, answer.json.status, answer.json.jobs.length], [200, 'duplicate', 1], 'answer');
    await site.settled();
    equal(deployed().length, before + 1, 'deploys');
});

await test('a-redelivery-after-a-rule-was-added-acts', async () => {
    const delivery = randomUUID();
    const body = JSON.stringify(push({ repository: 'acme/new' }));
    equal((await site.post('push', body, { delivery })).json.status, 'ignored', 'before');
    await configure(deploy(record) + 'run "new" {\n    repositories = {"acme/new"}\n    events = {"push"}\n    command = {"true"}\n}\n');
    const answer = await site.post('push', body, { delivery });
    equal([answer.status, answer.json.jobs.map((job) => job.rule)], [200, ['new']], 'after');
    equal((await site.settled())[0].state, 'done', 'state');
});

await test('a-hanging-deploy-is-stopped', async () => {
    await configure(deploy('command = {"sh", "-c", "echo hanging; sleep 1000"}\n timeout = 1s'));
    const commit = origin.commit({ 'version': 'hanging\n' });
    const { json } = await site.post('push', push({ after: commit, pushedAt: tick() }));
    await site.settled(30000);
    const job = site.hooklet('job', json.jobs[0].id);
    for (const part of ['dead', 'timed out', 'hanging']) contains(job.stdout, part);
});

await test('a-daemon-left-behind-holds-up-nothing', async () => {
    await configure(deploy('command = {"sh", "-c", "setsid sleep 60 & echo $! > daemon; echo started"}'));
    for (const i of [0, 1]) {
        const commit = origin.commit({ 'version': `daemon ${i}\n` });
        await site.post('push', push({ after: commit, pushedAt: tick() }));
        const jobs = await site.settled(20000);
        equal(jobs[0].state, 'done', 'state');
        process.kill(Number(fs.readFileSync(path.join(target, 'daemon'), 'utf8')), 'SIGKILL');
    }
});

await test('the-command-sees-only-what-it-should', async () => {
    const seen = path.join(site.dir, 'seen');
    await configure(`run "look" {
    repositories = {"acme/*"}
    events = {"push"}
    command = {"sh", "-c", "env > ${seen}; cat > ${seen}.stdin; ls /proc/self/fd > ${seen}.fd"}
    variables = {"COLOUR=red"}
    environment = "production"
}
`);
    const after = sha();
    const payload = push({ after, repository: 'acme/look', ref: 'refs/heads/feature/x' });
    payload.head_commit.message = '$(touch /tmp/pwned) `id` "; rm -rf /';
    const body = JSON.stringify(payload);
    const delivery = randomUUID();
    await site.post('push', body, { delivery });
    equal((await site.settled())[0].state, 'done', 'state');
    const env = Object.fromEntries(fs.readFileSync(seen, 'utf8').split('\n').filter(Boolean)
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    equal(fs.readFileSync(`${seen}.stdin`, 'utf8'), body, 'standard input');
    const expected = {
        HOOKLET_REPOSITORY: 'acme/look', HOOKLET_REF: 'refs/heads/feature/x', HOOKLET_BRANCH: 'feature/x',
        HOOKLET_SHA: after, HOOKLET_BEFORE: payload.before, HOOKLET_EVENT: 'push', HOOKLET_DELIVERY: delivery, HOOKLET_RULE: 'look',
        HOOKLET_ATTEMPT: '1', HOOKLET_SENDER: 'Codertocat', HOOKLET_ENVIRONMENT: 'production', COLOUR: 'red',
    };
    for (const [name, value] of Object.entries(expected)) equal(env[name], value, name);
    const allowed = /^(HOOKLET_[A-Z_]+|PATH|HOME|USER|LOGNAME|SHELL|LANG|TZ|PWD|OLDPWD|SHLVL|_|COLOUR)$/;
    equal(Object.keys(env).filter((name) => !allowed.test(name)), [], 'unexpected variables');
    if (JSON.stringify(env).includes(site.secret)) throw new Error('the secret is in the environment');
});

await test('secrets-are-in-no-log', async () => {
    for (const name of ['worker', 'github-push', 'github-pull-request', 'github-other']) {
        if (site.readLog(name).includes(site.secret)) throw new Error(`${name}.log`);
    }
});

await test('an-orphan-of-a-killed-worker-does-not-overlap-its-successor', async () => {
    const spans = path.join(site.dir, 'spans');
    // The direct child dies with the worker; what it started goes on.
    await configure(deploy(`command = {"sh", "-c", "sh -c 'echo begin >> ${spans}; sleep 2; echo end >> ${spans}' & wait"}\n timeout = 30s`));
    const commit = origin.commit({ 'version': 'orphan\n' });
    await site.post('push', push({ after: commit, pushedAt: tick() }));
    await until('the deploy begins', () => fs.existsSync(spans));
    await site.stop('worker', 'SIGKILL');
    site.worker();
    const jobs = await site.settled(40000);
    equal(jobs[0].state, 'done', 'state');
    equal(fs.readFileSync(spans, 'utf8').split('\n').filter(Boolean), ['begin', 'end', 'begin', 'end'], 'spans');
});

await done();
