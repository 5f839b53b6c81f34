// `hooklet why` finds one event among 5,000, on five shelves of 1,024 ids (src/store/sorted.h), one of which is gone: by the
// beginning of its commit, and by its delivery's.
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Site, done, sha, skipAll, test } from './lib.mjs';

const count = 5000, shelf = 1024;
if (spawnSync('sqlite3', ['-version']).error) skipAll('sqlite3 is not installed');
const site = await Site.make();

// --- The ledger, written before anything runs ----------------------------------------------------------------------------------

// As GitHub's ids are: version 1, the low part of the time first in the text.
const uuid1 = (ticks, node) => {
    const time = ticks.toString(16).padStart(15, '0');
    return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-81ab-${node.toString(16).padStart(12, '0')}`;
};
// The time first, its highest part foremost, then the rest.
const key = (id) => [14, 9, 0, 19, 24].map((at, i) => id.slice(at, at + [4, 4, 8, 4, 12][i])).join('');

const start = 0x1e3cc7872d3162en;
const rows = Array.from({ length: count }, (_, i) => {
    const delivery = uuid1(start + BigInt(i) * 7654321n, i);
    return { id: i + 1, delivery, key: key(delivery), commit: sha() };
});
const at = (id) => rows[id - 1];
// Same low part of the time, 2^32 ticks later, on another shelf; the same commit twice, as far apart as they can be.
Object.assign(at(4500), { delivery: uuid1(start + (1n << 32n), 9) });
at(4500).key = key(at(4500).delivery);
at(count).commit = at(1).commit;
at(3000).commit = at(2500).commit.slice(0, 10) + at(3000).commit.slice(10);
// Deliveries that are no UUID of version 1.
for (const [id, delivery] of [[700, 'backfill-of-monday'], [2800, at(2801).delivery.toUpperCase()]]) {
    Object.assign(at(id), { delivery, key: Buffer.from(delivery).toString('hex') });
}
// A whole shelf has been pruned, and some of its neighbours.
const stored = rows.filter(({ id }) => id < shelf - 10 || id >= 2 * shelf + 10);

const values = stored.map(({ id, delivery, key, commit }) => `(${id}, 'github', '${delivery}', x'${key}', 'push', 'acme/r',
    '${commit}', 'test', 'ignored', ${1557933657000 + id}, ${id}, x'${randomBytes(32).toString('hex')}', 2, '{}')`);
const filled = spawnSync('sqlite3', ['-bail', path.join(site.dir, 'state', 'hooklet.db')], {
    encoding: 'utf8',
    input: `BEGIN; INSERT INTO event (id, source, delivery, delivery_key, kind, repository, subject, secret, status, received_ms,
        body_key, body_sha, body_length, headers) VALUES ${values.join(',')}; COMMIT;`,
});
if (filled.status !== 0) throw new Error(`sqlite3: ${filled.stderr}`);

// --- Finding -------------------------------------------------------------------------------------------------------------------

function finds(what, ...ids) {
    const { status, stdout, stderr } = site.hooklet('why', '--json', what);
    const found = status === 0 ? JSON.parse(stdout).events.map((event) => Number(event.event?.id ?? event.id)).join() : stderr;
    if (found !== ids.join()) throw new Error(`why ${what}: ${found}, not ${ids}`);
}

function findsNothing(what, reason) {
    const { status, stderr } = site.hooklet('why', what);
    if (status === 0 || !stderr.includes(reason)) throw new Error(`why ${what}: ${status} ${stderr}`);
}

// First, last and next to the ends of shelves.
const some = [2, shelf - 11, 2 * shelf + 10, 3 * shelf - 1, 3 * shelf, 3 * shelf + 1, 4 * shelf - 1, 4 * shelf, count - 1];

await test('by-the-beginning-of-a-commit-on-every-shelf', () => {
    for (const id of some) {
        finds(at(id).commit.slice(0, 12), id);
        finds(at(id).commit.slice(0, 12).toUpperCase(), id);
        finds(at(id).commit, id);
    }
});

await test('a-commit-of-several-events-finds-them-all-in-order', () => {
    finds(at(1).commit, 1, count);
    finds(at(1).commit.slice(0, 12), 1, count);
    finds(at(2500).commit.slice(0, 10), 2500, 3000);
    finds(at(3000).commit, 3000);
});

await test('by-a-whole-delivery', () => {
    for (const id of [...some, 4500, 700, 2800, 2801]) finds(at(id).delivery, id);
});

await test('by-the-beginning-of-a-delivery', () => {
    for (const id of some) {
        for (const length of [8, 9, 13, 14, 18, 23, 35]) finds(at(id).delivery.slice(0, length), id);
    }
    finds('backfill', 700);
    finds(at(2800).delivery.slice(0, 18), 2800);
    finds(at(2801).delivery.slice(0, 18), 2801);
});

await test('one-beginning-of-two-deliveries-lists-both', () => {
    const what = at(1).delivery.slice(0, 8);
    const { status, stderr } = site.hooklet('why', what);
    for (const { delivery } of [at(1), at(4500)]) {
        if (status === 0 || !stderr.includes(delivery)) throw new Error(`why ${what}: ${status} ${stderr}`);
    }
    finds(at(4500).delivery.slice(0, 13), 4500);
});

await test('what-is-not-there-is-not-found', () => {
    findsNothing(at(shelf + 5).commit.slice(0, 12), 'no delivery, commit or job');
    findsNothing(at(shelf + 5).delivery.slice(0, 13), 'no delivery, commit or job');
    findsNothing(at(2).delivery.toUpperCase(), 'no delivery, commit or job');
    findsNothing(at(2).delivery.slice(0, 7), 'no ');
});

await done();
