// Whoever names a URL reaches nothing of ours by it: addresses in every spelling, names, redirects, proxies (RELIABILITY, T16).
import assert from 'node:assert';
import os from 'node:os';
import { done, note, test } from './lib.mjs';
import { startCanary, startReceiver } from './receiver.mjs';
import { FIELD, home, postMany, REFUSED } from './receiver/post.mjs';

const canary = await startCanary();
const strict = ['--plain'];

// --- Spellings ---------------------------------------------------------------------------------------------------------------

const octets = (address) => address.split('.').map(Number);
const number = (address) => octets(address).reduce((sum, octet) => sum * 256 + octet, 0);
const words = (address) => [number(address) >>> 16, number(address) & 0xffff].map((word) => word.toString(16));

const spellings = {
    dotted: (address) => address,
    decimal: (address) => String(number(address)),
    octal: (address) => octets(address).map((octet) => `0${octet.toString(8)}`).join('.'),
    hex: (address) => `0x${number(address).toString(16)}`,
    mapped: (address) => `[::ffff:${address}]`,
    'mapped, in hex': (address) => `[::ffff:${words(address).join(':')}]`,
    compatible: (address) => `[::${words(address).join(':')}]`,
    nat64: (address) => `[64:ff9b::${words(address).join(':')}]`,
    '6to4': (address) => `[2002:${words(address).join(':')}::1]`,
};

// One of each range that is not public.
const four = ['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '192.0.0.1',
    '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'];
const six = ['::', '::1', '0:0:0:0:0:0:0:1', '::2', 'fe80::1', 'febf::1', 'fec0::1', 'fc00::1', 'fd00::1', 'fdff::1', 'ff00::1', 'ff02::1',
    '100::1', '2001::1', '2001:db8::1', '3fff::1', '5f00::1', '64:ff9b:1::a00:1'];
const mine = Object.values(os.networkInterfaces()).flat().map(({ address, family }) => family === 'IPv6' ? `[${address}]` : address);
const odd = ['127.1', '127.0.1', '0', '0x7f.1', '017700000001', '0177.0x0.0.1', '127.0.0.1.', 'localhost', 'LOCALHOST', 'localhost.',
    'ip6-localhost', os.hostname()];

const url = (host) => `http://${host}:${canary.port}/`;
const inFigures = four.flatMap((address) => Object.entries(spellings).map(([name, spell]) => [`${name} ${address}`, spell(address)]));
const hosts = [...inFigures.map(([, host]) => host), ...six.map((address) => `[${address}]`), ...mine];

await test('addresses-in-figures', async () => {
    assert.ok(hosts.length >= 70);
    note(`${hosts.length} targets`);
    const { ends, status } = await postMany(hosts.map(url), strict);
    assert.equal(status, 0);
    assert.equal(ends.length, hosts.length);
    for (const end of ends) {
        assert.equal(end.rc, REFUSED, `${hosts[end.line]}: ${end.text}`);
        assert.equal(end.status, 0);
        assert.match(end.text, /^refused: \S+ is (not public|this machine's own), nor among outgoing\.networks$/);
    }
    assert.deepEqual(canary.connections, []);
});

// Names are refused where they lead, or lead nowhere.
await test('names-of-this-machine', async () => {
    const { ends } = await postMany(odd.map(url), strict);
    assert.equal(ends.length, odd.length);
    for (const end of ends) assert.notEqual(end.rc, 0, odd[end.line]);
    const of = (host) => ends.find(({ line }) => odd[line] === host);
    for (const host of ['127.1', '0', 'localhost', 'LOCALHOST']) assert.equal(of(host).rc, REFUSED, of(host).text);
    assert.deepEqual(canary.connections, []);
});

await test('urls-that-are-read-in-two-ways', async () => {
    const at = `127.0.0.1:${canary.port}`;
    const urls = [`http://${at}#@example.org/`, `http://example.org@${at}/`, `http://example.org:80@${at}/`, `http://${at}\\@example.org/`,
        `http://%31%32%37.0.0.1:${canary.port}/`, `http:/${at}/`, `http:${at}/`, `http:///${at}/`, `//${at}/`, `file:///etc/passwd`,
        `gopher://${at}/_GET`, `dict://${at}/d`, `ftp://${at}/`, `unix:///run/docker.sock`, `http://[::1%25lo]:${canary.port}/`,
        `http://127.0.0.1%2f@example.org:${canary.port}/`, `http://127。0。0。1:${canary.port}/`, `http://①②⑦.0.0.1:${canary.port}/`,
        `http://127.0.0.1%00.example.org:${canary.port}/`, `http://127.0.0.1 :${canary.port}/`];
    const { ends } = await postMany(urls, strict);
    assert.equal(ends.length, urls.length);
    for (const end of ends) assert.ok([FIELD, REFUSED].includes(end.rc), `${urls[end.line]}: ${end.rc} ${end.text}`);
    assert.deepEqual(canary.connections, []);
});

await test('ports-and-plain-http', async () => {
    const { ends } = await postMany([`https://localhost:${canary.port}/`, 'https://127.0.0.1/'], ['--port', '443', '--network', '127.0.0.1']);
    assert.deepEqual(ends.map(({ rc }) => rc).sort(), [17, REFUSED]); // nobody listens at 443
    const plain = await postMany([url('127.0.0.1'), url('localhost')], home.slice(1));
    assert.deepEqual(plain.ends.map(({ rc }) => rc), [REFUSED, REFUSED]);
    assert.deepEqual(canary.connections, []);
});

// --- Names that change -------------------------------------------------------------------------------------------------------

const receiver = await startReceiver({ host: '127.0.0.2' });
const beside = await startReceiver({ host: '127.0.0.1', port: receiver.port });
const second = ['--plain', '--network', '127.0.0.2/32'];
const rebound = `http://rebind.test:${receiver.port}/`;

// What the name was when somebody looked it up before is of no account: the address counts to which the connection goes.
await test('a-name-that-was-good-and-leads-here-now', async () => {
    const first = await postMany([rebound], second, { lookups: { 'rebind.test': '127.0.0.2' } });
    assert.equal(first.ends[0].status, 200);
    for (const answer of ['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254']) {
        const { ends } = await postMany([rebound], second, { lookups: { 'rebind.test': answer } });
        assert.equal(ends[0].rc, REFUSED, ends[0].text);
        assert.match(ends[0].text, /^http:\/\/rebind\.test:\d+: refused: \S+ is not public/);
    }
    assert.equal(receiver.connections, 1);
    assert.equal(beside.connections, 0);
});

await test('a-name-with-a-good-and-a-bad-address', async () => {
    for (const answer of ['127.0.0.1,127.0.0.2', '::1,127.0.0.2', '127.0.0.2,127.0.0.1']) {
        const { ends } = await postMany([rebound], second, { lookups: { 'rebind.test': answer } });
        assert.equal(ends[0].status, 200, ends[0].text);
    }
    assert.equal(beside.connections, 0);
});

// --- Ways round --------------------------------------------------------------------------------------------------------------

await test('redirects-are-not-followed', async () => {
    const statuses = [301, 302, 303, 307, 308];
    for (const status of statuses) receiver.script(`/${status}`, [{ status, headers: { Location: url('127.0.0.1') } }]);
    receiver.script('/refresh', [{ headers: { Refresh: `0; url=${url('127.0.0.1')}`, 'Content-Location': url('127.0.0.1') } }]);
    const { ends } = await postMany([...statuses, 'refresh'].map((path) => `${receiver.url}/${path}`), second);
    assert.deepEqual(ends.map((end) => end.status).sort(), [200, ...statuses]);
    assert.deepEqual(canary.connections, []);
});

await test('proxies-of-the-environment-are-not-used', async () => {
    const proxy = `http://127.0.0.1:${canary.port}`;
    const names = ['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'HTTP_PROXY'];
    const env = Object.fromEntries([...names.map((name) => [name, proxy]), ['no_proxy', ''], ['NO_PROXY', '']]);
    const { ends } = await postMany([`${receiver.url}/`, url('127.0.0.1'), url('localhost')], second, { env });
    assert.deepEqual(ends.map(({ rc }) => rc).sort(), [0, REFUSED, REFUSED]);
    assert.deepEqual(canary.connections, []);
});

// A list of alternatives, or of hosts to upgrade, is not kept.
await test('what-a-receiver-recommends-is-not-used', async () => {
    receiver.script('/alt', [{ headers: { 'Alt-Svc': `http/1.1="127.0.0.1:${canary.port}"`, 'Strict-Transport-Security': 'max-age=9' } }]);
    const { ends } = await postMany([`${receiver.url}/alt`, `${receiver.url}/alt`], [...second, '--at-once', '1']);
    assert.deepEqual(ends.map(({ status }) => status), [200, 200]);
    assert.deepEqual(canary.connections, []);
});

await done();
