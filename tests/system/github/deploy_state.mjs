// deploy_state.mjs - what deployments are about: tags, branches that move, forks, checks of commits, releases.  See state.mjs.
import { addCommit, addPush, addRepository, addUser, byId, findPull, findRepository, newId, newSha, stamp } from './state.mjs';

const named = (state, repository) => (typeof repository === 'string' ? findRepository(state, repository) : repository);

// --- Refs --------------------------------------------------------------------------------------------------------------------

// An annotated tag is an object of its own, which points to the commit; `nested` to another such object first.
export function addTag(state, repository, name, { sha, annotated = false, nested = false } = {}) {
    const found = named(state, repository);
    const commit = addCommit(state, found, { sha: sha ?? found.branches[found.defaultBranch] });
    const objects = nested ? [newSha(), newSha()] : annotated ? [newSha()] : [];
    found.tags[name] = { sha: commit.sha, objects };
    return found.tags[name];
}

export function deleteTag(state, repository, name) {
    delete named(state, repository).tags[name];
}

// Somebody pushes one more commit to a branch, new or old; its open pull requests follow.  -> the push
export function moveBranch(state, repository, branch, { after = newSha(), login } = {}) {
    const found = named(state, repository);
    const push = addPush(state, found, { branch, after, login });
    const isMoved = ({ pull, state: standing }) => pull && standing === 'open' && pull.head.ref === branch && pull.head.repository === found.id;
    for (const issue of state.issues.filter(isMoved)) Object.assign(issue.pull.head, { sha: after });
    return push;
}

// The head of its pull requests stays.
export function deleteBranch(state, repository, branch) {
    delete named(state, repository).branches[branch];
}

// A fork with the same commits; what is added to it is to be had by its commit in the original, too.
export function addFork(state, repository, owner) {
    const found = named(state, repository);
    const fork = addRepository(state, `${owner}/${found.fullName.split('/')[1]}`,
        { fork: true, network: found.network ?? found.id, defaultBranch: found.defaultBranch, branches: { ...found.branches } });
    for (const sha of Object.values(fork.branches)) addCommit(state, fork, { sha });
    return fork;
}

const networkOf = (repository) => repository.network ?? repository.id;

// The commit that a branch, tag, commit (or its beginning) or pull request means, by its full name or a short one.
export function resolveRef({ state, repository }, ref) {
    const [, kind, name] = /^(?:refs\/)?(heads|tags)\/(.+)$/.exec(ref) ?? [];
    const [, number] = /^(?:refs\/)?pull\/(\d+)\/head$/.exec(ref) ?? [];
    const pull = number && findPull(state, repository, number)?.pull.head.sha;
    const isCommit = /^[0-9a-f]{40}$/.test(ref);
    const branch = !isCommit && kind !== 'tags' && repository.branches[name ?? ref];
    const tag = !isCommit && kind !== 'heads' && repository.tags[name ?? ref]?.sha;
    const sha = pull || branch || tag || (kind || number ? '' : ref);
    if (!/^[0-9a-f]{7,40}$/.test(sha)) return undefined;
    const found = state.commits.filter((one) => one.sha.startsWith(sha) &&
        networkOf(byId(state.repositories, one.repository)) === networkOf(repository));
    return found.find((one) => one.repository === repository.id) ?? found[0];
}

// --- Checks ------------------------------------------------------------------------------------------------------------------

// outcome: error, failure, pending, success
export function addCommitStatus(state, repository, sha, { login = 'octocat', state: outcome = 'success', context = 'default', ...more } = {}) {
    addUser(state, login);
    const status = {
        id: newId(state), repository: named(state, repository).id, sha, login, state: outcome, description: null, targetUrl: null, context,
        createdAt: stamp(state), ...more,
    };
    state.commitStatuses.push(status);
    return status;
}

// status: queued, in_progress, completed; conclusion: success, failure, neutral, cancelled, skipped, timed_out, action_required.
// The same name of the same app again is a newer run, which alone counts.
export function addCheckRun(state, repository, sha, { name = 'build', app = 'GitHub Actions', conclusion = null, status, ...more } = {}) {
    const at = stamp(state);
    const run = {
        id: newId(state), repository: named(state, repository).id, sha, name, app, conclusion,
        status: status ?? (conclusion ? 'completed' : 'in_progress'), suite: suiteOf(state, repository, sha, app), createdAt: at, ...more,
    };
    state.checkRuns.push(run);
    return run;
}

function suiteOf(state, repository, sha, app) {
    const id = named(state, repository).id;
    return state.checkRuns.find((one) => one.repository === id && one.sha === sha && one.app === app)?.suite ?? newId(state);
}

const ofCommit = (list, repository, sha) => list.filter((one) => one.repository === repository.id && one.sha === sha);

// The newest of each context, of each name and app: newest first, as GitHub lists them.
function newestBy(list, key) {
    const seen = new Set();
    return [...list].reverse().filter((one) => !seen.has(key(one)) && seen.add(key(one)));
}

export const statusesOf = (state, repository, sha) => newestBy(ofCommit(state.commitStatuses, repository, sha), (one) => one.context);
export const runsOf = (state, repository, sha) => newestBy(ofCommit(state.checkRuns, repository, sha), (one) => `${one.app}\n${one.name}`);

// All contexts of a commit: [{ context, state }], with those that a test has fail.
export const contextsOf = (state, repository, sha) => [
    ...repository.failing.map((context) => ({ context, state: 'failure' })),
    ...statusesOf(state, repository, sha).map(({ context, state: outcome }) => ({ context, state: outcome })),
    ...runsOf(state, repository, sha).map(({ name, status, conclusion }) => ({ context: name, state: conclusion ?? status })),
];

// --- Releases ----------------------------------------------------------------------------------------------------------------

export function addRelease(state, repository, { tag = 'v1.0', name = null, body = null, login = 'octocat', draft = false, ...more } = {}) {
    const found = named(state, repository);
    if (!draft && !found.tags[tag]) addTag(state, found, tag);
    addUser(state, login);
    const at = stamp(state);
    const release = {
        id: newId(state), repository: found.id, tag, name, body, login, draft, prerelease: false, target: found.defaultBranch,
        createdAt: at, publishedAt: draft ? null : at, ...more,
    };
    state.releases.push(release);
    return release;
}
