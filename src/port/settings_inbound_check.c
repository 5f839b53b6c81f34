/* settings_inbound_check.c - what makes no sense in a section source */
#include "config.h"

#include <string.h>

#include "base/header.h"
#include "base/text.h"
#include "port/outgoing.h"
#include "port/settings_form.h"
#include "port/settings_inbound.h"
#include "port/settings_value.h"

static const char *const parts[] = { "body", "timestamp", "id" };

static void
check_name(struct config *config, struct config_section *section, const char *name)
{
    if (!inbound_name_valid(name))
        value_wrong(config, section, NULL,
                    "a source's name stands in a path, /hooks/in/NAME, and in the ledger; write it "
                    "in at most 32 lower-case letters, digits and '-', other than github, slack, "
                    "circleci, asana, hooklet and message");
}

/* Keys that mean nothing with this scheme. */
static void
refuse(struct config *config, struct config_section *section, struct strings keys, const char *why)
{
    for (size_t i = 0; i < keys.count; i++) {
        if (value_written(section, keys.items[i]))
            value_wrong(config, section, keys.items[i], "%s: %s; remove it", keys.items[i], why);
    }
}

static void
check_scheme(struct config *config, struct config_section *section, const struct inbound *inbound)
{
    static const char *const fixed[] = { "prefix", "encoding", "algorithm", "signed" };
    static const char *const none[] = { "encoding",  "algorithm", "signed",
                                        "timestamp", "tolerance", "replay_guard" };

    if (!value_written(section, "scheme"))
        value_wrong(config, section, NULL,
                    "scheme is missing; add scheme = standard-webhooks, hmac or token");
    else if (value_text(section, "scheme") == NULL)
        return;
    else if (inbound->scheme == INBOUND_STANDARD)
        refuse(config, section, STRINGS(fixed), "Standard Webhooks says what it is");
    else if (inbound->scheme == INBOUND_TOKEN)
        refuse(config, section, STRINGS(none), "a token signs nothing");
    if (!section->flawed && inbound->header == NULL)
        value_wrong(config, section, NULL,
                    "header is missing; add header = 'X-Signature', where "
                    "the %s stands",
                    inbound->scheme == INBOUND_TOKEN ? "token" : "signature");
    if (inbound->header != NULL && !header_name_valid(inbound->header))
        value_wrong(config, section, "header", "header: %s is no name of a header",
                    inbound->header);
}

/* A value that is where the key allows it to be; `remedy` says where. */
static void
check_value(struct config *config, struct config_section *section, const char *key,
            const struct inbound_value *value, const char *remedy)
{
    bool good = true;

    if (value->from == INBOUND_HEADER || value->from == INBOUND_ITEM)
        good = header_name_valid(value->text);
    else if (value->from == INBOUND_POINTER)
        good = form_is_pointer(value->text);
    if ((value->from == INBOUND_ITEM && strcmp(key, "timestamp") != 0) ||
        (value->from == INBOUND_POINTER && strcmp(key, "timestamp") == 0) ||
        (value->from == INBOUND_LITERAL && strcmp(key, "event") != 0))
        good = false;
    if (!good)
        value_wrong(config, section, key, "%s: %s is not where it could be; write %s", key,
                    value_written(section, key) ? value_text(section, key) : value->text, remedy);
}

static void
check_part(struct config *config, struct config_section *section, const char *form,
           const char *name)
{
    const char *near = nearest(STRINGS(parts), name);

    if (!text_among(STRINGS(parts), name))
        value_wrong(config, section, "signed", "signed: unknown {%s} in %s; %s", name, form,
                    near != NULL ? pool_printf(config->pool, "did you mean {%s}?", near)
                                 : "there are {body}, {timestamp} and {id}");
}

static bool
signs(const struct inbound *inbound, const char *part)
{
    return strstr(inbound->signed_form, part) != NULL;
}

/* What stands in braces, and whether the sender tells it. */
static void
check_signed(struct config *config, struct config_section *section, const struct inbound *inbound)
{
    const char *form = inbound->signed_form;
    const char *body = strstr(form, "{body}");

    for (const char *at = strchr(form, '{'); at != NULL; at = strchr(at + 1, '{'))
        check_part(config, section, form, pool_copy(config->pool, at + 1, strcspn(at + 1, "{}")));
    if (section->flawed)
        return;
    if (body == NULL || strstr(body + 1, "{body}") != NULL)
        value_wrong(config, section, "signed",
                    "signed: {body} stands in it once, as in '{timestamp}.{body}'");
    else if (signs(inbound, "{timestamp}") && inbound->timestamp.from == INBOUND_NOWHERE)
        value_wrong(config, section, "signed",
                    "signed: {timestamp} is nowhere; add timestamp = 'X-Timestamp', its header");
    else if (signs(inbound, "{id}") && inbound->id.from != INBOUND_HEADER)
        value_wrong(config, section, "signed",
                    "signed: {id} is in no header; add id = 'X-Id', the header that has it");
    else if (!signs(inbound, "{timestamp}") && inbound->timestamp.from != INBOUND_NOWHERE)
        value_wrong(config, section, "timestamp",
                    "timestamp: what is not signed proves nothing; add signed = "
                    "'{timestamp}.{body}', or what the sender signs, or remove timestamp");
}

static void
check_hmac(struct config *config, struct config_section *section, const struct inbound *inbound)
{
    check_signed(config, section, inbound);
    if (value_written(section, "tolerance") && inbound->timestamp.from == INBOUND_NOWHERE &&
        !section->flawed)
        value_wrong(config, section, "tolerance",
                    "tolerance needs timestamp; add that, or remove tolerance");
}

static void
check_event(struct config *config, struct config_section *section, const struct inbound *inbound)
{
    static const char *const pointers[] = { "action", "repository", "ref", "commit" };

    if (inbound->event.from == INBOUND_NOWHERE && !section->flawed)
        value_wrong(config, section, NULL,
                    "event is missing; add event = 'X-Event', a header, '/type', a JSON pointer, "
                    "or \"'name'\", if there is but one");
    if (inbound->event.from == INBOUND_LITERAL &&
        inbound_event_name(config->pool, inbound->event.text) == NULL)
        value_wrong(config, section, "event",
                    "event: '%s' is no name of an event; write " OUTGOING_EVENT_FORM,
                    inbound->event.text);
    check_value(config, section, "event", &inbound->event,
                "a header, a JSON pointer like /type, or \"'name'\"");
    for (size_t i = 0; i < sizeof(pointers) / sizeof(*pointers); i++) {
        const char *pointer = value_text(section, pointers[i]);

        if (pointer != NULL && !form_is_pointer(pointer))
            value_wrong(config, section, pointers[i],
                        "%s: %s is no JSON pointer to one value; write one like "
                        "/repository/full_name",
                        pointers[i], pointer);
    }
}

void
inbound_check(struct config *config, struct config_section *section, const struct inbound *inbound)
{
    check_name(config, section, inbound->name);
    check_scheme(config, section, inbound);
    check_value(config, section, "timestamp", &inbound->timestamp,
                "a header, or item:NAME of the signature's");
    check_value(config, section, "id", &inbound->id, "a header, or a JSON pointer like /id");
    if (inbound->scheme == INBOUND_HMAC && value_written(section, "scheme"))
        check_hmac(config, section, inbound);
    check_event(config, section, inbound);
}
