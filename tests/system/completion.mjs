// completion.mjs - what bash completes: the function by itself, and a person at a terminal, with the package bash-completion and without
import assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { atEnd, builddir, done, skip, skipAll, srcdir, temporary, test, until } from './lib.mjs';

if (spawnSync('bash', ['-c', '((BASH_VERSINFO[0] >= 4))']).status !== 0) skipAll('there is no bash 4');
const file = path.join(srcdir, 'completions', 'hooklet');
const there = temporary();
fs.mkdirSync(path.join(there, 'a directory'));
for (const name of ['app.pem', 'people.csv', 'push.json']) fs.writeFileSync(path.join(there, name), '');

// What is offered for the last of these words, which are cut as bash does.
function offered(...words) {
    const script = 'source "$1" || exit; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _hooklet; printf "%s\\n" "${COMPREPLY[@]}"';
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-uc', script, 'bash', file, 'hooklet', ...words], { encoding: 'utf8', cwd: there });
    assert.deepEqual([status, stderr], [0, ''], words.join(' '));
    return stdout.split('\n').filter((line) => line !== '').sort();
}

const cases = {
    'the-first-word-is-a-command': [[['depl'], ['deployment', 'deployments']], [['--v'], ['--version']], [['help', 'ba'], ['backup']]],
    'its-parts': [[['targets', 're'], ['remove']], [['github', 'credential', ''], ['erase', 'get', 'store']],
        [['--json', 'secrets', ''], ['list', 'rotate']], [['targets', 'rotate', ''], ['--config', '--help', '--json', '--overlap']]],
    'its-options-and-no-others': [[['backup', '--'], ['--config', '--help', '--json']], [['work', '--dr'], ['--drain']],
        [['targets', 'disable', '--rea'], ['--reason']], [['targets', 'enable', '--rea'], []], [['github', 'create-app', '--org', 'x', '--pu'], ['--public']]],
    'the-values-of-an-option': [[['sync', 'asana', '--state', ''], ['all', 'open']], [['sync', 'asana', '--state', '=', 'o'], ['open']],
        [['explain', '--source', 'sl'], ['slack']], [['events', '--since', ''], []]],
    'files-and-directories': [[['github', 'create-app', '--key', 'a'], ['a directory', 'app.pem']], [['doctor', '--run', 'a'], ['a directory']],
        [['deliver', '--event', 'push', 'pu'], ['push.json']], [['people', 'import', 'pe'], ['people.csv']],
        [['--config', '=', 'app'], ['app.pem']], [['why', 'p'], []]],
    'an-address-is-one-value': [[['deliver', '--url', 'http', ':', '//127.0.0.1', ':', '8080/hooks', '--ev'], ['--event']]],
    'what-nobody-knows-breaks-nothing': [[['no-such', ''], ['--version', ...offered('')].filter((word) => word !== '--version')]],
};
for (const [name, tries] of Object.entries(cases)) {
    await test(name, () => {
        for (const [words, expected] of tries) assert.deepEqual(offered(...words), expected, words.join(' '));
    });
}

// --- At a terminal -----------------------------------------------------------------------------------------------------------

// A bash at a terminal, in which `hooklet` says how it was called; what each line of keys has called.
async function typed(begin, lines) {
    const bin = temporary();
    const log = path.join(bin, 'log');
    fs.writeFileSync(path.join(bin, 'hooklet'), `#!/bin/sh\nfor word; do printf '<%s>' "$word"; done >> ${log}; echo >> ${log}\n`, { mode: 0o755 });
    fs.writeFileSync(path.join(bin, 'rc'), `PS1='ready> '\nbind 'set bell-style none'\n${begin}\n`);
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, TERM: 'dumb', HOME: bin, INPUTRC: '/dev/null', HISTFILE: '' };
    const child = spawn('script', ['-qec', `bash --noprofile --rcfile ${bin}/rc -i`, '/dev/null'], { cwd: there, env });
    const end = new Promise((resolve) => child.on('close', resolve));
    atEnd.push(() => child.kill('SIGKILL'));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { said += chunk; });
    const prompts = (count) => until(`prompt ${count}: ${said}`, () => said.split('ready> ').length > count);
    for (const [number, keys] of lines.entries()) {
        await prompts(number + 1);
        child.stdin.write(`${keys}\n`);
    }
    await prompts(lines.length + 1);
    child.stdin.write('exit\n');
    await end;
    return fs.readFileSync(log, 'utf8').trimEnd().split('\n');
}

const lines = ['hooklet targ\tro\t1', 'hooklet github create-app --ke\ta\\ d\t', 'hooklet sync as\tacme/web --state=op\t', 'hooklet deploymentsx\t'];
const called = ['<targets><rotate><1>', '<github><create-app><--key><a directory/>', '<sync><asana><acme/web><--state=open>', '<deploymentsx>'];

if (spawnSync('script', ['--version']).status !== 0) {
    for (const name of ['by-hand', 'with-bash-completion']) skip(`at-a-terminal-${name}`, 'there is no script(1)');
} else {
    await test('at-a-terminal-by-hand', async () => {
        assert.deepEqual(await typed(`source <(${path.join(builddir, 'hooklet')} completion bash)`, lines), called);
    });
    const package_ = '/usr/share/bash-completion/bash_completion';
    if (!fs.existsSync(package_)) skip('at-a-terminal-with-bash-completion', 'bash-completion is not installed');
    else await test('at-a-terminal-with-bash-completion', async () => {
        // As installed: nothing is loaded before its first use.
        const data = temporary();
        fs.mkdirSync(path.join(data, 'bash-completion/completions'), { recursive: true });
        fs.copyFileSync(file, path.join(data, 'bash-completion/completions/hooklet'));
        assert.deepEqual(await typed(`export XDG_DATA_DIRS=${data}:/usr/share\nunset -f _hooklet\nsource ${package_}`, lines), called);
    });
}

await done();
