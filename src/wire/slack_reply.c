/* slack_reply.c - a reply's members */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
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

bool
slack_reply_read(struct pool *pool, const char *text, struct slack_reply *reply)
{
    enum { TEXT, BLOCKS, TYPE, REPLACE, REMOVE, FIELDS };
    struct json_want wants[FIELDS] = {
        [TEXT].pointer = "/text",
        [BLOCKS].pointer = "/blocks",
        [TYPE].pointer = "/response_type",
        [REPLACE].pointer = "/replace_original",
        [REMOVE].pointer = "/delete_original",
    };
    const struct json_value *blocks;
    const char *type;

    if (json_scan(pool, text, strlen(text), wants, FIELDS) != 0)
        return false;
    blocks = wants[BLOCKS].first;
    type = json_string(&wants[TYPE]);
    *reply = (struct slack_reply){
        .text = json_string(&wants[TEXT]),
        .blocks = blocks != NULL && blocks->type == JSON_ARRAY ? blocks->text : NULL,
        .in_channel = type != NULL && strcmp(type, "in_channel") == 0,
        .replace = json_true(&wants[REPLACE]),
        .remove = json_true(&wants[REMOVE]),
    };
    return reply->remove || reply->text != NULL || reply->blocks != NULL;
}
