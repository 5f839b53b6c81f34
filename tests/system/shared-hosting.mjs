// hooklet in a home directory: what init --shared-hosting makes, keeps and refuses, and what doctor finds there.
import assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { atEnd, builddir, done, programs, push, skip, test, until } from './lib.mjs';
import { leaveRoot } from './apache.mjs';
import { Account, listing } from './hosting/account.mjs';

const rootTest = process.getuid() === 0 ? test : (name) => skip(name, 'only root is root');
await rootTest('root-is-refused', () => {
    const account = new Account();
    const { status, stderr } = account.init();
    assert.equal(status, 3);
    assert.match(stderr, /for the user whose home directory it is/);
    assert.deepEqual(fs.readdirSync(account.home), ['public_html']);
    spawnSync('chown', ['-R', '65534', path.dirname(account.home)]);
});
leaveRoot();

const mode = (file) => (fs.lstatSync(file).mode & 0o7777).toString(8);
const read = (file) => fs.readFileSync(file, 'utf8');
const block = /# BEGIN hooklet[^\n]*\n[^]*?# END hooklet\n/;

// --- What is made ------------------------------------------------------------------------------------------------------------

const ann = new Account();
const made = ann.made('--url', 'http://127.0.0.1:9/');
const htaccess = path.join(ann.web, '.htaccess');

await test('init-makes-all-of-it', () => {
    const state = path.join(ann.home, '.hooklet', 'state');
    assert.deepEqual(made, {
        config: ann.conf, config_made: true, secret: path.join(ann.home, '.hooklet/github.secret'), secret_made: true, state,
        database_made: true, schema: made.schema, web_directory: ann.web, htaccess: 'made', wrappers_written: programs.length + 1,
        wrappers_removed: 0, cron: `* * * * * ${builddir}/hooklet --config ${ann.conf} work --drain --max-time 50s`,
        payload_url: 'http://127.0.0.1:9/hooks/github',
    });
    assert.deepEqual([path.dirname(ann.conf), ann.conf, made.secret, state].map(mode), ['700', '600', '400', '700']);
    assert.deepEqual([htaccess, path.join(ann.web, 'hooklet'), ann.wrapper('api')].map(mode), ['644', '755', '755']);
    assert.deepEqual(fs.readdirSync(path.join(ann.web, 'hooklet')).sort(), [...programs, 'sorry'].map((name) => `${name}.cgi`).sort());
    assert.deepEqual(fs.readdirSync(ann.web).sort(), ['.htaccess', 'hooklet']);
    assert.match(read(htaccess), new RegExp(`^${block.source}$`));
    assert.equal(ann.hooklet('check', '--config', ann.conf).status, 0);
});

const straceTest = spawnSync('strace', ['--version']).error ? (name) => skip(name, 'there is no strace') : test;
await straceTest('it-is-all-in-the-home-directory', () => {
    const traced = new Account();
    const log = path.join(traced.home, 'trace');
    const { status } = spawnSync('strace', ['-f', '-o', log, '-e', 'trace=openat,mkdir,rename,link,symlink', path.join(builddir, 'hooklet'),
        'init', '--shared-hosting', traced.web, '--programs', builddir], { env: traced.env });
    assert.equal(status, 0);
    const written = read(log).split('\n').filter((line) => /O_WRONLY|O_RDWR|mkdir|rename|link/.test(line) && !/\/dev\/null|= -1/.test(line));
    assert.deepEqual(written.filter((line) => !line.includes(`"${traced.home}/`)), []);
});

await test('what-is-said-is-what-people-need', () => {
    const { stdout } = ann.init();
    for (const line of [made.cron, 'Payload URL http://127.0.0.1:9/hooks/github\n', `export HOOKLET_CONFIG=${ann.conf}`, 'crontab -e']) {
        assert.ok(stdout.includes(line), `${line} in ${stdout}`);
    }
    const { stdout: without } = new Account().init();
    for (const line of ['https://YOUR.ADDRESS/hooks/github', 'as web_url, init once more']) assert.ok(without.includes(line), without);
});

await test('a-wrapper-is-a-program-and-takes-no-arguments', async () => {
    assert.equal(ann.cgi('github-ping').status, 200);
    assert.equal(ann.cgi('github-ping', { args: ['--version', '--listen', '/x'] }).status, 200);
    fs.appendFileSync(ann.conf, `run "each" {\n    events = {"push"}\n    command = {"touch", "${ann.home}/done"}\n}\n`);
    fs.writeFileSync(ann.conf, read(ann.conf).replace('cgi_drain = yes', 'cgi_drain = no'));
    const { status, json } = ann.cgi('github-push', { event: 'push', body: JSON.stringify(push()), delivery: randomUUID() });
    assert.deepEqual([status, json.jobs?.length], [202, 1]);
    assert.ok(!fs.existsSync(path.join(ann.home, 'done')));
});

await test('crons-line-does-the-job-and-says-nothing', () => {
    assert.deepEqual(ann.cron(made.cron), { status: 0, said: '' });
    assert.ok(fs.existsSync(path.join(ann.home, 'done')));
    assert.deepEqual(ann.cron(made.cron), { status: 0, said: '' });
});

// --- Again -------------------------------------------------------------------------------------------------------------------

await test('running-it-twice-changes-nothing', () => {
    const before = listing(ann.home);
    const again = ann.made();
    assert.deepEqual([again.config_made, again.database_made, again.htaccess, again.wrappers_written], [false, false, 'kept', 0]);
    const after = listing(ann.home);
    for (const all of [before, after]) for (const name of Object.keys(all)) if (/hooklet\.db/.test(name)) delete all[name];
    assert.deepEqual(after, before);
    assert.match(ann.init().stdout, /\.htaccess was kept; all wrappers of programs are there, kept/);
});

await test('a-persons-own-lines-stay', () => {
    const bob = new Account(), file = path.join(bob.web, '.htaccess');
    const own = '# caf\xe9, and no end of line: RewriteRule . /index.php [L]\r\nOptions -Indexes';
    fs.writeFileSync(file, Buffer.from(own, 'latin1'), { mode: 0o640 });
    assert.equal(bob.made().htaccess, 'renewed');
    const first = fs.readFileSync(file, 'latin1'), ours = block.exec(first)[0];
    assert.equal(first, `${ours}\n${own}`); // ours come first: theirs may be about any path
    assert.equal(mode(file), '640');
    // Somebody moves the block, and changes a line of it.
    fs.writeFileSync(file, Buffer.from(`# above\r\n${ours.replace(/RewriteEngine/i, '#RewriteEngine')}${own}`, 'latin1'));
    assert.equal(bob.made().htaccess, 'renewed');
    assert.equal(fs.readFileSync(file, 'latin1'), `# above\r\n${ours}${own}`);
    assert.equal(bob.made().htaccess, 'kept');
    // An editor has saved it with other line ends, which is no other block.
    fs.writeFileSync(file, Buffer.from(`# above\r\n${ours.replaceAll('\n', '\r\n')}${own}`, 'latin1'));
    assert.equal(bob.made().htaccess, 'renewed');
    assert.equal(fs.readFileSync(file, 'latin1'), `# above\r\n${ours}${own}`);
    // What only looks like a mark is none.
    fs.writeFileSync(file, `# BEGIN hooklets\n${ours}# no # END hooklet\n`);
    assert.equal(bob.made().htaccess, 'kept');
});

await test('what-an-update-needs', () => {
    const wrapper = ann.wrapper('api');
    fs.writeFileSync(path.join(ann.web, 'hooklet', 'github-old.cgi'), read(wrapper));
    fs.writeFileSync(path.join(ann.web, 'hooklet', 'own.cgi'), '#!/bin/sh\n');
    fs.rmSync(ann.wrapper('asana'));
    fs.appendFileSync(wrapper, '# of another version\n');
    fs.chmodSync(ann.wrapper('status'), 0o700);
    const again = ann.made();
    assert.deepEqual([again.wrappers_written, again.wrappers_removed], [3, 1]);
    assert.ok(!fs.existsSync(path.join(ann.web, 'hooklet', 'github-old.cgi')));
    assert.ok(fs.existsSync(path.join(ann.web, 'hooklet', 'own.cgi')));
    fs.rmSync(path.join(ann.web, 'hooklet', 'own.cgi'));
});

await test('names-that-mean-something-to-sh-cron-and-apache', async () => {
    const odd = new Account("o'hara & sons 100% $HOME;#");
    const { cron } = odd.made();
    assert.equal(odd.cgi('github-ping').status, 200);
    assert.deepEqual(odd.cron(cron), { status: 0, said: '' });
    assert.match(cron, /100\\%/);
    assert.deepEqual(odd.bad(), []);
    // Without cron, too: the wrapper says where the command is.
    fs.appendFileSync(odd.conf, 'run "each" {\n    events = {"push"}\n    command = {"true"}\n}\n');
    assert.equal(odd.cgi('github-push', { event: 'push', body: JSON.stringify(push()), delivery: randomUUID() }).status, 202);
    await until('its drain did it', () => JSON.parse(odd.hooklet('--config', odd.conf, 'jobs', '--json').stdout).jobs[0].state === 'done');
    // What is said can be pasted: the variable, the commands, the secret.
    const next = /^ {2}1\. (export .*)\n.*\n.*then: (.* check)\n[^]*Secret: (cat .*)\n {2}4\. .*then:\n {5}(.*) doctor$/m;
    const other = new Account("'twas a \"name\""), { stdout } = other.init();
    const [, conf, check, secret, command] = next.exec(stdout);
    assert.equal(command, check.replace(/ check$/, ''));
    const pasted = spawnSync('/bin/sh', ['-c', `${conf}\n${check} && ${secret}`], { env: other.env, encoding: 'utf8' });
    assert.equal(pasted.status, 0, pasted.stderr);
    assert.ok(pasted.stdout.includes(other.secret), pasted.stdout);
    fs.rmSync(other.wrapper('api'));
    const [, again] = /: (\S+hooklet init .*)$/.exec(other.bad(['hosting']).join());
    assert.equal(spawnSync('/bin/sh', ['-c', again], { env: other.env }).status, 0, again);
    assert.deepEqual(other.bad(['hosting']), []);
});

await test('a-login-without-the-variable', () => {
    const usual = ann.hooklet('check');
    assert.equal(usual.status, 3);
    assert.ok(usual.said.includes(`no such file; yours is ${ann.conf}: say so by HOOKLET_CONFIG or --config`), usual.said);
    const second = ann.hooklet('init');
    assert.deepEqual([second.status, second.said.includes(`there is ${ann.conf} already`)], [6, true], second.said);
    assert.match(new Account().hooklet('check').said, /no such file; hooklet init makes one/);
});

// --- Refusals ----------------------------------------------------------------------------------------------------------------

// Says why, with the status, and leaves everything as it was.
function refuses(account, status, words, ...args) {
    const before = listing(account.home);
    const said = account.init(...args);
    assert.equal(said.status, status, said.said);
    for (const word of words) assert.ok(said.stderr.includes(word), `${word} in ${said.stderr}`);
    assert.equal(said.stderr.trim().split('\n').length, 1, said.stderr);
    assert.deepEqual(listing(account.home), before);
}

await test('places-that-are-no-good', () => {
    const eve = new Account(), { home, web } = eve;
    refuses(eve, 5, [`there is no directory ${home}/nowhere`], '--shared-hosting', `${home}/nowhere/hooks`);
    refuses(eve, 5, ['there is no directory'], '--shared-hosting', `/proc/version/x`);
    refuses(eve, 3, ['leads back (..)'], '--shared-hosting', `${home}/nowhere/../public_html/hooks`);
    refuses(eve, 3, ['control character'], '--shared-hosting', `${web}/a\nb`);
    refuses(eve, 3, ['in the web space', '--config FILE, outside of it'], '--shared-hosting', home);
    refuses(eve, 3, ['in the web space', `${web},`, '--config FILE'], '--config', `${web}/.hidden/hooklet.conf`);
    refuses(eve, 3, ['in the web space', '--config FILE'], '--shared-hosting', `${web}/hooks`, '--config', `${web}/hooklet.conf`);
    refuses(eve, 3, [`${web}/state`, 'in the web space', '--state DIR'], '--state', `${web}/state`);
    refuses(eve, 3, ['in the web space'], '--shared-hosting', `${web}/hooks`, '--state', `${web}/../public_html/state`);
    fs.symlinkSync(web, path.join(home, 'hidden'));
    refuses(eve, 3, [`${web}/state`, 'in the web space'], '--state', `${home}/hidden/state`);
    refuses(eve, 8, ['/usr/lib: permission denied', 'mode 0755', 'may not write it'], '--state', '/usr/lib/state');
    refuses(eve, 8, ['/usr/lib: permission denied', 'or name another directory'], '--config', '/usr/lib/hooklet/hooklet.conf', '--state', `${home}/s`);
    refuses(eve, 8, ['/usr/lib: permission denied'], '--shared-hosting', '/usr/lib/hooks');
    fs.chmodSync(web, 0o555);
    refuses(eve, 8, [`${web}: permission denied`, `chmod u+wx ${web}`]);
    fs.chmodSync(web, 0o755);
    refuses(eve, 5, ['github-ping.fcgi', 'No such file', '--programs DIR'], '--programs', home);
    refuses(eve, 2, ['from / on'], '--programs', 'here');
    refuses(eve, 2, ['--url takes an address'], '--url', 'ann.example');
    fs.writeFileSync(path.join(home, 'file'), '');
    refuses(eve, 8, ['is a file'], '--state', `${home}/file`);
    assert.equal(eve.hooklet('init', '--url', 'https://ann.example').status, 2);
    assert.match(eve.hooklet('init', '--programs', builddir).stderr, /go with --shared-hosting/);
    assert.equal(eve.hooklet('init', '--paths').status, 2);
});

const disk = path.join(builddir, 'tests/system/other-disk.so');
await (fs.existsSync(disk) ? test : (name) => skip(name, 'other-disk.so is not built'))('a-home-directory-on-nfs', () => {
    const far = new Account(), env = { LD_PRELOAD: disk, OTHER_DISK: '0x6969' };
    const before = listing(far.home);
    const said = far.hooklet({ env }, 'init', '--shared-hosting', far.web, '--programs', builddir);
    assert.equal(said.status, 4, said.said);
    assert.match(said.stderr, /\/\.hooklet\/state: is on NFS, a network file system, .*: --state DIR, on a local disk/);
    assert.deepEqual(listing(far.home), before);
    // What was a local disk, and has moved.
    far.made();
    assert.match(far.bad(['file system'], { env }).join(), /^FAIL file system NFS: .*local disk/);
    assert.equal(far.cron(`* * * * * ${builddir}/hooklet --config ${far.conf} work --drain --max-time 50s`, env).status, 4);
});

await test('what-others-have-made-is-not-overwritten', () => {
    const eve = new Account(), file = path.join(eve.web, '.htaccess'), dir = path.join(eve.web, 'hooklet');
    for (const text of ['# BEGIN hooklet\n', '# END hooklet\n', '# END hooklet\n# BEGIN hooklet\n', '# BEGIN hooklet\n# BEGIN hooklet\n# END hooklet\n',
        '# BEGIN hooklet\n# END hooklet\n# BEGIN hooklet\n# END hooklet\n']) {
        fs.writeFileSync(file, text);
        refuses(eve, 6, [file, 'as one pair']);
    }
    fs.writeFileSync(file, 'a\0b');
    refuses(eve, 6, [file, 'is no text']);
    fs.rmSync(file);
    fs.symlinkSync('/etc/passwd', file);
    refuses(eve, 6, [file, 'symbolic link']);
    fs.rmSync(file);
    fs.mkdirSync(file);
    refuses(eve, 6, [file, 'is a directory', 'move it away']);
    fs.rmdirSync(file);
    fs.writeFileSync(dir, '');
    refuses(eve, 6, [dir, 'is no directory']);
    fs.rmSync(dir);
    fs.mkdirSync(dir);
    fs.writeFileSync(eve.wrapper('github-push'), '#!/bin/sh\necho mine\n', { mode: 0o755 });
    refuses(eve, 6, [eve.wrapper('github-push'), 'was not made by hooklet']);
    fs.rmSync(eve.wrapper('github-push'));
    fs.symlinkSync(path.join(builddir, 'github-push.fcgi'), eve.wrapper('github-push'));
    refuses(eve, 6, [eve.wrapper('github-push'), 'symbolic link']);
});

await test('a-configuration-that-is-there-is-kept-and-asked', () => {
    const dan = new Account();
    fs.mkdirSync(path.dirname(dan.conf), { mode: 0o700 });
    fs.writeFileSync(path.join(dan.home, 'secret'), 'very secret\n', { mode: 0o400 });
    const text = `state = "${dan.home}/data"\ngithub { secret "own" { file = "${dan.home}/secret" } }\n`;
    fs.writeFileSync(dan.conf, `${text}web = 1\n`);
    refuses(dan, 3, [`${dan.conf}:3`]);
    fs.writeFileSync(dan.conf, text);
    refuses(dan, 3, ['change one of them'], '--state', `${dan.home}/other`);
    fs.writeFileSync(dan.conf, text.replace('/data', '/public_html/data'));
    refuses(dan, 3, ['in the web space']);
    fs.writeFileSync(dan.conf, text);
    refuses(dan, 3, [`add to it: web_directory = '${dan.web}'`]);
    const whole = `${text}web_directory = '${dan.web}'\nweb_url = 'http://127.0.0.1:9/dan'\n`;
    fs.writeFileSync(dan.conf, whole);
    refuses(dan, 3, [`web_url = 'http://127.0.0.1:9/dan/bot'`], '--url', 'http://127.0.0.1:9/dan/bot');
    refuses(dan, 3, ['web_paths = yes'], '--paths');
    assert.equal(dan.made('--url', 'http://127.0.0.1:9/dan/hooks/github').payload_url, 'http://127.0.0.1:9/dan/hooks/github');
    assert.equal(read(dan.conf), whole);
    assert.deepEqual(dan.bad(['hosting']), []);
    fs.writeFileSync(dan.conf, whole.replace('/dan', '/bot'));
    assert.match(dan.bad(['hosting']).join(), /our lines are missing, changed, or of another version or configuration/);
    assert.equal(dan.made().htaccess, 'renewed');
});

// --- doctor ------------------------------------------------------------------------------------------------------------------

await test('doctor-has-nothing-against-it', () => {
    assert.deepEqual(ann.bad(), []);
    const { checks } = ann.doctor();
    for (const [name, words] of [['hosting', `${programs.length + 1} wrappers`], ['hosting', '.htaccess: as it should be'], ['hosting', 'not in the web space'],
        ['cron', 'its line ran'], ['programs', `all ${programs.length}`]]) {
        assert.ok(checks.some(({ check, finding, text }) => check === name && finding === 'ok' && text.includes(words)), words);
    }
    assert.ok(!checks.some(({ check }) => check === 'socket' || check === 'worker'));
});

// What is done to it, what doctor says, and nothing else; the line that it names mends it, unless there is another way.
const damages = [
    ['the-directory-can-be-written-by-others', () => fs.chmodSync(ann.web, 0o775), /^FAIL hosting .*suexec runs nothing there: chmod go-w /],
    ['the-directory-is-closed', () => fs.chmodSync(ann.web, 0o700), /^warn hosting .*only its owner may pass .*chmod a\+x (\S+),/],
    ['wrappers-can-be-written-by-others', () => fs.chmodSync(ann.wrapper('api'), 0o757), /^FAIL hosting .*api\.cgi: others than its owner may write it \(0757\).*chmod/],
    ['their-directory-can-be-written-by-others', () => fs.chmodSync(path.join(ann.web, 'hooklet'), 0o777), /^FAIL hosting .*\/hooklet: others/],
    ['a-wrapper-can-not-be-executed', () => fs.chmodSync(ann.wrapper('api'), 0o644), /^FAIL hosting .*can't be executed \(0644\): chmod 0755 /],
    ['a-wrapper-is-gone', () => fs.rmSync(ann.wrapper('api')), /^FAIL hosting .*api\.cgi: no such file: \S+hooklet init/],
    ['wrappers-are-gone', () => fs.rmSync(path.join(ann.web, 'hooklet'), { recursive: true }), /^FAIL hosting .*\/hooklet: is no directory: \S+hooklet init/],
    ['wrappers-are-of-another-place', () => {
        for (const name of ['api', 'asana']) fs.writeFileSync(ann.wrapper(name), read(ann.wrapper(name)).replace('/.hooklet/', '/.old/'));
    }, /^FAIL hosting .*is not what this version of hooklet makes.*: \S+hooklet init .*\(and 1 more\)$/],
    ['our-lines-are-gone', () => fs.writeFileSync(htaccess, 'Options -Indexes\n'), /^FAIL hosting .*our lines are missing, changed.*: \S+hooklet init/],
    ['our-lines-were-changed', () => fs.writeFileSync(htaccess, read(htaccess).replace(/Rewrite/i, '#')), /^FAIL hosting .*our lines are missing, changed.*: \S+hooklet init/],
    ['no-htaccess', () => fs.rmSync(htaccess), /^FAIL hosting .*\.htaccess: no such file: \S+hooklet init/],
    ['the-htaccess-can-be-written-by-others', () => fs.chmodSync(htaccess, 0o666), /^FAIL hosting .*\.htaccess: others .*: chmod go-w /],
    ['the-state-is-open-to-the-group', () => fs.chmodSync(path.join(ann.home, '.hooklet/state'), 0o770), /^warn hosting .*other users of this machine.*: chmod 0700 /],
    ['the-configuration-is-open', () => fs.chmodSync(path.join(ann.home, '.hooklet'), 0o750), /^warn hosting .*other users of this machine.*: chmod 0700 /],
];

for (const [name, damage, said] of damages) {
    await test(`doctor-on-${name}`, () => {
        damage();
        const bad = ann.bad();
        assert.equal(bad.length, 1, bad.join('\n'));
        assert.match(bad[0], said);
        const [, line] = /: (chmod \S+ .*?|\S+hooklet init --shared-hosting .*?)(,.*| \(and 1 more\))?$/.exec(bad[0]);
        const mended = spawnSync('/bin/sh', ['-c', line], { env: ann.env, encoding: 'utf8' });
        assert.equal(mended.status, 0, `${line}: ${mended.stderr}`);
        assert.deepEqual(ann.bad(), [], line);
    });
}

await test('doctor-on-marks-that-are-no-pair', () => {
    const before = read(htaccess);
    fs.appendFileSync(htaccess, '# BEGIN hooklet\n');
    assert.match(ann.bad().join(), /as one pair: remove them/);
    fs.writeFileSync(htaccess, before);
});

await test('doctor-on-a-secret-that-others-can-read', () => {
    fs.chmodSync(made.secret, 0o444);
    assert.match(ann.bad().join('\n'), /^FAIL configuration .*github\.secret: its mode 0444 lets others read or write it; run chmod 0400 /m);
    fs.chmodSync(made.secret, 0o400);
    assert.deepEqual(ann.bad(), []);
});

await test('doctor-on-cron', () => {
    const zoe = new Account(), { cron } = zoe.made();
    assert.match(zoe.bad(['cron']).join(), /^warn cron its line has not run yet: crontab -e, and add: \* \* /);
    fs.writeFileSync(zoe.conf, read(zoe.conf).replace('cgi_drain = yes', 'cgi_drain = no'));
    const [said] = zoe.bad(['cron']);
    assert.match(said, /^FAIL cron/);
    assert.ok(said.endsWith(cron), said);
    assert.equal(zoe.cron(said.slice(said.indexOf('* * '))).status, 0);
    assert.deepEqual(zoe.bad(['cron']), []);
    // A drain that somebody starts by hand, or a program, is not cron's.
    const other = new Account();
    other.made();
    assert.equal(other.hooklet('--config', other.conf, 'work', '--drain').status, 0);
    assert.match(other.bad(['cron']).join(), /has not run yet/);
    // Ten minutes later.
    const later = { LD_PRELOAD: path.join(builddir, 'tests/system/shift-clock.so'), SHIFT_CLOCK: path.join(zoe.home, 'shift') };
    fs.writeFileSync(later.SHIFT_CLOCK, Buffer.from(BigInt64Array.of(600000n).buffer));
    assert.match(zoe.bad(['cron'], { env: later }).join(), /^FAIL cron its line has not run since .*crontab -l/);
});

await test('cron-that-finds-another-drain-at-work-has-come-all-the-same', async () => {
    const zoe = new Account(), { cron, state } = zoe.made();
    fs.writeFileSync(path.join(state, 'drain.lock'), '', { mode: 0o660 });
    const holder = spawnSync('flock', ['-n', path.join(state, 'drain.lock'), '/bin/sh', '-c', cron.replace(/^[* ]+/, '')], { env: zoe.env, encoding: 'utf8' });
    assert.equal(holder.status, 0, holder.stderr);
    assert.deepEqual(zoe.bad(['cron']), []);
});

await test('moved-directories', () => {
    const kim = new Account();
    kim.made();
    const other = path.join(kim.home, 'public_html', 'bot');
    refuses(kim, 3, [`web_directory = "${kim.web}"`, 'change it there'], '--shared-hosting', other);
    fs.renameSync(kim.web, `${kim.web}.old`);
    assert.match(kim.bad(['hosting']).join(), /public_html: there is no such directory: .*\(web_directory\)$/);
    fs.renameSync(`${kim.web}.old`, kim.web);
    fs.writeFileSync(kim.conf, read(kim.conf).replace(/^web_directory = .*$/m, `web_directory = '${other}'`));
    assert.equal(kim.made('--shared-hosting', other).htaccess, 'made');
    assert.deepEqual(kim.bad(['hosting']), []);
    // The host gives the account another home directory.
    const moved = new Account();
    fs.rmSync(moved.home, { recursive: true });
    fs.renameSync(kim.home, moved.home);
    fs.writeFileSync(moved.conf, read(moved.conf).replaceAll(kim.home, moved.home));
    assert.match(moved.bad(['hosting']).join(), /is not what this version of hooklet makes.*\(and \d+ more\)$/);
    assert.equal(moved.made('--shared-hosting', path.join(moved.web, 'bot')).wrappers_written, programs.length);
    assert.deepEqual(moved.bad(['hosting']), []);
});

await test('doctor-on-secrets-in-the-web-space', () => {
    const max = new Account();
    max.made();
    const secret = path.join(max.web, '.secret');
    fs.writeFileSync(secret, 'very secret\n', { mode: 0o400 });
    fs.appendFileSync(max.conf, `source "shop" {\n    scheme = token\n    header = X-Token\n    event = X-Event\n    secret "till" { file = "${secret}" }\n}\n`);
    assert.match(max.bad(['hosting']).join('\n'), /^FAIL hosting \S+\/\.secret: is in the web space, \S+public_html, .*: move it out, and give it a new secret/m);
});

// A server that shows files, as one does that has the wrong directory.
async function serve(root) {
    const asked = [];
    const server = http.createServer((req, res) => {
        asked.push(req.url);
        const file = path.join(root, decodeURIComponent(req.url));
        const there = req.method === 'GET' && fs.existsSync(file) && fs.statSync(file).isFile();
        res.writeHead(there ? 200 : 404).end(there ? fs.readFileSync(file) : 'no');
    });
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    atEnd.push(() => server.close());
    return { asked, url: `http://127.0.0.1:${server.address().port}` };
}

// Beside this process, which answers.
function doctorAt(account, url) {
    return new Promise((resolve) => {
        const child = spawn(path.join(builddir, 'hooklet'), ['--config', account.conf, 'doctor', '--json', '--programs', builddir, '--url', url], { env: account.env });
        let said = '';
        child.stdout.on('data', (data) => { said += data; });
        child.on('close', () => resolve(JSON.parse(said).checks.filter(({ check }) => ['hosting', 'url'].includes(check))));
    });
}

await test('doctor-asks-for-what-nobody-may-have', async () => {
    const joe = new Account();
    const hooks = path.join(joe.home, 'hooks'); // the host shows the whole home directory
    joe.made('--shared-hosting', hooks);
    const { url, asked } = await serve(joe.home);
    const open = await doctorAt(joe, `${url}/hooks/`);
    const failed = open.filter(({ check, finding }) => check === 'hosting' && finding === 'FAIL').map(({ text }) => text);
    assert.deepEqual(asked.filter((target) => !target.includes('/hooks/')).sort(),
        ['/.hooklet/github.secret', '/.hooklet/hooklet.conf', '/.hooklet/state/hooklet.db']);
    assert.equal(failed.length, 3, JSON.stringify(open));
    for (const text of failed) assert.match(text, /anybody gets it \(HTTP 200\) as http:\S+\/\.hooklet\/\S+: move it/);
    // One that refuses them.
    const shut = await serve(hooks);
    const closed = await doctorAt(joe, `${shut.url}/hooks/hooks/github`);
    assert.deepEqual(closed.filter(({ check, finding }) => check === 'hosting' && finding !== 'ok'), []);
    assert.equal(closed.filter(({ text }) => /is refused \(HTTP 404\)/.test(text)).length, 3);
    assert.match(closed.find(({ check }) => check === 'url').text, new RegExp(`^${shut.url}/hooks/hooks/github: HTTP 404: nothing is served there`));
    // Where the address leads to the directory itself, nothing else is below it.
    const own = await serve(hooks);
    await doctorAt(joe, own.url);
    assert.deepEqual(own.asked, ['/hooks/github']);
});

await test('doctor-on-answers-that-are-not-ours', async () => {
    const lou = new Account();
    lou.made();
    const server = http.createServer((req, res) => {
        const [, status, words] = /^\/(\d+)\/(\w*)/.exec(req.url);
        res.writeHead(Number(status), status[0] === '3' ? { Location: 'https://www.example.org/' } : {}).end(words === 'sh' ? '#!/bin/sh\n' : words);
    });
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    atEnd.push(() => server.close());
    for (const [base, said] of [['200/page', /somebody else answers than hooklet: does the address lead here.*above our lines/],
        ['200/sh', /HTTP 200, with the text of a wrapper: the host does not run CGI/], ['301/', /leads on to https:\/\/www\.example\.org\/, where GitHub/],
        ['404/', /AllowOverride All/], ['405/', /does the address lead to that directory/], ['500/', /the host's error log says why \(CGI/],
        ['503/', /the program was ended, or took too long/], ['418/', /HTTP 418: look into the log/]]) {
        const url = (await doctorAt(lou, `http://127.0.0.1:${server.address().port}/${base}`)).find(({ check }) => check === 'url');
        assert.equal(url.finding, 'FAIL', base);
        assert.match(url.text, said);
    }
});

await done();
