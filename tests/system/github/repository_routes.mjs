// repository_routes.mjs - repositories, who may do what in them, commits and their comments, pushes, search.
import { ok } from '../standin/answers.mjs';
import { created, failure, invalid, notFound, page, pageFrom } from './answers.mjs';
import { reaches } from './credentials.mjs';
import { resolveRef } from './deploy_state.mjs';
import { addCommitComment, byId, findRepository, findUser, nowMs, repositoryOf, sameName } from './state.mjs';
import { collaboratorShape, fullRepositoryShape, permissionShape, repositoryShape } from './shapes.mjs';
import { commitCommentShape, commitShape, foundShape, pushShape } from './talk.mjs';

const getRepository = (call) => ok(fullRepositoryShape(call, call.repository));

// --- Whose they are ----------------------------------------------------------------------------------------------------------

const listOf = (call, isMeant) =>
    page(call, call.state.repositories.filter((one) => reaches(call.state, call.credential, one) && isMeant(one)), repositoryShape);

const isOf = (owner) => (repository) => sameName(repository.fullName.split('/')[0], owner);

// Of an organisation all that one may see; of somebody else what everybody may see.
const listOfOrganization = (call) =>
    (findUser(call.state, call.params.org)?.type === 'Organization' ? listOf(call, isOf(call.params.org)) : notFound());
const listOfUser = (call) => (findUser(call.state, call.params.username)
    ? listOf(call, (one) => isOf(call.params.username)(one) && !one.private) : notFound());

function listOwn(call) {
    if (call.credential.installation) return failure(403, 'Resource not accessible by integration');
    return listOf(call, isOf(call.viewer));
}

// --- Rights ------------------------------------------------------------------------------------------------------------------

function listCollaborators(call) {
    if (call.repository.hidesCollaborators.includes('rest')) return failure(403, 'Must have push access to view repository collaborators.');
    const all = Object.entries(call.repository.collaborators);
    return page(call, all, (world, [login, role]) => collaboratorShape(world, login, role));
}

function getPermission(call) {
    const user = findUser(call.state, call.params.username);
    if (!user) return failure(404, `${call.params.username} is not a user`);
    return ok(permissionShape(call, call.repository, user.login));
}

// --- Commits -----------------------------------------------------------------------------------------------------------------

function getCommit(call) {
    const commit = resolveRef(call, call.params.ref);
    return commit ? ok(commitShape(call, commit)) : failure(422, `No commit found for SHA: ${call.params.ref}`);
}

function listCommitComments(call) {
    const { state, repository, params } = call;
    const comments = state.commitComments.filter((one) => one.repository === repository.id && one.sha === params.commit_sha);
    return page(call, comments, commitCommentShape);
}

function getCommitComment(call) {
    const comment = byId(call.state.commitComments, call.params.comment_id);
    return comment?.repository === call.repository.id ? ok(commitCommentShape(call, comment)) : notFound();
}

function createCommitComment(call) {
    const { state, repository, params, body } = call;
    const commit = resolveRef(call, params.commit_sha);
    if (!commit) return failure(422, `No commit found for SHA: ${params.commit_sha}`);
    return created(commitCommentShape(call, addCommitComment(state, repository, commit.sha, { ...body, login: call.viewer })));
}

// --- Pushes ------------------------------------------------------------------------------------------------------------------

const periods = { day: 1, week: 7, month: 30, quarter: 91, year: 365 };

function listPushes(call) {
    const { state, repository, query } = call;
    const { actor, ref, activity_type: type, time_period: period, direction = 'desc' } = query;
    const since = period ? nowMs(state) - periods[period] * 86_400_000 : 0;
    const isWanted = (push) => push.repository === repository.id && Date.parse(push.timestamp) >= since &&
        (!type || push.type === type) && (!actor || sameName(push.login, actor)) &&
        (!ref || push.ref === (ref.startsWith('refs/') ? ref : `refs/heads/${ref}`));
    const pushes = state.activity.filter(isWanted).sort((a, b) => a.timestamp.localeCompare(b.timestamp) || a.id - b.id);
    if (direction === 'desc') pushes.reverse();
    return pageFrom(call, pushes, pushShape, { name: 'after' });
}

// --- Search ------------------------------------------------------------------------------------------------------------------

const unsearchable = () => invalid({
    message: 'The listed users and repositories cannot be searched either because the resources do not exist or you do not have ' +
        'permission to view them.', resource: 'Search', field: 'q', code: 'invalid',
});

// 'is:pr author:octocat some words' -> { is: ['pr'], author: ['octocat'], words: ['some', 'words'] }
function terms(text) {
    const found = { words: [] };
    for (const [term] of text.matchAll(/(?:[^\s"]|"[^"]*")+/g)) {
        const [, name, value] = /^(\w+):(.*)$/.exec(term) ?? [, 'words', term];
        (found[name] ??= []).push(value.replaceAll('"', ''));
    }
    return found;
}

// Each of these says whether an issue is what the term asks for.
const meanings = {
    is: ({ issue }, value) => ({
        pr: issue.pull !== null, issue: issue.pull === null, open: issue.state === 'open', closed: issue.state === 'closed',
        merged: Boolean(issue.pull?.mergedAt), unmerged: issue.pull?.mergedAt === null,
    })[value] ?? false,
    type: ({ issue }, value) => (value === 'pr') === (issue.pull !== null),
    state: ({ issue }, value) => issue.state === value,
    author: ({ issue }, value) => sameName(issue.login, value.replace(/^app\/(.*)$/, '$1[bot]')),
    org: ({ repository }, value) => sameName(repository.fullName.split('/')[0], value),
    user: ({ repository }, value) => sameName(repository.fullName.split('/')[0], value),
    repo: ({ repository }, value) => sameName(repository.fullName, value),
    words: ({ issue }, value) => `${issue.title} ${issue.body ?? ''}`.toLowerCase().includes(value.toLowerCase()),
};

function searchIssues(call) {
    const { state, query } = call;
    if (!query.q) return invalid({ resource: 'Search', field: 'q', code: 'missing' });
    const asked = terms(query.q);
    const unknown = Object.keys(asked).filter((name) => !(name in meanings));
    if (unknown.length > 0) return failure(422, `The stand-in does not know ${unknown.join(', ')} in a search`);
    const isThere = (asked.author ?? []).every((login) => findUser(state, login.replace(/^app\/(.*)$/, '$1[bot]'))) &&
        (asked.repo ?? []).every((name) => findRepository(state, name));
    if (!isThere) return unsearchable();
    const isFound = (issue) => {
        const repository = repositoryOf(state, issue);
        return reaches(call.state, call.credential, repository) &&
            Object.entries(asked).every(([name, values]) => values.every((value) => meanings[name]({ issue, repository }, value)));
    };
    const indexed = state.searchLag > 0 ? state.issues.slice(0, -state.searchLag) : state.issues;
    // Issues stand in the order in which they were made; of GitHub's other ways to sort none is asked for.
    const found = indexed.filter(isFound);
    if (query.order !== 'asc') found.reverse();
    return page(call, found, foundShape,
        (items) => ({ total_count: found.length, incomplete_results: false, search_type: 'lexical', items }));
}

const read = { needs: 'contents=read' };

export const repositoryRoutes = [
    ['GET', '/orgs/{org}/repos', listOfOrganization, { needs: 'metadata=read' }],
    ['GET', '/users/{username}/repos', listOfUser, { needs: 'metadata=read' }],
    ['GET', '/user/repos', listOwn],
    ['GET', '/repos/{owner}/{repo}', getRepository, { needs: 'metadata=read' }],
    ['GET', '/repos/{owner}/{repo}/collaborators', listCollaborators, { needs: 'metadata=read' }],
    ['GET', '/repos/{owner}/{repo}/collaborators/{username}/permission', getPermission, { needs: 'metadata=read' }],
    ['GET', '/repos/{owner}/{repo}/commits/{ref}', getCommit, read],
    ['GET', '/repos/{owner}/{repo}/commits/{commit_sha}/comments', listCommitComments, { needs: 'metadata=read' }],
    ['GET', '/repos/{owner}/{repo}/comments/{comment_id}', getCommitComment, { needs: 'metadata=read' }],
    ['POST', '/repos/{owner}/{repo}/commits/{commit_sha}/comments', createCommitComment,
        { needs: 'contents=read', fields: { body: 'CommitComment' } }],
    ['GET', '/repos/{owner}/{repo}/activity', listPushes, read],
    ['GET', '/search/issues', searchIssues, { resource: 'search', needs: 'metadata=read' }],
];
