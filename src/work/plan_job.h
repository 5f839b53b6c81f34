/*
 * plan_job.h - the job of a rule, whatever happening asks for it
 *
 * args: {"event","action","repository","ref","branch","tag","sha","before","pull_request","sender",
 * "environment"}, each a string, absent when unknown: what HOOKLET_* variables are made of; and
 * "installation", with what github_place_write() adds for a place.
 * Pure.
 */
#ifndef HOOKLET_WORK_PLAN_JOB_H
#define HOOKLET_WORK_PLAN_JOB_H

#include "port/json.h"
#include "port/rule.h"
#include "store/types.h"
#include "wire/github_event.h"
#include "wire/github_place.h"

struct happening {
    const struct github_event *event;        /* its subject is the commit of the job */
    const char *ref, *branch, *tag, *before; /* NULL: none */
    int64_t pull_request;                    /* number, or 0 */
    int64_t deploy_order_ms;                 /* the sender's clock */
    int64_t run_order_ms;
    const struct github_place *place; /* where to say how it went, or NULL */
};

/* The args as a tree, without the environment, for those who have more to say. */
struct json *plan_args(const struct happening *happening);
/* Fills a job of a deploy or run rule, but for its step. */
void plan_rule_job(struct planned_job *job, const struct happening *happening,
                   const struct rule *rule, struct pool *pool);

#endif
