/* message_made.c - checks it, since what is planned is stored for good. */
#include "config.h"

#include <string.h>

#include "library/message_made.h"
#include "wire/standard_webhooks.h"

struct hook_message
message_made(const struct hooklet_message *wish)
{
    const char *data = wish->data != NULL ? wish->data : "{}";

    return (struct hook_message){
        .id = wish->id,
        .event = wish->event != NULL ? wish->event : "",
        .owner = wish->owner != NULL ? wish->owner : "",
        .identifier = wish->identifier != NULL ? wish->identifier : "",
        .data = data,
        .length = strlen(data),
    };
}

int
message_job_made(const struct hooklet_message *wish, const struct settings *settings,
                 const struct delivery *delivery, const char *rule, struct pool *pool,
                 struct planned_job *job)
{
    struct hook_message message = message_made(wish);
    int rc = 0;

    message.received_ms = delivery->received_ms;
    if (message.id == NULL)
        rc = webhook_message_id_of(pool, delivery->source, delivery->id, rule, &message.id);
    if (rc == 0)
        rc = message_check(settings, &message, pool);
    if (rc == 0)
        message_plan(&message, rule, pool, job);
    return rc;
}
