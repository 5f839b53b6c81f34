// What the commands show of issues and their tasks: which item a job is about, and why there is no task.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { done, test } from './lib.mjs';
import { addRepository } from './github.mjs';
import { startWorld, tasksRule } from './asana/items.mjs';

const world = await startWorld({ rules: tasksRule('web', ['acme/web']), oauth: false });
const { github, site } = world;
const shown = (...words) => {
    const told = site.hooklet(...words);
    assert.equal(told.status, 0, told.stderr);
    return told.stdout;
};

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

await done();
