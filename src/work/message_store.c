/* message_store.c - a message becomes an event, once. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "port/json.h"
#include "store/ledger.h"
#include "store/targets.h"
#include "wire/standard_webhooks.h"
#include "work/decide.h"
#include "work/hook_message.h"

/* Plain text is a string of JSON: an array of one, without its brackets. */
static void
text_to_json(struct pool *pool, struct hook_message *message)
{
    struct json *array = json_array();
    const char *text;
    size_t length;

    json_add_string(array, pool_copy(pool, message->data, message->length));
    text = json_text(pool, array, JSON_COMPACT);
    length = strlen(text);
    message->data = pool_copy(pool, text + 1, length - 2);
    message->length = length - 2;
    message->text = false;
}

static const char *
headers_of(struct pool *pool, const struct hook_message *message)
{
    struct json *headers = json_object();

    json_set_string(headers, "id", message->id);
    json_set_string(headers, "owner", message->owner);
    json_set_string(headers, "identifier", message->identifier == NULL ? "" : message->identifier);
    if (message->target != 0)
        json_set_id(headers, "target", message->target);
    return json_text(pool, headers, JSON_COMPACT);
}

static int
make_delivery(struct pool *pool, const struct hook_message *message, int64_t received_ms,
              struct delivery *delivery)
{
    struct delivery made = { .source = MESSAGE_SOURCE,
                             .kind = message->event,
                             .body = message->data,
                             .length = message->length,
                             .received_ms = received_ms };
    int rc = message_delivery(pool, message->owner, message->id, &made.id);

    if (rc == 0)
        rc = delivery_own(pool, &made);
    if (rc != 0)
        return rc;
    made.headers = headers_of(pool, message);
    *delivery = made;
    return 0;
}

/* The one that is there: is it this one?  Its job, too. */
static int
compare(const struct app *app, const struct delivery *delivery, const struct receipt *receipt,
        struct pool *pool, struct message_receipt *told)
{
    const struct job_filter filter = {
        .kind = JOB_FANOUT, .rule = MESSAGE_SOURCE, .event = receipt->event, .most = 1
    };
    struct event_row event = { 0 };
    struct jobs jobs = { 0 };
    int rc = ledger_event(app->store, receipt->event, pool, &event);

    if (rc == 0 && (receipt->other || strcmp(event.headers, delivery->headers) != 0))
        return fail(FAIL_CONFLICT, "id %s was used for another message, event %" PRId64, told->id,
                    receipt->event);
    if (rc == 0)
        rc = ledger_jobs(app->store, &filter, pool, &jobs);
    if (rc == 0 && jobs.count > 0)
        told->job = jobs.rows[0].id;
    told->status = MESSAGE_DUPLICATE;
    return rc;
}

static int
count_targets(const struct app *app, const struct hook_message *message, struct pool *pool,
              int64_t *count)
{
    const struct target_wanted wanted = { .owner = message->owner,
                                          .event = message->event,
                                          .identifier = message->identifier };
    struct target target;
    int rc;

    if (message->target == 0)
        return targets_count(app->store, &wanted, count);
    rc = target_find(app->store, message->target, pool, &target);
    *count = rc == 0 ? 1 : 0;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
accept(const struct app *app, const struct delivery *delivery, struct pool *pool,
       struct message_receipt *told)
{
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };
    int rc = decide_message(delivery, app, pool, &plan);

    if (rc == 0)
        rc = store_accept(app->store, delivery, &plan, pool, &receipt);
    if (rc != 0)
        return rc;
    told->event = receipt.event;
    if (receipt.status == ACCEPT_DUPLICATE)
        return compare(app, delivery, &receipt, pool, told);
    told->job = receipt.job_count > 0 ? receipt.jobs[0].id : 0;
    return 0;
}

int
message_store(const struct app *app, const struct hook_message *message, int64_t received_ms,
              struct pool *pool, struct message_receipt *receipt)
{
    struct hook_message whole = *message;
    struct message_receipt told = { .status = MESSAGE_NEW };
    struct delivery delivery = { 0 };
    int rc;

    if (whole.data == NULL)
        whole.data = "{}", whole.length = 2;
    rc = message_check(app->settings, &whole, pool);
    if (rc == 0 && whole.text)
        text_to_json(pool, &whole);
    if (rc == 0 && whole.id == NULL)
        rc = webhook_message_id(pool, received_ms, &whole.id);
    told.id = whole.id;
    if (rc == 0)
        rc = make_delivery(pool, &whole, received_ms, &delivery);
    if (rc == 0)
        rc = accept(app, &delivery, pool, &told);
    if (rc == 0)
        rc = count_targets(app, &whole, pool, &told.targets);
    if (rc == 0)
        *receipt = told;
    return rc;
}
