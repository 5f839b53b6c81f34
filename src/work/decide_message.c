/* decide_message.c - a message that is sent directly asks for one job, which finds its targets */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "wire/standard_webhooks.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/hook_message.h"

/* Its headers are of our own making (message_store.c): all that is not the data. */
static int
read_headers(const struct delivery *delivery, struct pool *pool, struct hook_message *message)
{
    struct json_want wants[] = { { .pointer = "/id" },
                                 { .pointer = "/owner" },
                                 { .pointer = "/identifier" },
                                 { .pointer = "/target" } };
    int rc = json_scan(pool, delivery->headers, strlen(delivery->headers), wants, 4);

    if (rc != 0)
        return rc;
    *message = (struct hook_message){
        .id = json_string(&wants[0]),
        .event = delivery->kind,
        .owner = json_string(&wants[1]),
        .identifier = json_string(&wants[2]),
        .target = json_id(&wants[3]),
        .received_ms = delivery->received_ms,
    };
    if (!message_id_valid(message->id) || message->owner == NULL)
        return fail(FAIL_FIELD, "a message without id or owner");
    return 0;
}

int
decide_message(const struct delivery *delivery, const struct app *app, struct pool *pool,
               struct plan *plan)
{
    struct hook_message message = { 0 };
    int rc = read_headers(delivery, pool, &message);

    (void)app;
    /* A replay is another message: who has had the first would take this one for it. */
    if (rc == 0 && delivery->parent != 0)
        rc = webhook_message_id_of(pool, delivery->source, delivery->id, MESSAGE_SOURCE,
                                   &message.id);
    if (rc != 0)
        return decided(rc, pool, plan);
    *plan = (struct plan){ .status = PLAN_ACCEPTED };
    message_plan(&message, MESSAGE_SOURCE, pool, plan_add_job(plan, pool));
    return 0;
}
