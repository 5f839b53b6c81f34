// people.mjs - hooklet people: linked, listed, forgotten; spreadsheets imported, with what people get wrong in them
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, test } from './lib.mjs';

const site = await Site.make();
const people = (...args) => site.hooklet('people', ...args);
const file = path.join(site.dir, 'people.csv');

function equal(found, expected, what) {
    const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
    if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

function contains(text, part) {
    if (!text.includes(part)) throw new Error(`"${part}" is not in: ${text}`);
}

// Runs it; what it says must hold all parts.
function says(status, args, ...parts) {
    const { stdout, stderr, ...run } = people(...args);
    equal(run.status, status, `${args.join(' ')}: ${stdout}${stderr}`);
    for (const part of parts) contains(stdout + stderr, part);
    return stdout + stderr;
}

// Imports this text, or these bytes.
function imports(status, text, ...parts) {
    fs.writeFileSync(file, text);
    return says(status, ['import', file], ...parts);
}

const all = () => JSON.parse(people('--json').stdout).people;

function forgetAll() {
    for (const { github, asana, slack } of all()) {
        const key = github !== undefined ? [github] : asana !== undefined ? ['--asana', asana] : ['--slack', slack];
        equal(people('unlink', ...key).status, 0, key.join(' '));
    }
}

// --- One by one --------------------------------------------------------------------------------------------------------------

await test('nobody-at-first', () => {
    for (const args of [[], ['list']]) says(0, args, 'Nobody is known yet; see hooklet people --help.');
    equal(JSON.parse(people('list', '--json').stdout), { people: [] }, 'JSON');
});

await test('link-then-list-then-unlink', () => {
    says(0, ['link', 'ann', '--asana', '1204512345678901', '--name', 'Ann Lee'], 'ann is linked: Asana user 1204512345678901, Ann Lee.');
    says(0, ['link', '@Ann', '--slack', 'U012AB3CD'], 'Ann is linked: Asana user 1204512345678901, Slack user U012AB3CD, Ann Lee.');
    says(0, ['link', 'Ann', '--slack', 'U012AB3CD'], 'Ann was already linked');
    says(0, ['link', 'bob', '--slack', 'W12'], 'bob is linked: Slack user W12.');
    equal(people('list').stdout, 'GITHUB  ASANA             SLACK      NAME\nAnn     1204512345678901  U012AB3CD  Ann Lee\n' +
        'bob     -                 W12        -\n', 'table');
    equal(all(), [{ github: 'Ann', asana: '1204512345678901', slack: 'U012AB3CD', name: 'Ann Lee' }, { github: 'bob', slack: 'W12' }], 'JSON');
    says(0, ['unlink', '@ann'], 'Ann is unlinked; was Asana user 1204512345678901, Slack user U012AB3CD, Ann Lee.');
    equal(all().length, 1, 'who is left');
    says(0, ['unlink', '--slack', 'W12'], 'bob is unlinked');
    equal(all(), [], 'nobody');
});

await test('json-says-what-was-done', () => {
    const linked = JSON.parse(people('link', 'ann', '--asana', '1', '--json').stdout);
    equal(linked, { change: 'new', person: { github: 'ann', asana: '1' } }, 'new');
    equal(JSON.parse(people('link', 'ann', '--asana', '2', '--json').stdout).change, 'changed', 'changed');
    equal(JSON.parse(people('link', 'ann', '--asana', '2', '--json').stdout).change, 'unchanged', 'unchanged');
    equal(JSON.parse(people('unlink', '--asana', '2', '--json').stdout), { unlinked: { github: 'ann', asana: '2' } }, 'unlinked');
});

await test('what-another-has-is-refused-by-name', () => {
    people('link', 'ann', '--asana', '1', '--slack', 'U11');
    says(6, ['link', 'bob', '--asana', '1'], 'Asana user 1 is linked to ann already', 'hooklet people unlink --asana 1');
    says(6, ['link', 'bob', '--slack', 'U11'], 'Slack user U11 is linked to ann already');
    equal(all().length, 1, 'nobody new');
    forgetAll();
});

await test('unlinking-somebody-unknown-names-the-nearest', () => {
    people('link', 'Octocat', '--slack', 'U11');
    says(5, ['unlink', 'octokat'], 'nobody has the login octokat; did you mean octocat?');
    says(5, ['unlink', 'zoe'], 'hooklet people shows all');
    says(5, ['unlink', '--asana', '12'], 'nobody has the Asana user 12');
    says(5, ['unlink', '--slack', 'U12'], 'nobody has the Slack user U12');
    forgetAll();
});

await test('wrong-words-say-what-would-be-right', () => {
    says(2, ['link'], 'needs a login');
    says(2, ['link', 'ann'], 'link ann to what? Say --asana, --slack or --name');
    says(2, ['link', 'ann', 'bob', '--slack', 'U11'], 'one word too many: "bob"');
    says(2, ['link', 'ann lee', '--slack', 'U11'], 'no login of GitHub', 'github.com/');
    says(2, ['link', 'ann', '--slack', 'u012ab3cd'], 'Copy member ID');
    says(2, ['link', 'ann', '--slack', '@ann'], 'Copy member ID');
    says(2, ['link', 'ann', '--asana', 'Ann Lee'], 'no gid of an Asana user');
    says(2, ['link', 'ann', '--asana', ''], 'asana is empty');
    says(2, ['link', 'ann', '--name', 'Ann\nLee'], 'more than one line');
    says(2, ['link', 'ann', '--asan', '1', '--color'], 'unknown option --color');
    says(2, ['unlink'], 'unlink whom?');
    says(2, ['unlink', 'ann', '--asana', '1'], 'one of them');
    says(2, ['lnk'], 'did you mean link?');
    says(2, ['delete', 'ann'], 'knows no "delete"');
    says(2, ['list', 'ann'], 'one word too many');
    says(2, ['import'], 'needs a file');
    equal(all(), [], 'nobody');
});

// --- Tables ------------------------------------------------------------------------------------------------------------------

await test('import-twice-changes-nothing-the-second-time', () => {
    const table = 'github,asana,slack,name\nann,1,U11,Ann Lee\nbob,2,,\n,3,U33,Zoe\n';
    people('link', 'ann', '--asana', '9');
    people('link', 'bob', '--asana', '2');
    imports(0, table, '1 new, 1 changed, 1 unchanged.');
    imports(0, table, '0 new, 0 changed, 3 unchanged.');
    equal(all(), [{ github: 'ann', asana: '1', slack: 'U11', name: 'Ann Lee' }, { github: 'bob', asana: '2' },
        { asana: '3', slack: 'U33', name: 'Zoe' }], 'people');
    equal(JSON.parse(people('import', file, '--json').stdout), { ok: true, dry_run: false, new: 0, changed: 0, unchanged: 3 }, 'JSON');
    forgetAll();
});

await test('import-of-standard-input', () => {
    const run = spawnSync(path.join(builddir, 'hooklet'), ['people', 'import', '-'],
        { encoding: 'utf8', env: site.env, input: 'slack,github\nU11,@ann\n', timeout: 60000 });
    equal([run.status, run.stdout], [0, '1 new, 0 changed, 0 unchanged.\n'], run.stderr);
    equal(all(), [{ github: 'ann', slack: 'U11' }], 'people');
    forgetAll();
});

await test('import-as-excel-writes-it', () => {
    imports(0, '\ufeffName;GITHUB; Slack ;asana;\r\n"Lee; ""Ann""";ann;U11;1;\r\n;;;;\r\nJürgen; bob ;;"2";\r\n', '2 new');
    equal(all(), [{ github: 'ann', asana: '1', slack: 'U11', name: 'Lee; "Ann"' }, { github: 'bob', asana: '2', name: 'Jürgen' }], 'people');
    forgetAll();
});

await test('dry-run-tells-and-writes-nothing', () => {
    people('link', 'ann', '--asana', '1');
    people('link', 'bob', '--asana', '2');
    fs.writeFileSync(file, 'github,asana\nann,5\nbob,2\nzoe,3\n');
    const { status, stdout } = people('import', '--dry-run', file);
    equal(status, 0, 'exit status');
    equal(stdout, 'LINE  CHANGE   GITHUB  ASANA  SLACK  NAME\n2     changed  ann     5      -      -\n4     new      zoe     3      -      -\n' +
        '1 new, 1 changed, 1 unchanged; this was a dry run, nothing is written.\n', 'table');
    equal(all().map((one) => one.asana), ['1', '2'], 'as before');
    forgetAll();
});

await test('two-may-change-their-ids', () => {
    people('link', 'ann', '--asana', '1', '--slack', 'U11');
    people('link', 'bob', '--asana', '2', '--slack', 'U22');
    imports(0, 'github,asana,slack\nann,2,U22\nbob,1,U11\n', '0 new, 2 changed');
    equal(all().map((one) => [one.asana, one.slack]), [['2', 'U22'], ['1', 'U11']], 'ids');
    forgetAll();
});

await test('every-mistake-is-told-with-its-line-and-nothing-imported', () => {
    people('link', 'kim', '--asana', '77');
    const said = imports(1, Buffer.concat([Buffer.from('github,asana,slack,name\nann,1,U11,Ann\nan n,x,u11,\nbob,1.20451E+15,,\ncat,cat@example.org,,\n' +
        '"dan"x,1,,\n,,,Zoe\neve,5,,,,too\nfay,6,,J'), Buffer.from([0xfc]), Buffer.from('rgen\nANN,7,,\ngus,1,,\n')]),
    `${file}:3: github: "an n" is no login`, `${file}:3: asana: "x" is no gid`, `${file}:3: slack: "u11" is no member ID`,
    `${file}:4: asana: "1.20451E+15" is what a spreadsheet has made of a long number: format the column as text`,
    `${file}:5: asana: "cat@example.org"`, `${file}:6: text behind a closing quote`, `${file}:7: who is "Zoe"?`,
    `${file}:8: "too" stands in column 6, which has no heading`, `${file}:9: this is not UTF-8; save it as "CSV UTF-8"`,
    `${file}:10: github: ANN stands in line 2 already; make one line of both`, `${file}:11: asana: 1 stands in line 2 already`,
    'hooklet: 11 mistakes; nothing was imported');
    const lines = said.split('\n').map((line) => Number(/:(\d+): /.exec(line)?.[1] ?? 99));
    equal(lines, [...lines].sort((a, b) => a - b), 'order of the lines');
    equal(all().map((one) => one.github), ['kim'], 'as before');
    const { status, stdout } = people('import', file, '--json');
    equal([status, JSON.parse(stdout).ok, JSON.parse(stdout).mistakes.length], [1, false, 11], 'JSON');
    forgetAll();
});

await test('what-another-has-is-told-with-its-line', () => {
    people('link', 'kim', '--asana', '77', '--slack', 'U77');
    imports(6, 'github,asana,slack\nann,1,\nbob,77,\ncat,,U77\n', `${file}:3: Asana user 77 is linked to kim already`,
        `${file}:4: Slack user U77 is linked to kim already`, '2 mistakes; nothing was imported');
    // Beside another mistake, too.
    imports(1, 'github,asana,slack\na b,1,\nbob,77,\n', `${file}:2: github: "a b"`, `${file}:3: Asana user 77 is linked to kim already`);
    equal(all().length, 1, 'nobody new');
    forgetAll();
});

await test('headings-that-are-none', () => {
    imports(1, '', 'it is empty; its first line names the columns: github,asana,slack,name');
    imports(1, 'ann,1,U11\n', `${file}:1: the first line names the columns`, '1 mistake;');
    imports(1, 'name\nAnn\n', `${file}:1: the first line names the columns`);
    imports(1, 'gthub,asana,e-mail\nann,1,x\n', `${file}:1: "gthub" is no column`, 'did you mean github?', '"e-mail" is no column', 'take it out');
    imports(1, 'github,asana,GitHub\nann,1,bob\n', 'there are two columns "GitHub"');
    imports(1, Buffer.from('\ufeffgithub,asana\nann,1\n', 'utf16le'), 'UTF-16; save it as "CSV UTF-8"');
    says(5, ['import', path.join(site.dir, 'none.csv')], 'none.csv');
    equal(all(), [], 'nobody');
});

await test('anything-else-is-no-table-and-soon-given-up', () => {
    const bytes = Buffer.from(Array.from({ length: 300000 }, (_, i) => (i * 7919) % 251));
    imports(1, Buffer.concat([Buffer.from('github,asana\n'), bytes]), 'nothing was imported');
    imports(1, 'github,asana\n' + '"\n'.repeat(100001), 'nothing was imported');
    const said = imports(1, 'github,asana\n' + 'a b,c\n'.repeat(100000), 'there are more; mend these first');
    equal(said.split('\n').length, 103, 'lines');
    equal(all(), [], 'nobody');
});

await test('thousands-at-once', () => {
    const lines = (gid) => Array.from({ length: 20000 }, (_, i) => `user-${i},${gid + i},U${i + 100},Name ${i}`);
    imports(0, ['github,asana,slack,name', ...lines(1)].join('\n'), '20000 new, 0 changed, 0 unchanged.');
    // Everybody gets the number of the one before.
    imports(0, ['github,asana,slack,name', ...lines(2)].join('\n'), '0 new, 20000 changed, 0 unchanged.');
    equal(all().length, 20000, 'people');
});

await test('people-without-a-database-say-what-to-do', () => {
    fs.rmSync(path.join(site.dir, 'state'), { recursive: true });
    for (const args of [[], ['link', 'ann', '--asana', '1'], ['unlink', 'ann'], ['import', file]]) says(5, args, 'hooklet init');
});

await done();
