// Requests to Slack that break its contract are found, with the reason; those that keep to it are not.
import { done } from './lib.mjs';
import { addChannel, addGroup, addWebhook, html, startSlack } from './slack.mjs';
import { Client, startReceiver } from './slack/client.mjs';
import { complaintCases, needContracts } from './slack/contract.mjs';

needContracts();
const slack = await startSlack();
const { state, channel, ada } = slack;
const client = new Client(slack);
slack.endpoints = (await startReceiver()).endpoints;
const { responseUrl } = await slack.sender.command(ada, channel, 'status');
const webhook = slack.hooksUrl + addWebhook(state, channel).path;
const group = addGroup(state, 'deployers', [ada]);
const odd = addChannel(state, 'odd', { id: 'odd' });

// name -> how to ask, and what is said of it
const cases = {
    'a-message-that-keeps-to-it': [() => client.post(channel, { text: 'good', blocks: [{ type: 'divider' }], unfurl_links: false }), []],
    'an-answer-of-a-failure': [() => client.post('C0000000000', { text: 'good' }), []],
    'a-contract-of-our-own': [() => client.get('usergroups.users.list', { usergroup: group.id }), []],
    'a-response-url': [() => client.hook(responseUrl, { text: 'good', response_type: 'ephemeral' }), []],
    'an-incoming-webhook': [() => client.hook(webhook, { text: 'good' }), []],
    'a-member-nobody-knows': [() => client.post(channel, { txt: 'x' }), [/no member txt/]],
    'a-member-of-another-type': [() => client.post(channel, { text: 7 }), [/request.body.text: .*string/]],
    'a-message-without-a-channel': [() => client.call('chat.postMessage', { text: 'x' }), [/'channel'/]],
    'a-block-without-a-type': [() => client.post(channel, { text: 'x', blocks: [{ text: 'y' }] }), [/request.body.blocks/]],
    'an-update-without-ts': [() => client.call('chat.update', { channel: channel.id, text: 'x' }), [/'ts'/]],
    'without-a-charset': [() => client.call('auth.test', {}, { headers: { 'Content-Type': 'application/json' } }), [/missing_charset/]],
    'a-parameter-nobody-knows': [() => client.get('users.info', { id: ada.id }), [/no parameter id/]],
    'a-method-that-no-contract-has': [() => client.call('chat.scribble', {}), [/no contract describes this/]],
    'no-authorization': [() => client.call('chat.postMessage', { channel: channel.id, text: 'x' }, { token: null }), [/security/]],
    'a-reply-of-a-type-nobody-knows': [() => client.hook(responseUrl, { text: 'x', response_type: 'loud' }), [/response_type/]],
    'a-webhook-with-a-member-nobody-knows': [() => client.hook(webhook, { text: 'x', chanel: 'y' }), [/no member chanel/]],
    'also-where-a-test-answers': [() => {
        slack.once('POST', '/chat.postMessage', html(502));
        return client.post(channel, { txt: 'y' });
    }, [/no member txt/]],
    'an-answer-of-the-stand-in': [() => client.post(odd, { text: 'x' }), [/response.body/]],
};

await complaintCases(slack, cases);

await done();
