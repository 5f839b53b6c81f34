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

static void
at_most_half_of_the_threads_keep_connections(void **state)
{
    struct service *service = service_up(4);
    int kept[2], third = dial(service->path);

    (void)state;
    for (int i = 0; i < 2; i++) {
        kept[i] = dial(service->path);
        ask_send(kept[i], &(struct ask){ .body = "kept", .keep = true });
        expect(answer_receive(service->pool, kept[i]), "4 kept");
    }
    ask_send(third, &(struct ask){ .body = "third", .keep = true });
    expect(answer_receive(service->pool, third), "5 third");
    assert_true(closed_by_peer(third));
    close(third);
    for (int i = 0; i < 2; i++) {
        ask_send(kept[i], &(struct ask){ .body = "again", .keep = true });
        expect(answer_receive(service->pool, kept[i]), "5 again");
        close(kept[i]);
    }
    service_down(service);
}

static void
a_place_for_kept_connections_is_given_back(void **state)
{
    struct service *service = service_up(2);
    int64_t until = clock_steady_ms() + DEADLINE_MS;
    bool kept = false;

    (void)state;
    for (int i = 0; i < 3; i++)
        expect(once(service, &(struct ask){ .body = "kept", .keep = true }), "4 kept");
    /* The other side notices a moment later that we have gone. */
    while (!kept && clock_steady_ms() < until) {
        int fd = dial(service->path);
        struct pollfd polled = { .fd = fd, .events = POLLIN };

        ask_send(fd, &(struct ask){ .body = "kept", .keep = true });
        expect(answer_receive(service->pool, fd), "4 kept");
        kept = poll(&polled, 1, 100) == 0;
        close(fd);
    }
    assert_true(kept);
    service_down(service);
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
        cmocka_unit_test(at_most_half_of_the_threads_keep_connections),
        cmocka_unit_test(a_place_for_kept_connections_is_given_back),
        cmocka_unit_test(many_parallel_connections),
        cmocka_unit_test(as_many_at_once_as_threads),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
