/*
 * job_event.h - the event of a job once more, whole: for jobs that look up in its body what they tell
 */
#ifndef HOOKLET_WORK_JOB_EVENT_H
#define HOOKLET_WORK_JOB_EVENT_H

#include <stdbool.h>

#include "work/action.h"

/*
 * kind: of the event, as the plan knew it.  trouble: why the body is not there any more, else NULL;
 * then the delivery has no document.
 * errors  those of the store, and of payload_find()
 * memory  the job's pool
 */
int job_event_read(const struct work *work, const struct job *job, const char *kind,
                   struct delivery *delivery, const char **trouble)
    __attribute__((warn_unused_result));
/* Did reading it fail for good, however often one tries? */
bool job_event_unreadable(int rc);

#endif
