// client.mjs - asks the API of a site through its nginx, and keeps every exchange for contract.mjs.
import { request } from '../lib.mjs';

export const exchanges = [];

const root = '/hooklet/api';

// The template of a path, "/targets/{id}/test".
const templateOf = (path) => path.replace(/^\/(targets|messages|deliveries)\/[^/]+/, '/$1/{id}');

export class Client {
    constructor(site, token) {
        this.site = site;
        this.token = token;
    }

    get(path, more) { return this.ask('GET', path, undefined, more); }
    post(path, body, more) { return this.ask('POST', path, body, more); }
    patch(path, body, more) { return this.ask('PATCH', path, body, more); }
    delete(path, more) { return this.ask('DELETE', path, undefined, more); }

    // body: an object, or a text or bytes that go as they are.  isBad: it is to be refused, so the contract is not asked about it.
    async ask(method, path, body, { headers = {}, isBad = false } = {}) {
        const bytes = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
        const type = body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(bytes) };
        const sent = { ...(this.token && { Authorization: `Bearer ${this.token}` }), ...type, ...headers };
        const answer = await request(this.site.url + root + path, { method, headers: sent, body: bytes });
        this.#keep({ method, path, body: bytes, sent, answer, isBad: isBad || answer.status >= 400 });
        return answer;
    }

    #keep({ method, path, body = '', sent, answer, isBad }) {
        const [name, query] = path.split('?');
        const headers = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)
            .map(([key, value]) => [key.toLowerCase(), String(value)]));
        const text = body.toString();
        exchanges.push({
            method, path: name, canonical: name, template: templateOf(name), search: query === undefined ? '' : `?${query}`,
            query: Object.fromEntries(new URLSearchParams(query)), headers, text, body: parsed(text), status: answer.status, isBad,
            answer: { headers: answer.headers, text: answer.text, body: answer.json },
        });
    }
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
