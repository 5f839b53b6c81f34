// Commands in comments: each kind of place, who may, deploys and rollbacks, locks, crashes, limits; nginx, programs and worker are real.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { done, Site, test, until } from './lib.mjs';
import { addInstallation, addIssue, addMember, addPull, addPush, addRepository, addUser, hold, isoTime, startGitHub, unheard } from './github.mjs';
import { configureApp, hooklet, installationEvent, makeKey, merge, repositoriesEvent, say } from './github/app.mjs';

const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const { state } = github;
const web = addRepository(state, 'acme/web', { collaborators: { writer: 'write', reader: 'read', keeper: 'maintain' } });
addRepository(state, 'someone/web', { fork: true });
addRepository(state, 'acme/many', { collaborators: { writer: 'write' } });
addMember(state, 'acme', 'member');
addUser(state, 'robot[bot]', { type: 'Bot' });
const installation = addInstallation(state, 'acme');

const site = await Site.make();
const record = path.join(site.dir, 'deployed');
const rules = `
deploy "web-production" {
    repository = acme/web
    command = { sh, -c, 'echo "$HOOKLET_ENVIRONMENT $HOOKLET_SHA" >> ${record}' }
    environment = production
}
deploy "web-staging" {
    repository = acme/web
    branches = never
    command = { sh, -c, 'echo "$HOOKLET_ENVIRONMENT $HOOKLET_SHA" >> ${record}; while test -e ${site.dir}/gate; do sleep 0.05; done; test ! -e ${site.dir}/broken' }
    environment = staging
}
command "format" {
    run = { sh, -c, 'echo "format $HOOKLET_ARGUMENTS $HOOKLET_NUMBER" >> ${record}; test "$HOOKLET_ARGUMENTS" != badly' }
    who = author
    help = "formats the sources"
}
command "whole" {
    run = { "true" }
    who = member
}
command "keep" {
    run = { "true" }
    who = maintain
}
${Array.from({ length: 40 }, (_, i) => `deploy "many-${i}" {
    repository = acme/many
    branches = never
    command = { "true" }
}`).join('\n')}
`;
configureApp(site, github, { key, rules, more: { read_delay: '0s' } });
await site.up();

const marker = /\n\n<!-- hooklet:[0-9a-f]{64} -->$/;
const deployed = () => (fs.existsSync(record) ? fs.readFileSync(record, 'utf8').trim().split('\n').filter(Boolean) : []);
const last = () => deployed().at(-1);
const reactions = (list, id) => state.reactions.filter((one) => one.subject === `${list}/${id}`).map((one) => one.content);

// Somebody writes `body`; when all jobs are over, what hooklet has answered there.
async function write(kind, body, more = {}) {
    const known = new Set(replies());
    const spoken = say(github, kind, { repository: 'acme/web', login: 'writer', body, ...more });
    const answer = await site.post(spoken.event, spoken.payload);
    assert.equal(answer.status, 202, answer.text);
    await site.settled();
    const answers = replies().filter((one) => !known.has(one));
    for (const one of answers) assert.match(one.body, marker);
    return { ...spoken, answer: answer.json, answers, texts: answers.map((one) => one.body.replace(marker, '')) };
}

const replies = () => [...state.issueComments, ...state.reviewComments, ...state.commitComments]
    .filter((one) => one.login === 'hooklet-test[bot]');

// --- Each kind of place ------------------------------------------------------------------------------------------------------

const places = { issue: 'issues', pull_request: 'issues', issue_comment: 'issueComments', review_comment: 'reviewComments', commit_comment: 'commitComments' };
for (const [kind, list] of Object.entries(places)) {
    await test(`ping-is-answered-where-it-stands-${kind}`, async () => {
        const { texts, said, answers, answer, on } = await write(kind, 'Hello!\n\n/ping', { login: 'reader' });
        assert.deepEqual(texts, ['pong!']);
        assert.deepEqual(answer.jobs.map((job) => [job.kind, job.rule]), [['command', 'ping']]);
        assert.deepEqual(reactions(list, said.id), ['heart']);
        if (kind === 'review_comment') assert.equal(answers[0].inReplyTo, said.id);
        else if (kind === 'commit_comment') assert.equal(answers[0].sha, said.sha);
        else assert.equal(answers[0].number, (on ?? said).number);
    });
}

await test('a-review-takes-a-reply-but-no-reaction', async () => {
    const { texts, on, answers } = await write('review', '/ping', { login: 'reader' });
    assert.deepEqual(texts, ['pong!']);
    assert.equal(answers[0].number, on.number);
});

await test('a-reaction-that-is-refused-is-no-failure-where-the-words-stand', async () => {
    const message = 'Resource not accessible by integration';
    github.once('POST', '/repos/{owner}/{repo}/comments/{comment_id}/reactions', { status: 403, body: { message } });
    const { texts } = await write('commit_comment', '/ping', { login: 'reader' });
    assert.deepEqual(texts, ['pong!']);
    assert.ok(site.json('jobs', '-n', '2').jobs.every((job) => job.state === 'done'));
});

await test('a-reply-in-a-thread-is-answered-in-that-thread', async () => {
    const pull = addPull(state, web);
    const first = await write('review_comment', 'No command.', { number: pull.number });
    const second = await write('review_comment', '/ping', { number: pull.number, inReplyTo: first.said.id });
    assert.equal(second.answers[0].inReplyTo, first.said.id);
});

await test('the-same-command-four-times-is-four-times-in-order', async () => {
    const { texts } = await write('issue_comment', '/ping\n/format one\n/ping\n/ping and more\n\n/ping\n/format two', { login: 'writer' });
    assert.deepEqual(texts, ['pong!', 'pong!', 'pong!', 'pong!']);
    assert.deepEqual(deployed().filter((one) => one.startsWith('format')).map((one) => one.split(' ')[1]), ['one', 'two']);
});

// Each reply is a job of its own; the first one is slow, and then has to be tried again.
await test('replies-come-in-the-order-of-the-commands', async () => {
    const comments = '/repos/acme/web/issues/{number}/comments';
    const held = hold({ status: 403, body: { message: 'You have exceeded a secondary rate limit' }, headers: { 'Retry-After': '1' } });
    const asked = github.count;
    github.once('POST', comments, held);
    const spoken = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/ping\n/unlock staging\n/lock staging' });
    await site.post(spoken.event, spoken.payload);
    await github.waitFor('POST', comments, { from: asked, arrived: true });
    await until('all commands are done', () => site.json('jobs').jobs.filter((job) => job.kind === 'comment' && job.state !== 'done').length === 3);
    held.release();
    await site.settled();
    assert.deepEqual(replies().filter((one) => one.number === spoken.on.number).map((one) => one.body.replace(marker, '')),
        ['pong!', 'staging is not locked.', 'Say why, too: `/lock staging REASON`.']);
});

// --- What is no command ------------------------------------------------------------------------------------------------------

const silent = {
    'in-code': '    /ping\n\n```\n/ping\n```\n', quoted: '> /ping', 'in-a-list': '- /ping', heading: '# /ping', 'with-markup': '/ping **now**',
    'a-path': '/usr/bin/ping', unknown: '/dance', 'html': '<div>\n/ping\n</div>', 'in-the-middle': 'please /ping',
};
for (const [name, body] of Object.entries(silent)) {
    await test(`no-command-${name}`, async () => {
        const { texts, answer } = await write('issue_comment', body);
        assert.deepEqual(texts, []);
        assert.equal(answer.status, 'ignored');
        assert.match(answer.reason, /command/);
    });
}

await test('bots-and-null-bodies-are-no-commands', async () => {
    const bot = await write('issue_comment', '/ping', { login: 'robot[bot]' });
    assert.equal(bot.answer.reason, 'commands of bots are not taken');
    const none = await write('issue', null);
    assert.equal(none.answer.status, 'ignored');
    assert.deepEqual([...bot.texts, ...none.texts], []);
});

await test('an-edited-comment-gives-no-command-again', async () => {
    const spoken = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/ping' });
    const answer = await site.post('issue_comment', { ...spoken.payload, action: 'edited' });
    assert.equal(answer.json.status, 'ignored');
    assert.equal(answer.json.reason, 'commands count only in new text');
});

// --- Help, and who may -------------------------------------------------------------------------------------------------------

await test('help-lists-commands-of-both-kinds', async () => {
    const { texts } = await write('issue_comment', '/help', { login: 'reader' });
    for (const word of ['`/ping`', '`/deploy [ENV]`', '`/rollback ENV`', '`/lock ENV REASON`', '`/unlock ENV`', '| `/format` | author | formats the sources |'])
        assert.ok(texts[0].includes(word), word);
});

const rights = [
    ['/deploy staging', 'reader', false], ['/lock staging no', 'stranger', false], ['/unlock staging', 'reader', false],
    ['/rollback staging', 'reader', false], ['/keep', 'writer', false], ['/keep', 'keeper', true], ['/whole', 'writer', false], ['/whole', 'member', true],
    ['/format', 'reader', false], ['/format', 'writer', true],
];
for (const [body, login, may] of rights) {
    await test(`${login}-${may ? 'may' : 'may-not'}-${body.split(' ')[0].slice(1)}`, async () => {
        const { texts } = await write('issue_comment', body, { login });
        if (may) assert.deepEqual(texts, []);
        else assert.match(texts.join(), /^Sorry, `\/\w+` is for /);
    });
}

await test('who-opened-an-issue-may-do-what-authors-may', async () => {
    const issue = addIssue(state, web, { login: 'stranger' });
    const { texts, said } = await write('issue_comment', '/format', { login: 'Stranger', number: issue.number });
    assert.deepEqual(texts, []);
    assert.deepEqual(reactions('issueComments', said.id), ['+1']);
});

await test('a-command-that-fails-says-so', async () => {
    const { texts, said } = await write('issue_comment', '/format badly');
    assert.match(texts[0], /^`\/format` went wrong: step .*exit status 1/s);
    assert.deepEqual(reactions('issueComments', said.id), ['-1']);
});

// --- Deploys -----------------------------------------------------------------------------------------------------------------

await test('deploy-on-an-issue-takes-the-default-branch', async () => {
    const { texts } = await write('issue_comment', '/deploy staging');
    assert.equal(last(), `staging ${web.branches.main}`);
    const short = web.branches.main.slice(0, 7);
    assert.deepEqual(texts.sort(), [`Deploying \`${short}\` to staging.`, `\`${short}\` is deployed to staging.`].sort());
});

await test('deploy-of-the-same-commit-deploys-it-again', async () => {
    const before = deployed().length;
    const short = web.branches.main.slice(0, 7);
    const { texts } = await write('issue_comment', '/deploy staging');
    assert.deepEqual(texts.sort(), [`Deploying \`${short}\` to staging.`, `\`${short}\` is deployed to staging.`].sort());
    assert.equal(deployed().length, before + 1);
});

await test('the-same-deploy-four-times-is-four-deploys', async () => {
    const before = deployed().length;
    const { texts } = await write('issue_comment', '/deploy staging\n/deploy staging\n/deploy staging\n/deploy staging');
    assert.equal(deployed().length, before + 4);
    assert.equal(texts.filter((text) => / is deployed to staging/.test(text)).length, 4);
});

// The deploy waits behind another one of its rule; the lock must not overtake it.
await test('a-lock-after-a-deploy-in-one-comment-waits-for-the-deploy', async () => {
    const gate = path.join(site.dir, 'gate');
    fs.writeFileSync(gate, '');
    const first = say(github, 'commit_comment', { repository: 'acme/web', login: 'writer', body: '/deploy staging' });
    await site.post(first.event, first.payload);
    await until('the first deploy is at the gate', () => last() === `staging ${first.said.sha}`);
    const second = say(github, 'commit_comment', { repository: 'acme/web', login: 'writer', body: '/deploy staging\n/lock staging done for today' });
    const { json } = await site.post(second.event, second.payload);
    await until('the lock waits', () => site.json('jobs').jobs.find((job) => job.rule === 'lock' && /waits for job \d+/.test(job.reason)));
    const why = site.hooklet('why', json.delivery).stdout;
    assert.match(why, /waits for job \d+, of a command before it/);
    assert.match(why, /made: command by rule lock: \/lock staging done for today\.$/m);
    fs.rmSync(gate);
    await site.settled();
    assert.equal(last(), `staging ${second.said.sha}`);
    assert.match((await write('issue_comment', '/unlock staging')).texts[0], /done for today/);
});

await test('deploy-without-an-environment-asks-which', async () => {
    const { texts } = await write('issue_comment', '/deploy');
    assert.deepEqual(texts, ['Which environment? There is `production`, `staging`.']);
    assert.deepEqual((await write('issue_comment', '/deploy moon')).texts, ['I know no such environment. There is `production`, `staging`.']);
});

await test('a-deploy-by-forty-rules-loses-none', async () => {
    const { texts } = await write('issue_comment', '/deploy', { repository: 'acme/many' });
    assert.equal(texts.filter((text) => /^Deploying `.{7}` to production, by 40 rules\.$/.test(text)).length, 1);
    assert.equal(texts.filter((text) => /^`.{7}` is deployed to production\.$/.test(text)).length, 40);
});

await test('deploy-on-a-pull-request-takes-its-head', async () => {
    const pull = addPull(state, web);
    await write('issue_comment', '/deploy STAGING', { number: pull.number });
    assert.equal(last(), `staging ${pull.pull.head.sha}`);
});

await test('deploy-takes-the-head-as-it-was-when-the-comment-was-made', async () => {
    const pull = addPull(state, web);
    const { ref, sha } = pull.pull.head;
    addPush(state, web, { branch: ref, after: sha, at: isoTime(Date.now() - 60_000) });
    const comment = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/deploy staging', number: pull.number });
    const later = addPush(state, web, { branch: ref, at: isoTime(Date.now() + 5000), after: 'b'.repeat(40) });
    pull.pull.head.sha = later.after;
    await site.post(comment.event, comment.payload);
    await site.settled();
    assert.equal(last(), `staging ${sha}`);
});

await test('a-branch-that-was-forced-elsewhere-since-then-is-deployed-as-it-was', async () => {
    const pull = addPull(state, web);
    const { ref, sha } = pull.pull.head;
    addPush(state, web, { branch: ref, after: sha, at: isoTime(Date.now() - 60_000) });
    const comment = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/deploy staging', number: pull.number });
    for (const [i, type] of ['force_push', 'push', 'force_push'].entries())
        pull.pull.head.sha = addPush(state, web, { branch: ref, type, at: isoTime(Date.now() + 2000 + 1000 * i) }).after;
    await site.post(comment.event, comment.payload);
    await site.settled();
    assert.equal(last(), `staging ${sha}`);
});

// Times have whole seconds, so a push of the comment's own second may have come after it.
await test('a-push-in-the-second-of-the-comment-is-not-deployed', async () => {
    const pull = addPull(state, web);
    const { ref, sha } = pull.pull.head;
    addPush(state, web, { branch: ref, after: sha, at: isoTime(Date.now() - 60_000) });
    const comment = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/deploy staging', number: pull.number });
    pull.pull.head.sha = addPush(state, web, { branch: ref, at: comment.payload.comment.created_at }).after;
    const before = deployed().length;
    await site.post(comment.event, comment.payload);
    await site.settled();
    web.pushedAt = isoTime(Date.now() - 60_000);
    assert.equal(deployed().length, before);
    assert.match(replies().find((one) => one.number === pull.number).body, /pushed to after this was written/);
});

await test('a-head-that-nobody-can-tell-is-not-deployed', async () => {
    const pull = addPull(state, web);
    const before = deployed().length;
    web.pushedAt = isoTime(Date.now() + 60_000);
    const { texts } = await write('issue_comment', '/deploy staging', { number: pull.number });
    web.pushedAt = isoTime(Date.now() - 60_000);
    assert.match(texts[0], /pushed to after this was written/);
    assert.equal(deployed().length, before);
});

await test('a-fork-is-not-deployed-unless-allowed', async () => {
    const pull = addPull(state, web, { head: { repository: 'someone/web', ref: 'patch' } });
    const before = deployed().length;
    for (const kind of ['issue_comment', 'review_comment']) {
        const { texts } = await write(kind, '/deploy staging', { number: pull.number });
        assert.match(texts.join(), /do not deploy pull requests from forks/);
    }
    assert.equal(deployed().length, before);
});

await test('a-commit-comment-deploys-that-commit', async () => {
    const { said } = await write('commit_comment', '/deploy staging');
    assert.equal(last(), `staging ${said.sha}`);
});

await test('rollback-goes-to-the-last-good-commit-before-this-one', async () => {
    const good = (await write('commit_comment', '/deploy staging')).said.sha;
    fs.writeFileSync(path.join(site.dir, 'broken'), '');
    const bad = await write('commit_comment', '/deploy staging');
    assert.match(bad.texts.join('\n'), /could not be deployed to staging: step .* exit status 1 \(job \d+\)/);
    fs.rmSync(path.join(site.dir, 'broken'));
    const current = (await write('commit_comment', '/deploy staging')).said.sha;
    assert.equal(last(), `staging ${current}`);
    const back = await write('issue_comment', '/rollback staging');
    assert.equal(last(), `staging ${good}`);
    assert.ok(back.texts.includes(`Going back to \`${good.slice(0, 7)}\` in staging.`));
    assert.match((await write('issue_comment', '/rollback production')).texts[0], /nothing to go back to/);
});

await test('locks-say-who-when-and-why-and-hold-for-pushes-too', async () => {
    assert.match((await write('issue_comment', '/lock production')).texts[0], /Say why/);
    assert.match((await write('issue_comment', '/lock production the fair is on')).texts[0], /is locked now/);
    assert.match((await write('issue_comment', '/deploy production', { login: 'keeper' })).texts[0],
        /^production is locked by writer since \d{4}-.*Z: the fair is on$/);
    assert.match((await write('issue_comment', '/lock production me too', { login: 'keeper' })).texts[0], /locked by writer/);
    const before = deployed().length;
    const pull = addPull(state, web);
    const merged = merge(github, { repository: 'acme/web', number: pull.number });
    await site.post(merged.event, merged.payload);
    const jobs = await site.settled();
    assert.equal(deployed().length, before);
    assert.match(jobs.find((job) => job.rule === 'web-production').reason, /locked by writer/);
    assert.match((await write('issue_comment', '/unlock production', { login: 'keeper' })).texts[0], /open again; writer had locked it: the fair is on/);
    assert.match((await write('issue_comment', '/unlock production')).texts[0], /is not locked/);
});

// --- Tokens, limits, crashes -------------------------------------------------------------------------------------------------

const tokensMade = () => github.asked('POST', '/app/installations/{id}/access_tokens').length;

await test('one-token-serves-all-of-this', async () => {
    assert.equal(tokensMade(), 1);
});

await test('fifty-who-ask-for-a-token-make-one-request', async () => {
    state.tokens.length = 0;                // GitHub forgot it, as after a new key
    const before = tokensMade();
    assert.equal((await write('issue_comment', '/ping')).texts.length, 1);
    assert.equal(tokensMade(), before + 1);
    fs.rmSync(path.join(site.dir, 'other'), { recursive: true, force: true });
    const fresh = await Site.make();
    configureApp(fresh, github, { key });
    const all = await Promise.all(Array.from({ length: 50 }, () => hooklet(fresh, 'github', 'token', 'acme/web')));
    const tokens = new Set(all.map((one) => one.stdout));
    assert.deepEqual([...new Set(all.map((one) => one.stderr))], ['']);
    assert.equal(tokens.size, 1);
    assert.ok([...tokens][0].length > 400);
    assert.equal(tokensMade(), before + 2);
});

await test('a-limit-puts-the-installation-to-sleep-and-costs-no-attempt', async () => {
    state.secondary = { after: 0, times: 1, retryAfter: 1 };
    const { texts } = await write('issue_comment', '/ping');
    assert.deepEqual(texts, ['pong!']);
    const [job] = site.json('jobs', '-n', '1').jobs;
    assert.equal(job.state, 'done');
    assert.match(site.readLog('worker'), /rate limit; github:\d+ sleeps until/);
});

await test('an-answer-that-is-lost-makes-no-second-comment', async () => {
    github.once('POST', '/repos/acme/web/issues/{number}/comments', unheard());
    const spoken = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/ping' });
    await site.post(spoken.event, spoken.payload);
    const tried = await until('the reply is tried', () => site.json('jobs').jobs.find((job) => job.kind === 'comment' && job.state === 'waiting'));
    assert.equal((await hooklet(site, 'retry', String(tried.id))).status, 6);
    assert.equal(replies().filter((one) => one.number === spoken.on.number).length, 1);
});

await test('killed-between-reply-and-answer-it-says-nothing-twice', async () => {
    const held = hold();
    const asked = github.count;
    github.once('POST', '/repos/acme/web/issues/{number}/comments', held.handler ?? held);
    const spoken = say(github, 'issue_comment', { repository: 'acme/web', login: 'writer', body: '/ping' });
    await site.post(spoken.event, spoken.payload);
    await github.waitFor('POST', '/repos/acme/web/issues/{number}/comments', { from: asked, arrived: true });
    await site.stop('worker', 'SIGKILL');
    held.release();
    await until('GitHub has the comment', () => replies().some((one) => one.number === spoken.on.number));
    site.worker();
    await until('the reaction', () => reactions('issueComments', spoken.said.id).length === 1);
    assert.equal(replies().filter((one) => one.number === spoken.on.number).length, 1);
});

// --- What the command line says of it ----------------------------------------------------------------------------------------

await test('a-job-tells-its-command-who-gave-it-and-where', async () => {
    const { on, payload, answer } = await write('issue_comment', '/ping  are you   there');
    const jobs = site.json('jobs', '-n', '2').jobs;
    const told = (kind) => site.hooklet('job', jobs.find((job) => job.kind === kind).id).stdout;
    assert.match(told('command'), new RegExp(`^command: +/ping are you there\nby: +writer\nplace: +acme/web#${on.number}$`, 'm'));
    assert.match(told('comment'), new RegExp(`^place: +acme/web#${on.number}\ntext: +pong!$`, 'm'));
    assert.match(site.hooklet('why', answer.delivery).stdout, /: pong!$/m);
    const file = path.join(site.dir, 'comment.json');
    fs.writeFileSync(file, JSON.stringify(payload));
    assert.match(site.hooklet('explain', file, '--event', 'issue_comment').stdout, /ping +would do \/ping are you there/);
    const [job] = site.json('explain', file, '--event', 'issue_comment').jobs;
    assert.deepEqual([job.kind, job.args.argv], ['command', ['ping', 'are', 'you', 'there']]);
});

// --- Where there is no way ---------------------------------------------------------------------------------------------------

const reasonOfNewest = async (kind) => {
    const jobs = await site.settled();
    return jobs.filter((job) => job.kind === kind).sort((a, b) => Number(b.id) - Number(a.id))[0];
};

await test('issues-that-are-gone-end-the-job-with-a-reason', async () => {
    for (const [status, message, reason] of [[404, 'Not Found', /is gone, or the App may not see it/], [410, 'This issue was deleted', /status 410, This issue was deleted/],
        [422, 'Validation Failed', /status 422, Validation Failed/], [451, 'Blocked', /status 451, Blocked/]]) {
        github.once('POST', '/repos/acme/web/issues/{number}/comments', { status, body: { message } });
        await write('issue_comment', '/ping');
        const job = await reasonOfNewest('comment');
        assert.equal(job.state, 'dead');
        assert.match(job.reason, reason);
    }
});

await test('a-suspended-installation-ends-jobs-at-once', async () => {
    installation.suspendedAt = isoTime(Date.now());
    const told = installationEvent(github, 'suspend', installation);
    await site.post(told.event, told.payload);
    await write('issue_comment', '/ping');
    const job = await reasonOfNewest('comment');
    assert.equal(job.state, 'dead');
    assert.match(job.reason, /suspended/);
    installation.suspendedAt = null;
    installation.updatedAt = isoTime(Date.now() + 1000);
    const again = installationEvent(github, 'unsuspend', installation);
    await site.post(again.event, again.payload);
    assert.deepEqual((await write('issue_comment', '/ping')).texts, ['pong!']);
});

// `updated_at` need not move, so the second "added" is the first one again, byte for byte, and counts as a copy.
await test('a-repository-that-comes-and-goes-and-comes-is-served', async () => {
    const tell = async (change) => {
        const told = repositoriesEvent(github, installation, change);
        return (await site.post(told.event, told.payload)).json;
    };
    installation.repositories = [];
    assert.equal((await tell({ added: ['acme/web'] })).status, 'accepted');
    assert.equal((await tell({ removed: ['acme/web'] })).status, 'accepted');
    await write('issue_comment', '/ping');
    const job = await reasonOfNewest('comment');
    assert.equal(job.state, 'dead');
    assert.match(job.reason, /installation \d+ of acme no longer reaches acme\/web/);
    assert.match((await tell({ added: ['acme/web'] })).reason, /same body/);
    assert.deepEqual((await write('issue_comment', '/ping')).texts, ['pong!']);
});

await test('an-unsuspend-that-was-missed-does-not-stop-us', async () => {
    installation.suspendedAt = isoTime(Date.now());
    const told = installationEvent(github, 'suspend', installation);
    await site.post(told.event, told.payload);
    installation.suspendedAt = null;
    assert.deepEqual((await write('issue_comment', '/ping')).texts, ['pong!']);
    const asked = github.asked('GET', '/repos/{owner}/{repo}/installation').length;
    assert.deepEqual((await write('issue_comment', '/ping')).texts, ['pong!']);
    assert.equal(github.asked('GET', '/repos/{owner}/{repo}/installation').length, asked);
});

// What GitHub has told us when asked must not outlive what it tells by itself later.
await test('a-repository-that-is-taken-out-after-we-asked-is-not-served', async () => {
    const other = await Site.make();
    configureApp(other, github, { key, rules });
    await other.up();
    assert.equal((await hooklet(other, 'github', 'token', 'acme/web')).status, 0);
    const told = repositoriesEvent(github, installation, { removed: ['acme/web'] });
    await other.post(told.event, told.payload);
    const refused = await hooklet(other, 'github', 'token', 'acme/web');
    assert.equal(refused.status, 7);
    assert.match(refused.stderr, /no longer reaches acme\/web/);
    installation.repositories = 'all';
});

await test('no-token-or-key-is-in-any-log', async () => {
    const secrets = [...state.tokens.map((one) => one.token), key.pem.split('\n')[1]];
    for (const file of fs.readdirSync(path.join(site.dir, 'logs'))) {
        const text = fs.readFileSync(path.join(site.dir, 'logs', file), 'utf8');
        for (const secret of secrets) assert.ok(!text.includes(secret), file);
    }
    for (const job of site.json('jobs', '-n', '1000').jobs) assert.ok(!site.hooklet('job', job.id, '--json').stdout.includes('ghs_'));
});

await done();
