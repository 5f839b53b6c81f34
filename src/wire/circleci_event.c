/* circleci_event.c - two bodies, one struct. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "base/text.h"
#include "wire/circleci_event.h"
#include "wire/circleci_slug.h"

enum { KIND_MOST = 64, TEXT_MOST = 255, URL_MOST = 2048 /* bytes */ };

/* Of v2; the last four are where a project of the GitHub App tells what is in "vcs" elsewhere. */
enum field {
    HAPPENED,
    SLUG,
    PIPELINE,
    NUMBER,
    WORKFLOW,
    WORKFLOW_NAME,
    WORKFLOW_STATUS,
    WORKFLOW_URL,
    JOB,
    JOB_STATUS,
    REVISION,
    REPOSITORY_URL,
    APP_REVISION,
    APP_REPOSITORY_URL,
    FIELDS
};

enum build_field {
    VCS,
    USER,
    NAME,
    BUILD,
    BUILD_URL,
    BUILD_REVISION,
    OUTCOME,
    STOPPED,
    BUILD_FIELDS
};

bool
circleci_kind_valid(const char *text)
{
    size_t length = text == NULL ? 0 : strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");

    return length > 0 && length <= KIND_MOST && text[length] == '\0';
}

static const char *
uuid_of(const struct json_want *want)
{
    const char *text = json_string(want);

    return uuid_valid(text) ? text : NULL;
}

static const char *
sha_of(const struct json_want *want)
{
    const char *text = json_string(want);

    return sha_valid(text) ? text : NULL;
}

/* Names that people have given: one line of them. */
static const char *
text_of(struct pool *pool, const struct json_want *want)
{
    const char *text = json_string(want);

    if (text == NULL || text[0] == '\0')
        return NULL;
    return utf8_line(pool, text, utf8_cut(text, strnlen(text, TEXT_MOST)));
}

/* It becomes a link for people. */
static const char *
url_of(const struct json_want *want)
{
    const char *text = json_string(want);

    if (!text_is_web(text) || strlen(text) > URL_MOST ||
        text[strcspn(text, " \"<>|\\^`{}")] != '\0' || !text_printable(text))
        return NULL;
    return text;
}

/* "https://github.com/acme/web" or ".../web.git" to "acme/web". */
static const char *
repository_of(struct pool *pool, const struct json_want *want)
{
    const char *url = url_of(want), *name = url == NULL ? NULL : strstr(url, "://");
    size_t length;

    name = name == NULL ? NULL : strchr(name + 3, '/');
    if (name == NULL)
        return NULL;
    name++;
    length = strlen(name);
    if (length > 4 && strcmp(name + length - 4, ".git") == 0)
        name = pool_copy(pool, name, length - 4);
    return repository_valid(name) ? name : NULL;
}

static int64_t
time_of(const struct json_want *want, int64_t received_ms)
{
    int64_t told_ms = json_time(want, received_ms);

    return told_ms < received_ms ? told_ms : received_ms;
}

static int64_t
number_of(const struct json_want *want)
{
    int64_t number = json_integer(want, 0);

    return number > 0 ? number : 0;
}

static int
read_event(const struct delivery *delivery, struct pool *pool, struct circleci_event *event)
{
    struct json_want wants[FIELDS] = {
        [HAPPENED].pointer = "/happened_at",
        [SLUG].pointer = "/project/slug",
        [PIPELINE].pointer = "/pipeline/id",
        [NUMBER].pointer = "/pipeline/number",
        [WORKFLOW].pointer = "/workflow/id",
        [WORKFLOW_NAME].pointer = "/workflow/name",
        [WORKFLOW_STATUS].pointer = "/workflow/status",
        [WORKFLOW_URL].pointer = "/workflow/url",
        [JOB].pointer = "/job/name",
        [JOB_STATUS].pointer = "/job/status",
        [REVISION].pointer = "/pipeline/vcs/revision",
        [REPOSITORY_URL].pointer = "/pipeline/vcs/target_repository_url",
        [APP_REVISION].pointer = "/pipeline/trigger_parameters/git/checkout_sha",
        [APP_REPOSITORY_URL].pointer = "/pipeline/trigger_parameters/git/checkout_url",
    };
    int rc = json_scan(pool, delivery->document, delivery->document_length, wants, FIELDS);

    if (rc != 0)
        return rc;
    *event = (struct circleci_event){
        .slug = circleci_slug(pool, json_string(&wants[SLUG])),
        .revision = text_either(sha_of(&wants[REVISION]), sha_of(&wants[APP_REVISION])),
        .pipeline = uuid_of(&wants[PIPELINE]),
        .number = number_of(&wants[NUMBER]),
        .workflow = uuid_of(&wants[WORKFLOW]),
        .workflow_name = text_of(pool, &wants[WORKFLOW_NAME]),
        .url = url_of(&wants[WORKFLOW_URL]),
        .job = text_of(pool, &wants[JOB]),
        .status = text_of(
            pool, &wants[strcmp(delivery->kind, CIRCLECI_JOB) == 0 ? JOB_STATUS : WORKFLOW_STATUS]),
        .happened_ms = time_of(&wants[HAPPENED], delivery->received_ms),
    };
    event->repository = text_either(circleci_slug_repository(pool, event->slug),
                                    text_either(repository_of(pool, &wants[REPOSITORY_URL]),
                                                repository_of(pool, &wants[APP_REPOSITORY_URL])));
    return 0;
}

/* "https://github.com/acme/web" and the names beside it must say the same. */
static const char *
build_repository(struct pool *pool, const struct json_want *wants)
{
    const char *user = json_string(&wants[USER]), *name = json_string(&wants[NAME]);
    const char *repository = repository_of(pool, &wants[VCS]), *full;

    if (user == NULL || name == NULL)
        return repository;
    full = pool_printf(pool, "%s/%s", user, name);
    return repository_valid(full) && (repository == NULL || match_name(repository, full)) ? full
                                                                                          : NULL;
}

static int
read_build(const struct delivery *delivery, struct pool *pool, struct circleci_event *event)
{
    struct json_want wants[BUILD_FIELDS] = {
        [VCS].pointer = "/payload/vcs_url",
        [USER].pointer = "/payload/username",
        [NAME].pointer = "/payload/reponame",
        [BUILD].pointer = "/payload/build_num",
        [BUILD_URL].pointer = "/payload/build_url",
        [BUILD_REVISION].pointer = "/payload/vcs_revision",
        [OUTCOME].pointer = "/payload/outcome",
        [STOPPED].pointer = "/payload/stop_time",
    };
    int rc = json_scan(pool, delivery->document, delivery->document_length, wants, BUILD_FIELDS);

    if (rc != 0)
        return rc;
    *event = (struct circleci_event){
        .repository = build_repository(pool, wants),
        .revision = sha_of(&wants[BUILD_REVISION]),
        .number = number_of(&wants[BUILD]),
        .url = url_of(&wants[BUILD_URL]),
        .status = text_of(pool, &wants[OUTCOME]),
        .happened_ms = time_of(&wants[STOPPED], delivery->received_ms),
    };
    if (event->repository != NULL)
        event->slug = circleci_slug_of(pool, event->repository);
    return 0;
}

int
circleci_event_decode(const struct delivery *delivery, struct pool *pool,
                      struct circleci_event *event)
{
    if (strcmp(delivery->kind, CIRCLECI_NOTIFY) == 0)
        return read_build(delivery, pool, event);
    return read_event(delivery, pool, event);
}
