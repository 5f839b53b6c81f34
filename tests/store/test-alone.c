/* test-alone.c - writing without a thread: durable, in turn, and with a short log */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "a_database.h"
#include "base/fail.h"
#include "quiet_log.h"
#include "store/alone.h"

#include <cmocka.h>

#define LONG_MS 60000 /* a wait that no test reaches */
#define CODE (-99)

struct fixture {
    struct pool *pool;
    struct a_database database;
    struct lock *lock;
    struct alone *alone;
};

static int
fine(struct db *db)
{
    (void)db;
    return 0;
}

static int
alone_start(struct fixture *f)
{
    f->alone = alone_new(f->database.path, f->lock);
    return alone_check(f->alone, fine);
}

static int
fixture_make(void **state)
{
    struct pool *pool = pool_new();
    struct fixture *f = pool_alloc(pool, sizeof *f);
    int rc;

    f->pool = pool;
    *state = f;
    rc = a_database_make(&f->database, pool);
    if (rc == 0)
        rc = lock_open(f->database.lock_path, &f->lock);
    return rc == 0 ? alone_start(f) : rc;
}

static int
fixture_remove(void **state)
{
    struct fixture *f = *state;

    alone_close(f->alone);
    lock_close(f->lock);
    a_database_remove(&f->database);
    pool_free(f->pool);
    return 0;
}

/* Inserts a row of 8 kB and returns `code`. */
struct insertion {
    int64_t id;
    int code;
    int threads; /* of this process while it ran */
};

static int
count_threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int count = 0;

    assert_non_null(tasks);
    for (const struct dirent *task; (task = readdir(tasks)) != NULL;)
        count += task->d_name[0] != '.';
    (void)closedir(tasks);
    return count;
}

static int
insert(struct db *db, void *data)
{
    struct insertion *insertion = data;
    struct db_row *row = db_query(db, "INSERT INTO t VALUES (?1, randomblob(8000))");
    int rc;

    db_bind_integer(row, 1, insertion->id);
    rc = db_finish(row);
    insertion->threads = count_threads();
    if (rc == 0 && insertion->code == CODE)
        fail_adopt("row 7 is unlucky");
    return rc == 0 ? insertion->code : rc;
}

static int64_t
rows(struct fixture *f)
{
    return database_number(f->database.path, "SELECT count(*) FROM t");
}

static void
written_when_it_returns_without_a_thread(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1 };
    int before = count_threads();

    assert_int_equal(alone_run(f->alone, insert, &one, LONG_MS), 0);
    assert_int_equal(rows(f), 1);
    assert_int_equal(one.threads, before);
}

static void
code_of_the_work_comes_back_and_nothing_is_written(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1, .code = CODE };
    struct insertion two = { .id = 2, .code = 1 };

    assert_int_equal(alone_run(f->alone, insert, &one, LONG_MS), CODE);
    assert_string_equal(fail_detail(), "row 7 is unlucky");
    assert_int_equal(alone_run(f->alone, insert, &two, LONG_MS), 1);
    assert_int_equal(rows(f), 0);
}

static void
who_has_no_turn_in_time_writes_nothing(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1 };
    struct lock *other = NULL;

    assert_int_equal(lock_open(f->database.lock_path, &other), 0);
    assert_int_equal(lock_take(other), 0);
    assert_int_equal(alone_run(f->alone, insert, &one, 20), FAIL_BUSY);
    assert_non_null(strstr(fail_detail(), "who holds the writer lock?"));
    lock_release(other);
    assert_int_equal(rows(f), 0);
    assert_int_equal(alone_run(f->alone, insert, &one, LONG_MS), 0);
    lock_close(other);
}

static void
lock_is_free_between_two(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1 };
    struct lock *other = NULL;

    assert_int_equal(alone_run(f->alone, insert, &one, LONG_MS), 0);
    assert_int_equal(lock_open(f->database.lock_path, &other), 0);
    assert_int_equal(lock_take_within(other, LONG_MS), 0);
    lock_close(other);
}

static off_t
log_bytes(struct fixture *f)
{
    struct stat info = { 0 };

    (void)stat(pool_printf(f->pool, "%s-wal", f->database.path), &info);
    return info.st_size;
}

/* Each process finds what the ones before have left: it must not grow from one to the next. */
static void
log_stays_short_from_process_to_process(void **state)
{
    struct fixture *f = *state;
    bool cut = false;
    off_t before = 0;

    for (int i = 1; i <= 100; i++) {
        struct insertion insertion = { .id = i };

        assert_int_equal(alone_run(f->alone, insert, &insertion, LONG_MS), 0);
        alone_close(f->alone);
        assert_in_range(log_bytes(f), 0, 300 * 1024);
        cut = cut || log_bytes(f) < before;
        before = log_bytes(f);
        assert_int_equal(alone_start(f), 0);
    }
    assert_true(cut);
    assert_int_equal(rows(f), 100);
}

static void
check_is_asked_and_obeyed(void **state)
{
    struct fixture *f = *state;

    alone_close(f->alone);
    f->alone = alone_new("/nonexistent/test.db", f->lock);
    assert_int_equal(alone_check(f->alone, fine), FAIL_NOT_FOUND);
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, fixture_make, fixture_remove, NULL                                         \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("written-when-it-returns-without-a-thread", written_when_it_returns_without_a_thread),
        TEST("code-of-the-work-comes-back-and-nothing-is-written",
             code_of_the_work_comes_back_and_nothing_is_written),
        TEST("who-has-no-turn-in-time-writes-nothing", who_has_no_turn_in_time_writes_nothing),
        TEST("lock-is-free-between-two", lock_is_free_between_two),
        TEST("log-stays-short-from-process-to-process", log_stays_short_from_process_to_process),
        TEST("check-is-asked-and-obeyed", check_is_asked_and_obeyed),
    };

    return cmocka_run_group_tests_name("alone", tests, quiet_log, NULL);
}
