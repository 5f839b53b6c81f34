/* src/port/secret.c: private or refused; a rotation keeps the old one until it is finished. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "base/log.h"
#include "port/secret.h"
#include "settings_directory.h"

struct refusal {
    const char *name;
    const char *text;
    mode_t mode;
    const char *word;
};

static const struct refusal refusals[] = {
    { "readable-by-group", "canary", 0440, "chmod 0400" },
    { "readable-by-others", "canary", 0404, "chmod 0400" },
    { "writable-by-group", "canary", 0420, "chmod 0400" },
    { "empty", "", 0400, "is empty" },
    { "a-newline-alone", "\n", 0400, "is empty" },
};

static const char *directory_of_all;

static void
expect_refused(const char *path, const char *word)
{
    struct pool *pool = pool_new();
    char *bytes = NULL;
    size_t length = 0;

    assert_int_equal(secret_read(pool, path, &bytes, &length), FAIL_CONFIG);
    assert_null(bytes);
    assert_int_equal(length, 0);
    assert_non_null(strstr(fail_detail(), path));
    assert_null(strstr(fail_detail(), "canary"));
    if (strstr(fail_detail(), word) == NULL)
        fail_msg("%s", fail_detail());
    pool_free(pool);
}

static void
refuses(void **state)
{
    const struct refusal *refusal = *state;
    char *path =
        settings_directory_write(directory_of_all, "refused", refusal->text, refusal->mode);

    expect_refused(path, refusal->word);
    free(path);
}

static void
refuses_what_is_no_file(void **state)
{
    struct pool *pool = pool_new();
    const char *path = pool_printf(pool, "%s/none", directory_of_all);

    (void)state;
    expect_refused(path, "no such file");
    assert_int_equal(symlink("nowhere", path), 0);
    expect_refused(path, "no such file");
    unlink(path);
    assert_int_equal(mkfifo(path, 0400), 0);
    expect_refused(path, "not a regular file");
    unlink(path);
    expect_refused(directory_of_all, "directory");
    pool_free(pool);
}

static void
refuses_more_than_64_KiB(void **state)
{
    char *path = settings_directory_write(directory_of_all, "large", "x", 0600);

    (void)state;
    assert_int_equal(truncate(path, 65537), 0);
    expect_refused(path, "larger than 65536");
    free(path);
}

static void
expect_bytes(const char *path, const char *expected)
{
    struct pool *pool = pool_new();
    char *bytes = NULL;
    size_t length = 0;

    assert_int_equal(secret_read(pool, path, &bytes, &length), 0);
    assert_string_equal(bytes, expected);
    assert_int_equal(length, strlen(expected));
    pool_free(pool);
}

static void
one_newline_is_not_part_of_it(void **state)
{
    static const char *const texts[][2] = {
        { "abc", "abc" },       { "abc\n", "abc" },   { "abc\r\n", "abc" },
        { "abc\n\n", "abc\n" }, { " a b ", " a b " },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char *path = settings_directory_write(directory_of_all, "good", texts[i][0],
                                              i % 2 == 0 ? 0400 : 0600);

        expect_bytes(path, texts[i][1]);
        free(path);
    }
}

static void
a_link_to_a_good_file_is_good(void **state)
{
    struct pool *pool = pool_new();
    char *path = settings_directory_write(directory_of_all, "target", "abc\n", 0400);
    const char *name = pool_printf(pool, "%s/link", directory_of_all);

    (void)state;
    assert_int_equal(symlink("target", name), 0);
    expect_bytes(name, "abc");
    free(path);
    pool_free(pool);
}

static void
a_credential_may_show_its_mask(void **state)
{
    struct pool *pool = pool_new();
    char *path = settings_directory_write(directory_of_all, "credential", "abc\n", 0440);
    char *bytes = NULL;
    size_t length = 0;

    (void)state;
    assert_null(secret_try(pool, path, true, &bytes, &length));
    assert_string_equal(bytes, "abc");
    assert_int_equal(chmod(path, 0444), 0);
    assert_non_null(secret_try(pool, path, true, &bytes, &length));
    free(path);
    pool_free(pool);
}

static void
a_rotation_goes_round(void **state)
{
    struct pool *pool = pool_new();
    char *path = settings_directory_write(directory_of_all, "rotated", "old one\n", 0600);
    const char *previous = secret_previous_path(pool, path);
    char *bytes = NULL;
    size_t length = 0;
    struct stat status;

    (void)state;
    assert_int_equal(secret_rotate_finish(path), FAIL_NOT_FOUND);
    assert_int_equal(secret_rotate(path), 0);
    expect_bytes(previous, "old one");
    assert_int_equal(secret_read(pool, path, &bytes, &length), 0);
    assert_int_equal(length, 64);
    assert_int_equal(strspn(bytes, "0123456789abcdef"), 64);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0400);
    assert_int_equal(status.st_uid, geteuid());

    /* Another one now would throw the old one away while GitHub still signs with it. */
    assert_int_equal(secret_rotate(path), FAIL_CONFLICT);
    expect_bytes(path, bytes);
    expect_bytes(previous, "old one");

    assert_int_equal(secret_rotate_finish(path), 0);
    assert_int_equal(access(previous, F_OK), -1);
    expect_bytes(path, bytes);
    assert_int_equal(secret_rotate(path), 0);
    expect_bytes(previous, bytes);
    free(path);
    pool_free(pool);
}

/* Slack makes its secrets itself. */
static void
a_rotation_to_what_the_sender_has_made(void **state)
{
    struct pool *pool = pool_new();
    char *path = settings_directory_write(directory_of_all, "theirs", "old one\n", 0600);

    (void)state;
    assert_int_equal(secret_rotate_to(path, "new one"), 0);
    expect_bytes(path, "new one");
    expect_bytes(secret_previous_path(pool, path), "old one");
    assert_int_equal(secret_rotate_to(path, "another"), FAIL_CONFLICT);
    expect_bytes(path, "new one");
    free(path);
    pool_free(pool);
}

static void
a_bad_secret_is_not_rotated(void **state)
{
    struct pool *pool = pool_new();
    char *path = settings_directory_write(directory_of_all, "open", "canary", 0444);

    (void)state;
    assert_int_equal(secret_rotate(path), FAIL_CONFIG);
    assert_int_equal(access(secret_previous_path(pool, path), F_OK), -1);
    free(path);
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(refuses_what_is_no_file),
        cmocka_unit_test(refuses_more_than_64_KiB),
        cmocka_unit_test(one_newline_is_not_part_of_it),
        cmocka_unit_test(a_link_to_a_good_file_is_good),
        cmocka_unit_test(a_credential_may_show_its_mask),
        cmocka_unit_test(a_rotation_goes_round),
        cmocka_unit_test(a_rotation_to_what_the_sender_has_made),
        cmocka_unit_test(a_bad_secret_is_not_rotated),
    };
    enum {
        REFUSALS = sizeof(refusals) / sizeof(refusals[0]),
        OTHERS = sizeof(others) / sizeof(others[0])
    };
    struct CMUnitTest tests[REFUSALS + OTHERS] = { 0 };
    void *directory = NULL;
    int failed;

    log_open("hooklet", LOG_FORMAT_PLAIN, LOG_ERROR);
    if (settings_directory_make(&directory) != 0)
        return 99;
    directory_of_all = directory;
    for (size_t i = 0; i < REFUSALS; i++)
        tests[i] = (struct CMUnitTest){ refusals[i].name, refuses, NULL, NULL,
                                        (void *)(uintptr_t)&refusals[i] };
    memcpy(&tests[REFUSALS], others, sizeof(others));
    failed = cmocka_run_group_tests_name("secret", tests, NULL, NULL);
    return settings_directory_remove(&directory) == 0 ? failed : 99;
}
