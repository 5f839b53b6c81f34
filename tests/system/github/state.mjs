// state.mjs - what the stand-in GitHub knows: plain data that a test reads and changes, and functions that add to it as GitHub does.
// Times are ISO texts in UTC, as GitHub writes them; ids are numbers beyond 31 bits, as GitHub's are by now.
import { randomBytes, randomUUID } from 'node:crypto';

// What the App may do unless a test takes something away.
const permissions = {
    metadata: 'read', contents: 'write', issues: 'write', pull_requests: 'write', deployments: 'write', statuses: 'write', checks: 'read',
    administration: 'read', members: 'write', organization_hooks: 'write', repository_hooks: 'write',
};

export function makeState() {
    const state = {
        nextId: 3_000_000_001,
        clockShiftMs: 0,            // GitHub's clock against ours
        tokenLifetimeMs: 3_600_000,
        app: {
            id: 271_828, clientId: 'Iv23liStandInHooklet', slug: 'hooklet-test', name: 'hooklet test', owner: 'acme',
            publicKey: null, permissions: { ...permissions }, events: ['push', 'pull_request', 'issue_comment'],
        },
        // The App's own.  A URL here makes deliveries real; tells: events that are sent by themselves; loses: { event: how many more of
        // them never arrive }.
        hook: { url: null, secret: null, contentType: 'json', tells: [], loses: {} },
        users: [],                  // { id, login, type: User | Bot | Organization }
        memberships: [],            // { organization, login, role: member | admin, state: active | pending }
        installations: [],          // { id, account, repositories: 'all' | [names], permissions, suspendedAt }
        repositories: [],
        issues: [],                 // pull requests too: those have `pull`
        issueComments: [],
        reviews: [],
        reviewComments: [],
        commitComments: [],
        commits: [],
        reactions: [],              // { subject: 'issueComments/ID', login, content }
        deployments: [],
        deploymentStatuses: [],
        commitStatuses: [],
        checkRuns: [],
        releases: [],
        activity: [],
        hooks: [],                  // of organisations and repositories: { id, owner: 'acme' | 'acme/web', url, secret, events }
        deliveries: [],             // { id, hook: 'app' | id, guid, event, payload, statusCode, ... }
        manifests: {},              // code -> what its conversion gives, once
        tokens: [],                 // what access_tokens gave: { token, installation, expiresMs, repositories, permissions }
        personalTokens: {},         // token -> login
        limits: {},                 // 'installation:ID' | 'app' | 'user:LOGIN' -> { core: { limit, used, resetMs } }
        limitStatus: 403,           // how the end of a limit is said: 403 or 429
        secondary: null,            // { after, times, retryAfter, status }: after so many more requests, so many are refused
        searchLag: 0,               // how many of the newest issues search does not know yet
    };
    addUser(state, state.app.owner, { type: 'Organization' });
    addUser(state, `${state.app.slug}[bot]`, { type: 'Bot' });
    return state;
}

// --- Time, ids, look-ups -----------------------------------------------------------------------------------------------------

export const nowMs = (state) => Date.now() + state.clockShiftMs;
export const isoTime = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
export const stamp = (state) => isoTime(nowMs(state));
export const newId = (state) => state.nextId++;
export const newSha = () => randomBytes(20).toString('hex');

// Names of people, organisations and repositories compare case aside.
export const sameName = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();
export const byId = (list, id) => list.find((item) => String(item.id) === String(id));

export const findUser = (state, login) => state.users.find((user) => sameName(user.login, login));
export const findRepository = (state, fullName) => state.repositories.find((repository) => sameName(repository.fullName, fullName));
export const findIssue = (state, repository, number) =>
    state.issues.find((issue) => issue.repository === repository.id && String(issue.number) === String(number));
export const findPull = (state, repository, number) => {
    const issue = findIssue(state, repository, number);
    return issue?.pull ? issue : undefined;
};
export const findMembership = (state, organization, login) =>
    state.memberships.find((one) => sameName(one.organization, organization) && sameName(one.login, login));
export const repositoryOf = (state, thing) => byId(state.repositories, thing.repository);

const named = (state, repository) => {
    const found = typeof repository === 'string' ? findRepository(state, repository) : repository;
    if (!found) throw new Error(`the stand-in has no repository ${repository}`);
    return found;
};

// --- People, repositories, the App -------------------------------------------------------------------------------------------

export function addUser(state, login, { type = 'User', ...more } = {}) {
    const known = findUser(state, login);
    if (known) return known;
    const user = { id: newId(state), login, type, createdAt: stamp(state), ...more };
    state.users.push(user);
    return user;
}

export function addOrganization(state, login, more = {}) {
    return addUser(state, login, { ...more, type: 'Organization' });
}

export function addMember(state, organization, login, { role = 'member', state: standing = 'active' } = {}) {
    addOrganization(state, organization);
    addUser(state, login);
    const membership = { organization, login, role, state: standing };
    state.memberships.push(membership);
    return membership;
}

export function addRepository(state, fullName, more = {}) {
    const [owner] = fullName.split('/');
    addUser(state, owner, { type: 'Organization' });
    const at = stamp(state);
    const repository = {
        id: newId(state), fullName, formerNames: [], private: false, fork: false, defaultBranch: 'main',
        branches: {},               // name -> commit
        tags: {},                   // name -> { sha, objects: of annotated tags }
        collaborators: {},          // login -> admin | maintain | write | triage | read, or a role of one's own
        hasIssues: true,            // false: 410 on issues
        blocked: null,              // a reason ('dmca'): 451
        isArchived: false,          // 403 on all that would change it
        unassignable: [],           // logins that may not be assigned to its issues
        behind: [],                 // branches that a deployment with auto_merge would merge into first
        failing: [],                // contexts of commit statuses that fail, and so stop deployments
        conflicting: [],            // branches that can't be merged with the default branch, which stops deployments
        hidesCollaborators: [],     // 'graphql', 'rest': the ways by which nobody may see them
        createdAt: at, updatedAt: at, pushedAt: at, ...more,
    };
    state.repositories.push(repository);
    for (const login of Object.keys(repository.collaborators)) addUser(state, login);
    if (!repository.branches[repository.defaultBranch]) {
        const commit = addCommit(state, repository, { message: 'first' });
        repository.branches[repository.defaultBranch] = commit.sha;
    }
    return repository;
}

// After this the old name answers with a redirect to /repositories/ID.
export function renameRepository(state, repository, fullName) {
    const found = named(state, repository);
    found.formerNames.push(found.fullName);
    found.fullName = fullName;
    return found;
}

export function addInstallation(state, account, { repositories = 'all', ...more } = {}) {
    addUser(state, account, { type: 'Organization' });
    const at = stamp(state);
    const installation = {
        id: newId(state), account, repositories, permissions: { ...state.app.permissions }, suspendedAt: null,
        createdAt: at, updatedAt: at, ...more,
    };
    state.installations.push(installation);
    return installation;
}

export function addManifest(state, more = {}) {
    const code = randomBytes(20).toString('hex');
    state.manifests[code] = { id: newId(state), clientSecret: newSha(), webhookSecret: newSha(), pem: '', ...more };
    return code;
}

// --- Issues, pull requests, comments -----------------------------------------------------------------------------------------

// What everything that somebody wrote has in common.
function written(state, repository, login, body) {
    addUser(state, login);
    const at = stamp(state);
    return { id: newId(state), repository: repository.id, login, body: body ?? null, createdAt: at, updatedAt: at };
}

export function addIssue(state, repository, { login = 'octocat', title = 'An issue', body = null, ...more } = {}) {
    const found = named(state, repository);
    const number = 1 + Math.max(0, ...state.issues.filter((one) => one.repository === found.id).map((one) => one.number));
    const issue = {
        ...written(state, found, login, body), number, title, state: 'open', stateReason: null, locked: false, closedAt: null,
        labels: [], assignees: [], closedBy: null, pull: null, ...more,
    };
    state.issues.push(issue);
    return issue;
}

// From now on it is 410 to whom the repository is visible.
export function deleteIssue(state, issue) {
    issue.isDeleted = true;
}

// It goes on in another repository, under another number; the old place answers with a redirect.  -> the issue there
export function transferIssue(state, issue, repository) {
    const { title, body, login, labels, assignees } = issue;
    const moved = addIssue(state, repository, { title, body, login, labels, assignees, state: issue.state });
    issue.movedTo = { repository: moved.repository, number: moved.number };
    return moved;
}

// Who can be assigned to issues of a repository: whoever has something to do with it; others are left out without a word.
const isAssignable = (state, repository, login) =>
    findUser(state, login)?.type === 'User' && !repository.unassignable.some((one) => sameName(one, login));

export function assign(state, issue, logins) {
    const repository = repositoryOf(state, issue);
    const isNew = (login) => isAssignable(state, repository, login) && !issue.assignees.some((one) => sameName(one, login));
    Object.assign(issue, {
        assignees: [...issue.assignees, ...logins.filter(isNew).map((login) => findUser(state, login).login)], updatedAt: stamp(state),
    });
}

export function unassign(state, issue, logins) {
    const isLeft = (login) => !logins.some((one) => sameName(one, login));
    Object.assign(issue, { assignees: issue.assignees.filter(isLeft), updatedAt: stamp(state) });
}

// What closing and reopening change beside the state.
export function setState(state, issue, wanted, { login, reason }) {
    const at = stamp(state);
    if (wanted === 'closed' && issue.state === 'open') Object.assign(issue, { closedAt: at, closedBy: login, stateReason: reason ?? 'completed' });
    if (wanted === 'open' && issue.state === 'closed') Object.assign(issue, { closedAt: null, closedBy: null, stateReason: 'reopened' });
    Object.assign(issue, { state: wanted, updatedAt: at });
}

// head: { ref, sha, repository (a fork; default: this one) }; mergedAt closes it, too.
export function addPull(state, repository, { head = {}, base, mergedAt = null, draft = false, mergedBy = 'octocat', ...more } = {}) {
    const found = named(state, repository);
    const from = head.repository ? named(state, head.repository) : found;
    const ref = head.ref ?? `feature-${state.nextId}`;
    const sha = head.sha ?? addCommit(state, from, { message: ref }).sha;
    from.branches[ref] ??= sha;
    const baseRef = base ?? found.defaultBranch;
    const pull = {
        draft, mergedAt, mergedBy: mergedAt ? mergedBy : null, mergeSha: mergedAt ? newSha() : null,
        head: { ref, sha, repository: from.id }, base: { ref: baseRef, sha: found.branches[baseRef] ?? newSha() },
    };
    const closed = mergedAt ? { state: 'closed', closedAt: mergedAt } : {};
    return addIssue(state, found, { title: 'A pull request', ...closed, ...more, pull });
}

export function mergePull(state, issue, { login = 'octocat', sha = newSha() } = {}) {
    const at = stamp(state);
    Object.assign(issue, { state: 'closed', closedAt: at, updatedAt: at });
    Object.assign(issue.pull, { mergedAt: at, mergedBy: login, mergeSha: sha });
    return issue;
}

export function addIssueComment(state, issue, { login = 'octocat', body, ...more }) {
    const comment = { ...written(state, repositoryOf(state, issue), login, body), number: issue.number, ...more };
    state.issueComments.push(comment);
    return comment;
}

export function addReview(state, issue, { login = 'octocat', body = null, ...more } = {}) {
    const review = {
        ...written(state, repositoryOf(state, issue), login, body), number: issue.number, state: 'COMMENTED',
        sha: issue.pull.head.sha, ...more,
    };
    state.reviews.push(review);
    return review;
}

// inReplyTo: the id of the comment that began the thread.
export function addReviewComment(state, issue, { login = 'octocat', body, inReplyTo = null, path = 'README.md', ...more }) {
    const comment = {
        ...written(state, repositoryOf(state, issue), login, body), number: issue.number, path, line: 1, inReplyTo,
        sha: issue.pull.head.sha, review: null, ...more,
    };
    comment.review ??= addReview(state, issue, { login }).id;
    state.reviewComments.push(comment);
    return comment;
}

export function addCommit(state, repository, { sha = newSha(), message = 'a change', login = 'octocat', parents = [] } = {}) {
    const found = named(state, repository);
    const known = state.commits.find((one) => one.repository === found.id && one.sha === sha);
    if (known) return known;
    addUser(state, login);
    const commit = { repository: found.id, sha, message, login, parents, createdAt: stamp(state) };
    state.commits.push(commit);
    return commit;
}

export function addCommitComment(state, repository, sha, { login = 'octocat', body, path = null, line = null, position = null }) {
    const comment = { ...written(state, named(state, repository), login, body), sha, path, line, position };
    state.commitComments.push(comment);
    return comment;
}

// list: where the thing with this id stands: issues, issueComments, reviewComments, commitComments.  -> { reaction, isNew }
export function addReaction(state, list, id, { login = 'octocat', content }) {
    const subject = `${list}/${id}`;
    const known = state.reactions.find((one) => one.subject === subject && one.login === login && one.content === content);
    if (known) return { reaction: known, isNew: false };
    addUser(state, login);
    const reaction = { id: newId(state), subject, login, content, createdAt: stamp(state) };
    state.reactions.push(reaction);
    return { reaction, isNew: true };
}

// --- Deployments, pushes, hooks ----------------------------------------------------------------------------------------------

export function addDeployment(state, repository, { login = 'octocat', ref = 'main', environment = 'production', ...more } = {}) {
    const found = named(state, repository);
    addUser(state, login);
    const at = stamp(state);
    const deployment = {
        id: newId(state), repository: found.id, login, ref, sha: found.branches[ref] ?? ref, task: 'deploy', environment,
        payload: {}, description: null, transient: false, production: environment === 'production',
        createdAt: at, updatedAt: at, ...more,
    };
    state.deployments.push(deployment);
    return deployment;
}

export function addDeploymentStatus(state, deployment, { login = 'octocat', state: outcome, ...more }) {
    addUser(state, login);
    const at = stamp(state);
    const status = {
        id: newId(state), repository: deployment.repository, deployment: deployment.id, login, state: outcome, description: '',
        logUrl: '', environmentUrl: '', environment: deployment.environment, createdAt: at, updatedAt: at, ...more,
    };
    state.deploymentStatuses.push(status);
    return status;
}

// A push to a branch, as /activity lists it; moves the branch and the time of the last push.
export function addPush(state, repository, { branch, after, before, login = 'octocat', type = 'push', at = stamp(state) } = {}) {
    const found = named(state, repository);
    const name = branch ?? found.defaultBranch;
    const commit = addCommit(state, found, { sha: after, login });
    const push = {
        id: newId(state), repository: found.id, login, ref: `refs/heads/${name}`, type,
        before: before ?? found.branches[name] ?? '0'.repeat(40), after: commit.sha, timestamp: at,
    };
    found.branches[name] = commit.sha;
    found.pushedAt = at;
    state.activity.push(push);
    return push;
}

export function addHook(state, owner, { url = 'https://example.com/hooks/github', secret = null, events = ['push'] } = {}) {
    const at = stamp(state);
    const hook = { id: newId(state), owner, url, secret, events, active: true, createdAt: at, updatedAt: at };
    state.hooks.push(hook);
    return hook;
}

// hook: 'app', or the id of a hook.  A status code of 0 is a receiver that could not be reached.
export function addDelivery(state, hook, { event = 'push', payload = {}, statusCode = 200, ...more } = {}) {
    const delivery = {
        // Delivery ids have long passed 32 bits.
        id: 179_000_000_000 + newId(state), hook, guid: randomUUID(), event, payload, statusCode, redelivery: false, duration: 0.27,
        deliveredAt: stamp(state), ...more,
    };
    state.deliveries.push(delivery);
    return delivery;
}
