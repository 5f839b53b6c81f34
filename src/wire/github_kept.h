/*
 * github_kept.h - answers that are kept to be asked for again by their ETag
 *
 * In the store (state "github_answer"), by installation and URL: what one installation was told no
 * other one sees.  An answer over 256 KiB is not kept.  To keep and to find is a help, not a need:
 * trouble with the store means that the whole answer is asked for.
 */
#ifndef HOOKLET_WIRE_GITHUB_KEPT_H
#define HOOKLET_WIRE_GITHUB_KEPT_H

#include "wire/github.h"

struct github_kept {
    const char *etag; /* NULL: none is kept */
    const char *body;
    size_t length;
    const char *next;
};

void github_kept_find(struct github *github, const char *path, struct github_kept *kept);
void github_kept_put(struct github *github, const char *path, const struct github_kept *kept);

#endif
