// pages.mjs - what stands in a page for people: its indented blocks, its tables; and a shell that does what it says
import assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, srcdir, temporary } from '../lib.mjs';

export const page = (file) => fs.readFileSync(path.join(srcdir, file), 'utf8');

// The indented blocks of a document, from one heading to the next of its kind; those below a number or a dash are indented further.
export function blocks(file, from, to) {
    const text = page(file);
    const part = text.slice(from === undefined ? 0 : text.indexOf(from), to === undefined ? undefined : text.indexOf(to));
    return (part.match(/(?:^ {4}.*\n(?:\n(?= {4}))*)+/gm) ?? []).map((block) => block.replace(/^ {4}/gm, ''))
        .map((block) => (block.match(/^ *(?=\S)/gm) ?? []).every((indent) => indent.length >= 3) ? block.replace(/^ {3,4}/gm, '') : block);
}

// The rows of the table below the line that begins with `head`, as lists of cells.
export function table(file, head) {
    const text = page(file);
    assert.ok(text.includes(`\n${head}`), `${file} has no table ${head}`);
    return text.slice(text.indexOf(`\n${head}`) + 1).match(/^(?:\|.*\n)+/)[0].trim().split('\n').slice(2)
        .map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim()));
}

// What stands `so` in a text.
export const codes = (text) => [...text.matchAll(/`([^`]*)`/g)].map(([, code]) => code);

export function shell(script, env) {
    const child = spawn('bash', ['-euc', script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { said += chunk; });
    return new Promise((resolve, reject) => child.on('close', (status) => {
        if (status === 0) resolve(said);
        else reject(new Error(`${script}${said}exit status ${status}`));
    }));
}

// Is it a block of hooklet.conf?
export const isConf = (block) => /^(?:(?:deploy|run|forward|source|receiver|command|ci|project|invite|tasks|feed|deployment) "[^"]+" \{|(?:github|slack|circleci|asana|outgoing) \{)$/m.test(block);

// `hooklet check` of these sections, with all that they name made: secrets, commands, directories.
export function check(conf) {
    const dir = temporary();
    const file = path.join(dir, 'hooklet.conf');
    fs.mkdirSync(path.join(dir, 'state'));
    fs.writeFileSync(path.join(dir, 'command'), '#!/bin/sh\n', { mode: 0o755 });
    const secret = (name) => {
        const place = path.join(dir, path.basename(name));
        const token = name.includes('slack') ? 'xoxb-1-2-abcdefgh' : 'a-secret-of-twenty-characters-and-more-0123456789';
        fs.writeFileSync(place, name.includes('webhook') ? 'https://hooks.slack.com/services/T/B/x' : name.endsWith('.pem') ? key() : token, { mode: 0o400 });
        return place;
    };
    const text = conf.replaceAll(/\/etc\/hooklet\/[\w./-]+/g, secret).replaceAll(/\/usr\/local\/bin\/[\w-]+|\/srv\/web\/deploy\.sh/g, `${dir}/command`)
        .replaceAll('/srv/web', dir).replaceAll(/"npm [a-z ]+"/g, `"${dir}/command"`);
    const has = (name) => new RegExp(`^${name} (?:"[^"]*" )?\\{`, 'm').test(text);
    const lacks = (wanted, name, section) => (wanted && !has(name) ? `${name} {\n${section}\n}\n` : '');
    const more = lacks(true, 'github', `secret "test" { file = "${secret('github.secret')}" }\ntoken_file = "${secret('github.token')}"`) +
        lacks(has('feed') || has('tasks'), 'asana', `token_file = "${secret('asana.token')}"`) +
        lacks(/^ *channel = /m.test(text), 'slack', `secret "test" { file = "${secret('slack')}" }\ntoken_file = "${secret('slack-token')}"`);
    fs.writeFileSync(file, `${/^state =/m.test(text) ? '' : `state = "${dir}/state"\n`}${more}${text}`);
    const { HOOKLET_CONFIG, GITHUB_WEBHOOK_SECRET, ...env } = process.env;
    return spawnSync(path.join(builddir, 'hooklet'), ['check', '--config', file], { encoding: 'utf8', env });
}

let pem;
function key() {
    pem ??= spawnSync('openssl', ['genrsa', '-traditional', '2048'], { encoding: 'utf8' }).stdout;
    return pem;
}
