/* settings_forward.c - reads what goes on to targets, and what makes no sense in it */
#include "config.h"

#include <string.h>

#include "base/header.h"
#include "base/text.h"
#include "port/outgoing.h"
#include "port/settings_form.h"
#include "port/settings_forward.h"
#include "port/settings_rule_source.h"
#include "port/settings_value.h"

enum { FIELDS_MOST = 64 }; /* what one pass over a body finds */

/* What tells GitHub's events apart, when nothing is written. */
static const char *const github_headers[] = { "X-GitHub-Event", "X-GitHub-Delivery" };

/* What tells of the body as it came, or of who has sent it. */
static const char *const own_headers[] = { "content-*", "authorization", "cookie" };

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

    rule_source_fill(config, section, rule);
    forward->owner = value_text(section, "owner");
    forward->identifier = identifier == NULL ? "" : identifier;
    forward->event = event == NULL ? "" : event;
    forward->headers = value_list(section, "headers");
    if (!value_written(section, "headers") && rule_hears(rule, RULE_GITHUB))
        forward->headers = (struct strings){ github_headers, 2 };
    fill_template(config->pool, section, forward);
    rule->forward = forward;
}

static void
check_names(struct config *config, struct config_section *section, const struct forward *forward)
{
    if (forward->owner == NULL && !section->flawed)
        value_wrong(config, section, NULL,
                    "owner is missing; add owner = NAME, whose targets are told");
    else if (forward->owner != NULL && !outgoing_owner_valid(forward->owner))
        value_wrong(config, section, "owner", "owner: %s is no owner; write " OUTGOING_OWNER_FORM,
                    forward->owner);
    if (forward->identifier[0] != '\0' && !outgoing_owner_valid(forward->identifier))
        value_wrong(config, section, "identifier",
                    "identifier: %s is none; write " OUTGOING_OWNER_FORM, forward->identifier);
    if (forward->event[0] != '\0' && !outgoing_event_valid(forward->event))
        value_wrong(config, section, "event",
                    "event: %s is no name of an event; write " OUTGOING_EVENT_FORM, forward->event);
    else if (outgoing_is_own(forward->event))
        value_wrong(config, section, "event",
                    "event: %s: what begins with " OUTGOING_OWN " is hooklet's own; choose another "
                    "name",
                    forward->event);
}

static void
check_headers(struct config *config, struct config_section *section, struct strings headers)
{
    for (size_t i = 0; i < headers.count; i++) {
        if (!header_name_valid(headers.items[i]))
            value_wrong(config, section, "headers", "headers: %s is no name of a header",
                        headers.items[i]);
        else if (header_reserved(headers.items[i]) ||
                 match_any_name(STRINGS(own_headers), headers.items[i]))
            value_wrong(config, section, "headers",
                        "headers: %s is never handed on: each request has its own; remove it",
                        headers.items[i]);
    }
}

static void
check_field(struct config *config, struct config_section *section, const struct forward *forward,
            size_t at)
{
    const struct forward_field *field = &forward->fields[at];
    const char *line = value_list(section, "template").items[at];

    if (field->name[0] == '\0' || (field->pointer == NULL && field->text == NULL))
        value_wrong(config, section, "template",
                    "template: \"%s\" is neither \"name=/pointer\" nor \"name='text'\"", line);
    else if (field->pointer != NULL && !form_is_pointer(field->pointer))
        value_wrong(config, section, "template",
                    "template: %s is no JSON pointer to one value; write one like /sender/login",
                    field->pointer);
    for (size_t i = 0; i < at; i++) {
        if (strcmp(forward->fields[i].name, field->name) == 0) {
            value_wrong(config, section, "template", "template: %s is there twice; keep one",
                        field->name);
            return;
        }
    }
}

void
forward_check(struct config *config, struct config_section *section, const struct rule *rule)
{
    const struct forward *forward = rule->forward;

    rule_source_check(config, section, rule);
    check_names(config, section, forward);
    check_headers(config, section, forward->headers);
    if (forward->field_count > FIELDS_MOST)
        value_wrong(config, section, "template", "template: there are %zu fields; it takes %d",
                    forward->field_count, FIELDS_MOST);
    for (size_t i = 0; i < forward->field_count; i++)
        check_field(config, section, forward, i);
    if (strcmp(rule->name, "message") == 0 || outgoing_is_own(rule->name))
        value_wrong(config, section, NULL,
                    "%s is what the ledger calls other messages; choose another name", rule->name);
}

void
receiver_check(struct config *config, struct config_section *section, const struct rule *rule)
{
    if (rule->name[strspn(rule->name, LETTERS DIGITS "._-")] != '\0')
        value_wrong(config, section, NULL,
                    "a receiver is named as exec:NAME; write it in letters, digits, '.', '_' and "
                    "'-'");
    if (rule->step_count == 0 && !section->flawed)
        value_wrong(config, section, NULL,
                    "command is missing; add command = { \"PROGRAM\", \"WORD\" }");
}
