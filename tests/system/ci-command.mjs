// A section ci builds deployments by commands of ours, with no CircleCI at all: success, failure, timeout, another attempt, crash classes, and a
// machine that is another one.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { startDeploying } from './circleci/deploying.mjs';
import { done, temporary, test, until } from './lib.mjs';

const dir = temporary();
const script = path.join(dir, 'build.sh');
const record = path.join(dir, 'record');
const runs = () => (fs.existsSync(record) ? fs.readFileSync(record, 'utf8').trim().split('\n') : []);

// What the next builds do, beside saying that they run.
const does = (text) => {
    fs.writeFileSync(record, '');
    fs.writeFileSync(script, `echo "$ENVIRONMENT $VERSION $DEPLOYMENT $REVISION $URL $HOOKLET_JOB" >> ${record}\n${text}\n`);
};
const section = (name, more = '') => `ci "${name}" {\n    command = { "sh", "${script}" }\n    timeout = 30s\n    ${more}\n}\n`;
const rules = section('local', 'directory = "/tmp"') + section('verified', `crash = verify\n    check = { "test", "-e", "${dir}/done" }`) +
    section('once', 'crash = once') + section('patient', 'attempts = 3') + section('short', 'timeout = 1s').replace('    timeout = 30s\n', '') +
    section('elsewhere', 'host = elsewhere');

const world = await startDeploying({ ci: false, project: 'ci = "local"', rules, validate: false });
const { site } = world;
const text = fs.readFileSync(site.conf, 'utf8');
async function builtBy(name) {
    fs.writeFileSync(site.conf, text.replace('ci = "local"', `ci = "${name}"`));
    await site.stop('worker');
    site.worker();
}
const trigger = (row) => world.jobs('trigger').find((one) => one.subject === row.sha);

await test('a-command-builds-it', async () => {
    does('exit 0');
    const { after } = await world.release();
    await until('its row', () => world.row()?.sha === after);
    const row = await world.becomes('success');
    const { id } = trigger(row);
    assert.deepEqual(runs(), [`test test-${after.slice(0, 10)} ${row.id} ${after} https://test.example.org/ ${id}`]);
    assert.deepEqual([row.pipeline, row.build, row.detail], [`job:${id}`, String(id), `job ${id}: 1 step done`]);
    assert.deepEqual(world.told(row), ['queued', 'in_progress', 'success']);
    assert.equal(world.lastTold(row).environmentUrl, 'https://test.example.org/');
});

await test('github-is-told-while-it-runs', async () => {
    does(`while [ ! -e ${dir}/go ]; do sleep 0.05; done`);
    const { after } = await world.release();
    await until('its row', () => world.row()?.sha === after);
    await until('GitHub is told', () => world.told(world.row()).at(-1) === 'in_progress');
    const newer = await world.release();
    await until('its row', () => world.row()?.sha === newer.after);
    assert.deepEqual(world.rows().slice(0, 2).map((one) => one.state), ['queued', 'in_progress']);
    fs.writeFileSync(`${dir}/go`, '');
    await until('both are built', () => world.rows().slice(0, 2).every((one) => one.state === 'success'));
    await world.quiet();
    assert.equal(runs().length, 2);
});

await test('a-command-that-fails', async () => {
    does('echo no luck; exit 3');
    await world.release();
    const row = await world.becomes('failure');
    assert.match(row.detail, /^job \d+: step .*: exit status 3$/);
    assert.equal(world.lastTold(row).state, 'failure');
    assert.ok(site.hooklet('job', String(trigger(row).id)).stdout.includes('no luck'));
});

await test('another-attempt', async () => {
    await builtBy('patient');
    does(`[ $(wc -l < ${record}) -ge 2 ]`);
    const { after } = await world.release();
    await until('its row', () => world.row()?.sha === after);
    const row = await world.becomes('success', { ms: 60_000 });
    assert.equal(runs().length, 2);
    assert.deepEqual(world.told(row), ['queued', 'in_progress', 'success']);
});

await test('a-command-that-takes-too-long', async () => {
    await builtBy('short');
    does('sleep 100');
    await world.release();
    assert.match((await world.becomes('failure')).detail, /timed out after 1s$/);
});

// --- Killed ------------------------------------------------------------------------------------------------------------------

// The worker dies while the command runs, and that with it, when what it is to do is done.
async function killed(name) {
    await builtBy(name);
    for (const file of ['done', 'over']) fs.rmSync(`${dir}/${file}`, { force: true });
    does(`[ -e ${dir}/done ] && exit 0; touch ${dir}/done; while [ ! -e ${dir}/over ]; do sleep 0.05; done`);
    const { after } = await world.release();
    await until('it has begun', () => fs.existsSync(`${dir}/done`));
    await site.stop('worker', 'SIGKILL');
    fs.writeFileSync(`${dir}/over`, '');
    site.worker();
    assert.equal(world.row().sha, after);
}

await test('killed-and-run-again', async () => {
    await killed('local');
    await world.becomes('success', { ms: 60_000 });
    assert.equal(runs().length, 2);
});

await test('killed-and-verified', async () => {
    await killed('verified');
    const row = await world.becomes('success', { ms: 60_000 });
    assert.equal(runs().length, 1);
    assert.match(row.detail, /its check says that it is done already$/);
});

await test('killed-and-not-known', async () => {
    await killed('once');
    await until('nobody knows', () => trigger(world.row())?.state === 'unknown', 60_000);
    assert.equal(runs().length, 1);
    assert.equal(world.row().state, 'in_progress');
    world.tool('long-ago', '60');
    world.muchLater();
    const row = await world.becomes('error');
    assert.match(row.detail, /^job \d+: was cut off, and nobody can tell whether it was done$/);
});

// --- Where -------------------------------------------------------------------------------------------------------------------

await test('another-machine-builds-it', async () => {
    await builtBy('elsewhere');
    does('exit 0');
    const { after } = await world.release();
    await until('its row', () => world.row()?.sha === after);
    // A program that has not read the new configuration yet asks for a job here, which hands it on.
    const ready = () => world.jobs('trigger').find((one) => one.subject === after && one.lane === 'trigger@elsewhere');
    assert.equal((await until('a job for that machine', ready)).state, 'ready');
    assert.equal(world.row().state, 'queued');
    assert.deepEqual(runs(), ['']);
});

await done();
