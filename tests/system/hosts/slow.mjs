// slow.mjs - case: a body that stops coming.  It waits for as long as the server's own limit is, so it runs beside the others.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import { push, sign, test } from '../lib.mjs';
import { isError, raw, stored } from './ask.mjs';

const MOST_MS = 12000; // the limit is 5 s between two pieces, or for the whole of a small body

// Begins at once; what it gives is to be called when there is time to wait.
export function slowBody(host) {
    const delivery = randomUUID(), body = JSON.stringify(push());
    const begin = performance.now();
    const half = raw(host, ['POST /hooks/github/push HTTP/1.1', 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`,
        'X-GitHub-Event: push', `X-GitHub-Delivery: ${delivery}`, `X-Hub-Signature-256: ${sign(host.site.secret, body)}`],
    { body: body.slice(0, 100) }).then((answer) => ({ answer, ms: performance.now() - begin }), (error) => ({ error }));
    return () => test('408-a-body-that-stops-coming', async () => {
        const { answer, ms, error } = await half;
        assert.ifError(error);
        assert.ok(ms < MOST_MS, `${ms} ms`);
        if (host.differs['slow-body']) assert.equal(answer.status, 0, answer.text);
        else isError(answer, 408, 'timeout', 'the request did not arrive in time');
        assert.equal(stored(host, delivery).length, 0);
    });
}
