/* test-ledger.c - finding what happened */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "port/compress.h"
#include "port/crypto.h"
#include "store/sorted.h"
#include "some_jobs.h"
#include "watch_sql.h"

#include <cmocka.h>

#define SHA "0123456789abcdef0123456789abcdef01234567"

static void
assert_finds(struct fixture *f, const char *what, const char *ids)
{
    struct events events;
    char *found = pool_string(f->pool, "");

    assert_int_equal(ledger_find(f->store, what, f->pool, &events), 0);
    for (size_t i = 0; i < events.count; i++)
        found = pool_printf(f->pool, "%s%" PRId64 " ", found, events.rows[i].id);
    assert_string_equal(found, ids);
}

static void
an_event_with_all_its_columns(void **state)
{
    struct fixture *f = *state;
    int64_t id = event_make(f, "d-1");
    struct event_row event;

    sql(f, "UPDATE event SET action = 'closed', repository = 'Acme/Web', subject = '" SHA "',"
           " reason = 'why', parent = 7, headers = '{\"a\":1}'");
    assert_int_equal(ledger_event(f->store, id, f->pool, &event), 0);
    assert_string_equal(event.source, "github");
    assert_string_equal(event.delivery, "d-1");
    assert_string_equal(event.kind, "push");
    assert_string_equal(event.action, "closed");
    assert_string_equal(event.repository, "Acme/Web");
    assert_string_equal(event.subject, SHA);
    assert_string_equal(event.secret, "main");
    assert_string_equal(event.headers, "{\"a\":1}");
    assert_string_equal(event.status, "accepted");
    assert_string_equal(event.reason, "why");
    assert_int_equal(event.received_ms, NOW);
    assert_int_equal(event.parent, 7);
    assert_int_equal(event.body_length, 2);
    assert_int_equal(event.job_count, 0);
}

static void
what_is_not_there(void **state)
{
    struct fixture *f = *state;
    struct attempts attempts;
    struct event_row event;
    struct job_row job;
    size_t length = 9;
    char *body = f->directory;

    assert_int_equal(ledger_event(f->store, 4711, f->pool, &event), FAIL_NOT_FOUND);
    assert_int_equal(ledger_job(f->store, 4711, f->pool, &job), FAIL_NOT_FOUND);
    assert_int_equal(ledger_body(f->store, 4711, f->pool, &body, &length), FAIL_NOT_FOUND);
    assert_null(body);
    assert_int_equal(length, 0);
    assert_int_equal(ledger_attempts(f->store, 4711, f->pool, &attempts), 0);
    assert_int_equal(attempts.count, 0);
}

static void
events_by_filter(void **state)
{
    struct fixture *f = *state;
    struct event_filter filter = { .most = 10 };
    struct events events;

    for (int i = 1; i <= 4; i++)
        event_make(f, pool_printf(f->pool, "d-%d", i));
    sql(f, "UPDATE event SET repository = 'Acme/Web', status = 'ignored' WHERE id = 2;"
           " UPDATE event SET received_ms = received_ms + 5 WHERE id > 2");

    assert_int_equal(ledger_events(f->store, &filter, f->pool, &events), 0);
    assert_int_equal(events.count, 4);
    assert_int_equal(events.rows[0].id, 4);
    filter.most = 2;
    filter.before = 4;
    assert_int_equal(ledger_events(f->store, &filter, f->pool, &events), 0);
    assert_int_equal(events.count, 2);
    assert_int_equal(events.rows[0].id, 3);
    filter = (struct event_filter){ .repository = "acme/WEB", .status = "ignored", .most = 9 };
    assert_int_equal(ledger_events(f->store, &filter, f->pool, &events), 0);
    assert_int_equal(events.count, 1);
    filter = (struct event_filter){ .source = "github", .kind = "release", .most = 9 };
    assert_int_equal(ledger_events(f->store, &filter, f->pool, &events), 0);
    assert_int_equal(events.count, 0);
    assert_int_equal(ledger_since(f->store, NOW + 5, f->pool, &events), 0);
    assert_int_equal(events.count, 2);
    assert_int_equal(events.rows[0].id, 3);
}

static void
jobs_by_filter(void **state)
{
    struct fixture *f = *state;
    struct job_filter filter = { .most = 100 };
    struct jobs jobs;
    int64_t dead;

    for (int i = 0; i < 20; i++)
        job_make(f, NULL);
    dead = job_make(f, "state = 'dead', rule = 'api', kind = 'run'");
    assert_int_equal(ledger_jobs(f->store, &filter, f->pool, &jobs), 0);
    assert_int_equal(jobs.count, 21);
    assert_int_equal(jobs.rows[0].id, dead);
    assert_int_equal(jobs.rows[20].id, 1);
    filter = (struct job_filter){ .event = jobs.rows[5].event, .most = 100 };
    assert_int_equal(ledger_jobs(f->store, &filter, f->pool, &jobs), 0);
    assert_int_equal(jobs.count, 1);
    filter = (struct job_filter){ .kind = "run", .rule = "api", .state = "dead", .most = 100 };
    assert_int_equal(ledger_jobs(f->store, &filter, f->pool, &jobs), 0);
    assert_int_equal(jobs.count, 1);
    filter.state = "done";
    assert_int_equal(ledger_jobs(f->store, &filter, f->pool, &jobs), 0);
    assert_int_equal(jobs.count, 0);
}

static void
find_by_delivery_of_any_source(void **state)
{
    struct fixture *f = *state;

    event_make(f, "same");
    sql(f, "UPDATE event SET source = 'slack'");
    event_make(f, "same");
    event_make(f, "other");
    assert_finds(f, "same", "1 2 ");
    assert_finds(f, "sam", "");
}

static void
find_by_commit(void **state)
{
    struct fixture *f = *state;

    event_make(f, "d");
    event_make(f, "e");
    event_make(f, "far");
    /* Several shelves, one of them empty. */
    sql(f, "UPDATE event SET id = 3000 WHERE delivery = 'far'");
    sql(f, "UPDATE event SET subject = '" SHA "' WHERE delivery <> 'd'");
    assert_finds(f, SHA, "2 3000 ");
    assert_finds(f, "0123456", "2 3000 ");
    assert_finds(f, "0123456789ABCDEF", "2 3000 ");
    assert_finds(f, "012345", "");
    assert_finds(f, "0123457", "");
    assert_finds(f, SHA "00", "");
    assert_finds(f, "0123456%", "");
}

static void
assert_finds_key(struct fixture *f, const char *key, const char *subject, const char *ids)
{
    struct events events;
    char *found = pool_string(f->pool, "");

    assert_int_equal(ledger_find_key(f->store, key, subject, f->pool, &events), 0);
    for (size_t i = 0; i < events.count; i++)
        found = pool_printf(f->pool, "%s%" PRId64 " ", found, events.rows[i].id);
    assert_string_equal(found, ids);
}

static void
find_by_the_key_of_a_job(void **state)
{
    struct fixture *f = *state;

    job_make(f, "serial_key = 'a:b', subject = '" SHA "', state = 'done'");
    job_make(f, "serial_key = 'a:b', subject = 'other', state = 'dead'");
    job_make(f, "serial_key = 'a:b', state = 'superseded'");
    job_make(f, "serial_key = 'a:c', subject = '" SHA "'");
    job_make(f, "serial_key = 'a:b', state = 'cancelled'");
    job_make(f, "subject = '" SHA "'");
    assert_finds_key(f, "a:b", NULL, "1 2 ");
    assert_finds_key(f, "a:b", SHA, "1 ");
    assert_finds_key(f, "a:b", "other", "2 ");
    assert_finds_key(f, "a:", NULL, "");
}

static void
find_by_number(void **state)
{
    struct fixture *f = *state;

    event_make(f, "first");
    job_make(f, NULL);
    job_make(f, NULL);
    /* Job 1 belongs to event 2, job 2 to event 3. */
    assert_finds(f, "job 1", "2 ");
    assert_finds(f, "1", "2 ");
    assert_finds(f, "event 1", "1 ");
    assert_finds(f, "3", "3 ");
    assert_finds(f, "99999999999999999999", "");
    assert_finds(f, "job x", "");
    assert_finds(f, "", "");
    assert_finds(f, "' OR 1 --", "");
}

/* Owners whose names begin like others, and one that sorts behind '/'. */
static void
find_by_message_of_any_owner(void **state)
{
    static const char *const ids[] = { "acme/msg_1",   "acme/msg_2", "acme.x/msg_1", "acme0/msg_3",
                                       "acme0/msg_33", "b@c/msg_1",  "z/acme" };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        event_make(f, ids[i]);
    sql(f, "UPDATE event SET source = 'message' WHERE delivery <> 'acme/msg_2'");
    assert_finds(f, "msg_1", "1 3 6 ");
    assert_finds(f, "msg_3", "4 ");
    assert_finds(f, "msg_2", "");
    assert_finds(f, "acme", "7 ");
    assert_finds(f, "acme/msg_1", "1 ");
    assert_finds(f, "x/msg_1", "");
    watch_clear();
    assert_finds(f, "msg_33", "5 ");
    assert_no_scans(store_path(f->store));
}

static void
finding_goes_through_no_table(void **state)
{
    struct fixture *f = *state;

    job_make(f, NULL);
    watch_clear();
    assert_finds(f, "0123456", "");
    assert_finds_key(f, "a:b", SHA, "");
    assert_no_scans(store_path(f->store));
}

static void
assert_begin_so(struct fixture *f, const char *prefix, size_t count)
{
    struct events events;

    assert_int_equal(ledger_find_prefix(f->store, prefix, f->pool, &events), 0);
    assert_int_equal(events.count, count);
}

static void
find_by_the_beginning_of_a_delivery(void **state)
{
    struct fixture *f = *state;

    event_make(f, "4b6413a6-0001");
    event_make(f, "4b6413a6-0002");
    event_make(f, "4b6413a7-0001");
    event_make(f, "7d3162ea-cc78-11e3-81ab-4c9367dc0958");
    event_make(f, "7d3162ea-cc79-11e3-81ab-4c9367dc0958");
    event_make(f, "7d3162eb-cc78-11e3-81ab-4c9367dc0958");
    watch_clear();
    assert_begin_so(f, "4b6413a7", 1);
    assert_begin_so(f, "4b6413a6", 2);
    assert_begin_so(f, "4b6413a6-0002", 1);
    assert_begin_so(f, "4b6413a", 0);
    assert_begin_so(f, "4b6413a8", 0);
    assert_begin_so(f, "7d3162ea", 2);
    assert_begin_so(f, "7d3162ea-cc79-1", 1);
    assert_begin_so(f, "7d3162ea-cc7a", 0);
    assert_begin_so(f, "7d3162e", 0);
    assert_no_scans(store_path(f->store));
}

static void
which_deliveries_are_there(void **state)
{
    static const char *const ids[] = { "7d3162ea-cc78-11e3-81ab-4c9367dc0958", "odd",
                                       "7d3162ea-cc79-11e3-81ab-4c9367dc0958", "none" };
    const struct strings all = { ids, 4 };
    struct fixture *f = *state;
    bool has[4] = { false };

    event_make(f, ids[0]);
    event_make(f, ids[1]);
    watch_clear();
    assert_int_equal(ledger_has(f->store, "github", all, has), 0);
    assert_true(has[0] && has[1] && !has[2] && !has[3]);
    assert_int_equal(ledger_has(f->store, "hooklet", all, has), 0);
    assert_false(has[0] || has[1] || has[2] || has[3]);
    assert_no_scans(store_path(f->store));
}

static void
whether_a_hook_posts_to_us(void **state)
{
    struct fixture *f = *state;
    bool heard = true;

    event_make(f, "d-1");
    assert_int_equal(ledger_heard(f->store, "github", "\"Hook\":\"7\"", &heard), 0);
    assert_false(heard);
    sql(f, "UPDATE event SET headers = '{\"A\":\"b\",\"Hook\":\"7\"}'");
    assert_int_equal(ledger_heard(f->store, "github", "\"Hook\":\"7\"", &heard), 0);
    assert_true(heard);
    assert_int_equal(ledger_heard(f->store, "hooklet", "\"Hook\":\"7\"", &heard), 0);
    assert_false(heard);
    sql(f, "UPDATE event SET secret = 'api'");
    assert_int_equal(ledger_heard(f->store, "github", "\"Hook\":\"7\"", &heard), 0);
    assert_false(heard);
}

static void
where_the_ledger_begins(void **state)
{
    struct fixture *f = *state;
    int64_t ms = -1;

    assert_int_equal(ledger_begins(f->store, &ms), 0);
    assert_int_equal(ms, 0);
    event_make(f, "first");
    event_make(f, "second");
    sql(f, "UPDATE event SET received_ms = received_ms - 5 WHERE delivery = 'second'");
    watch_clear();
    assert_int_equal(ledger_begins(f->store, &ms), 0);
    assert_int_equal(ms, NOW - 5);
    assert_int_equal(watch_steps() < 100, true);
}

static void
job_that_a_waiting_one_stands_behind(void **state)
{
    struct fixture *f = *state;
    int64_t first, holder, waiting, ahead = -1;

    job_make(f, "serial_key = 'deploy:web', state = 'done'");
    job_make(f, "serial_key = 'deploy:web', state = 'waiting', newest = 1");
    first = job_make(f, "serial_key = 'deploy:web', state = 'waiting'");
    holder = job_make(f, "serial_key = 'deploy:web', state = 'started'");
    waiting = job_make(f, "serial_key = 'deploy:web', state = 'waiting', blocked = 1");
    job_make(f, "serial_key = 'deploy:api'");
    watch_clear();
    assert_int_equal(ledger_ahead(f->store, "deploy:web", waiting, &ahead), 0);
    assert_int_equal(ahead, holder);
    sql(f, "UPDATE job SET state = 'done' WHERE id = %" PRId64, holder);
    assert_int_equal(ledger_ahead(f->store, "deploy:web", waiting, &ahead), 0);
    assert_int_equal(ahead, first);
    assert_int_equal(ledger_ahead(f->store, "deploy:web", first, &ahead), 0);
    assert_int_equal(ahead, 0);
    assert_no_scans(store_path(f->store));
}

static void
find_by_body_though_retention_took_it(void **state)
{
    unsigned char sha[CRYPTO_SHA256_SIZE], other[CRYPTO_SHA256_SIZE];
    struct fixture *f = *state;
    struct event_row event;

    assert_int_equal(crypto_sha256("{}", 2, sha), 0);
    assert_int_equal(crypto_sha256("{ }", 3, other), 0);
    for (int i = 1; i <= 4; i++)
        event_make(f, pool_printf(f->pool, "d-%d", i));
    sql(f, "UPDATE event SET body_sha = x'%s', body_key = %lld, body = NULL",
        hex_encode(f->pool, sha, sizeof sha), (long long)body_key(0, sha));
    sql(f, "UPDATE event SET parent = 9 WHERE id = 1; UPDATE event SET source = 'x' WHERE id = 2");
    watch_clear();
    assert_int_equal(ledger_find_body(f->store, "github", sha, 0, f->pool, &event), 0);
    assert_int_equal(event.id, 3);
    assert_string_equal(event.delivery, "d-3");
    assert_no_scans(store_path(f->store));
    assert_int_equal(ledger_find_body(f->store, "github", other, 0, f->pool, &event), 0);
    assert_int_equal(event.id, 0);
}

struct body {
    void *packed;
    size_t length;
};

static int
body_work(struct db *db, void *data)
{
    const struct body *body = data;
    struct db_row *row = db_query(db, "UPDATE event SET body = ?1 WHERE id = 1");

    db_bind_blob(row, 1, body->packed, body->length);
    return db_finish(row);
}

static void
the_body_as_it_was_signed(void **state)
{
    static const char signed_bytes[] = "{\"a\":\"\0\"}\n";
    struct fixture *f = *state;
    struct body body;
    size_t length = 0;
    char *bytes;

    event_make(f, "d");
    assert_int_equal(ledger_body(f->store, 1, f->pool, &bytes, &length), 0);
    assert_null(bytes);
    assert_int_equal(
        compress_pack(f->pool, signed_bytes, sizeof(signed_bytes) - 1, &body.packed, &body.length),
        0);
    assert_int_equal(store_write(f->store, body_work, &body), 0);
    assert_int_equal(ledger_body(f->store, 1, f->pool, &bytes, &length), 0);
    assert_int_equal(length, sizeof(signed_bytes) - 1);
    assert_memory_equal(bytes, signed_bytes, length);
}

static void
numbers_over_all(void **state)
{
    struct fixture *f = *state;
    struct ledger_counts counts;

    assert_int_equal(ledger_counts(f->store, NOW, &counts), 0);
    assert_int_equal(counts.ready + counts.dead, 0);
    job_make(f, NULL);
    job_make(f, "run_at_ms = 5");
    job_make(f, "state = 'started'");
    job_make(f, "state = 'leased'");
    job_make(f, "state = 'waiting', blocked = 1, serial_key = 'k'");
    job_make(f, "state = 'waiting'");
    job_make(f, "state = 'done'");
    job_make(f, "state = 'dead'");
    job_make(f, "state = 'unknown'");
    assert_int_equal(ledger_counts(f->store, NOW, &counts), 0);
    assert_int_equal(counts.ready, 2);
    assert_int_equal(counts.oldest_ready_ms, 5);
    assert_int_equal(jobs_lane_sleep(f->store, "deploy@" HOST, NOW + 1, "rate limit"), 0);
    assert_int_equal(ledger_counts(f->store, NOW, &counts), 0);
    assert_int_equal(counts.oldest_ready_ms, 0);
    assert_int_equal(counts.ready, 2);
    assert_int_equal(ledger_counts(f->store, NOW + 1, &counts), 0);
    assert_int_equal(counts.oldest_ready_ms, 5);
    assert_int_equal(counts.running, 2);
    assert_int_equal(counts.waiting, 2);
    assert_int_equal(counts.dead, 1);
    assert_int_equal(counts.unknown, 1);
}

static void
old_jobs_do_not_slow_the_numbers_down(void **state)
{
    struct fixture *f = *state;
    struct ledger_counts counts;
    int64_t before;

    job_make(f, "state = 'dead'");
    assert_int_equal(ledger_counts(f->store, NOW, &counts), 0);
    watch_clear();
    assert_int_equal(ledger_counts(f->store, NOW, &counts), 0);
    before = watch_steps();
    for (int i = 0; i < 50; i++)
        job_make(f, "state = 'done'");
    watch_clear();
    assert_int_equal(ledger_counts(f->store, NOW, &counts), 0);
    assert_int_equal(counts.dead, 1);
    assert_int_equal(watch_steps(), before);
}

static void
newest_heartbeat_of_any_worker(void **state)
{
    struct fixture *f = *state;
    int64_t seen_ms = 9;

    assert_int_equal(ledger_worker_seen(f->store, &seen_ms), 0);
    assert_int_equal(seen_ms, 0);
    sql(f, "INSERT INTO state VALUES ('worker', 'a', '{}', 1, 12), ('worker', 'b', '{}', 1, 7),"
           " ('other', 'a', '{}', 1, 99)");
    watch_clear();
    assert_int_equal(ledger_worker_seen(f->store, &seen_ms), 0);
    assert_int_equal(seen_ms, 12);
    assert_no_scans(store_path(f->store));
}

static void
drains_are_no_residents(void **state)
{
    struct fixture *f = *state;
    int64_t seen_ms = 9;

    sql(f, "INSERT INTO state VALUES ('worker', 'here:drain', '{}', 1, 50)");
    assert_int_equal(ledger_resident_seen(f->store, &seen_ms), 0);
    assert_int_equal(seen_ms, 0);
    sql(f, "INSERT INTO state VALUES ('worker', 'here:12:ab', '{}', 1, 12)");
    watch_clear();
    assert_int_equal(ledger_resident_seen(f->store, &seen_ms), 0);
    assert_int_equal(seen_ms, 12);
    assert_no_scans(store_path(f->store));
    assert_int_equal(ledger_worker_seen(f->store, &seen_ms), 0);
    assert_int_equal(seen_ms, 50);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("an-event-with-all-its-columns", an_event_with_all_its_columns),
        TEST("what-is-not-there", what_is_not_there),
        TEST("events-by-filter", events_by_filter),
        TEST("jobs-by-filter", jobs_by_filter),
        TEST("find-by-delivery-of-any-source", find_by_delivery_of_any_source),
        TEST("find-by-commit", find_by_commit),
        TEST("find-by-the-key-of-a-job", find_by_the_key_of_a_job),
        TEST("find-by-number", find_by_number),
        TEST("find-by-message-of-any-owner", find_by_message_of_any_owner),
        TEST("finding-goes-through-no-table", finding_goes_through_no_table),
        TEST("find-by-the-beginning-of-a-delivery", find_by_the_beginning_of_a_delivery),
        TEST("which-deliveries-are-there", which_deliveries_are_there),
        TEST("whether-a-hook-posts-to-us", whether_a_hook_posts_to_us),
        TEST("where-the-ledger-begins", where_the_ledger_begins),
        TEST("job-that-a-waiting-one-stands-behind", job_that_a_waiting_one_stands_behind),
        TEST("find-by-body-though-retention-took-it", find_by_body_though_retention_took_it),
        TEST("the-body-as-it-was-signed", the_body_as_it_was_signed),
        TEST("numbers-over-all", numbers_over_all),
        TEST("old-jobs-do-not-slow-the-numbers-down", old_jobs_do_not_slow_the_numbers_down),
        TEST("newest-heartbeat-of-any-worker", newest_heartbeat_of_any_worker),
        TEST("drains-are-no-residents", drains_are_no_residents),
    };

    watch_start();
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
