/* acceptance.c - planned jobs become rows. */
#include "config.h"

#include "store/acceptance.h"
#include "store/keys.h"
#include "store/newest.h"

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

void
acceptance_list_job(struct acceptance *acceptance, const struct planned_job *planned, int64_t id,
                    enum job_state state)
{
    struct receipt *receipt = acceptance->receipt;

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

static void
bind_planned(struct db_row *row, const struct planned_job *planned)
{
    db_bind_text(row, 2, planned->kind);
    db_bind_text(row, 3, planned->rule);
    db_bind_integer(row, 4, planned->step);
    db_bind_text(row, 5, planned->lane);
    db_bind_text(row, 6, planned->key);
    db_bind_text(row, 7, planned->subject);
    db_bind_integer(row, 8, planned->order_ms);
    db_bind_integer(row, 9, planned->newest);
    db_bind_text(row, 10, crash_name(planned->crash));
    db_bind_integer(row, 11, planned->attempts);
    db_bind_text(row, 12, planned->args != NULL ? planned->args : "{}");
}

static int
insert_job(struct db *db, struct acceptance *acceptance, const struct planned_job *planned,
           const struct job_place *place, const char *reason)
{
    int64_t now_ms = acceptance->delivery->received_ms;
    int64_t id = 0;
    struct db_row *row;
    int rc;

    row = db_query(db, "INSERT INTO job (event_id, kind, rule, step, lane, serial_key, subject,"
                       " order_ms, newest, crash, attempts, args, state, blocked, run_at_ms,"
                       " reason, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                       " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17)");
    db_bind_integer(row, 1, acceptance->receipt->event);
    bind_planned(row, planned);
    db_bind_text(row, 13, job_state_name(place->state));
    db_bind_integer(row, 14, place->blocked);
    db_bind_integer(row, 15, now_ms + planned->delay_ms);
    db_bind_text(row, 16, reason);
    db_bind_integer(row, 17, now_ms);
    rc = db_insert(row, &id);
    if (rc == 0)
        acceptance_list_job(acceptance, planned, id, place->state);
    return rc;
}

static int
add_superseded(struct db *db, struct acceptance *acceptance, const struct planned_job *planned,
               int64_t rival)
{
    const struct job_place over = { .state = JOB_SUPERSEDED };

    acceptance->why = pool_printf(acceptance->pool, "job %lld is newer", (long long)rival);
    return insert_job(db, acceptance, planned, &over, acceptance->why);
}

static int
leave_out(struct db *db, struct acceptance *acceptance, const struct planned_job *planned,
          int64_t rival)
{
    acceptance->why =
        pool_printf(acceptance->pool, "already queued or done by job %lld", (long long)rival);
    return note_once(db, acceptance->receipt->event, planned->rule,
                     acceptance->delivery->received_ms, acceptance->why);
}

int
acceptance_add_job(struct db *db, struct acceptance *acceptance, const struct planned_job *planned)
{
    struct judgement judgement;
    int rc = newest_judge(db, planned, acceptance->receipt->event,
                          acceptance->delivery->received_ms, &judgement);

    if (rc != 0)
        return rc;
    if (judgement.verdict == VERDICT_SAME)
        return leave_out(db, acceptance, planned, judgement.rival);
    if (judgement.verdict == VERDICT_OLD)
        return add_superseded(db, acceptance, planned, judgement.rival);
    return insert_job(db, acceptance, planned, &judgement.place, NULL);
}
