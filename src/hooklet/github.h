/*
 * github.h - calls of GitHub's REST API, for actions
 *
 *     const struct hooklet_request request = { .path = "/repos/acme/web/stargazers", .keep = true };
 *     const struct hooklet_answer *answer = hooklet_github_call(work, &request);
 *
 *     if (!hooklet_answer_good(answer))
 *         return hooklet_failed_by(work, answer);
 *
 * They are made as the installation of your GitHub App that serves the repository of the job's
 * event, or with the token of hooklet.conf.  The token, its renewal, the API's version, redirects,
 * time-outs, rate limits and GitHub's own clock are taken care of.  Text of others that goes into a
 * path has to be percent-encoded by you.
 */
#ifndef HOOKLET_HOOKLET_GITHUB_H
#define HOOKLET_HOOKLET_GITHUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hooklet/api.h>
#include <hooklet/work.h>

HOOKLET_BEGIN

struct hooklet_request {
    const char *method; /* NULL: GET */
    const char *path;   /* "/repos/acme/web", behind api_url; or what hooklet_answer_next() gave */
    const char *body;   /* JSON, or NULL */
    bool keep;          /* a GET that will be made again: the answer stays in the store, and GitHub
                           is only asked whether it has changed, which costs no quota */
};

struct hooklet_answer;

/* At most 8 MiB of an answer.  Never NULL. */
HOOKLET_API const struct hooklet_answer *hooklet_github_call(struct hooklet_work *work,
                                                             const struct hooklet_request *request);
/* Did it succeed: status 2xx, or unchanged since it was kept? */
HOOKLET_API bool hooklet_answer_good(const struct hooklet_answer *answer);
/* HTTP; 404: no such thing, or the App may not see it; 0: there was no answer */
HOOKLET_API int hooklet_answer_status(const struct hooklet_answer *answer);
/* Members, by JSON pointer, as event.h says. */
HOOKLET_API const char *hooklet_answer_text(const struct hooklet_answer *answer,
                                            const char *pointer);
HOOKLET_API int64_t hooklet_answer_integer(const struct hooklet_answer *answer, const char *pointer,
                                           int64_t otherwise);
HOOKLET_API bool hooklet_answer_true(const struct hooklet_answer *answer, const char *pointer);
HOOKLET_API const char *const *hooklet_answer_texts(const struct hooklet_answer *answer,
                                                    const char *pointer, size_t *count);
/* JSON with a NUL behind it, or "" */
HOOKLET_API const char *hooklet_answer_body(const struct hooklet_answer *answer, size_t *length);
/* The path of the next page of a list; NULL: this is the last one */
HOOKLET_API const char *hooklet_answer_next(const struct hooklet_answer *answer);

/*
 * Ends the job as a call that did not succeed demands: after a rate limit when that is over, without
 * counting; hopeless where GitHub says no, and will say no again; else it failed.
 */
HOOKLET_API enum hooklet_outcome hooklet_failed_by(
    struct hooklet_work *work, const struct hooklet_answer *answer) HOOKLET_RESULT;

HOOKLET_END

#endif
