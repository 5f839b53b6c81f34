/* target_tell.c - messages to one target, about itself */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "port/json.h"
#include "work/target_edit.h"

static const char *
data_of(struct pool *pool, const struct target *target, const char *event)
{
    struct json *data = json_object();

    json_set_id(data, "target", target->id);
    if (strcmp(event, MESSAGE_CONFIRM) == 0)
        json_set_string(data, "challenge", target->challenge);
    else
        json_set_string(data, "text",
                        "A test: whoever reads this gets what is sent to this target.");
    return json_text(pool, data, JSON_COMPACT);
}

int
target_tell(const struct app *app, const struct target *target, const char *event, int64_t now_ms,
            struct pool *pool, struct message_receipt *receipt)
{
    const char *data = data_of(pool, target, event);
    const struct hook_message message = {
        .event = event,
        .owner = target->owner,
        .identifier = target->identifier,
        .data = data,
        .length = strlen(data),
        .target = target->id,
    };

    return message_store(app, &message, now_ms, pool, receipt);
}
