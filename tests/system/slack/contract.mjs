// contract.mjs - Slack's contracts: ../shared/api/slack*, tests/contracts/slack.yaml; and what Slack wants beside them.
import * as standIn from '../standin/contract.mjs';

// Bodies of the shared contract's operations may have members that it lacks.
function withMembers(document, own) {
    for (const [path, members] of Object.entries(own.document()['x-members'] ?? {})) {
        Object.assign(document.paths[path].post.requestBody.content['application/json'].schema.properties, members);
    }
    return document;
}

// In tests/contracts/slack.yaml stands what the shared subset lacks; what it refers to is in the shared one.
function contracts(directory) {
    const shared = standIn.sharedContract('slack', 'slack.openapi.json');
    const own = standIn.ownContracts('slack', directory);
    const main = standIn.contract('slack', () => own.reduce(withMembers, structuredClone(shared.document())));
    return [main, ...own.map(({ name, document }) => standIn.contract(name, () => ({
        ...document(), components: main.document().components,
    })))];
}

function complaints({ headers, method, path }) {
    const isMethod = method === 'POST' && !/^\/(commands|actions|services)\//.test(path);
    const isPlain = isMethod && headers['content-type'] === 'application/json';
    return [
        ...isPlain ? ['without a charset Slack warns: missing_charset'] : [],
        ...!isMethod && method === 'POST' && headers.authorization ? ['a token has no business here'] : [],
    ];
}

const service = {
    name: 'Slack',
    key: 'slack',
    shared: ['slack.openapi.json'],
    packages: [],
    contracts,
    headers: ['content-type'],
    complaints,
    unsound: {},
};

export const needContracts = () => standIn.needContracts(service);
export const contractCase = (slack) => standIn.contractCase(slack, service);
export const complaintCases = (slack, cases, options) => standIn.complaintCases(slack, service, cases, options);
