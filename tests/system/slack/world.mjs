// world.mjs - what a test of messages needs: stand-ins for Slack, GitHub and Asana, a project acme/web whose channel is slack.channel, a
// worker, and rows of deployments that change as those change them who have news (tests/system/tell-deployment).
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { asanaSection } from '../asana/site.mjs';
import { startAsana } from '../asana.mjs';
import { configureApp } from '../github/app.mjs';
import { addPull, addRepository, addUser, startGitHub } from '../github.mjs';
import { builddir, sha, Site } from '../lib.mjs';
import { messagesOf, startSlack, threadOf } from '../slack.mjs';
import { slackSection } from './site.mjs';

const token = 'ghp_0123456789';

// isTied: with a channel.  slackSays: of slackSection(), null for no section; project: lines of the section project; more: behind all.
export async function startWorld({ asanaIsSet = true, ...config } = {}) {
    const slack = await startSlack({ validate: true }), github = await startGitHub({ validate: true }), asana = await startAsana({ validate: true });
    github.state.personalTokens = { [token]: 'octocat' };
    const world = new World({ slack, github, asana, asanaIsSet });
    world.repository = addRepository(github.state, 'acme/web');
    for (const login of ['octocat', 'ada', 'bob']) addUser(github.state, login);
    world.site = await Site.make();
    world.configure(config);
    return world;
}

class World {
    constructor(parts) {
        Object.assign(this, parts);
    }

    configure({ slackSays = {}, channel = this.slack.channel.id, project = '', more = '' } = {}) {
        const { site, slack, github, asana } = this;
        const tie = channel ? `    channel = '${channel}'\n` : '';
        const rules = (slackSays ? slackSection(slack, slackSays) : '') + (this.asanaIsSet ? asanaSection(asana) : '') +
            `project "acme/web" {\n${tie}${project}}\n${more}`;
        configureApp(site, github, { token, rules });
    }

    async configureAgain(config) {
        this.configure(config);
        await this.restart();
    }

    async restart(signal) {
        await this.site.stop('worker', signal);
        this.site.worker();
    }

    link(login, member) {
        const told = this.site.hooklet('people', 'link', login, '--slack', member.id);
        if (told.status !== 0) throw new Error(told.stderr);
    }

    // --- Rows ----------------------------------------------------------------------------------------------------------------

    row(...words) {
        const [verb, ...rest] = words;
        const done = spawnSync(path.join(builddir, 'tests/system/tell-deployment'), [this.site.conf, verb, ...rest.map(String)],
            { env: this.site.env, encoding: 'utf8' });
        if (done.status !== 0) throw new Error(`tell-deployment ${words.join(' ')}: ${done.status} ${done.stderr}`);
        return done.stdout.trim();
    }

    // -> its id
    add(members = {}) {
        const given = { repository: 'acme/web', environment: 'production', ref: 'refs/tags/v1.2', sha: sha(), origin: 'push', state: 'queued', ...members };
        return this.row('add', ...pairs(given));
    }

    write(id, members) {
        this.row('write', id, ...pairs(members));
    }

    // Jobs are made that tell it.
    begin(id, ...whats) {
        this.row('tell', id, ...(whats.length > 0 ? whats : ['deployment']));
    }

    // The row is told as it is now.  -> its jobs, when they are over
    async tell(id, ...whats) {
        this.begin(id, ...whats);
        return this.settled();
    }

    async change(id, members, ...whats) {
        this.write(id, members);
        return this.tell(id, ...whats);
    }

    async settled() {
        return (await this.site.settled(90_000)).sort((a, b) => a.id - b.id);
    }

    // The newest job of that kind.
    last(kind = 'notify') {
        return this.site.json('jobs', '-n', '1000').jobs.filter((job) => job.kind === kind).sort((a, b) => a.id - b.id).at(-1);
    }

    // A job is told to begin, and its worker dies when this is asked; another one goes on.
    async cutOff(service, method, at, how, begin) {
        const from = service.count;
        service.once(method, at, how);
        begin();
        await service.waitFor(method, at, { from, arrived: true });
        await how.isDone;
        await this.restart('SIGKILL');
        return this.settled();
    }

    // --- What stands where ---------------------------------------------------------------------------------------------------

    messages(channel = this.slack.channel) {
        return messagesOf(this.slack.state, channel);
    }

    thread(message, channel = this.slack.channel) {
        return threadOf(this.slack.state, channel, message).map((one) => one.text);
    }

    pull(more) {
        return addPull(this.github.state, this.repository, more);
    }

    comments(number) {
        return this.github.state.issueComments.filter((one) => one.number === number);
    }
}

const pairs = (members) => Object.entries(members).map(([name, value]) => `${name}=${value}`);

// The service does as it is asked, but keeps its answer to itself; isDone: when it has.
export function doneAndSilent() {
    let done;
    const isDone = new Promise((resolve) => { done = resolve; });
    const handler = async ({ normal }) => {
        await normal();
        done();
        return { never: true };
    };
    return Object.assign(handler, { isDone });
}
