/*
 * cgi_hand.h - connections from hand to hand: the epoll set, a thread, the set again
 *
 * An event of the set is about a kept connection, by its place, or one of the others below.  It is
 * given to one thread, which has the connection in hand until it keeps or closes it.  For
 * cgi_threads.c only.
 */
#ifndef HOOKLET_PORT_CGI_HAND_H
#define HOOKLET_PORT_CGI_HAND_H

#include <stdbool.h>
#include <stdint.h>

#include "port/cgi_threads.h"

enum { CGI_LISTENING = CGI_KEPT_MOST, CGI_STOP };

struct cgi_hand {
    int fd;       /* -1: nothing */
    int place;    /* of the kept connection; -1: a new one */
    bool doubted; /* the peer may have gone */
    bool last;    /* taken when all stop: it is closed after its answer */
};

extern const struct cgi_hand cgi_hand_empty;

/* epoll_ctl().  While others run: under the mutex, or for the listening socket. */
int cgi_watch(struct cgi_threads *threads, int operation, int fd, uint32_t events, uint32_t what);
/* A new connection, if there is one; the next one becomes an event again. */
struct cgi_hand cgi_hand_new(struct cgi_threads *threads);
/* The kept connection of an event, unless it was taken meanwhile, at the end.  Under the mutex. */
struct cgi_hand cgi_hand_kept(struct cgi_threads *threads, int place);
/* A peer that has gone, or sent nothing, has no request. */
bool cgi_hand_asks(struct cgi_hand hand);
/*
 * At the end.  A request that came together with the word to stop had been begun; connections
 * without one are closed.  A socket that others hold open keeps its new ones for the next instance.
 */
struct cgi_hand cgi_hand_last(struct cgi_threads *threads);
/* Back into the set, or closed when there is no place, or when it was the last time. */
void cgi_hand_keep(struct cgi_threads *threads, struct cgi_hand hand);
void cgi_hand_close(struct cgi_threads *threads, struct cgi_hand hand);
/* The connection is closed already. */
void cgi_hand_forget(struct cgi_threads *threads, struct cgi_hand hand);

#endif
