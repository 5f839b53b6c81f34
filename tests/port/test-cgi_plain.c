/* test-cgi_plain.c - plain CGI requests, and what requests are made of */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "cgi_peer.h"
#include "port/cgi_exchange.h"

/* Last, because its macro fail() would hide our function. */
#include <cmocka.h>

static void
headers_are_found_by_their_http_names(void **state)
{
    static const char *const variables[] = { "HTTP_X_GITHUB_EVENT=push", "HTTP_X_GITHUB=short",
                                             "CONTENT_TYPE=text/plain", "HTTP_EMPTY=", NULL };
    struct pool *pool = pool_new();
    struct request req = { .variables = variables, .pool = pool };

    (void)state;
    assert_string_equal(request_header(&req, "X-GitHub-Event"), "push");
    assert_string_equal(request_header(&req, "x-github-event"), "push");
    assert_string_equal(request_header(&req, "X-GitHub"), "short");
    assert_string_equal(request_header(&req, "Content-Type"), "text/plain");
    assert_string_equal(request_header(&req, "Empty"), "");
    assert_null(request_header(&req, "X-GitHub-Delivery"));
    assert_null(request_variable(&req, "CONTENT"));
    pool_free(pool);
}

static void
a_header_that_comes_twice_is_a_list(void **state)
{
    static const char *const variables[] = { "HTTP_X_SIGNATURE=good",
                                             "HTTP_EMPTY=", "HTTP_X_SIGNATURE=bad",
                                             "HTTP_EMPTY=", NULL };
    struct pool *pool = pool_new();
    struct request req = { .variables = variables, .pool = pool };

    (void)state;
    assert_string_equal(request_header(&req, "X-Signature"), "good, bad");
    assert_string_equal(request_header(&req, "Empty"), ", ");
    pool_free(pool);
}

static void
a_body_set_by_a_test_has_its_ceiling_too(void **state)
{
    struct pool *pool = pool_new();
    struct request req = { .body = "12345", .length = 5, .pool = pool };

    (void)state;
    assert_int_equal(request_read(&req, 5), 0);
    assert_int_equal(request_read(&req, 4), FAIL_TOO_LARGE);
    pool_free(pool);
}

/* Runs one plain CGI request in a child; without hang_up `input` stays open behind the body. */
static const char *
plain(struct service *service, const char *method, const char *announced, const char *input,
      bool hang_up)
{
    int in[2], out[2], status;
    char *said = pool_alloc(service->pool, 65536);
    size_t length = 0;
    ssize_t got;
    pid_t pid;

    assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        clearenv();
        setenv("REQUEST_METHOD", method, 1);
        setenv("SCRIPT_NAME", "/cgi-bin/test.cgi", 1);
        setenv("PATH_INFO", "/more", 1);
        if (announced != NULL && strcmp(announced, "chunked") == 0)
            setenv("HTTP_TRANSFER_ENCODING", announced, 1);
        else if (announced != NULL)
            setenv("CONTENT_LENGTH", announced, 1);
        close(in[1]);
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        service->cgi.listen_path = NULL;
        _exit(!cgi_is_plain(NULL) || cgi_serve(&service->cgi) != 0);
    }
    close(in[0]);
    close(out[1]);
    assert_int_equal(write(in[1], input, strlen(input)), (ssize_t)strlen(input));
    if (hang_up)
        close(in[1]);
    while ((got = read(out[0], said + length, 65535 - length)) > 0)
        length += (size_t)got;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    if (!hang_up)
        close(in[1]);
    close(out[0]);
    return said;
}

static void
plain_post(void **state)
{
    struct service *service = service_new(1);
    const char *said = plain(service, "POST", "5", "hello", true);

    (void)state;
    assert_int_equal(strncmp(said, "Status: 200 OK\r\n", 16), 0);
    expect(said, "\r\n\r\ntest POST /cgi-bin/test.cgi/more 5 hello custom=0");
    service_free(service);
}

static void
plain_reads_no_further_than_the_body(void **state)
{
    struct service *service = service_new(1);

    (void)state;
    expect(plain(service, "POST", "5", "hello and what is not ours", false), " 5 hello custom");
    service_free(service);
}

static void
plain_reads_chunks_to_their_end(void **state)
{
    struct service *service = service_new(1);

    (void)state;
    expect(plain(service, "POST", "chunked", "hello", true), " 5 hello custom");
    expect(plain(service, "POST", "chunked", "", true), " 0  custom");
    service_free(service);
}

/* With one socket for both ways, as mod_cgid has it: an end with something unread in it would take
 * the answer away. */
static void
plain_leaves_nothing_unread(void **state)
{
    static const char length[] = "65536";
    struct service *service = service_new(1);
    char *body = pool_alloc(service->pool, 65536);
    int ends[2], status;
    pid_t pid;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    send_all(ends[0], body, 65536);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        clearenv();
        setenv("REQUEST_METHOD", "POST", 1);
        setenv("SCRIPT_NAME", "/unread", 1);
        setenv("CONTENT_LENGTH", length, 1);
        dup2(ends[1], STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        service->cgi.listen_path = NULL;
        _exit(cgi_serve(&service->cgi) != 0);
    }
    close(ends[1]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(read(ends[0], body, 65535) > 0);
    expect(body, "Status: 405");
    close(ends[0]);
    service_free(service);
}

static void
plain_bad_bodies(void **state)
{
    struct service *service = service_new(1);

    (void)state;
    expect(plain(service, "POST", "6", "hello", true),
           pool_printf(service->pool, "failed %d", FAIL_MALFORMED));
    expect(plain(service, "POST", NULL, "hello", true),
           pool_printf(service->pool, "failed %d", FAIL_LENGTH));
    expect(plain(service, "POST", "26214401", "hello", true),
           pool_printf(service->pool, "failed %d", FAIL_TOO_LARGE));
    service_free(service);
}

static void
plain_get_and_head(void **state)
{
    struct service *service = service_new(1);

    (void)state;
    expect(plain(service, "GET", NULL, "", true), "test GET /cgi-bin/test.cgi/more 0 -");
    assert_string_equal(strstr(plain(service, "HEAD", NULL, "", true), "\r\n\r\n"), "\r\n\r\n");
    service_free(service);
}

/* What every answer has, behind what it says. */
#define USUAL "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n"

static void
heads_of_answers(void **state)
{
    static const struct {
        struct response res;
        const char *head;
    } table[] = {
        { { .status = 200, .body = "{}", .length = 2 },
          "Status: 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n" USUAL },
        { { .status = 201, .location = "/hooklet/api/targets/12" },
          "Status: 201 Created\r\nContent-Type: application/json\r\nContent-Length: 0\r\n"
          "Location: /hooklet/api/targets/12\r\n" USUAL },
        { { .status = 204 }, "Status: 204 No Content\r\n" USUAL },
        { { .status = 401, .challenge = "Bearer" },
          "Status: 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 0\r\n"
          "WWW-Authenticate: Bearer\r\n" USUAL },
        { { .status = 405, .allow = "GET, POST" },
          "Status: 405 Method Not Allowed\r\nContent-Type: application/json\r\n"
          "Content-Length: 0\r\nAllow: GET, POST\r\n" USUAL },
        { { .status = 409 },
          "Status: 409 Conflict\r\nContent-Type: application/json\r\nContent-Length: 0\r\n" USUAL },
        { { .status = 422 },
          "Status: 422 Unprocessable Content\r\nContent-Type: application/json\r\n"
          "Content-Length: 0\r\n" USUAL },
        { { .status = 503, .retry_after_s = 30 },
          "Status: 503 Service Unavailable\r\nContent-Type: application/json\r\n"
          "Content-Length: 0\r\nRetry-After: 30\r\n" USUAL },
    };
    struct pool *pool = pool_new();

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_string_equal(cgi_head(pool, &table[i].res), table[i].head);
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_found_by_their_http_names),
        cmocka_unit_test(a_header_that_comes_twice_is_a_list),
        cmocka_unit_test(a_body_set_by_a_test_has_its_ceiling_too),
        cmocka_unit_test(plain_post),
        cmocka_unit_test(plain_reads_no_further_than_the_body),
        cmocka_unit_test(plain_reads_chunks_to_their_end),
        cmocka_unit_test(plain_leaves_nothing_unread),
        cmocka_unit_test(plain_bad_bodies),
        cmocka_unit_test(plain_get_and_head),
        cmocka_unit_test(heads_of_answers),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
