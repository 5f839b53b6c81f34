// slow.mjs - case: a body that stops coming.  It waits for as long as the server's own limit is, so it runs beside the others.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import { push, sign, test } from '../lib.mjs';
import { isError, isUnavailable, raw, stored } from './ask.mjs';

const MOST_MS = 12000; // the limit is 5 s between two pieces, or for the whole of a small body

// Half of a body and no more; gives the answer, and how long it took.
async function half(host, target, headers, body, program) {
    const begin = performance.now();
    const answer = await raw(host, [`POST ${target} HTTP/1.1`, 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`,
        ...headers], { body: body.slice(0, 100) });
    return { answer, program, ms: performance.now() - begin };
}

// Begins at once; what it gives is to be called when there is time to wait.
export function slowBody(host) {
    const delivery = randomUUID(), body = JSON.stringify(push());
    const all = Promise.allSettled([
        half(host, '/hooks/github/push', ['X-GitHub-Event: push', `X-GitHub-Delivery: ${delivery}`,
            `X-Hub-Signature-256: ${sign(host.site.secret, body)}`], body, 'the program'),
        half(host, `/hooks/circleci/${host.keys.notify}`, [], body, 'the program circleci'), // its address is in no log, as is seen at the end
    ]);
    return () => test('408-a-body-that-stops-coming', async () => {
        for (const { value, reason } of await all) {
            assert.ifError(reason);
            assert.ok(value.ms < MOST_MS, `${value.ms} ms`);
            if (host.slow) isUnavailable(value.answer, host.slow, value.program);
            else if (host.differs['slow-body']) assert.equal(value.answer.status, 0, value.answer.text);
            else isError(value.answer, 408, 'timeout', 'the request did not arrive in time');
        }
        assert.equal(stored(host, delivery).length, 0);
    });
}
