/* command_who.c - may the author give this command?  The one place that decides it. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "wire/github_people.h"
#include "wire/github_repository.h"
#include "work/command.h"

static bool
same_login(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcasecmp(a, b) == 0;
}

/* What the payload says of the author; only "yes" is to be believed, a "no" may be out of date. */
static bool
is_associated(const struct command *command, const char *association)
{
    return command->association != NULL && strcmp(command->association, association) == 0;
}

/* The owner of a repository may do everything in it. */
static int
ask_permission(struct command *command, enum github_permission least, bool *may)
{
    enum github_permission permission = PERMISSION_NONE;
    struct github github;
    int rc;

    if (!command->owner_is_organization && is_associated(command, "OWNER") &&
        same_login(command->author, command->owner)) {
        *may = true;
        return 0;
    }
    rc = command_client(command, &github);
    if (rc == 0)
        rc = github_permission(&github, command->place.repository, command->author, &permission);
    *may = rc == 0 && permission >= least;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
ask_membership(struct command *command, bool *may)
{
    enum github_membership membership = MEMBERSHIP_NONE;
    struct github github;
    int rc;

    if (!command->owner_is_organization || command->owner == NULL) {
        *may = same_login(command->author, command->owner);
        return 0;
    }
    if (is_associated(command, "MEMBER") || is_associated(command, "OWNER")) {
        *may = true;
        return 0;
    }
    rc = command_client(command, &github);
    if (rc == 0)
        rc = github_membership(&github, command->owner, command->author, &membership);
    *may = rc == 0 && membership == MEMBERSHIP_ACTIVE;
    return rc;
}

int
command_may(struct command *command, enum rule_who who, bool *may)
{
    *may = false;
    if (command->author == NULL)
        return 0;
    switch (who) {
    case RULE_WHO_ANYONE:
        *may = true;
        return 0;
    case RULE_WHO_AUTHOR:
        if (!same_login(command->author, command->subject_author))
            return ask_permission(command, PERMISSION_WRITE, may);
        *may = true;
        return 0;
    case RULE_WHO_WRITE:
        return ask_permission(command, PERMISSION_WRITE, may);
    case RULE_WHO_MAINTAIN:
        return ask_permission(command, PERMISSION_MAINTAIN, may);
    case RULE_WHO_MEMBER:
        return ask_membership(command, may);
    }
    return 0;
}
