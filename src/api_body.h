/*
 * api_body.h - the members of a request's body
 *
 *     struct api_member members[] = {
 *         { .name = "reason", .shape = API_TEXT },
 *         { .name = "event", .shape = API_TEXT, .needed = true },
 *     };
 *
 *     rc = api_body_read(call, members, 2);
 *     if (rc == 0 && members[0].value != NULL) ...
 *
 * Strict: a member that nobody asks for is refused, with the nearest name.  null is no member.
 * errors  FAIL_MALFORMED, FAIL_UNREADABLE no JSON for us · FAIL_FIELD all else
 * memory  values live in the pool
 */
#ifndef HOOKLET_API_BODY_H
#define HOOKLET_API_BODY_H

#include "api_call.h"
#include "base/json_scan.h"

enum api_shape { API_TEXT, API_NUMBER, API_STRINGS, API_ANY };

struct api_member {
    const char *name;
    enum api_shape shape;
    bool needed;
    const struct json_value *value; /* out: NULL, it is not there; null itself for API_ANY alone */
};

int api_body_read(const struct api_call *call, struct api_member *members, size_t count)
    __attribute__((warn_unused_result));
/*
 * Picks these members out of a body whose others are somebody else's to read: nothing is needed,
 * nothing refused but a wrong shape.
 */
int api_body_pick(const struct api_call *call, struct api_member *members, size_t count)
    __attribute__((warn_unused_result));
/* The text of an API_TEXT; NULL: it is not there. */
const char *api_member_text(const struct api_member *member);
/* The names of all members, for who reads the rest. */
struct strings api_member_names(struct pool *pool, const struct api_member *members, size_t count);

#endif
