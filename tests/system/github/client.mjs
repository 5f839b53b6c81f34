// client.mjs - asks the stand-in as a well-behaved client would, for the tests of the stand-in itself.
import { request } from '../lib.mjs';
import { jwt } from './app.mjs';

const usual = { 'User-Agent': 'stand-in-test', Accept: 'application/vnd.github+json', 'X-GitHub-Api-Version': '2022-11-28' };

export class Client {
    constructor(github, key) {
        Object.assign(this, { github, key, token: null });
    }

    // url: a path, or a whole URL (from a Link header).  A header that is undefined is left out.
    ask(method, url, { token = this.token, body, headers = {} } = {}) {
        const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
        // Node gives a body with a DELETE no length of its own.
        const more = text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
        const authorization = token === null ? undefined : `Bearer ${token}`;
        return request(url.startsWith('/') ? this.github.url + url : url,
            { method, headers: { ...usual, Authorization: authorization, ...more, ...headers }, body: text });
    }

    get(url, options) {
        return this.ask('GET', url, options);
    }

    post(url, body, options) {
        return this.ask('POST', url, { body, ...options });
    }

    // As the App itself.
    jwt(more = {}) {
        return jwt({ pem: this.key.pem, issuer: this.github.state.app.id, ...more });
    }

    async login(installation, body) {
        const answer = await this.post(`/app/installations/${installation.id}/access_tokens`, body, { token: this.jwt() });
        if (answer.status !== 201) throw new Error(`no token: ${answer.status} ${answer.text}`);
        this.token = answer.json.token;
        return answer;
    }
}

// A Link header as { next, last, ... }.
export function linksOf(answer) {
    return Object.fromEntries([...(answer.headers.link ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]));
}
