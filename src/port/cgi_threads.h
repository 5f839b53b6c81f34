/*
 * cgi_threads.h - threads that answer whatever connection has a request, until told to stop
 *
 * All of them wait at one epoll set, which holds the listening socket and the connections that the
 * web server keeps open; a kept connection without a request costs no thread.  When the last thread
 * that waits is given an event, it first starts another one.  For cgi.c only.
 */
#ifndef HOOKLET_PORT_CGI_THREADS_H
#define HOOKLET_PORT_CGI_THREADS_H

#include <pthread.h>
#include <stdbool.h>

#include "port/cgi_exchange.h"

enum { CGI_KEPT_MOST = 256 }; /* kept connections; further ones are closed after their answer */

struct cgi_threads;

/* Serves one request; true: the connection may be kept, false: it is closed. */
typedef bool cgi_connection(struct cgi_threads *threads, int fd, struct pool *pool);

struct cgi_kept {
    int fd;    /* -1: a free place */
    bool idle; /* in the epoll set, nobody's; else with a thread */
};

struct cgi_threads {
    const struct cgi_service *service;
    cgi_connection *serve;
    void *data;
    struct cgi_socket socket; /* what waits at the end is served if we made it, else left there */
    int epoll;
    int wake;              /* an eventfd in the set: all stop */
    pthread_mutex_t mutex; /* for all below */
    pthread_cond_t over;   /* all stop */
    bool stopping;
    int rc;      /* why they stop */
    int waiting; /* threads at the epoll set */
    int most;
    int started;
    struct cgi_kept kept[CGI_KEPT_MOST];
    pthread_t ids[CGI_THREADS_MOST];
};

/* Runs until the service's stop_fd is readable and all is served.  errors  FAIL_SYSTEM */
int cgi_threads_run(struct cgi_threads *threads) __attribute__((warn_unused_result));
/* All end what they have begun; rc: why. */
void cgi_threads_stop(struct cgi_threads *threads, int rc);

#endif
