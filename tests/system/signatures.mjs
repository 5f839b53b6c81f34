// What is not signed by a live secret writes nothing and is answered in one way only: odd headers, every single bit of the signature
// flipped, the body changed.
import assert from 'node:assert';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import net from 'node:net';
import { Site, done, push, sign, test } from './lib.mjs';

const secret = 'a secret of some length';
const site = await Site.make({ secret, rules: 'run "each" {\n    events = { push }\n    command = { "/bin/true" }\n}\n' });
await site.up({ worker: false });
const port = Number(new URL(site.url).port);

const body = Buffer.from(JSON.stringify(push()));
const good = sign(secret, body);
const digits = good.slice('sha256='.length);
const sha1 = createHmac('sha1', secret).update(body).digest('hex');

// Bytes that no client library would send need a connection of our own; gives status, head and body of the answer.
function send(lines, bytes = body) {
    const head = ['POST /hooks/github HTTP/1.1', 'Host: localhost', 'Connection: close', 'Content-Type: application/json',
        'X-GitHub-Event: push', `X-GitHub-Delivery: ${randomUUID()}`, `Content-Length: ${bytes.length}`, ...lines];
    return new Promise((resolve, reject) => {
        const chunks = [];
        const socket = net.connect(port, '127.0.0.1', () => {
            socket.write(Buffer.concat([Buffer.from(head.join('\r\n') + '\r\n\r\n', 'latin1'), bytes]));
        });
        socket.on('data', (chunk) => chunks.push(chunk));
        socket.on('error', reject);
        socket.on('end', () => {
            const text = Buffer.concat(chunks).toString('latin1');
            const at = text.indexOf('\r\n\r\n');
            resolve({ status: Number(text.split(' ')[1]), text: text.slice(0, at).replace(/\r\nDate: [^\r]*/, '') + text.slice(at) });
        });
    });
}

const signature = (value) => [`X-Hub-Signature-256: ${value}`];
const hmac = (key, bytes = body, hash = 'sha256') => createHmac(hash, key).update(bytes).digest('hex');

// name -> header lines
const variants = {
    'no-header': [],
    'an-empty-value': signature(''),
    'blanks-only': signature('   '),
    'the-prefix-alone': signature('sha256='),
    'the-digits-alone': signature(digits),
    'an-equals-sign-and-the-digits': signature('=' + digits),
    'a-colon-for-the-equals-sign': signature('sha256:' + digits),
    'a-blank-for-the-equals-sign': signature('sha256 ' + digits),
    'a-blank-behind-the-equals-sign': signature('sha256= ' + digits),
    'a-blank-before-the-equals-sign': signature('sha256 =' + digits),
    'a-tab-behind-the-equals-sign': signature('sha256=\t' + digits),
    'two-equals-signs': signature('sha256==' + digits),
    'the-prefix-in-capitals': signature('SHA256=' + digits),
    'the-prefix-capitalised': signature('Sha256=' + digits),
    'the-prefix-with-a-dash': signature('sha-256=' + digits),
    'the-prefix-twice': signature('sha256=sha256=' + digits),
    'the-prefix-of-sha1': signature('sha1=' + digits),
    'the-prefix-of-sha512': signature('sha512=' + digits),
    'the-prefix-v1': signature('v1=' + digits),
    'the-prefix-v0': signature('v0=' + digits),
    'the-prefix-md5': signature('md5=' + digits),
    'the-prefix-none': signature('none='),
    'the-prefix-cut-off': signature('sha25=' + digits),
    'the-prefix-made-longer': signature('sha2566=' + digits),
    'digits-in-capitals': signature('sha256=' + digits.toUpperCase()),
    'one-digit-in-capitals': signature('sha256=' + digits.replace(/[a-f]/, (c) => c.toUpperCase())),
    'one-digit-less': signature(good.slice(0, -1)),
    'two-digits-less': signature(good.slice(0, -2)),
    'half-the-digits': signature(good.slice(0, 7 + 32)),
    'a-single-digit': signature('sha256=' + digits[0]),
    'one-digit-more': signature(good + '0'),
    'two-digits-more': signature(good + '00'),
    'twice-the-digits': signature(good + digits),
    'the-first-digit-missing': signature('sha256=' + digits.slice(1)),
    'a-blank-among-the-digits': signature('sha256=' + digits.slice(0, 32) + ' ' + digits.slice(32)),
    'a-blank-for-a-digit': signature('sha256=' + digits.slice(0, 32) + ' ' + digits.slice(33)),
    'a-letter-that-is-no-digit': signature('sha256=' + digits.slice(0, 63) + 'g'),
    'a-sign-for-a-digit': signature('sha256=' + '-' + digits.slice(1)),
    'the-digits-with-0x': signature('sha256=0x' + digits),
    'the-digits-with-0x-in-their-place': signature('sha256=0x' + digits.slice(2)),
    'the-digits-with-percent-signs': signature('sha256=' + digits.replace(/../g, '%$&')),
    'the-digits-with-colons': signature('sha256=' + digits.match(/../g).join(':')),
    'quoted': signature(`"${good}"`),
    'digits-quoted': signature(`sha256="${digits}"`),
    'in-base64': signature('sha256=' + createHmac('sha256', secret).update(body).digest('base64')),
    'in-base64-for-url': signature('sha256=' + createHmac('sha256', secret).update(body).digest('base64url')),
    'a-comma-behind': signature(good + ','),
    'a-semicolon-behind': signature(good + ';'),
    'a-wrong-one-and-the-right-one-with-a-comma': signature(`sha256=${'0'.repeat(64)}, ${good}`),
    'the-right-one-and-a-wrong-one-with-a-comma': signature(`${good}, sha256=${'0'.repeat(64)}`),
    'the-right-one-and-a-wrong-one-with-a-blank': signature(`${good} sha256=${'0'.repeat(64)}`),
    'the-digits-reversed': signature('sha256=' + [...digits].reverse().join('')),
    'the-bytes-reversed': signature('sha256=' + digits.match(/../g).reverse().join('')),
    'all-zero': signature('sha256=' + '0'.repeat(64)),
    'all-f': signature('sha256=' + 'f'.repeat(64)),
    'bytes-beyond-ascii': signature('sha256=' + '\xe9'.repeat(64)),
    'bytes-beyond-ascii-before': signature('\xff\xfe' + good),
    'a-digit-of-another-script': signature('sha256=' + '\xd9\xa3'.repeat(32)),
    '4-KiB-of-digits': signature('sha256=' + '0'.repeat(4096)),
    'hmac-with-another-secret': signature('sha256=' + hmac('another secret')),
    'hmac-with-an-empty-secret': signature('sha256=' + hmac('')),
    'hmac-with-the-secret-and-a-newline': signature('sha256=' + hmac(secret + '\n')),
    'hmac-with-the-secret-and-a-blank': signature('sha256=' + hmac(secret + ' ')),
    'hmac-with-the-secret-and-a-zero-byte-and-more': signature('sha256=' + hmac(secret + '\0x')),
    'hmac-with-half-the-secret': signature('sha256=' + hmac(secret.slice(0, 11))),
    'hmac-with-the-secret-in-capitals': signature('sha256=' + hmac(secret.toUpperCase())),
    'hmac-with-the-secret-reversed': signature('sha256=' + hmac([...secret].reverse().join(''))),
    'hmac-of-nothing': signature('sha256=' + hmac(secret, '')),
    'hmac-of-the-digest': signature('sha256=' + hmac(secret, createHash('sha256').update(body).digest())),
    'the-digest-without-a-secret': signature('sha256=' + createHash('sha256').update(body).digest('hex')),
    'the-digest-of-secret-and-body': signature('sha256=' + createHash('sha256').update(secret).update(body).digest('hex')),
    'hmac-sha512-cut-to-size': signature('sha256=' + hmac(secret, body, 'sha512').slice(0, 64)),
    'hmac-sha1-in-the-header-of-sha256': signature('sha1=' + sha1),
    'hmac-sha1-with-the-prefix-of-sha256': signature('sha256=' + sha1),
    'hmac-sha1-alone': [`X-Hub-Signature: sha1=${sha1}`],
    'hmac-sha256-in-the-header-of-sha1': [`X-Hub-Signature: ${good}`],
    'hmac-sha1-right-beside-a-wrong-sha256': [`X-Hub-Signature: sha1=${sha1}`, ...signature('sha256=' + '0'.repeat(64))],
    'a-wrong-header-before-the-right-one': [...signature('sha256=' + '0'.repeat(64)), ...signature(good)],
    'an-empty-header-before-the-right-one': [...signature(''), ...signature(good)],
    'the-header-with-underscores': [`X_Hub_Signature_256: ${good}`],
    'the-header-of-slack': [`X-Slack-Signature: v0=${digits}`],
    'the-header-authorization': [`Authorization: ${good}`],
    'the-header-without-x': [`Hub-Signature-256: ${good}`],
    'the-header-with-a-prefix-of-cgi': [`HTTP-X-Hub-Signature-256: ${good}`],
};

const before = () => [site.json('events', '-n', '100000').events.length, site.json('jobs', '-n', '100000').jobs.length];
const first = await send([]);

function refused(name, answer) {
    assert.equal(answer.status, 401, `${name}: ${answer.text}`);
    assert.equal(answer.text, first.text, name);
}

async function nothingWritten() {
    assert.deepEqual(before(), [0, 0]);
}

await test('the-answer-says-nothing-but-unauthorized', async () => {
    assert.equal(first.status, 401);
    assert.ok(first.text.endsWith('\r\n\r\n{"error":"unauthorized"}'), first.text);
});

await test(`${Object.keys(variants).length}-odd-headers-get-the-same-bytes-and-no-row`, async () => {
    for (const [name, lines] of Object.entries(variants)) refused(name, await send(lines));
    await nothingWritten();
});

await test('each-of-256-flipped-bits-gets-the-same-bytes-and-no-row', async () => {
    for (let bit = 0; bit < 256; bit++) {
        const bytes = Buffer.from(digits, 'hex');
        bytes[bit >> 3] ^= 1 << (bit & 7);
        refused(`bit ${bit}`, await send(signature('sha256=' + bytes.toString('hex'))));
    }
    await nothingWritten();
});

await test('a-changed-body-gets-the-same-bytes-and-no-row', async () => {
    const end = body.length - 1;
    const changed = {
        'a byte less': body.subarray(0, end),
        'a byte more': Buffer.concat([body, Buffer.from(' ')]),
        'a newline more': Buffer.concat([body, Buffer.from('\n')]),
        'a blank before': Buffer.concat([Buffer.from(' '), body]),
        'a zero byte more': Buffer.concat([body, Buffer.from([0])]),
        'nothing': Buffer.alloc(0),
    };
    for (const at of [0, 1, end >> 1, end - 1, end]) {
        const bytes = Buffer.from(body);
        bytes[at] ^= 1;
        changed[`a bit of byte ${at}`] = bytes;
    }
    for (const [name, bytes] of Object.entries(changed)) refused(name, await send(signature(good), bytes));
    await nothingWritten();
});

await test('a-zero-byte-in-the-header-never-reaches-a-program', async () => {
    assert.equal((await send(signature(good + '\0'))).status, 400);
    assert.equal((await send(signature('\0' + good))).status, 400);
    await nothingWritten();
});

await test('the-log-never-holds-the-signature-that-was-expected', async () => {
    const log = site.readLog('github-push');
    assert.ok(!log.includes(digits.slice(0, 16)), 'the log tells the signature');
    assert.ok(!log.includes(secret), 'the log tells the secret');
});

await test('the-control-with-the-right-signature-is-stored', async () => {
    const answer = await send(signature(good));
    assert.equal(answer.status, 202, answer.text);
    assert.deepEqual(before(), [1, 1]);
});

await done();
