/* src/port/http_url.c: what a Location or a link means where it stands. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "a_pool.h"
#include "port/http_url.h"

struct row {
    const char *base, *reference, *joined; /* NULL: nothing */
};

static void
what_a_reference_means(void **state)
{
    static const struct row rows[] = {
        { "https://a.example/b/c?d", "https://e.example/f", "https://e.example/f" },
        { "https://a.example/b/c?d", "/f?g", "https://a.example/f?g" },
        { "https://a.example/b/c?d", "f", "https://a.example/b/f" },
        { "https://a.example/b/c?d", "../f", "https://a.example/f" },
        { "https://a.example/b/c?d", "//e.example/f", "https://e.example/f" },
        { "https://a.example/b/c", "http://a.example/b/c", "http://a.example/b/c" },
        { "https://a.example/b/", "ftp://e.example/f", "ftp://e.example/f" },
        { "https://a.example/b/", "a b", "https://a.example/b/a%20b" },
        { "https://a.example/b/", "http://e.example:99999/", NULL },
        { "not a url", "/f", NULL },
        { "https://a.example/b/", "", "https://a.example/b/" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *url = http_url_join(*state, rows[i].base, rows[i].reference);

        if (rows[i].joined == NULL)
            assert_null(url);
        else
            assert_string_equal(url != NULL ? url : "nothing", rows[i].joined);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("what-a-reference-means-where-it-stands", what_a_reference_means),
    };

    return cmocka_run_group_tests_name("http_url", tests, NULL, NULL);
}
