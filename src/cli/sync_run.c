/* sync_run.c - repository by repository, page by page; what is done is kept at each step. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "cli/sync.h"
#include "cli/table.h"

#define HOPELESS 10 /* items of a page: when all have failed, so will the next ones */

/* One at a time: they would count each other's pages, and share one limit anyway. */
static int
take_lock(struct sync *sync, int *fd)
{
    const char *path =
        pool_printf(sync->cli->pool, "%s/sync.lock", store_directory(sync->app.store));
    int rc = file_open_shared(path, fd);

    if (rc == 0)
        rc = file_lock_now(*fd, path);
    return rc == FAIL_BUSY ? fail(FAIL_CONFLICT, "another hooklet sync is at it") : rc;
}

/* Where an earlier one was broken off, else a new beginning. */
static int
find_position(struct sync *sync)
{
    struct backfill_position position = { 0 };
    int rc = 0;

    if (sync->restart)
        rc = backfill_forget(&sync->backfill, sync->pool);
    if (rc == 0)
        rc = backfill_find(&sync->backfill, sync->pool, &position);
    if (rc == 0) {
        sync->before = backfill_items(&position.tally);
        sync->done = sync->before;
        fprintf(stderr,
                "hooklet sync: goes on where an earlier run was broken off, behind %" PRId64
                " items%s%s; --restart begins anew\n",
                sync->before, position.repository != NULL ? " at " : "",
                position.repository != NULL ? position.repository : "");
    }
    if (rc != FAIL_NOT_FOUND)
        return rc;
    rc = backfill_begin(&sync->backfill, sync->pool, &position);
    return rc == 0 ? backfill_keep(&sync->backfill, sync->pool, &position, clock_ms()) : rc;
}

static int
keep(struct sync *sync, struct backfill_position *position)
{
    int rc = backfill_keep(&sync->backfill, sync->pool, position, clock_ms());

    return rc == FAIL_CONFLICT ? fail(rc, "another hooklet sync is at it") : rc;
}

/* The position in a repository; a fresh one where another was done before. */
static int
position_in(struct sync *sync, const char *name, struct backfill_position *position)
{
    int rc;

    pool_reset(sync->pool);
    rc = backfill_find(&sync->backfill, sync->pool, position);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? fail(rc, "the position of this sync is gone") : rc;
    if (position->repository == NULL || strcasecmp(position->repository, name) != 0) {
        position->repository = name;
        position->walk = (struct github_walk){ .since_ms = sync->backfill.since_ms };
    }
    return 0;
}

/* What nothing came of goes by the same list again when somebody has mended it. */
static int
give_up(struct sync *sync, struct backfill_position *position, const struct backfill_state *state)
{
    int64_t failed = state->ended.counts[BACKFILL_FAILED];
    int rc;

    position->page++;
    rc = keep(sync, position);
    if (rc != 0)
        return rc;
    return fail(FAIL_REFUSED,
                "all %" PRId64 " items of a page have failed, the last one by \"%s\"; when that is "
                "mended, the same command goes on there",
                failed, state->last_reason != NULL ? state->last_reason : "");
}

static bool
is_hopeless(const struct backfill_tally *ended)
{
    return ended->counts[BACKFILL_FAILED] >= HOPELESS &&
           ended->counts[BACKFILL_FAILED] == backfill_items(ended);
}

static int
make_page(struct sync *sync, const struct github_repository *repository,
          struct backfill_position *position, struct backfill_page *page)
{
    int tries = 0;
    int rc;

    do
        rc = backfill_page(&sync->backfill, &sync->github, repository, position, page);
    while (rc != 0 && sync_once_more(sync, rc, &tries));
    return rc;
}

static int
do_page(struct sync *sync, const struct github_repository *repository,
        struct backfill_position *position)
{
    struct backfill_state state = { 0 };
    struct backfill_page page = { 0 };
    int rc = make_page(sync, repository, position, &page);

    if (rc == FAIL_REFUSED && page.disabled && !sync->one)
        return 1;
    if (rc == 0 && page.event != 0)
        rc = sync_wait(sync, &page, &position->tally, &state);
    if (rc != 0 || sync->stopped)
        return rc;
    if (is_hopeless(&state.ended))
        return give_up(sync, position, &state);
    backfill_add(&position->tally, &state.ended);
    position->walk = page.walk;
    position->page++;
    position->repositories += page.walk.over;
    return keep(sync, position);
}

static int
do_pages(struct sync *sync, const struct github_repository *repository)
{
    struct backfill_position position = { 0 };
    int rc = 0;

    sync->repository = repository->name;
    while (rc == 0 && !sync_pause_for(sync, 0)) {
        rc = position_in(sync, repository->name, &position);
        if (rc != 0 || position.walk.over)
            break;
        rc = do_page(sync, repository, &position);
    }
    return rc;
}

/* Names are in order, so all before the position's are through. */
static int
is_through(struct sync *sync, const char *name, bool *through)
{
    struct backfill_position position = { 0 };
    int rc = backfill_find(&sync->backfill, sync->pool, &position);
    int order;

    *through = false;
    if (rc != 0 || position.repository == NULL)
        return rc;
    order = strcasecmp(name, position.repository);
    *through = !sync->one && (order < 0 || (order == 0 && position.walk.over));
    return 0;
}

int
sync_judge(struct sync *sync, int rc)
{
    if (rc == 1)
        return 0;
    if (sync->one || (rc != FAIL_NOT_FOUND && rc != FAIL_REFUSED))
        return rc;
    sync->trouble = true;
    return 0;
}

static int
do_repository(struct sync *sync, const char *name)
{
    struct github_repository repository = { 0 };
    bool through = false;
    int rc = is_through(sync, name, &through);

    if (rc != 0 || through)
        return rc;
    rc = sync_open(sync, name, &repository);
    if (rc == 0)
        rc = do_pages(sync, &repository);
    return sync_judge(sync, rc);
}

const char *
sync_items(struct pool *pool, int64_t count)
{
    return pool_printf(pool, "%" PRId64 " %s", count,
                       count == 1 ? "issue or pull request" : "issues and pull requests");
}

static void
print_jobs(const char *what, const struct backfill_jobs *jobs, int64_t count)
{
    if (count == 0)
        return;
    printf("  %s: job", what);
    for (size_t i = 0; i < jobs->count; i++)
        printf("%s%s %" PRId64, i == 0 && jobs->count > 1 ? "s" : "", i > 0 ? "," : "",
               jobs->ids[i]);
    if (count > (int64_t)jobs->count)
        printf(" and %" PRId64 " more", count - (int64_t)jobs->count);
    puts("; hooklet job ID tells why");
}

static void
print_summary(const struct sync *sync, const struct backfill_position *position)
{
    const struct backfill_tally *tally = &position->tally;

    printf("%s: %s", sync->backfill.owner, sync_items(sync->pool, backfill_items(tally)));
    if (!sync->one)
        printf(" of %" PRId64 " %s", position->repositories,
               position->repositories == 1 ? "repository" : "repositories");
    for (enum backfill_end end = 0; end < BACKFILL_ENDS; end++) {
        if (tally->counts[end] > 0)
            printf("%s %" PRId64 " %s", end == 0 ? ":" : ",", tally->counts[end],
                   backfill_end_name(end));
    }
    puts(".");
    for (size_t i = 0; i < tally->reason_count; i++)
        printf("  ignored, %" PRId64 ": %s\n", tally->reasons[i].count,
               table_line(sync->pool, tally->reasons[i].text));
    print_jobs("failed", &tally->failed, tally->counts[BACKFILL_FAILED]);
    print_jobs("to be tried again", &tally->later, tally->counts[BACKFILL_LATER]);
}

static void
print_json(const struct sync *sync, const struct backfill_position *position)
{
    struct json *top = json_object();

    json_set_string(top, "owner", sync->backfill.owner);
    json_set_string(top, "run", position->run);
    json_set_integer(top, "repositories", position->repositories);
    json_set_integer(top, "items", backfill_items(&position->tally));
    backfill_tally_write(&position->tally, top);
    cli_print_json(sync->cli, top);
}

static int
finish(struct sync *sync)
{
    struct backfill_position position = { 0 };
    int rc;

    pool_reset(sync->pool);
    rc = backfill_find(&sync->backfill, sync->pool, &position);
    if (rc == 0)
        rc = backfill_look_again(sync->app.store, sync->pool, &position.tally);
    if (rc == 0)
        rc = backfill_forget(&sync->backfill, sync->pool);
    if (rc != 0)
        return rc;
    if (sync->cli->json)
        print_json(sync, &position);
    else
        print_summary(sync, &position);
    sync->trouble = sync->trouble || position.tally.counts[BACKFILL_FAILED] > 0 ||
                    position.tally.counts[BACKFILL_LATER] > 0;
    return 0;
}

int
sync_run(struct sync *sync)
{
    int fd = -1;
    int rc = take_lock(sync, &fd);

    if (rc == 0)
        rc = find_position(sync);
    sync->begun_ms = clock_steady_ms();
    for (size_t i = 0; i < sync->names.count && rc == 0 && !sync->stopped; i++)
        rc = do_repository(sync, sync->names.items[i]);
    cli_progress("%s", "");
    if (rc == 0 && !sync->stopped)
        rc = finish(sync);
    if (fd >= 0)
        close(fd);
    return rc;
}
