/* http_transfer.c - an exchange's beginning, its answer, its end */
#include "config.h"

#include <pthread.h>
#include <string.h>

#include "base/fail.h"
#include "port/http_guard.h"
#include "port/http_options.h"
#include "port/http_transfer.h"
#include "port/http_url.h"
#include "port/http_wall.h"

/* Should it fail, so does every curl_easy_init(). */
static void
start_libcurl(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

void
http_transfer_start(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, start_libcurl);
}

/* Of what is not kept it is enough to have read it. */
static size_t
bytes_to_keep(const struct http_transfer *transfer, size_t length)
{
    size_t room = transfer->body.ceiling - transfer->body.length;

    return transfer->exchange->keep > 0 && length > room ? room : length;
}

static size_t
take_body(char *bytes, size_t size, size_t count, void *data)
{
    struct http_transfer *transfer = data;
    const struct http_exchange *exchange = transfer->exchange;
    size_t length = size * count;

    transfer->cut = length > exchange->ceiling - transfer->read && exchange->keep > 0;
    if (transfer->cut)
        length = exchange->ceiling - transfer->read;
    if (length > exchange->ceiling - transfer->read)
        transfer->rc = fail(FAIL_TOO_LARGE, "%s: the answer is larger than %zu bytes",
                            transfer->peer, exchange->ceiling);
    else
        transfer->rc = buf_add(&transfer->body, bytes, bytes_to_keep(transfer, length));
    transfer->read += transfer->rc == 0 ? length : 0;
    return transfer->rc == 0 && !transfer->cut ? length : CURL_WRITEFUNC_ERROR;
}

static size_t
take_header(char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    return http_guard_header(data, size * count) ? size * count : 0;
}

static CURLcode
set_answer(struct http_transfer *transfer)
{
    CURL *easy = transfer->easy;
    CURLcode rc;

    rc = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    if (rc == CURLE_OK && transfer->exchange->wall != NULL)
        rc = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    if (rc == CURLE_OK && transfer->exchange->wall != NULL)
        rc = curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    return rc;
}

/* libcurl calls a line of the answer's headers that is beyond its 100 KiB a lack of memory, and an
 * answer that is no HTTP a protocol that it doesn't know. */
static bool
request_was_sent(CURL *easy)
{
    long bytes = 0;

    (void)curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &bytes);
    return bytes > 0;
}

static int
failure(const struct http_transfer *transfer, CURLcode code)
{
    const char *words = transfer->trouble[0] != '\0' ? transfer->trouble : curl_easy_strerror(code);

    if (transfer->rc != 0)
        return transfer->rc;
    if (transfer->refused != NULL && !transfer->let_through)
        return fail(FAIL_REFUSED, "%s: refused: %s", transfer->peer, transfer->refused);
    if (code == CURLE_OUT_OF_MEMORY && request_was_sent(transfer->easy))
        return fail(FAIL_TOO_LARGE, "%s: a header of the answer is too large", transfer->peer);
    if (code == CURLE_OUT_OF_MEMORY)
        return fail(FAIL_MEMORY, "%s: %s", transfer->peer, words);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return fail(FAIL_TIMEOUT, "%s: %s", transfer->peer, words);
    if (code == CURLE_URL_MALFORMAT || code == CURLE_BAD_FUNCTION_ARGUMENT ||
        (code == CURLE_UNSUPPORTED_PROTOCOL && !request_was_sent(transfer->easy)))
        return fail(FAIL_FIELD, "%s: %s", transfer->peer, words);
    return fail(FAIL_NETWORK, "%s: %s", transfer->peer, words);
}

/* libcurl leaves the line's end at the value of an empty header. */
static const char *
value_of(struct pool *pool, const struct curl_header *header)
{
    return pool_copy(pool, header->value, strcspn(header->value, "\r\n"));
}

/* libcurl keeps no more than 300 KiB of headers. */
static void
copy_headers(const struct http_transfer *transfer, struct http_answer *answer)
{
    struct curl_header *header = NULL;
    struct http_header *headers;
    size_t count = 0;

    while ((header = curl_easy_nextheader(transfer->easy, CURLH_HEADER, -1, header)) != NULL)
        count++;
    headers = pool_array(transfer->pool, count + 1, sizeof(*headers));
    for (count = 0;
         (header = curl_easy_nextheader(transfer->easy, CURLH_HEADER, -1, header)) != NULL; count++)
        headers[count] = (struct http_header){ pool_string(transfer->pool, header->name),
                                               value_of(transfer->pool, header) };
    answer->headers = headers;
    answer->header_count = count;
}

static void
copy_answer(struct http_transfer *transfer, struct http_answer *answer)
{
    const char *content_type = NULL;
    curl_off_t took_us = 0;
    long status = 0;

    (void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_TYPE, &content_type);
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &took_us);
    answer->status = (int)status;
    answer->duration_ms = took_us / 1000;
    answer->length = transfer->body.length;
    answer->body = pool_copy(transfer->pool, buf_string(&transfer->body), answer->length);
    answer->content_type = pool_string(transfer->pool, content_type);
    copy_headers(transfer, answer);
}

int
http_transfer_begin(struct http_transfer *transfer)
{
    const struct http_exchange *exchange = transfer->exchange;
    CURLcode code;
    int rc;

    transfer->trouble = pool_alloc(transfer->pool, CURL_ERROR_SIZE);
    buf_init(&transfer->body, exchange->keep > 0 ? exchange->keep : exchange->ceiling);
    rc = http_url_check(transfer->pool, exchange->url, &transfer->peer);
    if (rc == 0 && exchange->wall != NULL)
        rc = http_wall_check(transfer->pool, exchange->wall, exchange->url);
    if (rc == 0)
        rc = http_options_headers(transfer);
    if (rc != 0)
        return rc;
    code = http_options_set(transfer);
    if (code == CURLE_OK)
        code = set_answer(transfer);
    if (code == CURLE_OK && exchange->wall != NULL)
        code = http_guard_set(transfer);
    return code == CURLE_OK ? 0 : failure(transfer, code);
}

int
http_transfer_end(struct http_transfer *transfer, CURLcode code, struct http_answer *answer)
{
    copy_answer(transfer, answer);
    return code == CURLE_OK || transfer->cut ? 0 : failure(transfer, code);
}

void
http_transfer_clean(struct http_transfer *transfer)
{
    curl_slist_free_all(transfer->headers);
    transfer->headers = NULL;
    buf_free(&transfer->body);
}
