/* asana_names.c - which list, and whom of it. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/match.h"
#include "store/maintain.h"
#include "store/state.h"
#include "store/turn.h"
#include "wire/asana_list.h"
#include "wire/asana_names.h"

static bool
is_called(struct pool *pool, const struct asana_entry *entry, const char *name)
{
    (void)pool;
    return strcasecmp(entry->name, name) == 0;
}

static bool
is_not_called(struct pool *pool, const struct asana_entry *entry, const char *name)
{
    return !is_called(pool, entry, name);
}

static bool
has_gid(struct pool *pool, const struct asana_entry *entry, const char *gid)
{
    (void)pool;
    return strcmp(entry->gid, gid) == 0;
}

/* What one asks for by itself is what was asked for. */
static bool
is_any(struct pool *pool, const struct asana_entry *entry, const char *name)
{
    (void)pool;
    (void)entry;
    (void)name;
    return true;
}

/* "Web Shop" is the project of web-shop. */
static bool
is_of_repository(struct pool *pool, const struct asana_entry *entry, const char *name)
{
    char *hyphens = pool_string(pool, entry->name);

    for (char *c = hyphens; *c != '\0'; c++) {
        if (*c == ' ')
            *c = '-';
    }
    return strcasecmp(hyphens, name) == 0;
}

int
asana_me(struct asana *asana, struct asana_me *me)
{
    struct json_want wants[] = { { .pointer = "/data/gid" },
                                 { .pointer = "/data/name" },
                                 { .pointer = "/data/email" },
                                 { .pointer = "/data/workspaces/*" } };
    struct asana_me made = { 0 };
    int rc = asana_get(asana, "/users/me?opt_fields=name,email,workspaces.name", wants,
                       sizeof wants / sizeof *wants);

    /* Whoever asks is always there. */
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_REFUSED, "Asana: GET /users/me: status 404; is %s the URL of its API?",
                    asana->api->api_url);
    if (rc != 0)
        return rc;
    made.gid = json_string(&wants[0]);
    made.name = json_string(&wants[1]);
    made.email = json_string(&wants[2]);
    if (made.gid == NULL || made.name == NULL)
        return fail(FAIL_FIELD, "Asana: the answer to GET /users/me has no gid or name");
    rc = asana_read_named(asana->pool, &wants[3], &made.workspaces, &made.workspace_count);
    if (rc == 0)
        *me = made;
    return rc;
}

int
asana_workspace(struct asana *asana, const char *name, const char **gid)
{
    const struct asana_list list = { .key = "workspaces", .path = "/workspaces?opt_fields=name" };

    return asana_list_find(asana, &list, asana_gid_valid(name) ? has_gid : is_called, name, gid);
}

static struct asana_list
projects_of(struct pool *pool, const char *workspace)
{
    return (struct asana_list){
        .key = pool_printf(pool, "projects %s", workspace),
        .of = workspace,
        .path = pool_printf(pool, "/projects?workspace=%s&opt_fields=name,archived",
                            percent_encode(pool, workspace)),
    };
}

int
asana_project(struct asana *asana, const char *workspace, const char *name, const char **gid)
{
    struct pool *pool = asana->pool;
    struct asana_list list = projects_of(pool, workspace);

    if (!asana_gid_valid(name))
        return asana_list_find(asana, &list, is_called, name, gid);
    list = (struct asana_list){
        .key = pool_printf(pool, "project %s %s", workspace, name),
        .path = pool_printf(pool, "/projects/%s?opt_fields=name,archived,workspace.name", name),
        .within = workspace,
        .one = true,
    };
    return asana_list_find(asana, &list, is_any, name, gid);
}

int
asana_project_of(struct asana *asana, const char *workspace, const char *repository,
                 const char **gid)
{
    const struct asana_list list = projects_of(asana->pool, workspace);
    const char *slash = strrchr(repository, '/');

    return asana_list_find(asana, &list, is_of_repository, slash != NULL ? slash + 1 : repository,
                           gid);
}

static int
find_section(struct asana *asana, const char *project, asana_fits *fit, const char *name,
             const char **gid)
{
    struct pool *pool = asana->pool;
    const struct asana_list list = {
        .key = pool_printf(pool, "sections %s", project),
        .of = project,
        .path = pool_printf(pool, "/projects/%s/sections?opt_fields=name",
                            percent_encode(pool, project)),
    };

    return asana_list_find(asana, &list, fit, name, gid);
}

int
asana_section(struct asana *asana, const char *project, const char *name, const char **gid)
{
    return find_section(asana, project, is_called, name, gid);
}

int
asana_section_but(struct asana *asana, const char *project, const char *name, const char **gid)
{
    return find_section(asana, project, is_not_called, name, gid);
}

static struct asana_list
tags_of(struct pool *pool, const char *workspace)
{
    return (struct asana_list){
        .key = pool_printf(pool, "tags %s", workspace),
        .of = workspace,
        .path = pool_printf(pool, "/workspaces/%s/tags?opt_fields=name",
                            percent_encode(pool, workspace)),
    };
}

static int
make_tag(struct asana *asana, const char *workspace, const char *name, const char **gid)
{
    struct json_want want = { .pointer = "/data/gid" };
    struct json *data = json_object();
    struct asana_request request = {
        .method = "POST",
        .path =
            pool_printf(asana->pool, "/workspaces/%s/tags", percent_encode(asana->pool, workspace)),
    };
    int rc;

    json_set_string(data, "name", name);
    request.body = asana_body(asana, data);
    rc = asana_read(asana, &request, &want, 1);
    if (rc == 0 && json_string(&want) == NULL)
        rc = fail(FAIL_FIELD, "Asana: the answer to POST %s has no gid", request.path);
    if (rc == 0)
        *gid = json_string(&want);
    return rc;
}

/* Whoever had the turn before may have made it; and somebody else, since the list was kept. */
static int
make_tag_in_turn(struct asana *asana, const char *workspace, const char *name, const char **gid)
{
    struct asana_list list = tags_of(asana->pool, workspace);
    int fd = -1;
    int rc = turn_take(asana->store, TURN_ASANA_TAG, &fd);

    if (rc != 0)
        return rc;
    rc = asana_list_find(asana, &list, is_called, name, gid);
    list.anew = true;
    if (rc == FAIL_NOT_FOUND)
        rc = asana_list_find(asana, &list, is_called, name, gid);
    if (rc == FAIL_NOT_FOUND) {
        rc = make_tag(asana, workspace, name, gid);
        if (rc == 0)
            asana_list_add(asana, &list, *gid, name);
    }
    turn_give(fd);
    return rc;
}

int
asana_tag(struct asana *asana, const char *workspace, const char *name, bool create,
          const char **gid)
{
    const struct asana_list list = tags_of(asana->pool, workspace);
    int rc = asana_list_find(asana, &list, is_called, name, gid);

    if (rc == FAIL_NOT_FOUND && create)
        return make_tag_in_turn(asana, workspace, name, gid);
    return rc;
}

/* A gid or an e-mail address is asked for by itself. */
int
asana_user(struct asana *asana, const char *workspace, const char *who, const char **gid)
{
    struct pool *pool = asana->pool;
    const char *place = percent_encode(pool, workspace);
    struct asana_list list = {
        .key = pool_printf(pool, "users %s", workspace),
        .of = workspace,
        .path = pool_printf(pool, "/users?workspace=%s&opt_fields=name", place),
        .only = true,
    };

    if (!asana_gid_valid(who) && strchr(who, '@') == NULL)
        return asana_list_find(asana, &list, is_called, who, gid);
    list = (struct asana_list){
        .key = pool_printf(pool, "user %s %s", workspace, name_lower(pool, who)),
        .path = pool_printf(pool, "/users/%s?workspace=%s&opt_fields=name,workspaces.name",
                            percent_encode(pool, who), place),
        .within = workspace,
        .one = true,
    };
    return asana_list_find(asana, &list, is_any, who, gid);
}

int
asana_user_by_mail(struct asana *asana, const char *mail, const char **gid)
{
    struct json_want want = { .pointer = "/data/gid" };
    const char *path =
        pool_printf(asana->pool, "/users/%s?opt_fields=name", percent_encode(asana->pool, mail));
    int rc = asana_get(asana, path, &want, 1);

    if (rc == 0 && json_string(&want) == NULL)
        return FAIL_NOT_FOUND;
    if (rc == 0)
        *gid = json_string(&want);
    return rc;
}

int
asana_name_forget(struct asana *asana, const char *gid)
{
    return asana_list_forget(asana, gid);
}

int
asana_names_forget(struct asana *asana)
{
    return state_prune(asana->store, STATE_ASANA_NAME, INT64_MAX);
}
