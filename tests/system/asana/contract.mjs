// contract.mjs - Asana's contracts: ../shared/api/asana*, tests/contracts/asana.yaml; and what Asana wants beside them.
import * as standIn from '../standin/contract.mjs';
import { answerSchema, shapeOf } from '../standin/openapi.mjs';
import { fieldPaths } from './shapes.mjs';

// In tests/contracts/asana.yaml stands what the shared subset lacks; what it refers to is in the shared one.
function ownContracts(directory) {
    const main = standIn.sharedContract('asana', 'asana.openapi.json');
    const own = standIn.ownContracts('asana', directory).map(({ name, document }) => standIn.contract(name, () => {
        const { components, ...rest } = document();
        const all = { ...main.document().components };
        for (const [kind, members] of Object.entries(components ?? {})) all[kind] = { ...all[kind], ...members };
        return { ...rest, components: all };
    }));
    return [main, ...own];
}

// Any field of the full record may be asked for, also where the usual answer has compact ones.
const inFull = (document) => (ref) => {
    const full = ref.replace(/Compact$/, 'Response');
    return full.split('/').at(-1) in document.components.schemas ? full : ref;
};

// Asana says nothing about a field that there is not: it leaves it out.
function unknownFields(request, operation) {
    const { document } = operation;
    const refer = inFull(document);
    const shape = (schema) => shapeOf(document, schema, refer);
    const status = Object.keys(operation.value.responses).find((one) => one.startsWith('2'));
    const top = shape(shape(answerSchema(operation, status)).properties?.data);
    const isThere = (path) => path.reduce((at, name) => {
        const whole = at?.items ? shape(at.items) : at;
        return whole?.properties && name in whole.properties ? shape(whole.properties[name]) : undefined;
    }, top);
    return fieldPaths(request.query.opt_fields ?? '').filter((path) => !isThere(path))
        .map((path) => `the contract knows no field ${path.join('.')}`);
}

function complaints(request, operation) {
    const hasBody = operation.value.requestBody && !request.path.startsWith('/-/');
    return [
        ...unknownFields(request, operation),
        ...(hasBody && !request.body?.data ? ['the body has no data'] : []),
    ];
}

const service = {
    name: 'Asana',
    key: 'asana',
    shared: ['asana.openapi.json', 'asana-oauth.openapi.yaml'],
    packages: [],
    contracts: (directory) => [
        ...ownContracts(directory),
        standIn.sharedContract('oauth', 'asana-oauth.openapi.yaml', { byAnyone: true }),
    ],
    headers: ['accept'],
    complaints,
    // What has not happened is null, as Asana's own example says.
    unsound: Object.fromEntries(['POST /webhooks', 'GET /webhooks', 'GET /webhooks/{webhook_gid}']
        .map((name) => [name, /^response\.body\.data\.(\d+\.)?last_failure_(at|content): .* must be string$/])),
};

export const needContracts = () => standIn.needContracts(service);
export const contractCase = (asana) => standIn.contractCase(asana, service);
export const complaintCases = (asana, cases, options) => standIn.complaintCases(asana, service, cases, options);
