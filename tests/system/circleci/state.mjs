// state.mjs - what the stand-in CircleCI knows: plain data that a test reads and changes, and functions that add to it.
import { randomBytes, randomUUID } from 'node:crypto';

export function makeState() {
    return {
        clockShiftMs: 0,            // CircleCI's clock against ours
        pageSize: 20,
        user: { login: 'robot', avatar_url: null },
        tokens: [],                 // personal ones that are taken
        projects: [],
        pipelines: [],              // oldest first
        tellsParameters: true,      // GET /pipeline/{id}/values has them; CircleCI's documents leave it open
        undeclared: 'refused',      // parameters: at once; or 'pipeline': as an error of the pipeline that is made all the same
        limit: null,                // { after, times, headers }: after so many more requests, so many are answered 429
        hooksLost: 0,               // so many deliveries are not made at all
        hookRetries: { firstMs: 20, times: 5 },     // each wait is twice the one before
    };
}

export const nowMs = (state) => Date.now() + state.clockShiftMs;
export const stamp = (state) => new Date(nowMs(state)).toISOString();
export const newToken = () => `CCIPAT_${randomBytes(20).toString('hex')}`;
export const newSha = () => randomBytes(20).toString('hex');

const spelled = { github: 'gh', bitbucket: 'bb' };

// "github/acme/web" is "gh/acme/web"; names are taken case aside, as those at GitHub are.
export function slugOf(text) {
    const [vcs, ...rest] = text.split('/');
    return [spelled[vcs] ?? vcs, ...rest].join('/').toLowerCase();
}

export const findProject = (state, slug) => state.projects.find((project) => slugOf(project.slug) === slugOf(slug));

// A project that builds a repository.  parameters: names that its configuration declares; branches, tags: name -> commit; workflows: what
// a pipeline of it runs, each { name, jobs: [name] }; slug, definition: those of a project of the GitHub App; hasSetup: a first workflow
// makes the configuration of the others.
export function addProject(state, repository, { slug = `gh/${repository}`, definition = null, parameters = [], branches = { main: newSha() },
    tags = {}, workflows = [{ name: 'deploy', jobs: ['deploy'] }], hasSetup = false } = {}) {
    const project = {
        id: randomUUID(), organization: randomUUID(), repository, slug, definition, parameters: [...parameters], branches: { ...branches },
        tags: { ...tags }, workflows, hasSetup,
        isHidden: false,            // the token's owner has no access, or it is not set up
        isSkipped: false,           // what a commit message with [ci skip] does
        hooks: [],                  // { id, name, url, secret, events }
        notify: null,               // URL that hears of builds in the old way
        builds: [],                 // of v1.1, oldest first
        number: 100,                // of the newest pipeline
    };
    state.projects.push(project);
    return project;
}

export function addHook(project, url, { secret = randomBytes(16).toString('hex'), events = ['workflow-completed', 'job-completed'] } = {}) {
    const hook = { id: randomUUID(), name: 'hooklet', url, secret, events };
    project.hooks.push(hook);
    return hook;
}

// --- Pipelines of v2 ---------------------------------------------------------------------------------------------------------

export const isOfApp = (project) => project.slug.startsWith('circleci/');

// The commit that a pipeline takes is the one that the ref means at that moment.
export function addPipeline(state, project, { branch = null, tag = null, parameters = {}, trigger = 'api', errors = [] }) {
    const pipeline = {
        id: randomUUID(), number: ++project.number, slug: project.slug, project: project.id, branch, tag, parameters, trigger, errors,
        revision: branch === null ? project.tags[tag] : project.branches[branch],
        state: errors.length > 0 ? 'errored' : 'pending', createdAt: stamp(state), updatedAt: stamp(state), workflows: [],
    };
    state.pipelines.push(pipeline);
    return pipeline;
}

export const pipelineOf = (state, id) => state.pipelines.find((pipeline) => pipeline.id === id);
export const projectOf = (state, pipeline) => state.projects.find((project) => project.id === pipeline.project);

export function addWorkflow(state, pipeline, { name, jobs = [], tag = null, status = 'running' }) {
    const workflow = {
        id: randomUUID(), name, tag, status, createdAt: stamp(state), stoppedAt: null,
        jobs: jobs.map((job, i) => ({ id: randomUUID(), name: job, number: pipeline.number * 100 + i, status: 'running', startedAt: stamp(state) })),
    };
    pipeline.workflows.push(workflow);
    return workflow;
}

// --- Builds of v1.1 ----------------------------------------------------------------------------------------------------------

export function addBuild(state, project, { revision, tag, job, parameters = {}, why = 'api' }) {
    const number = (project.builds.at(-1)?.build_num ?? 53) + 1;
    const [username, reponame] = project.repository.split('/');
    const build = {
        build_num: number, build_url: `https://circleci.com/gh/${project.repository}/${number}`, username, reponame,
        branch: tag ? null : 'main', vcs_revision: revision ?? project.tags[tag] ?? project.branches.main, vcs_tag: tag ?? null,
        vcs_url: `https://github.com/${project.repository}`, job_name: job, build_parameters: parameters, lifecycle: 'not_running',
        status: 'not_running', outcome: null, why, subject: 'a commit', queued_at: stamp(state), start_time: null, stop_time: null,
        retry_of: null,
    };
    project.builds.push(build);
    return build;
}
