// routes.mjs - which function answers a path.

// '/repos/{owner}/{repo}' -> what matches such a path; one segment for each name.
export function matcher(template) {
    const source = template.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? `(?<${part}>[^/]+)` : part.replace(/[.+]/g, '\\$&')));
    return new RegExp(`^${source.join('')}$`);
}

// Rows are [method, path, function, more]; what `usual` says holds where `more` doesn't say otherwise.
export const routeTable = (rows, usual = {}) =>
    rows.map(([method, path, run, more = {}]) => ({ ...usual, ...more, method, path, run, pattern: matcher(path) }));

export function decode(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

// The first route that means the request, and the names of its path.  -> { route, params }, or {}
export function findRoute(routes, { method, canonical }) {
    for (const route of routes) {
        const found = route.method === method && route.pattern.exec(canonical);
        if (found) return { route, params: Object.fromEntries(Object.entries(found.groups ?? {}).map(([k, v]) => [k, decode(v)])) };
    }
    return {};
}
