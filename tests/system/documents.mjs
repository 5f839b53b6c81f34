// documents.mjs - what README.md and doc/subscribers.md tell people to do about outgoing webhooks, done as it stands there.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Site, builddir, done, freePort, skip, srcdir, start, temporary, test, until } from './lib.mjs';
import { startReceiver } from './receiver.mjs';
import { blocks, shell } from './documents/pages.mjs';

const readme = blocks('README.md', '## Outgoing webhooks', '## Programs of your own');
const block = (first, among = readme) => among.find((text) => text.startsWith(first)) ?? assert.fail(`no block begins with ${first}`);

// --- README.md ---------------------------------------------------------------------------------------------------------------

const port = await freePort();
const trial = temporary();
const here = (text) => text.replaceAll('8500', port).replaceAll('/tmp/hooklet-trial', path.join(trial, 'state'));
const env = { ...process.env, PATH: `${builddir}:${process.env.PATH}`, HOOKLET_CONFIG: path.join(trial, 'hooklet.conf') };
const packages = path.join(srcdir, 'tests', 'node_modules');
const receives = path.join(trial, 'receive.log');

if (!fs.existsSync(path.join(packages, 'standardwebhooks'))) {
    skip('the-five-commands-of-the-readme', 'npm standardwebhooks is not installed');
} else {
    await test('the-five-commands-of-the-readme', async () => {
        fs.symlinkSync(packages, path.join(trial, 'node_modules'));
        fs.writeFileSync(path.join(trial, 'receive.mjs'), here(block('// receive.mjs')));
        fs.writeFileSync(path.join(trial, 'hooklet.conf'), here(block('state =')));
        const [init, work, add, receive, send, ...more] = here(block('export')).trimEnd().split('\n');
        assert.deepEqual([more, work], [[], 'hooklet work &']);
        await shell(`cd ${trial}; ${init}`, env);
        start(path.join(builddir, 'hooklet'), ['work'], { env, log: path.join(trial, 'work.log') });
        const [secret] = (await shell(add, env)).match(/whsec_\S+/);
        assert.equal(receive, 'SECRET=whsec_... node receive.mjs &');
        start(process.execPath, [path.join(trial, 'receive.mjs')], { env: { ...env, SECRET: secret }, log: receives });
        await until('it receives', () => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' }).then(({ status }) => status === 401, () => false));
        const said = await shell(send, env);
        assert.match(said, /: success$/m);
        const [, id] = said.match(/webhook-id: (\S+)/);
        assert.ok(fs.readFileSync(receives, 'utf8').includes(`${id} { number: 12 }`));
        env.SECRET = secret;
    });
    await test('both-secrets-are-good-after-a-rotation-and-one-after-a-leak', async () => {
        const send = (status) => shell(`echo {} | hooklet send invoice.paid --owner acme --data - --wait || [ $? = ${status} ]`, env);
        assert.match(await shell('hooklet targets rotate 1', env), /whsec_/);
        assert.match(await send(0), /: success$/m);
        await shell('hooklet targets rotate 1 --overlap 0', env);
        assert.match(await send(1), /^status: +401$/m);
    });
}

const python = spawnSync('python3', ['--version']).status === 0;
if (!python) skip('the-page-s-python-knows-good-from-forged', 'there is no python3');
else await test('the-page-s-python-knows-good-from-forged', () => {
    const key = Buffer.from('0123456789abcdefghijklmn'), now = Math.floor(Date.now() / 1000);
    const signed = (time, body = '{}') => 'v1,' + createHmac('sha256', key).update(`msg_1.${time}.${body}`).digest('base64');
    const headers = (time, signature) => ({ 'webhook-id': 'msg_1', 'webhook-timestamp': String(time), 'webhook-signature': signature });
    const cases = [
        [headers(now, signed(now)), true], [headers(now, `v1,AAAA v1a,BBBB ${signed(now)}`), true],
        [headers(now, signed(now, '[]')), false], [headers(now - 400, signed(now - 400)), false], [headers(now + 400, signed(now + 400)), false],
        [headers(now + 1, signed(now)), false], [headers(now, ''), false], [{}, false],
    ];
    const script = `${block('# receive.py', blocks('doc/subscribers.md', '## Take them', '## Form'))}\nimport json\n` +
        `for headers, good in json.loads(${JSON.stringify(JSON.stringify(cases))}):\n    assert verify(headers, b"{}") is good, headers\n`;
    const ran = spawnSync('python3', ['-c', script], { encoding: 'utf8', env: { ...env, SECRET: `whsec_${key.toString('base64')}` } });
    assert.equal(ran.status, 0, ran.stderr);
});

// --- doc/subscribers.md --------------------------------------------------------------------------------------------------------

const receiver = await startReceiver();
const site = await Site.make({ rules: 'outgoing {\n    plain_http = true\n    networks = {127.0.0.1}\n    ports = {"*"}\n}\n' });
await site.program('api');
await site.nginx();
site.worker();
receiver.script('/hooks', [401, ({ json }) => ({ body: json?.challenge ?? '' })]);

await test('a-subscriber-does-what-the-page-says', async () => {
    const { token } = site.json('token', 'create', 'page', '--owner', 'acme');
    const [setup, ...parts] = blocks('doc/subscribers.md', '# Having');
    const calls = parts.filter((text) => text.startsWith('call '));
    assert.equal(calls.length, 6);
    const head = setup.replace('https://YOUR-HOST', site.url).replace('hlk_...', token);
    const run = (text) => shell(head + text.replaceAll('https://example.com', receiver.url), site.env);
    const here = async (text) => {
        const said = await run(text);
        assert.ok(!said.includes('"error"'), `${text}${said}`);
        return said;
    };
    const [first, ...rest] = calls;
    const told = await here(first);
    assert.match(told, /"secrets":\[\{"kind":"v1","key":"whsec_/);
    await until('it is enabled', () => site.json('targets', 'show', '1').state === 'enabled');
    assert.match(await here(first), /"state":"enabled"/);
    assert.equal(receiver.of('/hooks').length, 2, 'refused once, then asked again');
    for (const text of rest.slice(0, -1)) {
        await here(text);
        await site.settled();
    }
    assert.equal(receiver.of('/hooks').at(-1).headers['webhook-signature'].split(' ').length, 1);
    await run('call -X POST $API/targets/1/test');
    await until('it is tested', () => receiver.of('/hooks').at(-1).headers['webhook-signature'].split(' ').length === 2);
    assert.equal(receiver.of('/hooks').at(-1).headers['x-team'], 'blue');
    assert.match(await here(rest.at(-1)), /"removed":\["1"\]/);
    assert.match(await here(`TOKEN=${token}; ${block('curl').replace('https://YOUR-HOST', site.url)}`), /"id":"invoice-12".*"nobody":true/);
});

await done();
