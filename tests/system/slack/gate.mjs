// gate.mjs - what Slack does with every request, whatever it asks for: limits, credentials, scopes, body; then the route's own function.
import { answer } from '../standin/answers.mjs';
import { findRoute, routeTable } from '../standin/routes.mjs';
import { failure, overLimit, Refusal, refuse } from './answers.mjs';
import { hookRoutes } from './hook_routes.mjs';
import { methodRoutes } from './method_routes.mjs';

// isHook: needs no token, its path is one.  scope: what a token has to have; a function where that depends.
export const routes = routeTable([methodRoutes, hookRoutes].flat());

export function locate(request) {
    request.template = findRoute(routes, request).route?.path;
}

// --- Steps: each adds to the call or refuses it ------------------------------------------------------------------------------

function hasToken(call) {
    const [, token] = /^Bearer (\S+)$/.exec(call.request.headers.authorization ?? '') ?? [];
    if (!token) refuse('not_authed');
    const known = call.state.tokens[token];
    if (!known) refuse('invalid_auth');
    if (known.refusal) refuse(known.refusal);
    call.scopes = known.scopes;
}

// Beside the answer, as Slack does: x-oauth-scopes.
function hasScope({ route, scopes }) {
    if (route.scope && !scopes.includes(route.scope)) refuse('missing_scope', { needed: route.scope, provided: scopes.join(',') });
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

// Methods that read take no JSON.
function readInput(call) {
    const { request, route } = call;
    if (route.method === 'GET') {
        call.input = request.query;
        return;
    }
    if (request.text !== '' && request.body === undefined) refuse('invalid_json');
    call.input = request.body ?? {};
    if (!isObject(call.input)) refuse('json_not_object');
}

function answerToHook(call) {
    if (!isObject(call.request.body)) return answer(400, 'invalid_payload');
    return call.route.run({ ...call, input: call.request.body });
}

async function answered(call) {
    const { route, params } = findRoute(routes, call.request);
    Object.assign(call, { route, params });
    const limited = overLimit(call.state, call.request.path.slice(1));
    if (limited) return limited;
    if (route?.isHook) return answerToHook(call);
    if (!route) return call.request.path.startsWith('/outside') ? answer(404, 'no such page') : failure('unknown_method');
    hasToken(call);
    hasScope(call);
    readInput(call);
    const given = await route.run(call);
    return { ...given, headers: { 'X-OAuth-Scopes': call.scopes.join(','), ...given.headers } };
}

// The answer that Slack would give.
export async function answerTo(slack, request) {
    try {
        return await answered({ slack, request, state: slack.state });
    } catch (error) {
        if (error instanceof Refusal) return error.answered;
        throw error;
    }
}
