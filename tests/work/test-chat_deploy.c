/* test-chat_deploy.c - deploy, rollback, list and status at Slack, and the buttons for them */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_chat.h"
#include "base/fail.h"
#include "work/chat_buttons.h"
#include "work/chat_job.h"
#include "work/wish.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TALK(f, lines) assert_conversation((f), (lines), COUNT(lines))
#define ONE "1111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222"

static int
begin(void **state)
{
    chat_settings = (struct settings){ .slack_api.command = "hooklet" };
    if (fixture_make(state) != 0)
        return -1;
    chat_type(*state, "setup acme/web");
    return 0;
}

#undef TEST
#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, begin, fixture_remove, NULL                                                \
    }

static void
assert_nothing_asked(struct fixture *f)
{
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'deployment'"), 0);
}

static struct wish
wish_of(struct fixture *f)
{
    const char *args = chat_args(f, WISH_KIND);
    struct wish wish;

    assert_non_null(args);
    assert_null(wish_read(f->pool, args, &wish));
    return wish;
}

/* The answers that jobs of this event post, each as "WHAT: text". */
static const char *
answers_of(struct fixture *f, int64_t event)
{
    struct job_filter filter = { .event = event, .most = 10 };
    struct jobs jobs = { 0 };
    const char *text = "";

    assert_int_equal(ledger_jobs(f->store, &filter, f->pool, &jobs), 0);
    for (size_t i = jobs.count; i-- > 0;) {
        struct chat_task task;
        const char *reply;

        if (strcmp(jobs.rows[i].kind, CHAT_KIND) != 0)
            continue;
        assert_null(chat_job_read(f->pool, jobs.rows[i].args, &task));
        reply = task.reply == NULL ? "{}" : task.reply;
        if (chat_member(f, reply, "/delete_original") != NULL)
            text = pool_printf(f->pool, "%s[gone]", text);
        else
            text = pool_printf(
                f->pool, "%s[%s%s: %s]", text,
                strcmp(chat_member(f, reply, "/replace_original"), "true") == 0 ? "instead, " : "",
                chat_member(f, reply, "/response_type"), chat_member(f, reply, "/text"));
    }
    return text;
}

static void
assert_pressed(struct fixture *f, const char *id, const char *value, const char *answers)
{
    struct said said = chat_push(f, "U1", id, value);

    assert_null(said.answer);
    assert_string_equal(answers_of(f, said.event), answers);
}

static void
what_is_no_deployment(void **state)
{
    static const struct line lines[] = {
        { "deploy", "Deploy what, and where to? Say `/hooklet deploy REF to ENV` or `/hooklet "
                    "deploy ENV`. Environments are prN, preview, test, staging, production." },
        { "deploy main to", "Where to? Say `/hooklet deploy REF to ENV` or `/hooklet deploy ENV`. "
                            "Environments are prN, preview, test, staging, production." },
        { "deploy main test", "Did you mean `/hooklet deploy main to test`?" },
        { "deploy main to test now",
          "I did not understand that. Say `/hooklet deploy REF to ENV` or `/hooklet deploy ENV`. "
          "Environments are prN, preview, test, staging, production." },
        { "deploy main to",
          "Where to? Say `/hooklet deploy REF to ENV` or `/hooklet deploy ENV`. Environments are "
          "prN, preview, test, staging, production." },
        { "deploy main to mars", "acme/web has no environment mars; there are prN, preview, test, "
                                 "staging, production." },
        { "deploy main", "acme/web has no environment main; there are prN, preview, test, staging, "
                         "production." },
        { "deploy \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d to test",
          "`\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d` is no branch, tag, pull request (#12) or commit." },
        { "deploy -x to test", "`-x` is no branch, tag, pull request (#12) or commit." },
        { "deploy refs/heads/main to production",
          "That can't be: production takes only tags (v*, [0-9]*), and main is a branch." },
        { "deploy " ONE " to staging",
          "That can't be: staging takes only what was built to test, and 1111111111 was not." },
        { "deploy #13 to pr12", "That can't be: pr12 is deployed by its pull request alone." },
        { "deploy main to pr12", "That can't be: pr12 is deployed by its pull request alone." },
        { "deploy pr12", "That can't be: pr12 is deployed by its pull request alone." },
        { "deploy staging",
          "That can't be: staging takes what is live on test, and nothing is there yet." },
    };

    TALK(*state, lines);
    assert_nothing_asked(*state);
}

/* What only GitHub can tell. */
static void
looked_up_by_the_worker(void **state)
{
    static const struct {
        const char *text, *answer, *environment, *ref;
    } cases[] = {
        { "deploy main to Test", "One moment, I look up `main` for *test*.", "test", "main" },
        { "deploy #12 to preview", "One moment, I look up `#12` for *preview*.", "preview", "#12" },
        { "deploy #12 to PR12", "One moment, I look up `#12` for *pr12*.", "pr12", "#12" },
        { "deploy v1.2 to production", "One moment, I look up `v1.2` for *production*.",
          "production", "v1.2" },
        { "deploy main to staging", "One moment, I look up `main` for *staging*.", "staging",
          "main" },
        { "deploy " ONE " to test", "One moment, I look up `" ONE "` for *test*.", "test", ONE },
        { "deploy production", "One moment, I look what belongs on *production*.", "production",
          NULL },
        { "deploy to test", "One moment, I look what belongs on *test*.", "test", NULL },
    };
    struct fixture *f = *state;
    struct chat_task task;

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_answer(f, cases[i].text, cases[i].answer);
        assert_null(chat_job_read(f->pool, chat_args(f, CHAT_KIND), &task));
        assert_int_equal(task.what, CHAT_TASK_DEPLOY);
        assert_string_equal(task.repository, "acme/web");
        assert_string_equal(task.channel, "C1");
        assert_string_equal(task.user, "U1");
        assert_string_equal(task.environment, cases[i].environment);
        if (cases[i].ref == NULL)
            assert_null(task.ref);
        else
            assert_string_equal(task.ref, cases[i].ref);
    }
    assert_nothing_asked(f);
}

/* What is live on test is known here. */
static void
staging_takes_what_is_on_test(void **state)
{
    struct fixture *f = *state;
    struct said said;
    struct wish wish;

    chat_type(f, "hello octocat");
    chat_deployed(f, "test", "refs/heads/release-1", ONE);
    said = chat_type(f, "deploy staging");
    assert_string_equal(said.answer, "<@U1> deploys `release-1` (`1111111111`) to *staging*.");
    assert_true(said.in_channel);
    assert_string_equal(said.status, "accepted");
    wish = wish_of(f);
    assert_string_equal(wish.rule, "default/staging");
    assert_string_equal(wish.repository, "acme/web");
    assert_string_equal(wish.environment, "staging");
    assert_string_equal(wish.ref, "refs/heads/release-1");
    assert_string_equal(wish.sha, ONE);
    assert_string_equal(wish.origin, "slack");
    assert_string_equal(wish.by, "octocat");
    assert_string_equal(wish.by_slack, "U1");
    assert_answer(f, "deploy " ONE " to staging", "One moment, I look up `" ONE "` for *staging*.");
}

/* A rule of one's own, which asks first. */
static void
asked_first(void **state)
{
    static const struct deployment_rule live = {
        .environment = "live", .slack = SLACK_BUILT, .after = "test", .confirm = true
    };
    static const char *const acme[] = { "acme/*" };
    const struct rule rules[] = { { .kind = RULE_DEPLOYMENT,
                                    .name = "mine",
                                    .repositories = { acme, 1 },
                                    .deployment = &live } };
    struct fixture *f = *state;
    struct said said;

    chat_settings.rules = rules;
    chat_settings.rule_count = COUNT(rules);
    chat_deployed(f, "test", "refs/heads/main", ONE);
    said = chat_type(f, "deploy live");
    assert_string_equal(said.answer, "Deploy `main` (`1111111111`) of *acme/web* to *live*?");
    assert_false(said.in_channel);
    assert_int_equal(said.jobs, 0);
    assert_string_equal(chat_member(f, said.blocks, "/1/elements/0/action_id"), "deploy");
    assert_string_equal(chat_member(f, said.blocks, "/1/elements/1/action_id"), "cancel");
    assert_pressed(f, "deploy", chat_member(f, said.blocks, "/1/elements/0/value"),
                   "[gone][in_channel: <@U1> deploys `main` (`1111111111`) to *live*.]");
    assert_string_equal(wish_of(f).rule, "mine");
    /* A bare name may be another commit's by then. */
    chat_deployed(f, "test", "main", TWO);
    said = chat_type(f, "deploy live");
    assert_string_equal(said.answer, "Deploy `2222222222` of *acme/web* to *live*?");
    chat_settings.rule_count = 0;
}

static void
rollbacks(void **state)
{
    static const struct line lines[] = {
        { "rollback", "Which environment? Say `/hooklet rollback ENV`." },
        { "rollback a b",
          "That takes the environment alone: it goes back to what was there before. "
          "Say `/hooklet rollback ENV`." },
        { "rollback pr7", "That can't be: pr7 is deployed by its pull request alone." },
        { "rollback production", "That can't be: there is nothing to go back to: I know of no good "
                                 "deployment to production before the current one." },
    };
    struct fixture *f = *state;
    struct said said;
    struct wish wish;

    TALK(f, lines);
    chat_deployed(f, "production", "refs/tags/v1", ONE);
    chat_deployed(f, "production", "refs/tags/v2", TWO);
    said = chat_type(f, "rollback Production");
    assert_string_equal(said.answer, "<@U1> takes *production* back to `v1` (`1111111111`).");
    assert_true(said.in_channel);
    wish = wish_of(f);
    assert_string_equal(wish.origin, "rollback");
    assert_string_equal(wish.sha, ONE);
    assert_null(wish.by);
    chat_type(f, "lock production now");
    said = chat_type(f, "rollback production");
    assert_non_null(strstr(said.answer, "production is locked by ann"));
    assert_false(said.in_channel);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'deployment'"), 1);
}

static const char *
wish_value(struct fixture *f, const char *environment, const char *ref)
{
    const struct chat_button button = { .kind = CHAT_DEPLOY,
                                        .repository = "acme/web",
                                        .environment = environment,
                                        .ref = ref,
                                        .sha = ONE };

    return chat_button_value(f->pool, &button);
}

static void
confirmed(void **state)
{
    struct fixture *f = *state;
    struct wish wish;

    assert_pressed(f, "deploy", wish_value(f, "production", "refs/tags/v1"),
                   "[gone][in_channel: <@U1> deploys `v1` (`1111111111`) to *production*.]");
    wish = wish_of(f);
    assert_string_equal(wish.environment, "production");
    assert_string_equal(wish.ref, "refs/tags/v1");
    assert_string_equal(wish.sha, ONE);
    assert_pressed(f, "cancel", wish_value(f, "production", "refs/tags/v1"),
                   "[instead, ephemeral: All right, `v1` (`1111111111`) does not go to "
                   "*production*.]");
}

/* The question was asked when things were other than they are. */
static void
not_any_more(void **state)
{
    struct fixture *f = *state;

    assert_pressed(f, "deploy", wish_value(f, "production", "refs/heads/main"),
                   "[instead, ephemeral: That can't be: production takes only tags (v*, [0-9]*), "
                   "and main is a branch.]");
    assert_pressed(f, "deploy", wish_value(f, "staging", "refs/heads/main"),
                   "[instead, ephemeral: That can't be: staging takes only what was built to test, "
                   "and main was not.]");
    assert_pressed(f, "deploy", wish_value(f, "mars", "refs/heads/main"),
                   "[instead, ephemeral: acme/web has no environment mars; there are prN, preview, "
                   "test, staging, production.]");
    chat_type(f, "lock production x");
    assert_pressed(f, "deploy", wish_value(f, "production", "refs/tags/v1"),
                   "[instead, ephemeral: production is locked by ann since <!date^1800000000^"
                   "{date_short_pretty} {time}|2027-01-15T08:00:00.005Z>: x. `/hooklet unlock "
                   "production` opens it again.]");
    chat_type(f, "reset");
    assert_pressed(f, "deploy", wish_value(f, "production", "refs/tags/v1"),
                   "[instead, ephemeral: This channel is not tied to *acme/web* any more, so I did "
                   "nothing.]");
    assert_nothing_asked(f);
}

static void
buttons_of_nobody(void **state)
{
    static const struct {
        const char *id, *value;
    } buttons[] = {
        { "approve", "42" },
        { "deploy", "42" },
        { "deploy", "{}" },
        { "deploy", "{\"repository\":\"acme/web\",\"environment\":\"test\",\"ref\":\"-x\","
                    "\"sha\":\"" ONE "\"}" },
        { "retry", "x" },
        { "retry", "0" },
        { "retry", "99999999999999999999" },
        { "link", "<!channel>" },
        { "linker", "ann" },
        { "", "" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(buttons); i++) {
        struct said said = chat_push(f, "U1", buttons[i].id, buttons[i].value);

        assert_null(said.answer);
        assert_int_equal(said.jobs, 0);
        assert_string_equal(said.status, "ignored");
        assert_string_equal(said.reason, "that is no button of ours");
    }
}

static void
links(void **state)
{
    struct fixture *f = *state;
    struct said said;

    assert_pressed(f, "link/3", "octocat",
                   "[instead, ephemeral: Hello! You are `octocat` at GitHub. I mention you here "
                   "from now on.]");
    assert_pressed(f, "link", "octocat", "[instead, ephemeral: I know: you are `octocat`.]");
    assert_pressed(f, "github_username", "hubot",
                   "[instead, ephemeral: You are `octocat` already. If that is wrong, say "
                   "`/hooklet goodbye` first.]");
    said = chat_push(f, "U2", "link/3", "octocat");
    assert_string_equal(answers_of(f, said.event),
                        "[instead, ephemeral: `octocat` is <@U1> already. If that is not so, they "
                        "can say `/hooklet goodbye`, or whoever runs me can mend it.]");
}

static void
take_back_and_retry(void **state)
{
    struct fixture *f = *state;
    struct wish wish;

    chat_deployed(f, "production", "refs/tags/v1", ONE);
    chat_deployed(f, "production", "refs/tags/v2", TWO);
    assert_pressed(f, "rollback", "1",
                   "[instead, ephemeral: `v1` (`1111111111`) is not what is "
                   "live on *production* any more, so I left that as it is.]");
    assert_pressed(f, "rollback", "2",
                   "[gone][in_channel: <@U1> takes *production* back to `v1` "
                   "(`1111111111`).]");
    assert_pressed(f, "rollback", "3",
                   "[instead, ephemeral: I don't know that deployment any more.]");
    assert_pressed(f, "retry", "2",
                   "[instead, ephemeral: That one went well, so there is nothing "
                   "to try again.]");
    sql(f, "UPDATE deployment SET state = 'failure' WHERE id = 2");
    assert_pressed(f, "retry", "2",
                   "[gone][in_channel: <@U1> deploys `v2` (`2222222222`) to "
                   "*production* once more.]");
    wish = wish_of(f);
    assert_string_equal(wish.origin, "retry");
    assert_string_equal(wish.sha, TWO);
    sql(f, "UPDATE deployment SET repository = 'acme/api' WHERE id = 2");
    assert_pressed(f, "retry", "2",
                   "[instead, ephemeral: This channel is not tied to *acme/api* "
                   "any more, so I did nothing.]");
}

/* Two people, two presses, one wish; and a button that is older than what is there. */
static void
pressed_twice(void **state)
{
    struct fixture *f = *state;
    chat_deployed(f, "preview", "refs/heads/main", ONE);
    sql(f, "UPDATE deployment SET state = 'failure' WHERE id = 1");
    chat_deployed(f, "preview", "refs/heads/main", ONE);
    sql(f, "UPDATE deployment SET state = 'in_progress', ended_ms = NULL, triggered_ms = 1"
           " WHERE id = 2");
    assert_pressed(f, "retry", "1",
                   "[instead, ephemeral: `main` (`1111111111`) is being built for *preview* by "
                   "now, so I left that as it is.]");
    chat_deployed(f, "production", "refs/tags/v1", ONE);
    sql(f, "UPDATE deployment SET state = 'queued', ended_ms = NULL WHERE id = 3");
    assert_pressed(f, "deploy", wish_value(f, "production", "refs/tags/v1"),
                   "[instead, ephemeral: `v1` (`1111111111`) is on its way to *production* "
                   "already. `/hooklet status` tells how far it is.]");
    assert_nothing_asked(f);
}

static void
out_of_date(void **state)
{
    struct fixture *f = *state;

    chat_deployed(f, "production", "refs/tags/v1", ONE);
    sql(f, "UPDATE deployment SET state = 'failure' WHERE id = 1");
    chat_deployed(f, "production", "refs/tags/v2", TWO);
    assert_pressed(f, "retry", "1",
                   "[instead, ephemeral: `v2` (`2222222222`) is live on *production* by now, so I "
                   "left that as it is. If you want this one: `/hooklet deploy v1 to "
                   "production`.]");
    assert_nothing_asked(f);
}

/* It may be closed: GitHub is asked. */
static void
again_of_a_pull_request(void **state)
{
    struct fixture *f = *state;

    chat_deployed(f, "pr12", "refs/heads/topic", ONE);
    sql(f, "UPDATE deployment SET state = 'failure', pull_request = 12 WHERE id = 1");
    assert_int_equal(chat_push(f, "U1", "retry", "1").jobs, 2);
    assert_nothing_asked(f);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'slack' AND"
                                   " json_extract(args, '$.environment') = 'pr12'"),
                     1);
}

static void
lists(void **state)
{
    struct fixture *f = *state;

    assert_answer(f, "list", "Nothing was deployed yet.");
    chat_deployed(f, "test", "refs/heads/main", ONE);
    chat_deployed(f, "production", "refs/tags/v2", TWO);
    sql(f, "UPDATE deployment SET state = 'failure', detail = 'tests <fail>', build_url ="
           " 'https://ci.org/7', by_slack = 'U5' WHERE id = 2");
    assert_answer(f, "list",
                  "The newest deployments:\n"
                  "*production* `v2` (`2222222222`) by <@U5>, "
                  "<!date^1800000000^{date_short_pretty} {time}|2027-01-15T08:00:00.000Z>: failed: "
                  "tests &lt;fail&gt; <https://ci.org/7|build>\n"
                  "*test* `main` (`1111111111`) by octocat, "
                  "<!date^1800000000^{date_short_pretty} {time}|2027-01-15T08:00:00.000Z>: "
                  "deployed");
    assert_answer(f, "list staging", "Nothing was deployed to *staging* yet.");
    assert_answer(f, "list a b", "One environment at a time, please. Say `/hooklet list`.");
    chat_type(f, "hello octocat");
    sql(f, "UPDATE deployment SET url = 'https://test.org', detail = 'workflow deploy: success'"
           " WHERE id = 1");
    assert_answer(f, "list TEST",
                  "The newest deployments:\n*test* `main` (`1111111111`) by <@U1>, "
                  "<!date^1800000000^{date_short_pretty} {time}|2027-01-15T08:00:00.000Z>: "
                  "deployed <https://test.org|https://test.org>");
}

static void
how_things_stand(void **state)
{
    struct fixture *f = *state;

    assert_answer(f, "status now",
                  "That takes nothing more: it shows all environments. Say `/hooklet status`.");
    chat_deployed(f, "test", "refs/heads/main", ONE);
    chat_deployed(f, "preview", "refs/heads/main", TWO);
    sql(f, "UPDATE deployment SET state = 'waiting', ended_ms = NULL WHERE id = 2");
    chat_type(f, "lock production the fair is on");
    assert_answer(f, "status",
                  "*acme/web*\n*preview*: nothing yet\n"
                  "*test*: `main` (`1111111111`) by octocat, "
                  "<!date^1800000000^{date_short_pretty} {time}|2027-01-15T08:00:00.000Z>: "
                  "deployed\n*staging*: nothing yet\n*production*: nothing yet\n"
                  "    locked by ann since "
                  "<!date^1800000000^{date_short_pretty} {time}|2027-01-15T08:00:00.005Z>: the "
                  "fair is on\n"
                  "On their way:\n*preview*: `main` (`2222222222`) by octocat, "
                  "<!date^1800000000^{date_short_pretty} {time}|2027-01-15T08:00:00.000Z>: waiting "
                  "for checks");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("what-is-no-deployment", what_is_no_deployment),
        TEST("looked-up-by-the-worker", looked_up_by_the_worker),
        TEST("staging-takes-what-is-on-test", staging_takes_what_is_on_test),
        TEST("asked-first", asked_first),
        TEST("rollbacks", rollbacks),
        TEST("confirmed", confirmed),
        TEST("not-any-more", not_any_more),
        TEST("buttons-of-nobody", buttons_of_nobody),
        TEST("links", links),
        TEST("take-back-and-retry", take_back_and_retry),
        TEST("pressed-twice", pressed_twice),
        TEST("out-of-date", out_of_date),
        TEST("again-of-a-pull-request", again_of_a_pull_request),
        TEST("lists", lists),
        TEST("how-things-stand", how_things_stand),
    };

    return cmocka_run_group_tests_name("chat_deploy", tests, NULL, NULL);
}
