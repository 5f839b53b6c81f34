/* test-convert.c - what is kept of an App, and a conversion that was cut off */
#include "config.h"

#include <sys/stat.h>

#include "rig_store.h"
#include "store/app_setup.h"
#include "store/state.h"
#include "work/app_files.h"
#include "work/convert.h"

#include <cmocka.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NOW INT64_C(1800000000000) /* 2027-01-15T08:00:00 */

static const struct app_about about = {
    .id = "42",
    .slug = "hooklet-acme",
    .name = "hooklet-acme",
    .client_id = "Iv1.1",
    .html_url = "https://github.com/apps/hooklet-acme",
    .setup = A,
};
static const struct app_secrets secrets = { "PEM\n", "webhook", "client" };

static const char *
read_one(struct rig *rig, const char *directory, const char *name)
{
    const char *path = pool_printf(rig->pool, "%s/%s/%s", rig->settings.state, directory, name);
    struct stat status;
    size_t length = 0;
    char *text = NULL;

    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0400);
    assert_int_equal(file_read(rig->pool, path, 65536, &text, &length), 0);
    return text;
}

static bool
is_there(struct rig *rig, const char *name)
{
    return access(pool_printf(rig->pool, "%s/%s", rig->settings.state, name), F_OK) == 0;
}

static void
files_are_private_and_whole(void **state)
{
    struct rig *rig = *state;
    struct app_about found;
    struct stat status;

    assert_int_equal(app_files_find(rig->pool, rig->settings.state, &found), FAIL_NOT_FOUND);
    assert_int_equal(app_files_write(rig->settings.state, &about, &secrets, NOW), 0);
    assert_int_equal(stat(app_files_directory(rig->pool, rig->settings.state), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_string_equal(read_one(rig, "github-app", APP_FILE_KEY), "PEM\n");
    assert_string_equal(read_one(rig, "github-app", APP_FILE_WEBHOOK), "webhook");
    assert_string_equal(read_one(rig, "github-app", APP_FILE_CLIENT), "client");
    assert_string_equal(read_one(rig, "github-app", APP_FILE_ABOUT),
                        "{\"id\":\"42\",\"slug\":\"hooklet-acme\",\"name\":\"hooklet-acme\","
                        "\"client_id\":\"Iv1.1\","
                        "\"html_url\":\"https://github.com/apps/hooklet-acme\",\"setup\":\"" A
                        "\"}");
    assert_int_equal(app_files_find(rig->pool, rig->settings.state, &found), 0);
    assert_string_equal(found.id, "42");
    assert_false(is_there(rig, "github-app.new-42"));
}

static void
an_older_app_moves_aside(void **state)
{
    struct rig *rig = *state;
    const struct app_secrets others = { "OTHER\n", NULL, NULL };
    struct app_about other = about;

    other.id = "41";
    assert_int_equal(app_files_write(rig->settings.state, &other, &others, NOW - 1), 0);
    assert_int_equal(app_files_write(rig->settings.state, &about, &secrets, NOW), 0);
    assert_string_equal(read_one(rig, "github-app", APP_FILE_KEY), "PEM\n");
    assert_string_equal(read_one(rig, "github-app.2027-01-15T08:00:00.000Z", APP_FILE_KEY),
                        "OTHER\n");
    assert_false(is_there(rig, "github-app.2027-01-15T08:00:00.000Z/" APP_FILE_WEBHOOK));
}

static int
convert(struct rig *rig)
{
    rig->job.kind = "convert";
    rig->job.args = "{\"state\":\"" A "\"}";
    rig->settings.github_api =
        (struct github_api){ .api_url = "http://127.0.0.1:1", .user_agent = "test" };
    return convert_act(&rig->work, &rig->job, &rig->outcome);
}

static void
put_code(struct rig *rig)
{
    assert_int_equal(state_put(rig->work.store, APP_CODE_FACT, A, "{\"code\":\"c0de\"}", NOW), 0);
}

static bool
has_code(struct rig *rig)
{
    const char *code;

    return app_code_find(rig->work.store, A, rig->pool, &code) == 0;
}

/* The worker died between the files and the end of its job: GitHub is not asked. */
static void
files_that_are_there_are_the_end(void **state)
{
    struct rig *rig = *state;
    const char *made = NULL;

    put_code(rig);
    assert_int_equal(app_files_write(rig->settings.state, &about, &secrets, NOW), 0);
    assert_int_equal(convert(rig), 0);
    assert_int_equal(rig->outcome.end, OUTCOME_DONE);
    assert_non_null(strstr(rig->outcome.detail, "App hooklet-acme, id 42: its secrets are in"));
    assert_int_equal(app_made_find(rig->work.store, A, rig->pool, &made), 0);
    assert_non_null(strstr(made, "\"id\":\"42\""));
    assert_null(strstr(made, "webhook"));
    assert_false(has_code(rig));
}

static void
files_of_another_app_are_not(void **state)
{
    struct rig *rig = *state;
    struct app_about other = about;

    other.setup = NULL;
    put_code(rig);
    assert_int_equal(app_files_write(rig->settings.state, &other, &secrets, NOW), 0);
    assert_int_equal(convert(rig), FAIL_NETWORK);
    assert_true(has_code(rig));
    assert_null(strstr(fail_detail(), "c0de"));
}

static void
without_a_code_it_says_what_to_do(void **state)
{
    struct rig *rig = *state;

    assert_int_equal(convert(rig), 0);
    assert_int_equal(rig->outcome.end, OUTCOME_HOPELESS);
    assert_string_equal(rig->outcome.detail,
                        "the code is used up, or its hour is over: if there is a new App at "
                        "GitHub, delete it there; then run create-app again");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_STORE_TEST("files-are-private-and-whole", files_are_private_and_whole),
        RIG_STORE_TEST("an-older-app-moves-aside", an_older_app_moves_aside),
        RIG_STORE_TEST("files-that-are-there-are-the-end", files_that_are_there_are_the_end),
        RIG_STORE_TEST("files-of-another-app-are-not", files_of_another_app_are_not),
        RIG_STORE_TEST("without-a-code-it-says-what-to-do", without_a_code_it_says_what_to_do),
    };

    return cmocka_run_group_tests_name("convert", tests, NULL, NULL);
}
