/* test-people.c - who is who: joined, refused, found, forgotten; many at once, all or none */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "race.h"
#include "some_jobs.h"
#include "store/people.h"
#include "watch_sql.h"

#include <cmocka.h>

static int
link_rc(struct fixture *f, const char *github, const char *asana, const char *slack)
{
    const struct person wanted = { .github = github, .asana = asana, .slack = slack };
    enum person_change change;

    return person_link(f->store, &wanted, NOW, &change);
}

static enum person_change
link_as(struct fixture *f, const char *github, const char *asana, const char *slack,
        const char *name)
{
    const struct person wanted = { .github = github, .asana = asana, .slack = slack, .name = name };
    enum person_change change = PERSON_SAME;

    assert_int_equal(person_link(f->store, &wanted, NOW, &change), 0);
    return change;
}

static const char *
or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

/* All people: "ann 1 U1 Ann|bob - - -". */
static const char *
everybody(struct fixture *f)
{
    struct people people;
    const char *text = "";

    assert_int_equal(person_list(f->store, f->pool, &people), 0);
    for (size_t i = 0; i < people.count; i++) {
        const struct person *one = &people.rows[i];

        text = pool_printf(f->pool, "%s%s%s %s %s %s", text, i > 0 ? "|" : "", or_dash(one->github),
                           or_dash(one->asana), or_dash(one->slack), or_dash(one->name));
    }
    return text;
}

static void
absence_is_an_answer(void **state)
{
    struct fixture *f = *state;
    struct person person;

    assert_string_equal(everybody(f), "");
    assert_int_equal(person_find(f->store, PERSON_BY_GITHUB, "ann", f->pool, &person),
                     FAIL_NOT_FOUND);
    assert_int_equal(person.id, 0);
    assert_int_equal(person_unlink(f->store, PERSON_BY_SLACK, "U1", f->pool, &person),
                     FAIL_NOT_FOUND);
}

static void
found_by_each_key(void **state)
{
    struct fixture *f = *state;
    struct person person;

    assert_int_equal(link_as(f, "Ann", "1", "U1", "Ann Lee"), PERSON_NEW);
    link_as(f, "bob", "2", "U2", NULL);
    assert_int_equal(person_find(f->store, PERSON_BY_GITHUB, "aNN", f->pool, &person), 0);
    assert_string_equal(person.github, "Ann");
    assert_string_equal(person.asana, "1");
    assert_string_equal(person.slack, "U1");
    assert_string_equal(person.name, "Ann Lee");
    assert_int_equal(person_find(f->store, PERSON_BY_ASANA, "2", f->pool, &person), 0);
    assert_string_equal(person.github, "bob");
    assert_null(person.name);
    assert_int_equal(person_find(f->store, PERSON_BY_SLACK, "U1", f->pool, &person), 0);
    assert_string_equal(person.github, "Ann");
    assert_int_equal(person_find(f->store, PERSON_BY_SLACK, "u1", f->pool, &person),
                     FAIL_NOT_FOUND);
}

static void
listed_by_login_without_one_last(void **state)
{
    struct fixture *f = *state;

    link_as(f, NULL, "9", NULL, "Zoe");
    link_as(f, "bob", NULL, NULL, NULL);
    link_as(f, NULL, "8", NULL, "Amy");
    link_as(f, "Ann", NULL, NULL, NULL);
    assert_string_equal(everybody(f), "Ann - - -|bob - - -|- 8 - Amy|- 9 - Zoe");
}

static void
more_is_learned_and_nothing_forgotten(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(link_as(f, "ann", NULL, "U1", NULL), PERSON_NEW);
    assert_int_equal(link_as(f, "ANN", "1", NULL, NULL), PERSON_CHANGED);
    assert_int_equal(link_as(f, NULL, "1", NULL, "Ann Lee"), PERSON_CHANGED);
    assert_int_equal(link_as(f, NULL, NULL, "U1", "Ann Lee"), PERSON_SAME);
    assert_int_equal(link_as(f, "ANN", "1", "U1", "Ann Lee"), PERSON_SAME);
    assert_string_equal(everybody(f), "ANN 1 U1 Ann Lee");
    assert_int_equal(link_as(f, "ann", "2", NULL, NULL), PERSON_CHANGED);
    assert_string_equal(everybody(f), "ann 2 U1 Ann Lee");
}

static void
a_login_joins_who_had_none(void **state)
{
    struct fixture *f = *state;

    link_as(f, NULL, "1", "U1", "Ann Lee");
    assert_int_equal(link_as(f, "ann", "1", NULL, NULL), PERSON_CHANGED);
    assert_string_equal(everybody(f), "ann 1 U1 Ann Lee");
    link_as(f, NULL, NULL, "U2", NULL);
    assert_int_equal(link_as(f, "bob", "2", "U2", NULL), PERSON_CHANGED);
    assert_string_equal(everybody(f), "ann 1 U1 Ann Lee|bob 2 U2 -");
}

static void
who_was_never_linked_becomes_part_of_another(void **state)
{
    struct fixture *f = *state;

    link_as(f, "ann", "1", NULL, NULL);
    link_as(f, NULL, NULL, "U1", "Ann Lee");
    assert_int_equal(link_as(f, "ann", NULL, "U1", NULL), PERSON_CHANGED);
    assert_string_equal(everybody(f), "ann 1 U1 Ann Lee");
}

static void
what_another_has_is_refused_by_name(void **state)
{
    struct fixture *f = *state;

    link_as(f, "ann", "1", "U1", NULL);
    link_as(f, NULL, "2", "U2", "Bob Ray");
    link_as(f, NULL, "3", "U3", NULL);
    link_as(f, "eve", "5", NULL, NULL);
    assert_int_equal(link_rc(f, "eve", "1", NULL), FAIL_CONFLICT);
    assert_string_equal(fail_detail(), "Asana user 1 is linked to ann already; if that is wrong:"
                                       " hooklet people unlink --asana 1");
    assert_int_equal(link_rc(f, "eve", NULL, "U2"), FAIL_CONFLICT);
    assert_string_equal(fail_detail(), "Slack user U2 is linked to Bob Ray already; if that is"
                                       " wrong: hooklet people unlink --slack U2");
    assert_int_equal(link_rc(f, "eve", "3", NULL), FAIL_CONFLICT);
    assert_string_equal(fail_detail(), "Asana user 3 is linked to Slack user U3 already; if that"
                                       " is wrong: hooklet people unlink --asana 3");
    /* Somebody new is nobody who was there, */
    assert_int_equal(link_rc(f, "new", "1", NULL), FAIL_CONFLICT);
    /* and an Asana user no other one. */
    assert_int_equal(link_rc(f, NULL, "4", "U2"), FAIL_CONFLICT);
    assert_string_equal(everybody(f), "ann 1 U1 -|eve 5 - -|- 3 U3 -|- 2 U2 Bob Ray");
}

static void
unlinked_is_forgotten_and_told(void **state)
{
    struct fixture *f = *state;
    struct person was;

    link_as(f, "ann", "1", "U1", "Ann Lee");
    link_as(f, "bob", "2", NULL, NULL);
    assert_int_equal(person_unlink(f->store, PERSON_BY_GITHUB, "ANN", f->pool, &was), 0);
    assert_string_equal(was.asana, "1");
    assert_string_equal(was.slack, "U1");
    assert_string_equal(was.name, "Ann Lee");
    assert_string_equal(everybody(f), "bob 2 - -");
    assert_int_equal(person_unlink(f->store, PERSON_BY_GITHUB, "ann", f->pool, &was),
                     FAIL_NOT_FOUND);
    assert_null(was.github);
    assert_int_equal(link_as(f, "bob", NULL, "U1", NULL), PERSON_CHANGED);
}

static struct person_wish
wish(const char *github, const char *asana, const char *slack)
{
    return (struct person_wish){ .wanted = { .github = github, .asana = asana, .slack = slack } };
}

static int
import(struct fixture *f, struct person_wish *wishes, size_t count)
{
    return people_import(f->store, wishes, count, NOW, f->pool, false);
}

static void
many_at_once_and_the_same_again(void **state)
{
    struct fixture *f = *state;
    struct person_wish wishes[] = { wish("ann", "1", NULL), wish("bob", NULL, "U2"),
                                    wish(NULL, "3", "U3"), wish("dan", "4", NULL) };

    link_as(f, "ann", NULL, NULL, NULL);
    link_as(f, "dan", "4", NULL, NULL);
    assert_int_equal(import(f, wishes, 4), 0);
    assert_int_equal(wishes[0].change, PERSON_CHANGED);
    assert_int_equal(wishes[1].change, PERSON_NEW);
    assert_int_equal(wishes[2].change, PERSON_NEW);
    assert_int_equal(wishes[3].change, PERSON_SAME);
    assert_string_equal(everybody(f), "ann 1 - -|bob - U2 -|dan 4 - -|- 3 U3 -");
    assert_int_equal(import(f, wishes, 4), 0);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(wishes[i].change, PERSON_SAME);
}

static void
all_or_none(void **state)
{
    struct fixture *f = *state;
    struct person_wish wishes[] = { wish("ann", "1", NULL), wish("bob", "9", NULL),
                                    wish("eve", "9", NULL), wish("new", NULL, "U8") };

    link_as(f, "zoe", "9", "U8", NULL);
    fail_adopt("");
    assert_int_equal(import(f, wishes, 4), FAIL_CONFLICT);
    assert_string_equal(fail_detail(), "");
    assert_null(wishes[0].trouble);
    for (size_t i = 1; i < 4; i++)
        assert_non_null(wishes[i].trouble);
    assert_string_equal(everybody(f), "zoe 9 U8 -");
}

static void
told_only(void **state)
{
    struct fixture *f = *state;
    struct person_wish wishes[] = { wish("ann", "2", NULL), wish("bob", "3", NULL) };

    link_as(f, "ann", "1", NULL, NULL);
    assert_int_equal(people_import(f->store, wishes, 2, NOW, f->pool, true), 0);
    assert_int_equal(wishes[0].change, PERSON_CHANGED);
    assert_int_equal(wishes[1].change, PERSON_NEW);
    assert_string_equal(everybody(f), "ann 1 - -");
}

static void
two_change_places(void **state)
{
    struct fixture *f = *state;
    struct person_wish wishes[] = { wish("ann", "2", "U2"), wish("bob", "1", "U1"),
                                    wish(NULL, "3", "U4"), wish(NULL, "4", "U3") };

    link_as(f, "ann", "1", "U1", NULL);
    link_as(f, "bob", "2", "U2", NULL);
    link_as(f, NULL, "3", "U3", NULL);
    link_as(f, NULL, "4", "U4", NULL);
    assert_int_equal(import(f, wishes, 4), 0);
    assert_string_equal(everybody(f), "ann 2 U2 -|bob 1 U1 -|- 3 U4 -|- 4 U3 -");
}

static void
what_one_lets_go_another_takes(void **state)
{
    struct fixture *f = *state;
    struct person_wish wishes[] = { wish("new", "1", NULL), wish("ann", "2", NULL) };

    link_as(f, "ann", "1", NULL, NULL);
    assert_int_equal(import(f, wishes, 2), 0);
    assert_string_equal(everybody(f), "ann 2 - -|new 1 - -");
}

static void
one_person_twice_in_a_list_is_said(void **state)
{
    struct fixture *f = *state;
    struct person_wish wishes[] = { wish("ann", NULL, "U1"), wish(NULL, "1", "U2") };

    link_as(f, "ann", "1", NULL, NULL);
    assert_int_equal(import(f, wishes, 2), FAIL_CONFLICT);
    assert_string_equal(wishes[1].trouble, "ann is here twice; make one of the two");
    assert_string_equal(everybody(f), "ann 1 - -");
}

static void
a_key_twice_in_a_list_is_no_second_person(void **state)
{
    struct fixture *f = *state;
    struct person_wish wishes[] = { wish("ann", "1", NULL), wish("bob", "1", NULL) };

    assert_int_equal(import(f, wishes, 2), FAIL_CONFLICT);
    assert_non_null(wishes[1].trouble);
    assert_string_equal(everybody(f), "");
}

static void
nothing_goes_through_the_whole_table(void **state)
{
    struct fixture *f = *state;
    struct store *store = NULL;
    struct person_wish wishes[] = { wish("ann", "2", NULL), wish("new", "3", "U1"),
                                    wish(NULL, NULL, "U7") };
    struct person person;

    link_as(f, "ann", "1", NULL, NULL);
    link_as(f, NULL, NULL, "U1", NULL);
    watch_start();
    assert_int_equal(store_open(f->directory, STORE_TOOL, &store), 0);
    watch_clear();
    assert_int_equal(people_import(store, wishes, 3, NOW, f->pool, false), 0);
    assert_int_equal(person_find(store, PERSON_BY_GITHUB, "ann", f->pool, &person), 0);
    assert_int_equal(person_find(store, PERSON_BY_ASANA, "3", f->pool, &person), 0);
    assert_int_equal(person_unlink(store, PERSON_BY_SLACK, "U7", f->pool, &person), 0);
    store_close(store);
    assert_no_scans(store_path(f->store));
}

/* One of several who want the same Asana user. */
static int
compete(struct store *store, struct pool *pool, int which)
{
    struct person wanted = { .github = pool_printf(pool, "user-%d", which), .asana = "1" };
    enum person_change change;
    int rc = person_link(store, &wanted, NOW, &change);

    return rc == FAIL_CONFLICT ? 0 : rc == 0 ? 1 : -1;
}

static void
of_several_processes_one_gets_it(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(race(f, compete), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM person"), 1);
}

struct leaving {
    enum person_key by;
    const char *key;
    struct pool *pool;
    struct person was;
};

static int
leave_work(struct db *db, void *data)
{
    struct leaving *leaving = data;

    return person_leave(db, leaving->by, leaving->key, NOW, leaving->pool, &leaving->was);
}

/* One key alone says nothing, so it goes with the other. */
static void
who_leaves(void **state)
{
    struct fixture *f = *state;
    struct leaving leaving = { .by = PERSON_BY_SLACK, .key = "U1", .pool = f->pool };

    link_as(f, "ann", "1", "U1", "Ann");
    link_as(f, "bob", NULL, "U2", NULL);
    assert_int_equal(store_write(f->store, leave_work, &leaving), 0);
    assert_string_equal(leaving.was.github, "ann");
    assert_string_equal(everybody(f), "ann 1 - Ann|bob - U2 -");
    leaving.key = "U2";
    assert_int_equal(store_write(f->store, leave_work, &leaving), 0);
    assert_string_equal(everybody(f), "ann 1 - Ann");
    assert_int_equal(store_write(f->store, leave_work, &leaving), FAIL_NOT_FOUND);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("absence-is-an-answer", absence_is_an_answer),
        TEST("found-by-each-key", found_by_each_key),
        TEST("listed-by-login-without-one-last", listed_by_login_without_one_last),
        TEST("more-is-learned-and-nothing-forgotten", more_is_learned_and_nothing_forgotten),
        TEST("a-login-joins-who-had-none", a_login_joins_who_had_none),
        TEST("who-was-never-linked-becomes-part-of-another",
             who_was_never_linked_becomes_part_of_another),
        TEST("what-another-has-is-refused-by-name", what_another_has_is_refused_by_name),
        TEST("unlinked-is-forgotten-and-told", unlinked_is_forgotten_and_told),
        TEST("many-at-once-and-the-same-again", many_at_once_and_the_same_again),
        TEST("all-or-none", all_or_none),
        TEST("told-only", told_only),
        TEST("two-change-places", two_change_places),
        TEST("what-one-lets-go-another-takes", what_one_lets_go_another_takes),
        TEST("one-person-twice-in-a-list-is-said", one_person_twice_in_a_list_is_said),
        TEST("a-key-twice-in-a-list-is-no-second-person",
             a_key_twice_in_a_list_is_no_second_person),
        TEST("nothing-goes-through-the-whole-table", nothing_goes_through_the_whole_table),
        TEST("of-several-processes-one-gets-it", of_several_processes_one_gets_it),
        TEST("who-leaves", who_leaves),
    };

    log_open("test-people", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
