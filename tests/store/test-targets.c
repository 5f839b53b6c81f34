/* test-targets.c - who gets which messages */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_targets.h"
#include "watch_sql.h"

#include <cmocka.h>

static const int64_t delays_s[] = { 0, 15, 30, 60 };
static const struct target_secret secrets[] = {
    { TARGET_V1A, "whsk_bmV3", NOW + 5, 0 },
    { TARGET_V1, "whsec_b2xk", NOW, NOW + 1000 },
};

/* Nothing of it is as usual. */
static struct target
rich_target(void)
{
    return (struct target){
        .owner = "acme",
        .event = "invoice.*",
        .identifier = "shop-1",
        .url = "http://192.0.2.1/hook?a=1",
        .content = TARGET_FORM,
        .envelope = TARGET_STANDARD,
        .headers = "{\"X-One\":\"1\"}",
        .timeout_ms = 5000,
        .description = "the shop's",
        .state = TARGET_PENDING,
        .reason = "not confirmed yet",
        .rate = 10,
        .rate_ms = 60000,
        .concurrency = 3,
        .coalesce_ms = 2000,
        .delays_s = delays_s,
        .delay_count = 4,
        .github = true,
        .secrets = secrets,
        .secret_count = 2,
        .challenge = "c0ffee",
    };
}

static void
assert_same(const struct target *found, const struct target *wanted)
{
    assert_string_equal(found->owner, wanted->owner);
    assert_string_equal(found->event, wanted->event);
    assert_string_equal(found->identifier, wanted->identifier);
    assert_string_equal(found->url, wanted->url);
    assert_int_equal(found->content, wanted->content);
    assert_int_equal(found->envelope, wanted->envelope);
    assert_string_equal(found->headers, wanted->headers);
    assert_int_equal(found->timeout_ms, wanted->timeout_ms);
    assert_string_equal(found->description, wanted->description);
    assert_int_equal(found->state, wanted->state);
    assert_string_equal(found->reason, wanted->reason);
    assert_int_equal(found->rate, wanted->rate);
    assert_int_equal(found->rate_ms, wanted->rate_ms);
    assert_int_equal(found->concurrency, wanted->concurrency);
    assert_int_equal(found->coalesce_ms, wanted->coalesce_ms);
    assert_int_equal(found->github, wanted->github);
    assert_string_equal(found->challenge, wanted->challenge);
    assert_int_equal(found->version, wanted->version);
    assert_int_equal(found->created_ms, wanted->created_ms);
    assert_int_equal(found->updated_ms, wanted->updated_ms);
    assert_int_equal(found->delay_count, wanted->delay_count);
    for (size_t i = 0; i < wanted->delay_count; i++)
        assert_int_equal(found->delays_s[i], wanted->delays_s[i]);
    assert_int_equal(found->secret_count, wanted->secret_count);
    for (size_t i = 0; i < wanted->secret_count; i++) {
        assert_int_equal(found->secrets[i].kind, wanted->secrets[i].kind);
        assert_string_equal(found->secrets[i].key, wanted->secrets[i].key);
        assert_int_equal(found->secrets[i].made_ms, wanted->secrets[i].made_ms);
        assert_int_equal(found->secrets[i].until_ms, wanted->secrets[i].until_ms);
    }
}

static void
all_of_it_is_kept(void **state)
{
    struct fixture *f = *state;
    struct target target = rich_target(), found;

    assert_int_equal(target_add(f->store, &target, NOW), 0);
    assert_int_equal(target.version, 1);
    found = target_row(f, target.id);
    assert_same(&found, &target);
    target.owner = "bravo";
    target.event = "*";
    target.url = "exec:print";
    target.content = TARGET_PAYLOAD;
    target.envelope = TARGET_FIELDS;
    target.secret_count = 1;
    target.delay_count = 0;
    assert_int_equal(target_change(f->store, &target, NOW + 7), 0);
    assert_int_equal(target.version, 2);
    assert_int_equal(target.updated_ms, NOW + 7);
    found = target_row(f, target.id);
    assert_same(&found, &target);
    assert_null(found.delays_s);
}

static void
what_is_not_set_is_not_there(void **state)
{
    struct fixture *f = *state;
    struct target found = target_row(f, target_make(f, "*", ""));

    assert_null(found.delays_s);
    assert_null(found.description);
    assert_null(found.reason);
    assert_null(found.challenge);
    assert_string_equal(found.headers, "{}");
    assert_int_equal(found.state, TARGET_ENABLED);
    assert_int_equal(found.failing_since_ms, 0);
    assert_int_equal(target_find(f->store, 99, f->pool, &found), FAIL_NOT_FOUND);
    assert_int_equal(found.id, 0);
}

static void
one_for_owner_event_and_identifier(void **state)
{
    struct fixture *f = *state;
    struct target target = rich_target(), other = rich_target();

    assert_int_equal(target_add(f->store, &target, NOW), 0);
    assert_int_equal(target_add(f->store, &other, NOW), FAIL_CONFLICT);
    assert_string_equal(fail_detail(), "target 1 of acme is for \"invoice.*\" and identifier"
                                       " \"shop-1\" already");
    other.identifier = "";
    assert_int_equal(target_add(f->store, &other, NOW), 0);
    other.identifier = "shop-1";
    assert_int_equal(target_change(f->store, &other, NOW), FAIL_CONFLICT);
    other.owner = "bravo";
    assert_int_equal(target_change(f->store, &other, NOW), 0);
}

static void
who_read_it_before_writes_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t id = target_make(f, "*", "");
    struct target mine = target_row(f, id), theirs = target_row(f, id);

    theirs.description = "theirs";
    assert_int_equal(target_change(f->store, &theirs, NOW), 0);
    mine.description = "mine";
    assert_int_equal(target_change(f->store, &mine, NOW), FAIL_CONFLICT);
    assert_string_equal(target_row(f, id).description, "theirs");
    mine.id = 99;
    assert_int_equal(target_change(f->store, &mine, NOW), FAIL_NOT_FOUND);
}

static void
an_id_is_never_used_twice(void **state)
{
    struct fixture *f = *state;
    int64_t first = target_make(f, "*", ""), moved;

    assert_int_equal(target_delete(f->store, first, NOW, &moved), 0);
    assert_int_equal(target_delete(f->store, first, NOW, &moved), FAIL_NOT_FOUND);
    assert_int_equal(target_make(f, "*", ""), first + 1);
}

static struct targets
matching(struct fixture *f, const char *event, const char *identifier, int64_t after, int64_t most)
{
    struct target_wanted wanted = { "acme", event, identifier, after, most };
    struct targets targets;
    int64_t count;

    assert_int_equal(targets_matching(f->store, &wanted, f->pool, &targets), 0);
    assert_int_equal(targets_count(f->store, &wanted, &count), 0);
    assert_true(count >= (int64_t)targets.count);
    if (after == 0 && most > 10)
        assert_int_equal(count, targets.count);
    return targets;
}

static void
patterns_and_identifiers_match(void **state)
{
    struct fixture *f = *state;
    int64_t all = target_make(f, "*", ""), paid = target_make(f, "invoice.paid", "");
    int64_t invoices = target_make(f, "invoice.*", "shop-1");
    int64_t paids = target_make(f, "*.paid", "shop-2"), off = target_make(f, "inv*", "");
    struct target target = target_row(f, off);
    struct targets found;

    target.state = TARGET_DISABLED;
    assert_int_equal(target_change(f->store, &target, NOW), 0);
    sql(f, "UPDATE target SET owner = 'bravo' WHERE id = %" PRId64, paids);
    target_make(f, "*.paid", "shop-2");
    found = matching(f, "invoice.paid", "", 0, 100);
    assert_int_equal(found.count, 4);
    assert_int_equal(found.rows[0].id, all);
    assert_int_equal(found.rows[1].id, paid);
    assert_int_equal(found.rows[2].id, invoices);
    assert_int_equal(matching(f, "invoice.line.added", NULL, 0, 100).count, 2);
    assert_int_equal(matching(f, "invoice.paid", "shop-1", 0, 100).count, 1);
    assert_int_equal(matching(f, "user.made", "shop-1", 0, 100).count, 0);
    found = matching(f, "invoice.paid", "", all, 2);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.rows[0].id, paid);
    assert_int_equal(matching(f, "INVOICE.PAID", "", 0, 100).count, 1);
}

static void
lists_by_owner_event_and_state(void **state)
{
    struct fixture *f = *state;
    int64_t first = target_make(f, "*", ""), second = target_make(f, "invoice.*", "");
    int64_t third = target_make(f, "user.*", "");
    struct target_filter filter = { .owner = "acme" };
    struct targets targets;

    sql(f, "UPDATE target SET owner = 'bravo' WHERE id = %" PRId64, third);
    assert_int_equal(targets_list(f->store, &filter, f->pool, &targets), 0);
    assert_int_equal(targets.count, 2);
    filter = (struct target_filter){ .event = "user.made", .after = first };
    assert_int_equal(targets_list(f->store, &filter, f->pool, &targets), 0);
    assert_int_equal(targets.count, 1);
    assert_int_equal(targets.rows[0].id, third);
    filter = (struct target_filter){ .state = "disabled" };
    assert_int_equal(targets_list(f->store, &filter, f->pool, &targets), 0);
    assert_int_equal(targets.count, 0);
    filter = (struct target_filter){ .state = "enabled", .after = first, .most = 1 };
    assert_int_equal(targets_list(f->store, &filter, f->pool, &targets), 0);
    assert_int_equal(targets.count, 1);
    assert_int_equal(targets.rows[0].id, second);
}

static void
names_go_both_ways(void **state)
{
    enum target_signature signature;
    enum target_envelope envelope;
    enum target_content content;
    enum target_state kind;

    (void)state;
    for (int i = TARGET_JSON; i <= TARGET_PAYLOAD; i++)
        assert_true(target_content_of(target_content_name(i), &content) && (int)content == i);
    for (int i = TARGET_BARE; i <= TARGET_STANDARD; i++)
        assert_true(target_envelope_of(target_envelope_name(i), &envelope) && (int)envelope == i);
    for (int i = TARGET_ENABLED; i <= TARGET_PENDING; i++)
        assert_true(target_state_of(target_state_name(i), &kind) && (int)kind == i);
    for (int i = TARGET_V1; i <= TARGET_V1A; i++)
        assert_true(target_signature_of(target_signature_name(i), &signature) &&
                    (int)signature == i);
    assert_false(target_content_of("xml", &content));
    assert_false(target_state_of(NULL, &kind));
    assert_string_equal(target_kind("exec:print"), "exec");
    assert_string_equal(target_kind("https://exec:1/"), "send");
}

static void
finding_goes_along_an_index(void **state)
{
    struct fixture *f = *state;
    struct target found;

    store_close(f->store);
    watch_start();
    assert_int_equal(store_open(f->directory, STORE_TOOL, &f->store), 0);
    watch_clear();
    assert_int_equal(matching(f, "a", "", 0, 5).count, 0);
    assert_int_equal(target_find(f->store, 1, f->pool, &found), FAIL_NOT_FOUND);
    assert_no_scans(store_path(f->store));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("all-of-it-is-kept", all_of_it_is_kept),
        TEST("what-is-not-set-is-not-there", what_is_not_set_is_not_there),
        TEST("one-for-owner-event-and-identifier", one_for_owner_event_and_identifier),
        TEST("who-read-it-before-writes-nothing", who_read_it_before_writes_nothing),
        TEST("an-id-is-never-used-twice", an_id_is_never_used_twice),
        TEST("patterns-and-identifiers-match", patterns_and_identifiers_match),
        TEST("lists-by-owner-event-and-state", lists_by_owner_event_and_state),
        TEST("names-go-both-ways", names_go_both_ways),
        TEST("finding-goes-along-an-index", finding_goes_along_an_index),
    };

    log_open("test-targets", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("targets", tests, NULL, NULL);
}
