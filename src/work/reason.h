/*
 * reason.h - why a rule does not act on an event, in plain words
 *
 * NULL: it does.  Pure.  Reasons are for the answer, the ledger and `hooklet why`; texts from the
 * payload stand in them only once they are checked.
 */
#ifndef HOOKLET_WORK_REASON_H
#define HOOKLET_WORK_REASON_H

#include "port/settings.h"
#include "wire/github_event.h"

/* Whatever the rule: there is no ref to deploy, or none that can be handed on. */
const char *reason_pushed_ref(const struct github_push *push);
/* A deploy rule and a push. */
const char *reason_push(const struct github_push *push, const struct rule *rule, struct pool *pool);
/* A deploy rule and a pull request. */
const char *reason_merge(const struct github_pull_request *pull_request, const struct rule *rule,
                         struct pool *pool);
/* A run rule and any event; `ref` NULL: the event has none. */
const char *reason_run(const struct github_event *event, const char *ref, const struct rule *rule,
                       struct pool *pool);

/* "main, release*" */
const char *reason_list(struct strings strings, struct pool *pool);
/* "branch dev is not one of main, release*" */
const char *reason_none_of(const char *what, const char *name, struct strings patterns,
                           struct pool *pool);
/* Of a ref that ref_valid() refuses. */
extern const char reason_bad_name[];

#endif
