/* settings_feed.c - reads which feed becomes tasks, and what is missing for it */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "port/settings_asana.h"
#include "port/settings_feed.h"
#include "port/settings_url.h"
#include "port/settings_value.h"

/* A date is its first moment, UTC; 0: neither a date nor a time after 1970 has begun. */
static int64_t
moment(struct pool *pool, const char *text)
{
    int64_t ms = 0;

    if (strchr(text, 'T') == NULL)
        text = pool_printf(pool, "%sT00:00:00Z", text);
    return clock_parse(text, &ms) && ms > 0 ? ms : 0;
}

void
feed_fill(struct config *config, struct config_section *section, struct rule *rule)
{
    const struct config_section *asana = config_section(config, SECTION_ASANA, NULL);
    struct feed *feed = pool_alloc(config->pool, sizeof(*feed));
    const char *since = value_text(section, "since");

    feed->url = url_page(config, section, "url", "https://HOST/PATH");
    feed->workspace = value_text(section, "workspace");
    if (feed->workspace == NULL)
        feed->workspace = value_text(asana, "workspace");
    feed->project = value_text(section, "project");
    feed->assignee = value_text(section, "assignee");
    feed->tag = value_text(section, "tag");
    feed->every_ms = value_duration(section, "every");
    feed->since_ms = since == NULL ? 0 : moment(config->pool, since);
    rule->feed = feed;
}

/* A repository may name workspace and project; a feed is nobody's. */
static void
check_missing(struct config *config, struct config_section *section, const struct feed *feed)
{
    const struct config_section *asana = config_section(config, SECTION_ASANA, NULL);

    if (feed->url == NULL)
        value_wrong(config, section, NULL,
                    "url is missing; add url = 'https://stackoverflow.com/feeds/tag/NAME'");
    if (feed->project == NULL)
        value_wrong(config, section, NULL, "project is missing; add project = 'NAME'");
    if (feed->workspace == NULL && !value_written(asana, "workspace"))
        value_wrong(config, section, NULL,
                    "workspace is missing; add workspace = 'NAME' here, or to asana { }");
}

void
feed_check(struct config *config, struct config_section *section, const struct rule *rule)
{
    static const char *const names[] = { "workspace", "project", "assignee", "tag" };
    const char *since = value_text(section, "since");

    if (!section->flawed)
        check_missing(config, section, rule->feed);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        asana_name_check(config, section, names[i]);
    if (since != NULL && rule->feed->since_ms == 0)
        value_wrong(config, section, "since",
                    "since: %s is neither a date, 2026-11-01, nor a time, 2026-11-01T08:00:00Z",
                    since);
}

void
feed_check_first(struct config *config, struct config_section *section, const struct rule *rules,
                 size_t at)
{
    const struct feed *feed = rules[at].feed;

    for (size_t i = 0; i < at && feed->url != NULL; i++) {
        const struct rule *other = &rules[i];

        if (other->kind != RULE_FEED || other->feed->url == NULL ||
            strcmp(other->feed->url, feed->url) != 0)
            continue;
        value_wrong(config, section, "url",
                    "url: feed \"%s\" (%s:%d) reads the same, and an entry has one task; remove "
                    "one of them",
                    other->name, other->file, other->line);
        return;
    }
}
