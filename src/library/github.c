/* github.c - calls of an action, by the one request path that all calls take. */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "library/member.h"
#include "library/work_made.h"
#include "store/jobs.h"
#include "store/ledger.h"
#include "wire/github_open.h"
#include "wire/github_place.h"

#include <hooklet/github.h>

struct hooklet_answer {
    int rc;
    const char *why; /* it failed */
    struct github_answer answer;
    struct pool *pool;
};

/*
 * As the installation that serves the event's repository, by what we know: the one that the event
 * names is only what its sender claims.
 */
static int
open_client(struct hooklet_work *work)
{
    struct event_row event;
    int rc;

    if (work->opened)
        return 0;
    rc = ledger_event(work->work->store, work->job->event, work->work->pool, &event);
    if (rc == 0 && event.repository == NULL)
        rc = fail(FAIL_REFUSED, "the event is about no repository, so no installation serves it");
    if (rc != 0)
        return rc;
    work->github = (struct github){ .api = &work->work->settings->github_api,
                                    .store = work->work->store,
                                    .pool = work->work->pool };
    rc = github_open(&work->github, 0, event.repository);
    work->opened = rc == 0;
    return rc;
}

static int
call(struct hooklet_work *work, const struct hooklet_request *request, struct github_answer *answer)
{
    const struct github_request sent = {
        .method = request->method != NULL ? request->method : "GET",
        .path = request->path,
        .body = request->body,
        .keep = request->keep && (request->method == NULL || strcmp(request->method, "GET") == 0),
    };
    int rc = open_client(work);

    if (rc == 0)
        rc = github_call(&work->github, &sent, answer);
    return rc;
}

const struct hooklet_answer *
hooklet_github_call(struct hooklet_work *work, const struct hooklet_request *request)
{
    struct pool *pool = work->work->pool;
    struct hooklet_answer *answer = pool_alloc(pool, sizeof(*answer));

    *answer = (struct hooklet_answer){ .pool = pool, .answer.body = "" };
    answer->rc = call(work, request, &answer->answer);
    /* Absence is not logged, so nobody has found words for it yet. */
    if (answer->rc == FAIL_NOT_FOUND)
        answer->why =
            pool_printf(pool, "GitHub: %s: not found, or the App may not see it", request->path);
    else if (answer->rc != 0)
        answer->why = pool_string(pool, fail_detail());
    return answer;
}

bool
hooklet_answer_good(const struct hooklet_answer *answer)
{
    return answer->rc == 0;
}

int
hooklet_answer_status(const struct hooklet_answer *answer)
{
    return answer->answer.status;
}

static struct members
members_of(const struct hooklet_answer *answer)
{
    return (struct members){ answer->pool, answer->answer.body, answer->answer.length };
}

const char *
hooklet_answer_text(const struct hooklet_answer *answer, const char *pointer)
{
    const struct members members = members_of(answer);

    return member_text(&members, pointer);
}

int64_t
hooklet_answer_integer(const struct hooklet_answer *answer, const char *pointer, int64_t otherwise)
{
    const struct members members = members_of(answer);

    return member_integer(&members, pointer, otherwise);
}

bool
hooklet_answer_true(const struct hooklet_answer *answer, const char *pointer)
{
    const struct members members = members_of(answer);

    return member_true(&members, pointer);
}

const char *const *
hooklet_answer_texts(const struct hooklet_answer *answer, const char *pointer, size_t *count)
{
    const struct members members = members_of(answer);

    return member_texts(&members, pointer, count);
}

const char *
hooklet_answer_body(const struct hooklet_answer *answer, size_t *length)
{
    if (length != NULL)
        *length = answer->answer.length;
    return answer->answer.body;
}

const char *
hooklet_answer_next(const struct hooklet_answer *answer)
{
    return answer->answer.next;
}

/* How long the installation's lane sleeps. */
static int64_t
rest_ms(struct hooklet_work *work)
{
    const struct github *github = &work->github;
    int64_t until_ms = 0;

    if (!work->opened ||
        jobs_lane_until(github->store, github_lane(github->pool, github->api, github->installation),
                        &until_ms) != 0)
        return 0;
    return until_ms - clock_ms();
}

enum hooklet_outcome
hooklet_failed_by(struct hooklet_work *work, const struct hooklet_answer *answer)
{
    if (answer->rc == FAIL_BUSY)
        return hooklet_postponed(work, rest_ms(work), "%s", answer->why);
    if (answer->rc == FAIL_REFUSED || answer->rc == FAIL_NOT_FOUND)
        return hooklet_hopeless(work, "%s", answer->why);
    return hooklet_failed(work, "%s", answer->why != NULL ? answer->why : "the answer is no use");
}
