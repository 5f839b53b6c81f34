// site.mjs - what a test needs besides the stand-in: the asana section of hooklet.conf, and somebody who takes webhooks.
import http from 'node:http';
import { atEnd } from '../lib.mjs';
import { secretFile } from '../github/app.mjs';

const line = ([key, value]) => `    ${key} = '${value}'\n`;

// The section as text: with the personal token, or, with `oauth`, as the app.  more: other keys.
export function asanaSection(asana, { oauth = false, token = asana.token, more = {} } = {}) {
    const identity = oauth
        ? { client_id: asana.app.clientId, client_secret_file: secretFile('client-secret', asana.app.clientSecret) }
        : { token_file: secretFile('asana-token', token) };
    const keys = { api_url: asana.url, login_url: asana.loginUrl, ...identity, ...more };
    return `asana {\n${Object.entries(keys).map(line).join('')}}\n`;
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
