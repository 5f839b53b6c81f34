// Programs of other people: the library is installed, the examples are built against it with pkg-config alone, and do their work behind
// the real nginx and with the stand-in GitHub.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, examples, push, skip, srcdir, temporary, test, until } from './lib.mjs';
import { addInstallation, addRepository, leave, startGitHub } from './github.mjs';
import { configureApp, makeKey, say } from './github/app.mjs';
import { build, compile, dest, files, headers, installed, must, pkg, publicNames, run, words } from './library/installed.mjs';

const releases = examples().find(({ name }) => name === 'release').examples;

// --- What is installed -------------------------------------------------------------------------------------------------------

await test('only-public-names-are-left-in-the-archives', () => {
    const web = publicNames('libhooklet.a');
    const worker = publicNames('libhooklet-worker.a');
    assert.ok(web.includes('hooklet_serve') && !web.includes('hooklet_worker_main'));
    assert.deepEqual([...web, ...worker].filter((name) => !name.startsWith('hooklet_')), []);
    assert.deepEqual(web.filter((name) => !worker.includes(name)), []);
});

await test('what-the-headers-declare-is-there-and-in-the-manual', () => {
    const declared = headers.flatMap((file) => fs.readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
        .match(/\bhooklet_\w+(?=\()/g) ?? []);
    const page = fs.readFileSync(path.join(srcdir, 'man/hooklet.3'), 'utf8');
    // A typedef of a function is not one.
    const functions = [...new Set(declared)].filter((name) => !['hooklet_decide', 'hooklet_act'].includes(name)).sort();
    assert.deepEqual(functions, publicNames('libhooklet-worker.a').sort());
    assert.deepEqual(functions.filter((name) => !new RegExp(`^\\.Fn ${name}( |$)`, 'm').test(page)), []);
});

const languages = [['c', 'gcc', ['-std=c17']], ['c++', 'g++', ['-std=c++11']]];
for (const [language, compiler, standard] of languages) {
    const name = `each-header-alone-is-${language}`;
    if (run(compiler, ['--version']).status !== 0) {
        skip(name, `there is no ${compiler}`);
        continue;
    }
    await test(name, () => {
        assert.equal(headers.length, 11);
        for (const header of headers) {
            const source = path.join(temporary(), 'alone');
            fs.writeFileSync(source, `#include <hooklet/${path.basename(header)}>\nint alone;\n`);
            must(compiler, [...standard, '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only', '-x', language,
                ...words('--cflags', 'hooklet'), source]);
        }
    });
}

await test('macros-begin-with-HOOKLET', () => {
    const system = '#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n';
    const source = path.join(temporary(), 'macros.c');
    const macros = (text) => {
        fs.writeFileSync(source, text);
        return must('gcc', ['-dM', '-E', ...words('--cflags', 'hooklet'), source]).match(/(?<=^#define )\w+/gm);
    };
    const before = new Set(macros(system));
    const own = macros(system + headers.map((file) => `#include <hooklet/${path.basename(file)}>\n`).join(''))
        .filter((name) => !before.has(name));
    assert.ok(own.includes('HOOKLET_VERSION'));
    assert.deepEqual(own.filter((name) => !name.startsWith('HOOKLET_')), []);
});

// --- The examples are built --------------------------------------------------------------------------------------------------

const needed = (file) => must('readelf', ['-Wd', file]).match(/(?<=NEEDED.*\[)[^\]]+/g);
const greet = path.join(build('greet'), 'greet.fcgi');
const journalDir = build('journal');
const tell = path.join(build('tell'), 'tell');
const [journal, journalWork] = ['journal.fcgi', 'journal-work'].map((name) => path.join(journalDir, name));

await test('a-web-program-needs-nothing-of-the-worker', () => {
    for (const file of [greet, journal, tell]) {
        assert.deepEqual(needed(file).filter((name) => name.includes('curl')), []);
        assert.doesNotMatch(must('nm', [file]), / (worker_run|deploy_act|http_exchange|jobs_claim)$/m);
    }
    // So that the case above can see something.
    assert.ok(needed(journalWork).some((name) => name.startsWith('libcurl')));
    assert.match(must('nm', [journalWork]), / worker_run$/m);
});

await test('pkg-config-knows-the-version-and-static-adds-nothing', () => {
    assert.match(must(greet, ['--version']), new RegExp(`^greet \\(hooklet\\) ${pkg('--modversion', 'hooklet')}$`, 'm'));
    for (const name of ['hooklet', 'hooklet-worker']) assert.equal(pkg('--static', '--libs', name), pkg('--libs', name));
});

await test('the-page-shows-greet-in-full', () => {
    const shown = fs.readFileSync(path.join(path.dirname(greet), 'greet.c'), 'utf8').trimEnd().replace(/^(?=.)/gm, '    ');
    assert.ok(fs.readFileSync(path.join(srcdir, 'doc/write-your-own.md'), 'utf8').includes(shown));
});

const probe = compile('probe', 'hooklet');
const probeWork = compile('probe-work', 'hooklet-worker');

// --- greet -------------------------------------------------------------------------------------------------------------------

const key = makeKey();
const github = await startGitHub({ validate: true, publicKey: key.publicKey });
const { state } = github;
addRepository(state, 'acme/web');
const acme = addInstallation(state, 'acme');
const site = await Site.make();
const touched = path.join(site.dir, 'touched');
configureApp(site, github, {
    key,
    rules: `run "labels" {\n events = {"issues"}\n actions = {"labeled"}\n command = {"/usr/bin/touch", '${touched}'}\n}\n`,
});

// The lines for nginx, as the example's README has them.
const readme = fs.readFileSync(path.join(path.dirname(greet), 'README.md'), 'utf8');
const nginxLines = (pattern) => readme.match(pattern)[0].replaceAll('/run/hooklet/', `${site.dir}/run/`);
const upstream = nginxLines(/^ {4}upstream .*}$/m);
const location = nginxLines(/^ {4}location [\s\S]*?^ {4}}$/m);
fs.copyFileSync('/etc/nginx/fastcgi_params', path.join(site.dir, 'nginx/fastcgi_params'));
const others = { journal, probe };
const more = (text) => Object.keys(others).map((name) => text.replaceAll('greet', name)).join('\n');
await site.program('greet', greet);
for (const [name, file] of Object.entries(others)) await site.program(name, file);
await site.allPrograms();
await site.nginx({ http: upstream + more(upstream), server: location + more(location) });
site.worker();

function issue({ association = 'NONE', login = 'octocat', body = 'It is broken.', action } = {}) {
    const { payload, said } = say(github, 'issue', { repository: 'acme/web', login, body });
    payload.issue.author_association = association;
    return { payload: { ...payload, ...(action && { action }) }, said };
}

const comments = () => state.issueComments.map((one) => one.body.split('\n')[0]);
const settled = (wanted) => until(`jobs: ${wanted}`, () => {
    const jobs = site.json('jobs', '-n', '1000').jobs;
    return wanted(jobs) && jobs;
});
const job = (id) => JSON.parse(site.hooklet('job', id, '--json').stdout);
const first = issue();
const firstDelivery = randomUUID();

await test('a-newcomer-is-greeted', async () => {
    const answer = await site.post('issues', first.payload, { target: '/hooks/greet', delivery: firstDelivery });
    assert.equal(answer.status, 202, answer.text);
    assert.deepEqual(answer.json.jobs.map(({ kind, rule }) => [kind, rule]), [['comment', 'greet']]);
    await until('a comment', () => comments().length > 0);
    assert.deepEqual(comments(), ['Welcome, @octocat! Thank you for telling us.']);
    assert.equal(state.issueComments[0].number, first.said.number);
});

await test('a-redelivery-greets-nobody-twice', async () => {
    const answer = await site.post('issues', first.payload, { target: '/hooks/greet', delivery: firstDelivery });
    assert.deepEqual([answer.status, answer.json.status, answer.json.jobs], [200, 'duplicate', []]);
});

await test('who-is-not-greeted-and-why', async () => {
    const said = {};
    for (const [name, payload, event = 'issues'] of [
        ['member', issue({ association: 'MEMBER' }).payload], ['closed', issue({ action: 'closed' }).payload],
        ['bot', issue({ login: 'dependabot[bot]' }).payload], ['push', push(), 'push'],
    ]) {
        const delivery = randomUUID();
        const answer = await site.post(event, payload, { target: '/hooks/greet', delivery });
        assert.deepEqual([answer.status, answer.json.status], [202, 'ignored'], answer.text);
        said[name] = answer.json.reason;
        assert.ok(site.hooklet('why', delivery).stdout.includes(answer.json.reason));
    }
    assert.deepEqual(said, {
        member: 'octocat has been here before', closed: 'nobody has opened an issue', bot: 'nobody has opened an issue',
        push: 'greet does not take push events',
    });
    assert.equal(comments().length, 1);
});

await test('in-the-place-of-github-issues-it-does-both', async () => {
    await site.stop('github-issues');
    await site.program('github-issues', greet);
    const answer = await site.post('issues', issue({ action: 'labeled' }).payload);
    assert.deepEqual(answer.json.jobs?.map(({ kind, rule }) => [kind, rule]), [['run', 'labels']], answer.text);
    await until('the rule has run', () => fs.existsSync(touched));
    await site.post('issues', issue().payload);
    await until('another comment', () => comments().length === 2);
});

await test('a-wrong-signature-reaches-nobody', async () => {
    const answer = await site.post('issues', issue().payload, { target: '/hooks/greet', secret: 'guessed' });
    assert.deepEqual([answer.status, answer.text], [401, '{"error":"unauthorized"}']);
});

// --- A plan that can't be ----------------------------------------------------------------------------------------------------

await test('what-can-not-be-planned-is-not-stored', async () => {
    const { repository, sender } = issue().payload;
    const star = { action: 'created', starred_at: '2026-11-22T10:00:00Z', repository, sender };
    const count = () => site.json('events').events.length;
    const before = count();
    const answer = await site.post('star', star, { target: '/hooks/probe' });
    assert.equal(answer.status, 503, answer.text);
    assert.equal(count(), before);
    assert.match(site.readLog('probe'), /nobody writes in events of kind star/);
});

// --- journal -----------------------------------------------------------------------------------------------------------------

const release = (tag) => {
    const payload = releases.find((one) => one.action === 'published');
    return { ...payload, release: { ...payload.release, tag_name: tag } };
};
const book = path.join(site.dir, 'releases.txt');

// Lets a worker do what there is to do, while the stand-in answers; that goes well.
function drain(file) {
    const child = spawn(file, ['--drain'], { env: { ...site.env, JOURNAL: book }, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text) => { log += text; });
    return new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
        .then((status) => assert.equal(status, 0, log));
}

const lines = () => fs.readFileSync(book, 'utf8').trimEnd().split('\n');
let journalJob;

await test('only-a-worker-that-knows-the-kind-does-the-job', async () => {
    const answer = await site.post('release', release('v1.0'), { target: '/hooks/journal' });
    assert.deepEqual(answer.json.jobs?.map(({ kind, rule }) => [kind, rule]), [['journal-line', 'journal']], answer.text);
    journalJob = answer.json.jobs[0].id;
    // The stock worker, which has seen a later job meanwhile, leaves it alone.
    await site.post('issues', issue({ action: 'labeled' }).payload);
    await settled((jobs) => jobs.every((one) => one.id === journalJob || one.state === 'done'));
    assert.equal(job(journalJob).state, 'ready');

    await drain(journalWork);
    assert.equal(job(journalJob).state, 'done');
    assert.match(lines().join(), /^\S+\/\S+ v1\.0 [0-9a-f]{64}$/);
});

await test('done-once-more-it-is-done-once', async () => {
    assert.equal(site.hooklet('retry', journalJob).status, 0);
    await drain(journalWork);
    assert.equal(job(journalJob).state, 'done');
    assert.equal(lines().length, 1);
});

await test('a-program-of-ones-own-sends-messages', () => {
    const paid = (...args) => run(tell, args, { env: site.env });
    assert.match(must(tell, ['acme', '2026-0001', '12.50'], { env: site.env }), /^2026-0001, for 0 targets$/m);
    assert.match(paid('acme', '2026-0001', 'a lot').text, /total: it is no decimal number/);
    assert.match(paid('no owner', '2026-0002', '1').text, /"no owner" is no owner/);
    assert.match(paid('acme', '2026-0001', '13').text, /2026-0001 was used for another message/);
    const told = site.hooklet('why', '2026-0001').stdout;
    assert.match(told, /invoice\.paid/);
});

await test('what-others-chose-makes-no-lines', async () => {
    await site.post('release', release('v2\nacme/web v3 forged'), { target: '/hooks/journal' });
    await drain(journalWork);
    assert.equal(lines().length, 2);
    assert.match(lines()[1], / v2 [0-9a-f]{64}$/);
});

await test('a-worker-of-ones-own-does-stock-jobs-too', async () => {
    await site.stop('worker');
    await site.post('issues', issue().payload, { target: '/hooks/greet' });
    await drain(journalWork);
    assert.equal(comments().length, 3);
});

// --- Calls of GitHub's API ---------------------------------------------------------------------------------------------------

const asks = issue().payload;

// The job that calls this path; nothing changes in the stand-in meanwhile.
async function call(where) {
    const payload = { ...asks, issue: { ...asks.issue, body: where, title: randomUUID() } };
    const answer = await site.post('issues', payload, { target: '/hooks/probe' });
    assert.equal(answer.json.jobs?.[0]?.kind, 'probe-call', answer.text);
    await drain(probeWork);
    return job(answer.json.jobs[0].id);
}

const statuses = () => github.requests.filter((one) => one.path === '/repos/acme/web').map((one) => one.status);

await test('an-action-calls-github', async () => {
    const called = await call('/repos/acme/web');
    assert.equal(called.state, 'done', called.reason);
    assert.match(called.reason, /^status 200, acme\/web, \d+ issues, public$/);
    assert.equal(github.requests.at(-1).who, `installation:${acme.id}`);
});

await test('a-kept-answer-is-not-sent-again', async () => {
    github.requests.length = 0;
    assert.match((await call('/repos/acme/web')).reason, /^status 304, acme\/web, /);
    assert.deepEqual(statuses(), [304]);
});

await test('no-such-thing-is-hopeless', async () => {
    const called = await call('/repos/acme/nothing');
    assert.equal(called.state, 'dead');
    assert.match(called.reason, /\/repos\/acme\/nothing: not found/);
});

await test('a-rate-limit-puts-jobs-off-until-it-is-over', async () => {
    github.requests.length = 0;
    leave(state, `installation:${acme.id}`, 0, { resetInMs: 3_600_000 });
    const called = [await call('/repos/acme/web'), await call('/repos/acme/web')];
    for (const { state: its, reason, attempt, run_at_ms: at } of called) {
        assert.deepEqual([its, attempt], ['waiting', 0]);
        assert.match(reason, /rate limit/);
        assert.ok(at > Date.now() + 3_000_000);
    }
    // The second one asks nobody: that would only make it worse.
    assert.deepEqual(statuses(), [403]);
});

// --- What a worker refuses ---------------------------------------------------------------------------------------------------

await test('options-and-kinds-that-are-wrong', () => {
    const env = site.env;
    assert.equal(run(journalWork, ['--threads', '0'], { env }).status, 64);
    assert.equal(run(journalWork, ['--stop', 'soon'], { env }).status, 64);
    assert.equal(run(journalWork, ['more'], { env }).status, 64);
    assert.equal(run(journalWork, ['--drain', '--config', '/nowhere'], { env }).status, 78);
    assert.equal(run(probeWork, ['--drain'], { env: { ...env, PROBE_KIND: 'deploy' } }).status, 78);
    const empty = path.join(site.dir, 'empty.conf');
    fs.writeFileSync(empty, `state = '${site.dir}/nothing'\n`);
    assert.equal(run(journalWork, ['--drain', '--config', empty], { env }).status, 69);
    assert.match(run(journalWork, ['--help'], { env }).text, /^usage: journal-work /);
});

await test('nothing-stays-behind', () => {
    must('make', ['-C', builddir, 'uninstall', `DESTDIR=${dest}`]);
    assert.deepEqual(files(), []);
});

await done();
