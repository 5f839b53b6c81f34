/* http_guard.c - addresses are looked at twice: before a connection is made, and before it is used */
#include "config.h"

#include <sys/socket.h>

#include "base/fail.h"
#include "port/http_guard.h"
#include "port/http_wall.h"

enum {
    HEADERS_MOST = 64 * 1024, /* bytes of the answer's headers, trailers and interim ones */
    SLOWEST = 100,            /* bytes/s of an answer that has begun */
    SLOW_S = 10               /* for so long */
};

static bool
may_reach(struct http_transfer *transfer, const struct sockaddr *address)
{
    const char *trouble = http_wall_trouble(transfer->pool, transfer->exchange->wall, address);

    if (trouble == NULL)
        transfer->let_through = true;
    else
        transfer->refused = trouble;
    return trouble == NULL;
}

/* libcurl goes on with the name's next address when one is refused. */
static curl_socket_t
open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct http_transfer *transfer = data;

    if (purpose != CURLSOCKTYPE_IPCXN || !may_reach(transfer, &address->addr))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* A connection that was kept was opened for another exchange, whose wall may have been another. */
static int
look_again(void *data, char *remote, char *local, int remote_port, int local_port)
{
    struct http_transfer *transfer = data;
    struct sockaddr_storage address;

    (void)local;
    (void)local_port;
    transfer->let_through = false;
    if (!address_read(remote, remote_port, &address))
        transfer->refused = "nobody knows to which address";
    else if (may_reach(transfer, (const struct sockaddr *)&address))
        return CURL_PREREQFUNC_OK;
    return CURL_PREREQFUNC_ABORT;
}

/*
 * The system's certificates are looked up in their directory as they are needed: the file with all
 * of them is a MiB of memory for each connection.  Where there is no directory `ca_file` has to have
 * them all.
 */
static CURLcode
set_trust(CURL *easy, const char *ca_file)
{
    const char *directory = curl_version_info(CURLVERSION_NOW)->capath;

    if (ca_file == NULL && directory == NULL)
        return CURLE_OK;
    return curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
}

CURLcode
http_guard_set(struct http_transfer *transfer)
{
    const struct http_wall *wall = transfer->exchange->wall;
    CURL *easy = transfer->easy;
    CURLcode rc;

    rc = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, look_again);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
                              wall->plain_http ? "http,https" : "https");
    if (rc == CURLE_OK)
        rc = set_trust(easy, wall->ca_file);
    return rc;
}

/* Who has begun to answer has to go on; before that it may think for as long as the exchange may
 * take. */
static void
hurry(CURL *easy)
{
    (void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)SLOWEST);
    (void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
}

bool
http_guard_header(struct http_transfer *transfer, size_t length)
{
    if (transfer->header_bytes == 0)
        hurry(transfer->easy);
    if (length <= HEADERS_MOST - transfer->header_bytes) {
        transfer->header_bytes += length;
        return true;
    }
    transfer->rc = fail(FAIL_TOO_LARGE, "%s: the answer's headers are larger than %d bytes",
                        transfer->peer, HEADERS_MOST);
    return false;
}
