/* project_hook.c - rows here, hooks there, and what ties them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "work/project_hook.h"

/* Is this the address whose last part hashes to the row's key? */
static int
is_of(struct asana *asana, const struct asana_hook *there, const struct asana_hook_row *hook,
      bool *found)
{
    const char *slash = there->target == NULL ? NULL : strrchr(there->target, '/');
    struct asana_hook_row owner;
    int rc = FAIL_NOT_FOUND;

    if (slash != NULL)
        rc = asana_hook_find(asana->store, slash + 1, asana->pool, &owner);
    *found = rc == 0 && strcmp(owner.key, hook->key) == 0;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
search_page(struct asana *asana, struct asana_hook_row *hook, const struct asana_hook *hooks,
            size_t count)
{
    bool found = false;
    int rc = 0;

    for (size_t i = 0; rc == 0 && !found && i < count; i++) {
        rc = is_of(asana, &hooks[i], hook, &found);
        if (rc == 0 && found)
            hook->gid = hooks[i].gid;
    }
    return rc;
}

/* Leaves the gid NULL when there is none. */
static int
search(struct asana *asana, struct asana_hook_row *hook)
{
    struct asana_pages pages = { 0 };
    struct asana_hook *hooks = NULL;
    size_t count = 0;
    int rc;

    asana_hooks_of(asana, hook->workspace, hook->project, &pages);
    do {
        rc = asana_hooks_next(asana, &pages, &hooks, &count);
        if (rc == 1) {
            int trouble = search_page(asana, hook, hooks, count);

            rc = trouble != 0 ? trouble : rc;
        }
    } while (rc == 1 && hook->gid == NULL);
    if (rc >= 0 && hook->gid != NULL)
        return asana_hook_keep(asana->store, hook->key, hook->gid, clock_ms());
    return rc == 1 || rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* Between the handshake and Asana's answer, too, whoever makes it has not noted its gid yet. */
static bool
is_being_made(const struct asana_hook_row *hook)
{
    return hook->gid == NULL && llabs(clock_ms() - hook->opened_ms) < ASANA_HOOK_OPEN_MS;
}

int
project_hook_look(struct asana *asana, struct asana_hook_row *hook, enum project_hook_state *state,
                  struct asana_hook *there)
{
    int rc = 0;

    *there = (struct asana_hook){ 0 };
    *state = PROJECT_HOOK_WAITS;
    if (is_being_made(hook))
        return 0;
    *state = PROJECT_HOOK_GONE;
    if (hook->gid == NULL)
        rc = search(asana, hook);
    if (rc != 0 || hook->gid == NULL)
        return rc;
    rc = asana_hook_get(asana, hook->gid, there);
    if (rc == 0)
        *state = there->active ? PROJECT_HOOK_ACTIVE : PROJECT_HOOK_INACTIVE;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* It was made, though the answer that says so did not come, or can't be read. */
static int
rescue(struct asana *asana, struct asana_hook_row *hook, int failure)
{
    int rc = 0;

    if (failure != FAIL_REFUSED)
        rc = search(asana, hook);
    return rc == 0 && hook->gid != NULL ? 0 : failure;
}

/* Whoever has shaken hands gets what Asana sends. */
static int
check_made(struct asana *asana, struct asana_hook_row *hook)
{
    const char *gid = hook->gid;
    int rc = asana_hook_read(asana->store, hook->key, asana->pool, hook);

    hook->gid = gid;
    if (rc != 0 || hook->secret != NULL)
        return rc;
    rc = asana_hook_delete(asana, gid);
    return rc != 0
               ? rc
               : fail(FAIL_REFUSED,
                      "Asana: a program that does not share our database has shaken hands at %s",
                      hook->url);
}

static int
create(struct asana *asana, struct asana_hook_row *hook, const char *token, bool *shaken)
{
    const char *target = pool_printf(asana->pool, "%s/%s", hook->url, token);
    struct asana_hook_row now = { 0 };
    struct asana_hook there;
    int rc = asana_hook_create(asana, hook->project, target, &there);

    if (rc == 0)
        hook->gid = there.gid;
    else if (asana_hook_read(asana->store, hook->key, asana->pool, &now) == 0)
        *shaken = now.secret != NULL;
    if (rc != 0 && *shaken)
        rc = rescue(asana, hook, rc);
    if (rc == 0)
        rc = check_made(asana, hook);
    if (rc == 0)
        rc = asana_hook_keep(asana->store, hook->key, hook->gid, clock_ms());
    return rc;
}

int
project_hook_make(struct asana *asana, struct asana_hook_row *hook, bool *shaken)
{
    int64_t now_ms = clock_ms(), heard_ms = hook->heard_ms;
    const char *token = NULL;
    int rc = asana_hook_open(asana->store, asana->pool, hook, now_ms, &token);

    *shaken = false;
    if (rc != 0)
        return rc;
    if (heard_ms > 0)
        rc = asana_hook_heard(asana->store, hook->key, heard_ms, now_ms);
    if (rc == 0)
        rc = create(asana, hook, token, shaken);
    if (rc != 0 && asana_hook_drop(asana->store, hook->key) != 0)
        return FAIL_STORE;
    return rc;
}

int
project_hook_remove(struct asana *asana, struct asana_hook_row *hook, const char **refused)
{
    int rc = 0;

    *refused = NULL;
    if (hook->gid == NULL)
        rc = search(asana, hook);
    if (rc == 0 && hook->gid != NULL)
        rc = asana_hook_delete(asana, hook->gid);
    if (rc == FAIL_REFUSED) {
        *refused = pool_string(asana->pool, fail_detail());
        rc = 0;
    }
    return rc == 0 ? asana_hook_drop(asana->store, hook->key) : rc;
}

int64_t
project_hook_heard(const struct asana_hook_row *rows, size_t count)
{
    int64_t least = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t heard_ms = rows[i].heard_ms > 0 ? rows[i].heard_ms : rows[i].opened_ms;

        least = i == 0 || heard_ms < least ? heard_ms : least;
    }
    return least;
}

static int
by_project(const void *one, const void *other)
{
    const struct asana_hook_row *a = one, *b = other;
    int order = strcmp(a->project, b->project);

    if (order == 0 && a->opened_ms != b->opened_ms)
        return a->opened_ms > b->opened_ms ? -1 : 1;
    return order;
}

int
project_hook_rows(struct store *store, struct pool *pool, const char *project,
                  struct asana_hook_row **hooks, size_t *count)
{
    size_t all = 0;
    int rc = asana_hook_list(store, pool, hooks, &all);

    *count = 0;
    for (size_t i = 0; rc == 0 && i < all; i++) {
        if (project == NULL || strcmp((*hooks)[i].project, project) == 0)
            (*hooks)[(*count)++] = (*hooks)[i];
    }
    if (rc == 0 && *count > 1)
        qsort(*hooks, *count, sizeof **hooks, by_project);
    return rc;
}
