// documents-pages.mjs - what the pages in doc/ tell: their tables are the code's, their configuration is right, their commands do it.
import assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, push, skip, srcdir, temporary, test, until } from './lib.mjs';
import { startReceiver } from './receiver.mjs';
import { blocks, check, codes, isConf, page, shell, table } from './documents/pages.mjs';

const pages = fs.readdirSync(path.join(srcdir, 'doc')).filter((name) => name.endsWith('.md')).map((name) => `doc/${name}`);
const source = (file) => fs.readFileSync(path.join(srcdir, file), 'utf8');

await test('the-configuration-in-each-page-is-right', () => {
    let count = 0;
    for (const file of ['README.md', ...pages]) {
        for (const block of blocks(file).filter(isConf)) {
            const rule = /^ *source = (\w+)/m.exec(block)?.[1];
            const ran = check(block);
            assert.ok(rule === undefined || block.includes(`source "${rule}"`), `${file}: ${block}`);
            assert.equal(ran.status, 0, `${file}:\n${block}${ran.stdout}${ran.stderr}`);
            count++;
        }
    }
    assert.ok(count >= 15, `${count} blocks`);
});

// As somebody whose home directory it is: root is refused.
const as = process.getuid() === 0 ? 'setpriv --reuid 65534 --regid 65534 --clear-groups ' : '';
if (spawnSync('sh', ['-c', `${as}test -x ${builddir}/hooklet`]).status !== 0) skip('a-shared-host-in-five-minutes', `nobody else may look into ${builddir}`);
else await test('a-shared-host-in-five-minutes', async () => {
    const home = temporary();
    fs.mkdirSync(path.join(home, 'public_html'), { mode: 0o755 });
    for (const dir of [home, path.join(home, 'public_html')]) if (as !== '') fs.chownSync(dir, 65534, 65534);
    for (const file of ['README.md', 'doc/shared-hosting.md']) {
        const [init, conf, cron, doctor, ...more] = blocks(file).find((text) => text.includes('--shared-hosting')).trimEnd().split('\n');
        assert.deepEqual([more, cron.split(' ')[0], doctor], [[], 'crontab', '~/hooklet/bin/hooklet doctor']);
        const script = `${init} --programs ${builddir}\n${conf}\n~/hooklet/bin/hooklet check`.replaceAll('~/hooklet/bin', builddir);
        const said = await shell(`${as}env HOME=${home} bash -euc '${script}'`, { PATH: process.env.PATH });
        assert.match(said, /^ *\* \* \* \* \* .*hooklet --config .* work --drain --max-time 50s$/m);
        assert.deepEqual(fs.readdirSync(path.join(home, '.hooklet')).sort(), ['github.secret', 'hooklet.conf', 'state']);
        assert.match(fs.readFileSync(path.join(home, 'public_html/.htaccess'), 'utf8'), /^# BEGIN hooklet/m);
        assert.ok(fs.existsSync(path.join(home, 'public_html/hooklet/github-push.cgi')));
    }
});

await test('links-in-the-pages-lead-somewhere', () => {
    for (const file of ['README.md', 'HACKING.md', 'SECURITY.md', 'examples/circleci/README.md', ...pages]) {
        for (const [, link, anchor] of page(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
            const to = path.join(path.dirname(file), link);
            assert.ok(link === '' || fs.existsSync(path.join(srcdir, to)), `${file}: ${link}`);
            const headings = [...page(link === '' ? file : to).matchAll(/^#+ (.*)$/gm)].map(([, text]) => text.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-'));
            assert.ok(anchor === undefined || headings.includes(anchor), `${file}: #${anchor}`);
        }
    }
});

// What stands behind `hooklet` on a line of a block, or between backquotes, up to what the shell makes of it.
function commandsOf(file) {
    const texts = [...blocks(file).flatMap((block) => block.split('\n')), ...codes(page(file).replace(/^ {4}.*$/gm, ''))];
    return texts.flatMap((text) => [...text.replace(/ #.*/, '').matchAll(/(?:^|[\s(]|bin\/)hooklet ([a-z-][^|&;>)]*)/g)].map(([, words]) => words.trim()))
        .filter((words) => !/^-(?!-(?:config|json|version) )/.test(words));
}

await test('each-command-in-the-pages-is-one-with-such-options', () => {
    const said = {};
    const run = (...words) => said[words.join(' ')] ??= spawnSync(path.join(builddir, 'hooklet'), words, { encoding: 'utf8' }).stdout;
    const names = run('help').match(/(?<=^ {2})[a-z-]+(?= )/gm);
    let count = 0;
    for (const file of ['README.md', 'SECURITY.md', ...pages]) {
        for (const words of commandsOf(file)) {
            const [name, part] = words.replace(/^--\S+ \S+ /, '').split(/[^a-z-]+/);
            assert.ok(names.includes(name), `${file}: hooklet ${words}`);
            const help = `${run(name, '--help')}${/^[a-z]/.test(part ?? '') ? run(name, part, '--help') : ''} --help --config --json --version`;
            for (const [option] of words.matchAll(/(?<![\w-])--[a-z-]+/g)) assert.match(help, new RegExp(`(?<![\\w-])${option}(?![\\w-])`), `${file}: hooklet ${words}`);
            count++;
        }
    }
    assert.ok(count > 80, `${count} commands`);
});

await test('the-table-of-programs-is-the-table-of-programs', () => {
    const def = source('cgi-bin/programs.def');
    const written = table('README.md', '| program |').map(([program, takes]) => [codes(program)[0], codes(takes)[0]]);
    const events = [...def.matchAll(/^EVENT\("([^"]+)", "([^"]+)"\)/gm)].map(([, program, event]) => [program, event]);
    const first = (program) => def.match(new RegExp(`^ROUTE\\("${program}", "([^"]+)"`, 'm'))[1];
    const others = [...def.matchAll(/^PROGRAM\("([^"]+)"/gm)].map(([, program]) => program);
    assert.deepEqual(written.map(([program]) => program), [...events.map(([program]) => program), ...others]);
    for (const [program, event] of events) assert.ok(written.some(([name, takes]) => name === program && takes === event), program);
    for (const [program, takes] of written.slice(events.length + 1)) assert.equal(takes.replace(/(TOKEN|NAME)$/, ''), first(program), program);
});

// --- doc/github-app.md -------------------------------------------------------------------------------------------------------

const site = await Site.make({ rules: 'outgoing {\n    plain_http = true\n    networks = {127.0.0.1}\n    ports = {"*"}\n}\n' +
    'run "tell" {\n    repositories = {"*"}\n    events = {"push"}\n    command = {"/bin/true"}\n}\n' });

// What create-app would ask for.
async function asked(github, rules) {
    const conf = path.join(site.dir, 'app.conf');
    fs.writeFileSync(conf, `state = "${site.dir}/state"\ngithub {\n    ${github}\n    secret "test" { file = "${site.secretFile}" }\n}\n${rules}\n`);
    const child = spawn(path.join(builddir, 'hooklet'), ['--config', conf, 'github', 'create-app', '--url', 'https://h.example.org', '--print-page']);
    const end = new Promise((resolve) => child.on('close', resolve));
    let said = '';
    child.stderr.on('data', (data) => { said += data; });
    await until('it says what it asks for', () => said.includes('Open the page') || child.exitCode !== null);
    child.kill('SIGTERM');
    await end;
    const line = (name) => said.match(new RegExp(`^  ${name} +(.*)$`, 'm'))?.[1].split(', ').sort() ?? [];
    return { permissions: line('permissions'), events: line('events').filter((name) => name !== 'none') };
}

const titles = Object.fromEntries([...source('src/work/manifest_table.c').matchAll(/\{ "(\w+)", "([^"]+)" \}/g)].map(([, name, title]) => [title, name]));
const rows = {
    'anything': ['commands = {}', ''],
    '`deploy`': ['commands = {}', 'deploy "web" {\n repository = "acme/web"\n command = {"/bin/true"}\n}'],
    '`commands` of `github`, `command`': ['', ''],
    '`command` with `who = member`': ['', 'command "c" {\n run = {"/bin/true"}\n who = member\n}'],
    '`invite`': ['commands = {}', 'invite "i" {\n organization = acme\n}'],
    '`invite` with `welcome`': ['commands = {}', 'invite "i" {\n organization = acme\n welcome = "hello"\n welcome_repository = acme/hall\n}'],
    '`tasks`': ['commands = {}', 'tasks "t" {\n repositories = {"acme/web"}\n}'],
    '`tasks` with `both_ways`': ['commands = {}', 'tasks "t" {\n repositories = {"acme/web"}\n both_ways = true\n}'],
    '`slack`, `project`, `deployment`': ['commands = {}', 'project "acme/web" {\n channel = C0123456789\n}'],
    '`recover = { "ORG" }`': ['commands = {}\n recover = {acme}', ''],
    '`recover = { "OWNER/REPO" }`': ['commands = {}\n recover = {acme/web}', ''],
};
// A row with "with" says what comes on top of the one before it.
const onTop = { '`command` with `who = member`': '`commands` of `github`, `command`', '`invite` with `welcome`': '`invite`', '`tasks` with `both_ways`': '`tasks`' };

await test('each-permission-and-event-is-what-create-app-asks-for', async () => {
    const written = Object.fromEntries(table('doc/github-app.md', '| hooklet.conf has |').map(([what, permissions, events]) => [what, { permissions, events }]));
    assert.deepEqual(Object.keys(written), [...Object.keys(rows), '`run`, `forward`']);
    const base = new Set(['metadata: read']);
    for (const [what, [github, rules]] of Object.entries(rows)) {
        const names = (row) => (row === undefined ? [] : row.permissions.split(', ').filter((word) => word !== '').map((word) => {
            const [title, level] = word.split(': ');
            return [titles[title] ?? title, level];
        }));
        const expected = new Map([...base].map((word) => word.split(': ')));
        for (const [name, level] of [...names(written[onTop[what]]), ...names(written[what])]) if (expected.get(name) !== 'write') expected.set(name, level);
        const got = await asked(github, rules);
        const events = [...codes(written[onTop[what]]?.events ?? ''), ...codes(written[what].events)].sort();
        assert.deepEqual({ what, ...got }, { what, permissions: [...expected].map(([name, level]) => `${name}: ${level}`).sort(), events });
    }
});

await test('programs-their-events-and-permissions-are-the-tables', () => {
    const events = [...source('cgi-bin/programs.def').matchAll(/^EVENT\("([^"]+)", "([^"]+)"\)/gm)].map(([, program, event]) => [program, event]);
    const needs = Object.fromEntries([...source('src/work/manifest_table.c').matchAll(/\{ "(\w+)", (?:"(\w+)"|NULL) \}/g)].map(([, name, need]) => [name, need]));
    const written = table('doc/github-app.md', '| program |').map(([program, event, permission]) => [codes(program)[0], codes(event)[0], permission]);
    assert.deepEqual(written.pop(), ['github-other', undefined, 'that of the event']);
    assert.deepEqual(written, events.map(([program, event]) => [program, event, Object.entries(titles).find(([, name]) => name === needs[event])?.[0] ?? 'none']));
});

// --- doc/try-it-with-github.md -------------------------------------------------------------------------------------------------

const receiver = await startReceiver();
await site.program('github-push');
await site.nginx();
site.worker();
const env = { ...site.env, PATH: `${builddir}:${process.env.PATH}` };

await test('trying-it-as-the-page-says', async () => {
    const file = path.join(site.dir, 'push.json');
    fs.writeFileSync(file, JSON.stringify(push()));
    const all = blocks('doc/try-it-with-github.md');
    const run = (text) => shell(`cd ${site.dir}\n${text.replaceAll('http://127.0.0.1:8080', site.url)}`, env);
    const [, deliver, why] = all.find((text) => text.startsWith('hooklet doctor')).split('\n');
    const delivered = await run(deliver);
    await site.settled();
    assert.match(await run(why), /Accepted/);
    assert.match(await run(all.find((text) => text.startsWith('hooklet explain'))), /tell/);
    const answer = await site.post('push', push(), { delivery: '0b989ba4-242f-11e5-81e1-c7b6966d2516' });
    const shown = JSON.parse(all.find((text) => text.startsWith('{"event"')));
    assert.equal(answer.status, 202, delivered);
    assert.deepEqual([Object.keys(answer.json), Object.keys(answer.json.jobs[0]), answer.json.status], [Object.keys(shown), Object.keys(shown.jobs[0]), shown.status]);
    await site.settled();
    assert.match(await run(all.find((text) => text.startsWith('hooklet why 0b989ba4'))), /0b989ba4-242f-11e5-81e1-c7b6966d2516/);
    const again = all.find((text) => text.startsWith('hooklet retry')).replace(' 3 ', ' 1 ').replace(' 7 ', ' 1 ');
    assert.match(await run(again), /tell/);
});

// --- doc/outgoing-owner.md -----------------------------------------------------------------------------------------------------

await test('an-owner-does-what-the-page-says', async () => {
    const all = blocks('doc/outgoing-owner.md');
    const run = (text) => shell(text.replaceAll('https://example.com', receiver.url), env);
    const [add, test_, token, watch, alarm, mend, rotate, end, ...more] = all;
    assert.deepEqual(more, []);
    assert.match(await run(add), /whsec_/);
    assert.match(await run(test_), /success/);
    assert.match(await run(token), /hlk_/);
    site.json('send', 'invoice.paid', '--owner', 'acme');
    await until('it is there', () => receiver.of('/hooks').length === 2);
    await site.settled();
    const [{ id }] = site.json('deliveries', '--owner', 'acme').deliveries;
    const lines = watch.replace('delivery 2', `delivery ${id}`).trimEnd().split('\n');
    assert.equal(lines.length, 5);
    for (const line of lines.filter((text) => !text.includes('--follow'))) assert.notEqual(await run(line), '', line);
    assert.match(await run(alarm), /whsec_/);
    for (const line of mend.replace('resend 2', `resend ${id}`).trimEnd().split('\n')) await run(line.replace(' #', ' || [ $? = 6 ] #'));
    assert.match(await run(rotate), /whsec_/);
    await run(end);
    assert.deepEqual(site.json('targets').targets.map(({ id }) => id), ['2']);
});

await done();
