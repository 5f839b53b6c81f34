/* cgi_plain.c - plain CGI: one request from the environment and standard input */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "port/cgi_exchange.h"

enum {
    CHUNK = 8192,        /* bytes */
    UNWANTED = 64 << 20, /* bytes of a body nobody asked for that are read to spare the server */
};

static int
next_from_stdin(struct cgi_exchange *exchange, char *bytes, size_t room, size_t *count)
{
    size_t *seen = exchange->stream;
    ssize_t got = 1;

    *count = 0;
    while (*count < room && got != 0) {
        got = read(STDIN_FILENO, bytes + *count, room - *count);
        if (got < 0 && errno != EINTR)
            return fail(FAIL_MALFORMED, "body: broken off after %zu bytes: %s", *count,
                        strerror(errno));
        if (got > 0)
            *count += (size_t)got;
    }
    *seen += *count;
    return 0;
}

/* How much of the body may come on standard input. */
static size_t
coming(const struct request *req)
{
    const char *text = request_variable(req, "CONTENT_LENGTH");
    uintmax_t length;

    if (text == NULL || *text == '\0')
        return cgi_is_chunked(req) ? UNWANTED : 0;
    length = strtoumax(text, NULL, 10);
    return length < UNWANTED ? (size_t)length : UNWANTED;
}

/*
 * What mod_cgid gives a program is no pipe but a socket, for both ways.  If that is closed with
 * something unread in it, Apache gets an error in place of our answer.
 */
static void
swallow(const struct request *req, size_t seen)
{
    size_t most = coming(req);
    char *bytes = seen < most ? pool_alloc(req->pool, CHUNK) : NULL;
    ssize_t got = 1;

    while (seen < most && got > 0) {
        got = read(STDIN_FILENO, bytes, most - seen < CHUNK ? most - seen : CHUNK);
        if (got > 0)
            seen += (size_t)got;
    }
}

int
cgi_plain(const struct cgi_service *service)
{
    static const char name[] = "the answer to standard output";
    size_t seen = 0;
    /* RFC 3875 4.2: standard input need not end after the body, so it is never read beyond. */
    struct cgi_exchange exchange = { .next = next_from_stdin, .stream = &seen };
    struct pool *pool = pool_new();
    struct request req;
    struct response res;
    const char *head;
    int rc;

    cgi_request(&req, service, (const char *const *)environ, pool, &exchange);
    res = service->handler(&req, service->data);
    head = cgi_head(pool, &res);
    rc = fd_write(STDOUT_FILENO, head, strlen(head), name);
    if (rc == 0)
        rc = fd_write(STDOUT_FILENO, res.body, cgi_body_length(&req, &res), name);
    if (rc == 0)
        swallow(&req, seen);
    pool_free(pool);
    return rc;
}
