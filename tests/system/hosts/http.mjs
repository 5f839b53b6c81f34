// http.mjs - cases: paths, methods, lengths, limits, headers that pretend.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { push, sign, test } from '../lib.mjs';
import { MIB, events, get, isError, isOurs, isRefused, isTooLarge, oneConnection, post, raw, stored } from './ask.mjs';
import { ping } from './github.mjs';
import { aliases, example, hooks, routes } from './table.mjs';

const notFound = 'nothing is served at this path';

// Headers of a signed push, as lines.
const lines = (host, body, { delivery = randomUUID(), event = 'push' } = {}) => ['Content-Type: application/json', `X-GitHub-Event: ${event}`,
    `X-GitHub-Delivery: ${delivery}`, `X-Hub-Signature-256: ${sign(host.site.secret, body)}`];

export async function httpCases(host) {
    await paths(host);
    await methods(host);
    await lengths(host);
    await pretending(host);
    await connections(host);
}

async function paths(host) {
    await test('404-paths-that-are-not-ours', async () => {
        for (const target of ['/hooks/github/nothing', '/hooks/', '/hooks/github/', '/hooks/github/push/', '/hooks/github/push/more', '/hooks/slack',
            '/hooks/github-push', '/hooklet/nothing', '/hooklet/', '/hooklet/healthz/', '/hooklet/github-push.fcgi', '/hooks/github/.htaccess']) {
            isError(await host.site.post('push', push(), { target }), 404, 'not found', notFound);
            isError(await get(host, target), 404, 'not found', notFound);
        }
    });

    await test('a-query-changes-nothing', async () => {
        assert.equal((await host.site.post('push', push(), { target: '/hooks/github?--help' })).json?.status, 'accepted');
        assert.equal((await host.site.post('push', push(), { target: '/hooks/github/push?--config+/nonexistent' })).json?.status, 'accepted');
    });

    if (host.differs.index) return;
    await test('the-index-is-one-friendly-line', async () => {
        const answer = await get(host, '/');
        isOurs(answer, 200, {}, 'text/plain; charset=utf-8');
        assert.match(answer.text, /^Hello.*\n$/);
        const head = isOurs(await get(host, '/', { method: 'HEAD' }), 200, {}, 'text/plain; charset=utf-8');
        assert.equal(head.text, '');
        isError(await post(host, '/', 'x'), 405, 'method not allowed', /./, { allow: 'GET, HEAD' });
    });
}

async function methods(host) {
    await test('405-webhooks-come-by-post', async () => {
        for (const [i, way] of [...hooks, ...aliases].entries()) {
            const method = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'][i % 5];
            isError(await get(host, example(host, way), { method }), 405, 'method not allowed', /./, { allow: 'POST' });
        }
    });

    await test('head-is-get-without-a-body', async () => {
        for (const target of ['/hooklet/healthz', '/hooks/github', '/hooklet/nothing', '/hooklet/api/openapi.yaml']) {
            const answer = await get(host, target), head = await get(host, target, { method: 'HEAD' });
            assert.equal(head.text, '');
            assert.equal(head.status, answer.status);
            for (const name of ['content-type', 'cache-control', 'allow']) assert.equal(head.headers[name], answer.headers[name], target);
        }
    });

    await test('405-of-what-is-only-read', async () => {
        for (const method of ['POST', 'PUT', 'DELETE']) {
            isError(await post(host, '/hooklet/healthz', 'x', { method }), 405, 'method not allowed', /./, { allow: 'GET, HEAD' });
        }
    });
}

async function lengths(host) {
    const { site } = host;

    await test('411-no-length', async () => {
        const answer = await raw(host, ['POST /hooks/github HTTP/1.1', 'Connection: close']);
        isError(answer, 411, 'length required');
    });

    await test('chunked-is-as-good-as-a-length', async () => {
        const body = JSON.stringify(push());
        const answer = await post(host, '/hooks/github', body, { headers: { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked',
            ...Object.fromEntries(lines(host, body).map((line) => line.split(': '))) } });
        assert.equal(answer.json?.status, 'accepted', answer.text);
    });

    await test('25-mib-are-taken', async () => {
        const body = JSON.stringify(push({ filler: '@' }));
        const answer = await site.post('push', body.replace('"@"', `"${'x'.repeat(25 * MIB - body.length + 1)}"`));
        assert.equal(answer.json?.status, 'accepted', answer.text);
    });

    await test('413-one-byte-more-than-the-route-takes', async () => {
        const bodies = [...hooks, ...aliases, routes.find(({ program }) => program === 'api')];
        for (const way of bodies) {
            const { mib, flags } = way.route ?? way;
            const answer = await raw(host, [`POST ${example(host, way)} HTTP/1.1`, `Content-Length: ${mib * MIB + 1}`, 'Connection: close']);
            if (flags.includes('WEB_SOURCES')) isError(answer, 413, 'too large');
            else isTooLarge(answer, mib);
        }
    });

    await test('413-pieces-that-are-too-many', async () => {
        const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
        const answer = await raw(host, ['POST /hooks/slack/event HTTP/1.1', 'Content-Type: application/json', 'Transfer-Encoding: chunked'],
            { body: `${piece.repeat(17)}0\r\n\r\n` });
        isTooLarge(answer, 1);
    });

    await test('a-body-that-is-cut-off-is-not-stored', async () => {
        const body = JSON.stringify(push()), delivery = randomUUID();
        await raw(host, ['POST /hooks/github HTTP/1.1', `Content-Length: ${body.length + 100}`, ...lines(host, body, { delivery })],
            { body, isCut: true });
        await raw(host, [`POST /hooks/circleci/${host.keys.notify} HTTP/1.1`, `Content-Length: ${body.length + 100}`], { body, isCut: true });
        assert.equal((await site.post('push', push())).status, 202);
        assert.equal(stored(host, delivery).length, 0);
    });

    await test('what-comes-after-the-body-is-no-part-of-it', async () => {
        const body = JSON.stringify(push());
        const answer = await raw(host, ['POST /hooks/github HTTP/1.1', `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close',
            ...lines(host, body)], { body: `${body}GET /hooklet/api/events HTTP/1.1\r\n\r\n` });
        assert.equal(answer.status, 202, answer.text);
        assert.equal(answer.json?.status, 'accepted', answer.text);
    });
}

async function pretending(host) {
    const body = JSON.stringify(push());
    const ask = (headers, text = body) => raw(host, ['POST /hooks/github HTTP/1.1', `Content-Length: ${Buffer.byteLength(text)}`,
        'Connection: close', ...headers], { body: text });
    const without = (name, all) => all.filter((line) => !line.startsWith(name));

    await test('an-underscore-is-no-dash', async () => {
        const signed = lines(host, body);
        isRefused(await ask(signed.map((line) => line.replace('X-Hub-Signature-256', 'X_Hub_Signature_256'))));
        isError(await ask(signed.map((line) => line.replace('X-GitHub-Delivery', 'X_GitHub_Delivery'))), 400, 'malformed');
        const asPing = await ask([...lines(host, JSON.stringify(ping()), { event: 'ping' }), 'X_GitHub_Event: push'], JSON.stringify(ping()));
        assert.equal(asPing.status, 401, asPing.text); // two pings differ: their zen is new each time
    });

    await test('a-header-that-comes-twice-is-not-chosen-from', async () => {
        const good = sign(host.site.secret, body), bad = sign('wrong', body);
        const rest = without('X-Hub', lines(host, body));
        for (const two of [[good, bad], [bad, good]]) isRefused(await ask([...rest, ...two.map((value) => `X-Hub-Signature-256: ${value}`)]));
    });

    await test('nothing-of-a-request-is-in-the-environment-of-a-job', async () => {
        const text = JSON.stringify(push()), delivery = randomUUID();
        const evil = ['Proxy: http://127.0.0.1:9/evil', 'X-Evil: evil', 'Path: /evil', 'LD-Preload: /evil.so', 'Cookie: evil'];
        const answer = await ask([...lines(host, text, { delivery }), ...evil], text);
        assert.equal(answer.json?.status, 'accepted', answer.text);
        await host.work();
        const marks = fs.readFileSync(host.keys.marks, 'utf8');
        assert.ok(marks.includes(delivery));
        assert.ok(!/evil|^HTTP_/m.test(marks), /.*(evil|^HTTP_).*/m.exec(marks)?.[0]);
    });
}

async function connections(host) {
    await test('one-connection-for-many-requests', async () => {
        const agent = oneConnection();
        for (let i = 0; i < 4; i++) {
            assert.equal((await host.site.post('push', push(), { agent })).status, 202);
            assert.equal((await get(host, '/hooklet/healthz', { agent })).status, 200);
            assert.equal((await host.site.post('push', push(), { agent, secret: 'wrong' })).status, 401);
        }
        assert.equal(agent.opened, 1);
        agent.destroy();
    });

    await test('many-senders-at-once', async () => {
        const before = events(host).length, mine = 48;
        const answers = await Promise.all(Array.from({ length: mine }, () => host.site.post('push', push(), { agent: false })));
        assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202]);
        assert.equal(events(host).length, before + mine);
    });
}
