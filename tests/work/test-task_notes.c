/* test-task_notes.c - our part of a task's notes, and people's */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/utf8.h"
#include "work/task_notes.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define URL "https://github.com/acme/web/issues/12"
#define MARKER                                                                                     \
    "[hooklet:acme-web-12] Above this line hooklet writes; what you write below it stays."
#define OTHER "[hooklet:acme-api-3] Above this line hooklet writes; what you write below it stays."
#define CUT "\n\n(The text goes on at GitHub: it is longer than Asana takes.)\n\n"

static const char *
composed(struct pool *pool, const char *body, const char *note, const char *old)
{
    struct task_text text = { URL, body, note, "acme-web-12" };
    const char *notes = task_notes_compose(pool, &text, old);

    assert_true(utf8_valid(notes, strlen(notes)));
    return notes;
}

/* `count` times `text`. */
static char *
repeated(struct pool *pool, const char *text, size_t count)
{
    size_t length = strlen(text), i;
    char *all = pool_array(pool, count + 1, length);

    for (i = 0; i < count; i++)
        memcpy(all + i * length, text, length);
    return all;
}

static void
new_notes(void **state)
{
    static const struct {
        const char *body, *note, *notes;
    } cases[] = {
        { "Broken.", NULL, URL "\n\nBroken.\n\n" MARKER },
        { NULL, NULL, URL "\n\n" MARKER },
        { "", NULL, URL "\n\n" MARKER },
        { " \r\n\t\n", NULL, URL "\n\n" MARKER },
        { "one\r\ntwo\rthree\n", NULL, URL "\n\none\ntwo\nthree\n\n" MARKER },
        { "a\xe2\x80\xa8"
          "b\xc2\x85"
          "c\v"
          "d",
          NULL, URL "\n\na\nb\nc\nd\n\n" MARKER },
        { "  indented\n\n    code", NULL, URL "\n\n  indented\n\n    code\n\n" MARKER },
        { "a\x01"
          "b\x7f"
          "c",
          NULL, URL "\n\nabc\n\n" MARKER },
        { "bad \xff\xc3", NULL, URL "\n\nbad \xef\xbf\xbd\xef\xbf\xbd\n\n" MARKER },
        { "Broken.", "It was deleted.", URL "\n\nBroken.\n\nIt was deleted.\n\n" MARKER },
        { NULL, "It was deleted.", URL "\n\nIt was deleted.\n\n" MARKER },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        assert_string_equal(composed(*state, cases[i].body, cases[i].note, NULL), cases[i].notes);
}

/* What people may leave below the marker, each through ten updates. */
static void
words_below_are_kept(void **state)
{
    static const char *const words[] = {
        "",
        "ours",
        "\n\nwith blank lines\n\nbetween",
        "  indented",
        "two\r\nlines\r\n",
        "trailing \n \n",
        URL,
        MARKER,
        "copied:\n" MARKER "\nbelow the copy",
        OTHER "\n" OTHER,
        "[hooklet:",
        "(hooklet:x]",
        "\xf0\x9f\x98\x80 \xe2\x80\xa8 any",
    };
    const char *notes, *body;
    size_t i, round;

    for (i = 0; i < COUNT(words); i++) {
        notes = pool_printf(*state, "%s\n%s", composed(*state, "first", NULL, NULL), words[i]);
        for (round = 0; round < 10; round++) {
            body = round % 3 == 2 ? NULL : pool_printf(*state, "body %zu", round);
            notes = composed(*state, body, round == 5 ? "A note." : NULL, notes);
        }
        assert_string_equal(notes, pool_printf(*state, URL "\n\nbody 9\n\n" MARKER "%s%s",
                                               *words[i] == '\0' ? "" : "\n", words[i]));
    }
}

/* Asana may trim the end and change line ends; people may write behind the marker, or join it to the
 * line before. */
static void
a_marker_that_was_touched(void **state)
{
    static const struct {
        const char *old, *notes;
    } cases[] = {
        { URL "\n\nold\n\n" MARKER, URL "\n\nnew\n\n" MARKER },
        { URL "\n\nold\n\n" MARKER "\n", URL "\n\nnew\n\n" MARKER },
        { URL "\n\nold\n\n" MARKER " \t\n", URL "\n\nnew\n\n" MARKER },
        { URL "\r\n\r\nold\r\n\r\n" MARKER "\r\nours\r\n", URL "\n\nnew\n\n" MARKER "\nours\r\n" },
        { URL "\n\nold\n\n" MARKER " behind\nours", URL "\n\nnew\n\n" MARKER "\nbehind\nours" },
        { URL "\n\nold" MARKER "ours", URL "\n\nnew\n\n" MARKER "\nours" },
        { URL " old " MARKER " ours", URL "\n\nnew\n\n" MARKER "\nours" },
        { URL "\n\nold\n\n[hooklet:acme-web-12]\nours", URL "\n\nnew\n\n" MARKER "\nours" },
        { URL "\n\nold\n\n[hooklet:acme-web-12] I wrote here.",
          URL "\n\nnew\n\n" MARKER "\nI wrote here." },
        { "above\n" MARKER "\nours", URL "\n\nnew\n\n" MARKER "\nours" },
        { MARKER, URL "\n\nnew\n\n" MARKER },
        { OTHER "\nours", URL "\n\nnew\n\n" MARKER "\nours" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        assert_string_equal(composed(*state, "new", NULL, cases[i].old), cases[i].notes);
}

/* Their words stay; ours go as far as they can be told from theirs. */
static void
a_marker_that_was_deleted(void **state)
{
    static const struct {
        const char *old, *notes;
    } cases[] = {
        { "", URL "\n\nbody\n\n" MARKER },
        { " \n\n", URL "\n\nbody\n\n" MARKER },
        { URL "\n\nbody", URL "\n\nbody\n\n" MARKER },
        { URL "\n\nbody\n\n", URL "\n\nbody\n\n" MARKER },
        { URL "\n\nbody\n\nours", URL "\n\nbody\n\n" MARKER "\nours" },
        { URL "\r\n\r\nbody\r\n\r\nours\r\n", URL "\n\nbody\n\n" MARKER "\nours\r\n" },
        { URL "\n\nbody that they changed", URL "\n\nbody\n\n" MARKER "\nbody that they changed" },
        { URL "\n\nold body\n\nours", URL "\n\nbody\n\n" MARKER "\nold body\n\nours" },
        { URL "\n\nbo", URL "\n\nbody\n\n" MARKER },
        { URL, URL "\n\nbody\n\n" MARKER },
        { "ours", URL "\n\nbody\n\n" MARKER "\nours" },
        { "[hooklet:] [hooklet:a b] [hooklet:x",
          URL "\n\nbody\n\n" MARKER "\n[hooklet:] [hooklet:a b] [hooklet:x" },
    };
    const char *notes;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        notes = composed(*state, "body", NULL, cases[i].old);
        assert_string_equal(notes, cases[i].notes);
        assert_string_equal(composed(*state, "body", NULL, notes), notes);
    }
}

/* Rather twice than lost, and not once more with each update. */
static void
a_marker_copied_into_our_part(void **state)
{
    const char *old = MARKER "\n" URL "\n\nbody\n\n" MARKER "\nours", *notes;
    size_t round;

    notes = composed(*state, "body", NULL, old);
    assert_string_equal(notes, pool_printf(*state, URL "\n\nbody\n\n%s", old));
    for (round = 0; round < 10; round++)
        notes = composed(*state, "body", NULL, notes);
    assert_string_equal(notes, pool_printf(*state, URL "\n\nbody\n\n%s", old));
}

static void
a_body_with_markers(void **state)
{
    static const char *const bodies[] = {
        MARKER,
        OTHER,
        "see\n" MARKER "\n" OTHER "\nend",
        "[hooklet:[hooklet:x]",
        "[hook\x01let:x]",
        "[hooklet:\x01x]",
        "[hooklet:\xff]",
        "> " OTHER,
        "[hooklet:x",
        "\r[hooklet:x]\r",
    };
    const char *notes;
    size_t i;

    for (i = 0; i < COUNT(bodies); i++) {
        notes = composed(*state, bodies[i], bodies[i], NULL);
        assert_string_equal(task_notes_external(*state, notes), "acme-web-12");
        assert_string_equal(strstr(notes, "[hooklet:"), MARKER);
        notes = composed(*state, "plain", NULL, pool_printf(*state, "%s\nours", notes));
        assert_string_equal(notes, URL "\n\nplain\n\n" MARKER "\nours");
    }
}

static void
the_id_that_a_marker_names(void **state)
{
    static const struct {
        const char *notes, *external;
    } cases[] = {
        { MARKER, "acme-web-12" },
        { "a\n" OTHER "\n" MARKER, "acme-api-3" },
        { "x [hooklet:stackoverflow-1] y", "stackoverflow-1" },
        { "[hooklet:] [hooklet:a b] [hooklet:a-1]", "a-1" },
        { "[hooklet:[hooklet:a-1]", "a-1" },
    };
    static const char *const none[] = { "",
                                        "x",
                                        "[hooklet:",
                                        "[hooklet:]",
                                        "[hooklet:a\n]",
                                        "[Hooklet:a]",
                                        "[hooklet:\xc3\xa9]",
                                        "(hooklet:a]" };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        assert_string_equal(task_notes_external(*state, cases[i].notes), cases[i].external);
    for (i = 0; i < COUNT(none); i++)
        assert_null(task_notes_external(*state, none[i]));
    assert_null(task_notes_external(*state, NULL));
    assert_null(task_notes_external(
        *state, pool_printf(*state, "[hooklet:%s]", repeated(*state, "x", 1025))));
    assert_non_null(task_notes_external(
        *state, pool_printf(*state, "[hooklet:%s]", repeated(*state, "x", 1024))));
}

static void
a_body_that_is_too_long(void **state)
{
    static const char *const characters[] = { "x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80" };
    const char *notes, *again, *theirs = repeated(*state, "ours\n", 2000);
    size_t i;

    for (i = 0; i < COUNT(characters); i++) {
        const char *body = repeated(*state, characters[i], 70000);

        notes = composed(*state, body, NULL, NULL);
        assert_true(strlen(notes) <= TASK_NOTES_MOST && strlen(notes) > TASK_NOTES_MOST - 4);
        assert_non_null(strstr(notes, CUT MARKER));
        notes = composed(*state, body, "A note.", pool_printf(*state, "%s\n%s", notes, theirs));
        assert_true(strlen(notes) <= TASK_NOTES_MOST && strlen(notes) > TASK_NOTES_MOST - 4);
        assert_non_null(strstr(notes, CUT "A note.\n\n" MARKER "\nours\n"));
        assert_string_equal(notes + strlen(notes) - strlen(theirs), theirs);
        again = composed(*state, body, "A note.", notes);
        assert_string_equal(again, notes);
    }
}

/* As long as notes may be, and one more. */
static void
a_body_that_just_fits(void **state)
{
    size_t room = TASK_NOTES_MOST - strlen(URL "\n\n\n\n" MARKER);
    const char *notes = composed(*state, repeated(*state, "x", room), NULL, NULL);

    assert_int_equal(strlen(notes), TASK_NOTES_MOST);
    assert_null(strstr(notes, CUT));
    notes = composed(*state, repeated(*state, "x", room + 1), NULL, NULL);
    assert_int_equal(strlen(notes), TASK_NOTES_MOST);
    assert_non_null(strstr(notes, "x" CUT));
}

static void
no_room_for_ours(void **state)
{
    const char *full = repeated(*state, "x", TASK_NOTES_MOST - 50);
    const char *marked = pool_printf(*state, MARKER "\n%s", full);

    assert_string_equal(composed(*state, "body", NULL, full), full);
    assert_string_equal(composed(*state, NULL, NULL, full), full);
    assert_string_equal(composed(*state, "body", NULL, marked), marked);
    assert_string_equal(task_notes_note(*state, full, "A note.", "acme-web-12"), full);
}

static void
a_note_alone(void **state)
{
    static const struct {
        const char *old, *notes;
    } cases[] = {
        { URL "\n\nbody\n\n" MARKER "\nours", URL "\n\nbody\n\nGone.\n\n" MARKER "\nours" },
        { URL "\n\nbody\n\nGone.\n\n" MARKER "\nours",
          URL "\n\nbody\n\nGone.\n\n" MARKER "\nours" },
        { URL "\n\nbodyGone.\n\n" MARKER, URL "\n\nbodyGone.\n\nGone.\n\n" MARKER },
        { URL "\r\n\r\nbody\r\n\r\n" OTHER "\r\nours",
          URL "\n\nbody\n\nGone.\n\n" MARKER "\nours" },
        { MARKER "\nours", "Gone.\n\n" MARKER "\nours" },
        { "ours", "Gone.\n\n" MARKER "\nours" },
        { "", "Gone.\n\n" MARKER },
        { NULL, "Gone.\n\n" MARKER },
    };
    const char *notes;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        notes = task_notes_note(*state, cases[i].old, "Gone.\n", "acme-web-12");
        assert_string_equal(notes, cases[i].notes);
        assert_string_equal(task_notes_note(*state, notes, "Gone.\n", "acme-web-12"), notes);
    }
}

/* After a transfer the notes name the new place, and people's words are there. */
static void
another_place(void **state)
{
    struct task_text text = { "https://github.com/acme/api/issues/3", "body", NULL, "acme-api-3" };

    assert_string_equal(task_notes_compose(*state, &text, URL "\n\nbody\n\n" MARKER "\nours"),
                        "https://github.com/acme/api/issues/3\n\nbody\n\n" OTHER "\nours");
}

static void
the_same_notes(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        { "a\nb", "a\nb", true },    { "a\r\nb", "a\nb", true },
        { "a\nb\n", "a\nb", true },  { "a\nb \t\r\n\r\n", "a\r\nb", true },
        { NULL, "", true },          { NULL, " \n", true },
        { "a\nb", "a\n\nb", false }, { "a b", "a  b", false },
        { "a", "ab", false },        { "a", NULL, false },
        { " a", "a", false },        { "a\rb", "a\nb", false },
        { "A", "a", false },
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(cases); i++) {
        assert_int_equal(task_notes_same(cases[i].a, cases[i].b), cases[i].same);
        assert_int_equal(task_notes_same(cases[i].b, cases[i].a), cases[i].same);
    }
}

/* A small generator (xorshift), so that each run tries the same. */
static uint32_t
some(uint32_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % below;
}

/* Any few of these, one behind the other. */
static const char *
some_text(struct pool *pool, uint32_t *seed)
{
    static const char *const bits[] = { "a",
                                        "\n",
                                        "\r\n",
                                        " ",
                                        "\t",
                                        "[hooklet:",
                                        "x-1]",
                                        MARKER,
                                        OTHER,
                                        URL,
                                        "\xe2\x82\xac",
                                        "\xff",
                                        "\r",
                                        "[hook",
                                        "let:",
                                        "]",
                                        "\x01",
                                        "A note.",
                                        "\xe2\x80\xa8",
                                        "(",
                                        "Above this line" };
    const char *text = "";
    uint32_t count = some(seed, 8);

    while (count-- > 0)
        text = pool_printf(pool, "%s%s", text, bits[some(seed, COUNT(bits))]);
    return text;
}

/* What Asana may make of it: line ends, and the end trimmed. */
static char *
given_back(struct pool *pool, const char *notes, uint32_t *seed)
{
    char *copy = pool_array(pool, strlen(notes) + 1, 2), *to = copy;
    bool long_ends = some(seed, 2) == 1, trimmed = some(seed, 2) == 1;

    for (; *notes != '\0'; notes++) {
        if (*notes == '\n' && long_ends && (to == copy || to[-1] != '\r'))
            *to++ = '\r';
        if (!(notes[0] == '\r' && notes[1] == '\n' && !long_ends))
            *to++ = *notes;
    }
    while (trimmed && to > copy && strchr(" \t\r\n", to[-1]) != NULL)
        to--;
    *to = '\0';
    return copy;
}

static char *
without_returns(struct pool *pool, const char *text)
{
    char *copy = pool_alloc(pool, strlen(text) + 1), *to = copy;

    for (; *text != '\0'; text++)
        if (*text != '\r')
            *to++ = *text;
    return copy;
}

/* Whatever the body and people's words: the marker is found, and their words are the notes' end. */
static void
any_body_and_any_words(void **state)
{
    const char *theirs, *notes, *back;
    uint32_t seed = 20261201;
    size_t i, round;

    for (i = 0; i < 20000; i++) {
        theirs = some_text(*state, &seed);
        notes = composed(*state, some_text(*state, &seed), NULL, NULL);
        notes = pool_printf(*state, "%s\n%s", notes, theirs);
        for (round = 0; round < 3; round++) {
            back = given_back(*state, notes, &seed);
            assert_string_equal(task_notes_external(*state, back), "acme-web-12");
            notes = task_notes_compose(
                *state, &(struct task_text){ URL, some_text(*state, &seed), NULL, "acme-web-12" },
                back);
        }
        notes = strstr(notes, MARKER) + strlen(MARKER);
        assert_true(task_notes_same(without_returns(*state, notes + (*notes == '\n')),
                                    without_returns(*state, theirs)));
        if (i % 100 == 0)
            pool_reset(*state);
    }
}

/* Nothing of it takes time that grows faster than the notes. */
static void
long_and_odd(void **state)
{
    static const char *const bits[] = { "[hooklet:", "[hooklet:x", " ", "\r",
                                        "\r\n",      "\n",         "]", "\x01" };
    size_t i;

    for (i = 0; i < COUNT(bits); i++) {
        const char *text = repeated(*state, bits[i], 400000);

        composed(*state, text, text, NULL);
        assert_null(task_notes_external(*state, text));
        assert_true(task_notes_same(text, text));
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("new-notes", new_notes),
        TEST("words-below-are-kept", words_below_are_kept),
        TEST("a-marker-that-was-touched", a_marker_that_was_touched),
        TEST("a-marker-that-was-deleted", a_marker_that_was_deleted),
        TEST("a-marker-copied-into-our-part", a_marker_copied_into_our_part),
        TEST("a-body-with-markers", a_body_with_markers),
        TEST("the-id-that-a-marker-names", the_id_that_a_marker_names),
        TEST("a-body-that-is-too-long", a_body_that_is_too_long),
        TEST("a-body-that-just-fits", a_body_that_just_fits),
        TEST("no-room-for-ours", no_room_for_ours),
        TEST("a-note-alone", a_note_alone),
        TEST("another-place", another_place),
        TEST("the-same-notes", the_same_notes),
        TEST("any-body-and-any-words", any_body_and_any_words),
        TEST("long-and-odd", long_and_odd),
    };

    return cmocka_run_group_tests_name("task_notes", tests, NULL, NULL);
}
