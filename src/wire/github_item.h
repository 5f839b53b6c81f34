/*
 * github_item.h - an issue or pull request, whole: what a task is made of
 *
 * Out of an event, whose body has it at "/issue" or "/pull_request", and out of one element of a
 * list as GitHub's API gives it ("/items/3"), which the document keeps beside the repository:
 * {"repository":{"id","full_name"},"items":[..]}.
 * Only what says which item it is has to be there: repository, its id, and the number.  All else
 * may be missing, null, or no valid name: then it is NULL, 0, false, "" or not in its list.
 * The id of a repository, and where an item has moved to or from, are claims where the delivery's
 * secret is good for some repositories only (github_event.h).
 * errors  those of github_event.h
 * memory  the pool
 * source  GitHub docs, "Webhook events and payloads": issues, pull_request; REST API, "Issues"
 */
#ifndef HOOKLET_WIRE_GITHUB_ITEM_H
#define HOOKLET_WIRE_GITHUB_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "wire/github_event.h"

struct github_item {
    bool pull_request; /* also in events "issues": GitHub tells milestones of both there */
    int64_t number;
    int64_t repository_id;
    const char *repository;    /* OWNER/NAME */
    const char *url;           /* of its page, or NULL */
    const char *title;         /* any UTF-8; never NULL */
    const char *body;          /* Markdown, any UTF-8; never NULL, "" where there is none */
    bool open;                 /* neither closed nor merged */
    bool merged;               /* of a pull request */
    bool draft;                /* of a pull request */
    struct strings assignees;  /* logins, in GitHub's order */
    struct strings reviewers;  /* logins of who is asked for a review, without teams; told by events
                                  "pull_request" alone, not by lists of issues */
    struct strings labels;     /* names */
    const char *milestone_due; /* "2026-12-01", or NULL */
    const char *author;        /* login; NULL: an account that is gone */
    int64_t updated_ms;        /* by GitHub's clock, of an event as github_time() takes it; 0: a
                                  list does not tell */
};

struct github_item_event {
    struct github_event event; /* "issues" or "pull_request", with its action */
    struct github_item item;
    const char *label;    /* that this action puts on or takes off, or NULL */
    const char *assignee; /* login that this action adds or takes off, or NULL */
    /* transferred: what it is from now on; NULL and 0 for other actions */
    const char *new_repository;
    int64_t new_repository_id;
    int64_t new_number;
    const char *new_url;
    /* opened by a transfer: what it was; NULL and 0 otherwise */
    const char *old_repository;
    int64_t old_repository_id;
    int64_t old_number;
};

/* The item at `root` of a document that was not checked for being an event. */
int github_item_read(struct pool *pool, const char *document, size_t length, const char *root,
                     struct github_item *item) __attribute__((warn_unused_result));

/* "/issue" or "/pull_request", where an event of that kind has its item; NULL: it has none. */
const char *github_item_root(const char *kind);
/* delivery->kind is one of these two.  errors  FAIL_FIELD any other event, too */
int github_item_decode(const struct delivery *delivery, struct pool *pool,
                       struct github_item_event *event) __attribute__((warn_unused_result));

#endif
