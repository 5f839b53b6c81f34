// targets.mjs - hooklet targets and token: added, shown, edited, switched off and on, removed; what people get wrong; what doctor says.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { builddir, done, Site, test } from './lib.mjs';

const catalogue = `outgoing {
    events = {"invoice.*", "user.created"}
}
receiver "mail" {
    command = {"true"}
}
`;
const url = 'https://example.com/hooks';

const site = await Site.make({ rules: catalogue });
const targets = (...args) => site.hooklet('targets', ...args);

// Runs it; what it says must hold all parts.
function says(status, args, ...parts) {
    const run = targets(...args);
    const said = run.stdout + run.stderr;
    assert.equal(run.status, status, `${args.join(' ')}: ${said}`);
    for (const part of parts) assert.ok(part instanceof RegExp ? part.test(said) : said.includes(part), `${part} is not in: ${said}`);
    return said;
}

const add = (...args) => site.json('targets', 'add', '--owner', 'acme', ...args);
const show = (id) => site.json('targets', 'show', id);
const database = path.join(site.dir, 'state', 'hooklet.db');

function sql(text) {
    const { status, stdout, stderr } = spawnSync('sqlite3', [database, text], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.trim();
}

// Each test begins without any.
function forget() {
    const ids = site.json('targets').targets.map(({ id }) => id);
    if (ids.length > 0) says(0, ['remove', ...ids], 'is removed');
}

// --- One by one ----------------------------------------------------------------------------------------------------------------

await test('none-at-first', () => {
    for (const args of [[], ['list']]) says(0, args, 'No targets; see hooklet targets --help.');
    assert.deepEqual(site.json('targets'), { targets: [] });
});

await test('added-with-a-secret-that-is-shown-once', () => {
    const said = says(0, ['add', '--owner', 'acme', '--event', 'invoice.*', url], 'Target ', ' is added: invoice.* of acme.');
    const [, secret] = said.match(/^Secret, shown this once: (whsec_[A-Za-z0-9+/]{43}=)$/m);
    const [{ id }] = site.json('targets').targets;
    assert.ok(!says(0, ['show', id], /^state: +enabled$/m, /^url: +https:\/\/example\.com\/hooks$/m, /^timeout: +15s$/m).includes(secret));
    assert.ok(!targets('show', id, '--json').stdout.includes('whsec'));
    forget();
});

await test('both-kinds-of-signatures', () => {
    const { id, secrets } = add('--sign', 'both', url);
    assert.deepEqual(secrets.map(({ kind }) => kind), ['v1', 'v1a']);
    assert.match(secrets[0].key, /^whsec_/);
    assert.match(secrets[1].public_key, /^whpk_/);
    assert.ok(!JSON.stringify(secrets).includes('whsk_'), 'the key that signs stays here');
    says(0, ['show', id], `v1a, ${secrets[1].public_key}`);
    const own = path.join(site.dir, 'own');
    fs.writeFileSync(own, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n');
    const said = says(0, ['add', '--owner', 'acme', '--identifier', 'own', '--secret-file', own, url], 'is added');
    assert.ok(!said.includes('whsec_'), 'whoever brings one along knows it');
    assert.match(sql("SELECT secrets FROM target WHERE identifier = 'own'"), /whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw/);
    fs.writeFileSync(own, 'whsec_tooshort\n');
    assert.ok(!says(2, ['add', '--owner', 'acme', '--identifier', 'short', '--secret-file', own, url], 'the secret').includes('tooshort'));
    says(2, ['add', '--owner', 'acme', '--sign', 'v2', url], 'v1, v1a or both');
    forget();
});

await test('every-field-there-and-back', () => {
    const { id } = add('--event', 'user.created', '--identifier', 'crm', '--content', 'form', '--envelope', 'fields', '--header', 'X-Team: blue',
        '--header', 'Authorization: Bearer geheim', '--timeout', '2s', '--rate', '10/1m', '--concurrency', '4', '--coalesce', '30', '--schedule', '0,15,30,60',
        '--github', 'yes', '--description', 'for the CRM', url);
    const { created, created_ms, updated, updated_ms, ...rest } = show(id);
    assert.deepEqual(rest, {
        id, owner: 'acme', event: 'user.created', identifier: 'crm', url, content: 'form', envelope: 'fields',
        headers: { 'X-Team': 'blue', Authorization: '***' }, timeout_ms: 2000, rate: '10/1m', concurrency: 4, coalesce_ms: 30000,
        schedule: [0, 15, 30, 60], github_signature: true, description: 'for the CRM', state: 'enabled', failures: 0,
    });
    assert.equal(new Date(created).getTime(), created_ms);
    const said = says(0, ['show', id], /^schedule: +0,15,30,60$/m, /^rate: +10\/1m$/m, /^github: +yes$/m, /^header: +X-Team: blue, Authorization: \*\*\*$/m);
    assert.ok(!said.includes('geheim'));
    says(0, ['edit', id, '--header', 'X-Team:', '--header', 'Authorization: ***', '--schedule', 'usual', '--rate', 'none', '--timeout', '', '--github', 'no',
        '--identifier', '', '--url', 'https://example.com/other'], `Target ${id} is changed.`);
    const edited = show(id);
    assert.deepEqual([edited.headers, edited.schedule, edited.rate, edited.timeout_ms, edited.github_signature, edited.identifier, edited.url, edited.content],
        [{ Authorization: '***' }, undefined, undefined, 15000, false, undefined, 'https://example.com/other', 'form']);
    assert.match(sql(`SELECT headers FROM target WHERE id = ${id}`), /Bearer geheim/);
    forget();
});

await test('lists-of-some-of-them', () => {
    const { id } = add('--event', 'invoice.*', url);
    site.json('targets', 'add', '--owner', 'other', `${url}?token=geheim`);
    const ids = (...args) => site.json('targets', 'list', ...args).targets.map(({ owner }) => owner);
    assert.deepEqual(ids(), ['acme', 'other']);
    assert.deepEqual(ids('--owner', 'other'), ['other']);
    assert.deepEqual(ids('--event', 'invoice.paid'), ['acme', 'other']);
    assert.deepEqual(ids('--event', 'user.created'), ['other']);
    assert.deepEqual(ids('--state', 'disabled'), []);
    says(2, ['--state', 'disabeld'], 'did you mean disabled?');
    const table = says(0, [], /^ID +STATE +OWNER +EVENT +IDENTIFIER +URL +FAILING +REASON$/m, new RegExp(`^${id} +enabled +acme +invoice\\.\\* +- +https`, 'm'));
    assert.ok(!table.includes('geheim'), 'what stands in a query may be a token');
    forget();
});

await test('off-and-on', () => {
    const { id } = add(url);
    says(0, ['disable', '--reason', 'they move house', id], `Target ${id} is disabled; `);
    assert.match(show(id).reason, /^by \S+: they move house$/);
    says(0, ['enable', id], `Target ${id} is enabled.`);
    assert.equal(show(id).reason, undefined);
    says(0, ['enable', id], 'was enabled already.');
    sql(`UPDATE target SET failures = 7, failing_since_ms = 1700000000000 WHERE id = ${id}`);
    sql(`INSERT INTO lane VALUES ('send:${id}', 9e15, 0, '7 failures in a row')`);
    says(0, ['list'], '7 failed, first 2023-11-14 22:13');
    assert.equal(show(id).failures, 7);
    says(0, ['show', id], /^left alone: +until .* \(7 failures in a row\); hooklet targets enable \d+ ends that$/m);
    says(0, ['enable', id], 'was enabled already; its failures are forgotten');
    assert.equal(show(id).failures, 0);
    assert.ok(!says(0, ['show', id]).includes('left alone'));
    sql(`UPDATE target SET failures = 7, failing_since_ms = 1700000000000 WHERE id = ${id}`);
    says(0, ['disable', id], 'is disabled; what waited for it is dead, which hooklet resend undoes once it is enabled.');
    assert.equal(site.json('targets', 'enable', id).failures, 0, 'what was before is forgotten');
    assert.equal(show(id).failures, 0);
    forget();
});

await test('rotated', () => {
    const { id, secrets: [first] } = add(url);
    const { secrets } = site.json('targets', 'rotate', '--overlap', '2h', id);
    assert.equal(secrets.length, 2);
    assert.notEqual(secrets[0].key, first.key);
    assert.equal(secrets[1].key, undefined, 'the old one was shown before');
    const overlap = new Date(secrets[1].until) - new Date(secrets[0].made);
    assert.equal(overlap, 2 * 3600 * 1000);
    says(0, ['show', id], /^secret: +v1, made .*, signs until /m);
    assert.equal(site.json('targets', 'rotate', '--overlap', '0', id).secrets.length, 1);
    assert.match(says(0, ['rotate', id], 'has new secrets; the old ones sign along until 20'), /^Secret, shown this once: whsec_/m);
    says(0, ['rotate', '--overlap', '0', id], 'has new secrets; the old ones sign no more.');
    forget();
});

await test('removed', () => {
    const { id } = add(url);
    const { id: other } = add('--identifier', 'b', url);
    says(5, ['remove', id, '999', other], `Target ${id} is removed.`, 'no target 999; hooklet targets lists them', `Target ${other} is removed.`);
    says(5, ['show', id], `no target ${id}`);
});

// --- What people get wrong -------------------------------------------------------------------------------------------------------

await test('words-that-are-none', () => {
    says(2, ['enabel', '1'], 'knows no "enabel"; did you mean enable?');
    says(2, ['rm', '1'], 'knows no "rm"; it has list, show, add, edit, enable, disable, remove, rotate, test');
    says(2, ['add', url], 'a target needs an owner');
    says(2, ['add', '--owner', 'acme'], 'needs the URL of a target');
    says(2, ['add', '--owner', 'acme', '--contnet', 'form', url], 'did you mean --content?');
    says(2, ['add', '--owner', 'a b', url], 'owner:');
    says(2, ['add', '--owner', 'acme', '--identifier', 'x/y', url], 'identifier:');
    says(2, ['add', '--owner', 'acme', '--content', 'xml', url], '--content: it is json, form or payload, not "xml"');
    says(2, ['add', '--owner', 'acme', '--timeout', '2h', url], '--timeout: it is a time from 100ms to 60s');
    says(2, ['add', '--owner', 'acme', '--schedule', 'now', url], '--schedule: it is seconds before each attempt');
    says(2, ['add', '--owner', 'acme', '--rate', 'fast', url], '--rate: it is messages in a time');
    for (const part of ['show', 'edit', 'enable', 'disable', 'rotate', 'test']) {
        const field = part === 'edit' ? ['--timeout', '1s'] : [];
        says(2, [part, ...field], 'needs the ID of a target');
        says(2, [part, ...field, 'x'], '"x" is no id of a target');
        says(5, [part, ...field, '999'], 'no target 999; hooklet targets lists them');
    }
    const { id } = add(url);
    says(2, ['edit', id], 'edit what of it?');
    says(2, ['edit', '--owner', 'other', id], 'unknown option --owner');
    forget();
});

await test('events-outside-the-catalogue', () => {
    says(2, ['add', '--owner', 'acme', '--event', 'invoce.paid', url], 'event: ');
    says(2, ['add', '--owner', 'acme', '--event', 'user.creatd', url], 'did you mean user.created?');
    says(2, ['add', '--owner', 'acme', '--event', 'order.*', url], 'order.* is not in the catalogue (events in section outgoing of hooklet.conf); it has invoice.*, user.created, ');
    says(2, ['add', '--owner', 'acme', '--event', 'a b', url], 'event: ');
    for (const event of ['*', 'invoice.*', 'inv*', 'user.created', 'target.disabled', 'target.*']) says(0, ['add', '--owner', 'acme', '--event', event, url], 'is added');
    forget();
});

await test('urls-that-are-none', () => {
    for (const bad of ['example.com', 'ftp://example.com/', 'https://', 'https:///x', 'mailto:a@example.com', 'https://exa mple.com/', 'https://example.com/\r\nHost: x',
        'https://example.com:99999/', 'https://ann:geheim@example.com/']) {
        assert.ok(!says(2, ['add', '--owner', 'acme', bad], 'URL').includes('geheim'), bad);
    }
    says(2, ['add', '--owner', 'acme', ''], 'a target needs a url');
    says(2, ['add', '--owner', 'acme', 'http://example.com/'], 'outgoing.plain_http allows it');
    says(2, ['add', '--owner', 'acme', 'https://example.com:8443/'], 'port 8443 is not among outgoing.ports');
    for (const address of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '[::1]', '[::ffff:127.0.0.1]']) {
        says(2, ['add', '--owner', 'acme', `https://${address}/`], 'is not public, nor among outgoing.networks', 'section outgoing of hooklet.conf: plain_http = true,');
    }
    for (const address of ['2130706433', '0x7f.1', '0177.0.0.1', '127.1']) says(2, ['add', '--owner', 'acme', `https://${address}/`]);
    assert.deepEqual(site.json('targets').targets, []);
});

await test('plain-http-and-networks-where-they-are-allowed', async () => {
    const open = await Site.make({ rules: 'outgoing {\n    plain_http = true\n    networks = {"127.0.0.0/8"}\n    ports = {"*"}\n}\n' });
    for (const good of ['http://example.com/', 'http://127.0.0.1:12345/x', 'https://127.1.2.3/']) {
        assert.equal(open.hooklet('targets', 'add', '--owner', 'acme', '--identifier', `i${good.length}`, good).status, 0, good);
    }
    assert.equal(open.hooklet('targets', 'add', '--owner', 'acme', 'http://10.0.0.1/').status, 2);
});

await test('header-injection', () => {
    for (const header of ['X-A: b\r\nX-C: d', 'X-A: b\nX-C: d', 'X A: b', 'X-A\r\n: b', 'Host: example.org', 'Content-Length: 0', 'webhook-signature: v1,x',
        'X-Hub-Signature-256: sha256=0', 'Transfer-Encoding: chunked', 'no colon', ': value']) {
        says(2, ['add', '--owner', 'acme', '--header', header, url], '--header: ');
    }
    assert.deepEqual(site.json('targets').targets, []);
});

await test('receivers-of-the-configuration', () => {
    says(2, ['add', '--owner', 'acme', 'exec:mial'], 'there is no receiver "mial" in hooklet.conf; did you mean exec:mail?');
    const said = says(0, ['add', '--owner', 'acme', 'exec:mail'], 'is added');
    const [{ id }] = site.json('targets').targets;
    const shown = says(0, ['show', id], /^url: +exec:mail$/m);
    assert.ok(!`${said}${shown}`.includes('ecret'), 'what a program gets is not signed');
    says(2, ['rotate', id], `target ${id} is a program of this machine: what it gets is not signed`);
    forget();
});

await test('one-for-an-event-and-identifier', () => {
    const { id } = add('--event', 'invoice.*', url);
    says(6, ['add', '--owner', 'acme', '--event', 'invoice.*', 'https://example.org/'], 'acme');
    const { id: other } = add('--event', 'invoice.*', '--identifier', 'b', url);
    says(6, ['edit', '--identifier', '', other], 'acme');
    says(0, ['remove', id], 'is removed');
    says(0, ['edit', '--identifier', '', other], 'is changed');
    forget();
});

// --- Tokens ------------------------------------------------------------------------------------------------------------------------

const token = (...args) => site.hooklet('token', ...args);

await test('a-token-is-printed-once-and-kept-as-its-hash', () => {
    const made = token('create', '--owner', 'acme', '--expires', '30d', 'billing');
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /^hlk_[A-Za-z0-9_-]{43}\n$/);
    assert.match(made.stderr, /it is shown this once, and good for acme until 20/);
    const text = made.stdout.trim();
    assert.equal(sql("SELECT lower(hex(hash)) FROM token WHERE name = 'billing'"), createHash('sha256').update(text).digest('hex'));
    for (const file of fs.readdirSync(path.dirname(database))) {
        const all = path.join(path.dirname(database), file);
        if (fs.statSync(all).isFile()) assert.ok(!fs.readFileSync(all).includes(text.slice(4)), file);
    }
    const { tokens: [{ name, owner, state, expires_ms, created_ms }] } = JSON.parse(token('list', '--json').stdout);
    assert.deepEqual([name, owner, state], ['billing', 'acme', 'good']);
    assert.equal(expires_ms - created_ms, 30 * 86400 * 1000);
    assert.match(token('list').stdout, /^billing +acme +good +just now +20/m);
});

await test('tokens-that-are-none-or-over', () => {
    const fails = (status, args, part) => {
        const { stdout, stderr, ...run } = token(...args);
        assert.equal(run.status, status, stderr);
        assert.ok(stderr.includes(part), `${part} is not in: ${stderr}`);
        assert.equal(stdout, '');
    };
    fails(2, ['create', 'web'], 'Say --owner');
    fails(2, ['create', '--owner', 'a b', 'web'], '--owner takes');
    fails(2, ['create', '--owner', 'acme'], 'needs a name for the token');
    fails(2, ['create', '--owner', 'acme', 'two\nlines'], 'a name is one line');
    fails(6, ['create', '--owner', 'acme', 'billing'], 'billing');
    fails(5, ['revoke', 'biling'], 'no token "biling"; did you mean billing?');
    fails(2, [], 'what about it?');
    assert.match(token('create', '--owner', '*', 'all').stderr, /good for every owner until it is revoked/);
    assert.match(token('revoke', 'billing').stdout, /^Token billing is good for nothing from now on\.$/m);
    assert.equal(token('revoke', 'billing').status, 0, 'once more changes nothing');
    assert.deepEqual(JSON.parse(token('list', '--json').stdout).tokens.map(({ name, state }) => [name, state]), [['all', 'good'], ['billing', 'revoked']]);
});

// --- Doctor ------------------------------------------------------------------------------------------------------------------------

const doctor = () => site.hooklet('doctor').stdout.split('\n').filter((line) => /^\S+ +targets /.test(line)).join('\n');

await test('doctor-on-targets', () => {
    assert.match(doctor(), /^warn +targets +receiver mail: no target is exec:mail, so it gets nothing: .*; see \S+hooklet\.conf:\d+$/);
    const { id: good } = add('exec:mail');
    assert.match(doctor(), /^ok +targets +1 of 1 are enabled and take what is sent$/);
    const { id: off } = add('--identifier', 'off', url);
    const { id: failing } = add('--identifier', 'failing', url);
    const { id: gone } = add('--identifier', 'gone', '--event', 'invoice.paid', url);
    targets('disable', '--reason', 'away', off);
    sql(`UPDATE target SET failures = 3, failing_since_ms = 1700000000000 WHERE id = ${failing}`);
    sql(`UPDATE target SET event = 'bill.*' WHERE id = ${gone}`);
    sql(`INSERT INTO target SELECT 77, owner, event, 'lost', 'exec:lost', content, envelope, headers, timeout_ms, description, 'pending', NULL, rate, rate_ms, concurrency,
        coalesce_ms, schedule, github, secrets, challenge, failures, failing_since_ms, version, created_ms, updated_ms FROM target WHERE id = ${good}`);
    const said = doctor();
    assert.match(said, new RegExp(`^warn +targets +target ${off} \\(\\* of acme, off\\) is disabled: by \\S+: away; hooklet targets enable ${off}, or remove it$`, 'm'));
    assert.match(said, new RegExp(`^warn +targets +target ${failing} .*: 3 deliveries failed since 2023-11-14 22:13:20; hooklet deliveries --target ${failing} --failed$`, 'm'));
    assert.match(said, new RegExp(`^warn +targets +target ${gone} \\(bill\\.\\* of acme, gone\\) gets nothing: `, 'm'));
    assert.match(said, /^warn +targets +target 77 \(\* of acme, lost\) is pending; who subscribes again, .* asked anew; hooklet targets enable 77 takes it as it is$/m);
    targets('enable', '77');
    sql("UPDATE target SET state = 'enabled' WHERE id = 77");
    assert.match(doctor(), /^FAIL +targets +target 77 \(\* of acme, lost\) can't be reached: exec:lost: there is no receiver "lost"/m);
    forget();
});

// --- Help --------------------------------------------------------------------------------------------------------------------------

await test('help-names-every-field', () => {
    const { stdout, status } = targets('--help');
    assert.equal(status, 0);
    for (const field of ['event', 'identifier', 'url', 'content', 'envelope', 'header', 'timeout', 'rate', 'concurrency', 'coalesce', 'schedule', 'github', 'description', 'sign',
        'secret-file', 'overlap', 'reason']) assert.ok(stdout.includes(`--${field}`), field);
    assert.ok(fs.existsSync(path.join(builddir, 'hooklet')));
});

done();
