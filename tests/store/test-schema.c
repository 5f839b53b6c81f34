/* test-schema.c - migrations and what a program may serve */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "store/schema.h"

#include <cmocka.h>

struct fixture {
    struct pool *pool;
    char *directory;
    char *path;
    struct db *db;
};

static int
fixture_make(void **state)
{
    struct pool *pool = pool_new();
    struct fixture *f = pool_alloc(pool, sizeof *f);
    const char *base = getenv("TMPDIR");

    f->pool = pool;
    f->directory = pool_printf(pool, "%s/hooklet-XXXXXX", base != NULL ? base : "/tmp");
    *state = f;
    if (mkdtemp(f->directory) == NULL)
        return -1;
    f->path = pool_printf(pool, "%s/hooklet.db", f->directory);
    return db_open(f->path, DB_CREATE, &f->db);
}

static int
fixture_remove(void **state)
{
    struct fixture *f = *state;

    db_close(f->db);
    (void)unlink(f->path);
    (void)unlink(pool_printf(f->pool, "%s-wal", f->path));
    (void)unlink(pool_printf(f->pool, "%s-shm", f->path));
    (void)rmdir(f->directory);
    pool_free(f->pool);
    return 0;
}

static void
migrate(struct fixture *f)
{
    int64_t from = -1;

    assert_int_equal(schema_migrate(f->db, &from), 0);
    assert_int_equal(from, 0);
}

static void
empty_database_becomes_todays(void **state)
{
    struct fixture *f = *state;
    int64_t version = 0;

    migrate(f);
    assert_int_equal(schema_version(f->db, &version), 0);
    assert_int_equal(version, SCHEMA_VERSION);
    assert_int_equal(schema_check(f->db), 0);
    assert_int_equal(db_run(f->db, "INSERT INTO lane VALUES ('run@here', 0, 0, '')"), 0);
}

static void
migrating_again_changes_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t from = 0;

    migrate(f);
    assert_int_equal(schema_migrate(f->db, &from), 0);
    assert_int_equal(from, SCHEMA_VERSION);
}

static void
empty_database_is_not_served(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(schema_check(f->db), FAIL_STORE);
    assert_non_null(strstr(fail_detail(), "hooklet init"));
}

static void
newer_database_that_takes_us_is_served(void **state)
{
    struct fixture *f = *state;

    migrate(f);
    assert_int_equal(db_run(f->db, "PRAGMA user_version = 1000"), 0);
    assert_int_equal(schema_check(f->db), 0);
}

static void
newer_database_that_refuses_us_is_not_served(void **state)
{
    struct fixture *f = *state;

    migrate(f);
    assert_int_equal(db_run(f->db, "PRAGMA user_version = 1000; UPDATE state SET value = '1000'"
                                   " WHERE kind = 'schema' AND key = 'oldest_reader'"),
                     0);
    assert_int_equal(schema_check(f->db), FAIL_STORE);
    assert_non_null(strstr(fail_detail(), "too new"));
}

static void
newer_database_is_not_migrated(void **state)
{
    struct fixture *f = *state;
    int64_t version = 0;
    int64_t from = 0;

    migrate(f);
    assert_int_equal(db_run(f->db, "PRAGMA user_version = 1000"), 0);
    assert_int_equal(schema_migrate(f->db, &from), FAIL_STORE);
    assert_int_equal(schema_version(f->db, &version), 0);
    assert_int_equal(version, 1000);
}

static void
database_of_another_program_is_left_alone(void **state)
{
    struct fixture *f = *state;
    int64_t from = 0;

    assert_int_equal(db_run(f->db, "CREATE TABLE song (title TEXT)"), 0);
    assert_int_equal(schema_migrate(f->db, &from), FAIL_STORE);
    assert_int_equal(schema_check(f->db), FAIL_STORE);
    assert_int_equal(db_run(f->db, "INSERT INTO song VALUES ('Ouverture')"), 0);
}

static void
migration_cut_off_leaves_the_old(void **state)
{
    struct fixture *f = *state;
    int64_t from = 0;
    int64_t version = 1;

    /* The last statement of version 1 meets a row that is there already. */
    assert_int_equal(db_run(f->db, "PRAGMA application_id = 0x686f6f6b; CREATE TABLE state"
                                   " (kind TEXT, key TEXT)"),
                     0);
    assert_int_equal(schema_migrate(f->db, &from), FAIL_STORE);
    assert_int_equal(schema_version(f->db, &version), 0);
    assert_int_equal(version, 0);
    assert_int_equal(db_run(f->db, "SELECT 1 FROM event"), FAIL_STORE);
}

static void
two_jobs_of_a_key_never_run_side_by_side(void **state)
{
    struct fixture *f = *state;

    migrate(f);
    assert_int_equal(
        db_run(
            f->db,
            "INSERT INTO event (source, delivery, delivery_key, kind, secret, status,"
            " received_ms, body_key, body_sha, body_length, headers)"
            " VALUES ('github', 'd', x'64', 'push', '', 'accepted', 0, 0, zeroblob(32), 0, '{}');"
            "INSERT INTO job (event_id, kind, rule, step, lane, serial_key, order_ms,"
            " newest, crash, state, run_at_ms, attempts, created_ms, updated_ms, args)"
            " SELECT 1, 'run', 'r', value, 'l', 'k', 0, 0, 'rerun', 'waiting', 0, 1, 0,"
            " 0, '{}' FROM (SELECT 1 AS value UNION ALL SELECT 2)"),
        0);
    assert_int_equal(db_run(f->db, "UPDATE job SET state = 'ready' WHERE id = 1"), 0);
    assert_int_equal(db_run(f->db, "UPDATE job SET state = 'leased' WHERE id = 2"), FAIL_CONFLICT);
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, fixture_make, fixture_remove, NULL                                         \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("empty-database-becomes-todays", empty_database_becomes_todays),
        TEST("migrating-again-changes-nothing", migrating_again_changes_nothing),
        TEST("empty-database-is-not-served", empty_database_is_not_served),
        TEST("newer-database-that-takes-us-is-served", newer_database_that_takes_us_is_served),
        TEST("newer-database-that-refuses-us-is-not-served",
             newer_database_that_refuses_us_is_not_served),
        TEST("newer-database-is-not-migrated", newer_database_is_not_migrated),
        TEST("database-of-another-program-is-left-alone",
             database_of_another_program_is_left_alone),
        TEST("migration-cut-off-leaves-the-old", migration_cut_off_leaves_the_old),
        TEST("two-jobs-of-a-key-never-run-side-by-side", two_jobs_of_a_key_never_run_side_by_side),
    };

    log_open("test-schema", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
