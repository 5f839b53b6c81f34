// The stand-in for Asana: OAuth, and webhooks from the handshake to the end of one that nobody answers.
import assert from 'node:assert';
import { createHash } from 'node:crypto';
import { done, test } from './lib.mjs';
import { addProject, addTask, addUser, authorize, expireTokens, grant, startAsana } from './asana.mjs';
import { Client, given, refused } from './asana/client.mjs';
import { signature } from './asana/hooks.mjs';
import { startReceiver } from './asana/site.mjs';

const asana = await startAsana({ validate: true, oauth: true });
const { state, workspace, robot, app } = asana;
const client = new Client(asana);
const oauth = new Client(asana, grant(state, app, robot).accessToken);
const jane = addUser(state, 'Jane Doe');

// --- OAuth -------------------------------------------------------------------------------------------------------------------

const verifier = 'a'.repeat(43);
const link = (more = {}) => `${asana.loginUrl}/-/oauth_authorize?${new URLSearchParams({
    client_id: app.clientId, redirect_uri: app.redirectUri, response_type: 'code', state: 'abc',
    code_challenge_method: 'S256', code_challenge: createHash('sha256').update(verifier).digest('base64url'), ...more,
})}`;
const identity = { client_id: app.clientId, client_secret: app.clientSecret, redirect_uri: app.redirectUri };
const exchange = (fields) => client.form('/-/oauth_token', { ...identity, ...fields });

await test('a-code-is-good-for-once-and-for-who-asked', async () => {
    const { code, state: echoed } = authorize(state, link(), robot);
    assert.equal(echoed, 'abc');
    const fields = { grant_type: 'authorization_code', code, code_verifier: verifier };
    for (const [more, error] of [
        [{ code_verifier: 'b'.repeat(43) }, 'invalid_grant'], [{ redirect_uri: 'https://other.example.com' }, 'invalid_grant'],
        [{ code: 'nonsense' }, 'invalid_grant'], [{ client_secret: 'wrong' }, 'invalid_client'],
        [{ grant_type: 'password' }, 'unsupported_grant_type'],
    ]) {
        const answer = await exchange({ ...fields, ...more });
        assert.deepEqual([answer.status, answer.json.error], [error === 'invalid_client' ? 401 : 400, error]);
    }
    const { status, json } = await exchange(fields);
    assert.deepEqual([status, json.token_type, json.expires_in, json.data.gid], [200, 'bearer', 3600, robot.gid]);
    assert.ok(json.refresh_token);
    given(await client.get('/users/me', { token: json.access_token }));
    assert.equal((await exchange(fields)).json.error, 'invalid_grant');
    assert.throws(() => authorize(state, link({ redirect_uri: 'https://other.example.com' }), robot), /redirect_uri/);
    assert.throws(() => authorize(state, link({ client_id: '3' }), robot), /unknown client_id 3/);
});

await test('a-refresh-gives-no-refresh-token', async () => {
    const { accessToken, refreshToken } = grant(state, app, robot);
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const first = (await exchange(fields)).json;
    assert.ok(first.access_token !== accessToken && !('refresh_token' in first));
    for (const token of [accessToken, first.access_token]) given(await client.get('/users/me', { token }));
    expireTokens(state);
    refused(await client.get('/users/me', { token: first.access_token }), 401, /has expired/);
    given(await client.get('/users/me', { token: (await exchange(fields)).json.access_token }));
    const revoke = (token) => client.form('/-/oauth_revoke', { client_id: app.clientId, client_secret: app.clientSecret, token });
    assert.equal((await revoke(first.access_token)).status, 400);
    assert.equal((await revoke(refreshToken)).status, 200);
    assert.deepEqual((await exchange(fields)).json, { error: 'invalid_grant' });
    oauth.token = grant(state, app, robot).accessToken;
});

// --- Webhooks ----------------------------------------------------------------------------------------------------------------

const hooked = addProject(state, workspace, 'hooked', { sections: ['Open', 'Done'] });
const hook = (target, more = {}) => client.post('/webhooks', { resource: hooked.gid, target, ...more });

await test('the-handshake-comes-while-the-request-waits', async () => {
    let statusMeanwhile = 'none';
    const receiver = await startReceiver(() => {
        statusMeanwhile = asana.requests.at(-1).status;
    });
    const answer = await hook(receiver.url);
    const made = given(answer, 201);
    const secret = receiver.heard[0].headers['x-hook-secret'];
    assert.match(secret, /^[0-9a-f]{64}$/);
    assert.equal(answer.json['X-Hook-Secret'], secret);
    assert.equal(statusMeanwhile, undefined);
    assert.deepEqual([made.resource.gid, made.target, made.active], [hooked.gid, receiver.url, true]);
    await asana.idle();
    assert.equal(receiver.heard[1].text, '{"events":[]}');
    assert.equal(receiver.heard[1].headers['x-hook-signature'], signature(secret, '{"events":[]}'));
    refused(await hook(receiver.url), 403, /exists already/);
    const listed = given(await client.get(`/webhooks?workspace=${workspace.gid}&resource=${hooked.gid}`));
    assert.deepEqual(listed.map((one) => one.gid), [made.gid]);
    assert.deepEqual(given(await oauth.get(`/webhooks?workspace=${workspace.gid}`)), []);
    refused(await oauth.get(`/webhooks/${made.gid}`), 403, /access to this webhook/);
    refused(await client.get('/webhooks'), 400, /^workspace: Missing input$/);
    assert.deepEqual(given(await client.ask('DELETE', `/webhooks/${made.gid}`)), {});
    refused(await client.get(`/webhooks/${made.gid}`), 404, /^webhook: Unknown object/);
});

await test('handshakes-that-fail', async () => {
    const wrong = (given) => startReceiver(() => given);
    refused(await hook((await wrong({ status: 401 })).url), 400, /^The remote server .* incorrect status code: 401$/);
    refused(await hook((await wrong({ status: 200 })).url), 400, /did not respond with the handshake secret/);
    refused(await hook((await wrong({ status: 200, headers: { 'X-Hook-Secret': 'x' } })).url), 400, /handshake secret/);
    refused(await hook('http://127.0.0.1:1/'), 400, /^Could not complete activation handshake/);
    refused(await hook('http://localhost/'), 403, /localhost/);
    refused(await client.post('/webhooks', { resource: '1', target: 'http://127.0.0.1:1/' }), 400, /^resource: Unknown object: 1$/);
    assert.deepEqual(state.webhooks, []);
});

const receiver = await startReceiver();
const { gid: hookGid } = given(await hook(receiver.url, { filters: [{ resource_type: 'task' }] }), 201);
const { secret } = state.webhooks.at(-1);
await asana.idle();

await test('the-signature-of-the-documents', () => {
    assert.equal(signature('b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81', '{"events":[]}'),
        '10468027b67df18c739cc4794c6fc2d2806dcaaf2259fc3e1ed9d26433659853');
});

// The events of a delivery in short: 'changed completed by Jane Doe'
const brief = ({ events }) => events.map(({ action, change, parent, user }) => {
    const name = state.users.find((one) => one.gid === user?.gid)?.name;
    const what = change ? `${change.field} ${change.action}` : parent?.resource_type;
    return [action, what, name && `by ${name}`].filter(Boolean).join(' ');
});

await test('changes-by-hand-and-by-the-api-are-delivered', async () => {
    const from = asana.hooks.deliveries.length;
    const { gid } = given(await client.post('/tasks', { name: 'x', projects: [hooked.gid] }), 201);
    const made = await asana.delivered({ from });
    assert.deepEqual(brief(made), ['added project by Robot Roberts', 'added section by Robot Roberts']);
    assert.equal(made.headers['X-Hook-Signature'], signature(secret, made.text));
    const task = state.tasks.find((one) => one.gid === gid);
    asana.byHand(jane, () => Object.assign(task, { completed: true, assignee: jane.gid }));
    const changed = await asana.delivered({ from, nth: 2 });
    assert.deepEqual(brief(changed), ['changed completed changed by Jane Doe', 'changed assignee changed by Jane Doe']);
    assert.deepEqual(changed.events[1].change.new_value, { gid: jane.gid, resource_type: 'user' });
    assert.deepEqual(changed.events[1].resource, { gid, resource_type: 'task', resource_subtype: 'default_task' });
    assert.deepEqual([task.completedBy, task.completedAt], [jane.gid, task.modifiedAt]);
    asana.hooks.pause();
    asana.byHand(jane, () => { task.completed = false; });
    asana.byHand(null, () => { task.memberships[0].section = state.sections.at(-1).gid; });
    asana.hooks.resume();
    const batch = await asana.delivered({ from, nth: 3 });
    assert.deepEqual(brief(batch), ['changed completed changed by Jane Doe', 'removed section', 'added section']);
    asana.byHand(jane, () => state.tasks.splice(state.tasks.indexOf(task), 1));
    assert.deepEqual(brief(await asana.delivered({ from, nth: 4 })), ['deleted by Jane Doe']);
    assert.equal(receiver.heard.at(-1).text, asana.hooks.deliveries.at(-1).text);
    assert.equal(await asana.hooks.again(made), 200);
    assert.equal(receiver.heard.at(-1).text, made.text);
});

await test('only-what-the-filters-let-through', async () => {
    const picky = await startReceiver();
    const filters = [{ resource_type: 'task', action: 'changed', fields: ['completed'] }];
    const { gid } = given(await hook(picky.url, { filters }), 201);
    const all = await startReceiver();
    given(await hook(all.url), 201);
    await asana.idle();
    const task = asana.change(jane, null, () => addTask(state, { project: hooked }));
    asana.byHand(jane, () => { task.name = 'renamed'; });
    asana.byHand(jane, () => { task.completed = true; });
    await asana.idle();
    const events = (of) => of.heard.slice(2).flatMap(({ body }) => body.events);
    assert.deepEqual(brief({ events: events(picky) }), ['changed completed changed by Jane Doe']);
    assert.equal(events(all).at(-1).resource.resource_subtype, 'marked_complete');
    state.webhooks = state.webhooks.filter((one) => ![gid, state.webhooks.at(-1).gid].includes(one.gid));
});

await test('failures-are-tried-again-then-the-webhook-is-gone', async () => {
    let left = 2;
    const lame = await startReceiver(({ headers }) => (headers['x-hook-secret'] || left-- <= 0 ? undefined : { status: 500 }));
    const { gid } = given(await hook(lame.url), 201);
    await asana.idle();
    assert.equal(lame.heard.length, 4);
    assert.match(given(await client.get(`/webhooks/${gid}`)).last_failure_content, /^500/);
    left = Infinity;
    state.hookRetries = { firstMs: 1, times: 3 };
    asana.hooks.heartbeat(state.webhooks.at(-1));
    await asana.idle();
    assert.equal(lame.heard.length, 7);
    refused(await client.get(`/webhooks/${gid}`), 404, /^webhook: Unknown object/);
    given(await client.get(`/webhooks/${hookGid}`));
});

await test('deliveries-that-are-lost', async () => {
    const { length } = receiver.heard;
    state.hooksAreOff = true;
    const task = asana.byHand(jane, () => addTask(state, { project: hooked }));
    state.hooksAreOff = false;
    await asana.idle();
    assert.equal(receiver.heard.length, length);
    asana.byHand(jane, () => { task.completed = true; });
    await asana.idle();
    assert.equal(receiver.heard.length, length + 1);
});

// What was wrong on purpose is not held against the contracts.
asana.all = asana.all.filter((one) => one.status < 400 || one.status === 404);
await done();
