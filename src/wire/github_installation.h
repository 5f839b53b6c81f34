/*
 * github_installation.h - where a GitHub App is installed, and what it may reach there
 *
 * Both events carry the installation whole, as it is from now on.
 * errors  those of github_event.h · FAIL_FIELD a repository whose name is none
 * memory  the pool
 * source  GitHub docs, "Webhook events and payloads": installation, installation_repositories
 */
#ifndef HOOKLET_WIRE_GITHUB_INSTALLATION_H
#define HOOKLET_WIRE_GITHUB_INSTALLATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/match.h"
#include "wire/github_event.h"

struct github_installation {
    struct github_event event; /* created, deleted, suspend, unsuspend, new_permissions_accepted;
                                  added, removed */
    int64_t id;
    const char *account;      /* login (of an enterprise: slug) it is installed at, or NULL */
    const char *account_type; /* "User", "Organization", "Enterprise", or NULL */
    const char *selection;    /* of repositories: "all", "selected", or NULL */
    bool suspended;
    bool deleted;
    struct strings repositories; /* OWNER/NAME: those that it reaches, of event installation alone,
                                    where GitHub lists them */
    struct strings added;        /* those that it reaches from now on, */
    struct strings removed;      /* and no longer */
    int64_t updated_ms; /* by GitHub's clock, which does not move at every event; received_ms when
                           it doesn't tell */
};

/* delivery->kind is "installation" or "installation_repositories". */
int github_installation_decode(const struct delivery *delivery, struct pool *pool,
                               struct github_installation *installation)
    __attribute__((warn_unused_result));

#endif
