// test-man.mjs - the manual says what is there: each command, part and option stands in --help, in its page and in the code, each program
// and path of the table in hooklet-programs(8), each page is listed and installed, and mandoc has nothing to say about any of them.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, done, skip, srcdir, test } from '../system/lib.mjs';

const man = path.join(srcdir, 'man');
const pages = fs.readdirSync(man).sort();
const common = ['--config', '--help', '--json', '-h']; // hooklet(1) has them for all commands

function run(command, ...args) {
    return spawnSync(command, args, { encoding: 'utf8', timeout: 60000, input: '' });
}

const hooklet = (...args) => run(path.join(builddir, 'hooklet'), ...args);
const unique = (items) => [...new Set(items)].sort();
const without = (items, others) => items.filter((item) => !others.includes(item));
const optionsIn = (text) => unique(text.match(/(?<![\w-])--?[a-z][a-z0-9-]*/g) ?? []);

// --- What --help says --------------------------------------------------------------------------------------------------------

// The lines `hooklet NAME ...` of a usage text, those that go on in the next line joined.
function synopsis(usage) {
    const head = usage.match(/^usage: .*\n(?: {7}.*\n)*/)[0];
    return head.replace(/^usage: /, '       ').replace(/\n {8,}/g, ' ').trimEnd().split('\n').map((line) => line.trim());
}

// The lower-case words of such a line that are neither an option nor its value: the parts of the command.
function partsIn(name, line) {
    const bare = line.slice(`hooklet ${name}`.length).replace(/(?<![\w-])--?[a-z][a-z-]*( (?![-[(|])[^\s\])]+)?/g, ' ').replace(/https?:\S+/g, '');
    return bare.split(/[\s[\]()|]+/).filter((word) => /^[a-z][a-z-]*$/.test(word));
}

function readCommand(name) {
    const usage = hooklet(name, '--help').stdout;
    const parts = unique(synopsis(usage).flatMap((line) => partsIn(name, line)));
    // A part may have a text of its own.
    const texts = unique([usage, ...parts.map((part) => hooklet(name, part, '--help').stdout).filter((text) => text.startsWith('usage: '))]);
    return { name, usage, parts, options: without(optionsIn(texts.join('\n')), common), lines: synopsis(usage) };
}

const overview = hooklet('help').stdout;
const commands = overview.match(/(?<=^ {2})[a-z][a-z-]*(?= +\S)/gm).map(readCommand);

// --- What the page says ------------------------------------------------------------------------------------------------------

const section = (page, name) => page.match(new RegExp(`^\\.Sh ${name}\\n((?!\\.Sh )[^\\n]*\\n)*`, 'm'))?.[0] ?? '';
const items = (page) => (page.match(/^\.It .*/gm) ?? []).join('\n');

// Fl Fl since, Fl n: in mdoc's words.
function optionsOf(text) {
    const long = [...text.matchAll(/\bFl Fl ([a-z][a-z0-9-]*)/g)].map(([, word]) => `--${word}`);
    const short = [...text.matchAll(/(?<!Fl )\bFl ([a-z])\b/g)].map(([, letter]) => `-${letter}`);
    return without(unique([...long, ...short]), common);
}

// The words behind Cm in a synopsis, but for those that are values of an option.
function partsOf(text) {
    const bare = text.replace(/Fl Fl [a-z-]+ Cm [^\n]*/g, '');
    return unique([...bare.matchAll(/\bCm ((?:[a-z][a-z-]*(?: [|,] )?)+)/g)].flatMap(([, words]) => words.split(/ [|,] | /)).filter((word) => word));
}

const pageOf = (name) => fs.readFileSync(path.join(man, `hooklet-${name}.1`), 'utf8');

await test('every-command-has-its-page-and-every-page-its-command', () => {
    const names = commands.map(({ name }) => name);
    const written = pages.filter((file) => /^hooklet-.*\.1$/.test(file)).map((file) => file.slice('hooklet-'.length, -'.1'.length));
    assert.deepEqual(written, [...names].sort());
    for (const { name } of commands) assert.match(pageOf(name), new RegExp(`^\\.Nm hooklet-${name}\\n\\.Nd `, 'm'));
});

for (const { name, parts, options } of commands) {
    await test(`${name}-help-and-page-have-the-same-words`, () => {
        const page = pageOf(name);
        const lines = section(page, 'SYNOPSIS');
        assert.deepEqual(optionsOf(`${lines}\n${items(page)}`), options, 'options');
        assert.deepEqual(partsOf(lines), parts, 'parts');
        // Which options there are is worth nothing if none says what they do.
        assert.deepEqual(without(optionsOf(lines), optionsOf(page.replace(lines, ''))), [], 'options without a word about them');
    });
}

await test('the-page-of-all-names-each-command-and-no-option-that-is-none', () => {
    const page = fs.readFileSync(path.join(man, 'hooklet.1'), 'utf8');
    for (const { name, options } of commands) {
        const own = page.split('\n').filter((line) => line.startsWith(`.It Cm ${name}`));
        assert.notDeepEqual(own, [], `hooklet(1) has no ${name}`);
        assert.deepEqual(without(optionsOf(own.join('\n')), options), [], name);
        assert.ok(section(page, 'SEE ALSO').includes(`.Xr hooklet-${name} 1 `), `SEE ALSO: hooklet-${name}(1)`);
    }
});

// --- What the code says ------------------------------------------------------------------------------------------------------

// The command that a file of src/cli/ belongs to: that of the longest name that its own begins with.
function commandOf(file) {
    const stem = path.parse(file).name.replaceAll('_', '-');
    return commands.filter(({ name }) => stem === name || stem.startsWith(`${name}-`)).sort((a, b) => b.name.length - a.name.length)[0];
}

await test('every-option-in-the-code-is-in-the-help', () => {
    const cli = path.join(srcdir, 'src', 'cli');
    let count = 0;
    for (const file of fs.readdirSync(cli).filter((name) => name.endsWith('.c'))) {
        const text = fs.readFileSync(path.join(cli, file), 'utf8');
        for (const [, long, letter] of text.matchAll(/\{ "([a-z][a-z0-9-]*)",\s*(?:0|'(.)'),\s*CLI_/g)) {
            const owner = commandOf(file);
            assert.ok(owner !== undefined, `${file} has options of no command`);
            assert.ok(owner.options.includes(`--${long}`), `${file}: --${long} is not in the help`);
            assert.ok(letter === undefined || owner.options.includes(`-${letter}`), `${file}: -${letter} is not in the help`);
            count++;
        }
    }
    assert.ok(count > 50, `${count} options found`);
});

// An option is known when the mistake that is told is another one, so that nothing is ever done here.
function knows(name, part, option) {
    const value = option.startsWith('--') ? `${option}=x` : option;
    const { status, stderr } = hooklet(name, ...part, value, '--no-such-option');
    assert.equal(status, 2, `hooklet ${[name, ...part].join(' ')} ${value}: ${stderr}`);
    return !stderr.includes(`unknown option ${option}`);
}

await test('every-option-in-the-help-is-known', () => {
    for (const { name, parts, options, lines } of commands) {
        for (const option of options) {
            // First the parts whose line has it.
            const has = (part) => lines.some((line) => partsIn(name, line).includes(part) && line.includes(option));
            const ways = parts.length === 0 ? [[]] : [...parts.filter(has), ...parts.filter((part) => !has(part))].map((part) => [part]);
            assert.ok(ways.some((part) => knows(name, part, option)), `hooklet ${name} ${option}`);
        }
    }
});

await test('what-doctor-looks-at-is-in-its-page', () => {
    const cli = path.join(srcdir, 'src', 'cli');
    const text = fs.readdirSync(cli).filter((name) => /^doctor.*\.c$/.test(name)).map((name) => fs.readFileSync(path.join(cli, name), 'utf8')).join('\n');
    const said = unique([...text.matchAll(/doctor_say\(doctor, FINDING_\w+,\s*"([^"]+)"/g)].map(([, name]) => name));
    const written = [...pageOf('doctor').matchAll(/^\.It ([a-z ]+)$/gm)].map(([, name]) => name);
    assert.deepEqual([without(said, written), written.filter((name) => !text.includes(`"${name}"`))], [[], []]);
});

// --- The programs ------------------------------------------------------------------------------------------------------------

const programs = fs.readFileSync(path.join(man, 'hooklet-programs.8'), 'utf8');

// NAME of each `.It Nm name , name` or `.It Pa path , path`, those that go on behind Ns Ar included.
function itemsOf(text, macro) {
    const lines = [...text.matchAll(new RegExp(`^\\.It ${macro} (.*)`, 'gm'))].map(([, rest]) => rest);
    return lines.flatMap((line) => line.replace(/ Ns Ar [A-Z]+/g, '').split(' , ')).sort();
}

await test('programs-and-paths-are-those-of-the-table', () => {
    const table = fs.readFileSync(path.join(srcdir, 'cgi-bin', 'programs.def'), 'utf8');
    const rows = (kind) => [...table.matchAll(new RegExp(`^${kind}\\((?:[^"]*?, )?"([^"]*)"(?:, "([^"]*)")?`, 'gm'))].map(([, ...names]) => names);
    const events = rows('EVENT');
    assert.deepEqual(itemsOf(section(programs, 'PROGRAMS'), 'Nm'), [...events, ...rows('PROGRAM')].map(([name]) => name).sort());
    for (const [name, event] of events) assert.match(programs, new RegExp(`^\\.It Nm ${name}\\n\\.Li ${event} :$`, 'm'));
    const routes = [...table.matchAll(/^ROUTE\((?:NULL|"[^"]*"), "([^"]*)"/gm)].map(([, route]) => route);
    const aliases = rows('ALIAS').map(([alias]) => alias);
    assert.ok(routes.length > 10 && aliases.length > 5);
    assert.deepEqual(itemsOf(section(programs, 'PATHS'), 'Pa'), [...routes, ...aliases, '/hooks/github/'].sort());
});

await test('options-of-programs-are-those-of-their-help', () => {
    const help = run(path.join(builddir, 'index.fcgi'), '--help').stdout;
    assert.deepEqual(optionsOf(`${section(programs, 'SYNOPSIS')}\n${items(programs)}`), without(optionsIn(help), common));
    for (const option of ['config', 'help']) assert.match(programs, new RegExp(`^\\.It Fl Fl ${option}`, 'm'));
});

// --- All pages ---------------------------------------------------------------------------------------------------------------

await test('every-page-is-installed', () => {
    const makefiles = ['Makefile.am', 'src/library/local.mk'].map((file) => fs.readFileSync(path.join(srcdir, file), 'utf8')).join('\n');
    const listed = makefiles.match(/^dist_man_MANS \+?= (.*\\\n)*.*/gm).join('\n').match(/man\/\S+/g);
    assert.deepEqual(listed.map((file) => path.basename(file)).sort(), pages);
});

await test('every-page-of-ours-that-is-referred-to-is-there', () => {
    for (const file of pages) {
        const text = fs.readFileSync(path.join(man, file), 'utf8');
        const named = [...text.matchAll(/\bXr (hooklet\S*) (\d)/g)].map(([, name, number]) => `${name}.${number}`);
        assert.deepEqual(without(unique(named), pages), [], file);
    }
});

const lint = run('mandoc', '-Tlint', ...pages.map((file) => path.join(man, file)));
if (lint.error !== undefined) {
    skip('mandoc-has-nothing-to-say', 'there is no mandoc');
} else {
    await test('mandoc-has-nothing-to-say', () => {
        // Whether pages of others are installed, and indexed, is this machine's matter.
        const said = `${lint.stdout}${lint.stderr}`.split('\n').filter((line) => line !== '' &&
            !/referenced manual not found|^mandoc: outdated mandoc\.db/.test(line));
        assert.deepEqual(said, []);
    });
}

await done();
