// account.mjs - an account on a shared host: a home directory with a web space in it, commands as its user would type them, cron.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { answerOf } from '../cgi/request.mjs';
import { builddir, sign, temporary } from '../lib.mjs';

export class Account {
    // name: of the home directory.
    constructor(name = 'ann') {
        this.home = path.join(fs.realpathSync(temporary()), name);
        this.web = path.join(this.home, 'public_html');
        this.conf = path.join(this.home, '.hooklet', 'hooklet.conf');
        this.programs = builddir;
        fs.mkdirSync(this.web, { recursive: true, mode: 0o755 });
    }

    get env() {
        return { PATH: process.env.PATH, HOME: this.home };
    }

    // The command; options of a test's own in front: { env }.
    hooklet(...args) {
        const more = typeof args[0] === 'object' ? args.shift() : {};
        const done = spawnSync(more.command ?? path.join(builddir, 'hooklet'), args,
            { env: { ...this.env, ...more.env }, cwd: more.cwd ?? this.home, encoding: 'utf8', timeout: 60000 });
        return { status: done.status, stdout: done.stdout, stderr: done.stderr, said: done.stdout + done.stderr };
    }

    init(...args) {
        const directory = args.includes('--shared-hosting') ? [] : ['--shared-hosting', this.web];
        return this.hooklet('init', ...directory, '--programs', this.programs, ...args);
    }

    // The same where it must go well -> what --json says.
    made(...args) {
        const done = this.init(...args, '--json');
        if (done.status !== 0) throw new Error(`init: ${done.status} ${done.stderr}`);
        return JSON.parse(done.stdout);
    }

    // -> { status, checks: [{ check, finding, text }] }
    doctor(...args) {
        const more = typeof args[0] === 'object' ? [args.shift()] : [];
        const done = this.hooklet(...more, '--config', this.conf, 'doctor', '--json', '--programs', this.programs, ...args);
        return { status: done.status, ...JSON.parse(done.stdout) };
    }

    // What doctor says that is not good, of these checks: ["FAIL hosting TEXT"].
    bad(names = ['hosting', 'cron', 'programs', 'state', 'secrets', 'configuration'], ...args) {
        return this.doctor(...args).checks.filter(({ check, finding, text }) => finding !== 'ok' && names.includes(check) && !text.includes('no rule yet'))
            .map(({ check, finding, text }) => `${finding} ${check} ${text}`);
    }

    wrapper(name) {
        return path.join(this.web, 'hooklet', `${name}.cgi`);
    }

    get secret() {
        return fs.readFileSync(path.join(this.home, '.hooklet', 'github.secret'), 'utf8').trim();
    }

    // As a web server would run it -> { status, text, json }.
    cgi(name, { event = 'ping', body = '{"zen":"Speak like a human.","hook_id":1}', args = [], delivery = 'd' } = {}) {
        const done = spawnSync(this.wrapper(name), args, {
            env: {
                PATH: '/usr/bin:/bin', GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: 'POST', CONTENT_LENGTH: String(Buffer.byteLength(body)),
                CONTENT_TYPE: 'application/json', HTTP_X_GITHUB_EVENT: event, HTTP_X_GITHUB_DELIVERY: delivery,
                HTTP_X_HUB_SIGNATURE_256: sign(this.secret, body),
            },
            cwd: '/', input: body, encoding: 'utf8', timeout: 20000,
        });
        if (done.status !== 0) throw new Error(`${name}: ${done.status} ${done.error ?? ''} ${done.stderr}`);
        const answer = answerOf(done.stdout);
        if (answer.json === undefined) throw new Error(`${name}: no JSON: ${done.stdout}`);
        return answer;
    }

    // Cron's line, run as cron does: by sh, a \% being a % -> { status, said }.
    cron(line, env = {}) {
        const [, command] = /^\* \* \* \* \* (.*)$/.exec(line);
        const done = spawnSync('/bin/sh', ['-c', command.replaceAll('\\%', '%')],
            { env: { PATH: '/usr/bin:/bin', HOME: this.home, SHELL: '/bin/sh', ...env }, cwd: this.home, encoding: 'utf8', timeout: 60000 });
        return { status: done.status, said: done.stdout + done.stderr };
    }
}

// All that is below a directory: { path: "mode inode size" }.
export function listing(dir) {
    const all = {};
    for (const name of fs.readdirSync(dir).sort()) {
        const file = path.join(dir, name), info = fs.lstatSync(file);
        all[file] = `${(info.mode & 0o7777).toString(8)} ${info.ino} ${info.isDirectory() ? '' : info.size}`;
        if (info.isDirectory()) Object.assign(all, listing(file));
    }
    return all;
}
