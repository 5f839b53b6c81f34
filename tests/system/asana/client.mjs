// client.mjs - asks the stand-in as a well-behaved client would, for the tests of the stand-in itself.
import assert from 'node:assert';
import { request } from '../lib.mjs';

export class Client {
    constructor(asana, token = asana.token) {
        Object.assign(this, { asana, token });
    }

    // body: what stands in { data }, or text that is sent as it is.  -> { status, headers, text, json, data, message }
    async ask(method, path, { token = this.token, body, headers = {} } = {}) {
        const text = body === undefined || typeof body === 'string' ? body : JSON.stringify({ data: body });
        const type = text === undefined ? {} : { 'Content-Type': 'application/json' };
        const authorization = token === null ? undefined : `Bearer ${token}`;
        const all = { Accept: 'application/json', Authorization: authorization, ...type, ...headers };
        const answer = await request(this.asana.url + path, { method, headers: all, body: text });
        return { ...answer, data: answer.json?.data, message: answer.json?.errors?.[0]?.message };
    }

    get(path, options) {
        return this.ask('GET', path, options);
    }

    post(path, body, options) {
        return this.ask('POST', path, { body, ...options });
    }

    put(path, body, options) {
        return this.ask('PUT', path, { body, ...options });
    }

    // An endpoint of OAuth.
    form(path, fields, headers = {}) {
        const all = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json', ...headers };
        return request(this.asana.loginUrl + path, { headers: all, body: new URLSearchParams(fields).toString() });
    }
}

// What came back, if it is what should have.
export function given(answer, status = 200) {
    assert.equal(answer.status, status, answer.text);
    return answer.data;
}

export function refused(answer, status, message) {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.message ?? '', message);
}
