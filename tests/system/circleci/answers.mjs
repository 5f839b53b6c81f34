// answers.mjs - what the stand-in answers: CircleCI's {"message"}, pages, limits.  The texts of 401, 404 and of undeclared parameters are
// those of its documents and contracts; that of a branch which is not there is made up.
import { answer, wished } from '../standin/answers.mjs';

export const failure = (status, message, headers = {}) => answer(status, { message }, headers);
export const notFound = (message = 'Project not found') => failure(404, message);
export const notLoggedIn = () => failure(401, 'You must log in first.');
export const undeclared = (names) => `Unexpected argument(s): ${names.join(', ')}`;

// Ends the work on a request with this answer.
export class Refusal extends Error {
    constructor(given) {
        super(given.body.message);
        this.given = given;
    }
}

export function refuse(given) {
    throw new Refusal(given);
}

// The refusal of a limit that a test has asked for with state.limit, or nothing.
export function overLimit(state) {
    const wish = wished(state, 'limit');
    return wish && failure(429, 'Rate limit exceeded', wish.headers ?? { 'Retry-After': 30 });
}

// One page of a list; a token is the place where it goes on.
export function page({ state, query }, list) {
    const from = Number(query['page-token'] ?? 0);
    const items = list.slice(from, from + state.pageSize);
    const next = from + items.length;
    return answer(200, { items, next_page_token: next < list.length ? String(next) : null });
}
