// gate.mjs - what CircleCI does with every request, whatever it asks for: limits, credentials, route; then the route's own function.
import { findRoute, routeTable } from '../standin/routes.mjs';
import { failure, notFound, notLoggedIn, overLimit, Refusal } from './answers.mjs';
import { v1Routes } from './v1_routes.mjs';
import { v2Routes } from './v2_routes.mjs';

const routes = routeTable([v2Routes, v1Routes].flat());

export function locate(request) {
    request.template = findRoute(routes, request).route?.path;
}

function isLoggedIn(state, { 'circle-token': token, authorization = '' }) {
    return state.tokens.includes(token ?? authorization.replace(/^Bearer /, ''));
}

// v1.1 answers in EDN to those who say nothing.
const inEdn = (given) => ({ ...given, body: '{:a "text in EDN"}', headers: { 'Content-Type': 'application/edn' } });

function answered(call) {
    const { state, request } = call;
    const refusal = overLimit(state);
    if (refusal) return refusal;
    if (!isLoggedIn(state, request.headers)) return notLoggedIn();
    const { route, params } = findRoute(routes, request);
    if (!route) return notFound('Not found');
    if (request.text !== '' && request.body === undefined) return failure(400, 'Unexpected request body provided.');
    return route.run({ ...call, params });
}

export function answerTo(circleci, request) {
    const isOld = request.path.startsWith('/v1.1/');
    try {
        const given = answered({ circleci, request, state: circleci.state, query: request.query });
        return isOld && !request.headers.accept ? inEdn(given) : given;
    } catch (error) {
        if (error instanceof Refusal) return error.given;
        throw error;
    }
}
