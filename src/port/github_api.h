/*
 * github_api.h - how to speak to GitHub's API, and in whose name
 *
 * An App with its private key, or for people without one a personal token.  The key and the token
 * are the worker's: nobody opens them before they are needed.
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_GITHUB_API_H
#define HOOKLET_PORT_GITHUB_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "port/key_source.h"

/* The commands in comments that hooklet brings along. */
enum github_command {
    GITHUB_COMMAND_PING = 1,
    GITHUB_COMMAND_HELP = 2,
    GITHUB_COMMAND_DEPLOY = 4,
    GITHUB_COMMAND_ROLLBACK = 8,
    GITHUB_COMMAND_LOCK = 16,
    GITHUB_COMMAND_UNLOCK = 32
};

struct github_api {
    const char *api_url;     /* http or https, no slash at its end */
    const char *app_id;      /* the App's id or client id; NULL: no App */
    struct key_source key;   /* the App's private key, PEM */
    struct key_source token; /* a personal one */
    int64_t installation;    /* the only one that is used; 0: each repository's own */
    const char *user_agent;
    int64_t read_delay_ms;  /* before what an event announced is read back */
    unsigned commands;      /* enum github_command: those that are on */
    bool forks;             /* /deploy also takes pull requests from forks */
    struct strings recover; /* whose failed deliveries are looked for: "app", ORG, OWNER/NAME */
};

/* Is there an App with its key, or a token?  Does not look whether they are any good. */
bool github_api_configured(const struct github_api *api);
/* The same for those who can't do without.  errors  FAIL_CONFIG there is neither, and how to add one */
int github_api_require(const struct github_api *api) __attribute__((warn_unused_result));
/* The lane of all jobs that ask in one name, and sleep when it is at a limit: "github:42" for an
 * installation, "github:token". */
const char *github_lane(struct pool *pool, const struct github_api *api, int64_t installation);

#endif
