/* src/port/key_source.c: a key or token is read when it is needed. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "base/log.h"
#include "port/key_source.h"
#include "settings_directory.h"

#define PEM SETTINGS_PEM
#define PEM_ESCAPED "-----BEGIN PRIVATE KEY-----\\ncanary\\n-----END PRIVATE KEY-----"

static void
a_key_is_read_at_need(void **state)
{
    static const char *const names[] = { "key", "escaped", "token" };
    static const char *const contents[] = { PEM, PEM, "canary" };
    struct pool *pool = pool_new();
    char *bytes = NULL;
    size_t length = 0;

    free(settings_directory_write(*state, "escaped", PEM_ESCAPED "\n", 0400));
    for (int i = 0; i < 3; i++) {
        const struct key_source source = {
            .name = "file", .path = pool_printf(pool, "%s/%s", (char *)*state, names[i])
        };

        assert_int_equal(key_source_read(pool, &source, &bytes, &length), 0);
        assert_string_equal(bytes, contents[i]);
        assert_int_equal(length, strlen(contents[i]));
    }
    for (int i = 0; i < 2; i++) {
        const char *text = i == 0 ? PEM : PEM_ESCAPED;
        const struct key_source source = { .name = "X", .bytes = text, .length = strlen(text) };

        assert_int_equal(key_source_read(pool, &source, &bytes, &length), 0);
        assert_string_equal(bytes, PEM);
        assert_ptr_not_equal(bytes, text);
    }
    pool_free(pool);
}

static void
a_key_that_cannot_be_read(void **state)
{
    struct pool *pool = pool_new();
    const struct key_source none = { 0 };
    const struct key_source gone = { .name = "private_key_file",
                                     .path = pool_printf(pool, "%s/none", (char *)*state) };
    const struct key_source wide = { .name = "private_key_file",
                                     .path = pool_printf(pool, "%s/key", (char *)*state) };
    char *bytes = NULL;
    size_t length = 0;

    assert_int_equal(key_source_read(pool, &none, &bytes, &length), FAIL_CONFIG);
    assert_non_null(strstr(fail_detail(), "names none"));
    assert_int_equal(key_source_read(pool, &gone, &bytes, &length), FAIL_CONFIG);
    assert_non_null(strstr(fail_detail(), "none: no such file"));
    assert_int_equal(chmod(wide.path, 0404), 0);
    assert_int_equal(key_source_read(pool, &wide, &bytes, &length), FAIL_CONFIG);
    assert_non_null(strstr(fail_detail(), "chmod 0400"));
    assert_null(bytes);
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("a-key-is-read-at-need", a_key_is_read_at_need),
        SETTINGS_TEST("a-key-that-cannot-be-read", a_key_that_cannot_be_read),
    };

    return cmocka_run_group_tests_name("key_source", tests, NULL, NULL);
}
