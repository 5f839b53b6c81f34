/* comment.c - looks whether it is there, replies, reacts. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "base/utf8.h"
#include "wire/github_error.h"
#include "wire/github_reply.h"
#include "work/comment.h"
#include "work/github_job.h"

enum { TEXT_MOST = 60000 /* bytes; GitHub takes 65,536 characters */ };
enum field { TEXT, REACTION, SINCE, FIELDS };

/* A comment job under way. */
struct comment {
    const struct job *job;
    struct github github;
    struct github_place place;
    const char *text; /* or NULL */
    const char *reaction;
    int64_t since_ms;
};

static const char *
read_args(struct comment *comment, struct pool *pool)
{
    struct json_want wants[FIELDS] = {
        [TEXT].pointer = "/text", [REACTION].pointer = "/reaction", [SINCE].pointer = "/since_ms"
    };
    const char *args = comment->job->args;
    const char *trouble = github_place_read(pool, args, &comment->place);

    if (trouble != NULL)
        return trouble;
    if (json_scan(pool, args, strlen(args), wants, FIELDS) != 0)
        return "its args are no JSON";
    comment->text = json_string(&wants[TEXT]);
    comment->reaction = json_string(&wants[REACTION]);
    comment->since_ms = json_integer(&wants[SINCE], 0) - GITHUB_CLOCKS_MS;
    return NULL;
}

static int
reply(struct comment *comment)
{
    struct github *github = &comment->github;
    const char *marker = github_job_marker(github->pool, comment->job);
    size_t length;
    bool there = false;
    int rc = 0;

    if (comment->text == NULL)
        return 0;
    if (github_job_tried(comment->job))
        rc = github_reply_find(github, &comment->place, marker, comment->since_ms, &there);
    if (rc != 0 || there)
        return rc;
    length = utf8_cut(comment->text, strnlen(comment->text, TEXT_MOST));
    return github_reply(
        github, &comment->place,
        pool_printf(github->pool, "%.*s\n\n%s", (int)length, comment->text, marker));
}

/*
 * GitHub wants a further permission for a reaction in some places; where the words stand, it is no
 * failure that the heart is missing.
 */
static int
react(struct comment *comment)
{
    int rc = comment->reaction == NULL
                 ? 0
                 : github_react(&comment->github, &comment->place, comment->reaction);

    return rc == FAIL_REFUSED && comment->text != NULL ? 0 : rc;
}

int
comment_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct comment comment = { .job = job };
    const char *trouble = read_args(&comment, work->pool);
    int rc;

    if (trouble != NULL) {
        *outcome = (struct outcome){ .end = OUTCOME_HOPELESS, .detail = trouble };
        return 0;
    }
    rc = github_job_open(work, job, comment.place.repository, &comment.github);
    if (rc == 0)
        rc = reply(&comment);
    if (rc == 0)
        rc = react(&comment);
    if (rc == FAIL_NOT_FOUND)
        return github_gone(github_place_name(work->pool, &comment.place));
    if (rc == 0)
        *outcome = (struct outcome){ .end = OUTCOME_DONE,
                                     .detail = pool_printf(
                                         work->pool, "said at %s",
                                         github_place_name(work->pool, &comment.place)) };
    return rc;
}
