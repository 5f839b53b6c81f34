/* cgi.c - FastCGI: libfcgi reads and writes the records, and does nothing else */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "base/fail.h"
#include "port/cgi_exchange.h"
#include "port/cgi_threads.h"

enum {
    CHUNK = 8192,        /* bytes */
    UNWANTED = 64 << 20, /* bytes of a body nobody asked for that are read to spare the peer */
    PIECE = 1 << 20,     /* bytes in one call; libfcgi counts in int */
};

static int
next_from_fcgi(struct cgi_exchange *exchange, char *bytes, size_t room, size_t *count)
{
    FCGX_Stream *in = exchange->stream;
    int got = 1, error;

    *count = 0;
    while (*count < room && got > 0) {
        got = FCGX_GetStr(bytes + *count, (int)(room - *count < PIECE ? room - *count : PIECE), in);
        *count += (size_t)got;
    }
    error = FCGX_GetError(in);
    if (error == EAGAIN)
        return fail(FAIL_TIMEOUT, "body: nothing more came after %zu bytes", *count);
    if (error != 0)
        return fail(FAIL_MALFORMED, "body: broken off after %zu bytes", *count);
    return 0;
}

/* A peer that is still sending would take our answer for a broken connection. */
static void
swallow(FCGX_Request *fcgi, struct pool *pool)
{
    char *bytes = pool_alloc(pool, CHUNK);
    size_t left = UNWANTED;
    int got = 1;

    while (got > 0 && left >= CHUNK) {
        got = FCGX_GetStr(bytes, CHUNK, fcgi->in);
        left -= (size_t)got;
    }
    if (got > 0)
        fcgi->keepConnection = 0;
}

/* The connection is left open and ours; false: it is good for nothing more. */
static bool
request_finish(FCGX_Request *fcgi)
{
    int failed = FCGX_FClose(fcgi->err);

    failed |= FCGX_FClose(fcgi->out);
    failed |= FCGX_GetError(fcgi->in);
    FCGX_Free(fcgi, 0);
    return failed == 0;
}

static bool
request_answer(FCGX_Request *fcgi, struct cgi_threads *threads, struct pool *pool)
{
    const struct cgi_service *service = threads->service;
    struct cgi_exchange exchange = { .next = next_from_fcgi, .marks_end = true };
    struct request req;
    struct response res;

    exchange.stream = fcgi->in;
    exchange.budget = threads->data;
    cgi_request(&req, service, (const char *const *)fcgi->envp, pool, &exchange);
    res = service->handler(&req, service->data);
    swallow(fcgi, pool);
    (void)FCGX_PutS(cgi_head(pool, &res), fcgi->out);
    if (cgi_body_length(&req, &res) > 0)
        (void)FCGX_PutStr(res.body, (int)res.length, fcgi->out);
    cgi_budget_give(&exchange);
    return request_finish(fcgi);
}

/* A request comes on its open connection; false: what came was none, and libfcgi has closed it. */
static bool
request_take(FCGX_Request *fcgi, int fd)
{
    fcgi->ipcFd = fd;
    /* Else libfcgi would first close what it takes for a finished connection. */
    fcgi->keepConnection = 1;
    /* No listening socket stands behind it, so it never waits there for another connection. */
    return FCGX_Accept_r(fcgi) == 0;
}

static bool
connection_serve(struct cgi_threads *threads, int fd, struct pool *pool)
{
    FCGX_Request fcgi;
    bool open;

    FCGX_InitRequest(&fcgi, -1, 0);
    if (!request_take(&fcgi, fd))
        return false;
    open = request_answer(&fcgi, threads, pool) && fcgi.keepConnection != 0;
    if (!open)
        close(fd);
    return open;
}

static int
cgi_fast(const struct cgi_service *service)
{
    struct cgi_threads threads = { .service = service, .serve = connection_serve };
    struct cgi_budget budget;
    int rc;

    if (service->listen_path != NULL)
        rc = cgi_listen(service, &threads.socket);
    else
        rc = cgi_listen_inherited(&threads.socket);
    if (rc != 0)
        return rc;
    if (FCGX_Init() != 0)
        return fail(FAIL_SYSTEM, "libfcgi cannot start");
    cgi_budget_open(&budget);
    threads.data = &budget;
    rc = cgi_threads_run(&threads);
    cgi_budget_close(&budget);
    if (threads.socket.path != NULL)
        close(threads.socket.fd);
    return rc;
}

int
cgi_serve(const struct cgi_service *service)
{
    return cgi_is_plain(service->listen_path) ? cgi_plain(service) : cgi_fast(service);
}
