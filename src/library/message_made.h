/*
 * message_made.h - a message as others ask for it becomes one of ours; for the library's own files
 */
#ifndef HOOKLET_LIBRARY_MESSAGE_MADE_H
#define HOOKLET_LIBRARY_MESSAGE_MADE_H

#include "work/hook_message.h"

#include <hooklet/send.h>

/* Unchecked; borrows what it can. */
struct hook_message message_made(const struct hooklet_message *wish);

/*
 * The job of a message that comes of a delivery, or of a job of it.  rule: tells it from all others
 * of that event.
 * errors  those of message_check()
 */
int message_job_made(const struct hooklet_message *wish, const struct settings *settings,
                     const struct delivery *delivery, const char *rule, struct pool *pool,
                     struct planned_job *job) __attribute__((warn_unused_result));

#endif
