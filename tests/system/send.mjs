// send.mjs - hooklet send, deliveries, delivery and resend: what is stored, who gets it, what is told of it; and what people get wrong.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { atEnd, builddir, done, Site, test, until } from './lib.mjs';
import { startReceiver } from './receiver.mjs';

const receiver = await startReceiver();
const rules = `outgoing {
    events = {"invoice.*", "user.created"}
    plain_http = true
    networks = {"127.0.0.0/8"}
    ports = {"*"}
}
receiver "keep" {
    command = {"sh", "-c", "cat > body; env | grep ^HOOKLET_ | sort; exit $(cat status 2>/dev/null || echo 0)"}
    directory = "DIR"
}
receiver "far" {
    command = {"true"}
    host = "elsewhere.example"
}
`;

const site = await Site.make({ rules: '' });
const kept = path.join(site.dir, 'kept');
fs.mkdirSync(kept);
site.configure(rules.replace('DIR', kept));

// The receiver is in this process: what waits for its answer must not hold it up.  -> { status, stdout, stderr, json }
function run(args, { input } = {}) {
    const child = spawn(path.join(builddir, 'hooklet'), args, { env: site.env, stdio: ['pipe', 'pipe', 'pipe'] });
    atEnd.push(() => child.kill('SIGKILL'));
    let stdout = '', stderr = '';
    child.stdout.on('data', (chunk) => { stdout += chunk; });
    child.stderr.on('data', (chunk) => { stderr += chunk; });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return new Promise((resolve) => child.on('close', (status) => {
        let json;
        try { json = JSON.parse(stdout); } catch { json = undefined; }
        resolve({ status, stdout, stderr, json });
    }));
}

// Runs it; what it says must hold all parts.
async function says(status, args, parts = [], options = {}) {
    const got = await run(args, options);
    const said = got.stdout + got.stderr;
    assert.equal(got.status, status, `${args.join(' ')}: ${said}`);
    for (const part of parts) assert.ok(part instanceof RegExp ? part.test(said) : said.includes(part), `${part} is not in: ${said}`);
    return got;
}

const send = (...args) => ['send', '--owner', 'acme', ...args];
const add = (...args) => site.json('targets', 'add', '--owner', 'acme', ...args);
const hook = (name) => `${receiver.url}/${name}`;

function write(name, bytes) {
    const file = path.join(site.dir, name);
    fs.writeFileSync(file, bytes);
    return file;
}

// Each test begins without targets.
function forget() {
    const ids = site.json('targets').targets.map(({ id }) => id);
    if (ids.length > 0) assert.equal(site.hooklet('targets', 'remove', ...ids).status, 0);
}

// --- Stored -----------------------------------------------------------------------------------------------------------------------

await test('nobody-gets-it', async () => {
    const { stderr } = await says(9, send('invoice.paid'), [/^Message msg_[0-9A-Za-z]{26} is stored as event \d+: no target takes it\.$/m]);
    assert.match(stderr, /nobody gets it: no enabled target of acme asks for invoice\.paid; hooklet targets list --owner acme/);
    const { json } = await says(9, send('invoice.paid', '--json'));
    assert.deepEqual([json.status, json.targets], ['new', 0]);
    const { id } = add(hook('x'));
    await says(9, ['send', '--owner', 'acne', 'invoice.paid'], ['asks for invoice.paid; did you mean --owner acme?']);
    await says(9, ['send', '--owner', 'somebody', 'invoice.paid'], ['; hooklet targets list --owner somebody']);
    await says(9, send('--identifier', 'crm', 'invoice.paid'), ['asks for invoice.paid as crm; hooklet targets list --owner acme']);
    site.hooklet('targets', 'disable', id);
    await says(9, send('invoice.paid'), [`asks for invoice.paid; target ${id} is disabled: hooklet targets enable ${id}`]);
    forget();
});

await test('stored-for-three-of-four', async () => {
    for (const [event, identifier] of [['*', 'a'], ['invoice.*', 'b'], ['invoice.paid', 'c'], ['user.created', 'd']]) add('--event', event, '--identifier', identifier, hook('x'));
    const { json } = await says(0, send('--json', 'invoice.paid'));
    assert.equal(json.targets, 3);
    assert.equal((await says(0, send('--json', '--identifier', 'b', 'invoice.paid'))).json.targets, 1);
    await says(9, send('--identifier', 'd', 'invoice.paid'), ['no enabled target of acme asks for invoice.paid as d']);
    await says(9, ['send', '--owner', 'other', 'invoice.paid']);
    forget();
});

await test('an-id-twice', async () => {
    add(hook('x'));
    const one = (data) => says(0, send('--id', 'inv_1', '--json', '--data', '-', 'invoice.paid'), [], { input: data });
    const first = (await one('{"a":1}')).json, again = (await one('{"a":1}')).json;
    assert.deepEqual([first.id, first.status], ['inv_1', 'new']);
    assert.deepEqual([again.id, again.status, again.event], ['inv_1', 'duplicate', first.event]);
    await says(0, send('--id', 'inv_1', '--data', '-', 'invoice.paid'), [`Message inv_1 was stored before, as event ${first.event}: 1 target.`], { input: '{"a":1}' });
    await says(6, send('--id', 'inv_1', '--data', '-', 'invoice.paid'), ['inv_1'], { input: '{"a":2}' });
    await says(6, send('--id', 'inv_1', '--data', '-', 'invoice.sent'), ['inv_1'], { input: '{"a":1}' });
    // Another owner has ids of their own.
    await says(9, ['send', '--owner', 'other', '--id', 'inv_1', 'invoice.paid'], ['is stored']);
    forget();
});

// --- What people get wrong ----------------------------------------------------------------------------------------------------------

await test('words-that-are-none', async () => {
    await says(2, ['send', 'invoice.paid'], ['to whose targets? Say --owner']);
    await says(2, send(), ['needs the name of an event']);
    await says(2, send('--timeout', '3s', 'invoice.paid'), ['--timeout needs --wait']);
    await says(2, send('--data', 'a', '--text', 'b', 'invoice.paid'), ['two ways to say what is sent']);
    await says(2, send('--dtaa', 'a', 'invoice.paid'), ['did you mean --data?']);
    await says(2, ['send', '--owner', 'a b', 'invoice.paid'], ['"a b" is no owner']);
    await says(2, send('--identifier', 'x/y', 'invoice.paid'), ['"x/y" is no identifier']);
    for (const id of ['a.b', 'a b', 'x'.repeat(129)]) await says(2, send('--id', id, 'invoice.paid'), ['is no id']);
    await says(5, send('--data', '/nonexistent', 'invoice.paid'), ['/nonexistent']);
    await says(2, send('--data', '{"a":1}', 'invoice.paid'), ['--data takes the name of a file, or "-": echo']);
    fs.writeFileSync(path.join(site.dir, 'no.json'), "{'a':1}\n");
    await says(1, send('--data', path.join(site.dir, 'no.json'), 'invoice.paid'), [/no\.json is to be JSON; --text \S+no\.json sends it as text/]);
});

await test('events-outside-the-catalogue', async () => {
    await says(2, send('user.creatd'), ['did you mean user.created?']);
    await says(2, send('invoce.paid'), ['invoce.paid']);
    await says(2, send('a b'), ['a b']);
    await says(2, send('invoice.*'), ['invoice.*']);
    await says(2, send('target.test'), ["events that begin with target. are hooklet's own"]);
});

await test('data-that-are-no-json', async () => {
    for (const input of ['', '{', '{"a":1}x', '{"a":1,"a":2}', "{'a':1}", '[1,]', 'NaN', '\ufeff{}']) {
        await says(1, send('--data', '-', 'invoice.paid'), ['JSON at byte', 'standard input is to be JSON; --text - sends it as text'], { input });
    }
    for (const input of [Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])]) {
        await says(1, send('--data', '-', 'invoice.paid'), [], { input });
        await says(1, send('--text', '-', 'invoice.paid'), ['no UTF-8'], { input });
    }
    assert.equal(site.json('events', '-n', '500').events.filter(({ kind }) => kind === 'invoice.failed').length, 0);
});

await test('data-that-are-too-large', async () => {
    const event = 'user.created';
    const before = site.json('events', '-n', '500').events.length;
    await says(1, send('--data', write('large.json', JSON.stringify('x'.repeat(1 << 20))), event), [/more than 1048576|at most 1048576/]);
    await says(1, send('--data', write('huge.json', JSON.stringify('x'.repeat(26_300_000))), event), ['a message has at most 1048576 bytes of data']);
    await says(1, send('--data', '-', event), ['a message has at most 1048576 bytes of data'], { input: JSON.stringify('x'.repeat(27_000_000)) });
    assert.equal(site.json('events', '-n', '500').events.length, before);
    fs.rmSync(path.join(site.dir, 'huge.json'));
});

await test('waiting-where-no-worker-runs', async () => {
    add(hook('x'));
    const { json } = await says(1, send('--json', '--wait', '--timeout', '200ms', 'invoice.paid'), ['is a worker running? hooklet doctor tells']);
    assert.deepEqual([json.over, json.success, json.deliveries], [false, false, []]);
    forget();
});

// --- Sent ---------------------------------------------------------------------------------------------------------------------------

site.worker();
// What was stored so far finds no target any more.
await until('all that was stored is handed out', () => site.json('jobs', '--kind', 'fanout', '-n', '500').jobs.every(({ state }) => state === 'done'));

await test('sent-and-told', async () => {
    const { id: target } = add('--header', 'Authorization: Bearer geheim', '--header', 'X-Team: blue', '--identifier', 'good', `${hook('good')}?key=geheim`);
    receiver.script('/good', [{ status: 202, headers: { 'x-answer': 'yes' }, body: 'thanks' }]);
    const data = '{"amount":"12.50","at":"2026-11-22T10:00:00Z"}';
    const { json, stdout } = await says(0, send('--id', 'inv_2', '--json', '--wait', '--data', '-', 'invoice.paid'), [], { input: data });
    assert.deepEqual([json.id, json.success, json.over, json.targets], ['inv_2', true, true, 1]);
    const [delivery] = json.deliveries;
    const { target: to, attempt, status, success, body, answer, state, message, event } = delivery;
    assert.deepEqual({ to, attempt, status, success, body, answer, state, message, event },
        { to: target, attempt: 1, status: 202, success: true, body: data, answer: 'thanks', state: 'done', message: 'inv_2', event: 'invoice.paid' });
    assert.match(delivery.url, /\/good\?\*\*\*$/);
    assert.equal(delivery.headers.Authorization, '***');
    assert.equal(delivery.headers['X-Team'], 'blue');
    assert.equal(delivery.headers['webhook-id'], 'inv_2');
    assert.equal(delivery.error, undefined);
    assert.ok(!stdout.includes('geheim'));
    const [request] = await receiver.waitFor(1, { path: '/good' });
    assert.deepEqual([request.text, request.headers.authorization, request.headers['webhook-id']], [data, 'Bearer geheim', 'inv_2']);
    const told = await says(0, ['delivery', delivery.id], [/^state: +done$/m, /^event: +invoice\.paid$/m, /^ +X-Team: blue$/m, /^ +Authorization: \*\*\*$/m, 'Answer: 202', 'thanks', data]);
    assert.ok(!told.stdout.includes('geheim'));
    const whole = (await says(0, ['delivery', '--json', delivery.id])).json;
    assert.deepEqual([whole.body, whole.attempts.length, whole.attempts[0].status, whole.attempts[0].answer], [data, 1, 202, 'thanks']);
    // For people, the same.
    await says(0, send('--wait', '--text', '-', 'invoice.paid'), [/^Message msg_\S+ is stored as event \d+: 1 target\.$/m, `to target ${target}`, 'success', 'Answer: 202', 'hello'],
        { input: 'hello' });
    forget();
});

await test('not-taken', async () => {
    const { id: target } = add('--schedule', '0,600', hook('bad'));
    receiver.script('/bad', [{ status: 500, body: 'out of order' }]);
    const { json } = await says(1, send('--json', '--wait', 'invoice.paid'));
    const [{ id, attempt, status, success, state, answer, error }] = json.deliveries;
    assert.deepEqual([attempt, status, success, state, answer], [1, 500, false, 'waiting', 'out of order']);
    assert.match(error, /500/);
    await says(1, send('--wait', '--id', 'bad_1', 'invoice.paid'), ['no success', /^attempt: +1$/m, /^status: +500$/m, /^error: .*500/m, /^next try: /m, 'out of order']);
    await says(0, ['deliveries', '--target', target, '--failed'], [new RegExp(`^${id} +waiting +${target} +invoice\\.paid +http`, 'm'), / 500 /]);
    await says(0, ['job', id], [/^is for: +target \d+$/m, /^url: +http/m, /^status: +500$/m]);
    await says(0, ['why', `job ${id}`], [`for target ${target}, http`, 'failed after', 'status 500']);
    const event = site.json('job', id).event;
    await says(0, ['event', event], [new RegExp(`send +message +target ${target} `)]);
    await says(0, ['targets', 'list'], ['2 failed, first ']);
    await says(0, ['targets', 'show', target], [/^failing: +2 failed/m, 'out of order'].slice(0, 1));
    // A different end.
    const { id: gone } = add('--identifier', 'gone', hook('gone'));
    receiver.script('/gone', [410]);
    await says(1, send('--wait', '--identifier', 'gone', 'invoice.paid'), ['no success', '410']);
    assert.equal(site.json('targets', 'show', gone).state, 'disabled');
    await says(0, ['targets', 'list', '--state', 'disabled'], ['410']);
    forget();
});

await test('a-test-of-one-target-whatever-its-state', async () => {
    const { id } = add('--event', 'invoice.*', hook('tested'));
    const { json } = await says(0, ['targets', 'test', '--json', id]);
    const [delivery] = json.deliveries;
    assert.deepEqual([delivery.event, delivery.target, delivery.success], ['target.test', id, true]);
    assert.equal(JSON.parse(delivery.body).target, id);
    receiver.script('/tested', [503]);
    assert.equal(site.hooklet('targets', 'disable', id).status, 0);
    await says(1, ['targets', 'test', id], ['no success', '503']);
    assert.equal(receiver.of('/tested').length, 2);
    forget();
});

await test('merged-into-an-equal-one', async () => {
    const { id } = add('--coalesce', '1m', hook('merged'));
    const first = (await says(0, send('--json', '--data', '-', 'invoice.paid'), [], { input: '{"a":1}' })).json;
    await until('the first one waits', () => site.json('deliveries', '--target', id).deliveries.length === 1);
    const { json } = await says(0, send('--json', '--wait', '--data', '-', 'invoice.paid'), [], { input: '{"a":1}' });
    assert.notEqual(json.id, first.id);
    assert.deepEqual(json.deliveries.map(({ state, success, attempt }) => [state, success, attempt]), [['superseded', true, 0]]);
    assert.match(json.deliveries[0].reason, /merged into job \d+/);
    forget();
});

await test('programs-of-this-machine', async () => {
    const { id } = add('exec:keep');
    const { json } = await says(0, send('--json', '--wait', '--id', 'exec_1', '--data', '-', 'invoice.paid'), [], { input: '{"a":[1,2]}' });
    const [delivery] = json.deliveries;
    assert.deepEqual([delivery.kind, delivery.status, delivery.success], ['exec', 0, true]);
    assert.equal(fs.readFileSync(path.join(kept, 'body'), 'utf8'), '{"a":[1,2]}');
    assert.match(delivery.answer, /^HOOKLET_MESSAGE_ID=exec_1$/m);
    assert.match(delivery.answer, new RegExp(`^HOOKLET_TARGET=${id}$`, 'm'));
    fs.writeFileSync(path.join(kept, 'status'), '3');
    await says(1, send('--wait', 'invoice.paid'), [/^status: +exit status 3$/m]);
    forget();
});

await test('programs-of-another-machine', async () => {
    const { id: target } = add('exec:far');
    const { json } = await says(0, send('--json', 'invoice.paid'));
    const { id } = await until('it is planned', () => site.json('deliveries', '--target', target).deliveries[0]);
    assert.equal(json.targets, 1);
    const { lane, state } = site.json('job', id);
    assert.deepEqual([lane, state], [`exec:${target}@elsewhere.example`, 'ready']);
    assert.match(site.hooklet('why', id).stdout, /It is for a worker on host elsewhere\.example; this is /);
    assert.equal(site.hooklet('targets', 'disable', target).status, 0);
    assert.equal((await says(1, ['job', '--json', id])).json.state, 'dead');
    forget();
});

// A target that fails is left alone for a minute: who has mended it need not wait.
await test('left-alone-until-somebody-asks', async () => {
    const { id: target } = add('--schedule', '0,0,0,0,0,0,0,0,0', hook('broken'));
    receiver.script('/broken', [500, 500, 500, 500, 500, 200]);
    await says(1, send('--wait', 'invoice.paid'), ['no success']);
    await receiver.waitFor(5, { path: '/broken' });
    const rest = await until('it is left alone', () => /^left alone: +(until .*)$/m.exec(site.hooklet('targets', 'show', target).stdout));
    assert.match(rest[1], new RegExp(`\\(5 failures in a row\\); hooklet targets enable ${target} ends that$`));
    const { stdout } = await says(1, send('--wait', '--id', 'late_1', '--timeout', '300ms', 'invoice.paid'),
        ['1 of 1 delivery had no answer in time, and goes on: hooklet deliveries --event', ': not tried yet', rest[1]]);
    const [, id] = stdout.match(/^Delivery (\d+) /m);
    await says(0, ['delivery', id], [rest[1]]);
    await says(0, ['why', 'late_1'], [`, but its target is left alone ${rest[1]}.`]);
    await says(0, ['targets', 'enable', target], ['its failures are forgotten, and what waits for it is sent when it is due']);
    await until('both came', () => site.json('deliveries', '--target', target).deliveries.every(({ state }) => state === 'done'));
    forget();
});

await test('still-under-way', async () => {
    let answer;
    add(hook('thinking'));
    receiver.script('/thinking', [() => new Promise((resolve) => { answer = () => resolve(200); }), 200]);
    await says(1, send('--wait', '--timeout', '1s', 'invoice.paid'), ['had no answer in time', ': no answer yet']);
    answer();
    forget();
});

// Whoever has added it to the configuration need not have told the worker yet.
await test('a-receiver-that-the-worker-does-not-know-yet', async () => {
    site.configure(`${rules.replace('DIR', kept)}receiver "fresh" {\n    command = {"true"}\n}\n`);
    add('exec:fresh');
    const { stdout } = await says(1, send('--wait', 'invoice.paid'), ['this worker knows no receiver fresh: when it is in hooklet.conf, have the worker read that again, by SIGHUP', 'next try:']);
    const [, id] = stdout.match(/^Delivery (\d+) /m);
    site.children.get('worker').kill('SIGHUP');
    await until('the worker has read it', () => site.readLog('worker').includes('what=reload'));
    await until('it is done', () => site.json('job', id).state === 'done');
    site.configure(rules.replace('DIR', kept));
    forget();
});

// --- deliveries, resend ---------------------------------------------------------------------------------------------------------------

await test('lists-of-some-of-them', async () => {
    const { id: one } = add('--identifier', 'one', hook('one'));
    const { id: two } = add('--identifier', 'two', '--schedule', '0', hook('two'));
    receiver.script('/two', [500]);
    await says(1, send('--wait', 'invoice.paid'));
    const ids = async (...args) => (await says(0, ['deliveries', '--json', ...args])).json.deliveries.map(({ target }) => target);
    assert.deepEqual((await ids('-n', '2')).sort(), [one, two].sort());
    assert.deepEqual(await ids('--target', one), [one]);
    assert.deepEqual(await ids('--owner', 'acme', '--failed'), [two]);
    assert.deepEqual(await ids('--owner', 'other'), []);
    const [{ id }] = (await says(0, ['deliveries', '--json', '-n', '1'])).json.deliveries;
    assert.equal((await ids('--before', id, '-n', '1')).length, 1);
    await says(0, ['deliveries', '--owner', 'other'], ['No deliveries.']);
    await says(5, ['deliveries', '--target', '9999'], ['no target 9999']);
    await says(5, ['delivery', '9999'], ['no delivery 9999; hooklet deliveries lists them']);
    await says(2, ['delivery', 'x'], ['"x" is no id of a delivery']);
    await says(2, ['deliveries', '--follow', '--before', '3'], ['--follow tells what is to come']);
    const [dead] = (await says(0, ['deliveries', '--json', '--target', two])).json.deliveries;
    await says(1, ['delivery', dead.id], [/^state: +dead$/m]);
    await says(5, ['delivery', '--attempt', '7', dead.id], ['there were only 1 attempts']);
    forget();
});

await test('each-attempt-as-it-ends', async () => {
    const { id } = add(hook('followed'));
    receiver.script('/followed', [200, 404]);
    const child = spawn(path.join(builddir, 'hooklet'), ['deliveries', '--follow', '--json', '--target', id], { env: site.env, stdio: ['ignore', 'pipe', 'ignore'] });
    atEnd.push(() => child.kill('SIGKILL'));
    let out = '';
    child.stdout.on('data', (chunk) => { out += chunk; });
    const lines = () => out.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    // It tells what ends after it began: sent until it has heard of one.
    await until('it follows', async () => { await says(0, send('--wait', '--identifier', '', 'invoice.paid')).catch(() => {}); return lines().length > 0; });
    await says(1, send('--wait', 'user.created'));
    await until('the failure is told', () => lines().some(({ status, target }) => status === 404 && target === id));
    child.stdout.destroy();
    await new Promise((resolve) => { child.on('exit', resolve); });
    forget();
});

await test('sent-once-more', async () => {
    const { id: target } = add('--schedule', '0', hook('again'));
    receiver.script('/again', [500, 200]);
    const { json } = await says(1, send('--wait', '--json', 'invoice.paid'));
    const [{ id, state }] = json.deliveries;
    assert.equal(state, 'dead');
    await says(0, ['resend', id], [`Delivery ${id} is sent again.`]);
    await until('it is done', () => site.json('job', id).state === 'done');
    const [first, second] = await receiver.waitFor(2, { path: '/again' });
    assert.equal(first.headers['webhook-id'], second.headers['webhook-id']);
    assert.equal(first.text, second.text);
    await says(5, ['resend', '9999'], ['no delivery 9999']);
    const { job } = json;
    await says(5, ['resend', job], [`no delivery ${job}`]);
    await says(2, ['resend', json.id], [`"${json.id}" is no id of a delivery`]);
    await says(2, ['resend'], ['needs the ID of a delivery, or --target']);
    await says(2, ['resend', '--failed'], ['to which target? Say --target']);
    await says(2, ['resend', '--target', target], ['what? Say --failed']);
    await says(2, ['resend', '--target', target, '--failed', '--all'], ['what?']);
    await says(2, ['resend', '--target', target, '--all'], ['since when? Say --since']);
    await says(5, ['resend', '--target', '9999', '--all', '--since', '1d'], ['no target 9999']);
    forget();
});

await test('once-more-to-one-that-gets-nothing', async () => {
    const { id: target } = add('--schedule', '0', hook('shut'));
    receiver.script('/shut', [500, 500, 200]);
    const [{ id }] = (await says(1, send('--wait', '--json', 'invoice.paid'))).json.deliveries;
    const off = `target ${target} is disabled: `, on = '; enable it first';
    assert.equal(site.hooklet('targets', 'disable', '--reason', 'away', target).status, 0);
    await says(6, ['resend', id], [off, 'away', on]);
    await says(6, ['retry', id], [off, 'away', on]);
    assert.equal((await says(1, ['job', '--json', id])).json.state, 'dead');
    await says(0, ['targets', 'enable', target], [`is enabled; deliveries to it are dead: hooklet resend --target ${target} --failed --since 7d`]);
    assert.equal(site.hooklet('targets', 'disable', target).status, 0);
    // What is about the target itself is sent whatever its state.
    await says(1, ['targets', 'test', target], ['500']);
    const [tested] = (await says(0, ['deliveries', '--json', '--target', target, '-n', '1'])).json.deliveries;
    assert.equal(tested.event, 'target.test');
    await says(0, ['retry', tested.id], ['is ready again']);
    await receiver.waitFor(3, { path: '/shut' });
    assert.equal(site.hooklet('targets', 'remove', target).status, 0);
    const gone = `target ${target} was removed; there is nobody to send it to`;
    await says(6, ['resend', id], [gone]);
    await says(6, ['retry', id], [gone]);
    assert.equal((await says(1, ['job', '--json', id])).json.state, 'dead');
    forget();
});

await test('all-that-failed-and-all-that-a-new-target-never-had', async () => {
    const { id: target } = add('--schedule', '0', '--event', 'user.created', hook('failed'));
    receiver.script('/failed', [500, 500, 200]);
    await says(1, send('--wait', 'user.created'));
    await says(1, send('--wait', 'user.created'));
    const { json } = await says(0, ['resend', '--target', target, '--failed', '--since', '1h', '--json']);
    assert.equal(json.target, target);
    await receiver.waitFor(4, { path: '/failed' });
    await until('both are done', () => site.json('deliveries', '--target', target).deliveries.every(({ state }) => state === 'done'));
    const { id: fresh } = add('--identifier', 'fresh', '--event', 'user.created', hook('fresh'));
    await says(0, ['resend', '--target', fresh, '--all', '--since', '1h'], [`What was never sent to target ${fresh} is sent again by job`]);
    // Messages of earlier cases come, too.
    const ids = (from) => receiver.of(from).map(({ headers }) => headers['webhook-id']);
    await until('both of them came', () => ids('/failed').every((id) => ids('/fresh').includes(id)));
    assert.equal(site.hooklet('targets', 'disable', fresh).status, 0);
    await says(6, ['resend', '--target', fresh, '--all', '--since', '1h']);
    forget();
});

done();
