/*
 * test-slack_act.c - what Slack's commands have left to do, with the real store; GitHub and Slack are
 * scripts
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_chat.h"
#include "base/fail.h"
#include "wire/github_collaborators.h"
#include "wire/slack_message.h"
#include "wire/slack_people.h"
#include "wire/slack_text.h"
#include "work/asker.h"
#include "work/chat_buttons.h"
#include "work/chat_job.h"
#include "work/deploy_wish_find.h"
#include "work/github_job.h"
#include "work/slack_act.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ONE "1111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222"

enum { HERE_MOST = 200, ROUNDS_MOST = 20 };

/* --- GitHub and Slack ------------------------------------------------------------------------- */

static struct world {
    struct pool *pool;
    const char *said; /* all that was posted, "[how: text]" */
    const char *blocks;
    int github_fails, slack_fails, group_fails;
    bool over;                         /* response_urls */
    enum github_permission permission; /* of everybody */
    const char *asked;                 /* "acme/web ann" */
    bool in_group;
    size_t people;
    const char *people_prefix;
    struct deploy_wish found; /* what a name means, but for its place */
    const char *not_found;    /* or why it means nothing */
    void (*meanwhile)(void);  /* happens while GitHub is asked */
} world;

static void
note(const char *how, const char *text)
{
    world.said = pool_printf(world.pool, "%s[%s: %s]", world.said, how, text == NULL ? "" : text);
}

static int
fails(int rc)
{
    return rc == FAIL_REFUSED ? (fail)(FAIL_REFUSED, "GitHub: <no>") : rc;
}

int
github_job_open_other(const struct work *work, const char *repository, struct github *github)
{
    (void)repository;
    *github = (struct github){ .pool = work->pool, .store = work->store, .installation = 42 };
    return fails(world.github_fails);
}

int
github_permission(struct github *github, const char *repository, const char *login,
                  enum github_permission *permission)
{
    (void)github;
    world.asked = pool_printf(world.pool, "%s %s", repository, login);
    *permission = world.permission;
    if (world.meanwhile != NULL)
        world.meanwhile();
    return 0;
}

int
github_collaborators_get(struct github *github, const char *repository,
                         struct github_collaborators *collaborators)
{
    struct github_collaborator *all = pool_array(github->pool, HERE_MOST, sizeof *all);

    (void)repository;
    for (size_t i = 0; i < world.people; i++)
        all[i].login = pool_printf(github->pool, "%s%03zu", world.people_prefix, world.people - i);
    *collaborators = (struct github_collaborators){ all, world.people };
    return 0;
}

int
deploy_wish_look_up(struct github *github, const char *text, struct deploy_wish *wish,
                    const char **words)
{
    const struct deploy_wish asked = *wish;

    (void)github, (void)text;
    *words = world.not_found;
    *wish = world.found;
    wish->repository = asked.repository;
    wish->place = asked.place;
    wish->pool = asked.pool;
    if (world.meanwhile != NULL)
        world.meanwhile();
    return 0;
}

int
slack_respond(struct slack *slack, const char *response_url, const struct slack_reply *reply)
{
    const char *how = reply->in_channel ? "all" : "one";

    (void)slack;
    assert_non_null(strstr(response_url, "https://hooks"));
    if (world.over)
        return (fail)(FAIL_REFUSED, "Slack: response_url: Expired url");
    if (world.slack_fails != 0)
        return world.slack_fails;
    if (reply->remove)
        world.said = pool_printf(world.pool, "%s[gone]", world.said);
    else
        note(reply->replace ? "instead" : how, reply->text);
    if (reply->blocks != NULL)
        world.blocks = pool_string(world.pool, reply->blocks);
    return 0;
}

int
slack_post(struct slack *slack, const struct slack_message *message, const char **stamp)
{
    (void)slack;
    *stamp = "1.2";
    note(pool_printf(world.pool, "bot in %s", message->channel), message->text);
    return world.slack_fails;
}

int
slack_ephemeral(struct slack *slack, const struct slack_message *message, const char *user)
{
    (void)slack;
    if (world.slack_fails != 0)
        return world.slack_fails;
    note(pool_printf(world.pool, "bot to %s%s%s", user, message->thread == NULL ? "" : " under ",
                     message->thread == NULL ? "" : message->thread),
         message->text);
    if (message->blocks != NULL)
        world.blocks = pool_string(world.pool, message->blocks);
    return 0;
}

int
slack_group_has(struct slack *slack, const char *group, const char *user, bool *is_in)
{
    (void)slack;
    world.asked = pool_printf(world.pool, "%s %s", group, user);
    *is_in = world.in_group;
    return fails(world.group_fails);
}

/* --- The worker ------------------------------------------------------------------------------- */

static struct fixture *here;

static int
begin(void **state)
{
    chat_settings = (struct settings){ .slack_api.command = "hooklet" };
    if (fixture_make(state) != 0)
        return -1;
    here = *state;
    world = (struct world){ .pool = here->pool, .said = "", .people_prefix = "p" };
    world.found = (struct deploy_wish){
        .ref = { REF_BRANCH, "main", 0 }, .full = "refs/heads/main", .sha = ONE, .author = "hubot"
    };
    chat_type(here, "setup acme/web");
    sql(here, "UPDATE job SET state = 'done'");
    return 0;
}

#undef TEST
#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, begin, fixture_remove, NULL                                                \
    }

/* Claims one job of the kind and does it; crash: it is cut off before it settles. */
static bool
work_once(bool crash, struct outcome *outcome)
{
    static const char *const kinds[] = { CHAT_KIND };
    const struct claim claim = { .owner = "here:1:a",
                                 .host = HOST,
                                 .kinds = { kinds, 1 },
                                 .after_lane = "",
                                 .now_ms = NOW + 100000000 };
    const struct work work = {
        .settings = &chat_settings, .store = here->store, .pool = here->pool, .stop_fd = -1
    };
    struct job job = { 0 };
    int rc = jobs_claim(here->store, &claim, here->pool, &job), reaped = 0;

    if (rc == FAIL_NOT_FOUND)
        return false;
    assert_int_equal(rc, 0);
    *outcome = (struct outcome){ 0 };
    fail_adopt("");
    rc = slack_act(&work, &job, outcome);
    if (rc != 0)
        *outcome = (struct outcome){ .end = rc == FAIL_REFUSED ? OUTCOME_HOPELESS : OUTCOME_FAILED,
                                     .detail = pool_string(here->pool, fail_detail()) };
    if (crash)
        assert_int_equal(jobs_reap(here->store, claim.now_ms + 10 * JOB_LEASE_MS, &reaped), 0);
    else
        assert_int_equal(jobs_finish(here->store, &job, outcome, claim.now_ms - 90000000), 0);
    return true;
}

/* Until nothing of the kind is left; what was said. */
static const char *
work_all(void)
{
    struct outcome outcome;
    int rounds = 0;

    world.said = "";
    world.blocks = NULL;
    while (work_once(false, &outcome))
        assert_true(rounds++ < ROUNDS_MOST);
    return world.said;
}

/* What U1 types, and what comes of it. */
static const char *
typed(const char *text)
{
    struct said said = chat_type(here, text);

    assert_non_null(said.answer);
    assert_false(said.in_channel);
    return work_all();
}

static int64_t
asked_for(void)
{
    return sql_number(here, "SELECT count(*) FROM job WHERE kind = 'deployment'");
}

static struct wish
wish_of(void)
{
    struct wish wish;

    assert_int_equal(asked_for(), 1);
    assert_null(wish_read(here->pool, chat_args(here, WISH_KIND), &wish));
    return wish;
}

/* --- deploy ----------------------------------------------------------------------------------- */

static void
deploy_begins(void **state)
{
    struct wish wish;

    (void)state;
    assert_string_equal(typed("deploy main to test"),
                        "[all: <@U1> deploys `main` (`1111111111`) to *test*.]");
    wish = wish_of();
    assert_string_equal(wish.rule, "default/test");
    assert_string_equal(wish.ref, "refs/heads/main");
    assert_string_equal(wish.sha, ONE);
    assert_string_equal(wish.author, "hubot");
    assert_string_equal(wish.by_slack, "U1");
    assert_string_equal(wish.origin, "slack");
    assert_int_equal(wish.installation, 42);
}

static void
production_is_asked(void **state)
{
    const char *value;

    (void)state;
    world.found =
        (struct deploy_wish){ .ref = { REF_TAG, "v1.2", 0 }, .full = "refs/tags/v1.2", .sha = TWO };
    assert_string_equal(typed("deploy production"),
                        "[one: Deploy `v1.2` (`2222222222`) of *acme/web* to *production*?]");
    assert_int_equal(asked_for(), 0);
    value = chat_member(here, world.blocks, "/1/elements/0/value");
    chat_push(here, "U1", "cancel", value);
    assert_string_equal(work_all(), "[instead: All right, `v1.2` (`2222222222`) does not go to "
                                    "*production*.]");
    assert_int_equal(asked_for(), 0);
    chat_push(here, "U1", "deploy", value);
    assert_string_equal(work_all(),
                        "[gone][all: <@U1> deploys `v1.2` (`2222222222`) to *production*.]");
    assert_string_equal(wish_of().sha, TWO);
}

static void
deploy_refused(void **state)
{
    static const struct {
        const char *text, *not_found, *said;
        struct deploy_wish found;
    } cases[] = {
        { .text = "deploy nope to test",
          .not_found = "acme/web has no branch, tag or commit nope",
          .said = "[one: That can't be: acme/web has no branch, tag or commit nope.]" },
        { .text = "deploy v1 to production",
          .found = { .ref = { REF_BRANCH, "v1", 0 }, .full = "refs/heads/v1", .sha = ONE },
          .said = "[one: That can't be: production takes only tags (v*, [0-9]*), and v1 is a "
                  "branch.]" },
        { .text = "deploy nightly to production",
          .found = { .ref = { REF_TAG, "nightly", 0 }, .full = "refs/tags/nightly", .sha = ONE },
          .said = "[one: That can't be: production takes only tags that match v*, [0-9]*, which "
                  "nightly does not.]" },
        { .text = "deploy main to staging",
          .found = { .ref = { REF_BRANCH, "main", 0 }, .full = "refs/heads/main", .sha = ONE },
          .said = "[one: That can't be: staging takes only what was built to test, and main was "
                  "not.]" },
        { .text = "deploy #7 to test",
          .found = { .ref = { REF_PULL, "pull/7/head", 7 },
                     .full = "refs/pull/7/head",
                     .sha = ONE,
                     .pull_request = 7,
                     .fork = true },
          .said = "[one: That can't be: #7 comes from a fork, and nothing of a fork goes to "
                  "test.]" },
        { .text = "deploy #7 to pr7",
          .found = { .ref = { REF_PULL, "pull/7/head", 7 },
                     .full = "refs/pull/7/head",
                     .sha = ONE,
                     .pull_request = 7,
                     .closed = true },
          .said = "[one: That can't be: #7 is closed, and pr7 with it.]" },
        { .text = "deploy x to test",
          .not_found = "<!channel> & co",
          .said = "[one: That can't be: &lt;!channel&gt; &amp; co.]" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        world.found = cases[i].found;
        world.not_found = cases[i].not_found;
        assert_string_equal(typed(cases[i].text), cases[i].said);
    }
    assert_int_equal(asked_for(), 0);
}

static void
own_head(void **state)
{
    (void)state;
    world.found = (struct deploy_wish){ .ref = { REF_PULL, "pull/7/head", 7 },
                                        .full = "refs/heads/topic",
                                        .sha = ONE,
                                        .pull_request = 7 };
    assert_string_equal(typed("deploy #7 to pr7"),
                        "[all: <@U1> deploys `topic` (`1111111111`) to *pr7*.]");
    assert_int_equal(wish_of().pull_request, 7);
}

static void
lock_test(void)
{
    world.meanwhile = NULL;
    chat_type_as(here, "U2", "C1", "hooklet", "lock test the fair");
}

static void
lock_production(void)
{
    world.meanwhile = NULL;
    chat_type_as(here, "U2", "C1", "hooklet", "lock production the fair");
}

static void
reset_channel(void)
{
    world.meanwhile = NULL;
    chat_type_as(here, "U2", "C1", "hooklet", "reset");
}

static void
tie_another(void)
{
    const size_t count = chat_settings.slack_api.permit_count;

    chat_settings.slack_api.permit_count = 0;
    reset_channel();
    chat_type_as(here, "U2", "C1", "hooklet", "setup acme/api");
    chat_settings.slack_api.permit_count = count;
    sql(here, "UPDATE job SET state = 'done' WHERE state = 'waiting' OR state = 'ready'");
}

static void
changed_meanwhile(void **state)
{
    (void)state;
    world.meanwhile = lock_test;
    assert_non_null(strstr(typed("deploy main to test"), "[one: test is locked by bob since "));
    chat_type(here, "unlock test");
    /* Nobody is asked about what may not be. */
    world.found =
        (struct deploy_wish){ .ref = { REF_TAG, "v1.2", 0 }, .full = "refs/tags/v1.2", .sha = TWO };
    world.meanwhile = lock_production;
    assert_non_null(strstr(typed("deploy production"), "[one: production is locked by bob since "));
    world.meanwhile = reset_channel;
    assert_string_equal(typed("deploy main to test"),
                        "[one: This channel is not tied to *acme/web* any more, so I did "
                        "nothing.]");
    assert_int_equal(asked_for(), 0);
}

/* It runs again from the beginning, and one deployment is asked for. */
static void
cut_off(void **state)
{
    struct outcome outcome;

    (void)state;
    chat_type(here, "deploy main to test");
    world.said = "";
    assert_true(work_once(true, &outcome));
    assert_string_equal(world.said, "");
    assert_int_equal(asked_for(), 0);
    assert_string_equal(work_all(), "[all: <@U1> deploys `main` (`1111111111`) to *test*.]");
    assert_int_equal(asked_for(), 1);
    sql(here, "UPDATE job SET state = 'ready' WHERE id = (SELECT min(id) FROM job WHERE kind ="
              " 'slack' AND args LIKE '%%deploy%%')");
    assert_string_equal(work_all(), "");
    assert_int_equal(asked_for(), 1);
}

static void
github_says_no(void **state)
{
    struct outcome outcome;

    (void)state;
    world.github_fails = FAIL_REFUSED;
    assert_string_equal(typed("deploy main to test"),
                        "[one: I could not look at *acme/web* at GitHub, so nothing goes to "
                        "*test*. Whoever runs me can see why.]");
    world.github_fails = FAIL_NETWORK;
    assert_string_equal(typed("deploy main to test"),
                        "[one: I could not look at *acme/web* at GitHub, so nothing goes to "
                        "*test*. There was no answer. Say it again later.]");
    assert_int_equal(sql_number(here, "SELECT count(*) FROM job WHERE state = 'dead'"), 1);
    world.github_fails = FAIL_BUSY;
    chat_type(here, "deploy main to test");
    assert_true(work_once(false, &outcome));
    assert_int_equal(outcome.end, OUTCOME_FAILED);
    assert_int_equal(jobs_lane_sleep(here->store, "github:token", NOW * 2, "limit"), 0);
    work_all();
    assert_non_null(strstr(world.said, "I have asked too much there; say it again after <!date^"));
    assert_int_equal(asked_for(), 0);
}

/* --- allow ------------------------------------------------------------------------------------ */

static const struct permit permits[] = {
    { .command = "lock", .who = PERMIT_WRITE },
    { .command = "setup", .who = PERMIT_WRITE },
    { .command = "hello", .who = PERMIT_WRITE },
    { .command = "deploy", .who = PERMIT_GROUP, .group = "S0123" }
};

static void
be_strict(void)
{
    chat_type(here, "hello ann");
    chat_settings.slack_api.permits = permits;
    chat_settings.slack_api.permit_count = COUNT(permits);
}

static void
writers(void **state)
{
    (void)state;
    be_strict();
    world.permission = PERMISSION_READ;
    assert_string_equal(typed("lock test now"),
                        "[one: Sorry, `/hooklet lock` is for people who may write to *acme/web*, "
                        "and `ann` may not.]");
    assert_string_equal(world.asked, "acme/web ann");
    world.permission = PERMISSION_WRITE;
    assert_string_equal(typed("lock test now"),
                        "[one: *test* is locked: nobody deploys there until `/hooklet unlock "
                        "test`.]");
    assert_string_equal(typed("lock"), "[one: Which environment, and why? Say `/hooklet lock ENV "
                                       "REASON`.]");
    world.meanwhile = tie_another;
    assert_string_equal(typed("lock preview now"),
                        "[one: What this channel is tied to has changed meanwhile. Say it again.]");
    world.github_fails = FAIL_REFUSED;
    assert_string_equal(typed("lock preview now"),
                        "[one: I could not ask GitHub whether `ann` may write to *acme/api*. "
                        "Whoever runs me can see why.]");
}

static void
strangers(void **state)
{
    (void)state;
    be_strict();
    sql(here, "DELETE FROM person");
    assert_answer(here, "lock test now",
                  "That is for people who may write to the repository, and I don't know who you "
                  "are at GitHub. Say `/hooklet hello` first.");
}

/* They may leave between the question and the answer. */
static void
forgotten_meanwhile(void **state)
{
    (void)state;
    be_strict();
    chat_type(here, "lock test now");
    sql(here, "DELETE FROM person");
    assert_string_equal(work_all(),
                        "[one: That is for people who may write to the repository, and I don't "
                        "know who you are at GitHub. Say `/hooklet hello` first.]");
}

/* Nothing is tied yet: the repository is the one that is named. */
static void
writers_set_up(void **state)
{
    struct said said;

    (void)state;
    be_strict();
    chat_settings.slack_api.permit_count = 2;
    said = chat_type_as(here, "U1", "C2", "hooklet", "setup acme/api");
    assert_string_equal(said.answer, "One moment, I ask whether you may.");
    world.permission = PERMISSION_READ;
    assert_non_null(strstr(work_all(), "may write to *acme/api*, and `ann` may not"));
    world.permission = PERMISSION_ADMIN;
    world.people = 1;
    chat_type_as(here, "U1", "C2", "hooklet", "setup https://github.com/acme/api");
    assert_non_null(strstr(work_all(), "[one: This channel is tied to *acme/api* now."));
    assert_non_null(strstr(world.said, "[all: Who are you at GitHub?"));
    assert_string_equal(world.asked, "acme/api ann");
    world.asked = NULL;
    chat_type_as(here, "U1", "C3", "hooklet", "setup nonsense");
    assert_non_null(strstr(work_all(), "`nonsense` is no repository"));
    assert_null(world.asked);
}

static void
writers_of_nothing(void **state)
{
    (void)state;
    be_strict();
    chat_type_as(here, "U1", "C2", "hooklet", "hello");
    assert_string_equal(work_all(), "[one: That is for people who may write to this channel's "
                                    "repository, and it has none.]");
}

static void
members(void **state)
{
    (void)state;
    be_strict();
    assert_string_equal(typed("deploy main to test"),
                        "[one: Sorry, `/hooklet deploy` is for a group that you are not in.]");
    assert_string_equal(world.asked, "S0123 U1");
    world.in_group = true;
    assert_string_equal(typed("deploy main to test"),
                        "[one: One moment, I look up `main` for *test*.][all: <@U1> deploys `main` "
                        "(`1111111111`) to *test*.]");
    assert_int_equal(asked_for(), 1);
    world.group_fails = FAIL_REFUSED;
    assert_string_equal(typed("deploy main to test"),
                        "[one: I could not ask Slack whether you are in the group that may do "
                        "that. Whoever runs me can see why.]");
}

/* The question stands there while it is asked, then goes. */
static void
members_press(void **state)
{
    const struct chat_button button = { .kind = CHAT_DEPLOY,
                                        .repository = "acme/web",
                                        .environment = "production",
                                        .ref = "refs/tags/v1",
                                        .sha = ONE };
    const char *value = chat_button_value(here->pool, &button);

    (void)state;
    be_strict();
    chat_push(here, "U1", "deploy", value);
    assert_string_equal(work_all(),
                        "[instead: One moment, I ask whether you may.][instead: Sorry, `/hooklet "
                        "deploy` is for a group that you are not in.]");
    world.in_group = true;
    chat_push(here, "U1", "deploy", value);
    assert_string_equal(work_all(),
                        "[instead: One moment, I ask whether you may.][gone][all: <@U1> deploys "
                        "`v1` (`1111111111`) to *production*.]");
    assert_int_equal(asked_for(), 1);
}

static void
body_is_gone(void **state)
{
    struct outcome outcome;

    (void)state;
    be_strict();
    chat_type(here, "lock test now");
    sql(here, "UPDATE event SET body = NULL");
    assert_true(work_once(false, &outcome));
    assert_int_equal(outcome.end, OUTCOME_HOPELESS);
}

/* --- greet ------------------------------------------------------------------------------------ */

static void
greets(void **state)
{
    (void)state;
    world.people = 30;
    chat_type(here, "hello p004");
    chat_type_as(here, "U2", "C1", "hooklet", "hello P005");
    sql(here, "INSERT INTO person (github, asana, name, updated_ms) VALUES ('p006', '12', 'P', 1)");
    chat_type_as(here, "U3", "C1", "hooklet", "hello");
    assert_string_equal(work_all(), "[one: Who are you at GitHub?]");
    assert_string_equal(chat_member(here, world.blocks, "/1/elements/0/type"), "static_select");
    world.people = 27;
    chat_type_as(here, "U3", "C1", "hooklet", "hello");
    assert_string_equal(work_all(), "[one: Who are you at GitHub?]");
    assert_string_equal(chat_member(here, world.blocks, "/1/elements/0/action_id"), "link/0");
    assert_string_equal(chat_member(here, world.blocks, "/1/elements/0/value"), "p001");
    assert_string_equal(chat_member(here, world.blocks, "/1/elements/3/value"), "p006");
    assert_string_equal(chat_member(here, world.blocks, "/1/elements/24/value"), "p027");
    assert_non_null(strstr(world.blocks, "Not among them? Say `/hooklet hello LOGIN`."));
    world.people = 0;
    chat_type_as(here, "U3", "C1", "hooklet", "hello");
    assert_string_equal(work_all(),
                        "[one: Nobody is left to greet: I know all who work at *acme/web*. If you "
                        "are not among them, say `/hooklet hello LOGIN`.]");
    world.people = 2;
    world.people_prefix = "<!channel>";
    chat_type_as(here, "U3", "C1", "hooklet", "hello");
    assert_non_null(strstr(work_all(), "Nobody is left"));
}

static void
greets_after_setup(void **state)
{
    (void)state;
    world.people = 130;
    chat_type(here, "reset");
    assert_string_equal(typed("setup acme/web"),
                        "[all: Who are you at GitHub? Everybody press your own name, so that I can "
                        "mention you here.]");
    assert_string_equal(
        chat_member(here, world.blocks, "/1/elements/0/option_groups/1/options/29/value"), "p130");
}

#define UNSEEN                                                                                     \
    "[one: I can't see who works at *acme/web*. If that name is wrong, say `/hooklet reset`; if "  \
    "it is right, whoever runs me can see why. Say who you are by `/hooklet hello LOGIN`.]"

static void
nobody_tells(void **state)
{
    struct outcome outcome;

    (void)state;
    world.github_fails = FAIL_REFUSED;
    assert_string_equal(typed("hello"), UNSEEN);
    world.github_fails = FAIL_NOT_FOUND;
    assert_string_equal(typed("hello"), UNSEEN);
    world.github_fails = FAIL_NETWORK;
    chat_type(here, "hello");
    assert_true(work_once(false, &outcome));
    assert_int_equal(outcome.end, OUTCOME_FAILED);
    assert_string_equal(work_all(), UNSEEN);
    chat_type(here, "hello");
    reset_channel();
    assert_string_equal(work_all(), "[one: Nothing is set up in this channel any more.]");
}

/* --- say, help, welcome ----------------------------------------------------------------------- */

static void
have_a_bot(void)
{
    chat_settings.slack_api.token.name = "SLACK_BOT_TOKEN";
}

static void
half_an_hour_later(void **state)
{
    struct outcome outcome;

    (void)state;
    chat_type(here, "deploy main to test");
    sql(here, "UPDATE event SET received_ms = 1");
    assert_string_equal(work_all(), "");
    assert_int_equal(sql_number(here, "SELECT count(*) FROM job WHERE state = 'dead'"), 1);
    have_a_bot();
    chat_type(here, "deploy main to test");
    sql(here, "UPDATE event SET received_ms = 1");
    assert_string_equal(work_all(), "[bot in C1: <@U1> deploys `main` (`1111111111`) to *test*.]");
    /* Within the time, but five answers were given. */
    world.over = true;
    world.not_found = "no";
    assert_string_equal(typed("deploy x to test"), "[bot to U1: That can't be: no.]");
    chat_push(here, "U1", "link", "ann");
    assert_non_null(strstr(work_all(), "[bot to U1: Hello! You are `ann`"));
    chat_settings.slack_api.token.name = NULL;
    chat_type(here, "deploy x to test");
    assert_true(work_once(false, &outcome));
    assert_true(work_once(false, &outcome));
    assert_int_equal(outcome.end, OUTCOME_HOPELESS);
    assert_string_equal(outcome.detail, "Slack: response_url: Expired url");
}

static void
mentions_and_joins(void **state)
{
    (void)state;
    have_a_bot();
    world.people = 3;
    chat_tell(here, "'type':'app_mention','user':'U7','channel':'C1','ts':'1.1','thread_ts':'1.0',"
                    "'text':'<@U9> help'");
    assert_non_null(strstr(work_all(), "[bot to U7 under 1.0: What I can do in a channel:\n"));
    chat_tell(here, "'type':'member_joined_channel','user':'U7','channel':'C1'");
    assert_string_equal(work_all(), "[bot to U7: Welcome, <@U7>! This channel is for *acme/web*. "
                                    "Who are you at GitHub?]");
    assert_string_equal(chat_member(here, world.blocks, "/1/elements/2/value"), "p003");
    chat_tell(here, "'type':'member_joined_channel','user':'U7','channel':'C1'");
    chat_type_as(here, "U7", "C1", "hooklet", "hello p001");
    assert_string_equal(work_all(), "");
    chat_tell(here, "'type':'member_joined_channel','user':'U8','channel':'C1'");
    reset_channel();
    assert_string_equal(work_all(), "");
    chat_tell(here, "'type':'app_mention','user':'U7','channel':'C1','ts':'1.1','text':'hi'");
    world.slack_fails = FAIL_NOT_FOUND;
    assert_string_equal(work_all(), "");
    assert_int_equal(sql_number(here, "SELECT count(*) FROM job WHERE state <> 'done'"), 0);
}

static void
odd_args(void **state)
{
    static const char *const odd[] = { "{\"what\":\"say\",\"reply\":\"x\"}",
                                       "{\"what\":\"say\",\"reply\":\"{}\"}", "{\"what\":\"say\"}",
                                       "{\"what\":\"deploy\",\"environment\":\"test\"}", "{}" };
    struct outcome outcome;

    (void)state;
    for (size_t i = 0; i < COUNT(odd); i++) {
        chat_type(here, "deploy main to test");
        sql(here, "UPDATE job SET args = '%s' WHERE state = 'ready'", odd[i]);
        assert_true(work_once(false, &outcome));
        assert_int_equal(outcome.end, OUTCOME_HOPELESS);
        assert_string_equal(work_all(), "");
    }
}

/* --- Who has asked ---------------------------------------------------------------------------- */

static void
refused_later(void **state)
{
    struct wish wish = { .repository = "acme/web",
                         .environment = "test",
                         .ref = "refs/heads/main",
                         .sha = ONE,
                         .by_slack = "U1" };
    const struct planned_job before = { .kind = "status" };
    struct outcome outcome = { .end = OUTCOME_DONE, .follow = &before, .follow_count = 1 };
    struct job job = { 0 };
    static const char *const kinds[] = { WISH_KIND };
    const struct claim claim = { .owner = "here:1:a",
                                 .host = HOST,
                                 .kinds = { kinds, 1 },
                                 .after_lane = "",
                                 .now_ms = NOW + 100000000 };

    (void)state;
    asker_refused(here->pool, &job, &wish, "C1", "no", &outcome);
    assert_int_equal(outcome.follow_count, 2);
    assert_string_equal(outcome.follow[0].kind, "status");
    outcome = (struct outcome){ .end = OUTCOME_DONE };
    typed("deploy main to test");
    assert_int_equal(jobs_claim(here->store, &claim, here->pool, &job), 0);
    asker_refused(here->pool, &job, &wish, "C1", "environment test is locked by <bob>", &outcome);
    assert_int_equal(jobs_finish(here->store, &job, &outcome, NOW), 0);
    assert_string_equal(work_all(), "[all: <@U1>, `main` (`1111111111`) does not go to *test*: "
                                    "environment test is locked by &lt;bob&gt;.]");
    wish.by_slack = NULL;
    outcome = (struct outcome){ .end = OUTCOME_DONE };
    asker_refused(here->pool, &job, &wish, "C1", "no", &outcome);
    assert_int_equal(outcome.follow_count, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("deploy-begins", deploy_begins),
        TEST("production-is-asked", production_is_asked),
        TEST("deploy-refused", deploy_refused),
        TEST("own-head", own_head),
        TEST("changed-meanwhile", changed_meanwhile),
        TEST("cut-off", cut_off),
        TEST("github-says-no", github_says_no),
        TEST("writers", writers),
        TEST("strangers", strangers),
        TEST("forgotten-meanwhile", forgotten_meanwhile),
        TEST("writers-set-up", writers_set_up),
        TEST("writers-of-nothing", writers_of_nothing),
        TEST("members", members),
        TEST("members-press", members_press),
        TEST("body-is-gone", body_is_gone),
        TEST("greets", greets),
        TEST("greets-after-setup", greets_after_setup),
        TEST("nobody-tells", nobody_tells),
        TEST("half-an-hour-later", half_an_hour_later),
        TEST("mentions-and-joins", mentions_and_joins),
        TEST("odd-args", odd_args),
        TEST("refused-later", refused_later),
    };

    return cmocka_run_group_tests_name("slack_act", tests, NULL, NULL);
}
