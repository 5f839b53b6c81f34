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
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "cgi_peer.h"

/* Last, because its macro fail() would hide our function. */
#include <cmocka.h>

static void
headers_are_found_by_their_http_names(void **state)
{
    static const char *const variables[] = { "HTTP_X_GITHUB_EVENT=push",   "HTTP_X_GITHUB=short",
                                             "CONTENT_TYPE=text/plain",    "HTTP_EMPTY=",
                                             "HTTP_X_GITHUB_EVENT=second", NULL };
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
a_body_set_by_a_test_has_its_ceiling_too(void **state)
{
    struct request req = { .body = "12345", .length = 5 };

    (void)state;
    assert_int_equal(request_read(&req, 5), 0);
    assert_int_equal(request_read(&req, 4), FAIL_TOO_LARGE);
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
        if (announced != NULL)
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_found_by_their_http_names),
        cmocka_unit_test(a_body_set_by_a_test_has_its_ceiling_too),
        cmocka_unit_test(plain_post),
        cmocka_unit_test(plain_reads_no_further_than_the_body),
        cmocka_unit_test(plain_bad_bodies),
        cmocka_unit_test(plain_get_and_head),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
