/* slack_blocks.c - what a block consists of, and what fits into it */
#include "config.h"

#include <string.h>

#include "port/json.h"
#include "wire/slack_block_parts.h"
#include "wire/slack_text.h"

enum {
    MOST_IN_ALL = 12000,  /* characters; Slack has refused messages of about 13,000 */
    MOST_TO_READ = 10000, /* the same without the buttons, which a long text must not push out */
    MOST_IN_CONTEXT = 2000,
    MOST_IN_URL = 3000,
};

void
slack_blocks_begin(struct slack_blocks *blocks, struct pool *pool)
{
    *blocks = (struct slack_blocks){ .pool = pool, .list = json_array() };
}

bool
slack_fits(const char *text, size_t most)
{
    return text == NULL || slack_length(text) <= most;
}

/* NULL when nothing is left of the text. */
static struct json *
text_object(struct slack_blocks *blocks, const char *type, const char *text, size_t most)
{
    const char *cut = slack_cut(blocks->pool, text != NULL ? text : "", most);
    struct json *object;

    if (cut[0] == '\0')
        return NULL;
    blocks->characters += slack_length(cut);
    object = json_object();
    json_set_string(object, "type", type);
    json_set_string(object, "text", cut);
    return object;
}

/* What is left of `most` when all texts together may be that long. */
static size_t
room(const struct slack_blocks *blocks, size_t most, size_t in_all)
{
    size_t left = in_all > blocks->characters ? in_all - blocks->characters : 0;

    return most < left ? most : left;
}

struct json *
slack_plain(struct slack_blocks *blocks, const char *text, size_t most)
{
    return text_object(blocks, "plain_text", text, room(blocks, most, MOST_IN_ALL));
}

/* Verbatim, so that Slack makes no mentions and links of what only looks like one. */
static struct json *
mrkdwn(struct slack_blocks *blocks, const char *text, size_t most)
{
    struct json *object = text_object(blocks, "mrkdwn", text, room(blocks, most, MOST_TO_READ));

    if (object != NULL)
        json_set_bool(object, "verbatim", true);
    return object;
}

struct json *
slack_block(const char *type, const char *id)
{
    struct json *block = json_object();

    json_set_string(block, "type", type);
    json_set_string(block, "block_id", id);
    return block;
}

bool
slack_is_full(const struct slack_blocks *blocks)
{
    return blocks->count == SLACK_BLOCKS_MOST;
}

void
slack_add_block(struct slack_blocks *blocks, struct json *block)
{
    json_add(blocks->list, block);
    blocks->count++;
}

void
slack_section(struct slack_blocks *blocks, const char *text)
{
    struct json *object = slack_is_full(blocks) ? NULL : mrkdwn(blocks, text, SLACK_SECTION_MOST);
    struct json *block;

    if (object == NULL)
        return;
    block = slack_block("section", NULL);
    json_set(block, "text", object);
    slack_add_block(blocks, block);
}

void
slack_context(struct slack_blocks *blocks, const char *text)
{
    struct json *object = slack_is_full(blocks) ? NULL : mrkdwn(blocks, text, MOST_IN_CONTEXT);
    struct json *block, *elements;

    if (object == NULL)
        return;
    block = slack_block("context", NULL);
    elements = json_array();
    json_add(elements, object);
    json_set(block, "elements", elements);
    slack_add_block(blocks, block);
}

/* NULL when it can't be one. */
static struct json *
button_of(struct slack_blocks *blocks, const struct slack_button *button)
{
    struct json *object, *text;

    if (!slack_fits(button->action, SLACK_ID_MOST) ||
        !slack_fits(button->value, SLACK_VALUE_MOST) || !slack_fits(button->url, MOST_IN_URL))
        return NULL;
    text = slack_plain(blocks, button->text, SLACK_BUTTON_MOST);
    if (text == NULL)
        return NULL;
    object = json_object();
    json_set_string(object, "type", "button");
    json_set_string(object, "action_id", button->action);
    json_set(object, "text", text);
    json_set_string(object, "value", button->value);
    json_set_string(object, "url", button->url);
    json_set_string(object, "style", button->style);
    return object;
}

void
slack_buttons(struct slack_blocks *blocks, const char *block, const struct slack_button *buttons,
              size_t count)
{
    struct json *actions, *elements;
    size_t added = 0;

    if (slack_is_full(blocks) || !slack_fits(block, SLACK_ID_MOST))
        return;
    elements = json_array();
    for (size_t i = 0; i < count && added < SLACK_BUTTONS_MOST; i++) {
        struct json *button = button_of(blocks, &buttons[i]);

        json_add(elements, button);
        added += button != NULL;
    }
    if (added == 0) {
        json_free(elements);
        return;
    }
    actions = slack_block("actions", block);
    json_set(actions, "elements", elements);
    slack_add_block(blocks, actions);
}

char *
slack_blocks_text(struct slack_blocks *blocks)
{
    struct json *list = blocks->list;

    blocks->list = NULL;
    if (blocks->count > 0)
        return json_text(blocks->pool, list, JSON_COMPACT);
    json_free(list);
    return NULL;
}
