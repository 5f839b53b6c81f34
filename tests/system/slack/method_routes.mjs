// method_routes.mjs - methods of the Web API.
import { given, refuse } from './answers.mjs';
import { blockComplaints } from './blocks.mjs';
import { addEphemeral, addMessage, editMessage, nowMs } from './state.mjs';

const mostPosted = 40_000, mostEdited = 4000;      // characters: docs, chat.postMessage "Truncating content", chat.update "msg_too_long"

// --- Where -------------------------------------------------------------------------------------------------------------------

// A private channel without us is none.
function channelIn({ state, input }) {
    const channel = state.channels.find((one) => one.id === input.channel || `#${one.name}` === input.channel);
    const isIn = channel?.members.includes(state.app.user.id);
    if (!channel || (channel.isPrivate && !isIn)) refuse('channel_not_found');
    return { channel, isIn };
}

function channelToPostIn(call) {
    const { channel, isIn } = channelIn(call);
    if (channel.isArchived) refuse('is_archived');
    if (!isIn) refuse('not_in_channel');
    return channel;
}

// --- What --------------------------------------------------------------------------------------------------------------------

export function checkContent({ text, blocks, attachments }, most) {
    if (!text && !blocks?.length && !attachments?.length) refuse('no_text');
    if (text !== undefined && typeof text !== 'string') refuse('invalid_arguments');
    if ([...text ?? ''].length > most) refuse('msg_too_long');
    const complaints = blocks === undefined ? [] : blockComplaints(blocks);
    if (complaints.length > 0) {
        refuse('invalid_blocks', { errors: complaints, response_metadata: { messages: complaints } });
    }
}

const messageShape = ({ state }, { ts, text, blocks, threadTs }) => ({
    type: 'message', user: state.app.user.id, bot_id: state.app.botId, team: state.team.id, text, ts,
    ...(blocks && { blocks }), ...(threadTs && { thread_ts: threadTs }),
});

// A message that its sender has posted before, by the id that the sender gave it; as the errors of chat.postMessage tell.
function posted({ state }, channel, clientId) {
    const ts = clientId && state.clientIds.get(`${channel.id} ${clientId}`);
    const message = ts && channel.messages.find((one) => one.ts === ts);
    if (ts && !message) refuse('duplicate_message_not_found');
    return message;
}

function post(call) {
    const { state, input } = call;
    const channel = channelToPostIn(call);
    checkContent(input, mostPosted);
    if (input.thread_ts && !channel.messages.some((one) => one.ts === input.thread_ts)) refuse('thread_not_found');
    const { text, blocks, attachments, thread_ts: threadTs, client_msg_id: clientId } = input;
    const message = posted(call, channel, clientId) ?? addMessage(state, channel, { text, blocks, attachments, threadTs });
    if (clientId) state.clientIds.set(`${channel.id} ${clientId}`, message.ts);
    return given({ channel: channel.id, ts: message.ts, message: messageShape(call, message) });
}

function update(call) {
    const { state, input } = call;
    const { channel } = channelIn(call);
    if (channel.isArchived) refuse('is_archived');
    const message = channel.messages.find((one) => one.ts === input.ts);
    if (!message) refuse('message_not_found');
    if (message.by !== state.app.user.id) refuse('cant_update_message');
    checkContent(input, mostEdited);
    editMessage(message, input);
    const { ts, text } = message;
    return given({ channel: channel.id, ts, text, message: { type: 'message', user: message.by, text } });
}

function postEphemeral(call) {
    const { state, input } = call;
    const channel = channelToPostIn(call);
    if (!channel.members.includes(input.user)) refuse('user_not_in_channel');
    checkContent(input, mostPosted);
    const { text, blocks, thread_ts: threadTs } = input;
    return given({ message_ts: addEphemeral(state, channel, input.user, { text, blocks, threadTs }).ts });
}

// --- Who ---------------------------------------------------------------------------------------------------------------------

function test({ state: { app, team } }) {
    return given({
        url: `https://${team.domain}.slack.com/`, team: team.name, user: app.user.name, team_id: team.id, user_id: app.user.id,
        bot_id: app.botId, is_enterprise_install: false,
    });
}

function userInfo({ state, input }) {
    const user = state.users.find((one) => one.id === input.user);
    if (!user) refuse('user_not_found');
    const { id, name, realName, displayName, isBot, deleted } = user;
    const profile = {
        real_name: realName, real_name_normalized: realName, display_name: displayName, display_name_normalized: displayName,
        avatar_hash: 'ge3b51ca72de', title: '', phone: '', skype: '', status_text: '', status_emoji: '', fields: {}, team: state.team.id,
    };
    return given({
        user: {
            id, team_id: state.team.id, name, real_name: realName, deleted, is_bot: isBot, is_app_user: false, profile,
            updated: Math.floor(nowMs(state) / 1000),
        },
    });
}

function conversationInfo(call) {
    const { channel, isIn } = channelIn(call);
    const { id, name, isPrivate, isArchived, createdMs } = channel;
    const [creator] = call.state.users;
    const said = { value: '', creator: '', last_set: 0 };
    return given({
        channel: {
            id, name, name_normalized: name, created: Math.floor(createdMs / 1000), creator: creator.id, is_archived: isArchived,
            is_channel: !isPrivate, is_group: isPrivate, is_general: false, is_im: false, is_mpim: false, is_member: isIn,
            is_org_shared: false, is_private: isPrivate, is_shared: false, topic: said, purpose: said,
        },
    });
}

function groupUsers({ state, input }) {
    const group = state.groups.find((one) => one.id === input.usergroup);
    if (!group) refuse('no_such_subteam');
    return given({ users: group.users });
}

export const methodRoutes = [
    ['POST', '/chat.postMessage', post, { scope: 'chat:write' }],
    ['POST', '/chat.update', update, { scope: 'chat:write' }],
    ['POST', '/chat.postEphemeral', postEphemeral, { scope: 'chat:write' }],
    ['POST', '/auth.test', test],
    ['GET', '/users.info', userInfo, { scope: 'users:read' }],
    ['GET', '/conversations.info', conversationInfo, { scope: 'channels:read' }],
    ['GET', '/usergroups.users.list', groupUsers, { scope: 'usergroups:read' }],
];
