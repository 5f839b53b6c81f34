/* src/work/target_edit.c: what a target may be, said by options and by JSON alike. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "quiet_log.h"
#include "work/target_edit.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct strings nobody;

static const struct target_field *
field(const char *name)
{
    for (size_t i = 0; i < target_field_count; i++)
        if (strcmp(target_fields[i].name, name) == 0)
            return &target_fields[i];
    fail_msg("no field %s", name);
    return NULL;
}

static int
read_json(struct pool *pool, const char *json, struct target *target)
{
    return target_read_json(pool, json, strlen(json), true, nobody, target);
}

/* --- Words ------------------------------------------------------------------------------------ */

/* What is read is told by the same word, and "" is the default. */
static void
words_there_and_back(void **state)
{
    static const struct {
        const char *name, *word, *told;
    } cases[] = {
        { "owner", "acme", "acme" },
        { "event", "invoice.*", "invoice.*" },
        { "identifier", "billing", "billing" },
        { "url", "https://example.com/in", "https://example.com/in" },
        { "content", "form", "form" },
        { "content", "payload", "payload" },
        { "envelope", "standard", "standard" },
        { "header", "X-Team:  blue", "X-Team: blue" },
        { "timeout", "2500ms", "2s500ms" },
        { "rate", "10/1s", "10/1s" },
        { "rate", "600/h", "600/1h" },
        { "rate", "none", NULL },
        { "concurrency", "256", "256" },
        { "coalesce", "90", "1m30s" },
        { "schedule", "0,15,30,60", "0,15,30,60" },
        { "schedule", "7", "7" },
        { "schedule", "usual", NULL },
        { "github", "yes", "yes" },
        { "description", "Bücher", "Bücher" },
    };
    const struct target plain = target_plain();

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct target_field *of = field(cases[i].name);
        struct target target = plain;
        const char *told, *usual = of->word(*state, &plain);

        assert_int_equal(target_read_word(*state, of, cases[i].word, &target), 0);
        told = of->word(*state, &target);
        if (cases[i].told == NULL)
            assert_null(told);
        else
            assert_string_equal(told, cases[i].told);
        assert_int_equal(target_read_word(*state, of, "", &target), 0);
        told = of->word(*state, &target);
        assert_int_equal(told == NULL, usual == NULL);
        if (usual != NULL)
            assert_string_equal(told, usual);
    }
}

static void
words_that_no_field_takes(void **state)
{
    static const struct {
        const char *name, *word;
    } cases[] = {
        { "content", "xml" },
        { "content", "JSON" },
        { "envelope", "all" },
        { "timeout", "0" },
        { "timeout", "61s" },
        { "timeout", "99ms" },
        { "timeout", "soon" },
        { "timeout", "-1s" },
        { "rate", "10" },
        { "rate", "/1s" },
        { "rate", "0/1s" },
        { "rate", "1/0s" },
        { "rate", "1000001/1s" },
        { "rate", "1/2d" },
        { "rate", "1.5/1s" },
        { "concurrency", "257" },
        { "concurrency", "-1" },
        { "concurrency", "many" },
        { "coalesce", "25h" },
        { "schedule", "0,,1" },
        { "schedule", "0," },
        { "schedule", ",0" },
        { "schedule", "2592001" },
        { "schedule", "1;2" },
        { "schedule", "99999999999999999999999" },
        { "github", "maybe" },
        { "header", "no colon" },
        { "header", ": value" },
        { "header", "A: b\r\nC: d" },
        { "header", "A: b\nC: d" },
        { "header", "A B: c" },
        { "header", "Host: x" },
        { "header", "webhook-id: x" },
        { "header", "X-Hub-Signature-256: x" },
        { "header", "Content-Length: 1" },
        { "header", "X: ***" },
        { "description", "two\nlines" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct target target = target_plain();

        if (target_read_word(*state, field(cases[i].name), cases[i].word, &target) != FAIL_FIELD)
            fail_msg("--%s %s was taken", cases[i].name, cases[i].word);
        assert_non_null(strstr(fail_detail(), cases[i].name));
    }
}

static void
at_most_fifty_attempts(void **state)
{
    const char *list = "1";
    struct target target = target_plain();

    for (int i = 1; i < 50; i++)
        list = pool_printf(*state, "%s,1", list);
    assert_int_equal(target_read_word(*state, field("schedule"), list, &target), 0);
    assert_int_equal(target.delay_count, 50);
    list = pool_printf(*state, "%s,1", list);
    assert_int_equal(target_read_word(*state, field("schedule"), list, &target), FAIL_FIELD);
}

/* To join them one by one would take gigabytes. */
static void
many_numbers_are_refused_at_once(void **state)
{
    enum { MANY = 200000 };
    static const char begin[] = "{\"schedule\":[0", end[] = "]}";
    char *json = pool_alloc(*state, sizeof begin + 2 * MANY + sizeof end), *to = json;
    struct target target = target_plain();

    to = stpcpy(to, begin);
    for (int i = 0; i < MANY; i++)
        to = stpcpy(to, ",1");
    (void)stpcpy(to, end);
    assert_int_equal(read_json(*state, json, &target), FAIL_FIELD);
    assert_null(target.delays_s);
}

/* --- Headers ---------------------------------------------------------------------------------- */

static void
headers_come_and_go(void **state)
{
    const struct target_field *of = field("header");
    struct target target = target_plain();

    assert_int_equal(target_read_word(*state, of, "X-One: 1", &target), 0);
    assert_int_equal(target_read_word(*state, of, "Authorization: Bearer abc", &target), 0);
    assert_int_equal(target_read_word(*state, of, "x-one: eins", &target), 0);
    assert_string_equal(target.headers, "{\"Authorization\":\"Bearer abc\",\"x-one\":\"eins\"}");
    assert_string_equal(of->word(*state, &target), "Authorization: ***, x-one: eins");
    /* Whoever writes back what was shown changes nothing. */
    assert_int_equal(target_read_word(*state, of, "authorization: ***", &target), 0);
    assert_non_null(strstr(target.headers, "Bearer abc"));
    assert_int_equal(target_read_word(*state, of, "X-ONE:", &target), 0);
    assert_null(strstr(target.headers, "eins"));
    assert_int_equal(target_read_word(*state, of, "", &target), 0);
    assert_string_equal(target.headers, "{}");
}

static void
headers_as_json(void **state)
{
    struct target target = target_plain();
    const char *json;

    assert_int_equal(
        read_json(*state, "{\"headers\":{\"X-Token\":\"abc\",\"X-A\":\"b\"}}", &target), 0);
    json = json_text(*state, target_json(*state, &target), JSON_COMPACT);
    assert_non_null(strstr(json, "\"headers\":{\"X-Token\":\"***\",\"X-A\":\"b\"}"));
    assert_null(strstr(json, "abc"));
    /* All anew, but for what is masked. */
    assert_int_equal(read_json(*state, "{\"headers\":{\"X-Token\":\"***\"}}", &target), 0);
    assert_string_equal(target.headers, "{\"X-Token\":\"abc\"}");
    assert_int_equal(read_json(*state, "{\"headers\":null}", &target), 0);
    assert_string_equal(target.headers, "{}");
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
json_there_and_back(void **state)
{
    static const char json[] =
        "{\"owner\":\"acme\",\"event\":\"a.*\",\"identifier\":\"i\",\"url\":\"https://h/\","
        "\"content\":\"form\",\"envelope\":\"fields\",\"headers\":{\"X-A\":\"b\"},"
        "\"timeout_ms\":2000,\"rate\":\"10/1m\",\"concurrency\":4,\"coalesce_ms\":500,"
        "\"schedule\":[0,15,30],\"github_signature\":true,\"description\":\"d\"}";
    struct target target = target_plain(), again = target_plain();
    const char *told;

    assert_int_equal(read_json(*state, json, &target), 0);
    assert_int_equal(target.content, TARGET_FORM);
    assert_int_equal(target.envelope, TARGET_FIELDS);
    assert_int_equal(target.timeout_ms, 2000);
    assert_int_equal(target.rate, 10);
    assert_int_equal(target.rate_ms, 60000);
    assert_int_equal(target.concurrency, 4);
    assert_int_equal(target.coalesce_ms, 500);
    assert_int_equal(target.delay_count, 3);
    assert_int_equal(target.delays_s[2], 30);
    assert_true(target.github);
    told = json_text(*state, target_json(*state, &target), JSON_COMPACT);
    /* {"id":"0",FIELDS,"state":... */
    assert_memory_equal(told, "{\"id\":\"0\",", 10);
    assert_memory_equal(told + 10, json + 1, strlen(json) - 2);
    /* What is told can be sent back, with what is not for editing left out by the caller. */
    told = pool_printf(*state, "{%.*s}", (int)strlen(json) - 2, told + 10);
    assert_int_equal(read_json(*state, told, &again), 0);
    assert_string_equal(json_text(*state, target_json(*state, &again), JSON_COMPACT),
                        json_text(*state, target_json(*state, &target), JSON_COMPACT));
}

static void
what_is_absent_stays(void **state)
{
    struct target target = target_plain();

    assert_int_equal(read_json(*state, "{\"timeout_ms\":2000,\"rate\":\"5/1s\"}", &target), 0);
    assert_int_equal(read_json(*state, "{\"rate\":null}", &target), 0);
    assert_int_equal(target.timeout_ms, 2000);
    assert_int_equal(target.rate, 0);
    assert_int_equal(read_json(*state, "{}", &target), 0);
    assert_int_equal(target.timeout_ms, 2000);
}

static void
json_that_is_none(void **state)
{
    static const char *const texts[] = {
        "[]",
        "\"url\"",
        "{\"url\":1}",
        "{\"url\":[\"https://h/\"]}",
        "{\"timeout_ms\":true}",
        "{\"timeout_ms\":1.5}",
        "{\"timeout_ms\":-5}",
        "{\"timeout_ms\":1e3}",
        "{\"concurrency\":[1]}",
        "{\"schedule\":5}",
        "{\"schedule\":\"0,1\"}",
        "{\"schedule\":[\"0\"]}",
        "{\"schedule\":[0.5]}",
        "{\"github_signature\":\"yes\"}",
        "{\"github_signature\":1}",
        "{\"headers\":[]}",
        "{\"headers\":\"A: b\"}",
        "{\"headers\":{\"A\":1}}",
        "{\"headers\":{\"A\":\"b\\r\\nC: d\"}}",
        "{\"headers\":{\"A\":\"b\",\"a\":\"c\"}}",
        "{\"state\":\"enabled\"}",
        "{\"secrets\":[]}",
        "{\"id\":\"1\"}",
    };

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct target target = target_plain();

        if (read_json(*state, texts[i], &target) != FAIL_FIELD)
            fail_msg("%s was taken", texts[i]);
    }
}

static void
unknown_members_are_near_something(void **state)
{
    static const char *const names[] = { "secret" };
    const struct strings others = { names, 1 };
    struct target target = target_plain();

    assert_int_equal(read_json(*state, "{\"timout_ms\":1}", &target), FAIL_FIELD);
    assert_string_equal(fail_detail(), "a target has no \"timout_ms\"; did you mean timeout_ms?");
    assert_int_equal(target_read_json(*state, "{\"secret\":\"x\"}", 14, true, others, &target), 0);
    assert_int_equal(target_read_json(*state, "{\"secrt\":\"x\"}", 13, true, others, &target),
                     FAIL_FIELD);
    assert_string_equal(fail_detail(), "a target has no \"secrt\"; did you mean secret?");
}

static void
the_owner_stays(void **state)
{
    struct target target = target_plain();

    assert_int_equal(read_json(*state, "{\"owner\":\"acme\"}", &target), 0);
    assert_int_equal(target_read_json(*state, "{\"owner\":\"other\"}", 17, false, nobody, &target),
                     FAIL_FIELD);
    assert_string_equal(target.owner, "acme");
}

/* --- As a whole ------------------------------------------------------------------------------- */

static const struct rule receivers[] = {
    { .name = "mail", .kind = RULE_RECEIVER },
    { .name = "web", .kind = RULE_RUN },
};

static struct settings
some_settings(void)
{
    static const uint16_t ports[] = { 443, 8443 };
    struct settings settings = { .rules = receivers, .rule_count = 2 };

    settings.outgoing.wall.ports = ports;
    settings.outgoing.wall.port_count = COUNT(ports);
    return settings;
}

static int
check(struct pool *pool, const struct settings *settings, const char *url, enum target_maker maker)
{
    struct target target = target_plain();

    target.owner = "acme";
    target.url = url;
    return target_check(settings, pool, &target, maker);
}

static void
urls(void **state)
{
    const struct settings settings = some_settings();
    static const char *const good[] = { "https://example.com", "https://example.com:8443/in?a=b",
                                        "https://93.184.216.34/",
                                        "https://xn--bcher-kva.example/" };
    static const char *const bad[] = { "",
                                       "example.com",
                                       "ftp://example.com",
                                       "https://",
                                       "https:///in",
                                       "javascript:alert(1)",
                                       "http://example.com/",
                                       "https://example.com:80/",
                                       "https://example.com:99999/",
                                       "https://ann:secret@example.com/",
                                       "https://127.0.0.1/",
                                       "https://[::1]/",
                                       "https://2130706433/",
                                       "https://0x7f.1/",
                                       "https://169.254.169.254/latest",
                                       "https://exa mple.com/",
                                       "https://example.com/\r\nX: y" };

    for (size_t i = 0; i < COUNT(good); i++)
        if (check(*state, &settings, good[i], TARGET_BY_API) != 0)
            fail_msg("%s: %s", good[i], fail_detail());
    for (size_t i = 0; i < COUNT(bad); i++)
        if (check(*state, &settings, bad[i], TARGET_BY_COMMAND) == 0)
            fail_msg("%s was taken", bad[i]);
}

static void
receivers_are_the_commands(void **state)
{
    const struct settings settings = some_settings();

    assert_int_equal(check(*state, &settings, "exec:mail", TARGET_BY_COMMAND), 0);
    assert_int_equal(check(*state, &settings, "exec:mail", TARGET_BY_API), FAIL_FIELD);
    assert_int_equal(check(*state, &settings, "exec:mial", TARGET_BY_COMMAND), FAIL_FIELD);
    assert_non_null(strstr(fail_detail(), "did you mean exec:mail?"));
    assert_int_equal(check(*state, &settings, "exec:web", TARGET_BY_COMMAND), FAIL_FIELD);
    assert_int_equal(check(*state, &settings, "exec:", TARGET_BY_COMMAND), FAIL_FIELD);
}

static void
names_of_owners_and_events(void **state)
{
    static const struct {
        const char *owner, *event, *identifier;
        int rc;
    } cases[] = {
        { "acme", "*", "", 0 },
        { "ann@example.com", "a.*.c", "b+1", 0 },
        { "", "*", "", FAIL_FIELD },
        { "-x", "*", "", FAIL_FIELD },
        { "a b", "*", "", FAIL_FIELD },
        { "acme", "a b", "", FAIL_FIELD },
        { "acme", "", "", FAIL_FIELD },
        { "acme", "*", "x/y", FAIL_FIELD },
        { "acme", "*", "\n", FAIL_FIELD },
    };
    const struct settings settings = some_settings();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct target target = target_plain();

        target.url = "https://example.com/";
        target.owner = cases[i].owner;
        target.event = cases[i].event;
        target.identifier = cases[i].identifier;
        if (target_check(&settings, *state, &target, TARGET_BY_API) != cases[i].rc)
            fail_msg("\"%s\" \"%s\" \"%s\"", cases[i].owner, cases[i].event, cases[i].identifier);
    }
}

static void
events_of_the_catalogue(void **state)
{
    static const char *const events[] = { "invoice.paid", "user.*", "target.test" };
    struct settings settings = some_settings();
    struct target target = target_plain();

    settings.outgoing.limited = true;
    settings.outgoing.catalogue = (struct strings){ events, COUNT(events) };
    target.owner = "acme";
    target.url = "https://example.com/";
    assert_int_equal(target_check(&settings, *state, &target, TARGET_BY_API), 0);
    target.event = "invoice.*";
    assert_int_equal(target_check(&settings, *state, &target, TARGET_BY_API), 0);
    target.event = "invoce.paid";
    assert_int_equal(target_check(&settings, *state, &target, TARGET_BY_API), FAIL_FIELD);
    assert_non_null(strstr(fail_detail(), "invoice.paid"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("words-there-and-back", words_there_and_back),
        TEST("words-that-no-field-takes", words_that_no_field_takes),
        TEST("at-most-fifty-attempts", at_most_fifty_attempts),
        TEST("many-numbers-are-refused-at-once", many_numbers_are_refused_at_once),
        TEST("headers-come-and-go", headers_come_and_go),
        TEST("headers-as-json", headers_as_json),
        TEST("json-there-and-back", json_there_and_back),
        TEST("what-is-absent-stays", what_is_absent_stays),
        TEST("json-that-is-none", json_that_is_none),
        TEST("unknown-members-are-near-something", unknown_members_are_near_something),
        TEST("the-owner-stays", the_owner_stays),
        TEST("urls", urls),
        TEST("receivers-are-the-commands", receivers_are_the_commands),
        TEST("names-of-owners-and-events", names_of_owners_and_events),
        TEST("events-of-the-catalogue", events_of_the_catalogue),
    };

    return cmocka_run_group_tests(tests, quiet_log, NULL);
}
