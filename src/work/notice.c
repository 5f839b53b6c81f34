/* notice.c - which event is told, and what of its body that takes. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/encode.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "work/notice.h"

enum { TAG_MOST = 255 }; /* bytes */

enum field {
    ACTION,
    REPOSITORY,
    SENDER,
    NUMBER,
    TITLE,
    URL,
    BASE,
    MERGED,
    DRAFT,
    REVIEWER,
    TEAM,
    REVIEW_STATE,
    REVIEW_BODY,
    ASSIGNEE,
    REASON,
    OF_PULL_REQUEST,
    TAG,
    EARLY,
    FIELDS
};

/* Those of releases and issues stand elsewhere than those of pull requests. */
static void
point(const char *event, struct json_want *wants)
{
    wants[ACTION].pointer = "/action";
    wants[REPOSITORY].pointer = "/repository/full_name";
    wants[SENDER].pointer = "/sender/login";
    wants[NUMBER].pointer = "/pull_request/number";
    wants[TITLE].pointer = "/pull_request/title";
    wants[URL].pointer = "/pull_request/html_url";
    wants[BASE].pointer = "/pull_request/base/ref";
    wants[MERGED].pointer = "/pull_request/merged";
    wants[DRAFT].pointer = "/pull_request/draft";
    wants[REVIEWER].pointer = "/requested_reviewer/login";
    wants[TEAM].pointer = "/requested_team/name";
    wants[REVIEW_STATE].pointer = "/review/state";
    wants[REVIEW_BODY].pointer = "/review/body";
    wants[ASSIGNEE].pointer = "/assignee/login";
    wants[REASON].pointer = "/issue/state_reason";
    wants[OF_PULL_REQUEST].pointer = "/issue/pull_request/url";
    wants[TAG].pointer = "/release/tag_name";
    wants[EARLY].pointer = "/release/prerelease";
    if (strcmp(event, "issues") == 0) {
        wants[NUMBER].pointer = "/issue/number";
        wants[TITLE].pointer = "/issue/title";
        wants[URL].pointer = "/issue/html_url";
    } else if (strcmp(event, "release") == 0) {
        wants[TITLE].pointer = "/release/name";
        wants[URL].pointer = "/release/html_url";
    } else if (strcmp(event, "pull_request_review") == 0) {
        wants[URL].pointer = "/review/html_url";
    }
}

static const struct meaning {
    const char *event, *action;
    unsigned kind;
    enum notice_what what;
} meanings[] = {
    { "pull_request", "opened", NOTICE_PULL_REQUEST, NOTICE_IS_OPENED },
    { "pull_request", "reopened", NOTICE_PULL_REQUEST, NOTICE_IS_REOPENED },
    { "pull_request", "ready_for_review", NOTICE_PULL_REQUEST, NOTICE_IS_READY },
    { "pull_request", "review_requested", NOTICE_REVIEW_REQUEST, NOTICE_IS_REVIEW_WANTED },
    { "pull_request", "closed", NOTICE_MERGE, NOTICE_IS_CLOSED },
    { "pull_request_review", "submitted", NOTICE_REVIEW, NOTICE_IS_COMMENTED },
    { "issues", "opened", NOTICE_ISSUE_OPENED, NOTICE_IS_OPENED },
    { "issues", "reopened", NOTICE_ISSUE_OPENED, NOTICE_IS_REOPENED },
    { "issues", "assigned", NOTICE_ISSUE_ASSIGNED, NOTICE_IS_ASSIGNED },
    { "issues", "closed", NOTICE_ISSUE_CLOSED, NOTICE_IS_CLOSED },
    { "release", "published", NOTICE_RELEASE, NOTICE_IS_RELEASED },
};

static const struct meaning *
meaning_of(const char *event, const char *action)
{
    for (size_t i = 0; action != NULL && i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(meanings[i].event, event) == 0 && strcmp(meanings[i].action, action) == 0)
            return &meanings[i];
    }
    return NULL;
}

bool
notice_event(const char *event)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(meanings[i].event, event) == 0)
            return true;
    }
    return false;
}

static bool
says(const struct json_want *want, const char *text)
{
    const char *value = json_string(want);

    return value != NULL && strcmp(value, text) == 0;
}

static const char *
name_or_null(const struct json_want *want)
{
    const char *name = json_string(want);

    return name != NULL && name[0] != '\0' && text_printable(name) ? name : NULL;
}

/* Approved, changes wanted, or words; false: none of these. */
static bool
read_review(const struct json_want *wants, struct notice *notice)
{
    const char *body = json_string(&wants[REVIEW_BODY]);

    if (says(&wants[REVIEW_STATE], "approved"))
        notice->what = NOTICE_IS_APPROVED;
    else if (says(&wants[REVIEW_STATE], "changes_requested"))
        notice->what = NOTICE_IS_CHANGES_WANTED;
    else
        return says(&wants[REVIEW_STATE], "commented") && body != NULL && body[0] != '\0';
    return true;
}

static const char *
thing_of(struct pool *pool, const struct notice *notice, const char *tag)
{
    if (notice->number > 0)
        return pool_printf(pool, "%s#%" PRId64, notice->repository, notice->number);
    if (notice->what == NOTICE_IS_RELEASED && tag != NULL && strlen(tag) <= TAG_MOST)
        return pool_printf(pool, "%s@%s", notice->repository, tag);
    return NULL;
}

/* False: nothing is told of it. */
static bool
fill(struct pool *pool, const struct json_want *wants, struct notice *notice)
{
    const char *tag = name_or_null(&wants[TAG]);
    bool released = notice->what == NOTICE_IS_RELEASED;

    notice->repository = json_string(&wants[REPOSITORY]);
    if (!repository_valid(notice->repository))
        return false;
    notice->number = released ? 0 : json_integer(&wants[NUMBER], 0);
    notice->title = json_string(&wants[TITLE]);
    notice->url = name_or_null(&wants[URL]);
    notice->by = name_or_null(&wants[SENDER]);
    notice->base = name_or_null(&wants[BASE]);
    notice->team = name_or_null(&wants[TEAM]);
    notice->whom =
        name_or_null(&wants[notice->what == NOTICE_IS_REVIEW_WANTED ? REVIEWER : ASSIGNEE]);
    notice->draft = json_true(&wants[DRAFT]);
    notice->early = json_true(&wants[EARLY]);
    notice->not_planned = says(&wants[REASON], "not_planned");
    notice->thing = thing_of(pool, notice, tag);
    if (notice->title == NULL || notice->title[0] == '\0')
        notice->title = released ? tag : "";
    if (notice->kind == NOTICE_MERGE && json_true(&wants[MERGED]))
        notice->what = NOTICE_IS_MERGED;
    /* GitHub tells milestones of pull requests as issues. */
    return notice->thing != NULL && wants[OF_PULL_REQUEST].first == NULL &&
           (notice->kind != NOTICE_REVIEW || read_review(wants, notice));
}

int
notice_read(struct pool *pool, const char *event, const char *document, size_t length,
            struct notice *notice)
{
    struct json_want wants[FIELDS] = { 0 };
    const struct meaning *meaning;
    struct notice made;
    int rc;

    *notice = (struct notice){ 0 };
    if (!notice_event(event))
        return 0;
    point(event, wants);
    rc = json_scan(pool, document, length, wants, FIELDS);
    if (rc != 0)
        return rc;
    meaning = meaning_of(event, json_string(&wants[ACTION]));
    if (meaning == NULL)
        return 0;
    made = (struct notice){ .kind = meaning->kind, .what = meaning->what, .event = meaning->event };
    if (fill(pool, wants, &made))
        *notice = made;
    return 0;
}
