/* doctor_asana.c - does Asana know us, and is there what the rules name? */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "cli/doctor.h"
#include "wire/asana_names.h"
#include "work/task_place.h"

/* A limit passes. */
static void
say_trouble(struct doctor *doctor, int rc, const char *what)
{
    doctor_say(doctor, rc == FAIL_BUSY ? FINDING_WARNING : FINDING_FAILURE, "asana", "%s%s%s", what,
               what[0] != '\0' ? ": " : "", fail_detail());
}

static bool
check_me(struct doctor *doctor, struct asana *asana)
{
    struct asana_me me = { 0 };
    int rc = asana_me(asana, &me);

    if (rc != 0) {
        say_trouble(doctor, rc, "");
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
        say_trouble(doctor, rc, name);
}

static void
check_place(struct doctor *doctor, struct asana *asana, const struct rule *rule,
            const char *workspace, const char *project, const char *repository)
{
    const char *about = repository == NULL
                            ? rule->name
                            : pool_printf(asana->pool, "%s: %s", rule->name, repository);
    struct task_place place = { 0 };
    int rc = task_place_find(asana, workspace, project, repository, &place);

    if (rc == 0)
        doctor_say(doctor, FINDING_OK, "asana", "%s: workspace and project are there", about);
    else if (rc == FAIL_NOT_FOUND)
        doctor_say(doctor, FINDING_FAILURE, "asana",
                   "%s: %s: make it, or name another one in %s:%d", about, place.missing,
                   rule->file, rule->line);
    else
        say_trouble(doctor, rc, about);
}

/* A pattern may mean repositories without tasks. */
static void
check_tasks(struct doctor *doctor, struct asana *asana, const struct rule *rule)
{
    for (size_t i = 0; i < rule->repositories.count; i++) {
        if (repository_valid(rule->repositories.items[i]))
            check_place(doctor, asana, rule, rule->tasks->workspace, rule->tasks->project,
                        rule->repositories.items[i]);
    }
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
    if (!check_me(doctor, &asana))
        return;
    check_workspace(doctor, &asana);
    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind == RULE_TASKS)
            check_tasks(doctor, &asana, rule);
        if (rule->kind == RULE_FEED)
            check_place(doctor, &asana, rule, rule->feed->workspace, rule->feed->project, NULL);
    }
}
