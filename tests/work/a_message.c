/* a_message.c - fixture: targets and messages */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_message.h"
#include "work/fanout.h"

#include <cmocka.h>

static const struct settings settings = { .host = HOST };
static const struct target_secret secret[] = {
    { .kind = TARGET_V1, .key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", .made_ms = NOW }
};

int64_t
a_target(struct fixture *f, const struct target *set)
{
    struct target target = *set;

    if (target.owner == NULL)
        target.owner = "acme";
    if (target.event == NULL)
        target.event = "*";
    if (target.identifier == NULL)
        target.identifier = pool_printf(f->pool, "t%d", ++f->events);
    if (target.url == NULL)
        target.url = "https://example.com/in";
    if (target.headers == NULL)
        target.headers = "{}";
    if (target.timeout_ms == 0)
        target.timeout_ms = 15000;
    target.secrets = secret;
    target.secret_count = 1;
    assert_int_equal(target_add(f->store, &target, NOW), 0);
    return target.id;
}

struct message_receipt
a_message(struct fixture *f, const struct hook_message *set, int64_t now_ms)
{
    const struct app app = { &settings, f->store };
    struct hook_message message = *set;
    struct message_receipt receipt = { 0 };

    if (message.event == NULL)
        message.event = "invoice.paid";
    if (message.owner == NULL)
        message.owner = "acme";
    assert_int_equal(message_store(&app, &message, now_ms, f->pool, &receipt), 0);
    return receipt;
}

int
claim_kind(struct fixture *f, const char *kind, int64_t now_ms, struct job *job)
{
    const struct claim claim = { .owner = HOST ":1:a",
                                 .host = HOST,
                                 .kinds = { &kind, 1 },
                                 .after_lane = "",
                                 .now_ms = now_ms };

    return jobs_claim(f->store, &claim, f->pool, job);
}

struct work
a_work(struct fixture *f)
{
    return (
        struct work){ .settings = &settings, .store = f->store, .pool = f->pool, .stop_fd = -1 };
}

const char *
fan_out(struct fixture *f, int64_t now_ms)
{
    const struct work work = a_work(f);
    struct outcome outcome = { 0 };
    struct job job;

    assert_int_equal(claim_kind(f, JOB_FANOUT, now_ms, &job), 0);
    assert_int_equal(fanout_act(&work, &job, &outcome), 0);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, now_ms), 0);
    return outcome.detail;
}
