// probot.mjs PORT SECRETFILE - probot's middleware on node:http, as its documentation has it.  Nothing calls out, so that its key
// is never used.
import fs from 'node:fs';
import { createServer } from 'node:http';
import { createNodeMiddleware, createProbot } from 'probot';

const [port, secretFile] = process.argv.slice(2);
const probot = createProbot({
    overrides: { appId: 1, privateKey: 'none', secret: fs.readFileSync(secretFile, 'utf8'), logLevel: 'error' },
});
const middleware = await createNodeMiddleware((app) => { app.onAny(async () => {}); }, { probot, webhooksPath: '/hooks/github' });
createServer((req, res) => {
    middleware(req, res, () => {
        res.writeHead(404);
        res.end();
    });
}).listen(Number(port), '127.0.0.1');
