// gate.mjs - what GitHub does with every request, whatever it asks for: user agent, credentials, limits, route, API version, renamed
// and hidden repositories, permissions, bodies; then the route's own function; then ETags and the headers that all answers have.
import { createHash, randomBytes } from 'node:crypto';
import { answer, bytesOf } from '../standin/answers.mjs';
import { decode, findRoute, routeTable } from '../standin/routes.mjs';
import { failure, invalid, notFound } from './answers.mjs';
import { credentialOf, mayUse, reaches } from './credentials.mjs';
import { limitHeaders, limitOf, overLimit, secondaryLimit } from './limits.mjs';
import { byId, findRepository, nowMs, sameName } from './state.mjs';
import { appRoutes } from './app_routes.mjs';
import { checkRoutes } from './check_routes.mjs';
import { deploymentRoutes } from './deployment_routes.mjs';
import { graphqlRoutes } from './graphql.mjs';
import { hookRoutes } from './hook_routes.mjs';
import { issueRoutes } from './issue_routes.mjs';
import { pullRoutes } from './pull_routes.mjs';
import { repositoryRoutes } from './repository_routes.mjs';

// --- Routes ------------------------------------------------------------------------------------------------------------------

// Rows are [method, path, function, { by, needs, fields, resource }].
//   by        who may ask: app (a JWT), token (an installation or a person), installation, anyone; default: token
//   needs     the permissions, in GitHub's notation
//   fields    members of the body that must be there: { name: kind for 422 errors }
const rows = [appRoutes, repositoryRoutes, issueRoutes, pullRoutes, checkRoutes, deploymentRoutes, hookRoutes, graphqlRoutes].flat();
export const routes = routeTable(rows, { by: 'token', resource: 'core' });

// Notes in a request what it is about: /repositories/ID is another way to say /repos/OWNER/NAME.
export function locate(state, request) {
    const [, id, rest = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(request.path) ?? [];
    const repository = id && byId(state.repositories, id);
    if (repository) request.canonical = `/repos/${repository.fullName}${rest}`;
    request.template = findRoute(routes, request).route?.path;
}

// --- Steps: each gives a refusal or nothing ----------------------------------------------------------------------------------

function hasUserAgent({ request }) {
    if (request.headers['user-agent']) return undefined;
    return answer(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header ' +
        '(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).\n', { 'Content-Type': 'text/html' });
}

function hasCredential(call) {
    call.credential = credentialOf(call.state, call.request.headers.authorization);
    const { refusal, app, installation, login } = call.credential;
    if (refusal) return refusal;
    if (installation) call.bucket = `installation:${installation.id}`;
    else if (login) call.bucket = `user:${login}`;
    else if (app) call.bucket = 'app';
    call.request.who = call.bucket;
    call.viewer = login ?? `${call.state.app.slug}[bot]`;
    return undefined;
}

// A former name sends to /repositories/ID; what is read on from an answer goes by the id, too.
function findsRepository(call) {
    const { state, request } = call;
    const [, name, more = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(request.canonical) ?? [];
    if (!name) return undefined;
    call.repository = findRepository(state, decode(name));
    const former = state.repositories.find((one) => one.formerNames.some((old) => sameName(old, decode(name))));
    if (call.repository) call.here = `${call.api}/repositories/${call.repository.id}${more}`;
    const isMoved = !call.repository && former && reaches(state, call.credential, former);
    return isMoved ? movedTo(call, `/repositories/${former.id}${more}`) : undefined;
}

function movedTo(call, path) {
    const url = call.api + path + (call.request.search ?? '');
    // 307 keeps the method of what isn't a GET.
    return failure(call.request.method === 'GET' ? 301 : 307, 'Moved Permanently', { url }, { Location: url });
}

function findsRoute(call) {
    const { route, params } = findRoute(routes, call.request);
    if (!route) return notFound();
    Object.assign(call, { route, params, resource: route.resource });
    return undefined;
}

// Limits come before everything that costs GitHub work; asking for the limits is free.
function withinLimits(call) {
    if (!call.bucket || call.request.canonical === '/rate_limit') return undefined;
    return secondaryLimit(call.state) ?? overLimit(call.state, call.bucket, call.resource);
}

const versions = ['2022-11-28', '2026-03-10'];

function hasKnownVersion(call) {
    const version = call.request.headers['x-github-api-version'];
    if (version === undefined || versions.includes(version)) return undefined;
    return failure(400, `The API version '${version}' is not supported. Supported versions: ${versions.join(', ')}.`);
}

function isAllowed({ route, credential: { app, installation, login } }) {
    const isNobody = !app && !installation && !login;
    if (route.by === 'anyone') return undefined;
    if (isNobody) return failure(401, 'Requires authentication');
    if (route.by === 'app') return app ? undefined : failure(401, 'A JSON web token could not be decoded');
    if (app) return failure(401, 'Bad credentials');
    if (route.by === 'installation' && !installation) {
        return failure(403, 'You must authenticate with an installation access token in order to list repositories for an ' +
            'installation.');
    }
    return undefined;
}

function reachesRepository({ state, params, repository, credential }) {
    if (params.repo === undefined) return undefined;
    if (!repository || !reaches(state, credential, repository)) return notFound();
    if (!repository.blocked) return undefined;
    const block = { reason: repository.blocked, created_at: repository.createdAt, html_url: 'https://github.com/github/dmca' };
    return failure(451, 'Repository access blocked', { block });
}

// What stands in the path as organisation must be the installation's own.
function reachesOrganization({ params, credential: { installation } }) {
    if (params.org === undefined || !installation) return undefined;
    return sameName(params.org, installation.account) ? undefined : notFound();
}

function hasPermission({ route, credential: { installation, permissions } }) {
    if (!installation || !route.needs || mayUse(permissions, route.needs)) return undefined;
    return failure(403, 'Resource not accessible by integration');
}

function hasBody(call) {
    const { request, route } = call;
    if (request.method === 'GET') return undefined;
    try {
        call.body = request.text === '' ? {} : JSON.parse(request.text);
    } catch {
        return failure(400, 'Problems parsing JSON');
    }
    const isObject = call.body !== null && typeof call.body === 'object' && !Array.isArray(call.body);
    if (!isObject) return failure(400, 'Body should be a JSON object');
    const missing = Object.entries(route.fields ?? {}).filter(([name]) => [undefined, null, ''].includes(call.body[name]));
    if (missing.length === 0) return undefined;
    return invalid(...missing.map(([field, resource]) => ({ resource, code: 'missing_field', field })));
}

const steps = [hasUserAgent, hasCredential, findsRepository, findsRoute, withinLimits, hasKnownVersion, isAllowed, reachesRepository,
    reachesOrganization, hasPermission, hasBody];

// --- All of it ---------------------------------------------------------------------------------------------------------------

// The answer that GitHub would give, with all headers.
export async function answerTo(github, request) {
    const host = request.headers.host ?? new URL(github.url).host;
    const call = {
        github, request, state: github.state, query: request.query, resource: 'core', api: `http://${host}${github.prefix}`,
        html: `http://${host}`, here: `http://${host}${github.prefix}${request.path}`, viewer: null,
    };
    for (const step of steps) {
        const refusal = step(call);
        if (refusal) return finished(call, refusal);
    }
    return finished(call, await call.route.run(call));
}

function finished(call, given) {
    const { state, bucket, route, resource, credential } = call;
    const text = bytesOf(given.body);
    const isFresh = given.status === 200 && call.request.method === 'GET';
    const tag = isFresh && etag(call.request.headers.authorization, text);
    const isKnown = tag && matches(call.request.headers['if-none-match'], tag);
    if (bucket && !isKnown && route && route.path !== '/rate_limit') limitOf(state, bucket, resource).used++;
    const headers = {
        ...(bucket && limitHeaders(state, bucket, resource)), ...(tag && { ETag: tag }),
        ...(route?.needs && credential.installation && { 'X-Accepted-GitHub-Permissions': route.needs }),
        'Cache-Control': 'private, max-age=60, s-maxage=60', Vary: 'Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding',
        'X-GitHub-Media-Type': 'github.v3; format=json', 'X-GitHub-Api-Version-Selected': versions[0], ...given.headers,
    };
    return isKnown ? { status: 304, headers } : { ...given, headers };
}

// An ETag holds for one token only.
function etag(authorization, text) {
    return `W/"${createHash('sha256').update(`${authorization}\n`).update(text).digest('hex')}"`;
}

function matches(header, tag) {
    const bare = (text) => text.trim().replace(/^W\//, '');
    return header !== undefined && (header.trim() === '*' || header.split(',').some((one) => bare(one) === bare(tag)));
}

// On every answer, also on those that a test puts in place.
export function everyHeader(state) {
    const parts = [2, 3, 4, 4, 4].map((bytes) => randomBytes(bytes).toString('hex').toUpperCase());
    return { Server: 'github.com', Date: new Date(nowMs(state)).toUTCString(), 'X-GitHub-Request-Id': parts.join(':') };
}
