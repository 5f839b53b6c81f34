/* task_place.c - whose names count: the rule's, the configuration's, the repository's. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "wire/asana_names.h"
#include "work/task_place.h"

const struct rule *
task_rule(const struct settings *settings, const char *repository)
{
    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind == RULE_TASKS && match_any_name(rule->repositories, repository))
            return rule;
    }
    return NULL;
}

static const char *
owner_of(struct pool *pool, const char *repository)
{
    return pool_copy(pool, repository, strcspn(repository, "/"));
}

static const char *
name_of(const char *repository)
{
    const char *slash = strrchr(repository, '/');

    return slash != NULL ? slash + 1 : repository;
}

static int
find_project(struct asana *asana, const char *workspace, const char *project,
             const char *repository, const char **gid)
{
    if (project != NULL)
        return asana_project(asana, workspace, project, gid);
    return asana_project_of(asana, workspace, repository, gid);
}

int
task_place_find(struct asana *asana, const char *workspace, const char *project,
                const char *repository, struct task_place *place)
{
    struct pool *pool = asana->pool;
    struct task_place found = { 0 };
    int rc;

    *place = (struct task_place){ 0 };
    if (workspace == NULL)
        workspace = asana->api->workspace;
    if ((workspace == NULL || project == NULL) && repository == NULL)
        return fail(FAIL_CONFIG, "the workspace or the project in Asana is not named");
    if (workspace == NULL)
        workspace = owner_of(pool, repository);
    rc = asana_workspace(asana, workspace, &found.workspace);
    if (rc == FAIL_NOT_FOUND)
        place->missing = pool_printf(pool, "Asana shows us no workspace \"%s\"", workspace);
    if (rc != 0)
        return rc;
    place->workspace = found.workspace;
    rc = find_project(asana, found.workspace, project, repository, &found.project);
    if (rc == FAIL_NOT_FOUND)
        place->missing = pool_printf(pool, "the workspace \"%s\" in Asana has no project \"%s\"",
                                     workspace, project != NULL ? project : name_of(repository));
    if (rc == 0)
        *place = found;
    return rc;
}

/* What is not set is guessed from names: set, it need not be. */
static const char *
remedy(struct pool *pool, const struct rule *rule, const struct task_place *place)
{
    if (place->workspace != NULL)
        return pool_printf(pool, "%s; %s project in tasks \"%s\"", place->missing,
                           rule->tasks->project != NULL ? "mend" : "set", rule->name);
    return pool_printf(pool, "%s; %s workspace in tasks \"%s\", or in asana", place->missing,
                       rule->tasks->workspace != NULL ? "mend" : "set", rule->name);
}

int
task_place_of_rule(struct asana *asana, const struct rule *rule, const char *repository,
                   struct task_place *place)
{
    const struct tasks *tasks = rule->tasks;
    int rc = task_place_find(asana, tasks->workspace, tasks->project, repository, place);

    if (rc == FAIL_REFUSED && place->workspace != NULL) {
        rc = asana_name_forget(asana, place->workspace);
        if (rc == 0)
            rc = task_place_find(asana, tasks->workspace, tasks->project, repository, place);
    }
    if (rc != FAIL_NOT_FOUND)
        return rc;
    place->missing = remedy(asana->pool, rule, place);
    return 0;
}
