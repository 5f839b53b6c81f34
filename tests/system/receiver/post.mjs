// receiver/post.mjs - runs tests/system/post-many: URLs posted to at once, by the worker's loop, from behind its wall.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { builddir } from '../lib.mjs';

// Codes of failures without their signs.
export const FIELD = 5, TOO_LARGE = 8, TIMEOUT = 10, NETWORK = 17, REFUSED = 19;

// What lets the tests' own receivers be reached.
export const home = ['--plain', '--network', '127.0.0.0/8', '--network', '::1'];

// lookups: { name: 'address,address' or '~ms' }, answers for names (lookups.c).
// -> { ends: [{ line, rc, status, length, ms, text }] as they ended, memory_kib, ms, status }
export function postMany(urls, words = home, { lookups = {}, env = {} } = {}) {
    const preload = { LD_PRELOAD: path.join(builddir, 'tests/system/lookups.so'),
        LOOKUPS: Object.entries(lookups).map(([name, answer]) => `${name}=${answer}`).join(' ') };
    return new Promise((resolve, reject) => {
        const child = spawn(path.join(builddir, 'tests/system/post-many'), words,
            { env: { ...process.env, ...(Object.keys(lookups).length > 0 ? preload : {}), ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
        const said = [];
        child.stdout.on('data', (data) => said.push(data));
        child.stdin.on('error', () => {});
        child.stdin.end(urls.map((url) => `${url}\n`).join(''));
        child.on('error', reject);
        child.on('close', (status) => resolve({ status, ...read(Buffer.concat(said).toString()) }));
    });
}

function read(text) {
    const ends = [], told = {};
    for (const line of text.split('\n').slice(0, -1)) {
        const last = /^memory (\d+) ms (\d+)$/.exec(line);
        if (last) {
            Object.assign(told, { memory_kib: Number(last[1]), ms: Number(last[2]) });
            continue;
        }
        const [, ...numbers] = /^(\d+) (\d+) (\d+) (\d+) (-?\d+) /.exec(line);
        const [number, rc, status, length, ms] = numbers.map(Number);
        ends.push({ line: number, rc, status, length, ms, text: line.split(' ').slice(5).join(' ') });
    }
    return { ends, ...told };
}
