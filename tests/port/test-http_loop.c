/* src/port/http_loop.c against a server on the loopback interface (http_peer.h). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "http_peer.h"
#include "port/http_loop.h"
#include "port/http_wall.h"

#include <cmocka.h>

enum { PATIENCE_MS = 20000, MOST = 1024 * 1024, TRANSFERS = 32 };

struct rig {
    struct pool *pool;
    struct http_peer peer;
    struct http_loop *loop;
    struct http_exchange exchanges[TRANSFERS + 1]; /* must live until they have ended */
    size_t used;
};

/* Numbers to point to, for `data`. */
static int marks[TRANSFERS + 1];

static int
new_rig(void **state)
{
    struct rig *rig = calloc(1, sizeof(*rig));

    rig->pool = pool_new();
    rig->loop = http_loop_new(TRANSFERS);
    assert_non_null(rig->loop);
    http_peer_start(&rig->peer);
    for (int i = 0; i <= TRANSFERS; i++)
        marks[i] = i;
    *state = rig;
    return 0;
}

static int
end_rig(void **state)
{
    struct rig *rig = *state;

    http_loop_free(rig->loop);
    http_peer_stop(&rig->peer);
    pool_free(rig->pool);
    free(rig);
    return 0;
}

static struct http_exchange *
get(struct rig *rig, const char *host, const char *path)
{
    struct http_exchange *exchange = &rig->exchanges[rig->used++];

    *exchange = (struct http_exchange){
        .method = "GET",
        .url = pool_printf(rig->pool, "http://%s:%d%s", host, rig->peer.port, path),
        .timeout_ms = PATIENCE_MS,
        .ceiling = MOST,
    };
    return exchange;
}

static void
add(struct rig *rig, const struct http_exchange *exchange)
{
    int *mark = &marks[exchange - rig->exchanges];

    assert_int_equal(http_loop_add(rig->loop, rig->pool, exchange, mark), 0);
}

static int
number(const struct http_done *done)
{
    return *(const int *)done->data;
}

/* The next end, whatever it is. */
static struct http_done
next(struct rig *rig)
{
    struct http_done done = { 0 };

    while (!http_loop_next(rig->loop, &done)) {
        assert_true(http_loop_count(rig->loop) > 0);
        assert_int_equal(http_loop_wait(rig->loop, -1, PATIENCE_MS), 0);
    }
    return done;
}

static struct http_done
exchange_once(struct rig *rig, const struct http_exchange *exchange)
{
    struct http_done done;

    add(rig, exchange);
    done = next(rig);
    assert_ptr_equal(done.data, &marks[exchange - rig->exchanges]);
    assert_int_equal(http_loop_count(rig->loop), 0);
    return done;
}

/* 127.0.0.1 and ::1 are let through, and so is any port. */
static struct http_wall
home_wall(struct rig *rig)
{
    struct network *networks = pool_array(rig->pool, 2, sizeof *networks);

    assert_true(network_parse("127.0.0.0/8", &networks[0]));
    assert_true(network_parse("::1", &networks[1]));
    return (struct http_wall){
        .networks = networks, .network_count = 2, .plain_http = true, .any_port = true
    };
}

static const struct http_wall public_wall = { .plain_http = true, .any_port = true };

static void
an_exchange_has_one_end(void **state)
{
    struct rig *rig = *state;
    struct http_done done = exchange_once(rig, get(rig, "127.0.0.1", "/ok"));

    assert_int_equal(done.rc, 0);
    assert_string_equal(done.detail, "");
    assert_false(done.cancelled);
    assert_int_equal(done.answer.status, 200);
    assert_string_equal(done.answer.body, "ok");
    assert_string_equal(done.answer.content_type, "text/plain");
    assert_true(done.answer.duration_ms >= 0 && done.answer.duration_ms < PATIENCE_MS);
    assert_false(http_loop_next(rig->loop, &done));
}

static void
connections_are_kept(void **state)
{
    struct rig *rig = *state;

    for (int i = 0; i < 10; i++)
        assert_int_equal(exchange_once(rig, get(rig, "127.0.0.1", "/ok")).rc, 0);
    assert_int_equal(atomic_load(&rig->peer.connections), 1);
    assert_int_equal(atomic_load(&rig->peer.requests), 10);
}

/* The place of an exchange is used again by the next one. */
static void
nothing_goes_from_one_exchange_to_the_next(void **state)
{
    static const struct http_header headers[] = { { "X-Secret", "1" } };
    struct rig *rig = *state;
    struct http_exchange *first = get(rig, "127.0.0.1", "/named");
    struct http_done done;

    first->headers = headers;
    first->header_count = 1;
    done = exchange_once(rig, first);
    assert_string_equal(http_answer_header(&done.answer, "X-Name"), "named");
    done = exchange_once(rig, get(rig, "127.0.0.1", "/ok"));
    assert_null(http_answer_header(&done.answer, "X-Name"));
}

static void
a_silent_peer_holds_up_nobody(void **state)
{
    struct rig *rig = *state;
    struct http_done done;

    add(rig, get(rig, "127.0.0.1", "/silent"));
    for (int i = 1; i < TRANSFERS; i++)
        add(rig, get(rig, "127.0.0.1", "/ok"));
    for (int i = 1; i < TRANSFERS; i++) {
        done = next(rig);
        assert_int_equal(done.rc, 0);
        assert_int_not_equal(number(&done), 0);
    }
    assert_int_equal(http_loop_count(rig->loop), 1);
}

static void
a_silent_peer_is_given_up(void **state)
{
    struct rig *rig = *state;
    struct http_exchange *exchange = get(rig, "127.0.0.1", "/silent");
    struct http_done done;

    exchange->timeout_ms = 200;
    done = exchange_once(rig, exchange);
    assert_int_equal(done.rc, FAIL_TIMEOUT);
    assert_non_null(strstr(done.detail, "127.0.0.1"));
    assert_int_equal(done.answer.status, 0);
    assert_true(done.answer.duration_ms >= 200);
}

static void
a_full_loop_takes_no_more(void **state)
{
    struct rig *rig = *state;
    struct http_exchange *one_more;

    for (int i = 0; i < TRANSFERS; i++)
        add(rig, get(rig, "127.0.0.1", "/ok"));
    one_more = get(rig, "127.0.0.1", "/ok");
    assert_int_equal(http_loop_add(rig->loop, rig->pool, one_more, NULL), FAIL_BUSY);
    assert_int_equal(http_loop_count(rig->loop), TRANSFERS);
    (void)next(rig);
    add(rig, one_more);
    for (int i = 0; i < TRANSFERS; i++)
        assert_int_equal(next(rig).rc, 0);
}

static void
what_can_not_begin_ends_by_next(void **state)
{
    static const struct http_header header = { "X", "a\r\nY: b" };
    struct rig *rig = *state;
    struct http_exchange *exchange = get(rig, "127.0.0.1", "/ok");
    struct http_done done;

    exchange->url = "ftp://127.0.0.1/";
    done = exchange_once(rig, exchange);
    assert_int_equal(done.rc, FAIL_FIELD);
    assert_string_not_equal(done.detail, "");
    exchange = get(rig, "127.0.0.1", "/ok");
    exchange->headers = &header;
    exchange->header_count = 1;
    assert_int_equal(exchange_once(rig, exchange).rc, FAIL_FIELD);
    assert_int_equal(atomic_load(&rig->peer.connections), 0);
}

static void
a_refused_connection(void **state)
{
    struct rig *rig = *state;
    struct http_exchange *exchange = get(rig, "127.0.0.1", "/TOKEN");
    struct http_done done;

    exchange->url = "http://127.0.0.1:1/TOKEN";
    done = exchange_once(rig, exchange);
    assert_int_equal(done.rc, FAIL_NETWORK);
    assert_null(strstr(done.detail, "TOKEN"));
}

static void
redirects_are_answers(void **state)
{
    struct rig *rig = *state;
    struct http_done done = exchange_once(rig, get(rig, "127.0.0.1", "/moved"));

    assert_int_equal(done.rc, 0);
    assert_int_equal(done.answer.status, 302);
    assert_int_equal(atomic_load(&rig->peer.requests), 1);
}

static void
what_came_is_told_with_a_failure(void **state)
{
    struct rig *rig = *state;
    struct http_done done = exchange_once(rig, get(rig, "127.0.0.1", "/short"));

    assert_int_equal(done.rc, FAIL_NETWORK);
    assert_int_equal(done.answer.status, 200);
    assert_string_equal(done.answer.body, "short");
    assert_string_equal(http_answer_header(&done.answer, "Content-Length"), "100");
}

static void
beyond_the_ceiling_is_a_failure(void **state)
{
    struct rig *rig = *state;

    assert_int_equal(exchange_once(rig, get(rig, "127.0.0.1", "/long")).rc, FAIL_TOO_LARGE);
}

static void
beyond_the_ceiling_is_cut_where_it_is_not_kept(void **state)
{
    struct rig *rig = *state;
    struct http_exchange *exchange = get(rig, "127.0.0.1", "/long");
    struct http_done done;

    exchange->keep = 1000;
    done = exchange_once(rig, exchange);
    assert_int_equal(done.rc, 0);
    assert_int_equal(done.answer.status, 200);
    assert_int_equal(done.answer.length, 1000);
    assert_int_equal(strspn(done.answer.body, "x"), 1000);
}

/* All of it is read, so the connection can be used again. */
static void
what_is_not_kept_is_read(void **state)
{
    struct rig *rig = *state;
    struct http_exchange *exchange = get(rig, "127.0.0.1", "/long");

    exchange->keep = 1;
    exchange->ceiling = (size_t)MOST * 3;
    assert_int_equal(exchange_once(rig, exchange).answer.length, 1);
    assert_int_equal(exchange_once(rig, get(rig, "127.0.0.1", "/ok")).rc, 0);
    assert_int_equal(atomic_load(&rig->peer.connections), 1);
}

static void
headers_have_a_ceiling_behind_a_wall(void **state)
{
    struct rig *rig = *state;
    const struct http_wall wall = home_wall(rig);
    struct http_exchange *exchange = get(rig, "127.0.0.1", "/headers");
    struct http_done done;

    assert_int_equal(exchange_once(rig, exchange).rc, 0);
    exchange = get(rig, "127.0.0.1", "/headers");
    exchange->wall = &wall;
    done = exchange_once(rig, exchange);
    assert_int_equal(done.rc, FAIL_TOO_LARGE);
    assert_non_null(strstr(done.detail, "headers"));
}

static void
the_wall_lets_nobody_through_to_us(void **state)
{
    static const char *const hosts[] = {
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1",
        "localhost", "[::1]", "0",          "[::]",       "[::ffff:127.0.0.1]"
    };
    struct rig *rig = *state;
    const struct http_wall home = home_wall(rig);
    struct http_exchange *exchange;
    struct http_done done;

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        exchange = get(rig, hosts[i], "/ok");
        exchange->wall = &public_wall;
        done = exchange_once(rig, exchange);
        assert_int_equal(done.rc, FAIL_REFUSED);
        assert_non_null(strstr(done.detail, "refused: "));
        assert_non_null(strstr(done.detail, " is not public"));
    }
    /* One that is let through is the first whose connection comes: nobody has knocked before. */
    exchange = get(rig, "localhost", "/ok");
    exchange->wall = &home;
    assert_int_equal(exchange_once(rig, exchange).rc, 0);
    assert_int_equal(atomic_load(&rig->peer.connections), 1);
}

static void
networks_of_ones_own_are_let_through(void **state)
{
    struct rig *rig = *state;
    const struct http_wall wall = home_wall(rig);
    struct http_exchange *exchange = get(rig, "localhost", "/ok");

    exchange->wall = &wall;
    assert_int_equal(exchange_once(rig, exchange).rc, 0);
    assert_int_equal(atomic_load(&rig->peer.requests), 1);
}

static void
a_kept_connection_is_looked_at_again(void **state)
{
    struct rig *rig = *state;
    const struct http_wall wall = home_wall(rig);
    struct http_exchange *exchange = get(rig, "localhost", "/ok");

    exchange->wall = &wall;
    assert_int_equal(exchange_once(rig, exchange).rc, 0);
    exchange = get(rig, "localhost", "/ok");
    exchange->wall = &public_wall;
    assert_int_equal(exchange_once(rig, exchange).rc, FAIL_REFUSED);
    assert_int_equal(atomic_load(&rig->peer.requests), 1);
    assert_int_equal(atomic_load(&rig->peer.connections), 1);
}

static void
ports_are_those_of_the_wall(void **state)
{
    static const uint16_t ports[] = { 443 };
    struct rig *rig = *state;
    struct http_wall wall = home_wall(rig);
    struct http_exchange *exchange = get(rig, "localhost", "/ok");

    wall.any_port = false;
    wall.ports = ports;
    wall.port_count = 1;
    exchange->wall = &wall;
    assert_int_equal(exchange_once(rig, exchange).rc, FAIL_REFUSED);
    exchange = get(rig, "localhost", "/ok");
    wall = home_wall(rig);
    wall.plain_http = false;
    exchange->wall = &wall;
    assert_int_equal(exchange_once(rig, exchange).rc, FAIL_REFUSED);
    assert_int_equal(atomic_load(&rig->peer.connections), 0);
}

static void
what_is_cancelled_has_an_end(void **state)
{
    struct rig *rig = *state;
    struct http_done done;

    add(rig, get(rig, "127.0.0.1", "/silent"));
    add(rig, get(rig, "127.0.0.1", "/silent"));
    assert_int_equal(http_loop_wait(rig->loop, -1, 1), 0);
    http_loop_cancel(rig->loop);
    for (int i = 0; i < 2; i++) {
        assert_true(http_loop_next(rig->loop, &done));
        assert_true(done.cancelled);
        assert_int_equal(done.rc, FAIL_BUSY);
        assert_int_equal(done.answer.status, 0);
    }
    assert_false(http_loop_next(rig->loop, &done));
    assert_int_equal(http_loop_count(rig->loop), 0);
    assert_int_equal(exchange_once(rig, get(rig, "127.0.0.1", "/ok")).rc, 0);
}

/* What has ended before stays what it was. */
static void
an_answer_that_came_is_not_cancelled(void **state)
{
    struct rig *rig = *state;
    struct http_done done;

    add(rig, get(rig, "127.0.0.1", "/ok"));
    while (http_loop_wait(rig->loop, -1, PATIENCE_MS) == 0 && atomic_load(&rig->peer.requests) == 0)
        continue;
    assert_int_equal(http_loop_wait(rig->loop, -1, PATIENCE_MS), 0);
    http_loop_cancel(rig->loop);
    assert_true(http_loop_next(rig->loop, &done));
    assert_false(done.cancelled);
    assert_int_equal(done.answer.status, 200);
}

static void
waiting_ends_by_the_descriptor(void **state)
{
    struct rig *rig = *state;
    int wake = eventfd(1, EFD_CLOEXEC);
    int64_t begin_ms = clock_steady_ms();

    assert_true(wake >= 0);
    assert_int_equal(http_loop_wait(rig->loop, wake, PATIENCE_MS), 0);
    add(rig, get(rig, "127.0.0.1", "/silent"));
    assert_int_equal(http_loop_wait(rig->loop, wake, PATIENCE_MS), 0);
    assert_true(clock_steady_ms() - begin_ms < PATIENCE_MS);
    assert_int_equal(http_loop_count(rig->loop), 1);
    close(wake);
}

static void
waiting_ends_by_time(void **state)
{
    struct rig *rig = *state;
    int64_t begin_ms = clock_steady_ms();

    assert_int_equal(http_loop_wait(rig->loop, -1, 20), 0);
    add(rig, get(rig, "127.0.0.1", "/silent"));
    assert_int_equal(http_loop_wait(rig->loop, -1, 20), 0);
    assert_true(clock_steady_ms() - begin_ms >= 40);
}

/* With some in flight, and some whose ends nobody has taken. */
static void
a_loop_is_freed_whatever_it_does(void **state)
{
    struct rig *rig = *state;

    add(rig, get(rig, "127.0.0.1", "/silent"));
    add(rig, get(rig, "127.0.0.1", "/ok"));
    assert_int_equal(http_loop_wait(rig->loop, -1, PATIENCE_MS), 0);
    http_loop_free(rig->loop);
    rig->loop = NULL;
    http_loop_free(NULL);
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, new_rig, end_rig, NULL                                                     \
    }

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("an-exchange-has-one-end", an_exchange_has_one_end),
        TEST("connections-are-kept", connections_are_kept),
        TEST("nothing-goes-from-one-exchange-to-the-next",
             nothing_goes_from_one_exchange_to_the_next),
        TEST("a-silent-peer-holds-up-nobody", a_silent_peer_holds_up_nobody),
        TEST("a-silent-peer-is-given-up", a_silent_peer_is_given_up),
        TEST("a-full-loop-takes-no-more", a_full_loop_takes_no_more),
        TEST("what-can-not-begin-ends-by-next", what_can_not_begin_ends_by_next),
        TEST("a-refused-connection", a_refused_connection),
        TEST("redirects-are-answers", redirects_are_answers),
        TEST("what-came-is-told-with-a-failure", what_came_is_told_with_a_failure),
        TEST("beyond-the-ceiling-is-a-failure", beyond_the_ceiling_is_a_failure),
        TEST("beyond-the-ceiling-is-cut-where-it-is-not-kept",
             beyond_the_ceiling_is_cut_where_it_is_not_kept),
        TEST("what-is-not-kept-is-read", what_is_not_kept_is_read),
        TEST("headers-have-a-ceiling-behind-a-wall", headers_have_a_ceiling_behind_a_wall),
        TEST("the-wall-lets-nobody-through-to-us", the_wall_lets_nobody_through_to_us),
        TEST("networks-of-ones-own-are-let-through", networks_of_ones_own_are_let_through),
        TEST("a-kept-connection-is-looked-at-again", a_kept_connection_is_looked_at_again),
        TEST("ports-are-those-of-the-wall", ports_are_those_of_the_wall),
        TEST("what-is-cancelled-has-an-end", what_is_cancelled_has_an_end),
        TEST("an-answer-that-came-is-not-cancelled", an_answer_that_came_is_not_cancelled),
        TEST("waiting-ends-by-the-descriptor", waiting_ends_by_the_descriptor),
        TEST("waiting-ends-by-time", waiting_ends_by_time),
        TEST("a-loop-is-freed-whatever-it-does", a_loop_is_freed_whatever_it_does),
    };

    return cmocka_run_group_tests_name("http_loop", tests, NULL, NULL);
}
