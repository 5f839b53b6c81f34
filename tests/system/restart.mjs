// Every program and the worker restarted under load: by a second one that takes the socket over, and with a socket that somebody
// else holds, as systemd does.  No request fails, nothing acknowledged is lost.
import fs from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { Site, atEnd, builddir, done, note, programs, push, start, stop, test, until } from './lib.mjs';
import { check, checkStored, load } from './restart/load.mjs';

const rules = 'run "each" {\n    events = {"*"}\n    command = {"true"}\n}\n';
const site = await Site.make({ rules });
await site.up();

// The new one takes the socket over, the old one answers what it was asked.
async function restart(name) {
    const old = site.children.get(name), before = fs.statSync(site.socket(name)).ino;
    site.children.set(name, start(path.join(builddir, `${name}.fcgi`), ['--listen', site.socket(name), '--replace'],
        { log: site.log(name), env: site.env }));
    await until(`${name} takes over`, () => fs.statSync(site.socket(name)).ino !== before);
    const { code } = await stop(old);
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${site.readLog(name).slice(-500)}`);
}

const replaced = load(site, { parallel: 12, health: true });
await test('every-program-and-the-worker-restart-under-load', async () => {
    for (let round = 0; round < 2; round++) {
        for (const name of programs) {
            const seen = replaced.acknowledged.length;
            await restart(name);
            await until('load goes on', () => replaced.acknowledged.length > seen + 20 || replaced.failed.length > 0);
        }
        const { code } = await site.stop('worker');
        if (code !== 0) throw new Error(`the worker ended with ${code}`);
        site.worker();
    }
    replaced.stop();
    await replaced.ended;
    note(`${replaced.acknowledged.length} acknowledged over ${2 * programs.length} restarts of programs and 2 of the worker`);
    check(replaced);
});
replaced.stop();

await test('nothing-acknowledged-is-lost', async () => {
    checkStored([replaced], site.json('events', '-n', '1000000').events);
});

// --- A socket that is held by somebody else ----------------------------------------------------------------------------------

const held = await Site.make({ rules });
const running = new Map(); // name -> process id of the program
let restarts = 0;

// Somebody who makes the socket, runs the program with it, and runs it again when it has ended.
async function hold(name) {
    const log = fs.openSync(held.log(name), 'a');
    const holder = spawn(path.join(builddir, 'tests/system/hold-socket'), [held.socket(name), path.join(builddir, `${name}.fcgi`)],
        { env: held.env, stdio: ['pipe', 'pipe', log] });
    fs.closeSync(log);
    holder.ended = new Promise((resolve) => holder.on('exit', resolve));
    holder.stdout.on('data', (text) => running.set(name, Number(String(text).trim().split('\n').pop())));
    atEnd.push(() => { holder.stdin.destroy(); return holder.ended; });
    await until(`${name} runs`, () => running.has(name));
}

async function again(name) {
    const before = running.get(name);
    process.kill(before, 'SIGTERM');
    await until(`${name} runs again`, () => running.get(name) !== before);
    restarts++;
}

await Promise.all(programs.map(hold));
await held.nginx();
held.worker();

let six;
await test('6000-requests-at-50-parallel-while-every-program-restarts-with-its-socket-held', async () => {
    const sockets = () => programs.map((name) => fs.statSync(held.socket(name)).ino).join();
    const before = sockets();
    six = load(held, { parallel: 50, total: 6000 });
    while (!six.over) {
        for (const name of programs) await again(name);
        await held.stop('worker');
        held.worker();
    }
    await six.ended;
    note(`${six.acknowledged.length} acknowledged over ${restarts} restarts`);
    check(six);
    if (six.sent !== 6000 || restarts < programs.length) throw new Error(`${six.sent} requests, ${restarts} restarts`);
    if (sockets() !== before) throw new Error('a program has taken its holder\'s socket away');
});

await test('nothing-of-that-is-lost', async () => {
    checkStored([six], held.json('events', '-n', '1000000').events);
});

// Connections that the program has accepted, and its own few sockets.
const sockets = (pid) => fs.readdirSync(`/proc/${pid}/fd`)
    .filter((fd) => { try { return fs.readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:'); } catch { return false; } }).length;

await test('a-graceful-stop-finishes-the-request-in-hand', async () => {
    await again('github-push');
    const pid = running.get('github-push');
    await until('it serves', async () => (await held.post('push', push())).status === 202);
    // While somebody has the writer lock, no answer can be given.
    const lock = start(path.join(builddir, 'tests/system/hold-lock'), [path.join(held.dir, 'state/hooklet.lock')],
        { log: held.log('lock'), input: 'pipe' });
    await until('the lock is held', () => held.readLog('lock').includes('held'));
    const before = sockets(pid);
    const answers = [held.post('push', push()), held.post('push', push())]; // one of them on a connection that is kept, one on a new one
    await until('it has them in hand', () => sockets(pid) > before);
    process.kill(pid, 'SIGTERM');
    lock.stdin.end();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    if (statuses.join() !== '202,202') throw new Error(statuses.join());
    await until('it is over', () => running.get('github-push') !== pid);
    const log = held.readLog('github-push');
    if (!log.includes('all that was begun is answered')) throw new Error(log.slice(-500));
});

await done();
