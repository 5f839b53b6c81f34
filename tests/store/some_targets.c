/* some_targets.c - fixture: targets and what is sent to them */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "some_targets.h"

#include <cmocka.h>

int64_t
target_make(struct fixture *fixture, const char *event, const char *identifier)
{
    static const struct target_secret secret = { TARGET_V1, "whsec_c2VjcmV0", NOW, 0 };
    struct target target = {
        .owner = "acme",
        .event = event,
        .identifier = identifier,
        .url = "https://example.com/hook",
        .timeout_ms = 15000,
        .secrets = &secret,
        .secret_count = 1,
    };

    assert_int_equal(target_add(fixture->store, &target, NOW), 0);
    return target.id;
}

struct target
target_row(struct fixture *fixture, int64_t id)
{
    struct target target;

    assert_int_equal(target_find(fixture->store, id, fixture->pool, &target), 0);
    return target;
}

int64_t
message_make(struct fixture *fixture, const char *id)
{
    int64_t job = job_make(
        fixture, pool_printf(fixture->pool,
                             "kind = 'fanout', rule = 'message', lane = 'fanout', state = 'done',"
                             " args = '{\"id\":\"%s\",\"event\":\"invoice.paid\","
                             "\"owner\":\"acme\"}', created_ms = %" PRId64,
                             id, NOW));

    return job_row(fixture, job).event;
}

int64_t
delivery_job(struct fixture *fixture, int64_t event, int64_t target, const char *set)
{
    return job_make(fixture,
                    pool_printf(fixture->pool,
                                "event_id = %" PRId64 ", kind = 'send', rule = 'message',"
                                " step = %" PRId64 ", lane = 'send:%" PRId64 "', attempts = 12,"
                                " created_ms = %" PRId64 "%s%s",
                                event, target, target, NOW, set != NULL ? ", " : "",
                                set != NULL ? set : ""));
}
