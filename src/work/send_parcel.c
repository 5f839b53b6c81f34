/* send_parcel.c - out of the ledger: the fanout job's args, the event's headers and body. */
#include "config.h"

#include "base/fail.h"
#include "store/fanouts.h"
#include "store/ledger.h"
#include "work/send_parcel.h"

int
send_parcel_read(struct store *store, const struct job *job, const struct send_form *form,
                 int64_t most, struct pool *pool, struct send_parcel *parcel)
{
    struct event_row row = { 0 };
    struct message_event event = { 0 };
    char *args = NULL, *body = NULL;
    int rc;

    rc = message_of(store, job->event, job->rule, pool, &args);
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_NOT_FOUND, "its message is gone");
    if (rc == 0)
        rc = ledger_event(store, job->event, pool, &row);
    if (rc == 0 && row.body_length > most)
        return FAIL_BUSY;
    if (rc == 0)
        rc = ledger_body(store, job->event, pool, &body, &event.length);
    if (rc != 0)
        return rc;

    event.headers = row.headers;
    event.received_ms = row.received_ms;
    event.body = body;
    rc = message_read(pool, args, &event, &parcel->message);
    if (rc == 0)
        rc = send_body(pool, form, &parcel->message, &parcel->body);
    return rc;
}

bool
send_parcel_hopeless(int rc)
{
    return rc == FAIL_NOT_FOUND || rc == FAIL_FIELD || rc == FAIL_MALFORMED ||
           rc == FAIL_UNREADABLE || rc == FAIL_MEDIA || rc == FAIL_TOO_LARGE;
}
