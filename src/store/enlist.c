/* enlist.c - planned jobs become rows. */
#include "config.h"

#include <inttypes.h>

#include "store/enlist.h"
#include "store/keys.h"
#include "store/newest.h"

int
enlist_known(struct db *db, int64_t event, const struct planned_job *planned, bool *known)
{
    struct db_row *row = db_query(db, "SELECT 1 FROM job"
                                      " WHERE event_id = ?1 AND rule = ?2 AND step = ?3");

    db_bind_integer(row, 1, event);
    db_bind_text(row, 2, planned->rule);
    db_bind_integer(row, 3, planned->step);
    return db_exists(row, known);
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
insert(struct db *db, const struct enlisting *enlisting, const struct planned_job *planned,
       const struct job_place *place, struct enlisted *enlisted)
{
    struct db_row *row;

    row = db_query(db, "INSERT INTO job (event_id, kind, rule, step, lane, serial_key, subject,"
                       " order_ms, newest, crash, attempts, args, state, blocked, run_at_ms,"
                       " reason, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                       " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17)");
    db_bind_integer(row, 1, enlisting->event);
    bind_planned(row, planned);
    db_bind_text(row, 13, job_state_name(place->state));
    db_bind_integer(row, 14, place->blocked);
    db_bind_integer(row, 15, enlisting->now_ms + planned->delay_ms);
    db_bind_text(row, 16, enlisted->why);
    db_bind_integer(row, 17, enlisting->now_ms);
    enlisted->state = place->state;
    return db_insert(row, &enlisted->id);
}

/* why: it needs no doing, since a job that has not begun will do the same. */
static int
find_equal(struct db *db, const struct enlisting *enlisting, const struct planned_job *planned,
           const char **why)
{
    int64_t equal = 0;
    int rc = planned->merge ? keys_unbegun(db, planned->key, &equal) : 0;

    if (rc == 0 && equal != 0)
        *why = pool_printf(enlisting->pool, "merged into job %" PRId64, equal);
    return rc;
}

int
enlist_job(struct db *db, const struct enlisting *enlisting, const struct planned_job *planned,
           struct enlisted *enlisted)
{
    const struct job_place over = { .state = JOB_SUPERSEDED };
    struct judgement judgement;
    int rc;

    *enlisted = (struct enlisted){ 0 };
    rc = find_equal(db, enlisting, planned, &enlisted->why);
    if (rc == 0 && enlisted->why != NULL)
        return insert(db, enlisting, planned, &over, enlisted);
    if (rc == 0)
        rc = newest_judge(db, planned, enlisting->event, enlisting->now_ms, &judgement);
    if (rc != 0)
        return rc;
    if (judgement.verdict == VERDICT_SAME) {
        enlisted->why =
            pool_printf(enlisting->pool, "already queued or done by job %" PRId64, judgement.rival);
        return note_once(db, enlisting->event, planned->rule, enlisting->now_ms, enlisted->why);
    }
    if (judgement.verdict == VERDICT_OLD) {
        enlisted->why = pool_printf(enlisting->pool, "job %" PRId64 " is newer", judgement.rival);
        return insert(db, enlisting, planned, &over, enlisted);
    }
    return insert(db, enlisting, planned, &judgement.place, enlisted);
}
