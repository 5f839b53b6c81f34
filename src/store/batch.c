/* batch.c - many pieces of work in one transaction. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "store/batch.h"

#define CHECKPOINT_PAUSE_MS 50

static void
settle(struct batch_item *item, int rc)
{
    free(item->detail);
    item->detail = rc < 0 ? strdup(fail_detail()) : NULL;
    item->rc = rc;
}

void
batch_settle(struct batch_item *items, int rc)
{
    for (struct batch_item *item = items; item != NULL; item = item->next)
        settle(item, rc);
}

/* After an I/O error or a failed COMMIT nobody knows what the connection still believes. */
static void
distrust(struct batch_writer *writer)
{
    db_close(writer->db);
    writer->db = NULL;
}

/* What goes into a file that was replaced, by a restore for instance, would be lost with it. */
static int
open_writer(struct batch_writer *writer)
{
    int rc;

    if (writer->db != NULL && db_has_moved(writer->db)) {
        log_say(LOG_WARNING, "database", "%s was removed or replaced: opening it anew",
                writer->database);
        distrust(writer);
    }
    if (writer->db != NULL)
        return 0;
    rc = db_open(writer->database, DB_WRITE, &writer->db);
    return rc == FAIL_NOT_FOUND ? FAIL_STORE : rc; /* to the one who asked it is trouble of ours */
}

/* UNDO: what the newest member wrote must go.  BROKEN: the transaction itself is in trouble. */
enum passage { PASSED, UNDO, BROKEN };

static enum passage
run_member(struct db *db, struct batch_item *item)
{
    int64_t before = db_total_changes(db);

    fail_adopt(""); /* work may fail without a word, and the last one's are not its own */
    settle(item, item->work(db, item->data));
    if (!db_in_transaction(db))
        return BROKEN;
    item->spoiled = item->rc != 0 && db_total_changes(db) > before;
    return item->spoiled ? UNDO : PASSED;
}

static enum passage
run_members(struct db *db, struct batch_item *items)
{
    enum passage passage = PASSED;

    for (struct batch_item *item = items; item != NULL && passage == PASSED; item = item->next)
        if (!item->spoiled)
            passage = run_member(db, item);
    return passage;
}

/* ROLLED_BACK: nothing was written, and that is certain. */
enum ending { COMMITTED, ROLLED_BACK, UNKNOWN };

/* All that have not failed by themselves. */
static void
settle_good(struct batch_item *items, int rc)
{
    for (struct batch_item *item = items; item != NULL; item = item->next)
        if (item->rc == 0)
            settle(item, rc);
}

/*
 * A member that fails after writing is rare (readiness probes do, now and then), so the good ones
 * pay nothing for it: all is rolled back and begun again without it.  A savepoint for each would
 * copy every page that it touches.
 */
static enum ending
write_once(struct batch_writer *writer, struct batch_item *items)
{
    enum passage passage;
    int rc = open_writer(writer);

    do {
        if (rc == 0)
            rc = db_begin(writer->db);
        if (rc != 0) {
            settle_good(items, rc);
            return UNKNOWN; /* trying each alone would only repeat the wait */
        }
        passage = run_members(writer->db, items);
        if (passage != PASSED)
            db_rollback(writer->db);
    } while (passage == UNDO);
    if (passage == BROKEN)
        return ROLLED_BACK;
    if (db_commit(writer->db) == 0)
        return COMMITTED;
    settle_good(items, FAIL_STORE);
    return UNKNOWN;
}

/* An item whose transaction broke keeps its own failure, or gets a general one. */
static bool
write_alone(struct batch_writer *writer, struct batch_item *item)
{
    struct batch_item *next = item->next;
    enum ending ending;

    item->next = NULL;
    ending = write_once(writer, item);
    item->next = next;
    if (ending == ROLLED_BACK && item->rc == 0)
        settle(item, FAIL_STORE);
    return ending == COMMITTED && item->rc == 0;
}

static bool
any(const struct batch_item *items, int rc)
{
    for (; items != NULL; items = items->next)
        if (items->rc == rc)
            return true;
    return false;
}

bool
batch_write(struct batch_writer *writer, struct batch_item *items)
{
    enum ending ending = write_once(writer, items);
    bool durable = ending == COMMITTED && any(items, 0);

    if (ending == ROLLED_BACK)
        for (struct batch_item *item = items; item != NULL; item = item->next)
            durable = write_alone(writer, item) || durable;
    if (any(items, FAIL_STORE))
        distrust(writer);
    return durable;
}

bool
batch_log_has_grown(const struct batch_writer *writer)
{
    return writer->db != NULL && db_wal_bytes(writer->db) >= writer->checkpoint_bytes;
}

void
batch_checkpoint(struct batch_writer *writer)
{
    int64_t now_ms = clock_steady_ms();
    bool cuts;

    if (now_ms < writer->checkpoint_next_ms || !batch_log_has_grown(writer))
        return;
    writer->checkpoint_next_ms = now_ms + CHECKPOINT_PAUSE_MS;
    cuts = writer->cuts_log || db_wal_bytes(writer->db) / 2 >= writer->checkpoint_bytes;
    if (db_checkpoint(writer->db, cuts ? DB_LOG_CUT : DB_LOG_KEPT) != 0)
        distrust(writer);
}
