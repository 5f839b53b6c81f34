/* sync_decide.c - what people did in Asana, against what we knew */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/encode.h"
#include "work/sync_decide.h"
#include "work/task_echo.h"

enum { NAME_MOST = 100 }; /* bytes of a real name that a comment shows */

/* NULL: there is something to look at. */
static const char *
why_nothing(const struct sync_facts *facts)
{
    if (!facts->both_ways)
        return "the rule does not take changes from Asana to GitHub";
    if (facts->task_gone)
        return "the task was deleted in Asana";
    if (facts->state == TASK_DELETED)
        return "what the task stands for was deleted at GitHub";
    if (facts->state == TASK_MOVED)
        return "what the task stood for was transferred";
    if (facts->item_gone)
        return "what the task stands for is not to be found at GitHub";
    return NULL;
}

/* As code, in which GitHub sees neither mentions, references nor links; one line. */
static const char *
name_as_code(struct pool *pool, const char *name)
{
    char *clean = utf8_clean(pool, name, strlen(name)), *at;
    size_t length = strlen(clean);

    if (length > NAME_MOST)
        clean[utf8_cut(clean, NAME_MOST)] = '\0';
    for (at = clean; *at != '\0'; at++)
        if (*at == '`' || *at == '\n' || *at == '\t')
            *at = *at == '`' ? '\'' : ' ';
    return clean + strspn(clean, " ");
}

/* Whom the person table links is mentioned, as whoever closes an issue is known by their login. */
static const char *
comment(struct pool *pool, const struct sync_facts *facts)
{
    const char *name = facts->completed_by == NULL ? "" : name_as_code(pool, facts->completed_by);

    if (facts->completed_by_login != NULL)
        return pool_printf(pool, "@%s completed the task in Asana.", facts->completed_by_login);
    if (*name == '\0')
        return "Somebody completed the task in Asana.";
    return pool_printf(pool, "`%s` completed the task in Asana.", name);
}

static const char *
also(struct pool *pool, const char *before, const char *reason)
{
    return before == NULL ? reason : pool_printf(pool, "%s; %s", before, reason);
}

/* Rule 3, a completed task. */
static const char *
follow_completion(struct pool *pool, const struct sync_facts *facts, struct sync_decision *decision)
{
    if (!facts->open)
        return "completed in Asana, and closed already";
    if (!facts->said) {
        decision->state = SYNC_SAY;
        decision->comment = comment(pool, facts);
        return "completed in Asana; said at GitHub, to be closed next";
    }
    decision->state = SYNC_CLOSE;
    decision->echo = task_echo_with(pool, decision->echo, "closed", NULL);
    return "completed in Asana";
}

/* Rule 3. */
static const char *
follow_completed(struct pool *pool, const struct sync_facts *facts, struct sync_decision *decision)
{
    if (facts->pull_request)
        return facts->completed
                   ? "completed in Asana; a pull request is closed or merged at GitHub alone"
                   : "reopened in Asana; a pull request is reopened at GitHub alone";
    if (facts->completed)
        return follow_completion(pool, facts, decision);
    if (facts->open)
        return "reopened in Asana, and open already";
    decision->state = SYNC_REOPEN;
    decision->echo = task_echo_with(pool, decision->echo, "reopened", NULL);
    return "reopened in Asana";
}

/* Rule 4, somebody new. */
static const char *
follow_new(struct pool *pool, const struct sync_facts *facts, struct sync_decision *decision)
{
    if (facts->login == NULL)
        return "the new assignee in Asana is linked to nobody at GitHub (hooklet people link)";
    if (name_among(facts->assignees, facts->login))
        return pool_printf(pool, "assigned in Asana to %s, who has it already", facts->login);
    decision->assign = facts->login;
    decision->echo = task_echo_with(pool, decision->echo, "assigned", facts->login);
    return pool_printf(pool, "assigned in Asana to %s", facts->login);
}

/* Rule 4. */
static const char *
follow_assignee(struct pool *pool, const struct sync_facts *facts, struct sync_decision *decision)
{
    const char *reason = facts->assignee == NULL ? NULL : follow_new(pool, facts, decision);
    const char *old = facts->was_assignee == NULL ? NULL : facts->was_login;

    if (facts->assignee != NULL && facts->login == NULL)
        return reason;
    if (old != NULL && name_among(facts->assignees, old) &&
        (facts->login == NULL || strcasecmp(old, facts->login) != 0)) {
        decision->unassign = old;
        decision->echo = task_echo_with(pool, decision->echo, "unassigned", old);
        return also(pool, reason, pool_printf(pool, "taken from %s in Asana", old));
    }
    if (reason != NULL)
        return reason;
    return facts->was_login == NULL
               ? "taken in Asana from somebody who is linked to nobody at GitHub"
               : pool_printf(pool, "taken in Asana from %s, who does not have it", old);
}

bool
sync_differs(const struct sync_facts *facts)
{
    return !facts->task_gone && (facts->completed != facts->was_completed ||
                                 !text_equal(facts->assignee, facts->was_assignee));
}

struct sync_decision
sync_decide(struct pool *pool, const struct sync_facts *facts)
{
    struct sync_decision decision = { .echo = facts->echo, .reason = why_nothing(facts) };
    const char *reason = NULL;

    if (decision.reason != NULL)
        return decision;
    if (facts->completed != facts->was_completed)
        reason = follow_completed(pool, facts, &decision);
    if (!text_equal(facts->assignee, facts->was_assignee))
        reason = also(pool, reason, follow_assignee(pool, facts, &decision));
    decision.row = reason != NULL;
    decision.reason = reason != NULL ? reason : "an echo: nothing differs from what we last knew";
    return decision;
}
