/* settings_feed.c - reads which feed becomes tasks */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "port/settings_feed.h"
#include "port/settings_value.h"

/* A date is its first moment, UTC; 0: neither a date nor a time. */
static int64_t
moment(struct pool *pool, const char *text)
{
    int64_t ms = 0;

    if (strchr(text, 'T') == NULL)
        text = pool_printf(pool, "%sT00:00:00Z", text);
    return clock_parse(text, &ms) ? ms : 0;
}

void
feed_fill(struct config *config, const struct config_section *section, struct rule *rule)
{
    struct feed *feed = pool_alloc(config->pool, sizeof(*feed));
    const char *since = value_text(section, "since");

    feed->url = value_text(section, "url");
    feed->workspace = value_text(section, "workspace");
    feed->project = value_text(section, "project");
    feed->assignee = value_text(section, "assignee");
    feed->tag = value_text(section, "tag");
    feed->every_ms = value_duration(section, "every");
    feed->since_ms = since == NULL ? 0 : moment(config->pool, since);
    rule->feed = feed;
}
