/* newest.c - newest wins, by the sender's clock. */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>

#include "store/newest.h"
#include "store/rows.h"

/* The newest job of a key. */
struct rival {
    int64_t id; /* 0: there is none */
    int64_t order_ms;
    bool same;      /* as the planned one: its subject */
    bool contended; /* some job of the key waits or is on its way */
};

static void
read_rival(const struct db_row *row, struct pool *pool, void *item)
{
    struct rival *rival = item;

    (void)pool;
    *rival = (struct rival){ .id = db_integer(row, 0),
                             .order_ms = db_integer(row, 1),
                             .same = db_integer(row, 2) != 0,
                             .contended = db_integer(row, 3) != 0 };
}

static int
find_rival(struct db *db, const struct planned_job *planned, struct rival *rival)
{
    struct db_row *row;

    *rival = (struct rival){ 0 };
    row = db_query(db, "SELECT id, order_ms, subject = ?2,"
                       " EXISTS (SELECT 1 FROM job WHERE serial_key = ?1"
                       " AND " KEY_IS_BUSY ")"
                       " OR EXISTS (SELECT 1 FROM job WHERE serial_key = ?1 AND state = 'waiting')"
                       " FROM job WHERE serial_key = ?1"
                       " AND " KEY_IS_ORDERED " ORDER BY order_ms DESC, id DESC LIMIT 1");
    db_bind_text(row, 1, planned->key);
    db_bind_text(row, 2, planned->subject);
    return rows_first(row, read_rival, NULL, rival);
}

/* A job of the key that has the subject, whatever came after it; 0: none. */
static int
find_same(struct db *db, const struct planned_job *planned, int64_t *id)
{
    struct db_row *row = db_query(db, "SELECT id FROM job WHERE subject = ?2 AND serial_key = ?1"
                                      " AND state NOT IN ('cancelled', 'dead')"
                                      " ORDER BY id DESC LIMIT 1");

    db_bind_text(row, 1, planned->key);
    db_bind_text(row, 2, planned->subject);
    return db_number(row, 0, id);
}

#define SUPERSEDE                                                                                  \
    "UPDATE job SET state = 'superseded', blocked = 0, updated_ms = ?4,"                           \
    " reason = 'event ' || ?3 || ' brought a newer one'"                                           \
    " WHERE newest = 1 AND order_ms <= ?2 AND id = (SELECT id FROM job WHERE serial_key = ?1"

static const char supersede_ready[] = SUPERSEDE " AND state = 'ready' AND " KEY_IS_BUSY ")";
static const char supersede_waiting[] =
    SUPERSEDE " AND state = 'waiting' AND newest = 1 AND order_ms <= ?2 LIMIT 1)";

/* One by one, by id: a set of ids would be a temporary table each time. */
static int
supersede(struct db *db, const char *sql, const char *key, int64_t order_ms, int64_t event,
          int64_t now_ms)
{
    struct db_row *row = db_query(db, sql);

    db_bind_text(row, 1, key);
    db_bind_integer(row, 2, order_ms);
    db_bind_integer(row, 3, event);
    db_bind_integer(row, 4, now_ms);
    return db_finish(row);
}

int
newest_replace(struct db *db, const char *key, int64_t order_ms, int64_t event, int64_t now_ms)
{
    int rc = supersede(db, supersede_ready, key, order_ms, event, now_ms);

    do {
        if (rc == 0)
            rc = supersede(db, supersede_waiting, key, order_ms, event, now_ms);
    } while (rc == 0 && db_changes(db) > 0);
    return rc;
}

/* Whom it meets, and what that means. */
static int
judge(struct db *db, const struct planned_job *planned, struct rival *rival,
      struct judgement *judgement)
{
    int64_t same = 0;
    int rc = find_rival(db, planned, rival);

    *judgement = (struct judgement){ .verdict = VERDICT_GO, .rival = rival->id };
    if (rc != 0 || rival->id == 0)
        return rc;
    if (rival->same) {
        judgement->verdict = VERDICT_SAME;
    } else if (planned->newest && planned->order_ms < rival->order_ms) {
        judgement->verdict = VERDICT_OLD;
    } else if (!planned->newest && planned->order_ms <= rival->order_ms) {
        rc = find_same(db, planned, &same);
        if (same != 0)
            *judgement = (struct judgement){ .verdict = VERDICT_SAME, .rival = same };
    }
    return rc;
}

int
newest_judge(struct db *db, const struct planned_job *planned, int64_t event, int64_t now_ms,
             struct judgement *judgement)
{
    struct rival rival = { 0 };
    int rc = 0;

    *judgement = (struct judgement){ .verdict = VERDICT_GO };
    if (planned->key != NULL)
        rc = judge(db, planned, &rival, judgement);
    if (rc != 0 || judgement->verdict != VERDICT_GO)
        return rc;
    if (rival.contended && planned->newest)
        rc = newest_replace(db, planned->key, planned->order_ms, event, now_ms);
    if (rc == 0)
        rc = keys_place(db, rival.contended ? planned->key : NULL, now_ms + planned->delay_ms,
                        now_ms, &judgement->place);
    return rc;
}
