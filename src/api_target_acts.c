/* api_target_acts.c - a target is enabled, disabled, given new secrets, tested, sent to again */
#include "config.h"

#include <string.h>

#include "api_body.h"
#include "api_routes.h"
#include "api_targets.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "store/targets.h"
#include "work/resend_wish.h"
#include "work/target_edit.h"

enum { REASON_MOST = 255 /* bytes */ };

#define OVERLAP_MOST_MS INT64_C(2592000000) /* 30 days */

static void
answer(const struct api_call *call, const struct target *target, struct response *res)
{
    api_answer_json(call, 200, target_json(call->pool, target), res);
}

/* One with a challenge has not answered it, whatever else was done to it since. */
int
api_target_wake(const struct api_call *call, struct target *target, struct response *res)
{
    bool doubtful = target->challenge != NULL && call->app->settings->outgoing.confirm;
    int rc = 0;

    if (target->state != TARGET_ENABLED) {
        target->state = TARGET_ENABLED;
        target->reason = target->challenge = NULL;
        if (doubtful)
            rc = target_challenge(call->pool, target);
        if (rc == 0)
            rc = api_target_write(call, target);
        if (rc == 0 && doubtful)
            rc = api_target_ask(call, target);
    }
    if (rc != 0)
        return rc;
    answer(call, target, res);
    res->made_jobs = doubtful;
    return 0;
}

int
api_target_enable(const struct api_call *call, struct response *res)
{
    struct target target;
    int rc = api_target_find(call, &target);

    if (rc == 0)
        rc = api_body_read(call, NULL, 0);
    if (rc == 0 && target.state == TARGET_ENABLED)
        rc = target_begin_anew(call->app->store, &target);
    if (rc == 0)
        rc = api_target_find(call, &target);
    return rc == 0 ? api_target_wake(call, &target, res) : rc;
}

int
api_target_disable(const struct api_call *call, struct response *res)
{
    struct api_member reason = { .name = "reason", .shape = API_TEXT };
    struct target target;
    const char *text;
    int rc = api_target_find(call, &target);

    if (rc == 0)
        rc = api_body_read(call, &reason, 1);
    if (rc != 0)
        return rc;
    text = api_member_text(&reason);
    if (text != NULL && (!text_printable(text) || strlen(text) > REASON_MOST))
        return api_refuse(call, FAIL_FIELD, "reason: it is one line of at most %d bytes",
                          REASON_MOST);
    if (text == NULL || text[0] == '\0')
        text = pool_printf(call->pool, "by the API, token %s", call->token);
    if (target.state != TARGET_DISABLED) {
        target.state = TARGET_DISABLED;
        target.reason = text;
        rc = api_target_write(call, &target);
    }
    if (rc == 0)
        answer(call, &target, res);
    return rc;
}

int
api_target_rotate(const struct api_call *call, struct response *res)
{
    struct api_member overlap = { .name = "overlap_ms", .shape = API_NUMBER };
    int64_t overlap_ms;
    struct target target;
    struct json *top;
    int rc = api_target_find(call, &target);

    if (rc == 0)
        rc = api_body_read(call, &overlap, 1);
    if (rc != 0)
        return rc;
    overlap_ms = overlap.value == NULL ? TARGET_OVERLAP_MS : json_value_integer(overlap.value, -1);
    if (overlap_ms < 0 || overlap_ms > OVERLAP_MOST_MS)
        return api_refuse(call, FAIL_FIELD, "overlap_ms: it is 0 to 2592000000, 30 days");
    rc = target_rotate(call->pool, overlap_ms, call->req->received_ms, &target);
    if (rc == 0)
        rc = api_target_write(call, &target);
    if (rc != 0)
        return rc;
    top = target_json(call->pool, &target);
    json_set(top, "secrets", target_secrets_json(call->pool, &target));
    api_answer_json(call, 200, top, res);
    return 0;
}

int
api_target_test(const struct api_call *call, struct response *res)
{
    struct message_receipt receipt = { 0 };
    struct target target;
    struct json *top;
    int rc = api_target_find(call, &target);

    if (rc == 0)
        rc = api_body_read(call, NULL, 0);
    if (rc == 0)
        rc = target_tell(call->app, &target, MESSAGE_TEST, call->req->received_ms, call->pool,
                         &receipt);
    if (rc != 0)
        return rc;
    top = json_object();
    json_set_string(top, "message", receipt.id);
    json_set_string(top, "owner", target.owner);
    api_answer_json(call, 202, top, res);
    res->location = pool_printf(call->pool, "%smessages/%s", call->root, receipt.id);
    res->made_jobs = true;
    return 0;
}

/* --- Once more -------------------------------------------------------------------------------- */

enum { WHAT, SINCE, MEMBERS };

/* "2026-11-22T10:00:00Z", or "7d": so long ago. */
static bool
since(const char *text, int64_t now_ms, int64_t *since_ms)
{
    int64_t ago_ms;

    if (clock_parse(text, since_ms))
        return true;
    if (!duration_parse(text, &ago_ms))
        return false;
    *since_ms = now_ms - ago_ms;
    return true;
}

static int
read_resend(const struct api_call *call, struct resend *resend)
{
    struct api_member members[MEMBERS] = {
        [WHAT] = { .name = "what", .shape = API_TEXT, .needed = true },
        [SINCE] = { .name = "since", .shape = API_TEXT, .needed = true },
    };
    int rc = api_body_read(call, members, MEMBERS);

    if (rc != 0)
        return rc;
    if (!resend_what_of(api_member_text(&members[WHAT]), &resend->what))
        return api_refuse(call, FAIL_FIELD, "what: it is failed or all");
    if (!since(api_member_text(&members[SINCE]), call->req->received_ms, &resend->since_ms))
        return api_refuse(call, FAIL_FIELD,
                          "since: it is a time, as 2026-11-22T10:00:00Z, or how long ago, as 7d");
    return 0;
}

int
api_target_resend(const struct api_call *call, struct response *res)
{
    struct receipt receipt = { 0 };
    struct resend resend = { 0 };
    struct target target;
    struct json *top;
    int rc = api_target_find(call, &target);

    if (rc == 0)
        rc = read_resend(call, &resend);
    resend.target = target.id;
    if (rc == 0)
        rc = resend_store(call->app, &resend, call->req->received_ms, call->pool, &receipt);
    if (rc == FAIL_NOT_FOUND)
        return api_missing(call, "target");
    if (rc == FAIL_CONFLICT)
        return api_refuse(call, rc, "target %s is not enabled; enable it first", call->id);
    if (rc != 0)
        return rc;
    top = json_object();
    json_set_id(top, "target", target.id);
    json_set_string(top, "status", accept_answer(receipt.status));
    json_set_id(top, "ledger_event", receipt.event);
    api_answer_json(call, 202, top, res);
    res->made_jobs = true;
    return 0;
}
