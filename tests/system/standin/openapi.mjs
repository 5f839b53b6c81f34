// openapi.mjs - finds operations in OpenAPI documents, what they have names for, and cuts the documents down to them.
import { matcher } from './routes.mjs';

const verbs = (request) => request.method.toLowerCase();
const bare = (template) => template.replace(/\{[^}]+\}/g, '{}');

// The operation that a request means: by the stand-in's route, or else by its path.
// -> { name, source, path, method, value (with the parameters of its path), document, byAnyone }
export function findOperation(contracts, request) {
    const method = verbs(request);
    for (const { name: source, document: read, byAnyone } of contracts) {
        const document = read();
        const path = Object.keys(document.paths).filter((one) => method in document.paths[one] && isMeant(request, one))
            .sort((a, b) => a.split('{').length - b.split('{').length)[0];
        if (!path) continue;
        const { parameters = [], [method]: value } = document.paths[path];
        const whole = { ...value, parameters: [...parameters, ...value.parameters ?? []] };
        return { name: `${request.method} ${path}`, source, path, method, value: whole, document, byAnyone };
    }
    return undefined;
}

const isMeant = (request, path) => (request.template ? bare(request.template) === bare(path) : matcher(path).test(request.canonical));

const resolved = (document, value) => (value?.$ref ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], document) : value);

// The names of the query that an operation knows: Set.
export function knownParameters({ document, value }) {
    const parameters = value.parameters.map((one) => resolved(document, one));
    return new Set(parameters.filter((one) => one.in === 'query').map((one) => one.name));
}

// What the body of a request in this media type must look like, or nothing.
export const bodySchema = ({ document, value }, type) => resolved(document, value.requestBody)?.content?.[type]?.schema;

// What a schema has names for, all that it consists of taken together: { properties, items }; properties is nothing where a name
// that is not there may stand.  refer: gives another reference in place of one; inside of what it gives, that one means itself.
export function shapeOf(document, schema, refer = (ref) => ref, inside = []) {
    if (schema?.$ref) {
        const ref = inside.includes(refer(schema.$ref)) ? schema.$ref : refer(schema.$ref);
        return shapeOf(document, resolved(document, { $ref: ref }), refer, [...inside, ref]);
    }
    if (!schema || schema.oneOf || schema.anyOf || schema.additionalProperties) return {};
    const parts = (schema.allOf ?? []).map((part) => shapeOf(document, part, refer, inside));
    const properties = Object.assign({}, ...parts.map((part) => part.properties), schema.properties);
    return {
        properties: Object.keys(properties).length > 0 ? properties : undefined,
        items: schema.items ?? parts.find((part) => part.items)?.items,
    };
}

// The members of a value that a schema has no name for: ['data.nmae'].
export function strangers(document, schema, value, at = []) {
    if (value === null || typeof value !== 'object') return [];
    const { properties, items } = shapeOf(document, schema);
    if (Array.isArray(value)) return value.flatMap((one, i) => strangers(document, items, one, [...at, i]));
    if (!properties) return [];
    return Object.entries(value).flatMap(([name, one]) => (
        name in properties ? strangers(document, properties[name], one, [...at, name]) : [[...at, name].join('.')]));
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
    for (const { source, document, path, method, value, byAnyone } of operations) {
        const { security = document.security } = value;
        const isFree = byAnyone || security?.length === 0;
        (paths[path] ??= {})[method] = { ...taken(value, { source, document, components }), security: isFree ? [] : [{ bearer: [] }] };
    }
    return { openapi: '3.0.3', info: { title: 'what the test used', version: '1' }, paths, components };
}

function taken(value, from) {
    if (Array.isArray(value)) return value.map((one) => taken(one, from));
    if (value === null || typeof value !== 'object') return value;
    if (typeof value.$ref === 'string') return { $ref: component(value.$ref, from) };
    return Object.fromEntries(Object.entries(mended(value)).map(([name, one]) => [name, taken(one, from)]));
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

// Prism's validator refuses a schema with `nullable` and no `type`, and one with null twice among its values (Prism itself adds it to
// what is nullable); then it lets everything pass.  And it takes `allOf` by the letter: a part that may be null is not enough.
function mended(value) {
    if (value.allOf?.some((part) => part.nullable === true)) {
        const { allOf, ...rest } = value;
        return { ...rest, anyOf: [{ allOf: allOf.map(({ nullable, ...part }) => part) }, nothing] };
    }
    if (value.nullable !== true) return value;
    if ('type' in value) return value.enum ? { ...value, enum: value.enum.filter((one) => one !== null) } : value;
    const { nullable, ...rest } = value;
    return { anyOf: [rest, nothing] };
}
