// github.mjs - a stand-in for api.github.com (standin.mjs says what it shares with others).
//
//     const github = await startGitHub({ validate: true });      // stopped by done() of lib.mjs
//     github.url                      what hooklet's api_url is set to
//     github.state                    what GitHub knows: plain data, to read and to change (github/state.mjs adds to it)
//     github.requests                 every request: { method, path, query, headers, text, body, who, template, status, answer }
//     github.on(method, path, f)      answers in an endpoint's place, see Odd answers in standin/answers.mjs; once() does it once
//     await github.waitFor(method, path)    the next such request, when it has been answered
//     await github.tell({ event, payload })    posts a delivery, signed, to the App's hook (state.hook.url, .secret), in the order of the
//                                     calls; payloads are made by github/app.mjs and github/deploy_events.mjs.  -> the delivery
//     github.state.hook.tells         events that are told without that, when a request brings them about: deployment,
//                                     deployment_status, status
//
// Paths are templates: /repos/{owner}/{repo}/issues means all repositories, /repos/acme/web/issues one; also a RegExp.
// With `validate`, done() adds a case that holds every request against GitHub's contracts (github/contract.mjs).
import { atEnd } from './lib.mjs';
import { contractCase } from './github/contract.mjs';
import { answerTo, everyHeader, locate } from './github/gate.mjs';
import { makers } from './github/deploy_events.mjs';
import { deliver, deliverAgain } from './github/hook_routes.mjs';
import { makeState } from './github/state.mjs';
import { StandIn } from './standin.mjs';

export * from './github/answers.mjs';
export * from './github/deploy_state.mjs';
export * from './github/limits.mjs';
export * from './github/state.mjs';
export * from './standin/answers.mjs';

// clockShiftMs: GitHub's clock against ours; prefix: '/api/v3' makes it a GitHub Enterprise Server; publicKey: the App's, PEM.
export async function startGitHub({ validate = false, clockShiftMs = 0, prefix = '', publicKey = null } = {}) {
    const github = new GitHub(prefix);
    Object.assign(github.state, { clockShiftMs });
    github.state.app.publicKey = publicKey;
    github.url = await github.listen() + prefix;
    atEnd.push(() => github.stop());
    if (validate) atEnd.push(() => contractCase(github));
    return github;
}

class GitHub extends StandIn {
    serviceName = 'GitHub';
    state = makeState();
    #deliveries = new Set();
    #told = Promise.resolve();

    constructor(prefix) {
        super();
        this.prefix = prefix;
    }

    // What the shapes need: our data and the base URLs.
    get world() {
        return { state: this.state, api: this.url, html: new URL(this.url).origin };
    }

    // When all deliveries have been posted.
    async idle() {
        while (this.#deliveries.size > 0) await Promise.all(this.#deliveries);
    }

    tell(said) {
        this.#told = this.#told.then(() => deliver(this.state, { id: 'app', ...this.state.hook }, said));
        this.#keep(this.#told.finally(() => this.happened()));
        return this.#told;
    }

    // A request has brought something about: what tells of it comes after the answer.
    happens(event, thing) {
        if (!this.state.hook.tells.includes(event)) return;
        const said = makers[event](this, thing);
        this.#keep(new Promise((resolve) => { setImmediate(resolve); }).then(() => this.tell(said)));
    }

    #keep(promise) {
        const kept = promise.finally(() => this.#deliveries.delete(kept));
        this.#deliveries.add(kept);
    }

    redeliver(delivery, hook) {
        this.#keep(deliverAgain(this.state, delivery, hook));
    }

    // GitHub Enterprise Server has its REST under /api/v3, and GraphQL beside it.
    pathOf(path) {
        if (this.prefix === '') return path;
        if (path === this.prefix.replace(/v3$/, 'graphql')) return '/graphql';
        return path.startsWith(`${this.prefix}/`) ? path.slice(this.prefix.length) : `/outside${path}`;
    }

    locate(request) {
        locate(this.state, request);
    }

    answerTo(request) {
        return answerTo(this, request);
    }

    everyHeader() {
        return everyHeader(this.state);
    }
}
