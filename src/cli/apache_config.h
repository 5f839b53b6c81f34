/*
 * apache_config.h - the parts of Apache's configuration, each in a file of its own
 *
 * A request goes through three stages that matter here: an address becomes a file (Alias; the
 * sections <Location> count, <If> does not yet), then the sections are merged in the order in which
 * they stand, <If> last, and at the end the handler answers that SetHandler has named.
 *
 * memory  the pool of the text
 * source  Apache 2.4 docs, "Configuration Sections", "How the sections are merged"
 */
#ifndef HOOKLET_CLI_APACHE_CONFIG_H
#define HOOKLET_CLI_APACHE_CONFIG_H

#include "cli/web_config.h"
#include "cli/web_errors.h"
#include "cli/web_text.h"

enum apache_form {
    APACHE_PROXY, /* programs that run by themselves, asked by mod_proxy_fcgi over their sockets */
    APACHE_FCGID, /* programs that mod_fcgid starts and keeps, one request at a time in each */
    APACHE_CGI    /* programs that mod_cgid starts for each request */
};

struct apache {
    struct web_text *text;
    const struct web_config *config;
    enum apache_form form;
};

/* "proxy", "fcgid", "cgi" */
extern const char *const apache_form_names[];

/* What must be loaded, else Apache is told what is missing and does not start. */
void apache_modules(const struct apache *apache);
/* What belongs to the server, not to a path: programs, time limits, variables. */
void apache_programs(const struct apache *apache);
/* What all addresses of a pattern have alike; before the sections of routes, which change it. */
void apache_base(const struct apache *apache, const char *pattern);
/* Sections of all routes that are not a fallback. */
void apache_routes(const struct apache *apache);
/* The route of a WEB_FALLBACK program. */
void apache_fallback(const struct apache *apache);
/* Drop-in paths; they go with apache_programs() and apache_routes(). */
void apache_paths(const struct apache *apache);

/* Errors of Apache's own as JSON: for all routes, and what differs at one of them. */
void apache_errors(const struct web_text *text);
void apache_route_errors(const struct apache *apache, const struct web_route *route);
/* The address that errors of WEB_PEOPLE routes lead to, and what is there, its head in front. */
void apache_sorry_route(const struct apache *apache);
const char *apache_sorry_text(void);

/* ErrorDocument STATUS "{...}" */
void apache_error(const struct web_text *text, int status, struct web_error error);
/* The same for each status by which Apache says that a program does not answer; NULL: any route. */
void apache_unavailable(const struct web_text *text, const struct web_route *route);
/* In place of that: what is at this path. */
void apache_unavailable_at(const struct web_text *text, const char *path);
/* Header lines that make Apache's own errors look as ours. */
void apache_error_headers(const struct web_text *text);

/* <IfModule NAME_module>, which apache_close() ends.  name: "cgid", "!cgid" */
void apache_open_module(struct web_text *text, const char *name);
/* <NAME "ARGUMENT"> ... </NAME> */
void apache_open(struct web_text *text, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void apache_close(struct web_text *text, const char *name);

#endif
