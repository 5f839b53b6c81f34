// `hooklet why COMMIT` where it was deployed: the chain from what asked for it to what became of it, over GitHub's, CircleCI's and our own
// events, what is noise in between in a line, and where each deployment stands at the end. The ledger is written as a worker leaves it.
import assert from 'node:assert';
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Site, done, sha, skipAll, test } from './lib.mjs';

if (spawnSync('sqlite3', ['-version']).error) skipAll('sqlite3 is not installed');
const site = await Site.make();
const commit = sha(), other = sha();
const text = (value) => (value === undefined || value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`);
const statements = [];
let events = 0, jobs = 0, rows = 0;

function addEvent({ source = 'github', kind, action, subject, status = 'accepted', reason, secret = 'test' }) {
    const id = ++events;
    statements.push(`INSERT INTO event (id, source, delivery, delivery_key, kind, action, repository, subject, secret, status, reason, received_ms,
        body_key, body_sha, body_length, headers) VALUES (${id}, '${source}', 'd-${id}', x'${Buffer.from(`d-${id}`).toString('hex')}', '${kind}',
        ${text(action)}, 'acme/web', ${text(subject)}, '${secret}', '${status}', ${text(reason)}, ${1800000000000 + 1000 * id}, ${id},
        x'${randomBytes(32).toString('hex')}', 2, '{}')`);
    return id;
}

function addJob(event, { kind, rule, key = null, subject = null, args = {}, state = 'done', reason }) {
    const id = ++jobs, at = 1800000000000 + 1000 * event + id;
    statements.push(`INSERT INTO job (id, event_id, kind, rule, step, lane, serial_key, subject, order_ms, newest, crash, state, run_at_ms, reason,
        attempt, attempts, created_ms, updated_ms, args) VALUES (${id}, ${event}, '${kind}', '${rule}', ${id}, 'github', ${text(key)}, ${text(subject)},
        ${at}, 1, 'rerun', '${state}', ${at}, ${text(reason)}, 1, 5, ${at}, ${at}, ${text(JSON.stringify(args))})`);
    return id;
}

function addRow({ environment, sha: what = commit, state = 'success', ended = true, job, ...more }) {
    const id = ++rows, names = Object.keys(more);
    statements.push(`INSERT INTO deployment (id, repository, environment, sha, origin, state, job_id, version, created_ms, updated_ms, ended_ms
        ${names.map((name) => `, ${name}`).join('')}) VALUES (${id}, 'acme/web', '${environment}', '${what}', 'push', '${state}', ${text(job)}, 1, ${id},
        ${id}, ${ended ? 1800000000000 + id : 'NULL'}${names.map((name) => `, ${text(more[name])}`).join('')})`);
    return id;
}

const wish = (environment, ref) => ({ what: 'deploy', rule: `default/${environment}`, repository: 'acme/web', environment, ref, sha: commit, origin: 'push' });
const of = (row) => ({ deployment: String(row), repository: 'acme/web' });

// 1 to 3: a push goes to preview; GitHub makes the deployment, which starts the build; 4 to 8 are what everybody tells meanwhile.
const push = addEvent({ kind: 'push', subject: commit });
addJob(push, { kind: 'deployment', rule: 'default/preview', key: 'deployment:acme/web:preview', subject: commit, args: wish('preview', 'refs/heads/main') });
const preview = addRow({ environment: 'preview', url: 'https://preview.example.org/', build: '54' });
const created = addEvent({ kind: 'deployment', action: 'created', subject: commit });
addJob(created, { kind: 'trigger', rule: 'circleci', key: 'trigger:acme/web:preview', subject: commit, args: of(preview) });
addEvent({ kind: 'push', subject: commit, status: 'ignored', reason: 'no rule is for this repository' });
for (let i = 0; i < 3; i++) addEvent({ kind: 'status', subject: commit, status: 'ignored', reason: 'no deployment waits for it' });
addEvent({ kind: 'check_suite', action: 'completed', subject: commit, status: 'ignored', reason: 'no deployment waits for it' });
addEvent({ source: 'circleci', kind: 'job-completed', subject: commit, status: 'ignored', reason: 'no deployment of ours' });
// 9: the build has ended.
const built = addEvent({ source: 'circleci', kind: 'workflow-completed', subject: commit });
addJob(built, { kind: 'build', rule: 'circleci', key: `build:${preview}`, subject: commit, args: of(preview) });
addJob(built, { kind: 'status', rule: `default/status:${preview}`, key: `status:${preview}`, subject: commit, args: of(preview) });
addJob(built, { kind: 'notify', rule: 'default/notify', key: `notify:deployment:${preview}`, args: { what: 'deployment', ...of(preview) } });
// 10: somebody wants it on production, in a comment that names no commit; 11: it is lost, and a look round finds it failed.
const comment = addEvent({ kind: 'issue_comment', action: 'created' });
addJob(comment, { kind: 'command', rule: 'deploy', args: { argv: ['deploy', 'production', 'v1'], arguments: 'production v1' } });
addJob(comment, { kind: 'deployment', rule: 'default/production', key: 'deployment:acme/web:production', subject: commit, args: wish('production', 'refs/tags/v1') });
const production = addRow({ environment: 'production', state: 'failure', detail: 'the workflow deploy was canceled', build: '55' });
const look = addEvent({ source: 'hooklet', kind: 'sweep', secret: '' });
addJob(look, { kind: 'build', rule: 'circleci', key: `build:${production}`, subject: commit, args: of(production) });
// 12: another commit to the same places; 13: a deploy rule, asked for on an issue.
const later = addEvent({ kind: 'issue_comment', action: 'created' });
addJob(later, { kind: 'deployment', rule: 'default/production', key: 'deployment:acme/web:production', subject: other });
addRow({ environment: 'test', sha: commit });
addRow({ environment: 'test', sha: other });
const script = addEvent({ kind: 'issue_comment', action: 'created' });
addRow({ environment: 'shop', state: 'in_progress', ended: false, job: addJob(script, { kind: 'deploy', rule: 'shop', subject: commit }) });
addRow({ environment: 'early', state: 'queued', ended: false, triggered_ms: 7 });
addRow({ environment: 'late', state: 'waiting', ended: false, detail: 'ci/test is pending' });
// 14: a dead wish of another commit, alone.
addJob(addEvent({ kind: 'issue_comment', action: 'created' }), { kind: 'deployment', rule: 'default/test', key: 'deployment:acme/web:test', subject: 'f'.repeat(40), state: 'dead' });
addRow({ environment: 'test', sha: 'f'.repeat(40), state: 'superseded', detail: 'by deployment 4' });

const filled = spawnSync('sqlite3', ['-bail', path.join(site.dir, 'state', 'hooklet.db')], { encoding: 'utf8', input: `BEGIN; ${statements.join(';\n')}; COMMIT;` });
if (filled.status !== 0) throw new Error(`sqlite3: ${filled.stderr}`);

const why = (...args) => site.hooklet('why', ...args);
const { stdout, status } = why(commit.slice(0, 12));
const paragraphs = stdout.trimEnd().split('\n\n').map((one) => one.split('\n'));
const head = (at) => paragraphs[at][0];

await test('the-chain-in-the-order-of-time-whatever-the-source', () => {
    assert.equal(status, 0);
    assert.deepEqual(paragraphs.map(([line]) => /^Events? (\d+)/.exec(line)?.[1]),
        [push, created, 3, 4, 7, 8, built, comment, look, script, undefined].map((id) => id && String(id)));
    assert.match(stdout, /Job 1 made: deployment by rule default\/preview, commit [0-9a-f]{40}: deploy main to preview\.$/m);
    assert.match(stdout, /Job 2 made: trigger by rule circleci, commit [0-9a-f]{40}, for deployment 1\.$/m);
    assert.match(stdout, /Job 5 made: notify by rule default\/notify, for deployment 1\.$/m);
});

await test('reports-are-told-in-a-line-and-alike-ones-in-one', () => {
    assert.deepEqual(paragraphs[3], ['Events 4 to 6: status of acme/web, 3 times, ignored: no deployment waits for it']);
    assert.deepEqual(paragraphs[4], ['Event 7: check_suite completed of acme/web, ignored: no deployment waits for it']);
    assert.deepEqual(paragraphs[5], ['Event 8: job-completed of acme/web, ignored: no deployment of ours']);
    assert.equal(head(2), 'Event 3: push of acme/web, delivery d-3');
    assert.match(paragraphs[2].join('\n'), /Ignored: no rule is for this repository\./);
});

await test('who-asked-without-naming-the-commit-is-found-by-the-deployment', () => {
    assert.match(paragraphs[7].join('\n'), /command by rule deploy: \/deploy production v1\.$/m);
    assert.match(paragraphs[7].join('\n'), /deploy v1 to production\.$/m);
    assert.match(paragraphs[8].join('\n'), /Made by hooklet itself: sweep/);
    assert.ok(!stdout.includes(`Event ${later}:`));
});

await test('where-each-deployment-stands', () => {
    const brief = commit.slice(0, 10);
    assert.deepEqual(paragraphs.at(-1), [
        `Deployment 1, ${brief} to preview of acme/web, is live at https://preview.example.org/ (build 54).`,
        `Deployment 2, ${brief} to production of acme/web, has failed (build 55): the workflow deploy was canceled.`,
        `Deployment 3, ${brief} to test of acme/web, was live.`,
        `Deployment 5, ${brief} to shop of acme/web, is being built.`,
        `Deployment 6, ${brief} to early of acme/web, waits for its build to begin.`,
        `Deployment 7, ${brief} to late of acme/web, waits for checks: ci/test is pending.`,
    ]);
});

await test('a-wish-that-is-dead-is-found-too', () => {
    const one = why('f'.repeat(12));
    assert.equal(one.status, 1);
    assert.match(one.stdout, /^Event 14: /);
    assert.match(one.stdout, /Deployment 8, ffffffffff to test of acme\/web, was superseded: by deployment 4\.$/m);
});

await test('one-report-alone-is-told-in-full', () => {
    const one = why('d-7');
    assert.match(one.stdout, /^Event 7: check_suite completed of acme\/web, delivery d-7\n.*Received from github/);
    assert.ok(!one.stdout.includes('Deployment'));
});

await test('as-json-all-of-it', () => {
    const { events: told, deployments } = JSON.parse(why('--json', commit).stdout);
    assert.deepEqual(told.map((event) => Number(event.id)), [1, 2, 3, 4, 5, 6, 7, 8, built, comment, look, script]);
    assert.deepEqual(deployments.map((row) => [row.id, row.state]), [['1', 'success'], ['2', 'failure'], ['3', 'success'], ['5', 'in_progress'],
        ['6', 'queued'], ['7', 'waiting']]);
});

await test('in-lists-a-job-is-about-its-deployment', () => {
    assert.match(site.hooklet('jobs').stdout, /trigger +circleci +deployment 1 /);
    assert.match(site.hooklet('job', '1').stdout, /^is to: +deploy main to preview$/m);
    assert.match(site.hooklet('job', '4').stdout, /^is for: +deployment 1$/m);
});

await done();
