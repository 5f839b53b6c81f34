/* http.c - one libcurl easy handle per exchange: no state goes from one peer to the next */
#include "config.h"

#include <pthread.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/fail.h"
#include "port/http.h"
#include "port/http_curl.h"
#include "port/http_url.h"

enum { CONNECT_MS = 5000 };

struct transfer {
    struct pool *pool;
    const struct http_exchange *exchange;
    CURL *easy;
    struct curl_slist *headers;
    struct buf body;
    int rc;           /* why take_body() broke off, said already */
    char *trouble;    /* libcurl's words; CURL_ERROR_SIZE bytes */
    const char *peer; /* scheme and host, for texts */
};

/* Should it fail, so does every curl_easy_init(). */
static void
start_libcurl(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t
take_body(char *bytes, size_t size, size_t count, void *data)
{
    struct transfer *transfer = data;
    size_t length = size * count;

    if (length > transfer->body.ceiling - transfer->body.length)
        transfer->rc = fail(FAIL_TOO_LARGE, "%s: the answer is larger than %zu bytes",
                            transfer->peer, transfer->body.ceiling);
    else
        transfer->rc = buf_add(&transfer->body, bytes, length);
    return transfer->rc == 0 ? length : CURL_WRITEFUNC_ERROR;
}

static int
add_line(struct transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);

    if (longer == NULL)
        return fail(FAIL_MEMORY, "libcurl: no memory for a header");
    transfer->headers = longer;
    return 0;
}

static bool
header_safe(const struct http_header *header)
{
    static const char token[] = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz";

    return header->name[0] != '\0' && header->name[strspn(header->name, token)] == '\0' &&
           header->value[strcspn(header->value, "\r\n")] == '\0';
}

/* An empty value is spelled "Name;" for libcurl; "Name:" means that it leaves out its own. */
static int
add_headers(struct transfer *transfer)
{
    const struct http_header *header = transfer->exchange->headers;
    size_t i;
    int rc;

    rc = add_line(transfer, "Expect:");
    if (rc == 0 && transfer->exchange->body != NULL)
        rc = add_line(transfer, "Content-Type:");
    for (i = 0; i < transfer->exchange->header_count && rc == 0; i++, header++) {
        if (!header_safe(header))
            return fail(FAIL_FIELD, "%s: header %zu: not a name, or a line break in its value",
                        transfer->peer, i + 1);
        rc = add_line(transfer,
                      header->value[0] == '\0'
                          ? pool_printf(transfer->pool, "%s;", header->name)
                          : pool_printf(transfer->pool, "%s: %s", header->name, header->value));
    }
    return rc;
}

static CURLcode
set_body(CURL *easy, const struct http_exchange *exchange)
{
    const char *body = exchange->body != NULL ? exchange->body : "";
    curl_off_t length = exchange->body != NULL ? (curl_off_t)exchange->length : 0;
    CURLcode rc;

    if (exchange->body == NULL && strcmp(exchange->method, "POST") != 0)
        return CURLE_OK;
    rc = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, length);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    return rc;
}

static CURLcode
set_request(CURL *easy, const struct transfer *transfer)
{
    const struct http_exchange *exchange = transfer->exchange;
    CURLcode rc;

    rc = curl_easy_setopt(easy, CURLOPT_URL, exchange->url);
    if (rc == CURLE_OK && exchange->unix_socket != NULL)
        rc = curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, exchange->unix_socket);
    if (rc == CURLE_OK)
        rc = set_body(easy, exchange);
    if (rc == CURLE_OK)
        rc = strcmp(exchange->method, "HEAD") == 0
                 ? curl_easy_setopt(easy, CURLOPT_NOBODY, 1L)
                 : curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, exchange->method);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
    return rc;
}

static CURLcode
set_answer(CURL *easy, struct transfer *transfer)
{
    CURLcode rc;

    rc = curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)transfer->exchange->timeout_ms);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    return rc;
}

/* What must hold for every exchange, whatever the environment or a .netrc says. */
static CURLcode
set_walls(CURL *easy)
{
    CURLcode rc;

    rc = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_PROXY, "");
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    return rc;
}

static int
failure(const struct transfer *transfer, CURLcode code)
{
    const char *words = transfer->trouble[0] != '\0' ? transfer->trouble : curl_easy_strerror(code);

    if (transfer->rc != 0)
        return transfer->rc;
    if (code == CURLE_OUT_OF_MEMORY)
        return fail(FAIL_MEMORY, "%s: %s", transfer->peer, words);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return fail(FAIL_TIMEOUT, "%s: %s", transfer->peer, words);
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
        code == CURLE_BAD_FUNCTION_ARGUMENT)
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
copy_headers(const struct transfer *transfer, struct http_answer *answer)
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

const char *
http_answer_header(const struct http_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++) {
        if (strcasecmp(answer->headers[i].name, name) == 0)
            return answer->headers[i].value;
    }
    return NULL;
}

bool
http_date(const char *text, int64_t *ms)
{
    time_t seconds = curl_getdate(text, NULL);

    if (seconds < 0)
        return false;
    *ms = (int64_t)seconds * 1000;
    return true;
}

static int
perform(struct transfer *transfer, struct http_answer *answer)
{
    const char *content_type = NULL;
    long status = 0;
    CURLcode code;

    code = curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, transfer->trouble);
    if (code == CURLE_OK)
        code = set_request(transfer->easy, transfer);
    if (code == CURLE_OK)
        code = set_answer(transfer->easy, transfer);
    if (code == CURLE_OK)
        code = set_walls(transfer->easy);
    if (code == CURLE_OK)
        code = curl_easy_perform(transfer->easy);
    if (code != CURLE_OK)
        return failure(transfer, code);

    (void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_TYPE, &content_type);
    answer->status = (int)status;
    answer->length = transfer->body.length;
    answer->body = pool_copy(transfer->pool, buf_string(&transfer->body), answer->length);
    answer->content_type = pool_string(transfer->pool, content_type);
    copy_headers(transfer, answer);
    return 0;
}

int
http_exchange(struct pool *pool, const struct http_exchange *exchange, struct http_answer *answer)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct transfer transfer = { .pool = pool, .exchange = exchange };
    int rc;

    pthread_once(&once, start_libcurl);
    transfer.trouble = pool_alloc(pool, CURL_ERROR_SIZE);
    buf_init(&transfer.body, exchange->ceiling);
    rc = http_url_check(pool, exchange->url, &transfer.peer);
    if (rc == 0)
        rc = add_headers(&transfer);
    if (rc == 0) {
        transfer.easy = curl_easy_init();
        rc = transfer.easy != NULL ? perform(&transfer, answer)
                                   : fail(FAIL_MEMORY, "libcurl: no memory for an exchange");
    }
    curl_easy_cleanup(transfer.easy);
    curl_slist_free_all(transfer.headers);
    buf_free(&transfer.body);
    return rc;
}
