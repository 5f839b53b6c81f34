/*
 * github.h - GitHub's API: one request path for all calls
 *
 * A client belongs to one job or command and asks as one installation of the App, as the App
 * itself, or with a personal token.  github_call() does what every call needs: authorization (a
 * token that GitHub refuses is renewed once), API version, redirects, kept answers by ETag, limits,
 * errors, and a line in the log with GitHub's request id.
 * errors  FAIL_NOT_FOUND 404; not logged, absence is an answer
 *         FAIL_REFUSED   another 4xx: asking again can't help; the text says GitHub's reason
 *         FAIL_BUSY      a rate limit: the client's lane sleeps until it is over
 *         FAIL_NETWORK   5xx, or no answer · FAIL_TIMEOUT · FAIL_TOO_LARGE
 *         FAIL_MALFORMED an answer that is not JSON
 *         FAIL_CONFIG    neither App nor token · those of the store
 * memory  the client's pool
 * source  GitHub docs, "Getting started with the REST API", "Rate limits", "Troubleshooting"
 */
#ifndef HOOKLET_WIRE_GITHUB_H
#define HOOKLET_WIRE_GITHUB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json_scan.h"
#include "port/github_api.h"
#include "store/store.h"

/* github_open() says for which installation. */
struct github {
    const struct github_api *api;
    struct store *store;
    struct pool *pool;
    int64_t installation; /* 0: a personal token, or none was needed yet */
};

enum github_as {
    GITHUB_AS_INSTALLATION, /* or with the personal token */
    GITHUB_AS_APP,
    GITHUB_AS_NOBODY
};

struct github_request {
    enum github_as as;
    const char *method;
    const char *path; /* "/repos/acme/web", or the URL of a next page */
    const char *body; /* JSON, or NULL */
    bool keep;        /* a GET whose answer is kept for its ETag */
    bool secret;      /* the path must not be seen in log and errors */
    int expected;     /* a status from 400 on that is an answer here, and no failure; 0: none */
    size_t ceiling;   /* bytes of the answer; 0: 8 MiB */
};

struct github_answer {
    int status;       /* also when the call fails; 0: there was no answer */
    const char *body; /* JSON, or "" */
    size_t length;
    const char *next; /* URL of the next page, or NULL */
    int64_t more;     /* pages behind this one; 0: none, or GitHub does not tell */
    const char *id;   /* GitHub's name for the request, or "-" */
    int64_t again_ms; /* should the body say that it was too much: when to ask again, or
                         API_LIMIT_UNTOLD */
};

int github_call(struct github *github, const struct github_request *request,
                struct github_answer *answer) __attribute__((warn_unused_result));
/* The same, and reads `wants` out of the answer; values that are missing are the caller's matter. */
int github_read(struct github *github, const struct github_request *request,
                struct json_want *wants, size_t count) __attribute__((warn_unused_result));
/* Puts the client's lane to sleep, and says so: FAIL_BUSY.  what: was asked, for the text;
 * until_ms: or API_LIMIT_UNTOLD. */
int github_sleep(struct github *github, const char *what, int64_t until_ms)
    __attribute__((warn_unused_result));

#endif
