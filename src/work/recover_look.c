/* recover_look.c - reads a hook's list of deliveries, and notes what is missed. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "store/ledger.h"
#include "store/maintain.h"
#include "work/recover_parts.h"

#define OVERLAP_MS INT64_C(300000) /* the list's order is not quite that of its times */

/* How far the list of a hook was read. */
struct mark {
    int64_t until_ms;                   /* all of it up to here; 0: never yet */
    int64_t newest_ms;                  /* of the reading under way: where it began, */
    const char *next;                   /* its next page; NULL: none is under way, */
    int64_t looked_at, here, elsewhere; /* and what it counted */
};

struct looking {
    struct recovery *recovery;
    const struct github_hook *hook;
    struct mark mark;
    int64_t from_ms; /* the reading ends there */
    int64_t ours_ms; /* what was delivered since was delivered to us */
    bool reached;    /* it did */
};

enum field { UNTIL, NEWEST, NEXT, LOOKED_AT, HERE, ELSEWHERE, FIELDS };

static int
mark_read(struct looking *looking)
{
    const struct recovery *recovery = looking->recovery;
    struct pool *pool = recovery->recover->pool;
    struct json_want wants[FIELDS] = {
        [UNTIL].pointer = "/until_ms", [NEWEST].pointer = "/newest_ms",
        [NEXT].pointer = "/next",      [LOOKED_AT].pointer = "/looked_at",
        [HERE].pointer = "/here",      [ELSEWHERE].pointer = "/elsewhere",
    };
    struct state_row row = { 0 };
    int rc;

    rc = state_get(recovery->list.store, STATE_RECOVER, looking->hook->path, pool, &row);
    if (rc == 0)
        rc = json_scan(pool, row.value, strlen(row.value), wants, FIELDS);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    looking->mark = (struct mark){
        .until_ms = json_integer(&wants[UNTIL], 0),
        .newest_ms = json_integer(&wants[NEWEST], 0),
        .next = json_string(&wants[NEXT]),
        .looked_at = json_integer(&wants[LOOKED_AT], 0),
        .here = json_integer(&wants[HERE], 0),
        .elsewhere = json_integer(&wants[ELSEWHERE], 0),
    };
    return 0;
}

static int
mark_write(const struct looking *looking)
{
    const struct recover *recover = looking->recovery->recover;
    const struct mark *mark = &looking->mark;
    struct json *value;

    if (recover->dry_run || recover->since_ms > 0)
        return 0;
    value = json_object();
    json_set_integer(value, "until_ms", mark->until_ms);
    json_set_integer(value, "newest_ms", mark->newest_ms);
    json_set_string(value, "next", mark->next);
    json_set_integer(value, "looked_at", mark->looked_at);
    json_set_integer(value, "here", mark->here);
    json_set_integer(value, "elsewhere", mark->elsewhere);
    return state_put(looking->recovery->list.store, STATE_RECOVER, looking->hook->path,
                     json_text(recover->pool, value, JSON_COMPACT), recover->now_ms);
}

/* Of one event that both the App's hook and another one missed, the first that tells has it. */
static struct missed *
see(struct looking *looking, const struct github_delivery *delivery)
{
    struct recovery *recovery = looking->recovery;
    struct missed *known = missed_list_find(&recovery->list, delivery->guid);
    struct missed missed;

    if (known != NULL) {
        if (strcmp(known->hook, looking->hook->path) == 0)
            known->changed = missed_see(known, delivery) || known->changed;
        return known;
    }
    missed = missed_begin(recovery->recover->pool, looking->hook->path, delivery);
    missed.elsewhere =
        missed_delivered(delivery->status_code) && delivery->delivered_ms < looking->ours_ms;
    missed.changed = true;
    looking->mark.elsewhere += missed.elsewhere;
    return missed_list_add(&recovery->list, &missed);
}

static void
count(struct looking *looking, const struct github_delivery *delivery, bool here)
{
    struct mark *mark = &looking->mark;

    if (delivery->delivered_ms > mark->newest_ms)
        mark->newest_ms = delivery->delivered_ms;
    if (delivery->redelivery || delivery->delivered_ms <= mark->until_ms)
        return;
    mark->looked_at++;
    mark->here += here;
}

/* Several attempts of one delivery may be on a page, but its row is written once. */
static int
save(struct looking *looking, struct missed **seen, size_t seen_count)
{
    const struct recover *recover = looking->recovery->recover;
    size_t changed = 0;

    for (size_t i = 0; i < seen_count; i++) {
        if (seen[i]->changed && !seen[i]->elsewhere)
            seen[changed++] = seen[i];
        seen[i]->changed = false;
    }
    if (recover->dry_run || changed == 0)
        return 0;
    return missed_save_all(&looking->recovery->list, seen, changed, recover->now_ms);
}

static int
take_page(struct looking *looking, struct pool *pool, const struct github_deliveries *page)
{
    struct store *store = looking->recovery->list.store;
    struct missed **seen = pool_array(pool, page->count + 1, sizeof seen[0]);
    const char **guids = pool_array(pool, page->count + 1, sizeof guids[0]);
    bool *here = pool_array(pool, page->count + 1, sizeof here[0]);
    size_t seen_count = 0;
    int rc;

    for (size_t i = 0; i < page->count; i++)
        guids[i] = page->items[i].guid;
    rc = ledger_has(store, "github", (struct strings){ guids, page->count }, here);
    for (size_t i = 0; i < page->count && rc == 0; i++) {
        if (page->items[i].delivered_ms < looking->from_ms) {
            looking->reached = true;
            continue;
        }
        count(looking, &page->items[i], here[i]);
        if (!here[i])
            seen[seen_count++] = see(looking, &page->items[i]);
    }
    return rc == 0 ? save(looking, seen, seen_count) : rc;
}

/* One page, in a pool of its own, since there may be hundreds.  1: there was one. */
static int
look_at_page(struct looking *looking, struct github_pages *pages)
{
    struct github github = looking->recovery->github;
    struct github_deliveries page;
    int rc, trouble;

    github.pool = pool_new();
    rc = github_deliveries_next(&github, pages, &page);
    if (rc == 1) {
        trouble = take_page(looking, github.pool, &page);
        rc = trouble != 0 ? trouble : rc;
        pages->path = pool_string(looking->recovery->recover->pool, pages->path);
    }
    pool_free(github.pool);
    return rc;
}

static int
look_at_pages(struct looking *looking)
{
    struct recover *recover = looking->recovery->recover;
    struct github_pages pages = github_deliveries(&looking->recovery->github, looking->hook);
    struct mark *mark = &looking->mark;
    int rc;

    if (mark->next != NULL)
        pages.path = mark->next;
    while (!looking->reached && !recover_stopping(looking->recovery)) {
        rc = look_at_page(looking, &pages);
        if (rc != 1)
            return rc;
        mark->next = pages.path;
        rc = mark_write(looking);
        if (rc != 0)
            return rc;
        if (recover->progress != NULL)
            recover->progress("%s: %" PRId64 " deliveries looked at ", recover->owner,
                              mark->looked_at);
    }
    return 0;
}

static int64_t
later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void
begin(struct looking *looking)
{
    looking->mark = (struct mark){ .until_ms = looking->mark.until_ms };
}

/* GitHub's marks into its list may have an end themselves: then from the top. */
static int
look(struct looking *looking)
{
    bool resumed = looking->mark.next != NULL;
    int rc = look_at_pages(looking);

    if (!resumed || (rc != FAIL_REFUSED && rc != FAIL_NOT_FOUND))
        return rc;
    begin(looking);
    return look_at_pages(looking);
}

/* Whoever takes a delivery out of the API for himself takes it from nobody. */
static int
whose(struct looking *looking)
{
    const struct recovery *recovery = looking->recovery;
    const struct recover *recover = recovery->recover;
    bool heard = recover->ingest;
    int rc = 0;

    if (recover->since_ms > 0)
        return 0;
    if (!heard)
        rc = ledger_heard(recovery->list.store, "github", looking->hook->mark, &heard);
    looking->ours_ms = heard ? recovery->ledger_ms : INT64_MAX;
    return rc;
}

static int
prepare(struct looking *looking)
{
    const struct recover *recover = looking->recovery->recover;
    int rc = whose(looking);

    if (rc == 0 && recover->since_ms == 0)
        rc = mark_read(looking);
    if (looking->mark.next == NULL || recover->dry_run)
        begin(looking);
    looking->from_ms =
        later(looking->recovery->view.reach_ms,
              recover->since_ms > 0 ? recover->since_ms : looking->mark.until_ms - OVERLAP_MS);
    return rc;
}

static int
finish(struct looking *looking)
{
    struct mark *mark = &looking->mark;

    *mark = (struct mark){ .until_ms = later(mark->until_ms, mark->newest_ms) };
    return mark_write(looking);
}

int
recover_look(struct recovery *recovery, const struct github_hook *hook)
{
    struct recover_counts *counts = &recovery->recover->counts;
    struct looking looking = { .recovery = recovery, .hook = hook };
    int rc = prepare(&looking);

    if (rc == 0)
        rc = look(&looking);
    counts->looked_at += looking.mark.looked_at;
    counts->here += looking.mark.here;
    counts->elsewhere += looking.mark.elsewhere;
    if (rc == FAIL_NOT_FOUND)
        rc = fail(FAIL_REFUSED,
                  "GitHub: %s/deliveries: there is no such hook, or we may not see it", hook->path);
    if (rc == 0 && !recovery->recover->stopped)
        rc = finish(&looking);
    return rc;
}
