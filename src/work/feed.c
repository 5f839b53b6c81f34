/* feed.c - look, decide, act, remember */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "port/atom.h"
#include "store/jobs.h"
#include "work/feed.h"
#include "work/feed_run.h"

static void
postpone(struct outcome *outcome, const char *detail, int64_t until_ms)
{
    *outcome =
        (struct outcome){ .end = OUTCOME_POSTPONED, .detail = detail, .not_before_ms = until_ms };
}

/* While Asana is at its limit nobody needs to ask the feed. */
static int
wait_for_others(const struct feed_run *run, struct outcome *outcome, bool *wait)
{
    int64_t until_ms = 0;
    int rc = jobs_lane_until(run->work->store, asana_lane(), &until_ms);

    *wait = rc == 0 && until_ms > run->now_ms;
    if (*wait)
        postpone(outcome, "Asana is at its limit", until_ms);
    if (rc != 0 || *wait)
        return rc;
    *wait = run->state.until_ms > run->now_ms;
    if (*wait)
        postpone(outcome, "the feed wants to be asked later", run->state.until_ms);
    return 0;
}

static int
save(struct feed_run *run)
{
    int rc = feed_state_save(run->work->store, run->rule->name, run->feed, run->work->pool,
                             &run->state, run->now_ms);

    if (rc == FAIL_CONFLICT)
        return fail(FAIL_CONFLICT, "feed \"%s\": somebody else has looked at it meanwhile",
                    run->rule->name);
    return rc;
}

/* Also for those that come after this job. */
static int
ask_later(struct feed_run *run, struct outcome *outcome)
{
    run->state.until_ms = run->document.until_ms;
    postpone(outcome, "the feed's server says: later", run->document.until_ms);
    return save(run);
}

/* What is remembered of each. */
static int
load_rows(struct feed_run *run)
{
    struct pool *pool = run->work->pool;
    int rc = 0;

    run->tasks = pool_array(pool, run->items.count + 1, sizeof(*run->tasks));
    for (size_t i = 0; i < run->items.count && rc == 0; i++) {
        struct feed_task *task = &run->tasks[i];

        task->item = &run->items.items[i];
        if (task->item->external == NULL)
            continue;
        rc = task_row_find_external(run->work->store, task->item->external, pool, &task->row);
        if (rc == FAIL_NOT_FOUND) {
            rc = 0;
            continue;
        }
        task->item->known = task->row.gid != NULL ? FEED_MADE : FEED_BEGUN;
        task->item->known_ms = task->row.item_ms;
    }
    return rc;
}

/*
 * With a personal token, and nothing remembered of a feed that begins in the past, its tasks may be
 * there all the same: the database was lost.
 */
static int
look_for_lost(struct feed_run *run, bool first)
{
    if (!first || run->feed->since_ms == 0 || feed_count(run, FEED_NEW) == 0 ||
        asana_api_oauth(run->asana.api))
        return 0;
    return feed_found(run, 0);
}

static int
act_on(struct feed_run *run, struct feed_task *task)
{
    switch (task->item->verdict) {
    case FEED_NEW:
        return feed_task_make(run, task);
    case FEED_UPDATED:
        return feed_task_update(run, task);
    case FEED_NOTED:
        return feed_task_note(run, task);
    case FEED_SEEN:
    case FEED_IGNORED:
        break;
    }
    return 0;
}

static int
act_on_all(struct feed_run *run)
{
    int rc = 0;

    for (size_t i = 0; i < run->items.count && rc == 0 && !run->stopped; i++) {
        rc = act_on(run, &run->tasks[i]);
        run->stopped = work_stopping(run->work);
    }
    return rc;
}

/* Where tasks go may have changed since we asked: then the next attempt asks again. */
static int
act_in_asana(struct feed_run *run, bool first, struct outcome *outcome)
{
    int rc;

    if (feed_count(run, FEED_NEW) + feed_count(run, FEED_UPDATED) + feed_count(run, FEED_NOTED) ==
        0)
        return 0;
    rc = feed_places(run);
    if (rc == 0)
        rc = look_for_lost(run, first);
    if (rc != 0)
        return rc;
    rc = act_on_all(run);
    if (rc == FAIL_REFUSED) {
        *outcome = (struct outcome){ .end = OUTCOME_FAILED,
                                     .detail = pool_string(run->work->pool, fail_detail()) };
        rc = feed_places_forget(run);
    }
    return rc;
}

/* Not after each look, which may be one a minute, but when there is something to remember. */
static int
remember(struct feed_run *run, const struct feed_position *next)
{
    bool news = !run->state.position.begun || run->state.until_ms != 0 ||
                !text_equal(run->state.mark.etag, run->document.mark.etag) ||
                !text_equal(run->state.mark.modified, run->document.mark.modified);

    run->state.position = *next;
    run->state.mark = run->document.mark;
    run->state.until_ms = 0;
    return news ? save(run) : 0;
}

/* Trying again soon is in vain; the next period's look may find it mended. */
static int
give_up(const struct feed_run *run, struct outcome *outcome)
{
    *outcome = (struct outcome){ .end = OUTCOME_HOPELESS,
                                 .detail = pool_string(run->work->pool, fail_detail()) };
    return 0;
}

static int
take_in(struct feed_run *run, struct outcome *outcome)
{
    bool first = !run->state.position.begun;
    struct feed_position next;
    struct atom_feed feed;
    int rc = atom_parse(run->work->pool, run->document.body, run->document.length, &feed);

    if (rc == FAIL_MALFORMED || rc == FAIL_UNREADABLE)
        return give_up(run, outcome);
    if (rc == 0)
        rc = feed_items(run->work->pool, run->rule->name, &feed, run->now_ms, &run->items);
    if (rc == 0)
        rc = load_rows(run);
    if (rc != 0)
        return rc;
    feed_decide(run->work->pool, &run->state.position, run->feed->since_ms, run->now_ms,
                &run->items, &next);
    rc = act_in_asana(run, first, outcome);
    if (rc != 0 || outcome->end != OUTCOME_DONE)
        return rc;
    outcome->detail = feed_summary(run, first);
    if (run->stopped) {
        outcome->end = OUTCOME_INTERRUPTED;
        return 0;
    }
    return remember(run, &next);
}

static int
look(struct feed_run *run, struct outcome *outcome)
{
    struct pool *pool = run->work->pool;
    bool wait;
    int rc = feed_state_load(run->work->store, run->rule->name, run->feed, pool, &run->state);

    if (rc == 0)
        rc = wait_for_others(run, outcome, &wait);
    if (rc != 0 || wait)
        return rc;
    rc = feed_get(pool, run->feed->url, &run->state.mark, run->now_ms, &run->document);
    if (rc == FAIL_TOO_LARGE)
        return give_up(run, outcome);
    if (rc != 0)
        return rc;
    switch (run->document.answer) {
    case FEED_LATER:
        return ask_later(run, outcome);
    case FEED_SAME:
        outcome->detail = feed_wait(run, "not modified since the last look");
        return 0;
    case FEED_HERE:
        break;
    }
    return take_in(run, outcome);
}

int
feed_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    const struct rule *rule = settings_rule(work->settings, job->rule);
    struct feed_run run = {
        .work = work,
        .rule = rule,
        .asana = { &work->settings->asana_api, work->store, work->pool },
        .now_ms = clock_ms(),
        .found_since_ms = INT64_MAX,
    };
    int64_t until_ms = 0;
    int rc;

    if (rule == NULL || rule->kind != RULE_FEED) {
        outcome->detail = "no feed { } has this name any more";
        return 0;
    }
    run.feed = rule->feed;
    rc = asana_api_require(run.asana.api);
    if (rc == 0)
        rc = look(&run, outcome);
    /* A limit of Asana's, if it is one, tells how long; else it is the store. */
    if (rc == FAIL_BUSY && jobs_lane_until(work->store, asana_lane(), &until_ms) == 0 &&
        until_ms > run.now_ms) {
        postpone(outcome, pool_string(work->pool, fail_detail()), until_ms);
        return 0;
    }
    return rc;
}
