/* test-task_decide.c - what events mean for tasks: a table, and what holds whatever comes together */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/task_decide.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define ISSUE .open = true
#define CLOSED_ISSUE .open = false
#define PULL .pull_request = true, .open = true
#define CLOSED_PULL .pull_request = true
#define MERGED .pull_request = true, .merged = true
#define TASK .known = true, .exists = true
#define DONE_TASK .known = true, .exists = true, .completed = true, .was_completed = true
#define NO_TASK .known = true
#define CLOSED_ROW .state = TASK_CLOSED
#define ANN .candidate = "ann"
#define HAS .assignee = "7", .was_assignee = "7"
#define NEW_PLACE .moved_to = "https://github.com/acme/api/issues/3"

static const char *const states[] = { "open", "closed", "deleted", "moved" };

/*
 * "update set done text assign rekey note > closed": what is done, and what the row says afterwards;
 * in brackets: the row stays, as it knows better.
 */
static const char *
shown(struct pool *pool, const struct task_decision *decision)
{
    static const char *const what[] = { "ignore", "create", "update" };
    static const char *const completed[] = { "", " set", " clear" };
    static const char *const section[] = { "", " done", " first" };

    return pool_printf(pool, "%s%s%s%s%s%s%s > %s%s%s", what[decision->what],
                       completed[decision->completed], section[decision->section],
                       decision->text ? " text" : "", decision->assign ? " assign" : "",
                       decision->rekey ? " rekey" : "", decision->note != NULL ? " note" : "",
                       decision->newest ? "" : "(", states[decision->state],
                       decision->newest ? "" : ")");
}

static const struct {
    const char *name;
    struct task_facts facts;
    const char *decided;
} rows[] = {
    /* No task yet. */
    { "opened-makes-a-task", { .action = "opened", ISSUE }, "create text > open" },
    { "opened-with-an-assignee", { .action = "opened", ISSUE, ANN }, "create text assign > open" },
    { "opened-pull-request", { .action = "opened", PULL, ANN }, "create text assign > open" },
    { "a-draft-is-as-any", { .action = "opened", PULL }, "create text > open" },
    { "edited-unknown-open-issue", { .action = "edited", ISSUE }, "create text > open" },
    { "labeled-unknown-open-issue", { .action = "labeled", ISSUE }, "create text > open" },
    { "locked-unknown-open-issue", { .action = "locked", ISSUE }, "create text > open" },
    { "synchronize-unknown-pull-request", { .action = "synchronize", PULL }, "create text > open" },
    { "reopened-unknown-issue", { .action = "reopened", ISSUE }, "create text > open" },
    { "assigned-unknown-issue", { .action = "assigned", ISSUE, ANN }, "create text assign > open" },
    { "backfill-of-an-open-issue", { ISSUE, ANN }, "create text assign > open" },
    { "backfill-of-a-closed-issue", { CLOSED_ISSUE }, "ignore > closed" },
    { "backfill-of-a-merged-pull-request", { MERGED, ANN }, "ignore > closed" },
    { "closed-unknown-issue", { .action = "closed", CLOSED_ISSUE }, "ignore > closed" },
    { "merged-unknown-pull-request", { .action = "closed", MERGED }, "ignore > closed" },
    { "edited-unknown-closed-issue", { .action = "edited", CLOSED_ISSUE }, "ignore > closed" },
    { "assigned-unknown-closed-issue",
      { .action = "assigned", CLOSED_ISSUE, ANN },
      "ignore > closed" },
    { "ready-for-review-unknown-closed",
      { .action = "ready_for_review", CLOSED_PULL },
      "ignore > closed" },
    { "deleted-unknown-issue", { .action = "deleted", ISSUE, ANN }, "ignore > deleted" },
    { "deleted-unknown-closed-issue", { .action = "deleted", CLOSED_ISSUE }, "ignore > deleted" },
    { "transferred-unknown-issue",
      { .action = "transferred", ISSUE, NEW_PLACE },
      "ignore > moved" },
    { "opened-late-after-closed",
      { .action = "opened", ISSUE, NO_TASK, CLOSED_ROW, .stale = true },
      "ignore > (closed)" },
    { "opened-late-after-deleted",
      { .action = "opened", ISSUE, NO_TASK, .state = TASK_DELETED },
      "ignore > (deleted)" },
    { "opened-late-after-moved",
      { .action = "opened", ISSUE, NO_TASK, .state = TASK_MOVED, .stale = true },
      "ignore > (moved)" },
    { "labeled-late-and-its-task-not-made",
      { .action = "labeled", ISSUE, NO_TASK, .stale = true },
      "ignore > (open)" },
    { "crashed-while-making-it", { .action = "opened", ISSUE, NO_TASK }, "create text > open" },
    { "reopened-known-as-closed-without-a-task",
      { .action = "reopened", ISSUE, NO_TASK, CLOSED_ROW },
      "create text > open" },

    /* Plain updates. */
    { "edited", { .action = "edited", ISSUE, TASK }, "update text > open" },
    { "labeled", { .action = "labeled", ISSUE, TASK }, "update text > open" },
    { "milestoned", { .action = "milestoned", ISSUE, TASK }, "update text > open" },
    { "pinned", { .action = "pinned", ISSUE, TASK }, "update text > open" },
    { "an-action-that-nobody-knows", { .action = "typed", ISSUE, TASK }, "update text > open" },
    { "converted-to-draft", { .action = "converted_to_draft", PULL, TASK }, "update text > open" },
    { "edited-stays-completed", { .action = "edited", ISSUE, DONE_TASK }, "update text > open" },
    { "unassigned-stays-completed",
      { .action = "unassigned", ISSUE, DONE_TASK, HAS },
      "update text > open" },
    { "review-requested-stays-completed",
      { .action = "review_requested", PULL, DONE_TASK },
      "update text > open" },
    { "backfill-stays-completed", { ISSUE, DONE_TASK, .in_done = true }, "update text > open" },
    { "backfill-of-a-known-closed-issue", { CLOSED_ISSUE, TASK }, "update set done text > closed" },
    { "found-in-asana-without-a-row",
      { .action = "edited", ISSUE, .exists = true },
      "update text > open" },
    { "found-completed-without-a-row",
      { .action = "edited", ISSUE, .exists = true, .completed = true, .both_ways = true },
      "update text > open" },

    /* completed and its section. */
    { "closed", { .action = "closed", CLOSED_ISSUE, TASK }, "update set done text > closed" },
    { "closed-pull-request",
      { .action = "closed", CLOSED_PULL, TASK },
      "update set done text > closed" },
    { "merged", { .action = "closed", MERGED, TASK }, "update set done text > closed" },
    { "closed-and-in-done-already",
      { .action = "closed", CLOSED_ISSUE, TASK, .in_done = true },
      "update set text > closed" },
    { "closed-again-after-a-crash-before-the-section",
      { .action = "closed", CLOSED_ISSUE, TASK, .completed = true },
      "update done text > closed" },
    { "labeled-a-closed-issue-that-people-took-out-of-done",
      { .action = "labeled", CLOSED_ISSUE, DONE_TASK },
      "update text > closed" },
    { "labeled-a-closed-issue-whose-task-people-reopened",
      { .action = "labeled", CLOSED_ISSUE, TASK, .was_completed = true },
      "update set done text > closed" },
    { "reopened",
      { .action = "reopened", ISSUE, DONE_TASK, CLOSED_ROW, .in_done = true },
      "update clear first text > open" },
    { "reopened-and-not-in-done",
      { .action = "reopened", ISSUE, DONE_TASK, CLOSED_ROW },
      "update clear text > open" },
    { "reopened-and-not-completed",
      { .action = "reopened", ISSUE, TASK, CLOSED_ROW, .in_done = true },
      "update first text > open" },
    { "opened-again", { .action = "opened", ISSUE, DONE_TASK }, "update clear text > open" },
    { "assigned-reopens",
      { .action = "assigned", ISSUE, DONE_TASK, .in_done = true, ANN },
      "update clear first text assign > open" },
    { "assigned-reopens-and-keeps-the-assignee",
      { .action = "assigned", ISSUE, DONE_TASK, HAS, ANN },
      "update clear text > open" },
    { "ready-for-review-reopens",
      { .action = "ready_for_review", PULL, DONE_TASK },
      "update clear text > open" },
    { "ready-for-review-of-a-closed-pull-request",
      { .action = "ready_for_review", CLOSED_PULL, DONE_TASK },
      "update text > closed" },
    { "ready-for-review-of-a-closed-one-not-completed",
      { .action = "ready_for_review", CLOSED_PULL, TASK },
      "update set done text > closed" },
    { "assigned-a-closed-issue",
      { .action = "assigned", CLOSED_ISSUE, DONE_TASK, ANN },
      "update text assign > closed" },

    /* The assignee. */
    { "assigned", { .action = "assigned", ISSUE, TASK, ANN }, "update text assign > open" },
    { "assigned-another-one",
      { .action = "assigned", ISSUE, TASK, HAS, ANN },
      "update text > open" },
    { "unassigned-keeps-the-assignee",
      { .action = "unassigned", ISSUE, TASK, HAS },
      "update text > open" },
    { "unassigned-and-somebody-is-left",
      { .action = "unassigned", ISSUE, TASK, ANN },
      "update text assign > open" },
    { "review-requested",
      { .action = "review_requested", PULL, TASK, ANN },
      "update text assign > open" },
    { "review-request-removed",
      { .action = "review_request_removed", PULL, TASK, HAS },
      "update text > open" },
    { "edited-gives-it-to-somebody-at-last",
      { .action = "edited", ISSUE, TASK, ANN },
      "update text assign > open" },
    { "backfill-gives-it-to-somebody", { ISSUE, DONE_TASK, ANN }, "update text assign > open" },

    /* Deleted, transferred. */
    { "deleted", { .action = "deleted", ISSUE, TASK, ANN }, "update set done note > deleted" },
    { "deleted-when-completed",
      { .action = "deleted", CLOSED_ISSUE, DONE_TASK, .in_done = true },
      "update note > deleted" },
    { "deleted-is-never-late",
      { .action = "deleted", ISSUE, TASK, .stale = true },
      "update set done note > deleted" },
    { "edited-after-deleted",
      { .action = "edited", ISSUE, DONE_TASK, .state = TASK_DELETED },
      "ignore > (deleted)" },
    { "reopened-after-deleted",
      { .action = "reopened", ISSUE, DONE_TASK, .state = TASK_DELETED },
      "ignore > (deleted)" },
    { "transferred",
      { .action = "transferred", ISSUE, TASK, NEW_PLACE },
      "update text rekey > moved" },
    { "transferred-stays-completed",
      { .action = "transferred", ISSUE, DONE_TASK, NEW_PLACE },
      "update text rekey > moved" },
    { "transferred-when-closed",
      { .action = "transferred", CLOSED_ISSUE, TASK, NEW_PLACE },
      "update set done text rekey > moved" },
    { "transferred-to-where-a-task-is",
      { .action = "transferred", ISSUE, TASK, NEW_PLACE, .there = true },
      "update set done note > moved" },
    { "transferred-nobody-says-where",
      { .action = "transferred", ISSUE, TASK },
      "update set done note > moved" },
    { "transferred-late",
      { .action = "transferred", ISSUE, TASK, NEW_PLACE, ANN, .stale = true },
      "update rekey note > moved" },
    { "transferred-twice",
      { .action = "transferred", ISSUE, NO_TASK, NEW_PLACE, .state = TASK_MOVED },
      "ignore > (moved)" },
    { "opened-by-a-transfer-takes-the-task-along",
      { .action = "opened", ISSUE, TASK, .moved_here = true },
      "update text rekey > open" },
    { "opened-by-a-transfer-is-no-opening",
      { .action = "opened", ISSUE, DONE_TASK, .moved_here = true },
      "update text rekey > open" },
    { "opened-by-a-transfer-of-a-closed-one",
      { .action = "opened", CLOSED_ISSUE, TASK, .moved_here = true },
      "update set done text rekey > closed" },

    /* Late. */
    { "edited-late", { .action = "edited", ISSUE, TASK, ANN, .stale = true }, "ignore > (open)" },
    { "backfill-late", { ISSUE, TASK, .stale = true }, "ignore > (open)" },
    { "closed-late-and-closed",
      { .action = "closed", CLOSED_ISSUE, TASK, CLOSED_ROW, .stale = true },
      "update set done > (closed)" },
    { "closed-late-but-reopened-since",
      { .action = "closed", CLOSED_ISSUE, TASK, .stale = true },
      "ignore > (open)" },
    { "reopened-late-and-open",
      { .action = "reopened", ISSUE, DONE_TASK, .stale = true },
      "update clear > (open)" },
    { "reopened-late-but-closed-since",
      { .action = "reopened", ISSUE, DONE_TASK, CLOSED_ROW, .stale = true },
      "ignore > (closed)" },
    { "assigned-late-and-open",
      { .action = "assigned", ISSUE, DONE_TASK, ANN, .stale = true },
      "update clear > (open)" },
    { "assigned-late-and-not-completed",
      { .action = "assigned", ISSUE, TASK, ANN, .stale = true },
      "ignore > (open)" },

    /* Both ways. */
    { "echo-of-our-closing",
      { .action = "closed", CLOSED_ISSUE, DONE_TASK, .echo = "closed", .both_ways = true },
      "update done > closed" },
    { "echo-of-our-closing-in-done-already",
      { .action = "closed", CLOSED_ISSUE, DONE_TASK, .echo = "closed", .in_done = true },
      "ignore > closed" },
    { "echo-of-our-closing-and-people-reopened-since",
      { .action = "closed", CLOSED_ISSUE, TASK, .was_completed = true, .echo = "closed" },
      "ignore > closed" },
    { "echo-of-our-closing-but-the-task-was-left-open",
      { .action = "closed", CLOSED_ISSUE, TASK, .echo = "closed", .both_ways = true },
      "update set done text > closed" },
    { "echo-of-our-reopening",
      { .action = "reopened", ISSUE, TASK, .echo = "reopened", .in_done = true },
      "update first > open" },
    { "echo-of-our-reopening-and-people-completed-since",
      { .action = "reopened", ISSUE, TASK, .completed = true, .echo = "reopened" },
      "ignore > open" },
    { "echo-of-our-unassigning-gives-it-to-nobody-else",
      { .action = "unassigned", ISSUE, TASK, ANN, .assigned = "bob", .echo = "unassigned Bob" },
      "update text > open" },
    { "unassigned-by-others-beside-our-echo",
      { .action = "unassigned", ISSUE, TASK, ANN, .assigned = "cy", .echo = "unassigned bob" },
      "update text assign > open" },
    { "told-before-we-reopened-it",
      { .action = "assigned",
        CLOSED_ISSUE,
        TASK,
        HAS,
        .assigned = "ann",
        .echo = "assigned ann, reopened" },
      "update text > closed" },
    { "told-before-we-closed-it",
      { .action = "assigned", ISSUE, DONE_TASK, HAS, .assigned = "bob", .echo = "closed" },
      "update text > open" },
    { "told-when-we-had-closed-and-reopened-it",
      { .action = "labeled", CLOSED_ISSUE, TASK, .echo = "closed, reopened" },
      "update text > closed" },
    { "told-after-we-closed-it",
      { .action = "labeled", CLOSED_ISSUE, TASK, .echo = "reopened, closed" },
      "update set done text > closed" },
    { "echo-of-our-assigning-is-a-plain-update",
      { .action = "assigned", ISSUE, DONE_TASK, HAS, .assigned = "ann", .echo = "assigned Ann" },
      "update text > open" },
    { "assigned-somebody-else-than-we-did",
      { .action = "assigned", ISSUE, DONE_TASK, HAS, .assigned = "bob", .echo = "assigned ann" },
      "update clear text > open" },
    { "a-closing-that-is-not-ours",
      { .action = "closed", CLOSED_ISSUE, TASK, .echo = "reopened", .both_ways = true },
      "update set done text > closed" },
    { "people-reopened-and-github-is-yet-to-hear",
      { .action = "labeled", CLOSED_ISSUE, TASK, .was_completed = true, .both_ways = true },
      "update text > closed" },
    { "people-reopened-but-it-is-closed-anew",
      { .action = "closed", CLOSED_ISSUE, TASK, .was_completed = true, .both_ways = true },
      "update set done text > closed" },
    { "people-took-it-away-and-github-is-yet-to-hear",
      { .action = "labeled", ISSUE, TASK, ANN, .was_assignee = "7", .both_ways = true },
      "update text > open" },
    { "people-took-it-away-but-it-is-assigned-anew",
      { .action = "assigned", ISSUE, TASK, ANN, .was_assignee = "7", .both_ways = true },
      "update text assign > open" },
    { "people-took-it-away-but-a-review-is-requested-anew",
      { .action = "review_requested", PULL, TASK, ANN, .was_assignee = "7", .both_ways = true },
      "update text assign > open" },
    { "people-took-it-away-and-we-hear-of-our-own-assigning",
      { .action = "assigned",
        ISSUE,
        TASK,
        ANN,
        .was_assignee = "7",
        .both_ways = true,
        .assigned = "ann",
        .echo = "assigned ann" },
      "update text > open" },
    { "echo-of-our-closing-late",
      { .action = "closed", CLOSED_ISSUE, TASK, CLOSED_ROW, .echo = "closed", .stale = true },
      "ignore > (closed)" },
    { "people-took-it-away-one-way",
      { .action = "labeled", ISSUE, TASK, ANN, .was_assignee = "7" },
      "update text assign > open" },
};

static void
by_table(void **state)
{
    struct task_decision decision;
    const char *decided;
    size_t i, bad = 0;

    for (i = 0; i < COUNT(rows); i++) {
        decision = task_decide(*state, &rows[i].facts);
        decided = shown(*state, &decision);
        if (strcmp(decided, rows[i].decided) == 0)
            continue;
        print_message("# %s: %s, not %s\n", rows[i].name, decided, rows[i].decided);
        bad++;
    }
    assert_int_equal(bad, 0);
    assert_true(COUNT(rows) >= 60);
}

static void
the_table_names_each_row_once(void **state)
{
    size_t i, j;

    (void)state;
    for (i = 0; i < COUNT(rows); i++)
        for (j = 0; j < i; j++)
            assert_string_not_equal(rows[i].name, rows[j].name);
}

/* What the ledger says, and what people read in the task. */
static void
words(void **state)
{
    static const struct {
        struct task_facts facts;
        const char *reason, *note;
    } cases[] = {
        { { .action = "opened", ISSUE }, "a new task", NULL },
        { { .action = "closed", MERGED }, "the pull request was merged, and has no task", NULL },
        { { CLOSED_ISSUE }, "the issue is closed, and has no task", NULL },
        { { .action = "closed", MERGED, TASK }, "completed: the pull request was merged", NULL },
        { { .action = "assigned", ISSUE, DONE_TASK }, "reopened: assigned", NULL },
        { { .action = "edited", ISSUE, DONE_TASK }, "updated; it stays completed", NULL },
        { { .action = "edited", ISSUE, TASK, .stale = true },
          "something newer was done already",
          NULL },
        { { .action = "reopened", ISSUE, DONE_TASK, .stale = true },
          "reopened, which came late; nothing else follows it",
          NULL },
        { { .action = "deleted", ISSUE }, "the issue was deleted, and has no task", NULL },
        { { .action = "deleted", ISSUE, TASK },
          "completed: the issue was deleted",
          "The issue was deleted at GitHub." },
        { { .action = "transferred", ISSUE, TASK, NEW_PLACE },
          "moved to https://github.com/acme/api/issues/3",
          NULL },
        { { .action = "transferred", ISSUE, TASK, NEW_PLACE, .there = true },
          "completed: the issue was transferred",
          "The issue was transferred at GitHub: https://github.com/acme/api/issues/3" },
        { { .action = "edited", ISSUE, DONE_TASK, .state = TASK_MOVED },
          "the issue was transferred before",
          NULL },
        { { .action = "closed", CLOSED_ISSUE, DONE_TASK, .echo = "closed" },
          "what we did at GitHub ourselves",
          NULL },
    };
    struct task_decision decision;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        decision = task_decide(*state, &cases[i].facts);
        assert_string_equal(decision.reason, cases[i].reason);
        assert_string_equal(decision.note == NULL ? "" : decision.note,
                            cases[i].note == NULL ? "" : cases[i].note);
    }
}

static void
echoes_are_heard_once(void **state)
{
    static const struct {
        struct task_facts facts;
        const char *left;
    } cases[] = {
        { { .action = "closed", TASK, .echo = "closed" }, NULL },
        { { .action = "closed", TASK, .echo = "closed, assigned ann" }, "assigned ann" },
        { { .action = "closed", TASK, .echo = "closed, reopened" }, "reopened" },
        { { .action = "closed", TASK, .echo = "reopened" }, NULL },
        { { .action = "closed", TASK, .echo = "reopened", .stale = true }, "reopened" },
        { { .action = "closed", TASK, .echo = "closed", .stale = true }, NULL },
        { { .action = "labeled", ISSUE, TASK, .echo = "closed" }, "closed" },
        { { ISSUE, TASK, .echo = "closed" }, "closed" },
        { { .action = "assigned", .assigned = "ANN", ISSUE, TASK, .echo = "closed, assigned ann" },
          "closed" },
        { { .action = "unassigned", .assigned = "ann", ISSUE, TASK, .echo = "unassigned ann" },
          NULL },
        { { .action = "unassigned", .assigned = "ann", ISSUE, TASK, .echo = "assigned ann" },
          "assigned ann" },
        { { .action = "assigned", .assigned = "bob", ISSUE, TASK, .echo = "assigned ann" },
          "assigned ann" },
    };
    struct task_decision decision;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        decision = task_decide(*state, &cases[i].facts);
        assert_string_equal(decision.echo == NULL ? "(none)" : decision.echo,
                            cases[i].left == NULL ? "(none)" : cases[i].left);
    }
}

static bool
one_of(const char *action, const char *first, const char *second, const char *third,
       const char *fourth)
{
    return action != NULL && (strcmp(action, first) == 0 || strcmp(action, second) == 0 ||
                              strcmp(action, third) == 0 || strcmp(action, fourth) == 0);
}

static bool
ends(const char *action)
{
    return one_of(action, "deleted", "transferred", "deleted", "deleted");
}

static bool
gone(const struct task_facts *facts)
{
    return facts->known && facts->state >= TASK_DELETED;
}

/* Ours or people's: is a change of theirs on its way to GitHub? */
static bool
changed_by_people(const struct task_facts *facts)
{
    return facts->known && facts->completed != facts->was_completed &&
           (facts->both_ways || facts->echo != NULL);
}

/* Told before we reopened it, of which is yet to be heard. */
static bool
overtaken(const struct task_facts *facts)
{
    return facts->echo != NULL && strstr(facts->echo, "reopened") != NULL &&
           !one_of(facts->action, "closed", "reopened", "deleted", "deleted");
}

static bool
ends_completed(const struct task_facts *facts, const struct task_decision *decision)
{
    return decision->completed == TASK_SET ||
           (facts->completed && decision->completed == TASK_KEEP);
}

static void
check_create(const struct task_facts *facts, const struct task_decision *decision)
{
    bool wanted =
        !facts->exists && facts->open && !facts->stale && !gone(facts) && !ends(facts->action);

    assert_int_equal(decision->what == TASK_CREATE, wanted);
    if (wanted)
        assert_true(decision->text && decision->completed == TASK_KEEP &&
                    decision->assign == (facts->candidate != NULL));
    if (!facts->exists)
        assert_true(decision->what != TASK_UPDATE);
}

static void
check_completed(const struct task_facts *facts, const struct task_decision *decision)
{
    bool open = facts->stale ? facts->state == TASK_OPEN : facts->open;

    if (decision->completed == TASK_CLEAR)
        assert_true(facts->completed && open &&
                    one_of(facts->action, "opened", "reopened", "assigned", "ready_for_review"));
    if (decision->completed == TASK_SET)
        assert_true(!facts->completed && facts->exists);
    if (facts->action == NULL && facts->open && facts->completed && facts->exists)
        assert_true(ends_completed(facts, decision));
    if (facts->exists && !facts->open && !facts->stale && !gone(facts) &&
        !changed_by_people(facts) && !overtaken(facts))
        assert_true(ends_completed(facts, decision));
    if (facts->exists && !gone(facts) && one_of(facts->action, "deleted", "", "", ""))
        assert_true(ends_completed(facts, decision) && decision->note != NULL);
}

static void
check_rest(const struct task_facts *facts, const struct task_decision *decision)
{
    if (facts->assignee != NULL || facts->candidate == NULL || facts->stale)
        assert_false(decision->assign);
    if (facts->stale)
        assert_false(decision->text);
    if (facts->stale && !ends(facts->action))
        assert_false(decision->newest);
    if (gone(facts))
        assert_true(decision->what == TASK_IGNORE && !decision->newest);
    if (decision->what == TASK_IGNORE)
        assert_true(decision->completed == TASK_KEEP && decision->section == TASK_STAY &&
                    !decision->text && !decision->assign && !decision->rekey &&
                    decision->note == NULL);
    else
        assert_true(decision->text || decision->note != NULL || decision->section != TASK_STAY ||
                    decision->completed != TASK_KEEP);
    assert_true(decision->section != TASK_FIRST || facts->in_done);
    assert_true(decision->section != TASK_DONE || !facts->in_done);
    assert_non_null(decision->reason);
}

/* Asana was told and then we crashed: the job that runs again finds nothing else to do. */
static void
check_again(struct pool *pool, const struct task_facts *facts, const struct task_decision *decision)
{
    struct task_facts after = *facts;
    struct task_decision again;

    if (decision->what == TASK_IGNORE || decision->rekey)
        return;
    after.known = after.exists = true;
    after.completed = ends_completed(facts, decision);
    after.in_done =
        decision->section == TASK_DONE || (facts->in_done && decision->section != TASK_FIRST);
    if (decision->assign)
        after.assignee = "7";
    again = task_decide(pool, &after);
    assert_true(again.what != TASK_CREATE && again.completed == TASK_KEEP && !again.assign);
    assert_int_equal(again.section, TASK_STAY);
}

/* One way, what we last knew changes nothing. */
static void
check_one_way(struct pool *pool, const struct task_facts *facts,
              const struct task_decision *decision)
{
    struct task_facts other = *facts;
    struct task_decision decided;

    if (facts->both_ways || facts->echo != NULL)
        return;
    other.was_completed = !facts->was_completed;
    other.was_assignee = facts->was_assignee == NULL ? "7" : NULL;
    decided = task_decide(pool, &other);
    assert_string_equal(shown(pool, &decided), shown(pool, decision));
}

static void
check(struct pool *pool, const struct task_facts *facts)
{
    struct task_decision decision = task_decide(pool, facts);

    check_create(facts, &decision);
    check_completed(facts, &decision);
    check_rest(facts, &decision);
    check_again(pool, facts, &decision);
    check_one_way(pool, facts, &decision);
}

/* The next digit of a number written to changing bases. */
static size_t
digit(size_t *number, size_t base)
{
    size_t value = *number % base;

    *number /= base;
    return value;
}

static const char *const actions[] = {
    NULL,          "opened",           "edited",
    "closed",      "reopened",         "assigned",
    "unassigned",  "review_requested", "review_request_removed",
    "labeled",     "milestoned",       "ready_for_review",
    "transferred", "deleted",          "converted_to_draft",
    "locked",      "synchronize",      "demilestoned",
};

static const char *const echoes[] = { NULL, "closed", "reopened", "assigned ann",
                                      "closed, reopened" };

/* False: all were there. */
static bool
facts_of(size_t number, struct task_facts *facts)
{
    size_t item, row;

    facts->action = actions[digit(&number, COUNT(actions))];
    item = digit(&number, 3);
    facts->open = item == 0;
    facts->merged = facts->pull_request = item == 2;
    row = digit(&number, 5);
    facts->known = row < 4;
    facts->state = row < 4 ? (enum task_item)row : TASK_OPEN;
    facts->echo = echoes[digit(&number, COUNT(echoes))];
    facts->exists = digit(&number, 2) == 1;
    facts->completed = digit(&number, 2) == 1;
    facts->was_completed = digit(&number, 2) == 1;
    facts->assignee = digit(&number, 2) == 1 ? "7" : NULL;
    facts->was_assignee = digit(&number, 2) == 1 ? "7" : NULL;
    facts->candidate = digit(&number, 2) == 1 ? "ann" : NULL;
    facts->in_done = digit(&number, 2) == 1;
    facts->stale = digit(&number, 2) == 1;
    facts->both_ways = digit(&number, 2) == 1;
    facts->moved_to = digit(&number, 2) == 1 ? "https://github.com/acme/api/issues/3" : NULL;
    facts->there = facts->moved_here = digit(&number, 2) == 1;
    facts->assigned = "ann";
    return number == 0;
}

/* What no caller would say. */
static bool
makes_sense(const struct task_facts *facts)
{
    bool transferred = one_of(facts->action, "transferred", "", "", "");

    if (!facts->exists && (facts->completed || facts->assignee != NULL || facts->in_done))
        return false;
    if (!facts->known && (facts->was_completed || facts->was_assignee != NULL ||
                          facts->echo != NULL || facts->stale))
        return false;
    if (facts->moved_here && !transferred && (!one_of(facts->action, "opened", "", "", "")))
        return false;
    return transferred || facts->moved_to == NULL;
}

static void
whatever_comes_together(void **state)
{
    struct pool *pool = *state;
    size_t number, checked = 0;
    struct task_facts facts;

    for (number = 0; memset(&facts, 0, sizeof facts), facts_of(number, &facts); number++) {
        if (!makes_sense(&facts))
            continue;
        check(pool, &facts);
        if (++checked % 1000 == 0)
            pool_reset(pool);
    }
    assert_true(checked > 100000);
}

static void
who_is_to_have_it(void **state)
{
    static const char *const names[] = { "ann", "bob", "eve" };
    struct strings none = { 0 }, three = { names, 3 }, one = { names + 2, 1 };

    (void)state;
    assert_null(task_assignee(none, false, none, 12));
    assert_null(task_assignee(none, true, none, 12));
    assert_null(task_assignee(none, false, three, 12));
    assert_string_equal(task_assignee(three, false, none, 12), "ann");
    assert_string_equal(task_assignee(three, true, one, 12), "ann");
    assert_string_equal(task_assignee(none, true, three, 12), "ann");
    assert_string_equal(task_assignee(none, true, three, 13), "bob");
    assert_string_equal(task_assignee(none, true, three, 14), "eve");
    assert_string_equal(task_assignee(none, true, one, 13), "eve");
    assert_string_equal(task_assignee(none, true, three, INT64_MAX), "bob");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("by-table", by_table),
        TEST("the-table-names-each-row-once", the_table_names_each_row_once),
        TEST("words", words),
        TEST("echoes-are-heard-once", echoes_are_heard_once),
        TEST("whatever-comes-together", whatever_comes_together),
        TEST("who-is-to-have-it", who_is_to_have_it),
    };

    return cmocka_run_group_tests_name("task_decide", tests, NULL, NULL);
}
