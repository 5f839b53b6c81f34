// The whole loop when Slack refuses: deployments go on, `why` says what is to be done, and with a token, a channel, a scope that are good
// again the next message is there.
import assert from 'node:assert';
import { done, test } from './lib.mjs';
import { failure, revokeToken } from './slack.mjs';
import { startLoop } from './loop/rig.mjs';

const loop = await startLoop({ validate: true });
const { slack } = loop;

// A push is deployed whatever Slack says, and its story says it with the remedy.
async function assertDeployed(project, remedy) {
    const sha = await project.push();
    await project.build('preview');
    await project.settled('preview', 'success');
    await loop.quiet();
    assert.match(await loop.why(sha), remedy);
}

await test('not-in-the-channel', async () => {
    const web = await loop.project('outside');
    web.channel.members = web.channel.members.filter((id) => id !== slack.state.app.user.id);
    await assertDeployed(web, /not_in_channel.*\/invite/);
    assert.deepEqual(web.told('preview'), []);
    web.channel.members.push(slack.state.app.user.id);
    await web.push();
    await web.build('preview', { nth: 2 });
    await web.message('preview', /is live on/);
});

await test('an-archived-channel', async () => {
    const web = await loop.project('archived');
    web.channel.isArchived = true;
    await assertDeployed(web, /is_archived.*unarchive/);
});

await test('an-unknown-channel', async () => {
    const web = await loop.project('vanished');
    slack.on('POST', '/chat.postMessage', ({ request }) => (request.body.channel === web.channel.id
        ? failure('channel_not_found') : undefined));
    await assertDeployed(web, /channel_not_found.*check its id/);
});

await test('a-message-that-somebody-deleted', async () => {
    const web = await loop.project('deleted');
    await web.push();
    const message = await web.message('preview', /is being built for/);
    await loop.quiet();
    web.channel.messages = [];
    web.finish(await web.pipeline('preview'));
    await web.settled('preview', 'success');
    await loop.quiet();
    assert.ok(!web.channel.messages.includes(message));
    assert.ok(web.told('preview').length <= 1);
    assert.deepEqual(await web.broken(), []);
});

await test('a-limit-is-waited-for', async () => {
    const web = await loop.project('limited');
    slack.state.limit = { after: 0, times: 1, retryAfter: 1, method: 'chat.postMessage' };
    await web.push();
    await web.build('preview');
    await web.message('preview', /is live on/);
    await loop.quiet();
    assert.equal(web.told('preview').length, 1);
});

await test('a-scope-that-is-missing', async () => {
    const web = await loop.project('scope');
    const { scopes } = slack.state.tokens[slack.token];
    slack.state.tokens[slack.token].scopes = scopes.filter((one) => one !== 'chat:write');
    await assertDeployed(web, /missing_scope.*chat:write/);
    slack.state.tokens[slack.token].scopes = scopes;
});

await test('a-revoked-token', async () => {
    const web = await loop.project('revoked');
    revokeToken(slack.state, slack.token);
    await assertDeployed(web, /token_revoked.*install the app again/);
});

await done();
