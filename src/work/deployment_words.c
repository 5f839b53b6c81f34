/* deployment_words.c - deployments in words for GitHub: who asked, what for, how it went. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "work/deployment_ref.h"
#include "work/deployment_state.h"

/* "a push", "pull request #12", "a rollback": what asked; NULL: people did, in Slack. */
static const char *
what_asked(struct pool *pool, const struct deployment *row)
{
    const char *origin = row->origin == NULL ? "deployment" : row->origin;

    if (strcmp(origin, "slack") == 0)
        return NULL;
    if (strcmp(origin, "pull_request") == 0 && row->pull_request > 0)
        return pool_printf(pool, "pull request #%" PRId64, row->pull_request);
    return pool_printf(pool, "%s %s", strchr("aeiou", origin[0]) != NULL ? "an" : "a", origin);
}

const char *
deployment_asked_by(struct pool *pool, const struct deployment *row, const char *name)
{
    const char *what = what_asked(pool, row);
    const char *place = row->by_slack != NULL ? " in Slack" : "";

    if (what == NULL)
        return pool_printf(pool, "%s in Slack", name != NULL ? name : "somebody");
    if (name == NULL && row->by_slack == NULL)
        return what;
    return pool_printf(pool, "%s of %s%s", what, name != NULL ? name : "somebody", place);
}

/* Who isn't known at GitHub is told by what Slack calls them: that, too, says who it was. */
const char *
deployment_asked(struct pool *pool, const struct deployment *row)
{
    return deployment_asked_by(pool, row, text_either(row->by, row->by_slack));
}

const char *
deployment_what(struct pool *pool, const struct deployment *row)
{
    const char *ref = deployment_ref_show(pool, row->ref);
    const char *commit = deployment_ref_show(pool, row->sha);

    if (commit[0] == '\0' || strcmp(ref, commit) == 0)
        return ref;
    return ref[0] == '\0' ? commit : pool_printf(pool, "%s (%s)", ref, commit);
}

/* A build was asked for, so what was taken back later had been live. */
static bool
was_live(const struct deployment *row)
{
    return row->triggered_ms > 0;
}

const char *
deployment_became(const struct deployment *row)
{
    static const char *const words[DEPLOYMENT_STATES] = {
        [DEPLOYMENT_QUEUED] = "is queued for",
        [DEPLOYMENT_WAITING] = "waits for its checks, then goes to",
        [DEPLOYMENT_IN_PROGRESS] = "is being built for",
        [DEPLOYMENT_SUCCESS] = "is live on",
        [DEPLOYMENT_FAILURE] = "did not get to",
        [DEPLOYMENT_ERROR] = "ended with an error on its way to",
        [DEPLOYMENT_INACTIVE] = "was taken back, and did not get to",
        [DEPLOYMENT_SUPERSEDED] = "gave way to a newer one for",
    };

    if (row->state == DEPLOYMENT_INACTIVE && was_live(row))
        return "is no longer live on";
    return words[row->state];
}

const char *
deployment_description(struct pool *pool, const struct deployment *row)
{
    return pool_printf(pool, "%s to %s, asked for by %s", deployment_what(pool, row),
                       row->environment, deployment_asked(pool, row));
}

const char *
deployment_state_words(enum deployment_state state)
{
    static const char *const words[DEPLOYMENT_STATES] = {
        [DEPLOYMENT_QUEUED] = "queued",
        [DEPLOYMENT_WAITING] = "waiting for checks",
        [DEPLOYMENT_IN_PROGRESS] = "building",
        [DEPLOYMENT_SUCCESS] = "deployed",
        [DEPLOYMENT_FAILURE] = "failed",
        [DEPLOYMENT_ERROR] = "ended with an error",
        [DEPLOYMENT_INACTIVE] = "taken back",
        [DEPLOYMENT_SUPERSEDED] = "superseded by a newer one",
    };

    return words[state];
}

const char *
deployment_status_words(struct pool *pool, const struct deployment *row)
{
    char *text = pool_string(pool, deployment_state_words(row->state));
    const char *number = "";

    text[0] = (char)toupper((unsigned char)text[0]);
    if (row->state == DEPLOYMENT_IN_PROGRESS && row->build != NULL)
        number = pool_printf(pool, ", number %s", row->build);
    return row->detail == NULL ? pool_printf(pool, "%s%s", text, number)
                               : pool_printf(pool, "%s%s: %s", text, number, row->detail);
}
