/* test-live.c - settings that are used while a reload replaces them */
#include "config.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "live.h"

#include <cmocka.h>

struct place {
    struct pool *pool;
    char *directory;
    const char *path;
};

static void
host_is(struct place *place, const char *host)
{
    const char *text = pool_printf(place->pool, "state = \"/nowhere\"\nhost = %s\n", host);

    assert_int_equal(file_write(place->path, text, strlen(text), 0600), 0);
}

static int
setup(void **state)
{
    const char *base = getenv("TMPDIR");
    struct place *place = calloc(1, sizeof(*place));

    place->pool = pool_new();
    place->directory = pool_printf(place->pool, "%s/hk-live-XXXXXX", base ? base : "/tmp");
    if (mkdtemp(place->directory) == NULL)
        return -1;
    place->path = pool_printf(place->pool, "%s/hooklet.conf", place->directory);
    host_is(place, "first");
    *state = place;
    return 0;
}

static int
teardown(void **state)
{
    struct place *place = *state;

    unlink(place->path);
    rmdir(place->directory);
    pool_free(place->pool);
    free(place);
    return 0;
}

static void
assert_host(struct live *live, const char *host)
{
    const struct settings *settings = live_take(live);

    assert_string_equal(settings->host, host);
    live_give(live, settings);
}

static void
who_works_keeps_what_he_began_with(void **state)
{
    const struct settings *oldest, *older;
    struct place *place = *state;
    struct live live;

    assert_int_equal(live_open(&live, place->path, SETTINGS_RULES), 0);
    oldest = live_take(&live);
    host_is(place, "second");
    live_reload(&live);
    older = live_take(&live);
    host_is(place, "third");
    live_reload(&live);
    assert_string_equal(oldest->host, "first");
    live_give(&live, oldest);
    assert_string_equal(older->host, "second");
    live_give(&live, older);
    assert_host(&live, "third");
    live_close(&live);
}

static void
a_bad_file_changes_nothing(void **state)
{
    struct place *place = *state;
    struct live live;

    assert_int_equal(live_open(&live, place->path, SETTINGS_RULES), 0);
    host_is(place, "{ what");
    live_reload(&live);
    assert_host(&live, "first");
    live_close(&live);
}

static void
bad_from_the_start_there_is_nothing_to_take(void **state)
{
    struct place *place = *state;
    struct live live;

    host_is(place, "{ what");
    assert_int_equal(live_open(&live, place->path, SETTINGS_RULES), FAIL_CONFIG);
    assert_null(live_take(&live));
    live_close(&live);
}

static void *
take_and_give(void *data)
{
    for (int i = 0; i < 20000; i++) {
        const struct settings *settings = live_take(data);

        if (strlen(settings->host) == 0)
            return data;
        live_give(data, settings);
    }
    return NULL;
}

static void
reloads_between_threads(void **state)
{
    struct place *place = *state;
    struct live live;
    pthread_t threads[3];
    void *bad;

    assert_int_equal(live_open(&live, place->path, SETTINGS_RULES), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_and_give, &live), 0);
    for (int i = 0; i < 50; i++)
        live_reload(&live);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(threads[i], &bad), 0);
        assert_null(bad);
    }
    live_close(&live);
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, setup, teardown, NULL                                                      \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("who-works-keeps-what-he-began-with", who_works_keeps_what_he_began_with),
        TEST("a-bad-file-changes-nothing", a_bad_file_changes_nothing),
        TEST("bad-from-the-start-there-is-nothing-to-take",
             bad_from_the_start_there_is_nothing_to_take),
        TEST("reloads-between-threads", reloads_between_threads),
    };

    return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
