// gate.mjs - what Asana does with every request, whatever it asks for: credentials, limits, route, body; then the route's own function.
import { findRoute, routeTable } from '../standin/routes.mjs';
import { bad, failure, overLimit, Refusal, refuse } from './answers.mjs';
import { hookRoutes } from './hook_routes.mjs';
import { credentialOf, oauthRoutes } from './oauth.mjs';
import { placeRoutes } from './place_routes.mjs';
import { fieldTree } from './shapes.mjs';
import { taskRoutes } from './task_routes.mjs';

// isForm: a form that anybody may post, as the endpoints of OAuth take it.
export const routes = routeTable([placeRoutes, taskRoutes, hookRoutes, oauthRoutes].flat());

export function locate(request) {
    request.template = findRoute(routes, request).route?.path;
}

// --- Steps: each adds to the call or refuses it ------------------------------------------------------------------------------

function hasCredential(call) {
    const { refusal, user, app } = credentialOf(call.state, call.request.headers.authorization);
    if (refusal) refuse(refusal);
    Object.assign(call, { user, app });
    call.request.who = user.email;
}

function findsRoute(call) {
    const { route, params } = findRoute(routes, call.request);
    if (!route) refuse(failure(404, 'No matching route for request'));
    Object.assign(call, { route, params });
}

// forum.asana.com 238695
const unwrapped = (name) => bad(`Unrecognized request field ${name} . The only allowed keys at the top level are: data, options. ` +
    'Is it possible you did not wrap object properties in a data object?');

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

function readBody(call) {
    const { body, text } = call.request;
    if (text !== '' && body === undefined) refuse(bad('Could not parse request data, invalid JSON'));
    const stray = Object.keys(body ?? {}).find((name) => !['data', 'options'].includes(name));
    if (stray !== undefined) refuse(unwrapped(stray));
    call.input = body?.data ?? {};
    if (!isObject(call.input)) refuse(bad('data: Not an object'));
    const { fields } = body?.options ?? {};
    call.fields = fieldTree(call.query.opt_fields ?? (Array.isArray(fields) ? fields.join(',') : fields));
}

async function answerToForm(call) {
    const { request, route } = call;
    return route.run({ ...call, form: Object.fromEntries(new URLSearchParams(request.text)) });
}

async function answered(call) {
    const { route } = findRoute(routes, call.request);
    if (route?.isForm) return answerToForm({ ...call, route });
    const refusal = overLimit(call.state);
    if (refusal) return refusal;
    hasCredential(call);
    findsRoute(call);
    readBody(call);
    return call.route.run(call);
}

// The answer that Asana would give.
export async function answerTo(asana, request) {
    const call = { asana, request, state: asana.state, query: request.query, api: asana.url };
    try {
        return await answered(call);
    } catch (error) {
        if (error instanceof Refusal) return error.given;
        throw error;
    }
}
