/* recover.c - a run: look, then ask. */
#include "config.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "store/ledger.h"
#include "wire/github_open.h"
#include "work/recover_parts.h"

#define MINUTE_MS 60000
#define CLOCKS_MS 300000 /* how far GitHub's and ours may be apart where it matters */

static bool
wait_for_stop(struct recovery *recovery, int64_t wait_ms)
{
    struct recover *recover = recovery->recover;
    struct pollfd stop = { .fd = recover->stop_fd, .events = POLLIN };

    if (!recover->stopped)
        recover->stopped = poll(&stop, 1, (int)wait_ms) > 0;
    return recover->stopped;
}

bool
recover_stopping(struct recovery *recovery)
{
    return wait_for_stop(recovery, 0);
}

static int
open_owner(struct recovery *recovery)
{
    struct recover *recover = recovery->recover;
    struct github *github = &recovery->github;
    int rc = 0;

    if (repository_valid(recover->owner))
        rc = github_open(github, 0, recover->owner);
    else if (strcmp(recover->owner, "app") != 0)
        rc = github_open_organization(github, 0, recover->owner);
    recover->installation = github->installation;
    if (rc == 0)
        rc = github_hooks_find(github, recover->owner, &recovery->hooks);
    recover->counts.hooks = (int64_t)recovery->hooks.count;
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_REFUSED,
                    "GitHub: the hooks of %s: there is nobody of that name, or we may"
                    " not see its hooks",
                    recover->owner);
    return rc;
}

/* What was dropped by retention must not come as if it had been missed. */
static int
prepare(struct recovery *recovery)
{
    const struct recover *recover = recovery->recover;
    int64_t kept_ms = recover->app->settings->keep_events_ms - CLOCKS_MS;
    int rc;

    recovery->view = (struct missed_view){
        .now_ms = recover->now_ms,
        .reach_ms = recover->now_ms - (kept_ms < RECOVER_KEPT_MS ? kept_ms : RECOVER_KEPT_MS),
        .by_hand = recover->by_hand,
        .ingest = recover->ingest,
    };
    rc = ledger_begins(recovery->list.store, &recovery->ledger_ms);
    if (recovery->ledger_ms == 0)
        recovery->ledger_ms = recover->now_ms;
    return rc == 0 ? missed_list_load(&recovery->list) : rc;
}

static const struct github_hook *
hook_of(const struct recovery *recovery, const struct missed *missed)
{
    for (size_t i = 0; i < recovery->hooks.count; i++) {
        if (strcmp(recovery->hooks.items[i].path, missed->hook) == 0)
            return &recovery->hooks.items[i];
    }
    return NULL;
}

static int
by_age(const void *one, const void *other)
{
    const struct missed *a = *(struct missed *const *)one;
    const struct missed *b = *(struct missed *const *)other;

    if (a->first_ms != b->first_ms)
        return a->first_ms < b->first_ms ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* Of this owner; those of other programs are counted and no more. */
static void
choose(struct recovery *recovery)
{
    struct recover *recover = recovery->recover;
    const struct missed_list *list = &recovery->list;

    recover->missed = pool_array(recover->pool, list->count + 1, sizeof recover->missed[0]);
    for (size_t i = 0; i < list->count; i++) {
        if (!list->items[i]->elsewhere && hook_of(recovery, list->items[i]) != NULL)
            recover->missed[recover->missed_count++] = list->items[i];
    }
}

/* What has come meanwhile is missed no more. */
static int
drop_arrived(struct recovery *recovery)
{
    struct recover *recover = recovery->recover;
    size_t count = recover->missed_count, arrived = 0;
    const char **guids = pool_array(recover->pool, count + 1, sizeof guids[0]);
    bool *here = pool_array(recover->pool, count + 1, sizeof here[0]);
    struct missed **gone = pool_array(recover->pool, count + 1, sizeof gone[0]);
    int rc;

    for (size_t i = 0; i < count; i++)
        guids[i] = recover->missed[i]->guid;
    rc = ledger_has(recovery->list.store, "github", (struct strings){ guids, count }, here);
    recover->missed_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (here[i])
            gone[arrived++] = recover->missed[i];
        else
            recover->missed[recover->missed_count++] = recover->missed[i];
    }
    if (rc != 0 || recover->dry_run)
        return rc;
    return missed_forget(&recovery->list, gone, arrived);
}

/* How many are due now; all others have their result. */
static size_t
judge(struct recovery *recovery)
{
    struct recover *recover = recovery->recover;
    size_t due = 0;

    for (size_t i = 0; i < recover->missed_count; i++) {
        struct missed *missed = recover->missed[i];
        enum missed_next next = missed_next(missed, &recovery->view, &missed->result);

        due += next == MISSED_DUE;
        recover->counts.waiting += next == MISSED_WAITS;
        recover->counts.over += next == MISSED_OVER;
    }
    return due;
}

/*
 * Time for another one?  By hand somebody waits for all; the worker's thread has other things to do
 * than to sleep.
 */
static bool
may_go_on(struct recovery *recovery, size_t done, int64_t *begun_ms)
{
    const struct recover *recover = recovery->recover;
    int64_t wait_ms;

    if (recover->dry_run || recover_stopping(recovery))
        return false;
    if (done == 0 || done % RECOVER_MOST != 0 || recover->ingest)
        return true;
    if (!recover->by_hand)
        return false;
    wait_ms = *begun_ms + MINUTE_MS - clock_steady_ms();
    if (wait_ms > 0 && wait_for_stop(recovery, wait_ms))
        return false;
    *begun_ms = clock_steady_ms();
    return true;
}

/* Those that are due, but not in this run. */
static void
name_the_rest(struct recover *recover)
{
    const char *would = recover->ingest ? "would be taken in" : "would be asked for again";

    for (size_t i = 0; i < recover->missed_count; i++) {
        if (recover->missed[i]->result == NULL)
            recover->missed[i]->result = recover->dry_run ? would : "still missed";
    }
}

static int
act(struct recovery *recovery, size_t due)
{
    struct recover *recover = recovery->recover;
    int64_t begun_ms = clock_steady_ms();
    size_t done = 0;
    int rc = 0;

    for (size_t i = 0; i < recover->missed_count && rc == 0; i++) {
        struct missed *missed = recover->missed[i];

        if (missed->result != NULL)
            continue;
        if (!may_go_on(recovery, done, &begun_ms))
            break;
        if (recover->progress != NULL)
            recover->progress("%s: %s %zu of %zu ", recover->owner,
                              recover->ingest ? "taking in" : "asking for", done + 1, due);
        rc = recover->ingest ? recover_ingest(recovery, hook_of(recovery, missed), missed)
                             : recover_ask(recovery, hook_of(recovery, missed), missed);
        done++;
    }
    recover->counts.to_come = (int64_t)(due - done);
    name_the_rest(recover);
    return rc;
}

int
recover_run(struct recover *recover)
{
    struct recovery recovery = {
        .recover = recover,
        .github = { .api = &recover->app->settings->github_api,
                    .store = recover->app->store,
                    .pool = recover->pool },
        .list = { .store = recover->app->store, .pool = recover->pool },
    };
    int rc = open_owner(&recovery);

    if (rc == 0)
        rc = prepare(&recovery);
    for (size_t i = 0; i < recovery.hooks.count && rc == 0; i++)
        rc = recover_look(&recovery, &recovery.hooks.items[i]);
    if (rc != 0 || recover->stopped)
        return rc;
    choose(&recovery);
    rc = drop_arrived(&recovery);
    if (rc != 0)
        return rc;
    qsort(recover->missed, recover->missed_count, sizeof recover->missed[0], by_age);
    return act(&recovery, judge(&recovery));
}

const char *
recover_summary(struct pool *pool, const struct recover_counts *counts)
{
    const struct {
        int64_t count;
        const char *what;
    } parts[] = {
        { counts->asked, "asked for again" },
        { counts->ingested, "taken in" },
        { counts->to_come, "still missed" },
        { counts->waiting, "not here yet" },
        { counts->over, "given up" },
        { counts->failed, "in vain" },
        { counts->elsewhere, "taken elsewhere" },
    };
    const char *text;

    if (counts->hooks == 0)
        return "no hook there posts to /hooks/github";
    text = pool_printf(pool, "%" PRId64 " deliver%s looked at, %" PRId64 " here", counts->looked_at,
                       counts->looked_at == 1 ? "y" : "ies", counts->here);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].count > 0)
            text = pool_printf(pool, "%s, %" PRId64 " %s", text, parts[i].count, parts[i].what);
    }
    return text;
}
