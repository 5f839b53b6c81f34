/*
 * github_organization.h - who joins an organisation, is invited to it, leaves it
 *
 * errors  those of github_event.h
 * memory  the pool
 * source  GitHub docs, "Webhook events and payloads": organization
 */
#ifndef HOOKLET_WIRE_GITHUB_ORGANIZATION_H
#define HOOKLET_WIRE_GITHUB_ORGANIZATION_H

#include "wire/github_event.h"

struct github_organization {
    struct github_event event; /* member_added, member_invited, member_removed, renamed, deleted */
    const char *organization;  /* its login */
    const char *member;        /* login of who joined, left or is invited; NULL: nobody, or only an
                                  e-mail address is */
};

int github_organization_decode(const struct delivery *delivery, struct pool *pool,
                               struct github_organization *organization)
    __attribute__((warn_unused_result));

#endif
