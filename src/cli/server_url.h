/*
 * server_url.h - where this server is on the internet, as --url says it
 */
#ifndef HOOKLET_CLI_SERVER_URL_H
#define HOOKLET_CLI_SERVER_URL_H

#include "base/pool.h"

/* Who is to call it, and where. */
struct server_caller {
    const char *name; /* "Asana" */
    const char *path; /* what is added: "/hooks/asana" */
};

/*
 * NULL: it is https://HOST and nothing more, which is *origin then, in lower case.  Else what is
 * wrong with it, for cli_usage().
 */
const char *server_url_trouble(struct pool *pool, const char *url, struct server_caller caller,
                               const char **origin);

#endif
