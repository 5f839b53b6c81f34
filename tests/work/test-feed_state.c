/* test-feed_state.c - what is remembered of a feed comes back, for the same feed alone */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "store/some_jobs.h"
#include "work/feed_state.h"

#include <cmocka.h>

static const char *const before[] = { "stackoverflow-1", "feed-x-\xc3\xbc\"" };
static const struct feed feed = { .url = "https://a.example/q", .since_ms = 5 };
static const struct feed_state full = {
    .position = { .begun = true, .start_ms = NOW, .before = { before, 2 } },
    .mark = { .etag = "W/\"a\"", .modified = "Sun, 22 Nov 2026 09:33:43 GMT" },
    .until_ms = NOW + 7,
};

static struct feed_state
loaded(struct fixture *f, const char *name, const struct feed *of)
{
    struct feed_state state;

    assert_int_equal(feed_state_load(f->store, name, of, f->pool, &state), 0);
    return state;
}

static void
nothing_is_a_beginning(void **state)
{
    const struct feed_state first = loaded(*state, "news", &feed);

    assert_false(first.position.begun);
    assert_int_equal(first.position.before.count, 0);
    assert_null(first.mark.etag);
    assert_int_equal(first.version, 0);
}

static void
all_of_it_comes_back(void **state)
{
    struct fixture *f = *state;
    struct feed_state again;

    assert_int_equal(feed_state_save(f->store, "news", &feed, f->pool, &full, NOW), 0);
    again = loaded(f, "news", &feed);
    assert_true(again.position.begun);
    assert_int_equal(again.position.start_ms, NOW);
    assert_int_equal(again.position.before.count, 2);
    assert_string_equal(again.position.before.items[1], before[1]);
    assert_string_equal(again.mark.etag, full.mark.etag);
    assert_string_equal(again.mark.modified, full.mark.modified);
    assert_int_equal(again.until_ms, NOW + 7);
    assert_int_equal(again.version, 1);
    assert_false(loaded(f, "other", &feed).position.begun);
}

/* Also before the first look has come to its end. */
static void
a_server_that_wants_to_be_asked_later(void **state)
{
    struct fixture *f = *state;
    const struct feed_state later = { .until_ms = NOW + 7 };
    struct feed_state again;

    assert_int_equal(feed_state_save(f->store, "news", &feed, f->pool, &later, NOW), 0);
    again = loaded(f, "news", &feed);
    assert_false(again.position.begun);
    assert_int_equal(again.until_ms, NOW + 7);
}

/* Else "not modified" would hide what another `since` lets in. */
static void
with_another_since_the_document_is_read_again(void **state)
{
    struct fixture *f = *state;
    const struct feed other = { .url = feed.url, .since_ms = 0 };

    assert_int_equal(feed_state_save(f->store, "news", &feed, f->pool, &full, NOW), 0);
    assert_null(loaded(f, "news", &other).mark.etag);
    assert_null(loaded(f, "news", &other).mark.modified);
    assert_true(loaded(f, "news", &other).position.begun);
}

static void
with_another_url_it_begins_anew(void **state)
{
    struct fixture *f = *state;
    const struct feed other = { .url = "https://a.example/r", .since_ms = 5 };
    struct feed_state again;

    assert_int_equal(feed_state_save(f->store, "news", &feed, f->pool, &full, NOW), 0);
    again = loaded(f, "news", &other);
    assert_false(again.position.begun);
    assert_null(again.mark.etag);
    assert_int_equal(again.until_ms, 0);
    assert_int_equal(feed_state_save(f->store, "news", &other, f->pool, &again, NOW), 0);
    assert_int_equal(loaded(f, "news", &other).version, 2);
}

static void
of_two_one_saves(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(feed_state_save(f->store, "news", &feed, f->pool, &full, NOW), 0);
    assert_int_equal(feed_state_save(f->store, "news", &feed, f->pool, &full, NOW), FAIL_CONFLICT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("nothing-is-a-beginning", nothing_is_a_beginning),
        TEST("all-of-it-comes-back", all_of_it_comes_back),
        TEST("a-server-that-wants-to-be-asked-later", a_server_that_wants_to_be_asked_later),
        TEST("with-another-since-the-document-is-read-again",
             with_another_since_the_document_is_read_again),
        TEST("with-another-url-it-begins-anew", with_another_url_it_begins_anew),
        TEST("of-two-one-saves", of_two_one_saves),
    };

    log_open("test-feed_state", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("feed_state", tests, NULL, NULL);
}
