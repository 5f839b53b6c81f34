// ledger.mjs - fills a state's database by the sqlite3 command, before any program runs.  What knows the columns stands here.
import { sqlite } from './site.mjs';

const count = (rows) => `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`;

const ago = 'unixepoch() * 1000 - 60000'; // a minute
const days = 90;

// Without a journal: if anything goes wrong on the way, the file is thrown away.
const fast = (sql) => `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000;
    PRAGMA foreign_keys = OFF; BEGIN; ${sql}; COMMIT; PRAGMA journal_mode = WAL;`;

// Bytes of a number, as SQL: this SQLite has no function for it.
const all = `x'${Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('hex')}'`;
const byte = (number, shift) => `substr(${all}, 1 + (${number} >> ${shift} & 255), 1)`;
const time = (ticks) => [40, 32, 24, 16, 8, 0].map((shift) => byte(ticks, shift)).join(' || ');

// Events with the ids 1 to `rows`, spread over the last 90 days, whose bodies are random bytes.  Their ids are UUIDs in the order
// of time, as GitHub's are, and so are their keys (src/store/sorted.h).
const events = (rows, bytes) => `INSERT INTO event (id, source, delivery, delivery_key, kind, repository, subject, secret, status,
        received_ms, body_key, body_sha, body_length, headers, body)
    ${count(rows)}, keyed (i, at_s, key) AS (SELECT i, unixepoch() - 60 - (${rows} - i) * ${days * 86400} / ${rows},
        CAST(x'11ee' || ${time('i * 7654321')} || randomblob(8) AS BLOB) FROM n)
    SELECT i, 'github', lower(hex(substr(key, 5, 4)) || '-' || hex(substr(key, 3, 2)) || '-11ee-' || hex(substr(key, 9, 2)) ||
        '-' || hex(substr(key, 11))), key, 'push', 'acme/r' || i % 1000, lower(hex(randomblob(20))), 'test', 'accepted',
        at_s * 1000, (at_s << 32) | (random() & 0xffffffff), randomblob(32), 13700, '{}', randomblob(${bytes}) FROM keyed`;

// One job for each of the events from `first` on.  key: SQL of the serial key; state and blocked: SQL, too.
const jobs = (first, rows, { key, state, blocked }) => `INSERT INTO job (event_id, kind, rule, step, lane, serial_key, subject,
        order_ms, newest, crash, state, blocked, run_at_ms, attempts, created_ms, updated_ms, args)
    ${count(rows)} SELECT i + ${first - 1}, 'run', 'fill', 0, 'run@bench', ${key}, NULL,
        ${ago}, 0, 'rerun', ${state}, ${blocked}, ${ago}, 1, ${ago}, ${ago}, '{}' FROM n`;

// A ledger in use: so many events, `ready` jobs each first of its key, and `waiting` jobs behind them.
export function fillLedger(database, { events: rows = 1000000, waiting = 500000, ready = 10000, bytes = 3000 } = {}) {
    sqlite(database, fast([
        events(rows, bytes),
        jobs(1, ready, { key: "'run:fill:' || i", state: "'ready'", blocked: 0 }),
        jobs(ready + 1, waiting, { key: `'run:fill:' || (1 + i % ${ready})`, state: "'waiting'", blocked: 1 }),
    ].join('; ')));
}

// Projects acme/r1 and on, each with a channel and its settings, and deployments in eight environments: a quarter of them the first
// project's, all ended, one of nine with a failure.
export function fillProjects(database, { projects, deployments }) {
    const channel = `'C' || printf('%010d', i)`;
    const tied = `INSERT INTO project (repository, channel, channel_name, team, settings, version, updated_ms)
        ${count(projects)} SELECT 'acme/r' || i, ${channel}, 'web-' || i, 'T0123ABCD',
        json_object('basedomain', 'r' || i || '.example.org', 'url', json_array('production=www' || i || '.example.org')), 1, ${ago} FROM n`;
    const made = `INSERT INTO deployment (repository, environment, sha, ref, rule, origin, by_login, by_slack, author, state, wish, remote_id,
            detail, pipeline, build, build_url, url, told, triggered_ms, version, created_ms, updated_ms, ended_ms)
        ${count(deployments)}, row (i, at_ms) AS (SELECT i, ${ago} - (${deployments} - i) * 60000 FROM n)
        SELECT 'acme/r' || iif(i % 4 = 0, 1, 1 + i % ${projects}),
            iif(i % 8 < 5, 'pr' || (i % 8), iif(i % 8 = 5, 'preview', iif(i % 8 = 6, 'test', 'production'))), lower(hex(randomblob(20))),
            'refs/heads/topic-' || i, 'default/preview', 'push', 'octocat', 'U0123ABCD', 'octocat', iif(i % 9 = 0, 'failure', 'success'),
            'wish-' || i, i, iif(i % 9 = 0, 'the workflow deploy failed', NULL), lower(hex(randomblob(16))), i,
            'https://app.circleci.com/pipelines/github/acme/web/' || i, 'https://preview.example.org/', 'success', at_ms, 5,
            at_ms, at_ms + 30000, at_ms + 30000 FROM row`;
    sqlite(database, fast(`${tied}; ${made}`));
}

// Jobs for a worker, all with keys of their own or all with the same one.
export function fillJobs(database, rows, { oneKey = false } = {}) {
    const kind = oneKey
        ? { key: "'run:fill:one'", state: "iif(i = 1, 'ready', 'waiting')", blocked: 'i > 1' }
        : { key: "'run:fill:' || i", state: "'ready'", blocked: 0 };
    sqlite(database, fast([events(rows, 100), jobs(1, rows, kind)].join('; ')));
}

export const jobsDone = (database) =>
    Number(sqlite(database, "SELECT count(*) FROM job WHERE state = 'done'", ['-readonly']));

// Deliveries that are over: messages of the last ten days, so that retention leaves all of them alone, each with its fan-out and one
// delivery to each of the targets 1 to `targets`, which are there.
export function fillDeliveries(database, { deliveries, targets }) {
    const rows = Math.ceil(deliveries / targets);
    const message = (i) => `printf('msg_%026d', ${i})`;
    const made = `INSERT INTO event (id, source, delivery, delivery_key, kind, secret, status, received_ms, body_key, body_sha,
            body_length, headers, body)
        ${count(rows)}, keyed (i, at_s) AS (SELECT i, unixepoch() - 60 - (${rows} - i) * ${10 * 86400} / ${rows} FROM n)
        SELECT i, 'message', 'bench/' || ${message('i')}, CAST('bench/' || ${message('i')} AS BLOB), 'bench.done', '', 'accepted',
            at_s * 1000, (at_s << 32) | (random() & 0xffffffff), randomblob(32), 900,
            json_object('id', ${message('i')}, 'owner', 'bench', 'identifier', ''), randomblob(400) FROM keyed`;
    const job = `INSERT INTO job (event_id, kind, rule, step, lane, order_ms, newest, crash, state, run_at_ms, fence, attempt,
            attempts, created_ms, updated_ms, args)`;
    const fanned = `${job} SELECT id, 'fanout', 'message', 0, 'fanout', received_ms, 0, 'rerun', 'done', received_ms, 1, 1, 12, received_ms,
            received_ms + 10, json_object('id', ${message('id')}, 'event', 'bench.done', 'owner', 'bench') FROM event`;
    const sent = `${job} WITH RECURSIVE target (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM target WHERE i < ${targets})
        SELECT event.id, 'send', 'message', i, 'send:' || i, received_ms, 0, 'rerun', 'done', received_ms, 1, 1, 12, received_ms,
            received_ms + 50, json_object('target', i) FROM event, target ORDER BY event.id, i`;
    const tried = `INSERT INTO attempt (job_id, n, owner, start_ms, end_ms, outcome, status, duration_ms, request, headers, answer)
        SELECT id, 1, 'bench', created_ms, updated_ms, 'done', iif(kind = 'send', 200, NULL), iif(kind = 'send', 12, NULL),
            iif(kind = 'send', json_object('url', 'http://127.0.0.1/hook', 'headers', json_object('webhook-id', ${message('event_id')},
                'webhook-timestamp', '1614265330', 'webhook-signature', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')), NULL),
            iif(kind = 'send', '{"Content-Length":"0"}', NULL), NULL FROM job ORDER BY id`;
    sqlite(database, fast([made, fanned, sent, tried].join('; ')));
}

// Those whose success is recorded, attempt and all.
export const deliveriesDone = (database) => Number(sqlite(database,
    "SELECT count(*) FROM attempt WHERE status = 200 AND outcome = 'done'", ['-readonly']));
