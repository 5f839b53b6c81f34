// loop/rig.mjs - what a test of the whole loop needs: one site with nginx, every program and a worker, and stand-ins for GitHub, Slack and
// CircleCI (or a local command in its place) that tell it by signed webhooks what happens there.
//
//     const loop = await startLoop({ validate: true });        // stopped by done() of lib.mjs
//     const project = await loop.project('web');               // acme/web everywhere, tied in Slack to #web    (loop/project.mjs)
//     await loop.quiet()                                       // nothing is on its way any more
//     await loop.crash(github, 'POST', path, 'before'|'after', () => ...)    // the worker dies with that request; another one goes on
//
// Waiting is asking the stand-ins' data, with a deadline.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Site } from '../lib.mjs';
import { comeRound } from '../asana/twoway.mjs';
import { addInstallation, addUser, never, startGitHub } from '../github.mjs';
import { configureApp, hooklet, makeKey } from '../github/app.mjs';
import { circleciSection, startCircleci } from '../circleci.mjs';
import { addWebhook, startSlack } from '../slack.mjs';
import { slackSection } from '../slack/site.mjs';
import { jobWords, Project } from './project.mjs';

// A job that waits so much longer is not on its way: it comes round.
const soonMs = 3000;
const busy = ['ready', 'leased', 'started'];

// ci: false leaves CircleCI out; webhook: an incoming webhook in place of Slack's token; slack, circleci: more of their sections; rules:
// behind them.
export async function startLoop({ validate = false, ci = true, webhook = false, rules = '', slack = {}, circleci = {} } = {}) {
    const key = makeKey();
    const loop = new Loop({
        key, github: await startGitHub({ publicKey: key.publicKey, validate }), slack: await startSlack({ validate }),
        circleci: ci ? await startCircleci({ validate }) : null, secret: randomBytes(16).toString('hex'),
    });
    await loop.begin({ webhook, rules, slack, circleci });
    return loop;
}

class Loop {
    hours = 0;

    constructor(parts) {
        Object.assign(this, parts);
        this.installation = addInstallation(this.github.state, 'acme');
        for (const login of ['octocat', 'mona']) addUser(this.github.state, login);
    }

    get standIns() {
        return [this.github, this.slack, this.circleci].filter(Boolean);
    }

    async begin({ webhook, rules, ...more }) {
        this.site = await Site.make();
        this.webhook = webhook ? addWebhook(this.slack.state, this.slack.channel) : undefined;
        this.sections = more;
        this.configure(rules);
        await this.site.up();
        this.connect();
    }

    configure(rules) {
        const slack = slackSection(this.slack, { webhook: this.webhook, ...this.sections.slack });
        const circleci = this.circleci ? circleciSection(this.circleci, { secret: this.secret, ...this.sections.circleci }) : '';
        configureApp(this.site, this.github, { key: this.key, more: { read_delay: '0s' }, rules: slack + circleci + rules });
    }

    // The stand-ins tell the site through its nginx.
    connect() {
        const { url, secret } = this.site;
        Object.assign(this.github.state.hook, { url: `${url}/hooks/github`, secret, tells: ['deployment', 'deployment_status'] });
        this.slack.endpoints = Object.fromEntries(['command', 'interactive', 'event'].map((kind) => [kind, `${url}/hooks/slack/${kind}`]));
    }

    // options: of Project.begin()
    async project(name, options) {
        const project = new Project(this, name);
        await project.begin(options);
        return project;
    }

    // --- What the ledger says ------------------------------------------------------------------------------------------------------

    async hooklet(...words) {
        const said = await hooklet(this.site, ...words);
        assert.equal(said.status, 0, `hooklet ${words.join(' ')}: ${said.status} ${said.stderr}`);
        return said.stdout;
    }

    // The story of a commit; that something in it went wrong is told by its exit status, too.
    async why(...words) {
        const said = await hooklet(this.site, 'why', ...words);
        assert.ok(said.status <= 1, `hooklet why ${words.join(' ')}: ${said.status} ${said.stderr}`);
        return said.stdout;
    }

    async json(...words) {
        return JSON.parse(await this.hooklet(...words, '--json'));
    }

    async jobs() {
        return (await this.json('jobs', '-n', '10000')).jobs;
    }

    // Nobody has anything to do but what is to come round later.  -> all jobs
    async quiet(ms = 30_000) {
        const count = () => this.standIns.reduce((sum, one) => sum + one.count, 0);
        for (const end = Date.now() + ms; ;) {
            const before = count();
            await this.idle();
            const jobs = await this.jobs(), open = jobs.filter(isOnItsWay);
            await this.idle();
            if (open.length === 0 && before === count()) return jobs;
            if (Date.now() > end) throw new Error(`not quiet within ${ms} ms:\n${jobWords(open)}`);
            await pause(50);
        }
    }

    // What the stand-ins had to tell has been told.
    idle() {
        return Promise.all(this.standIns.map((one) => one.idle()));
    }

    // --- What is lost --------------------------------------------------------------------------------------------------------------

    // The worker dies with the next such request that act() brings about: 'before' it reached the service, or 'after' the service has
    // done it, without having told.  Another worker goes on.
    async crash(service, method, path, when, act) {
        let reached;
        const arrived = new Promise((resolve) => { reached = resolve; });
        service.once(method, path, async ({ normal }) => {
            if (when === 'after') await normal();
            reached();
            return never();
        });
        await act();
        await Promise.race([arrived, this.#patience(`${method} ${path}`)]);
        await this.site.stop('worker', 'SIGKILL');
        this.site.worker();
    }

    // Whatever comes round by itself has come round.  Each time it is an hour later, since a minute has its schedules once.
    later() {
        comeRound(this.site, ++this.hours);
    }

    // A minute has passed since a build was asked for: by then CircleCI would show it.
    minutePasses() {
        const now = "UPDATE deployment SET triggered_ms = triggered_ms - 61000 WHERE triggered_ms > 0 AND ended_ms IS NULL;" +
            "UPDATE job SET run_at_ms = 1 WHERE kind = 'trigger' AND state = 'waiting'";
        const { status, stderr } = spawnSync('sqlite3', ['-cmd', '.timeout 5000', `${this.site.dir}/state/hooklet.db`, now], { encoding: 'utf8' });
        assert.equal(status, 0, stderr);
    }

    #patience(what, ms = 30_000) {
        return new Promise((resolve, reject) => {
            setTimeout(() => reject(new Error(`${what} was not asked within ${ms} ms`)), ms).unref();
        });
    }
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function isOnItsWay({ state, run_at_ms: dueMs = 0 }) {
    return busy.includes(state) || (state === 'waiting' && dueMs < Date.now() + soonMs);
}
