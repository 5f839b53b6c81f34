/*
 * http_transfer.h - one HTTP exchange as libcurl sees it: for http.c and http_loop.c alone
 *
 *     transfer = { .pool, .exchange, .easy };
 *     rc = http_transfer_begin(&transfer);    then perform it, which gives a code
 *     rc = http_transfer_end(&transfer, code, &answer);
 *     http_transfer_clean(&transfer);         whatever came of it
 */
#ifndef HOOKLET_PORT_HTTP_TRANSFER_H
#define HOOKLET_PORT_HTTP_TRANSFER_H

#include "base/buf.h"
#include "port/http.h"
#include "port/http_curl.h"

struct http_transfer {
    struct pool *pool;
    const struct http_exchange *exchange;
    CURL *easy; /* a fresh one */
    bool many;  /* one of hundreds: small buffers, and nobody waits for a thread that looks up */
    struct curl_slist *headers;
    struct buf body;
    size_t read;         /* bytes of the body so far, kept or not */
    size_t header_bytes; /* of the answer, so far */
    bool cut;            /* enough of the body was read */
    bool let_through;    /* the wall has let an address through */
    const char *refused; /* why it has not, for another; NULL: none */
    int rc;              /* why a callback broke off, said already */
    char *trouble;       /* libcurl's words; CURL_ERROR_SIZE bytes */
    const char *peer;    /* scheme and host, for texts */
};

/* Checks the exchange and sets all of its options; before threads begin, or from one that has
 * called it before, libcurl itself is started. */
int http_transfer_begin(struct http_transfer *transfer) __attribute__((warn_unused_result));
/* What libcurl's code means; `answer` is what came, also when that is a failure. */
int http_transfer_end(struct http_transfer *transfer, CURLcode code, struct http_answer *answer)
    __attribute__((warn_unused_result));
/* Frees all but the easy handle, which must have been cleaned up before. */
void http_transfer_clean(struct http_transfer *transfer);

/* Once for the process; any number of calls, from any thread. */
void http_transfer_start(void);

#endif
