/* cgi_plain.c - plain CGI: one request from the environment and standard input */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "port/cgi_exchange.h"

static int
next_from_stdin(struct cgi_exchange *exchange, char *bytes, size_t room, size_t *count)
{
    ssize_t got = 1;

    (void)exchange;
    *count = 0;
    while (*count < room && got != 0) {
        got = read(STDIN_FILENO, bytes + *count, room - *count);
        if (got < 0 && errno != EINTR)
            return fail(FAIL_MALFORMED, "body: broken off after %zu bytes: %s", *count,
                        strerror(errno));
        if (got > 0)
            *count += (size_t)got;
    }
    return 0;
}

int
cgi_plain(const struct cgi_service *service)
{
    static const char name[] = "the answer to standard output";
    /* RFC 3875 4.2: standard input need not end after the body, so it is never read beyond. */
    struct cgi_exchange exchange = { .next = next_from_stdin, .marks_end = false };
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
    pool_free(pool);
    return rc;
}
