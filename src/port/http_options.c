/* http_options.c - the request, and what holds for all of them */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/header.h"
#include "port/http_options.h"

enum { CONNECT_MS = 5000, SMALL = 4 * 1024, SMALL_UPLOAD = 16 * 1024 };

static int
add_line(struct http_transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);

    if (longer == NULL)
        return fail(FAIL_MEMORY, "libcurl: no memory for a header");
    transfer->headers = longer;
    return 0;
}

/* An empty value is spelled "Name;" for libcurl; "Name:" means that it leaves out its own. */
int
http_options_headers(struct http_transfer *transfer)
{
    const struct http_header *header = transfer->exchange->headers;
    size_t i;
    int rc;

    rc = add_line(transfer, "Expect:");
    if (rc == 0 && transfer->exchange->body != NULL)
        rc = add_line(transfer, "Content-Type:");
    for (i = 0; i < transfer->exchange->header_count && rc == 0; i++, header++) {
        if (!header_name_valid(header->name) || !header_value_valid(header->value))
            return fail(FAIL_FIELD,
                        "%s: header %zu: not a name, or a control character in its value",
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
set_request(CURL *easy, const struct http_transfer *transfer)
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
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)exchange->timeout_ms);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
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

/*
 * A name that is looked up slowly would hold up all others at its time-out: libcurl waits for the
 * thread, unless it is told that the process ends soon, which lets the thread clean up by itself.
 * Sessions are not kept: connections are, and each easy handle would have its own.
 */
static CURLcode
set_many(CURL *easy)
{
    CURLcode rc;

    rc = curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)SMALL);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)SMALL_UPLOAD);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    return rc;
}

CURLcode
http_options_set(struct http_transfer *transfer)
{
    CURLcode rc;

    rc = curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, transfer->trouble);
    if (rc == CURLE_OK)
        rc = set_request(transfer->easy, transfer);
    if (rc == CURLE_OK)
        rc = set_walls(transfer->easy);
    if (rc == CURLE_OK && transfer->many)
        rc = set_many(transfer->easy);
    return rc;
}
