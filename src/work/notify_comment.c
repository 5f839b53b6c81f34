/* notify_comment.c - a pull request's own comment: what is live of it, and where. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/match.h"
#include "port/crypto.h"
#include "store/deployments.h"
#include "store/messages.h"
#include "wire/github_error.h"
#include "wire/github_place.h"
#include "wire/github_written.h"
#include "work/github_job.h"
#include "work/message_deployment.h"
#include "work/notifying.h"

enum { LOOKED_AT = 100 }; /* of its newest deployments, those of all environments together */

#define MARKER GITHUB_MARKER "deployments -->"

/* A comment under way. */
struct commenting {
    struct notifying *notifying;
    struct deployments rows; /* of the pull request, newest first */
    const char *text;        /* NULL: there is nothing to tell yet */
    bool live;               /* it has more to say than that what was live is no more */
    const char *hash;
    struct github github;
    struct github_under under;
    struct message message;
};

/* What has been built at all, and how it ended. */
static bool
has_news(const struct deployment *row)
{
    return row->state == DEPLOYMENT_SUCCESS || row->state == DEPLOYMENT_FAILURE ||
           row->state == DEPLOYMENT_ERROR ||
           (row->state == DEPLOYMENT_INACTIVE && row->triggered_ms > 0);
}

static void
add(struct commenting *commenting, const struct deployment *row)
{
    struct pool *pool = commenting->notifying->work->pool;
    const char *more = message_deployment_comment(pool, row);

    commenting->live = commenting->live || row->state != DEPLOYMENT_INACTIVE;
    commenting->text =
        commenting->text == NULL ? more : pool_printf(pool, "%s\n\n%s", commenting->text, more);
}

/* The newest news of an environment; behind a failure what is live there all the same. */
static void
add_environment(struct commenting *commenting, size_t first)
{
    const struct deployments *rows = &commenting->rows;
    const char *environment = rows->rows[first].environment;
    bool told = false;

    for (size_t i = first; i < rows->count; i++) {
        const struct deployment *row = &rows->rows[i];
        bool settles = row->state == DEPLOYMENT_SUCCESS || row->state == DEPLOYMENT_INACTIVE;

        if (strcasecmp(row->environment, environment) != 0 || !has_news(row))
            continue;
        if (!told || row->state == DEPLOYMENT_SUCCESS)
            add(commenting, row);
        told = true;
        if (settles)
            return;
    }
}

static bool
comes_first(const struct deployments *rows, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcasecmp(rows->rows[i].environment, rows->rows[at].environment) == 0)
            return false;

    return true;
}

static int
compose(struct commenting *commenting, const struct deployment *wanted)
{
    const struct work *work = commenting->notifying->work;
    const struct deployment_filter filter = { .repository = wanted->repository,
                                              .pull_request = wanted->pull_request,
                                              .most = LOOKED_AT };
    int rc = deployment_list(work->store, &filter, work->pool, &commenting->rows);

    for (size_t i = 0; rc == 0 && i < commenting->rows.count; i++) {
        if (comes_first(&commenting->rows, i))
            add_environment(commenting, i);
    }
    commenting->under = (struct github_under){ wanted->repository, wanted->pull_request };
    return rc;
}

static int
hash(struct commenting *commenting)
{
    unsigned char digest[CRYPTO_SHA256_SIZE] = { 0 };
    int rc = crypto_sha256(commenting->text, strlen(commenting->text), digest);

    commenting->hash = hex_encode(commenting->notifying->work->pool, digest, 16);
    return rc;
}

static const char *
name_of(const struct commenting *commenting)
{
    return pool_printf(commenting->notifying->work->pool, "%s#%" PRId64,
                       commenting->under.repository, commenting->under.number);
}

static int
find_message(struct commenting *commenting)
{
    const struct work *work = commenting->notifying->work;

    return message_find(work->store, MESSAGE_GITHUB, commenting->under.repository,
                        name_of(commenting), work->pool, &commenting->message);
}

static int
note(struct commenting *commenting, int64_t id)
{
    const struct work *work = commenting->notifying->work;
    struct message *message = &commenting->message;

    message->stamp = id > 0 ? pool_printf(work->pool, "%" PRId64, id) : NULL;
    message->told = id > 0 ? commenting->hash : NULL;
    return message_write(work->store, message, clock_ms());
}

/* A row that was lost, or is without a stamp, may have a comment all the same. */
static int
find_comment(struct commenting *commenting, int64_t *id)
{
    struct message *message = &commenting->message;
    int64_t since_ms = message->version > 0 ? message->updated_ms - GITHUB_CLOCKS_MS : 0;
    int rc;

    *id = 0;
    if (message->stamp != NULL) {
        *id = strtoll(message->stamp, NULL, 10);
        return 0;
    }
    rc = github_written_find(&commenting->github, &commenting->under, MARKER, since_ms, id);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* Noted before it is posted, so that whoever finds the note alone looks first. */
static int
post(struct commenting *commenting, const char *text, int64_t *id)
{
    int rc = commenting->message.version == 0 ? note(commenting, 0) : 0;

    return rc == 0 ? github_written_post(&commenting->github, &commenting->under, text, id) : rc;
}

static int
write_it(struct commenting *commenting)
{
    struct github *github = &commenting->github;
    const char *text = pool_printf(github->pool, "%s\n\n" MARKER, commenting->text);
    int64_t id = 0;
    int rc = find_comment(commenting, &id);

    if (rc == 0 && id > 0)
        rc = github_written_edit(github, &commenting->under, id, text);
    if (rc == FAIL_NOT_FOUND && id > 0) { /* somebody has deleted it */
        id = 0;
        rc = note(commenting, 0);
    }
    if (rc == 0 && id == 0 && !commenting->live)
        return 0;
    if (rc == 0 && id == 0)
        rc = post(commenting, text, &id);
    return rc == 0 ? note(commenting, id) : rc;
}

static int
tell(struct commenting *commenting, struct outcome *outcome)
{
    const struct work *work = commenting->notifying->work;
    const char *name = name_of(commenting);
    int rc = github_job_open(work, commenting->notifying->job, commenting->under.repository,
                             &commenting->github);

    if (rc == 0)
        rc = write_it(commenting);
    if (rc == FAIL_NOT_FOUND)
        return github_gone(name);
    if (rc != 0)
        return rc;
    if (commenting->message.stamp == NULL)
        return notify_done(outcome, "there is no comment, and nothing is live");
    return notify_done(outcome, pool_printf(work->pool, "said on %s, comment %s", name,
                                            commenting->message.stamp));
}

int
notify_comment(struct notifying *notifying, struct outcome *outcome)
{
    struct commenting commenting = { .notifying = notifying };
    const struct work *work = notifying->work;
    struct deployment row = { 0 };
    int rc = deployment_get(work->store, notifying->wish.deployment, work->pool, &row);

    if (rc == FAIL_NOT_FOUND)
        return notify_done(outcome, "the deployment is not known any more");
    if (rc == 0 && row.pull_request == 0)
        return notify_done(outcome, "it is no pull request's");
    if (rc == 0)
        rc = compose(&commenting, &row);
    if (rc == 0 && commenting.text == NULL)
        return notify_done(outcome, "there is nothing to tell yet");
    if (rc == 0)
        rc = hash(&commenting);
    if (rc == 0)
        rc = find_message(&commenting);
    if (rc != 0)
        return rc;
    if (commenting.message.stamp != NULL && text_equal(commenting.message.told, commenting.hash))
        return notify_done(outcome, "the comment says so already");
    return tell(&commenting, outcome);
}
