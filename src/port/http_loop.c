/*
 * http_loop.c - one libcurl multi handle, and a fresh easy handle for each exchange: 7.88 keeps the
 * buffer of one that has spoken HTTP/2 when it is reset, and its size no more
 */
#include "config.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/fail.h"
#include "port/http_curl.h"
#include "port/http_loop.h"
#include "port/http_transfer.h"

/* Where an exchange is while it has not been taken by http_loop_next(). */
struct place {
    struct http_transfer transfer;
    void *data;
    struct place *next; /* free, or ended */
    int rc;             /* it has not even begun */
    CURLcode code;      /* how it has ended otherwise */
    bool flying;
    bool cancelled;
    const char *detail; /* of rc */
};

struct http_loop {
    CURLM *multi;
    struct place *places;
    size_t place_count;
    size_t count; /* places in use */
    struct place *unused;
    struct place *ended; /* the first of them; told in the order in which they ended */
    struct place **last; /* where the next one is put */
};

struct http_loop *
http_loop_new(size_t transfers)
{
    struct http_loop *loop = calloc(1, sizeof *loop);

    http_transfer_start();
    if (loop != NULL) {
        loop->multi = curl_multi_init();
        loop->places = calloc(transfers, sizeof *loop->places);
    }
    if (loop == NULL || loop->multi == NULL || loop->places == NULL ||
        curl_multi_setopt(loop->multi, CURLMOPT_MAXCONNECTS, (long)transfers) != CURLM_OK) {
        http_loop_free(loop);
        (void)!fail(FAIL_MEMORY, "libcurl: no memory for %zu exchanges", transfers);
        return NULL;
    }
    loop->place_count = transfers;
    loop->last = &loop->ended;
    for (size_t i = transfers; i > 0; i--) {
        loop->places[i - 1].next = loop->unused;
        loop->unused = &loop->places[i - 1];
    }
    return loop;
}

/* The place has been taken off the multi handle. */
static void
leave(struct http_loop *loop, struct place *place)
{
    curl_easy_cleanup(place->transfer.easy);
    http_transfer_clean(&place->transfer);
    *place = (struct place){ .next = loop->unused };
    loop->unused = place;
    loop->count--;
}

static void
end(struct http_loop *loop, struct place *place)
{
    if (place->flying)
        (void)curl_multi_remove_handle(loop->multi, place->transfer.easy);
    place->flying = false;
    place->next = NULL;
    *loop->last = place;
    loop->last = &place->next;
}

void
http_loop_free(struct http_loop *loop)
{
    if (loop == NULL)
        return;
    for (size_t i = 0; i < loop->place_count; i++) {
        struct place *place = &loop->places[i];

        if (place->flying)
            (void)curl_multi_remove_handle(loop->multi, place->transfer.easy);
        curl_easy_cleanup(place->transfer.easy);
        http_transfer_clean(&place->transfer);
    }
    (void)curl_multi_cleanup(loop->multi);
    free(loop->places);
    free(loop);
}

/* rc: it can't begin. */
static int
begin(struct http_loop *loop, struct place *place)
{
    CURLMcode code;
    int rc = http_transfer_begin(&place->transfer);

    if (rc != 0)
        return rc;
    if (curl_easy_setopt(place->transfer.easy, CURLOPT_PRIVATE, place) != CURLE_OK)
        return fail(FAIL_MEMORY, "libcurl: no memory for an exchange");
    code = curl_multi_add_handle(loop->multi, place->transfer.easy);
    if (code != CURLM_OK)
        return fail(FAIL_MEMORY, "libcurl: %s", curl_multi_strerror(code));
    place->flying = true;
    return 0;
}

int
http_loop_add(struct http_loop *loop, struct pool *pool, const struct http_exchange *exchange,
              void *data)
{
    struct place *place = loop->unused;
    CURL *easy;

    if (place == NULL)
        return fail(FAIL_BUSY, "%zu exchanges are in flight", loop->place_count);
    easy = curl_easy_init();
    if (easy == NULL)
        return fail(FAIL_MEMORY, "libcurl: no memory for an exchange");
    loop->unused = place->next;
    loop->count++;
    place->data = data;
    place->transfer =
        (struct http_transfer){ .pool = pool, .exchange = exchange, .easy = easy, .many = true };
    place->rc = begin(loop, place);
    if (place->rc != 0) {
        place->detail = pool_string(pool, fail_detail());
        end(loop, place);
    }
    return 0;
}

/* Lets libcurl work, and finds what has ended. */
static int
go_on(struct http_loop *loop)
{
    int running = 0, left = 0;
    CURLMcode code = curl_multi_perform(loop->multi, &running);
    CURLMsg *message;

    if (code != CURLM_OK)
        return fail(FAIL_SYSTEM, "libcurl: %s", curl_multi_strerror(code));
    while ((message = curl_multi_info_read(loop->multi, &left)) != NULL) {
        struct place *place = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &place);
        place->code = message->data.result;
        end(loop, place);
    }
    return 0;
}

int
http_loop_wait(struct http_loop *loop, int wake_fd, int64_t ms)
{
    struct curl_waitfd wake = { .fd = wake_fd, .events = CURL_WAIT_POLLIN };
    const int64_t until_ms = clock_steady_ms() + ms;
    int rc = go_on(loop);

    while (rc == 0 && loop->ended == NULL && wake.revents == 0) {
        int64_t left_ms = until_ms - clock_steady_ms();
        CURLMcode code;

        if (left_ms <= 0)
            break;
        code = curl_multi_poll(loop->multi, &wake, wake_fd >= 0, (int)left_ms, NULL);
        rc = code == CURLM_OK ? go_on(loop)
                              : fail(FAIL_SYSTEM, "libcurl: %s", curl_multi_strerror(code));
    }
    return rc;
}

bool
http_loop_next(struct http_loop *loop, struct http_done *done)
{
    struct place *place = loop->ended;

    if (place == NULL)
        return false;
    loop->ended = place->next;
    if (loop->ended == NULL)
        loop->last = &loop->ended;

    *done = (struct http_done){ .data = place->data, .cancelled = place->cancelled };
    if (place->rc == 0) {
        done->rc = http_transfer_end(&place->transfer, place->code, &done->answer);
        place->detail = done->rc != 0 ? pool_string(place->transfer.pool, fail_detail()) : NULL;
    } else {
        done->rc = place->rc;
    }
    done->detail = place->detail != NULL ? place->detail : "";
    leave(loop, place);
    return true;
}

size_t
http_loop_count(const struct http_loop *loop)
{
    return loop->count;
}

void
http_loop_cancel(struct http_loop *loop)
{
    for (size_t i = 0; i < loop->place_count; i++) {
        struct place *place = &loop->places[i];

        if (!place->flying)
            continue;
        place->cancelled = true;
        place->rc = FAIL_BUSY;
        place->detail = "broken off, as the worker ends";
        end(loop, place);
    }
}
