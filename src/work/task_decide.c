/* task_decide.c - the rules of its header, one after the other */
#include "config.h"

#include "work/task_decide.h"
#include "work/task_echo.h"

static const char *
noun(const struct task_facts *facts)
{
    return facts->pull_request ? "pull request" : "issue";
}

static bool
is_gone(const struct task_facts *facts)
{
    return facts->known && (facts->state == TASK_DELETED || facts->state == TASK_MOVED);
}

/* Whom the action gave it to, or took it from; of other actions NULL. */
static const char *
action_login(const struct task_facts *facts)
{
    bool has_one = text_equal(facts->action, "assigned") || text_equal(facts->action, "unassigned");

    return has_one ? facts->assigned : NULL;
}

/* What we did ourselves at GitHub, and now hear of. */
static bool
is_echo(const struct task_facts *facts)
{
    return task_echo_tells(facts->echo, facts->action, action_login(facts), facts->event);
}

/* The four that take a completed task up again. */
static bool
reopens(const struct task_facts *facts)
{
    if (text_equal(facts->action, "opened"))
        return !facts->moved_here;
    if (text_equal(facts->action, "assigned"))
        return !is_echo(facts);
    return text_equal(facts->action, "reopened") || text_equal(facts->action, "ready_for_review");
}

static const char *
what_ended(const struct task_facts *facts)
{
    return facts->merged ? "was merged" : "is closed";
}

static const char *
echo_left(struct pool *pool, const struct task_facts *facts)
{
    if (facts->echo == NULL || facts->action == NULL || (facts->stale && !is_echo(facts)))
        return facts->echo;
    return task_echo_hear(pool, facts->echo, facts->action, action_login(facts), facts->event);
}

static void
ignore(struct task_decision *decision, const char *reason)
{
    *decision = (struct task_decision){ .newest = decision->newest,
                                        .state = decision->state,
                                        .echo = decision->echo,
                                        .reason = reason };
}

/* Completed, and where completed tasks are; a second time it changes nothing. */
static void
complete(const struct task_facts *facts, struct task_decision *decision)
{
    decision->completed = facts->completed ? TASK_KEEP : TASK_SET;
    decision->section = facts->in_done ? TASK_STAY : TASK_DONE;
}

static void
take_up(const struct task_facts *facts, struct task_decision *decision)
{
    decision->completed = facts->completed ? TASK_CLEAR : TASK_KEEP;
    decision->section = facts->in_done ? TASK_FIRST : TASK_STAY;
}

/* "The issue was transferred at GitHub to https://.." */
static const char *
where_to(struct pool *pool, const struct task_facts *facts, const char *what)
{
    const char *place = facts->moved_to;

    return pool_printf(pool, "The %s was %s at GitHub%s%s", noun(facts), what,
                       place == NULL ? "." : ": ", place == NULL ? "" : place);
}

/* Rule 2, and what of rule 3 is the end of a task. */
static void
end(struct pool *pool, const struct task_facts *facts, enum task_item state,
    struct task_decision *decision)
{
    const char *what = state == TASK_DELETED ? "deleted" : "transferred";

    decision->newest = true;
    decision->state = state;
    if (!facts->exists) {
        ignore(decision, pool_printf(pool, "the %s was %s, and has no task", noun(facts), what));
        return;
    }
    decision->what = TASK_UPDATE;
    complete(facts, decision);
    decision->reason = pool_printf(pool, "completed: the %s was %s", noun(facts), what);
    decision->note = where_to(pool, facts, what);
}

/* Both ways: people completed or reopened the task, and the job that tells GitHub is yet to come. */
static bool
completed_by_people(const struct task_facts *facts)
{
    return facts->both_ways && facts->known && facts->completed != facts->was_completed;
}

/* Both ways: people took the task from somebody, and GitHub is yet to be told. */
static bool
taken_away(const struct task_facts *facts)
{
    return facts->both_ways && facts->was_assignee != NULL && facts->assignee == NULL;
}

static bool
assigns(const struct task_facts *facts)
{
    bool anew = (text_equal(facts->action, "assigned") && !is_echo(facts)) ||
                text_equal(facts->action, "review_requested");

    if (facts->candidate == NULL || facts->assignee != NULL)
        return false;
    if (text_equal(facts->action, "unassigned") && is_echo(facts))
        return false;
    return anew || !taken_away(facts);
}

/* GitHub has told it before it did what we asked for: what it says of open and closed is over. */
static bool
is_overtaken(const struct task_facts *facts)
{
    const char *ours = task_echo_turn(facts->echo);

    if (ours == NULL || text_equal(facts->action, "closed") ||
        text_equal(facts->action, "reopened"))
        return false;
    return text_equal(ours, "reopened") != facts->open;
}

/* Rule 7, `completed` and section. */
static void
follow_state(const struct task_facts *facts, struct task_decision *decision)
{
    if (is_overtaken(facts))
        return;
    if (facts->open) {
        if (reopens(facts))
            take_up(facts, decision);
        return;
    }
    if (completed_by_people(facts) && !text_equal(facts->action, "closed"))
        return;
    complete(facts, decision);
    if (decision->completed == TASK_KEEP && !text_equal(facts->action, "closed"))
        decision->section = TASK_STAY;
}

/* Rule 7. */
static void
update(struct pool *pool, const struct task_facts *facts, struct task_decision *decision)
{
    decision->what = TASK_UPDATE;
    decision->text = true;
    decision->assign = assigns(facts);
    decision->rekey = facts->moved_here;
    follow_state(facts, decision);
    if (decision->completed == TASK_SET)
        decision->reason =
            pool_printf(pool, "completed: the %s %s", noun(facts), what_ended(facts));
    else if (decision->completed == TASK_CLEAR)
        decision->reason = pool_printf(pool, "reopened: %s", facts->action);
    else
        decision->reason =
            facts->completed && facts->open ? "updated; it stays completed" : "updated";
}

/* Rule 3. */
static void
move(struct pool *pool, const struct task_facts *facts, struct task_decision *decision)
{
    if (!facts->exists || facts->there || facts->moved_to == NULL) {
        end(pool, facts, TASK_MOVED, decision);
        return;
    }
    update(pool, facts, decision);
    decision->rekey = true;
    decision->newest = true;
    decision->state = TASK_MOVED;
    decision->text = !facts->stale;
    decision->assign = decision->assign && !facts->stale;
    if (facts->stale) {
        decision->completed = TASK_KEEP;
        decision->section = TASK_STAY;
        decision->note = where_to(pool, facts, "transferred");
    }
    decision->reason = pool_printf(pool, "moved to %s", facts->moved_to);
}

/* Rule 4. */
static void
arrive_late(struct pool *pool, const struct task_facts *facts, struct task_decision *decision)
{
    decision->newest = false;
    decision->state = facts->state;
    if (!facts->exists || is_echo(facts)) {
        ignore(decision, "something newer was done already");
        return;
    }
    if (text_equal(facts->action, "closed") && facts->state == TASK_CLOSED)
        complete(facts, decision);
    else if (reopens(facts) && facts->state == TASK_OPEN)
        take_up(facts, decision);
    if (decision->completed == TASK_KEEP && decision->section == TASK_STAY) {
        ignore(decision, "something newer was done already");
        return;
    }
    decision->what = TASK_UPDATE;
    decision->reason =
        pool_printf(pool, "%s, which came late; nothing else follows it", facts->action);
}

/* Rule 5. */
static void
begin(struct pool *pool, const struct task_facts *facts, struct task_decision *decision)
{
    if (!facts->open) {
        ignore(decision,
               pool_printf(pool, "the %s %s, and has no task", noun(facts), what_ended(facts)));
        return;
    }
    decision->what = TASK_CREATE;
    decision->text = true;
    decision->assign = facts->candidate != NULL;
    decision->reason = "a new task";
}

/* Rule 6.  False: it is to be taken as any event. */
static bool
hear_echo(const struct task_facts *facts, struct task_decision *decision)
{
    bool closed = text_equal(facts->action, "closed");

    if ((!closed && !text_equal(facts->action, "reopened")) || !is_echo(facts) ||
        closed == facts->open)
        return false;
    if (closed != facts->completed && facts->completed == facts->was_completed)
        return false;
    if (closed != facts->completed) {
        ignore(decision, "what we did at GitHub; people have changed the task since");
        return true;
    }
    if (closed != facts->in_done)
        decision->section = closed ? TASK_DONE : TASK_FIRST;
    decision->what = decision->section == TASK_STAY ? TASK_IGNORE : TASK_UPDATE;
    decision->reason = "what we did at GitHub ourselves";
    return true;
}

struct task_decision
task_decide(struct pool *pool, const struct task_facts *facts)
{
    struct task_decision decision = { .newest = true,
                                      .state = facts->open ? TASK_OPEN : TASK_CLOSED,
                                      .echo = echo_left(pool, facts) };

    if (is_gone(facts)) {
        decision.newest = false;
        decision.state = facts->state;
        ignore(&decision, pool_printf(pool, "the %s was %s before", noun(facts),
                                      facts->state == TASK_DELETED ? "deleted" : "transferred"));
    } else if (text_equal(facts->action, "deleted")) {
        end(pool, facts, TASK_DELETED, &decision);
    } else if (text_equal(facts->action, "transferred")) {
        move(pool, facts, &decision);
    } else if (facts->stale) {
        arrive_late(pool, facts, &decision);
    } else if (!facts->exists) {
        begin(pool, facts, &decision);
    } else if (!hear_echo(facts, &decision)) {
        update(pool, facts, &decision);
    }

    return decision;
}

const char *
task_assignee(struct strings assignees, bool pull_request, struct strings reviewers, int64_t number)
{
    if (assignees.count > 0)
        return assignees.items[0];
    if (!pull_request || reviewers.count == 0 || number < 0)
        return NULL;
    return reviewers.items[(uint64_t)number % reviewers.count];
}
