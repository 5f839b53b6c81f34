/* src/work/rule_env.c: what commands get to know, and what never reaches them. */
#include "config.h"

#include "rig.h"
#include "work/rule_env.h"

/* The value of a variable; NULL when there is none; twice is a failure. */
static const char *
value_of(struct strings environment, const char *name)
{
    size_t length = strlen(name), i;
    const char *value = NULL;

    for (i = 0; i < environment.count; i++) {
        if (strncmp(environment.items[i], name, length) == 0 &&
            environment.items[i][length] == '=') {
            assert_null(value);
            value = environment.items[i] + length + 1;
        }
    }
    return value;
}

static struct strings
environment_of(struct rig *rig)
{
    struct rule_values values = { { NULL } };

    assert_null(rule_values_read(rig->pool, &rig->job, &values));
    return rule_environment(&rig->work, &rig->job, &rig->rules[0], &values);
}

static void
every_value_has_its_variable(void **state)
{
    static const struct {
        const char *name, *value;
    } expected[] = {
        { "HOOKLET_EVENT", "pull_request" },
        { "HOOKLET_ACTION", "closed" },
        { "HOOKLET_REPOSITORY", "acme/web" },
        { "HOOKLET_REF", "refs/heads/main" },
        { "HOOKLET_BRANCH", "main" },
        { "HOOKLET_SHA", RIG_SHA },
        { "HOOKLET_BEFORE", "0000000000000000000000000000000000000000" },
        { "HOOKLET_PULL_REQUEST", "42" },
        { "HOOKLET_SENDER", "dependabot[bot]" },
        { "HOOKLET_ENVIRONMENT", "production" },
        { "HOOKLET_DELIVERY", "72d3162e-cc78-11e3-81ab-4c9367dc0958" },
        { "HOOKLET_JOB", "12" },
        { "HOOKLET_RULE", "web" },
        { "HOOKLET_ATTEMPT", "3" },
        { "HOOKLET_IDEMPOTENCY_KEY", "aa00" },
        { "LANG", "C.UTF-8" },
        { "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
    };
    struct rig *rig = *state;
    struct strings environment;
    size_t i;

    rig->job.attempt = 3;
    rig->job.event_kind = "pull_request";
    rig->job.args = "{\"event\":\"pull_request\",\"action\":\"closed\",\"repository\":\"acme/web\","
                    "\"ref\":\"refs/heads/main\",\"branch\":\"main\",\"sha\":\"" RIG_SHA "\","
                    "\"before\":\"0000000000000000000000000000000000000000\","
                    "\"pull_request\":\"42\",\"sender\":\"dependabot[bot]\","
                    "\"environment\":\"production\",\"more\":1}";
    environment = environment_of(rig);
    for (i = 0; i < sizeof(expected) / sizeof(*expected); i++)
        assert_string_equal(value_of(environment, expected[i].name), expected[i].value);
    assert_null(value_of(environment, "HOOKLET_TAG"));
    assert_non_null(value_of(environment, "HOME"));
}

static void
nothing_of_the_worker_leaks(void **state)
{
    struct strings environment;
    size_t i;

    setenv("GITHUB_WEBHOOK_SECRET", "a secret", 1);
    setenv("LD_PRELOAD_TEST", "x", 1);
    environment = environment_of(*state);
    unsetenv("GITHUB_WEBHOOK_SECRET");
    unsetenv("LD_PRELOAD_TEST");
    assert_null(value_of(environment, "GITHUB_WEBHOOK_SECRET"));
    for (i = 0; i < environment.count; i++)
        assert_true(strncmp(environment.items[i], "HOOKLET_", 8) == 0 ||
                    strncmp(environment.items[i], "PATH=", 5) == 0 ||
                    strncmp(environment.items[i], "HOME=", 5) == 0 ||
                    strncmp(environment.items[i], "USER=", 5) == 0 ||
                    strncmp(environment.items[i], "LOGNAME=", 8) == 0 ||
                    strncmp(environment.items[i], "LANG=", 5) == 0 ||
                    strncmp(environment.items[i], "TZ=", 3) == 0);
}

static void
rule_variables_replace_ours_but_not_the_values(void **state)
{
    static const char *const variables[] = { "PATH=/opt/bin", "RAILS_ENV=production",
                                             "HOOKLET_SHA=forged", "EMPTY=" };
    struct rig *rig = *state;
    struct strings environment;

    rig->rules[0].variables = (struct strings){ variables, 4 };
    rig->rules[0].environment = "staging";
    environment = environment_of(rig);
    assert_string_equal(value_of(environment, "PATH"), "/opt/bin");
    assert_string_equal(value_of(environment, "RAILS_ENV"), "production");
    assert_string_equal(value_of(environment, "EMPTY"), "");
    assert_string_equal(value_of(environment, "HOOKLET_SHA"), RIG_SHA);
    assert_string_equal(value_of(environment, "HOOKLET_ENVIRONMENT"), "staging");
}

static void
odd_values_are_refused(void **state)
{
    static const char *const args[] = {
        "",
        "not json",
        "{\"event\":\"push; rm\"}",
        "{\"event\":\"Push\"}",
        "{\"action\":\"a\\nb\"}",
        "{\"action\":\"deploy-prod\"}",
        "{\"repository\":\"acme\"}",
        "{\"repository\":\"../web\"}",
        "{\"repository\":\"--upload-pack=x/y z\"}",
        "{\"ref\":\"main\"}",
        "{\"ref\":\"refs/heads/-x\"}",
        "{\"ref\":\"refs/heads/a..b\"}",
        "{\"branch\":\"--force\"}",
        "{\"branch\":\"a b\"}",
        "{\"branch\":\"$(reboot)\"}",
        "{\"branch\":\"\"}",
        "{\"tag\":\"../../etc\"}",
        "{\"sha\":\"HEAD\"}",
        "{\"sha\":\"0123456789abcdef0123456789abcdef0123456\"}",
        "{\"sha\":\"0123456789ABCDEF0123456789abcdef01234567\"}",
        "{\"before\":\"000\"}",
        "{\"pull_request\":\"1; x\"}",
        "{\"pull_request\":12}",
        "{\"pull_request\":\"\"}",
        "{\"sender\":\"a\\u001b[2J\"}",
        "{\"environment\":\"a\\nLD_PRELOAD=x\"}",
    };
    struct rig *rig = *state;
    struct rule_values values;
    size_t i;

    for (i = 0; i < sizeof(args) / sizeof(*args); i++) {
        rig->job.args = args[i];
        assert_non_null(rule_values_read(rig->pool, &rig->job, &values));
    }
}

static void
names_of_other_senders_are_wider(void **state)
{
    struct rig *rig = *state;
    struct rule_values values;

    rig->job.source = "stripe";
    rig->job.event_kind = "customer.subscription/deleted";
    rig->job.args = "{\"event\":\"Push_Hook\",\"action\":\"deploy-prod\"}";
    assert_null(rule_values_read(rig->pool, &rig->job, &values));
    assert_string_equal(values.of[VALUE_EVENT], "Push_Hook");
    rig->job.args = "{\"event\":\"push; rm\"}";
    assert_non_null(rule_values_read(rig->pool, &rig->job, &values));
    rig->job.args = "{\"action\":\"a\\nb\"}";
    assert_non_null(rule_values_read(rig->pool, &rig->job, &values));
}

static void
action_of_a_dispatch_is_whatever_its_sender_likes(void **state)
{
    struct rig *rig = *state;
    struct rule_values values;

    rig->job.event_kind = "repository_dispatch";
    rig->job.args = "{\"action\":\"Deploy prod-1\"}";
    assert_string_equal(value_of(environment_of(rig), "HOOKLET_ACTION"), "Deploy prod-1");
    rig->job.args = "{\"action\":\"a\\nb\"}";
    assert_non_null(rule_values_read(rig->pool, &rig->job, &values));
    rig->job.args = pool_printf(rig->pool, "{\"action\":\"%0256d\"}", 0);
    assert_non_null(rule_values_read(rig->pool, &rig->job, &values));
}

static void
odd_kind_of_event_is_refused(void **state)
{
    struct rig *rig = *state;
    struct rule_values values;

    rig->job.args = "{}";
    rig->job.event_kind = "push\nLD_PRELOAD=x";
    assert_non_null(rule_values_read(rig->pool, &rig->job, &values));
    rig->job.event_kind = "push";
    assert_null(rule_values_read(rig->pool, &rig->job, &values));
}

static void
refusals_name_the_value_but_do_not_repeat_it(void **state)
{
    struct rig *rig = *state;
    struct rule_values values;

    rig->job.args = "{\"branch\":\"--force\"}";
    assert_string_equal(rule_values_read(rig->pool, &rig->job, &values),
                        "its branch is not what a branch may look like");
}

static void
odd_delivery_is_refused(void **state)
{
    struct rig *rig = *state;
    struct rule_values values;

    rig->job.delivery = "a\nb";
    assert_non_null(rule_values_read(rig->pool, &rig->job, &values));
}

static void
document_is_the_json_body(void **state)
{
    struct rig *rig = *state;
    const char *document = NULL;
    size_t length = 0;

    assert_int_equal(rule_document(&rig->work, &rig->job, &document, &length), 0);
    assert_string_equal(document, "{\"ref\":\"refs/heads/main\"}");
    assert_int_equal(length, strlen(document));
}

static void
document_is_taken_out_of_a_form(void **state)
{
    struct rig *rig = *state;
    const char *document = NULL;
    size_t length = 0;

    rig_headers = "{\"Content-Type\":\"application/x-www-form-urlencoded\"}";
    rig_body = "Not-A-Word=1&payload=%7B%22ref%22%3A%22a%2Bb+c%22%7D";
    assert_int_equal(rule_document(&rig->work, &rig->job, &document, &length), 0);
    assert_string_equal(document, "{\"ref\":\"a+b c\"}");
    assert_int_equal(length, strlen(document));
}

static void
content_type_not_the_look_of_the_body_makes_a_form(void **state)
{
    struct rig *rig = *state;
    const char *document = NULL;
    size_t length = 0;

    rig_headers = "{\"Content-Type\":\"application/json\"}";
    rig_body = "payload=%7B%7D";
    assert_int_equal(rule_document(&rig->work, &rig->job, &document, &length), 0);
    assert_string_equal(document, "payload=%7B%7D");
}

static void
document_that_retention_took_is_absent(void **state)
{
    struct rig *rig = *state;
    const char *document = "x";
    size_t length = 1;

    rig_body = NULL;
    assert_int_equal(rule_document(&rig->work, &rig->job, &document, &length), 0);
    assert_null(document);
}

static void
defaults_give_way(void **state)
{
    static const char *const given[] = { "A=1", "B=2" };
    static const char *const defaults[] = { "B=0", "C=3" };
    struct rig *rig = *state;
    struct strings both = rule_environment_with(rig->pool, (struct strings){ given, 2 },
                                                (struct strings){ defaults, 2 });

    assert_int_equal(both.count, 3);
    assert_string_equal(value_of(both, "A"), "1");
    assert_string_equal(value_of(both, "B"), "2");
    assert_string_equal(value_of(both, "C"), "3");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        RIG_TEST("every-value-has-its-variable", every_value_has_its_variable),
        RIG_TEST("nothing-of-the-worker-leaks", nothing_of_the_worker_leaks),
        RIG_TEST("rule-variables-replace-ours-but-not-the-values",
                 rule_variables_replace_ours_but_not_the_values),
        RIG_TEST("odd-values-are-refused", odd_values_are_refused),
        RIG_TEST("names-of-other-senders-are-wider", names_of_other_senders_are_wider),
        RIG_TEST("action-of-a-dispatch-is-whatever-its-sender-likes",
                 action_of_a_dispatch_is_whatever_its_sender_likes),
        RIG_TEST("odd-kind-of-event-is-refused", odd_kind_of_event_is_refused),
        RIG_TEST("refusals-name-the-value-but-do-not-repeat-it",
                 refusals_name_the_value_but_do_not_repeat_it),
        RIG_TEST("odd-delivery-is-refused", odd_delivery_is_refused),
        RIG_TEST("document-is-the-json-body", document_is_the_json_body),
        RIG_TEST("document-is-taken-out-of-a-form", document_is_taken_out_of_a_form),
        RIG_TEST("content-type-not-the-look-of-the-body-makes-a-form",
                 content_type_not_the_look_of_the_body_makes_a_form),
        RIG_TEST("document-that-retention-took-is-absent", document_that_retention_took_is_absent),
        RIG_TEST("defaults-give-way", defaults_give_way),
    };

    return cmocka_run_group_tests_name("rule_env", tests, NULL, NULL);
}
