/* recover_ask.c - one delivery that is missed: asked for again, or taken in. */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "wire/delivery_api.h"
#include "work/decide.h"
#include "work/recover_parts.h"

static int
record(struct recovery *recovery, struct missed *missed)
{
    int rc = missed_save(&recovery->list, missed, clock_ms());

    if (rc == FAIL_CONFLICT) {
        missed->result = "another run is at it";
        return 0;
    }
    return rc;
}

/* Nothing was asked for: as it was before. */
static int
take_back(struct recovery *recovery, struct missed *missed, const struct missed *before, int rc)
{
    int64_t version = missed->version;

    *missed = *before;
    missed->version = version;
    missed->result = "GitHub said no";
    return record(recovery, missed) == 0 ? rc : FAIL_STORE;
}

/* The record is there already. */
static int
post(struct recovery *recovery, const struct github_hook *hook, struct missed *missed,
     const struct missed *before)
{
    struct recover *recover = recovery->recover;
    struct github github = recovery->github;
    int rc;

    github.pool = pool_new();
    rc = github_redeliver(&github, hook, missed->id);
    pool_free(github.pool);
    switch (rc) {
    case 0:
        missed->confirmed = true;
        missed->result = missed->asked == 1
                             ? "asked for again"
                             : pool_printf(recover->pool, "asked for again (%d of %d)",
                                           missed->asked, MISSED_TRIES);
        recover->counts.asked++;
        return record(recovery, missed);
    case FAIL_NOT_FOUND:
        missed->gone = true;
        missed->result = "GitHub does not deliver it again";
        recover->counts.failed++;
        return record(recovery, missed);
    case FAIL_NETWORK:
    case FAIL_TIMEOUT:
    case FAIL_TOO_LARGE:
    case FAIL_MALFORMED:
        /* Nobody knows whether GitHub heard; its list will tell a later run. */
        missed->result = "asked for, but there was no good answer";
        return rc;
    default:
        return take_back(recovery, missed, before, rc);
    }
}

int
recover_ask(struct recovery *recovery, const struct github_hook *hook, struct missed *missed)
{
    const struct missed before = *missed;
    int rc;

    missed->asked++;
    missed->asked_id = missed->id;
    missed->asked_ms = clock_ms();
    missed->confirmed = false;
    rc = record(recovery, missed);
    if (rc != 0 || missed->result != NULL)
        return rc;
    return post(recovery, hook, missed, &before);
}

static int
accept_delivery(struct recovery *recovery, const struct delivery *delivery, struct pool *pool,
                struct missed *missed)
{
    struct recover *recover = recovery->recover;
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };
    int rc = decide(delivery, recover->app, pool, &plan);

    if (rc == 0)
        rc = store_accept(recovery->list.store, delivery, &plan, pool, &receipt);
    if (rc != 0)
        return rc;
    recover->counts.ingested++;
    missed->result = pool_printf(recover->pool, "stored as event %lld: %s, %zu job%s",
                                 (long long)receipt.event, accept_answer(receipt.status),
                                 receipt.job_count, receipt.job_count == 1 ? "" : "s");
    return missed_forget(&recovery->list, &missed, 1);
}

static int
ingest(struct recovery *recovery, struct github *github, const struct github_hook *hook,
       struct missed *missed)
{
    struct github_payload payload;
    struct delivery delivery;
    int rc = github_delivery_get(github, hook, missed->id, &payload);

    if (rc == 0)
        rc = delivery_from_api(github->pool, &payload, clock_ms(), &delivery);
    return rc == 0 ? accept_delivery(recovery, &delivery, github->pool, missed) : rc;
}

/* What is wrong with one delivery holds up no other. */
int
recover_ingest(struct recovery *recovery, const struct github_hook *hook, struct missed *missed)
{
    struct recover *recover = recovery->recover;
    struct github github = recovery->github;
    int rc;

    github.pool = pool_new();
    rc = ingest(recovery, &github, hook, missed);
    pool_free(github.pool);
    switch (rc) {
    case FAIL_NOT_FOUND:
        missed->result = "GitHub has it no more";
        break;
    case FAIL_MALFORMED:
    case FAIL_UNREADABLE:
    case FAIL_FIELD:
    case FAIL_MEDIA:
    case FAIL_TOO_LARGE:
        missed->result = pool_printf(recover->pool, "can't be taken in: %s", fail_detail());
        break;
    default:
        return rc;
    }
    recover->counts.failed++;
    return 0;
}
