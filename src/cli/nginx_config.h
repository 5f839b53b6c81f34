/*
 * nginx_config.h - the parts of nginx's configuration, each in a file of its own
 *
 * memory  the pool of the text
 * source  nginx.org: ngx_http_core_module, ngx_http_fastcgi_module, ngx_http_upstream_module
 */
#ifndef HOOKLET_CLI_NGINX_CONFIG_H
#define HOOKLET_CLI_NGINX_CONFIG_H

#include "cli/web_config.h"
#include "cli/web_text.h"

/* Settings that all routes below a prefix have, unless theirs say otherwise. */
struct nginx_group {
    const char *prefix; /* "/hooks/" */
    size_t body_most;   /* bytes */
    int wait_ms;
    bool local; /* for this machine alone */
};

extern const struct nginx_group nginx_groups[];
extern const size_t nginx_group_count;

/* The group that the route stands in; NULL: it stands alone. */
const struct nginx_group *nginx_group_of(const struct web_route *route);

/* Upstreams, and the map from events to programs; for http { }. */
void nginx_upstreams(const struct web_text *text, const struct web_config *config);
/* Locations, and the named ones for errors; for server { }. */
void nginx_locations(const struct web_text *text, const struct web_config *config);
/* The route of a WEB_FALLBACK program. */
void nginx_fallback(const struct web_text *text, const struct web_config *config);
/* The named locations that error_page leads to. */
void nginx_errors(const struct web_text *text, const struct web_config *config);
/* The lines error_page of a route, nginx_errors() has what they lead to. */
void nginx_error_pages(const struct web_text *text, const struct web_config *config,
                       const struct web_route *route);
/* Drop-in paths; for server { }. */
void nginx_paths(const struct web_text *text);

/* "hooklet_github_push": the upstream of a program, and the beginning of other names. */
const char *nginx_name(struct pool *pool, const char *program);
/* A number of bytes as nginx reads it: "25m", "1000". */
const char *nginx_size(struct pool *pool, size_t bytes);
/* As one word of nginx's, in quotes where it needs them.  No control characters. */
const char *nginx_word(struct pool *pool, const char *word);
/* For a route of these flags: no log gets an address that holds a secret. */
void nginx_logs(const struct web_text *text, unsigned flags);
/* HEAD { ... }; nginx_block() is all of it, on one line where that fits. */
void nginx_open(struct web_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void nginx_close(struct web_text *text);
void nginx_block(const struct web_text *text, const char *head, struct strings directives);

#endif
