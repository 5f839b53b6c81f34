/* github_shape.c - GitHub's events by the members that tell them apart, and the check. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "wire/github_shape.h"

#define HAS_MOST 2
#define LACKS_MOST 3
#define ACTIONS_MOST 2
#define SCAN_MOST 64 /* pointers that one json_scan() takes */

/*
 * `has` are members that such a body always has, `lacks` those that make a similar body one of
 * another event; `actions` are the values of /action where they alone tell.  An event that has
 * nothing of its own (plain) must look like no other event here.
 */
struct shape {
    const char *event;
    const char *has[HAS_MOST];
    const char *lacks[LACKS_MOST];
    const char *actions[ACTIONS_MOST];
    const char *subject; /* the commit that it is about */
    bool plain;          /* nothing of its own */
};

/*
 * Taken from GitHub's OpenAPI description (api.github.com and Enterprise Server 3.14 to 3.19) and
 * the payloads of @octokit/webhooks-examples.  What is told apart with care: create has all of
 * delete and /master_branch; a deployment is also part of deployment_status, workflow_job and
 * deployment_protection_rule; comments exist on issues, commits, reviews and discussions; labels
 * and milestones come with the issue that they are put on; membership has all of member and team.
 */
static const struct shape shapes[] = {
    { .event = "branch_protection_configuration",
      .has = { "/action", "/repository" },
      .actions = { "enabled", "disabled" } },
    { .event = "branch_protection_rule", .has = { "/rule" } },
    { .event = "cache_sync", .has = { "/cache_location" } },
    { .event = "check_run",
      .has = { "/check_run" },
      .lacks = { "/deployment_status" },
      .subject = "/check_run/head_sha" },
    { .event = "check_suite", .has = { "/check_suite" }, .subject = "/check_suite/head_sha" },
    { .event = "code_scanning_alert",
      .has = { "/alert", "/commit_oid" },
      .subject = "/commit_oid" },
    { .event = "commit_comment",
      .has = { "/comment/commit_id" },
      .lacks = { "/pull_request" },
      .subject = "/comment/commit_id" },
    { .event = "create", .has = { "/ref_type", "/master_branch" } },
    { .event = "custom_property", .has = { "/definition" } },
    { .event = "custom_property_values", .has = { "/new_property_values" } },
    { .event = "delete", .has = { "/ref_type" }, .lacks = { "/master_branch" } },
    { .event = "dependabot_alert", .has = { "/alert/dependency" } },
    { .event = "deploy_key", .has = { "/key" } },
    { .event = "deployment",
      .has = { "/deployment" },
      .subject = "/deployment/sha",
      .lacks = { "/deployment_status", "/workflow_job", "/deployment_callback_url" } },
    { .event = "deployment_protection_rule",
      .has = { "/deployment_callback_url" },
      .subject = "/deployment/sha" },
    { .event = "deployment_review",
      .has = { "/workflow_run", "/since" },
      .subject = "/workflow_run/head_sha" },
    { .event = "deployment_status", .has = { "/deployment_status" }, .subject = "/deployment/sha" },
    { .event = "discussion", .has = { "/discussion" }, .lacks = { "/comment" } },
    { .event = "discussion_comment", .has = { "/discussion", "/comment" } },
    { .event = "fork", .has = { "/forkee" } },
    { .event = "github_app_authorization", .actions = { "revoked" }, .lacks = { "/repository" } },
    { .event = "gollum", .has = { "/pages" } },
    { .event = "installation",
      .has = { "/installation/app_id" },
      .lacks = { "/repositories_added" } },
    { .event = "installation_repositories", .has = { "/repositories_added" } },
    { .event = "installation_target", .has = { "/target_type" } },
    { .event = "issue_comment", .has = { "/issue", "/comment" } },
    { .event = "issue_dependencies", .has = { "/blocked_issue_id", "/blocking_issue_id" } },
    { .event = "issues", .has = { "/issue" }, .lacks = { "/comment" } },
    { .event = "label",
      .has = { "/label" },
      .lacks = { "/issue", "/pull_request", "/discussion" } },
    { .event = "marketplace_purchase", .has = { "/marketplace_purchase" } },
    { .event = "member", .has = { "/member" }, .lacks = { "/team" } },
    { .event = "membership", .has = { "/member", "/team" } },
    { .event = "merge_group", .has = { "/merge_group" }, .subject = "/merge_group/head_sha" },
    { .event = "meta", .has = { "/hook_id" }, .lacks = { "/zen" } },
    { .event = "milestone", .has = { "/milestone" }, .lacks = { "/issue", "/pull_request" } },
    { .event = "org_block", .has = { "/blocked_user" } },
    { .event = "organization",
      .has = { "/action", "/organization" },
      .lacks = { "/repository" },
      .plain = true },
    { .event = "package", .has = { "/package" } },
    { .event = "page_build", .has = { "/build" }, .subject = "/build/commit" },
    { .event = "personal_access_token_request", .has = { "/personal_access_token_request" } },
    { .event = "ping", .has = { "/zen", "/hook_id" } },
    { .event = "project", .has = { "/project" } },
    { .event = "project_card", .has = { "/project_card" } },
    { .event = "project_column", .has = { "/project_column" } },
    { .event = "projects_v2", .has = { "/projects_v2" } },
    { .event = "projects_v2_item", .has = { "/projects_v2_item" } },
    { .event = "projects_v2_status_update", .has = { "/projects_v2_status_update" } },
    { .event = "public", .has = { "/repository" }, .lacks = { "/action" }, .plain = true },
    { .event = "pull_request",
      .has = { "/pull_request", "/number" },
      .subject = "/pull_request/head/sha" },
    { .event = "pull_request_review",
      .has = { "/pull_request", "/review" },
      .subject = "/pull_request/head/sha" },
    { .event = "pull_request_review_comment",
      .has = { "/pull_request", "/comment" },
      .subject = "/pull_request/head/sha" },
    { .event = "pull_request_review_thread",
      .has = { "/pull_request", "/thread" },
      .subject = "/pull_request/head/sha" },
    { .event = "push",
      .has = { "/after", "/ref" },
      .lacks = { "/cache_location" },
      .subject = "/after" },
    { .event = "registry_package", .has = { "/registry_package" } },
    { .event = "release", .has = { "/release" } },
    { .event = "repository", .has = { "/action", "/repository" }, .plain = true },
    { .event = "repository_advisory", .has = { "/repository_advisory" } },
    { .event = "repository_dispatch", .has = { "/client_payload", "/branch" } },
    { .event = "repository_import", .has = { "/status" } },
    { .event = "repository_ruleset", .has = { "/repository_ruleset" } },
    { .event = "repository_vulnerability_alert", .has = { "/alert/affected_package_name" } },
    { .event = "secret_scanning_alert", .has = { "/alert/secret_type" }, .lacks = { "/location" } },
    { .event = "secret_scanning_alert_location", .has = { "/alert", "/location" } },
    { .event = "secret_scanning_scan", .has = { "/completed_at", "/source" } },
    { .event = "security_advisory", .has = { "/security_advisory" } },
    { .event = "security_and_analysis", .has = { "/changes/from" }, .lacks = { "/action" } },
    { .event = "sponsorship", .has = { "/sponsorship" } },
    { .event = "star", .has = { "/starred_at" } },
    { .event = "status", .has = { "/sha", "/context" }, .subject = "/sha" },
    { .event = "sub_issues", .has = { "/sub_issue_id", "/parent_issue_id" } },
    { .event = "team", .has = { "/team", "/action" }, .lacks = { "/member" } },
    { .event = "team_add", .has = { "/team" }, .lacks = { "/action" } },
    { .event = "watch", .has = { "/repository" }, .actions = { "started" } },
    { .event = "workflow_dispatch", .has = { "/inputs", "/workflow" } },
    { .event = "workflow_job", .has = { "/workflow_job" }, .subject = "/workflow_job/head_sha" },
    { .event = "workflow_run",
      .has = { "/workflow_run", "/workflow" },
      .lacks = { "/deployment" },
      .subject = "/workflow_run/head_sha" },
};

static const size_t shape_count = sizeof shapes / sizeof *shapes;

/* What one scan reads: the caller's wants first, then ours, each pointer once. */
struct probe {
    struct json_want *wants;
    size_t count;
};

static const struct shape *
find_shape(const char *event)
{
    for (size_t i = 0; i < shape_count; i++)
        if (strcmp(shapes[i].event, event) == 0)
            return &shapes[i];

    return NULL;
}

static const struct json_want *
probe_find(const struct probe *probe, const char *pointer)
{
    for (size_t i = 0; i < probe->count; i++)
        if (strcmp(probe->wants[i].pointer, pointer) == 0)
            return &probe->wants[i];

    return NULL;
}

static void
probe_add(struct probe *probe, const char *pointer)
{
    if (pointer != NULL && probe_find(probe, pointer) == NULL)
        probe->wants[probe->count++].pointer = pointer;
}

static void
probe_add_shape(struct probe *probe, const struct shape *shape)
{
    for (size_t i = 0; i < HAS_MOST; i++)
        probe_add(probe, shape->has[i]);
    for (size_t i = 0; i < LACKS_MOST; i++)
        probe_add(probe, shape->lacks[i]);
    if (shape->actions[0] != NULL)
        probe_add(probe, "/action");
}

/* One pass, but for plain events: those ask for more than one pass can take. */
static int
probe_scan(const struct probe *probe, const struct delivery *delivery, struct pool *pool)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < probe->count; i += SCAN_MOST) {
        size_t left = probe->count - i;

        rc = json_scan(pool, delivery->document, delivery->document_length, probe->wants + i,
                       left < SCAN_MOST ? left : SCAN_MOST);
    }

    return rc;
}

static bool
present(const struct probe *probe, const char *pointer)
{
    return probe_find(probe, pointer)->first != NULL;
}

static bool
action_fits(const struct probe *probe, const struct shape *shape)
{
    const char *action;

    if (shape->actions[0] == NULL)
        return true;
    action = json_string(probe_find(probe, "/action"));
    for (size_t i = 0; action != NULL && i < ACTIONS_MOST; i++)
        if (shape->actions[i] != NULL && strcmp(shape->actions[i], action) == 0)
            return true;

    return false;
}

/* Sets `trouble` to the member that says no. */
static bool
looks_like(const struct probe *probe, const struct shape *shape, const char **trouble)
{
    for (size_t i = 0; i < HAS_MOST; i++) {
        *trouble = shape->has[i];
        if (*trouble != NULL && !present(probe, *trouble))
            return false;
    }
    for (size_t i = 0; i < LACKS_MOST; i++) {
        *trouble = shape->lacks[i];
        if (*trouble != NULL && present(probe, *trouble))
            return false;
    }

    *trouble = "/action";
    return action_fits(probe, shape);
}

static int
check(const struct probe *probe, const struct shape *shape)
{
    const char *trouble = NULL;

    if (!looks_like(probe, shape, &trouble))
        return fail(FAIL_FIELD, "%s: %s is %s: the body is of another event", shape->event, trouble,
                    present(probe, trouble) ? "not expected" : "missing");
    if (!shape->plain)
        return 0;
    for (size_t i = 0; i < shape_count; i++)
        if (!shapes[i].plain && looks_like(probe, &shapes[i], &trouble))
            return fail(FAIL_FIELD, "%s: the body is of event %s", shape->event, shapes[i].event);

    return 0;
}

int
github_shape_scan(const struct delivery *delivery, struct pool *pool, const char *event,
                  struct json_want *wants, size_t count)
{
    const struct shape *shape = find_shape(event);
    size_t looked_at = shape != NULL && shape->plain ? shape_count + 1 : 1;
    size_t most = count + looked_at * (HAS_MOST + LACKS_MOST + 1);
    struct probe probe = { pool_array(pool, most, sizeof *wants), count };
    int rc;

    memcpy(probe.wants, wants, count * sizeof *wants);
    if (shape != NULL)
        probe_add_shape(&probe, shape);
    for (size_t i = 0; shape != NULL && shape->plain && i < shape_count; i++)
        probe_add_shape(&probe, &shapes[i]);

    rc = probe_scan(&probe, delivery, pool);
    if (rc == 0 && shape != NULL)
        rc = check(&probe, shape);
    if (rc == 0)
        memcpy(wants, probe.wants, count * sizeof *wants);

    return rc;
}

const char *
github_shape_subject(const char *event)
{
    const struct shape *shape = find_shape(event);

    return shape == NULL || shape->subject == NULL ? GITHUB_NOTHING : shape->subject;
}

bool
github_event_known(const char *event)
{
    return find_shape(event) != NULL;
}

struct strings
github_event_names(struct pool *pool)
{
    const char **names = pool_array(pool, shape_count, sizeof *names);

    for (size_t i = 0; i < shape_count; i++)
        names[i] = shapes[i].event;

    return (struct strings){ names, shape_count };
}
