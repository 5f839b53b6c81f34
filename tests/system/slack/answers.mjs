// answers.mjs - what the stand-in answers: Slack's usual words.  Failures come with status 200, except a limit's and trouble.
import { answer, wished } from '../standin/answers.mjs';

export const given = (body, headers) => answer(200, { ok: true, ...body }, headers);
export const failure = (error, more = {}) => answer(200, { ok: false, error, ...more });
export const rateLimited = (retryAfter = 30) =>
    answer(429, { ok: false, error: 'ratelimited' }, retryAfter === null ? {} : { 'Retry-After': retryAfter });
export const serverError = (status = 500) => answer(status, { ok: false, error: 'internal_error' });

// The refusal of a limit that a test has asked for with state.limit = { after, times, retryAfter, method }, or nothing; retryAfter: null
// leaves the header out.
export function overLimit(state, method) {
    if (state.limit?.method && state.limit.method !== method) return undefined;
    const wish = wished(state, 'limit');
    return wish ? rateLimited(wish.retryAfter) : undefined;
}

// Ends the work on a request with this answer.
export class Refusal extends Error {
    constructor(answered) {
        super(answered.body.error ?? answered.body);
        this.answered = answered;
    }
}

export function refuse(error, more) {
    throw new Refusal(typeof error === 'string' ? failure(error, more) : error);
}
