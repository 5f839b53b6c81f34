/* task_place.c - whose names count: the rule's, the configuration's, the repository's. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "wire/asana_names.h"
#include "work/task_place.h"

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
    rc = find_project(asana, found.workspace, project, repository, &found.project);
    if (rc == FAIL_NOT_FOUND)
        place->missing = pool_printf(pool, "the workspace \"%s\" in Asana has no project \"%s\"",
                                     workspace, project != NULL ? project : name_of(repository));
    if (rc == 0)
        *place = found;
    return rc;
}
