/* backfill_tally.c - reads the words that actions leave behind, and counts. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "work/backfill_tally.h"
#include "work/task_sync.h"

#define JOBS_MOST 1000 /* of a page there are a tenth of it */

static const char *const end_names[BACKFILL_ENDS] = {
    [BACKFILL_MADE] = "made",       [BACKFILL_CHANGED] = "changed", [BACKFILL_SAME] = "unchanged",
    [BACKFILL_IGNORED] = "ignored", [BACKFILL_FAILED] = "failed",   [BACKFILL_LATER] = "waiting",
};

const char *
backfill_end_name(enum backfill_end end)
{
    return end_names[end];
}

static void
add_job(struct backfill_jobs *jobs, int64_t id)
{
    if (jobs->count < BACKFILL_JOBS)
        jobs->ids[jobs->count++] = id;
}

static struct backfill_reason *
find_reason(struct backfill_tally *tally, const char *text)
{
    for (size_t i = 0; i < tally->reason_count; i++) {
        if (strcmp(tally->reasons[i].text, text) == 0)
            return &tally->reasons[i];
    }
    return NULL;
}

static void
add_reason(struct backfill_tally *tally, const char *text, int64_t count)
{
    struct backfill_reason *reason = find_reason(tally, text);

    if (reason != NULL)
        reason->count += count;
    else if (tally->reason_count < BACKFILL_REASONS)
        tally->reasons[tally->reason_count++] = (struct backfill_reason){ text, count };
}

void
backfill_count(struct backfill_tally *tally, struct pool *pool, enum backfill_end end,
               const char *reason)
{
    tally->counts[end]++;
    if (end != BACKFILL_IGNORED)
        return;
    if (find_reason(tally, reason) == NULL)
        reason = pool_string(pool, reason);
    add_reason(tally, reason, 1);
}

static bool
begins(const char *text, const char *words)
{
    return strncmp(text, words, strlen(words)) == 0;
}

/* As task_sync_words() has it. */
static enum backfill_end
end_of_words(const char *words)
{
    if (begins(words, TASK_WORDS_IGNORED))
        return BACKFILL_IGNORED;
    if (begins(words, TASK_WORDS_CREATED))
        return BACKFILL_MADE;
    return strstr(words, TASK_WORDS_SAME) != NULL ? BACKFILL_SAME : BACKFILL_CHANGED;
}

static void
count_ended(struct backfill_tally *tally, struct pool *pool, const struct job_row *job)
{
    const char *words = job->reason != NULL ? job->reason : "";
    enum backfill_end end = BACKFILL_FAILED;

    if (strcmp(job->state, "done") == 0)
        end = end_of_words(words);
    backfill_count(tally, pool, end,
                   end == BACKFILL_IGNORED ? words + strlen(TASK_WORDS_IGNORED) : NULL);
    if (end == BACKFILL_FAILED)
        add_job(&tally->failed, job->id);
}

static bool
is_unfinished(const struct job_row *job)
{
    static const char *const states[] = { "waiting", "ready", "leased", "started" };

    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (strcmp(job->state, states[i]) == 0)
            return true;
    }
    return false;
}

static void
note_unfinished(struct backfill_state *state, const struct job_row *job)
{
    bool waiting = strcmp(job->state, "waiting") == 0;
    int64_t due_ms = waiting ? job->run_at_ms : 0;

    if (state->unfinished++ == 0 || due_ms < state->next_ms)
        state->next_ms = due_ms;
    state->running =
        state->running || strcmp(job->state, "leased") == 0 || strcmp(job->state, "started") == 0;
    state->a_job = job->id;
    if (!waiting || job->failed == 0)
        return;
    state->failing++;
    state->reason = job->reason;
    add_job(&state->ended.later, job->id);
}

int
backfill_look(struct store *store, int64_t event, struct pool *pool, struct backfill_state *state)
{
    const struct job_filter filter = { .event = event, .most = JOBS_MOST };
    struct jobs jobs = { 0 };
    int rc = ledger_jobs(store, &filter, pool, &jobs);

    *state = (struct backfill_state){ 0 };
    /* The newest stands first; they are told in the order of their items. */
    for (size_t i = jobs.count; i-- > 0;) {
        const struct job_row *job = &jobs.rows[i];

        if (is_unfinished(job)) {
            note_unfinished(state, job);
            continue;
        }
        count_ended(&state->ended, pool, job);
        if (strcmp(job->state, "done") != 0 && job->reason != NULL)
            state->last_reason = job->reason;
    }
    return rc;
}

int
backfill_look_again(struct store *store, struct pool *pool, struct backfill_tally *tally)
{
    const struct backfill_jobs later = tally->later;
    int rc = 0;

    tally->later.count = 0;
    for (size_t i = 0; i < later.count && rc == 0; i++) {
        struct job_row job = { 0 };

        rc = ledger_job(store, later.ids[i], pool, &job);
        if (rc != 0)
            break;
        if (is_unfinished(&job)) {
            add_job(&tally->later, job.id);
            continue;
        }
        tally->counts[BACKFILL_LATER]--;
        count_ended(tally, pool, &job);
    }
    return rc;
}

void
backfill_add(struct backfill_tally *tally, const struct backfill_tally *more)
{
    for (size_t i = 0; i < BACKFILL_ENDS; i++)
        tally->counts[i] += more->counts[i];
    for (size_t i = 0; i < more->reason_count; i++)
        add_reason(tally, more->reasons[i].text, more->reasons[i].count);
    for (size_t i = 0; i < more->failed.count; i++)
        add_job(&tally->failed, more->failed.ids[i]);
    for (size_t i = 0; i < more->later.count; i++)
        add_job(&tally->later, more->later.ids[i]);
}

int64_t
backfill_items(const struct backfill_tally *tally)
{
    int64_t items = 0;

    for (size_t i = 0; i < BACKFILL_ENDS; i++)
        items += tally->counts[i];
    return items;
}

static void
write_jobs(struct json *object, const char *key, const struct backfill_jobs *jobs)
{
    struct json *list = json_array();

    for (size_t i = 0; i < jobs->count; i++) {
        struct json *one = json_object();

        json_set_id(one, "id", jobs->ids[i]);
        json_add(list, one);
    }
    json_set(object, key, list);
}

void
backfill_tally_write(const struct backfill_tally *tally, struct json *object)
{
    struct json *reasons = json_array();

    for (size_t i = 0; i < BACKFILL_ENDS; i++)
        json_set_integer(object, end_names[i], tally->counts[i]);
    for (size_t i = 0; i < tally->reason_count; i++) {
        struct json *one = json_object();

        json_set_string(one, "reason", tally->reasons[i].text);
        json_set_integer(one, "count", tally->reasons[i].count);
        json_add(reasons, one);
    }
    json_set(object, "reasons", reasons);
    write_jobs(object, "failed_jobs", &tally->failed);
    write_jobs(object, "waiting_jobs", &tally->later);
}

enum tally_field { REASONS = BACKFILL_ENDS, REASON_COUNTS, FAILED_JOBS, LATER_JOBS, TALLY_FIELDS };

static void
read_jobs(const struct json_want *want, struct backfill_jobs *jobs)
{
    for (struct json_value *value = want->first; value != NULL; value = value->next) {
        const struct json_want one = { .first = value };

        add_job(jobs, json_id(&one));
    }
}

int
backfill_tally_read(struct pool *pool, const char *text, struct backfill_tally *tally)
{
    struct json_want wants[TALLY_FIELDS] = {
        [REASONS].pointer = "/reasons/*/reason",
        [REASON_COUNTS].pointer = "/reasons/*/count",
        [FAILED_JOBS].pointer = "/failed_jobs/*/id",
        [LATER_JOBS].pointer = "/waiting_jobs/*/id",
    };
    const struct json_value *reason, *count;
    int rc;

    *tally = (struct backfill_tally){ 0 };
    for (size_t i = 0; i < BACKFILL_ENDS; i++)
        wants[i].pointer = pool_printf(pool, "/%s", end_names[i]);
    rc = json_scan(pool, text, strlen(text), wants, TALLY_FIELDS);
    if (rc != 0)
        return rc;
    for (size_t i = 0; i < BACKFILL_ENDS; i++)
        tally->counts[i] = json_integer(&wants[i], 0);
    reason = wants[REASONS].first;
    count = wants[REASON_COUNTS].first;
    for (; reason != NULL && count != NULL; reason = reason->next, count = count->next)
        add_reason(tally, reason->text, json_value_integer(count, 0));
    read_jobs(&wants[FAILED_JOBS], &tally->failed);
    read_jobs(&wants[LATER_JOBS], &tally->later);
    return 0;
}
