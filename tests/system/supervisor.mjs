// supervisor.mjs - what doc/supervisor.md tells people to do, done by the real supervisord: programs share a socket that it holds, and
// are run anew one by one under load.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { Site, atEnd, builddir, done, note, push, skipAll, srcdir, start, stop, test, until } from './lib.mjs';
import { check, checkStored, load } from './restart/load.mjs';

if (spawnSync('supervisord', ['--version']).error) skipAll('supervisord is not installed (Debian: supervisor)');

const text = fs.readFileSync(path.join(srcdir, 'doc/supervisor.md'), 'utf8');
const block = (begin) => {
    const lines = text.split('\n'), first = lines.findIndex((line) => line.startsWith(`    ${begin}`));
    const end = lines.findIndex((line, at) => at > first && line !== '' && !line.startsWith('    '));
    return lines.slice(first, end).map((line) => line.slice(4)).join('\n');
};

const site = await Site.make();
const file = path.join(site.dir, 'supervisord.conf');
// Nobody but root may become another user, and the users are not there.
const programs = block('[fcgi-program:github-push]').replaceAll('/usr/libexec/hooklet', builddir).replaceAll('/usr/bin/hooklet', `${builddir}/hooklet`)
    .replaceAll('/run/hooklet', `${site.dir}/run`).replaceAll('/var/log/supervisor', `${site.dir}/logs`).replaceAll(/^(user|socket_owner)=.*\n/gm, '');
fs.writeFileSync(file, `[supervisord]\nnodaemon=true\nlogfile=${site.log('supervisord')}\npidfile=${site.dir}/pid\n[unix_http_server]\nfile=${site.dir}/control\n` +
    '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n' +
    `[supervisorctl]\nserverurl=unix://${site.dir}/control\n${programs}\n`);
const daemon = start('supervisord', ['-c', file], { log: site.log('supervisord-output'), env: site.env });
atEnd.push(() => stop(daemon));
const control = (words) => start('bash', ['-euc', `supervisorctl() { command supervisorctl -c '${file}' "$@"; }\n${words}`], { log: site.log('control') }).ended;
const running = () => spawnSync('supervisorctl', ['-c', file, 'status'], { encoding: 'utf8' }).stdout.match(/RUNNING/g)?.length === 5;

await test('it-starts-all-of-them', async () => {
    await until('all run', running);
    assert.equal(fs.statSync(site.socket('github-push')).mode & 0o777, 0o660);
    await site.nginx();
    assert.equal((await site.post('push', push())).status, 202);
    await site.settled();
});

let senders;
await test('programs-that-are-run-anew-one-by-one-refuse-nobody', async () => {
    const before = fs.statSync(site.socket('github-push')).ino;
    senders = load(site, { parallel: 2, events: ['push', 'star'] });
    const { code } = await control(block('for n in 0 1; do'));
    senders.stop();
    await senders.ended;
    assert.equal(code, 0, site.readLog('control'));
    note(`${senders.acknowledged.length} acknowledged`);
    check(senders);
    assert.equal(fs.statSync(site.socket('github-push')).ino, before);
    checkStored([senders], site.json('events', '-n', '1000000').events);
});

await test('a-signal-reads-the-configuration-again', async () => {
    const reloads = (name) => site.readLog(name).split('is read again').length - 1;
    assert.equal((await control(block('supervisorctl signal HUP'))).code, 0, site.readLog('control'));
    await until('both processes and the worker read it', () => reloads('github-push') === 2 && reloads('hooklet-worker') === 1);
});

await done();
