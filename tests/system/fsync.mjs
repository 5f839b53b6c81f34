// An answer of success is written only after the event is on the disk: for each of 20 deliveries, one by one, the system calls of the
// program show the event's write to the write-ahead log, then a sync of that file, then the answer.  As a service and as plain CGI.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { run, signedBy, variables } from './cgi/request.mjs';
import { Site, builddir, done, push, skipAll, start, test, until } from './lib.mjs';

const tried = spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'trace=fdatasync', 'true'], { encoding: 'utf8' });
if (tried.status !== 0) skipAll('strace is not here, or may not trace');

const site = await Site.make();
await site.up({ worker: false });

// A program that runs under strace, in the place of the one that runs already.
const trace = path.join(site.dir, 'trace');
await site.stop('github-push');
const strace = (file) => ['strace', '-f', '-yy', '-s', '131072', '-o', file,
    '-e', 'trace=pwrite64,write,writev,send,sendto,sendmsg,fsync,fdatasync,ftruncate'];
const [tracer, ...how] = strace(trace);
const traced = start(tracer, [...how, path.join(builddir, 'github-push.fcgi'), '--listen', site.socket('github-push')], { log: site.log('github-push'), env: site.env });
await until('the traced program listens', () => traced.exitCode !== null || fs.existsSync(site.socket('github-push')));

const deliveries = Array.from({ length: 20 }, () => randomUUID());

await test('20-pushes-are-stored', async () => {
    for (const delivery of deliveries) {
        const answer = await site.post('push', push(), { delivery });
        assert.equal(answer.status, 202, answer.text);
    }
});

// strace passes a signal on to nobody, so that its program must get it itself.
const pid = Number(fs.readFileSync(trace, 'utf8').split(' ', 1)[0]);
process.kill(pid, 'SIGTERM');
await traced.ended;

// Calls in the order in which they ended; one that another thread interrupts stands on two lines.
function calls(file) {
    const begun = new Map(), ended = [];
    for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
        const [, thread, rest] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
        if (!thread) continue;
        const cut = rest.indexOf(' <unfinished ...>');
        if (cut >= 0) {
            begun.set(thread, rest.slice(0, cut));
        } else {
            const resumed = /^<\.\.\. \w+ resumed>/.exec(rest);
            ended.push(resumed ? begun.get(thread) + rest.slice(resumed[0].length) : rest);
        }
    }
    return ended;
}

const isWrite = (call) => /^pwrite64\(\d+<[^>]*hooklet\.db-wal>/.test(call);

// answers: what a call looks like that writes an answer.
function assertSynced(all, delivery, answers) {
    const written = all.findIndex((call) => isWrite(call) && call.includes(delivery));
    const answered = all.findIndex((call) => answers.test(call) && call.includes(delivery));
    assert.ok(written >= 0, `${delivery}: no write of the event`);
    assert.ok(answered > written, `${delivery}: answered at call ${answered}, written at ${written}`);
    const last = all.slice(0, answered).findLastIndex(isWrite);
    const synced = all.slice(last, answered).some((call) => /^f(data)?sync\(\d+<[^>]*hooklet\.db-wal>\) += 0$/.test(call));
    assert.ok(synced, `${delivery}: no sync between call ${last} and the answer, call ${answered}`);
}

await test('a-sync-of-the-log-lies-between-each-write-and-its-answer', async () => {
    const all = calls(trace);
    for (const delivery of deliveries) assertSynced(all, delivery, /^(write|writev|send|sendto|sendmsg)\(\d+<UNIX/);
});

await test('so-it-does-where-each-request-has-a-process-and-the-database-is-synced-before-the-log-is-cut', async () => {
    let cuts = 0;
    for (let i = 0; i < 10; i++) {
        const file = path.join(site.dir, `trace.${i}`), delivery = randomUUID();
        const asked = signedBy(site.secret, 'push', push(), { delivery });
        const { out, err } = await run('github-push', [], variables('github-push', site, asked), asked.body, { before: strace(file) });
        assert.match(out, /^Status: 202 /, err);
        const all = calls(file);
        assertSynced(all, delivery, /^write\(1</);
        const cut = all.findIndex((call) => /^ftruncate\(\d+<[^>]*hooklet\.db-wal>, 0\)/.test(call));
        if (cut < 0) continue;
        cuts++;
        const copied = all.slice(0, cut).findLastIndex((call) => /^pwrite64\(\d+<[^>]*hooklet\.db>/.test(call));
        assert.ok(all.slice(copied, cut).some((call) => /^f(data)?sync\(\d+<[^>]*hooklet\.db>\) += 0$/.test(call)), 'the database is synced');
    }
    assert.ok(cuts > 0, 'the log was cut');
});

await done();
