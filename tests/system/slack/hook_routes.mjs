// hook_routes.mjs - URLs that are their own permission: response_urls and incoming webhooks.
import { answer } from '../standin/answers.mjs';
import { blockComplaints } from './blocks.mjs';
import { addEphemeral, addMessage, channelOf, editMessage, nowMs, removeMessage } from './state.mjs';

const over = () => answer(404, { ok: false, error: 'Expired url' });

// What a command, or a press, is answered: at once or by its response_url.  at: { channel, user, message }.  -> the message, if there is
// one
export function deliverReply(state, at, reply) {
    const { response_type: type, text, blocks, attachments, replace_original: replace, delete_original: gone } = reply;
    if (gone) {
        if (at.message) removeMessage(state, at.message);
        return undefined;
    }
    if (replace && at.message) {
        editMessage(at.message, { text, blocks: blocks ?? [], attachments });
        return at.message;
    }
    const content = { text, blocks, attachments };
    return type === 'in_channel' ? addMessage(state, at.channel, content) : addEphemeral(state, at.channel, at.user, content);
}

function respond({ state, request, input }) {
    const at = state.responseUrls.get(request.path);
    if (!at || nowMs(state) - at.madeMs > state.responseLifetimeMs || at.uses >= state.responseUses) return over();
    if (input.blocks !== undefined && blockComplaints(input.blocks).length > 0) return answer(400, { ok: false, error: 'invalid_blocks' });
    const says = input.text || input.blocks?.length || input.attachments?.length || input.delete_original;
    if (!says) return answer(400, { ok: false, error: 'no_text' });
    at.uses++;
    deliverReply(state, at, input);
    return answer(200, { ok: true });
}

// The errors: api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks, and the docs of incoming webhooks.
function hook({ state, request, input }) {
    const webhook = state.webhooks.find((one) => one.path === request.path);
    if (!webhook) return answer(404, 'no_service');
    if (webhook.refusal) return answer(webhook.refusal.status, webhook.refusal.text);
    const channel = channelOf(state, webhook.channel);
    if (channel.isArchived) return answer(410, 'channel_is_archived');
    if (!input.text && !input.blocks?.length) return answer(400, 'no_text');
    if (input.blocks !== undefined && blockComplaints(input.blocks).length > 0) return answer(400, 'invalid_blocks');
    addMessage(state, channel, { text: input.text, blocks: input.blocks });
    return answer(200, 'ok');
}

export const hookRoutes = [
    ['POST', '/commands/{team_id}/{hook_id}/{token}', respond, { isHook: true }],
    ['POST', '/actions/{team_id}/{hook_id}/{token}', respond, { isHook: true }],
    ['POST', '/services/{team_id}/{hook_id}/{token}', hook, { isHook: true }],
];
