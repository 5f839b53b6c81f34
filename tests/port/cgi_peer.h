/*
 * cgi_peer.h - fixture: a service that tells what came, and a web server as small as it can be
 *
 * The service answers "/unread" without reading the body; "/hold" reads and then waits at the gate;
 * all other paths tell what came, or "failed CODE" with 503.
 */
#ifndef HOOKLET_TESTS_PORT_CGI_PEER_H
#define HOOKLET_TESTS_PORT_CGI_PEER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "port/cgi.h"

enum { CEILING = 25 << 20, DEADLINE_MS = 20000, MOST = 64 << 20 };
enum { BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t moved;
    int inside; /* handlers that wait */
    bool open;
};

struct service {
    struct cgi_service cgi;
    struct gate gate;
    struct pool *pool;
    char *directory;
    char *path;
    pthread_t thread;
    int rc;
};

struct ask {
    const char *method;    /* NULL: POST */
    const char *path;      /* NULL: /echo */
    const char *announced; /* Content-Length; NULL: the body's; "-": none at all; "chunked" */
    const char *body;      /* NULL: empty */
    size_t length;         /* 0: strlen(body) */
    const char *custom;    /* X-Custom-Name, or NULL */
    int fillers;           /* that many more parameters */
    bool keep;
};

void gate_await(struct gate *gate, int inside);
void gate_open(struct gate *gate);

struct service *service_new(int threads);
void service_start(struct service *service);
/* Takes over the path that `old` serves. */
void service_replace(struct service *service, const struct service *old);
void service_stop(struct service *service);
void service_free(struct service *service);
/* service_new() and service_start(); service_stop() and service_free(). */
struct service *service_up(int threads);
void service_down(struct service *service);

/* A connection to a socket, or -1. */
int dial(const char *path);
void send_all(int fd, const char *bytes, size_t length);
bool closed_by_peer(int fd);

/* FastCGI, piece by piece. */
void record(struct buf *out, int type, const void *bytes, size_t length);
void stream(struct buf *out, int type, const char *bytes, size_t length);
void ask_params(struct buf *params, const struct ask *ask, size_t length);
void ask_send(int fd, const struct ask *ask);
/* What stdout said up to the end of the request; "" when the connection was closed instead. */
char *answer_receive(struct pool *pool, int fd);
/* One request on a connection of its own; its answer is in the service's pool. */
const char *once(struct service *service, const struct ask *ask);

/* `part` is in `said`. */
void expect(const char *said, const char *part);

#endif
