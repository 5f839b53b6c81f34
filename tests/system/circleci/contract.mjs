// contract.mjs - CircleCI's contracts: tests/contracts/circleci.yaml, ../shared/api/circleci-*; and what CircleCI wants beside them.
import * as standIn from '../standin/contract.mjs';

const byAnyone = true;      // the token has a header of its own, which complaints() looks at

// Paths of v1.1 begin with /v1.1 here, as those of our own contracts do.
const oldContract = () => {
    const plain = standIn.sharedContract('v1', 'circleci-v1.1.openapi.yaml');
    return standIn.contract('v1', () => {
        const { paths, ...rest } = plain.document();
        return { ...rest, paths: Object.fromEntries(Object.entries(paths).map(([path, value]) => [`/v1.1${path}`, value])) };
    }, { byAnyone });
};

const service = {
    name: 'CircleCI',
    key: 'circleci',
    shared: ['circleci-v2.openapi.json', 'circleci-v1.1.openapi.yaml'],
    packages: [],
    contracts: (directory) => [
        ...standIn.ownContracts('circleci', directory).map((one) => ({ ...one, byAnyone })),
        standIn.sharedContract('v2', 'circleci-v2.openapi.json', { byAnyone }),
        oldContract(),
    ],
    headers: ['accept', 'circle-token'],
    complaints({ path, status, headers: { accept, 'circle-token': token } }) {
        return [
            ...(token || status === 401 ? [] : ['Circle-Token is missing']),
            ...(accept === 'application/json' || !path.startsWith('/v1.1/') ? [] : [`Accept is ${accept}, so v1.1 answers in EDN`]),
        ];
    },
    unsound: {},
};

export const needContracts = () => standIn.needContracts(service);
export const contractCase = (circleci) => standIn.contractCase(circleci, service);
