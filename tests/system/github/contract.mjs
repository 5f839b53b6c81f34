// contract.mjs - does every request that the stand-in has seen, and every answer it gave by itself, keep to GitHub's contract?
//
// All distinct exchanges are replayed through one `prism proxy` (npm @stoplight/prism-cli) at the end; behind it stands a server that
// gives the recorded answers.  So a test runs at full speed, odd answers don't pass through a proxy, and what Prism needs two seconds
// to start for is known by then: a contract cut down to the operations used.
// Contracts, the first that has an operation counts: ../shared/api/github-*, tests/contracts/*.yaml, npm @octokit/openapi.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { examples, freePort, note, skip, skipAll, srcdir, temporary, test } from '../lib.mjs';
import { answerSchema, cutDown, findOperation, knownNames } from './openapi.mjs';
import { queryComplaints } from './graphql.mjs';

const shared = process.env.HOOKLET_SHARED ?? path.join(srcdir, '..', 'shared');
const require = createRequire(path.join(srcdir, 'tests', 'package.json'));
const packages = ['@stoplight/prism-cli', '@octokit/openapi', '@octokit/graphql-schema', 'graphql', 'yaml'];

// Where GitHub's schema is wrong about GitHub's answers: operation -> what Prism says of them.
const emptyUrl = /(target|log|environment)_url must match format "uri"$/;     // the schema's own default is an empty text
const unsound = {
    // The account is said to be a user and an enterprise at once (allOf, where the other installations have anyOf).
    'GET /app/installations': /^response\.body\.\d+\.account: /,
    // An issue without a text has null there, as the schema of issues says.
    'GET /search/issues': /^response\.body\.items\.\d+\.body: .* must be string$/,
    'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': emptyUrl,
    'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': emptyUrl,
};

// --- What is there -----------------------------------------------------------------------------------------------------------

// What is missing to check contracts, as one line, or nothing.
export function contractsLack() {
    if (!fs.existsSync(path.join(shared, 'api', 'github-rest.openapi.json'))) return 'shared contracts are absent';
    const isThere = (name) => fs.existsSync(path.join(srcdir, 'tests', 'node_modules', name));
    const missing = packages.filter((name) => !isThere(name));
    return missing.length > 0 ? `npm ${missing.join(', ')}: not installed; run: npm ci in tests/` : undefined;
}

// For tests that are nothing without contracts and payloads: skips all of it where they are absent; in CI that is a failure.
export function needContracts() {
    const lack = contractsLack();
    if (lack && process.env.CI === 'true') throw new Error(lack);
    if (lack) skipAll(lack);
    examples();
}

const yaml = (file) => require('yaml').parse(fs.readFileSync(file, 'utf8'));
const json = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

const ownContracts = path.join(srcdir, 'tests', 'contracts');

// [{ name, document() }]; the big one is read only when the others don't know an operation.
function contracts(directory = ownContracts) {
    const own = fs.existsSync(directory) ? fs.readdirSync(directory).filter((name) => name.endsWith('.yaml')).sort() : [];
    const once = (name, read) => {
        let document;
        return { name, document: () => (document ??= read()) };
    };
    return [
        once('rest', () => json(path.join(shared, 'api', 'github-rest.openapi.json'))),
        once('graphql', () => yaml(path.join(shared, 'api', 'github-graphql.openapi.yaml'))),
        ...own.map((name) => once(path.basename(name, '.yaml'), () => yaml(path.join(directory, name)))),
        once('octokit', () => json(require.resolve('@octokit/openapi/generated/api.github.com.json'))),
    ];
}

// --- The case ----------------------------------------------------------------------------------------------------------------

// Adds a TAP case; in CI missing contracts are a failure.
export async function contractCase(github) {
    const name = 'every-request-keeps-to-the-contract-of-github';
    const lack = contractsLack();
    if (lack && process.env.CI !== 'true') return skip(name, lack);
    return test(name, async () => {
        if (lack) throw new Error(lack);
        const complaints = await contractComplaints(github.all);
        if (complaints.length > 0) throw new Error([...new Set(complaints.map(inWords))].join('\n'));
        note(`${github.all.length} requests`);
    });
}

// What is wrong with these requests (of github.all): [{ request, text }].  directory: where contracts of our own are.
export async function contractComplaints(requests, { directory } = {}) {
    const all = contracts(directory);
    const found = distinct(requests).map((request) => ({ request, operation: findOperation(all, request) }));
    const known = found.filter(({ operation }) => operation);
    const unknown = found.filter(({ operation }) => !operation)
        .map(({ request }) => ({ request, text: 'no contract describes this; describe it in tests/contracts/ with its source' }));
    const own = known.flatMap(({ request, operation }) => ownComplaints(request, operation).map((text) => ({ request, text })));
    return [...unknown, ...own, ...known.length > 0 ? await replay(known) : []];
}

const inWords = ({ request, text }) => `${request.method} ${request.path}${request.search}: ${text}`;

function distinct(requests) {
    const key = ({ method, canonical, search, text, status, answer, isTaken, headers }) => {
        const { accept, 'content-type': type, 'x-github-api-version': version } = headers;
        return JSON.stringify([method, canonical, search, text, status, answer?.text, isTaken, type, accept, version,
            'authorization' in headers]);
    };
    return [...new Map(requests.map((request) => [key(request), request])).values()];
}

// What Prism doesn't look at: GitHub ignores unknown names in silence, and wants some headers with every request.
function ownComplaints(request, operation) {
    const { query, body } = knownNames(operation);
    const parameters = Object.keys(request.query).filter((name) => !query.has(name));
    const members = Object.keys(request.body ?? {}).filter((name) => body && !body.has(name));
    const complaints = [
        ...parameters.map((name) => `the contract knows no parameter ${name}`),
        ...members.map((name) => `the contract knows no member ${name}`),
    ];
    if (request.canonical === '/graphql') return [...complaints, ...queryComplaints(request.body?.query ?? '')];
    const { accept, 'x-github-api-version': version } = request.headers;
    if (accept !== 'application/vnd.github+json') complaints.push(`Accept is ${accept}, not application/vnd.github+json`);
    if (version !== '2022-11-28') complaints.push(`X-GitHub-Api-Version is ${version}, not 2022-11-28`);
    return complaints;
}

// --- Prism -------------------------------------------------------------------------------------------------------------------

// Only the answers that the stand-in gave by itself are held against the contract, and of refusals those that it lists.
function isAnswerChecked({ request, operation }) {
    if (request.isTaken || request.status === undefined || request.status === 304) return false;
    return request.status < 300 || String(request.status) in operation.value.responses;
}

// Prism says nothing at all where it can't read a schema.  So each operation is also asked with a body, and answered with one, that no
// contract allows; a silence about those is a failure.
function canaries(exchanges) {
    const byOperation = new Map(exchanges.map((exchange) => [exchange.operation.name, exchange]));
    const asked = [...byOperation.values()].filter(({ operation }) => operation.value.requestBody)
        .map((exchange) => ({ ...exchange, canary: 'request', body: '"canary"' }));
    const answered = new Map(exchanges.filter((exchange) => isAnswerChecked(exchange) && hasAnswer(exchange))
        .map((exchange) => [`${exchange.operation.name} ${exchange.request.status}`, exchange]));
    return [...asked, ...[...answered.values()].map((exchange) => ({ ...exchange, canary: 'response', answer: '"canary"' }))];
}

const hasAnswer = ({ request, operation }) => answerSchema(operation, request.status) !== undefined;

async function replay(known) {
    const exchanges = [...known, ...canaries(known)];
    const file = path.join(temporary(), 'contract.json');
    fs.writeFileSync(file, JSON.stringify(cutDown(known.map(({ operation }) => operation))));
    const recorded = http.createServer((req, res) => {
        req.resume();
        giveRecorded(res, exchanges[Number(req.headers['x-replay'])]);
    });
    await new Promise((resolve) => { recorded.listen(0, '127.0.0.1', resolve); });
    const prism = await startPrism(file, recorded.address().port);
    const agent = new http.Agent({ keepAlive: true });
    try {
        const complaints = [];
        for (const [i, exchange] of exchanges.entries()) {
            const violations = await ask(prism.port, agent, exchange, i);
            complaints.push(...judged(exchange, violations));
        }
        return complaints;
    } finally {
        agent.destroy();
        prism.child.kill('SIGKILL');
        recorded.closeAllConnections();
        recorded.close();
    }
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

// The same request again, to Prism.  -> what it finds wrong: [{ location, message }]
function ask(port, agent, { request, body }, index) {
    const headers = { ...request.headers };
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding', 'if-none-match']) delete headers[name];
    const text = body ?? request.text;
    const type = text !== '' && { 'content-type': headers['content-type'] ?? 'application/json' };
    return new Promise((resolve, reject) => {
        const options = {
            host: '127.0.0.1', port, agent, method: request.method, path: request.canonical + request.search, maxHeaderSize: 1 << 24,
            headers: { ...headers, ...type, 'x-replay': String(index) },
        };
        const sent = http.request(options, (res) => {
            res.resume();
            res.on('end', () => resolve(violationsOf(res.headers['sl-violations'])));
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

function judged(exchange, violations) {
    const { request, operation, canary } = exchange;
    const about = (side) => violations.filter(({ location }) => location[0] === side);
    if (canary) {
        if (about(canary).length > 0) return [];
        return [{ request, text: `prism does not look at this ${canary} (${request.status}): its schema can't be read` }];
    }
    const wrong = [...about('request'), ...(isAnswerChecked(exchange) ? about('response') : [])];
    return wrong.map(({ location, message }) => `${location.join('.')}: ${message}`)
        .filter((text) => !unsound[operation.name]?.test(text)).map((text) => ({ request, text }));
}
