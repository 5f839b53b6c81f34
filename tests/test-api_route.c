/* test-api_route.c - which route a path means, and which methods it has */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "a_pool.h"
#include "api_route.h"

#include <cmocka.h>

static const struct api_route table[] = {
    { "GET", "targets", NULL, NULL, API_NO_BODY },
    { "POST", "targets", NULL, NULL, API_BODY },
    { "GET", "targets/{id}", NULL, NULL, API_NO_BODY },
    { "DELETE", "targets/{id}", NULL, NULL, API_NO_BODY },
    { "POST", "targets/{id}/test", NULL, NULL, API_BODY_MAYBE },
};

static struct api_place
find(struct pool *pool, const char *method, const char *path)
{
    return api_route_find((struct api_routes){ table, 5 }, pool, method, path);
}

static void
path_and_method_name_a_route(void **state)
{
    assert_ptr_equal(find(*state, "GET", "/hooklet/api/targets").route, &table[0]);
    assert_ptr_equal(find(*state, "GET", "/bot/hooklet/api/targets").route, &table[0]);
    assert_null(find(*state, "GET", "/bot/api/targets").route);
    assert_ptr_equal(find(*state, "POST", "/hooklet/api/targets").route, &table[1]);
    assert_ptr_equal(find(*state, "DELETE", "/hooklet/api/targets/12").route, &table[3]);
    assert_ptr_equal(find(*state, "POST", "/hooklet/api/targets/12/test").route, &table[4]);
}

static void
head_is_get(void **state)
{
    assert_ptr_equal(find(*state, "HEAD", "/hooklet/api/targets").route, &table[0]);
    assert_null(find(*state, "HEAD", "/hooklet/api/targets/12/test").route);
}

static void
the_id_is_decoded(void **state)
{
    assert_null(find(*state, "GET", "/hooklet/api/targets").id);
    assert_string_equal(find(*state, "GET", "/hooklet/api/targets/12").id, "12");
    assert_string_equal(find(*state, "GET", "/hooklet/api/targets/a%3Ab_c-d").id, "a:b_c-d");
    assert_string_equal(find(*state, "GET", "/hooklet/api/targets/a:b").id, "a:b");
}

static void
what_is_no_path_of_ours(void **state)
{
    static const char *const paths[] = {
        "",
        "/",
        "/hooklet/api",
        "/hooklet/api/",
        "/hooklet/api//targets",
        "/hooklet/api/targets/",
        "/hooklet/api/targetsx",
        "/hooklet/api/Targets",
        "/hooklet/apitargets",
        "/hooklet/ap/targets",
        "/api/targets",
        "/hooklet/api/targets/12/",
        "/hooklet/api/targets//test",
        "/hooklet/api/targets/1/2/test",
        "/hooklet/api/targets/%",
        "/hooklet/api/targets/%2",
        "/hooklet/api/targets/%zz",
        "/hooklet/api/targets/%00",
        "/hooklet/api/targets/1%002",
        "/hooklet/api/targets/1%0d%0aX:",
        "/hooklet/api/targets/1&id=2",
        "/hooklet/api/targets/1%262",
        "/hooklet/api/targets/1+2",
        "/hooklet/api/targets/..%2f12",
        "/hooklet/api/targets/\xff",
        "/hooklet/api/targets/%ff",
        "/hooklet/api/targets/12;x",
        "/hooklet/api/{id}",
        "/hooklet/api/targets/{id}",
    };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct api_place place = find(*state, "GET", paths[i]);

        assert_null(place.route);
        assert_null(place.allow);
        assert_null(place.id);
    }
}

static void
another_method_is_told_which_there_are(void **state)
{
    struct api_place place = find(*state, "PUT", "/hooklet/api/targets");

    assert_null(place.route);
    assert_string_equal(place.allow, "GET, HEAD, POST");
    assert_string_equal(find(*state, "POST", "/hooklet/api/targets/1").allow, "GET, HEAD, DELETE");
    assert_string_equal(find(*state, "GET", "/hooklet/api/targets/1/test").allow, "POST");
    assert_null(find(*state, "get", "/hooklet/api/targets").route);
    assert_null(find(*state, "", "/hooklet/api/targets").route);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("path-and-method-name-a-route", path_and_method_name_a_route),
        TEST("head-is-get", head_is_get),
        TEST("the-id-is-decoded", the_id_is_decoded),
        TEST("what-is-no-path-of-ours", what_is_no_path_of_ours),
        TEST("another-method-is-told-which-there-are", another_method_is_told_which_there_are),
    };

    return cmocka_run_group_tests_name("api_route", tests, NULL, NULL);
}
