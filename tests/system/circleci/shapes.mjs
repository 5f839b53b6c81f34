// shapes.mjs - what a record looks like in answers, and in what webhooks tell.
import { isOfApp } from './state.mjs';

const repositoryUrl = (project) => `https://github.com/${project.repository}`;

const vcs = (project, pipeline) => ({
    provider_name: 'GitHub', origin_repository_url: repositoryUrl(project), target_repository_url: repositoryUrl(project),
    revision: pipeline.revision, ...(pipeline.branch === null ? { tag: pipeline.tag } : { branch: pipeline.branch }),
});

const git = (project, pipeline) => ({
    checkout_sha: pipeline.revision, checkout_url: repositoryUrl(project), branch: pipeline.branch ?? '', tag: pipeline.tag ?? '',
    ref: pipeline.branch === null ? `refs/tags/${pipeline.tag}` : `refs/heads/${pipeline.branch}`,
});

// Just after it was made.
export const created = ({ id, state, number, createdAt }) => ({ id, state, number, created_at: createdAt });

// A project of the GitHub App has no vcs, and of what was asked for by its API no trigger_parameters either.
export const pipeline = (state, project, one) => ({
    ...created(one), errors: one.errors, project_slug: one.slug, updated_at: one.updatedAt,
    trigger: { type: one.trigger, received_at: one.createdAt, actor: state.user },
    ...(isOfApp(project) ? {} : { vcs: vcs(project, one) }),
});

export const workflow = (pipelineRecord, one) => ({
    id: one.id, name: one.name, status: one.status, created_at: one.createdAt, stopped_at: one.stoppedAt,
    pipeline_id: pipelineRecord.id, pipeline_number: pipelineRecord.number, project_slug: pipelineRecord.slug,
    started_by: '03987f6a-4c27-4dc1-b6ab-c7e83bb3e713', ...(one.tag && { tag: one.tag }),
});

// The names that hold what a pipeline was given.
export const values = (one, tells) => ({
    'pipeline.id': one.id, 'pipeline.number': one.number, 'pipeline.git.revision': one.revision,
    'pipeline.git.branch': one.branch ?? '', 'pipeline.git.tag': one.tag ?? '',
    ...(tells && Object.fromEntries(Object.entries(one.parameters).map(([name, value]) => [`pipeline.parameters.${name}`, value]))),
});

// --- Webhooks ----------------------------------------------------------------------------------------------------------------

const webSlug = (slug) => slug.replace(/^gh\//, 'github/');

const toldPipeline = (project, one) => ({
    id: one.id, number: one.number, created_at: one.createdAt, trigger: { type: isOfApp(project) ? 'github_app' : one.trigger },
    ...(isOfApp(project) ? { trigger_parameters: { circleci: { trigger_type: 'github_app' }, git: git(project, one) } } : {
        vcs: { ...vcs(project, one), provider_name: 'github', commit: { subject: 'a commit', body: '' } },
    }),
});

const toldWorkflow = (appUrl, one, of) => ({
    id: of.id, name: of.name, created_at: of.createdAt, stopped_at: of.stoppedAt,
    url: `${appUrl}/pipelines/${webSlug(one.slug)}/${one.number}/workflows/${of.id}`,
});

// What all webhooks of a project say.
export const told = (project, hook, { type, id, at }) => ({
    id, type, happened_at: at, webhook: { id: hook.id, name: hook.name },
    project: { id: project.id, name: project.repository.split('/')[1], slug: webSlug(project.slug) },
    organization: { id: project.organization, name: project.repository.split('/')[0] },
});

export const workflowTold = (appUrl, project, one, of) => ({
    workflow: { ...toldWorkflow(appUrl, one, of), status: of.status }, pipeline: toldPipeline(project, one),
});

export const jobTold = (appUrl, project, one, of, job) => ({
    workflow: toldWorkflow(appUrl, one, of), pipeline: toldPipeline(project, one),
    job: { id: job.id, name: job.name, number: job.number, status: job.status, started_at: job.startedAt, stopped_at: job.stoppedAt },
});
