/* test-notify.c - what is told, or why nothing is, before anybody is asked */
#include "config.h"

#include "rig_store.h"
#include "store/deployments_rows.h"
#include "work/notify_act.h"
#include "work/ticket_act.h"
#include "work/tracker.h"

static struct project_settings web;

/* acme/web is a project with a channel, and Slack has a token that nothing is asked with. */
static struct rig *
configure(void **state)
{
    struct rig *rig = *state;

    web = project_default;
    web.repository = "acme/web";
    web.channel = "C0123";
    rig->settings.projects = &web;
    rig->settings.project_count = 1;
    rig->settings.slack_api.token.name = "token_file";
    rig->job.kind = "notify";
    return rig;
}

static int
add_work(struct db *db, void *data)
{
    struct deployment_added added;
    struct pool *pool = pool_new();
    int rc = deployment_add(db, data, 1, pool, &added);

    pool_free(pool);
    return rc;
}

/* Row 1. */
static void
add(struct rig *rig, struct deployment row)
{
    row.repository = "acme/web";
    row.environment = "production";
    row.origin = "push";
    row.sha = RIG_SHA;
    assert_int_equal(store_write(rig->work.store, add_work, &row), 0);
    assert_int_equal(row.id, 1);
}

static const char *
end_of(struct rig *rig, const char *args, enum outcome_end end)
{
    rig->job.args = args;
    assert_int_equal(notify_act(&rig->work, &rig->job, &rig->outcome), 0);
    assert_int_equal(rig->outcome.end, end);
    return rig->outcome.detail;
}

#define DEPLOYMENT "{\"what\":\"deployment\",\"repository\":\"acme/web\",\"deployment\":\"1\"}"
#define COMMENT                                                                                    \
    "{\"what\":\"deployment\",\"at\":\"pull_request\",\"repository\":\"acme/web\","                \
    "\"deployment\":\"1\"}"
#define NOTICE                                                                                     \
    "{\"what\":\"notice\",\"repository\":\"acme/web\",\"thing\":\"acme/web#12\","                  \
    "\"event\":\"issues\"}"

static void
args_that_say_nothing(void **state)
{
    struct rig *rig = configure(state);

    assert_string_equal(end_of(rig, "{", OUTCOME_HOPELESS), "its args are no JSON");
    assert_string_equal(end_of(rig, "{}", OUTCOME_HOPELESS), "its args don't say what to tell");
}

static void
nobody_to_tell(void **state)
{
    struct rig *rig = configure(state);

    web.channel = NULL;
    assert_string_equal(end_of(rig, DEPLOYMENT, OUTCOME_DONE), "acme/web is tied to no channel");
    rig->settings.slack_api.token.name = NULL;
    assert_string_equal(end_of(rig, DEPLOYMENT, OUTCOME_DONE),
                        "Slack is not configured: there is no token and no webhook");
    rig->settings.project_count = 0;
    assert_string_equal(end_of(rig, DEPLOYMENT, OUTCOME_DONE), "acme/web is no project");
}

static void
nothing_to_tell(void **state)
{
    struct rig *rig = configure(state);

    assert_string_equal(end_of(rig, DEPLOYMENT, OUTCOME_DONE),
                        "the deployment is not known any more");
    assert_string_equal(end_of(rig, COMMENT, OUTCOME_DONE), "the deployment is not known any more");
    add(rig, (struct deployment){ .state = DEPLOYMENT_QUEUED });
    assert_string_equal(end_of(rig, COMMENT, OUTCOME_DONE), "it is no pull request's");
    web.notices = NOTICE_ALL & ~(unsigned)NOTICE_DEPLOYMENT;
    assert_string_equal(end_of(rig, DEPLOYMENT, OUTCOME_DONE), "such messages are turned off");
    web.notices = NOTICE_ALL;
    rig->settings.slack_api.token.name = NULL;
    rig->settings.slack_api.webhook.name = "webhook_url_file";
    assert_string_equal(end_of(rig, DEPLOYMENT, OUTCOME_DONE), "the webhook tells the end alone");
}

static void
a_pull_request_without_news(void **state)
{
    struct rig *rig = configure(state);

    add(rig, (struct deployment){ .state = DEPLOYMENT_SUPERSEDED, .pull_request = 7 });
    assert_string_equal(end_of(rig, COMMENT, OUTCOME_DONE), "there is nothing to tell yet");
}

static void
an_event_that_is_not_told(void **state)
{
    struct rig *rig = configure(state);

    rig_body = NULL;
    assert_string_equal(end_of(rig, NOTICE, OUTCOME_DONE),
                        "the body of event 7 was dropped when keep_bodies had passed");
    rig_body = "{";
    assert_non_null(strstr(end_of(rig, NOTICE, OUTCOME_DONE), "JSON"));
    rig_body = "{\"action\":\"pinned\"}";
    assert_string_equal(end_of(rig, NOTICE, OUTCOME_DONE), "nothing is told of such an event");
    rig_body = "{\"action\":\"closed\",\"issue\":{\"number\":12,\"title\":\"x\"},"
               "\"repository\":{\"full_name\":\"acme/web\"},\"sender\":{\"login\":\"ann\"}}";
    web.notices = NOTICE_ALL & ~(unsigned)NOTICE_ISSUE_CLOSED;
    assert_string_equal(end_of(rig, NOTICE, OUTCOME_DONE), "such messages are turned off");
}

/* --- Tickets --- */

static const char *
end_of_ticket(struct rig *rig)
{
    rig->job.kind = "ticket";
    rig->job.args = "{\"deployment\":\"1\"}";
    assert_int_equal(ticket_act(&rig->work, &rig->job, &rig->outcome), 0);
    assert_int_equal(rig->outcome.end, OUTCOME_DONE);
    return rig->outcome.detail;
}

static void
a_deployment_without_a_ticket(void **state)
{
    struct rig *rig = configure(state);

    assert_string_equal(end_of_ticket(rig), "the deployment is not known any more");
    add(rig, (struct deployment){ .state = DEPLOYMENT_SUCCESS, .url = "https://example.org" });
    assert_string_equal(end_of_ticket(rig), "the deployment belongs to no ticket");
}

static void
a_deployment_that_failed(void **state)
{
    struct rig *rig = configure(state);

    add(rig, (struct deployment){ .state = DEPLOYMENT_FAILURE, .ticket = "asana:5" });
    assert_string_equal(end_of_ticket(rig), "the deployment is not live");
}

static void
an_environment_without_an_url(void **state)
{
    struct rig *rig = configure(state);

    add(rig, (struct deployment){ .state = DEPLOYMENT_SUCCESS, .ticket = "asana:5" });
    assert_string_equal(end_of_ticket(rig), "its environment has no URL to tell");
}

static void
a_tracker_that_is_not_configured(void **state)
{
    struct rig *rig = configure(state);

    add(rig, (struct deployment){
                 .state = DEPLOYMENT_SUCCESS, .url = "https://example.org", .ticket = "asana:5" });
    assert_string_equal(end_of_ticket(rig), "Asana is not configured: add token_file to asana { }");
}

static void
an_issue_without_a_task(void **state)
{
    struct rig *rig = configure(state);

    add(rig, (struct deployment){
                 .state = DEPLOYMENT_SUCCESS, .url = "https://example.org", .ticket = "issue:5" });
    assert_string_equal(end_of_ticket(rig), "no task is known for issue:5");
}

static void
trackers_by_their_names(void **state)
{
    (void)state;
    assert_string_equal(tracker_of("asana:12")->name, "asana");
    assert_null(tracker_of("asana"));
    assert_null(tracker_of("asan:12"));
    assert_null(tracker_of("asana2:12"));
    assert_null(tracker_of(""));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        RIG_STORE_TEST("args-that-say-nothing", args_that_say_nothing),
        RIG_STORE_TEST("nobody-to-tell", nobody_to_tell),
        RIG_STORE_TEST("nothing-to-tell", nothing_to_tell),
        RIG_STORE_TEST("a-pull-request-without-news", a_pull_request_without_news),
        RIG_STORE_TEST("an-event-that-is-not-told", an_event_that_is_not_told),
        RIG_STORE_TEST("a-deployment-without-a-ticket", a_deployment_without_a_ticket),
        RIG_STORE_TEST("a-deployment-that-failed", a_deployment_that_failed),
        RIG_STORE_TEST("an-environment-without-an-url", an_environment_without_an_url),
        RIG_STORE_TEST("a-tracker-that-is-not-configured", a_tracker_that_is_not_configured),
        RIG_STORE_TEST("an-issue-without-a-task", an_issue_without_a_task),
        RIG_STORE_TEST("trackers-by-their-names", trackers_by_their_names),
    };

    return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
