/* notify_deployment.c - a deployment's message, and its thread. */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "store/deployments.h"
#include "work/known_people.h"
#include "work/message_deployment.h"
#include "work/notifying.h"

enum { BEFORE_MOST = 10 }; /* successes in whose messages somebody may read that they are live */

/* A deployment, and all that its message takes. */
struct telling {
    struct notifying *notifying;
    struct deployment row;
    struct people people;
    struct message_about about;
    struct kept_message kept;
};

/* What is being built is never cut off, so the newer one waits for its end, and says so. */
static int
find_behind(struct telling *telling)
{
    const struct deployment_filter filter = {
        .repository = telling->row.repository,
        .environment = telling->row.environment,
        .state = deployment_state_name(DEPLOYMENT_IN_PROGRESS),
        .most = 1,
    };
    struct deployments rows = { 0 };
    int rc = deployment_list(telling->notifying->work->store, &filter,
                             telling->notifying->work->pool, &rows);

    if (rc == 0 && rows.count > 0)
        telling->about.behind = &rows.rows[0];
    return rc;
}

static int
find_about(struct telling *telling)
{
    struct store *store = telling->notifying->work->store;
    struct pool *pool = telling->notifying->work->pool;
    const struct deployment *row = &telling->row;
    const char *const logins[] = { row->by, row->author };
    struct deployment other = { 0 };
    int rc =
        known_people(store, (struct strings){ logins, 2 }, row->by_slack, pool, &telling->people);

    telling->about = (struct message_about){ .row = row, .people = &telling->people };
    if (rc == 0 && row->state == DEPLOYMENT_QUEUED)
        return find_behind(telling);
    if (rc != 0 || row->state != DEPLOYMENT_SUCCESS)
        return rc;
    rc = deployment_current(store, row->repository, row->environment, pool, &other);
    telling->about.current = rc == 0 && other.id == row->id;
    if (rc == 0 && telling->about.current) {
        rc = deployment_previous(store, row->repository, row->environment, pool, &other);
        telling->about.back = rc == 0;
    }
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
find_message(struct telling *telling, int64_t row, struct kept_message *kept)
{
    struct notifying *notifying = telling->notifying;

    return kept_message_find(&notifying->slack, notifying->channel,
                             pool_printf(notifying->work->pool, MESSAGE_DEPLOYMENT "%" PRId64, row),
                             kept);
}

static int
say(struct telling *telling)
{
    const struct message_words words =
        message_deployment(telling->notifying->work->pool, &telling->about);

    telling->kept.live = telling->about.current;
    return kept_message_say(&telling->kept, "", words.text, words.blocks);
}

static int
reply(struct telling *telling)
{
    const char *text = message_deployment_thread(telling->notifying->work->pool, &telling->about);

    if (text == NULL)
        return 0;
    return kept_message_reply(&telling->kept, deployment_state_name(telling->row.state), text);
}

/* A message that was deleted since the last edit is found out by its thread. */
static int
tell(struct telling *telling)
{
    int rc = say(telling);

    if (rc == 0)
        rc = reply(telling);
    if (rc != FAIL_NOT_FOUND)
        return rc;
    rc = say(telling);
    if (rc == 0)
        rc = reply(telling);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* Who reads of an older one that it is live reads what is no longer so. */
static int
follow(struct telling *telling, struct outcome *outcome)
{
    const struct work *work = telling->notifying->work;
    const struct deployment_filter filter = {
        .repository = telling->row.repository,
        .environment = telling->row.environment,
        .state = deployment_state_name(DEPLOYMENT_SUCCESS),
        .most = BEFORE_MOST,
    };
    struct deployments found = { 0 };
    struct planned_job job;
    int rc = telling->about.current ? deployment_list(work->store, &filter, work->pool, &found) : 0;

    for (size_t i = 0; rc == 0 && i < found.count; i++) {
        struct kept_message other = { 0 };

        if (found.rows[i].id == telling->row.id)
            continue;
        rc = find_message(telling, found.rows[i].id, &other);
        if (rc != 0 || !other.live)
            continue;
        notify_wish_deployment(&found.rows[i], work->pool, &job);
        outcome_follow(outcome, &job, 1, work->pool);
    }
    return rc;
}

static int
tell_by_webhook(struct telling *telling, struct outcome *outcome)
{
    const char *text = message_deployment(telling->notifying->work->pool, &telling->about).text;
    const char *state = deployment_state_name(telling->row.state);
    int rc;

    if (deployment_is_open(telling->row.state))
        return notify_done(outcome, "the webhook tells the end alone");
    rc = kept_message_hook(&telling->kept, state, text);
    return rc == 0 ? notify_done(outcome, "told by the webhook") : rc;
}

static int
tell_in_channel(struct telling *telling, struct outcome *outcome)
{
    int rc = tell(telling);

    if (rc != 0)
        return rc;
    *outcome = (struct outcome){
        .end = OUTCOME_DONE,
        .detail = pool_printf(telling->notifying->work->pool, "told in %s, message %s: %s",
                              telling->kept.row.channel, telling->kept.row.stamp,
                              deployment_state_name(telling->row.state)),
    };
    return follow(telling, outcome);
}

int
notify_deployment(struct notifying *notifying, struct outcome *outcome)
{
    struct telling telling = { .notifying = notifying };
    const struct work *work = notifying->work;
    int rc;

    if ((notifying->project.settings.notices & NOTICE_DEPLOYMENT) == 0)
        return notify_done(outcome, "such messages are turned off");
    rc = deployment_get(work->store, notifying->wish.deployment, work->pool, &telling.row);
    if (rc == FAIL_NOT_FOUND)
        return notify_done(outcome, "the deployment is not known any more");
    if (rc == 0)
        rc = find_about(&telling);
    if (rc == 0)
        rc = find_message(&telling, telling.row.id, &telling.kept);
    if (rc != 0)
        return rc;
    return notify_by_webhook(notifying) ? tell_by_webhook(&telling, outcome)
                                        : tell_in_channel(&telling, outcome);
}
