/* sync_list.c - GitHub's repositories, as far as a tasks rule names them, and where they go. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "cli/sync.h"
#include "store/installations.h"
#include "store/state.h"
#include "wire/asana_names.h"
#include "wire/github_open.h"
#include "wire/github_repositories.h"

/* Names that somebody has written down, or GitHub has told: what a mistyped one may be meant for. */
static struct strings
known_names(struct sync *sync)
{
    const struct settings *settings = sync->cli->settings;
    struct pool *pool = sync->cli->pool;
    struct state_row *rows = NULL;
    size_t row_count = 0, room, count = 0;
    const char **names;

    if (state_list(sync->app.store, INSTALLATION_OF_REPOSITORY, pool, &rows, &row_count) != 0)
        row_count = 0;
    room = row_count;
    for (size_t i = 0; i < settings->rule_count; i++)
        room += settings->rules[i].repositories.count;
    names = pool_array(pool, room + 1, sizeof *names);
    for (size_t i = 0; i < row_count; i++)
        names[count++] = rows[i].key;
    for (size_t i = 0; i < settings->rule_count; i++) {
        for (size_t j = 0; j < settings->rules[i].repositories.count; j++)
            names[count++] = settings->rules[i].repositories.items[j];
    }
    return (struct strings){ names, count };
}

/* ", did you mean acme/web?", or "". */
static const char *
near_to(struct sync *sync, const char *name)
{
    const char *near = nearest(known_names(sync), name_lower(sync->cli->pool, name));

    if (near == NULL || strcasecmp(near, name) == 0 || !repository_valid(near))
        return "";
    return pool_printf(sync->cli->pool, "; did you mean %s?", near);
}

/* What would stop every job is found out by one request, and before any is made. */
static int
check(struct sync *sync)
{
    const struct settings *settings = sync->cli->settings;
    struct asana_me me = { 0 };
    int rc;

    if (!settings_has_rule(settings, RULE_TASKS))
        return fail(FAIL_CONFIG,
                    "no rule makes tasks of issues: hooklet.conf has no section "
                    "tasks \"NAME\" { repositories = {\"%s\"} }, see hooklet.conf(5)",
                    sync->one ? sync->backfill.owner
                              : pool_printf(sync->cli->pool, "%s/*", sync->backfill.owner));
    if (sync->one && task_rule(settings, sync->backfill.owner) == NULL)
        return fail(FAIL_CONFIG, "no tasks rule names %s%s", sync->backfill.owner,
                    near_to(sync, sync->backfill.owner));
    rc = github_api_require(&settings->github_api);
    if (rc == 0)
        rc = asana_api_require(&settings->asana_api);
    return rc == 0 ? asana_me(&sync->asana, &me) : rc;
}

/* Of all that the owner has, what a rule names. */
static struct strings
named_by_rules(struct sync *sync, struct strings all)
{
    const char **names = pool_array(sync->cli->pool, all.count + 1, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < all.count; i++) {
        if (task_rule(sync->cli->settings, all.items[i]) != NULL)
            names[count++] = pool_string(sync->cli->pool, all.items[i]);
    }
    return (struct strings){ names, count };
}

static int
list_owner(struct sync *sync)
{
    const char *owner = sync->backfill.owner;
    struct strings all = { 0 };
    int rc = github_open_owner(&sync->github, owner);

    if (rc == 0)
        rc = github_repositories(&sync->github, owner, &all);
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_NOT_FOUND, "GitHub knows no organization or user %s, or hides it from us",
                    owner);
    if (rc != 0)
        return rc;
    sync->names = named_by_rules(sync, all);
    if (sync->names.count > 0)
        return 0;
    return fail(FAIL_CONFIG,
                "no tasks rule names any of the %zu repositories that GitHub shows us "
                "of %s",
                all.count, owner);
}

int
sync_list(struct sync *sync)
{
    int tries = 0;
    int rc = check(sync);

    if (rc != 0)
        return rc;
    if (sync->one) {
        const char **names = pool_array(sync->cli->pool, 1, sizeof *names);

        names[0] = sync->backfill.owner;
        sync->names = (struct strings){ names, 1 };
        return 0;
    }
    do
        rc = list_owner(sync);
    while (rc != 0 && sync_once_more(sync, rc, &tries));
    return rc;
}

static int
find_repository(struct sync *sync, const char *name, struct github_repository *repository)
{
    int tries = 0;
    int rc;

    do {
        rc = github_open(&sync->github, 0, name);
        if (rc == 0)
            rc = github_repository_get(&sync->github, name, repository);
    } while (rc != 0 && sync_once_more(sync, rc, &tries));
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_NOT_FOUND, "GitHub knows no repository %s, or hides it from us%s", name,
                    near_to(sync, name));
    repository->name = pool_string(sync->cli->pool, repository->name);
    return rc;
}

static int
leave_out(struct sync *sync, const char *name, const char *why)
{
    cli_progress("%s", "");
    fprintf(stderr, "hooklet sync: %s is left out: %s\n", name, why);
    sync->said = SYNC_GOES_ON;
    return 1;
}

/* Names are kept for a while; whoever reads what is missing makes it, and says the same again. */
static int
ask_place(struct sync *sync, const struct rule *rule, const char *name, struct task_place *place)
{
    int rc = task_place_of_rule(&sync->asana, rule, name, place);

    if (rc != 0 || place->missing == NULL)
        return rc;
    rc = asana_names_forget(&sync->asana);
    return rc == 0 ? task_place_of_rule(&sync->asana, rule, name, place) : rc;
}

/* One that nobody can do anything about is no reason to leave the others alone. */
static int
find_place(struct sync *sync, const char *name)
{
    const struct rule *rule = task_rule(sync->cli->settings, name);
    struct task_place place = { 0 };
    int tries = 0;
    int rc = 0;

    if (rule == NULL)
        place.missing = "no tasks rule names it";
    else
        do
            rc = ask_place(sync, rule, name, &place);
        while (rc != 0 && sync_once_more(sync, rc, &tries));
    if (rc != 0 || place.missing == NULL)
        return rc;
    if (sync->one)
        return fail(FAIL_CONFIG, "%s: %s", name, place.missing);
    sync->trouble = true;
    return leave_out(sync, name, place.missing);
}

int
sync_open(struct sync *sync, const char *name, struct github_repository *repository)
{
    int rc = find_repository(sync, name, repository);

    if (rc != 0)
        return rc;
    if (repository->archived && !sync->one)
        return leave_out(sync, repository->name, "it is archived");
    return find_place(sync, repository->name);
}
