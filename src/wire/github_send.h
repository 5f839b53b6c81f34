/*
 * github_send.h - one request to GitHub's API, with what every request has
 *
 * Base URL, User-Agent, API version, time-out, ceiling, redirects.  The authorization goes only to
 * the API's own origin, whatever a redirect or a link says.
 * errors  those of http_exchange() · FAIL_REFUSED more than three redirects
 */
#ifndef HOOKLET_WIRE_GITHUB_SEND_H
#define HOOKLET_WIRE_GITHUB_SEND_H

#include "port/github_api.h"
#include "port/http.h"

struct github_sending {
    const struct github_api *api;
    const char *method;
    const char *path;          /* "/repos/acme/web", behind api_url, or a URL */
    const char *authorization; /* "Bearer ...", or NULL */
    const char *etag;          /* for If-None-Match, or NULL */
    const char *body;          /* JSON, or NULL */
    size_t ceiling;            /* bytes of the answer's body */
};

int github_send(struct pool *pool, const struct github_sending *sending, struct http_answer *answer)
    __attribute__((warn_unused_result));

#endif
