// receiver.mjs - an endpoint that outgoing webhooks are delivered to: scripted, and hostile when it is told so.
//
//     const receiver = await startReceiver();              // stopped by done() of lib.mjs; { tls: true }: https, and HTTP/2 as well
//     receiver.script('/hook', [500, { status: 429, after: 7 }, 'reset', 200])   // one answer after the other; the last one stays
//     receiver.url + '/hook'                               // what no script was written for is answered with 200
//     await receiver.waitFor(3, { path: '/hook' })         // the first three requests to it
//
// A request: { at_ms, method, path, version ("1.1", "2.0"), headers, body (bytes), text, json, connection (number of its connection) }.
// A step: a status; the name of a mode (receiver/hostile.mjs); { status, headers, body, after: seconds of Retry-After, delay_ms,
// mode }; or a function of the request that gives one of these, perhaps later.
//
// startCanary() listens at every address of this machine, of both families, and counts who comes.
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { atEnd, freePort } from './lib.mjs';
import { certificate } from './receiver/certificates.mjs';
import { modes } from './receiver/hostile.mjs';

// tls: false; true, which is 'good'; or a trouble that receiver/certificates.mjs has, 'expired' for instance; or 'reset', which breaks
// off in the midst of the handshake.  http2: whether it is offered beside HTTP/1.1.  port, host: instead of any on 127.0.0.1.
export async function startReceiver({ tls = false, http2 = true, port = 0, host = '127.0.0.1', keepAlive_ms = 60_000 } = {}) {
    const receiver = new Receiver({ tls: tls === true ? 'good' : tls, http2, keepAlive_ms });
    await receiver.listen(port, host);
    atEnd.push(() => receiver.stop());
    return receiver;
}

class Receiver {
    requests = [];
    connections = 0;        // so far
    open = 0;               // requests that are not answered yet
    mostOpen = 0;           // the most of them at once
    #scripts = new Map();
    #sockets = new Set();
    #numbers = new WeakMap(); // of sockets
    #waiting = new Set();

    constructor({ tls, http2: offers, keepAlive_ms }) {
        const serve = (req, res) => this.#serve(req, res);
        this.scheme = tls ? 'https' : 'http';
        if (tls === 'reset') {
            this.server = net.createServer((socket) => socket.once('data', () => breakHandshake(socket)));
        } else if (tls) {
            const { key, cert, caFile } = certificate(tls);
            this.caFile = caFile;
            this.server = offers ? http2.createSecureServer({ key, cert, allowHTTP1: true }, serve)
                : https.createServer({ key, cert, keepAliveTimeout: keepAlive_ms }, serve);
        } else {
            this.server = http.createServer({ keepAliveTimeout: keepAlive_ms }, serve);
        }
        // A client that is refused, or goes away, is no concern of ours.
        for (const event of ['clientError', 'tlsClientError', 'sessionError']) this.server.on(event, (_, socket) => socket?.destroy?.());
        this.server.on('connection', (socket) => this.#count(socket));
        this.server.unref?.();
    }

    async listen(port, host) {
        await new Promise((resolve, reject) => this.server.once('error', reject).listen(port, host, 1024, resolve));
        this.port = this.server.address().port;
        this.url = `${this.scheme}://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
    }

    async stop() {
        this.stopped = true;
        for (const socket of this.#sockets) socket.destroy();
        await new Promise((resolve) => this.server.close(resolve));
    }

    // --- For tests -----------------------------------------------------------------------------------------------------------

    // Steps for what comes to a path from now on ('*': to all that have no script of their own).
    script(path, steps) {
        this.#scripts.set(path, [...steps]);
        return this;
    }

    of(path) {
        return this.requests.filter((one) => path === undefined || one.path === path);
    }

    // Requests count when their bodies have come, before they are answered.
    waitFor(count, { path, ms = 30_000 } = {}) {
        return new Promise((resolve, reject) => {
            const look = () => {
                const found = this.of(path);
                if (found.length < count) return;
                clearTimeout(timer);
                this.#waiting.delete(look);
                resolve(found.slice(0, count));
            };
            const timer = setTimeout(() => {
                this.#waiting.delete(look);
                reject(new Error(`the receiver was asked ${this.of(path).length} times and not ${count} within ${ms} ms`));
            }, ms);
            this.#waiting.add(look);
            look();
        });
    }

    // Ends connections that are kept, so that the next request has to open one.
    dropConnections() {
        for (const socket of this.#sockets) socket.destroy();
    }

    // --- Serving -------------------------------------------------------------------------------------------------------------

    #count(socket) {
        this.connections++;
        this.#numbers.set(socket, this.connections);
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => this.#sockets.delete(socket));
    }

    #serve(req, res) {
        const chunks = [];
        const at_ms = Date.now();
        // A TLS socket's parent is the one that was counted.
        const socket = req.stream?.session?.socket ?? req.socket;
        const connection = this.#numbers.get(socket) ?? this.#numbers.get(socket._parent);
        this.mostOpen = Math.max(this.mostOpen, ++this.open);
        res.on('close', () => this.open--);
        res.on('error', () => {});
        req.on('error', () => {});
        req.on('data', (chunk) => chunks.push(chunk));
        req.on('end', () => {
            const body = Buffer.concat(chunks);
            const request = {
                at_ms, method: req.method, path: req.url.split('?')[0], url: req.url, version: req.httpVersion,
                headers: { ...req.headers }, body, text: body.toString(), json: parsed(body), connection,
            };
            this.requests.push(request);
            for (const look of [...this.#waiting]) look();
            this.#answer(request, res).catch((error) => console.log(`# the receiver: ${error.stack}`));
        });
    }

    async #answer(request, res) {
        let step = this.#next(request.path) ?? 200;
        if (typeof step === 'function') step = await step(request);
        if (typeof step === 'number') step = { status: step };
        if (typeof step === 'string') step = { mode: step };
        if (step.delay_ms) await new Promise((resolve) => setTimeout(resolve, step.delay_ms));
        if (this.stopped) return;
        if (step.mode) {
            modes[step.mode](res, () => this.stopped || res.destroyed || res.socket?.destroyed);
            return;
        }
        const { status = 200, headers = {}, body = '', after } = step;
        const wait = after === undefined ? {} : { 'Retry-After': String(after) };
        res.writeHead(status, { ...wait, ...headers });
        res.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    }

    #next(path) {
        const steps = this.#scripts.get(path) ?? this.#scripts.get('*');
        return steps?.length > 1 ? steps.shift() : steps?.[0];
    }
}

function parsed(body) {
    try {
        return JSON.parse(body.toString());
    } catch {
        return undefined;
    }
}

// What begins as a TLS record, and then nothing.
function breakHandshake(socket) {
    socket.write(Buffer.from([22, 3, 3, 0, 80, 2, 0, 0, 76]), () => socket.resetAndDestroy());
}

// --- Canaries ----------------------------------------------------------------------------------------------------------------

// -> { port, connections: [address that was called], stop() }
export async function startCanary() {
    const port = await freePort();
    const canary = { port, connections: [] };
    const server = net.createServer((socket) => {
        canary.connections.push(socket.localAddress);
        socket.on('error', () => {});
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
    const listen = (host) => new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    await listen('::').catch(() => listen('0.0.0.0')); // the latter where there is no IPv6
    server.unref();
    canary.stop = () => new Promise((resolve) => server.close(resolve));
    atEnd.push(canary.stop);
    return canary;
}
