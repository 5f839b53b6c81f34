// answers.mjs - what the stand-in answers: GitHub's usual words, its pages, and the odd answers that a test puts in an endpoint's
// place.  An answer is { status, headers, body }; an object as body becomes JSON.

export const answer = (status, body, headers = {}) => ({ status, headers, body });
export const ok = (body) => answer(200, body);
export const created = (body) => answer(201, body);
export const noContent = () => answer(204);

// GitHub's errors: a message, where to read more, and since 2024 the status as text.
export function failure(status, message, more = {}, headers = {}) {
    return answer(status, { message, ...more, documentation_url: 'https://docs.github.com/rest', status: String(status) }, headers);
}

export const notFound = () => failure(404, 'Not Found');

// 422; errors: [{ resource, field, code, message }], or texts.
export const invalid = (...errors) => failure(422, 'Validation Failed', { errors });

// --- Pages -------------------------------------------------------------------------------------------------------------------

const whole = (text, otherwise, most) => {
    const number = Number.parseInt(text ?? '', 10);
    return Number.isNaN(number) || number < 1 ? otherwise : Math.min(number, most);
};

export const perPage = (query) => whole(query.per_page, 30, 100);

// <URL>; rel="next", ... with the query of the request and these changes; pages that are null are left out.
function links(call, pages) {
    const link = ([rel, changes]) => {
        const query = new URLSearchParams({ ...call.query, ...changes });
        return `<${call.here}?${query}>; rel="${rel}"`;
    };
    const text = Object.entries(pages).filter(([, changes]) => changes).map(link).join(', ');
    return text === '' ? {} : { Link: text };
}

// One page of a list, by number.  wrap: what the items stand in, where it isn't a bare array.
export function page(call, list, shape, wrap = (items) => items) {
    const size = perPage(call.query);
    const number = whole(call.query.page, 1, Number.MAX_SAFE_INTEGER);
    const last = Math.max(1, Math.ceil(list.length / size));
    const to = (wanted) => ({ page: String(wanted) });
    const headers = links(call, {
        prev: number > 1 && to(Math.min(number - 1, last)), next: number < last && to(number + 1),
        last: number < last && to(last), first: number > 1 && to(1),
    });
    const items = list.slice((number - 1) * size, number * size).map((item) => shape(call, item));
    return answer(200, wrap(items), headers);
}

// One page of a list that is read on from a mark: `name` is the parameter that says from which item on.
export function pageFrom(call, list, shape, { name, including }) {
    const size = perPage(call.query);
    const mark = call.query[name]?.replace(/^v1_/, '');
    const found = mark === undefined ? 0 : list.findIndex((item) => String(item.id) === mark);
    if (found < 0) return failure(400, `Invalid ${name}`);
    const start = mark === undefined || including ? found : found + 1;
    const end = start + size;
    const next = including ? list[end] : list[end - 1];
    const headers = links(call, { next: end < list.length && { [name]: `v1_${next.id}` } });
    return answer(200, list.slice(start, end).map((item) => shape(call, item)), headers);
}

// --- Odd answers, for on() and once() ----------------------------------------------------------------------------------------

export const html = (status = 502, text = '<html><body><h1>502 Bad Gateway</h1></body></html>') =>
    answer(status, text, { 'Content-Type': 'text/html' });

// A JSON array of at least so many bytes.
export function big(bytes, status = 200) {
    const item = JSON.stringify({ filler: 'x'.repeat(1000) });
    return answer(status, `[${Array(Math.ceil(bytes / item.length)).fill(item).join(',')}]`, { 'Content-Type': 'application/json' });
}

// The usual answer, or the given one, with only its first bytes sent before the connection breaks off.
export const cut = (bytes, instead) => async (exchange) => ({ ...(instead ?? await exchange.normal()), cut: bytes });

// The request is done as usual, but nobody hears of it: the connection breaks off without an answer.
export const unheard = () => async (exchange) => ({ ...await exchange.normal(), cut: 0 });

// The connection stays open and nothing comes, until the client leaves or the stand-in stops.
export const never = () => ({ never: true });

// Nothing comes until release() is called; then the usual answer, or the given one.
export function hold(instead) {
    let release;
    const released = new Promise((resolve) => { release = resolve; });
    const handler = async (exchange) => {
        await released;
        return instead ?? exchange.normal();
    };
    return Object.assign(handler, { release });
}

export const graphqlErrors = (...errors) => ok({ data: null, errors });
