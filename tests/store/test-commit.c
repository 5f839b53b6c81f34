/* test-commit.c - group commit: durable, fair to good members, honest about trouble */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "a_database.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "store/commit.h"
#include "watch_sql.h"

#include <cmocka.h>

#define LONG_MS 60000 /* a wait that no test reaches */
#define CODE (-99)

struct fixture {
    struct pool *pool;
    struct a_database database;
    struct lock *lock;
    struct committer *committer;
    int64_t checkpoint_bytes;
    atomic_int batches; /* durable ones */
};

static void
count_batch(void *data)
{
    struct fixture *f = data;

    atomic_fetch_add(&f->batches, 1);
}

static int
committer_start(struct fixture *f)
{
    struct commit_options options = {
        .database = f->database.path,
        .checkpoint_bytes = f->checkpoint_bytes,
        .committed = count_batch,
        .data = f,
    };

    if (lock_open(f->database.lock_path, &f->lock) != 0)
        return -1;
    options.lock = f->lock;
    f->committer = committer_open(&options);
    return 0;
}

static void
committer_stop(struct fixture *f)
{
    committer_close(f->committer);
    lock_close(f->lock);
    f->committer = NULL;
    f->lock = NULL;
}

static int
fixture_make(void **state)
{
    struct pool *pool = pool_new();
    struct fixture *f = pool_alloc(pool, sizeof *f);
    int rc;

    f->pool = pool;
    f->checkpoint_bytes = INT64_MAX;
    *state = f;
    rc = a_database_make(&f->database, pool);
    return rc == 0 ? committer_start(f) : rc;
}

static int
fixture_remove(void **state)
{
    struct fixture *f = *state;

    committer_stop(f);
    a_database_remove(&f->database);
    pool_free(f->pool);
    return 0;
}

/* Inserts a row and returns `code`. */
struct insertion {
    int64_t id;
    int64_t size; /* of its blob */
    int code;
    bool breaks;  /* the whole transaction, from within */
    bool refuses; /* returns `code` and has written nothing */
    atomic_int runs;
    /* when a thread does it: */
    struct fixture *f;
    int rc;
    bool told; /* fail_detail() said why */
};

static int
insert(struct db *db, void *data)
{
    struct insertion *insertion = data;
    struct db_row *row;
    int rc;

    atomic_fetch_add(&insertion->runs, 1);
    if (insertion->refuses)
        return insertion->code;
    row = db_query(db, "INSERT INTO t VALUES (?1, zeroblob(?2))");
    db_bind_integer(row, 1, insertion->id);
    db_bind_integer(row, 2, insertion->size);
    rc = db_finish(row);
    if (rc == 0 && insertion->breaks)
        db_rollback(db);
    if (rc == 0 && insertion->code == CODE)
        fail_adopt("row 7 is unlucky");
    return rc == 0 ? insertion->code : rc;
}

static void
written_when_it_returns(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1 };

    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), 0);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t WHERE id = 1"), 1);
}

static void
code_of_the_work_comes_back_and_nothing_is_written(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1, .code = CODE };
    struct insertion two = { .id = 2, .code = 1 };

    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), CODE);
    assert_string_equal(fail_detail(), "row 7 is unlucky");
    assert_int_equal(commit_run(f->committer, insert, &two, LONG_MS), 1);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 0);
    committer_stop(f);
    assert_int_equal(atomic_load(&f->batches), 0);
}

static void
text_of_a_failure_reaches_the_caller(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1 };

    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), 0);
    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), FAIL_CONFLICT);
    assert_non_null(strstr(fail_detail(), "UNIQUE"));
}

static void *
insert_thread(void *data)
{
    struct insertion *insertion = data;

    insertion->rc = commit_run(insertion->f->committer, insert, insertion, LONG_MS);
    insertion->told = strstr(fail_detail(), "unlucky") != NULL;
    return NULL;
}

/* Runs all in one batch: they queue while another holds the lock. */
static void
run_together(struct fixture *f, struct insertion *insertions, int count)
{
    struct lock *other = NULL;
    pthread_t threads[64];

    watch_clear();
    assert_int_equal(lock_open(f->database.lock_path, &other), 0);
    assert_int_equal(lock_take(other), 0);
    for (int i = 0; i < count; i++) {
        insertions[i].f = f;
        assert_int_equal(pthread_create(&threads[i], NULL, insert_thread, &insertions[i]), 0);
    }
    while (committer_queued(f->committer) < count)
        (void)sched_yield();
    lock_release(other);
    for (int i = 0; i < count; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    lock_close(other);
}

static void
all_that_queue_are_one_transaction(void **state)
{
    struct fixture *f = *state;
    struct insertion insertions[16] = { 0 };

    for (int i = 0; i < 16; i++)
        insertions[i].id = i + 1;
    run_together(f, insertions, 16);
    for (int i = 0; i < 16; i++)
        assert_int_equal(insertions[i].rc, 0);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 16);
    committer_stop(f); /* its last word on the batch has come by then */
    assert_int_equal(atomic_load(&f->batches), 1);
}

static void
one_bad_member_is_undone_alone(void **state)
{
    struct fixture *f = *state;
    struct insertion insertions[8] = { 0 };

    for (int i = 0; i < 8; i++)
        insertions[i].id = i + 1;
    insertions[3].code = CODE;
    insertions[5].id = 1; /* a conflict: whichever of the two is later loses */
    run_together(f, insertions, 8);
    assert_int_equal(insertions[3].rc, CODE);
    assert_true(insertions[3].told);
    assert_int_equal(insertions[0].rc + insertions[5].rc, FAIL_CONFLICT);
    assert_int_equal(insertions[7].rc, 0);
    assert_false(insertions[7].told);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 6);
    committer_stop(f);
    assert_int_equal(atomic_load(&f->batches), 1);
}

/* They are run again without it, all together; it itself runs once. */
static void
one_bad_member_costs_the_others_a_second_run(void **state)
{
    struct fixture *f = *state;
    struct insertion insertions[16] = { 0 };

    for (int i = 0; i < 16; i++)
        insertions[i].id = i + 1;
    insertions[5].code = CODE;
    run_together(f, insertions, 16);
    for (int i = 0; i < 16; i++) {
        assert_int_equal(insertions[i].rc, i == 5 ? CODE : 0);
        assert_int_equal(insertions[i].told, i == 5);
        assert_in_range(atomic_load(&insertions[i].runs), 1, i == 5 ? 1 : 2);
    }
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 15);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t WHERE id = 6"), 0);
    assert_int_equal(watch_commits(), 1);
    committer_stop(f);
    assert_int_equal(atomic_load(&f->batches), 1);
}

static void
failing_without_writing_costs_nobody_anything(void **state)
{
    struct fixture *f = *state;
    struct insertion insertions[12] = { 0 };

    for (int i = 0; i < 12; i++)
        insertions[i] = (struct insertion){ .id = i + 1,
                                            .refuses = i % 3 == 0,
                                            .code = i == 9       ? 1
                                                    : i % 3 == 0 ? CODE
                                                                 : 0 };
    run_together(f, insertions, 12);
    for (int i = 0; i < 12; i++) {
        assert_int_equal(insertions[i].rc, insertions[i].code);
        assert_int_equal(atomic_load(&insertions[i].runs), 1);
    }
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 8);
    assert_int_equal(watch_commits(), 1);
    committer_stop(f);
    assert_int_equal(atomic_load(&f->batches), 1);
}

/* Three that fail, one that only tries whether it could write, two that refuse, ten good ones. */
static void
several_bad_members_leave_one_batch(void **state)
{
    enum { BAD = 4 };
    struct fixture *f = *state;
    struct insertion insertions[16] = { 0 };

    for (int i = 0; i < 16; i++)
        insertions[i].id = i + 1;
    insertions[1].code = insertions[7].code = insertions[15].code = CODE;
    insertions[10].code = 1;
    insertions[3] = insertions[12] = (struct insertion){ .refuses = true, .code = 2 };
    run_together(f, insertions, 16);
    for (int i = 0; i < 16; i++) {
        bool spoils = insertions[i].code != 0 && !insertions[i].refuses;

        assert_int_equal(insertions[i].rc, insertions[i].code);
        assert_int_equal(insertions[i].told, insertions[i].code == CODE);
        assert_in_range(atomic_load(&insertions[i].runs), 1, spoils ? 1 : BAD + 1);
    }
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 10);
    assert_int_equal(watch_commits(), 1);
    committer_stop(f);
    assert_int_equal(atomic_load(&f->batches), 1);
}

static void
batch_of_bad_members_only_is_not_durable(void **state)
{
    struct fixture *f = *state;
    struct insertion insertions[8] = { 0 };
    struct insertion good = { .id = 1 };

    for (int i = 0; i < 8; i++)
        insertions[i] = (struct insertion){ .id = i + 1, .code = i % 2 == 0 ? CODE : 1 };
    run_together(f, insertions, 8);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(insertions[i].rc, insertions[i].code);
        assert_int_equal(atomic_load(&insertions[i].runs), 1);
    }
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 0);
    assert_int_equal(atomic_load(&f->batches), 0);
    assert_int_equal(commit_run(f->committer, insert, &good, LONG_MS), 0);
}

static void
bad_member_keeps_its_code_when_another_breaks_the_transaction(void **state)
{
    struct fixture *f = *state;
    struct insertion insertions[8] = { 0 };

    for (int i = 0; i < 8; i++)
        insertions[i].id = i + 1;
    insertions[2].code = CODE;
    insertions[5].breaks = true;
    run_together(f, insertions, 8);
    for (int i = 0; i < 8; i++)
        assert_int_equal(insertions[i].rc, i == 2 ? CODE : i == 5 ? FAIL_STORE : 0);
    assert_true(insertions[2].told);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 6);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t WHERE id IN (3, 6)"),
                     0);
}

static void
broken_transaction_gives_each_a_chance_alone(void **state)
{
    struct fixture *f = *state;
    struct insertion insertions[6] = { 0 };

    for (int i = 0; i < 6; i++)
        insertions[i].id = i + 1;
    insertions[2].breaks = true;
    run_together(f, insertions, 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(insertions[i].rc, i == 2 ? FAIL_STORE : 0);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 5);
    assert_int_equal(atomic_load(&insertions[2].runs), 2);
}

static void
stuck_lock_holder_means_busy_and_nothing_written(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1 };
    struct lock *stuck = NULL;

    assert_int_equal(lock_open(f->database.lock_path, &stuck), 0);
    assert_int_equal(lock_take(stuck), 0);
    assert_int_equal(commit_run(f->committer, insert, &one, 30), FAIL_BUSY);
    assert_int_equal(commit_run(f->committer, insert, &one, 30), FAIL_BUSY);
    assert_int_equal(atomic_load(&one.runs), 0);
    lock_release(stuck);
    lock_close(stuck);
    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), 0);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 1);
}

static void
closing_does_not_wait_for_a_stuck_holder(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1 };
    struct lock *stuck = NULL;

    assert_int_equal(lock_open(f->database.lock_path, &stuck), 0);
    assert_int_equal(lock_take(stuck), 0);
    assert_int_equal(commit_run(f->committer, insert, &one, 30), FAIL_BUSY);
    committer_stop(f);
    lock_close(stuck);
    assert_int_equal(committer_start(f), 0);
    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), 0);
}

static void
closing_gives_the_lock_back(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1 };
    struct lock *other = NULL;

    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), 0);
    committer_stop(f);
    assert_int_equal(lock_open(f->database.lock_path, &other), 0);
    assert_int_equal(lock_take(other), 0);
    lock_close(other);
}

static void
limit_files(rlim_t bytes)
{
    struct rlimit limit = { 0 };

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
full_disk_refuses_and_all_works_when_there_is_room_again(void **state)
{
    struct fixture *f = *state;
    struct insertion one = { .id = 1 };
    struct insertion large = { .id = 2, .size = 300000 };
    struct insertion three = { .id = 3 };

    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    limit_files(100000);
    assert_int_equal(commit_run(f->committer, insert, &large, LONG_MS), FAIL_STORE);
    assert_non_null(strstr(fail_detail(), "COMMIT"));
    limit_files(RLIM_INFINITY);
    assert_int_equal(commit_run(f->committer, insert, &three, LONG_MS), 0);
    assert_int_equal(database_number(f->database.path, "SELECT sum(id) FROM t"), 4);
    assert_int_equal(commit_run(f->committer, insert, &large, LONG_MS), 0);
}

static void
full_disk_refuses_all_of_a_batch(void **state)
{
    struct fixture *f = *state;
    struct insertion insertions[4] = { 0 };

    for (int i = 0; i < 4; i++)
        insertions[i] = (struct insertion){ .id = i + 1, .size = 100000 };
    insertions[2].code = CODE;
    (void)signal(SIGXFSZ, SIG_IGN);
    limit_files(100000);
    run_together(f, insertions, 4);
    limit_files(RLIM_INFINITY);
    for (int i = 0; i < 4; i++)
        assert_int_equal(insertions[i].rc, i == 2 ? CODE : FAIL_STORE);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 0);
    committer_stop(f);
    assert_int_equal(atomic_load(&f->batches), 0);
}

static void
vanished_database_is_told_and_found_again(void **state)
{
    struct fixture *f = *state;
    const char *away = pool_printf(f->pool, "%s/away.db", f->database.directory);
    struct insertion one = { .id = 1 };

    assert_int_equal(rename(f->database.path, away), 0);
    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), FAIL_STORE);
    assert_int_equal(rename(away, f->database.path), 0);
    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), 0);
}

/* A backup that is put back while programs run: what comes after must be in it. */
static void
replaced_database_is_opened_anew(void **state)
{
    struct fixture *f = *state;
    const char *copy = pool_printf(f->pool, "%s/copy.db", f->database.directory);
    struct insertion one = { .id = 1 }, two = { .id = 2 };
    struct db *db = NULL;

    assert_int_equal(commit_run(f->committer, insert, &one, LONG_MS), 0);
    assert_int_equal(db_open(f->database.path, DB_READ, &db), 0);
    assert_int_equal(db_backup(db, copy), 0);
    db_close(db);
    assert_int_equal(rename(copy, f->database.path), 0);
    assert_int_equal(unlink(pool_printf(f->pool, "%s-wal", f->database.path)), 0);
    assert_int_equal(unlink(pool_printf(f->pool, "%s-shm", f->database.path)), 0);
    assert_int_equal(commit_run(f->committer, insert, &two, LONG_MS), 0);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 2);
}

static int64_t
file_bytes(struct fixture *f)
{
    struct stat info;

    assert_int_equal(stat(f->database.path, &info), 0);
    return info.st_size;
}

static void
grown_log_is_checkpointed(void **state)
{
    struct fixture *f = *state;
    struct insertion insertion = { .size = 1000 };
    int64_t before = file_bytes(f);

    committer_stop(f);
    f->checkpoint_bytes = 50000;
    assert_int_equal(committer_start(f), 0);
    do { /* the checkpoint comes after the answer, and not before the log has its size */
        insertion.id++;
        assert_int_equal(commit_run(f->committer, insert, &insertion, LONG_MS), 0);
        assert_in_range(insertion.id, 1, 10000);
    } while (file_bytes(f) == before);
    assert_in_range(insertion.id, 4, 10000);
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), insertion.id);
}

/* A process of its own, which tells on `acknowledged` what has been committed. */
static void
write_for_ever(struct fixture *f, int first, int acknowledged)
{
    if (committer_start(f) != 0)
        _exit(1);
    for (int64_t id = first;; id++) {
        struct insertion insertion = { .id = id, .size = 100 };

        if (commit_run(f->committer, insert, &insertion, LONG_MS) != 0 ||
            write(acknowledged, &id, sizeof id) != sizeof id)
            _exit(1);
    }
}

static void
killed_writer_loses_nothing_acknowledged(void **state)
{
    struct fixture *f = *state;
    int64_t total = 0;

    committer_stop(f);
    for (int round = 0; round < 5; round++) {
        int64_t id, count = 0;
        int ends[2];
        pid_t pid;

        assert_int_equal(pipe(ends), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            write_for_ever(f, 1 + round * 1000000, ends[1]);
        (void)close(ends[1]);
        while (read(ends[0], &id, sizeof id) == sizeof id)
            if (++count == 40 + 13 * round)
                assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        (void)close(ends[0]);
        total += count;
        assert_in_range(database_number(f->database.path, "SELECT count(*) FROM t"), total,
                        total + round + 1);
        assert_int_equal(
            database_number(f->database.path,
                            "SELECT max(id) - min(id) + 1 - count(*) FROM t WHERE id / 1000000"
                            " = (SELECT max(id) / 1000000 FROM t)"),
            0);
    }
    assert_int_equal(committer_start(f), 0);
}

static void
many_threads_many_writes(void **state)
{
    struct fixture *f = *state;

    for (int round = 0; round < 20; round++) {
        struct insertion insertions[16] = { 0 };
        pthread_t threads[16];

        for (int i = 0; i < 16; i++) {
            insertions[i] = (struct insertion){ .id = round * 16 + i, .f = f };
            assert_int_equal(pthread_create(&threads[i], NULL, insert_thread, &insertions[i]), 0);
        }
        for (int i = 0; i < 16; i++) {
            assert_int_equal(pthread_join(threads[i], NULL), 0);
            assert_int_equal(insertions[i].rc, 0);
        }
    }
    assert_int_equal(database_number(f->database.path, "SELECT count(*) FROM t"), 320);
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, fixture_make, fixture_remove, NULL                                         \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("written-when-it-returns", written_when_it_returns),
        TEST("code-of-the-work-comes-back-and-nothing-is-written",
             code_of_the_work_comes_back_and_nothing_is_written),
        TEST("text-of-a-failure-reaches-the-caller", text_of_a_failure_reaches_the_caller),
        TEST("all-that-queue-are-one-transaction", all_that_queue_are_one_transaction),
        TEST("one-bad-member-is-undone-alone", one_bad_member_is_undone_alone),
        TEST("one-bad-member-costs-the-others-a-second-run",
             one_bad_member_costs_the_others_a_second_run),
        TEST("failing-without-writing-costs-nobody-anything",
             failing_without_writing_costs_nobody_anything),
        TEST("several-bad-members-leave-one-batch", several_bad_members_leave_one_batch),
        TEST("batch-of-bad-members-only-is-not-durable", batch_of_bad_members_only_is_not_durable),
        TEST("bad-member-keeps-its-code-when-another-breaks-the-transaction",
             bad_member_keeps_its_code_when_another_breaks_the_transaction),
        TEST("broken-transaction-gives-each-a-chance-alone",
             broken_transaction_gives_each_a_chance_alone),
        TEST("stuck-lock-holder-means-busy-and-nothing-written",
             stuck_lock_holder_means_busy_and_nothing_written),
        TEST("closing-does-not-wait-for-a-stuck-holder", closing_does_not_wait_for_a_stuck_holder),
        TEST("closing-gives-the-lock-back", closing_gives_the_lock_back),
        TEST("full-disk-refuses-and-all-works-when-there-is-room-again",
             full_disk_refuses_and_all_works_when_there_is_room_again),
        TEST("full-disk-refuses-all-of-a-batch", full_disk_refuses_all_of_a_batch),
        TEST("vanished-database-is-told-and-found-again",
             vanished_database_is_told_and_found_again),
        TEST("replaced-database-is-opened-anew", replaced_database_is_opened_anew),
        TEST("grown-log-is-checkpointed", grown_log_is_checkpointed),
        TEST("killed-writer-loses-nothing-acknowledged", killed_writer_loses_nothing_acknowledged),
        TEST("many-threads-many-writes", many_threads_many_writes),
    };

    watch_start();
    log_open("test-commit", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("commit", tests, NULL, NULL);
}
