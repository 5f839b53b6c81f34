/* src/wire/feed_get.c: which redirects are followed; the rest is tests/system/feed.mjs. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */
#include "base/log.h"

#include <cmocka.h>

#include "a_pool.h"
#include "wire/feed_get.h"

struct row {
    const char *url, *location;
    const char *next; /* NULL: refused */
};

static void
where_redirects_lead(void **state)
{
    static const struct row rows[] = {
        { "https://a.example/f", "https://e.example/g", "https://e.example/g" },
        { "https://a.example/f", "/g", "https://a.example/g" },
        { "http://a.example/f", "https://a.example/f", "https://a.example/f" },
        { "http://a.example/f", "http://e.example/f", "http://e.example/f" },
        { "https://a.example/f", "//e.example/g", "https://e.example/g" },
        { "https://a.example/f", "http://a.example/f", NULL },
        { "https://a.example/f", "HTTP://a.example/f", NULL },
        { "https://a.example/f", "ftp://a.example/f", NULL },
        { "https://a.example/f", "file:///etc/passwd", NULL },
        { "https://a.example/f", "https://user:word@a.example/f", NULL },
        { "https://a.example/f", NULL, NULL },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *next = NULL;
        int rc = feed_redirect(*state, rows[i].url, rows[i].location, &next);

        assert_int_equal(rc, rows[i].next != NULL ? 0 : FAIL_REFUSED);
        if (rows[i].next == NULL)
            assert_null(next);
        else
            assert_string_equal(next, rows[i].next);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("where-redirects-lead", where_redirects_lead),
    };

    log_open("test-feed_get", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("feed_get", tests, NULL, NULL);
}
