// What we sign is verified by npm standardwebhooks and svix, and what they sign by us; Ed25519, which neither has, by Node's own.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, randomBytes, sign as signed, verify as verified } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { builddir, done, note, skipAll, srcdir, test } from './lib.mjs';

function libraries() {
    const require = createRequire(path.join(srcdir, 'tests', 'package.json'));
    try {
        return { standardwebhooks: require('standardwebhooks').Webhook, svix: require('svix').Webhook };
    } catch {
        if (process.env.CI === 'true') throw new Error('npm standardwebhooks and svix are not installed; run: npm ci in tests/');
        return skipAll('npm standardwebhooks and svix are not installed; run: npm ci in tests/');
    }
}

const verifiers = libraries();

function ours(input, ...words) {
    const ran = spawnSync(path.join(builddir, 'tests/system/sign-webhook'), words, { input, encoding: 'utf8', timeout: 60000 });
    if (ran.status !== 0) throw new Error(`sign-webhook ${words[0]}: ${ran.status} ${ran.stderr}`);
    return ran.stdout.trim().split('\n');
}

const newSecret = (kind) => ours('', 'new', kind);
const sign = (message, ...secrets) => ours(message.body, 'sign', message.id, message.timestamp, ...secrets)[0];
const verify = (message, header, secret) => ours(message.body, 'verify', message.id, message.timestamp, header, secret)[0] === 'yes';

const headers = (message, signature) =>
    ({ 'webhook-id': message.id, 'webhook-timestamp': message.timestamp, 'webhook-signature': signature });
const text = (message) => `${message.id}.${message.timestamp}.${message.body}`;
const now = () => String(Math.floor(Date.now() / 1000));

// JSON of all kinds; the libraries want it to be JSON.
const bodies = ['{}', '{"test": 2432232314}', '[]', '"\\u00fc"', '{"Ä":"€","emoji":"\u{1f600}"}', ' {"a":1}\n', 'null',
    JSON.stringify({ long: 'x'.repeat(1 << 20) }), JSON.stringify({ random: randomBytes(4096).toString('base64') })];
const messages = bodies.map((body, i) => ({ id: `msg_${i}:a-Z`, timestamp: now(), body }));

// --- v1 ----------------------------------------------------------------------------------------------------------------------

// Of the least and of the most bytes, and our own.
const secrets = [24, 25, 26, 32, 63, 64].map((size) => `whsec_${randomBytes(size).toString('base64')}`).concat(newSecret('v1')[0]);

for (const [name, Webhook] of Object.entries(verifiers)) {
    await test(`${name}-verifies-what-we-sign`, () => {
        for (const [i, message] of messages.entries()) {
            const secret = secrets[i % secrets.length];
            assert.deepEqual(new Webhook(secret).verify(message.body, headers(message, sign(message, secret))), JSON.parse(message.body));
        }
        for (const secret of secrets) new Webhook(secret).verify('{}', headers(messages[0], sign(messages[0], secret)));
    });

    await test(`${name}-refuses-what-we-sign-for-others`, () => {
        const [message] = messages, header = sign(message, secrets[0]);
        assert.throws(() => new Webhook(secrets[1]).verify(message.body, headers(message, header)), /No matching signature/);
        assert.throws(() => new Webhook(secrets[0]).verify('{ }', headers(message, header)), /No matching signature/);
        assert.throws(() => new Webhook(secrets[0]).verify(message.body, headers({ ...message, id: 'msg_x' }, header)));
    });

    await test(`we-verify-what-${name}-signs`, () => {
        for (const [i, message] of messages.entries()) {
            const secret = secrets[i % secrets.length];
            const header = new Webhook(secret).sign(message.id, new Date(Number(message.timestamp) * 1000), message.body);
            assert.equal(header, sign(message, secret));
            assert.ok(verify(message, header, secret), message.body.slice(0, 80));
            assert.ok(!verify(message, header, secrets[(i + 1) % secrets.length]));
            assert.ok(!verify({ ...message, body: `${message.body} ` }, header, secret));
        }
    });

    await test(`${name}-finds-its-own-among-several`, () => {
        const [message] = messages, [pair] = newSecret('v1a');
        const header = sign(message, pair, secrets[0], secrets[1]);
        assert.match(header, /^v1a,\S+ v1,\S+ v1,\S+$/);
        for (const secret of secrets.slice(0, 2)) new Webhook(secret).verify(message.body, headers(message, header));
        assert.throws(() => new Webhook(secrets[2]).verify(message.body, headers(message, header)), /No matching signature/);
    });
}

// --- v1a ---------------------------------------------------------------------------------------------------------------------

const bytesOf = (key) => Buffer.from(key.slice(key.indexOf('_') + 1), 'base64');
const privateKey = (secret) => createPrivateKey({ format: 'der', type: 'pkcs8',
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), bytesOf(secret).subarray(0, 32)]) });
const publicKey = (key) => createPublicKey({ format: 'der', type: 'spki',
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytesOf(key)]) });

await test('node-verifies-what-we-sign-by-ed25519', () => {
    for (const message of messages) {
        const [secret, key] = newSecret('v1a');
        assert.equal(bytesOf(secret).length, 64);
        assert.deepEqual(bytesOf(secret).subarray(32), bytesOf(key));
        const header = sign(message, secret);
        assert.match(header, /^v1a,/);
        assert.ok(verified(null, Buffer.from(text(message)), publicKey(key), Buffer.from(header.slice(4), 'base64')));
        assert.ok(!verified(null, Buffer.from(`${text(message)} `), publicKey(key), Buffer.from(header.slice(4), 'base64')));
    }
});

await test('we-verify-what-node-signs-by-ed25519', () => {
    const [secret, key] = newSecret('v1a'), [, other] = newSecret('v1a');
    for (const message of messages) {
        const header = `v1a,${signed(null, Buffer.from(text(message)), privateKey(secret)).toString('base64')}`;
        assert.ok(verify(message, header, key));
        assert.ok(!verify(message, header, other));
        assert.ok(!verify({ ...message, id: 'msg_x' }, header, key));
    }
});

await test('bytes-that-are-no-text', () => {
    const [secret, key] = newSecret('v1a');
    const message = { id: 'msg_1', timestamp: now(), body: randomBytes(100000) };
    const header = ours(message.body, 'sign', message.id, message.timestamp, secret, secrets[0])[0];
    const whole = Buffer.concat([Buffer.from(`${message.id}.${message.timestamp}.`), message.body]);
    assert.ok(verified(null, whole, publicKey(key), Buffer.from(header.split(' ')[0].slice(4), 'base64')));
    for (const one of [key, secrets[0]]) assert.ok(verify(message, header, one));
});

note(`${messages.length} bodies, ${secrets.length} secrets`);
await done();
