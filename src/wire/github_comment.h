/*
 * github_comment.h - text that people write at GitHub, in six kinds of place
 *
 * Issues and pull requests as they are opened, comments on either, reviews, comments in a review's
 * threads, comments on a commit.  One struct for all, so that whoever reads the text need not care
 * where it stands; what a place does not have is NULL or 0.
 * Only what has to be there is checked by refusing it: the repository, and the ids of what would be
 * answered.  Names that are none are NULL.
 * errors  those of github_event.h
 * memory  the pool
 * source  GitHub docs, "Webhook events and payloads"
 */
#ifndef HOOKLET_WIRE_GITHUB_COMMENT_H
#define HOOKLET_WIRE_GITHUB_COMMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/github_event.h"

enum comment_place {
    PLACE_ISSUE,          /* issues, opened */
    PLACE_PULL_REQUEST,   /* pull_request, opened */
    PLACE_ISSUE_COMMENT,  /* issue_comment, created; on an issue or a pull request */
    PLACE_REVIEW,         /* pull_request_review, submitted */
    PLACE_REVIEW_COMMENT, /* pull_request_review_comment, created */
    PLACE_COMMIT_COMMENT  /* commit_comment, created */
};

struct github_comment {
    struct github_event event;
    enum comment_place place;
    bool fresh;           /* new text: opened, created, submitted; else edited, moved here, ... */
    int64_t number;       /* of the issue or pull request; 0: on a commit */
    bool on_pull_request; /* what `number` is */
    int64_t id;           /* of the comment or review; 0: it is the text of `number` itself */
    int64_t thread;       /* of a review comment: the first comment of its thread; else 0 */

    /* The commit, or the pull request's head as of now.  An issue comment doesn't tell it. */
    const char *sha;             /* or NULL */
    const char *head_ref;        /* branch, not checked by ref_valid() yet; or NULL */
    const char *head_repository; /* OWNER/NAME; NULL: not told, or gone */
    bool from_fork;              /* it is another one, or gone; says nothing where sha is NULL */

    const char *author;         /* login of who wrote the text; NULL: an account that is gone */
    const char *author_type;    /* "User", "Bot", "Organization", "Mannequin", or NULL */
    bool author_bot;            /* as sender_bot */
    const char *association;    /* of the author: "OWNER", "MEMBER", "NONE", ..., or NULL */
    const char *subject_author; /* who opened `number`; NULL: gone, or on a commit */

    const char *body;   /* Markdown, any UTF-8; never NULL, "" where there is none */
    size_t body_length; /* bytes */
    int64_t created_ms; /* by GitHub's clock; received_ms when it doesn't tell */
    const char *url;    /* the page where the text stands, or NULL */
};

/* Is it one of the six events above? */
bool github_comment_event(const char *kind);
/* delivery->kind is one of them.  errors  FAIL_FIELD any other event, too */
int github_comment_decode(const struct delivery *delivery, struct pool *pool,
                          struct github_comment *comment) __attribute__((warn_unused_result));

#endif
