/* test-chat.c - what people type at Slack, and the words that they get */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_chat.h"
#include "base/fail.h"
#include "store/environment.h"
#include "store/project.h"
#include "store/state.h"
#include "work/chat.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TALK(f, lines) assert_conversation((f), (lines), COUNT(lines))
#define TIED                                                                                       \
    "This channel is tied to *acme/web* now. I look who works there, so that people can say who "  \
    "they are."

static int
begin(void **state)
{
    chat_settings = (struct settings){ .slack_api.command = "hooklet" };
    return fixture_make(state);
}

#undef TEST
#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, begin, fixture_remove, NULL                                                \
    }

static void
help(void **state)
{
    struct said said = chat_type(*state, "");

    assert_non_null(strstr(said.answer, "`/hooklet setup OWNER/REPO`: ties this channel"));
    assert_non_null(strstr(said.answer, "`/hooklet rollback ENV`:"));
    assert_false(said.in_channel);
    assert_string_equal(said.status, "ignored");
    assert_string_equal(chat_type(*state, "  help ").answer, said.answer);
    /* Every command has its own, by two ways. */
    for (size_t i = 0; i < chat_command_count; i++) {
        struct fixture *f = *state;
        const char *name = chat_commands[i].name;
        const char *one = chat_type(f, pool_printf(f->pool, "help %s", name)).answer;

        assert_non_null(strstr(one, chat_commands[i].help));
        assert_string_equal(chat_type(f, pool_printf(f->pool, "%s --help", name)).answer, one);
    }
    assert_answer(*state, "help dance",
                  "I know no command `dance`. `/hooklet help` tells which there are.");
}

static void
typos(void **state)
{
    static const struct line lines[] = {
        { "deplyo", "I know no command `deplyo`. Did you mean `/hooklet deploy`?" },
        { "deplyo main to test",
          "I know no command `deplyo`. Did you mean `/hooklet deploy main to test`?" },
        { "help deplyo", "I know no command `deplyo`. Did you mean `/hooklet help deploy`?" },
        { "Stauts", "I know no command `Stauts`. Did you mean `/hooklet status`?" },
        { "byee", "I know no command `byee`. Did you mean `/hooklet bye`?" },
        { "dance <!channel>", "I know no command `dance`. `/hooklet help` tells which there are." },
        { "&lt;!here&gt;",
          "I know no command `&lt;!here&gt;`. `/hooklet help` tells which there are." },
    };

    TALK(*state, lines);
}

static void
setup(void **state)
{
    static const struct line lines[] = {
        { "setup", "Which repository? Say `/hooklet setup OWNER/REPO`." },
        { "setup web",
          "`web` is no repository: it has to be OWNER/REPO, as GitHub calls it. Say `/hooklet "
          "setup OWNER/REPO`." },
        { "setup acme/web/x",
          "`acme/web/x` is no repository: it has to be OWNER/REPO, as GitHub calls it. Say "
          "`/hooklet setup OWNER/REPO`." },
        { "setup acme/web acme/api",
          "One repository at a time, please. Say `/hooklet setup OWNER/REPO`." },
        { "Setup <https://github.com/acme/web.git>", TIED },
        { "setup acme/web", "This channel is tied to *acme/web* already." },
        { "setup ACME/Web", "This channel is tied to *acme/web* already." },
        { "setup acme/api", "This channel is tied to *acme/web*. A channel has one repository: say "
                            "`/hooklet reset` first." },
    };
    struct fixture *f = *state;
    struct project project;

    TALK(f, lines);
    assert_int_equal(project_find_channel(f->store, &chat_settings, "C1", f->pool, &project), 0);
    assert_string_equal(project.settings.channel_name, "dev");
    assert_string_equal(project.team, "T1");
    assert_string_equal(chat_type_as(f, "U2", "C2", "hooklet", "setup acme/web").answer,
                        "*acme/web* is tied to <#C1> already. Say `/hooklet reset` there first.");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/what"), "greet");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/repository"), "acme/web");
    assert_null(strstr(chat_args(f, "slack"), "hooks"));
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
}

static void
the_ledger_tells(void **state)
{
    struct said tied = chat_type(*state, "setup acme/web");
    struct said again = chat_type(*state, "setup acme/web");

    assert_string_equal(tied.status, "accepted");
    assert_null(tied.reason);
    assert_int_equal(tied.jobs, 1);
    assert_string_equal(again.status, "ignored");
    assert_string_equal(again.reason, "This channel is tied to *acme/web* already.");
    assert_int_equal(sql_number(*state, "SELECT count(*) FROM event WHERE action = 'setup' AND"
                                        " repository = 'acme/web'"),
                     2);
}

static void
reset(void **state)
{
    static const struct line lines[] = {
        { "reset", "Nothing is set up in this channel. `/hooklet setup OWNER/REPO` ties it to a "
                   "repository." },
        { "setup acme/web", TIED },
        { "hello octocat", "Hello! You are `octocat` at GitHub. I mention you here from now on." },
        { "reset now", "That takes nothing more: it is about this channel. Say `/hooklet reset`." },
        { "reset", "This channel and *acme/web* are untied, and what was set here is forgotten. "
                   "Who is who at GitHub I still know." },
        { "hello octocat", "I know: you are `octocat`." },
        { "setup acme/api",
          "This channel is tied to *acme/api* now. I look who works there, so that people can say "
          "who they are." },
    };

    TALK(*state, lines);
}

static void
by_configuration(void **state)
{
    static const struct project_settings projects[] = {
        { .repository = "acme/web", .channel = "C1", .basedomain = "acme.org" },
        { .repository = "acme/api", .channel = "C7" },
    };
    static const struct line lines[] = {
        { "setup acme/web", "This channel is tied to *acme/web* already." },
        { "setup acme/www",
          "This channel is for *acme/web*, by my configuration. Whoever runs me can change that." },
        { "reset",
          "This channel is for *acme/web*, by my configuration. Whoever runs me can change that." },
        { "set basedomain example.org",
          "*acme/web* is kept in my configuration. Whoever runs me can change that." },
    };
    struct said said;

    chat_settings.projects = projects;
    chat_settings.project_count = COUNT(projects);
    TALK(*state, lines);
    said = chat_type_as(*state, "U1", "C2", "hooklet", "setup acme/api");
    assert_string_equal(said.answer, "*acme/api* is tied to <#C7> in my configuration. Whoever "
                                     "runs me can change that.");
}

/* Tied by people, to what hooklet.conf says of it. */
static void
the_configuration_comes_first(void **state)
{
    static const char *const hosts[] = { "production=www.acme.org" };
    static const struct project_settings projects[] = {
        { .repository = "acme/web", .basedomain = "acme.org", .urls = { hosts, 1 } },
    };
    static const struct line lines[] = {
        { "setup acme/web", TIED },
        { "set urlseparator -", "`urlseparator` is `-` now. `test` can be seen at "
                                "<https://test-acme.org/|https://test-acme.org/>." },
        { "set basedomain example.org",
          "`basedomain` is `acme.org` now. That is what my configuration says, and it comes first. "
          "`test` can be seen at <https://test-acme.org/|https://test-acme.org/>." },
        { "url production x.org",
          "`url production` is `www.acme.org` now. That is what my configuration says, and it "
          "comes first. `production` can be seen at "
          "<https://www.acme.org|https://www.acme.org>." },
        { "get", "This channel is for *acme/web*, built by nobody yet.\n"
                 "`basedomain`: `acme.org` (my configuration)\n"
                 "`urlpattern`: `https://{environment}{urlseparator}{basedomain}/` (default)\n"
                 "`urlseparator`: `-`\n"
                 "`url production`: `www.acme.org` (my configuration)\n"
                 "So `test` is at <https://test-acme.org/|https://test-acme.org/>" },
    };

    chat_settings.projects = projects;
    chat_settings.project_count = COUNT(projects);
    TALK(*state, lines);
}

static void
nothing_set_up(void **state)
{
    static const char *const texts[] = { "set basedomain x", "unset url x",   "get",
                                         "config",           "url a b",       "list",
                                         "deploy test",      "rollback test", "lock test x",
                                         "unlock test",      "status",        "reset" };

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_answer(*state, texts[i],
                      "Nothing is set up in this channel. `/hooklet setup OWNER/REPO` ties it to a "
                      "repository.");
    assert_string_equal(chat_type_as(*state, "U1", "D1", "hooklet", "status").answer,
                        "That is about a repository, and only channels have one. Say it there.");
    assert_string_equal(chat_type_as(*state, "U1", "D1", "hooklet", "setup acme/web").answer,
                        "Only a channel can be tied to a repository. Say it there.");
}

static void
set_and_unset(void **state)
{
    static const struct line lines[] = {
        { "setup acme/web", TIED },
        { "set", "What shall I set? There are basedomain, urlpattern, urlseparator, url. Say "
                 "`/hooklet set KEY VALUE`." },
        { "set basedomian x", "There is no key `basedomian`. Did you mean `basedomain`?" },
        { "set colour red", "There is no key `colour`. There are basedomain, urlpattern, "
                            "urlseparator, url." },
        { "set basedomain", "`basedomain` wants one value. Say `/hooklet set basedomain VALUE`." },
        { "set basedomain a b",
          "`basedomain` wants one value. Say `/hooklet set basedomain VALUE`." },
        { "SET BaseDomain <http://example.org|example.org>",
          "`basedomain` is `example.org` now. `test` can be seen at "
          "<https://test.example.org/|https://test.example.org/>." },
        { "set urlseparator \xe2\x80\x9c-\xe2\x80\x9d",
          "`urlseparator` is `-` now. `test` can be seen at "
          "<https://test-example.org/|https://test-example.org/>." },
        { "set urlpattern https://{environment}.org",
          "`urlpattern`: https://{environment}.org lacks {urlseparator}; it must hold all of "
          "{environment}, {urlseparator} and {basedomain}." },
        { "set urlpattern https://{basedomain}/{environment}{urlseparator}x",
          "`urlpattern` is `https://{basedomain}/{environment}{urlseparator}x` now. `test` can be "
          "seen at <https://example.org/test-x|https://example.org/test-x>." },
        { "unset urlpattern",
          "`urlpattern` is `https://{environment}{urlseparator}{basedomain}/` now. `test` can be "
          "seen at <https://test-example.org/|https://test-example.org/>." },
        { "unset urlpattern", "Nobody has set `urlpattern` here." },
        { "unset", "What shall I take back? There are basedomain, urlpattern, urlseparator, url. "
                   "Say `/hooklet unset KEY`." },
        { "unset basedomain", "`basedomain` is not set now." },
    };

    TALK(*state, lines);
}

static void
urls(void **state)
{
    static const struct line lines[] = {
        { "setup acme/web", TIED },
        { "url prodution www.example.org",
          "acme/web has no environment prodution; there are prN, preview, test, staging, "
          "production. Did you mean production?" },
        { "url production", "Which environment, and which host? Say `/hooklet url ENV HOST`." },
        { "url Production <http://www.example.org|www.example.org>",
          "`url production` is `www.example.org` now. `production` can be seen at "
          "<https://www.example.org|https://www.example.org>." },
        { "set url test t.example.org", "`url test` is `t.example.org` now. `test` can be seen at "
                                        "<https://t.example.org|https://t.example.org>." },
        { "url test https://t.example.org/x",
          "`url`: https://t.example.org/x is more than a host; write it alone, without https:// "
          "and path." },
        { "get", "This channel is for *acme/web*, built by nobody yet.\n"
                 "`basedomain`: not set (default)\n"
                 "`urlpattern`: `https://{environment}{urlseparator}{basedomain}/` (default)\n"
                 "`urlseparator`: `.` (default)\n"
                 "`url production`: `www.example.org`\n"
                 "`url test`: `t.example.org`\n"
                 "So `test` is at <https://t.example.org|https://t.example.org>" },
        { "unset url", "Of which environment? Say `/hooklet unset url ENV`." },
        { "unset url preview", "Nobody has set a url of `preview` here." },
        { "unset url test", "`url test` is not set now." },
        { "get", "This channel is for *acme/web*, built by nobody yet.\n"
                 "`basedomain`: not set (default)\n"
                 "`urlpattern`: `https://{environment}{urlseparator}{basedomain}/` (default)\n"
                 "`urlseparator`: `.` (default)\n"
                 "`url production`: `www.example.org`\n"
                 "All other environments have no URL until `basedomain` is set." },
        { "unset url production", "`url production` is not set now." },
        { "Config", "This channel is for *acme/web*, built by nobody yet.\n"
                    "`basedomain`: not set (default)\n"
                    "`urlpattern`: `https://{environment}{urlseparator}{basedomain}/` (default)\n"
                    "`urlseparator`: `.` (default)\n"
                    "Environments have no URL until `basedomain` or a `url` is set." },
    };

    TALK(*state, lines);
}

static void
people(void **state)
{
    static const struct line lines[] = {
        { "goodbye", "I don't know who you are, so there is nothing to forget." },
        { "hello", "Hello! Who are you at GitHub? Say `/hooklet hello LOGIN`." },
        { "hello <@U0123ABCD>", "`@U0123ABCD` is no login at GitHub. Say `/hooklet hello LOGIN`." },
        { "hello a b", "One login is enough. Say `/hooklet hello LOGIN`." },
        { "hello -ann", "`-ann` is no login at GitHub. Say `/hooklet hello LOGIN`." },
        { "hello @Octocat", "Hello! You are `Octocat` at GitHub. I mention you here from now on." },
        { "hello octocat", "I know: you are `Octocat`." },
        { "hello hubot",
          "You are `Octocat` already. If that is wrong, say `/hooklet goodbye` first." },
        { "hello", "Hello! You are `Octocat` at GitHub. If that is wrong, say `/hooklet "
                   "goodbye`." },
        { "bye now", "That takes nothing more: everybody says it for themselves. Say `/hooklet "
                     "goodbye`." },
    };
    struct fixture *f = *state;

    TALK(f, lines);
    assert_string_equal(chat_type_as(f, "U2", "C1", "hooklet", "hello OCTOCAT").answer,
                        "`OCTOCAT` is <@U1> already. If that is not so, they can say `/hooklet "
                        "goodbye`, or whoever runs me can mend it.");
    assert_answer(f, "bye", "Goodbye! I forgot that you are `Octocat`.");
    assert_string_equal(chat_type_as(f, "U2", "D1", "hooklet", "hello octocat").answer,
                        "Hello! You are `octocat` at GitHub. I mention you here from now on.");
    chat_type(f, "setup acme/web");
    assert_answer(f, "hello", "Hello! One moment, I look who works at *acme/web*.");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/what"), "greet");
}

/* What was known of them besides stays. */
static void
people_of_asana(void **state)
{
    sql(*state, "INSERT INTO person (github, asana, updated_ms) VALUES ('ann', '123', 0)");
    sql(*state, "INSERT INTO person (slack, asana, updated_ms) VALUES ('U2', '456', 0)");
    assert_answer(*state, "hello Ann",
                  "Hello! You are `ann` at GitHub. I mention you here from now on.");
    assert_answer(*state, "bye", "Goodbye! I forgot that you are `ann`.");
    assert_int_equal(sql_number(*state, "SELECT count(*) FROM person WHERE github = 'ann' AND"
                                        " asana = '123' AND slack IS NULL"),
                     1);
    assert_string_equal(chat_type_as(*state, "U2", "C1", "hooklet", "hello ann").answer,
                        "I can't note that: you and `ann` are two people to me, each with an "
                        "account at Asana. Whoever runs me can mend it.");
    assert_int_equal(sql_number(*state, "SELECT count(*) FROM person"), 2);
}

#define LOCKED                                                                                     \
    "production is locked by ann since <!date^1800000000^{date_short_pretty} "                     \
    "{time}|2027-01-15T08:00:00.005Z>: it's &lt;late&gt;. `/hooklet unlock production` opens it "  \
    "again."

static void
locks(void **state)
{
    static const struct line lines[] = {
        { "setup acme/web", TIED },
        { "lock", "Which environment, and why? Say `/hooklet lock ENV REASON`." },
        { "lock production", "Say why, too, so that others know. Say `/hooklet lock ENV REASON`." },
        { "lock prod it's late", "acme/web has no environment prod; there are prN, preview, test, "
                                 "staging, production. Did you mean production?" },
        { "lock Production it's &lt;late&gt;",
          "*production* is locked: nobody deploys there until `/hooklet unlock production`." },
        { "lock production again", LOCKED },
        { "deploy production", LOCKED },
        { "unlock", "Which environment? Say `/hooklet unlock ENV`." },
        { "unlock a b", "One at a time, please. Say `/hooklet unlock ENV`." },
        { "unlock tests",
          "acme/web has no environment tests; there are prN, preview, test, staging, production. Did you mean test?" },
        { "unlock test", "*test* is not locked." },
        { "unlock PRODUCTION",
          "*production* is open again. ann had locked it: it's &lt;late&gt;. What came meanwhile did "
          "not go there: say `/hooklet deploy production` for what belongs there now." },
    };

    TALK(*state, lines);
}

#define LOCKED_THERE                                                                               \
    "test is locked by octocat since <!date^1800000000^{date_short_pretty} "                       \
    "{time}|2027-01-15T08:00:00.000Z>: in a comment. `/hooklet unlock test` opens it again."

/* A lock is the environment's, whoever has made it and wherever. */
static void
locks_of_comments(void **state)
{
    const struct environment_lock said = { .repository = "Acme/Web",
                                           .environment = "Test",
                                           .by = "octocat",
                                           .reason = "in a comment",
                                           .since_ms = NOW };
    struct fixture *f = *state;
    struct environment_lock lock;

    chat_type(f, "setup acme/web");
    assert_int_equal(environment_lock(f->store, &said, f->pool, &lock), 0);
    assert_answer(f, "deploy main to test", LOCKED_THERE);
    assert_answer(f, "lock test again", LOCKED_THERE);
    assert_answer(
        f, "unlock test",
        "*Test* is open again. octocat had locked it: in a comment. What came meanwhile did not go "
        "there: say `/hooklet deploy test` for what belongs there now.");
    assert_int_equal(environment_find(f->store, "acme/web", "test", f->pool, &lock),
                     FAIL_NOT_FOUND);
    chat_type(f, "lock test by hand");
    assert_int_equal(environment_find(f->store, "ACME/web", "TEST", f->pool, &lock), 0);
    assert_string_equal(lock.by, "ann");
    assert_string_equal(lock.reason, "by hand");
}

/* Names in the configuration, and others than ours. */
static void
other_names(void **state)
{
    struct fixture *f = *state;

    chat_type(f, "setup acme/web");
    assert_string_equal(chat_type_as(f, "U1", "C1", "deploy", "main to test").answer,
                        "One moment, I look up `main` for *test*.");
    assert_non_null(strstr(chat_type_as(f, "U1", "C1", "deploy", "").answer, "Deploy what"));
    assert_string_equal(chat_type_as(f, "U1", "C1", "other", "unlock test").answer,
                        "*test* is not locked.");
    chat_settings.slack_api.command = "deploy";
    assert_string_equal(chat_type_as(f, "U1", "C1", "deploy", "main to test").answer,
                        "One moment, I look up `main` for *test*.");
    assert_string_equal(chat_type_as(f, "U1", "C1", "deploy", "unlock").answer,
                        "Which environment? Say `/deploy unlock ENV`.");
    assert_non_null(strstr(chat_type_as(f, "U1", "C1", "deploy", "").answer, "`/deploy status`"));
}

static void
who_may(void **state)
{
    static const struct permit permits[] = {
        { .command = "lock", .who = PERMIT_WRITE },
        { .command = "set", .who = PERMIT_GROUP, .group = "S1" },
    };
    struct fixture *f = *state;

    chat_settings.slack_api.permits = permits;
    chat_settings.slack_api.permit_count = COUNT(permits);
    chat_type(f, "setup acme/web");
    assert_answer(f, "lock test x",
                  "That is for people who may write to the repository, and I don't know who you "
                  "are at GitHub. Say `/hooklet hello` first.");
    chat_type(f, "hello octocat");
    assert_answer(f, "lock test x", "One moment, I ask whether you may.");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/what"), "allow");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/user"), "U1");
    assert_answer(f, "url test x.org", "One moment, I ask whether you may.");
    assert_answer(f, "unlock test", "*test* is not locked.");
    assert_non_null(strstr(chat_type(f, "help lock").answer, "people who may write"));
    assert_non_null(strstr(chat_type(f, "help url").answer, "<!subteam^S1>"));
}

static void
comes_twice(void **state)
{
    struct fixture *f = *state;

    chat_type(f, "setup acme/web");
    f->events--;
    assert_answer(f, "setup acme/web",
                  "That came to me twice, and is done already. Have a look "
                  "before you repeat it.");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("help", help),
        TEST("typos", typos),
        TEST("setup", setup),
        TEST("the-ledger-tells", the_ledger_tells),
        TEST("reset", reset),
        TEST("by-configuration", by_configuration),
        TEST("the-configuration-comes-first", the_configuration_comes_first),
        TEST("nothing-set-up", nothing_set_up),
        TEST("set-and-unset", set_and_unset),
        TEST("urls", urls),
        TEST("people", people),
        TEST("people-of-asana", people_of_asana),
        TEST("locks", locks),
        TEST("locks-of-comments", locks_of_comments),
        TEST("other-names", other_names),
        TEST("who-may", who_may),
        TEST("comes-twice", comes_twice),
    };

    return cmocka_run_group_tests_name("chat", tests, NULL, NULL);
}
