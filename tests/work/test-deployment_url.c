/* test-deployment_url.c - hosts of their own, patterns that are filled in, and no URL at all */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/deployment_url.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIST(...)                                                                                  \
    {                                                                                              \
        (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ }))        \
    }
#define LONG_60 "a23456789-b23456789-c23456789-d23456789-e23456789-f234567890"

static const struct project_settings nothing;
static const struct project_settings domain = { .basedomain = "example.org" };
static const struct project_settings hosts = {
    .basedomain = "example.org",
    .urls = LIST("production=www.example.org", "staging=stage.example.net:8443"),
};
static const struct project_settings host_alone = { .urls = LIST("production=www.example.org") };
static const struct project_settings separated = { .basedomain = "example.org",
                                                   .urlseparator = "--" };
static const struct project_settings patterned = {
    .basedomain = "x.example.org",
    .urlpattern = "http://{basedomain}{urlseparator}{environment}/{environment}?{a}{",
    .urlseparator = "/",
};
/* A value is never looked through for placeholders. */
static const struct project_settings nested = { .basedomain = "{environment}",
                                                .urlseparator = "{basedomain}" };

static const struct {
    const struct project_settings *project;
    const char *environment;
    const char *url;
} rows[] = {
    { &nothing, "production", NULL },
    { &domain, "pr12", "https://pr12.example.org/" },
    { &domain, "production", "https://production.example.org/" },
    { &domain, LONG_60, "https://" LONG_60 ".example.org/" },
    { &domain, "Live (EU)", "https://live-eu.example.org/" },
    { &domain, "", NULL },
    { &domain, "\xf0\x9f\x9a\x80", NULL },
    { &hosts, "production", "https://www.example.org" },
    { &hosts, "Production", "https://www.example.org" },
    { &hosts, "staging", "https://stage.example.net:8443" },
    { &hosts, "stagin", "https://stagin.example.org/" },
    { &hosts, "staging2", "https://staging2.example.org/" },
    { &host_alone, "production", "https://www.example.org" },
    { &host_alone, "test", NULL },
    { &separated, "pr12", "https://pr12--example.org/" },
    { &patterned, "pr12", "http://x.example.org/pr12/pr12?{a}{" },
    { &nested, "pr1", "https://pr1{basedomain}{environment}/" },
};

static void
urls_by_table(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *url = deployment_url(*state, rows[i].project, rows[i].environment);

        assert_string_equal(url == NULL ? "(none)" : url,
                            rows[i].url == NULL ? "(none)" : rows[i].url);
    }
}

static void
slugs_by_table(void **state)
{
    static const struct {
        const char *name, *slug;
    } names[] = {
        { "production", "production" },
        { "Live (EU)", "live-eu" },
        { "--a__b--", "a-b" },
        { "a.b/c", "a-b-c" },
        { "\xd7\xa9 x \xf0\x9f\x9a\x80", "x" },
        { "<!channel>", "channel" },
        { LONG_60, LONG_60 },
        { LONG_60 "1", LONG_60 },
        { "a23456789-b23456789-c23456789-d23456789-e23456789-f23456789-1",
          "a23456789-b23456789-c23456789-d23456789-e23456789-f23456789" },
        { "", NULL },
        { "---", NULL },
        { "\xf0\x9f\x9a\x80", NULL },
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        const char *slug = environment_slug(*state, names[i].name);

        assert_string_equal(slug == NULL ? "(none)" : slug,
                            names[i].slug == NULL ? "(none)" : names[i].slug);
        if (slug != NULL)
            assert_true(environment_name_valid(slug));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("urls-by-table", urls_by_table),
        TEST("slugs-by-table", slugs_by_table),
    };

    return cmocka_run_group_tests_name("deployment_url", tests, NULL, NULL);
}
