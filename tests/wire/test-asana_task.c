/* test-asana_task.c - tasks out of Asana's JSON */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/asana_task.h"

#include <cmocka.h>

static int
read_task(struct pool *pool, const char *text, struct asana_task *task)
{
    *task = (struct asana_task){ 0 };
    return asana_task_read(pool, text, strlen(text), task);
}

static void
all_that_a_task_has(void **state)
{
    struct asana_task task;

    assert_int_equal(
        read_task(*state,
                  "{\"gid\":\"1200000000000000001\",\"name\":\"Fix (#5)\",\"notes\":\"a\\nb\","
                  "\"completed\":true,\"completed_by\":{\"gid\":\"7\",\"name\":\"Ada\"},"
                  "\"assignee\":{\"gid\":\"8\"},\"due_on\":\"2026-12-01\","
                  "\"modified_at\":\"2026-11-22T10:00:00.123Z\","
                  "\"external\":{\"gid\":\"acme-web-5\",\"data\":\"{}\"},"
                  "\"memberships\":[{\"project\":{\"gid\":\"1\"},\"section\":null},"
                  "{\"project\":{\"gid\":\"2\"},\"section\":{\"gid\":\"3\",\"name\":\"Done\"}}],"
                  "\"tags\":[{\"gid\":\"4\",\"name\":\"GitHub\"},{\"gid\":\"5\"}]}",
                  &task),
        0);
    assert_string_equal(task.gid, "1200000000000000001");
    assert_string_equal(task.name, "Fix (#5)");
    assert_string_equal(task.notes, "a\nb");
    assert_true(task.completed);
    assert_string_equal(task.completed_by, "Ada");
    assert_string_equal(task.assignee, "8");
    assert_string_equal(task.due_on, "2026-12-01");
    assert_int_equal(task.modified_ms, INT64_C(1795341600123));
    assert_string_equal(task.external_gid, "acme-web-5");
    assert_string_equal(task.external_data, "{}");
    assert_int_equal(task.place_count, 2);
    assert_string_equal(task.places[0].project, "1");
    assert_null(task.places[0].section);
    assert_string_equal(task.places[1].section, "3");
    assert_string_equal(task.places[1].section_name, "Done");
    assert_int_equal(task.tag_count, 2);
    assert_string_equal(task.tags[0].name, "GitHub");
    assert_string_equal(task.tags[1].name, "");
}

static void
what_is_null_is_nothing(void **state)
{
    struct asana_task task;

    assert_int_equal(read_task(*state,
                               "{\"gid\":\"1\",\"name\":\"\",\"notes\":null,\"completed\":false,"
                               "\"completed_by\":null,\"assignee\":null,\"due_on\":null,"
                               "\"external\":null,\"memberships\":[],\"tags\":[]}",
                               &task),
                     0);
    assert_string_equal(task.name, "");
    assert_string_equal(task.notes, "");
    assert_false(task.completed);
    assert_null(task.completed_by);
    assert_null(task.assignee);
    assert_null(task.due_on);
    assert_null(task.external_gid);
    assert_int_equal(task.place_count, 0);
    assert_int_equal(task.tag_count, 0);
    assert_int_equal(task.modified_ms, 0);
}

static void
odd_members_of_lists_are_left_out(void **state)
{
    struct asana_task task;

    assert_int_equal(
        read_task(*state,
                  "{\"gid\":\"1\",\"memberships\":[null,7,{\"section\":{\"gid\":\"3\"}},"
                  "{\"project\":{\"gid\":\"2\"}}],\"tags\":[\"x\",{\"name\":\"y\"},"
                  "{\"gid\":\"4\",\"name\":\"z\"}]}",
                  &task),
        0);
    assert_int_equal(task.place_count, 1);
    assert_string_equal(task.places[0].project, "2");
    assert_int_equal(task.tag_count, 1);
    assert_string_equal(task.tags[0].name, "z");
}

static void
without_a_gid_it_is_no_task(void **state)
{
    struct asana_task task;

    assert_int_equal(read_task(*state, "{\"name\":\"x\"}", &task), FAIL_FIELD);
    assert_null(task.gid);
    assert_int_equal(read_task(*state, "{\"gid\":12}", &task), FAIL_FIELD);
    assert_int_equal(read_task(*state, "{\"gid\":\"1\"", &task), FAIL_MALFORMED);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("all-that-a-task-has", all_that_a_task_has),
        TEST("what-is-null-is-nothing", what_is_null_is_nothing),
        TEST("odd-members-of-lists-are-left-out", odd_members_of_lists_are_left_out),
        TEST("without-a-gid-it-is-no-task", without_a_gid_it_is_no_task),
    };

    return cmocka_run_group_tests_name("asana_task", tests, NULL, NULL);
}
