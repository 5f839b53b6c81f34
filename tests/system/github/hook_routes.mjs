// hook_routes.mjs - hooks of the App, of organisations and of repositories; what they delivered, and delivering it again.
import { createHmac } from 'node:crypto';
import { answer, ok } from '../standin/answers.mjs';
import { failure, invalid, notFound, page, pageFrom } from './answers.mjs';
import { addDelivery, byId, isoTime, nowMs, sameName } from './state.mjs';
import { hookShape } from './talk.mjs';

// GitHub keeps deliveries for three days.
const kept = 3 * 86_400_000;

// --- Deliveries --------------------------------------------------------------------------------------------------------------

const reasons = { 0: 'failed to connect to host', 200: 'OK', 201: 'OK', 202: 'OK', 401: 'Invalid HTTP Response: 401' };
const succeeded = (delivery) => delivery.statusCode >= 200 && delivery.statusCode < 300;

function deliveryItem(world, delivery) {
    return {
        id: delivery.id, guid: delivery.guid, delivered_at: delivery.deliveredAt, redelivery: delivery.redelivery,
        duration: delivery.duration, status: reasons[delivery.statusCode] ?? `Invalid HTTP Response: ${delivery.statusCode}`,
        status_code: delivery.statusCode, event: delivery.event, action: delivery.payload.action ?? null,
        installation_id: delivery.payload.installation?.id ?? null, repository_id: delivery.payload.repository?.id ?? null,
        throttled_at: null,
    };
}

const targetOf = (hook) => {
    if (hook.id === 'app') return 'integration';
    return hook.owner.includes('/') ? 'repository' : 'organization';
};

// The headers that GitHub sends to the hook's URL; the signature only where there is a secret.
export function deliveryHeaders(delivery, hook, text, type = 'application/json') {
    const mac = (hash) => createHmac(hash, hook.secret).update(text).digest('hex');
    return {
        'User-Agent': 'GitHub-Hookshot/044aadd', Accept: '*/*', 'Content-Type': type, 'X-GitHub-Event': delivery.event,
        'X-GitHub-Delivery': delivery.guid, 'X-GitHub-Hook-ID': String(hook.id === 'app' ? 1 : hook.id),
        'X-GitHub-Hook-Installation-Target-Type': targetOf(hook), 'X-GitHub-Hook-Installation-Target-ID': '1',
        ...(hook.secret && { 'X-Hub-Signature': `sha1=${mac('sha1')}`, 'X-Hub-Signature-256': `sha256=${mac('sha256')}` }),
    };
}

function deliveryShape(world, delivery, hook) {
    const text = JSON.stringify(delivery.payload);
    return {
        ...deliveryItem(world, delivery), url: hook.url ?? '',
        request: { headers: deliveryHeaders(delivery, hook, text), payload: delivery.payload },
        response: { headers: succeeded(delivery) ? { Server: 'nginx' } : null, payload: succeeded(delivery) ? 'ok' : null },
    };
}

// --- Which hook --------------------------------------------------------------------------------------------------------------

// The hook that the path names: { id, url, secret }, or nothing.
function hookOf(call) {
    const { state, params } = call;
    if (params.hook_id === undefined) return { id: 'app', ...state.hook };
    return byId(state.hooks.filter((hook) => sameName(hook.owner, ownerOf(call))), params.hook_id);
}

const ownerOf = ({ params, repository }) => repository?.fullName ?? params.org;

const withHook = (run) => (call) => {
    const hook = hookOf(call);
    return hook ? run(call, hook) : notFound();
};

const deliveriesOf = (state, hook) =>
    state.deliveries.filter((one) => one.hook === hook.id && Date.parse(one.deliveredAt) > nowMs(state) - kept);

const withDelivery = (run) => withHook((call, hook) => {
    const delivery = byId(deliveriesOf(call.state, hook), call.params.delivery_id);
    return delivery ? run(call, delivery, hook) : notFound();
});

// --- Routes ------------------------------------------------------------------------------------------------------------------

const listHooks = (call) => page(call, call.state.hooks.filter((hook) => sameName(hook.owner, ownerOf(call))), hookShape);

const listDeliveries = withHook((call, hook) => {
    const { status } = call.query;
    if (![undefined, 'success', 'failure'].includes(status)) return invalid({ resource: 'Hook', code: 'invalid', field: 'status' });
    const isWanted = (one) => status === undefined || succeeded(one) === (status === 'success');
    const newest = deliveriesOf(call.state, hook).filter(isWanted).sort((a, b) => b.id - a.id);
    return pageFrom(call, newest, deliveryItem, { name: 'cursor', including: true });
});

const getDelivery = withDelivery((call, delivery, hook) => ok(deliveryShape(call, delivery, hook)));

const redeliver = withDelivery((call, delivery, hook) => {
    call.github.redeliver(delivery, hook);
    return answer(202, {});
});

// Delivers something for the first time.  What is lost never arrives, and the list says so.
export async function deliver(state, hook, { event, payload }) {
    const isLost = (state.hook.loses[event] ?? 0) > 0;
    if (isLost) state.hook.loses[event]--;
    const delivery = addDelivery(state, hook.id, { event, payload, statusCode: 0 });
    const isSent = hook.url && !isLost;
    if (isSent) delivery.statusCode = await post(hook, delivery, JSON.stringify(payload));
    return delivery;
}

// Delivers once more, with the same guid under a new id.  With a URL it is really posted; without one it counts as arrived.
export async function deliverAgain(state, delivery, hook) {
    const text = JSON.stringify(delivery.payload);
    const begun = Date.now();
    const statusCode = hook.url ? await post(hook, delivery, text) : 200;
    return addDelivery(state, delivery.hook, {
        event: delivery.event, payload: delivery.payload, guid: delivery.guid, redelivery: true, statusCode,
        duration: (Date.now() - begun) / 1000, deliveredAt: isoTime(nowMs(state)),
    });
}

async function post(hook, delivery, json) {
    const isForm = hook.contentType === 'form';
    const text = isForm ? new URLSearchParams({ payload: json }).toString() : json;
    const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
    const headers = deliveryHeaders(delivery, hook, text, type);
    try {
        // GitHub waits for ten seconds and follows nothing.
        const signal = AbortSignal.timeout(10_000);
        const sent = await fetch(hook.url, { method: 'POST', headers, body: text, redirect: 'manual', signal });
        await sent.arrayBuffer();
        return sent.status;
    } catch {
        return 0;
    }
}

const hookConfig = ({ state: { hook } }) => ok({
    url: hook.url ?? '', content_type: hook.contentType, insecure_ssl: '0', ...(hook.secret && { secret: '********' }),
});

function changeHookConfig(call) {
    const { url, secret, content_type: contentType } = call.body;
    const { hook } = call.state;
    if (contentType && !['json', 'form'].includes(contentType)) return failure(422, 'Invalid content_type');
    Object.assign(hook, { url: url ?? hook.url, secret: secret ?? hook.secret, contentType: contentType ?? hook.contentType });
    return hookConfig(call);
}

// The same for each owner of hooks.
const deliveryRoutes = (base, read, write) => [
    ['GET', `${base}/deliveries`, listDeliveries, read],
    ['GET', `${base}/deliveries/{delivery_id}`, getDelivery, read],
    ['POST', `${base}/deliveries/{delivery_id}/attempts`, redeliver, write],
];

const app = { by: 'app' };
const rights = (name) => ['read', 'write'].map((level) => ({ needs: `${name}_hooks=${level}` }));

export const hookRoutes = [
    ['GET', '/app/hook/config', hookConfig, app],
    ['PATCH', '/app/hook/config', changeHookConfig, app],
    ...deliveryRoutes('/app/hook', app, app),
    ['GET', '/orgs/{org}/hooks', listHooks, rights('organization')[0]],
    ...deliveryRoutes('/orgs/{org}/hooks/{hook_id}', ...rights('organization')),
    ['GET', '/repos/{owner}/{repo}/hooks', listHooks, rights('repository')[0]],
    ...deliveryRoutes('/repos/{owner}/{repo}/hooks/{hook_id}', ...rights('repository')),
];
