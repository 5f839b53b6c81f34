// Senders that hooklet.conf describes, through the real nginx: Gitea deploys, Stripe, GitLab, Shopify and a sender of Standard Webhooks (by its
// npm library) set off their rules and nobody else's; and everything that is refused, or has come before.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Origin, Site, builddir, done, push, request, sha, skip, srcdir, temporary, test, until } from './lib.mjs';
import { giteaPush, gitlabIssue, gitlabPush, headersOf, secrets, seconds, sections, shopifyOrder, stripeEvent } from './source/senders.mjs';

const origin = new Origin();
const first = origin.commit({ version: '1\n' }, { branch: 'main' });
const work = temporary(), target = path.join(work, 'web'), marks = path.join(work, 'marks');
const site = await Site.make();
const told = (name, source, events, more = '') => `run "${name}" {
    source = ${source}
    events = { ${events} }
    command = { sh, '-c', 'echo "${name} $HOOKLET_EVENT \${HOOKLET_ACTION:--} \${HOOKLET_REPOSITORY:--} $HOOKLET_DELIVERY" >> ${marks}' }
    ${more}
}
`;
const rules = sections(site.dir) + `
deploy "web" {
    source = gitea
    repository = acme/web
    branches = { main }
    directory = "${target}"
    checkout = true
    remote = "${origin.path}"
    command = { sh, '-c', 'echo "web $HOOKLET_EVENT $HOOKLET_BRANCH $HOOKLET_SHA $HOOKLET_SENDER" >> ${marks}' }
}
deploy "githubs" {
    repository = acme/web
    branches = { main }
    command = { sh, '-c', 'echo githubs >> ${marks}' }
}
` + told('paid', 'stripe', 'invoice.paid') + told('lab', 'gitlab', "'Push Hook', 'Issue Hook'") + told('order', 'shopify', '"*"') +
    told('bank', 'bank', "'transfer.done'") + told('githubs-all', 'github', '"*"');
site.configure(rules);
fs.writeFileSync(marks, '');
await site.up();

const send = (name, body, headers) => request(`${site.url}/hooks/in/${name}`, {
    body, headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers } });
const events = () => site.json('events', '-n', '1000').events;
// What the rules' commands have written since the last time.
let seen = 0;
async function marked() {
    await site.settled();
    const lines = fs.readFileSync(marks, 'utf8').split('\n').filter(Boolean);
    return lines.slice(seen, seen = lines.length);
}

// --- What they are for -------------------------------------------------------------------------------------------------------

const giteaBody = giteaPush({ after: first }), giteaId = randomUUID();
await test('a-push-of-gitea-deploys', async () => {
    const answer = await send('gitea', giteaBody, headersOf.gitea(giteaBody, { id: giteaId }));
    assert.deepEqual([answer.status, answer.json.event, answer.json.delivery, answer.json.status], [202, 'push', giteaId, 'accepted']);
    assert.deepEqual(answer.json.jobs.map(({ kind, rule }) => [kind, rule]), [['deploy', 'web']]);
    assert.deepEqual(await marked(), [`web push main ${first} ann`]);
    assert.equal(fs.readFileSync(path.join(target, 'version'), 'utf8'), '1\n');
    const [event] = events();
    assert.deepEqual([event.source, event.kind, event.repository, event.delivery], ['gitea', 'push', 'acme/web', giteaId]);
});

await test('what-its-rule-does-not-want', async () => {
    for (const [body, reason] of [
        [giteaPush({ ref: 'refs/heads/dev', after: sha() }), /branch dev is not main/],
        [giteaPush({ ref: 'refs/tags/v1', after: sha() }), /takes branches only/],
        [giteaPush({ after: '0'.repeat(40) }), /deleted/],
        [giteaPush({ after: sha(), repository: 'acme/api' }), /no rule for repository acme\/api/],
    ]) {
        const answer = await send('gitea', body, headersOf.gitea(body));
        assert.deepEqual([answer.status, answer.json.status], [202, 'ignored']);
        assert.match(answer.json.reason, reason);
    }
    assert.deepEqual(await marked(), []);
});

await test('githubs-rules-see-githubs-events-alone', async () => {
    const answer = await site.post('push', push({ ref: 'refs/heads/main', repository: 'acme/web' }));
    assert.deepEqual(answer.json.jobs.map(({ rule }) => rule), ['githubs', 'githubs-all']);
    assert.deepEqual((await marked()).map((line) => line.split(' ')[0]).sort(), ['githubs', 'githubs-all']);
});

const paid = stripeEvent(), paidId = JSON.parse(paid).id;
await test('an-event-of-stripe-runs-a-command', async () => {
    const answer = await send('stripe', paid, headersOf.stripe(paid));
    assert.deepEqual([answer.status, answer.json.event, answer.json.delivery], [202, 'invoice.paid', paidId]);
    const refund = stripeEvent({ type: 'charge.refunded' });
    assert.equal((await send('stripe', refund, headersOf.stripe(refund))).json.status, 'ignored');
    assert.deepEqual(await marked(), [`paid invoice.paid - - ${paidId}`]);
});

await test('events-of-gitlab-by-its-token', async () => {
    const commit = sha(), hook = gitlabPush({ sha: commit }), issue = gitlabIssue(), ids = [randomUUID(), randomUUID()];
    assert.equal((await send('gitlab', hook, headersOf.gitlab(hook, { id: ids[0] }))).json.event, 'Push_Hook');
    assert.equal((await send('gitlab', issue, headersOf.gitlab(issue, { event: 'Issue Hook', id: ids[1] }))).json.event, 'Issue_Hook');
    assert.deepEqual((await marked()).sort(), [`lab Issue_Hook open acme/web ${ids[1]}`, `lab Push_Hook - acme/tools/web ${ids[0]}`]);
    assert.equal(events().find((event) => event.delivery === ids[0]).subject, commit);
});

await test('an-order-of-shopify', async () => {
    const body = shopifyOrder(), id = randomUUID();
    assert.equal((await send('shopify', body, headersOf.shopify(body, { id }))).json.event, 'orders/create');
    assert.deepEqual(await marked(), [`order orders/create - - ${id}`]);
});

const require = createRequire(path.join(srcdir, 'tests', 'package.json'));
let Webhook;
try {
    ({ Webhook } = require('standardwebhooks'));
} catch (error) {
    if (process.env.CI === 'true') throw error;
}
if (!Webhook) skip('a-message-of-standard-webhooks', 'npm standardwebhooks is not installed; run: npm ci in tests/');
else await test('a-message-of-standard-webhooks', async () => {
    const webhook = new Webhook(secrets.bank), body = JSON.stringify({ type: 'transfer.done', timestamp: new Date().toISOString(), data: { amount: '1.00' } });
    const signed = (id, at) => ({ 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': webhook.sign(id, new Date(at * 1000), body) });
    assert.equal((await send('bank', body, signed('msg_1', seconds()))).json.status, 'accepted');
    // It tries again later: the same id, another timestamp.
    const again = await send('bank', body, signed('msg_1', seconds() - 100));
    assert.deepEqual([again.status, again.json.status], [200, 'duplicate']);
    assert.equal((await send('bank', body, signed('msg_2', seconds()))).json.status, 'accepted');
    for (const off of [-310, 310]) assert.equal((await send('bank', body, signed('msg_3', seconds() + off))).status, 401);
    assert.deepEqual(await marked(), ['bank transfer.done - - msg_1', 'bank transfer.done - - msg_2']);
});

// --- What has come before ----------------------------------------------------------------------------------------------------

await test('the-same-id-is-a-duplicate', async () => {
    const again = await send('gitea', giteaBody, headersOf.gitea(giteaBody, { id: giteaId }));
    assert.deepEqual([again.status, again.json.status, again.json.delivery], [200, 'duplicate', giteaId]);
    // Stripe signs each attempt anew.
    assert.equal((await send('stripe', paid, headersOf.stripe(paid, { at: seconds() - 60 }))).json.status, 'duplicate');
    assert.deepEqual(await marked(), []);
});

await test('the-same-body-under-an-id-that-is-not-signed-is-a-suspect', async () => {
    const id = randomUUID(), before = events().length;
    const answer = await send('gitea', giteaBody, headersOf.gitea(giteaBody, { id }));
    assert.deepEqual([answer.status, answer.json.status], [202, 'ignored']);
    assert.equal(answer.json.reason, `same body as delivery ${giteaId}`);
    const [event] = events();
    assert.deepEqual([event.delivery, event.status, events().length], [id, 'suspect', before + 1]);
    assert.deepEqual(await marked(), []);
});

await test('what-stripe-has-signed-long-ago-is-refused', async () => {
    const before = events().length;
    for (const at of [seconds() - 310, seconds() + 310, 0]) {
        const body = stripeEvent();
        assert.equal((await send('stripe', body, headersOf.stripe(body, { at }))).text, '{"error":"unauthorized"}');
    }
    assert.equal(events().length, before);
});

// --- Who is refused ----------------------------------------------------------------------------------------------------------

const plain = ({ status, headers, text }) => ({ status, text, headers: { ...headers, date: undefined } });

await test('all-refusals-are-the-same-answer', async () => {
    const before = events().length, body = giteaPush({ after: sha() }), good = headersOf.gitea(body);
    const wrong = plain(await send('gitea', body, headersOf.gitea(body, { secret: 'guessed' })));
    assert.deepEqual([wrong.status, wrong.text], [401, '{"error":"unauthorized"}']);
    const refused = {
        'an unknown name': ['nobody', good], 'a name cut off': ['gite', good], 'no name': ['', good], 'a name in capitals': ['Gitea', good],
        'a path below it': ['gitea/x', good], 'a path behind it': ['gitea/', good], 'an encoded slash': ['x%2fgitea', good],
        'another source': ['shopify', good], 'our own': ['hooklet', good], 'no header': ['gitea', {}],
        'the signature of GitHub alone': ['gitea', { 'X-Hub-Signature-256': good['X-Hub-Signature-256'] }],
        'no token': ['gitlab', { 'X-Gitlab-Event': 'Push Hook' }], 'an empty token': ['gitlab', { ...headersOf.gitlab(body), 'X-Gitlab-Token': '' }],
        'half a token': ['gitlab', headersOf.gitlab(body, { secret: secrets.gitlab.slice(0, -1) })],
        'a v0 alone': ['stripe', { 'Stripe-Signature': headersOf.stripe(body)['Stripe-Signature'].replace('v1=', 'v2=') }],
    };
    for (const [name, [where, headers]] of Object.entries(refused)) assert.deepEqual(plain(await send(where, body, headers)), wrong, name);
    assert.equal(events().length, before);
});

await test('signed-and-no-event-in-it', async () => {
    const before = events().length;
    for (const [name, body, headers] of [
        ['gitea', '{}', { ...headersOf.gitea('{}'), 'X-Gitea-Event': undefined }], ['gitea', '{}', { ...headersOf.gitea('{}'), 'X-Gitea-Delivery': undefined }],
        ['stripe', '{"id":"evt_1"}', headersOf.stripe('{"id":"evt_1"}')], ['stripe', '{"type":"a"}', headersOf.stripe('{"type":"a"}')],
        ['shopify', 'not JSON', headersOf.shopify('not JSON')], ['shopify', '', headersOf.shopify('')],
    ]) {
        const answer = await send(name, body, headers);
        assert.deepEqual([answer.status, answer.json.error], [400, 'malformed'], answer.text);
    }
    assert.equal(events().length, before);
});

await test('methods-and-sizes', async () => {
    assert.equal((await request(`${site.url}/hooks/in/gitea`, { method: 'GET' })).status, 405);
    const large = shopifyOrder({ note: 'x'.repeat(1600000) }), larger = shopifyOrder({ note: 'x'.repeat(2200000) });
    assert.equal((await send('shopify', large, headersOf.shopify(large))).status, 202);
    assert.equal((await send('shopify', larger, headersOf.shopify(larger))).status, 413);
    for (const name of ['gitea', 'nobody']) assert.equal((await send(name, large, headersOf.gitea(large))).status, 413);
    await marked();
});

// --- What people see, and try ------------------------------------------------------------------------------------------------

await test('neither-tokens-nor-signatures-are-kept', () => {
    for (const { id, source } of events()) {
        const { stdout } = site.hooklet('event', id, '--json');
        assert.ok(!stdout.includes(secrets.gitlab) && !/signature"/i.test(stdout), stdout);
        if (source === 'gitlab') assert.match(stdout, /X-Gitlab-Event-UUID/);
    }
    for (const name of ['source', 'nginx', 'worker']) assert.ok(!Object.values(secrets).some((secret) => site.readLog(name).includes(secret)));
});

const file = (name, text) => {
    fs.writeFileSync(path.join(site.dir, name), text);
    return path.join(site.dir, name);
};

await test('deliver-signs-as-each-sender', async () => {
    const deliver = (source, body, ...more) => site.hooklet('deliver', '--source', source, '--url', `${site.url}/hooks/in/${source}`, ...more, file('body', body));
    const body = giteaPush({ after: first, ref: 'refs/heads/dev' });
    for (const [source, text, ...more] of [
        ['gitea', body, '--event', 'push', '--delivery', 'by-hand'], ['gitlab', gitlabIssue(), '--event', 'Issue Hook'],
        ['stripe', stripeEvent({ id: 'evt_hand' })], ['shopify', shopifyOrder({ id: 1 }), '--event', 'orders/paid'],
        ['bank', JSON.stringify({ type: 'transfer.done' }), '--delivery', 'msg_hand'],
    ]) {
        const { status, stdout, stderr } = deliver(source, text, ...more);
        assert.equal(status, 0, stdout + stderr);
        assert.match(stdout, /^delivery \S+: HTTP 202/);
        assert.equal(events()[0].source, source);
    }
    assert.match(deliver('gitea', body).stderr, /needs --event NAME, the header X-Gitea-Event/);
    assert.match(deliver('stripe', paid, '--event', 'x').stderr, /the configuration says what it is/);
    assert.match(deliver('stripe', paid, '--delivery', 'x').stderr, /has no header for its id/);
    assert.match(deliver('gitee', body, '--event', 'push').stderr, /did you mean gitea\?/);
    await marked();
});

await test('explain-and-replay', async () => {
    const explain = (source, body, ...more) => JSON.parse(site.hooklet('explain', '--json', '--source', source, ...more, file('body', body)).stdout);
    assert.deepEqual(explain('gitea', giteaBody, '--event', 'push').jobs.map(({ rule }) => rule), ['web']);
    assert.deepEqual(explain('stripe', paid).event.kind, 'invoice.paid');
    assert.deepEqual(explain('gitlab', gitlabIssue(), '--event', 'Issue Hook').jobs.map(({ rule }) => rule), ['lab']);
    const { id } = events().find((event) => event.delivery === paidId);
    assert.match(site.hooklet('replay', id).stdout, /accepted/);
    assert.match((await marked()).join(), /^paid invoice.paid - - replay\//);
});

await test('what-people-get-wrong', () => {
    const body = file('body', stripeEvent());
    for (const url of [site.url, `${site.url}/stripe`]) {
        const { status, stdout } = site.hooklet('deliver', '--source', 'stripe', '--url', url, body);
        assert.equal(status, 7);
        assert.match(stdout, /^These webhooks are taken at \/hooks\/in\/stripe of the server: is --url right\?$/m);
    }
    site.configure(rules.replaceAll('source = stripe', 'source = bank'));
    assert.match(site.hooklet('explain', '--source', 'stripe', body).stdout, /^Nothing to do: no rule says source = stripe\.$/m);
    assert.match(site.hooklet('doctor').stdout, /^warn +rules +source stripe: no rule says source = stripe, so what it sends sets nothing off$/m);
    site.configure(rules);
    assert.doesNotMatch(site.hooklet('doctor').stdout, /no rule says/);
});

await test('a-secret-is-rotated', async () => {
    const rotate = (input, ...words) => spawnSync(path.join(builddir, 'hooklet'), ['secrets', 'rotate', ...words], { env: site.env, encoding: 'utf8', input });
    const reload = async () => {
        const before = site.readLog('source').split('what=reload').length;
        site.children.get('source').kill('SIGHUP');
        await until('source reloads', () => site.readLog('source').split('what=reload').length > before);
    };
    assert.deepEqual(site.json('secrets', 'list').secrets.map(({ source }) => source), ['github', ...Object.keys(secrets)]);
    assert.match(rotate('', 'gitea').stdout, /Put the new one into the webhook's settings at gitea/);
    assert.match(rotate('whsec_new_at_stripe\n', 'stripe', '--theirs').stdout, /Nothing more is to be done at stripe/);
    const given = `whsec_${'A'.repeat(32)}`;
    assert.equal(rotate(given, 'bank').status, 0);
    assert.equal(fs.readFileSync(path.join(site.dir, 'secret-bank'), 'utf8').trim(), given);
    assert.match(rotate('', 'asana').stderr, /there is no source asana/);
    assert.equal(rotate('', 'asana').status, 2);
    await reload();
    const fresh = fs.readFileSync(path.join(site.dir, 'secret-gitea'), 'utf8').trim(), body = giteaPush({ after: sha(), ref: 'refs/heads/x' });
    for (const secret of [fresh, secrets.gitea]) assert.notEqual((await send('gitea', body, headersOf.gitea(body, { secret }))).status, 401);
    for (const secret of ['whsec_new_at_stripe', secrets.stripe]) {
        const event = stripeEvent({ type: 'a' });
        assert.equal((await send('stripe', event, headersOf.stripe(event, { secret }))).status, 202);
    }
    assert.equal(rotate('', 'gitea', '--finish').status, 0);
    await reload();
    assert.equal((await send('gitea', body, headersOf.gitea(body))).status, 401);
});

await test('no-secret-and-the-source-is-refused', () => {
    site.configure(rules.replace(/secret "main" \{[^}]*secret-stripe' \}/, ''));
    const { status, stderr, stdout } = site.hooklet('check');
    assert.equal(status, 3);
    assert.match(stderr + stdout, /there is no secret: every request would be refused/);
});

await done();
