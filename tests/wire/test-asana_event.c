/* test-asana_event.c - which of Asana's notes are about tasks, and what they tell */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_delivery.h"
#include "a_pool.h"
#include "base/fail.h"
#include "wire/asana_event.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TASK(gid) "'resource':{'gid':'" gid "','resource_type':'task'}"
#define CHANGED(gid, field)                                                                        \
    "{'user':{'gid':'9','resource_type':'user'},'created_at':'2023-11-14T22:13:19.000Z',"          \
    "'action':'changed'," TASK(gid) ",'parent':null,'change':{'field':'" field                     \
                                    "','action':'changed'}}"

static int
decode(struct pool *pool, const char *text, struct asana_events *events)
{
    struct delivery delivery = delivery_of(pool, "task", text);

    return asana_events_decode(&delivery, pool, events);
}

static struct asana_events
decode_good(struct pool *pool, const char *text)
{
    struct asana_events events = { 0 };

    assert_int_equal(decode(pool, text, &events), 0);
    return events;
}

static void
task_changed(void **state)
{
    struct asana_events events =
        decode_good(*state, "{'events':[" CHANGED("123", "completed") "]}");

    assert_int_equal(events.count, 1);
    assert_int_equal(events.others, 0);
    assert_string_equal(events.items[0].task, "123");
    assert_string_equal(events.items[0].action, "changed");
    assert_string_equal(events.items[0].field, "completed");
    assert_string_equal(events.items[0].user, "9");
    assert_int_equal(events.items[0].created_ms, INT64_C(1699999999000));
}

static void
heartbeat(void **state)
{
    static const char *const texts[] = { "{'events':[]}", "{}", "{'events':null}", "{'events':{}}",
                                         "[]" };

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct asana_events events = decode_good(*state, texts[i]);

        assert_int_equal(events.count + events.others, 0);
    }
}

static void
all_in_their_order(void **state)
{
    struct asana_events events =
        decode_good(*state, "{'events':[" CHANGED("1", "name") "," CHANGED(
                                "2", "assignee") "," CHANGED("1", "completed") "]}");

    assert_int_equal(events.count, 3);
    assert_string_equal(events.items[0].field, "name");
    assert_string_equal(events.items[1].task, "2");
    assert_string_equal(events.items[2].field, "completed");
}

static void
what_is_no_task(void **state)
{
    static const char *const notes[] = {
        "{'action':'added','resource':{'gid':'1','resource_type':'story'},"
        "'parent':{'gid':'2','resource_type':'task'}}",
        "{'action':'changed','resource':{'gid':'1','resource_type':'project'}}",
        "{'action':'deleted','resource':{'gid':'1'}}",
        "{'action':'deleted','resource':null}",
        "{'action':'deleted'}",
        "null",
        "1",
        "'x'",
        "[]",
        "{}",
        "{'resource':{'gid':'1','resource_type':'task'}}",
        "{'action':'a b'," TASK("1") "}",
        "{'action':7," TASK("1") "}",
        "{'action':'changed'," TASK("") "}",
        "{'action':'changed'," TASK("1a") "}",
        "{'action':'changed'," TASK("-1") "}",
        "{'action':'changed'," TASK("123456789012345678901234567890123") "}",
        "{'action':'changed','resource':{'gid':1,'resource_type':'task'}}",
    };

    for (size_t i = 0; i < COUNT(notes); i++) {
        struct asana_events events =
            decode_good(*state, pool_printf(*state, "{'events':[%s]}", notes[i]));

        assert_int_equal(events.count, 0);
        assert_int_equal(events.others, 1);
    }
}

static void
what_may_be_missing(void **state)
{
    static const char *const rests[] = {
        "'x':1",
        "'user':null,'change':null,'created_at':null,'parent':null",
        "'user':{'gid':'me'},'change':{'field':'a field'},'created_at':'yesterday'",
        "'user':{'gid':7},'change':{'field':7},'created_at':7",
        "'user':'x','change':'x','created_at':'2099-01-01T00:00:00Z'",
    };

    for (size_t i = 0; i < COUNT(rests); i++) {
        const char *text =
            pool_printf(*state, "{'events':[{'action':'deleted'," TASK("5") ",%s}]}", rests[i]);
        struct asana_events events = decode_good(*state, text);

        assert_int_equal(events.count, 1);
        assert_string_equal(events.items[0].action, "deleted");
        assert_null(events.items[0].field);
        assert_null(events.items[0].user);
        assert_int_equal(events.items[0].created_ms, RECEIVED);
    }
}

static void
gids_are_no_numbers(void **state)
{
    struct asana_events events =
        decode_good(*state, "{'events':[" CHANGED("00120498765432109876", "completed") "]}");

    assert_string_equal(events.items[0].task, "00120498765432109876");
}

static void
what_is_no_json(void **state)
{
    struct asana_events events = { .others = 7 };

    assert_int_equal(decode(*state, "", &events), FAIL_MALFORMED);
    assert_int_equal(decode(*state, "{'events':[", &events), FAIL_MALFORMED);
    assert_int_equal(decode(*state, "{'events':[{'a':1,'a':2}]}", &events), FAIL_UNREADABLE);
    assert_int_equal(events.others, 7);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("task-changed", task_changed),
        TEST("heartbeat", heartbeat),
        TEST("all-in-their-order", all_in_their_order),
        TEST("what-is-no-task", what_is_no_task),
        TEST("what-may-be-missing", what_may_be_missing),
        TEST("gids-are-no-numbers", gids_are_no_numbers),
        TEST("what-is-no-json", what_is_no_json),
    };

    return cmocka_run_group_tests_name("asana_event", tests, NULL, NULL);
}
