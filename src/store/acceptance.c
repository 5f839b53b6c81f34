/* acceptance.c - what a delivery asks for, and what became of it. */
#include "config.h"

#include "store/acceptance.h"
#include "store/enlist.h"
#include "store/facts.h"
#include "store/keys.h"

int
acceptance_change(struct db *db, struct acceptance *acceptance)
{
    const struct plan_change *change = &acceptance->asked->change;
    struct plan *plan = plan_copy(acceptance->asked, acceptance->pool);
    int64_t before = db_total_changes(db);
    int rc = change->apply(db, change, acceptance->pool, plan);

    if (rc != 0)
        return rc;
    plan->change = (struct plan_change){ 0 };
    acceptance->plan = plan;
    acceptance->runs = db_total_changes(db) > before;
    return 0;
}

int
acceptance_add_notes(struct db *db, const struct acceptance *acceptance)
{
    const struct plan *plan = acceptance->plan;
    int rc = 0;

    for (size_t i = 0; i < plan->ignored_count && rc == 0; i++)
        rc = note_once(db, acceptance->receipt->event, plan->ignored[i].rule,
                       acceptance->delivery->received_ms, plan->ignored[i].reason);
    return rc;
}

int
acceptance_add_facts(struct db *db, struct acceptance *acceptance, bool again)
{
    size_t news = 0;
    int rc = facts_remember(db, acceptance->plan, again, &news);

    if (rc != 0 || acceptance->plan->fact_count == 0)
        return rc;
    if (news > 0)
        acceptance->runs = true;
    else
        acceptance->why = "what it tells is not newer than what is known";
    return 0;
}

void
acceptance_list_job(struct acceptance *acceptance, const struct planned_job *planned, int64_t id,
                    enum job_state state)
{
    struct receipt *receipt = acceptance->receipt;

    receipt->jobs = pool_grow(acceptance->pool, receipt->jobs, receipt->job_count,
                              &acceptance->room, sizeof receipt->jobs[0]);
    receipt->jobs[receipt->job_count++] = (struct accepted_job){
        .id = id,
        .kind = planned->kind,
        .rule = planned->rule,
        .state = state,
    };
    if (state != JOB_SUPERSEDED)
        acceptance->runs = true;
}

int
acceptance_set_status(struct db *db, int64_t event, const char *status, const char *reason)
{
    struct db_row *row = db_query(db, "UPDATE event SET status = ?2, reason = ?3 WHERE id = ?1");

    db_bind_integer(row, 1, event);
    db_bind_text(row, 2, status);
    db_bind_text(row, 3, reason);
    return db_finish(row);
}

int
acceptance_add_job(struct db *db, struct acceptance *acceptance, const struct planned_job *planned)
{
    const struct enlisting enlisting = {
        .event = acceptance->receipt->event,
        .now_ms = acceptance->delivery->received_ms,
        .pool = acceptance->pool,
    };
    struct enlisted enlisted;
    int rc = enlist_job(db, &enlisting, planned, &enlisted);

    if (rc != 0)
        return rc;
    if (enlisted.why != NULL)
        acceptance->why = enlisted.why;
    if (enlisted.id != 0)
        acceptance_list_job(acceptance, planned, enlisted.id, enlisted.state);
    return 0;
}
