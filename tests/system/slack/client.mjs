// client.mjs - asks the stand-in as a well-behaved client would, for the tests of the stand-in itself; and somebody who hears what it
// sends.
import assert from 'node:assert';
import http from 'node:http';
import { atEnd, request } from '../lib.mjs';

export class Client {
    constructor(slack) {
        this.slack = slack;
    }

    // body: an object, or text that is sent as it is.  -> { status, headers, text, json }
    call(method, body, { token = this.slack.token, headers = {} } = {}) {
        const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
        const authorization = token === null ? undefined : `Bearer ${token}`;
        const all = { Authorization: authorization, 'Content-Type': 'application/json; charset=utf-8', ...headers };
        return request(`${this.slack.url}/${method}`, { headers: all, body: text });
    }

    get(method, query, { token = this.slack.token } = {}) {
        const headers = { Authorization: `Bearer ${token}` };
        return request(`${this.slack.url}/${method}?${new URLSearchParams(query)}`, { method: 'GET', headers });
    }

    post(channel, content, options) {
        return this.call('chat.postMessage', { channel: channel.id ?? channel, ...content }, options);
    }

    // A response_url or a webhook.
    hook(url, body) {
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        return request(url, { headers: { 'Content-Type': 'application/json' }, body: text });
    }
}

// What came back, if it is what should have.
export function good(answer) {
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json?.ok, true, answer.text);
    return answer.json;
}

export function refused(answer, error, more = {}) {
    assert.equal(answer.status, 200, answer.text);
    const { ok, response_metadata: metadata, ...rest } = answer.json;
    assert.deepEqual(rest, { error, ...more });
}

// Takes what Slack sends.  answer({ path, headers, text, body }) says what is answered: { status, headers, body, wait }; nothing: 200.
// -> { endpoints, heard: [...] }
export async function startReceiver(answer = () => undefined) {
    const heard = [];
    const server = http.createServer(async (req, res) => {
        const chunks = [];
        for await (const chunk of req) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString();
        const isForm = req.headers['content-type'] === 'application/x-www-form-urlencoded';
        const form = isForm && Object.fromEntries(new URLSearchParams(text));
        const body = isForm ? (form.payload ? JSON.parse(form.payload) : form) : JSON.parse(text);
        heard.push({ method: req.method, path: req.url, headers: req.headers, text, body });
        const given = { status: 200, headers: {}, ...await answer(heard.at(-1)) };
        if (given.never) return;
        const isJson = typeof given.body === 'object';
        res.writeHead(given.status, { ...(isJson && { 'Content-Type': 'application/json' }), ...given.headers });
        res.end(isJson ? JSON.stringify(given.body) : given.body);
    });
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    server.unref();
    atEnd.push(() => {
        server.closeAllConnections();
        server.close();
    });
    const url = `http://127.0.0.1:${server.address().port}`;
    return { endpoints: { command: `${url}/command`, interactive: `${url}/interactive`, event: `${url}/event` }, heard };
}
