// What the commands show of issues and their tasks: which item a job is about, and why there is no task.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { done, test, until } from './lib.mjs';
import { addRepository } from './github.mjs';
import { startWorld, tasksRule } from './asana/items.mjs';

const world = await startWorld({ rules: tasksRule('web', ['acme/web']), oauth: false });
const { asana, github, site } = world;
const shown = (...words) => {
    const told = site.hooklet(...words);
    assert.equal(told.status, 0, told.stderr);
    return told.stdout;
};

// Nothing runs meanwhile, so the shell may write here.
function sql(text) {
    const { status, stderr } = spawnSync('sqlite3', [path.join(site.dir, 'state', 'hooklet.db'), text], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
}

await test('a-job-says-which-issue-it-is-about', async () => {
    const { id } = await world.opened(world.issue());
    assert.match(shown('jobs'), /^ID +STATE +KIND +RULE +ABOUT .*\n\d+ +done +asana +web +acme\/web#1 /);
    assert.match(shown('job', id), /^place: +acme\/web#1$/m);
    assert.match(shown('why', 'job', id), /: asana by rule web, for acme\/web#1\.$/m);
});

await test('explain-says-what-would-become-of-the-task', async () => {
    const { payload } = world.payload(world.issue(), 'opened');
    const file = path.join(site.dir, 'issue.json');
    fs.writeFileSync(file, JSON.stringify(payload));
    assert.match(shown('explain', file, '--event', 'issues'), /^web +would bring its task into step /m);
});

await test('a-repository-that-no-tasks-rule-names', async () => {
    addRepository(github.state, 'acme/forgotten');
    const { answer } = await world.opened(world.issue({ repository: 'acme/forgotten' }));
    assert.equal(answer.status, 'ignored');
    assert.match(shown('why', answer.delivery), /Ignored: there is no command in it, and no tasks rule names acme\/forgotten\.$/m);
});

await test('a-job-that-waits-for-the-end-of-a-rate-limit', async () => {
    asana.state.limit = { after: 0, times: 1, retryAfter: 600 };
    const { event, payload } = world.payload(world.issue(), 'opened');
    const [first] = (await site.post(event, payload)).json.jobs;
    await until('the limit is met', () => /rate limit/.test(shown('why', 'job', first.id)));
    const [second] = (await site.post(event, world.payload(world.issue(), 'opened').payload)).json.jobs;
    assert.match(shown('why', 'job', second.id),
        /^Job \d+ is ready since [-0-9: ]+, but there is a rate limit, and lane asana sleeps until [-0-9: ]+\.$/m);
});

// Dead, as a job of this kind and rule would be.
function dies(kind, rule) {
    const { id } = site.json('jobs').jobs.at(-1);
    sql(`UPDATE job SET state = 'dead', kind = '${kind}', rule = '${rule}' WHERE id = ${id}`);
    const told = site.hooklet('why', 'job', id);
    assert.equal(told.status, 1, told.stderr);
    return told.stdout;
}

await test('a-dead-job-whose-kind-is-of-no-rule', async () => {
    await site.stop('worker');
    for (const [kind, rule] of [['sync', 'asana'], ['hook', '1200000000000000003'], ['command', 'lock']])
        assert.match(dies(kind, rule), /When it is mended: hooklet retry \d+$/m, kind);
    for (const [kind, rule] of [['asana', 'gone'], ['feed', 'news'], ['command', 'format']])
        assert.match(dies(kind, rule), new RegExp(`The configuration has no rule ${rule} now; once it has: `), kind);
});

await done();
