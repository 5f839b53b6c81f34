/* test-cgi.c - FastCGI requests, from a web server that behaves and from one that does not */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fail.h"
#include "cgi_peer.h"

/* Last, because its macro fail() would hide our function. */
#include <cmocka.h>

static void
fastcgi_answers(void **state)
{
    struct service *service = service_up(4);
    const char *said = once(service, &(struct ask){ .body = "hello" });

    (void)state;
    expect(said, "Status: 200 OK\r\n");
    expect(said, "Content-Type: text/plain\r\nContent-Length: 32\r\n");
    expect(said, "Cache-Control: no-store\r\n");
    expect(said, "X-Content-Type-Options: nosniff\r\n");
    expect(said, "\r\n\r\ntest POST /echo 5 hello custom=0");
    service_down(service);
}

static void
head_has_no_body(void **state)
{
    struct service *service = service_up(4);
    const char *said = once(service, &(struct ask){ .method = "HEAD" });

    (void)state;
    expect(said, "Status: 200 OK\r\n");
    assert_string_equal(strstr(said, "\r\n\r\n"), "\r\n\r\n");
    service_down(service);
}

static void
allow_and_retry_after(void **state)
{
    struct service *service = service_up(4);

    (void)state;
    expect(once(service, &(struct ask){ .path = "/unread" }), "\r\nAllow: POST\r\n");
    expect(once(service, &(struct ask){ .announced = "-" }), "\r\nRetry-After: 30\r\n");
    service_down(service);
}

static void
two_requests_on_one_connection(void **state)
{
    struct service *service = service_up(4);
    int fd = dial(service->path);

    (void)state;
    ask_send(fd, &(struct ask){ .body = "one", .keep = true });
    expect(answer_receive(service->pool, fd), "3 one");
    ask_send(fd, &(struct ask){ .body = "three", .keep = true });
    expect(answer_receive(service->pool, fd), "5 three");
    close(fd);
    service_down(service);
}

static void
an_unread_body_does_not_spoil_the_next_request(void **state)
{
    struct service *service = service_up(4);
    char *large = pool_alloc(service->pool, 1 << 20);
    int fd = dial(service->path);

    (void)state;
    memset(large, 'x', 1 << 20);
    ask_send(fd,
             &(struct ask){ .path = "/unread", .body = large, .length = 1 << 20, .keep = true });
    expect(answer_receive(service->pool, fd), "Status: 405");
    ask_send(fd, &(struct ask){ .body = "next", .keep = true });
    expect(answer_receive(service->pool, fd), "4 next");
    close(fd);
    service_down(service);
}

static void
bodies_that_are_not_as_announced(void **state)
{
    static const struct {
        const char *announced, *body;
        int rc;
    } cases[] = {
        { "-", "body", FAIL_LENGTH },
        { "", "body", FAIL_LENGTH },
        { "5", "body", FAIL_MALFORMED },
        { "3", "body", FAIL_MALFORMED },
        { "4x", "body", FAIL_MALFORMED },
        { "-4", "body", FAIL_MALFORMED },
        { "26214401", "body", FAIL_TOO_LARGE },
        { "99999999999999999999999999", "body", FAIL_TOO_LARGE },
    };
    struct service *service = service_up(4);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *wanted = pool_printf(service->pool, "failed %d", cases[i].rc);

        expect(
            once(service, &(struct ask){ .announced = cases[i].announced, .body = cases[i].body }),
            wanted);
    }
    expect(once(service, &(struct ask){ .announced = "0" }), "POST /echo 0  custom");
    service_down(service);
}

static void
bodies_in_chunks(void **state)
{
    static const size_t sizes[] = { 4, 256 << 10, (256 << 10) + 1, CEILING };
    struct service *service = service_up(4);
    char *body = pool_alloc(service->pool, CEILING + 1);
    struct ask ask = { .announced = "chunked", .body = body };

    (void)state;
    memset(body, 'x', CEILING + 1);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ask.length = sizes[i];
        expect(once(service, &ask), pool_printf(service->pool, "POST /echo %zu xxxx", sizes[i]));
    }
    ask.length = CEILING + 1;
    expect(once(service, &ask), pool_printf(service->pool, "failed %d", FAIL_TOO_LARGE));
    expect(once(service, &(struct ask){ .announced = "chunked" }), "POST /echo 0  custom");
    service_down(service);
}

static void
a_stalled_peer_holds_up_nobody(void **state)
{
    struct service *service = service_up(2);
    int stalled = dial(service->path);

    (void)state;
    send_all(stalled, "\1\1\0\1", 4);
    for (int i = 0; i < 5; i++)
        expect(once(service, &(struct ask){ .body = "other" }), "5 other");
    assert_true(closed_by_peer(stalled));
    close(stalled);
    service_down(service);
}

static void
a_body_that_stalls_times_out(void **state)
{
    struct service *service = service_up(2);
    unsigned char begin[8] = { 0, 1, 1 };
    int fd = dial(service->path);
    struct buf out, params;

    (void)state;
    buf_init(&out, MOST);
    buf_init(&params, MOST);
    record(&out, BEGIN, begin, sizeof(begin));
    ask_params(&params, &(struct ask){ .announced = "100" }, 0);
    stream(&out, PARAMS, params.bytes, params.length);
    record(&out, STDIN, "part", 4);
    send_all(fd, out.bytes, out.length);
    expect(answer_receive(service->pool, fd),
           pool_printf(service->pool, "failed %d", FAIL_TIMEOUT));
    assert_true(closed_by_peer(fd));
    close(fd);
    buf_free(&params);
    buf_free(&out);
    service_down(service);
}

static void
rubbish_closes_its_connection_only(void **state)
{
    static const char *const rubbish[] = { "GET / HTTP/1.0\r\n\r\n", "\1\4\0\1\0\0\0\0", "\1" };
    static const size_t lengths[] = { 18, 8, 1 };
    struct service *service = service_up(4);

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        int fd = dial(service->path);

        send_all(fd, rubbish[i], lengths[i]);
        shutdown(fd, SHUT_WR);
        assert_true(closed_by_peer(fd));
        close(fd);
    }
    expect(once(service, &(struct ask){ .body = "good" }), "4 good");
    service_down(service);
}

static void
huge_params(void **state)
{
    struct service *service = service_up(4);
    char *value = pool_alloc(service->pool, (1 << 20) + 1);

    (void)state;
    memset(value, 'v', 1 << 20);
    expect(once(service, &(struct ask){ .custom = value, .body = "b", .fillers = 5000 }),
           "custom=1048576");
    service_down(service);
}

static void
large_bodies_share_a_budget(void **state)
{
    struct service *service = service_up(8);
    char *large = pool_alloc(service->pool, CEILING);
    int fds[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        fds[i] = dial(service->path);
        ask_send(fds[i], &(struct ask){ .path = "/hold", .body = large, .length = CEILING });
    }
    gate_await(&service->gate, 2);
    expect(once(service, &(struct ask){ .body = large, .length = CEILING }),
           pool_printf(service->pool, "failed %d", FAIL_BUSY));
    expect(once(service, &(struct ask){ .body = "small" }), "5 small");
    gate_open(&service->gate);
    for (int i = 0; i < 2; i++) {
        expect(answer_receive(service->pool, fds[i]), "POST /hold 26214400");
        close(fds[i]);
    }
    expect(once(service, &(struct ask){ .body = large, .length = CEILING }), "/echo 26214400");
    service_down(service);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fastcgi_answers),
        cmocka_unit_test(head_has_no_body),
        cmocka_unit_test(allow_and_retry_after),
        cmocka_unit_test(two_requests_on_one_connection),
        cmocka_unit_test(an_unread_body_does_not_spoil_the_next_request),
        cmocka_unit_test(bodies_that_are_not_as_announced),
        cmocka_unit_test(bodies_in_chunks),
        cmocka_unit_test(a_stalled_peer_holds_up_nobody),
        cmocka_unit_test(a_body_that_stalls_times_out),
        cmocka_unit_test(rubbish_closes_its_connection_only),
        cmocka_unit_test(huge_params),
        cmocka_unit_test(large_bodies_share_a_budget),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
