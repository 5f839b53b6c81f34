/* src/port/settings_projects.c, src/port/settings_deploys.c, src/port/project.c: what is tied to a
 * repository, and who builds it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "port/settings_deploys.h"
#include "port/settings_table.h"
#include "settings_directory.h"
#include "settings_refusal.h"

#define GITHUB "github { token_file = '@/token' }\n"
#define SLACK "slack { token_file = '@/token' secret a { file = '@/secret' } }\n"
#define CIRCLECI "circleci { token_file = '@/token' secret a { file = '@/secret' } }\n"

static void
same_parameters(const struct project_settings *one, const struct project_settings *other)
{
    for (size_t i = 0; i < CI_VALUES; i++)
        assert_string_equal(one->parameters[i], other->parameters[i]);
}

/* A section that says nothing is what a project tied in Slack is. */
static void
defaults(void **state)
{
    struct settings *settings = settings_expect_good(*state, "project acme/web { }\n");
    const struct project_settings *project = &settings->projects[0];

    assert_int_equal(settings->project_count, 1);
    assert_string_equal(project->repository, "acme/web");
    assert_null(project->channel);
    assert_null(project->channel_name);
    assert_null(project->basedomain);
    assert_null(project->urlpattern);
    assert_null(project->urlseparator);
    assert_int_equal(project->urls.count, 0);
    assert_null(project->ci);
    assert_false(project->legacy);
    assert_null(project->workflow);
    assert_null(project->slug);
    assert_null(project->definition);
    assert_string_equal(project->job, project_default.job);
    assert_int_equal(project->notices, project_default.notices);
    assert_int_equal(project->expect_ms, project_default.expect_ms);
    same_parameters(project, &project_default);
    assert_true(settings_deploys(settings));
    settings_free(settings);
    settings_expect(*state, GITHUB "project acme/web { }\n", 0, NULL);
    assert_string_equal(setting_find(SECTION_PROJECT, "urlpattern")->fallback, PROJECT_URLPATTERN);
    assert_int_equal(1U << (CI_VALUES - 1), 1U << CI_VALUE_REVISION);
}

static void
all_of_it(void **state)
{
    static const char text[] = GITHUB SLACK CIRCLECI
        "project Acme/Web {\n channel = C0123 basedomain = 'preview.example.org:8443'\n"
        " urlpattern = 'http://{basedomain}{urlseparator}{environment}' urlseparator = '/'\n"
        " url = { 'production=www.example.org', 'test=test.example.org:8080' }\n"
        " ci = circleci workflow = 'build and deploy' slug = 'circleci/Abc123/Def456'\n"
        " definition = 'b3c9a1de-0000-4000-8000-0123456789aB'\n"
        " parameters = { 'deploy_env=environment', 'sha=revision' }\n"
        " notices = { review, deployment } expect = 2h }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct project_settings *project = settings_project(settings, "acme/web");

    assert_ptr_equal(project, settings->projects);
    assert_null(settings_project(settings, "acme/webs"));
    assert_string_equal(project->channel, "C0123");
    assert_string_equal(project->basedomain, "preview.example.org:8443");
    assert_string_equal(project->urlpattern, "http://{basedomain}{urlseparator}{environment}");
    assert_string_equal(project->urlseparator, "/");
    assert_int_equal(project->urls.count, 2);
    assert_string_equal(project->urls.items[1], "test=test.example.org:8080");
    assert_string_equal(project->workflow, "build and deploy");
    assert_string_equal(project->slug, "circleci/Abc123/Def456");
    assert_string_equal(project->parameters[CI_VALUE_ENVIRONMENT], "deploy_env");
    assert_string_equal(project->parameters[CI_VALUE_REVISION], "sha");
    assert_null(project->parameters[CI_VALUE_URL]);
    assert_int_equal(project->notices, NOTICE_REVIEW | NOTICE_DEPLOYMENT);
    assert_int_equal(project->expect_ms, 7200000);
    assert_string_equal(settings_ci(settings, project), CIRCLECI_NAME);
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
the_old_api(void **state)
{
    static const char text[] =
        GITHUB CIRCLECI "project a/b { version = 'v1.1' job = deploy notices = {} }\n";
    struct settings *settings = settings_expect_good(*state, text);

    assert_true(settings->projects[0].legacy);
    assert_string_equal(settings->projects[0].job, "deploy");
    assert_int_equal(settings->projects[0].notices, 0);
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
the_longest_name(void **state)
{
    struct settings *settings = settings_expect_good(
        *state, "project 'abcdefghijklmnopqrstuvwxyzabcdefghijklm/"
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
                "abcdefghijklmnopqrstuv' { }\n");

    assert_int_equal(strlen(settings->projects[0].repository), 140);
    settings_free(settings);
}

static void
one_channel_for_one_project(void **state)
{
    struct settings *settings;

    setenv("SLACK_CHANNEL", "C1", 1);
    settings =
        settings_expect_good(*state, SLACK "project a/b { }\nproject c/d { channel = C2 }\n");
    assert_string_equal(settings->projects[0].channel, "C1");
    assert_string_equal(settings->projects[1].channel, "C2");
    settings_free(settings);
    settings_expect(*state, GITHUB SLACK "project a/b { }\nproject c/d { }\n", 4,
                    "channel: C1 is that of project \"a/b\" (");
}

static void
who_builds(void **state)
{
    static const struct {
        const char *text;
        const char *first; /* of project a/b, or NULL */
    } rows[] = {
        { "project a/b { }\n", NULL },
        { "ci make { command = make }\n project a/b { }\n", "make" },
        { "ci make { command = make }\n ci ant { command = ant }\n project a/b { }\n", NULL },
        { "ci make { command = make }\n ci ant { command = ant }\n project a/b { ci = ant }\n",
          "ant" },
        { CIRCLECI "ci make { command = make }\n project a/b { }\n", CIRCLECI_NAME },
        { "circleci { }\n ci make { command = make }\n project a/b { }\n", CIRCLECI_NAME },
        { CIRCLECI "ci make { command = make }\n project a/b { ci = make }\n", "make" },
        { "ci make { command = make }\n project a/b { ci = circleci }\n", CIRCLECI_NAME },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct settings *settings = settings_expect_good(*state, rows[i].text);
        const char *ci = settings_ci(settings, &settings->projects[0]);

        if (rows[i].first == NULL)
            assert_null(ci);
        else
            assert_string_equal(ci, rows[i].first);
        settings_free(settings);
    }
}

static void
values(void **state)
{
    static const struct {
        const char *key, *value;
        const char *word; /* of the trouble; NULL: it is good */
    } rows[] = {
        { "basedomain", "example.org", NULL },
        { "basedomain", "localhost:8080", NULL },
        { "basedomain", "xn--bcher-kva.example", NULL },
        { "basedomain", "https://example.org", "without https://" },
        { "basedomain", "example.org/", "is more than a host" },
        { "basedomain", "example..org", "is no host name" },
        { "basedomain", ".example.org", "is no host name" },
        { "basedomain", "example.org.", "is no host name" },
        { "basedomain", "example.org:", "is no host name" },
        { "basedomain", "example.org:http", "is no host name" },
        { "basedomain", "example.org:123456", "is no host name" },
        { "basedomain",
          "b\xc3\xbc"
          "cher.example",
          "is no host name" },
        { "basedomain", "me@example.org", "is no host name" },
        { "basedomain", "a b", "is no host name" },
        { "basedomain", "", "is no host name" },
        { "urlpattern", PROJECT_URLPATTERN, NULL },
        { "urlpattern", "http://x.{basedomain}:81/{environment}{urlseparator}y?z=1#a", NULL },
        { "urlpattern", "https://{environment}{urlseparator}{environment}.{basedomain}", NULL },
        { "urlpattern", "https://{environment}.{basedomain}/", "lacks {urlseparator}" },
        { "urlpattern", "https://{urlseparator}{basedomain}/", "lacks {environment}" },
        { "urlpattern", "https://{environment}{urlseparator}", "lacks {basedomain}" },
        { "urlpattern", "https://{environment}{urlseparator}{basedomain}/{sha}",
          "{sha}; there are" },
        { "urlpattern", "https://{environment}{urlseparator}{basedomain}/{",
          "placeholder {; there" },
        { "urlpattern", "https://{environment}{urlseparator}{basedomain}/}", "placeholder };" },
        { "urlpattern", "{environment}{urlseparator}{basedomain}", "no http or https URL" },
        { "urlpattern", "ftp://{environment}{urlseparator}{basedomain}", "no http or https URL" },
        { "urlpattern", "https:///{environment}{urlseparator}{basedomain}", "no http" },
        { "urlpattern", "https://a@{environment}{urlseparator}{basedomain}", "no http" },
        { "urlpattern", "https://{environment}{urlseparator}{basedomain}/a b", "no http" },
        { "urlpattern", "https://{environment}{urlseparator}{basedomain}|", "no http" },
        { "urlpattern", "javascript:{environment}{urlseparator}{basedomain}", "no http" },
        { "urlseparator", ".", NULL },
        { "urlseparator", "-x/", NULL },
        { "urlseparator", "", "can't stand in a URL" },
        { "urlseparator", ":", "can't stand in a URL" },
        { "urlseparator", "@", "can't stand in a URL" },
        { "urlseparator", "..............................-", "1 to 30" },
        { "url", "production=www.example.org", NULL },
        { "url", "pr12=x:1", NULL },
        { "url", "production", "is not \"ENVIRONMENT=HOST\"" },
        { "url", "=www.example.org", "is no environment" },
        { "url", "Production=www.example.org", "Production is no environment" },
        { "url", "-a=www.example.org", "-a is no environment" },
        { "url", "test=https://www.example.org", "without https:// and path" },
        { "url", "test=", "is no host name" },
    };
    struct pool *pool = pool_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *trouble = project_value_trouble(pool, rows[i].key, rows[i].value);

        if ((trouble == NULL) != (rows[i].word == NULL) ||
            (trouble != NULL && strstr(trouble, rows[i].word) == NULL))
            fail_msg("%s %s: %s", rows[i].key, rows[i].value, trouble);
    }
    pool_free(pool);
}

static void
environments(void **state)
{
    static const char longest[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567x";

    (void)state;
    assert_true(environment_name_valid("pr12"));
    assert_true(environment_name_valid("a-b"));
    assert_true(environment_name_valid(longest + 1));
    assert_false(environment_name_valid(longest));
    assert_false(environment_name_valid(""));
    assert_false(environment_name_valid("a-"));
    assert_false(environment_name_valid("a.b"));
    assert_false(environment_name_valid("\xc3\xa4"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("defaults-are-those-of-a-project-tied-in-slack", defaults),
        SETTINGS_TEST("all-of-it", all_of_it),
        SETTINGS_TEST("the-old-api", the_old_api),
        SETTINGS_TEST("the-longest-name-of-a-repository", the_longest_name),
        SETTINGS_TEST("one-channel-for-one-project", one_channel_for_one_project),
        SETTINGS_TEST("who-builds", who_builds),
        SETTINGS_TEST("values-that-people-set", values),
        SETTINGS_TEST("names-of-environments", environments),
    };

    return cmocka_run_group_tests_name("settings_projects", tests, NULL, NULL);
}
