/* slack_choices.c - one of many: buttons, or a menu that is searched by typing */
#include "config.h"

#include <string.h>

#include "port/json.h"
#include "wire/slack_block_parts.h"
#include "wire/slack_text.h"

enum {
    MOST_IN_PROMPT = 150,
    MOST_IN_CHOICE = 150, /* of its value */
    MOST_CHOICES = 100,   /* of a group, or of a menu without any */
    MOST_GROUPS = 100,
    HALF_A_LABEL = 35, /* characters: "FIRST - LAST" */
};

/* Can it be one?  A choice that would come back as another is none. */
static bool
choosable(const struct slack_choice *choice)
{
    return choice->text != NULL && choice->text[0] != '\0' && choice->value != NULL &&
           choice->value[0] != '\0' && slack_fits(choice->value, MOST_IN_CHOICE);
}

/* The texts of a menu are not on the page, and don't count there. */
static struct json *
hidden(struct slack_blocks *blocks, const char *text)
{
    size_t characters = blocks->characters;
    struct json *object;

    blocks->characters = 0;
    object = slack_plain(blocks, text, SLACK_BUTTON_MOST);
    blocks->characters = characters;
    return object;
}

static struct json *
options_of(struct slack_blocks *blocks, const struct slack_choice *choices, size_t count)
{
    struct json *options = json_array();

    for (size_t i = 0; i < count; i++) {
        struct json *option = json_object();

        json_set(option, "text", hidden(blocks, choices[i].text));
        json_set_string(option, "value", choices[i].value);
        json_add(options, option);
    }
    return options;
}

static struct json *
groups_of(struct slack_blocks *blocks, const struct slack_choice *choices, size_t count)
{
    struct json *groups = json_array();

    for (size_t i = 0; i < count && i < MOST_CHOICES * MOST_GROUPS; i += MOST_CHOICES) {
        size_t size = count - i < MOST_CHOICES ? count - i : MOST_CHOICES;
        const char *label = pool_printf(
            blocks->pool, "%s - %s", slack_cut(blocks->pool, choices[i].text, HALF_A_LABEL),
            slack_cut(blocks->pool, choices[i + size - 1].text, HALF_A_LABEL));
        struct json *group = json_object();

        json_set(group, "label", hidden(blocks, label));
        json_set(group, "options", options_of(blocks, choices + i, size));
        json_add(groups, group);
    }
    return groups;
}

static struct json *
menu_of(struct slack_blocks *blocks, const char *action, const char *prompt,
        const struct slack_choice *choices, size_t count)
{
    struct json *menu = json_object();

    json_set_string(menu, "type", "static_select");
    json_set_string(menu, "action_id", action);
    json_set(menu, "placeholder", slack_plain(blocks, prompt, MOST_IN_PROMPT));
    if (count <= MOST_CHOICES)
        json_set(menu, "options", options_of(blocks, choices, count));
    else
        json_set(menu, "option_groups", groups_of(blocks, choices, count));
    return menu;
}

void
slack_select(struct slack_blocks *blocks, const char *block, const char *action, const char *prompt,
             const struct slack_choice *choices, size_t count)
{
    struct slack_choice *good = pool_array(blocks->pool, count + 1, sizeof *good);
    struct json *actions, *elements;
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (choosable(&choices[i]))
            good[kept++] = choices[i];
    }
    if (kept == 0 || slack_is_full(blocks) || !slack_fits(block, SLACK_ID_MOST) ||
        !slack_fits(action, SLACK_ID_MOST))
        return;
    elements = json_array();
    json_add(elements, menu_of(blocks, action, prompt, good, kept));
    actions = slack_block("actions", block);
    json_set(actions, "elements", elements);
    slack_add_block(blocks, actions);
}

void
slack_choose(struct slack_blocks *blocks, const char *block, const char *action, const char *prompt,
             const struct slack_choice *choices, size_t count)
{
    struct slack_button buttons[SLACK_BUTTONS_MOST];

    if (count > SLACK_BUTTONS_MOST) {
        slack_select(blocks, block, action, prompt, choices, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        buttons[i] =
            (struct slack_button){ .action = pool_printf(blocks->pool, "%s/%zu", action, i),
                                   .text = choices[i].text,
                                   .value = choices[i].value };
    slack_buttons(blocks, block, buttons, count);
}

bool
slack_action_is(const char *action_id, const char *action)
{
    size_t length = strlen(action);

    return action_id != NULL && strncmp(action_id, action, length) == 0 &&
           (action_id[length] == '\0' || action_id[length] == '/');
}
