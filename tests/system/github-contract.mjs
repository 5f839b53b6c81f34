// Requests to GitHub that break its contract are found, with the reason; those that keep to it are not.
import fs from 'node:fs';
import path from 'node:path';
import { done, temporary } from './lib.mjs';
import { addInstallation, addIssue, addIssueComment, addRepository, html, startGitHub } from './github.mjs';
import { makeKey } from './github/app.mjs';
import { complaintCases, needContracts } from './github/contract.mjs';
import { Client } from './github/client.mjs';

needContracts();
const key = makeKey();
const repository = '/repos/acme/web';
const github = await startGitHub({ publicKey: key.publicKey });
const { id } = addRepository(github.state, 'acme/web');
const issue = addIssue(github.state, 'acme/web');
const odd = addIssueComment(github.state, addIssue(github.state, 'acme/web'), { body: 'x', createdAt: 'yesterday' });
const client = new Client(github, key);
await client.login(addInstallation(github.state, 'acme'));
const comments = `${repository}/issues/${issue.number}/comments`;

// name -> how to ask, and what is said of it
const cases = {
    'a-request-that-keeps-to-it': [() => client.post(comments, { body: 'good' }), []],
    'by-the-id-of-the-repository': [() => client.get(`/repositories/${id}/issues/${issue.number}/comments?per_page=5&page=1`), []],
    'a-contract-of-our-own': [() => client.get(`${repository}/own`), []],
    'a-schema-that-prism-can-not-read': [() => client.get(`${repository}/unreadable`), [/prism does not look at this response/]],
    'a-body-without-a-member': [() => client.post(comments, { text: 'x' }), [/request.body: .*'body'/, /no member text/]],
    'a-member-of-another-type': [() => client.post(comments, { body: 7 }), [/request.body.body: .*string/]],
    'no-body-at-all': [() => client.post(comments), [/Body parameter is required/]],
    'another-media-type': [() => client.post(comments, { body: 'x' }, { headers: { 'Content-Type': 'text/plain' } }),
        [/content types/]],
    'a-parameter-nobody-knows': [() => client.get(`${comments}?perpage=7`), [/no parameter perpage/]],
    'a-parameter-of-another-type': [() => client.get(`${comments}?per_page=many`), [/request.query.per_page/]],
    'a-path-of-another-type': [() => client.get(`${repository}/issues/one/comments`), [/request.path.issue_number/]],
    'a-path-that-no-contract-has': [() => client.get(`${repository}/nothing`), [/no contract describes this/]],
    'a-value-outside-of-the-list': [() => client.post(`${repository}/issues/${issue.number}/reactions`, { content: 'hug' }),
        [/request.body.content/]],
    'no-authorization': [() => client.get(comments, { token: null }), [/security/]],
    'no-api-version': [() => client.get(comments, { headers: { 'X-GitHub-Api-Version': undefined } }), [/Api-Version is undefined/]],
    'another-accept': [() => client.get(comments, { headers: { Accept: '*/*' } }), [/Accept is/]],
    'a-query-that-graphql-refuses': [() => client.post('/graphql', { query: '{ repository(owner: "acme") { idd } }' }),
        [/"idd"/, /"name"/]],
    'also-where-a-test-answers': [() => {
        github.once('POST', comments, html(502));
        return client.post(comments, { bodi: 'x' });
    }, [/request.body/, /no member bodi/]],
    'an-answer-of-the-stand-in': [() => client.get(`${repository}/issues/${odd.number}/comments`), [/response.body.0.created_at/]],
};

const directory = temporary();
const described = (name, content) => `  /repos/{owner}/{repo}/${name}:
    get:
      parameters:
        - { name: owner, in: path, required: true, schema: { type: string } }
        - { name: repo, in: path, required: true, schema: { type: string } }
      responses:
        "404": { description: nothing${content} }
`;
const unreadable = ', content: { application/json: { schema: { type: string, enum: [a, a] } } }';
fs.writeFileSync(path.join(directory, 'github-own.yaml'),
    `openapi: 3.0.3\ninfo: { title: own, version: "1" }\npaths:\n${described('own', '')}${described('unreadable', unreadable)}`);
await complaintCases(github, cases, { directory });

await done();
