/* job_event.c - body and content type, out of the ledger. */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "store/ledger.h"
#include "wire/payload.h"
#include "work/job_event.h"

int
job_event_read(const struct work *work, const struct job *job, const char *kind,
               struct delivery *delivery, const char **trouble)
{
    struct event_row event = { 0 };
    struct payload payload = { 0 };
    char *body = NULL;
    int rc = ledger_event(work->store, job->event, work->pool, &event);

    *trouble = NULL;
    if (rc == 0)
        rc = ledger_body(work->store, job->event, work->pool, &body, &payload.length);
    if (rc == 0 && body == NULL)
        *trouble = pool_printf(
            work->pool, "the body of event %" PRId64 " was dropped when keep_bodies had passed",
            job->event);
    if (rc != 0 || body == NULL)
        return rc;
    payload.content_type = payload_content_type(work->pool, event.headers);
    payload.body = body;
    *delivery = (struct delivery){ .source = job->source,
                                   .id = job->delivery,
                                   .kind = kind,
                                   .secret = "",
                                   .received_ms = event.received_ms };
    return payload_find(work->pool, &payload, &delivery->document, &delivery->document_length);
}

bool
job_event_unreadable(int rc)
{
    return rc == FAIL_MALFORMED || rc == FAIL_UNREADABLE || rc == FAIL_FIELD || rc == FAIL_MEDIA;
}
