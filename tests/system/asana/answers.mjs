// answers.mjs - what the stand-in answers: Asana's usual words and its pages.  The texts are those of Asana's documents (developer-docs
// _errors, _pagination, _rate-limits) or, where those don't tell, of people's reports; each says where it is from.
import { answer, wished } from '../standin/answers.mjs';
import { nowMs } from './state.mjs';

const help = 'For more information on API status codes and how to handle them, read the docs on errors: ' +
    'https://developers.asana.com/docs/errors';

// phrase: only errors of Asana's own have one.
export function failure(status, message, { phrase, headers } = {}) {
    return answer(status, { errors: [{ message, ...(phrase ? { phrase } : { help }) }] }, headers);
}

export const bad = (message) => failure(400, message);
export const missing = (name) => bad(`${name}: Missing input`);
export const unknown = (kind, gid, status = 404) => failure(status, `${kind}: Unknown object: ${gid}`);
// forum.asana.com 67666, 95502
export const hidden = (kind) => failure(403, `You do not have access to this ${kind}.`);
export const notAuthorized = (message = 'Not Authorized') => failure(401, message);
export const paymentRequired = (message = 'Search is only available to premium users.') => failure(402, message);
export const serverError = (phrase = '6 sad squid snuggle softly', status = 500) => failure(status, 'Server Error', { phrase });

export const data = (body) => answer(200, { data: body });
export const created = (call, path, body, more = {}) => answer(201, { data: body, ...more }, { Location: call.api + path });
export const empty = () => data({});

// The refusal of a limit that a test has asked for with state.limit = { after, times, retryAfter }, or nothing; retryAfter: null leaves
// the header out.
export function overLimit(state) {
    const wish = wished(state, 'limit');
    if (!wish) return undefined;
    const { retryAfter = 30 } = wish;
    const text = "You've made too many requests and hit a rate limit. Please retry after the given amount of time.";
    return failure(429, text, { headers: retryAfter === null ? {} : { 'Retry-After': retryAfter } });
}

// Ends the work on a request with this answer.
export class Refusal extends Error {
    constructor(given) {
        super(given.body.errors?.[0]?.message ?? given.body.error);
        this.given = given;
    }
}

export function refuse(given) {
    throw new Refusal(given);
}

// --- Pages -------------------------------------------------------------------------------------------------------------------

// Without a limit so many at most; github.com/Asana/ruby-asana/issues/149.
const mostUnpaged = 1000;
const tooLarge = 'The result is too large. You should use pagination (may require specifying a workspace)!';

// What an offset belongs to: the same request, its page aside.
function question({ request: { path, query } }) {
    const { offset, limit, opt_pretty: pretty, ...rest } = query;
    return JSON.stringify([path, Object.entries(rest).sort()]);
}

function offsetComplaint(call, offset) {
    if (!offset || offset.question !== question(call)) return bad('offset: Your pagination token is invalid.');
    return offset.expiresMs <= nowMs(call.state) ? bad('offset: Your pagination token has expired.') : undefined;
}

function nextPage(call, last) {
    const { state, request } = call;
    const token = `eyJ0eXAiOiJKV1Qi.${Buffer.from(`${state.offsets.size}/${last.gid}`).toString('base64url')}`;
    state.offsets.set(token, { question: question(call), after: last.gid, expiresMs: nowMs(state) + state.offsetLifetimeMs });
    const query = new URLSearchParams({ ...request.query, offset: token });
    return { offset: token, path: `${request.path}?${query}`, uri: `${call.api}${request.path}?${query}` };
}

const isAfter = (gid, other) => BigInt(gid) > BigInt(other);

// One page of a list (in the order of the gids), or all of it where no limit is asked for.
export function page(call, list, shape) {
    const { limit: wanted, offset: token } = call.query;
    if (wanted === undefined && token === undefined) {
        return list.length > mostUnpaged ? bad(tooLarge) : data(list.map((item) => shape(call, item)));
    }
    const limit = Number(wanted ?? 100);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) return bad('limit: Must be between 1 and 100');
    const offset = token === undefined ? undefined : call.state.offsets.get(token);
    const complaint = token === undefined ? undefined : offsetComplaint(call, offset);
    if (complaint) return complaint;
    const rest = offset ? list.filter((item) => isAfter(item.gid, offset.after)) : list;
    const items = rest.slice(0, limit);
    const next = rest.length > limit ? nextPage(call, items.at(-1)) : null;
    return answer(200, { data: items.map((item) => shape(call, item)), next_page: next });
}
