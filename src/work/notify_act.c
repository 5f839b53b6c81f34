/* notify_act.c - may it be told, and where? */
#include "config.h"

#include "base/fail.h"
#include "base/match.h"
#include "work/notifying.h"

bool
notify_by_webhook(const struct notifying *notifying)
{
    return text_equal(notifying->channel, KEPT_WEBHOOK);
}

int
notify_done(struct outcome *outcome, const char *words)
{
    *outcome = (struct outcome){ .end = OUTCOME_DONE, .detail = words };
    return 0;
}

/* Why nothing is said at Slack; NULL: `channel` is where. */
static const char *
find_channel(struct notifying *notifying)
{
    const struct slack_api *api = &notifying->work->settings->slack_api;

    notifying->slack = (struct slack){ .api = api,
                                       .store = notifying->work->store,
                                       .pool = notifying->work->pool };
    if (!slack_api_configured(api))
        return "Slack is not configured: there is no token and no webhook";
    if (api->token.name == NULL) {
        notifying->channel = KEPT_WEBHOOK;
        return NULL;
    }
    notifying->channel = notifying->project.settings.channel;
    if (notifying->channel == NULL)
        notifying->channel = api->channel;
    return notifying->channel == NULL
               ? pool_printf(notifying->work->pool, "%s is tied to no channel",
                             notifying->wish.repository)
               : NULL;
}

static int
tell(struct notifying *notifying, struct outcome *outcome)
{
    const char *why = NULL;

    if (notifying->wish.what == NOTIFY_COMMENT)
        return notify_comment(notifying, outcome);
    why = find_channel(notifying);
    if (why != NULL)
        return notify_done(outcome, why);
    return notifying->wish.what == NOTIFY_NOTICE ? notify_notice(notifying, outcome)
                                                 : notify_deployment(notifying, outcome);
}

int
notify_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct notifying notifying = { .work = work, .job = job };
    const char *trouble = notify_wish_read(work->pool, job->args, &notifying.wish);
    int rc;

    if (trouble != NULL) {
        *outcome = (struct outcome){ .end = OUTCOME_HOPELESS, .detail = trouble };
        return 0;
    }
    rc = project_find(work->store, work->settings, notifying.wish.repository, work->pool,
                      &notifying.project);
    if (rc == FAIL_NOT_FOUND)
        return notify_done(outcome,
                           pool_printf(work->pool, "%s is no project", notifying.wish.repository));
    return rc == 0 ? tell(&notifying, outcome) : rc;
}
