/* test-sync_decide.c - what changes in Asana mean for GitHub, by table */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/sync_decide.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* People are "7" (ann), "8" (bob) and "9", who is not linked; a row may say whom the issue has. */
static const char *const ann[] = { "ann" };
static const char *const bob[] = { "bob" };
static const char *const both[] = { "Ann", "bob" };
#define NOW_ANN .assignee = "7", .login = "ann"
#define NOW_BOB .assignee = "8", .login = "bob"
#define NOW_NINE .assignee = "9"
#define WAS_ANN .was_assignee = "7", .was_login = "ann"
#define WAS_NINE .was_assignee = "9"
#define HAS_ANN .assignees = { ann, 1 }
#define HAS_BOB .assignees = { bob, 1 }
#define HAS_BOTH .assignees = { both, 2 }
#define BOTH_WAYS .both_ways = true
#define OPEN .open = true
#define COMPLETED .completed = true
#define WAS_COMPLETED .was_completed = true
#define SAID .said = true
#define PULL .pull_request = true

static const struct {
    const char *name;
    struct sync_facts facts;
    const char *decided;
} rows[] = {
    { "nothing-changed", { BOTH_WAYS, OPEN }, "an echo" },
    { "our-own-completing", { BOTH_WAYS, COMPLETED, WAS_COMPLETED }, "an echo" },
    { "our-own-reopening", { BOTH_WAYS, OPEN }, "an echo" },
    { "our-own-assigning", { BOTH_WAYS, OPEN, NOW_ANN, WAS_ANN, HAS_ANN }, "an echo" },
    { "echo-though-github-differs", { BOTH_WAYS, OPEN, COMPLETED, WAS_COMPLETED }, "an echo" },

    { "one-way", { OPEN, COMPLETED }, "the rule does not take" },
    { "one-way-assigned", { OPEN, NOW_ANN }, "the rule does not take" },
    { "task-deleted-in-asana",
      { BOTH_WAYS, OPEN, .task_gone = true, WAS_ANN, HAS_ANN },
      "the task was deleted in Asana" },
    { "task-deleted-when-completed",
      { BOTH_WAYS, OPEN, COMPLETED, .task_gone = true },
      "the task was deleted in Asana" },
    { "issue-deleted",
      { BOTH_WAYS, COMPLETED, .state = TASK_DELETED },
      "what the task stands for was deleted" },
    { "issue-deleted-and-the-task-reopened",
      { BOTH_WAYS, WAS_COMPLETED, .state = TASK_DELETED, .item_gone = true },
      "what the task stands for was deleted" },
    { "issue-transferred",
      { BOTH_WAYS, OPEN, COMPLETED, .state = TASK_MOVED },
      "what the task stood for was transferred" },
    { "issue-not-found",
      { BOTH_WAYS, COMPLETED, .item_gone = true },
      "what the task stands for is not to be found" },

    { "completed", { BOTH_WAYS, OPEN, COMPLETED }, "say row: completed in Asana; said at GitHub" },
    { "completed-and-said",
      { BOTH_WAYS, OPEN, COMPLETED, SAID },
      "close echo=closed row: completed in Asana" },
    { "said-and-closed-meanwhile",
      { BOTH_WAYS, COMPLETED, SAID },
      "row: completed in Asana, and closed already" },
    { "said-and-reopened-meanwhile", { BOTH_WAYS, OPEN, SAID }, "an echo" },
    { "completed-pull-request",
      { BOTH_WAYS, OPEN, PULL, COMPLETED },
      "row: completed in Asana; a pull request is closed or merged at GitHub alone" },
    { "completed-pull-request-that-is-merged",
      { BOTH_WAYS, PULL, COMPLETED, .state = TASK_CLOSED },
      "row: completed in Asana; a pull request is closed" },
    { "completed-and-closed-already",
      { BOTH_WAYS, COMPLETED, .state = TASK_CLOSED },
      "row: completed in Asana, and closed already" },
    { "completed-though-the-row-says-closed",
      { BOTH_WAYS, OPEN, COMPLETED, SAID, .state = TASK_CLOSED },
      "close echo=closed row: completed in Asana" },
    { "completed-again-by-a-job-that-was-cut-off",
      { BOTH_WAYS, OPEN, COMPLETED, SAID, .echo = "closed" },
      "close echo=closed row: completed in Asana" },
    { "reopened",
      { BOTH_WAYS, WAS_COMPLETED, .state = TASK_CLOSED },
      "reopen echo=reopened row: reopened in Asana" },
    { "reopened-before-the-closing-was-heard-of",
      { BOTH_WAYS, WAS_COMPLETED, .echo = "closed" },
      "reopen echo=closed, reopened row: reopened in Asana" },
    { "reopened-and-open-already",
      { BOTH_WAYS, OPEN, WAS_COMPLETED },
      "row: reopened in Asana, and open already" },
    { "reopened-a-closed-pull-request",
      { BOTH_WAYS, PULL, WAS_COMPLETED },
      "row: reopened in Asana; a pull request is reopened at GitHub alone" },
    { "reopened-an-open-pull-request",
      { BOTH_WAYS, OPEN, PULL, WAS_COMPLETED },
      "row: reopened in Asana; a pull request is reopened at GitHub alone" },

    { "assigned",
      { BOTH_WAYS, OPEN, NOW_ANN },
      "assign=ann echo=assigned ann row: assigned in Asana to ann" },
    { "assigned-a-closed-issue",
      { BOTH_WAYS, NOW_ANN, .state = TASK_CLOSED },
      "assign=ann echo=assigned ann row: assigned in Asana to ann" },
    { "assigned-who-has-it-already",
      { BOTH_WAYS, OPEN, NOW_ANN, HAS_BOTH },
      "row: assigned in Asana to ann, who has it already" },
    { "assigned-beside-others",
      { BOTH_WAYS, OPEN, NOW_ANN, HAS_BOB },
      "assign=ann echo=assigned ann row: assigned in Asana to ann" },
    { "assigned-somebody-unlinked",
      { BOTH_WAYS, OPEN, NOW_NINE },
      "row: the new assignee in Asana is linked to nobody" },
    { "assigned-another",
      { BOTH_WAYS, OPEN, NOW_BOB, WAS_ANN, HAS_ANN },
      "assign=bob unassign=ann echo=assigned bob, unassigned ann row: assigned in Asana to bob; taken from ann" },
    { "assigned-another-who-has-it-too",
      { BOTH_WAYS, OPEN, NOW_BOB, WAS_ANN, HAS_BOTH },
      "unassign=ann echo=unassigned ann row: assigned in Asana to bob, who has it already; taken from ann" },
    { "assigned-another-than-the-reviewer",
      { BOTH_WAYS, OPEN, PULL, NOW_BOB, WAS_ANN },
      "assign=bob echo=assigned bob row: assigned in Asana to bob" },
    { "assigned-another-than-somebody-unlinked",
      { BOTH_WAYS, OPEN, NOW_BOB, WAS_NINE, HAS_ANN },
      "assign=bob echo=assigned bob row: assigned in Asana to bob" },
    { "from-somebody-to-somebody-unlinked",
      { BOTH_WAYS, OPEN, NOW_NINE, WAS_ANN, HAS_ANN },
      "row: the new assignee in Asana is linked to nobody" },
    { "assigned-a-pull-request",
      { BOTH_WAYS, OPEN, PULL, NOW_ANN },
      "assign=ann echo=assigned ann row: assigned in Asana to ann" },
    { "two-accounts-of-one-person",
      { BOTH_WAYS, OPEN, .assignee = "70", .login = "Ann", WAS_ANN, HAS_ANN },
      "row: assigned in Asana to Ann, who has it already" },
    { "unassigned",
      { BOTH_WAYS, OPEN, WAS_ANN, HAS_ANN },
      "unassign=ann echo=unassigned ann row: taken from ann" },
    { "unassigned-others-stay",
      { BOTH_WAYS, OPEN, WAS_ANN, HAS_BOTH },
      "unassign=ann echo=unassigned ann row: taken from ann" },
    { "unassigned-who-does-not-have-it",
      { BOTH_WAYS, OPEN, WAS_ANN, HAS_BOB },
      "row: taken in Asana from ann, who does not have it" },
    { "unassigned-somebody-unlinked",
      { BOTH_WAYS, OPEN, WAS_NINE, HAS_ANN },
      "row: taken in Asana from somebody who is linked to nobody" },

    { "completed-and-assigned",
      { BOTH_WAYS, OPEN, COMPLETED, NOW_ANN },
      "say assign=ann echo=assigned ann row: completed in Asana; said at GitHub, to be closed next; "
      "assigned in Asana to" },
    { "completed-said-and-assigned",
      { BOTH_WAYS, OPEN, COMPLETED, SAID, NOW_ANN },
      "close assign=ann echo=closed, assigned ann row: completed in Asana; assigned in Asana to" },
    { "completed-and-unlinked",
      { BOTH_WAYS, OPEN, COMPLETED, NOW_NINE },
      "say row: completed in Asana; said at GitHub, to be closed next; the new assignee in Asana is "
      "linked to nobody" },
    { "reopened-and-taken",
      { BOTH_WAYS, WAS_COMPLETED, WAS_ANN, HAS_ANN },
      "reopen unassign=ann echo=reopened, unassigned ann row: reopened in Asana; taken from ann" },
    { "completed-and-assigned-a-pull-request",
      { BOTH_WAYS, OPEN, PULL, COMPLETED, NOW_ANN },
      "assign=ann echo=assigned ann row: completed in Asana; a pull request is closed or merged at "
      "GitHub alone; assigned in Asana to ann" },
    { "completed-one-way-and-assigned", { OPEN, COMPLETED, NOW_ANN }, "the rule does not take" },
};

static const char *
member(struct pool *pool, const char *name, const char *value)
{
    return value == NULL ? "" : pool_printf(pool, "%s=%s ", name, value);
}

static const char *
shown(struct pool *pool, const struct sync_decision *decision)
{
    static const char *const words[] = { "", "say ", "close ", "reopen " };

    return pool_printf(
        pool, "%s%s%s%s%s%s", words[decision->state], member(pool, "assign", decision->assign),
        member(pool, "unassign", decision->unassign), member(pool, "echo", decision->echo),
        decision->row ? "row: " : "", decision->reason);
}

/* Each row tells how the decision begins, its reason's end aside. */
static void
by_table(void **state)
{
    struct sync_decision decision;
    const char *decided;
    size_t i, bad = 0;

    for (i = 0; i < COUNT(rows); i++) {
        decision = sync_decide(*state, &rows[i].facts);
        decided = shown(*state, &decision);
        assert_int_equal(decision.comment != NULL, decision.state == SYNC_SAY);
        if (strncmp(decided, rows[i].decided, strlen(rows[i].decided)) == 0)
            continue;
        print_message("# %s: %s, not %s\n", rows[i].name, decided, rows[i].decided);
        bad++;
    }
    assert_int_equal(bad, 0);
    assert_true(COUNT(rows) >= 30);
}

/* What was carried out is an echo from then on; what was said is closed next. */
static void
once_is_enough(void **state)
{
    struct sync_decision decision;
    struct sync_facts after;
    size_t i;

    for (i = 0; i < COUNT(rows); i++) {
        decision = sync_decide(*state, &rows[i].facts);
        after = rows[i].facts;
        if (!decision.row)
            continue;
        after.was_completed = decision.state == SYNC_SAY ? after.was_completed : after.completed;
        after.said = decision.state == SYNC_SAY;
        after.was_assignee = after.assignee;
        after.was_login = after.login;
        decision = sync_decide(*state, &after);
        assert_int_equal(decision.row, after.said);
        assert_int_equal(decision.state, after.said ? SYNC_CLOSE : SYNC_STAY);
        assert_true(decision.assign == NULL && decision.unassign == NULL);
    }
}

/* Names are anybody's words. */
static void
who_completed_it(void **state)
{
    static const struct {
        const char *name, *comment;
    } cases[] = {
        { "Ann Lee", "`Ann Lee` completed the task in Asana." },
        { NULL, "Somebody completed the task in Asana." },
        { "", "Somebody completed the task in Asana." },
        { "  ", "Somebody completed the task in Asana." },
        { "@acme/all", "`@acme/all` completed the task in Asana." },
        { "a`b` #1\n/deploy", "`a'b' #1 /deploy` completed the task in Asana." },
        { "\xc3\x85sa", "`\xc3\x85sa` completed the task in Asana." },
    };
    struct sync_facts facts = { BOTH_WAYS, OPEN, COMPLETED };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        facts.completed_by = cases[i].name;
        assert_string_equal(sync_decide(*state, &facts).comment, cases[i].comment);
    }
}

/* A login is a name at GitHub: that person may be told. */
static void
who_completed_it_is_linked(void **state)
{
    struct sync_facts facts = { BOTH_WAYS, OPEN, COMPLETED, .completed_by = "Ann Lee" };

    facts.completed_by_login = "ann";
    assert_string_equal(sync_decide(*state, &facts).comment, "@ann completed the task in Asana.");
}

/* Who ticks off a review closes nothing, whatever else is so. */
static void
a_pull_request_stays_as_it_is(void **state)
{
    for (unsigned i = 0; i < 32; i++) {
        const struct sync_facts facts = {
            BOTH_WAYS,
            PULL,
            .open = (i & 1) != 0,
            .completed = (i & 2) != 0,
            .was_completed = (i & 4) != 0,
            .said = (i & 8) != 0,
            .assignee = (i & 16) != 0 ? "7" : NULL,
            .login = (i & 16) != 0 ? "ann" : NULL,
        };
        const struct sync_decision decision = sync_decide(*state, &facts);

        assert_true(decision.state == SYNC_STAY && decision.comment == NULL);
        assert_int_equal(decision.assign != NULL, facts.assignee != NULL);
    }
}

static void
a_long_name_is_cut(void **state)
{
    struct sync_facts facts = { BOTH_WAYS, OPEN, COMPLETED };
    char *name = pool_alloc(*state, 3001);
    const char *comment;
    size_t i;

    for (i = 0; i < 3000; i += 3)
        memcpy(name + i, "\xe2\x82\xac", 3);
    facts.completed_by = name;
    comment = sync_decide(*state, &facts).comment;
    assert_int_equal(strlen(comment), strlen("`` completed the task in Asana.") + 99);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("by-table", by_table),
        TEST("once-is-enough", once_is_enough),
        TEST("who-completed-it", who_completed_it),
        TEST("who-completed-it-is-linked", who_completed_it_is_linked),
        TEST("a-pull-request-stays-as-it-is", a_pull_request_stays_as_it_is),
        TEST("a-long-name-is-cut", a_long_name_is_cut),
    };

    return cmocka_run_group_tests_name("sync_decide", tests, NULL, NULL);
}
