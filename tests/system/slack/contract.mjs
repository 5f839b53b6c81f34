// contract.mjs - Slack's contracts: ../shared/api/slack*, tests/contracts/slack.yaml; and what Slack wants beside them.
import * as standIn from '../standin/contract.mjs';

// In tests/contracts/slack.yaml stands what the shared subset lacks; what it refers to is in the shared one.
function contracts(directory) {
    const main = standIn.sharedContract('slack', 'slack.openapi.json');
    const own = standIn.ownContracts('slack', directory).map(({ name, document }) => standIn.contract(name, () => ({
        ...document(), components: main.document().components,
    })));
    return [main, ...own];
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
export const contractComplaints = (requests, options) => standIn.contractComplaints(service, requests, options);
