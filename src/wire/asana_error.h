/*
 * asana_error.h - what an answer of Asana's that is no success means
 *
 * Pure.
 * source  Asana docs, "Errors"; RFC 6749, section 5.2
 */
#ifndef HOOKLET_WIRE_ASANA_ERROR_H
#define HOOKLET_WIRE_ASANA_ERROR_H

#include "base/fail.h"
#include "port/http.h"

/*
 * The failure code for a status that is not 2xx: FAIL_NOT_FOUND, FAIL_REFUSED, FAIL_NETWORK.
 * said: what to say, with Asana's reason; nothing is logged.  call: "POST /tasks", for the text.
 */
enum fail asana_error(struct pool *pool, const char *call, const struct http_answer *answer,
                      const char **said);
/* Asana's own words about what is wrong, for people: one line, or "". */
const char *asana_complaint(struct pool *pool, const struct http_answer *answer);

#endif
