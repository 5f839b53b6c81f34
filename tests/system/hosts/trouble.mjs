// trouble.mjs - cases: strangers, programs that can't answer, a reload under load, and what no log may have.
import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { note, push, test, until } from '../lib.mjs';
import { events as ledger, get, isError, isOurs, isUnavailable, post } from './ask.mjs';
import { ping } from './github.mjs';
import { command, press, slack } from './senders.mjs';
import { aliases, events, example, routes } from './table.mjs';

const stranger = { localAddress: '127.0.0.2' };

export async function troubleCases(host) {
    await monitors(host);
    await dead(host);
    await reloaded(host);
    await kept(host);
}

async function monitors(host) {
    await test('monitors-of-this-machine', async () => {
        const alive = isOurs(await get(host, '/hooklet/healthz'), 200);
        assert.deepEqual(alive.json, { status: 'ok' });
        assert.equal(isOurs(await get(host, '/hooklet/readyz'), 200).json.status, 'ok');
    });

    await test('strangers-are-not-told-of-monitors', async () => {
        for (const name of ['healthz', 'readyz', 'nothing']) {
            isError(await get(host, `/hooklet/${name}`, stranger), 404, 'not found', 'nothing is served at this path');
            const more = { ...stranger, headers: { 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1', Forwarded: 'for=127.0.0.1' } };
            isError(await get(host, `/hooklet/${name}`, more), 404, 'not found', 'nothing is served at this path');
        }
        // What is for everybody.
        assert.equal((await host.site.post('push', push(), stranger)).status, 202);
        assert.equal((await get(host, '/hooklet/api/openapi.yaml', stranger)).status, 200);
        isError(await get(host, `/hooklet/setup?state=${host.keys.setup = randomUUID()}`, stranger), 404, 'not found');
    });
}

const isSorry = (answer) => {
    isOurs(answer, 200);
    assert.deepEqual(Object.keys(answer.json), ['response_type', 'text']);
    assert.equal(answer.json.response_type, 'ephemeral');
    assert.match(answer.json.text, /^Sorry, I am not there just now\./);
};

async function dead(host) {
    const { site, dead: status } = host;
    const own = events.filter(({ event }) => event !== 'ping');
    const programs = [...new Set([...own, ...routes].map(({ program }) => program))]
        .filter((program) => ![null, 'github-other', 'github-ping'].includes(program));

    await test('a-program-that-is-not-there', async () => {
        await Promise.all(programs.map((name) => host.die(name)));
        // At once, as some servers wait for a moment whether a program comes back.
        const byHeader = await Promise.all(own.map(({ event }) => site.post(event, push())));
        for (const answer of byHeader) isUnavailable(answer, status);
        const ways = [...routes, ...aliases].map((way) => ({ ...(way.route ?? way), asked: example(host, way) }))
            .filter(({ program, at }) => programs.includes(program) && !(at === '/' && host.differs.index));
        const answers = await Promise.all(ways.map(({ asked }) => post(host, asked, '{}')));
        for (const [i, { program, flags }] of ways.entries()) {
            if (flags.includes('WEB_PEOPLE')) isSorry(answers[i]);
            else isUnavailable(answers[i], status, flags.includes('WEB_SECRET') ? `the program ${program}` : undefined);
        }
    });

    await test('the-others-answer', async () => {
        assert.equal((await site.post('ping', ping())).status, 200);
        assert.equal((await site.post('star', ping())).status, 400);
        assert.equal((await site.post('push', push(), { target: '/hooks/github/other' })).status, 202);
    });

    await test('when-it-is-back-it-answers', async () => {
        await Promise.all(programs.map((name) => host.revive(name)));
        for (const answer of await Promise.all(own.map(({ event }) => site.post(event, ping())))) isOurs(answer, 400);
        assert.equal((await site.post('push', push())).status, 202);
        assert.equal((await slack(host, 'command', command())).json?.response_type, 'ephemeral');
        assert.equal((await get(host, '/hooklet/healthz')).status, 200);
    });
}

export async function hungCases(host) {
    await test('who-types-does-not-wait-for-ever', async () => {
        const begin = performance.now();
        await host.hang('slack-command');
        await host.hang('slack-interactive');
        const [typed, pressed] = await Promise.all([slack(host, 'command', command()), slack(host, 'interactive', press())]);
        await host.wake('slack-command');
        await host.wake('slack-interactive');
        isSorry(typed);
        isUnavailable(pressed, host.hung ?? 504);
        if (!host.differs.hang) assert.ok(performance.now() - begin < 3000, 'Slack waits for 3 s');
    });
}

// Posts from 16 clients while the server is told three times to read its configuration anew; once where that costs requests, and seconds.
async function reloaded(host) {
    await test('a-reload-under-load-loses-and-fails-nothing', async () => {
        const bad = [], acknowledged = [], reloads = host.differs.reload ? 1 : 3;
        let going = true;
        const client = async () => {
            while (going) {
                const delivery = randomUUID(), signal = host.differs.reload && AbortSignal.timeout(3000); // GitHub waits for 10 s, and gives up, too
                const answer = await host.site.post('push', push(), { delivery, agent: false, signal }).catch((error) => ({ text: error.name }));
                if (answer.status === 202) acknowledged.push(delivery);
                else bad.push(answer);
            }
        };
        const clients = Array.from({ length: 16 }, client);
        for (let round = 0; round <= reloads; round++) {
            const enough = acknowledged.length + 24;
            await until('requests go through', () => acknowledged.length >= enough || bad.length > 100);
            if (round < reloads) await host.reload();
        }
        going = false;
        await Promise.all(clients);
        note(`${acknowledged.length} acknowledged over ${reloads} reloads, ${bad.length} refused`);
        if (host.differs.reload) {
            for (const answer of bad.filter(({ text }) => text !== 'AbortError')) isUnavailable(answer, answer.status === 500 ? 500 : 503);
        } else assert.deepEqual(bad.map(({ status, text }) => `${status} ${text}`), []);
        assert.ok(bad.length < acknowledged.length);
        const known = new Set(ledger(host).map((event) => event.delivery));
        assert.deepEqual(acknowledged.filter((delivery) => !known.has(delivery)), []);
    });
}

async function kept(host) {
    await test('secrets-are-in-no-log', async () => {
        const texts = host.logs().filter((file) => fs.existsSync(file)).map((file) => [file, fs.readFileSync(file, 'utf8')]);
        assert.ok(texts.some(([, text]) => /"POST \/hooks\/github(\/push)? HTTP/.test(text)), 'the access log is written');
        const { text, marks, ...secrets } = host.keys;
        assert.deepEqual(Object.keys(secrets).sort(), ['api', 'asana', 'circleci', 'notify', 'setup', 'slack']);
        for (const [name, secret] of [...Object.entries(secrets), ['github', host.site.secret]]) {
            for (const [file, log] of texts) {
                const shown = Boolean(host.differs.log) && file === host.accessLog && ['asana', 'notify', 'setup'].includes(name);
                assert.equal(log.includes(secret), shown, `the secret ${name} in ${file}`);
            }
        }
    });
}
