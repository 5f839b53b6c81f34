/*
 * wish.h - somebody, or something, asks for a deployment: as a job of kind "deployment", and back
 *
 * args: {"what":"deploy"|"end","rule","repository","environment","ref","sha","origin","by",
 * "by_slack","author","pull_request","installation"}, what is not known is absent.
 * The serial key is of repository and environment, "deployment:acme/web:production", lower case,
 * and newest wins in it: of wishes that wait the newest one stays.  A wish always counts, also for a
 * commit that was there before: its subject keeps nothing away.
 * What the rule says (which checks are wanted, whether it still holds) is not carried along: the
 * action looks it up by settings_deployment_rule(), so a mended rule holds for what waits.
 * wish_read() trusts nothing: whoever can write to the database can ask for no more than people can.
 * Pure.
 */
#ifndef HOOKLET_WORK_WISH_H
#define HOOKLET_WORK_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "port/github_api.h"
#include "store/types.h"

#define WISH_KIND "deployment"

enum wish_what {
    WISH_DEPLOY,
    WISH_END /* its pull request was closed: what is live there is no more, what waits is dropped */
};

struct wish {
    enum wish_what what;
    const char *rule;        /* name of the deployment rule that allows it */
    const char *repository;  /* OWNER/NAME */
    const char *environment; /* "production", "pr12" */
    const char *ref;         /* as deployment_ref.h has it; NULL: the commit alone, or WISH_END */
    const char *sha;         /* NULL: what the ref is then, which the action asks for */
    const char *origin;      /* "push", "pull_request", "slack", "comment", "rollback", "retry" */
    const char *by;          /* login of who asks, bots too; or NULL */
    const char *by_slack;    /* the same as a member of Slack, "U012AB3CD"; or NULL */
    const char *author;      /* login of who wrote what is deployed; or NULL */
    int64_t pull_request;    /* number, or 0 */
    int64_t installation;    /* or 0 */
    int64_t order_ms;        /* when it was asked for, by the asker's clock: whole seconds count,
                                as pushes have no more; not read back */
};

/* "deployment:acme/web:production" */
const char *wish_key(struct pool *pool, const char *repository, const char *environment);
/*
 * Fills the whole job.  Names of people that are none (of an account that is gone, say) are left
 * out; all else has to be as wish_read() takes it.
 */
void wish_plan(const struct wish *wish, const struct github_api *api, struct pool *pool,
               struct planned_job *job);
/* NULL, or why the args can't be used. */
const char *wish_read(struct pool *pool, const char *args, struct wish *wish);

/* A login as events have it: as login_valid() says, also with "[bot]" behind it.  NULL is none. */
bool wish_login_valid(const char *login);

#endif
