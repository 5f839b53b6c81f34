/* settings_tasks.c - reads where issues and pull requests become tasks */
#include "config.h"

#include "port/settings_tasks.h"
#include "port/settings_value.h"

void
tasks_fill(struct config *config, const struct config_section *section, struct rule *rule)
{
    struct tasks *tasks = pool_alloc(config->pool, sizeof(*tasks));

    tasks->workspace = value_text(section, "workspace");
    tasks->project = value_text(section, "project");
    tasks->tag = value_text(section, "tag");
    tasks->both_ways = value_flag(section, "both_ways");
    rule->tasks = tasks;
    rule->repositories = value_list(section, "repositories");
}
