// server.mjs - what serves while it is measured: processes that are stopped by their ids whatever happens, and what the kernel
// counts for them.
import './where.mjs';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, start } from '../tests/system/lib.mjs';
import { sum } from './numbers.mjs';

export const built = (name) => path.join(builddir, 'bench', name);
const SAMPLE_MS = 500; // a look at the memory takes a few ms of processor time from what is measured
const tick_us = 1e6 / Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout || 100);

// --- Ends -------------------------------------------------------------------------------------------------------------------

const running = new Set(); // children that we started
const directories = new Set();

// From now on this directory goes when we end.
export function adopt(dir) {
    directories.add(dir);
    return dir;
}

export const directory = () => adopt(fs.mkdtempSync(path.join(process.env.TMPDIR, 'hk-')));

export function remove(dir) {
    directories.delete(dir);
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

// From now on this child goes when we end.
export function watch(child) {
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.once('error', () => running.delete(child));
    return child;
}

// Whatever way this process ends: nothing that it started stays behind.
process.on('exit', () => {
    for (const child of running) for (const { pid } of tree(child.pid)) try { process.kill(pid, 'SIGKILL'); } catch { /* gone */ }
    for (const dir of directories) try { remove(dir); } catch (error) { console.error(`${dir}: ${error.message}`); }
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

// --- Processes --------------------------------------------------------------------------------------------------------------

function processState(pid) {
    try {
        const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
        const field = text.slice(text.lastIndexOf(')') + 2).split(' ');
        const used = field.slice(11, 15).reduce((sum, value) => sum + Number(value), 0); // own and of children that ended
        return { pid, parent: Number(field[1]), started: field[19], cpu: used * tick_us };
    } catch {
        return null;
    }
}

// A process and all that descend from it.
function tree(pid) {
    const all = fs.readdirSync('/proc').map(Number).filter(Boolean).map(processState).filter(Boolean);
    const found = all.filter((state) => state.pid === pid);
    for (const parent of found) found.push(...all.filter((state) => state.parent === parent.pid));
    return found;
}

// KiB of one process, shared pages counted in parts.
function pssOf(pid) {
    try {
        return Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
        return 0;
    }
}

// The file that a process runs, or "".
function fileOf(pid) {
    try {
        return fs.readlinkSync(`/proc/${pid}/exe`);
    } catch {
        return '';
    }
}

// What serves: parts (nginx, program), each a process with its descendants.
export class Server {
    constructor({ port, secret, secretFile }) {
        Object.assign(this, { port, secret, secretFile, parts: new Map() });
    }

    run(part, command, args, { log, env, end = 'SIGTERM' } = {}) {
        return this.take(part, start(command, args, { log, env, end }), log, end);
    }

    // A child that somebody else has started.
    take(part, child, log, end = 'SIGTERM') {
        Object.assign(watch(child), { log, end });
        this.parts.set(part, child);
        return child;
    }

    // Microseconds of processor time since each part began.
    cpu() {
        return Object.fromEntries([...this.parts].map(([part, child]) =>
            [part, tree(child.pid).reduce((sum, state) => sum + state.cpu, 0)]));
    }

    // KiB, shared pages counted in parts.
    pss() {
        return Object.fromEntries([...this.parts].map(([part, child]) =>
            [part, tree(child.pid).reduce((sum, state) => sum + pssOf(state.pid), 0)]));
    }

    // The same by the file that a process runs: of the programs that a web server starts itself, and of its own.  programs: their directory
    pssApart(programs) {
        const apart = { web: 0, programs: 0 };
        for (const child of this.parts.values()) {
            for (const { pid } of tree(child.pid)) apart[fileOf(pid).startsWith(programs) ? 'programs' : 'web'] += pssOf(pid);
        }
        return apart;
    }

    // The largest of the looks at memory, pss() unless another is given, until `work` is done, the last of them then.
    async pssDuring(work, read = () => this.pss()) {
        let most = read();
        const look = () => {
            const now = read();
            if (sum(now) > sum(most)) most = now;
        };
        const timer = setInterval(look, SAMPLE_MS);
        await work.finally(() => clearInterval(timer));
        look();
        return most;
    }

    async stop(part) {
        const child = this.parts.get(part);
        if (!child) return;
        const members = tree(child.pid);
        child.kill(child.end);
        await Promise.race([child.ended, new Promise((resolve) => setTimeout(resolve, 10000).unref())]);
        // Those of its children that it left behind.
        for (const { pid, started } of members)
            if (processState(pid)?.started === started) try { process.kill(pid, 'SIGKILL'); } catch { /* gone */ }
        await child.ended;
        this.parts.delete(part);
    }

    async close() {
        for (const part of [...this.parts.keys()].reverse()) await this.stop(part);
    }
}

// --- nginx ------------------------------------------------------------------------------------------------------------------

// Not in the PATH of everybody.
export const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((file) => fs.existsSync(file)) ?? 'nginx';

// The same nginx for all that stand behind one; http and locations are what differs.
export function startNginx(server, dir, { http = '', locations }) {
    fs.mkdirSync(dir, { recursive: true });
    const temp = ['client_body', 'fastcgi', 'proxy', 'uwsgi', 'scgi']
        .map((name) => `${name}_temp_path ${dir}/${name};`).join(' ');
    const user = process.getuid() === 0 ? 'user root;' : '';
    fs.writeFileSync(path.join(dir, 'nginx.conf'),
        `daemon off; ${user} pid ${dir}/pid; error_log ${dir}/log; worker_processes 2;\n` +
        `events { worker_connections 1024; }\nhttp { access_log off; ${temp}\n${http}\n` +
        `server { listen 127.0.0.1:${server.port} backlog=1024;\n${locations}\n} }\n`);
    return server.run('nginx', nginx, ['-p', dir, '-c', path.join(dir, 'nginx.conf')], { log: path.join(dir, 'log') });
}
