/* asana_targets.c - repositories by words or rules, and their projects. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/asana_targets.h"
#include "cli/table.h"
#include "work/task_place.h"

struct finding {
    struct cli *cli;
    struct asana *asana;
    struct asana_targets *targets;
};

void
asana_targets_trouble(struct asana_targets *targets, enum exit_code status)
{
    if (targets->status == EXIT_GOOD)
        targets->status = status;
}

static struct asana_target *
target_of(struct finding *finding, const struct task_place *place)
{
    struct asana_targets *targets = finding->targets;
    struct asana_target *old = targets->items;

    for (size_t i = 0; i < targets->count; i++) {
        if (strcmp(old[i].project, place->project) == 0)
            return &old[i];
    }
    targets->items =
        pool_grow(finding->cli->pool, old, targets->count, &targets->room, sizeof *old);
    targets->items[targets->count] =
        (struct asana_target){ .workspace = place->workspace, .project = place->project };
    return &targets->items[targets->count++];
}

static int
add_repository(struct finding *finding, const struct rule *rule, const char *repository)
{
    struct pool *pool = finding->cli->pool;
    struct task_place place = { 0 };
    struct asana_target *target;
    int rc = task_place_of_rule(finding->asana, rule, repository, &place);

    if (rc == 0 && place.missing != NULL) {
        fprintf(stderr, "%s: %s\n", repository, table_line(pool, place.missing));
        asana_targets_trouble(finding->targets, EXIT_NOT_FOUND);
        return 0;
    }
    if (rc != 0)
        return rc;
    target = target_of(finding, &place);
    target->repositories = target->repositories == NULL
                               ? repository
                               : pool_printf(pool, "%s, %s", target->repositories, repository);
    return 0;
}

/* One that somebody has named. */
static int
add_named(struct finding *finding, const char *repository)
{
    const struct rule *rule = task_rule(finding->cli->settings, repository);

    if (rule == NULL)
        fprintf(stderr, "%s: no tasks rule of hooklet.conf names it\n", repository);
    else if (!rule->tasks->both_ways)
        fprintf(stderr, "%s: set both_ways = true in its rule, %s:%d\n", repository, rule->file,
                rule->line);
    else
        return add_repository(finding, rule, repository);
    asana_targets_trouble(finding->targets, EXIT_CONFIG);
    return 0;
}

/* All that are spelled out; a pattern does not tell which there are. */
static int
add_rule(struct finding *finding, const struct rule *rule)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < rule->repositories.count; i++) {
        const char *name = rule->repositories.items[i];

        if (!repository_valid(name))
            fprintf(stderr,
                    "%s in %s:%d is a pattern: name the repositories that shall be "
                    "connected\n",
                    name, rule->file, rule->line);
        else if (task_rule(finding->cli->settings, name) == rule)
            rc = add_repository(finding, rule, name);
    }
    return rc;
}

int
asana_targets_find(struct cli *cli, struct asana *asana, struct asana_targets *targets)
{
    const struct settings *settings = cli->settings;
    struct finding finding = { cli, asana, targets };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < cli->words.count; i++)
        rc = add_named(&finding, cli->words.items[i]);
    for (size_t i = 0; rc == 0 && cli->words.count == 0 && i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind == RULE_TASKS && rule->tasks->both_ways)
            rc = add_rule(&finding, rule);
    }
    if (rc == 0 && targets->count == 0 && targets->status == EXIT_GOOD) {
        fprintf(stderr, "hooklet.conf has no tasks rule with both_ways = true that spells out a "
                        "repository\n");
        asana_targets_trouble(targets, EXIT_CONFIG);
    }
    return rc;
}
