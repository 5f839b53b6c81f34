// answers.mjs - what the stand-in answers: GitHub's usual words and its pages.
import { answer, ok } from '../standin/answers.mjs';

export const created = (body) => answer(201, body);

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

export const graphqlErrors = (...errors) => ok({ data: null, errors });
