// ask.mjs - what the cases share: answers held against what every server has to say, header by header, and requests that no client
// library would send.
import assert from 'node:assert';
import http from 'node:http';
import net from 'node:net';
import { request } from '../lib.mjs';

export const unauthorized = '{"error":"unauthorized"}';
export const MIB = 1 << 20;

// Said by every server in its own way; all other headers are ours, and are the same everywhere.
const servers = ['server', 'date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];

// An answer of ours: this status, and these headers and no others.
export function isOurs(answer, status, more = {}, type = 'application/json') {
    assert.equal(answer.status, status, answer.text);
    const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !servers.includes(name)));
    assert.deepEqual(headers, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...more });
    return answer;
}

export function isRefused(answer, more) {
    isOurs(answer, 401, more);
    assert.equal(answer.text, unauthorized);
}

// detail: a text, or a pattern.
export function isError(answer, status, error, detail = /./, more = {}) {
    isOurs(answer, status, { ...(status >= 500 && { 'retry-after': '30' }), ...more });
    assert.deepEqual(Object.keys(answer.json ?? {}), ['error', 'detail'], answer.text);
    assert.equal(answer.json.error, error);
    if (detail instanceof RegExp) assert.match(answer.json.detail, detail);
    else assert.equal(answer.json.detail, detail);
}

export const isTooLarge = (answer, mib) => isError(answer, 413, 'too large', `the body is larger than ${mib} MiB`);

// What the server says for a program that does not: of a path with a secret its detail names the program.  status: one, or several that may be.
export const isUnavailable = (answer, status, program = 'the program') =>
    isError(answer, [status].flat().find((one) => one === answer.status) ?? status, 'unavailable', `${program} does not answer; try again`);

export const get = (host, target, more = {}) => request(host.site.url + target, { method: 'GET', ...more });

// Any body to any path, with its length.
export const post = (host, target, body, { headers = {}, ...more } = {}) => request(host.site.url + target,
    { body, headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers }, ...more });

// Bytes as they stand, on a connection of their own.  The answer is as request() gives it, status 0 for a connection that ends without one.
// isCut: we go away when it is sent.
export function raw(host, head, { body = '', isCut = false } = {}) {
    const { port, host: name } = new URL(host.site.url);
    return new Promise((resolve, reject) => {
        let said = '';
        const socket = net.connect(Number(port), '127.0.0.1', () => {
            socket.write(`${[head[0], `Host: ${name}`, ...head.slice(1)].join('\r\n')}\r\n\r\n`);
            socket.write(body, () => { if (isCut) socket.destroy(); });
        });
        socket.on('data', (chunk) => {
            said += chunk;
            // Some wait for seconds whether more of a body comes that they refuse.
            if (isWhole(said)) socket.destroy();
        });
        socket.on('error', (error) => { if (!['ECONNRESET', 'EPIPE'].includes(error.code)) reject(error); });
        socket.on('close', () => resolve(parsed(said)));
    });
}

function isWhole(said) {
    const at = said.indexOf('\r\n\r\n');
    if (at === -1) return false;
    const length = /^content-length: (\d+)\r$/im.exec(said.slice(0, at + 2));
    return length ? said.length >= at + 4 + Number(length[1]) : said.endsWith('\r\n0\r\n\r\n');
}

function parsed(said) {
    const at = said.indexOf('\r\n\r\n');
    if (at === -1) return { status: 0, headers: {}, text: said };
    const [first, ...lines] = said.slice(0, at).split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
    let text = said.slice(at + 4), json;
    if (headers['transfer-encoding'] === 'chunked') text = text.replaceAll(/^[0-9a-f]+\r\n|\r\n/gm, '');
    try { json = JSON.parse(text); } catch { json = undefined; }
    return { status: Number(first.split(' ')[1]), headers, text, json };
}

// An agent of one connection, which counts how many it had to open.
export function oneConnection() {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const create = agent.createConnection;
    agent.opened = 0;
    agent.createConnection = function counted(...args) {
        this.opened++;
        return create.apply(this, args);
    };
    return agent;
}

// --- The ledger --------------------------------------------------------------------------------------------------------------

export const events = (host) => host.site.json('events', '-n', '100000').events;
export const stored = (host, delivery) => events(host).filter((event) => event.delivery === delivery);
