/*
 * deployment_ref.h - what shall be deployed, as people and events name it
 *
 *     refs/heads/main, heads/main      a branch
 *     refs/tags/v1.2, tags/v1.2        a tag
 *     refs/pull/12/head, pull/12, #12  what a pull request's head is
 *     40 or 64 hex digits              a commit
 *     main, v1.2, 1a2b3c4              a name: only GitHub knows of what
 *
 * Names of branches and tags have the characters of ref_valid(), so that they can be shown, sent
 * and handed to commands; others are no ref here.  Those of right-to-left scripts and with emoji
 * are among these others: such a pull request is named by its number.
 * Pure.
 */
#ifndef HOOKLET_WORK_DEPLOYMENT_REF_H
#define HOOKLET_WORK_DEPLOYMENT_REF_H

#include <stdint.h>

#include "base/pool.h"

enum ref_kind { REF_NONE, REF_NAME, REF_BRANCH, REF_TAG, REF_PULL, REF_COMMIT };

struct deployment_ref {
    enum ref_kind kind; /* REF_NONE: it is no ref */
    const char *name;   /* "main", "v1.2", "pull/12/head", the commit in lower case, or NULL */
    int64_t number;     /* of REF_PULL; else 0 */
};

/* Reads one; NULL is none. */
struct deployment_ref deployment_ref_read(struct pool *pool, const char *text);
/* As git spells it in full, "refs/heads/main"; of a commit or a name, as it is.  NULL: no ref. */
const char *deployment_ref_full(struct pool *pool, const struct deployment_ref *ref);
/* For people: "main", "v1.2", "#12", "1a2b3c4d5e"; "" for what is no ref. */
const char *deployment_ref_show(struct pool *pool, const char *text);
/* "branch", "tag", "pull request", "commit", "name" */
const char *ref_kind_name(enum ref_kind kind);

#endif
