/* github_deploy_event.c - four events; what they have in common is read by github_common.c. */
#include "config.h"

#include "wire/github_common.h"
#include "wire/github_deploy_event.h"
#include "wire/github_field.h"

static int
read_deployment(const struct delivery *delivery, struct pool *pool, struct github_event *event,
                struct github_deployment *deployment)
{
    int rc = github_require_repository(event);

    if (rc == 0)
        rc = github_deployment_read(pool, delivery->document, delivery->document_length,
                                    "/deployment", event->kind, deployment);
    return rc;
}

int
github_deployment_event_decode(const struct delivery *delivery, struct pool *pool,
                               struct github_deployment_event *event)
{
    struct json_want wants[GITHUB_COMMON] = { 0 };
    struct github_deployment_event made = { .event.kind = "deployment" };
    int rc = github_common_read(delivery, pool, wants, GITHUB_COMMON, &made.event);

    if (rc == 0)
        rc = read_deployment(delivery, pool, &made.event, &made.deployment);
    if (rc == 0)
        *event = made;
    return rc;
}

enum deployment_status_field {
    NEW_STATE = GITHUB_COMMON,
    NEW_DESCRIPTION,
    LOG_URL,
    TARGET_URL, /* what log_url was called once, and still is at old Enterprise Servers */
    ENVIRONMENT_URL,
    ENVIRONMENT,
    CREATOR,
    CREATOR_TYPE,
    CREATED,
    DEPLOYMENT_STATUS_FIELDS
};

static int
read_deployment_status(const struct json_want *wants, struct github_deployment_status_event *made)
{
    int rc = github_read_required(&wants[NEW_STATE], made->event.kind, &made->state);

    if (rc != 0)
        return rc;
    made->description = json_string(&wants[NEW_DESCRIPTION]);
    made->log_url = github_printable_or_null(&wants[LOG_URL]);
    if (made->log_url == NULL)
        made->log_url = github_printable_or_null(&wants[TARGET_URL]);
    made->environment_url = github_printable_or_null(&wants[ENVIRONMENT_URL]);
    made->environment = github_name_or_null(&wants[ENVIRONMENT]);
    if (made->environment == NULL)
        made->environment = made->deployment.environment;
    made->creator = github_name_or_null(&wants[CREATOR]);
    made->creator_bot = github_bot(made->creator, json_string(&wants[CREATOR_TYPE]));
    made->created_ms = github_time(&wants[CREATED], made->event.received_ms);
    return 0;
}

int
github_deployment_status_event_decode(const struct delivery *delivery, struct pool *pool,
                                      struct github_deployment_status_event *event)
{
    struct json_want wants[DEPLOYMENT_STATUS_FIELDS] = {
        [NEW_STATE].pointer = "/deployment_status/state",
        [NEW_DESCRIPTION].pointer = "/deployment_status/description",
        [LOG_URL].pointer = "/deployment_status/log_url",
        [TARGET_URL].pointer = "/deployment_status/target_url",
        [ENVIRONMENT_URL].pointer = "/deployment_status/environment_url",
        [ENVIRONMENT].pointer = "/deployment_status/environment",
        [CREATOR].pointer = "/deployment_status/creator/login",
        [CREATOR_TYPE].pointer = "/deployment_status/creator/type",
        [CREATED].pointer = "/deployment_status/created_at",
    };
    struct github_deployment_status_event made = { .event.kind = "deployment_status" };
    int rc = github_common_read(delivery, pool, wants, DEPLOYMENT_STATUS_FIELDS, &made.event);

    if (rc == 0)
        rc = read_deployment(delivery, pool, &made.event, &made.deployment);
    if (rc == 0)
        rc = read_deployment_status(wants, &made);
    if (rc == 0)
        *event = made;
    return rc;
}

enum status_field {
    SHA = GITHUB_COMMON,
    CONTEXT,
    STATE,
    DESCRIPTION,
    STATUS_URL,
    BRANCHES,
    STATUS_UPDATED,
    STATUS_FIELDS
};

static int
read_status(struct pool *pool, const struct json_want *wants, struct github_status_event *made)
{
    const char *kind = made->event.kind;
    int rc = github_require_repository(&made->event);

    if (rc == 0)
        rc = github_read_required(&wants[SHA], kind, &made->sha);
    if (rc == 0)
        rc = github_read_commit(&wants[SHA], kind, &made->sha);
    if (rc == 0)
        rc = github_read_required(&wants[CONTEXT], kind, &made->context);
    if (rc == 0)
        rc = github_read_required(&wants[STATE], kind, &made->state);
    if (rc != 0)
        return rc;
    made->description = json_string(&wants[DESCRIPTION]);
    made->target_url = github_printable_or_null(&wants[STATUS_URL]);
    made->branches = json_strings(pool, &wants[BRANCHES]);
    made->updated_ms = github_time(&wants[STATUS_UPDATED], made->event.received_ms);
    return 0;
}

int
github_status_event_decode(const struct delivery *delivery, struct pool *pool,
                           struct github_status_event *event)
{
    struct json_want wants[STATUS_FIELDS] = {
        [SHA].pointer = "/sha",
        [CONTEXT].pointer = "/context",
        [STATE].pointer = "/state",
        [DESCRIPTION].pointer = "/description",
        [STATUS_URL].pointer = "/target_url",
        [BRANCHES].pointer = "/branches/*/name",
        [STATUS_UPDATED].pointer = "/updated_at",
    };
    struct github_status_event made = { .event.kind = "status" };
    int rc = github_common_read(delivery, pool, wants, STATUS_FIELDS, &made.event);

    if (rc == 0)
        rc = read_status(pool, wants, &made);
    if (rc == 0)
        *event = made;
    return rc;
}

enum check_suite_field {
    HEAD_SHA = GITHUB_COMMON,
    HEAD_BRANCH,
    SUITE_STATUS,
    CONCLUSION,
    APP,
    SUITE_UPDATED,
    CHECK_SUITE_FIELDS
};

static int
read_check_suite(const struct json_want *wants, struct github_check_suite_event *made)
{
    const char *kind = made->event.kind;
    int rc = github_require_repository(&made->event);

    if (rc == 0)
        rc = github_read_required(&wants[HEAD_SHA], kind, &made->sha);
    if (rc == 0)
        rc = github_read_commit(&wants[HEAD_SHA], kind, &made->sha);
    if (rc != 0)
        return rc;
    made->branch = json_string(&wants[HEAD_BRANCH]);
    made->status = github_name_or_null(&wants[SUITE_STATUS]);
    made->conclusion = github_name_or_null(&wants[CONCLUSION]);
    made->app = github_name_or_null(&wants[APP]);
    made->updated_ms = github_time(&wants[SUITE_UPDATED], made->event.received_ms);
    return 0;
}

int
github_check_suite_event_decode(const struct delivery *delivery, struct pool *pool,
                                struct github_check_suite_event *event)
{
    struct json_want wants[CHECK_SUITE_FIELDS] = {
        [HEAD_SHA].pointer = "/check_suite/head_sha",
        [HEAD_BRANCH].pointer = "/check_suite/head_branch",
        [SUITE_STATUS].pointer = "/check_suite/status",
        [CONCLUSION].pointer = "/check_suite/conclusion",
        [APP].pointer = "/check_suite/app/name",
        [SUITE_UPDATED].pointer = "/check_suite/updated_at",
    };
    struct github_check_suite_event made = { .event.kind = "check_suite" };
    int rc = github_common_read(delivery, pool, wants, CHECK_SUITE_FIELDS, &made.event);

    if (rc == 0)
        rc = read_check_suite(wants, &made);
    if (rc == 0)
        *event = made;
    return rc;
}
