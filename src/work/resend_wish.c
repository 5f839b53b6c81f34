/* resend_wish.c - the event of a wish, and its args. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "base/text.h"
#include "port/json.h"
#include "store/fanouts.h"
#include "store/targets.h"
#include "work/hook_message.h"
#include "work/resend_wish.h"

static const char *const whats[] = { [RESEND_FAILED] = "failed", [RESEND_ALL] = "all" };

static char *
args_of(const struct resend *resend, struct pool *pool)
{
    struct json *args = json_object();

    json_set_id(args, "target", resend->target);
    json_set_integer(args, "since_ms", resend->since_ms);
    json_set_string(args, "what", whats[resend->what]);
    return json_text(pool, args, JSON_COMPACT);
}

bool
resend_what_of(const char *name, enum resend_what *what)
{
    size_t at = text_place(STRINGS(whats), name);

    if (at < STRINGS(whats).count)
        *what = (enum resend_what)at;
    return at < STRINGS(whats).count;
}

int
resend_read(struct pool *pool, const char *args, struct resend *resend)
{
    struct json_want wants[] = { { .pointer = "/target" },
                                 { .pointer = "/since_ms" },
                                 { .pointer = "/what" } };
    struct resend read = { 0 };
    int rc = json_scan(pool, args, strlen(args), wants, 3);

    if (rc != 0)
        return rc;
    read.target = json_id(&wants[0]);
    read.since_ms = json_integer(&wants[1], -1);
    if (read.target == 0 || read.since_ms < 0 ||
        !resend_what_of(json_string(&wants[2]), &read.what))
        return fail(FAIL_FIELD, "a resend whose args lack target, since_ms or what");
    *resend = read;
    return 0;
}

static int
check_target(const struct app *app, int64_t id, struct pool *pool)
{
    struct target target;
    int rc = target_find(app->store, id, pool, &target);

    if (rc == 0 && target.state != TARGET_ENABLED)
        return fail(FAIL_CONFLICT, "target %" PRId64 " is %s", id, target_state_name(target.state));
    return rc;
}

int
resend_store(const struct app *app, const struct resend *resend, int64_t now_ms, struct pool *pool,
             struct receipt *receipt)
{
    const char *args = args_of(resend, pool);
    struct delivery delivery = {
        .source = "hooklet",
        .id = pool_printf(pool, "resend/%" PRId64 "/%s/%" PRId64 "/%" PRId64, resend->target,
                          whats[resend->what], resend->since_ms, now_ms),
        .kind = JOB_RESEND,
        .body = args,
        .length = strlen(args),
        .received_ms = now_ms,
    };
    struct plan plan = { .status = PLAN_ACCEPTED };
    int rc = check_target(app, resend->target, pool);

    if (rc == 0)
        rc = delivery_own(pool, &delivery);
    if (rc != 0)
        return rc;
    *plan_add_job(&plan, pool) = (struct planned_job){
        .kind = JOB_RESEND,
        .rule = JOB_RESEND,
        .lane = JOB_RESEND,
        .order_ms = now_ms,
        .crash = CRASH_RERUN,
        .attempts = RETRY_ATTEMPTS,
        .args = args,
    };
    return store_accept(app->store, &delivery, &plan, pool, receipt);
}

/* Is it of a message to this target alone?  Of one that retention took nobody knows. */
static int
is_direct(struct store *store, const struct delivery_row *delivery, struct pool *pool, bool *direct)
{
    struct hook_message message = { 0 };
    char *args = NULL;
    int rc = message_of(store, delivery->event, delivery->rule, pool, &args);

    if (rc == 0)
        rc = message_read_args(pool, args, &message);
    *direct = rc == 0 && message.target == delivery->target;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
refuse(const struct target *target)
{
    bool told = target->reason != NULL;

    return fail(FAIL_CONFLICT, "target %" PRId64 " is %s%s%s; enable it first", target->id,
                target_state_name(target->state), told ? ": " : "", told ? target->reason : "");
}

int
resend_check(struct store *store, const struct delivery_row *delivery, struct pool *pool)
{
    struct target target = { 0 };
    bool direct = false;
    int rc = target_find(store, delivery->target, pool, &target);

    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_CONFLICT, "target %" PRId64 " was removed; there is nobody to send it to",
                    delivery->target);
    if (rc != 0 || target.state == TARGET_ENABLED)
        return rc;
    rc = is_direct(store, delivery, pool, &direct);
    return rc == 0 && !direct ? refuse(&target) : rc;
}
