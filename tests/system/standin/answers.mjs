// answers.mjs - what every stand-in can answer: the plain statuses, and the odd answers that a test puts in an endpoint's place.
// An answer is { status, headers, body }; an object as body becomes JSON.

export const answer = (status, body, headers = {}) => ({ status, headers, body });
export const ok = (body) => answer(200, body);
export const noContent = () => answer(204);

export const bytesOf = (body) => (typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body ?? '');

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

// --- Wishes ------------------------------------------------------------------------------------------------------------------

// A test wishes that requests be refused: state[name] = { after, times, ... } lets `after` more pass and then means `times` of them
// (one, unless it says more).  -> the wish if it means this request, or nothing
export function wished(state, name) {
    const wish = state[name];
    if (!wish) return undefined;
    if (wish.after > 0) {
        wish.after--;
        return undefined;
    }
    wish.times = (wish.times ?? 1) - 1;
    if (wish.times <= 0) state[name] = null;
    return wish;
}
