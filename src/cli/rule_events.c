/* rule_events.c - events and headers held against GitHub's; commands that nobody hears. */
#include "config.h"

#include <string.h>

#include "cli/rule_events.h"
#include "wire/delivery_headers.h"
#include "wire/github_shape.h"
#include "wire/source_sign.h"
#include "work/reason.h"

/* What is wrong with the name, or NULL. */
static const char *
trouble_of(struct pool *pool, const char *event)
{
    const char *near;

    if (strcmp(event, "*") == 0)
        return NULL;
    if (strcmp(event, "ping") == 0)
        return "a ping fires no rule; remove it";
    if (github_event_known(event))
        return NULL;
    near = nearest(github_event_names(pool), event);
    return near == NULL ? "GitHub has no such event; see its list of webhook events"
                        : pool_printf(pool, "GitHub has no such event; did you mean %s?", near);
}

static void
add(struct pool *pool, struct strings *list, const char *text)
{
    const char **items = pool_array(pool, list->count + 1, sizeof *items);

    if (list->count > 0)
        memcpy(items, list->items, list->count * sizeof *items);
    items[list->count] = text;
    *list = (struct strings){ items, list->count + 1 };
}

static void
check_rule(const struct rule *rule, struct pool *pool, struct strings *mistakes)
{
    for (size_t i = 0; i < rule->events.count; i++) {
        const char *event = rule->events.items[i];
        const char *trouble = trouble_of(pool, event);

        if (trouble != NULL)
            add(pool, mistakes,
                pool_printf(pool, "%s:%d: %s \"%s\": events: %s: %s", rule->file, rule->line,
                            rule->kind == RULE_RUN ? "run" : "forward", rule->name, event,
                            trouble));
    }
}

/* What the ledger has of the requests of a section source, beside the body. */
static struct strings
kept_of_source(const struct inbound *inbound, struct pool *pool)
{
    const char **names = pool_array(pool, 4, sizeof *names);
    size_t count = 0;

    names[count++] = "User-Agent";
    if (source_id_header(inbound) != NULL)
        names[count++] = source_id_header(inbound);
    if (source_timestamp_header(inbound) != NULL)
        names[count++] = source_timestamp_header(inbound);
    if (inbound->event.from == INBOUND_HEADER)
        names[count++] = inbound->event.text;
    return (struct strings){ names, count };
}

/* Who forwards a header that nobody keeps would wait for it in vain. */
static void
check_headers(const struct settings *settings, const struct rule *rule, struct pool *pool,
              struct strings *mistakes)
{
    const struct inbound *inbound = settings_inbound(settings, rule->source);
    struct strings kept = { delivery_headers, DELIVERY_HEADERS };

    if (inbound != NULL)
        kept = kept_of_source(inbound, pool);
    else if (!rule_hears(rule, RULE_GITHUB))
        return;
    for (size_t i = 0; i < rule->forward->headers.count; i++) {
        const char *name = rule->forward->headers.items[i];
        const char *near = nearest(kept, name);

        if (!name_among(kept, name))
            add(pool, mistakes,
                pool_printf(pool, "%s:%d: forward \"%s\": headers: %s is not kept of %s; %s%s",
                            rule->file, rule->line, rule->name, name, rule->source,
                            near != NULL ? "did you mean " : "there are ",
                            near != NULL ? pool_printf(pool, "%s?", near)
                                         : reason_list(kept, pool)));
    }
}

/* Who gives it can't be asked for, and nobody could answer: comments are left alone. */
static void
check_speaker(const struct rule *rule, struct pool *pool, struct strings *mistakes)
{
    add(pool, mistakes,
        pool_printf(pool,
                    "%s:%d: command \"%s\": nobody can answer; add app_id and private_key_file, or "
                    "token_file, to github { }",
                    rule->file, rule->line, rule->name));
}

void
rule_events_check(const struct settings *settings, struct pool *pool, struct strings *mistakes)
{
    bool mute = !github_api_configured(&settings->github_api);

    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind == RULE_COMMAND && mute)
            check_speaker(rule, pool, mistakes);
        if (rule->kind == RULE_FORWARD)
            check_headers(settings, rule, pool, mistakes);
        if (rule_hears(rule, RULE_GITHUB) && (rule->kind == RULE_RUN || rule->kind == RULE_FORWARD))
            check_rule(rule, pool, mistakes);
    }
}
