/*
 * github_written.h - a comment of our own under an issue or a pull request, which is edited later
 *
 * errors  those of github_call(); FAIL_NOT_FOUND: the issue, or the comment, is gone, or the App may
 *         not see it
 * memory  the client's pool
 * source  GitHub docs, "REST API endpoints for issue comments"
 */
#ifndef HOOKLET_WIRE_GITHUB_WRITTEN_H
#define HOOKLET_WIRE_GITHUB_WRITTEN_H

#include "wire/github.h"

struct github_under {
    const char *repository; /* OWNER/NAME */
    int64_t number;         /* of the issue or pull request */
};

/* text: Markdown. */
int github_written_post(struct github *github, const struct github_under *under, const char *text,
                        int64_t *id) __attribute__((warn_unused_result));
int github_written_edit(struct github *github, const struct github_under *under, int64_t id,
                        const char *text) __attribute__((warn_unused_result));
/*
 * The first comment since then (0: of all) that ends with `marker` and that we have written: by the
 * App, or the token's user.  Anybody can copy a marker, and an App may edit what others have written.
 */
int github_written_find(struct github *github, const struct github_under *under, const char *marker,
                        int64_t since_ms, int64_t *id) __attribute__((warn_unused_result));

#endif
