/* test-messages.c - one message for a thing in a channel, and how long it is known */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "race.h"
#include "some_jobs.h"
#include "store/deployments.h"
#include "store/maintain.h"
#include "store/messages.h"

#include <cmocka.h>

#define DAY INT64_C(86400000)

static struct message
about(const char *thing)
{
    return (struct message){ .place = MESSAGE_SLACK, .channel = "C1", .thing = thing };
}

static int
find(struct fixture *f, const struct message *like, struct message *found)
{
    return message_find(f->store, like->place, like->channel, like->thing, f->pool, found);
}

static void
it_is_what_was_written_last(void **state)
{
    struct fixture *f = *state;
    struct message message = about("acme/web#12"), found;

    assert_int_equal(find(f, &message, &found), 0);
    assert_int_equal(found.version, 0);
    assert_string_equal(found.thing, "acme/web#12");
    assert_int_equal(message_write(f->store, &message, NOW), 0);
    assert_int_equal(find(f, &message, &found), 0);
    assert_null(found.stamp);
    assert_null(found.told);
    assert_int_equal(found.version, 1);
    message.stamp = "1503435956.000247";
    message.told = "live";
    assert_int_equal(message_write(f->store, &message, NOW + 1), 0);
    assert_int_equal(message.version, 2);
    assert_int_equal(message_find(f->store, "slack", "C1", "ACME/Web#12", f->pool, &found), 0);
    assert_string_equal(found.stamp, "1503435956.000247");
    assert_string_equal(found.told, "live");
    assert_string_equal(found.thing, "acme/web#12");
    assert_int_equal(found.updated_ms, NOW + 1);
    assert_int_equal(message.updated_ms, NOW + 1);
}

static void
places_channels_and_things_tell_them_apart(void **state)
{
    struct fixture *f = *state;
    struct message first = about("acme/web#12"), other;

    assert_int_equal(message_write(f->store, &first, NOW), 0);
    for (int i = 0; i < 3; i++) {
        other = about(i == 0 ? "acme/web#13" : "acme/web#12");
        other.channel = i == 1 ? "C2" : "C1";
        other.place = i == 2 ? MESSAGE_GITHUB : MESSAGE_SLACK;
        assert_int_equal(message_write(f->store, &other, NOW), 0);
    }
    assert_int_equal(sql_number(f, "SELECT count(*) FROM message"), 4);
}

/* A repository may have been tied to another channel since. */
static void
the_newest_of_a_thing_wherever_it_is(void **state)
{
    struct fixture *f = *state;
    struct message first = about("deployment:1"), second = first, found;

    assert_int_equal(message_write(f->store, &first, NOW), 0);
    assert_int_equal(message_newest(f->store, "slack", "deployment:1", f->pool, &found),
                     FAIL_NOT_FOUND);
    first.stamp = "1.1";
    assert_int_equal(message_write(f->store, &first, NOW), 0);
    second.channel = "C2";
    second.stamp = "2.2";
    assert_int_equal(message_write(f->store, &second, NOW + 1), 0);
    assert_int_equal(message_newest(f->store, "slack", "deployment:1", f->pool, &found), 0);
    assert_string_equal(found.channel, "C2");
    assert_string_equal(found.stamp, "2.2");
    assert_int_equal(message_newest(f->store, "github", "deployment:1", f->pool, &found),
                     FAIL_NOT_FOUND);
}

static void
who_has_read_another_version_writes_nothing(void **state)
{
    struct fixture *f = *state;
    struct message first = about("deployment:1"), second = first, found;

    assert_int_equal(message_write(f->store, &first, NOW), 0);
    assert_int_equal(message_write(f->store, &second, NOW), FAIL_BUSY);
    assert_int_equal(second.version, 0);
    second = first;
    first.stamp = "1";
    second.stamp = "2";
    assert_int_equal(message_write(f->store, &first, NOW), 0);
    assert_int_equal(message_write(f->store, &second, NOW), FAIL_BUSY);
    assert_int_equal(find(f, &first, &found), 0);
    assert_string_equal(found.stamp, "1");
}

static int
write_in_a_process(struct store *store, struct pool *pool, int which)
{
    struct message message = about("deployment:1");
    int rc;

    message.told = pool_printf(pool, "%d", which);
    rc = message_write(store, &message, NOW);
    return rc == 0 ? 1 : rc == FAIL_BUSY ? 0 : -1;
}

static void
of_four_processes_one_begins_it(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(race(f, write_in_a_process), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM message"), 1);
}

static int64_t
prune(struct fixture *f, int64_t before_ms)
{
    struct retention retention = { .events_before_ms = before_ms };
    struct pruned pruned;

    assert_int_equal(maintain_prune(f->store, &retention, &pruned), 0);
    return pruned.messages;
}

static void
retention_keeps_those_of_deployments_that_stay(void **state)
{
    struct fixture *f = *state;
    struct deployment wanted = {
        .repository = "acme/web", .environment = "production", .sha = "abc", .origin = "slack"
    };
    struct message kept, gone = about("deployment:1000"), thread = about("acme/web#12");
    int64_t id;

    assert_int_equal(deployment_begin(f->store, &wanted, NOW, &id), 0);
    kept = about(pool_printf(f->pool, MESSAGE_DEPLOYMENT "%" PRId64, id));
    assert_int_equal(message_write(f->store, &kept, NOW), 0);
    assert_int_equal(message_write(f->store, &gone, NOW), 0);
    assert_int_equal(message_write(f->store, &thread, NOW + DAY), 0);
    assert_int_equal(prune(f, 0), 0);
    assert_int_equal(prune(f, NOW), 0);
    assert_int_equal(prune(f, NOW + DAY), 1);
    assert_int_equal(find(f, &gone, &gone), 0);
    assert_int_equal(gone.version, 0);
    assert_int_equal(prune(f, NOW + DAY + 1), 1);
    assert_int_equal(find(f, &kept, &kept), 0);
    /* It goes with its deployment. */
    assert_int_equal(deployment_end(f->store, id, DEPLOYMENT_FAILURE, NULL, NOW), 0);
    assert_int_equal(prune(f, NOW + DAY), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("it-is-what-was-written-last", it_is_what_was_written_last),
        TEST("places-channels-and-things-tell-them-apart",
             places_channels_and_things_tell_them_apart),
        TEST("the-newest-of-a-thing-wherever-it-is", the_newest_of_a_thing_wherever_it_is),
        TEST("who-has-read-another-version-writes-nothing",
             who_has_read_another_version_writes_nothing),
        TEST("of-four-processes-one-begins-it", of_four_processes_one_begins_it),
        TEST("retention-keeps-those-of-deployments-that-stay",
             retention_keeps_those_of_deployments_that_stay),
    };

    log_open("test-messages", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
