// hook_routes.mjs - webhooks: established by a handshake while the request is still unanswered, read, deleted.
import { bad, created, data, empty, failure, missing, page, refuse } from './answers.mjs';
import { find, isTheirs } from './finding.mjs';
import { compact, record } from './shapes.mjs';
import { byGid, newGid, newSecret, stamp } from './state.mjs';

const inPath = (call) => find(call, 'webhook', call.params.webhook_gid, { isInPath: true });

// The workspace that what a webhook is about belongs to.
function homeOf(state, gid) {
    const item = ['tasks', 'projects', 'workspaces'].map((name) => byGid(state[name], gid)).find(Boolean);
    return item?.workspace ?? item?.gid;
}

function resourceOf(call, gid) {
    const kind = ['task', 'project', 'workspace'].find((one) => byGid(call.state[`${one}s`], gid));
    return { kind: kind ?? 'resource', item: find(call, kind ?? 'task', gid, { field: 'resource' }) };
}

function hostOf(target) {
    try {
        return new URL(target).hostname;
    } catch {
        return refuse(bad(`target: Not a valid URL: ${target}`));
    }
}

// Asana refuses localhost; 127.0.0.1 must do for the tests.
function checkTarget(call, target) {
    if (hostOf(target) === 'localhost') refuse(failure(403, 'target: Invalid hostname: localhost'));
    const { resource } = call.input;
    const isThere = call.state.webhooks.some((one) => isTheirs(call, one) && one.resource === resource && one.target === target);
    if (isThere) refuse(failure(403, 'A webhook with the same resource and target exists already'));
}

async function createWebhook(call) {
    const { resource, target, filters = [] } = call.input;
    for (const name of ['resource', 'target']) if (!call.input[name]) refuse(missing(name));
    const { kind, item } = resourceOf(call, resource);
    checkTarget(call, target);
    if (kind === 'workspace' && filters.length === 0) refuse(missing('filters'));
    const secret = newSecret();
    const complaint = await call.asana.hooks.handshakeComplaint(target, secret);
    if (complaint) refuse(bad(complaint));
    const webhook = {
        gid: newGid(call.state), resource: item.gid, target, filters, secret, user: call.user.gid, app: call.app?.clientId ?? null,
        active: true, createdAt: stamp(call.state), succeededAt: stamp(call.state), failedAt: null, failedWith: null,
    };
    call.state.webhooks.push(webhook);
    call.asana.hooks.heartbeat(webhook);
    return created(call, `/webhooks/${webhook.gid}`, record('webhook')(call, webhook), { 'X-Hook-Secret': secret });
}

function listWebhooks(call) {
    const { workspace, resource } = call.query;
    if (!workspace) refuse(missing('workspace'));
    const { gid } = find(call, 'workspace', workspace);
    const isMeant = (one) =>
        isTheirs(call, one) && homeOf(call.state, one.resource) === gid && (!resource || one.resource === resource);
    return page(call, call.state.webhooks.filter(isMeant), compact('webhook'));
}

function deleteWebhook(call) {
    const webhook = inPath(call);
    call.state.webhooks = call.state.webhooks.filter((one) => one !== webhook);
    return empty();
}

export const hookRoutes = [
    ['GET', '/webhooks', listWebhooks],
    ['POST', '/webhooks', createWebhook],
    ['GET', '/webhooks/{webhook_gid}', (call) => data(record('webhook')(call, inPath(call)))],
    ['DELETE', '/webhooks/{webhook_gid}', deleteWebhook],
];
