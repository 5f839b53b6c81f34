// app_routes.mjs - the App, its installations and tokens, the manifest flow, organisations and people.
import { noContent, ok } from '../standin/answers.mjs';
import { created, failure, notFound, page } from './answers.mjs';
import { issueToken } from './credentials.mjs';
import { limitShape } from './limits.mjs';
import { addMember, addUser, byId, findMembership, findRepository, findUser, sameName } from './state.mjs';
import {
    appShape, installationShape, membershipShape, publicUserShape, repositoriesOf, repositoryShape, userShape,
} from './shapes.mjs';

// --- The App and its installations -------------------------------------------------------------------------------------------

const getApp = (call) => ok(appShape(call));

const listInstallations = (call) => page(call, call.state.installations, installationShape);

const oneInstallation = (call, installation) => (installation ? ok(installationShape(call, installation)) : notFound());

const getInstallation = (call) => oneInstallation(call, byId(call.state.installations, call.params.installation_id));

const installationOfAccount = (call) => {
    const account = call.params.org ?? call.params.username;
    return oneInstallation(call, call.state.installations.find((one) => sameName(one.account, account)));
};

const installationOfRepository = (call) =>
    oneInstallation(call, call.state.installations.find((one) => repositoriesOf(call.state, one).includes(call.repository)));

function createToken(call) {
    const { state, body, request } = call;
    const installation = byId(state.installations, call.params.installation_id);
    if (!installation) return notFound();
    if (installation.suspendedAt) return failure(403, 'This installation has been suspended');
    const reached = repositoriesOf(state, installation);
    const wanted = [...(body.repositories ?? []).map((name) => findRepository(state, `${installation.account}/${name}`)),
        ...(body.repository_ids ?? []).map((id) => byId(state.repositories, id))];
    if (wanted.some((one) => !reached.includes(one))) {
        return failure(422, 'There is at least one repository that does not exist or is not accessible to the parent installation.');
    }
    const token = issueToken(state, installation, {
        repositories: wanted.length > 0 ? wanted.map((one) => one.fullName) : null, permissions: body.permissions,
        isStateless: request.headers['x-github-stateless-s2s-token'] !== 'disabled',
    });
    return created({
        token: token.token, expires_at: token.expiresAt, permissions: token.permissions,
        repository_selection: token.repositories || installation.repositories !== 'all' ? 'selected' : 'all',
        ...(token.repositories && { repositories: wanted.map((one) => repositoryShape(call, one)) }),
    });
}

function listReachedRepositories(call) {
    const { installation, repositories } = call.credential;
    const reached = repositoriesOf(call.state, installation).filter((one) => !repositories || repositories.includes(one.fullName));
    const selection = installation.repositories === 'all' ? 'all' : 'selected';
    return page(call, reached, repositoryShape,
        (items) => ({ total_count: reached.length, repository_selection: selection, repositories: items }));
}

// A code works once.
function convertManifest(call) {
    const { state } = call;
    const manifest = state.manifests[call.params.code];
    if (!manifest) return notFound();
    delete state.manifests[call.params.code];
    return created({
        ...appShape(call, { ...state.app, id: manifest.id, ...manifest.app }), client_secret: manifest.clientSecret,
        webhook_secret: manifest.webhookSecret, pem: manifest.pem,
    });
}

function getRateLimit(call) {
    if (!call.bucket) return failure(401, 'Requires authentication');
    const [core, search, graphql] = ['core', 'search', 'graphql'].map((name) => limitShape(call.state, call.bucket, name));
    return ok({ resources: { core, search, graphql }, rate: core });
}

// --- Organisations and people ------------------------------------------------------------------------------------------------

function getMembership(call) {
    const membership = findMembership(call.state, call.params.org, call.params.username);
    return membership ? ok(membershipShape(call, membership)) : notFound();
}

// Invites who isn't a member; the invitation is pending until the test says otherwise.
function putMembership(call) {
    const { state, params, body } = call;
    const role = body.role ?? 'member';
    const user = findUser(state, params.username);
    if (!['admin', 'member'].includes(role)) return failure(422, 'Validation Failed');
    if (user?.type !== 'User') return notFound();
    const known = findMembership(state, params.org, user.login);
    if (known) Object.assign(known, { role });
    return ok(membershipShape(call, known ?? addMember(state, params.org, user.login, { role, state: 'pending' })));
}

const activeMembers = (call) =>
    call.state.memberships.filter((one) => sameName(one.organization, call.params.org) && one.state === 'active');

function listMembers(call) {
    const { role = 'all' } = call.query;
    const members = activeMembers(call).filter((one) => role === 'all' || one.role === role);
    return page(call, members, (world, one) => userShape(world, one.login));
}

function isMember(call) {
    return activeMembers(call).some((one) => sameName(one.login, call.params.username)) ? noContent() : notFound();
}

function getUser(call) {
    const user = findUser(call.state, call.params.username);
    return user ? ok(publicUserShape(call, user)) : notFound();
}

function getViewer(call) {
    if (call.credential.installation) return failure(403, 'Resource not accessible by integration');
    return ok(publicUserShape(call, addUser(call.state, call.viewer)));
}

const members = { needs: 'members=read' };
const app = { by: 'app' };

export const appRoutes = [
    ['GET', '/app', getApp, app],
    ['GET', '/app/installations', listInstallations, app],
    ['GET', '/app/installations/{installation_id}', getInstallation, app],
    ['POST', '/app/installations/{installation_id}/access_tokens', createToken, app],
    ['GET', '/repos/{owner}/{repo}/installation', installationOfRepository, app],
    ['GET', '/orgs/{org}/installation', installationOfAccount, app],
    ['GET', '/users/{username}/installation', installationOfAccount, app],
    ['GET', '/installation/repositories', listReachedRepositories, { by: 'installation' }],
    ['POST', '/app-manifests/{code}/conversions', convertManifest, { by: 'anyone' }],
    ['GET', '/rate_limit', getRateLimit, { by: 'anyone' }],
    ['GET', '/orgs/{org}/memberships/{username}', getMembership, members],
    ['PUT', '/orgs/{org}/memberships/{username}', putMembership, { needs: 'members=write' }],
    ['GET', '/orgs/{org}/members', listMembers, members],
    ['GET', '/orgs/{org}/members/{username}', isMember, members],
    ['GET', '/users/{username}', getUser],
    ['GET', '/user', getViewer],
];
