/* manifest.c - from rules to permissions and events, by two tables. */
#include "config.h"

#include <string.h>

#include "port/json.h"
#include "port/settings_deploys.h"
#include "work/manifest.h"
#include "work/manifest_table.h"

/* A manifest in the making: one place for each row of the tables. */
struct planning {
    struct pool *pool;
    struct manifest_need needs[MANIFEST_PERMISSIONS]; /* permission NULL: not needed */
    bool events[MANIFEST_EVENTS];
    const char **gaps;
    size_t gap_count;
};

/* What takes commands in comments; the first is also what opens a pull request or merges it. */
static const char *const talk[] = {
    "pull_request",        "issues",
    "issue_comment",       "commit_comment",
    "pull_request_review", "pull_request_review_comment",
};

static void
need(struct planning *planning, const char *permission, bool write, const char *why)
{
    struct manifest_need *one;
    size_t i = 0;

    while (strcmp(manifest_permissions[i].name, permission) != 0)
        i++;
    one = &planning->needs[i];
    one->permission = permission;
    one->title = manifest_permissions[i].title;
    one->write = one->write || write;
    if (one->why == NULL)
        one->why = why;
    else if (strstr(one->why, why) == NULL)
        one->why = pool_printf(planning->pool, "%s; %s", one->why, why);
}

static void
hear(struct planning *planning, const char *event, const char *why)
{
    size_t i = 0;

    while (i < MANIFEST_EVENTS && strcmp(manifest_events[i].name, event) != 0)
        i++;
    if (i == MANIFEST_EVENTS) {
        planning->gaps[planning->gap_count++] = pool_printf(
            planning->pool,
            "%s %s: a manifest can't ask for this event; choose it in the App's settings at "
            "GitHub, or let a webhook of the repository or organization send it",
            event, why);
    } else if (manifest_events[i].permission != NULL) {
        planning->events[i] = true;
        need(planning, manifest_events[i].permission, false, why);
    }
}

static void
plan_deploy(struct planning *planning, const struct rule *rule)
{
    need(planning, "contents", false, "to fetch what is deployed");
    if ((rule->on & RULE_ON_PUSH) != 0)
        hear(planning, "push", "to hear of pushes");
    if ((rule->on & RULE_ON_MERGE) != 0)
        hear(planning, "pull_request", "to hear of merges");
}

/* A rule for any event makes no App that may read everything. */
static void
plan_any(struct planning *planning, const struct rule *rule)
{
    const char *permission;

    for (size_t i = 0; i < MANIFEST_EVENTS; i++) {
        permission = manifest_events[i].permission;
        for (size_t k = 0; permission != NULL && k < MANIFEST_PERMISSIONS; k++) {
            if (planning->needs[k].permission != NULL &&
                strcmp(planning->needs[k].permission, permission) == 0)
                planning->events[i] = true;
        }
    }
    planning->gaps[planning->gap_count++] = pool_printf(
        planning->pool,
        "rule \"%s\" takes any event: the App is told of those that it needs no further "
        "permission for; add others in its settings at GitHub",
        rule->name);
}

static void
plan_run(struct planning *planning, const struct rule *rule)
{
    const char *why = pool_printf(planning->pool, "for rule \"%s\"", rule->name);

    for (size_t i = 0; i < rule->events.count; i++) {
        if (strcmp(rule->events.items[i], "*") != 0)
            hear(planning, rule->events.items[i], why);
    }
}

static void
plan_talk(struct planning *planning)
{
    static const char why[] = "to read commands in comments, and to answer them";

    for (size_t i = 0; i < sizeof talk / sizeof *talk; i++)
        hear(planning, talk[i], why);
    need(planning, "issues", true, why);
    need(planning, "pull_requests", true, why);
    need(planning, "contents", false, why);
}

static void
plan_invite(struct planning *planning, const struct rule *rule)
{
    const char *why =
        pool_printf(planning->pool, "to invite people to %s", rule->invite->organization);

    need(planning, "members", true, why);
    need(planning, "pull_requests", true, "to write to those who are invited");
    hear(planning, "pull_request", "to hear of merges");
    hear(planning, "organization", "to hear who has joined");
    if (rule->invite->welcome != NULL)
        need(planning, "issues", true, "to welcome those who have joined");
}

static void
plan_tasks(struct planning *planning, const struct rule *rule)
{
    hear(planning, "issues", "to make tasks of issues");
    hear(planning, "pull_request", "to make tasks of pull requests");
    if (rule->tasks->both_ways)
        need(planning, "issues", true, "to close, reopen and assign issues as their tasks are");
}

/*
 * Collaborators come by REST, for which metadata is enough: by GraphQL it would take the right to
 * administrate.
 */
static void
plan_deployments(struct planning *planning)
{
    static const char checks[] = "to see whether a commit may be deployed yet";
    static const char notices[] = "to tell what happens to pull requests, issues and releases";

    need(planning, "contents", false, "to find branches, tags and commits");
    need(planning, "deployments", true, "to make deployments, and say how they go");
    need(planning, "checks", false, checks);
    need(planning, "statuses", false, checks);
    need(planning, "pull_requests", true, "to write where a pull request was deployed");
    need(planning, "issues", true, "to write where a linked issue went live");
    hear(planning, "push", "to deploy branches and tags");
    hear(planning, "pull_request", "to deploy pull requests");
    hear(planning, "deployment", "to build what is to be deployed");
    hear(planning, "deployment_status", "to hear how it goes");
    hear(planning, "status", checks);
    hear(planning, "check_suite", checks);
    hear(planning, "pull_request_review", notices);
    hear(planning, "issues", notices);
    hear(planning, "release", notices);
}

/* Deliveries of the App itself are its own; those of other webhooks belong to who has them. */
static void
plan_recover(struct planning *planning, const char *whose)
{
    static const char why[] = "to find deliveries that were missed, and have them sent again";

    if (strchr(whose, '/') != NULL)
        need(planning, "repository_hooks", true, why);
    else if (strcmp(whose, "app") != 0)
        need(planning, "organization_hooks", true, why);
}

static void
plan_rule(struct planning *planning, const struct rule *rule)
{
    if (!rule_hears(rule, RULE_GITHUB))
        return;
    switch (rule->kind) {
    case RULE_DEPLOY:
        plan_deploy(planning, rule);
        break;
    case RULE_RUN:
    case RULE_FORWARD:
        plan_run(planning, rule);
        break;
    case RULE_COMMAND:
        plan_talk(planning);
        if (rule->who == RULE_WHO_MEMBER)
            need(planning, "members", false, "to tell who is a member");
        break;
    case RULE_INVITE:
        plan_invite(planning, rule);
        break;
    case RULE_TASKS:
        plan_tasks(planning, rule);
        break;
    case RULE_DEPLOYMENT: /* with all else that deployments need */
    case RULE_FEED:       /* nothing of GitHub's */
    case RULE_CI:
    case RULE_RECEIVER:
        break;
    }
}

static bool
takes_any(const struct rule *rule)
{
    for (size_t i = 0; rule_hears(rule, RULE_GITHUB) && i < rule->events.count; i++) {
        if (strcmp(rule->events.items[i], "*") == 0)
            return true;
    }
    return false;
}

static void
plan_all(struct planning *planning, const struct settings *settings)
{
    const struct github_api *api = &settings->github_api;

    need(planning, "metadata", false, "as every App has to");
    if (api->commands != 0)
        plan_talk(planning);
    if (settings_deploys(settings))
        plan_deployments(planning);
    for (size_t i = 0; i < api->recover.count; i++)
        plan_recover(planning, api->recover.items[i]);
    for (size_t i = 0; i < settings->rule_count; i++)
        plan_rule(planning, &settings->rules[i]);
    for (size_t i = 0; i < settings->rule_count; i++) {
        if (takes_any(&settings->rules[i]))
            plan_any(planning, &settings->rules[i]);
    }
}

/* Each event of a rule is one gap at most, and each rule for any event one more. */
static size_t
gaps_most(const struct settings *settings)
{
    size_t most = 0;

    for (size_t i = 0; i < settings->rule_count; i++)
        most += settings->rules[i].events.count;
    return most;
}

void
manifest_plan(const struct settings *settings, struct pool *pool, struct manifest *manifest)
{
    struct planning *planning = pool_alloc(pool, sizeof *planning);
    const char **events = pool_array(pool, MANIFEST_EVENTS, sizeof *events);

    planning->pool = pool;
    planning->gaps = pool_array(pool, gaps_most(settings) + 1, sizeof *planning->gaps);
    plan_all(planning, settings);
    *manifest = (struct manifest){ .needs = planning->needs,
                                   .events.items = events,
                                   .gaps = { planning->gaps, planning->gap_count } };
    for (size_t i = 0; i < MANIFEST_PERMISSIONS; i++) {
        if (planning->needs[i].permission != NULL)
            manifest->needs[manifest->need_count++] = planning->needs[i];
    }
    for (size_t i = 0; i < MANIFEST_EVENTS; i++) {
        if (planning->events[i])
            events[manifest->events.count++] = manifest_events[i].name;
    }
}
