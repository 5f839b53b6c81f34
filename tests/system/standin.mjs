// standin.mjs - what stand-ins for other people's services share: a real HTTP server in the test's own process, on a free port of
// 127.0.0.1; every request recorded; odd answers in an endpoint's place; waiting for what is asked.
//
// A service is a class of its own on top of StandIn:
//     serviceName         'GitHub', for messages
//     pathOf(path)        what stands in request.path: the path without the API's prefix
//     locate(request)     notes request.template, the route; and request.canonical, where two paths mean one thing
//     answerTo(request)   the usual answer (standin/answers.mjs)
//     everyHeader()       headers of all answers, also of those that a test puts in place
//     idle()              when nothing that it has begun by itself is on its way
import http from 'node:http';
import { bytesOf } from './standin/answers.mjs';
import { matcher } from './standin/routes.mjs';

export class StandIn {
    requests = [];
    all = [];               // as requests, which a test may empty
    #always = [];           // of on(): the latest first
    #next = [];             // of once(): in the order they were asked for
    #waiting = new Set();
    sends = null;           // what sends by itself, if anything does: has close() and idle()
    #server = http.createServer({ keepAliveTimeout: 60_000 }, (req, res) => this.#serve(req, res));

    constructor() {
        // A test that ends early must not hang because of its server.
        this.#server.unref();
    }

    // -> the origin, http://127.0.0.1:PORT
    async listen() {
        await new Promise((resolve, reject) => this.#server.once('error', reject).listen(0, '127.0.0.1', resolve));
        return `http://127.0.0.1:${this.#server.address().port}`;
    }

    async stop() {
        this.sends?.close();
        await this.idle();
        this.#server.closeAllConnections();
        if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
    }

    // --- For tests -----------------------------------------------------------------------------------------------------------

    // handler({ request, state, normal }) gives an answer, or nothing to let the usual one go; normal() makes the usual answer.
    // Gives a function that takes the handler away.
    on(method, path, handler) {
        const entry = { isMeant: meant(method, path), handler };
        this.#always.unshift(entry);
        return () => { this.#always = this.#always.filter((one) => one !== entry); };
    }

    // The same for the next such request only; goes before on(), and those of one endpoint go in their order.
    once(method, path, handler) {
        this.#next.push({ isMeant: meant(method, path), handler });
    }

    // The requests so far that match.
    asked(method, path) {
        return this.requests.filter(meant(method, path));
    }

    // The request that matches, answered (or just arrived); among those seen so far, too, unless `from` says where to begin.
    // nth: how many must match.
    waitFor(method, path, { nth = 1, from = 0, arrived = false, where = () => true, ms = 30_000 } = {}) {
        const isMeant = meant(method, path);
        const found = () => this.all.slice(from).filter((one) => isMeant(one) && (arrived || one.isDone) && where(one))[nth - 1];
        return this.until(found, () => `${method} ${path}: ${this.serviceName} was not asked ${nth} time(s) within ${ms} ms`, ms);
    }

    // What found() gives as soon as it gives something; it is asked again whenever something has happened here (see happened()).
    until(found, complaint, ms = 30_000) {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => settle(reject, new Error(complaint())), ms);
            const look = () => {
                const what = found();
                if (what) settle(resolve, what);
            };
            const settle = (how, what) => {
                clearTimeout(timer);
                this.#waiting.delete(look);
                how(what);
            };
            this.#waiting.add(look);
            look();
        });
    }

    happened() {
        for (const look of [...this.#waiting]) look();
    }

    // Number of requests so far: `from` for waitFor.
    get count() {
        return this.all.length;
    }

    // --- What a service may say otherwise --------------------------------------------------------------------------------------

    pathOf(path) {
        return path;
    }

    everyHeader() {
        return {};
    }

    async idle() {
        await this.sends?.idle();
    }

    // --- Serving -------------------------------------------------------------------------------------------------------------

    async #serve(req, res) {
        const request = await this.#received(req).catch(() => null);
        if (request === null) return;       // the client left before its body was here
        this.locate(request);
        this.all.push(request);
        this.requests.push(request);
        this.happened();
        res.on('close', () => {
            request.isDone = true;
            this.happened();
        });
        const given = await this.#answer(request).catch((error) => {
            console.log(String(error.stack).replace(/^/gm, '# stand-in: '));
            return { status: 500, body: { message: error.message } };
        });
        if (given.never) return;
        this.#send(req, res, request, given);
    }

    async #received(req) {
        const chunks = [];
        for await (const chunk of req) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString();
        const at = req.url.indexOf('?');
        const search = at < 0 ? '' : req.url.slice(at);
        const path = this.pathOf(at < 0 ? req.url : req.url.slice(0, at));
        return {
            method: req.method, path, canonical: path, search, query: Object.fromEntries(new URLSearchParams(search)),
            headers: req.headers, text, body: parsed(text), isDone: false,
        };
    }

    async #answer(request) {
        const normal = () => this.answerTo(request);
        const handler = this.#handlerOf(request);
        const given = typeof handler === 'function' ? await handler({ request, state: this.state, normal }) : handler;
        request.isTaken = given !== undefined;
        return given ?? normal();
    }

    #handlerOf(request) {
        const next = this.#next.findIndex((one) => one.isMeant(request));
        if (next >= 0) return this.#next.splice(next, 1)[0].handler;
        return this.#always.find((one) => one.isMeant(request))?.handler;
    }

    #send(req, res, request, { status = 200, headers = {}, body, cut }) {
        const bytes = Buffer.from(bytesOf(body));
        const type = typeof body === 'string' ? 'text/plain' : 'application/json; charset=utf-8';
        const all = { ...this.everyHeader(), ...(body !== undefined && { 'Content-Type': type }), ...headers };
        const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
        Object.assign(request, { status, answer: { headers: lower(kept), text: bytes.toString(), body: parsed(bytes.toString()) } });
        if (cut === 0) return void req.socket.destroy();
        res.writeHead(status, [204, 304].includes(status) ? kept : { 'Content-Length': bytes.length, ...kept });
        if (cut !== undefined) return void res.write(bytes.subarray(0, cut), () => req.socket.destroy());
        res.end([204, 304].includes(status) ? undefined : bytes);
    }
}

const lower = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function meant(method, path) {
    const pattern = path instanceof RegExp ? path : matcher(path);
    return (request) => [request.method, '*'].includes(method) && (pattern.test(request.path) || pattern.test(request.canonical));
}
