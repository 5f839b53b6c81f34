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
    db_bind_some(row, 5, delivery->parent);
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

/* A batch may be tried again: all of it begins anew. */
static void
begin(struct acceptance *acceptance)
{
    *acceptance->receipt = (struct receipt){ 0 };
    acceptance->plan = acceptance->asked;
    acceptance->room = 0;
    acceptance->runs = false;
    acceptance->why = NULL;
}

/* What a replay is about, and that it does nothing. */
static const struct plan *
not_again(const struct acceptance *acceptance)
{
    struct plan *plan = pool_alloc(acceptance->pool, sizeof *plan);

    *plan = (struct plan){
        .status = PLAN_IGNORED,
        .reason = "it acts once, and a replay would act again",
        .action = acceptance->asked->action,
        .repository = acceptance->asked->repository,
        .subject = acceptance->asked->subject,
        .pushed_s = acceptance->asked->pushed_s,
    };
    return plan;
}

static int
event_exists(struct db *db, const struct acceptance *acceptance, bool *exists)
{
    struct db_row *row =
        db_query(db, "SELECT 1 FROM event WHERE source = ?1 AND delivery_key = ?2");

    db_bind_text(row, 1, acceptance->delivery->source);
    db_bind_blob(row, 2, acceptance->key.bytes, acceptance->key.length);
    return db_exists(row, exists);
}

/* What only the store can decide. */
static int
decide_rest(struct db *db, struct acceptance *acceptance)
{
    const struct plan_change *change = &acceptance->asked->change;
    bool exists = false;
    int rc;

    if (change->apply == NULL || acceptance->asked->status == PLAN_UNREADABLE)
        return 0;
    if (acceptance->delivery->parent != 0 && !change->repeatable) {
        acceptance->plan = not_again(acceptance);
        return 0;
    }
    rc = event_exists(db, acceptance, &exists);
    return rc == 0 && !exists ? acceptance_change(db, acceptance) : rc;
}

/* What the event looks like before its jobs meet the others of their keys. */
static void
set_receipt(struct acceptance *acceptance, const char *twin)
{
    const struct plan *plan = acceptance->plan;

    *acceptance->receipt = (struct receipt){
        .status = ACCEPT_IGNORED,
        .reason = plan->reason,
        .reply = plan->reply,
        .reply_type = plan->reply_type,
    };
    if (twin != NULL) {
        *acceptance->receipt = (struct receipt){
            .status = ACCEPT_SUSPECT,
            .reason = pool_printf(acceptance->pool, "same body as delivery %s", twin),
        };
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
    int rc;

    begin(acceptance);
    rc = find_twin(db, acceptance, &twin);
    if (rc == 0 && twin == NULL)
        rc = decide_rest(db, acceptance);
    if (rc != 0)
        return rc;
    set_receipt(acceptance, twin);
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

/* How the work of a look ahead says that it is to be undone. */
enum { TOLD_ONLY = 1 };

static int
foresee_work(struct db *db, void *data)
{
    struct acceptance *acceptance = data;
    int rc;

    begin(acceptance);
    rc = decide_rest(db, acceptance);
    return rc == 0 ? TOLD_ONLY : rc;
}

int
store_foresee(struct store *store, const struct delivery *delivery, struct plan *plan,
              struct pool *pool)
{
    struct receipt receipt;
    struct acceptance acceptance = {
        .delivery = delivery,
        .asked = plan,
        .plan = plan,
        .pool = pool,
        .receipt = &receipt,
    };
    int rc;

    if (plan->change.apply == NULL)
        return 0;
    delivery_key(delivery->id, &acceptance.key);
    rc = store_write(store, foresee_work, &acceptance);
    if (rc != TOLD_ONLY)
        return rc;
    *plan = *acceptance.plan;
    return 0;
}

int
store_accept(struct store *store, const struct delivery *delivery, const struct plan *plan,
             struct pool *pool, struct receipt *receipt)
{
    struct acceptance acceptance = {
        .delivery = delivery,
        .asked = plan,
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
