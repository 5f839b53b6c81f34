/*
 * notice.h - what happens to pull requests, issues and releases, as it is told in a channel
 *
 *     pull_request         opened, reopened, ready for review, review requested, merged, closed
 *     pull_request_review  approved, changes wanted, commented (with a text of its own: each
 *                          comment in a thread brings an empty review along)
 *     issues               opened, reopened, assigned, closed
 *     release              published
 *
 * Read out of the event's body, both when it is decided and when it is told; a project can have each
 * kind on or off (port/project.h).
 * Pure.
 * errors  those of json_scan(); what is missing, or no name, is no failure: then nothing is told
 * memory  the pool
 * source  GitHub docs, "Webhook events and payloads"
 */
#ifndef HOOKLET_WORK_NOTICE_H
#define HOOKLET_WORK_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/project.h"
#include "store/people.h"

enum notice_what {
    NOTICE_IS_OPENED,
    NOTICE_IS_REOPENED,
    NOTICE_IS_READY,
    NOTICE_IS_REVIEW_WANTED,
    NOTICE_IS_APPROVED,
    NOTICE_IS_CHANGES_WANTED,
    NOTICE_IS_COMMENTED,
    NOTICE_IS_MERGED,
    NOTICE_IS_CLOSED,
    NOTICE_IS_ASSIGNED,
    NOTICE_IS_RELEASED
};

struct notice {
    unsigned kind; /* one of enum project_notice; 0: nothing is told of such an event */
    enum notice_what what;
    const char *event;      /* "issues" */
    const char *repository; /* OWNER/NAME */
    const char *thing;      /* "acme/web#12", "acme/web@v1.2": what its thread is about */
    int64_t number;         /* of the pull request or issue; 0: a release */
    const char *title;      /* any UTF-8; of a release its name, or its tag */
    const char *url;        /* of its page, or NULL */
    const char *by;         /* login of who did it, or NULL */
    const char *whom;       /* login of who is asked for a review, or assigned; or NULL */
    const char *team;       /* that is asked for a review; or NULL */
    const char *base;       /* of a pull request: the branch it is for; or NULL */
    bool draft;             /* of a pull request */
    bool not_planned;       /* of an issue that is closed: nobody will do it */
    bool early;             /* of a release: a prerelease */
};

/* Does such an event bring notices at all? */
bool notice_event(const char *event);
int notice_read(struct pool *pool, const char *event, const char *document, size_t length,
                struct notice *notice) __attribute__((warn_unused_result));
/* As Slack wants it: "<@U1> opened pull request <https://..|#12 Fix the lock>". */
const char *notice_text(struct pool *pool, const struct notice *notice,
                        const struct people *people);

#endif
