// peers.mjs - what hooklet is compared with.  All check X-Hub-Signature-256 (but for the baseline) and answer with a success.
//
// A peer is an entry of the table: name, what it keeps of a request, what must be installed, and how it is started.  `argv` is
// its command line; with `locations` it stands behind the same nginx as hooklet.  `at` holds port, socket, dir, secret,
// secretFile, slow.  `rows`: how many requests it has kept.  `each`: processor time of a request, in us, that the kernel does not
// count for the server.
import { bench } from './where.mjs';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../tests/system/lib.mjs';
import { median } from './numbers.mjs';
import { anyAnswer, cost, firstAnswer, signed } from './run.mjs';
import { Server, built, directory, remove, startNginx } from './server.mjs';
import { slowly, sqlite } from './site.mjs';

const here = (name) => path.join(bench, 'peers', name);
const npm = (name) => ({
    missing: `npm ci in bench/ (${name})`,
    there: () => fs.existsSync(path.join(bench, 'node_modules', name)),
});
const file = (name, missing) => ({ missing: `apt-get install ${missing}`, there: () => fs.existsSync(name) });
const python = (modules, missing) => ({
    missing: `apt-get install ${missing}`,
    there: () => spawnSync('/usr/bin/python3', ['-c', `import ${modules}`]).status === 0,
});

const flask = python('flask, gunicorn', 'python3-flask gunicorn');
const gunicorn = (...workers) => (at) => ['/usr/bin/python3', '-m', 'gunicorn', '--chdir', here(''),
    '--bind', `127.0.0.1:${at.port}`, ...workers, '--log-level', 'warning', 'flask_hook:app'];
// Of the usual ways the one that was fastest: threads where nothing is kept, as many workers as its manual says where a row is.
const threads = gunicorn('--worker-class', 'gthread', '--workers', os.cpus().length, '--threads', 4);
const workers = gunicorn('--workers', 2 * os.cpus().length + 1);
const flaskEnv = (at) => ({ SECRET_FILE: at.secretFile, PYTHONDONTWRITEBYTECODE: '1' });
const rowsOf = (at) => Number(sqlite(path.join(at.dir, 'rows.db'), 'SELECT count(*) FROM event', ['-readonly']));

const fcgiwrap = (at) => `location = /hooks/github {
    client_max_body_size 25m; client_body_buffer_size 64k; fastcgi_pass unix:${at.socket};
    fastcgi_param REQUEST_METHOD $request_method; fastcgi_param QUERY_STRING $query_string;
    fastcgi_param CONTENT_TYPE $content_type; fastcgi_param CONTENT_LENGTH $content_length;
    fastcgi_param SCRIPT_FILENAME ${built('hmac-cgi')}; fastcgi_param SECRET_FILE ${at.secretFile}; }`;

// fcgiwrap ignores its children's ends, so that what they used is counted nowhere: one of them, measured by itself.
function oneChild(at, kind) {
    const { body, headers } = signed(kind, at.secret);
    const env = { CONTENT_LENGTH: String(headers['Content-Length']), HTTP_X_HUB_SIGNATURE_256: headers['X-Hub-Signature-256'],
        SECRET_FILE: at.secretFile };
    const costs = Array.from({ length: 30 }, () => cost([built('hmac-cgi')], { dir: at.dir, env, body }));
    return median(costs.map(({ user_us, system_us }) => user_us + system_us));
}

export const baseline = 'nginx return 202';
export const peers = [
    { name: baseline, keeps: 'nothing', needs: [], locations: () => 'location / { return 202; }' },
    { name: '@octokit/webhooks', keeps: 'nothing', needs: [npm('@octokit/webhooks')],
        argv: (at) => [process.execPath, here('octokit.mjs'), at.port, at.secretFile] },
    { name: 'probot', keeps: 'nothing', needs: [npm('probot')], env: () => ({ NODE_ENV: 'production' }),
        argv: (at) => [process.execPath, here('probot.mjs'), at.port, at.secretFile] },
    { name: 'flask, gunicorn', keeps: 'nothing', needs: [flask], env: flaskEnv, argv: threads },
    { name: 'flask, gunicorn, sqlite', keeps: 'one row', needs: [flask], argv: workers, rows: rowsOf,
        env: (at) => ({ ...flaskEnv(at), DATABASE: path.join(at.dir, 'rows.db'), ...slowly(at.slow) }) },
    { name: 'webhook', keeps: 'nothing', needs: [file('/usr/bin/webhook', 'webhook')], env: (at) => ({ SECRET: at.secret }),
        argv: (at) => ['/usr/bin/webhook', '-template', '-hooks', here('webhook.json'), '-ip', '127.0.0.1', '-port', at.port] },
    { name: 'fcgiwrap, C', keeps: 'nothing', needs: [file('/usr/sbin/fcgiwrap', 'fcgiwrap')], locations: fcgiwrap, each: oneChild,
        argv: (at) => ['/usr/sbin/fcgiwrap', '-c', '8', '-s', `unix:${at.socket}`] },
];

// Installs what package.json names unless that was done; gives a line on why it can't, or null.
export function bringPackages() {
    if (fs.existsSync(path.join(bench, 'node_modules'))) return null;
    const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'],
        { cwd: bench, encoding: 'utf8', timeout: 300000 });
    if (done.status === 0) return null;
    const said = (done.stderr ?? '').split('\n').map((line) => line.replace(/^npm (error|ERR!) */, '')).filter(Boolean);
    const why = said.find((line) => !/^(code|syscall|errno|path|dest) /.test(line)); // the first of many lines
    return `npm ci in bench/ failed: ${done.error?.message ?? why ?? `status ${done.status}`}`;
}

// What must be installed first, or null.
export function missing(peer) {
    return peer.needs.find((need) => !need.there())?.missing ?? null;
}

// Brings a peer up; the server's start_ms is from its start to its first good answer.
export async function startPeer(peer, { kind, slow }) {
    const dir = directory();
    const secret = '0123456789abcdef0123456789abcdef';
    const [secretFile, socket] = ['secret', 'socket'].map((name) => path.join(dir, name));
    const at = { dir, secret, secretFile, socket, port: await freePort(), slow };
    const server = new Server(at);
    fs.writeFileSync(at.secretFile, secret, { mode: 0o400 });
    server.rows = () => peer.rows?.(at);
    server.each_us = peer.each?.(at, kind) ?? 0;
    server.clean = () => remove(dir);
    const behind = peer.locations && peer.argv;
    if (behind) {
        startNginx(server, path.join(dir, 'nginx'), { locations: peer.locations(at) });
        await anyAnswer(server);
    }
    const first = signed(kind, secret);
    const begin = performance.now();
    if (peer.argv) {
        const [command, ...args] = peer.argv(at).map(String);
        server.run('program', command, args, { log: path.join(dir, 'log'), env: { ...process.env, ...peer.env?.(at) } });
    } else {
        startNginx(server, path.join(dir, 'nginx'), { locations: peer.locations(at) });
    }
    await firstAnswer(server, first);
    server.start_ms = performance.now() - begin;
    return server;
}
