// items.mjs - issues and pull requests of the stand-in for GitHub, what happens to them, and their tasks at the stand-in for Asana: the
// real web programs, store and worker between the two.
import { Site } from '../lib.mjs';
import { startAsana } from '../asana.mjs';
import { addIssue, addPull, addRepository, addUser as addPerson, findRepository, repositoryOf, startGitHub } from '../github.mjs';
import { configureApp, issueEvent } from '../github/app.mjs';
import { issueShape, labelShape } from '../github/talk.mjs';
import { repositoryShape } from '../github/shapes.mjs';
import { login } from './rig.mjs';
import { asanaSection } from './site.mjs';
import { byGid, sectionsOf } from './state.mjs';

export const tasksRule = (name, repositories, more = '') =>
    `tasks "${name}" {\n    repositories = { ${repositories.map((one) => `'${one}'`).join(', ')} }\n${more}}\n`;

const token = 'ghp_0123456789';

// oauth: as an app that the robot has let in, else with the robot's personal token.  rules: behind the asana section; named: without
// GitHub's API nobody has a name.
export async function startWorld({ oauth = true, rules = tasksRule('web', ['acme/*']), more, named = true, validate = true } = {}) {
    const asana = await startAsana({ validate, oauth });
    const github = await startGitHub({ validate });
    github.state.personalTokens = { ...github.state.personalTokens, [token]: 'octocat' };
    const world = new World({ asana, github, oauth, named });
    await world.begin({ rules, more });
    return world;
}

class World {
    count = 0;

    constructor(parts) {
        Object.assign(this, parts);
        for (const name of ['acme/web', 'acme/api']) addRepository(this.github.state, name);
        addPerson(this.github.state, 'octocat');
    }

    // A site of its own; also a second one, which knows nothing of the first.
    async begin({ rules, more }) {
        this.site = await Site.make();
        this.configure(rules, more);
        if (this.oauth) {
            const told = await login(this.site, this.asana);
            if (told.status !== 0) throw new Error(told.stderr);
        }
        await Promise.all(['github-issues', 'github-pull-request', 'github-other'].map((name) => this.site.program(name)));
        await this.site.nginx();
        this.site.worker();
    }

    configure(rules, more) {
        const section = asanaSection(this.asana, { oauth: this.oauth, more });
        if (this.named) configureApp(this.site, this.github, { token, rules: section + rules });
        else this.site.configure(section + rules);
    }

    // --- At GitHub -------------------------------------------------------------------------------------------------------------

    issue({ repository = 'acme/web', labels = [], ...more } = {}) {
        const issue = addIssue(this.github.state, repository, { title: 'It breaks', body: 'Often.', ...more });
        this.label(issue, ...labels);
        return issue;
    }

    pull({ repository = 'acme/web', ...more } = {}) {
        return addPull(this.github.state, repository, { title: 'Mend it', body: 'Now.', ...more });
    }

    label(issue, ...names) {
        issue.labels = names.map((name) => labelShape(this.github.world, issue, name));
    }

    person(name, { login: wanted = name.toLowerCase().replace(/\W+/g, '-') } = {}) {
        return addPerson(this.github.state, wanted, { name }).login;
    }

    // What GitHub sends when this was done.  change: of the issue, before.
    payload(issue, action, { change = {}, changes, ...more } = {}) {
        const at = new Date(Math.max(Date.now(), Date.parse(issue.updatedAt))).toISOString().replace(/\.\d+/, '');
        Object.assign(issue, { updatedAt: at }, change);
        const { event, payload } = issueEvent(this.github, issue, action, more);
        // Bodies that are alike would be taken for one that somebody sends again.
        (payload.issue ?? payload.pull_request).comments = this.count++;
        return { event, payload: { ...payload, ...(changes ? { changes } : { changes: undefined }) } };
    }

    // Delivers it, and waits until nothing is left to be done.  -> the job: { state, reason }
    async happens(issue, action, more) {
        return this.deliver(this.payload(issue, action, more));
    }

    async deliver({ event, payload }, options) {
        const answer = await this.site.post(event, payload, options);
        if (![200, 202].includes(answer.status)) throw new Error(answer.text);
        const { id } = (answer.json.jobs ?? []).find(({ kind }) => kind === 'asana') ?? {};
        const jobs = await this.site.settled(60_000);
        return { ...jobs.find((job) => job.id === id), answer: answer.json };
    }

    opened(issue, more) {
        return this.happens(issue, 'opened', more);
    }

    closed(issue, change = {}) {
        return this.happens(issue, 'closed', { change: { state: 'closed', closedAt: issue.updatedAt, ...change } });
    }

    reopened(issue) {
        return this.happens(issue, 'reopened', { change: { state: 'open', closedAt: null } });
    }

    // The two events of a transfer, which may come in either order: { there, transferred, opened }.
    transfer(issue, repository) {
        const { github } = this;
        const there = addIssue(github.state, repository, { title: issue.title, body: issue.body, state: issue.state });
        const shapes = (one) => ({
            issue: issueShape(github.world, one), repository: repositoryShape(github.world, repositoryOf(github.state, one)),
        });
        const to = shapes(there), from = shapes(issue);
        const transferred = this.payload(issue, 'transferred', { changes: { new_issue: to.issue, new_repository: to.repository } });
        const opened = this.payload(there, 'opened', { changes: { old_issue: from.issue, old_repository: from.repository } });
        return { there, transferred, opened };
    }

    // --- At Asana --------------------------------------------------------------------------------------------------------------

    // All tasks that are called so.
    tasks(issue) {
        return this.asana.state.tasks.filter(({ name }) => name.endsWith(`(#${issue.number})`) && name.startsWith(issue.title));
    }

    // The only one.
    task(issue) {
        const [task, ...more] = this.tasks(issue);
        if (!task || more.length > 0) throw new Error(`${more.length + (task ? 1 : 0)} tasks for ${issue.title} (#${issue.number})`);
        return task;
    }

    external(task) {
        return task.externals[this.asana.app?.clientId]?.gid;
    }

    tagNames(task) {
        return task.tags.map((gid) => byGid(this.asana.state.tags, gid).name).sort();
    }

    sectionName(task, project = this.asana.project) {
        const { section } = task.memberships.find((one) => one.project === project.gid) ?? {};
        return byGid(this.asana.state.sections, section)?.name;
    }

    section(name, project = this.asana.project) {
        return sectionsOf(this.asana.state, project).find((one) => one.name === name);
    }

    repository(name) {
        return findRepository(this.github.state, name);
    }
}
