/*
 * github_pages.h - a list that GitHub hands out in pages
 *
 *     struct github_pages pages = { .path = "/repos/acme/web/issues?per_page=100" };
 *     while ((rc = github_next_page(github, &pages, wants, count)) == 1)
 *         ...
 */
#ifndef HOOKLET_WIRE_GITHUB_PAGES_H
#define HOOKLET_WIRE_GITHUB_PAGES_H

#include "wire/github.h"

#define GITHUB_PAGES_MOST 1000 /* a list that goes on is one that goes round */

struct github_pages {
    enum github_as as;
    const char *path; /* of the next page; NULL: there is none */
    int seen;         /* pages so far */
};

/*
 * 1: wants are of the next page; 0: there is none any more; else a failure of github_read(), or
 * FAIL_TOO_LARGE beyond GITHUB_PAGES_MOST.
 */
int github_next_page(struct github *github, struct github_pages *pages, struct json_want *wants,
                     size_t count) __attribute__((warn_unused_result));

#endif
