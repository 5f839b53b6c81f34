// contract.mjs - does every request that a stand-in has seen, and every answer it gave by itself, keep to the service's contracts?
//
// All distinct exchanges are replayed through one `prism proxy` (npm @stoplight/prism-cli) at the end; behind it stands a server that
// gives the recorded answers.  So a test runs at full speed, odd answers don't pass through a proxy, and what Prism needs two seconds
// to start for is known by then: a contract cut down to the operations used.
//
// A service is what github/contract.mjs and asana/contract.mjs describe:
//     name, key                      'GitHub', 'github'
//     shared                         its contracts in ../shared/api: file names
//     packages                       npm packages without which nothing is checked, beside Prism
//     contracts(directory)           [{ name, document(), byAnyone }]: the first that has an operation counts; byAnyone: without
//                                    credentials; directory: where our own are
//     headers                        which ones make a difference: names
//     complaints(request, operation) what Prism doesn't look at: [text]
//     unsound                        where the service's schema is wrong about its answers: operation -> what Prism says of them
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { freePort, note, skip, skipAll, srcdir, temporary, test } from '../lib.mjs';
import { answerSchema, bodySchema, cutDown, findOperation, knownParameters, strangers } from './openapi.mjs';

const shared = process.env.HOOKLET_SHARED ?? path.join(srcdir, '..', 'shared');
const require = createRequire(path.join(srcdir, 'tests', 'package.json'));
const usualPackages = ['@stoplight/prism-cli', 'yaml'];

// --- What is there -----------------------------------------------------------------------------------------------------------

// What is missing to check contracts, as one line, or nothing.
export function contractsLack(service) {
    if (!service.shared.every((name) => fs.existsSync(path.join(shared, 'api', name)))) return 'shared contracts are absent';
    const isThere = (name) => fs.existsSync(path.join(srcdir, 'tests', 'node_modules', name));
    const missing = [...usualPackages, ...service.packages].filter((name) => !isThere(name));
    return missing.length > 0 ? `npm ${missing.join(', ')}: not installed; run: npm ci in tests/` : undefined;
}

// For tests that are nothing without contracts: skips all of it where they are absent; in CI that is a failure.
export function needContracts(service) {
    const lack = contractsLack(service);
    if (lack && process.env.CI === 'true') throw new Error(lack);
    if (lack) skipAll(lack);
}

function read(file) {
    const text = fs.readFileSync(file, 'utf8');
    return file.endsWith('.json') ? JSON.parse(text) : require('yaml').parse(text);
}

// A contract for a service's list: read only when those before it don't know an operation.
export function contract(name, make, more = {}) {
    let document;
    return { name, document: () => (document ??= make()), ...more };
}

export const sharedContract = (name, file, more) => contract(name, () => read(path.join(shared, 'api', file)), more);
export const packagedContract = (name, file, more) => contract(name, () => read(require.resolve(file)), more);

// Those of our own that begin with `key`.
export function ownContracts(key, directory = path.join(srcdir, 'tests', 'contracts')) {
    const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
    return names.filter((name) => name.startsWith(key) && name.endsWith('.yaml')).sort()
        .map((name) => contract(path.basename(name, '.yaml'), () => read(path.join(directory, name))));
}

// --- The case ----------------------------------------------------------------------------------------------------------------

// Adds a TAP case; in CI missing contracts are a failure.
export async function contractCase(standIn, service) {
    const name = `every-request-keeps-to-the-contract-of-${service.key}`;
    const lack = contractsLack(service);
    if (lack && process.env.CI !== 'true') return skip(name, lack);
    return test(name, async () => {
        if (lack) throw new Error(lack);
        const complaints = await contractComplaints(service, standIn.all);
        if (complaints.length > 0) throw new Error([...new Set(complaints.map(inWords))].join('\n'));
        note(`${standIn.all.length} requests`);
    });
}

// A TAP case for each of `cases`, name -> [how to ask, patterns of what is said of it]: asks all of it first.  No pattern: nothing is.
export async function complaintCases(standIn, service, cases, options) {
    const asked = {};
    for (const [name, [ask]] of Object.entries(cases)) {
        await ask();
        asked[name] = standIn.all.at(-1);
    }
    const complaints = await contractComplaints(service, standIn.all, options);
    for (const [name, [, expected]] of Object.entries(cases)) {
        await test(name, () => {
            const told = complaints.filter(({ request }) => request === asked[name]).map(({ text }) => text);
            if (expected.length === 0) assert.deepEqual(told, []);
            for (const pattern of expected) assert.match(told.join('\n'), pattern);
        });
    }
}

// What is wrong with these requests (StandIn.all): [{ request, text }].  directory: where contracts of our own are.
export async function contractComplaints(service, requests, { directory } = {}) {
    const all = service.contracts(directory);
    const found = distinct(service, requests).map((request) => ({ request, operation: findOperation(all, request) }));
    const known = found.filter(({ operation }) => operation);
    const unknown = found.filter(({ operation }) => !operation)
        .map(({ request }) => ({ request, text: 'no contract describes this; describe it in tests/contracts/ with its source' }));
    const own = known.flatMap((exchange) => ownComplaints(service, exchange).map((text) => ({ request: exchange.request, text })));
    return [...unknown, ...own, ...known.length > 0 ? await replay(service, known) : []];
}

const inWords = ({ request, text }) => `${request.method} ${request.path}${request.search}: ${text}`;

function distinct(service, requests) {
    const key = ({ method, canonical, search, text, status, answer, isTaken, headers }) => JSON.stringify([
        method, canonical, search, text, status, answer?.text, isTaken, headers['content-type'],
        service.headers.map((name) => headers[name]), 'authorization' in headers]);
    return [...new Map(requests.map((request) => [key(request), request])).values()];
}

// What Prism doesn't look at: names that nobody knows, which a service may ignore in silence, and what the service itself wants.
function ownComplaints(service, { request, operation }) {
    const known = knownParameters(operation);
    const parameters = Object.keys(request.query).filter((name) => !known.has(name));
    return [
        ...parameters.map((name) => `the contract knows no parameter ${name}`),
        ...unknownMembers(request, operation).map((name) => `the contract knows no member ${name}`),
        ...service.complaints(request, operation),
    ];
}

function unknownMembers(request, operation) {
    const type = request.headers['content-type']?.split(';')[0];
    const isForm = type === 'application/x-www-form-urlencoded';
    const body = isForm ? Object.fromEntries(new URLSearchParams(request.text)) : request.body;
    return strangers(operation.document, bodySchema(operation, isForm ? type : 'application/json'), body);
}

// --- Prism -------------------------------------------------------------------------------------------------------------------

// Only the answers that the stand-in gave by itself are held against the contract, and of refusals those that it lists.
function isAnswerChecked({ request, operation }) {
    if (request.isTaken || request.status === undefined || request.status === 304) return false;
    return request.status < 300 || String(request.status) in operation.value.responses;
}

// Prism says nothing at all where it can't read a schema.  So each operation is also asked with a body, and answered with one, that no
// contract allows; a silence about those is a failure.  Of the exchanges of one operation the last is taken.
function canaries(exchanges) {
    const byOperation = new Map(exchanges.map((exchange) => [exchange.operation.name, exchange]));
    const asked = [...byOperation.values()].filter(({ operation }) => operation.value.requestBody)
        .map((exchange) => ({ ...exchange, canary: 'request', body: '"canary"' }));
    const answered = new Map(exchanges.filter((exchange) => isAnswerChecked(exchange) && hasAnswer(exchange))
        .map((exchange) => [`${exchange.operation.name} ${exchange.request.status}`, exchange]));
    return [...asked, ...[...answered.values()].map((exchange) => ({ ...exchange, canary: 'response', answer: '"canary"' }))];
}

const hasAnswer = ({ request, operation }) => answerSchema(operation, request.status) !== undefined;

async function replay(service, known) {
    const file = path.join(temporary(), 'contract.json');
    fs.writeFileSync(file, JSON.stringify(cutDown(known.map(({ operation }) => operation))));
    const asked = [];           // exchanges in the order in which Prism was asked; `isPassed` where it asked the server behind it
    const recorded = http.createServer((req, res) => {
        req.resume();
        const exchange = asked[Number(req.headers['x-replay'])];
        exchange.isPassed = true;
        giveRecorded(res, exchange);
    });
    await new Promise((resolve) => { recorded.listen(0, '127.0.0.1', resolve); });
    const prism = await startPrism(file, recorded.address().port);
    const agent = new http.Agent({ keepAlive: true });
    const judge = async (exchange) => {
        const index = asked.push(exchange) - 1;
        return judged(service, exchange, await ask(prism.port, agent, exchange, index));
    };
    try {
        return await judgeAll(known, judge);
    } finally {
        agent.destroy();
        prism.child.kill('SIGKILL');
        recorded.closeAllConnections();
        recorded.close();
    }
}

async function judgeAll(known, judge) {
    const complaints = [], good = [], bad = [];
    for (const exchange of known) {
        const told = await judge(exchange);
        complaints.push(...told);
        (told.length > 0 ? bad : good).push(exchange);
    }
    for (const exchange of canaries([...bad, ...good])) complaints.push(...await judge(exchange));
    return complaints;
}

function giveRecorded(res, { request, operation, answer }) {
    const isChecked = isAnswerChecked({ request, operation });
    const text = answer ?? (isChecked ? request.answer.text : '{}');
    const type = isChecked ? request.answer.headers['content-type'] : 'application/json';
    res.writeHead(isChecked ? request.status : 200, text === '' ? {} : { 'Content-Type': type ?? 'application/json' });
    res.end(request.status === 204 ? undefined : text);
}

async function startPrism(file, upstream) {
    const port = await freePort();
    const cli = require.resolve('@stoplight/prism-cli');
    const child = spawn(process.execPath, [cli, 'proxy', file, `http://127.0.0.1:${upstream}`, '-h', '127.0.0.1', '-p', String(port)],
        { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: 'test' } });
    let output = '';
    await new Promise((resolve, reject) => {
        const heard = (chunk) => {
            output += chunk;
            if (output.includes('Prism is listening')) resolve();
        };
        child.stdout.on('data', heard);
        child.stderr.on('data', heard);
        child.once('error', reject);
        child.once('exit', () => reject(new Error(`prism ended: ${output}`)));
    });
    return { child, port };
}

// The same request again, to Prism.  -> { status, violations: what it finds wrong, [{ location, message }] }
function ask(port, agent, { request, body }, index) {
    const headers = { ...request.headers };
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding', 'if-none-match']) delete headers[name];
    const text = body ?? request.text;
    // Node gives a body with a DELETE no length of its own.
    const type = text !== '' &&
        { 'content-type': headers['content-type'] ?? 'application/json', 'content-length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
        const options = {
            host: '127.0.0.1', port, agent, method: request.method, path: request.canonical + request.search, maxHeaderSize: 1 << 24,
            headers: { ...headers, ...type, 'x-replay': String(index) },
        };
        const sent = http.request(options, (res) => {
            res.resume();
            res.on('end', () => resolve({ status: res.statusCode, violations: violationsOf(res.headers['sl-violations']) }));
        });
        sent.on('error', reject);
        sent.end(text);
    });
}

// A list that is too long for a header comes with a remark before it, and cut off somewhere.
function violationsOf(header = '[]') {
    if (header.startsWith('[')) return JSON.parse(header);
    const list = header.slice(header.indexOf('['));
    return JSON.parse(`${list.slice(0, list.lastIndexOf(',{"location"'))}]`);
}

function judged({ unsound }, exchange, { status, violations }) {
    const { request, operation, canary } = exchange;
    const about = (side) => violations.filter(({ location }) => location[0] === side);
    if (canary) {
        if (about(canary).length > 0) return [];
        return [{ request, text: `prism does not look at this ${canary} (${request.status}): its schema can't be read` }];
    }
    if (violations.length === 0 && !exchange.isPassed) {
        return [{ request, text: `prism can't read the request: it answers ${status} itself` }];
    }
    const wrong = [...about('request'), ...(isAnswerChecked(exchange) ? about('response') : [])];
    return wrong.map(({ location, message }) => `${location.join('.')}: ${message}`)
        .filter((text) => !unsound[operation.name]?.test(text)).map((text) => ({ request, text }));
}
