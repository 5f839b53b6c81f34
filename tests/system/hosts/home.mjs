// The list of cases on a shared host: a user's home directory, Apache's mod_cgid and .htaccess as a host gives them, and of cron nothing but
// its line.  All of it is made by `hooklet init --shared-hosting`.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { done, skipAll, test } from '../lib.mjs';
import { lacking, leaveRoot, modulesOf } from '../apache.mjs';
import { Account } from '../hosting/account.mjs';
import { configureHost, startHost } from '../hosting/host.mjs';
import { caseRules, runCases } from './cases.mjs';

const reason = lacking(modulesOf.htaccess);
if (reason) skipAll(reason);
leaveRoot();

const account = new Account();
const { site, child } = await startHost(account, '    CustomLog "${APACHE_LOG_DIR}/access.log" combined\n');
const made = account.made('--url', site.url, '--paths');
const keys = caseRules(site.dir);
configureHost(account, site, keys.text);
const again = account.made(); // the sources have limits of their own

// Cron's line, as cron runs it, but not only once a minute.
function cron() {
    const child = spawn('/bin/sh', ['-c', made.cron.replace(/^\* \* \* \* \* /, '').replaceAll('\\%', '%')],
        { env: { ...account.env, SHELL: '/bin/sh' }, cwd: account.home, stdio: ['ignore', fs.openSync(site.log('cron'), 'a'), 'inherit'] });
    return new Promise((resolve) => { child.on('exit', resolve); });
}

async function work() {
    for (;;) {
        assert.equal(await cron(), 0);
        const { jobs } = site.json('jobs', '-n', '100000');
        if (jobs.every(({ state }) => !['waiting', 'ready', 'leased', 'started'].includes(state))) return jobs;
    }
}

const texts = new Map();
function become(name, script) {
    const file = account.wrapper(name);
    if (!texts.has(name)) texts.set(name, fs.readFileSync(file, 'utf8'));
    fs.writeFileSync(file, script === undefined ? texts.get(name) : `#!/bin/sh\n${script}\n`);
}

await test('what-doctor-says-of-it', async () => {
    assert.equal(again.htaccess, 'renewed');
    assert.equal(await cron(), 0);
    const checks = account.doctor().checks.filter(({ check }) => ['hosting', 'cron', 'url', 'programs', 'state', 'database'].includes(check));
    assert.deepEqual(checks.filter(({ finding }) => finding !== 'ok'), []);
    assert.match(checks.find(({ check }) => check === 'url').text, /: a signed ping got HTTP 200$/);
});

await runCases({
    name: 'home', site, keys, work, dead: 500,
    die: (name) => become(name, 'exit 1'),
    revive: (name) => become(name),
    hang: (name) => become(name, 'exec sleep 60'),
    wake: (name) => become(name),
    reload: () => child.kill('SIGUSR1'),
    accessLog: site.log('access'),
    differs: {
        index: 'it is the site of the user',
        log: 'it is the host that configures it',
        hang: 'it is the host that says how long',
        reload: 'mod_cgid starts its own daemon anew, and what it has just been asked is lost',
    },
    logs: () => fs.readdirSync(path.join(site.dir, 'logs')).map((name) => path.join(site.dir, 'logs', name)),
});

await test('nobody-but-cron-has-worked', () => {
    assert.ok(!fs.existsSync(site.log('worker')));
    assert.deepEqual(account.bad(['hosting', 'cron', 'programs']), []);
});

await done();
