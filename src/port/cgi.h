/*
 * cgi.h - requests from a web server: FastCGI (libfcgi) or plain CGI, as descriptor 0 is
 *
 * FastCGI when descriptor 0 is a listening Unix socket (SO_ACCEPTCONN), or `listen_path` is given;
 * else plain CGI: one request, one thread.  Waiting and accepting are ours (libfcgi does the
 * protocol only): threads start on demand, and connections that the web server keeps open cost none
 * while they are idle (up to 256 are kept).  A peer silent for 2 s within a request is let go.
 *
 * errors  of request_read():
 *         FAIL_LENGTH     neither Content-Length nor Transfer-Encoding: chunked
 *         FAIL_TOO_LARGE  over the ceiling
 *         FAIL_MALFORMED  the body is shorter than announced, or (FastCGI) longer
 *         FAIL_TIMEOUT    nothing came for 2 s
 *         FAIL_BUSY       large bodies of this process are over their budget for longer than 2 s
 */
#ifndef HOOKLET_PORT_CGI_H
#define HOOKLET_PORT_CGI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct request {
    const char *method;            /* "POST" */
    const char *path;              /* of the URL, without query; "" when unknown */
    const char *content_type;      /* as sent; "" when absent */
    const char *program;           /* name of the program that serves it */
    const char *body;              /* NULL until request_read(); then length bytes and a NUL */
    size_t length;                 /* bytes of body */
    int64_t received_ms;           /* Unix, milliseconds */
    struct pool *pool;             /* all that is made while answering */
    const char *const *variables;  /* CGI variables, "NAME=value", NULL at the end */
    struct cgi_exchange *exchange; /* cgi.c's own; NULL in tests, which set body and length */
};

struct response {
    int status;               /* HTTP */
    const char *content_type; /* NULL: application/json */
    const char *body;         /* NULL: none */
    size_t length;
    const char *allow;       /* with 405: the methods, "POST"; else NULL */
    int retry_after_s;       /* with 503; 0: no header */
    const char *policy;      /* Content-Security-Policy of a page, or NULL */
    const char *hook_secret; /* X-Hook-Secret, visible ASCII; or NULL */
    const char *location;    /* with 201: path of what was made, visible ASCII; or NULL */
    const char *challenge;   /* with 401: WWW-Authenticate, or NULL */
    bool made_jobs;          /* not sent: there is work for a worker now */
};

typedef struct response cgi_handler(struct request *req, void *data);

#define CGI_THREADS_MOST 256

struct cgi_service {
    const char *name;        /* "github-push" */
    const char *listen_path; /* a socket to make and serve, or NULL for descriptor 0 */
    bool replace;            /* even when another process serves that path: it keeps what it has */
    cgi_handler *handler;
    void *data;       /* handed to the handler */
    int threads_most; /* 1..CGI_THREADS_MOST */
    int stop_fd;      /* readable: finish what was begun, then return; FastCGI only */
};

/*
 * A request header by its HTTP name ("X-GitHub-Event"), or NULL.  One that comes twice is a list,
 * as some web servers hand it over already: nobody chooses one of two signatures.
 * source  RFC 9110 5.3
 */
const char *request_header(const struct request *req, const char *name);
/* Another CGI variable ("QUERY_STRING"), or NULL. */
const char *request_variable(const struct request *req, const char *name);
/* What stands behind the last slash of the path, which may be a token; "" where nothing does. */
const char *request_tail(const struct request *req);
/* Reads the body, at most `ceiling` bytes; sets body and length. */
int request_read(struct request *req, size_t ceiling) __attribute__((warn_unused_result));

/*
 * Serves until stop_fd is readable (FastCGI), or the one request is answered (CGI).
 * errors  FAIL_CONFLICT another process serves that socket · FAIL_CONFIG · FAIL_SYSTEM the socket
 */
int cgi_serve(const struct cgi_service *service) __attribute__((warn_unused_result));
/* Is this process a plain CGI program? */
bool cgi_is_plain(const char *listen_path);

#endif
