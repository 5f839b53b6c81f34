/*
 * github_event.h - GitHub's webhook payloads as structs
 *
 * All meaning comes from the signed body; the event's name (a header, unsigned) only says which
 * decoder to try, and a body that isn't of that event fails (github_shape.h).
 * Unknown members are ignored; members that we can do without are NULL or 0 when absent or null.
 * Names that end up in keys, environments and logs are checked here: repository, action, sender,
 * commits.  Refs are handed on as they are: ref_valid() is the plan's question.
 * A secret may be good for some repositories only: of what it signs, repository and owner are true,
 * but installation and organization are no more than what somebody claims.
 * errors  FAIL_MALFORMED, FAIL_UNREADABLE of json_scan · FAIL_FIELD "push: /after is missing"
 * memory  the delivery's pool as handed in
 * source  GitHub docs, "Webhook events and payloads"
 */
#ifndef HOOKLET_WIRE_GITHUB_EVENT_H
#define HOOKLET_WIRE_GITHUB_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/match.h"
#include "store/types.h"

/* What all events have in common. */
struct github_event {
    const char *kind;           /* "push" */
    const char *action;         /* "closed"; NULL where the event has none */
    const char *repository;     /* OWNER/NAME as GitHub spells it; NULL: not about one */
    const char *default_branch; /* of the repository, or NULL */
    bool fork;                  /* the repository is a fork */
    const char *owner;          /* OWNER of it, or NULL */
    bool owner_is_organization;
    const char *sender;       /* login, or NULL */
    bool sender_bot;          /* its type is Bot, or its login ends in "[bot]" */
    const char *organization; /* login of the organisation that it happens in, or NULL */
    int64_t installation;     /* id, where an App is told; 0: a repository's own hook */
    const char *subject;      /* commit that the event is about, or NULL */
    int64_t pushed_s;         /* as payload_pushed() has it */
    int64_t received_ms;
};

struct github_push {
    struct github_event event; /* subject: the commit, also where `after` is a tag object */
    const char *ref;           /* "refs/heads/main" */
    const char *branch;        /* "main", or NULL when the ref is no branch */
    const char *tag;           /* "v1.0", or NULL when the ref is no tag */
    const char *before;        /* commit; all zero when created; NULL: not told */
    const char *after;         /* commit or tag object; all zero when deleted */
    bool created, deleted, forced;
    const char *author;     /* login of who wrote the head commit, or NULL */
    int64_t pushed_ms;      /* repository.pushed_at (a number or a date), else received_ms */
    struct strings changed; /* paths that its commits add, modify or remove */
    bool changed_known;     /* false: new branch, forced, no commits or a cut list: any path
                                   may have changed */
};

struct github_pull_request {
    struct github_event event; /* subject: merge_sha when merged, else head_sha */
    int64_t number;
    const char *base_branch;
    const char *head_sha;
    const char *head_branch; /* not checked by ref_valid() yet; NULL: not told */
    bool from_fork;          /* its head is in another repository, or in one that is gone */
    bool draft;
    bool merged;
    const char *merge_sha;   /* merge_commit_sha when merged, else NULL */
    int64_t merged_ms;       /* 0: not merged */
    const char *author;      /* login; NULL: an account that is gone ("ghost") */
    const char *author_type; /* "User", "Bot", "Organization", "Mannequin", or NULL */
    bool author_bot;
    const char *association; /* of the author: "OWNER", "MEMBER", "CONTRIBUTOR", ..., or NULL */
    int64_t updated_ms;      /* by GitHub's clock; received_ms when it doesn't tell */
};

struct github_ping {
    struct github_event event;
    int64_t hook; /* id */
};

/* Any event: checks that the body is of delivery->kind, as far as we know that name. */
int github_event_decode(const struct delivery *delivery, struct pool *pool,
                        struct github_event *event) __attribute__((warn_unused_result));
int github_push_decode(const struct delivery *delivery, struct pool *pool, struct github_push *push)
    __attribute__((warn_unused_result));
int github_pull_request_decode(const struct delivery *delivery, struct pool *pool,
                               struct github_pull_request *pull_request)
    __attribute__((warn_unused_result));
int github_ping_decode(const struct delivery *delivery, struct pool *pool, struct github_ping *ping)
    __attribute__((warn_unused_result));

#endif
