// circleci/deploying.mjs - deployments as they happen: pushes through nginx, GitHub and CircleCI, both stand-ins, a worker.
//
//     const world = await startDeploying({ project: 'expect = 20m', rules: '...' });
//     await world.release()           somebody pushes to a branch of a release, which goes to "test"; -> { after, branch }
//     await world.built()             the next pipeline or build, once it is known to the row; -> { row, pipeline }
//     await world.quiet()             nothing is on its way but builds
//     world.row(), rows(), whole()    the newest deployment, all of them; with `environment` of another one
//     world.told(row), lastTold(row)  what GitHub was told of it: states; the last status
//     await world.kill()              SIGKILL for the worker, and another one
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { addHook, addProject, circleciSection, startCircleci } from '../circleci.mjs';
import { addInstallation, addRepository, moveBranch, startGitHub } from '../github.mjs';
import { configureApp, makeKey } from '../github/app.mjs';
import { pushEvent } from '../github/deploy_events.mjs';
import { Site, builddir, until } from '../lib.mjs';

export const parameters = ['ENVIRONMENT', 'VERSION', 'SUBDOMAIN', 'URL', 'DEPLOYMENT', 'revision'];
export const startPath = '/project/{vcs}/{org}/{repo}/pipeline';
const over = (state) => !['waiting', 'ready', 'leased', 'started'].includes(state);

// project: lines of the section project; ci: has the site a section circleci?  more: options of addProject.
export async function startDeploying({ project = '', rules = '', ci = true, more = {}, validate = true } = {}) {
    const world = new World();
    const key = makeKey();
    world.github = await startGitHub({ publicKey: key.publicKey });
    world.circleci = await startCircleci({ validate });
    world.web = addRepository(world.github.state, 'acme/web');
    world.project = addProject(world.circleci.state, 'acme/web', { parameters, branches: { ...world.web.branches }, ...more });
    addInstallation(world.github.state, 'acme');
    const site = world.site = await Site.make();
    const secret = 'cci-secret', token = 'f'.repeat(40);
    configureApp(site, world.github, {
        key, more: { read_delay: '0s' },
        rules: `project "acme/web" {\n    basedomain = example.org\n    ${project}\n}\n` +
            `${ci ? circleciSection(world.circleci, { secret, notify: token }) : ''}${rules}`,
    });
    await site.up();
    addHook(world.project, `${site.url}/hooks/circleci`, { secret });
    world.project.notify = `${site.url}/hooks/circleci/${token}`;
    Object.assign(world.github.state.hook, { url: `${site.url}/hooks/github`, secret: site.secret, tells: ['deployment', 'deployment_status'] });
    return world;
}

class World {
    #releases = 0;
    #hours = 0;

    // --- What happens --------------------------------------------------------------------------------------------------------

    // moved: CircleCI has another commit there already.
    async release({ moved } = {}) {
        const branch = `release-${++this.#releases}`;
        const push = moveBranch(this.github.state, this.web, branch);
        this.project.branches[branch] = moved ?? push.after;
        const { event, payload } = pushEvent(this.github, this.web, { ...push, ref: `refs/heads/${branch}` });
        const answer = await this.site.post(event, payload);
        assert.equal(answer.status, 202, answer.text);
        return { after: push.after, branch };
    }

    async kill() {
        await this.site.stop('worker', 'SIGKILL');
        this.site.worker();
    }

    tool(name, ...words) {
        const ran = spawnSync(path.join(builddir, 'tests/system', name), [this.site.conf, ...words], { env: this.site.env, encoding: 'utf8' });
        assert.equal(ran.status, 0, ran.stderr);
    }

    // What comes round then, each time an hour later than the last one.
    muchLater() {
        this.tool('come-round', String(++this.#hours));
    }

    // --- What came of it -----------------------------------------------------------------------------------------------------

    jobs = (kind) => this.site.json('jobs', '-n', '100000').jobs.filter((one) => kind === undefined || one.kind === kind);
    rows = (environment = 'test') =>
        this.site.json('deployments', '--repository', 'acme/web', '--environment', environment, '-n', '100').deployments;
    row = (environment) => this.rows(environment)[0];
    // The command fails for one that did not end well.
    whole = ({ id }) => JSON.parse(this.site.hooklet('deployment', String(id), '--json').stdout);
    pipelines = (row) => this.circleci.state.pipelines.filter((one) => one.parameters.DEPLOYMENT === String(row.id));

    statuses(row) {
        const { remote } = this.whole(row);
        return this.github.state.deploymentStatuses.filter((one) => String(one.deployment) === String(remote));
    }
    told = (row) => this.statuses(row).map((one) => one.state);
    lastTold = (row) => this.statuses(row).at(-1);

    async quiet() {
        await until('all is quiet', async () => {
            await this.github.idle();
            await this.circleci.idle();
            const before = [this.github.count, this.circleci.count];
            const all = this.jobs();
            await this.github.idle();
            return all.every(({ kind, state }) => kind === 'notify' || over(state)) && this.jobs().length === all.length &&
                before[0] === this.github.count && before[1] === this.circleci.count;
        });
    }

    // The newest row is this, and all is quiet.
    async becomes(state, { environment, ms = 15_000 } = {}) {
        await until(`the row is ${state}`, () => this.row(environment)?.state === state, ms).catch((error) => {
            throw new Error(`${error.message}; it is ${JSON.stringify(this.row(environment))}`);
        });
        await this.quiet();
        return this.whole(this.row(environment));
    }

    // A push, and its row, once nothing more comes of it.
    async queued(options) {
        const { after } = await this.release(options);
        await until('its row', () => this.row()?.sha === after);
        await this.quiet();
        return this.row();
    }

    // A push, and its pipeline, once the row knows it.
    async building(options) {
        const pushed = await this.release(options);
        await until('its row', () => this.row()?.sha === pushed.after);
        const row = await this.becomes('in_progress');
        return { ...pushed, row, pipeline: this.pipelines(row)[0] };
    }
}
