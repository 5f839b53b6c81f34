/* hook_wanted.c - from a project back to the rules */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "wire/asana_names.h"
#include "work/hooking.h"
#include "work/task_place.h"

/* Of the hook's workspace; a rule that names none has the owner's, which is looked at by repository. */
static int
is_its_workspace(struct asana *asana, const struct rule *rule, const struct asana_hook_row *hook,
                 bool *its)
{
    const char *name = rule->tasks->workspace, *gid = NULL;
    int rc;

    *its = true;
    if (name == NULL)
        name = asana->api->workspace;
    if (name == NULL)
        return 0;
    rc = asana_workspace(asana, name, &gid);
    *its = rc == 0 && strcmp(gid, hook->workspace) == 0;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
names_project(struct asana *asana, const struct rule *rule, const struct asana_hook_row *hook,
              bool *wanted)
{
    const char *gid = NULL;
    int rc = asana_project(asana, hook->workspace, rule->tasks->project, &gid);

    *wanted = rc == 0 && strcmp(gid, hook->project) == 0;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* "web-*" of a pattern might be a repository that is called like the project. */
static bool
may_mean(struct pool *pool, const char *pattern, const char *name)
{
    const char *slash = strrchr(pattern, '/');
    char *called = pool_string(pool, name);

    for (char *c = called; *c != '\0'; c++) {
        if (*c == ' ')
            *c = '-';
    }
    return match_name(slash != NULL ? slash + 1 : pattern, called);
}

static int
has_its_repository(struct asana *asana, const struct rule *rule, const struct asana_hook_row *hook,
                   const char *name, bool *wanted)
{
    const struct strings *all = &rule->repositories;
    int rc = 0;

    for (size_t i = 0; rc == 0 && !*wanted && i < all->count; i++) {
        struct task_place place = { 0 };

        if (!repository_valid(all->items[i])) {
            *wanted = name == NULL || may_mean(asana->pool, all->items[i], name);
            continue;
        }
        rc = task_place_of_rule(asana, rule, all->items[i], &place);
        *wanted = rc == 0 && place.missing == NULL && strcmp(place.project, hook->project) == 0;
    }
    return rc;
}

int
hook_wanted(struct asana *asana, const struct settings *settings, const struct asana_hook_row *hook,
            const char *name, bool *wanted)
{
    int rc = 0;

    *wanted = false;
    for (size_t i = 0; rc == 0 && !*wanted && i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];
        bool its = false;

        if (rule->kind != RULE_TASKS || !rule->tasks->both_ways)
            continue;
        rc = is_its_workspace(asana, rule, hook, &its);
        if (rc != 0 || !its)
            continue;
        rc = rule->tasks->project != NULL ? names_project(asana, rule, hook, wanted)
                                          : has_its_repository(asana, rule, hook, name, wanted);
    }
    return rc;
}
