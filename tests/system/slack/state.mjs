// state.mjs - what the stand-in Slack knows: plain data that a test reads and changes, and functions that add to it.
// One workspace, one app in it.  Ids have Slack's letters and lengths; a message's ts is its time in seconds with six more digits, by
// which no two of a workspace are equal.
import { randomBytes } from 'node:crypto';

export function makeState() {
    return {
        nextId: 1,
        clockShiftMs: 0,            // Slack's clock against ours
        lastTs: 0,                  // microseconds
        team: null,                 // { id, domain, name }
        app: null,                  // { id, name, command, signingSecret, verificationToken, user, botId, isInstalled }
        tokens: {},                 // token -> { scopes: [text], refusal: null, or what Slack says of it: 'token_revoked', ... }
        users: [],                  // { id, name, realName, displayName, email, isBot, deleted }
        channels: [],               // { id, name, isPrivate, isArchived, members: [id], messages: [...] }
        ephemerals: [],             // messages that only `to` sees: { ..., to, channel }
        clientIds: new Map(),       // "CHANNEL client_msg_id" -> ts
        groups: [],                 // { id, handle, users: [id] }
        responseUrls: new Map(),    // path -> { channel, user, message, madeMs, uses }
        webhooks: [],               // { path, channel, refusal: null or { status, text } }
        responseLifetimeMs: 1_800_000,
        responseUses: 5,
        retryAfterMs: [0, 20, 40],  // the waits before the three retries of an event; Slack's are none, a minute and five
        patienceMs: 3000,
        eventsAreOff: false,        // events are lost, as if Slack had not made them
        limit: null,                // { after, times, retryAfter, method }: so many calls (of this method) are answered 429
    };
}

// --- Time, ids, look-ups -----------------------------------------------------------------------------------------------------

export const nowMs = (state) => Date.now() + state.clockShiftMs;

export function newTs(state) {
    state.lastTs = Math.max(state.lastTs + 1, nowMs(state) * 1000);
    return `${Math.floor(state.lastTs / 1e6)}.${String(state.lastTs % 1e6).padStart(6, '0')}`;
}

export const newId = (state, letter) => `${letter}${String(state.nextId++).padStart(10, '0')}`;
export const newSecret = (bytes = 16) => randomBytes(bytes).toString('hex');

const known = (list, thing, what) => {
    const found = list.find((item) => item === thing || item.id === (thing?.id ?? thing) || item.name === thing);
    if (!found) throw new Error(`the stand-in has no ${what} ${thing?.id ?? thing}`);
    return found;
};
export const userOf = (state, thing) => known(state.users, thing, 'user');
export const channelOf = (state, thing) => known(state.channels, thing, 'channel');

const added = (list, item) => {
    list.push(item);
    return item;
};

// --- People, places ----------------------------------------------------------------------------------------------------------

export function addUser(state, name, { realName = name, displayName = '', email = `${name}@example.com`, isBot = false } = {}) {
    return added(state.users, { id: newId(state, 'U'), name, realName, displayName, email, isBot, deleted: false });
}

// members: all users there are, the app's own among them, unless told otherwise.
export function addChannel(state, name, { isPrivate = false, members = state.users, id = newId(state, 'C') } = {}) {
    const ids = members.map((one) => userOf(state, one).id);
    return added(state.channels, { id, name, isPrivate, isArchived: false, members: ids, messages: [], createdMs: nowMs(state) });
}

export function addGroup(state, handle, users) {
    return added(state.groups, { id: newId(state, 'S'), handle, users: users.map((one) => userOf(state, one).id) });
}

// What the app's manifest asks for.
export const usualScopes = ['app_mentions:read', 'channels:read', 'chat:write', 'commands', 'groups:read', 'usergroups:read', 'users:read'];

export function addToken(state, { scopes = usualScopes } = {}) {
    const token = `xoxb-${newId(state, '')}-${newSecret()}`;
    state.tokens[token] = { scopes, refusal: null };
    return token;
}

// -> { path, channel }; its URL is slack.hooksUrl + path
export function addWebhook(state, channel) {
    const path = `/services/${state.team.id}/${newId(state, 'B')}/${newSecret(12)}`;
    return added(state.webhooks, { path, channel: channelOf(state, channel).id, refusal: null });
}

// --- Messages ----------------------------------------------------------------------------------------------------------------

const withBlockIds = (blocks) => blocks?.map((block) => (block.block_id ? block : { ...block, block_id: newSecret(2) }));

// by: id of who posts.  edits: what it said before, the oldest first.
export function addMessage(state, channel, { by = state.app.user.id, text = '', blocks, attachments, threadTs = null } = {}) {
    const message = { ts: newTs(state), by, text, blocks: withBlockIds(blocks), attachments, threadTs, edits: [] };
    return added(channelOf(state, channel).messages, message);
}

export function addEphemeral(state, channel, to, { text = '', blocks, attachments, threadTs = null } = {}) {
    const where = { channel: channelOf(state, channel).id, to: userOf(state, to).id };
    const message = { ts: newTs(state), by: state.app.user.id, text, blocks: withBlockIds(blocks), attachments, threadTs, edits: [] };
    return added(state.ephemerals, { ...message, ...where });
}

// What is not given stays; an empty list takes blocks away.
export function editMessage(message, { text, blocks, attachments }) {
    message.edits.push({ text: message.text, blocks: message.blocks });
    if (text !== undefined) message.text = text;
    if (blocks !== undefined) message.blocks = blocks.length > 0 ? withBlockIds(blocks) : undefined;
    if (attachments !== undefined) message.attachments = attachments;
}

export function removeMessage(state, message) {
    state.ephemerals = state.ephemerals.filter((one) => one !== message);
    for (const channel of state.channels) channel.messages = channel.messages.filter((one) => one !== message);
}

// Those that stand in a channel by themselves, and those of a thread.
export const messagesOf = (state, channel) => channelOf(state, channel).messages.filter((one) => !one.threadTs);
export const threadOf = (state, channel, { ts }) => channelOf(state, channel).messages.filter((one) => one.threadTs === ts);
export const ephemeralsOf = (state, channel, user) =>
    state.ephemerals.filter((one) => one.channel === channelOf(state, channel).id && one.to === userOf(state, user).id);

// A path that whoever was addressed may answer at; message: which replace_original means, or nothing.
export function addResponseUrl(state, kind, { channel, user, message }) {
    const path = `/${kind}/${state.team.id}/${newId(state, '').padStart(12, '1')}/${newSecret(12)}`;
    const who = { channel: channelOf(state, channel).id, user: userOf(state, user).id };
    state.responseUrls.set(path, { ...who, message, madeMs: nowMs(state), uses: 0 });
    return path;
}

// --- What ends ---------------------------------------------------------------------------------------------------------------

// refusal: what Slack says of the token from now on.
export function revokeToken(state, token, refusal = 'token_revoked') {
    state.tokens[token].refusal = refusal;
}
