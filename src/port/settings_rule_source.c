/* settings_rule_source.c - reads whose events a rule acts on, and what these must tell */
#include "config.h"

#include <string.h>

#include "port/circleci_api.h"
#include "port/inbound.h"
#include "port/outgoing.h"
#include "port/settings_rule_source.h"
#include "port/settings_value.h"

enum { ACTION_MOST = 255 }; /* bytes; senders of a repository_dispatch choose its action */

/* As the ledger has them; what is a pattern, or no name, stays as it is. */
static struct strings
events_of(struct pool *pool, struct strings written)
{
    const char **names = pool_array(pool, written.count + 1, sizeof(*names));

    for (size_t i = 0; i < written.count; i++) {
        names[i] = inbound_event_name(pool, written.items[i]);
        if (names[i] == NULL)
            names[i] = written.items[i];
    }
    return (struct strings){ names, written.count };
}

void
rule_source_fill(struct config *config, const struct config_section *section, struct rule *rule)
{
    rule->source = value_text(section, "source");
    if (rule->kind == RULE_DEPLOY)
        return;
    rule->repositories = value_list(section, "repositories");
    rule->events = value_list(section, "events");
    rule->actions = value_list(section, "actions");
    if (!rule_hears(rule, RULE_GITHUB))
        rule->events = events_of(config->pool, rule->events);
}

/* For "did you mean": all that the rule may name. */
static struct strings
sources(const struct config *config, const struct rule *rule)
{
    const char **names = pool_array(config->pool, config->count + 2, sizeof(*names));
    size_t count = 0;

    names[count++] = RULE_GITHUB;
    if (rule->kind != RULE_DEPLOY)
        names[count++] = CIRCLECI_NAME;
    for (size_t i = 0; i < config->count; i++) {
        if (config->sections[i]->kind == SECTION_SOURCE)
            names[count++] = config->sections[i]->title;
    }
    return (struct strings){ names, count };
}

static void
check_name(struct config *config, struct config_section *section, const struct rule *rule)
{
    const struct strings known = sources(config, rule);
    const char *near = nearest(known, rule->source);

    if (near != NULL && strcmp(near, rule->source) == 0)
        return;
    value_wrong(
        config, section, "source", "source: %s is %s nor a section source; %s", rule->source,
        rule->kind == RULE_DEPLOY ? "neither github" : "neither github nor circleci,",
        near != NULL ? pool_printf(config->pool, "did you mean %s?", near)
                     : pool_printf(config->pool, "add source \"%s\" { ... }", rule->source));
}

/* Only GitHub's events tell all of it by themselves. */
static void
check_deploy(struct config *config, struct config_section *section, const struct rule *rule)
{
    static const char *const needed[] = { "repository", "ref", "commit" };
    const struct config_section *source = config_section(config, SECTION_SOURCE, rule->source);

    for (size_t i = 0; i < sizeof(needed) / sizeof(*needed) && source != NULL; i++) {
        if (!value_written(source, needed[i]))
            value_wrong(config, section, "source",
                        "source: the events of %s tell no %s; add %s = '/POINTER' to source \"%s\"",
                        source->title, needed[i], needed[i], source->title);
    }
    if (rule->branches.count + rule->tags.count == 0)
        value_wrong(config, section, "source",
                    "source: the events of %s tell no default branch; add branches = { main }",
                    rule->source);
    if (rule->paths.count > 0)
        value_wrong(config, section, "paths",
                    "paths: the events of %s tell of no files; remove paths", rule->source);
    if (rule->checkout && rule->remote == NULL)
        value_wrong(config, section, "checkout",
                    "checkout: where %s has its repositories is not known; add remote = URL",
                    rule->source);
}

static bool
event_good(const struct rule *rule, const char *name)
{
    if (strcmp(name, "*") == 0)
        return true;
    return rule_hears(rule, RULE_GITHUB) ? event_name_valid(name) : outgoing_pattern_valid(name);
}

static void
check_events(struct config *config, struct config_section *section, const struct rule *rule)
{
    if (rule->events.count == 0 && !section->flawed)
        value_wrong(config, section, NULL,
                    "events are missing; add events = { push }, or { \"*\" } for all");
    for (size_t i = 0; i < rule->events.count; i++) {
        const char *name = rule->events.items[i];

        if (!event_good(rule, name))
            value_wrong(config, section, "events",
                        "events: %s is no event name; write one like pull_request, or '*'", name);
    }
    for (size_t i = 0; i < rule->actions.count; i++) {
        if (strlen(rule->actions.items[i]) > ACTION_MOST)
            value_wrong(config, section, "actions",
                        "actions: a name of more than %d bytes; no event has such an action",
                        ACTION_MOST);
    }
}

void
rule_source_check(struct config *config, struct config_section *section, const struct rule *rule)
{
    if (rule->source != NULL)
        check_name(config, section, rule);
    if (rule->kind != RULE_DEPLOY)
        check_events(config, section, rule);
    else if (rule->source != NULL && !rule_hears(rule, RULE_GITHUB) && !section->flawed)
        check_deploy(config, section, rule);
}
