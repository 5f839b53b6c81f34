// check_routes.mjs - checks of a commit, and tags.
import { created, failure, invalid, page } from './answers.mjs';
import { addCommitStatus, resolveRef, runsOf, statusesOf } from './deploy_state.mjs';
import { repositoryShape } from './shapes.mjs';
import { checkRunShape, combinedStateOf, statusShape, tagShape } from './deploy_talk.mjs';
import { commitStatusShape } from './talk.mjs';

const withCommit = (run) => (call) => {
    const name = call.params.ref ?? call.params.sha;
    const commit = resolveRef(call, name);
    return commit ? run(call, commit) : failure(422, `No commit found for SHA: ${name}`);
};

const createCommitStatus = withCommit((call, { sha }) => {
    const { state, repository, body } = call;
    if (!['error', 'failure', 'pending', 'success'].includes(body.state)) {
        return invalid({ resource: 'Status', code: 'custom', field: 'state', message: 'state is not included in the list' });
    }
    const status = addCommitStatus(state, repository, sha, {
        login: call.viewer, state: body.state, description: body.description ?? null, targetUrl: body.target_url ?? null,
        context: body.context ?? 'default',
    });
    call.github.happens('status', status);
    return created(commitStatusShape(call, status));
});

const combinedStatus = withCommit((call, { sha }) => {
    const all = statusesOf(call.state, call.repository, sha);
    const url = `${call.api}/repos/${call.repository.fullName}/commits/${sha}`;
    return page(call, all, statusShape, (statuses) => ({
        state: combinedStateOf(all), statuses, sha, total_count: all.length, repository: repositoryShape(call, call.repository),
        commit_url: url, url: `${url}/status`,
    }));
});

const checkRuns = withCommit((call, { sha }) => {
    const all = runsOf(call.state, call.repository, sha);
    return page(call, all, checkRunShape, (runs) => ({ total_count: all.length, check_runs: runs }));
});

// By name, the last one of the alphabet first: not the newest.
function listTags(call) {
    const names = Object.keys(call.repository.tags).sort().reverse();
    return page(call, names, tagShape);
}

export const checkRoutes = [
    ['POST', '/repos/{owner}/{repo}/statuses/{sha}', createCommitStatus, { needs: 'statuses=write', fields: { state: 'Status' } }],
    ['GET', '/repos/{owner}/{repo}/commits/{ref}/status', combinedStatus, { needs: 'statuses=read' }],
    ['GET', '/repos/{owner}/{repo}/commits/{ref}/check-runs', checkRuns, { needs: 'checks=read' }],
    ['GET', '/repos/{owner}/{repo}/tags', listTags, { needs: 'contents=read' }],
];
