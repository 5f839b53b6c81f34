// sender.mjs - Slack as the one who asks: slash commands, presses of buttons, events with their retries; all signed.  Really posted;
// each attempt is recorded.
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { controls, optionsOf } from './blocks.mjs';
import { deliverReply } from './hook_routes.mjs';
import { addResponseUrl, channelOf, newId, newSecret, newTs, nowMs, userOf } from './state.mjs';

export const signature = (secret, timestamp, text) => `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${text}`).digest('hex')}`;

const isGood = (status) => status >= 200 && status < 300;

// Each time on a connection of its own.  -> { status (0: nobody answered), error, headers, text, json }
function post(url, headers, text, patienceMs, method = 'POST') {
    return new Promise((resolve) => {
        const failed = (error) => resolve({ status: 0, error, headers: {}, text: '' });
        const all = { ...headers, 'Content-Length': Buffer.byteLength(text) };
        const sent = http.request(url, { method, headers: all, agent: false, signal: AbortSignal.timeout(patienceMs) }, (res) => {
            const chunks = [];
            res.on('data', (chunk) => chunks.push(chunk));
            res.on('error', failed);
            res.on('end', () => {
                const said = Buffer.concat(chunks).toString();
                resolve({ status: res.statusCode, headers: res.headers, text: said, json: parsed(said) });
            });
        });
        sent.on('error', failed);
        sent.end(text);
    });
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

const form = 'application/x-www-form-urlencoded';
const retryReason = ({ status, error }) => {
    if (status > 0) return 'http_error';
    return error.name === 'AbortError' ? 'http_timeout' : 'connection_failed';
};

export class Sender {
    deliveries = [];            // every attempt: { kind, id, url, headers, text, body, status, answer }
    #running = new Set();
    #closing = new AbortController();

    // slack.endpoints: where commands, presses and events go, { command, interactive, event }: URLs
    constructor(slack) {
        this.slack = slack;
    }

    get state() {
        return this.slack.state;
    }

    // When all events are delivered or given up.
    async idle() {
        while (this.#running.size > 0) await Promise.all(this.#running);
    }

    close() {
        this.#closing.abort();
    }

    // --- One request ---------------------------------------------------------------------------------------------------------

    // secret, timestamp (seconds), signature, method: others than Slack would use, for tests of who is let in; signature: null for none.
    async #send(kind, { type, text, body, id, headers = {} }, { secret, timestamp, signature: given, method } = {}) {
        const url = this.slack.endpoints[kind];
        if (!url) throw new Error(`the stand-in does not know where to send a Slack ${kind}: slack.endpoints`);
        const seconds = String(timestamp ?? Math.floor(nowMs(this.state) / 1000));
        const signed = given === undefined ? signature(secret ?? this.state.app.signingSecret, seconds, text) : given;
        const proof = signed === null ? {} : { 'X-Slack-Request-Timestamp': seconds, 'X-Slack-Signature': signed };
        const all = { 'Content-Type': type, 'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)', ...proof, ...headers };
        const answer = await post(url, all, text, this.state.patienceMs, method);
        this.deliveries.push({ kind, id, url, headers: all, text, body, status: answer.status, answer });
        this.slack.happened();
        return answer;
    }

    // The same bytes once more.  -> as #send()
    async again({ url, headers, text }) {
        return post(url, headers, text, this.state.patienceMs);
    }

    #trigger() {
        return `${newId(this.state, '').padStart(13, '1')}.${newId(this.state, '').padStart(12, '1')}.${newSecret()}`;
    }

    // --- Commands ------------------------------------------------------------------------------------------------------------

    // Somebody types `/hooklet text` in a channel, and sees what is answered.  -> { status, text, json, headers; shown: the message that
    // the answer became, or nothing; responseUrl, triggerId }
    async command(user, channel, text = '', { command = this.state.app.command, fields = {}, ...how } = {}) {
        const who = userOf(this.state, user), where = channelOf(this.state, channel), { app, team } = this.state;
        const path = addResponseUrl(this.state, 'commands', { channel: where, user: who });
        const triggerId = this.#trigger();
        const body = {
            token: app.verificationToken, team_id: team.id, team_domain: team.domain, channel_id: where.id, channel_name: where.name,
            user_id: who.id, user_name: who.name, command: `/${command}`, text, api_app_id: app.id, is_enterprise_install: 'false',
            response_url: this.slack.hooksUrl + path, trigger_id: triggerId, ...fields,
        };
        const answer = await this.#send('command', { type: form, text: new URLSearchParams(body).toString(), body, id: triggerId }, how);
        return { ...answer, shown: this.#show(answer, { channel: where, user: who }), responseUrl: body.response_url, triggerId };
    }

    #show({ status, text, json }, at) {
        if (status !== 200 || text === '') return undefined;
        return deliverReply(this.state, at, json ?? { text });
    }

    // Slack's test of the certificate.
    sslCheck({ method = 'POST', ...how } = {}) {
        const text = new URLSearchParams({ ssl_check: '1', token: this.state.app.verificationToken }).toString();
        return this.#send('command', { type: form, text }, { signature: null, method, ...how });
    }

    // --- Presses -------------------------------------------------------------------------------------------------------------

    // The control of a message that is meant: by its action_id, by what stands on it, or by its value.
    #control(message, { action, text, value }) {
        const found = controls(message.blocks).filter(({ element }) => (action === undefined || element.action_id === action) &&
            (text === undefined || element.text?.text === text) &&
            (value === undefined || element.value === value || element.type === 'static_select'));
        if (found.length !== 1) {
            const words = JSON.stringify({ action, text, value, blocks: message.blocks });
            throw new Error(`the message has ${found.length} such controls: ${words}`);
        }
        return found[0];
    }

    #action({ block, element }, { value }) {
        const common = { type: element.type, action_id: element.action_id, block_id: block.block_id, action_ts: newTs(this.state) };
        if (element.type !== 'static_select') {
            const { text, value: own, style } = element;
            return { ...common, text, ...(own !== undefined && { value: own }), ...(style && { style }) };
        }
        const chosen = optionsOf(element).find((one) => one.value === value);
        if (!chosen) throw new Error(`the menu has no option ${value}`);
        return { ...common, selected_option: chosen, placeholder: element.placeholder };
    }

    #home(message) {
        const channel = this.state.channels.find((one) => one.id === message.channel || one.messages.includes(message));
        if (!channel) throw new Error('the message is gone');
        return channel;
    }

    // Somebody presses a button, or chooses from a menu, on a message that is there: one of a channel's or an ephemeral one.
    // which: { action, text, value }.  -> as command()
    async press(user, message, which = {}, how = {}) {
        const who = userOf(this.state, user), channel = this.#home(message), { app, team } = this.state;
        const triggerId = this.#trigger(), isEphemeral = Boolean(message.to);
        const path = addResponseUrl(this.state, 'actions', { channel, user: who, message });
        const shape = { type: 'message', user: message.by, bot_id: app.botId, text: message.text, ts: message.ts, blocks: message.blocks };
        const body = {
            type: 'block_actions', team: { id: team.id, domain: team.domain },
            user: { id: who.id, username: who.name, name: who.name, team_id: team.id }, api_app_id: app.id, token: app.verificationToken,
            container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: isEphemeral },
            trigger_id: triggerId, channel: { id: channel.id, name: channel.name }, ...(!isEphemeral && { message: shape }),
            state: { values: {} }, response_url: this.slack.hooksUrl + path, actions: [this.#action(this.#control(message, which), which)],
        };
        return { ...await this.#payload(body, triggerId, how), responseUrl: body.response_url, triggerId };
    }

    #payload(body, id, how) {
        const text = new URLSearchParams({ payload: JSON.stringify(body) }).toString();
        return this.#send('interactive', { type: form, text, body, id }, how);
    }

    // The old form: a button of an attachment.  action: { name, type, value } or { name, type: 'select', selected_options }.  What is
    // answered takes the message's place, unless it says otherwise.
    async pressOld(user, message, { callback, action }, how = {}) {
        const who = userOf(this.state, user), channel = this.#home(message), { app, team } = this.state;
        const triggerId = this.#trigger();
        const path = addResponseUrl(this.state, 'actions', { channel, user: who, message });
        const shape = { type: 'message', user: message.by, text: message.text, ts: message.ts, attachments: message.attachments };
        const body = {
            type: 'interactive_message', callback_id: callback, actions: [action], team: { id: team.id, domain: team.domain },
            channel: { id: channel.id, name: channel.name }, user: { id: who.id, name: who.name }, action_ts: newTs(this.state),
            message_ts: message.ts, attachment_id: '1', token: app.verificationToken, is_app_unfurl: false,
            ...(!message.to && { original_message: shape }), response_url: this.slack.hooksUrl + path, trigger_id: triggerId,
        };
        const answer = await this.#payload(body, triggerId, how);
        const at = { channel, user: who, message };
        const reply = answer.json && { ...answer.json, replace_original: answer.json.replace_original ?? true };
        const isSaid = answer.status === 200 && answer.text !== '';
        const shown = isSaid ? deliverReply(this.state, at, reply ?? { text: answer.text }) : undefined;
        return { ...answer, shown, responseUrl: body.response_url, triggerId };
    }

    // --- Events --------------------------------------------------------------------------------------------------------------

    async challenge(how = {}) {
        const challenge = newSecret(24);
        const body = { token: this.state.app.verificationToken, challenge, type: 'url_verification' };
        const answer = await this.#send('event', { type: 'application/json', text: JSON.stringify(body), body }, how);
        const isAnswered = isGood(answer.status) && [answer.text, answer.json?.challenge].includes(challenge);
        return { ...answer, challenge, isAnswered };
    }

    // Delivers an event as Slack does: at once, and up to three times again.  -> { id, delivered: a promise of true or false }
    event(event, how = {}) {
        const { app, team } = this.state, id = `Ev${newId(this.state, '')}`;
        const body = {
            token: app.verificationToken, team_id: team.id, api_app_id: app.id, type: 'event_callback', event_id: id,
            event_time: Math.floor(nowMs(this.state) / 1000), authorizations: [{ team_id: team.id, user_id: app.user.id, is_bot: true }],
            event: { event_ts: newTs(this.state), ...event },
        };
        if (this.state.eventsAreOff) return { id, delivered: Promise.resolve(false) };
        const delivered = this.#deliver(id, body, how).finally(() => {
            this.#running.delete(delivered);
            this.slack.happened();
        });
        this.#running.add(delivered);
        return { id, delivered };
    }

    async #deliver(id, body, how) {
        const text = JSON.stringify(body);
        let last = await this.#send('event', { type: 'application/json', text, body, id }, how);
        for (const [i, waitMs] of this.state.retryAfterMs.entries()) {
            if (isGood(last.status) || last.headers['x-slack-no-retry'] === '1') break;
            await pause(waitMs, undefined, { signal: this.#closing.signal }).catch(() => {});
            if (this.#closing.signal.aborted) break;
            const headers = { 'X-Slack-Retry-Num': String(i + 1), 'X-Slack-Retry-Reason': retryReason(last) };
            last = await this.#send('event', { type: 'application/json', text, body, id, headers }, how);
        }
        return isGood(last.status);
    }
}
