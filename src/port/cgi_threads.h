/*
 * cgi_threads.h - threads that take connections from one listening socket, until told to stop
 *
 * One of them, the leader, waits at the socket.  With a connection in hand it lets another one
 * lead, or starts one, and serves.  For cgi.c only.
 */
#ifndef HOOKLET_PORT_CGI_THREADS_H
#define HOOKLET_PORT_CGI_THREADS_H

#include <pthread.h>
#include <stdbool.h>

#include "port/cgi_exchange.h"

struct cgi_threads;

/* Serves one connection until it ends, and closes it. */
typedef void cgi_connection(struct cgi_threads *threads, int fd, struct pool *pool);

struct cgi_threads {
    const struct cgi_service *service;
    cgi_connection *serve;
    void *data;
    struct cgi_socket socket; /* what waits at the end is served if we made it, else left there */
    pthread_mutex_t mutex;    /* for all below */
    pthread_cond_t lead;      /* the leader has gone, or all stop */
    pthread_cond_t over;      /* all stop */
    bool led;
    bool stopping;
    int rc;   /* why they stop */
    int idle; /* those that wait to lead */
    int kept; /* those that stay with a kept connection */
    int most;
    int started;
    pthread_t ids[CGI_THREADS_MOST];
};

/* Runs until the service's stop_fd is readable and all is served.  errors  FAIL_SYSTEM */
int cgi_threads_run(struct cgi_threads *threads) __attribute__((warn_unused_result));
/* May this thread stay with its connection?  At most half may; each yes is given back once. */
bool cgi_threads_keep(struct cgi_threads *threads);
void cgi_threads_unkeep(struct cgi_threads *threads);
bool cgi_threads_stopping(struct cgi_threads *threads);
/* Waits for something to read from a kept connection; false: stop, or the peer has gone. */
bool cgi_threads_wait(struct cgi_threads *threads, int fd);

#endif
