// app.mjs - what a test of the App needs besides the stand-in: a key pair, a configuration, and deliveries as GitHub would send them
// (real payloads of npm @octokit/webhooks-examples, about what the stand-in knows).
import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, examples, temporary } from '../lib.mjs';
import {
    addCommit, addCommitComment, addIssue, addIssueComment, addPull, addReview, addReviewComment, findPull, findIssue, findRepository,
    findUser, mergePull, repositoryOf, sameName,
} from './state.mjs';
import { installationShape, organizationShape, repositoriesOf, repositoryShape, userShape } from './shapes.mjs';
import {
    commitCommentShape, fullPullShape, issueCommentShape, issueShape, pullShape, reviewCommentShape, reviewShape,
} from './talk.mjs';

// --- Key and configuration ---------------------------------------------------------------------------------------------------

// A key pair as GitHub gives it out: the private key in PKCS#1.  -> { pem, publicKey, file (0400) }
export function makeKey() {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
        modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    return { pem: privateKey, publicKey, file: secretFile('app.pem', privateKey) };
}

export function secretFile(name, text) {
    const file = path.join(temporary(), name);
    fs.writeFileSync(file, text, { mode: 0o400 });
    return file;
}

// A JWT of an App, for requests that a test makes itself.  Times are seconds.
export function jwt({ pem, issuer, issued = Date.now() / 1000 - 60, expires = Date.now() / 1000 + 540, header = {} }) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'RS256', typ: 'JWT', ...header })}.` +
        part({ iat: Math.floor(issued), exp: Math.floor(expires), iss: issuer });
    return `${text}.${sign('sha256', Buffer.from(text), pem).toString('base64url')}`;
}

const line = ([key, value]) => `    ${key} = ${typeof value === 'number' ? value : `'${value}'`}\n`;

// Writes a site's hooklet.conf with a github section that speaks to the stand-in: as its App with this key, or, with `token`, as a
// person.  more: other keys of the section; rules: what follows it.
export function configureApp(site, github, { key, token, more = {}, rules = '' }) {
    const identity = token ? { token_file: secretFile('token', token) } : { app_id: github.state.app.id, private_key_file: key.file };
    const keys = Object.entries({ api_url: github.url, ...identity, ...more }).map(line).join('');
    site.configure(`state = '${site.dir}/state'\nworker_threads = 4\n` +
        `github {\n${keys}    secret "test" {\n        file = '${site.secretFile}'\n    }\n}\n${rules}`, true);
}

// Runs the command to its end without standing still meanwhile: Site.hooklet() would keep the stand-in, which is in this process, from
// answering it.  -> { status, stdout, stderr }
export function hooklet(site, ...args) {
    return new Promise((resolve, reject) => {
        const child = spawn(path.join(builddir, 'hooklet'), args, { env: site.env, stdio: ['ignore', 'pipe', 'pipe'] });
        const said = { stdout: '', stderr: '' };
        for (const name of Object.keys(said)) child[name].setEncoding('utf8').on('data', (text) => { said[name] += text; });
        child.on('error', reject);
        child.on('close', (status) => resolve({ status, ...said }));
    });
}

// --- Deliveries --------------------------------------------------------------------------------------------------------------

// The example of this event and action that says the most.
export function example(event, action) {
    const all = examples().find(({ name }) => name === event).examples.filter((one) => one.action === action);
    const [best] = all.sort((a, b) => Object.keys(b).length - Object.keys(a).length);
    return best && structuredClone(best);
}

// The shape laid over the example's own: what only the payload has stays.
export const over = (old, shape) => ({ ...old, ...shape });

// What all events have in common.  Without an installation the delivery is that of a repository's own hook.
function common(world, payload, { repository, login, installation }) {
    const [owner] = repository.fullName.split('/');
    const { organization: oldOrganization, installation: oldInstallation, ...rest } = payload;
    const isOrganization = findUser(world.state, owner).type === 'Organization';
    return {
        ...rest, repository: over(payload.repository, repositoryShape(world, repository)), sender: userShape(world, login),
        ...(isOrganization && { organization: over(oldOrganization, organizationShape(world, owner)) }),
        ...(installation && { installation: { id: installation.id, node_id: oldInstallation?.node_id ?? 'MDIz' } }),
    };
}

const installationOf = (state, repository) => state.installations.find((one) => repositoriesOf(state, one).includes(repository));

// The same for an App's hook where the App is installed, else for the repository's own.
export const commonMembers = ({ state, world }, payload, { repository, login }) =>
    common(world, payload, { repository, login, installation: installationOf(state, repository) });

// What stands in the payload of each kind; `said` is what was said, `on` the issue or pull request it was said about.
const kinds = {
    issue: ['issues', 'opened', (world, old, { said }) => ({ issue: over(old.issue, issueShape(world, said)) })],
    pull_request: ['pull_request', 'opened', (world, old, { said }) => ({
        number: said.number, pull_request: over(old.pull_request, fullPullShape(world, said)),
    })],
    issue_comment: ['issue_comment', 'created', (world, old, { said, on }) => ({
        issue: over(old.issue, issueShape(world, on)), comment: over(old.comment, issueCommentShape(world, said)),
    })],
    review: ['pull_request_review', 'submitted', (world, old, { said, on }) => ({
        pull_request: over(old.pull_request, pullShape(world, on)),
        review: over(old.review, { ...reviewShape(world, said), body: said.body, state: said.state.toLowerCase() }),
    })],
    review_comment: ['pull_request_review_comment', 'created', (world, old, { said, on }) => ({
        pull_request: over(old.pull_request, pullShape(world, on)), comment: over(old.comment, reviewCommentShape(world, said)),
    })],
    commit_comment: ['commit_comment', 'created', (world, old, { said }) => ({
        comment: over(old.comment, commitCommentShape(world, said)),
    })],
};

// Puts what is said where it belongs.  -> { said, on }
const sayers = {
    issue: (state, { repository, login, body }) => ({ said: addIssue(state, repository, { login, body }) }),
    pull_request: (state, { repository, login, body, pull }) => ({ said: addPull(state, repository, { login, body, ...pull }) }),
    issue_comment: (state, { repository, login, body, number }) => {
        const on = number ? findIssue(state, repository, number) : addIssue(state, repository);
        return { on, said: addIssueComment(state, on, { login, body }) };
    },
    review: (state, { login, body, ...where }) => {
        const on = somePull(state, where);
        return { on, said: addReview(state, on, { login, body }) };
    },
    review_comment: (state, { login, body, inReplyTo, ...where }) => {
        const on = somePull(state, where);
        return { on, said: addReviewComment(state, on, { login, body, inReplyTo }) };
    },
    commit_comment: (state, { repository, login, body, sha }) => {
        const commit = sha ? { sha } : addCommit(state, repository);
        return { said: addCommitComment(state, repository, commit.sha, { login, body }) };
    },
};

const somePull = (state, { repository, number, pull }) =>
    (number ? findPull(state, repository, number) : addPull(state, repository, pull));

// Somebody says `body` in the stand-in: kind is one of the six kinds of place (issue, pull_request, issue_comment, review,
// review_comment, commit_comment).  number: on this issue or pull request, else on a new one.
// -> { event, payload, said, on }; site.post(event, payload) delivers it.
export function say(github, kind, { repository: name, login = 'octocat', body, ...more }) {
    const { state, world } = github;
    const repository = findRepository(state, name);
    const spoken = sayers[kind](state, { repository, login, body, ...more });
    const [event, action, members] = kinds[kind];
    const old = example(event, action);
    const rest = common(world, old, { repository, login, installation: installationOf(state, repository) });
    return { event, payload: { ...rest, ...members(world, old, spoken) }, ...spoken };
}

// What has happened to an issue or pull request of the stand-in: closed, reopened, assigned, unassigned, deleted...  assignee: a login.
export function issueEvent(github, issue, action, { login = 'octocat', assignee } = {}) {
    const { state, world } = github;
    const repository = repositoryOf(state, issue);
    const event = issue.pull ? 'pull_request' : 'issues';
    const { assignee: unused, ...old } = example(event, action) ?? example(event, 'opened');
    const rest = common(world, old, { repository, login, installation: installationOf(state, repository) });
    const item = issue.pull
        ? { number: issue.number, pull_request: over(old.pull_request, fullPullShape(world, issue)) }
        : { issue: over(old.issue, issueShape(world, issue)) };
    return { event, payload: { ...rest, action, ...item, ...(assignee && { assignee: userShape(world, assignee) }) } };
}

// A pull request of the stand-in is merged.
export function merge(github, { repository: name, number, login = 'octocat', sha }) {
    const { state, world } = github;
    const repository = findRepository(state, name);
    const said = mergePull(state, findPull(state, repository, number), { login, sha });
    const old = example('pull_request', 'closed');
    const rest = common(world, old, { repository, login, installation: installationOf(state, repository) });
    const payload = { ...rest, number, pull_request: over(old.pull_request, fullPullShape(world, said)) };
    return { event: 'pull_request', payload, said };
}

const brief = (world, repository) => {
    const { id, node_id: nodeId, name, full_name: fullName, private: isPrivate } = repositoryShape(world, repository);
    return { id, node_id: nodeId, name, full_name: fullName, private: isPrivate };
};

// action: created, deleted, suspend, unsuspend, new_permissions_accepted
export function installationEvent(github, action, installation, { login = 'octocat' } = {}) {
    const { state, world } = github;
    const old = example('installation', action);
    const repositories = repositoriesOf(state, installation).map((one) => brief(world, one));
    return {
        event: 'installation',
        payload: {
            ...old, installation: over(old.installation, installationShape(world, installation)), sender: userShape(world, login),
            ...(old.repositories && { repositories }),
        },
    };
}

// The installation changes, too: added and removed are full names.
export function repositoriesEvent(github, installation, { added = [], removed = [], login = 'octocat' }) {
    const { state, world } = github;
    const isRemoved = (name) => removed.some((one) => sameName(one, name));
    const before = repositoriesOf(state, installation).map((one) => one.fullName);
    installation.repositories = [...before.filter((name) => !isRemoved(name)), ...added];
    const old = example('installation_repositories', added.length > 0 ? 'added' : 'removed');
    const list = (names) => names.map((name) => brief(world, findRepository(state, name)));
    return {
        event: 'installation_repositories',
        payload: {
            ...old, installation: over(old.installation, installationShape(world, installation)), repository_selection: 'selected',
            repositories_added: list(added), repositories_removed: list(removed), sender: userShape(world, login),
        },
    };
}
