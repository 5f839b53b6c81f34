/* test-cgi_threads.c - stop, kept connections, many at once */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cgi_peer.h"
#include "port/cgi_threads.h"

/* Last, because its macro fail() would hide our function. */
#include <cmocka.h>

static void
stop_while_idle(void **state)
{
    struct service *service = service_up(4);

    (void)state;
    service_stop(service);
    assert_int_equal(access(service->path, F_OK), -1);
    service_free(service);
}

static void
stop_while_a_kept_connection_is_open(void **state)
{
    struct service *service = service_up(4);
    int fd = dial(service->path);

    (void)state;
    ask_send(fd, &(struct ask){ .body = "one", .keep = true });
    expect(answer_receive(service->pool, fd), "3 one");
    service_stop(service);
    assert_true(closed_by_peer(fd));
    close(fd);
    service_free(service);
}

static void
stop_finishes_what_was_begun(void **state)
{
    struct service *service = service_up(2);
    int fds[6];

    (void)state;
    for (int i = 0; i < 6; i++) {
        fds[i] = dial(service->path);
        ask_send(fds[i], &(struct ask){ .path = "/hold", .body = "begun", .keep = true });
    }
    gate_await(&service->gate, 2);
    /* Two are with their handlers, four wait in the backlog of a socket that is ours alone. */
    service_stop(service);
    for (int i = 0; i < 6; i++) {
        expect(answer_receive(service->pool, fds[i]), "5 begun");
        assert_true(closed_by_peer(fds[i]));
        close(fds[i]);
    }
    service_free(service);
}

/* Sends on a new connection, takes the answer, and leaves the connection open. */
static int
keep_one(struct service *service)
{
    int fd = dial(service->path);

    ask_send(fd, &(struct ask){ .body = "kept", .keep = true });
    expect(answer_receive(service->pool, fd), "4 kept");
    return fd;
}

static void
idle_connections_take_no_thread(void **state)
{
    struct service *service = service_up(1);
    int kept[12];

    (void)state;
    for (int i = 0; i < 12; i++)
        kept[i] = keep_one(service);
    for (int i = 11; i >= 0; i--) {
        ask_send(kept[i], &(struct ask){ .body = "again", .keep = true });
        expect(answer_receive(service->pool, kept[i]), "5 again");
        close(kept[i]);
    }
    service_down(service);
}

/*
 * The answer is here a moment before the connection has its place, so the one that is turned away
 * need not be the last that came.
 */
static int
await_one_closed(const int *fds, int count)
{
    struct pollfd polled[CGI_KEPT_MOST + 1];
    int closed = -1;

    for (int i = 0; i < count; i++)
        polled[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
    assert_int_equal(poll(polled, count, DEADLINE_MS), 1);
    for (int i = 0; i < count; i++)
        closed = polled[i].revents != 0 ? i : closed;
    assert_true(closed_by_peer(fds[closed]));
    return closed;
}

static void
so_many_connections_are_kept_and_their_places_given_back(void **state)
{
    struct service *service = service_up(2);
    int fds[CGI_KEPT_MOST + 1], turned_away;
    int64_t until;
    bool kept = false;

    (void)state;
    for (int i = 0; i <= CGI_KEPT_MOST; i++)
        fds[i] = keep_one(service);
    turned_away = await_one_closed(fds, CGI_KEPT_MOST + 1);
    close(fds[turned_away]);
    fds[turned_away] = fds[CGI_KEPT_MOST];
    close(fds[0]);
    /* The other side notices a moment later that we have gone. */
    until = clock_steady_ms() + DEADLINE_MS;
    while (!kept && clock_steady_ms() < until) {
        struct pollfd polled = { .fd = keep_one(service), .events = POLLIN };

        kept = poll(&polled, 1, 100) == 0;
        close(polled.fd);
    }
    assert_true(kept);
    for (int i = 1; i < CGI_KEPT_MOST; i++)
        close(fds[i]);
    service_down(service);
}

/* More than can be kept, and many more than threads: none is forgotten, none waits for another. */
static void
three_hundred_at_once(void **state)
{
    struct service *service = service_up(4);
    int fds[300];

    (void)state;
    for (int i = 0; i < 300; i++) {
        fds[i] = dial(service->path);
        assert_true(fds[i] >= 0);
        ask_send(fds[i], &(struct ask){ .body = "at once", .keep = true });
    }
    for (int i = 0; i < 300; i++)
        expect(answer_receive(service->pool, fds[i]), "7 at once");
    service_stop(service);
    for (int i = 0; i < 300; i++) {
        assert_true(closed_by_peer(fds[i]));
        close(fds[i]);
    }
    service_free(service);
}

static void
silent_connections_in_all_places_hold_up_nobody(void **state)
{
    struct service *service = service_up(4);
    int fds[CGI_KEPT_MOST];

    (void)state;
    for (int i = 0; i < CGI_KEPT_MOST; i++)
        fds[i] = keep_one(service);
    for (int i = 0; i < 44; i++)
        expect(once(service, &(struct ask){ .body = "new", .keep = i % 2 == 0 }), "3 new");
    for (int i = 0; i < CGI_KEPT_MOST; i++) {
        ask_send(fds[i], &(struct ask){ .body = "awake", .keep = true });
        expect(answer_receive(service->pool, fds[i]), "5 awake");
        close(fds[i]);
    }
    service_down(service);
}

/* Idle ones among them, at no regular distance. */
static void
stop_answers_kept_connections_that_just_asked(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        struct service *service = service_up(4);
        int fds[60];

        for (int i = 0; i < 60; i++)
            fds[i] = keep_one(service);
        for (int i = round % 6; i < 60; i += 6)
            ask_send(fds[i], &(struct ask){ .body = "just now", .keep = true });
        service_stop(service);
        for (int i = 0; i < 60; i++) {
            if (i % 6 == round % 6)
                expect(answer_receive(service->pool, fds[i]), "8 just now");
            assert_true(closed_by_peer(fds[i]));
            close(fds[i]);
        }
        assert_int_equal(access(service->path, F_OK), -1);
        service_free(service);
    }
}

/* All threads are busy as the word comes, so that the kept ones are taken by those that come back. */
static void
stop_answers_kept_connections_though_all_threads_are_busy(void **state)
{
    struct service *service = service_up(2);
    int held[2], fds[60];

    (void)state;
    for (int i = 0; i < 60; i++)
        fds[i] = keep_one(service);
    for (int i = 0; i < 2; i++) {
        held[i] = dial(service->path);
        ask_send(held[i], &(struct ask){ .path = "/hold", .body = "held" });
    }
    gate_await(&service->gate, 2);
    for (int i = 0; i < 10; i++)
        ask_send(fds[i], &(struct ask){ .body = "waits", .keep = true });
    service_stop(service);
    for (int i = 0; i < 2; i++) {
        expect(answer_receive(service->pool, held[i]), "4 held");
        close(held[i]);
    }
    for (int i = 0; i < 60; i++) {
        if (i < 10)
            expect(answer_receive(service->pool, fds[i]), "5 waits");
        assert_true(closed_by_peer(fds[i]));
        close(fds[i]);
    }
    service_free(service);
}

static void *
client(void *data)
{
    struct service *service = data;
    struct pool *pool = pool_new();
    int good = 0;

    for (int i = 0; i < 20; i++) {
        int fd = dial(service->path);

        ask_send(fd, &(struct ask){ .body = "parallel", .keep = i % 2 == 0 });
        good += strstr(answer_receive(pool, fd), "8 parallel") != NULL;
        close(fd);
    }
    pool_free(pool);
    return (void *)(intptr_t)good;
}

static void
many_parallel_connections(void **state)
{
    struct service *service = service_up(4);
    pthread_t clients[32];
    void *good;

    (void)state;
    for (int i = 0; i < 32; i++)
        assert_int_equal(pthread_create(&clients[i], NULL, client, service), 0);
    for (int i = 0; i < 32; i++) {
        pthread_join(clients[i], &good);
        assert_int_equal((intptr_t)good, 20);
    }
    service_down(service);
}

static void
as_many_at_once_as_threads(void **state)
{
    struct service *service = service_up(8);
    int fds[8];

    (void)state;
    for (int i = 0; i < 8; i++) {
        fds[i] = dial(service->path);
        ask_send(fds[i], &(struct ask){ .path = "/hold", .body = "held" });
    }
    gate_await(&service->gate, 8);
    gate_open(&service->gate);
    for (int i = 0; i < 8; i++) {
        expect(answer_receive(service->pool, fds[i]), "4 held");
        close(fds[i]);
    }
    service_down(service);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stop_while_idle),
        cmocka_unit_test(stop_while_a_kept_connection_is_open),
        cmocka_unit_test(stop_finishes_what_was_begun),
        cmocka_unit_test(idle_connections_take_no_thread),
        cmocka_unit_test(so_many_connections_are_kept_and_their_places_given_back),
        cmocka_unit_test(three_hundred_at_once),
        cmocka_unit_test(silent_connections_in_all_places_hold_up_nobody),
        cmocka_unit_test(stop_answers_kept_connections_that_just_asked),
        cmocka_unit_test(stop_answers_kept_connections_though_all_threads_are_busy),
        cmocka_unit_test(many_parallel_connections),
        cmocka_unit_test(as_many_at_once_as_threads),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
