/*
 * asana.h - Asana's API: one request path for all calls
 *
 * A client belongs to one job or command, and asks with a personal token or as the OAuth app that
 * somebody has let in.  asana_call() does what every call needs: authorization (an access token
 * that Asana refuses is renewed once), limits, errors.  No redirects are followed.
 * errors  FAIL_NOT_FOUND 404; not logged, absence is an answer
 *         FAIL_REFUSED   another 4xx: asking again can't help; the text says Asana's reason
 *         FAIL_BUSY      a rate limit: asana_lane() sleeps until it is over
 *         FAIL_NETWORK   5xx, with the phrase that Asana's support asks for, or no answer
 *         FAIL_TIMEOUT · FAIL_TOO_LARGE · FAIL_MALFORMED an answer that is not JSON
 *         FAIL_CONFIG    neither token nor app · those of the store
 * memory  the client's pool
 * source  Asana docs, "Errors", "Rate limits", "Input/output options"
 */
#ifndef HOOKLET_WIRE_ASANA_H
#define HOOKLET_WIRE_ASANA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"
#include "port/asana_api.h"
#include "port/json.h"
#include "store/store.h"

struct asana {
    const struct asana_api *api;
    struct store *store;
    struct pool *pool;
};

struct asana_request {
    const char *method;
    const char *path; /* "/tasks/123?opt_fields=name", behind api_url; its parts percent-encoded */
    const char *body; /* JSON, {"data":{...}}, or NULL */
    size_t ceiling;   /* bytes of the answer; 0: 32 MiB */
    bool silent;      /* a failure by status is not logged: whoever asks judges, then asana_say() */
};

struct asana_answer {
    int status;       /* also when the call fails; 0: there was no answer */
    const char *body; /* JSON, or "" */
    size_t length;
    const char *next; /* offset of the next page, or NULL */
    const char *said; /* "Asana: POST /tasks: status 400, ..." of a failure by status, or NULL */
};

/* A thing as others name it. */
struct asana_named {
    const char *gid, *name; /* never NULL */
};

int asana_call(struct asana *asana, const struct asana_request *request,
               struct asana_answer *answer) __attribute__((warn_unused_result));
/* The same, and reads `wants` out of the answer; missing values are the caller's matter. */
int asana_read(struct asana *asana, const struct asana_request *request, struct json_want *wants,
               size_t count) __attribute__((warn_unused_result));
/* Returns rc, and logs what a silent request failed by; absence is not a failure. */
int asana_say(int rc, const struct asana_answer *answer) __attribute__((warn_unused_result));
/* asana_read() of GET `path`. */
int asana_get(struct asana *asana, const char *path, struct json_want *wants, size_t count)
    __attribute__((warn_unused_result));
/* A list of things, each {"gid":..,"name":..}; one without a gid is left out. */
int asana_read_named(struct pool *pool, const struct json_want *want,
                     const struct asana_named **items, size_t *count)
    __attribute__((warn_unused_result));
/* {"data": data} as text; frees `data`. */
const char *asana_body(struct asana *asana, struct json *data);

#endif
