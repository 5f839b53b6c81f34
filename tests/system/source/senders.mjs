// senders.mjs - the sections source of well-known senders, and what these send, as their docs and their own programs have it.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const hmac = (secret, text, encoding = 'hex') => createHmac('sha256', secret).update(text).digest(encoding);
export const secrets = { gitea: 'gitea secret', gitlab: 'gitlab-token-of-ours', stripe: 'whsec_stripe_is_text', shopify: 'hush',
    bank: `whsec_${randomBytes(32).toString('base64')}` };

const keys = {
    gitea: 'scheme = hmac header = X-Gitea-Signature id = X-Gitea-Delivery event = X-Gitea-Event\n' +
        'repository = /repository/full_name ref = /ref commit = /after',
    gitlab: 'scheme = token header = X-Gitlab-Token id = X-Gitlab-Event-UUID event = X-Gitlab-Event\n' +
        'action = /object_attributes/action repository = /project/path_with_namespace ref = /ref commit = /checkout_sha',
    stripe: "scheme = hmac header = Stripe-Signature prefix = 'v1=' timestamp = 'item:t' signed = '{timestamp}.{body}'\n" +
        'id = /id event = /type',
    shopify: 'scheme = hmac header = X-Shopify-Hmac-Sha256 encoding = base64 id = X-Shopify-Webhook-Id event = X-Shopify-Topic\n' +
        'body_most = 2097152',
    bank: 'scheme = standard-webhooks',
};

// All of them as text of hooklet.conf; their secrets are files in dir.
export function sections(dir) {
    return Object.entries(keys).map(([name, text]) => {
        const file = path.join(dir, `secret-${name}`);
        fs.writeFileSync(file, secrets[name], { mode: 0o400 });
        return `source "${name}" {\n${text.replaceAll(/ (?=\w+ = )/g, '\n')}\nsecret "main" { file = '${file}' }\n}\n`;
    }).join('');
}

export const seconds = () => Math.floor(Date.now() / 1000);

// Each gives the headers of a body as its sender makes them.
export const headersOf = {
    gitea: (body, { event = 'push', id = randomUUID(), secret = secrets.gitea } = {}) => ({
        'User-Agent': 'Go-http-client/1.1', 'X-Gitea-Delivery': id, 'X-Gitea-Event': event, 'X-Gitea-Event-Type': event,
        'X-Gitea-Signature': hmac(secret, body), 'X-Gogs-Delivery': id, 'X-Gogs-Event': event,
        'X-Hub-Signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`, 'X-Hub-Signature-256': `sha256=${hmac(secret, body)}`,
        'X-GitHub-Delivery': id, 'X-GitHub-Event': event,
    }),
    gitlab: (body, { event = 'Push Hook', id = randomUUID(), secret = secrets.gitlab } = {}) => ({
        'User-Agent': 'GitLab/17.5.1', 'X-Gitlab-Event': event, 'X-Gitlab-Event-UUID': id, 'X-Gitlab-Webhook-UUID': randomUUID(),
        'X-Gitlab-Instance': 'https://gitlab.example.com', 'X-Gitlab-Token': secret, 'Idempotency-Key': id,
    }),
    stripe: (body, { at = seconds(), secret = secrets.stripe } = {}) => ({
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'Stripe-Signature': `t=${at},v1=${hmac(secret, `${at}.${body}`)},v0=${randomBytes(32).toString('hex')}`,
    }),
    shopify: (body, { event = 'orders/create', id = randomUUID(), secret = secrets.shopify } = {}) => ({
        'User-Agent': 'Ruby', 'X-Shopify-Topic': event, 'X-Shopify-Hmac-Sha256': hmac(secret, body, 'base64'),
        'X-Shopify-Shop-Domain': 'acme.myshopify.com', 'X-Shopify-API-Version': '2025-10', 'X-Shopify-Webhook-Id': id,
    }),
};

const before = '28e1879d029cb852e4844d9c718537df08844e03';

// A push as Gitea 1.22 tells it.
export const giteaPush = ({ ref = 'refs/heads/main', after, repository = 'acme/web' }) => JSON.stringify({
    ref, before, after, compare_url: `https://git.example.com/${repository}/compare/${before}...${after}`, total_commits: 1,
    commits: [{ id: after, message: 'a change\n', url: `https://git.example.com/${repository}/commit/${after}`,
        author: { name: 'Ann', email: 'ann@example.com', username: 'ann' }, timestamp: '2026-11-22T10:00:00+01:00', added: [], removed: [], modified: ['version'] }],
    repository: { id: 140, owner: { id: 5, login: repository.split('/')[0] }, name: repository.split('/')[1], full_name: repository, private: true,
        fork: false, default_branch: 'main', clone_url: `https://git.example.com/${repository}.git` },
    pusher: { id: 1, login: 'ann' }, sender: { id: 1, login: 'ann', full_name: '', email: 'ann@example.com' },
});

export const gitlabPush = ({ ref = 'refs/heads/main', sha, repository = 'acme/tools/web' }) => JSON.stringify({
    object_kind: 'push', event_name: 'push', before, after: sha, ref, ref_protected: true, checkout_sha: sha, user_id: 4, user_name: 'Ann', user_username: 'ann',
    project_id: 15, project: { id: 15, name: 'web', path_with_namespace: repository, default_branch: 'main', git_http_url: `https://gitlab.example.com/${repository}.git` },
    commits: [], total_commits_count: 0,
});

export const gitlabIssue = () => JSON.stringify({
    object_kind: 'issue', event_type: 'issue', user: { id: 1, username: 'root' }, project: { id: 1, path_with_namespace: 'acme/web' },
    object_attributes: { id: 301, iid: 23, title: 'New API', state: 'opened', action: 'open' }, changes: {},
});

export const stripeEvent = ({ type = 'invoice.paid', id = `evt_${randomBytes(12).toString('hex')}` } = {}) => JSON.stringify({
    id, object: 'event', api_version: '2025-10-29.clover', created: seconds(), livemode: false, pending_webhooks: 1, type,
    data: { object: { id: 'in_1MtHbELkdIwHu7ixl4OzzPMv', object: 'invoice', amount_paid: 2000, currency: 'eur' } }, request: { id: null, idempotency_key: null },
}, null, 2);

export const shopifyOrder = (more = {}) => JSON.stringify({ id: 820982911946154508, email: 'jon@example.com', created_at: '2026-11-22T11:22:33-05:00',
    currency: 'USD', total_price: '403.00', line_items: [{ id: 866550311766439020, quantity: 1, price: '199.00' }], ...more });
