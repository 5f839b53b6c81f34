/*
 * notifying.h - a job of kind "notify" under way; for notify_*.c alone
 */
#ifndef HOOKLET_WORK_NOTIFYING_H
#define HOOKLET_WORK_NOTIFYING_H

#include "store/project.h"
#include "work/kept_message.h"
#include "work/notify_act.h"
#include "work/notify_wish.h"

struct notifying {
    const struct work *work;
    const struct job *job;
    struct notify_wish wish;
    struct project project;
    struct slack slack;
    const char *channel; /* its id, or KEPT_WEBHOOK */
};

/* Each tells, and says in the outcome what it did, or why nothing. */
int notify_deployment(struct notifying *notifying, struct outcome *outcome)
    __attribute__((warn_unused_result));
int notify_notice(struct notifying *notifying, struct outcome *outcome)
    __attribute__((warn_unused_result));
int notify_comment(struct notifying *notifying, struct outcome *outcome)
    __attribute__((warn_unused_result));

/* Is there no token, so that only an incoming webhook speaks? */
bool notify_by_webhook(const struct notifying *notifying);
/* Done, with these words. */
int notify_done(struct outcome *outcome, const char *words) __attribute__((warn_unused_result));

#endif
