/* api_deliveries.c - what was sent, what came back, and once more */
#include "config.h"

#include <string.h>

#include "api_body.h"
#include "api_deliveries.h"
#include "api_routes.h"
#include "api_targets.h"
#include "base/fail.h"
#include "store/jobs.h"
#include "work/delivery_json.h"
#include "work/resend_wish.h"

static int
set_page(const struct api_call *call, struct delivery_filter *filter, struct json *top)
{
    struct delivery_rows found = { 0 };
    struct json *list;
    struct api_page page;
    size_t most;
    int rc = api_page(call, &page);

    if (rc == 0)
        rc = api_query_yes(call->pool, &call->query, "failed", &filter->failed);
    if (rc != 0)
        return rc;
    filter->before = page.after;
    filter->most = page.most + 1;
    rc = deliveries_list(call->app->store, filter, call->pool, &found);
    if (rc != 0)
        return rc;
    most = (size_t)page.most;
    list = json_array();
    for (size_t i = 0; i < found.count && i < most; i++)
        json_add(list, delivery_json(call->pool, &found.rows[i]));
    json_set(top, "deliveries", list);
    if (found.count > most)
        json_set_id(top, "next", found.rows[most - 1].job);
    return 0;
}

int
api_deliveries_answer(const struct api_call *call, struct delivery_filter *filter, struct json *top,
                      struct response *res)
{
    int rc = set_page(call, filter, top);

    if (rc == 0)
        api_answer_json(call, 200, top, res);
    else
        json_free(top);
    return rc;
}

int
api_deliveries_list(const struct api_call *call, struct response *res)
{
    struct delivery_filter filter = { 0 };
    int rc = api_owners(call, &filter.owner);

    if (rc == 0)
        rc = api_query_number(call->pool, &call->query, "target", INT64_MAX, 0, &filter.target);
    return rc == 0 ? api_deliveries_answer(call, &filter, json_object(), res) : rc;
}

int
api_target_deliveries(const struct api_call *call, struct response *res)
{
    struct delivery_filter filter = { 0 };
    struct target target;
    int rc = api_target_find(call, &target);

    filter.target = target.id;
    return rc == 0 ? api_deliveries_answer(call, &filter, json_object(), res) : rc;
}

/* Its owner is the message's, whosever the target is now. */
static int
find(const struct api_call *call, struct delivery_row *delivery)
{
    int64_t id = 0;
    int rc = api_id(call, "delivery", &id);

    if (rc == 0)
        rc = delivery_find(call->app->store, id, call->pool, delivery);
    if (rc == FAIL_NOT_FOUND || (rc == 0 && !api_may(call, delivery->owner)))
        return api_missing(call, "delivery");
    return rc;
}

int
api_delivery_show(const struct api_call *call, struct response *res)
{
    struct delivery_attempts attempts = { 0 };
    struct delivery_row delivery = { 0 };
    struct json *top;
    int rc = find(call, &delivery);

    if (rc == 0)
        rc = delivery_attempts(call->app->store, delivery.job, call->pool, &attempts);
    if (rc != 0)
        return rc;
    top = delivery_json(call->pool, &delivery);
    json_set(top, "attempts", delivery_attempts_json(call->pool, &attempts));
    api_answer_json(call, 200, top, res);
    return 0;
}

int
api_delivery_resend(const struct api_call *call, struct response *res)
{
    const char *by = pool_printf(call->pool, "the API, token %s", call->token);
    struct delivery_row delivery = { 0 };
    int rc = api_body_read(call, NULL, 0);

    if (rc == 0)
        rc = find(call, &delivery);
    if (rc == 0)
        rc = resend_check(call->app->store, &delivery, call->pool);
    if (rc != 0)
        return rc;
    rc = jobs_retry(call->app->store, delivery.job, by, call->req->received_ms);
    if (rc == FAIL_CONFLICT)
        return api_refuse(call, rc, "delivery %s is on its way already", call->id);
    if (rc == 0)
        rc = find(call, &delivery);
    if (rc != 0)
        return rc;
    api_answer_json(call, 202, delivery_json(call->pool, &delivery), res);
    res->made_jobs = true;
    return 0;
}
