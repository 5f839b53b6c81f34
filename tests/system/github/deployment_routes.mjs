// deployment_routes.mjs - deployments and their statuses.
import { answer, ok } from '../standin/answers.mjs';
import { created, failure, invalid, notFound, page } from './answers.mjs';
import { addDeployment, addDeploymentStatus, byId } from './state.mjs';
import { deploymentShape, deploymentStatusShape } from './talk.mjs';
import { contextsOf, resolveRef } from './deploy_state.mjs';

const withDeployment = (run) => (call) => {
    const deployment = byId(call.state.deployments, call.params.deployment_id);
    return deployment?.repository === call.repository.id ? run(call, deployment) : notFound();
};

function listDeployments(call) {
    const { state, repository, query } = call;
    const isWanted = (one) => one.repository === repository.id &&
        ['sha', 'ref', 'task', 'environment'].every((key) => !query[key] || query[key] === 'none' || one[key] === query[key]);
    return page(call, state.deployments.filter(isWanted).reverse(), deploymentShape);
}

// The contexts that are asked for, with their states: of all, unless some are named, and those count, too, that nobody has reported.
function required(call, sha, names) {
    const all = contextsOf(call.state, call.repository, sha);
    if (!names) return all;
    const missing = names.filter((name) => !all.some(({ context }) => context === name)).map((context) => ({ context, state: 'pending' }));
    return [...all.filter(({ context }) => names.includes(context)), ...missing];
}

// What stops a deployment: the default branch had to be merged first (202, call again), a conflict with it, or contexts that are no
// success (409).  GitHub tries to merge only with auto_merge; a conflict that a test wants stops all.
function obstacle(call, sha) {
    const { repository, body: { ref, auto_merge: merges = true, required_contexts: names } } = call;
    if (merges && repository.behind.includes(ref)) {
        repository.behind = repository.behind.filter((name) => name !== ref);
        return answer(202, { message: `Auto-merged ${repository.defaultBranch} into ${ref} on deployment.` });
    }
    if (repository.conflicting.includes(ref)) return failure(409, `Conflict merging ${repository.defaultBranch} into ${ref}.`);
    const contexts = required(call, sha, names);
    if (contexts.every(({ state }) => state === 'success')) return undefined;
    return failure(409, `Conflict: Commit status checks failed for ${ref}.`, {
        errors: [{ contexts, resource: 'Deployment', field: 'required_contexts', code: 'invalid' }],
    });
}

function createDeployment(call) {
    const { state, repository, body } = call;
    const commit = resolveRef(call, body.ref);
    if (!commit) return failure(422, `No ref found for: ${body.ref}`);
    const stopped = obstacle(call, commit.sha);
    if (stopped) return stopped;
    const environment = body.environment ?? 'production';
    const deployment = addDeployment(state, repository, {
        login: call.viewer, ref: body.ref, sha: commit.sha, task: body.task ?? 'deploy', environment, payload: body.payload ?? {},
        description: body.description ?? null, transient: body.transient_environment ?? false,
        production: body.production_environment ?? environment === 'production',
    });
    call.github.happens('deployment', deployment);
    return created(deploymentShape(call, deployment));
}

const getDeployment = withDeployment((call, deployment) => ok(deploymentShape(call, deployment)));

const statusesOf = (state, deployment) => state.deploymentStatuses.filter((one) => one.deployment === deployment.id);

const listStatuses = withDeployment((call, deployment) =>
    page(call, statusesOf(call.state, deployment).reverse(), deploymentStatusShape));

const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'];

// A success makes the earlier ones of that environment inactive, unless told otherwise.
function retireOthers(call, deployment) {
    const last = (one) => statusesOf(call.state, one).at(-1)?.state;
    const isRetired = (one) => one.id !== deployment.id && one.repository === deployment.repository && !one.transient &&
        one.environment === deployment.environment && !one.production && last(one) === 'success';
    const retired = call.state.deployments.filter(isRetired);
    for (const one of retired) {
        call.github.happens('deployment_status', addDeploymentStatus(call.state, one, { login: call.viewer, state: 'inactive' }));
    }
}

const wrong = (field, message) => invalid({ resource: 'DeploymentStatus', code: 'custom', field, message });

const createStatus = withDeployment((call, deployment) => {
    const { state: outcome, description = '', log_url: logUrl, target_url: targetUrl } = call.body;
    if (!states.includes(outcome)) return wrong('state', 'state is not included in the list');
    if ([...description].length > 140) return wrong('description', 'description is too long (maximum is 140 characters)');
    if (outcome === 'success' && call.body.auto_inactive !== false) retireOthers(call, deployment);
    const status = addDeploymentStatus(call.state, deployment, {
        login: call.viewer, state: outcome, description, logUrl: logUrl ?? targetUrl ?? '',
        environmentUrl: call.body.environment_url ?? '',
        environment: call.body.environment ?? deployment.environment,
    });
    call.github.happens('deployment_status', status);
    return created(deploymentStatusShape(call, status));
});

const read = { needs: 'deployments=read' };

export const deploymentRoutes = [
    ['GET', '/repos/{owner}/{repo}/deployments', listDeployments, read],
    ['POST', '/repos/{owner}/{repo}/deployments', createDeployment, { needs: 'deployments=write', fields: { ref: 'Deployment' } }],
    ['GET', '/repos/{owner}/{repo}/deployments/{deployment_id}', getDeployment, read],
    ['GET', '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses', listStatuses, read],
    ['POST', '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses', createStatus,
        { needs: 'deployments=write', fields: { state: 'DeploymentStatus' } }],
];
