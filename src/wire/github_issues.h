/*
 * github_issues.h - all issues of a repository, pull requests among them, a page at a time
 *
 * The list goes by when items were changed, the oldest first, and a page begins at the time at
 * which the one before ended, not behind so many items.  So no item slips through when another one
 * leaves the list meanwhile (closed, transferred, deleted); one that is changed while the list is
 * read comes once more at its end; and a walk that was broken off is taken up days later.
 *
 * errors  FAIL_REFUSED `disabled`, too, where a repository has no issues · those of github_call()
 * memory  the client's pool, but for the JSON
 * source  GitHub docs, "List repository issues"
 */
#ifndef HOOKLET_WIRE_GITHUB_ISSUES_H
#define HOOKLET_WIRE_GITHUB_ISSUES_H

#include "port/json.h"
#include "wire/github.h"

/* Where in the list somebody is. */
struct github_walk {
    bool over;           /* there is no next page */
    int64_t since_ms;    /* all that was changed before it was there, whole seconds; 0: nothing */
    const int64_t *seen; /* numbers of what was changed in the second of since_ms, and was there */
    size_t seen_count;
    const char *next; /* where many were changed in one second: URL of the next page since then */
};

struct github_issues {
    const char *repository; /* OWNER/NAME */
    bool all;               /* closed ones, too */
    struct github_walk walk;

    struct json *items; /* out: an array, as github_page.h has them; whose it is: the caller's */
    size_t count;       /* out */
    int64_t left;       /* out: about so many from here on, with these */
    bool disabled;      /* out: the repository has no issues */
};

/*
 * The next page that has anything new, and the walk stands behind it.  No items: that was all.
 * When it fails there are none, and the walk is where it was.
 */
int github_issues_next(struct github *github, struct github_issues *issues)
    __attribute__((warn_unused_result));

#endif
