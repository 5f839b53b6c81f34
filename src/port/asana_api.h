/*
 * asana_api.h - how to speak to Asana's API, and in whose name
 *
 * A personal access token, or an OAuth app that somebody has let in (hooklet asana login).  Only
 * the app can give tasks external ids.  Token and secret are the worker's and its commands': nobody
 * opens them before they are needed.
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_ASANA_API_H
#define HOOKLET_PORT_ASANA_API_H

#include <stdbool.h>

#include "port/key_source.h"

struct asana_api {
    const char *api_url;             /* http or https, no slash at its end */
    const char *login_url;           /* the same; /-/oauth_authorize and /-/oauth_token are there */
    struct key_source token;         /* a personal access token */
    const char *client_id;           /* of the OAuth app; NULL: none */
    struct key_source client_secret; /* of the same */
    const char *redirect_uri;        /* where Asana sends who has agreed; out of band by default */
    const char *workspace; /* name or gid, for rules that name none; NULL: the owner's name */
};

/* Is there a token, or an OAuth app with its secret?  Does not look whether they are any good. */
bool asana_api_configured(const struct asana_api *api);
/* The same for those who can't do without.  errors  FAIL_CONFIG neither, and how to add one */
int asana_api_require(const struct asana_api *api) __attribute__((warn_unused_result));
/* Does an OAuth app speak, so that tasks can have external ids? */
bool asana_api_oauth(const struct asana_api *api);
/* The lane of all jobs that ask Asana, and sleep when it is at a limit: one token, one lane. */
const char *asana_lane(void);

#endif
