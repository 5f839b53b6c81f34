// What breaks under a running system: a stuck lock holder, a full disk, a read-only disk, a database of a newer version.  Each gives
// 503 and a log line, never a 2xx without a row, and all works again when the fault is gone.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, push, skip, temporary, test, until } from './lib.mjs';

const site = await Site.make();
await site.up({ worker: false });

async function refused(what) {
    const answer = await site.post('push', push(), { delivery: what });
    if (answer.status !== 503) throw new Error(`${what}: ${answer.status} ${answer.text}`);
    if (!answer.headers['retry-after']) throw new Error(`${what}: no Retry-After`);
    if (!answer.json?.error || !answer.json?.detail) throw new Error(`${what}: ${answer.text}`);
    if (answer.text.includes(site.dir)) throw new Error(`${what}: the answer tells our paths: ${answer.text}`);
    if (!/level=(error|warning)/.test(site.readLog('github-push'))) throw new Error(`${what}: no log line`);
}

// The same delivery again: it must be new, since the refused one wrote nothing, or a duplicate of what got through after all.
async function taken(what) {
    await until(`${what}: taken again`, async () => [200, 202].includes((await site.post('push', push(), { delivery: what })).status), 10000);
    const { events } = site.json('events', '-n', '100');
    if (events.filter((event) => event.delivery === what).length !== 1) throw new Error(`${what} is not stored once`);
}

await test('a-stuck-lock-holder', async () => {
    const holder = spawn(path.join(builddir, 'tests/system/hold-lock'), [path.join(site.dir, 'state', 'hooklet.lock')],
        { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((resolve, reject) => {
        holder.stdout.once('data', resolve);
        holder.once('exit', () => reject(new Error('the holder ended')));
    });
    await refused('stuck');
    holder.stdin.end();
    await taken('stuck');
});

await test('a-database-of-a-newer-version', async () => {
    const database = path.join(site.dir, 'state', 'hooklet.db');
    // The shell may write here only because nothing else runs.
    const set = (version) => {
        const done = spawnSync('sqlite3', [database,
            `UPDATE state SET value = '${version}' WHERE kind = 'schema' AND key = 'oldest_reader'; PRAGMA user_version = ${version}`],
        { encoding: 'utf8' });
        if (done.status !== 0) throw new Error(done.stderr);
    };
    await site.stop('github-push');
    set(99);
    await site.program('github-push');
    await refused('newer');
    const work = site.hooklet('events');
    if (work.status !== 4 || !/newer/.test(work.stderr)) throw new Error(`hooklet events: ${work.status} ${work.stderr}`);
    await site.stop('github-push');
    set(1);
    await site.program('github-push');
    await taken('newer');
});

const mounted = temporary();
const mount = (...args) => spawnSync('mount', args, { encoding: 'utf8' });
const canMount = mount('-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', mounted).status === 0;

if (canMount) {
    await test('a-full-disk', async () => {
        await site.stop('github-push');
        site.configure(fs.readFileSync(site.conf, 'utf8').replace(`${site.dir}/state`, `${mounted}/state`), true);
        if (site.hooklet('init').status !== 0) throw new Error('init');
        await site.program('github-push');
        await taken('before');
        const filler = path.join(mounted, 'filler');
        const fd = fs.openSync(filler, 'w');
        try {
            for (const block = Buffer.alloc(65536); ;) fs.writeSync(fd, block);
        } catch (error) {
            if (error.code !== 'ENOSPC') throw error;
        }
        try {
            for (const block = Buffer.alloc(512); ;) fs.writeSync(fd, block);
        } catch (error) {
            if (error.code !== 'ENOSPC') throw error;
        }
        fs.closeSync(fd);
        await until('the disk is full for us', async () => (await site.post('push', push())).status === 503);
        await refused('full');
        fs.unlinkSync(filler);
        await taken('full');
    });

    await test('a-read-only-disk', async () => {
        await site.stop('github-push');
        const made = mount('-o', 'remount,ro', mounted);
        if (made.status !== 0) throw new Error(made.stderr);
        await site.program('github-push');
        await refused('read-only');
        mount('-o', 'remount,rw', mounted);
        await taken('read-only');
    });

    await site.stop('github-push');
    spawnSync('umount', ['-l', mounted]);
} else {
    skip('a-full-disk', 'needs the right to mount a tmpfs');
    skip('a-read-only-disk', 'needs the right to mount a tmpfs');
}

await done();
