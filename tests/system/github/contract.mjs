// contract.mjs - GitHub's contracts: ../shared/api/github-*, tests/contracts/github*.yaml, npm @octokit/openapi; and what GitHub wants
// beside them.
import { examples } from '../lib.mjs';
import * as standIn from '../standin/contract.mjs';
import { queryComplaints } from './graphql.mjs';

const emptyUrl = /(target|log|environment)_url must match format "uri"$/;     // the schema's own default is an empty text

const service = {
    name: 'GitHub',
    key: 'github',
    shared: ['github-rest.openapi.json', 'github-graphql.openapi.yaml'],
    packages: ['@octokit/openapi', '@octokit/graphql-schema', 'graphql'],
    contracts: (directory) => [
        standIn.sharedContract('rest', 'github-rest.openapi.json'),
        standIn.sharedContract('graphql', 'github-graphql.openapi.yaml'),
        ...standIn.ownContracts('github', directory),
        standIn.packagedContract('octokit', '@octokit/openapi/generated/api.github.com.json'),
    ],
    headers: ['accept', 'x-github-api-version'],
    complaints({ canonical, body, headers: { accept, 'x-github-api-version': version } }) {
        if (canonical === '/graphql') return queryComplaints(body?.query ?? '');
        return [
            ...(accept === 'application/vnd.github+json' ? [] : [`Accept is ${accept}, not application/vnd.github+json`]),
            ...(version === '2022-11-28' ? [] : [`X-GitHub-Api-Version is ${version}, not 2022-11-28`]),
        ];
    },
    unsound: {
        // The account is said to be a user and an enterprise at once (allOf, where the other installations have anyOf).
        'GET /app/installations': /^response\.body\.\d+\.account: /,
        // An issue without a text has null there, as the schema of issues says.
        'GET /search/issues': /^response\.body\.items\.\d+\.body: .* must be string$/,
        'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': emptyUrl,
        'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': emptyUrl,
    },
};

// Real payloads are needed by the same tests.
export function needContracts() {
    standIn.needContracts(service);
    examples();
}

export const contractCase = (github) => standIn.contractCase(github, service);
export const complaintCases = (github, cases, options) => standIn.complaintCases(github, service, cases, options);
