/* accept.c - a verified delivery and its plan become an event and jobs. */
#include "config.h"

#include "base/log.h"
#include "port/compress.h"
#include "store/acceptance.h"
#include "store/rows.h"
#include "store/store.h"

static void
read_text(const struct db_row *row, struct pool *pool, void *item)
{
    const char **text = item;

    *text = db_text_copy(row, 0, pool);
}

/* The source's first delivery of this body: its id, or NULL.  (Itself: then its key is taken.) */
static int
find_twin(struct db *db, const struct acceptance *acceptance, const char **twin)
{
    const struct delivery *delivery = acceptance->delivery;
    struct db_row *row;

    *twin = NULL;
    if (!delivery->replay_guard || delivery->parent != 0)
        return 0;
    row = db_query(db, "SELECT delivery FROM event"
                       " WHERE body_key = ?1 AND source = ?2 AND body_sha = ?3"
                       " ORDER BY id LIMIT 1");
    db_bind_integer(row, 1, acceptance->body_key);
    db_bind_text(row, 2, delivery->source);
    db_bind_blob(row, 3, delivery->body_sha, sizeof delivery->body_sha);
    return rows_first(row, read_text, acceptance->pool, twin);
}

static void
bind_delivery(struct db_row *row, const struct acceptance *acceptance)
{
    const struct delivery *delivery = acceptance->delivery;

    db_bind_text(row, 1, delivery->source);
    db_bind_text(row, 2, delivery->id);
    db_bind_text(row, 3, delivery->kind);
    db_bind_text(row, 4, delivery->secret != NULL ? delivery->secret : "");
    if (delivery->parent != 0)
        db_bind_integer(row, 5, delivery->parent);
    else
        db_bind_null(row, 5);
    db_bind_integer(row, 6, delivery->received_ms);
    db_bind_blob(row, 7, delivery->body_sha, sizeof delivery->body_sha);
    db_bind_integer(row, 8, (int64_t)delivery->length);
    db_bind_text(row, 9, delivery->headers != NULL ? delivery->headers : "{}");
    db_bind_blob(row, 10, acceptance->packed, acceptance->packed_length);
}

/* Leaves receipt->event 0 when the delivery is stored already. */
static int
insert_event(struct db *db, const struct acceptance *acceptance, const char *status)
{
    struct db_row *row;

    row = db_query(db, "INSERT INTO event (source, delivery, kind, secret, parent, received_ms,"
                       " body_sha, body_length, headers, body, action, repository, subject, status,"
                       " reason, delivery_key, body_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                       " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
                       " ON CONFLICT (source, delivery_key) DO NOTHING");
    bind_delivery(row, acceptance);
    db_bind_text(row, 11, acceptance->plan->action);
    db_bind_text(row, 12, acceptance->plan->repository);
    db_bind_text(row, 13, acceptance->plan->subject);
    db_bind_text(row, 14, status);
    db_bind_text(row, 15, acceptance->receipt->reason);
    db_bind_blob(row, 16, acceptance->key.bytes, acceptance->key.length);
    db_bind_integer(row, 17, acceptance->body_key);
    return db_insert(row, &acceptance->receipt->event);
}

static int
add_jobs_and_facts(struct db *db, struct acceptance *acceptance)
{
    struct receipt *receipt = acceptance->receipt;
    const struct plan *plan = acceptance->plan;
    int rc = acceptance_add_facts(db, acceptance, acceptance->delivery->parent != 0);

    for (size_t i = 0; i < plan->job_count && rc == 0; i++)
        rc = acceptance_add_job(db, acceptance, &plan->jobs[i]);
    if (rc != 0 || acceptance->runs || plan->job_count + plan->fact_count == 0)
        return rc;
    receipt->status = ACCEPT_IGNORED;
    receipt->reason = acceptance->why;
    return acceptance_set_status(db, receipt->event, "ignored", receipt->reason);
}

/* What the event looks like before its jobs meet the others of their keys. */
static void
set_receipt(struct acceptance *acceptance, const char *twin)
{
    const struct plan *plan = acceptance->plan;

    *acceptance->receipt = (struct receipt){
        .status = ACCEPT_IGNORED,
        .reason = plan->reason,
        .jobs = pool_array(acceptance->pool, plan->job_count + 1, sizeof(struct accepted_job)),
    };
    acceptance->runs = false;
    acceptance->why = NULL;
    if (twin != NULL) {
        acceptance->receipt->status = ACCEPT_SUSPECT;
        acceptance->receipt->reason =
            pool_printf(acceptance->pool, "same body as delivery %s", twin);
    } else if (plan->status == PLAN_UNREADABLE) {
        acceptance->receipt->status = ACCEPT_UNREADABLE;
    } else if (plan->status == PLAN_ACCEPTED) {
        acceptance->receipt->status = ACCEPT_ACCEPTED;
    }
}

static int
accept_event(struct db *db, struct acceptance *acceptance)
{
    struct receipt *receipt = acceptance->receipt;
    const char *twin = NULL;
    int rc = find_twin(db, acceptance, &twin);

    set_receipt(acceptance, twin);
    if (rc == 0)
        rc = insert_event(db, acceptance, accept_status_name(receipt->status));
    if (rc != 0)
        return rc;
    if (receipt->event == 0)
        return redelivery_accept(db, acceptance);
    if (receipt->status == ACCEPT_SUSPECT)
        return 0;
    rc = acceptance_add_notes(db, acceptance);
    if (rc == 0 && receipt->status == ACCEPT_ACCEPTED)
        rc = add_jobs_and_facts(db, acceptance);
    return rc;
}

/* Runs on the committer's thread, whose log lines are about this delivery meanwhile. */
static int
accept_work(struct db *db, void *data)
{
    struct acceptance *acceptance = data;
    int rc;

    log_delivery(acceptance->delivery->id);
    rc = accept_event(db, acceptance);
    log_delivery(NULL);
    return rc;
}

int
store_accept(struct store *store, const struct delivery *delivery, const struct plan *plan,
             struct pool *pool, struct receipt *receipt)
{
    struct acceptance acceptance = {
        .delivery = delivery,
        .plan = plan,
        .pool = pool,
        .receipt = receipt,
        .body_key = body_key(plan->pushed_s, delivery->body_sha),
    };
    void *packed = NULL;
    bool odd;
    int rc;

    delivery_key(delivery->id, &acceptance.key);
    /* Before the writer lock: it is the longest part of it all. */
    rc = compress_pack(pool, delivery->body, delivery->length, &packed, &acceptance.packed_length);
    acceptance.packed = packed;
    if (rc == 0)
        rc = store_write(store, accept_work, &acceptance);
    if (rc != 0) {
        *receipt = (struct receipt){ 0 };
        return rc;
    }
    /* The ledger has them all; these two are rare, and worth a look. */
    odd = receipt->status == ACCEPT_SUSPECT || receipt->status == ACCEPT_UNREADABLE;
    log_say(odd ? LOG_WARNING : LOG_DEBUG, "accept", "event %lld, %s, %zu job%s%s%s",
            (long long)receipt->event, accept_answer(receipt->status), receipt->job_count,
            receipt->job_count == 1 ? "" : "s", receipt->reason != NULL ? ": " : "",
            receipt->reason != NULL ? receipt->reason : "");
    return 0;
}
