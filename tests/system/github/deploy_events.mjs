// deploy_events.mjs - deliveries about deployments, checks, releases and pushes, as GitHub would send them.
//
//     await github.tell(releaseEvent(github, addRelease(github.state, 'acme/web', { tag: 'v2.0' })));
//
// Each gives { event, payload } about what the stand-in knows: real payloads of npm @octokit/webhooks-examples with its data in them.
import { commonMembers, example, over } from './app.mjs';
import { checkSuiteShape, releaseShape } from './deploy_talk.mjs';
import { byId, repositoryOf } from './state.mjs';
import { commitShape, commitStatusShape, deploymentShape, deploymentStatusShape } from './talk.mjs';

// What all of them have, out of the example for this event and action.
function begun(github, event, action, { repository, login }) {
    const old = example(event, action) ?? example(event, undefined);
    return { old, rest: commonMembers(github, old, { repository, login }) };
}

export function deploymentEvent(github, deployment) {
    const about = { repository: repositoryOf(github.state, deployment), login: deployment.login };
    const { old, rest } = begun(github, 'deployment', 'created', about);
    // Made by a request, not by a job of a workflow.
    const made = { workflow: null, workflow_run: null, deployment: over(old.deployment, deploymentShape(github.world, deployment)) };
    return { event: 'deployment', payload: { ...rest, ...made } };
}

export function deploymentStatusEvent(github, status) {
    const { state, world } = github;
    const { old, rest } = begun(github, 'deployment_status', 'created', { repository: repositoryOf(state, status), login: status.login });
    const payload = {
        ...rest, deployment: over(old.deployment, deploymentShape(world, byId(state.deployments, status.deployment))),
        deployment_status: over(old.deployment_status, deploymentStatusShape(world, status)),
    };
    return { event: 'deployment_status', payload };
}

export function statusEvent(github, status) {
    const { state, world } = github;
    const repository = repositoryOf(state, status);
    const { old, rest } = begun(github, 'status', undefined, { repository, login: status.login });
    const { creator: unused, ...shape } = commitStatusShape(world, status);
    const commit = state.commits.find((one) => one.sha === status.sha);
    const url = `${world.api}/repos/${repository.fullName}/commits/${status.sha}`;
    const heads = Object.entries(repository.branches).filter(([, sha]) => sha === status.sha);
    const payload = {
        ...rest, ...shape, sha: status.sha, name: repository.fullName, commit: over(old.commit, commitShape(world, commit)),
        branches: heads.map(([name, sha]) => ({ name, commit: { sha, url }, protected: false })),
    };
    return { event: 'status', payload };
}

// action: requested, rerequested, completed.  The suite is made of the commit's runs of that app.
export function checkSuiteEvent(github, repository, sha, { action = 'completed', app = 'GitHub Actions', login = 'octocat' } = {}) {
    const { old, rest } = begun(github, 'check_suite', action, { repository, login });
    const suite = over(old.check_suite, checkSuiteShape(github.world, repository, sha, app));
    return { event: 'check_suite', payload: { ...rest, action, check_suite: suite } };
}

// action: published, created, edited, deleted, prereleased, released, unpublished
export function releaseEvent(github, release, action = 'published') {
    const { old, rest } = begun(github, 'release', action, { repository: repositoryOf(github.state, release), login: release.login });
    const shape = releaseShape(github.world, release);
    return { event: 'release', payload: { ...rest, action, release: over(old.release, shape) } };
}

// Of addPush() or moveBranch(); for a tag: { ref: 'refs/tags/v1', after, login }; deleted: after is all zeros.
export function pushEvent(github, repository, { ref, before = '0'.repeat(40), after, login = 'octocat' }) {
    const none = '0'.repeat(40);
    const { old, rest } = begun(github, 'push', undefined, { repository, login });
    const commit = after === none ? null : over(old.head_commit, { id: after, message: 'a change' });
    const payload = {
        ...rest, ref, before, after, created: before === none, deleted: after === none, forced: false, base_ref: null,
        compare: `${github.world.html}/${repository.fullName}/compare`, head_commit: commit, commits: commit ? [commit] : [],
        pusher: { name: login, email: `${login}@users.noreply.github.com` },
    };
    return { event: 'push', payload };
}

// What the stand-in tells of by itself, when `state.hook.tells` has the event.
export const makers = { deployment: deploymentEvent, deployment_status: deploymentStatusEvent, status: statusEvent };
