// loop/project.mjs - a project of the whole loop: a repository at GitHub, its project at CircleCI, a channel at Slack; what people do to
// them, and what has become of it.
import assert from 'node:assert';
import { until } from '../lib.mjs';
import {
    addCheckRun, addCommitStatus, addPull, addRepository, addTag, deleteBranch, mergePull, moveBranch, setState,
} from '../github.mjs';
import { issueEvent } from '../github/app.mjs';
import { checkSuiteEvent, pushEvent, statusEvent } from '../github/deploy_events.mjs';
import { addHook, addProject } from '../circleci.mjs';
import { addChannel, messagesOf, textsOf, threadOf } from '../slack.mjs';

const parameters = ['ENVIRONMENT', 'VERSION', 'SUBDOMAIN', 'URL', 'DEPLOYMENT', 'revision'];
const none = '0'.repeat(40);

export class Project {
    constructor(loop, short) {
        Object.assign(this, { loop, short, name: `acme/${short}`, domain: `${short}.example.org` });
    }

    get state() {
        return this.loop.github.state;
    }

    // tied: in Slack; else nobody but the configuration ties it.  builds: of CircleCI's addProject().
    async begin({ tied = true, builds = {}, ...more } = {}) {
        const { github, slack, circleci, site, secret } = this.loop;
        this.repository = addRepository(github.state, this.name, { collaborators: { octocat: 'write', mona: 'write' }, ...more });
        this.channel = slack.state.channels.find(({ name }) => name === this.short) ?? addChannel(slack.state, this.short);
        if (circleci) {
            this.builds = addProject(circleci.state, this.name, { parameters, ...builds });
            followRefs(this.builds, this);
            this.hook = addHook(this.builds, `${site.url}/hooks/circleci`, { secret });
        }
        if (!tied) return;
        this.setup = await this.says(`setup ${this.name}`);
        assert.match(this.setup.text, /is tied to/);
        await this.says(`set basedomain ${this.domain}`);
    }

    // --- At Slack ------------------------------------------------------------------------------------------------------------------

    // A slash command in its channel.  -> as Sender.command()
    async says(text, { user = this.loop.slack.ada, ...how } = {}) {
        const answer = await this.loop.slack.sender.command(user, this.channel, text, how);
        assert.equal(answer.status, 200, `${text}: ${answer.text}`);
        return answer;
    }

    async presses(message, which, user = this.loop.slack.ada) {
        const answer = await this.loop.slack.sender.press(user, message, which);
        assert.equal(answer.status, 200, answer.text);
        return answer;
    }

    // All that stands in its channel by itself, in order.
    get messages() {
        return messagesOf(this.loop.slack.state, this.channel);
    }

    thread(message) {
        return threadOf(this.loop.slack.state, this.channel, message);
    }

    // What is shown to somebody alone.
    ephemerals(user = this.loop.slack.ada) {
        return this.loop.slack.state.ephemerals.filter((one) => one.channel === this.channel.id && one.to === user.id);
    }

    // The messages about deployments to an environment.
    told(environment) {
        const isAbout = ({ blocks, text }) => blocks !== undefined && text.includes(`*${environment}*`);
        return this.messages.filter((one) => one.by === this.loop.slack.state.app.user.id && isAbout(one));
    }

    // The newest of them, when it says this.
    message(environment, pattern) {
        return this.until(`Slack says ${pattern} of ${environment}`, () => {
            const last = this.told(environment).at(-1);
            return last && pattern.test(textsOf(last).join('\n')) && last;
        }, () => this.told(environment).map(({ text }) => text));
    }

    // What somebody alone is shown, when it says this.
    async whisper(pattern, user) {
        return this.until(`Slack whispers ${pattern}`, () => this.ephemerals(user).findLast((one) => pattern.test(textsOf(one).join('\n'))),
            () => this.ephemerals(user).map(({ text }) => text));
    }

    // --- At GitHub -----------------------------------------------------------------------------------------------------------------

    tell(event) {
        return this.loop.github.tell(event);
    }

    // Somebody opens a pull request.  more: of addPull()
    async open({ title = 'A pull request', ...more } = {}) {
        const pull = addPull(this.state, this.repository, { title, ...more });
        await this.tell(issueEvent(this.loop.github, pull, 'opened'));
        return pull;
    }

    // Another commit on the branch of a pull request.
    async commit(pull) {
        moveBranch(this.state, this.repository, pull.pull.head.ref);
        await this.tell(issueEvent(this.loop.github, pull, 'synchronize'));
        return pull.pull.head.sha;
    }

    async close(pull, { merged = false } = {}) {
        if (merged) mergePull(this.state, pull);
        else setState(this.state, pull, 'closed', { login: 'octocat' });
        await this.tell(issueEvent(this.loop.github, pull, 'closed'));
    }

    // Somebody pushes to a branch.  -> the commit
    async push(branch = this.repository.defaultBranch) {
        const push = moveBranch(this.state, this.repository, branch, { login: 'octocat' });
        await this.tell(pushEvent(this.loop.github, this.repository, push));
        return push.after;
    }

    async remove(branch) {
        const before = this.repository.branches[branch];
        deleteBranch(this.state, this.repository, branch);
        await this.tell(pushEvent(this.loop.github, this.repository, { ref: `refs/heads/${branch}`, before, after: none }));
    }

    // A new tag of what the default branch is.  -> the commit
    async tag(name) {
        const { sha } = addTag(this.state, this.repository, name);
        await this.tell(pushEvent(this.loop.github, this.repository, { ref: `refs/tags/${name}`, after: sha }));
        return sha;
    }

    // A check of a commit; it is told.  outcome: of addCommitStatus()
    async checks(sha, outcome, context = 'ci/test') {
        const status = addCommitStatus(this.state, this.repository, sha, { state: outcome, context });
        await this.tell(statusEvent(this.loop.github, status));
    }

    async runs(sha, conclusion, name = 'build') {
        addCheckRun(this.state, this.repository, sha, { name, conclusion });
        if (conclusion) await this.tell(checkSuiteEvent(this.loop.github, this.repository, sha));
    }

    // Its deployments at GitHub, oldest first.
    deployments(environment) {
        return this.state.deployments.filter((one) => one.repository === this.repository.id &&
            (environment === undefined || one.environment === environment));
    }

    // What GitHub was told of one, in order, each once.
    statuses(deployment) {
        return this.state.deploymentStatuses.filter((one) => one.deployment === deployment.id).map((one) => one.state);
    }

    // The newest deployment to an environment, when GitHub was told this of it.
    deployed(environment, state, nth) {
        return this.until(`GitHub knows ${environment} as ${state}`, () => {
            const one = this.deployments(environment).at(nth === undefined ? -1 : nth - 1);
            return one && this.statuses(one).at(-1) === state && one;
        }, () => this.deployments(environment).map((one) => [one.ref, this.statuses(one)]));
    }

    // What hooklet has written on an issue or pull request.
    comments(issue) {
        const { slug } = this.state.app;
        return this.state.issueComments.filter((one) => one.repository === this.repository.id && one.number === issue.number &&
            one.login === `${slug}[bot]`);
    }

    comment(issue, pattern) {
        return this.until(`the comment says ${pattern}`, () => this.comments(issue).find(({ body }) => pattern.test(body)),
            () => this.comments(issue).map(({ body }) => body));
    }

    // --- At CircleCI ---------------------------------------------------------------------------------------------------------------

    // Its pipelines, oldest first.
    get pipelines() {
        return this.loop.circleci.state.pipelines.filter((one) => one.project === this.builds.id);
    }

    // The nth one for an environment, as soon as it was asked for.
    pipeline(environment, nth = 1) {
        const found = () => this.pipelines.filter((one) => one.parameters.ENVIRONMENT === environment);
        return this.until(`pipeline ${nth} for ${environment}`, () => found()[nth - 1], () => this.pipelines.map((one) => one.parameters));
    }

    // Its workflows run to an end.
    finish(pipeline, outcome = 'success') {
        this.loop.circleci.finish(pipeline, outcome);
    }

    // From the wish to its end: what is on its way to an environment is built.  -> the pipeline
    async build(environment, { nth, outcome = 'success' } = {}) {
        const pipeline = await this.pipeline(environment, nth);
        this.finish(pipeline, outcome);
        await this.deployed(environment, outcome === 'success' ? 'success' : 'failure');
        return pipeline;
    }

    // --- In the ledger -------------------------------------------------------------------------------------------------------------

    // Its rows, oldest first.
    async rows(environment) {
        const more = environment === undefined ? [] : ['--environment', environment];
        return (await this.loop.json('deployments', '--repository', this.name, ...more)).deployments.reverse();
    }

    // Jobs of it that ended otherwise than they should.
    async broken() {
        const isOurs = ({ key }) => key?.includes(`${this.name}:`) || key?.includes(`${this.name}#`);
        const jobs = (await this.loop.quiet()).filter(({ state }) => ['dead', 'unknown'].includes(state));
        return jobs.filter(isOurs).map(({ kind, state, reason }) => `${kind} ${state}: ${reason}`);
    }

    async row(environment) {
        return (await this.rows(environment)).at(-1);
    }

    // The newest row of an environment, when it is in this state.
    settled(environment, state) {
        return this.until(`${environment} is ${state}`, async () => {
            const row = await this.row(environment);
            return row?.state === state && row;
        }, () => this.rows(environment));
    }

    // --- Waiting -------------------------------------------------------------------------------------------------------------------

    // found: until it gives something; instead: what there is, for the complaint.
    async until(what, found, instead, ms = 20_000) {
        try {
            return await until(what, found, ms);
        } catch (error) {
            const jobs = await this.loop.jobs();
            throw new Error(`${error.message}\nthere is ${JSON.stringify(await instead(), null, 1)}\n${jobWords(jobs.slice(0, 30))}`);
        }
    }
}

export const jobWords = (jobs) =>
    jobs.map(({ id, kind, key, state, reason }) => `  ${id} ${kind} ${key ?? ''} ${state}: ${reason ?? ''}`).join('\n');

// CircleCI takes the refs that the repository has at that moment; those of pull requests as GitHub calls them.
function followRefs(builds, { state, repository }) {
    const pulls = () => state.issues.filter((one) => one.pull && one.repository === repository.id)
        .map(({ number, pull }) => [`pull/${number}/head`, pull.head.sha]);
    Object.defineProperties(builds, {
        branches: { get: () => ({ ...repository.branches, ...Object.fromEntries(pulls()) }) },
        tags: { get: () => Object.fromEntries(Object.entries(repository.tags).map(([name, { sha }]) => [name, sha])) },
    });
}
