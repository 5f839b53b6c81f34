// octokit.mjs PORT SECRETFILE - @octokit/webhooks on node:http, as its README has it.
import fs from 'node:fs';
import { createServer } from 'node:http';
import { Webhooks, createNodeMiddleware } from '@octokit/webhooks';

const [port, secretFile] = process.argv.slice(2);
const webhooks = new Webhooks({ secret: fs.readFileSync(secretFile, 'utf8') });
webhooks.onAny(() => {});
const middleware = createNodeMiddleware(webhooks, { path: '/hooks/github' });
createServer(async (req, res) => {
    if (await middleware(req, res)) return;
    res.writeHead(404);
    res.end();
}).listen(Number(port), '127.0.0.1');
