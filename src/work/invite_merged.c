/* invite_merged.c - counts, invites, thanks; each step is remembered before the next one. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "wire/github_people.h"
#include "work/invitation.h"
#include "work/invite_text.h"
#include "work/inviting.h"

static int
remember(struct inviting *inviting, struct invitation *invitation, enum invitation_status status)
{
    invitation->status = status;
    invitation->job = inviting->job->idempotency;
    return invitation_write(inviting->work->store, inviting->key, inviting->work->pool, invitation);
}

/* True: it is known how this ends, and nobody has to be asked. */
static bool
known(struct inviting *inviting, const struct invitation *invitation)
{
    const char *login = inviting->wish.login, *organization = inviting->wish.organization;

    switch (invitation->status) {
    case INVITATION_MEMBER:
        inviting_end(inviting, "%s is known to be a member of %s", login, organization);
        return true;
    case INVITATION_PENDING:
        inviting_end(inviting, "%s is known to be invited to %s", login, organization);
        return true;
    case INVITATION_INVITED:
        /* The attempt that invited was cut off before it had its say. */
        if (inviting_mine(inviting, invitation->job))
            return false;
        inviting_end(inviting, "%s was invited to %s before", login, organization);
        return true;
    default:
        return false;
    }
}

static int
invited(struct inviting *inviting, struct invitation *invitation)
{
    const char *detail = pool_printf(inviting->work->pool, "%s is invited to %s",
                                     inviting->wish.login, inviting->wish.organization);
    int rc = 0;

    invitation->merged.count = 0;
    if (invitation->status != INVITATION_INVITED || !inviting_mine(inviting, invitation->job))
        rc = remember(inviting, invitation, INVITATION_INVITED);
    if (rc == 0)
        inviting_say(inviting, inviting->rule->invite->message, invitation->count, detail);
    return rc;
}

/* Nothing is said to somebody who is a member: the words announce an invitation. */
static int
is_member(struct inviting *inviting, struct invitation *invitation)
{
    int rc;

    invitation->merged.count = 0;
    rc = remember(inviting, invitation, INVITATION_MEMBER);
    if (rc == 0)
        inviting_end(inviting, "%s is a member of %s", inviting->wish.login,
                     inviting->wish.organization);
    return rc;
}

/* The pull request is one of `merged` from now on; false: it was so before. */
static bool
note_merge(const struct inviting *inviting, struct invitation *invitation)
{
    struct pool *pool = inviting->work->pool;
    const char *name = name_lower(pool, github_place_name(pool, &inviting->wish.place));
    const char **merged = pool_array(pool, invitation->merged.count + 1, sizeof(*merged));
    size_t count = 0;

    for (size_t i = 0; i < invitation->merged.count; i++) {
        merged[count++] = invitation->merged.items[i];
        if (strcmp(merged[i], name) == 0)
            return false;
    }
    if (count >= INVITATION_MERGED_MOST)
        memmove(merged, merged + 1, --count * sizeof(*merged));
    merged[count++] = name;
    invitation->merged = (struct strings){ merged, count };
    return true;
}

/* is_new: this pull request was not counted before. */
static int
count_merges(struct inviting *inviting, struct invitation *invitation, bool *is_new)
{
    const struct invite *rule = inviting->rule->invite;

    *is_new = note_merge(inviting, invitation);
    return inviting_count(inviting, invitation->merged,
                          rule->after > 1 || invite_tells_count(rule->message), &invitation->count);
}

static int
is_pending(struct inviting *inviting, struct invitation *invitation)
{
    bool is_new;
    int rc = 0;

    /* It was us: this job before it was cut off, or one that is dead and has not said a word. */
    if (invitation->status == INVITATION_INVITING) {
        if (!inviting_mine(inviting, invitation->job))
            rc = count_merges(inviting, invitation, &is_new);
        return rc == 0 ? invited(inviting, invitation) : rc;
    }
    invitation->merged.count = 0;
    rc = remember(inviting, invitation, INVITATION_PENDING);
    if (rc == 0)
        inviting_end(inviting, "%s was invited to %s by somebody else", inviting->wish.login,
                     inviting->wish.organization);
    return rc;
}

/* A later merge may try again: limits end, permissions are granted. */
static int
refused(struct inviting *inviting, struct invitation *invitation, int rc)
{
    const char *login = inviting->wish.login, *organization = inviting->wish.organization;
    int released = remember(inviting, invitation, INVITATION_COUNTING);

    if (released != 0)
        return released;
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_REFUSED,
                    "GitHub: %s could not be invited to %s: status 404; one of them is gone, or "
                    "the App lacks the permission members=write",
                    login, organization);
    return rc;
}

static int
invite(struct inviting *inviting, struct invitation *invitation)
{
    enum github_membership membership = MEMBERSHIP_NONE;
    int rc;

    rc = github_invite(&inviting->github, inviting->wish.organization, inviting->wish.login,
                       inviting->rule->invite->admin ? "admin" : "member", &membership);
    if (rc == FAIL_REFUSED || rc == FAIL_NOT_FOUND)
        return refused(inviting, invitation, rc);
    if (rc != 0)
        return rc;
    if (membership == MEMBERSHIP_ACTIVE)
        return is_member(inviting, invitation);
    return invited(inviting, invitation);
}

/* A merge that comes once more, as a replay, is not counted down again. */
static int
count_down(struct inviting *inviting, struct invitation *invitation, bool is_new)
{
    const struct invite *rule = inviting->rule->invite;
    bool tell = is_new || inviting_mine(inviting, invitation->job);
    int count = invitation->count;
    const char *detail =
        pool_printf(inviting->work->pool, "%d of %d merged pull requests", count, rule->after);
    int rc = remember(inviting, invitation, INVITATION_COUNTING);

    if (rc == 0)
        inviting_say(inviting, tell ? rule->countdown : NULL, count, detail);
    return rc;
}

/* Nobody has invited them so far.  What this job has decided before stands. */
static int
is_none(struct inviting *inviting, struct invitation *invitation)
{
    const struct invite *rule = inviting->rule->invite;
    bool decided =
        invitation->status == INVITATION_INVITING && inviting_mine(inviting, invitation->job);
    bool is_new;
    int rc = 0;

    if (!decided) {
        rc = count_merges(inviting, invitation, &is_new);
        if (rc == 0 && invitation->count < rule->after)
            return count_down(inviting, invitation, is_new);
        if (rc == 0)
            rc = remember(inviting, invitation, INVITATION_INVITING);
    }
    return rc == 0 ? invite(inviting, invitation) : rc;
}

int
invite_merged(struct inviting *inviting)
{
    enum github_membership membership = MEMBERSHIP_NONE;
    struct invitation invitation = { 0 };
    int rc =
        invitation_read(inviting->work->store, inviting->key, inviting->work->pool, &invitation);

    if (rc != 0 || known(inviting, &invitation))
        return rc;
    rc = github_job_open(inviting->work, inviting->job, inviting->wish.place.repository,
                         &inviting->github);
    if (rc == 0 && invitation.status == INVITATION_INVITED)
        return invited(inviting, &invitation);
    if (rc == 0)
        rc = github_membership(&inviting->github, inviting->wish.organization, inviting->wish.login,
                               &membership);
    if (rc != 0)
        return rc;
    if (membership == MEMBERSHIP_ACTIVE)
        return is_member(inviting, &invitation);
    if (membership == MEMBERSHIP_PENDING)
        return is_pending(inviting, &invitation);
    return is_none(inviting, &invitation);
}
