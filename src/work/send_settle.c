/* send_settle.c - health, sleep, disabling, confirmation. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "port/json.h"
#include "store/jobs.h"
#include "wire/standard_webhooks.h"
#include "work/hook_message.h"
#include "work/send_headers.h"
#include "work/send_settle.h"

const char *
send_target_shut(struct pool *pool, const struct target *target, bool direct)
{
    if (direct || target->state == TARGET_ENABLED)
        return NULL;
    return pool_printf(pool, "target %s%s%s", target_state_name(target->state),
                       target->reason != NULL ? ": " : "",
                       target->reason != NULL ? target->reason : "");
}

static int
count_health(struct db *db, struct target *target, const struct send_facts *facts,
             struct send_verdict *verdict, struct pool *pool)
{
    struct target_health health = { 0 };
    int rc = 0;

    if (verdict->health == SEND_BAD)
        rc = target_failed_by(db, target->id, facts->now_ms, &health);
    else if (verdict->health == SEND_GOOD && target->failures > 0)
        rc = target_good_by(db, target->id);
    if (rc != 0 || verdict->health == SEND_NOTHING)
        return rc;

    target->failures = health.failures;
    target->failing_since_ms = health.failing_since_ms;
    send_breaker(pool, facts, health.failures, health.failing_since_ms, verdict);
    return 0;
}

/* A target can be disabled again and again; its version tells one time from the other. */
static int
plan_notice(const struct job *job, const struct target *target, struct pool *pool,
            struct planned_job *planned)
{
    const char *rule =
        pool_printf(pool, MESSAGE_DISABLED ":%" PRId64 ".%" PRId64, target->id, target->version);
    struct hook_message message = { .event = MESSAGE_DISABLED,
                                    .owner = target->owner,
                                    .received_ms = target->updated_ms };
    struct json *data = json_object();
    int rc;

    json_set_id(data, "target", target->id);
    json_set_string(data, "url", send_url_masked(pool, target->url));
    json_set_string(data, "event", target->event);
    json_set_string(data, "identifier", target->identifier);
    json_set_string(data, "reason", target->reason);
    json_set_integer(data, "failures", target->failures);
    if (target->failing_since_ms != 0)
        json_set_string(data, "failing_since", clock_format(pool, target->failing_since_ms));
    message.data = json_text(pool, data, JSON_COMPACT);
    message.length = strlen(message.data);
    rc = webhook_message_id_of(pool, job->source, job->delivery, rule, &message.id);
    if (rc == 0)
        message_plan(&message, rule, pool, planned);
    return rc;
}

static int
disable(struct db *db, const struct job *job, struct target *target, struct send_ending *ending,
        const struct send_verdict *verdict, struct outcome *outcome, struct pool *pool)
{
    struct planned_job *notice;
    bool flipped = false;
    int rc;

    rc = target_disable_by(db, target->id, verdict->disable, ending->facts.now_ms, &flipped);
    if (rc != 0 || !flipped)
        return rc;

    ending->disabled = true;
    target->state = TARGET_DISABLED;
    target->reason = verdict->disable;
    target->updated_ms = ending->facts.now_ms;
    notice = pool_alloc(pool, sizeof(*notice));
    rc = plan_notice(job, target, pool, notice);
    if (rc == 0) {
        outcome->follow = notice;
        outcome->follow_count = 1;
    }
    return rc;
}

static int
confirm(struct db *db, struct target *target, const struct send_ending *ending)
{
    bool flipped = false;
    int rc = target_confirm_by(db, target->id, ending->challenge, ending->facts.now_ms, &flipped);

    if (flipped)
        target->state = TARGET_ENABLED;
    return rc;
}

/*
 * The loop counts what it begins; of programs, which any thread runs, one at a time keeps the rate.
 */
static void
pace(const struct target *target, const struct send_ending *ending, struct send_verdict *verdict)
{
    int64_t until_ms;

    if (ending->words == NULL || target->rate == 0)
        return;
    until_ms = ending->facts.now_ms + target->rate_ms / target->rate;
    if (until_ms <= verdict->lane_until_ms)
        return;
    verdict->lane_until_ms = until_ms;
    verdict->lane_reason = "its rate";
}

static const char *
detail_of(const struct send_ending *ending, const struct send_verdict *verdict)
{
    return verdict->end == OUTCOME_DONE && ending->words != NULL ? ending->words : verdict->detail;
}

/*
 * For whom nothing more will be sent, trying again makes no sense.  One that has just been disabled
 * by a message for it alone ends it, too: the notice follows an end.
 */
static void
tell(struct outcome *outcome, const struct target *target, const struct send_ending *ending,
     const struct send_verdict *verdict, struct pool *pool)
{
    const char *shut = send_target_shut(pool, target, ending->direct && !ending->disabled);

    outcome->end = verdict->end;
    outcome->detail = detail_of(ending, verdict);
    outcome->not_before_ms = verdict->not_before_ms;
    outcome->own_delay = true;
    if (verdict->end == OUTCOME_DONE || shut == NULL)
        return;
    outcome->end = OUTCOME_HOPELESS;
    outcome->detail = pool_printf(pool, "%s; %s", verdict->detail, shut);
}

/* The target was removed meanwhile: nobody to be told, nobody to be asked again. */
static void
on_gone(struct outcome *outcome, const struct send_ending *ending, struct pool *pool)
{
    const struct target nobody = { 0 };
    struct send_verdict verdict = send_judge(pool, &nobody, &ending->facts);

    outcome->detail = pool_printf(pool, "%s; target removed", verdict.detail);
    outcome->end = verdict.end == OUTCOME_DONE ? OUTCOME_DONE : OUTCOME_HOPELESS;
}

int
send_settle(struct db *db, const struct job *job, struct outcome *outcome, struct pool *pool,
            void *data)
{
    struct send_ending *ending = data;
    struct send_targets own = { .pool = pool };
    struct send_targets *targets = ending->targets != NULL ? ending->targets : &own;
    struct send_facts facts = ending->facts;
    struct send_verdict verdict;
    struct target *target = NULL;
    int rc;

    ending->disabled = false;
    facts.failed = job->failed;
    rc = send_targets_find(targets, db, ending->target, &target);
    if (rc == FAIL_NOT_FOUND) {
        on_gone(outcome, ending, pool);
        return 0;
    }
    if (rc != 0)
        return rc;

    verdict = send_judge(pool, target, &facts);
    rc = count_health(db, target, &facts, &verdict, pool);
    if (rc == 0 && verdict.disable != NULL)
        rc = disable(db, job, target, ending, &verdict, outcome, pool);
    if (rc == 0 && verdict.confirmed && ending->challenge != NULL)
        rc = confirm(db, target, ending);
    pace(target, ending, &verdict);
    if (rc == 0 && verdict.lane_until_ms > 0)
        rc = jobs_lane_sleep_by(db, job->lane, verdict.lane_until_ms, verdict.lane_reason);
    if (rc == 0)
        tell(outcome, target, ending, &verdict, pool);
    return rc;
}

struct outcome
send_outcome(const struct work *work, struct send_ending *ending,
             const struct exchange_record *record)
{
    const struct target unknown = { 0 };
    struct send_facts *facts = &ending->facts;
    struct send_verdict verdict;

    facts->now_ms = clock_ms();
    facts->disable_after_ms = work->settings->outgoing.disable_after_ms;
    if (crypto_random(&facts->dice, sizeof(facts->dice)) != 0)
        facts->dice = UINT32_MAX;
    verdict = send_judge(work->pool, &unknown, facts);
    return (struct outcome){ .end = verdict.end,
                             .detail = detail_of(ending, &verdict),
                             .record = record,
                             .apply = send_settle,
                             .apply_data = ending };
}
