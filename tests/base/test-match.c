/* src/base/match.c: tables of names, patterns and command lines. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "base/match.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FORTY "0123456789abcdef0123456789abcdef01234567"
#define LIST(array) ((struct strings){ (array), COUNT(array) })

static void
patterns(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool match, match_name;
    } cases[] = {
        { "main", "main", true, true },
        { "main", "Main", false, true },
        { "main", "maint", false, false },
        { "release/*", "release/1.2/x", true, true },
        { "release/*", "release", false, false },
        { "*", "a/b", true, true },
        { "v?.?", "v1.2", true, true },
        { "v?.?", "v1.23", false, false },
        { "v[0-9]*", "v12", true, true },
        { "v[0-9]*", "vx", false, false },
        { "v[!0-9]*", "vx", true, true },
        { "acme/*", "ACME/Web", false, true },
        { "", "", true, true },
        { "*", "", true, true },
        { "a\\*", "a*", true, true },
        { "a\\*", "ab", false, false },
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(cases); i++) {
        assert_int_equal(match(cases[i].pattern, cases[i].text), cases[i].match);
        assert_int_equal(match_name(cases[i].pattern, cases[i].text), cases[i].match_name);
    }
}

static void
names_case_aside(void **state)
{
    static const char *const some[] = { "Ann", "bob*" };

    (void)state;
    assert_true(name_among(LIST(some), "ann"));
    assert_true(name_among(LIST(some), "BOB*"));
    assert_false(name_among(LIST(some), "bobby"));
    assert_false(name_among((struct strings){ NULL, 0 }, "ann"));
}

static void
lists_of_patterns(void **state)
{
    static const char *const some[] = { "main", "release/*" };

    (void)state;
    assert_true(match_any(LIST(some), "release/1"));
    assert_true(match_any(LIST(some), "main"));
    assert_false(match_any(LIST(some), "MAIN"));
    assert_true(match_any_name(LIST(some), "MAIN"));
    assert_false(match_any((struct strings){ NULL, 0 }, "main"));
    assert_false(match_any_name((struct strings){ NULL, 0 }, ""));
}

static void
commit_hashes(void **state)
{
    (void)state;
    assert_true(sha_valid(FORTY));
    assert_true(sha_valid(FORTY "89abcdef0123456789abcdef"));
    assert_true(sha_valid("0000000000000000000000000000000000000001"));
    assert_false(sha_valid("0000000000000000000000000000000000000000"));
    assert_false(sha_valid("0123456789abcdef0123456789abcdef0123456"));
    assert_false(sha_valid(FORTY "8"));
    assert_false(sha_valid("0123456789ABCDEF0123456789ABCDEF01234567"));
    assert_false(sha_valid("g123456789abcdef0123456789abcdef01234567"));
    assert_false(sha_valid(FORTY "\n"));
    assert_false(sha_valid(""));
    assert_false(sha_valid(NULL));
}

static void
refs_that_are_taken(void **state)
{
    static const char *const refs[] = {
        "refs/heads/main",
        "refs/tags/v1.2.3",
        "refs/heads/feature/a_b-c",
        "refs/heads/_x",
        "refs/heads/9",
        "refs/heads/user@host",
        "refs/heads/fix#12",
        "refs/heads/a+b=c,d%e",
        "refs/heads/a.lockx",
        "refs/heads/dependabot/npm_and_yarn/x-1.0.0",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(refs); i++)
        assert_true(ref_valid(refs[i]));
}

static void
refs_that_are_refused(void **state)
{
    static const char *const refs[] = {
        "",
        "main",
        "refs/heads/",
        "refs/heads",
        "heads/main",
        "refs/notes/x",
        "refs/pull/1/merge",
        "refs/heads/-x",
        "refs/heads/--upload-pack=x",
        "refs/heads/.x",
        "refs/heads//x",
        "refs/heads/a..b",
        "refs/heads/a//b",
        "refs/heads/a@{1}",
        "refs/heads/a.lock",
        "refs/heads/a.lock/b",
        "refs/heads/a/.b",
        "refs/heads/a/",
        "refs/heads/a.",
        "refs/heads/a b",
        "refs/heads/a\nb",
        "refs/heads/a;b",
        "refs/heads/a$b",
        "refs/heads/a`b",
        "refs/heads/a'b",
        "refs/heads/a\"b",
        "refs/heads/a|b",
        "refs/heads/a&b",
        "refs/heads/a*b",
        "refs/heads/a?b",
        "refs/heads/a[b",
        "refs/heads/a~b",
        "refs/heads/a^b",
        "refs/heads/a:b",
        "refs/heads/a\\b",
        "refs/heads/a(b",
        "refs/heads/a<b",
        "refs/heads/a>b",
        "refs/heads/a!b",
        "refs/heads/gr\xc3\xbc\xc3\x9f",
        " refs/heads/main",
        "refs/heads/main ",
        "REFS/HEADS/x",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(refs); i++)
        assert_false(ref_valid(refs[i]));
    assert_false(ref_valid(NULL));
}

static void
a_ref_of_244_bytes_is_the_longest(void **state)
{
    char *ref = pool_printf(*state, "refs/heads/%0244d", 0);

    assert_true(ref_valid(ref));
    assert_false(ref_valid(pool_printf(*state, "%s0", ref)));
}

static void
repositories(void **state)
{
    static const char *const valid[] = { "acme/web", "A-b_c.d/x.y", "a/.github", "a/...", "1/2" };
    static const char *const invalid[] = {
        "",           "/",        "acme",      "acme/",     "/web",      "a/b/c",
        "a//b",       "./web",    "../web",    "acme/.",    "acme/..",   "acme/we b",
        "acme/web\n", "acme/w;b", " acme/web", "acme/../x", "acme\\web", "a/\xc3\xbc",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(valid); i++)
        assert_true(repository_valid(valid[i]));
    for (i = 0; i < COUNT(invalid); i++)
        assert_false(repository_valid(invalid[i]));
    assert_false(repository_valid(NULL));
    assert_true(repository_path_valid("acme/web"));
    assert_true(repository_path_valid("acme/tools/web"));
    assert_false(repository_valid("acme/tools/web"));
    assert_false(repository_path_valid("acme"));
    assert_false(repository_path_valid("acme/../web"));
    assert_false(repository_path_valid("acme/tools/"));
    assert_false(repository_path_valid(NULL));
}

static void
logins(void **state)
{
    static const char *const valid[] = { "a", "acme-inc", "Octo_corp", "0x", "a--b" };
    static const char *const invalid[] = { "", "-a", "acme/web", "a b", "a.b", "bot[bot]", "a\n" };

    for (size_t i = 0; i < COUNT(valid); i++)
        assert_true(login_valid(valid[i]));
    for (size_t i = 0; i < COUNT(invalid); i++)
        assert_false(login_valid(invalid[i]));
    assert_false(login_valid(NULL));
    assert_true(login_valid(pool_printf(*state, "%039d", 0)));
    assert_false(login_valid(pool_printf(*state, "%040d", 0)));
}

static void
event_names(void **state)
{
    (void)state;
    assert_true(event_name_valid("push"));
    assert_true(event_name_valid("pull_request_review_comment"));
    assert_true(event_name_valid("projects_v2_item"));
    assert_true(event_name_valid(pool_printf(
        *state, "%.64s", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnop")));
    assert_false(event_name_valid(pool_printf(
        *state, "%.65s", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnop")));
    assert_false(event_name_valid(""));
    assert_false(event_name_valid("Push"));
    assert_false(event_name_valid("pull-request"));
    assert_false(event_name_valid("push\n"));
    assert_false(event_name_valid("../push"));
    assert_false(event_name_valid(NULL));
}

static void
did_you_mean(void **state)
{
    static const char *const words[] = {
        "repository", "branches", "branch", "on", "timeout", "test"
    };
    static const struct {
        const char *word, *nearest;
    } cases[] = {
        { "repositry", "repository" },
        { "Repository", "repository" },
        { "respository", "repository" },
        { "repostiory", "repository" },
        { "branch", "branch" },
        { "branche", "branches" },
        { "brnch", "branch" },
        { "timeuot", "timeout" },
        { "tiemuots", NULL },
        { "tset", "test" },
        { "tsat", NULL },
        { "testab", "test" },
        { "command", NULL },
        { "o", NULL },
        { "xy", NULL },
        { "", NULL },
    };
    const char *found;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(cases); i++) {
        found = nearest(LIST(words), cases[i].word);
        if (cases[i].nearest == NULL)
            assert_null(found);
        else
            assert_string_equal(found, cases[i].nearest);
    }
    assert_null(nearest((struct strings){ NULL, 0 }, "branch"));
}

/* The words with a bar behind each. */
static const char *
joined(struct pool *pool, struct strings words)
{
    const char *text = "";
    size_t i;

    for (i = 0; i < words.count; i++)
        text = pool_printf(pool, "%s%s|", text, words.items[i]);
    return text;
}

static void
command_lines(void **state)
{
    static const struct {
        const char *line, *words;
    } cases[] = {
        { "make", "make|" },
        { "  git  submodule\tupdate\n--init ", "git|submodule|update|--init|" },
        { "make 'x y'", "make|x y|" },
        { "make \"x y\"", "make|x y|" },
        { "a'b c'd\"e f\"g", "ab cde fg|" },
        { "''", "|" },
        { "a '' \"\" b", "a|||b|" },
        { "a\\ b", "a b|" },
        { "a\\\\b \\'x\\'", "a\\b|'x'|" },
        { "'a\\b'", "a\\b|" },
        { "\"a\\\"b\"", "a\"b|" },
        { "'a\"b' \"a'b\"", "a\"b|a'b|" },
        { "echo $HOME ~ * `x` $(y) a;b > c | d & # e",
          "echo|$HOME|~|*|`x`|$(y)|a;b|>|c|||d|&|#|e|" },
        { "a\\\nb", "a\nb|" },
        { "a b c d e f g h", "a|b|c|d|e|f|g|h|" },
    };
    struct strings words;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        assert_int_equal(words_split(*state, cases[i].line, &words), 0);
        assert_string_equal(joined(*state, words), cases[i].words);
    }
}

static void
command_lines_that_are_none(void **state)
{
    static const char *const lines[] = {
        "", "  \t\n", "'", "\"", "make 'x", "make \"x", "make x\\", "\\", "\"x\\\"", "'x\\''",
    };
    struct strings words = { NULL, 77 };
    size_t i;

    for (i = 0; i < COUNT(lines); i++)
        assert_int_equal(words_split(*state, lines[i], &words), FAIL_MALFORMED);
    assert_int_equal(words.count, 77);
}

/* ASCII alone, whatever the locale: what is equal by match_name() has one key. */
static void
names_in_lower_case(void **state)
{
    assert_string_equal(name_lower(*state, "Acme/Web.Site_2-X"), "acme/web.site_2-x");
    assert_string_equal(name_lower(*state, "@[`{AZaz"), "@[`{azaz");
    assert_string_equal(name_lower(*state, "\xc3\x84"), "\xc3\x84");
    assert_string_equal(name_lower(*state, ""), "");
}

/* Each word adds its own length to what is allocated, not that of all words before it. */
static void
words_as_one_text(void **state)
{
    enum { MANY = 100000 };
    const char **many = pool_array(*state, MANY, sizeof(*many));
    const char *const items[] = { "lock", "production", "a", "freeze" };
    const struct strings words = { items, 4 };

    for (size_t i = 0; i < MANY; i++)
        many[i] = "a";
    assert_string_equal(words_join(*state, words, 0), "lock production a freeze");
    assert_string_equal(words_join(*state, words, 2), "a freeze");
    assert_string_equal(words_join(*state, words, 4), "");
    assert_string_equal(words_join(*state, (struct strings){ 0 }, 1), "");
    assert_int_equal(strlen(words_join(*state, (struct strings){ many, MANY }, 0)), 2 * MANY - 1);
}

static void
gids(void **state)
{
    assert_true(asana_gid_valid("0"));
    assert_true(asana_gid_valid("1204512345678901"));
    assert_true(asana_gid_valid(pool_printf(*state, "%032d", 7)));
    assert_false(asana_gid_valid(pool_printf(*state, "%033d", 7)));
    assert_false(asana_gid_valid(""));
    assert_false(asana_gid_valid(NULL));
    assert_false(asana_gid_valid("12 "));
    assert_false(asana_gid_valid("-12"));
    assert_false(asana_gid_valid("12a"));
}

static void
uuids(void **state)
{
    static const char *const invalid[] = {
        "",
        "b3c9a1de-0000-4000-8000-0123456789a",
        "b3c9a1de-0000-4000-8000-0123456789abc",
        "b3c9a1de00000-4000-8000-0123456789ab",
        "b3c9a1dg-0000-4000-8000-0123456789ab",
        "b3c9a1de-0000-4000-8000-0123456789-b",
        "{3c9a1de-0000-4000-8000-0123456789a}",
    };

    (void)state;
    assert_true(uuid_valid("b3c9a1de-0000-4000-8000-0123456789aB"));
    for (size_t i = 0; i < COUNT(invalid); i++)
        assert_false(uuid_valid(invalid[i]));
    assert_false(uuid_valid(NULL));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "patterns", patterns, NULL, NULL, NULL },
        { "names-case-aside", names_case_aside, NULL, NULL, NULL },
        { "lists-of-patterns", lists_of_patterns, NULL, NULL, NULL },
        { "commit-hashes", commit_hashes, NULL, NULL, NULL },
        { "refs-that-are-taken", refs_that_are_taken, NULL, NULL, NULL },
        { "refs-that-are-refused", refs_that_are_refused, NULL, NULL, NULL },
        { "a-ref-of-244-bytes-is-the-longest", a_ref_of_244_bytes_is_the_longest, new_pool,
          end_pool, NULL },
        { "repositories", repositories, NULL, NULL, NULL },
        { "logins", logins, new_pool, end_pool, NULL },
        { "event-names", event_names, new_pool, end_pool, NULL },
        { "names-in-lower-case", names_in_lower_case, new_pool, end_pool, NULL },
        { "did-you-mean", did_you_mean, NULL, NULL, NULL },
        { "command-lines", command_lines, new_pool, end_pool, NULL },
        { "command-lines-that-are-none", command_lines_that_are_none, new_pool, end_pool, NULL },
        { "words-as-one-text", words_as_one_text, new_pool, end_pool, NULL },
        { "gids", gids, new_pool, end_pool, NULL },
        { "uuids", uuids, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
