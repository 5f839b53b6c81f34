/* settings_refusal.c - writes a text, and looks at what is said of it */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "settings_directory.h"
#include "settings_refusal.h"

static const char *directory_of_all;

void
settings_expect(const char *directory, const char *text, int line, const char *word)
{
    struct pool *pool = pool_new();
    char *path = settings_directory_write(directory, "test.conf", text, 0644);
    const char *place = pool_printf(pool, ".conf:%d: ", line);
    struct strings mistakes;

    assert_int_equal(settings_check(path, pool, &mistakes), 0);
    for (size_t i = word == NULL ? 0 : 1; i < mistakes.count; i++)
        print_message("%s\n", mistakes.items[i]);
    assert_int_equal(mistakes.count, word == NULL ? 0 : 1);
    if (word != NULL &&
        (strstr(mistakes.items[0], place) == NULL || strstr(mistakes.items[0], word) == NULL ||
         strstr(mistakes.items[0], "canary") != NULL))
        fail_msg("%s", mistakes.items[0]);
    free(path);
    pool_free(pool);
}

struct settings *
settings_expect_good(const char *directory, const char *text)
{
    char *path = settings_directory_write(directory, "test.conf", text, 0644);
    struct settings *settings = NULL;

    assert_int_equal(settings_load(path, SETTINGS_SECRETS, &settings), 0);
    free(path);
    return settings;
}

static void
refuses(void **state)
{
    const struct refusal *refusal = *state;

    settings_expect(directory_of_all, refusal->text, refusal->line, refusal->word);
}

int
refusals_run(const char *group, const struct refusal *refusals, size_t count,
             void (*fill)(const char *directory))
{
    struct CMUnitTest *tests = calloc(count, sizeof(*tests));
    void *directory = NULL;
    int failed;

    setenv("GITHUB_WEBHOOK_SECRET", "so that github has one", 1);
    if (tests == NULL || settings_directory_make(&directory) != 0)
        return 99;
    directory_of_all = directory;
    if (fill != NULL)
        fill(directory);
    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){ .name = refusals[i].name,
                                        .test_func = refuses,
                                        .initial_state = (void *)(uintptr_t)&refusals[i] };
    failed = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    free(tests);
    return settings_directory_remove(&directory) == 0 ? failed : 99;
}
