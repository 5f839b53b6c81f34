// lib.mjs - what the system tests share: TAP, a temporary site (state, configuration, programs, worker, nginx), signed posts,
// payloads, git repositories.  Everything that is started is stopped by process id, also when a test fails.
import { spawn, spawnSync } from 'node:child_process';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';

export const builddir = path.resolve(process.env.top_builddir ?? '.');
export const srcdir = path.resolve(process.env.srcdir ?? '.');
export const long = Boolean(process.env.HOOKLET_TEST_LONG);
// NAME of every cgi-bin/NAME.c, which is NAME.fcgi when it is built.
export const programs = fs.readdirSync(path.join(srcdir, 'cgi-bin')).filter((name) => name.endsWith('.c'))
    .map((name) => path.parse(name).name);

// --- TAP ---------------------------------------------------------------------------------------------------------------------

let count = 0;
export const atEnd = [];

export async function test(name, body) {
    count++;
    try {
        await body();
        console.log(`ok ${count} - ${name}`);
    } catch (error) {
        process.exitCode = 1;
        console.log(`not ok ${count} - ${name}`);
        console.log(String(error?.stack ?? error).replace(/^/gm, '# '));
    }
}

// Last call of every script: cleans up and prints the plan.
export async function done() {
    for (const clean of atEnd.reverse()) await clean();
    console.log(`1..${count}`);
}

export function skipAll(reason) {
    console.log(`1..0 # SKIP ${reason}`);
    process.exit(0);
}

// For a case that this machine can't show: counted as skipped, with the reason.
export function skip(name, reason) {
    count++;
    console.log(`ok ${count} - ${name} # SKIP ${reason}`);
}

export function note(text) {
    console.log(`# ${text}`);
}

// --- Waiting -----------------------------------------------------------------------------------------------------------------

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Asks again until `ask` gives something true, and gives that; fails after `ms`.  What takes long is asked for less often: a question is
// often a command, which costs more than what is waited for.
export async function until(what, ask, ms = 30000) {
    const begin = Date.now();
    for (;;) {
        const answer = await ask();
        if (answer) return answer;
        const waited = Date.now() - begin;
        if (waited > ms) throw new Error(`${what}: not within ${ms} ms`);
        await pause(Math.min(Math.max(waited / 10, 10), 250));
    }
}

// --- Files, processes --------------------------------------------------------------------------------------------------------

export function temporary() {
    const dir = fs.mkdtempSync(path.join(process.env.TMPDIR ?? os.tmpdir(), 'hk-'));
    // A drain that nobody waits for may write a last line meanwhile.
    atEnd.push(() => fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
    return dir;
}

export function freePort() {
    return new Promise((resolve, reject) => {
        const server = net.createServer();
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

// A child process of ours: its standard error goes to a log file, its end is a promise.
export function start(command, args, { log, env, input, end = 'SIGKILL' } = {}) {
    const out = log ? fs.openSync(log, 'a') : 'ignore';
    const child = spawn(command, args, { stdio: [input ?? 'ignore', out, out], env: env ?? process.env });
    if (log) fs.closeSync(out);
    child.ended = new Promise((resolve) => {
        child.on('error', (error) => resolve({ code: null, error }));
        child.on('exit', (code, signal) => resolve({ code, signal }));
    });
    running.set(child, end);
    child.ended.then(() => running.delete(child));
    atEnd.push(() => stop(child, end));
    return child;
}

// A script that breaks outside of a test, or is told to end, leaves none of its children behind either.
const running = new Map(); // child: the signal that ends it
process.on('exit', () => {
    for (const [child, end] of running) child.kill(end);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

export async function stop(child, signal = 'SIGTERM') {
    if (child.exitCode === null && child.signalCode === null && child.pid) child.kill(signal);
    return child.ended;
}

export function sign(secret, body) {
    return 'sha256=' + createHmac('sha256', secret).update(body).digest('hex');
}

// --- HTTP --------------------------------------------------------------------------------------------------------------------

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

// -> { status, headers, text, json } ; never throws for a status, throws for a broken connection.
// more: options of http.request, agent and localAddress among them.
export function request(url, { method = 'POST', headers = {}, body, ...more } = {}) {
    // A header that is set to undefined is left out.
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    return new Promise((resolve, reject) => {
        const req = http.request(url, { method, headers: sent, agent, ...more }, (res) => {
            const chunks = [];
            res.on('data', (chunk) => chunks.push(chunk));
            res.on('error', reject);
            res.on('end', () => {
                const text = Buffer.concat(chunks).toString();
                let json;
                try { json = JSON.parse(text); } catch { json = undefined; }
                resolve({ status: res.statusCode, headers: res.headers, text, json });
            });
        });
        req.on('error', reject);
        req.end(body);
    });
}

// --- A site: one state directory with everything that runs on it --------------------------------------------------------------

export class Site {
    // rules: text of hooklet.conf beside state and secret; conf: replaces the whole text.
    static async make({ rules = '', conf, secret = randomBytes(16).toString('hex') } = {}) {
        const site = new Site();
        site.dir = temporary();
        site.secret = secret;
        site.children = new Map();
        for (const name of ['run', 'logs', 'nginx']) fs.mkdirSync(path.join(site.dir, name));
        site.conf = path.join(site.dir, 'hooklet.conf');
        site.secretFile = path.join(site.dir, 'secret');
        fs.writeFileSync(site.secretFile, secret, { mode: 0o400 });
        site.configure(conf ?? rules, Boolean(conf));
        const made = site.hooklet('init');
        if (made.status !== 0) throw new Error(`hooklet init: ${made.stderr}`);
        return site;
    }

    configure(rules, whole = false) {
        const head = `state = "${this.dir}/state"\nworker_threads = 4\n` +
            `github {\n    secret "test" {\n        file = "${this.secretFile}"\n    }\n}\n`;
        fs.writeFileSync(this.conf, whole ? rules : head + rules);
    }

    variables = {}; // of the environment of what starts from now on

    get env() {
        const { GITHUB_WEBHOOK_SECRET, GITHUB_WEBHOOKS_SECRET, CREDENTIALS_DIRECTORY, ...rest } = process.env;
        return { ...rest, HOOKLET_CONFIG: this.conf, ...this.variables };
    }

    // Runs a program to its end, as the user who owns the state.
    run(file, args) {
        const done = spawnSync(file, args, { env: this.env, encoding: 'utf8', maxBuffer: 1 << 28, timeout: 120000 });
        return { status: done.status, stdout: done.stdout, stderr: done.stderr };
    }

    hooklet(...args) {
        return this.run(path.join(builddir, 'hooklet'), args);
    }

    // The same for --json output; fails when the command does.
    json(...args) {
        const done = this.hooklet(...args, '--json');
        if (done.status !== 0) throw new Error(`hooklet ${args.join(' ')}: ${done.status} ${done.stderr}`);
        return JSON.parse(done.stdout);
    }

    log(name) {
        return path.join(this.dir, 'logs', `${name}.log`);
    }

    readLog(name) {
        return fs.existsSync(this.log(name)) ? fs.readFileSync(this.log(name), 'utf8') : '';
    }

    socket(name) {
        return path.join(this.dir, 'run', `${name}.sock`);
    }

    // Starts a web program and waits until it listens.  file: another one that takes its place.
    async program(name, file = path.join(builddir, `${name}.fcgi`)) {
        const child = start(file, ['--listen', this.socket(name)],
            { log: this.log(name), env: this.env });
        this.children.set(name, child);
        await until(`${name} listens`, () => new Promise((resolve) => {
            if (child.exitCode !== null) throw new Error(`${name} ended: ${this.readLog(name)}`);
            const probe = net.connect(this.socket(name), () => { probe.destroy(); resolve(true); });
            probe.on('error', () => resolve(false));
        }));
        return child;
    }

    async allPrograms() {
        await Promise.all(programs.map((name) => this.program(name)));
    }

    worker(...args) {
        const child = start(path.join(builddir, 'hooklet'), ['work', ...args], { log: this.log('worker'), env: this.env });
        this.children.set('worker', child);
        return child;
    }

    // The real nginx in front of this site's sockets, with the files that are shipped.  access: its access log, a file; http, server:
    // more lines there; whole: what `hooklet nginx-config` has printed, in place of these files.
    async nginx({ access = 'off', http = '', server = '', whole } = {}) {
        const dir = path.join(this.dir, 'nginx');
        const port = await freePort();
        for (const file of ['hooklet-upstreams.conf', 'hooklet-locations.conf']) {
            const text = fs.readFileSync(path.join(srcdir, 'nginx', file), 'utf8');
            fs.writeFileSync(path.join(dir, file), text.replaceAll('/run/hooklet/', `${this.dir}/run/`));
        }
        const files = `include ${dir}/hooklet-upstreams.conf;\n${http}\n` +
            `server { listen 127.0.0.1:${port} backlog=1024;\ninclude ${dir}/hooklet-locations.conf;\n${server} }`;
        const printed = whole?.replace('listen 80;', `listen 127.0.0.1:${port};`);
        const temp = ['client_body', 'fastcgi', 'proxy', 'uwsgi', 'scgi']
            .map((name) => `${name}_temp_path ${dir}/${name};`).join(' ');
        const user = process.getuid() === 0 ? 'user root;' : '';
        fs.writeFileSync(path.join(dir, 'nginx.conf'),
            `daemon off; ${user} pid ${dir}/pid; error_log ${this.log('nginx')}; worker_processes 1;\n` +
            `events { worker_connections 1024; }\nhttp { access_log ${access}; ${temp}\n${printed ?? files} }\n`);
        const binary = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((file) => fs.existsSync(file)) ?? 'nginx';
        // Killed at once, its master would leave the workers behind.
        const child = start(binary, ['-p', dir, '-c', path.join(dir, 'nginx.conf')],
            { log: this.log('nginx'), end: 'SIGTERM' });
        this.children.set('nginx', child);
        this.url = `http://127.0.0.1:${port}`;
        await until('nginx answers', async () => {
            if (child.exitCode !== null) throw new Error(`nginx ended: ${this.readLog('nginx')}`);
            return request(this.url, { method: 'GET' }).catch(() => false);
        });
    }

    // All of it: programs, nginx, and a worker unless told otherwise.
    async up({ worker = true } = {}) {
        await this.allPrograms();
        await this.nginx();
        if (worker) this.worker();
    }

    stop(name, signal) {
        return stop(this.children.get(name), signal);
    }

    // Posts a payload (an object or text) as GitHub would; more: for request().
    post(event, payload, { delivery = randomUUID(), secret = this.secret, target = '/hooks/github', headers = {}, ...more } = {}) {
        const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
        return request(this.url + target, {
            headers: {
                'Content-Type': 'application/json', 'User-Agent': 'GitHub-Hookshot/test',
                'X-GitHub-Event': event, 'X-GitHub-Delivery': delivery,
                'X-Hub-Signature-256': sign(secret, body), 'Content-Length': Buffer.byteLength(body), ...headers,
            },
            body, ...more,
        });
    }

    // Waits until no job is on its way; gives all jobs.
    async settled(ms) {
        return until('jobs settle', () => {
            const { jobs } = this.json('jobs', '-n', '100000');
            return jobs.every((job) => !['waiting', 'ready', 'leased', 'started'].includes(job.state)) && jobs;
        }, ms);
    }
}

// --- Payloads ----------------------------------------------------------------------------------------------------------------

// All real payloads: [{ name: event, examples: [payload] }], or a skip where the package is not installed.
export function examples() {
    try {
        const require = createRequire(path.join(srcdir, 'tests', 'package.json'));
        return require('@octokit/webhooks-examples/api.github.com/index.json');
    } catch {
        if (process.env.CI === 'true') throw new Error('npm @octokit/webhooks-examples is not installed; run: npm ci in tests/');
        return skipAll('npm @octokit/webhooks-examples is not installed; run: npm ci in tests/');
    }
}

const pushText = fs.readFileSync(path.join(srcdir, 'examples/payloads/push.json'), 'utf8');
const pullRequestText = fs.readFileSync(path.join(srcdir, 'examples/payloads/pull_request.json'), 'utf8');

export const sha = () => randomBytes(20).toString('hex');

// A push as GitHub sends it, with these values changed.
export function push({ ref = 'refs/heads/master', after = sha(), before = sha(), repository = 'Codertocat/Hello-World',
    pushedAt = Math.floor(Date.now() / 1000), ...more } = {}) {
    const payload = JSON.parse(pushText);
    Object.assign(payload, { ref, after, before }, more);
    payload.repository.full_name = repository;
    payload.repository.pushed_at = pushedAt;
    return payload;
}

// A pull request closed by a merge, with these values changed.
export function merge({ mergeSha = sha(), mergedAt = new Date().toISOString(), repository = 'Codertocat/Hello-World',
    base = 'master', number = 2, ...more } = {}) {
    const payload = JSON.parse(pullRequestText);
    Object.assign(payload.pull_request,
        { merged: true, merged_at: mergedAt, merge_commit_sha: mergeSha, number }, more);
    payload.number = number;
    payload.pull_request.base.ref = base;
    payload.repository.full_name = repository;
    payload.pull_request.base.repo.full_name = repository;
    return payload;
}

// --- git ---------------------------------------------------------------------------------------------------------------------

export function git(dir, ...args) {
    const done = spawnSync('git', ['-C', dir, '-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args],
        { encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
    if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`);
    return done.stdout.trim();
}

// A bare repository, as GitHub would host it, and a clone to commit in.
export class Origin {
    constructor() {
        const dir = temporary();
        this.path = path.join(dir, 'origin.git');
        this.clone = path.join(dir, 'clone');
        fs.mkdirSync(this.clone);
        git(dir, 'init', '-q', '--bare', '-b', 'master', this.path);
        git(this.clone, 'init', '-q', '-b', 'master');
    }

    // Commits these files on top of what is checked out and pushes it to `branch`; gives the commit.
    commit(files, { branch = 'master', force = false } = {}) {
        for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(this.clone, name), text);
        git(this.clone, 'add', '-A');
        git(this.clone, 'commit', '-q', '--allow-empty', '-m', Object.keys(files).join(' '));
        git(this.clone, 'push', '-q', ...(force ? ['--force'] : []), this.path, `HEAD:refs/heads/${branch}`);
        return git(this.clone, 'rev-parse', 'HEAD');
    }
}
