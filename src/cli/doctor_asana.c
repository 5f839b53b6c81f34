/* doctor_asana.c - does Asana know us, and is there what the rules name? */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "cli/doctor.h"
#include "store/asana_hooks.h"
#include "wire/asana_names.h"
#include "work/task_place.h"

/* Where a rule wants tasks to be. */
struct wanted {
    const char *workspace, *project; /* names or gids; NULL: by the repository's name */
    const char *repository;          /* or a pattern; NULL: of a feed */
    const char *about;               /* for people */
};

static bool
check_me(struct doctor *doctor, struct asana *asana)
{
    struct asana_me me = { 0 };
    int rc = asana_me(asana, &me);

    if (rc != 0) {
        doctor_trouble(doctor, "asana", rc, "");
        return false;
    }
    doctor_say(doctor, FINDING_OK, "asana", "%s answers, and knows us as %s (%s), by %s",
               asana->api->api_url, me.name, me.email != NULL ? me.email : me.gid,
               asana_api_oauth(asana->api) ? "the login of the OAuth app"
                                           : "a personal access token");
    if (me.workspace_count == 0)
        doctor_say(doctor, FINDING_WARNING, "asana",
                   "this user is in no workspace, or the app is let into none of them (developer "
                   "console, Manage distribution)");
    return true;
}

static void
check_workspace(struct doctor *doctor, struct asana *asana)
{
    const char *name = asana->api->workspace, *gid = NULL;
    int rc;

    if (name == NULL)
        return;
    rc = asana_workspace(asana, name, &gid);
    if (rc == 0)
        doctor_say(doctor, FINDING_OK, "asana", "the workspace \"%s\" is there", name);
    else if (rc == FAIL_NOT_FOUND)
        doctor_say(doctor, FINDING_FAILURE, "asana",
                   "Asana shows us no workspace \"%s\": correct its name in asana { }, let the "
                   "user join it, or let the app in (developer console, Manage distribution)",
                   name);
    else
        doctor_trouble(doctor, "asana", rc, name);
}

/* False: it is not there, which has been said. */
static bool
check_place(struct doctor *doctor, struct asana *asana, const struct rule *rule,
            const struct wanted *wanted, const char **project)
{
    struct task_place place = { 0 };
    int rc = task_place_find(asana, wanted->workspace, wanted->project, wanted->repository, &place);

    *project = place.project;
    if (rc == 0)
        doctor_say(doctor, FINDING_OK, "asana", "%s: workspace and project are there",
                   wanted->about);
    else if (rc == FAIL_NOT_FOUND)
        doctor_say(doctor, FINDING_FAILURE, "asana",
                   "%s: %s: make it, or name another one in %s:%d", wanted->about, place.missing,
                   rule->file, rule->line);
    else
        doctor_trouble(doctor, "asana", rc, wanted->about);
    return rc == 0;
}

/* Of a pattern the workspace may be all that is known. */
static bool
check_workspace_of(struct doctor *doctor, struct asana *asana, const struct rule *rule,
                   const struct wanted *wanted)
{
    const char *gid = NULL;
    int rc = asana_workspace(asana, wanted->workspace, &gid);

    if (rc == 0)
        doctor_say(doctor, FINDING_OK, "asana", "%s: the workspace is there", wanted->about);
    else if (rc == FAIL_NOT_FOUND)
        doctor_say(doctor, FINDING_FAILURE, "asana",
                   "%s: Asana shows us no workspace \"%s\": make it, or name another one in %s:%d",
                   wanted->about, wanted->workspace, rule->file, rule->line);
    else
        doctor_trouble(doctor, "asana", rc, wanted->about);
    return rc == 0;
}

/*
 * Without a hook nothing that is done in Asana comes back, and nobody would say so.  project: NULL
 * where a pattern leaves it open; then any hook will do.
 */
static void
check_hook(struct doctor *doctor, const struct asana *asana, const struct rule *rule,
           const char *about, const char *project)
{
    struct asana_hook_row *hooks = NULL;
    size_t count = 0;

    if (!rule->tasks->both_ways || asana_hook_list(asana->store, asana->pool, &hooks, &count) != 0)
        return;
    for (size_t i = 0; i < count; i++) {
        if (hooks[i].secret != NULL && (project == NULL || strcmp(hooks[i].project, project) == 0))
            return;
    }
    doctor_say(
        doctor, FINDING_WARNING, "asana",
        "%s: both_ways is set, but Asana does not tell us of these tasks: run \"hooklet asana "
        "connect\"",
        about);
}

/* The names that a pattern leaves no doubt about; the workspace of asana { } was looked at. */
static void
check_pattern(struct doctor *doctor, struct asana *asana, const struct rule *rule,
              struct wanted *wanted)
{
    const char *owner =
        pool_copy(asana->pool, wanted->repository, strcspn(wanted->repository, "/"));
    const char *project = NULL;
    bool there = true;

    if (wanted->workspace == NULL && asana->api->workspace == NULL && login_valid(owner))
        wanted->workspace = owner;
    if (wanted->project != NULL && (wanted->workspace != NULL || asana->api->workspace != NULL))
        there = check_place(doctor, asana, rule, wanted, &project);
    else if (wanted->workspace != NULL)
        there = check_workspace_of(doctor, asana, rule, wanted);
    if (there)
        check_hook(doctor, asana, rule, wanted->about, project);
}

static void
check_tasks(struct doctor *doctor, struct asana *asana, const struct rule *rule)
{
    for (size_t i = 0; i < rule->repositories.count; i++) {
        const char *repository = rule->repositories.items[i], *project = NULL;
        struct wanted wanted = { rule->tasks->workspace, rule->tasks->project, repository,
                                 pool_printf(asana->pool, "%s: %s", rule->name, repository) };

        if (!repository_valid(repository))
            check_pattern(doctor, asana, rule, &wanted);
        else if (check_place(doctor, asana, rule, &wanted, &project))
            check_hook(doctor, asana, rule, wanted.about, project);
    }
}

static void
check_feed(struct doctor *doctor, struct asana *asana, const struct rule *rule)
{
    const struct wanted wanted = { rule->feed->workspace, rule->feed->project, NULL, rule->name };
    const char *project = NULL;

    (void)check_place(doctor, asana, rule, &wanted, &project);
}

void
doctor_asana(struct doctor *doctor)
{
    const struct settings *settings = doctor->cli->settings;
    struct asana asana = { .api = &settings->asana_api, .pool = doctor->cli->pool };
    const struct key_source *source =
        asana_api_oauth(asana.api) ? &asana.api->client_secret : &asana.api->token;

    if (!asana_api_configured(asana.api) || !doctor_key(doctor, "asana", source, NULL))
        return;
    if (cli_store(doctor->cli) != 0)
        return; /* said by doctor_state() */
    asana.store = doctor->cli->store;
    doctor->asana = check_me(doctor, &asana);
    if (!doctor->asana)
        return;
    check_workspace(doctor, &asana);
    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind == RULE_TASKS)
            check_tasks(doctor, &asana, rule);
        if (rule->kind == RULE_FEED)
            check_feed(doctor, &asana, rule);
    }
}
