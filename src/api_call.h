/*
 * api_call.h - one request to the API: who asks, what with, and how it is answered
 *
 * A route's function writes the answer, or returns a failure code with its reason said by fail() or
 * api_refuse(); response_refusal() makes the answer of it.
 *
 * memory  all of a call lives in req->pool
 */
#ifndef HOOKLET_API_CALL_H
#define HOOKLET_API_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "api_query.h"
#include "work/repo.h"

#define API_ROOT "/hooklet/api/"
#define API_BODY_MOST ((size_t)1 << 20) /* bytes */
#define API_PAGE 100                    /* rows of a list, unless `limit` says otherwise */
#define API_PAGE_MOST 1000

struct api_call {
    const char *root; /* API_ROOT, behind the path of whatever web space the API is in */
    const struct request *req;
    const struct app *app;
    struct pool *pool;
    const char *token; /* name of the caller's; NULL: nobody was asked */
    const char *owner; /* whose things it is good for; "*": everybody's */
    const char *id;    /* {id} of the path, or NULL */
    struct api_query query;
    const char *body; /* "{}" where there was none */
    size_t length;
};

typedef int api_function(const struct api_call *call, struct response *res);

/* Returns `code`, with this as its detail.  Not logged: callers make mistakes, we don't. */
int api_refuse(const struct api_call *call, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4), warn_unused_result));
/* Somebody else's is not there either, as far as the caller can tell. */
bool api_may(const struct api_call *call, const char *owner);
/* FAIL_NOT_FOUND: "there is no target 12 here". */
int api_missing(const struct api_call *call, const char *what) __attribute__((warn_unused_result));
/*
 * Whose thing is meant, when `named` is said for it (NULL, "": nothing).
 * errors  FAIL_FIELD a token for all owners has to say · FAIL_NOT_FOUND somebody else's
 */
int api_owner(const struct api_call *call, const char *named, const char **owner)
    __attribute__((warn_unused_result));
/* Whose things a list has: `owner` of the query, else the caller's; NULL: everybody's. */
int api_owners(const struct api_call *call, const char **owner) __attribute__((warn_unused_result));
/* {id} as a number of ours.  errors  FAIL_NOT_FOUND it is none */
int api_id(const struct api_call *call, const char *what, int64_t *id)
    __attribute__((warn_unused_result));

/* The rows of a list that are asked for. */
struct api_page {
    int64_t after; /* `after`, 0: from the first */
    int most;      /* `limit` */
};

/* errors  FAIL_MALFORMED */
int api_page(const struct api_call *call, struct api_page *page)
    __attribute__((warn_unused_result));

/* Answers with JSON, which it frees. */
void api_answer_json(const struct api_call *call, int status, struct json *top,
                     struct response *res);

#endif
