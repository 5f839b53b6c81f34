// contract.mjs - does every answer of our API, and every request that was meant well, keep to doc/openapi.yaml?
//
// The exchanges of a test, which client.mjs records, are held against it as those of a stand-in are against its service's contract. Ours
// is strict both ways: an answer may have neither a member nor a status that the document doesn't tell of, which Prism would let pass.
import path from 'node:path';
import { srcdir, test } from '../lib.mjs';
import * as standIn from '../standin/contract.mjs';
import { answerSchema, strangers } from '../standin/openapi.mjs';

const service = {
    name: 'our API',
    key: 'api',
    shared: [],
    packages: [],
    contracts: () => standIn.ownContracts('openapi', path.join(srcdir, 'doc')),
    headers: ['idempotency-key'],
    complaints({ status, answer }, operation) {
        const untold = strangers(operation.document, answerSchema(operation, status), answer.body);
        return [
            ...(String(status) in operation.value.responses ? [] : [`answer: the contract knows no status ${status}`]),
            ...untold.map((name) => `answer: the contract knows no member ${name}`),
        ];
    },
    unsound: {},
};

export const contractsLack = () => standIn.contractsLack(service);

// Of a request that was meant badly its answer counts alone.
const counts = ({ request, text }) => !request.isBad || /^(answer|response)/.test(text);

// A TAP case for these exchanges; those with isBad are to be refused.
export async function contractCases(exchanges) {
    await test('every-exchange-keeps-to-doc/openapi.yaml', async () => {
        const complaints = await standIn.contractComplaints(service, exchanges);
        const wrong = complaints.filter(counts).map(({ request, text }) => (
            `${request.method} ${request.path}${request.search} ${request.status}: ${text}`));
        if (wrong.length > 0) throw new Error([...new Set(wrong)].join('\n'));
    });
    await test('every-operation-of-doc/openapi.yaml-was-asked-for', () => {
        const [{ document }] = service.contracts();
        const asked = new Set(exchanges.filter(({ status }) => status < 300).map((one) => `${one.method} ${one.template}`));
        const all = Object.entries(document().paths).flatMap(([name, operations]) => (
            ['get', 'post', 'patch', 'delete', 'put'].filter((method) => method in operations).map((method) => `${method.toUpperCase()} ${name}`)));
        const missing = all.filter((name) => !asked.has(name));
        if (missing.length > 0) throw new Error(`nobody has tried: ${missing.join(', ')}`);
    });
}
