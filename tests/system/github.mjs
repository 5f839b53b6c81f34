// github.mjs - a stand-in for api.github.com: a stateful HTTP server in the test's own process, on a free port of 127.0.0.1.
//
//     const github = await startGitHub({ validate: true });      // stopped by done() of lib.mjs
//     github.url                      what hooklet's api_url is set to
//     github.state                    what GitHub knows: plain data, to read and to change (github/state.mjs adds to it)
//     github.requests                 every request: { method, path, query, headers, text, body, who, template, status, answer }
//     github.on(method, path, f)      answers in an endpoint's place, see Odd answers in github/answers.mjs; once() does it once
//     await github.waitFor(method, path)    the next such request, when it has been answered
//
// Paths are templates: /repos/{owner}/{repo}/issues means all repositories, /repos/acme/web/issues one; also a RegExp.
// With `validate`, done() adds a case that holds every request against GitHub's contracts (github/contract.mjs).
import http from 'node:http';
import { atEnd } from './lib.mjs';
import { contractCase } from './github/contract.mjs';
import { answerTo, bytesOf, everyHeader, locate, matcher } from './github/gate.mjs';
import { deliverAgain } from './github/hook_routes.mjs';
import { makeState } from './github/state.mjs';

export * from './github/answers.mjs';
export * from './github/limits.mjs';
export * from './github/state.mjs';

// clockShiftMs: GitHub's clock against ours; prefix: '/api/v3' makes it a GitHub Enterprise Server; publicKey: the App's, PEM.
export async function startGitHub({ validate = false, clockShiftMs = 0, prefix = '', publicKey = null } = {}) {
    const github = new GitHub(prefix);
    Object.assign(github.state, { clockShiftMs });
    github.state.app.publicKey = publicKey;
    await github.listen();
    atEnd.push(() => github.stop());
    if (validate) atEnd.push(() => contractCase(github));
    return github;
}

class GitHub {
    state = makeState();
    requests = [];
    all = [];               // as requests, which a test may empty
    #always = [];           // of on(): the latest first
    #next = [];             // of once(): in the order they were asked for
    #waiting = new Set();
    #deliveries = new Set();
    #server = http.createServer({ keepAliveTimeout: 60_000 }, (req, res) => this.#serve(req, res));

    constructor(prefix) {
        this.prefix = prefix;
        // A test that ends early must not hang because of its server.
        this.#server.unref();
    }

    async listen() {
        await new Promise((resolve, reject) => this.#server.once('error', reject).listen(0, '127.0.0.1', resolve));
        this.url = `http://127.0.0.1:${this.#server.address().port}${this.prefix}`;
    }

    async stop() {
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
        return new Promise((resolve, reject) => {
            const late = () => settle(reject, new Error(`${method} ${path}: GitHub was not asked ${nth} time(s) within ${ms} ms`));
            const timer = setTimeout(late, ms);
            const look = () => found() && settle(resolve, found());
            const settle = (how, what) => {
                clearTimeout(timer);
                this.#waiting.delete(look);
                how(what);
            };
            this.#waiting.add(look);
            look();
        });
    }

    // What the shapes need: our data and the base URLs.
    get world() {
        return { state: this.state, api: this.url, html: new URL(this.url).origin };
    }

    // Number of requests so far: `from` for waitFor.
    get count() {
        return this.all.length;
    }

    // When all redeliveries have been posted.
    async idle() {
        await Promise.all(this.#deliveries);
    }

    redeliver(delivery, hook) {
        const again = deliverAgain(this.state, delivery, hook).finally(() => this.#deliveries.delete(again));
        this.#deliveries.add(again);
    }

    // --- Serving -------------------------------------------------------------------------------------------------------------

    async #serve(req, res) {
        const request = await received(req, this.prefix).catch(() => null);
        if (request === null) return;       // the client left before its body was here
        locate(this.state, request);
        this.all.push(request);
        this.requests.push(request);
        this.#look();
        res.on('close', () => {
            request.isDone = true;
            this.#look();
        });
        const given = await this.#answer(request).catch((error) => {
            console.log(String(error.stack).replace(/^/gm, '# stand-in: '));
            return { status: 500, body: { message: error.message } };
        });
        if (given.never) return;
        this.#send(req, res, request, given);
    }

    async #answer(request) {
        const normal = () => answerTo(this, request);
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
        const all = { ...everyHeader(this.state), ...(body !== undefined && { 'Content-Type': type }), ...headers };
        const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
        Object.assign(request, { status, answer: { headers: lower(kept), text: bytes.toString(), body: parsed(bytes.toString()) } });
        if (cut === 0) return void req.socket.destroy();
        res.writeHead(status, [204, 304].includes(status) ? kept : { 'Content-Length': bytes.length, ...kept });
        if (cut !== undefined) return void res.write(bytes.subarray(0, cut), () => req.socket.destroy());
        res.end([204, 304].includes(status) ? undefined : bytes);
    }

    #look() {
        for (const look of [...this.#waiting]) look();
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

// GitHub Enterprise Server has its REST under /api/v3, and GraphQL beside it.
function withoutPrefix(path, prefix) {
    if (prefix === '') return path;
    if (path === prefix.replace(/v3$/, 'graphql')) return '/graphql';
    return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : `/outside${path}`;
}

async function received(req, prefix) {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const at = req.url.indexOf('?');
    const search = at < 0 ? '' : req.url.slice(at);
    const path = withoutPrefix(at < 0 ? req.url : req.url.slice(0, at), prefix);
    return {
        method: req.method, path, canonical: path, search, query: Object.fromEntries(new URLSearchParams(search)),
        headers: req.headers, text, body: parsed(text), isDone: false,
    };
}

function meant(method, path) {
    const pattern = path instanceof RegExp ? path : matcher(path);
    return (request) => [request.method, '*'].includes(method) && (pattern.test(request.path) || pattern.test(request.canonical));
}


