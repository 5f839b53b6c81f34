// graphql.mjs - POST /graphql: npm graphql runs the query over GitHub's own schema (npm @octokit/graphql-schema), so a field that does
// not exist there fails here, too.  What the stand-in has no data for is null.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { ok } from '../standin/answers.mjs';
import { failure } from './answers.mjs';
import { reaches } from './credentials.mjs';
import { limitShape } from './limits.mjs';
import { addDeployment, addDeploymentStatus, byId, findPull, findIssue, findRepository, findUser, isoTime, repositoryOf } from './state.mjs';
import { nodeId, roleOf } from './shapes.mjs';
import { resolveRef } from './deploy_state.mjs';

// --- The schema --------------------------------------------------------------------------------------------------------------

let loaded;

// -> { graphql, schema }; throws where the packages are not installed.  Reading it takes a while, so it is read when first needed.
function library() {
    if (loaded) return loaded;
    const require = createRequire(import.meta.url);
    const graphql = require('graphql');
    const text = fs.readFileSync(new URL('../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url), 'utf8');
    loaded = { graphql, schema: graphql.buildSchema(text, { assumeValid: true, noLocation: true }) };
    return loaded;
}

// What is wrong with a query by GitHub's schema: [text].
export function queryComplaints(query) {
    const { graphql, schema } = library();
    try {
        return graphql.validate(schema, graphql.parse(query)).map((error) => error.message);
    } catch (error) {
        return [error.message];
    }
}

// --- What the queries see ----------------------------------------------------------------------------------------------------

class Refusal extends Error {
    constructor(type, message) {
        super(message);
        this.type = type;
    }
}

const idIn = (text) => Buffer.from(String(text).replace(/^[A-Z]+_/, ''), 'base64url').toString();

function connection(name, list, { first, last, after }) {
    if (first === undefined && last === undefined) {
        throw new Refusal('MISSING_PAGINATION_BOUNDARIES',
            `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`);
    }
    const begin = after ? Number(idIn(after)) : 0;
    const edges = list.slice(begin, begin + (first ?? last)).map((edge, i) => ({ cursor: nodeId('C', begin + i + 1), ...edge }));
    const end = begin + edges.length;
    return {
        totalCount: list.length, edges, nodes: edges.map((edge) => edge.node),
        pageInfo: {
            hasNextPage: end < list.length, hasPreviousPage: begin > 0, startCursor: edges[0]?.cursor ?? null,
            endCursor: edges.at(-1)?.cursor ?? null,
        },
    };
}

function personNode(call, login) {
    const user = findUser(call.state, login);
    return user && { __typename: user.type, id: nodeId('U', user.id), databaseId: user.id, login: user.login };
}

const commitNode = (sha) => ({ __typename: 'Commit', id: nodeId('C', sha), oid: sha });

const refObject = (repository, prefix, name, target) =>
    ({ __typename: 'Ref', id: nodeId('REF', `${repository.id}/${name}`), name, prefix, target });

// An annotated tag is an object that points to the commit, or to another one.
const tagTarget = ({ sha, objects }) =>
    objects.reduceRight((target, oid) => ({ __typename: 'Tag', id: nodeId('TA', oid), oid, target }), commitNode(sha));

// A branch, a tag by its full name, or nothing.
function refNode(call, repository, name) {
    const [, tag] = /^refs\/tags\/(.+)$/.exec(name) ?? [];
    if (tag) return repository.tags[tag] ? refObject(repository, 'refs/tags/', tag, tagTarget(repository.tags[tag])) : null;
    const branch = name.replace(/^refs\/heads\//, '');
    const sha = repository.branches[branch];
    return sha ? refObject(repository, 'refs/heads/', branch, commitNode(sha)) : null;
}

// Of the expressions that git has, what a commit is called by: the whole of it or a beginning that no other one has.
function objectNode(call, repository, { expression, oid }) {
    const begins = oid ?? expression;
    const tag = Object.values(repository.tags).find(({ objects }) => objects.includes(begins));
    if (tag) return tagTarget(tag);
    const found = new Set(call.state.commits.filter((one) => one.sha.startsWith(begins)).map((one) => one.sha));
    const commit = found.size === 1 && begins.length >= 7 ? resolveRef({ ...call, repository }, [...found][0]) : undefined;
    return commit ? commitNode(commit.sha) : null;
}

// What is linked by hand (issue.pull.closes), and by words in the text where the default branch is the base.
function closedBy(call, repository, issue) {
    const words = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+([\w.-]+\/[\w.-]+)?#(\d+)/gi;
    const isBase = issue.pull.base.ref === repository.defaultBranch;
    const said = isBase ? [...(issue.body ?? '').matchAll(words)] : [];
    const meant = said.map(([, name, number]) => findIssue(call.state, name ? findRepository(call.state, name) : repository, number));
    return [...new Set([...(issue.pull.closes ?? []), ...meant])].filter((one) => one && !one.pull);
}

function pullNode(call, repository, issue) {
    if (!issue) return null;
    const from = byId(call.state.repositories, issue.pull.head.repository);
    return {
        ...issueNode(call, issue), __typename: 'PullRequest', merged: issue.pull.mergedAt !== null, mergedAt: issue.pull.mergedAt,
        isDraft: issue.pull.draft, headRefName: issue.pull.head.ref, headRefOid: issue.pull.head.sha, baseRefName: issue.pull.base.ref,
        isCrossRepository: issue.pull.head.repository !== repository.id,
        closingIssuesReferences: (args) => connection('closingIssuesReferences',
            closedBy(call, repository, issue).map((one) => ({ node: issueNode(call, one) })), args),
        headRef: from ? refNode(call, from, issue.pull.head.ref) : null, baseRef: refNode(call, repository, issue.pull.base.ref),
        state: issue.pull.mergedAt ? 'MERGED' : issue.state.toUpperCase(),
    };
}

function issueNode(call, issue) {
    return issue && {
        __typename: 'Issue', id: nodeId(issue.pull ? 'PR' : 'I', issue.id), databaseId: issue.id, number: issue.number,
        title: issue.title, body: issue.body ?? '', state: issue.state.toUpperCase(), author: personNode(call, issue.login),
        url: `${call.html}/${repositoryOf(call.state, issue).fullName}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`,
        repository: () => repositoryNode(call, repositoryOf(call.state, issue)),
    };
}

function repositoryNode(call, repository) {
    const { state } = call;
    const collaborators = Object.keys(repository.collaborators)
        .map((login) => ({ permission: roleOf(repository, login).toUpperCase(), node: personNode(call, login) }));
    return {
        __typename: 'Repository', id: nodeId('R', repository.id), databaseId: repository.id, nameWithOwner: repository.fullName,
        name: repository.fullName.split('/')[1], owner: personNode(call, repository.fullName.split('/')[0]),
        isPrivate: repository.private, isFork: repository.fork, pushedAt: repository.pushedAt,
        url: `${call.html}/${repository.fullName}`, defaultBranchRef: refNode(call, repository, repository.defaultBranch),
        ref: ({ qualifiedName }) => refNode(call, repository, qualifiedName),
        object: (args) => objectNode(call, repository, args),
        pullRequest: ({ number }) => {
            const pull = findPull(state, repository, number);
            if (!pull) throw new Refusal('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
            return pullNode(call, repository, pull);
        },
        issue: ({ number }) => issueNode(call, findIssue(state, repository, number)),
        collaborators: (args) => {
            if (!repository.hidesCollaborators.includes('graphql')) return connection('collaborators', collaborators, args);
            throw new Refusal('FORBIDDEN', 'You do not have permission to view repository collaborators.');
        },
    };
}

const reachable = (call, repository) => {
    if (repository && reaches(call.state, call.credential, repository)) return repository;
    return undefined;
};

const roots = (call) => ({
    viewer: personNode(call, call.viewer),
    rateLimit: () => {
        const row = limitShape(call.state, call.bucket, 'graphql');
        return { ...row, cost: 1, nodeCount: 0, resetAt: isoTime(row.reset * 1000) };
    },
    repository: ({ owner, name }) => {
        const repository = reachable(call, findRepository(call.state, `${owner}/${name}`));
        if (!repository) throw new Refusal('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
        return repositoryNode(call, repository);
    },
    createDeployment: ({ input }) => newDeployment(call, input),
    createDeploymentStatus: ({ input }) => newDeploymentStatus(call, input),
});

// --- Mutations ---------------------------------------------------------------------------------------------------------------

const unknown = (id) => new Refusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);

const deploymentNode = (call, deployment) => ({
    __typename: 'Deployment', id: nodeId('DE', deployment.id), databaseId: deployment.id, environment: deployment.environment,
    state: 'PENDING', createdAt: deployment.createdAt, commitOid: deployment.sha, description: deployment.description,
    payload: deployment.payload, task: deployment.task, creator: personNode(call, deployment.login), updatedAt: deployment.updatedAt,
});

function newDeployment(call, input) {
    const repository = reachable(call, byId(call.state.repositories, idIn(input.repositoryId)));
    if (!repository) throw unknown(input.repositoryId);
    const branch = idIn(input.refId).slice(`${repository.id}/`.length);
    const commit = resolveRef({ ...call, repository }, branch);
    if (!commit) throw unknown(input.refId);
    const deployment = addDeployment(call.state, repository, {
        login: call.viewer, ref: branch, sha: commit.sha, environment: input.environment, task: input.task, payload: input.payload,
        description: input.description,
    });
    return { autoMerged: false, deployment: deploymentNode(call, deployment), clientMutationId: input.clientMutationId };
}

function newDeploymentStatus(call, input) {
    const deployment = byId(call.state.deployments, idIn(input.deploymentId));
    if (!deployment) throw unknown(input.deploymentId);
    const status = addDeploymentStatus(call.state, deployment, {
        login: call.viewer, state: input.state.toLowerCase(), description: input.description, logUrl: input.logUrl,
        environmentUrl: input.environmentUrl,
    });
    const node = {
        __typename: 'DeploymentStatus', id: nodeId('DES', status.id), state: input.state, description: status.description,
        logUrl: status.logUrl || null, environmentUrl: status.environmentUrl || null, environment: status.environment,
        createdAt: status.createdAt, updatedAt: status.updatedAt, creator: personNode(call, call.viewer),
    };
    return { deploymentStatus: node, clientMutationId: input.clientMutationId };
}

// --- The endpoint ------------------------------------------------------------------------------------------------------------

const errorShape = ({ message, locations, path, originalError }) => ({
    ...(originalError instanceof Refusal && { type: originalError.type }), ...(path && { path }),
    ...(locations && { locations }), message,
});

// 200 for errors, too.
async function runQuery(call) {
    const { query, variables, operationName } = call.body;
    if (typeof query !== 'string' || query === '') return failure(400, 'A query attribute must be specified and must be a string.');
    const { graphql: { graphql }, schema } = library();
    const result = await graphql({ schema, source: query, rootValue: roots(call), variableValues: variables, operationName });
    const { data, errors } = result;
    return ok({ ...(data !== undefined && { data }), ...(errors && { errors: errors.map(errorShape) }) });
}

export const graphqlRoutes = [['POST', '/graphql', runQuery, { resource: 'graphql' }]];
