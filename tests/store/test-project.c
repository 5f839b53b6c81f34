/* test-project.c - a repository and its channel: one to one, by the configuration or by people */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "race.h"
#include "some_jobs.h"
#include "store/project.h"

#include <cmocka.h>

static const struct settings no_sections;

/* acme/web has a channel there, acme/api hasn't. */
static const char *const section_urls[] = { "production=www.example.org" };
static const struct project_settings sections[] = {
    { .repository = "acme/web", .channel = "C1", .basedomain = "example.org", .job = "deploy" },
    { .repository = "Acme/api", .urls = { section_urls, 1 }, .notices = NOTICE_RELEASE },
};
static const struct settings two_sections = { .projects = sections, .project_count = 2 };

/* What is done inside a transaction, and what comes of it. */
struct doing {
    const struct settings *settings;
    struct project_wish wish;
    struct project *project;
    struct project_tie tie;
    struct pool *pool;
};

static int
tie_work(struct db *db, void *data)
{
    struct doing *doing = data;

    return project_tie(db, doing->settings, &doing->wish, NOW, doing->pool, &doing->tie);
}

static int
set_work(struct db *db, void *data)
{
    struct doing *doing = data;

    return project_set(db, doing->project, NOW + 1);
}

static int
untie_work(struct db *db, void *data)
{
    struct doing *doing = data;

    return project_untie(db, doing->project);
}

static struct project_tie
tie(struct fixture *f, const struct settings *settings, const char *repository, const char *channel)
{
    struct doing doing = { .settings = settings,
                           .wish = { repository, channel, "web", "T1" },
                           .pool = f->pool };

    assert_int_equal(store_write(f->store, tie_work, &doing), 0);
    return doing.tie;
}

static int
write_by(struct fixture *f, commit_work *work, struct project *project)
{
    struct doing doing = { .project = project };

    return store_write(f->store, work, &doing);
}

static struct project
find(struct fixture *f, const struct settings *settings, const char *repository)
{
    struct project project;

    assert_int_equal(project_find(f->store, settings, repository, f->pool, &project), 0);
    return project;
}

static int
missing(struct fixture *f, const struct settings *settings, const char *channel)
{
    struct project project;

    return project_find_channel(f->store, settings, channel, f->pool, &project);
}

static void
tied_it_is_found_from_both_ends(void **state)
{
    struct fixture *f = *state;
    struct project_tie tied;
    struct project project;

    assert_int_equal(project_find(f->store, &no_sections, "acme/web", f->pool, &project),
                     FAIL_NOT_FOUND);
    assert_int_equal(missing(f, &no_sections, "C1"), FAIL_NOT_FOUND);
    tied = tie(f, &no_sections, "Acme/Web", "C1");
    assert_int_equal(tied.outcome, PROJECT_TIED);
    assert_string_equal(tied.project.settings.channel, "C1");
    project = find(f, &no_sections, "acme/WEB");
    assert_string_equal(project.settings.repository, "Acme/Web");
    assert_string_equal(project.settings.channel, "C1");
    assert_string_equal(project.settings.channel_name, "web");
    assert_string_equal(project.team, "T1");
    assert_false(project.configured);
    assert_false(project.pinned);
    assert_int_equal(project.version, 1);
    assert_int_equal(project.updated_ms, NOW);
    assert_int_equal(project_find_channel(f->store, &no_sections, "C1", f->pool, &project), 0);
    assert_string_equal(project.settings.repository, "Acme/Web");
    /* Nothing is set, and the rest is as it is by default. */
    assert_null(project.settings.basedomain);
    assert_int_equal(project.settings.urls.count, 0);
    assert_int_equal(project.settings.notices, NOTICE_ALL);
    assert_string_equal(project.settings.job, PROJECT_JOB);
    assert_int_equal(project.settings.expect_ms, PROJECT_EXPECT_MS);
}

static void
one_to_one_and_each_way_to_miss_it_is_told(void **state)
{
    static const struct {
        const char *repository, *channel;
        enum project_outcome outcome;
        const char *other_repository, *other_channel;
    } table[] = {
        { "ACME/web", "C1", PROJECT_HERE, "acme/web", "C1" },
        { "acme/web", "C2", PROJECT_ELSEWHERE, "acme/web", "C1" },
        { "acme/api", "C1", PROJECT_TAKEN, "acme/web", "C1" },
        { "acme/api", "C2", PROJECT_TIED, "acme/api", "C2" },
    };
    struct fixture *f = *state;

    tie(f, &no_sections, "acme/web", "C1");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct project_tie tied = tie(f, &no_sections, table[i].repository, table[i].channel);

        assert_int_equal(tied.outcome, table[i].outcome);
        assert_string_equal(tied.project.settings.repository, table[i].other_repository);
        assert_string_equal(tied.project.settings.channel, table[i].other_channel);
    }
    assert_int_equal(sql_number(f, "SELECT count(*) FROM project"), 2);
}

static void
untied_both_are_free(void **state)
{
    struct fixture *f = *state;
    struct project project, stale;

    stale = project = tie(f, &no_sections, "acme/web", "C1").project;
    stale.version = 7;
    assert_int_equal(write_by(f, untie_work, &stale), FAIL_CONFLICT);
    assert_int_equal(write_by(f, untie_work, &project), 0);
    assert_int_equal(write_by(f, untie_work, &project), FAIL_NOT_FOUND);
    assert_int_equal(missing(f, &no_sections, "C1"), FAIL_NOT_FOUND);
    assert_int_equal(tie(f, &no_sections, "acme/api", "C1").outcome, PROJECT_TIED);
    assert_int_equal(tie(f, &no_sections, "acme/web", "C2").outcome, PROJECT_TIED);
}

static void
what_people_set_holds(void **state)
{
    static const char *const urls[] = { "production=www.example.org", "test=\"odd\\" };
    struct fixture *f = *state;
    struct project project = tie(f, &no_sections, "acme/web", "C1").project, stale = project;

    project.said.basedomain = "example.org";
    project.said.urlseparator = "-";
    project.said.urls = (struct strings){ urls, 2 };
    project.said.channel_name = "web-team";
    assert_int_equal(write_by(f, set_work, &project), 0);
    assert_int_equal(project.version, 2);
    assert_int_equal(write_by(f, set_work, &stale), FAIL_CONFLICT);
    project = find(f, &no_sections, "acme/web");
    assert_string_equal(project.settings.basedomain, "example.org");
    assert_string_equal(project.settings.urlseparator, "-");
    assert_null(project.settings.urlpattern);
    assert_int_equal(project.settings.urls.count, 2);
    assert_string_equal(project.settings.urls.items[1], "test=\"odd\\");
    assert_string_equal(project.settings.channel_name, "web-team");
    assert_string_equal(project.team, "T1");
    assert_int_equal(project.updated_ms, NOW + 1);

    project.said.basedomain = NULL;
    project.said.urls.count = 0;
    project.said.urlpattern = "https://{environment}{urlseparator}{basedomain}/x";
    assert_int_equal(write_by(f, set_work, &project), 0);
    project = find(f, &no_sections, "acme/web");
    assert_null(project.settings.basedomain);
    assert_int_equal(project.settings.urls.count, 0);
    assert_string_equal(project.settings.urlpattern,
                        "https://{environment}{urlseparator}{basedomain}/x");
}

static void
a_section_is_a_project_without_a_row(void **state)
{
    struct fixture *f = *state;
    struct project project = find(f, &two_sections, "ACME/Web");

    assert_true(project.configured);
    assert_true(project.pinned);
    assert_int_equal(project.version, 0);
    assert_string_equal(project.settings.job, "deploy");
    assert_int_equal(project_find_channel(f->store, &two_sections, "C1", f->pool, &project), 0);
    assert_string_equal(project.settings.repository, "acme/web");
    assert_int_equal(write_by(f, set_work, &project), FAIL_NOT_FOUND);
    project = find(f, &two_sections, "acme/api");
    assert_true(project.configured);
    assert_false(project.pinned);
    assert_null(project.settings.channel);
}

static void
a_section_s_channel_is_not_to_be_had(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(tie(f, &two_sections, "acme/web", "C1").outcome, PROJECT_HERE);
    assert_int_equal(tie(f, &two_sections, "acme/web", "C2").outcome, PROJECT_ELSEWHERE);
    assert_int_equal(tie(f, &two_sections, "acme/other", "C1").outcome, PROJECT_TAKEN);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM project"), 0);
}

static void
a_section_without_a_channel_takes_peoples(void **state)
{
    static const char *const urls[] = { "Production=else.example.org", "test=t.example.org" };
    struct fixture *f = *state;
    struct project project = tie(f, &two_sections, "acme/api", "C2").project;

    assert_string_equal(project.settings.channel, "C2");
    assert_string_equal(project.settings.repository, "Acme/api");
    project.said.basedomain = "example.net";
    project.said.urls = (struct strings){ urls, 2 };
    assert_int_equal(write_by(f, set_work, &project), 0);
    project = find(f, &two_sections, "acme/api");
    assert_string_equal(project.settings.basedomain, "example.net");
    assert_int_equal(project.settings.urls.count, 2);
    assert_string_equal(project.settings.urls.items[0], "production=www.example.org");
    assert_string_equal(project.settings.urls.items[1], "test=t.example.org");
    assert_int_equal(project.settings.notices, NOTICE_RELEASE);
    assert_int_equal(project.said.urls.count, 2);
    assert_int_equal(missing(f, &two_sections, "C2"), 0);
}

/* People tied it to C3; then the file came to say C1. */
static void
a_section_overrules_the_row(void **state)
{
    struct fixture *f = *state;
    struct project project = tie(f, &no_sections, "acme/web", "C3").project;

    project.said.basedomain = "example.net";
    project.said.urlseparator = "-";
    assert_int_equal(write_by(f, set_work, &project), 0);
    project = find(f, &two_sections, "acme/web");
    assert_string_equal(project.settings.channel, "C1");
    assert_null(project.settings.channel_name);
    assert_string_equal(project.settings.basedomain, "example.org");
    assert_string_equal(project.settings.urlseparator, "-");
    assert_string_equal(project.said.basedomain, "example.net");
    assert_int_equal(missing(f, &two_sections, "C3"), FAIL_NOT_FOUND);
    assert_int_equal(tie(f, &two_sections, "acme/other", "C3").outcome, PROJECT_TIED);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM project"), 1);
}

static void
all_of_them_are_listed(void **state)
{
    static const char *const names[] = { "acme/web", "Acme/api", "acme/blog", "zeta/app" };
    struct fixture *f = *state;
    struct projects projects;

    tie(f, &no_sections, "zeta/app", "C9");
    tie(f, &no_sections, "acme/api", "C2");
    tie(f, &no_sections, "acme/blog", "C3");
    assert_int_equal(project_list(f->store, &two_sections, f->pool, &projects), 0);
    assert_int_equal(projects.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(projects.rows[i].settings.repository, names[i]);
    assert_string_equal(projects.rows[1].settings.channel, "C2");
    assert_true(projects.rows[1].configured);
    assert_int_equal(project_list(f->store, &no_sections, f->pool, &projects), 0);
    assert_int_equal(projects.count, 3);
}

static void
a_row_that_is_no_json_is_said(void **state)
{
    struct fixture *f = *state;
    struct project project;
    struct projects projects;

    tie(f, &no_sections, "acme/web", "C1");
    sql(f, "UPDATE project SET settings = '{'");
    assert_int_equal(project_find(f->store, &no_sections, "acme/web", f->pool, &project),
                     FAIL_MALFORMED);
    assert_null(project.settings.repository);
    assert_int_equal(project_list(f->store, &no_sections, f->pool, &projects), FAIL_MALFORMED);
    assert_int_equal(projects.count, 0);
}

/* 1: it got the tie. */
static int
tie_alone(struct store *store, struct pool *pool, const char *repository, const char *channel)
{
    struct doing doing = { .settings = &no_sections,
                           .wish = { repository, channel, NULL, NULL },
                           .pool = pool };

    if (store_write(store, tie_work, &doing) != 0)
        return -1;
    return doing.tie.outcome == PROJECT_TIED;
}

static int
want_a_channel(struct store *store, struct pool *pool, int which)
{
    return tie_alone(store, pool, pool_printf(pool, "acme/web%d", which), "C1");
}

static int
want_a_repository(struct store *store, struct pool *pool, int which)
{
    return tie_alone(store, pool, "acme/web", pool_printf(pool, "C%d", which));
}

static void
of_four_processes_one_gets_the_channel(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(race(f, want_a_channel), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM project"), 1);
}

static void
of_four_processes_one_gets_the_repository(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(race(f, want_a_repository), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM project"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("tied-it-is-found-from-both-ends", tied_it_is_found_from_both_ends),
        TEST("one-to-one-and-each-way-to-miss-it-is-told",
             one_to_one_and_each_way_to_miss_it_is_told),
        TEST("untied-both-are-free", untied_both_are_free),
        TEST("what-people-set-holds", what_people_set_holds),
        TEST("a-section-is-a-project-without-a-row", a_section_is_a_project_without_a_row),
        TEST("a-section-s-channel-is-not-to-be-had", a_section_s_channel_is_not_to_be_had),
        TEST("a-section-without-a-channel-takes-peoples",
             a_section_without_a_channel_takes_peoples),
        TEST("a-section-overrules-the-row", a_section_overrules_the_row),
        TEST("all-of-them-are-listed", all_of_them_are_listed),
        TEST("a-row-that-is-no-json-is-said", a_row_that_is_no_json_is_said),
        TEST("of-four-processes-one-gets-the-channel", of_four_processes_one_gets_the_channel),
        TEST("of-four-processes-one-gets-the-repository",
             of_four_processes_one_gets_the_repository),
    };

    log_open("test-project", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("project", tests, NULL, NULL);
}
