/*
 * github_error.h - what an answer that is no success means
 */
#ifndef HOOKLET_WIRE_GITHUB_ERROR_H
#define HOOKLET_WIRE_GITHUB_ERROR_H

#include "port/http.h"

/*
 * The failure code for a status that is not 2xx or 3xx, said with GitHub's reason; 404 is
 * FAIL_NOT_FOUND and not said.  call: "POST /repos/acme/web/issues", for the text.
 */
int github_error(struct pool *pool, const char *call, const struct http_answer *answer)
    __attribute__((warn_unused_result));
/* FAIL_REFUSED, said: what `name` names was FAIL_NOT_FOUND, and without it there is nothing to do. */
int github_gone(const char *name) __attribute__((warn_unused_result));
/* GitHub's own words about what is wrong, for people: one line, or "". */
const char *github_complaint(struct pool *pool, const struct http_answer *answer);

#endif
