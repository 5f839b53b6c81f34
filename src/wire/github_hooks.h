/*
 * github_hooks.h - what GitHub delivered to our hooks, and delivering it again
 *
 * GitHub keeps deliveries for three days.  Each attempt has an id of its own; all attempts of one
 * event, at whatever hook, share its guid, which is X-GitHub-Delivery.
 * errors  those of github_call(); FAIL_NOT_FOUND GitHub has no such hook or delivery (any more)
 * memory  the client's pool
 * source  GitHub docs, "REST API endpoints for GitHub App webhooks", "for repository webhooks",
 *         "for organization webhooks"; "Handling failed webhook deliveries"
 */
#ifndef HOOKLET_WIRE_GITHUB_HOOKS_H
#define HOOKLET_WIRE_GITHUB_HOOKS_H

#include "wire/github_pages.h"

struct github_hook {
    const char *path; /* "/app/hook", "/orgs/acme/hooks/7", "/repos/acme/web/hooks/7" */
    const char *mark; /* that all it posts have among their headers, as the ledger keeps them */
    enum github_as as;
};

struct github_hooks {
    struct github_hook *items;
    size_t count;
};

/* One attempt. */
struct github_delivery {
    int64_t id;
    const char *guid;
    const char *event;
    const char *action; /* or NULL */
    int status_code;    /* what was answered; 0: nobody did */
    bool redelivery;
    int64_t delivered_ms;    /* by GitHub's clock, whole seconds */
    int64_t installation_id; /* 0: none */
    int64_t repository_id;   /* 0: none */
};

struct github_deliveries {
    struct github_delivery *items;
    size_t count;
};

/* What was posted, as GitHub remembers it. */
struct github_payload {
    const char *guid;
    const char *event;
    const char *headers; /* of the request, a JSON object */
    const char *body;    /* the JSON itself, whatever it was posted as, as GitHub writes it now */
    size_t length;
};

/*
 * owner: "app", an organisation, OWNER/NAME.  The App has one hook; of the others those whose URL
 * has the path /hooks/github, or one below it.
 */
int github_hooks_find(struct github *github, const char *owner, struct github_hooks *hooks)
    __attribute__((warn_unused_result));
/* A hook's deliveries from the newest on, for github_deliveries_next(). */
struct github_pages github_deliveries(struct github *github, const struct github_hook *hook);
/* As github_next_page(): 1 there is a page; 0 there is none any more. */
int github_deliveries_next(struct github *github, struct github_pages *pages,
                           struct github_deliveries *deliveries)
    __attribute__((warn_unused_result));
int github_delivery_get(struct github *github, const struct github_hook *hook, int64_t id,
                        struct github_payload *payload) __attribute__((warn_unused_result));
/* Asks for another attempt; GitHub makes it when it gets to it. */
int github_redeliver(struct github *github, const struct github_hook *hook, int64_t id)
    __attribute__((warn_unused_result));

#endif
