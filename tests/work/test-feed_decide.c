/* test-feed_decide.c - which entries become tasks, look after look */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "base/log.h"
#include "work/feed_decide.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NOW INT64_C(1800000000000)
#define MINUTE INT64_C(60000)
#define NONE 999999 /* no date */

enum { ENTRIES_MOST = 40, LOOKS_MOST = 6, TASKS_MOST = 20 };

/* Minutes from NOW; Q1 is an entry of that id. */
struct entry {
    const char *id; /* NULL: no more entries */
    int published, updated;
};

/* The feed as it is at `now`, and what is to be done: "new B, A; updated C; noted D". */
struct look {
    int now;
    int feed; /* its own date */
    struct entry entries[6];
    const char *done;
};

struct story {
    const char *name;
    int since;
    struct look looks[LOOKS_MOST];
};

/* What we remember of tasks. */
struct memory {
    const char *external[TASKS_MOST];
    int64_t updated_ms[TASKS_MOST];
    size_t count;
    struct feed_position position;
};

static const struct story stories[] = {
    { "a new feed starts from now",
      NONE,
      { { 0, 0, { { "C", -1, -1 }, { "B", -10, -2 }, { "A", -20, -20 } }, "" },
        { 15, 14, { { "D", 10, 10 }, { "C", -1, -1 }, { "B", -10, -2 } }, "new D" },
        { 30, 29, { { "D", 10, 10 }, { "C", -1, -1 }, { "B", -10, -2 } }, "" } } },
    { "or from since",
      -15,
      { { 0, 0, { { "C", -1, -1 }, { "B", -10, -2 }, { "A", -20, -20 } }, "new B, C" },
        { 15, 15, { { "C", -1, -1 }, { "B", -10, -2 }, { "A", -20, -20 } }, "" } } },
    { "since is itself included",
      -10,
      { { 0, 0, { { "B", -10, -10 }, { "A", -11, -10 } }, "new B" } } },
    { "since in the future waits",
      20,
      { { 0, 0, { { "A", 0, 0 } }, "" },
        { 30, 30, { { "B", 20, 20 }, { "A", 0, 25 } }, "new B" } } },
    { "an entry that was updated comes up again, once",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "B", 5, 5 } }, "new B" },
        { 30, 30, { { "B", 5, 20 } }, "updated B" },
        { 45, 45, { { "B", 5, 20 } }, "" },
        { 60, 60, { { "B", 5, 50 } }, "updated B" } } },
    { "new and updated since, all at once, oldest first",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "B", 5, 5 } }, "new B" },
        { 30, 30, { { "D", 28, 28 }, { "C", 20, 21 }, { "B", 5, 29 } }, "new C, D; updated B" } } },
    { "an entry from before the beginning stays out when it is updated",
      NONE,
      { { 0, 0, { { "B", -10, -10 }, { "A", -20, -20 } }, "" },
        { 15, 15, { { "A", -20, 14 }, { "B", -10, 13 } }, "" } } },
    { "also one that the first look did not list",
      NONE,
      { { 0, 0, { { "B", -10, -10 } }, "" },
        { 15, 15, { { "A", -20, 14 }, { "B", -10, -10 } }, "" } } },
    { "one that was published in the moment of the beginning, unseen",
      NONE,
      { { 0, 0, { { "B", -1, -1 } }, "" },
        { 15, 15, { { "C", -1, -1 }, { "B", -1, -1 } }, "new C" },
        { 30, 30, { { "B", -1, -1 }, { "C", -1, -1 } }, "" } } },
    { "equal times later: each once",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "C", 5, 5 }, { "B", 5, 5 } }, "new B, C" },
        { 30, 30, { { "D", 5, 5 }, { "C", 5, 5 }, { "B", 5, 5 } }, "new D" },
        { 45, 45, { { "D", 5, 40 }, { "C", 5, 40 }, { "B", 5, 5 } }, "updated C, D" } } },
    { "the order in the feed does not matter",
      NONE,
      { { 0, 0, { { "A", -20, -20 }, { "B", -1, -1 } }, "" },
        { 15,
          15,
          { { "B", -1, -1 }, { "C", 3, 3 }, { "D", 2, 2 }, { "E", 4, 4 } },
          "new D, C, E" } } },
    { "one that comes late, older than what was seen",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "C", 14, 14 } }, "new C" },
        { 30, 30, { { "C", 14, 14 }, { "B", 5, 5 } }, "new B" } } },
    { "one that vanishes and comes back",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "B", 5, 5 } }, "new B" },
        { 30, 30, { { "C", 20, 20 } }, "new C" },
        { 45, 45, { { "C", 20, 20 }, { "B", 5, 5 } }, "" } } },
    { "one that was updated while it was away",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "B", 5, 5 } }, "new B" },
        { 30, 30, { { "C", 20, 20 } }, "new C" },
        { 45, 45, { { "C", 20, 20 }, { "B", 5, 19 } }, "updated B" } } },
    { "one of the beginning that vanishes and comes back",
      NONE,
      { { 0, 0, { { "A", -1, -1 } }, "" },
        { 15, 15, { { NULL, 0, 0 } }, "" },
        { 30, 30, { { "A", -1, -1 } }, "" },
        { 45, 45, { { "A", -1, 40 } }, "" } } },
    { "a feed that is empty at first begins by its own date",
      NONE,
      { { 0, -60, { { NULL, 0, 0 } }, "" },
        { 15, -45, { { "A", -50, -50 }, { "old", -90, -90 } }, "new A" } } },
    { "without a date, now",
      NONE,
      { { 0, NONE, { { NULL, 0, 0 } }, "" },
        { 15, NONE, { { "A", 5, 5 }, { "old", -90, -90 } }, "new A" } } },
    { "our clock is an hour ahead",
      NONE,
      { { 60, 0, { { "A", -20, -20 } }, "" },
        { 75, 15, { { "B", 5, 5 }, { "A", -20, -20 } }, "new B" },
        { 90, 30, { { "B", 5, 16 }, { "A", -20, -20 } }, "updated B" } } },
    { "our clock is an hour behind",
      NONE,
      { { -60, 0, { { "B", -1, -1 }, { "A", -70, -1 } }, "" },
        { -45, 15, { { "C", 5, 5 }, { "B", -1, -1 } }, "new C" },
        { -30, 30, { { "C", 5, 16 }, { "B", -1, 10 } }, "updated C" } } },
    { "our clock is set right by a year, ahead",
      NONE,
      { { -525600, 0, { { "B", -1, -1 }, { "A", -70, -1 } }, "" },
        { 15, 15, { { "C", 5, 5 }, { "B", -1, -1 }, { "A", -70, 10 } }, "new C" } } },
    { "our clock is set right by a year, back",
      NONE,
      { { 525600, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "B", 5, 5 }, { "A", -20, -20 } }, "new B" } } },
    { "our clock falls back for a while",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { -525600, 15, { { "B", 5, 5 }, { "A", -20, 12 } }, "ignored B" },
        { 30, 30, { { "B", 5, 20 }, { "A", -20, -20 } }, "new B" } } },
    { "an entry a few hours ahead hides no other",
      NONE,
      { { 0, 0, { { "X", 1200, 1200 }, { "A", -20, -20 } }, "" },
        { 15, 15, { { "X", 1200, 1200 }, { "B", 5, 5 }, { "A", -20, -20 } }, "new B" },
        { 1500, 1500, { { "X", 1200, 1200 }, { "B", 5, 1490 } }, "updated B" } } },
    { "one from far in the future is taken for undated",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "X", 9000000, 9000000 }, { "B", 5, 5 } }, "new B, X" },
        { 30, 30, { { "X", 9000000, 9000001 }, { "B", 5, 16 } }, "updated B" } } },
    { "a date that goes back and forth comes up once",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "B", 5, 10 } }, "new B" },
        { 30, 30, { { "B", 5, 7 } }, "" },
        { 45, 45, { { "B", 5, 10 } }, "" },
        { 60, 60, { { "B", 5, 11 } }, "updated B" } } },
    { "a feed without published",
      NONE,
      { { 0, 0, { { "B", NONE, -1 }, { "A", NONE, -20 } }, "" },
        { 15, 15, { { "C", NONE, 5 }, { "B", NONE, 6 }, { "A", NONE, 7 } }, "new C" },
        { 30, 30, { { "C", NONE, 20 }, { "B", NONE, 6 }, { "A", NONE, 7 } }, "updated C" } } },
    { "a feed without updated",
      NONE,
      { { 0, 0, { { "A", -20, NONE } }, "" },
        { 15, 15, { { "B", 5, NONE }, { "A", -20, NONE } }, "new B" },
        { 30, 30, { { "B", 5, NONE }, { "A", -20, NONE } }, "" } } },
    { "entries without dates have the feed's",
      NONE,
      { { 0, 0, { { "A", NONE, NONE } }, "" },
        { 15, 15, { { "B", NONE, NONE }, { "A", NONE, NONE } }, "new B" },
        { 30, 30, { { "B", NONE, NONE }, { "A", NONE, NONE } }, "" } } },
    { "nothing has a date",
      NONE,
      { { 0, NONE, { { "A", NONE, NONE } }, "" },
        { 15, NONE, { { "B", NONE, NONE }, { "A", NONE, NONE } }, "ignored B" },
        { 30, 30, { { "B", NONE, NONE }, { "A", NONE, NONE } }, "new B" } } },
    { "the same entry twice in one feed",
      NONE,
      { { 0, 0, { { "A", -20, -20 } }, "" },
        { 15, 15, { { "B", 5, 6 }, { "B", 5, 8 }, { "B", 5, 7 } }, "new B" },
        { 30, 30, { { "B", 5, 8 }, { "B", 5, 7 } }, "" } } },
};

static int64_t
ms_of(int minutes)
{
    return minutes == NONE ? 0 : NOW + minutes * MINUTE;
}

static struct atom_feed
feed_of(struct pool *pool, const struct look *look)
{
    struct atom_feed feed = { .updated_ms = ms_of(look->feed) };

    feed.entries = pool_array(pool, ENTRIES_MOST, sizeof(*feed.entries));
    for (const struct entry *entry = look->entries; entry->id != NULL; entry++)
        feed.entries[feed.count++] = (struct atom_entry){
            .id = entry->id,
            .published_ms = ms_of(entry->published),
            .updated_ms = ms_of(entry->updated),
        };
    return feed;
}

static size_t
remembered(const struct memory *memory, const char *external)
{
    size_t i;

    for (i = 0; i < memory->count; i++)
        if (strcmp(memory->external[i], external) == 0)
            break;
    return i;
}

static void
remember(struct memory *memory, const struct feed_item *item)
{
    size_t i = remembered(memory, item->external);

    assert_true(i < TASKS_MOST);
    memory->external[i] = item->external;
    memory->updated_ms[i] = item->updated_ms;
    memory->count += i == memory->count;
}

static const char *
listed(struct pool *pool, const struct feed_items *items, enum feed_verdict verdict,
       const char *name, const char *said)
{
    const char *ids = NULL;

    for (size_t i = 0; i < items->count; i++)
        if (items->items[i].verdict == verdict)
            ids = ids == NULL ? items->items[i].entry->id
                              : pool_printf(pool, "%s, %s", ids, items->items[i].entry->id);
    if (ids == NULL)
        return said;
    return pool_printf(pool, "%s%s%s %s", said, said[0] != '\0' ? "; " : "", name, ids);
}

/* One look, with what it leaves behind; what was to be done. */
static const char *
look_at(struct pool *pool, struct memory *memory, int since, const struct look *look)
{
    struct atom_feed feed = feed_of(pool, look);
    struct feed_position next;
    struct feed_items items;
    const char *said = "";

    assert_int_equal(feed_items(pool, "news", &feed, ms_of(look->now), &items), 0);
    for (size_t i = 0; i < items.count; i++) {
        size_t at = remembered(memory, items.items[i].external);

        if (at < memory->count) {
            items.items[i].known = FEED_MADE;
            items.items[i].known_ms = memory->updated_ms[at];
        }
    }
    feed_decide(pool, &memory->position, ms_of(since), ms_of(look->now), &items, &next);
    memory->position = next;
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i].verdict != FEED_SEEN && items.items[i].verdict != FEED_IGNORED)
            remember(memory, &items.items[i]);
    said = listed(pool, &items, FEED_NEW, "new", said);
    said = listed(pool, &items, FEED_UPDATED, "updated", said);
    said = listed(pool, &items, FEED_NOTED, "noted", said);
    return listed(pool, &items, FEED_IGNORED, "ignored", said);
}

static void
look_after_look(void **state)
{
    for (size_t i = 0; i < COUNT(stories); i++) {
        struct memory memory = { .count = 0 };

        for (size_t j = 0; j < LOOKS_MOST && stories[i].looks[j].done != NULL; j++) {
            const char *said = look_at(*state, &memory, stories[i].since, &stories[i].looks[j]);

            if (strcmp(said, stories[i].looks[j].done) != 0)
                fail_msg("%s: look %zu: %s", stories[i].name, j + 1, said);
            assert_true(memory.position.begun);
        }
    }
}

/* A crash lies between making tasks and saving the position, or between two tasks. */
static void
the_first_look_again_after_a_crash(void **state)
{
    static const struct look look = { 0, 0, { { "B", -1, -1 }, { "A", -9, -2 } }, NULL };
    static const struct look later = {
        5, 5, { { "C", 3, 3 }, { "B", -1, -1 }, { "A", -9, -2 } }, NULL
    };
    struct memory memory = { .count = 0 };

    assert_string_equal(look_at(*state, &memory, -30, &look), "new A, B");
    memory.position = (struct feed_position){ .begun = false };
    memory.count--;
    assert_string_equal(look_at(*state, &memory, -30, &later), "new B, C");
}

/* Two feeds of one site, and the same question in both. */
static void
an_entry_of_two_feeds_counts_once(void **state)
{
    static const struct look first = { 0, 0, { { "A", -20, -20 } }, NULL };
    static const struct look both = { 15, 15, { { "B", 5, 6 } }, NULL };
    static const struct look edited = { 30, 30, { { "B", 5, 20 } }, NULL };
    struct memory memory = { .count = 0 };
    struct feed_position one, other;

    assert_string_equal(look_at(*state, &memory, NONE, &first), "");
    one = other = memory.position;
    assert_string_equal(look_at(*state, &memory, NONE, &both), "new B");
    memory.position = other;
    assert_string_equal(look_at(*state, &memory, NONE, &both), "");
    assert_string_equal(look_at(*state, &memory, NONE, &edited), "updated B");
    memory.position = one;
    assert_string_equal(look_at(*state, &memory, NONE, &edited), "");
}

static void
since_that_is_set_later_and_taken_back(void **state)
{
    static const struct look look = {
        0, 0, { { "C", -1, -1 }, { "B", -10, -2 }, { "A", -20, -20 } }, NULL
    };
    struct memory memory = { .count = 0 };

    assert_string_equal(look_at(*state, &memory, NONE, &look), "");
    assert_string_equal(look_at(*state, &memory, -10, &look), "new B, C");
    assert_string_equal(look_at(*state, &memory, NONE, &look), "");
    assert_string_equal(look_at(*state, &memory, -60, &look), "new A");
}

/* A task may be there although its row says no gid, and the entry's dates say nothing of that. */
static void
what_was_begun_is_finished(void **state)
{
    static const struct look look = { 0, 0, { { "B", -1, -1 }, { "A", -90, -90 } }, NULL };
    struct feed_position position = { .begun = true, .start_ms = NOW }, next;
    struct atom_feed feed = feed_of(*state, &look);
    struct feed_items items;

    assert_int_equal(feed_items(*state, "news", &feed, NOW, &items), 0);
    items.items[0].known = FEED_BEGUN;
    feed_decide(*state, &position, 0, NOW, &items, &next);
    assert_string_equal(items.items[0].entry->id, "A");
    assert_int_equal(items.items[0].verdict, FEED_NEW);
    assert_int_equal(items.items[1].verdict, FEED_SEEN);
}

/* A row whose time is lost tells nothing of what happened since. */
static void
a_task_without_a_time_is_noted_first(void **state)
{
    static const struct look look = { 15, 15, { { "B", 5, 10 } }, NULL };
    static const struct look edited = { 30, 30, { { "B", 5, 20 } }, NULL };
    struct memory memory = { .position = { .begun = true, .start_ms = NOW } };

    assert_string_equal(look_at(*state, &memory, NONE, &look), "new B");
    memory.updated_ms[0] = 0;
    assert_string_equal(look_at(*state, &memory, NONE, &look), "noted B");
    assert_string_equal(look_at(*state, &memory, NONE, &look), "");
    assert_string_equal(look_at(*state, &memory, NONE, &edited), "updated B");
}

/* Thirty at a time, and a hundred come one by one, each edited when it has left the list. */
static void
a_feed_that_lists_the_newest_thirty(void **state)
{
    struct feed_position position = { .begun = false }, next;
    int made[100] = { 0 }, updated[100] = { 0 };
    struct pool *pool = pool_new();

    (void)state;
    for (int newest = 29; newest < 100; newest++) {
        struct atom_entry entries[30] = { { 0 } };
        struct atom_feed feed = { .entries = entries, .count = 30, .updated_ms = NOW };
        struct feed_items items;

        for (int i = 0; i < 30; i++) {
            entries[i].id = pool_printf(pool, "%d", newest - i);
            entries[i].published_ms = entries[i].updated_ms = NOW + (newest - i) * MINUTE;
        }
        assert_int_equal(feed_items(pool, "news", &feed, NOW + newest * MINUTE, &items), 0);
        for (size_t i = 0; i < items.count; i++) {
            int number = atoi(items.items[i].entry->id);

            items.items[i].known = made[number] > 0 ? FEED_MADE : FEED_UNKNOWN;
            items.items[i].known_ms = NOW + number * MINUTE;
        }
        feed_decide(pool, &position, 0, NOW + newest * MINUTE, &items, &next);
        position = next;
        for (size_t i = 0; i < items.count; i++) {
            made[atoi(items.items[i].entry->id)] += items.items[i].verdict == FEED_NEW;
            updated[atoi(items.items[i].entry->id)] += items.items[i].verdict == FEED_UPDATED;
        }
        assert_int_equal(position.before.count, 1);
    }
    for (int i = 0; i < 100; i++) {
        assert_int_equal(made[i], i > 29);
        assert_int_equal(updated[i], 0);
    }
    pool_free(pool);
}

static void
an_entry_that_has_no_name_is_ignored(void **state)
{
    struct atom_entry entry = { .updated_ms = NOW + MINUTE };
    struct atom_feed feed = { .entries = &entry, .count = 1 };
    struct feed_position position = { .begun = true, .start_ms = NOW }, next;
    struct feed_items items;

    assert_int_equal(feed_items(*state, "news", &feed, NOW, &items), 0);
    feed_decide(*state, &position, 0, NOW, &items, &next);
    assert_int_equal(items.items[0].verdict, FEED_IGNORED);
    assert_non_null(strstr(items.items[0].reason, "neither an id nor a link"));
}

struct external_row {
    const char *id, *link, *external;
};

static void
external_ids(void **state)
{
    static const struct external_row rows[] = {
        { "https://stackoverflow.com/q/79812345", NULL, "stackoverflow-79812345" },
        { "https://stackoverflow.com/q/79812345",
          "https://stackoverflow.com/questions/79812345/why", "stackoverflow-79812345" },
        { "https://stackoverflow.com/questions/79812345/why-q-1", NULL, "stackoverflow-79812345" },
        { "https://stackoverflow.com/questions/12?x#y", NULL, "stackoverflow-12" },
        { "http://stackoverflow.com/q/12", NULL, "stackoverflow-12" },
        { "urn:1", "https://stackoverflow.com/q/12/345", "stackoverflow-12" },
        { "https://stackoverflow.com/q/0012", NULL, "stackoverflow-12" },
        { NULL, "https://stackoverflow.com/q/12", "stackoverflow-12" },
        /* sha256 of the id, as sha256sum says */
        { "urn:1", NULL, "feed-my-news-0ee1048c0dfe09c7" },
        { "urn:1", "https://a.example/1", "feed-my-news-0ee1048c0dfe09c7" },
        { NULL, "urn:1", "feed-my-news-0ee1048c0dfe09c7" },
        { "https://ru.stackoverflow.com/q/12", NULL, "feed-my-news-" },
        { "https://stackoverflow.com/q/", NULL, "feed-my-news-" },
        { "https://stackoverflow.com/q/0", NULL, "feed-my-news-" },
        { "https://stackoverflow.com/q/12x", NULL, "feed-my-news-" },
        { "https://stackoverflow.com/q/1234567890123456789", NULL, "feed-my-news-" },
        { "https://stackoverflow.com/a/12", NULL, "feed-my-news-" },
        { "https://stackoverflow.com.evil.example/q/12", NULL, "feed-my-news-" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct atom_entry entry = { .id = rows[i].id, .link = rows[i].link };
        const char *external = NULL;
        size_t length = strlen(rows[i].external);

        assert_int_equal(feed_external(*state, "my news", &entry, &external), 0);
        if (rows[i].external[length - 1] != '-')
            assert_string_equal(external, rows[i].external);
        assert_int_equal(strncmp(external, rows[i].external, length), 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("look-after-look", look_after_look),
        TEST("the-first-look-again-after-a-crash", the_first_look_again_after_a_crash),
        TEST("an-entry-of-two-feeds-counts-once", an_entry_of_two_feeds_counts_once),
        TEST("since-that-is-set-later-and-taken-back", since_that_is_set_later_and_taken_back),
        TEST("what-was-begun-is-finished", what_was_begun_is_finished),
        TEST("a-task-without-a-time-is-noted-first", a_task_without_a_time_is_noted_first),
        TEST("a-feed-that-lists-the-newest-thirty", a_feed_that_lists_the_newest_thirty),
        TEST("an-entry-that-has-no-name-is-ignored", an_entry_that_has_no_name_is_ignored),
        TEST("external-ids", external_ids),
    };

    log_open("test-feed_decide", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("feed_decide", tests, NULL, NULL);
}
