// asana/rig.mjs - what a test of the client needs besides the stand-in: sites that are configured for it, tests/system/ask-asana, and
// somebody who logs in.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { builddir, Site } from '../lib.mjs';
import { authorize } from './oauth.mjs';
import { asanaSection } from './site.mjs';

// Statuses of ask-asana: codes of failures without their signs.
export const MALFORMED = 3, FIELD = 5, NOT_FOUND = 11, BUSY = 12, CONFIG = 15, NETWORK = 17, REFUSED = 19;

// A question that every configuration can ask.
export const me = ['get', '/users/me', '/data/name'];

// Writes a site's hooklet.conf with an asana section that speaks to the stand-in, as asana/site.mjs has it.  keys: others of the section,
// null takes one out; rules: what follows it.
export function configure(site, asana, { oauth, app, keys, rules = '' } = {}) {
    site.configure(asanaSection(asana, { oauth, app, more: keys }) + rules);
}

export async function fresh(asana, options) {
    const site = await Site.make();
    configure(site, asana, options);
    return site;
}

// Runs a program of ours to its end.  during(said, type): whenever it says something; type(text) is its standard input.
// -> { status, stdout, stderr, lines }
export function run(site, program, words, { input, during, env = {} } = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(path.join(builddir, program), words, { env: { ...site.env, ...env } });
        const said = { stdout: '', stderr: '' };
        for (const name of Object.keys(said)) {
            child[name].setEncoding('utf8').on('data', (text) => {
                said[name] += text;
                during?.(said, (typed) => child.stdin.end(typed));
            });
        }
        child.stdin.on('error', () => {});
        if (input !== undefined || !during) child.stdin.end(input ?? '');
        child.on('error', reject);
        child.on('close', (status) => resolve({ status, ...said, lines: linesOf(said.stdout) }));
    });
}

const linesOf = (text) => text.split('\n').slice(0, -1);

export const ask = (site, ...words) => run(site, 'tests/system/ask-asana', [site.conf, ...words]);
export const hooklet = (site, ...words) => run(site, 'hooklet', words);

// Logs in as somebody would: follows the link, agrees, pastes the code.  paste: what becomes of the code on the way.
export function login(site, asana, { user = asana.robot, paste = (given) => given.code, words = [] } = {}) {
    let typed = false;
    return run(site, 'hooklet', ['asana', 'login', ...words], {
        during: (said, type) => {
            const [link] = /http\S+oauth_authorize\S+(?=\n)/.exec(said.stdout + said.stderr) ?? [];
            if (!link || typed) return;
            typed = true;
            type(`${paste(authorize(asana.state, link, user))}\n`);
        },
    });
}

export async function loggedIn(asana, options = {}) {
    const site = await fresh(asana, { oauth: true, ...options });
    const told = await login(site, asana, options);
    if (told.status !== 0) throw new Error(`hooklet asana login: ${told.status} ${told.stderr}`);
    return site;
}

// A list that is read page by page: page(n) waits for the nth, ended() lets it go on to its end.
export function paged(site, ...words) {
    const child = spawn(path.join(builddir, 'tests/system/ask-asana'), [site.conf, 'pages', ...words, 'step'], { env: site.env });
    const said = { stdout: '', stderr: '' };
    for (const name of Object.keys(said)) child[name].setEncoding('utf8').on('data', (text) => { said[name] += text; });
    child.stdin.on('error', () => {});
    const closed = new Promise((resolve) => { child.on('close', resolve); });
    const count = () => linesOf(said.stdout).filter((one) => one === '--').length;
    return {
        page: async (nth) => { while (count() < nth) await new Promise((resolve) => { child.stdout.once('data', resolve); }); },
        ended: async () => {
            child.stdin.write('\n'.repeat(100));
            const status = await closed;
            return { status, ...said, lines: linesOf(said.stdout) };
        },
    };
}
