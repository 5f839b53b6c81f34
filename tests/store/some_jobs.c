/* some_jobs.c - fixture: a database with jobs */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "a_database.h"
#include "base/encode.h"
#include "base/fail.h"
#include "some_jobs.h"
#include "store/sorted.h"

#include <cmocka.h>

static int
remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void
directory_remove(const char *path)
{
    (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

int
fixture_make(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    const char *base = getenv("TMPDIR");
    int64_t from = 0;

    fixture->pool = pool_new();
    fixture->directory = pool_printf(fixture->pool, "%s/hooklet-XXXXXX", base ? base : "/tmp");
    *state = fixture;

    return mkdtemp(fixture->directory) == NULL || store_create(fixture->directory, &from) != 0 ||
           store_open(fixture->directory, STORE_TOOL, &fixture->store) != 0;
}

int
fixture_remove(void **state)
{
    struct fixture *fixture = *state;

    store_close(fixture->store);
    directory_remove(fixture->directory);
    pool_free(fixture->pool);
    free(fixture);
    return 0;
}

static int
sql_work(struct db *db, void *data)
{
    return db_run(db, data);
}

void
sql(struct fixture *fixture, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = pool_vprintf(fixture->pool, format, args);
    va_end(args);
    assert_int_equal(store_write(fixture->store, sql_work, text), 0);
}

/* A connection of its own: texts made here must not stay in the store's statement cache. */
int64_t
sql_number(struct fixture *fixture, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = pool_vprintf(fixture->pool, format, args);
    va_end(args);
    return database_number(store_path(fixture->store), text);
}

int64_t
event_make(struct fixture *fixture, const char *delivery)
{
    struct delivery_key key;

    delivery_key(delivery, &key);
    sql(fixture,
        "INSERT INTO event (source, delivery, delivery_key, kind, secret, status, received_ms,"
        " body_key, body_sha, body_length, headers) VALUES ('github', '%s', x'%s', 'push', 'main',"
        " 'accepted', %" PRId64 ", 0, zeroblob(32), 2, '{}')",
        delivery, hex_encode(fixture->pool, key.bytes, key.length), NOW);

    return sql_number(fixture, "SELECT max(id) FROM event");
}

/* In one transaction, so that a worker never sees the job half made. */
int64_t
job_make(struct fixture *fixture, const char *set)
{
    int64_t event =
        event_make(fixture, pool_printf(fixture->pool, "delivery-%d", ++fixture->events));

    sql(fixture,
        "INSERT INTO job (event_id, kind, rule, step, lane, order_ms, newest, crash, state,"
        " run_at_ms, attempts, created_ms, updated_ms, args) VALUES (%" PRId64
        ", 'deploy', 'web', 0, 'deploy@" HOST "', %" PRId64 ", 0, 'rerun', 'ready', %" PRId64
        ", 1, 0, 0, '{}'); UPDATE job SET %s WHERE id = last_insert_rowid()",
        event, NOW, NOW, set != NULL ? set : "step = 0");

    return sql_number(fixture, "SELECT max(id) FROM job");
}

struct job_row
job_row(struct fixture *fixture, int64_t id)
{
    struct job_row row = { 0 };

    assert_int_equal(ledger_job(fixture->store, id, fixture->pool, &row), 0);
    return row;
}

void
assert_state(struct fixture *fixture, int64_t id, const char *state)
{
    assert_string_equal(job_row(fixture, id).state, state);
}

int
claim_at(struct fixture *fixture, const char *after_lane, int64_t now_ms, struct job *job)
{
    static const char *const kinds[] = { "deploy", "run" };
    struct claim claim = {
        .owner = HOST ":1:a",
        .host = HOST,
        .kinds = { kinds, 2 },
        .after_lane = after_lane,
        .now_ms = now_ms,
    };

    return jobs_claim(fixture->store, &claim, fixture->pool, job);
}

struct job
claim_and_start(struct fixture *fixture, int64_t now_ms)
{
    struct job job;

    assert_int_equal(claim_at(fixture, "", now_ms, &job), 0);
    if (job.crash != CRASH_RERUN)
        assert_int_equal(jobs_start(fixture->store, &job, now_ms), 0);

    return job;
}

void
finish_as(struct fixture *fixture, const struct job *job, enum outcome_end end, int64_t now_ms)
{
    struct outcome outcome = { .end = end, .detail = "because" };

    assert_int_equal(jobs_finish(fixture->store, job, &outcome, now_ms), 0);
}
