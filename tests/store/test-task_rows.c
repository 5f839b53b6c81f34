/* test-task_rows.c - which task stands for what: found, written by one, moved, never forgotten */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "race.h"
#include "some_jobs.h"
#include "store/maintain.h"
#include "store/task_rows.h"
#include "watch_sql.h"

#include <cmocka.h>

enum { REPOSITORY = 4711, ROUNDS = 10 };

static struct task_row
some_task(void)
{
    static const char *const labels[] = { "bug", "\xc3\xbc \"quoted\", with a comma" };

    return (struct task_row){
        .external = "acme-web-12",
        .repository_id = REPOSITORY,
        .number = 12,
        .repository = "acme/web",
        .project = "900",
        .labels = { labels, 2 },
        .item_ms = NOW - 5,
    };
}

static struct task_row
written(struct fixture *f)
{
    struct task_row task = some_task();

    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    return task;
}

static struct task_row
found(struct fixture *f, int64_t repository_id, int64_t number)
{
    struct task_row task;

    assert_int_equal(task_row_find(f->store, repository_id, number, f->pool, &task), 0);
    return task;
}

static void
it_says_what_was_said(void **state)
{
    struct fixture *f = *state;
    struct task_row task = some_task(), got;

    task.gid = "1";
    task.state = TASK_CLOSED;
    task.completed = true;
    task.assignee = "77";
    task.giving = "78";
    task.due = "2026-12-01";
    task.echo = "assigned octocat";
    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    assert_int_not_equal(task.id, 0);
    got = found(f, REPOSITORY, 12);
    assert_int_equal(got.id, task.id);
    assert_string_equal(got.external, "acme-web-12");
    assert_int_equal(got.repository_id, REPOSITORY);
    assert_int_equal(got.number, 12);
    assert_string_equal(got.repository, "acme/web");
    assert_string_equal(got.gid, "1");
    assert_string_equal(got.project, "900");
    assert_int_equal(got.state, TASK_CLOSED);
    assert_true(got.completed);
    assert_string_equal(got.assignee, "77");
    assert_string_equal(got.giving, "78");
    assert_string_equal(got.due, "2026-12-01");
    assert_int_equal(got.labels.count, 2);
    assert_string_equal(got.labels.items[0], "bug");
    assert_string_equal(got.labels.items[1], task.labels.items[1]);
    assert_string_equal(got.echo, "assigned octocat");
    assert_int_equal(got.item_ms, NOW - 5);
    assert_int_equal(got.version, 1);
    assert_int_equal(got.updated_ms, NOW);
}

static void
whoever_was_about_to_get_it_has_it_of_us(void **state)
{
    struct task_row task = some_task();

    (void)state;
    assert_null(task_row_left_to(&task, NULL));
    assert_null(task_row_left_to(&task, "78"));
    task.giving = "78";
    assert_string_equal(task_row_left_to(&task, "78"), "78");
    assert_null(task_row_left_to(&task, NULL));
    assert_null(task_row_left_to(&task, "79"));
    task.assignee = "77";
    assert_string_equal(task_row_left_to(&task, "78"), "78");
    assert_string_equal(task_row_left_to(&task, "79"), "77");
}

static void
found_by_the_name_of_its_repository(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), got;

    task.gid = "1";
    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    assert_int_equal(task_row_find_issue(f->store, "Acme/Web", 12, f->pool, &got), 0);
    assert_string_equal(got.gid, "1");
    assert_int_equal(task_row_find_issue(f->store, "acme/web", 13, f->pool, &got), FAIL_NOT_FOUND);
    assert_int_equal(task_row_find_issue(f->store, "acme/api", 12, f->pool, &got), FAIL_NOT_FOUND);
}

static void
found_by_all_of_its_names(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), got;

    task.gid = "1";
    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    assert_int_equal(task_row_find_external(f->store, "acme-web-12", f->pool, &got), 0);
    assert_int_equal(got.id, task.id);
    assert_int_equal(task_row_find_gid(f->store, "1", f->pool, &got), 0);
    assert_int_equal(got.id, task.id);

    assert_int_equal(task_row_find(f->store, REPOSITORY, 13, f->pool, &got), FAIL_NOT_FOUND);
    assert_int_equal(got.id, 0);
    assert_int_equal(task_row_find(f->store, REPOSITORY + 1, 12, f->pool, &got), FAIL_NOT_FOUND);
    assert_int_equal(task_row_find_external(f->store, "Acme-web-12", f->pool, &got),
                     FAIL_NOT_FOUND);
    assert_int_equal(task_row_find_gid(f->store, "2", f->pool, &got), FAIL_NOT_FOUND);
}

static void
without_values_it_has_none(void **state)
{
    struct fixture *f = *state;
    struct task_row task = { .external = "stackoverflow-1" }, got;

    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    assert_int_equal(task_row_find_external(f->store, "stackoverflow-1", f->pool, &got), 0);
    assert_int_equal(got.repository_id, 0);
    assert_int_equal(got.number, 0);
    assert_null(got.repository);
    assert_null(got.gid);
    assert_null(got.project);
    assert_null(got.assignee);
    assert_null(got.due);
    assert_null(got.echo);
    assert_int_equal(got.labels.count, 0);
    assert_int_equal(got.state, TASK_OPEN);
    assert_int_equal(task_row_find(f->store, 0, 0, f->pool, &got), FAIL_NOT_FOUND);
}

static void
entries_of_feeds_do_not_meet(void **state)
{
    struct fixture *f = *state;
    struct task_row one = { .external = "stackoverflow-1" }, other = { .external = "x-1" };

    assert_int_equal(task_row_write(f->store, &one, NOW), 0);
    assert_int_equal(task_row_write(f->store, &other, NOW), 0);
    assert_int_not_equal(one.id, other.id);
}

static void
who_has_written_may_write_on(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f);

    task.gid = "1";
    assert_int_equal(task_row_write(f->store, &task, NOW + 1), 0);
    task.completed = true;
    task.gid = NULL;
    task.labels.count = 0;
    assert_int_equal(task_row_write(f->store, &task, NOW + 2), 0);
    assert_int_equal(task.version, 3);
    task = found(f, REPOSITORY, 12);
    assert_int_equal(task.version, 3);
    assert_int_equal(task.updated_ms, NOW + 2);
    assert_true(task.completed);
    assert_null(task.gid);
    assert_int_equal(task.labels.count, 0);
}

static void
old_version_is_a_conflict(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), late = task;

    task.gid = "1";
    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    late.gid = "2";
    assert_int_equal(task_row_write(f->store, &late, NOW), FAIL_CONFLICT);
    assert_int_equal(task_row_move(f->store, &late, NOW), FAIL_CONFLICT);
    assert_int_equal(late.version, 1);
    assert_string_equal(found(f, REPOSITORY, 12).gid, "1");
    late.id += 1;
    assert_int_equal(task_row_write(f->store, &late, NOW), FAIL_CONFLICT);
}

static void
unique_keys_are_one_rows_own(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), other = some_task();

    task.gid = "1";
    assert_int_equal(task_row_write(f->store, &task, NOW), 0);

    assert_int_equal(task_row_write(f->store, &other, NOW), FAIL_CONFLICT);
    other.number = 13;
    assert_int_equal(task_row_write(f->store, &other, NOW), FAIL_CONFLICT);
    other.external = "acme-web-13";
    other.gid = "1";
    assert_int_equal(task_row_write(f->store, &other, NOW), FAIL_CONFLICT);
    other.gid = "2";
    assert_int_equal(other.id, 0);
    assert_int_equal(task_row_write(f->store, &other, NOW), 0);

    other.gid = "1";
    assert_int_equal(task_row_write(f->store, &other, NOW), FAIL_CONFLICT);
    other.gid = "2";
    other.number = 12;
    assert_int_equal(task_row_write(f->store, &other, NOW), FAIL_CONFLICT);
    other.number = 13;
    other.external = "acme-web-12";
    assert_int_equal(task_row_write(f->store, &other, NOW), FAIL_CONFLICT);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM task"), 2);
    assert_int_equal(found(f, REPOSITORY, 13).version, 1);
}

static void
a_conflict_is_not_logged(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), other = some_task();

    fail_adopt("");
    assert_int_equal(task_row_write(f->store, &other, NOW), FAIL_CONFLICT);
    task.version = 7;
    assert_int_equal(task_row_write(f->store, &task, NOW), FAIL_CONFLICT);
    assert_string_equal(fail_detail(), "");
}

static void
a_renamed_repository_keeps_its_tasks(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), got;

    task.external = "acme-site-12";
    task.repository = "acme/site";
    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    assert_string_equal(found(f, REPOSITORY, 12).repository, "acme/site");
    assert_int_equal(task_row_find_external(f->store, "acme-web-12", f->pool, &got),
                     FAIL_NOT_FOUND);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM task"), 1);
    /* And its old name is another repository's. */
    got = some_task();
    got.repository_id = REPOSITORY + 1;
    assert_int_equal(task_row_write(f->store, &got, NOW), 0);
}

/* Into another repository, where it has another number. */
static struct task_row
transferred(struct task_row task)
{
    task.external = "acme-docs-3";
    task.repository_id = REPOSITORY + 1;
    task.number = 3;
    task.repository = "acme/docs";
    task.item_ms = NOW + 5;
    return task;
}

static void
another_key_in_one_write(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), got;

    task = transferred(task);
    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    assert_int_equal(found(f, REPOSITORY + 1, 3).id, task.id);
    assert_int_equal(task_row_find_external(f->store, "acme-docs-3", f->pool, &got), 0);
    assert_int_equal(task_row_find(f->store, REPOSITORY, 12, f->pool, &got), FAIL_NOT_FOUND);
}

static void
what_moves_leaves_a_tombstone(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), was;

    task.gid = "1";
    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    task = transferred(task);
    assert_int_equal(task_row_move(f->store, &task, NOW + 9), 0);
    assert_int_equal(task.version, 3);
    assert_string_equal(found(f, REPOSITORY + 1, 3).gid, "1");
    was = found(f, REPOSITORY, 12);
    assert_int_not_equal(was.id, task.id);
    assert_int_equal(was.state, TASK_MOVED);
    assert_string_equal(was.external, "acme-web-12");
    assert_string_equal(was.repository, "acme/web");
    assert_null(was.gid);
    assert_int_equal(was.item_ms, NOW + 5);
    assert_int_equal(was.version, 1);
    /* Once more, and it is somewhere else again. */
    task.external = "acme-blog-9";
    task.repository_id = REPOSITORY + 2;
    task.number = 9;
    assert_int_equal(task_row_move(f->store, &task, NOW + 9), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM task WHERE state = 'moved'"), 2);
}

static void
what_stays_where_it_is_leaves_none(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f);

    task.external = "acme-site-12";
    assert_int_equal(task_row_move(f->store, &task, NOW), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM task"), 1);
    assert_string_equal(found(f, REPOSITORY, 12).external, "acme-site-12");
}

static void
where_somebody_is_nothing_moves(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), there = transferred(some_task()), got;

    assert_int_equal(task_row_write(f->store, &there, NOW), 0);
    task = transferred(task);
    assert_int_equal(task_row_move(f->store, &task, NOW), FAIL_CONFLICT);
    got = found(f, REPOSITORY, 12);
    assert_int_equal(got.state, TASK_OPEN);
    assert_int_equal(got.version, 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM task"), 2);
}

/* `closed`, of an issue that had moved there unheard, came before `transferred`. */
static void
what_is_closed_without_a_task_gives_way(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), there = transferred(some_task());

    there.state = TASK_CLOSED;
    assert_int_equal(task_row_write(f->store, &there, NOW), 0);
    task = transferred(task);
    assert_int_equal(task_row_move(f->store, &task, NOW), 0);
    assert_int_equal(found(f, task.repository_id, task.number).id, task.id);
    assert_int_equal(found(f, REPOSITORY, 12).state, TASK_MOVED);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM task"), 2);
}

static void
one_with_a_task_does_not_and_nothing_is_lost(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f), there = transferred(some_task());

    there.state = TASK_CLOSED;
    there.gid = "55";
    assert_int_equal(task_row_write(f->store, &there, NOW), 0);
    task = transferred(task);
    assert_int_equal(task_row_move(f->store, &task, NOW), FAIL_CONFLICT);
    assert_int_equal(found(f, REPOSITORY, 12).state, TASK_OPEN);
    assert_string_equal(found(f, task.repository_id, task.number).gid, "55");
}

static void
a_row_tells_how_its_repository_is_called(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f);

    assert_int_equal(task_row_find_repository(f->store, REPOSITORY, f->pool, &task), 0);
    assert_string_equal(task.repository, "acme/web");
    assert_int_equal(task_row_find_repository(f->store, REPOSITORY + 1, f->pool, &task),
                     FAIL_NOT_FOUND);
}

static void
tombstones_outlive_retention(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f);
    struct retention all = { NOW * 2, NOW * 2, NOW * 2, NOW * 2 };
    struct pruned pruned;

    task.state = TASK_DELETED;
    assert_int_equal(task_row_write(f->store, &task, NOW), 0);
    assert_int_equal(maintain_prune(f->store, &all, &pruned), 0);
    assert_int_equal(found(f, REPOSITORY, 12).state, TASK_DELETED);
}

static void
odd_labels_are_malformed(void **state)
{
    struct fixture *f = *state;
    struct task_row task = written(f);

    sql(f, "UPDATE task SET labels = '[1'");
    assert_int_equal(task_row_find(f->store, REPOSITORY, 12, f->pool, &task), FAIL_MALFORMED);
    assert_int_equal(task.id, 0);
    sql(f, "UPDATE task SET labels = '[1, \"bug\", null]'");
    task = found(f, REPOSITORY, 12);
    assert_int_equal(task.labels.count, 1);
    assert_string_equal(task.labels.items[0], "bug");
}

static void
nothing_goes_through_the_whole_table(void **state)
{
    struct fixture *f = *state;
    struct store *store = NULL;
    struct task_row task = written(f);

    watch_start();
    assert_int_equal(store_open(f->directory, STORE_TOOL, &store), 0);
    watch_clear();
    assert_int_equal(task_row_find(store, REPOSITORY, 12, f->pool, &task), 0);
    assert_int_equal(task_row_find_external(store, "acme-web-12", f->pool, &task), 0);
    assert_int_equal(task_row_find_repository(store, REPOSITORY, f->pool, &task), 0);
    assert_int_equal(task_row_find_gid(store, "1", f->pool, &task), FAIL_NOT_FOUND);
    task = transferred(task);
    task.gid = "1";
    task.id = 0;
    assert_int_equal(task_row_write(store, &task, NOW), 0);
    task.number = 4;
    task.external = "acme-docs-4";
    assert_int_equal(task_row_move(store, &task, NOW), 0);
    store_close(store);
    assert_no_scans(store_path(f->store));
}

/* Takes part in all races for a row, and counts what it has won. */
static int
compete(struct store *store, struct pool *pool, int which)
{
    int won = 0;

    for (int number = 1; number <= ROUNDS; number++) {
        struct task_row task = some_task();
        int rc;

        task.number = number;
        task.external = pool_printf(pool, "acme-web-%d", number);
        rc = task_row_write(store, &task, NOW);
        if (rc == FAIL_CONFLICT)
            rc = task_row_find(store, REPOSITORY, number, pool, &task);
        if (rc != 0)
            return -1;
        task.gid = pool_printf(pool, "%d%d", which, number);
        rc = task.version == 1 ? task_row_write(store, &task, NOW) : FAIL_CONFLICT;
        won += rc == 0;
    }
    return won;
}

static void
one_process_wins_each_race(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(race(f, compete), ROUNDS);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM task WHERE version = 2"), ROUNDS);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("it-says-what-was-said", it_says_what_was_said),
        TEST("whoever-was-about-to-get-it-has-it-of-us", whoever_was_about_to_get_it_has_it_of_us),
        TEST("found-by-all-of-its-names", found_by_all_of_its_names),
        TEST("found-by-the-name-of-its-repository", found_by_the_name_of_its_repository),
        TEST("without-values-it-has-none", without_values_it_has_none),
        TEST("entries-of-feeds-do-not-meet", entries_of_feeds_do_not_meet),
        TEST("who-has-written-may-write-on", who_has_written_may_write_on),
        TEST("old-version-is-a-conflict", old_version_is_a_conflict),
        TEST("unique-keys-are-one-rows-own", unique_keys_are_one_rows_own),
        TEST("a-conflict-is-not-logged", a_conflict_is_not_logged),
        TEST("a-renamed-repository-keeps-its-tasks", a_renamed_repository_keeps_its_tasks),
        TEST("another-key-in-one-write", another_key_in_one_write),
        TEST("what-moves-leaves-a-tombstone", what_moves_leaves_a_tombstone),
        TEST("what-stays-where-it-is-leaves-none", what_stays_where_it_is_leaves_none),
        TEST("where-somebody-is-nothing-moves", where_somebody_is_nothing_moves),
        TEST("what-is-closed-without-a-task-gives-way", what_is_closed_without_a_task_gives_way),
        TEST("one-with-a-task-does-not-and-nothing-is-lost",
             one_with_a_task_does_not_and_nothing_is_lost),
        TEST("a-row-tells-how-its-repository-is-called", a_row_tells_how_its_repository_is_called),
        TEST("tombstones-outlive-retention", tombstones_outlive_retention),
        TEST("odd-labels-are-malformed", odd_labels_are_malformed),
        TEST("nothing-goes-through-the-whole-table", nothing_goes_through_the_whole_table),
        TEST("one-process-wins-each-race", one_process_wins_each_race),
    };

    log_open("test-task_rows", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("task_rows", tests, NULL, NULL);
}
