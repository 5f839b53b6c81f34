/*
 * github_linked.h - which issues a pull request closes
 *
 * One request in GraphQL (closingIssuesReferences), which is the cheapest that is right: words like
 * "closes #5" in a text count only outside of code, only for the default branch, also for another
 * repository, and issues are linked by hand, too, of which the text has nothing.  The same answer
 * has the pull request's text as it is now, for links of other trackers in it.
 * errors  those of github_graphql(); FAIL_NOT_FOUND: no such repository or pull request
 * memory  the client's pool
 * source  GitHub GraphQL, PullRequest.closingIssuesReferences; GitHub docs, "Linking a pull request
 *         to an issue"
 */
#ifndef HOOKLET_WIRE_GITHUB_LINKED_H
#define HOOKLET_WIRE_GITHUB_LINKED_H

#include "wire/github.h"

#define GITHUB_LINKED_MOST 10

struct github_linked_issue {
    const char *repository; /* OWNER/NAME: may be another one */
    int64_t number;
    const char *title; /* any UTF-8 */
    const char *url;
    bool open;
};

struct github_linked {
    struct github_linked_issue *issues; /* GITHUB_LINKED_MOST of them, in GitHub's order */
    size_t count;
    const char *text;  /* of the pull request: Markdown, any UTF-8, maybe "" */
    const char *title; /* of the pull request */
};

int github_linked_get(struct github *github, const char *repository, int64_t pull_request,
                      struct github_linked *linked) __attribute__((warn_unused_result));

#endif
