/* cgi_body.c - the body of a request, within the limits of the route and of the process */
#include "config.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "port/cgi_exchange.h"

enum {
    LARGE = 256 << 10, /* bytes: smaller bodies are free */
    BUDGET = 64 << 20, /* bytes of large bodies in one process */
    BUDGET_WAIT_MS = 2000,
};

void
cgi_budget_open(struct cgi_budget *budget)
{
    pthread_cond_init(&budget->freed, NULL);
    pthread_mutex_init(&budget->mutex, NULL);
    budget->left = BUDGET;
}

void
cgi_budget_close(struct cgi_budget *budget)
{
    pthread_cond_destroy(&budget->freed);
    pthread_mutex_destroy(&budget->mutex);
}

void
cgi_budget_give(struct cgi_exchange *exchange)
{
    struct cgi_budget *budget = exchange->budget;

    if (exchange->taken == 0)
        return;
    pthread_mutex_lock(&budget->mutex);
    budget->left += exchange->taken;
    pthread_cond_broadcast(&budget->freed);
    pthread_mutex_unlock(&budget->mutex);
    exchange->taken = 0;
}

static int
budget_take(struct cgi_exchange *exchange, size_t length)
{
    struct cgi_budget *budget = exchange->budget;
    size_t wanted = length > BUDGET ? BUDGET : length;
    struct timespec until = clock_deadline(BUDGET_WAIT_MS);
    int late = 0;

    if (budget == NULL || length <= LARGE)
        return 0;
    pthread_mutex_lock(&budget->mutex);
    while (budget->left < wanted && late == 0)
        late = pthread_cond_clockwait(&budget->freed, &budget->mutex, CLOCK_MONOTONIC, &until);
    if (budget->left >= wanted) {
        budget->left -= wanted;
        exchange->taken = wanted;
    }
    pthread_mutex_unlock(&budget->mutex);
    if (exchange->taken == 0)
        return fail(FAIL_BUSY, "body: too many large ones at once; no room for %zu bytes", length);
    return 0;
}

/* In the words of the web servers, which refuse most of these bodies before we see them. */
static int
too_large(const struct request *req, size_t ceiling)
{
    return fail(FAIL_TOO_LARGE, "the body is larger than %s", text_size(req->pool, ceiling));
}

/* What Content-Length says, when it is within the ceiling. */
static int
announced(const struct request *req, const char *text, size_t ceiling, size_t *length)
{
    size_t value = 0;

    if (text[strspn(text, "0123456789")] != '\0')
        return fail(FAIL_MALFORMED, "body: Content-Length is not a number");
    for (; *text != '\0' && value <= ceiling; text++)
        value = value * 10 + (size_t)(*text - '0');
    if (value > ceiling)
        return too_large(req, ceiling);
    *length = value;
    return 0;
}

bool
cgi_is_chunked(const struct request *req)
{
    const char *coding = request_header(req, "Transfer-Encoding");

    return coding != NULL && strcasecmp(coding, "chunked") == 0;
}

static int
measured_read(struct request *req, size_t length)
{
    struct cgi_exchange *exchange = req->exchange;
    char *body = pool_alloc(req->pool, length + 1);
    size_t count = 0, beyond = 0;
    char byte;
    int rc;

    rc = exchange->next(exchange, body, length, &count);
    if (rc == 0 && count < length)
        return fail(FAIL_MALFORMED, "body: ended after %zu of %zu bytes", count, length);
    if (rc == 0 && exchange->marks_end)
        rc = exchange->next(exchange, &byte, 1, &beyond);
    if (rc == 0 && beyond > 0)
        return fail(FAIL_MALFORMED, "body: longer than its Content-Length of %zu bytes", length);
    if (rc == 0) {
        req->body = body;
        req->length = length;
    }
    return rc;
}

/*
 * A body in chunks, of which Apache hands on what is in them, and no length (mod_proxy_fcgi,
 * mod_cgid): it ends where the stream does.  Most are small; the rest costs what the largest would.
 */
static int
chunked_read(struct request *req, size_t ceiling)
{
    struct cgi_exchange *exchange = req->exchange;
    size_t room = ceiling < LARGE ? ceiling : LARGE, count = 0, more = 0;
    char *body = pool_alloc(req->pool, room + 2), *all;
    int rc = exchange->next(exchange, body, room + 1, &count);

    if (rc == 0 && count > room && room < ceiling) {
        rc = budget_take(exchange, ceiling);
        if (rc != 0)
            return rc;
        all = pool_alloc(req->pool, ceiling + 2);
        memcpy(all, body, count);
        body = all;
        rc = exchange->next(exchange, body + count, ceiling + 1 - count, &more);
        count += more;
    }
    if (rc == 0 && count > ceiling)
        rc = too_large(req, ceiling);
    if (rc != 0)
        return rc;
    body[count] = '\0';
    req->body = body;
    req->length = count;
    return 0;
}

static int
body_read(struct request *req, size_t ceiling)
{
    const char *text = request_variable(req, "CONTENT_LENGTH");
    size_t length = 0;
    int rc;

    if (text == NULL || *text == '\0') {
        if (cgi_is_chunked(req))
            return chunked_read(req, ceiling);
        return fail(FAIL_LENGTH, "body: Content-Length is missing");
    }
    rc = announced(req, text, ceiling, &length);
    if (rc == 0)
        rc = budget_take(req->exchange, length);
    if (rc == 0)
        rc = measured_read(req, length);
    return rc;
}

int
request_read(struct request *req, size_t ceiling)
{
    if (req->exchange == NULL && req->length > ceiling)
        return too_large(req, ceiling);
    if (req->exchange == NULL || req->body != NULL)
        return 0;
    return body_read(req, ceiling);
}
