/* src/port/http.c against a server of one answer on the loopback interface. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/file.h"
#include "port/http.h"

#include <cmocka.h>

#define NETRC "machine 127.0.0.1 login me password s3cret\n"

enum { PATIENCE_MS = 20000, MOST = 1024 * 1024 };

struct server {
    struct pool *pool;
    const char *url;
    const char *answer; /* sent once the request is whole; NULL: none, the peer has to give up */
    size_t body;        /* bytes of the request's body to wait for */
    struct buf request; /* what came */
    int listener;
    pthread_t thread;
    char *directory; /* of the unix socket */
    char *path;
};

static bool
request_is_whole(const struct server *server)
{
    const char *end = strstr(buf_string(&server->request), "\r\n\r\n");

    return end != NULL &&
           server->request.length >= (size_t)(end + 4 - server->request.bytes) + server->body;
}

static void *
answer_once(void *data)
{
    struct server *server = data;
    int peer = accept(server->listener, NULL, NULL);
    char piece[4096];
    ssize_t got = 1;

    while (peer >= 0 && got > 0 && !request_is_whole(server)) {
        got = read(peer, piece, sizeof(piece));
        if (got > 0 && buf_add(&server->request, piece, (size_t)got) != 0)
            break;
    }
    if (peer >= 0 && server->answer != NULL)
        got = send(peer, server->answer, strlen(server->answer), MSG_NOSIGNAL);
    if (server->answer == NULL)
        got = read(peer, piece, sizeof(piece)); /* until the client has given up */
    if (peer >= 0)
        close(peer);
    return NULL;
}

static void
serve(struct server *server, const struct sockaddr *address, socklen_t size)
{
    server->listener = socket(address->sa_family, SOCK_STREAM, 0);
    assert_true(server->listener >= 0);
    assert_int_equal(bind(server->listener, address, size), 0);
    assert_int_equal(listen(server->listener, 5), 0);
    assert_int_equal(pthread_create(&server->thread, NULL, answer_once, server), 0);
}

static int
new_server(void **state)
{
    struct server *server = calloc(1, sizeof(*server));

    server->pool = pool_new();
    server->listener = -1;
    server->answer = "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\n"
                     "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
    buf_init(&server->request, MOST);
    *state = server;
    return 0;
}

static int
end_server(void **state)
{
    struct server *server = *state;

    if (server->listener >= 0) {
        shutdown(server->listener, SHUT_RDWR);
        pthread_join(server->thread, NULL);
        close(server->listener);
    }
    if (server->directory != NULL) {
        unlink(server->path);
        rmdir(server->directory);
    }
    buf_free(&server->request);
    pool_free(server->pool);
    free(server);
    return 0;
}

static const char *
serve_on_loopback(struct server *server)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof(address);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    serve(server, (const struct sockaddr *)&address, sizeof(address));
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
    return pool_printf(server->pool, "http://127.0.0.1:%d/path?q=1", ntohs(address.sin_port));
}

static struct http_exchange
get(const char *url)
{
    return (struct http_exchange){
        .method = "GET", .url = url, .timeout_ms = PATIENCE_MS, .ceiling = MOST
    };
}

/* The server's thread has ended, so what it read may be looked at. */
static const char *
request_of(struct server *server)
{
    pthread_join(server->thread, NULL);
    close(server->listener);
    server->listener = -1;
    return buf_string(&server->request);
}

static void
get_is_answered(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };

    assert_int_equal(http_exchange(server->pool, &exchange, &answer), 0);
    assert_int_equal(answer.status, 202);
    assert_string_equal(answer.body, "{}");
    assert_int_equal(answer.length, 2);
    assert_string_equal(answer.content_type, "application/json");
    assert_ptr_equal(strstr(request_of(server), "GET /path?q=1 HTTP/1.1\r\n"),
                     buf_string(&server->request));
}

static void
headers_of_the_answer_by_name(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange;
    struct http_answer answer = { 0 };

    server->answer = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nlink: <https://x/?a=1>; rel=\"next\"\r\n"
                     "X-Empty:\r\nLink: second\r\nContent-Length: 0\r\n\r\n";
    exchange = get(serve_on_loopback(server));
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), 0);
    assert_string_equal(http_answer_header(&answer, "etag"), "\"a\"");
    assert_string_equal(http_answer_header(&answer, "Link"), "<https://x/?a=1>; rel=\"next\"");
    assert_string_equal(http_answer_header(&answer, "x-empty"), "");
    assert_null(http_answer_header(&answer, "Retry-After"));
    assert_int_equal(answer.header_count, 5);
}

static void
post_sends_headers_and_raw_body(void **state)
{
    static const struct http_header headers[] = { { "Content-Type", "application/json" },
                                                  { "X-Empty", "" },
                                                  { "User-Agent", "GitHub-Hookshot/1" } };
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };
    const char *request;

    server->body = 5;
    exchange.method = "POST";
    exchange.headers = headers;
    exchange.header_count = 3;
    exchange.body = "a\0b\0c";
    exchange.length = 5;
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), 0);
    request = request_of(server);
    assert_non_null(strstr(request, "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(request, "\r\nX-Empty:\r\n"));
    assert_non_null(strstr(request, "\r\nUser-Agent: GitHub-Hookshot/1\r\n"));
    assert_non_null(strstr(request, "\r\nContent-Length: 5\r\n"));
    assert_null(strstr(request, "Expect:"));
    assert_memory_equal(request + server->request.length - 5, "a\0b\0c", 5);
}

static void
nothing_is_added_unasked(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };
    const char *request;

    server->body = 1;
    exchange.method = "POST";
    exchange.body = "x";
    exchange.length = 1;
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), 0);
    request = request_of(server);
    assert_null(strstr(request, "Content-Type"));
    assert_null(strstr(request, "Cookie"));
    assert_non_null(strstr(request, "\r\nUser-Agent: hooklet/"));
}

static void
environment_proxies_are_not_used(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };
    int rc;

    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    rc = http_exchange(server->pool, &exchange, &answer);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    assert_int_equal(rc, 0);
    assert_int_equal(answer.status, 202);
}

/* Whoever runs the worker may have passwords there, which are for nobody that a configuration names. */
static void
a_netrc_is_not_read(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };
    char directory[] = "/tmp/test-http-XXXXXX";
    const char *home = getenv("HOME"), *path;

    assert_non_null(mkdtemp(directory));
    path = pool_printf(server->pool, "%s/.netrc", directory);
    assert_int_equal(file_write(path, NETRC, strlen(NETRC), 0600), 0);
    setenv("HOME", directory, 1);
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), 0);
    if (home != NULL)
        setenv("HOME", home, 1);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(directory), 0);
    assert_null(strstr(request_of(server), "Authorization"));
}

static void
redirects_are_answers(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };

    server->answer = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                     "Content-Length: 0\r\nConnection: close\r\n\r\n";
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), 0);
    assert_int_equal(answer.status, 302);
    assert_string_equal(answer.body, "");
    assert_null(answer.content_type);
}

static void
ceiling_holds(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };

    server->answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789";
    exchange.ceiling = 9;
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), FAIL_TOO_LARGE);
    assert_int_equal(answer.status, 0);
}

static void
ceiling_itself_fits(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };

    server->answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789";
    exchange.ceiling = 10;
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), 0);
    assert_string_equal(answer.body, "0123456789");
}

static void
silent_server_is_given_up(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };

    server->answer = NULL;
    exchange.timeout_ms = 200;
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), FAIL_TIMEOUT);
}

static void
broken_answer_is_a_network_failure(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get(serve_on_loopback(server));
    struct http_answer answer = { 0 };

    server->answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort";
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), FAIL_NETWORK);
}

/* Port 1 of the loopback interface has no listener. */
static void
refused_connection_names_host_but_no_path(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get("http://127.0.0.1:1/hooks/TOKEN");
    struct http_answer answer = { 0 };

    assert_int_equal(http_exchange(server->pool, &exchange, &answer), FAIL_NETWORK);
    assert_non_null(strstr(fail_detail(), "127.0.0.1"));
    assert_null(strstr(fail_detail(), "TOKEN"));
}

static void
bad_urls_are_refused(void **state)
{
    static const char *const urls[] = { "",
                                        "no url",
                                        "ftp://127.0.0.1/",
                                        "file:///etc/passwd",
                                        "http://",
                                        "gopher://127.0.0.1/",
                                        "http://u:p@127.0.0.1/",
                                        "http://127.0.0.1:99999/" };
    struct server *server = *state;
    struct http_answer answer = { 0 };
    struct http_exchange exchange;
    size_t i;

    for (i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
        exchange = get(urls[i]);
        assert_int_equal(http_exchange(server->pool, &exchange, &answer), FAIL_FIELD);
    }
}

/* What libcurl would leave out must not go without. */
static void
values_that_libcurl_refuses(void **state)
{
    struct server *server = *state;
    struct http_exchange exchange = get("http://127.0.0.1:1/");
    struct http_answer answer = { 0 };

    exchange.body = "{}";
    exchange.length = (size_t)-2;
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), FAIL_FIELD);
}

static void
bad_headers_are_refused(void **state)
{
    static const struct http_header headers[] = { { "X", "a\r\nY: b" }, { "X", "a\n" },
                                                  { "X\r\nY", "a" },    { "X:", "a" },
                                                  { "", "a" },          { "X Y", "a" } };
    struct server *server = *state;
    struct http_exchange exchange = get("http://127.0.0.1:1/");
    struct http_answer answer = { 0 };
    size_t i;

    exchange.header_count = 1;
    for (i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
        exchange.headers = headers + i;
        assert_int_equal(http_exchange(server->pool, &exchange, &answer), FAIL_FIELD);
    }
}

static void
unix_socket_replaces_the_address(void **state)
{
    struct server *server = *state;
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct http_exchange exchange = get("http://hooks.example/status");
    struct http_answer answer = { 0 };
    const char *tmp = getenv("TMPDIR");

    server->directory =
        pool_printf(server->pool, "%s/test-http-XXXXXX", tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(server->directory));
    server->path = pool_printf(server->pool, "%s/s", server->directory);
    assert_true(strlen(server->path) < sizeof(address.sun_path));
    memcpy(address.sun_path, server->path, strlen(server->path));
    serve(server, (const struct sockaddr *)&address, sizeof(address));
    exchange.unix_socket = server->path;
    assert_int_equal(http_exchange(server->pool, &exchange, &answer), 0);
    assert_int_equal(answer.status, 202);
    assert_non_null(strstr(request_of(server), "\r\nHost: hooks.example\r\n"));
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, new_server, end_server, NULL                                               \
    }

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("get-is-answered", get_is_answered),
        TEST("headers-of-the-answer-by-name", headers_of_the_answer_by_name),
        TEST("post-sends-headers-and-raw-body", post_sends_headers_and_raw_body),
        TEST("nothing-is-added-unasked", nothing_is_added_unasked),
        TEST("environment-proxies-are-not-used", environment_proxies_are_not_used),
        TEST("a-netrc-is-not-read", a_netrc_is_not_read),
        TEST("redirects-are-answers", redirects_are_answers),
        TEST("ceiling-holds", ceiling_holds),
        TEST("ceiling-itself-fits", ceiling_itself_fits),
        TEST("silent-server-is-given-up", silent_server_is_given_up),
        TEST("broken-answer-is-a-network-failure", broken_answer_is_a_network_failure),
        TEST("refused-connection-names-host-but-no-path",
             refused_connection_names_host_but_no_path),
        TEST("bad-urls-are-refused", bad_urls_are_refused),
        TEST("values-that-libcurl-refuses", values_that_libcurl_refuses),
        TEST("bad-headers-are-refused", bad_headers_are_refused),
        TEST("unix-socket-replaces-the-address", unix_socket_replaces_the_address),
    };

    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
