/*
 * notify_wish.h - jobs of kind "notify": something is to be told in a project's channel
 *
 *     notice       what happened to a pull request, an issue, a release: one thread for each.  args:
 *                  {"what":"notice","repository","thing":"acme/web#12","event":"issues"}; the rest
 *                  stands in the event's body (notice.h).  All of them are told, in their order.
 *     deployment   the message of a row, which is edited in place.  args: {"what":"deployment",
 *                  "repository","deployment":"12"}; the row says what is so when it is told, so of
 *                  jobs that wait the newest one stays.
 *     comment      the same as a comment at its pull request, which has one for all of its
 *                  deployments.  args: those of a deployment, with "at":"pull_request" and the
 *                  installation; the lane is GitHub's.
 *
 * Keys: "notify:acme/web#12", "notify:deployment:12", "notify:comment:acme/web#12", lower case.
 * Pure.
 */
#ifndef HOOKLET_WORK_NOTIFY_WISH_H
#define HOOKLET_WORK_NOTIFY_WISH_H

#include <stdint.h>

#include "base/pool.h"
#include "port/github_api.h"
#include "store/deployment.h"
#include "store/types.h"

#define NOTIFY_KIND "notify"

enum notify_what { NOTIFY_NOTICE, NOTIFY_DEPLOYMENT, NOTIFY_COMMENT };

struct notify_wish {
    enum notify_what what;
    const char *repository; /* OWNER/NAME */
    const char *thing;      /* of a notice: "acme/web#12", "acme/web@v1.2" */
    const char *event;      /* of a notice: its kind, "pull_request" */
    int64_t deployment;     /* of a deployment and a comment: the row */
};

/* The job of an event that brings a notice. */
void notify_wish_notice(const struct notify_wish *wish, int64_t order_ms, struct pool *pool,
                        struct planned_job *job);
/* A job that follows whatever has written the row, as it is now. */
void notify_wish_deployment(const struct deployment *row, struct pool *pool,
                            struct planned_job *job);
/* The same for the comment at its pull request, which it has to have. */
void notify_wish_comment(const struct deployment *row, const struct github_api *api,
                         struct pool *pool, struct planned_job *job);
/* NULL, or why the args can't be used. */
const char *notify_wish_read(struct pool *pool, const char *args, struct notify_wish *wish);

#endif
