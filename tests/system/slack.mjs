// slack.mjs - a stand-in for Slack: its Web API, response_urls and incoming webhooks, and what it sends by itself (standin.mjs says what
// it shares with others).
//
//     const slack = await startSlack({ validate: true });     // stopped by done() of lib.mjs
//     slack.url, slack.hooksUrl       what hooklet's api_url and response_url are set to
//     slack.state                     what Slack knows: plain data, to read and to change (slack/state.mjs)
//     slack.requests, on(), once(), asked(), waitFor(), count      as github.mjs has them; method paths are '/chat.postMessage'
//     slack.endpoints = { command, interactive, event };       where it sends to: URLs
//     slack.sender                    command(), press(), pressOld(), event(), challenge(), sslCheck(), again(), deliveries
//     slack.mention(), join(), rename(), uninstall(), install()     what people do there; it changes, and events tell of it
//     await slack.idle()              when all events are delivered or given up
//
// With `validate`, done() adds a case that holds every request against Slack's contracts (slack/contract.mjs).
import { atEnd } from './lib.mjs';
import { contractCase } from './slack/contract.mjs';
import { answerTo, locate } from './slack/gate.mjs';
import { Sender } from './slack/sender.mjs';
import { addChannel, addMessage, addToken, addUser, channelOf, makeState, newId, newSecret, newTs, userOf } from './slack/state.mjs';
import { StandIn } from './standin.mjs';

export * from './slack/answers.mjs';
export * from './slack/blocks.mjs';
export * from './slack/state.mjs';
export { signature } from './slack/sender.mjs';
export { big, cut, hold, html, never, unheard } from './standin/answers.mjs';

// There is a workspace Acme with people ada and bob (slack.ada, slack.bob) and a channel web (slack.channel), where all of them are; the
// app has a token (slack.token) and is called by /hooklet.
export async function startSlack({ validate = false, clockShiftMs = 0 } = {}) {
    const slack = new Slack();
    const { state } = slack;
    state.clockShiftMs = clockShiftMs;
    slack.hooksUrl = await slack.listen();
    slack.url = `${slack.hooksUrl}/api`;
    state.team = { id: newId(state, 'T'), domain: 'acme', name: 'Acme' };
    state.app = {
        id: newId(state, 'A'), name: 'Hooklet', command: 'hooklet', signingSecret: newSecret(), verificationToken: newSecret(12),
        user: addUser(state, 'hooklet', { isBot: true }), botId: newId(state, 'B'), isInstalled: true,
    };
    Object.assign(slack, { ada: addUser(state, 'ada', { realName: 'Ada Lovelace' }), bob: addUser(state, 'bob'), token: addToken(state) });
    slack.channel = addChannel(state, 'web');
    atEnd.push(() => slack.stop());
    if (validate) atEnd.push(() => contractCase(slack));
    return slack;
}

class Slack extends StandIn {
    serviceName = 'Slack';
    state = makeState();
    endpoints = {};
    sender = this.sends = new Sender(this);

    // --- What people do ------------------------------------------------------------------------------------------------------

    // Somebody writes to the app.  -> as Sender.event(), with the message
    mention(user, channel, words) {
        const { id } = userOf(this.state, user), text = `<@${this.state.app.user.id}> ${words}`;
        const message = addMessage(this.state, channel, { by: id, text });
        const place = { channel: channelOf(this.state, channel).id, ts: message.ts, event_ts: message.ts };
        return { message, ...this.sender.event({ type: 'app_mention', user: id, text, ...place }) };
    }

    join(user, channel) {
        const { id } = userOf(this.state, user), where = channelOf(this.state, channel);
        if (!where.members.includes(id)) where.members.push(id);
        const about = { user: id, channel: where.id, channel_type: where.isPrivate ? 'G' : 'C', team: this.state.team.id };
        return this.sender.event({ type: 'member_joined_channel', ...about });
    }

    rename(channel, name) {
        const where = channelOf(this.state, channel);
        where.name = name;
        return this.sender.event({ type: 'channel_rename', channel: { id: where.id, name, created: Math.floor(where.createdMs / 1000) } });
    }

    // All tokens end.  -> what was sent: [as Sender.event()]
    uninstall() {
        const { app, tokens } = this.state;
        app.isInstalled = false;
        for (const one of Object.values(tokens)) one.refusal ??= 'account_inactive';
        for (const hook of this.state.webhooks) hook.refusal ??= { status: 404, text: 'no_team' };
        return [
            this.sender.event({ type: 'app_uninstalled' }),
            this.sender.event({ type: 'tokens_revoked', tokens: { oauth: [], bot: [app.user.id] } }),
        ];
    }

    // Somebody takes back the bot's token, or (isBot: false) one of a person.
    revoke(token, { isBot = true } = {}) {
        if (isBot) this.state.tokens[token].refusal = 'token_revoked';
        const ids = [isBot ? this.state.app.user.id : this.state.users.at(-1).id];
        return this.sender.event({ type: 'tokens_revoked', tokens: isBot ? { bot: ids } : { oauth: ids } });
    }

    // The app is installed again.  -> its new token
    install(options) {
        this.state.app.isInstalled = true;
        this.token = addToken(this.state, options);
        return this.token;
    }

    newTs() {
        return newTs(this.state);
    }

    // --- Serving -------------------------------------------------------------------------------------------------------------

    pathOf(path) {
        if (path.startsWith('/api/')) return path.slice('/api'.length);
        return /^\/(commands|actions|services)\//.test(path) ? path : `/outside${path}`;
    }

    locate(request) {
        locate(request);
    }

    answerTo(request) {
        return answerTo(this, request);
    }
}
