/*
 * answer.h - what senders of webhooks are told
 *
 * {"event","delivery","status","reason","jobs":[{"id","kind","rule"}]}, or the reply that the plan
 * has, when it is stored, and {"error","detail"} when it is not.  Details of what a sender can mend
 * say what is wrong; those of our own trouble are general, as the log has the rest.
 */
#ifndef HOOKLET_ANSWER_H
#define HOOKLET_ANSWER_H

#include "port/cgi.h"
#include "port/json.h"
#include "store/types.h"

/*
 * The only place where a failure code becomes an HTTP status.  A ping gets 200 and the id of the
 * hook that asks.
 */
struct response response_for(int rc, const struct request *req, const struct delivery *delivery,
                             const struct plan *plan, const struct receipt *receipt);
/* {"error": .., "detail": ..} for a failure. */
struct response response_failure(int rc, const struct request *req);
/*
 * The same for programs that ask us, who know what they send: a field that is wrong is 422, as the
 * form is right, and what stands in the way 409.  A 401 names the scheme, as RFC 9110 wants it.
 */
struct response response_refusal(int rc, const struct request *req);
/* Any JSON; frees it. */
struct response response_json(const struct request *req, int status, struct json *top);

#endif
