/* slack_reply.c - a reply's members */
#include "config.h"

#include "port/json.h"
#include "wire/slack_reply.h"
#include "wire/slack_text.h"

char *
slack_reply_text(struct pool *pool, const struct slack_reply *reply)
{
    struct json *top = json_object();

    if (reply->remove) {
        json_set_bool(top, "delete_original", true);
        return json_text(pool, top, JSON_COMPACT);
    }
    json_set_string(top, "response_type", reply->in_channel ? "in_channel" : "ephemeral");
    json_set_bool(top, "replace_original", reply->replace);
    if (reply->text != NULL)
        json_set_string(top, "text", slack_cut(pool, reply->text, SLACK_TEXT_MOST));
    if (reply->blocks != NULL)
        json_set_raw(top, "blocks", reply->blocks);
    return json_text(pool, top, JSON_COMPACT);
}
