/* sync_look.c - what a sync would change; neither event nor job, and nobody is told anything. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "cli/sync.h"
#include "cli/table.h"
#include "wire/github_item.h"
#include "work/task_sync.h"

/* One repository's list, and what came of it so far. */
struct looking {
    struct sync *sync;
    const struct github_repository *repository;
    struct github_issues issues;
    struct pool *item; /* of one item */
    struct table *table;
    size_t rows;
    struct backfill_tally tally;
};

static enum backfill_end
end_of(const struct task_sync *task)
{
    if (task->ignored != NULL)
        return BACKFILL_IGNORED;
    if (!task_sync_changes(task))
        return BACKFILL_SAME;
    return task->decision.what == TASK_CREATE ? BACKFILL_MADE : BACKFILL_CHANGED;
}

static void
print_item(const struct looking *looking, const struct github_item *item, enum backfill_end end,
           const char *words)
{
    struct json *one = json_object();

    json_set_string(one, "repository", looking->repository->name);
    json_set_id(one, "number", item->number);
    json_set_string(one, "title", item->title);
    json_set_string(one, "change", end == BACKFILL_MADE ? "create" : "update");
    json_set_string(one, "words", words);
    puts(json_text(looking->item, one, JSON_COMPACT));
}

static void
add_row(struct looking *looking, const struct github_item *item, enum backfill_end end,
        const char *words)
{
    const char *name = looking->sync->one ? "" : looking->repository->name;

    table_cell(looking->table, pool_printf(looking->sync->pool, "%s#%" PRId64, name, item->number),
               TABLE_PLAIN);
    table_cell(looking->table, pool_string(looking->sync->pool, item->title), TABLE_PLAIN);
    table_cell(looking->table, pool_string(looking->sync->pool, words),
               end == BACKFILL_MADE ? TABLE_GOOD : TABLE_PLAIN);
    looking->rows++;
}

static void
take_result(struct looking *looking, const struct github_item *item, const struct task_sync *task)
{
    enum backfill_end end = end_of(task);

    backfill_count(&looking->tally, looking->sync->cli->pool, end, task->ignored);
    if (end != BACKFILL_MADE && end != BACKFILL_CHANGED)
        return;
    if (looking->sync->cli->json)
        print_item(looking, item, end, task_sync_words(task));
    else
        add_row(looking, item, end, task_sync_words(task));
}

static int
look_at(struct looking *looking, const char *document, size_t length, size_t index)
{
    struct sync *sync = looking->sync;
    const struct work work = { .settings = sync->cli->settings,
                               .store = sync->app.store,
                               .pool = looking->item,
                               .stop_fd = -1 };
    struct github_item_event event = { .event.kind = "sync" };
    struct task_sync task = { .work = &work,
                              .rule = task_rule(work.settings, looking->repository->name),
                              .event = &event };
    const char *root = pool_printf(looking->item, "/items/%zu", index);
    int rc = github_item_read(looking->item, document, length, root, &event.item);

    event.event.repository = looking->repository->name;
    if (rc == 0)
        rc = task_sync_look(&task);
    if (rc == 0)
        take_result(looking, &event.item, &task);
    return rc;
}

/* --- Pages ----------------------------------------------------------------------------------- */

static int
look_patiently(struct looking *looking, const char *document, size_t length, size_t index)
{
    int tries = 0;
    int rc;

    do {
        pool_reset(looking->item);
        rc = look_at(looking, document, length, index);
    } while (rc != 0 && sync_once_more(looking->sync, rc, &tries));
    return rc;
}

static void
begin_table(struct looking *looking)
{
    static const char *const headings[] = { "ITEM", "TITLE", "WHAT WOULD CHANGE" };

    looking->table = table_new(looking->sync->pool, headings, 3);
    looking->rows = 0;
}

static int
look_at_page(struct looking *looking)
{
    struct sync *sync = looking->sync;
    struct json *top = json_object();
    const char *document;
    int64_t left = looking->issues.left;
    int rc = 0;

    backfill_page_write(looking->repository, looking->issues.items, top);
    document = json_text(sync->pool, top, JSON_COMPACT);
    begin_table(looking);
    for (size_t i = 0; i < looking->issues.count && rc == 0 && !sync_pause_for(sync, 0); i++) {
        sync->left = left - (int64_t)i;
        sync_show(sync, SYNC_GOES_ON, NULL);
        rc = look_patiently(looking, document, strlen(document), i);
        sync->done++;
    }
    cli_progress("%s", "");
    if (looking->rows > 0)
        table_print(looking->table);
    fflush(stdout);
    return rc;
}

/* The walk goes on in texts of the page before, so there are two pools, in turn. */
static int
next_page(struct looking *looking, struct pool **other)
{
    struct sync *sync = looking->sync;
    struct pool *fresh = *other;
    int tries = 0;
    int rc;

    *other = sync->pool;
    sync->pool = sync->github.pool = sync->asana.pool = fresh;
    pool_reset(fresh);
    do
        rc = github_issues_next(&sync->github, &looking->issues);
    while (rc != 0 && sync_once_more(sync, rc, &tries));
    return rc;
}

static int
look_at_pages(struct looking *looking)
{
    struct pool *other = pool_new();
    int rc = 0;

    while (rc == 0 && !looking->issues.walk.over && !looking->sync->stopped) {
        rc = next_page(looking, &other);
        if (rc == 0 && looking->issues.count > 0)
            rc = look_at_page(looking);
        else
            json_free(looking->issues.items);
    }
    pool_free(other);
    return rc == FAIL_REFUSED && looking->issues.disabled && !looking->sync->one ? 1 : rc;
}

static int
look_at_repository(struct sync *sync, const char *name, struct backfill_tally *tally)
{
    struct github_repository repository = { 0 };
    struct looking looking = { .sync = sync, .repository = &repository };
    int rc;

    pool_reset(sync->pool);
    rc = sync_open(sync, name, &repository);
    if (rc != 0)
        return rc;
    sync->repository = repository.name;
    looking.issues = (struct github_issues){ .repository = repository.name,
                                             .all = sync->backfill.all,
                                             .walk.since_ms = sync->backfill.since_ms };
    looking.item = pool_new();
    looking.tally = *tally;
    rc = look_at_pages(&looking);
    pool_free(looking.item);
    *tally = looking.tally;
    return rc;
}

static void
print_counts(const struct sync *sync, const struct backfill_tally *tally)
{
    printf("%s: %s: %" PRId64 " tasks would be made, %" PRId64 " changed, %" PRId64
           " unchanged, %" PRId64 " ignored.\n",
           sync->backfill.owner, sync_items(sync->pool, backfill_items(tally)),
           tally->counts[BACKFILL_MADE], tally->counts[BACKFILL_CHANGED],
           tally->counts[BACKFILL_SAME], tally->counts[BACKFILL_IGNORED]);
    for (size_t i = 0; i < tally->reason_count; i++)
        printf("  ignored, %" PRId64 ": %s\n", tally->reasons[i].count,
               table_line(sync->pool, tally->reasons[i].text));
}

static void
print_json(const struct sync *sync, const struct backfill_tally *tally)
{
    struct json *top = json_object();
    struct json *summary = json_object();

    json_set_string(summary, "owner", sync->backfill.owner);
    json_set_integer(summary, "items", backfill_items(tally));
    backfill_tally_write(tally, summary);
    json_set(top, "summary", summary);
    puts(json_text(sync->pool, top, JSON_COMPACT));
}

int
sync_look(struct sync *sync)
{
    struct backfill_tally tally = { 0 };
    int rc = 0;

    sync->begun_ms = clock_steady_ms();
    for (size_t i = 0; i < sync->names.count && rc == 0 && !sync->stopped; i++) {
        rc = look_at_repository(sync, sync->names.items[i], &tally);
        rc = sync_judge(sync, rc);
    }
    if (rc != 0 || sync->stopped)
        return rc;
    if (sync->cli->json)
        print_json(sync, &tally);
    else
        print_counts(sync, &tally);
    return 0;
}
