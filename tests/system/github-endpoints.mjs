// Every endpoint of the stand-in for GitHub: that it does what GitHub's does, and that its answers keep to GitHub's contracts.
import assert from 'node:assert';
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { done, test } from './lib.mjs';
import {
    addCheckRun, addCommit, addDelivery, addDeploymentStatus, addHook, addInstallation, addIssue, addIssueComment, addManifest, addMember,
    addPull, addPush, addRepository, addReview, addReviewComment, addTag, addUser, deleteIssue, graphqlErrors, leave, mergePull, moveBranch,
    newSha, startGitHub, transferIssue,
} from './github.mjs';
import { installationEvent, makeKey, merge, repositoriesEvent, say } from './github/app.mjs';
import { needContracts } from './github/contract.mjs';
import { routes } from './github/gate.mjs';
import { Client, linksOf } from './github/client.mjs';

needContracts();
const key = makeKey();
const github = await startGitHub({ publicKey: key.publicKey, validate: true });
const { state } = github;
const web = addRepository(state, 'acme/web', { collaborators: { wendy: 'write', mona: 'maintain' } });
const acme = addInstallation(state, 'acme');
const client = new Client(github, key);
const asApp = { token: client.jwt() };
const repository = '/repos/acme/web';

function is(answer, status) {
    assert.equal(answer.status, status, answer.text);
    return answer.json;
}

// --- The App -----------------------------------------------------------------------------------------------------------------

await test('the-app-and-its-installations', async () => {
    for (let i = 0; i < 4; i++) addInstallation(state, `organisation-${i}`);
    assert.equal(is(await client.get('/app', asApp), 200).id, state.app.id);
    const first = await client.get('/app/installations?per_page=3', asApp);
    assert.equal(is(first, 200).length, 3);
    assert.equal(is(await client.get(linksOf(first).next, asApp), 200).length, 2);
    assert.equal(is(await client.get(`${repository}/installation`, asApp), 200).id, acme.id);
    assert.equal(is(await client.get('/orgs/acme/installation', asApp), 200).id, acme.id);
    assert.equal(is(await client.get(`/app/installations/${acme.id}`, asApp), 200).account.login, 'acme');
    assert.equal(is(await client.get('/users/acme/installation', asApp), 200).id, acme.id);
    is(await client.get('/orgs/nobody/installation', asApp), 404);
    addRepository(state, 'nobody/here');
    is(await client.get('/repos/nobody/here/installation', asApp), 404);
});

await test('tokens', async () => {
    is(await client.login(acme), 201);
    const ask = (body) => client.post(`/app/installations/${acme.id}/access_tokens`, body, asApp);
    is(await ask({ repositories: ['web'], permissions: { issues: 'read' } }), 201);
    is(await ask({ repositories: ['nothing'] }), 422);
    const reached = is(await client.get('/installation/repositories'), 200);
    assert.deepEqual(reached.repositories.map((one) => one.full_name), ['acme/web']);
    assert.equal(is(await client.get('/rate_limit'), 200).resources.search.limit, 30);
});

await test('a-manifest-is-converted-once', async () => {
    const code = addManifest(state, { pem: key.pem, app: { slug: 'new-app', name: 'new app' } });
    const made = is(await client.post(`/app-manifests/${code}/conversions`, undefined, { token: null }), 201);
    assert.equal(made.slug, 'new-app');
    assert.equal(made.pem, key.pem);
    is(await client.post(`/app-manifests/${code}/conversions`, undefined, { token: null }), 404);
});

// --- People ------------------------------------------------------------------------------------------------------------------

await test('memberships-and-invitations', async () => {
    addUser(state, 'newcomer');
    addMember(state, 'acme', 'ada', { role: 'admin' });
    is(await client.get('/orgs/acme/memberships/newcomer'), 404);
    const invited = await client.ask('PUT', '/orgs/acme/memberships/Newcomer', { body: { role: 'member' } });
    assert.equal(is(invited, 200).state, 'pending');
    assert.equal(is(await client.get('/orgs/acme/memberships/newcomer'), 200).state, 'pending');
    is(await client.get('/orgs/acme/members/newcomer'), 404);
    assert.equal((await client.get('/orgs/acme/members/ada')).status, 204);
    assert.deepEqual(is(await client.get('/orgs/acme/members?role=admin'), 200).map((one) => one.login), ['ada']);
    is(await client.ask('PUT', '/orgs/acme/memberships/nobody-by-this-name', { body: {} }), 404);
    assert.equal(is(await client.get('/users/ADA'), 200).login, 'ada');
    is(await client.get('/users/nobody-by-this-name'), 404);
    state.personalTokens.ghp_ada = 'ada';
    assert.equal(is(await client.get('/user', { token: 'ghp_ada' }), 200).login, 'ada');
});

await test('rights-in-a-repository', async () => {
    const permission = async (login) => is(await client.get(`${repository}/collaborators/${login}/permission`), 200);
    addUser(state, 'passer-by');
    const told = async (login) => [(await permission(login)).permission, (await permission(login)).role_name];
    assert.deepEqual(await told('wendy'), ['write', 'write']);
    assert.deepEqual(await told('mona'), ['write', 'maintain']);
    assert.deepEqual(await told('ada'), ['admin', 'admin']);
    assert.deepEqual(await told('passer-by'), ['read', 'read']);
    web.private = true;
    assert.equal((await permission('passer-by')).permission, 'none');
    web.private = false;
    is(await client.get(`${repository}/collaborators/nobody-by-this-name/permission`), 404);
    assert.equal(is(await client.get(`${repository}/collaborators`), 200).length, 2);
    assert.equal(is(await client.get(repository), 200).full_name, 'acme/web');
});

await test('repositories-by-whose-they-are', async () => {
    const secret = addRepository(state, 'acme/secret', { private: true, isArchived: true });
    addUser(state, 'lone');
    addRepository(state, 'lone/dots');
    addRepository(state, 'lone/diary', { private: true });
    state.personalTokens.ghp_lone = 'lone';
    const names = async (path, token) => is(await client.get(path, { token }), 200).map((one) => one.full_name);
    const archived = is(await client.get('/orgs/acme/repos?type=all&per_page=100'), 200).filter((one) => one.archived);
    assert.deepEqual(archived.map((one) => one.full_name), ['acme/secret']);
    assert.deepEqual(await names('/orgs/ACME/repos', 'ghp_lone'), ['acme/web']);
    is(await client.get('/orgs/lone/repos', { token: 'ghp_lone' }), 404);
    assert.deepEqual(await names('/users/lone/repos?type=owner', 'ghp_lone'), ['lone/dots']);
    is(await client.get('/users/nobody-by-this-name/repos', { token: 'ghp_lone' }), 404);
    assert.deepEqual(await names('/user/repos?affiliation=owner', 'ghp_lone'), ['lone/dots', 'lone/diary']);
    is(await client.get('/user/repos'), 403);
    state.repositories.splice(state.repositories.indexOf(secret), 1);
});

// --- Issues, pull requests, comments -----------------------------------------------------------------------------------------

await test('issues', async () => {
    const made = is(await client.post(`${repository}/issues`, { title: 'Welcome', body: 'hello', labels: ['welcome'] }), 201);
    assert.equal(made.user.login, 'hooklet-test[bot]');
    assert.equal(made.user.type, 'Bot');
    const closed = await client.ask('PATCH', `${repository}/issues/${made.number}`, { body: { state: 'closed' } });
    assert.equal(is(closed, 200).state, 'closed');
    assert.equal(is(await client.get(`${repository}/issues/${made.number}`), 200).state_reason, 'completed');
    assert.deepEqual(is(await client.get(`${repository}/issues?creator=hooklet-test%5Bbot%5D`), 200), []);
    assert.equal(is(await client.get(`${repository}/issues?state=all&creator=hooklet-test%5Bbot%5D`), 200).length, 1);
    is(await client.get(`${repository}/issues/9999`), 404);
});

await test('assignees', async () => {
    for (const login of ['Ann', 'bob']) addUser(state, login);
    const docs = addRepository(state, 'acme/docs');
    for (const { number } of [addIssue(state, docs), addPull(state, docs)]) {
        const path = `/repos/acme/docs/issues/${number}`;
        const logins = (answer, status) => is(answer, status).assignees.map((one) => one.login);
        const change = (method, ...assignees) => client.ask(method, `${path}/assignees`, { body: { assignees } });
        assert.deepEqual(logins(await change('POST', 'ann'), 201), ['Ann']);
        assert.deepEqual(logins(await change('POST', 'bob', 'ANN', 'nobody-by-this-name'), 201), ['Ann', 'bob']);
        assert.deepEqual(logins(await client.get(path), 200), ['Ann', 'bob']);
        assert.deepEqual(logins(await change('DELETE', 'ann', 'zoe'), 200), ['bob']);
        docs.unassignable = ['ann'];
        assert.deepEqual(logins(await change('POST', 'ann'), 201), ['bob']);
        docs.unassignable = [];
    }
});

await test('closed-and-reopened-by-whom', async () => {
    const path = `${repository}/issues/${addIssue(state, web).number}`;
    const closed = await client.ask('PATCH', path, { body: { state: 'closed', state_reason: 'completed' } });
    assert.equal(is(closed, 200).closed_by.login, 'hooklet-test[bot]');
    const open = is(await client.ask('PATCH', path, { body: { state: 'open', state_reason: 'reopened' } }), 200);
    assert.deepEqual([open.state, open.state_reason, open.closed_by], ['open', 'reopened', null]);
    web.isArchived = true;
    is(await client.ask('PATCH', path, { body: { state: 'closed' } }), 403);
    is(await client.get(path), 200);
    web.isArchived = false;
});

await test('issues-that-are-gone', async () => {
    const there = addRepository(state, 'acme/elsewhere'), away = addIssue(state, web), deleted = addIssue(state, web);
    deleteIssue(state, deleted);
    is(await client.get(`${repository}/issues/${deleted.number}`), 410);
    const moved = transferIssue(state, away, there);
    const answer = await client.get(`${repository}/issues/${away.number}`);
    is(answer, 301);
    const now = is(await client.get(answer.headers.location), 200);
    assert.deepEqual([now.number, now.repository_url.split('/').slice(-2)], [moved.number, ['acme', 'elsewhere']]);
    is(await client.ask('PATCH', `${repository}/issues/${away.number}`, { body: { state: 'closed' } }), 307);
});

await test('comments-since-a-time', async () => {
    const issue = addIssue(state, web);
    addIssueComment(state, issue, { body: 'old', updatedAt: '2020-01-01T00:00:00Z' });
    const made = is(await client.post(`${repository}/issues/${issue.number}/comments`, { body: 'new' }), 201);
    assert.equal(made.performed_via_github_app.id, state.app.id);
    assert.equal(is(await client.get(`${repository}/issues/${issue.number}/comments`), 200).length, 2);
    const recent = is(await client.get(`${repository}/issues/${issue.number}/comments?since=2021-01-01T00:00:00Z&per_page=100`), 200);
    assert.deepEqual(recent.map((one) => one.body), ['new']);
    assert.equal(is(await client.get(`${repository}/issues/comments/${made.id}`), 200).body, 'new');
    is(await client.ask('PATCH', `${repository}/issues/comments/${made.id}`, { body: { body: 'edited' } }), 200);
    assert.equal(is(await client.get(`${repository}/issues/comments/${made.id}`), 200).body, 'edited');
    issue.locked = true;
    is(await client.post(`${repository}/issues/${issue.number}/comments`, { body: 'no' }), 403);
});

await test('pull-requests', async () => {
    const fork = addRepository(state, 'wendy/web', { fork: true });
    const pull = addPull(state, web, { login: 'wendy', head: { repository: 'wendy/web', ref: 'idea' } });
    const told = is(await client.get(`${repository}/pulls/${pull.number}`), 200);
    assert.deepEqual([told.head.ref, told.head.repo.full_name, told.head.repo.fork, told.merged_at], ['idea', 'wendy/web', true, null]);
    assert.equal(told.head.repo.pushed_at, fork.pushedAt);
    assert.equal(told.author_association, 'COLLABORATOR');
    mergePull(state, pull);
    assert.equal(is(await client.get(`${repository}/pulls/${pull.number}`), 200).merged, true);
    assert.deepEqual(is(await client.get(`${repository}/pulls`), 200), []);
    assert.equal(is(await client.get(`${repository}/pulls?state=closed`), 200)[0].number, pull.number);
    is(await client.get(`${repository}/pulls/${addIssue(state, web).number}`), 404);
});

await test('review-threads', async () => {
    const pull = addPull(state, web, { login: 'wendy' });
    const first = addReviewComment(state, pull, { login: 'mona', body: '/ping' });
    addReview(state, pull, { login: 'mona', body: '/ping', state: 'APPROVED' });
    const base = `${repository}/pulls/${pull.number}`;
    const reply = is(await client.post(`${base}/comments/${first.id}/replies`, { body: 'pong!' }), 201);
    assert.equal(reply.in_reply_to_id, first.id);
    is(await client.post(`${base}/comments/${reply.id}/replies`, { body: 'no' }), 404);
    assert.deepEqual(is(await client.get(`${base}/comments`), 200).map((one) => one.body), ['/ping', 'pong!']);
    assert.equal(is(await client.get(`${repository}/pulls/comments/${reply.id}`), 200).id, reply.id);
    assert.equal(is(await client.get(`${base}/reviews`), 200).length, 3);
});

await test('commits-and-their-comments', async () => {
    const { sha } = addCommit(state, web, { message: 'a change' });
    assert.equal(is(await client.get(`${repository}/commits/main`), 200).sha, web.branches.main);
    assert.equal(is(await client.get(`${repository}/commits/${sha}`), 200).commit.message, 'a change');
    is(await client.get(`${repository}/commits/nothing`), 422);
    const comment = is(await client.post(`${repository}/commits/${sha}/comments`, { body: 'pong!' }), 201);
    assert.equal(is(await client.get(`${repository}/comments/${comment.id}`), 200).commit_id, sha);
    assert.equal(is(await client.get(`${repository}/commits/${sha}/comments`), 200)[0].body, 'pong!');
    is(await client.post(`${repository}/statuses/${sha}`, { state: 'success', context: 'hooklet', description: 'deployed' }), 201);
});

await test('reactions-to-each-kind-of-comment', async () => {
    const { said: comment } = say(github, 'issue_comment', { repository: 'acme/web', body: 'x' });
    const { said: inThread } = say(github, 'review_comment', { repository: 'acme/web', body: 'x' });
    const { said: onCommit } = say(github, 'commit_comment', { repository: 'acme/web', body: 'x' });
    const issue = addIssue(state, web);
    const places = [`issues/${issue.number}`, `issues/comments/${comment.id}`, `pulls/comments/${inThread.id}`,
        `comments/${onCommit.id}`];
    for (const place of places) {
        const first = is(await client.post(`${repository}/${place}/reactions`, { content: 'heart' }), 201);
        assert.equal(is(await client.post(`${repository}/${place}/reactions`, { content: 'heart' }), 200).id, first.id);
    }
    assert.equal(is(await client.get(`${repository}/issues/comments/${comment.id}`), 200).reactions.heart, 1);
    is(await client.post(`${repository}/issues/comments/1/reactions`, { content: 'heart' }), 404);
});

// --- Deployments, pushes, search ---------------------------------------------------------------------------------------------

await test('deployments', async () => {
    const path = `${repository}/deployments`;
    const make = (more) => client.post(path, { ref: 'main', auto_merge: false, environment: 'staging', ...more });
    const one = is(await make(), 201);
    assert.equal(one.sha, web.branches.main);
    const status = (id, body) => client.post(`${path}/${id}/statuses`, body);
    is(await status(one.id, { state: 'success', log_url: 'https://example.com/log', description: 'done' }), 201);
    const elsewhere = is(await make({ environment: 'qa' }), 201);
    is(await status(elsewhere.id, { state: 'success' }), 201);
    const two = is(await make({ payload: { a: 1 }, description: 'again' }), 201);
    is(await status(two.id, { state: 'success' }), 201);
    assert.deepEqual(is(await client.get(`${path}/${one.id}/statuses`), 200).map(({ state: word }) => word), ['inactive', 'success']);
    assert.equal(is(await client.get(`${path}/${elsewhere.id}/statuses`), 200).length, 1);
    is(await status(two.id, { state: 'success', description: 'x'.repeat(141) }), 422);
    assert.deepEqual(is(await client.get(`${path}?environment=staging`), 200).map(({ id }) => id), [two.id, one.id]);
    assert.equal(is(await client.get(`${path}/${one.id}`), 200).id, one.id);
    is(await make({ ref: 'no-such-branch' }), 422);
    web.behind = ['main'];
    assert.match(is(await make({ auto_merge: true }), 202).message, /^Auto-merged/);
    web.failing = ['ci'];
    is(await make(), 409);
    is(await make({ required_contexts: [] }), 201);
    web.failing = [];
    is(await client.get(`${path}/1`), 404);
});

await test('required-contexts-of-a-commit', async () => {
    const { after: sha } = moveBranch(state, web, 'checked');
    const make = (more) => client.post(`${repository}/deployments`, { ref: 'checked', auto_merge: false, environment: 'qa', ...more });
    is(await client.post(`${repository}/statuses/${sha}`, { state: 'pending', context: 'ci' }), 201);
    addCheckRun(state, web, sha, { name: 'build', conclusion: 'success' });
    const both = [{ context: 'ci', state: 'pending' }, { context: 'build', state: 'success' }];
    assert.deepEqual(is(await make(), 409).errors[0].contexts, both);
    is(await make({ required_contexts: ['build'] }), 201);
    assert.deepEqual(is(await make({ required_contexts: ['later'] }), 409).errors[0].contexts, [{ context: 'later', state: 'pending' }]);
    const status = is(await client.get(`${repository}/commits/checked/status`), 200);
    assert.deepEqual([status.state, status.sha, status.statuses.map(({ context }) => context)], ['pending', sha, ['ci']]);
    const runs = is(await client.get(`${repository}/commits/${sha}/check-runs?per_page=1`), 200);
    assert.deepEqual([runs.total_count, runs.check_runs[0].name, runs.check_runs[0].conclusion], [1, 'build', 'success']);
    web.conflicting = ['checked'];
    assert.match(is(await make({ required_contexts: [] }), 409).message, /^Conflict merging main into checked/);
});

await test('tags-by-name', async () => {
    for (const name of ['v1.9', 'v1.10']) addTag(state, web, name, { annotated: true });
    const tags = is(await client.get(`${repository}/tags`), 200);
    assert.deepEqual(tags.map(({ name, commit }) => [name, commit.sha]), [['v1.9', web.branches.main], ['v1.10', web.branches.main]]);
    assert.equal(is(await client.get(`${repository}/commits/v1.9`), 200).sha, web.branches.main);
});

await test('pushes-as-they-were', async () => {
    const after = [newSha(), newSha(), newSha()];
    for (const [i, sha] of after.entries()) addPush(state, web, { after: sha, at: `2026-11-2${i}T10:00:00Z` });
    addPush(state, web, { branch: 'other', after: newSha() });
    const first = await client.get(`${repository}/activity?ref=main&per_page=2`);
    assert.deepEqual(is(first, 200).map((push) => push.after), [after[2], after[1]]);
    assert.equal(first.json[0].before, after[1]);
    assert.deepEqual(is(await client.get(linksOf(first).next), 200).map((push) => push.after), [after[0]]);
    assert.equal(is(await client.get(`${repository}/activity?ref=refs/heads/other&activity_type=push`), 200).length, 1);
});

await test('search-for-merged-pull-requests', async () => {
    addRepository(state, 'elsewhere/web');
    for (const name of ['acme/web', 'elsewhere/web']) addPull(state, name, { login: 'finder', mergedAt: '2026-11-01T00:00:00Z' });
    addPull(state, web, { login: 'finder' });
    const search = (q, more) => client.get(`/search/issues?${new URLSearchParams({ q, ...more })}`);
    assert.equal(is(await search('is:pr is:merged author:finder org:acme'), 200).total_count, 1);
    const [latest, first] = is(await search('is:pr author:Finder repo:acme/web'), 200).items;
    assert.ok(first.number < latest.number);
    const oldest = await search('is:pr author:Finder repo:acme/web', { sort: 'created', order: 'asc', per_page: 1 });
    assert.deepEqual(is(oldest, 200).items.map(({ number }) => number), [first.number]);
    is(await search('is:pr author:nobody-by-this-name'), 422);
    const answer = await search('is:issue welcome');
    assert.equal(answer.headers['x-ratelimit-resource'], 'search');
    assert.equal(is(answer, 200).items[0].title, 'Welcome');
});

// --- Hooks -------------------------------------------------------------------------------------------------------------------

await test('failed-deliveries-page-by-page', async () => {
    const failed = Array.from({ length: 5 }, () => addDelivery(state, 'app', { statusCode: 502 }).guid).reverse();
    for (let i = 0; i < 5; i++) addDelivery(state, 'app', { event: 'ping' });
    addDelivery(state, 'app', { statusCode: 502, deliveredAt: '2026-01-01T00:00:00Z' });
    const found = [];
    for (let next = `${github.url}/app/hook/deliveries?status=failure&per_page=2`; next;) {
        const answer = await client.get(next, asApp);
        found.push(...is(answer, 200).map((delivery) => delivery.guid));
        next = linksOf(answer).next;
    }
    assert.deepEqual(found, failed);
    is(await client.get('/app/hook/deliveries?cursor=v1_1', asApp), 400);
});

await test('a-redelivery-is-posted-and-signed', async () => {
    const secret = 'a secret';
    let listening;
    const port = new Promise((resolve) => { listening = resolve; });
    const posted = new Promise((resolve) => {
        const receiver = http.createServer(async (req, res) => {
            const chunks = [];
            for await (const chunk of req) chunks.push(chunk);
            res.writeHead(202).end();
            receiver.close();
            resolve({ headers: req.headers, text: Buffer.concat(chunks).toString() });
        });
        receiver.unref().listen(0, '127.0.0.1', () => listening(receiver.address().port));
    });
    state.hook = { url: `http://127.0.0.1:${await port}/`, secret, contentType: 'json' };
    const payload = { action: 'opened', installation: { id: acme.id } };
    const delivery = addDelivery(state, 'app', { event: 'issues', payload, statusCode: 0 });
    assert.equal((await client.post(`/app/hook/deliveries/${delivery.id}/attempts`, undefined, asApp)).status, 202);
    const { headers, text } = await posted;
    await github.idle();
    assert.deepEqual(JSON.parse(text), payload);
    assert.equal(headers['x-github-delivery'], delivery.guid);
    assert.equal(headers['x-github-event'], 'issues');
    assert.equal(headers['x-hub-signature-256'], `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`);
    const [again] = is(await client.get('/app/hook/deliveries', asApp), 200);
    assert.deepEqual([again.guid, again.redelivery, again.status_code], [delivery.guid, true, 202]);
    assert.notEqual(again.id, delivery.id);
    const whole = is(await client.get(`/app/hook/deliveries/${again.id}`, asApp), 200);
    assert.deepEqual(whole.request.payload, payload);
    assert.equal(whole.request.headers['X-GitHub-Delivery'], delivery.guid);
    state.hook.url = null;
});

await test('hooks-of-organisations-and-repositories', async () => {
    for (const owner of ['acme', 'acme/web']) {
        const base = owner.includes('/') ? `/repos/${owner}/hooks` : `/orgs/${owner}/hooks`;
        const hook = addHook(state, owner);
        const delivery = addDelivery(state, hook.id, { statusCode: 500 });
        assert.deepEqual(is(await client.get(base), 200).map(({ id }) => id), [hook.id]);
        assert.equal(is(await client.get(`${base}/${hook.id}/deliveries?status=failure`), 200)[0].guid, delivery.guid);
        is(await client.get(`${base}/${hook.id}/deliveries/${delivery.id}`), 200);
        is(await client.post(`${base}/${hook.id}/deliveries/${delivery.id}/attempts`), 202);
        await github.idle();
        assert.equal(is(await client.get(`${base}/${hook.id}/deliveries`), 200)[0].redelivery, true);
    }
    const changed = await client.ask('PATCH', '/app/hook/config', { body: { url: 'https://example.com/', secret: 'x' }, ...asApp });
    assert.equal(is(changed, 200).secret, '********');
    assert.equal(is(await client.get('/app/hook/config', asApp), 200).url, 'https://example.com/');
});

// --- GraphQL -----------------------------------------------------------------------------------------------------------------

const graphql = (query, variables) => client.post('/graphql', { query, variables });

await test('graphql-queries', async () => {
    const query = 'query($o: String!, $r: String!, $after: String) { rateLimit { remaining } repository(owner: $o, name: $r) { id ' +
        'defaultBranchRef { id target { oid } } collaborators(first: 1, after: $after) { totalCount ' +
        'pageInfo { hasNextPage endCursor } edges { permission node { login } } } } }';
    const first = is(await graphql(query, { o: 'acme', r: 'web' }), 200).data.repository;
    assert.equal(first.defaultBranchRef.target.oid, web.branches.main);
    assert.deepEqual(first.collaborators.edges, [{ permission: 'WRITE', node: { login: 'wendy' } }]);
    const after = first.collaborators.pageInfo.endCursor;
    const second = is(await graphql(query, { o: 'acme', r: 'web', after }), 200).data.repository.collaborators;
    assert.deepEqual(second.edges, [{ permission: 'MAINTAIN', node: { login: 'mona' } }]);
    assert.equal(second.pageInfo.hasNextPage, false);
});

await test('graphql-mutations', async () => {
    const ids = is(await graphql('{ repository(owner: "acme", name: "web") { id defaultBranchRef { id } } }'), 200).data.repository;
    const make = 'mutation($in: CreateDeploymentInput!) { createDeployment(input: $in) { autoMerged deployment { id environment } } }';
    const input = { repositoryId: ids.id, refId: ids.defaultBranchRef.id, environment: 'staging', autoMerge: false };
    const { deployment } = is(await graphql(make, { in: input }), 200).data.createDeployment;
    const tell = 'mutation($in: CreateDeploymentStatusInput!) { createDeploymentStatus(input: $in) { deploymentStatus { state } } }';
    const told = is(await graphql(tell, { in: { deploymentId: deployment.id, state: 'SUCCESS' } }), 200).data.createDeploymentStatus;
    assert.equal(told.deploymentStatus.state, 'SUCCESS');
});

await test('graphql-errors-are-200', async () => {
    const missing = is(await graphql('{ repository(owner: "acme", name: "nothing") { id } }'), 200);
    assert.equal(missing.data.repository, null);
    assert.equal(missing.errors[0].type, 'NOT_FOUND');
    assert.deepEqual(missing.errors[0].path, ['repository']);
    const bucket = `installation:${acme.id}`;
    leave(state, bucket, 0, { resource: 'graphql' });
    const limited = await graphql('{ viewer { login } }');
    assert.equal(is(limited, 200).errors[0].type, 'RATE_LIMITED');
    assert.equal(limited.headers['x-ratelimit-remaining'], '0');
    leave(state, bucket, 100, { resource: 'graphql' });
    github.once('POST', '/graphql', graphqlErrors({ type: 'FORBIDDEN', message: 'no' }));
    assert.equal(is(await graphql('{ viewer { login } }'), 200).errors[0].type, 'FORBIDDEN');
});

// --- Deliveries that tests make ----------------------------------------------------------------------------------------------

await test('something-said-in-each-kind-of-place', async () => {
    const members = {
        issue: 'issue', pull_request: 'pull_request', issue_comment: 'comment', review: 'review', review_comment: 'comment',
        commit_comment: 'comment',
    };
    for (const [kind, member] of Object.entries(members)) {
        const { payload, said } = say(github, kind, { repository: 'acme/web', login: 'mona', body: `/ping ${kind}` });
        assert.equal(payload[member].id, said.id, kind);
        assert.equal(payload[member].body, `/ping ${kind}`);
        assert.equal(payload.sender.login, 'mona');
        assert.equal(payload.repository.full_name, 'acme/web');
        assert.equal(payload.organization.login, 'acme');
        assert.equal(payload.installation.id, acme.id);
        assert.ok(!JSON.stringify(payload).includes('Codertocat/Hello-World/issues'), kind);
    }
    const pull = addPull(state, web, { login: 'wendy' });
    const { payload } = say(github, 'issue_comment', { repository: 'acme/web', body: '/deploy', number: pull.number });
    assert.ok(payload.issue.pull_request.url.endsWith(`/pulls/${pull.number}`));
    const merged = merge(github, { repository: 'acme/web', number: pull.number, login: 'mona' });
    assert.deepEqual([merged.payload.action, merged.payload.pull_request.merged, merged.payload.pull_request.merged_by.login],
        ['closed', true, 'mona']);
});

await test('installations-come-and-go', async () => {
    const { payload } = installationEvent(github, 'created', acme);
    assert.deepEqual([payload.action, payload.installation.id, payload.repositories[0].full_name], ['created', acme.id, 'acme/web']);
    const second = addInstallation(state, 'second', { repositories: [] });
    addRepository(state, 'second/tool');
    assert.equal(repositoriesEvent(github, second, { added: ['second/tool'] }).payload.repositories_added[0].name, 'tool');
    assert.deepEqual(second.repositories, ['second/tool']);
    assert.equal(repositoriesEvent(github, second, { removed: ['second/tool'] }).payload.action, 'removed');
    assert.deepEqual(second.repositories, []);
});

await test('every-endpoint-was-asked', () => {
    const asked = new Set(github.all.map(({ method, template }) => `${method} ${template}`));
    const left = routes.map((route) => `${route.method} ${route.path}`).filter((name) => !asked.has(name));
    assert.deepEqual(left, []);
});

await done();
