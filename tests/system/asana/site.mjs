// site.mjs - what a test needs besides the stand-in: the asana section of hooklet.conf, and somebody who takes webhooks.
import http from 'node:http';
import { atEnd } from '../lib.mjs';
import { secretFile } from '../github/app.mjs';

const line = ([key, value]) => `    ${key} = '${value}'\n`;

// A section of hooklet.conf as text; a key that is null is left out.
export const section = (name, keys) =>
    `${name} {\n${Object.entries(keys).filter(([, value]) => value !== null).map(line).join('')}}\n`;

// The section asana: with a personal token, the robot's unless another is given, or, with `oauth`, as an app, likewise asana.app.  more:
// other keys.
export function asanaSection(asana, { oauth = false, app = asana.app, token = asana.token, more = {} } = {}) {
    const identity = oauth
        ? { client_id: app.clientId, client_secret_file: secretFile('client-secret', app.clientSecret) }
        : { token_file: secretFile('asana-token', token) };
    return section('asana', { api_url: asana.url, login_url: asana.loginUrl, ...identity, ...more });
}

// Takes webhooks as a well-behaved program would: echoes secrets, says 200.  answer({ headers, text }) may say otherwise:
// { status, headers }.  -> { url, heard: [{ headers, text, body }], stop() }
export async function startReceiver(answer = () => undefined) {
    const heard = [];
    const server = http.createServer(async (req, res) => {
        const chunks = [];
        for await (const chunk of req) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString();
        heard.push({ headers: req.headers, text, body: JSON.parse(text) });
        const secret = req.headers['x-hook-secret'];
        const given = await answer(heard.at(-1)) ?? { status: 200, headers: secret ? { 'X-Hook-Secret': secret } : {} };
        res.writeHead(given.status, given.headers).end();
    });
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    server.unref();
    const stop = () => {
        server.closeAllConnections();
        server.close();
    };
    atEnd.push(stop);
    return { url: `http://127.0.0.1:${server.address().port}/hooks`, heard, stop };
}
