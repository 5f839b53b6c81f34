/*
 * ledger_events.h - rows of events, for the queries of the ledger's own files
 */
#ifndef HOOKLET_STORE_LEDGER_EVENTS_H
#define HOOKLET_STORE_LEDGER_EVENTS_H

#include "store/ledger.h"

/* What ledger_events_read() takes apart. */
#define LEDGER_EVENT_COLUMNS                                                                       \
    "id, source, delivery, kind, action, repository, subject, secret, headers, status, reason,"    \
    " received_ms, ifnull(parent, 0), body_length,"                                                \
    " (SELECT count(*) FROM job WHERE job.event_id = event.id)"

/* Runs the bound query. */
int ledger_events_read(struct db_row *row, struct pool *pool, struct events *events)
    __attribute__((warn_unused_result));

#endif
