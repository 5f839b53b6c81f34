/* api_targets.c - targets are listed, made, looked at, changed and removed */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "api_body.h"
#include "api_routes.h"
#include "api_targets.h"
#include "base/fail.h"
#include "base/text.h"
#include "port/json.h"
#include "store/targets.h"
#include "work/target_edit.h"

int
api_target_find(const struct api_call *call, struct target *target)
{
    int64_t id = 0;
    int rc = api_id(call, "target", &id);

    if (rc == 0)
        rc = target_find(call->app->store, id, call->pool, target);
    if (rc == FAIL_NOT_FOUND || (rc == 0 && !api_may(call, target->owner)))
        return api_missing(call, "target");
    return rc;
}

/* --- Lists ------------------------------------------------------------------------------------ */

static int
read_filter(const struct api_call *call, struct target_filter *filter)
{
    enum target_state state;
    struct api_page page = { 0 };
    int rc = api_owners(call, &filter->owner);

    if (rc == 0)
        rc = api_page(call, &page);
    filter->event = api_query_text(&call->query, "event");
    filter->state = api_query_text(&call->query, "state");
    filter->after = page.after;
    filter->most = page.most + 1;
    if (rc == 0 && filter->state != NULL && !target_state_of(filter->state, &state))
        return api_refuse(call, FAIL_MALFORMED, "state is enabled, disabled or pending");
    return rc;
}

int
api_targets_list(const struct api_call *call, struct response *res)
{
    struct target_filter filter = { 0 };
    struct targets targets = { 0 };
    struct json *top, *list;
    size_t most;
    int rc = read_filter(call, &filter);

    if (rc == 0)
        rc = targets_list(call->app->store, &filter, call->pool, &targets);
    if (rc != 0)
        return rc;
    most = (size_t)filter.most - 1;
    top = json_object();
    list = json_array();
    for (size_t i = 0; i < targets.count && i < most; i++)
        json_add(list, target_json(call->pool, &targets.rows[i]));
    json_set(top, "targets", list);
    if (targets.count > most)
        json_set_id(top, "next", targets.rows[most - 1].id);
    api_answer_json(call, 200, top, res);
    return 0;
}

/* --- New ones --------------------------------------------------------------------------------- */

enum { SECRET, SIGNATURES, MEMBERS };

/* Which kinds of secrets it is to have: v1, unless `signatures` says otherwise. */
static int
read_kinds(const struct api_call *call, const struct json_value *list, bool *v1, bool *v1a)
{
    struct json_want all = { .pointer = "/*" };
    enum target_signature kind;
    int rc = 0;

    *v1 = list == NULL;
    if (list != NULL)
        rc = json_scan(call->pool, list->text, list->length, &all, 1);
    for (const struct json_value *value = all.first; rc == 0 && value; value = value->next) {
        if (!target_signature_of(value->text, &kind))
            return api_refuse(call, FAIL_FIELD, "signatures: there are v1 and v1a");
        *v1 = *v1 || kind == TARGET_V1;
        *v1a = *v1a || kind == TARGET_V1A;
    }
    if (rc == 0 && !*v1 && !*v1a)
        return api_refuse(call, FAIL_FIELD, "signatures: name one at least, v1 or v1a");
    return rc;
}

static int
give_secrets(const struct api_call *call, const struct api_member *members, struct target *target)
{
    const char *own = api_member_text(&members[SECRET]);
    bool v1 = false, v1a = false;
    int rc;

    if (own != NULL && members[SIGNATURES].value != NULL)
        return api_refuse(call, FAIL_FIELD, "signatures: the secret that is given says the kind");
    if (own != NULL)
        return target_secrets_own(call->pool, own, call->req->received_ms, target);
    rc = read_kinds(call, members[SIGNATURES].value, &v1, &v1a);
    return rc == 0 ? target_secrets_new(call->pool, v1, v1a, call->req->received_ms, target) : rc;
}

int
api_target_read(const struct api_call *call, struct target *target)
{
    struct api_member members[MEMBERS] = {
        [SECRET] = { .name = "secret", .shape = API_TEXT },
        [SIGNATURES] = { .name = "signatures", .shape = API_STRINGS },
    };
    int rc = api_body_pick(call, members, MEMBERS);

    *target = target_plain();
    if (rc == 0)
        rc = target_read_json(call->pool, call->body, call->length, true,
                              api_member_names(call->pool, members, MEMBERS), target);
    if (rc == 0)
        rc = api_owner(call, target->owner, &target->owner);
    if (rc == 0)
        rc = target_check(call->app->settings, call->pool, target, TARGET_BY_API);
    return rc == 0 ? give_secrets(call, members, target) : rc;
}

static int
refuse_double(const struct api_call *call, const struct target *target)
{
    bool named = target->identifier[0] != '\0';

    return api_refuse(
        call, FAIL_CONFLICT,
        "owner %s has a target for %s%s%s already; another identifier tells them apart",
        target->owner, target->event, named ? " with identifier " : "", target->identifier);
}

int
api_target_ask(const struct api_call *call, const struct target *target)
{
    struct message_receipt receipt = { 0 };

    return target_tell(call->app, target, MESSAGE_CONFIRM, call->req->received_ms, call->pool,
                       &receipt);
}

/* A new one that nobody could ask would wait for ever, and be in the way of the next try. */
static int
ask_new(const struct api_call *call, const struct target *target)
{
    int64_t moved;
    int rc = api_target_ask(call, target), removed = 0;

    if (rc != 0)
        removed = target_delete(call->app->store, target->id, call->req->received_ms, &moved);
    return removed != 0 ? removed : rc;
}

int
api_target_make(const struct api_call *call, struct target *target, struct response *res)
{
    bool confirm = call->app->settings->outgoing.confirm;
    struct json *top;
    int rc = confirm ? target_challenge(call->pool, target) : 0;

    if (rc == 0)
        rc = target_add(call->app->store, target, call->req->received_ms);
    if (rc == FAIL_CONFLICT)
        return refuse_double(call, target);
    if (rc == 0 && confirm)
        rc = ask_new(call, target);
    if (rc != 0)
        return rc;
    top = target_json(call->pool, target);
    json_set(top, "secrets", target_secrets_json(call->pool, target));
    api_answer_json(call, 201, top, res);
    res->location = pool_printf(call->pool, "%stargets/%" PRId64, call->root, target->id);
    res->made_jobs = confirm;
    return 0;
}

int
api_target_add(const struct api_call *call, struct response *res)
{
    struct target target;
    int rc = api_target_read(call, &target);

    return rc == 0 ? api_target_make(call, &target, res) : rc;
}

/* --- One -------------------------------------------------------------------------------------- */

int
api_target_show(const struct api_call *call, struct response *res)
{
    struct target target;
    int rc = api_target_find(call, &target);

    if (rc == 0)
        api_answer_json(call, 200, target_json(call->pool, &target), res);
    return rc;
}

int
api_target_write(const struct api_call *call, struct target *target)
{
    int rc = target_change(call->app->store, target, call->req->received_ms);

    if (rc == FAIL_CONFLICT)
        return api_refuse(call, rc,
                          "it was changed meanwhile, or owner %s has another target of this event"
                          " and identifier; look, and try again",
                          target->owner);
    return rc == FAIL_NOT_FOUND ? api_missing(call, "target") : rc;
}

/* Another URL has not said that it wants this; of a disabled one it is asked when it is enabled. */
static int
doubt(const struct api_call *call, struct target *target)
{
    enum target_state state = target->state;
    const char *reason = target->reason;
    int rc = target_challenge(call->pool, target);

    if (rc == 0 && state == TARGET_DISABLED) {
        target->state = state;
        target->reason = reason;
    }
    return rc;
}

int
api_target_change(const struct api_call *call, struct response *res)
{
    struct target target;
    const char *url;
    bool doubtful = false;
    int rc = api_target_find(call, &target);

    if (rc != 0)
        return rc;
    url = target.url;
    rc = target_read_json(call->pool, call->body, call->length, false, (struct strings){ 0 },
                          &target);
    if (rc == 0)
        rc = target_check(call->app->settings, call->pool, &target, TARGET_BY_API);
    if (rc == 0 && strcmp(url, target.url) != 0 && call->app->settings->outgoing.confirm) {
        rc = doubt(call, &target);
        doubtful = target.state == TARGET_PENDING;
    }
    if (rc == 0)
        rc = api_target_write(call, &target);
    if (rc == 0 && doubtful)
        rc = api_target_ask(call, &target);
    if (rc != 0)
        return rc;
    api_answer_json(call, 200, target_json(call->pool, &target), res);
    res->made_jobs = doubtful;
    return 0;
}

int
api_target_remove(const struct api_call *call, struct response *res)
{
    struct target target;
    int64_t moved = 0;
    int rc = api_target_find(call, &target);

    if (rc == 0)
        rc = target_delete(call->app->store, target.id, call->req->received_ms, &moved);
    if (rc == FAIL_NOT_FOUND)
        return api_missing(call, "target");
    if (rc == 0)
        res->status = 204;
    return rc;
}
