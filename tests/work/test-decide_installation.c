/* test-decide_installation.c - from an App's deliveries, in any order, to what is known of it */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "store/installations.h"
#include "store/some_jobs.h"
#include "wire/a_delivery.h"
#include "work/decide.h"

#include <cmocka.h>

#define WEB "[{'full_name':'Acme/Web'}]"

static const struct settings settings;

/* As GitHub delivers it: of installation `id` of Acme, as of that second of 2023-11-14. */
static struct receipt
deliver(struct fixture *f, const char *kind, int64_t id, int second, const char *members)
{
    const struct app app = { &settings, f->store };
    const char *text =
        pool_printf(f->pool,
                    "{%s,'installation':{'id':%lld,'app_id':7,'account':{'login':'Acme',"
                    "'type':'Organization'},'updated_at':'2023-11-14T22:13:%02dZ'}}",
                    members, (long long)id, second);
    struct delivery delivery = { .source = "github",
                                 .id = pool_printf(f->pool, "d%d", ++f->events),
                                 .kind = kind,
                                 .body = quoted(f->pool, text),
                                 .length = strlen(text),
                                 .received_ms = NOW + f->events };
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };

    assert_int_equal(delivery_own(f->pool, &delivery), 0);
    delivery.replay_guard = true;
    assert_int_equal(decide_installation(&delivery, &app, f->pool, &plan), 0);
    assert_int_equal(store_accept(f->store, &delivery, &plan, f->pool, &receipt), 0);
    return receipt;
}

static struct receipt
created(struct fixture *f, int64_t id, int second)
{
    return deliver(f, "installation", id, second, "'action':'created','repositories':" WEB);
}

static struct receipt
removed(struct fixture *f, int64_t id, int second)
{
    return deliver(f, "installation_repositories", id, second,
                   "'action':'removed','repositories_added':[],'repositories_removed':" WEB);
}

static struct receipt
added(struct fixture *f, int64_t id, int second)
{
    return deliver(f, "installation_repositories", id, second,
                   "'action':'added','repositories_removed':[],'repositories_added':" WEB);
}

static struct receipt
deleted(struct fixture *f, int64_t id, int second)
{
    return deliver(f, "installation", id, second, "'action':'deleted','repositories':" WEB);
}

/* NULL: nothing is in the way. */
static void
assert_obstacle(struct fixture *f, const char *expected)
{
    const char *obstacle = NULL;

    assert_int_equal(installation_obstacle(f->store, "acme/web", f->pool, &obstacle), 0);
    assert_string_equal(obstacle == NULL ? "none" : obstacle, expected == NULL ? "none" : expected);
}

static void
assert_installation(struct fixture *f, int64_t expected)
{
    int64_t id = 0;

    assert_int_equal(installation_of(f->store, "acme/web", f->pool, &id), 0);
    assert_int_equal(id, expected);
    assert_obstacle(f, NULL);
}

static void
from_created_to_deleted(void **state)
{
    struct fixture *f = *state;
    struct receipt receipt = created(f, 42, 0);

    assert_int_equal(receipt.status, ACCEPT_ACCEPTED);
    assert_string_equal(receipt.reason, "installation 42 of Acme: 1 repository");
    assert_installation(f, 42);
    removed(f, 42, 1);
    assert_obstacle(f, "installation 42 of Acme no longer reaches acme/web");
    added(f, 42, 2);
    assert_installation(f, 42);
    deliver(f, "installation", 42, 3, "'action':'suspend','repositories':[]");
    assert_obstacle(f, "installation 42 of Acme is suspended");
    deliver(f, "installation", 42, 4, "'action':'unsuspend','repositories':[]");
    assert_installation(f, 42);
    assert_string_equal(deleted(f, 42, 5).reason, "installation 42 of Acme: deleted");
    assert_obstacle(f, "installation 42 of Acme was deleted");
}

static void
an_older_event_comes_late(void **state)
{
    struct fixture *f = *state;

    added(f, 42, 5);
    assert_int_equal(removed(f, 42, 4).status, ACCEPT_IGNORED);
    assert_installation(f, 42);
    deliver(f, "installation", 42, 6, "'action':'unsuspend','repositories':[]");
    deliver(f, "installation", 42, 5, "'action':'suspend','repositories':[]");
    assert_installation(f, 42);
}

/* updated_at does not always move; then the order of arrival has to do. */
static void
all_in_one_second(void **state)
{
    struct fixture *f = *state;

    created(f, 42, 0);
    removed(f, 42, 0);
    assert_obstacle(f, "installation 42 of Acme no longer reaches acme/web");
    added(f, 42, 0);
    assert_installation(f, 42);
}

static void
deleted_stays_deleted(void **state)
{
    struct fixture *f = *state;

    deleted(f, 42, 0);
    created(f, 42, 0);
    added(f, 42, 0);
    assert_obstacle(f, "installation 42 of Acme was deleted");
    created(f, 42, 9);
    assert_obstacle(f, "installation 42 of Acme was deleted");
}

static void
installed_anew_under_another_id(void **state)
{
    struct fixture *f = *state;

    created(f, 42, 0);
    created(f, 43, 9);
    assert_int_equal(deleted(f, 42, 5).status, ACCEPT_ACCEPTED);
    assert_installation(f, 43);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("from-created-to-deleted", from_created_to_deleted),
        TEST("an-older-event-comes-late", an_older_event_comes_late),
        TEST("all-in-one-second", all_in_one_second),
        TEST("deleted-stays-deleted", deleted_stays_deleted),
        TEST("installed-anew-under-another-id", installed_anew_under_another_id),
    };

    log_open("test-decide_installation", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("decide_installation", tests, NULL, NULL);
}
