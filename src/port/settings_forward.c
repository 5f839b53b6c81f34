/* settings_forward.c - reads what goes on to targets, and what makes no sense in it */
#include "config.h"

#include <string.h>

#include "port/settings_forward.h"
#include "port/settings_value.h"

/* What tells GitHub's events apart, when nothing is written. */
static const char *const github_headers[] = { "X-GitHub-Event", "X-GitHub-Delivery" };

/* "name=/pointer" or "name='text'"; what is neither is left as a text, and said by the check. */
static struct forward_field
field_of(struct pool *pool, const char *text)
{
    const size_t length = strcspn(text, "=");
    const char *value = text[length] == '=' ? text + length + 1 : "";
    const size_t end = strlen(value);
    struct forward_field field = { .name = pool_copy(pool, text, length) };

    if (value[0] == '/')
        field.pointer = value;
    else if (end >= 2 && value[0] == '\'' && value[end - 1] == '\'')
        field.text = pool_copy(pool, value + 1, end - 2);
    return field;
}

static void
fill_template(struct pool *pool, const struct config_section *section, struct forward *forward)
{
    const struct strings lines = value_list(section, "template");
    struct forward_field *fields = pool_array(pool, lines.count + 1, sizeof(*fields));

    for (size_t i = 0; i < lines.count; i++)
        fields[i] = field_of(pool, lines.items[i]);
    forward->fields = fields;
    forward->field_count = lines.count;
}

void
forward_fill(struct config *config, const struct config_section *section, struct rule *rule)
{
    struct forward *forward = pool_alloc(config->pool, sizeof(*forward));
    const char *identifier = value_text(section, "identifier");
    const char *event = value_text(section, "event");

    rule->source = value_text(section, "source");
    rule->repositories = value_list(section, "repositories");
    rule->events = value_list(section, "events");
    rule->actions = value_list(section, "actions");
    forward->owner = value_text(section, "owner");
    forward->identifier = identifier == NULL ? "" : identifier;
    forward->event = event == NULL ? "" : event;
    forward->headers = value_list(section, "headers");
    if (!value_written(section, "headers") && rule_hears(rule, RULE_GITHUB))
        forward->headers = (struct strings){ github_headers, 2 };
    fill_template(config->pool, section, forward);
    rule->forward = forward;
}
