// openapi.mjs - finds operations in OpenAPI documents and cuts the documents down to them.
import { matcher } from './gate.mjs';

const verbs = (request) => request.method.toLowerCase();
const bare = (template) => template.replace(/\{[^}]+\}/g, '{}');

// The operation that a request means: by the stand-in's route, or else by its path.  -> { name, source, path, method, value, document }
export function findOperation(contracts, request) {
    for (const { name: source, document: read } of contracts) {
        const document = read();
        const path = Object.keys(document.paths).filter((one) => verbs(request) in document.paths[one] && isMeant(request, one))
            .sort((a, b) => a.split('{').length - b.split('{').length)[0];
        if (!path) continue;
        const value = document.paths[path][verbs(request)];
        return { name: `${request.method} ${path}`, source, path, method: verbs(request), value, document };
    }
    return undefined;
}

const isMeant = (request, path) => (request.template ? bare(request.template) === bare(path) : matcher(path).test(request.canonical));

const resolved = (document, value) => (value?.$ref ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], document) : value);

// The names that an operation knows: { query: Set, body: Set of members, or nothing where any may stand }.
export function knownNames({ document, value }) {
    const parameters = (value.parameters ?? []).map((one) => resolved(document, one));
    const query = new Set(parameters.filter((one) => one.in === 'query').map((one) => one.name));
    const body = resolved(document, value.requestBody);
    const schema = resolved(document, body?.content?.['application/json']?.schema);
    const isOpen = !schema?.properties || schema.additionalProperties || schema.oneOf || schema.anyOf || schema.allOf;
    return { query, body: isOpen ? undefined : new Set(Object.keys(schema.properties)) };
}

// What a JSON answer of this status must look like, or nothing.
export function answerSchema({ document, value }, status) {
    return resolved(document, value.responses[status])?.content?.['application/json']?.schema;
}

// One document with these operations and what they refer to.  Components get their source's name in front, since two documents may use
// one name for two things.
export function cutDown(operations) {
    const components = { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } };
    const paths = {};
    for (const { source, document, path, method, value } of operations) {
        const security = value.security ?? document.security ?? [{ bearer: [] }];
        (paths[path] ??= {})[method] = { ...taken(value, { source, document, components }), security };
    }
    return { openapi: '3.0.3', info: { title: 'what the test used', version: '1' }, paths, components };
}

function taken(value, from) {
    return JSON.parse(JSON.stringify(value), (key, one) => {
        if (typeof one?.$ref === 'string') return { $ref: component(one.$ref, from) };
        return mended(one);
    });
}

function component(ref, from) {
    const [, , kind, name] = ref.split('/');
    const ours = `${from.source}.${name}`;
    const all = (from.components[kind] ??= {});
    if (!(ours in all)) {
        all[ours] = null;               // a schema may hold itself
        all[ours] = taken(from.document.components[kind][name], from);
    }
    return `#/components/${kind}/${ours}`;
}

// OpenAPI 3.0 has no other way to say null alone that Prism takes.
const nothing = { not: { anyOf: ['string', 'number', 'boolean', 'object', 'array'].map((type) => ({ type })) } };

// Prism's validator refuses a schema with `nullable` and no `type`, and then lets everything pass.
function mended(value) {
    if (value?.nullable !== true || 'type' in value) return value;
    const { nullable, ...rest } = value;
    return { anyOf: [rest, nothing] };
}
