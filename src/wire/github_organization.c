/* github_organization.c - an organisation and the member whom the event is about. */
#include "config.h"

#include <stddef.h>

#include "wire/github_common.h"
#include "wire/github_field.h"
#include "wire/github_organization.h"

enum organization_field {
    LOGIN = GITHUB_ORGANIZATION,
    MEMBER = GITHUB_COMMON,
    INVITED,
    ORGANIZATION_FIELDS
};

int
github_organization_decode(const struct delivery *delivery, struct pool *pool,
                           struct github_organization *organization)
{
    struct json_want wants[ORGANIZATION_FIELDS] = {
        [MEMBER].pointer = "/membership/user/login",
        [INVITED].pointer = "/invitation/login",
    };
    struct github_organization made = { .event.kind = "organization" };
    const char *invited = NULL;
    int rc;

    rc = github_common_read(delivery, pool, wants, ORGANIZATION_FIELDS, &made.event);
    if (rc == 0)
        rc = github_read_required(&wants[LOGIN], made.event.kind, &made.organization);
    if (rc == 0)
        rc = github_read_login(&wants[LOGIN], made.event.kind, &made.organization);
    if (rc == 0)
        rc = github_read_login(&wants[MEMBER], made.event.kind, &made.member);
    if (rc == 0)
        rc = github_read_login(&wants[INVITED], made.event.kind, &invited);
    if (rc != 0)
        return rc;

    if (made.member == NULL)
        made.member = invited;
    *organization = made;

    return 0;
}
