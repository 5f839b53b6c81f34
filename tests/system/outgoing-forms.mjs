// What receivers get of a message, byte for byte: in each envelope and content, signed in every way; merged, held back by a rate, or
// given to a program.
import assert from 'node:assert';
import { createHash, createPublicKey, verify } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { done, sign, temporary, test, until } from './lib.mjs';
import { assertAttempts, assertSigned, startOutgoing } from './outgoing/rig.mjs';

const MINUTE = 60_000, HOUR = 60 * MINUTE;
const dir = temporary();
const rig = await startOutgoing({ clock: true, more: `receiver "keep" {
    command = {"sh", "-c", "cat > body-$HOOKLET_ATTEMPT; env > environment-$HOOKLET_ATTEMPT; . ./answer"}
    directory = "${dir}"
    timeout = 1s
}
` });
const { receiver } = rig;

// --- Envelopes and contents --------------------------------------------------------------------------------------------------

// Data as people write them: what stands between the values is theirs, and numbers stay as they are.
// members: [name, as it is written, in a form].  text: of a string.
const data = {
    object: {
        json: '{ "amount": 12.50,\n "big":12345678901234567890, "e": 1e3, "none": null, "yes": true, ' +
            '"text": "ü \\u00fc \\"&=%+ \\n", "in": {"a": [1, 2.0]} }',
        members: [
            ['amount', '"amount": 12.50', '12.50'], ['big', '"big":12345678901234567890', '12345678901234567890'], ['e', '"e": 1e3', '1e3'],
            ['none', '"none": null', ''], ['yes', '"yes": true', 'true'], ['text', '"text": "ü \\u00fc \\"&=%+ \\n"', 'ü ü "&=%+ \n'],
            ['in', '"in": {"a": [1, 2.0]}', '{"a": [1, 2.0]}'],
        ],
    },
    ours: {
        json: '{"event":"theirs","x":1,"owner":1,"hash":null}',
        members: [['event', '', 'theirs'], ['x', '"x":1', '1'], ['owner', '', '1'], ['hash', '', '']],
    },
    empty: { json: '{}', members: [] },
    array: { json: '[1, "two", {"3": null}]' },
    number: { json: '-0.10' },
    null: { json: 'null', text: '' },
    text: { json: '"a \\u20ac & \\"b\\"\\n"', text: 'a € & "b"\n' },
    blank: { json: '""', text: '' },
};

const percent = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const form = (fields) => fields.map((pair) => pair.map(percent).join('=')).join('&');
const joined = (parts) => `{${parts.join(',')}}`;
const written = (fields) => fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);

// An envelope around data: what it is as JSON, and the fields of its form.
const envelopes = {
    none: ({ json, text, members }) => ({ json, fields: members?.map(([name, , value]) => [name, value]) ?? [['data', text ?? json]] }),
    fields: ({ json, text, members }) => {
        const ours = [['event', 'forms.test'], ['owner', 'forms'], ['hash', createHash('sha256').update(json).digest('hex')]];
        if (!members) return { json: joined([...written(ours), `"data":${json}`]), fields: [...ours, ['data', text ?? json]] };
        const theirs = members.filter(([name]) => !ours.some(([own]) => own === name));
        return { json: joined([...theirs.map(([, member]) => member), ...written(ours)]),
            fields: [...theirs.map(([name, , value]) => [name, value]), ...ours] };
    },
    standard: ({ json, text }, timestamp) => {
        const head = [['type', 'forms.test'], ['timestamp', timestamp]];
        return { json: joined([...written(head), `"data":${json}`]), fields: [...head, ['data', text ?? json]] };
    },
};

const FORM = 'application/x-www-form-urlencoded';
const contents = {
    json: ({ json }) => [json, 'application/json'],
    form: ({ fields }) => [form(fields), FORM],
    payload: ({ json }) => [form([['payload', json]]), FORM],
};

const matrix = [];
for (const envelope of Object.keys(envelopes)) {
    for (const content of Object.keys(contents)) {
        matrix.push(await rig.target(`/${envelope}-${content}`, { owner: 'forms', envelope, content, github: 'yes' }));
    }
}

for (const [name, datum] of Object.entries(data)) {
    await test(`every-form-of-${name}`, async () => {
        const message = await rig.send('forms.test', datum.json, { owner: 'forms' });
        const { received } = await rig.json(['event', message.event]);
        for (const target of matrix) {
            const request = await until('it came',
                () => receiver.of(target.path).find(({ headers }) => headers['webhook-id'] === message.id));
            // A text that nothing is put around is sent as it is.
            const [body, type] = target.path === '/none-json' && datum.json.startsWith('"') ? [datum.text, 'text/plain; charset=utf-8']
                : contents[target.content](envelopes[target.envelope](datum, received));
            assert.equal(request.text, body, target.path);
            assert.equal(request.headers['content-type'], type);
            assert.equal(request.headers['x-hub-signature-256'], sign(target.secret, request.body));
            assertSigned(request, target);
        }
        await rig.quiet();
    });
}

// --- TLS ---------------------------------------------------------------------------------------------------------------------

// Before the clock is moved, which this second site does not have.
await test('over-tls-by-http-2-with-a-ca-of-its-own', async () => {
    const secure = await startOutgoing({ tls: true });
    const target = await secure.target('/tls');
    const refused = await secure.hooklet(['targets', 'add', '--owner', 'acme', '--identifier', 'plain', receiver.url]);
    assert.equal(refused.status, 2, refused.stdout + refused.stderr);
    for (let i = 0; i < 20; i++) await secure.send('forms.test', { i });
    const requests = await secure.receiver.waitFor(20, { path: '/tls' });
    for (const request of requests) {
        assertSigned(request, target);
        assert.equal(request.version, '2.0');
    }
    assert.ok((await secure.quiet()).every(({ state, attempt }) => state === 'done' && attempt === 1));
});

// --- Signatures --------------------------------------------------------------------------------------------------------------

// Ed25519, which the library doesn't know, by Node's own.
function assertSignedByKey({ headers, text }, publicKey) {
    const raw = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64');
    const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const signature = headers['webhook-signature'].split(' ').find((one) => one.startsWith('v1a,')).slice(4);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
    assert.ok(verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64')));
}

await test('two-kinds-of-signatures-and-a-rotation', async () => {
    const target = await rig.target('/signed', { owner: 'signed', sign: 'both' });
    const keyOf = ({ secrets }) => ({ secret: secrets.find(({ kind }) => kind === 'v1').key, ...secrets.find(({ kind }) => kind === 'v1a') });
    const old = keyOf(target);
    let count = 0;
    const next = async () => {
        await rig.send('forms.test', { n: ++count }, { owner: 'signed' });
        return (await receiver.waitFor(count, { path: '/signed' })).at(-1);
    };
    const first = await next();
    assert.match(first.headers['webhook-signature'], /^\S+ \S+$/);
    assertSigned(first, old);
    assertSignedByKey(first, old.public_key);

    const fresh = keyOf(await rig.json(['targets', 'rotate', '--overlap', '1h', target.id]));
    assert.notEqual(fresh.secret, old.secret);
    const both = await next();
    assert.equal(both.headers['webhook-signature'].split(' ').length, 4);
    for (const keys of [old, fresh]) assertSigned(both, keys);
    assertSignedByKey(both, fresh.public_key);

    rig.later(HOUR + MINUTE);
    const last = await next();
    assert.equal(last.headers['webhook-signature'].split(' ').length, 2);
    assertSigned(last, fresh);
    assert.throws(() => assertSigned(last, old), /No matching signature/);
});

await test('headers-of-its-own', async () => {
    await rig.target('/headers', { owner: 'headers', header: ['X-Tenant: seven', 'Authorization: Bearer hush'] });
    const message = await rig.send('forms.test', {}, { owner: 'headers' });
    const [request] = await receiver.waitFor(1, { path: '/headers' });
    assert.deepEqual([request.headers['x-tenant'], request.headers.authorization], ['seven', 'Bearer hush']);
    assert.match(request.headers['user-agent'], /^hooklet\//);
    const [{ id }] = await rig.quiet(message);
    const told = JSON.stringify(await rig.delivery(id));
    assert.ok(told.includes('seven') && !told.includes('hush'));
});

// --- Merged, held back -------------------------------------------------------------------------------------------------------

await test('equal-ones-that-wait-become-one', async () => {
    const target = await rig.target('/merged', { owner: 'merged', coalesce: '5m', schedule: '0,60,60' });
    await rig.target('/each', { owner: 'merged' });
    const texts = ['{"a":1}', '{"a":1}', '{"a":2}', '{"a":1}', '{ "a":1}'];
    const messages = [];
    for (const text of texts) {
        messages.push(await rig.send('forms.test', text, { owner: 'merged' }));
        await receiver.waitFor(messages.length, { path: '/each' });
    }
    await rig.send('forms.other', '{"a":1}', { owner: 'merged' });
    await receiver.waitFor(6, { path: '/each' });
    assert.equal(receiver.of('/merged').length, 0);
    receiver.script('/merged', [200, 200, 500, 200]);
    rig.later(5 * MINUTE);
    await receiver.waitFor(4, { path: '/merged' });
    const rows = await until('they are settled', async () => {
        const all = await rig.deliveries({ target: target.id });
        return all.filter(({ state }) => ['done', 'waiting', 'superseded'].includes(state)).length === 6 && all;
    });
    assert.equal(rows.filter(({ state, reason }) => state === 'superseded' && /^merged into job \d+$/.test(reason)).length, 2);
    // Of another event, or with another blank, it is another one.
    assert.deepEqual(receiver.of('/merged').map(({ text }) => text).sort(), ['{ "a":1}', '{"a":1}', '{"a":1}', '{"a":2}']);

    // One that was tried, and waits to be tried again, takes none in: its receiver may have had it.
    const failed = rows.find(({ state }) => state === 'waiting');
    const { body } = await rig.delivery(failed.id);
    const again = await rig.send(failed.event, body, { owner: 'merged' });
    await until('it waits', async () => (await rig.deliveries({ target: target.id })).length === 7);
    rig.later(6 * MINUTE);
    await receiver.waitFor(6, { path: '/merged' });
    const [one] = (await rig.quiet(again)).filter(({ target: id }) => id === target.id);
    assert.deepEqual([one.state, one.attempt], ['done', 1]);
    for (const id of messages.map((message) => message.id)) {
        const requests = receiver.of('/merged').filter(({ headers }) => headers['webhook-id'] === id);
        if (requests.length > 0) assertAttempts(requests, target);
    }
});

await test('a-rate-outlives-its-worker', async () => {
    const target = await rig.target('/rated', { owner: 'rated', rate: '2/1h' });
    await rig.target('/unrated', { owner: 'rated' });
    for (let i = 0; i < 5; i++) await rig.send('forms.test', { i }, { owner: 'rated' });
    await receiver.waitFor(5, { path: '/unrated' });
    await receiver.waitFor(2, { path: '/rated' });
    // A message that goes all its way meanwhile; what might be sent to the other one would have been.
    const meanwhile = async (count) => {
        await rig.send('forms.test', {}, { owner: 'rated' });
        await receiver.waitFor(count, { path: '/unrated' });
    };
    await meanwhile(6);
    await meanwhile(7);
    assert.equal(receiver.of('/rated').length, 2);
    await rig.site.stop('worker');
    rig.work();
    await meanwhile(8);
    await meanwhile(9);
    assert.equal(receiver.of('/rated').length, 2);
    rig.later(HOUR + 5 * MINUTE);
    await receiver.waitFor(4, { path: '/rated' });
    await meanwhile(10);
    assert.equal(receiver.of('/rated').length, 4);
    await rig.json(['targets', 'remove', target.id]);
});

// --- Programs ----------------------------------------------------------------------------------------------------------------

await test('a-program-gets-it-again-until-it-is-content', async () => {
    await rig.target('exec:keep', { owner: 'programs', envelope: 'standard', schedule: '0,0,0,0' });
    const text = `{"text":"${'é'.repeat(200_000)}"}`;
    const answer = (words) => fs.writeFileSync(path.join(dir, 'answer'), words);
    const kept = (name) => fs.readFileSync(path.join(dir, name), 'utf8');
    answer(`case $HOOKLET_ATTEMPT in
        1) echo not yet; exit 3;;
        2) exec sleep 600;;
        3) kill -9 $$;;
        *) head -c 100000 /dev/zero | tr '\\0' x;;
    esac`);
    const message = await rig.send('forms.test', text, { owner: 'programs', id: 'program_1' });
    const [{ id, kind }] = await rig.quiet(message);
    const { state, attempts } = await rig.delivery(id);
    assert.deepEqual([kind, state, attempts.length], ['exec', 'done', 4]);
    assert.deepEqual(attempts.map(({ outcome, status }) => [outcome, status]),
        [['failed', 3], ['failed', undefined], ['failed', undefined], ['done', 0]]);
    const said = [/exit status 3/, /timed out|longer than/, /signal 9|SIGKILL/i, /exit status 0|ended/];
    attempts.forEach(({ detail }, i) => assert.match(detail, said[i]));
    assert.equal(attempts[0].answer, 'not yet\n');
    assert.ok(attempts[3].answer.length <= 65536 && attempts[3].answer.length > 60_000, `${attempts[3].answer.length}`);
    const { received } = await rig.json(['event', message.event]);
    for (const n of [1, 2, 3, 4]) {
        assert.equal(kept(`body-${n}`), `{"type":"forms.test","timestamp":"${received}","data":${text}}`);
        const environment = kept(`environment-${n}`);
        for (const line of ['HOOKLET_EVENT=forms.test', 'HOOKLET_OWNER=programs', 'HOOKLET_MESSAGE_ID=program_1', `HOOKLET_ATTEMPT=${n}`]) {
            assert.match(environment, new RegExp(`^${line}$`, 'm'));
        }
        assert.doesNotMatch(environment, /^(HOOKLET_CONFIG|SHIFT_CLOCK)=/m);
    }
});

await done();
