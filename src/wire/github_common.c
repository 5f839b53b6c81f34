/* github_common.c - who, where and what: the members that GitHub's events share. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "wire/github_common.h"
#include "wire/github_field.h"
#include "wire/github_shape.h"
#include "wire/payload.h"

static const char *const pointers[GITHUB_SUBJECT] = {
    [GITHUB_PUSHED] = PAYLOAD_PUSHED,
    [GITHUB_ACTION] = "/action",
    [GITHUB_REPOSITORY] = "/repository/full_name",
    [GITHUB_DEFAULT_BRANCH] = "/repository/default_branch",
    [GITHUB_FORK] = "/repository/fork",
    [GITHUB_OWNER_TYPE] = "/repository/owner/type",
    [GITHUB_SENDER] = "/sender/login",
    [GITHUB_SENDER_TYPE] = "/sender/type",
    [GITHUB_ORGANIZATION] = "/organization/login",
    [GITHUB_INSTALLATION] = "/installation/id",
};

static bool
says(const struct json_want *want, const char *text)
{
    const char *value = json_string(want);

    return value != NULL && strcmp(value, text) == 0;
}

/*
 * Out of the name for which the delivery's secret is good, and not out of another member, which
 * somebody who knows the secret of one repository alone could make say anything.
 */
static const char *
owner_of(const char *repository, struct pool *pool)
{
    return repository == NULL ? NULL : pool_copy(pool, repository, strcspn(repository, "/"));
}

/* What we can do without, and so never refuse. */
static void
read_optional(const struct json_want *wants, struct github_event *event)
{
    int64_t installation = json_integer(&wants[GITHUB_INSTALLATION], 0);

    event->default_branch = github_name_or_null(&wants[GITHUB_DEFAULT_BRANCH]);
    event->fork = json_true(&wants[GITHUB_FORK]);
    event->owner_is_organization = says(&wants[GITHUB_OWNER_TYPE], "Organization");
    event->sender_bot = github_bot(event->sender, json_string(&wants[GITHUB_SENDER_TYPE]));
    event->organization = github_name_or_null(&wants[GITHUB_ORGANIZATION]);
    event->installation = installation > 0 ? installation : 0;
    event->subject = github_commit_or_null(&wants[GITHUB_SUBJECT]);
    event->pushed_s = payload_pushed_read(&wants[GITHUB_PUSHED]);
}

int
github_common_read(const struct delivery *delivery, struct pool *pool, struct json_want *wants,
                   size_t count, struct github_event *event)
{
    const char *kind = event->kind;
    int rc;

    for (size_t i = 0; i < GITHUB_SUBJECT; i++)
        wants[i].pointer = pointers[i];
    wants[GITHUB_SUBJECT].pointer = github_shape_subject(kind);

    rc = github_shape_scan(delivery, pool, kind, wants, count);
    if (rc == 0)
        rc = github_read_action(&wants[GITHUB_ACTION], kind, &event->action);
    if (rc == 0)
        rc = github_read_repository(&wants[GITHUB_REPOSITORY], kind, &event->repository);
    if (rc == 0)
        rc = github_read_login(&wants[GITHUB_SENDER], kind, &event->sender);
    if (rc != 0)
        return rc;

    read_optional(wants, event);
    event->owner = owner_of(event->repository, pool);
    event->received_ms = delivery->received_ms;

    return 0;
}

int
github_require_repository(const struct github_event *event)
{
    if (event->repository == NULL)
        return fail(FAIL_FIELD, "%s: /repository/full_name is missing", event->kind);

    return 0;
}
