/*
 * src/port/settings_lint.c: what libconfuse gets wrong silently is refused, with its line and the
 * remedy.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "port/settings_confuse.h"
#include "port/settings_lint.h"
#include "port/settings_config.h"
#include "port/settings_value.h"
#include "settings_directory.h"

/* A text with exactly one mistake. */
struct refusal {
    const char *name;
    const char *text;
    int line;
    const char *word; /* of what is said */
};

static const struct refusal refusals[] = {
    { "second-section-of-a-title", "deploy a { }\ndeploy \"a\" { }\n", 2, "rename one" },
    { "deploy-and-run-share-their-names", "deploy a { }\n\nrun 'a' { }\n", 3, "rename one" },
    { "second-github-section", "github { }\ngithub { }\n", 2, "put all into one" },
    { "second-secret-of-a-title", "github {\n secret a { }\n secret a { }\n}\n", 3, "rename one" },
    { "unquoted-star", "deploy a {\n branches = { main, release* }\n}\n", 2, "write 'release*'" },
    { "unquoted-dollar", "state = ${HOME}/x\n", 1, "quotes" },
    { "unquoted-number-sign", "state = a#b\n", 1, "write 'a#b'" },
    { "unquoted-plus-in-a-value", "state = a+b\n", 1, "write 'a+b'" },
    { "unquoted-equals-sign", "host = x\nfeed a {\n url = https://h.example/x?tag=a&sort=b\n}\n", 3,
      "write 'https://h.example/x?tag=a&sort=b'" },
    { "unquoted-blank", "tasks a {\n project = Web site\n tag = x\n}\n", 2, "write 'Web site'" },
    { "unquoted-blanks-before-a-key", "tasks a { project = Our web site tag = x }\n", 1,
      "write 'Our web site'" },
    { "unquoted-blank-before-a-section", "host = my box deploy \"a\" { }\n", 1, "write 'my box'" },
    { "unquoted-blank-before-a-key's-name", "tasks a {\n project = Our project\n tag = x }\n", 2,
      "write 'Our project'" },
    { "key-without-equals-sign-behind-a-value", "deploy a { crash = once timeout 10m }\n", 1,
      "timeout = VALUE" },
    { "environment-in-double-quotes", "\nstate = \"${HOME}/x\"\n", 2, "single quotes" },
    { "environment-behind-an-escaped-backslash", "state = \"\\\\${HOME}\"\n", 1, "single quotes" },
    { "escape-that-ends-the-text", "state = \"/a\\x00b\"\n", 1, "backslash" },
    { "octal-escape", "state = \"/a\\0b\"\n", 1, "backslash" },
    { "repeated-key", "deploy a {\n timeout = 1m\n timeout = 2m }\n", 3, "keep one" },
    { "repeated-key-on-one-line", "state = a state = b\n", 1, "keep one" },
    { "unknown-key-near-a-known", "deploy a {\n branchs = { x }\n}\n", 2,
      "did you mean branches?" },
    { "unknown-key-of-another-section", "run a { tags = { x } }\n", 1, "it belongs into deploy" },
    { "unknown-key-far-from-all", "frobnicate = 1\n", 1, "hooklet.conf(5)" },
    { "unknown-key-inside-has-top-key", "run a { state = /x }\n", 1, "at the top" },
    { "section-used-as-key", "deploy = x\n", 1, "deploy \"NAME\"" },
    { "unknown-section", "deplyo \"a\" {\n x = { y, z } n { m = 1 }\n}\nstate = /x\n", 1,
      "did you mean deploy?" },
    { "semicolon-between-keys", "state = /x;\nhost = y\n", 1, "semicolon" },
    { "comma-between-keys", "deploy a {\n timeout = 1m,\n crash = once }\n", 2, "comma" },
    { "semicolon-in-a-list", "deploy a { tags = { a; b } }\n", 1, "commas" },
    { "comma-too-many", "deploy a { tags = { a,, b } }\n", 1, "too many" },
    { "comma-missing", "deploy a { tags = { a\n b } }\n", 2, "comma is missing" },
    { "appending", "deploy a {\n tags += { b } }\n", 2, "whole list" },
    { "list-for-one-value", "deploy a { repository = { x/y, x/z } }\n", 1, "one value" },
    { "key-without-value", "state =\nhost = x\n", 1, "no value" },
    { "key-without-equals-sign", "deploy a {\n timeout 10m\n crash = once }\n", 2,
      "timeout = VALUE" },
    { "quote-without-end", "host = x\nstate = \"/x\nlog = json\n", 2, "close it" },
    { "comment-without-end", "host = x\n\n/* state = y\n", 3, "add */" },
    { "list-without-end", "deploy a {\n tags = { a, b\n crash = once\n}\n", 2, "close it with }" },
    { "section-without-end", "deploy a {\n crash = once\n", 1, "close it with }" },
    { "section-inside-a-section", "deploy a {\n crash = once\nrun b {\n}\n", 3, "close it with }" },
    { "brace-too-many", "deploy a { }\n}\n", 2, "take it out" },
    { "deploy-without-a-name", "deploy {\n}\n", 1, "deploy \"NAME\"" },
    { "github-with-a-name", "github \"x\" { }\n", 1, "write github {" },
    { "secret-outside-of-a-source", "secret \"x\" { }\n", 1,
      "github or slack or circleci or source { ... } only" },
    { "odd-name", "deploy \" a\" { }\n", 1, "name has" },
    { "stray-sign", "state = /x\n( 5\n", 2, "not expected" },
    { "stray-quoted-text", "\"state\" = /x\n", 1, "not expected" },
    { "nul-byte-is-no-text", "include(\"nul\")\n", 1, "NUL byte" },
    { "include-missing", "\ninclude(\"missing.conf\")\n", 2, "no such file" },
    { "include-of-a-directory", "include(\"@\")\n", 1, "directory" },
    { "include-of-itself", "include(\"test.conf\")\n", 1, "includes itself" },
    { "include-inside-a-section", "deploy a {\n include(\"good\")\n}\n", 2, "outside" },
    { "include-of-two", "include(\"good\", \"good\")\n", 1, "include(\"FILE\")" },
};

static void
lint(const char *directory, const char *text, struct pool *pool, struct mistakes *mistakes,
     struct config *config)
{
    char *path = settings_directory_write(directory, "test.conf", text, 0600);

    *mistakes = (struct mistakes){ .pool = pool };
    *config = (struct config){ .pool = pool, .mistakes = mistakes };
    config_lint(config, pool_string(pool, path));
    free(path);
}

static const char *directory_of_all;

static void
refuses(void **state)
{
    const struct refusal *refusal = *state;
    struct pool *pool = pool_new();
    struct mistakes mistakes;
    struct config config;

    lint(directory_of_all, refusal->text, pool, &mistakes, &config);
    for (size_t i = 1; i < mistakes.count; i++)
        print_message("%s\n", mistakes.items[i].text);
    assert_int_equal(mistakes.count, 1);
    if (strstr(mistakes.items[0].text, refusal->word) == NULL)
        fail_msg("%s", mistakes.items[0].text);
    assert_int_equal(mistakes.items[0].place.line, refusal->line);
    /* What is left is good enough for libconfuse, and it says nothing. */
    if (!config.broken) {
        config_read(&config);
        assert_int_equal(mistakes.count, 1);
    }
    pool_free(pool);
}

static const char *
only(struct config *config, enum section_kind kind, const char *title, const char *key)
{
    return value_text(config_section(config, kind, title), key);
}

static void
every_form_is_read(void **state)
{
    struct pool *pool = pool_new();
    struct mistakes mistakes;
    struct config config;
    struct strings tags;

    (void)state;
    lint(directory_of_all,
         "\xef\xbb\xbf# one\nstate /* two */ = // three\r\n /srv/x//y\n"
         "host=a.b-c_d log='json' # x = {\n"
         "deploy web { tags = { a, \"b\\\"c\\\\d'\\${e}\", 'f\\'g\\h${i}',\n"
         "\"#j//k/*\",\n } on=push }\n"
         "deploy \"two words\" { repository = 'a/b' }\n/* state = 2 */\n",
         pool, &mistakes, &config);
    assert_int_equal(mistakes.count, 0);
    config_read(&config);
    assert_int_equal(mistakes.count, 0);
    assert_string_equal(only(&config, SECTION_TOP, NULL, "state"), "/srv/x//y");
    assert_string_equal(only(&config, SECTION_TOP, NULL, "host"), "a.b-c_d");
    assert_string_equal(only(&config, SECTION_TOP, NULL, "log"), "json");
    assert_string_equal(only(&config, SECTION_TOP, NULL, "log_level"), "info");
    assert_string_equal(only(&config, SECTION_DEPLOY, "two words", "repository"), "a/b");
    assert_null(only(&config, SECTION_DEPLOY, "web", "repository"));
    assert_int_equal(value_words(config_section(&config, SECTION_DEPLOY, "web"), "on"), 1);
    assert_int_equal(value_words(config_section(&config, SECTION_DEPLOY, "two words"), "on"), 3);
    tags = value_list(config_section(&config, SECTION_DEPLOY, "web"), "tags");
    assert_int_equal(tags.count, 4);
    assert_string_equal(tags.items[1], "b\"c\\d'${e}");
    assert_string_equal(tags.items[2], "f'g\\h${i}");
    assert_string_equal(tags.items[3], "#j//k/*");
    pool_free(pool);
}

static void
all_mistakes_are_said_at_once(void **state)
{
    struct pool *pool = pool_new();
    struct mistakes mistakes;
    struct config config;

    (void)state;
    lint(directory_of_all,
         "stat = 1;\ndeploy a { tag = { x }\n on = { push merge } }\ndeploy a { }\nhost = b\n",
         pool, &mistakes, &config);
    assert_int_equal(mistakes.count, 5);
    assert_false(config.broken);
    config_read(&config);
    assert_int_equal(mistakes.count, 5);
    assert_string_equal(only(&config, SECTION_TOP, NULL, "host"), "b");
    pool_free(pool);
}

static void
a_flood_of_mistakes_is_cut(void **state)
{
    struct pool *pool = pool_new();
    struct mistakes mistakes;
    struct config config;
    const char *text = "a = 1\n";

    (void)state;
    for (int i = 0; i < 8; i++)
        text = pool_printf(pool, "%s%s", text, text);
    lint(directory_of_all, text, pool, &mistakes, &config);
    assert_int_equal(mistakes.count, 101);
    assert_non_null(strstr(mistakes.items[100].text, "there are more"));
    pool_free(pool);
}

/* One inside the other, each beside the one before: sub/c0, sub/c1 ... */
static void
write_chain(const char *directory, int count)
{
    struct pool *pool = pool_new();

    for (int i = 0; i < count; i++) {
        const char *text =
            i + 1 == count ? "deploy deep { }\n" : pool_printf(pool, "\ninclude(\"c%d\")\n", i + 1);

        free(settings_directory_write(directory, pool_printf(pool, "c%d", i), text, 0600));
    }
    pool_free(pool);
}

static void
includes_nest_ten_deep(void **state)
{
    struct pool *pool = pool_new();
    struct mistakes mistakes;
    struct config config;
    struct config_section *section;

    (void)state;
    write_chain(directory_of_all, 10);
    lint(directory_of_all, "deploy first { }\ninclude(\"c0\") deploy last { }\n", pool, &mistakes,
         &config);
    assert_int_equal(mistakes.count, 0);
    config_read(&config);
    section = config_section(&config, SECTION_DEPLOY, "deep");
    assert_non_null(section);
    assert_ptr_equal(section, config.sections[2]);
    assert_string_equal(strrchr(section->place.file, '/'), "/c9");
    assert_int_equal(section->place.line, 1);

    write_chain(directory_of_all, 11);
    lint(directory_of_all, "\ninclude(\"c0\")\n", pool, &mistakes, &config);
    assert_int_equal(mistakes.count, 1);
    assert_non_null(strstr(mistakes.items[0].text, "/c9:2: "));
    assert_non_null(strstr(mistakes.items[0].text, "deeper than 10"));
    pool_free(pool);
}

static void
a_circle_of_includes_ends(void **state)
{
    struct pool *pool = pool_new();
    struct mistakes mistakes;
    struct config config;

    (void)state;
    free(settings_directory_write(directory_of_all, "around", "\n\ninclude(\"@/test.conf\")\n",
                                  0600));
    lint(directory_of_all, "include(\"around\")\n", pool, &mistakes, &config);
    assert_int_equal(mistakes.count, 1);
    assert_non_null(strstr(mistakes.items[0].text, "/around:3: "));
    assert_non_null(strstr(mistakes.items[0].text, "includes itself"));
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(all_mistakes_are_said_at_once),
        cmocka_unit_test(a_flood_of_mistakes_is_cut),
        cmocka_unit_test(includes_nest_ten_deep),
        cmocka_unit_test(a_circle_of_includes_ends),
    };
    enum {
        REFUSALS = sizeof(refusals) / sizeof(refusals[0]),
        OTHERS = sizeof(others) / sizeof(others[0])
    };
    struct CMUnitTest tests[REFUSALS + OTHERS] = { 0 };
    void *directory = NULL;
    char *nul;
    int failed;

    if (settings_directory_make(&directory) != 0)
        return 99;
    directory_of_all = directory;
    free(settings_directory_write(directory, "good", "", 0600));
    nul = settings_directory_write(directory, "nul", "x", 0600);
    if (truncate(nul, 10) < 0)
        return 99;
    free(nul);
    for (size_t i = 0; i < REFUSALS; i++)
        tests[i] = (struct CMUnitTest){ refusals[i].name, refuses, NULL, NULL,
                                        (void *)(uintptr_t)&refusals[i] };
    memcpy(&tests[REFUSALS], others, sizeof(others));
    failed = cmocka_run_group_tests_name("settings_lint", tests, NULL, NULL);
    return settings_directory_remove(&directory) == 0 ? failed : 99;
}
