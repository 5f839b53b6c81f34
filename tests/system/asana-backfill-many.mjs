// A backfill of many issues (10,000 in the long campaign) costs what it should: memory that does not grow with the number of pages, two
// requests at most for a new task, one for a task that is as it should be.  Says how fast it is; the stand-ins are the slower part.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, done, long, note, test } from './lib.mjs';
import { tasksOf } from './asana.mjs';
import { addMember, isoTime } from './github.mjs';
import { startWorld } from './asana/items.mjs';

const count = long ? 10_000 : 1000;
const early = 3, slackKiB = 2048;

// The contracts are other tests' business, and a hundred thousand requests would be kept for them.
const world = await startWorld({ validate: false });
const { asana, github, site } = world;
const start = Date.now() - 30 * 86_400_000;
const text = 'What happened, and what should have happened instead. '.repeat(30);

addMember(github.state, 'acme', 'octocat');
for (let i = 0; i < count; i++) {
    const at = isoTime(start + i * 1000);
    const closed = i % 10 === 3 ? { state: 'closed', closedAt: at } : {};
    world.issue({ title: `It breaks, ${i} times`, body: text, createdAt: at, updatedAt: at, ...closed });
}
const open = github.state.issues.filter((one) => one.state === 'open').length;

const peakKiB = (pid) => Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

// What was asked, counted and forgotten.
function forget(counts) {
    for (const { method, path: where } of asana.all.splice(0)) {
        if (where.startsWith('/-/')) continue;
        counts.asana += 1;
        counts.writes += method === 'GET' ? 0 : 1;
    }
    counts.pages += github.all.splice(0).filter(({ template }) => template === '/repos/{owner}/{repo}/issues').length;
    asana.requests.length = github.requests.length = 0;
}

// -> { said, seconds, counts, peaks: [{ pages, kib }] }
async function run(...words) {
    const counts = { asana: 0, writes: 0, pages: 0 }, peaks = [], began = Date.now();
    const child = spawn(path.join(builddir, 'hooklet'), ['sync', 'asana', 'acme/web', '--json', ...words], { env: site.env });
    const said = { stdout: '', stderr: '' };
    for (const name of Object.keys(said)) child[name].setEncoding('utf8').on('data', (more) => { said[name] += more; });
    const look = setInterval(() => {
        forget(counts);
        try {
            peaks.push({ pages: counts.pages, kib: peakKiB(child.pid) });
        } catch { /* it has ended */ }
    }, 50);
    const status = await new Promise((resolve) => { child.on('close', resolve); });
    clearInterval(look);
    forget(counts);
    assert.equal(status, 0, said.stderr);
    const told = JSON.parse(said.stdout.trim().split('\n').at(-1));
    return { told, seconds: (Date.now() - began) / 1000, counts, peaks: peaks.filter(({ kib }) => kib > 0) };
}

function report(name, { seconds, counts, peaks }) {
    const pid = site.children.get('worker').pid;
    note(`${count} issues ${name}: ${Math.round(count / seconds)}/s, ${counts.asana} requests to Asana; peak memory: ` +
        `the command ${peaks.at(-1).kib} KiB, the worker ${peakKiB(pid)} KiB`);
}

// From the third page on it needs no more than before.
function staysSmall({ peaks, counts }) {
    const first = peaks.find(({ pages }) => pages >= early), last = peaks.at(-1);
    assert.ok(counts.pages >= count / 100, `${counts.pages} pages`);
    assert.ok(last.kib - first.kib <= slackKiB, `${first.kib} KiB at page ${first.pages}, ${last.kib} KiB at page ${last.pages}`);
}

await test('all-that-are-new', async () => {
    const all = await run();
    report('new', all);
    assert.deepEqual([all.told.items, all.told.made, all.told.failed], [count, open, 0]);
    assert.equal(tasksOf(asana.state, asana.project).length, open);
    // The ten are for what is looked up once: places, the tag, whose token it is.
    assert.ok(all.counts.asana <= 2 * count + 10, `${all.counts.asana} requests`);
    staysSmall(all);
});

await test('all-that-are-as-they-should-be', async () => {
    const all = await run();
    report('unchanged', all);
    assert.deepEqual([all.told.items, all.told.unchanged, all.told.failed], [count, open, 0]);
    assert.ok(all.counts.asana <= count + 10, `${all.counts.asana} requests`);
    assert.equal(all.counts.writes, 0);
    staysSmall(all);
});

await test('a-dry-run', async () => {
    const all = await run('--dry-run');
    report('looked at', all);
    assert.deepEqual([all.told.summary.items, all.told.summary.unchanged], [count, open]);
    assert.ok(all.counts.asana <= count + 10, `${all.counts.asana} requests`);
    assert.equal(all.counts.writes, 0);
    staysSmall(all);
});

await done();
