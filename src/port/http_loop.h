/*
 * http_loop.h - hundreds of HTTP exchanges at once, by one thread (libcurl); the worker only
 *
 * Each exchange that was added has exactly one end.  Connections are kept for the next exchange
 * with the same host, and HTTP/2 is spoken where it is offered; a peer that is slow, or whose name
 * is looked up slowly, holds up nobody else.  An exchange with a wall (http.h) never reaches an
 * address that the wall refuses.  A loop belongs to one thread at a time.
 *
 *     http_loop_add(loop, job_pool, &exchange, job);
 *     http_loop_wait(loop, wake_fd, 1000);
 *     while (http_loop_next(loop, &done))
 *         judge(done.data, &done);
 *
 * errors  those of http.h · FAIL_BUSY `transfers` exchanges have not ended yet
 * memory  an exchange, all that it points to, and its pool live until its end was taken by
 *         http_loop_next(); the answer lives in that pool.  The loop's own share of an exchange in
 *         flight is about 20 KiB, with TLS 80, and what is kept of the answer so far.
 */
#ifndef HOOKLET_PORT_HTTP_LOOP_H
#define HOOKLET_PORT_HTTP_LOOP_H

#include "port/http.h"

struct http_loop;

/* How an exchange has ended. */
struct http_done {
    void *data;         /* what http_loop_add() was given */
    int rc;             /* 0: it was answered, whatever the status */
    const char *detail; /* rc's words; "" with 0 */
    bool cancelled;     /* by http_loop_cancel(); rc is FAIL_BUSY */
    /* With a failure: what came before it; status 0: nothing. */
    struct http_answer answer;
};

/* For at most so many exchanges in flight; NULL: FAIL_MEMORY, said. */
struct http_loop *http_loop_new(size_t transfers) __attribute__((warn_unused_result));
/* Breaks off what is in flight, whose ends are lost; NULL is fine. */
void http_loop_free(struct http_loop *loop);

/*
 * Begins an exchange.  What goes wrong with it later, or with its URL or headers at once, is its
 * end and told by http_loop_next().
 * errors  FAIL_BUSY  the loop is full · FAIL_MEMORY; there will be no end then
 */
int http_loop_add(struct http_loop *loop, struct pool *pool, const struct http_exchange *exchange,
                  void *data) __attribute__((warn_unused_result));
/* Lets all go on until an exchange has ended, `wake_fd` (-1: none) is readable, or `ms` are over;
 * at once when there is an end to be taken. */
int http_loop_wait(struct http_loop *loop, int wake_fd, int64_t ms)
    __attribute__((warn_unused_result));
/* Takes one end; false: there is none. */
bool http_loop_next(struct http_loop *loop, struct http_done *done);
/* Exchanges whose ends were not taken yet. */
size_t http_loop_count(const struct http_loop *loop);
/* Breaks off what is in flight; http_loop_next() gives the ends. */
void http_loop_cancel(struct http_loop *loop);

#endif
