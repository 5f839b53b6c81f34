/*
 * http_wall.h - where deliveries may go: what people who name a URL must not reach by it
 *
 * The wall stands in front of the connection (http.h, http_loop.h): every address is looked at when
 * libcurl is about to connect to it, and again before a request is sent over a connection that was
 * kept, so neither a name that changes its address nor a URL that is read in two ways gets by.
 * What stands here says beforehand what will surely be refused.  No libcurl: for web programs, too.
 */
#ifndef HOOKLET_PORT_HTTP_WALL_H
#define HOOKLET_PORT_HTTP_WALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "port/address.h"

struct http_wall {
    const struct network *networks; /* let through although they are not public */
    size_t network_count;
    bool plain_http;       /* http:// as well as https:// */
    bool any_port;         /* whatever `ports` says */
    const uint16_t *ports; /* the only ones */
    size_t port_count;
    const char *ca_file; /* certificates of CAs beside the system's, PEM; NULL: none */
};

/*
 * Why nobody may connect there, "127.0.0.1 is not public, nor among outgoing.networks"; NULL: they
 * may.
 */
const char *http_wall_trouble(struct pool *pool, const struct http_wall *wall,
                              const struct sockaddr *address);
/*
 * May the URL be called, as far as it tells by itself?  A name may still turn out to be at an
 * address that is refused.
 * errors  FAIL_FIELD    no URL of http or https, a user or password in it, or a host or port that
 *                       can't be one
 *         FAIL_REFUSED  plain http, the port, or an address in figures that is not let through;
 *         the text begins with "refused: "
 */
int http_wall_check(struct pool *pool, const struct http_wall *wall, const char *url)
    __attribute__((warn_unused_result));

#endif
