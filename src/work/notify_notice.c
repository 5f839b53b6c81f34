/* notify_notice.c - pull requests, issues and releases: a thread for each. */
#include "config.h"

#include "base/fail.h"
#include "work/job_event.h"
#include "work/known_people.h"
#include "work/notice.h"
#include "work/notifying.h"

/* Why there is nothing to tell, or NULL. */
static int
read_notice(struct notifying *notifying, struct notice *notice, const char **why)
{
    const struct work *work = notifying->work;
    struct delivery delivery = { 0 };
    int rc = job_event_read(work, notifying->job, notifying->wish.event, &delivery, why);

    if (rc == 0 && *why == NULL)
        rc = notice_read(work->pool, notifying->wish.event, delivery.document,
                         delivery.document_length, notice);
    if (job_event_unreadable(rc)) {
        *why = pool_string(work->pool, fail_detail());
        return 0;
    }
    if (rc == 0 && *why == NULL && notice->kind == 0)
        *why = "nothing is told of such an event";
    if (rc == 0 && *why == NULL && (notice->kind & notifying->project.settings.notices) == 0)
        *why = "such messages are turned off";
    return rc;
}

static int
words_of(struct notifying *notifying, const struct notice *notice, const char **text)
{
    const char *const logins[] = { notice->by, notice->whom };
    struct pool *pool = notifying->work->pool;
    struct people people = { 0 };
    int rc =
        known_people(notifying->work->store, (struct strings){ logins, 2 }, NULL, pool, &people);

    if (rc == 0)
        *text = notice_text(pool, notice, &people);
    return rc;
}

/* The first is the message, all others are its thread; one whose message is gone becomes the first. */
static int
say(struct kept_message *kept, const char *key, const char *text)
{
    int rc = FAIL_NOT_FOUND;

    if (kept->row.stamp != NULL)
        rc = kept_message_reply(kept, key, text);
    return rc == FAIL_NOT_FOUND ? kept_message_say(kept, key, text, NULL) : rc;
}

int
notify_notice(struct notifying *notifying, struct outcome *outcome)
{
    const char *key = notifying->job->idempotency, *why = NULL, *text = NULL;
    struct kept_message kept;
    struct notice notice = { 0 };
    int rc = read_notice(notifying, &notice, &why);

    if (rc == 0 && why != NULL)
        return notify_done(outcome, why);
    if (rc == 0)
        rc = words_of(notifying, &notice, &text);
    if (rc == 0)
        rc = kept_message_find(&notifying->slack, notifying->channel, notifying->wish.thing, &kept);
    if (rc == 0)
        rc = notify_by_webhook(notifying) ? kept_message_hook(&kept, key, text)
                                          : say(&kept, key, text);
    if (rc != 0)
        return rc;
    return notify_done(outcome, notify_by_webhook(notifying)
                                    ? "told by the webhook"
                                    : pool_printf(notifying->work->pool, "told in %s, message %s",
                                                  kept.row.channel, kept.row.stamp));
}
