// request.mjs - requests as plain CGI: a program started with nothing but environment and standard input, as a web server does it.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { builddir, sign } from '../lib.mjs';

// Runs a program to its end; gives its status and what it wrote.  before: words that the host puts before it, as ['prlimit', ...];
// told(child): hears of each piece that is written.  Whoever holds its pipes for a minute makes that a failure.
export function run(name, args, env, input, { before = [], told = () => {}, ...options } = {}) {
    const [command, ...words] = [...before, path.join(builddir, `${name}.fcgi`), ...args];
    return new Promise((resolve, reject) => {
        const child = spawn(command, words, { env, stdio: ['pipe', 'pipe', 'pipe'], ...options });
        const out = [], err = [];
        const text = (pieces) => Buffer.concat(pieces).toString();
        child.stdout.on('data', (data) => { out.push(data); told(child, text(out)); });
        child.stderr.on('data', (data) => err.push(data));
        child.stdin.on('error', () => {});
        const late = setTimeout(() => {
            for (const pipe of [child.stdout, child.stderr]) pipe.destroy();
            reject(new Error(`${name}: its pipes are held still, by it or by what it has started`));
        }, 60000);
        child.on('error', reject);
        child.on('close', (code, signal) => {
            clearTimeout(late);
            resolve({ code, signal, out: text(out), err: text(err) });
        });
        child.stdin.end(input);
    });
}

// What a web server puts into the environment for a request to a program of this site.
export function variables(name, site, { method = 'POST', body = '', env = {} } = {}) {
    const all = {
        PATH: process.env.PATH, HOOKLET_CONFIG: site.conf, HOOKLET_BINDIR: builddir, GATEWAY_INTERFACE: 'CGI/1.1',
        REQUEST_METHOD: method, SCRIPT_NAME: `/cgi-bin/${name}.cgi`,
        CONTENT_LENGTH: method === 'POST' ? String(Buffer.byteLength(body)) : '', CONTENT_TYPE: 'application/json', ...env,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

// What a program wrote, as { status, headers, text, json }.
export function answerOf(out) {
    const [head, ...rest] = out.split('\r\n\r\n');
    const headers = Object.fromEntries(head.split('\r\n').map((line) => line.split(': ')));
    const text = rest.join('\r\n\r\n');
    let json;
    try { json = JSON.parse(text); } catch { json = undefined; }
    return { status: Number(headers.Status?.split(' ')[0]), headers, text, json };
}

// The request of a sender whose event this is.
export function signedBy(secret, event, payload, { delivery = randomUUID(), env = {}, ...more } = {}) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return {
        body, ...more,
        env: {
            HTTP_X_GITHUB_EVENT: event, HTTP_X_GITHUB_DELIVERY: delivery, HTTP_X_HUB_SIGNATURE_256: sign(secret, body), ...env,
        },
    };
}

// One CGI request that ends well; the answer, and what went to the log.
export async function cgiOf(name, site, { method = 'POST', body = '', env = {}, args = [], ...options } = {}) {
    const { code, out, err } = await run(name, args, variables(name, site, { method, body, env }), body, options);
    assert.equal(code, 0, err);
    const answer = answerOf(out);
    if (method !== 'HEAD') assert.equal(Number(answer.headers['Content-Length']), Buffer.byteLength(answer.text));
    return { ...answer, err };
}
