/* why_deployments.c - rows of a commit, and what the ledger has on them. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/deployment_show.h"
#include "cli/render.h"
#include "cli/why_deployments.h"
#include "work/announce.h"
#include "work/ci_job.h"
#include "work/notify_wish.h"
#include "work/wish.h"

enum { ROWS_MOST = 100, COMMIT_LEAST = 7 };

int
why_deployments(struct cli *cli, const char *what, struct deployments *rows)
{
    const struct deployment_filter filter = { .commit = name_lower(cli->pool, what),
                                              .most = ROWS_MOST };
    size_t digits = strspn(filter.commit, DIGITS "abcdef");
    int rc;

    *rows = (struct deployments){ 0 };
    if (digits < COMMIT_LEAST || what[digits] != '\0')
        return 0;
    rc = deployment_list(cli->store, &filter, cli->pool, rows);
    for (size_t i = 0; rc == 0 && i < rows->count / 2; i++) {
        struct deployment *other = &rows->rows[rows->count - 1 - i], row = rows->rows[i];

        rows->rows[i] = *other;
        *other = row;
    }
    return rc;
}

/* --- Events ----------------------------------------------------------------------------------- */

/* Where it belongs by its id, unless it is there already. */
static void
add_event(struct cli *cli, struct events *events, const struct event_row *event)
{
    struct event_row *all;
    size_t at = events->count;

    while (at > 0 && events->rows[at - 1].id > event->id)
        at--;
    if (at > 0 && events->rows[at - 1].id == event->id)
        return;
    all = pool_array(cli->pool, events->count + 1, sizeof *all);
    for (size_t i = 0; i < events->count; i++)
        all[i < at ? i : i + 1] = events->rows[i];
    all[at] = *event;
    *events = (struct events){ all, events->count + 1 };
}

static int
add_of_key(struct cli *cli, const char *key, const char *subject, struct events *events)
{
    struct events found = { 0 };
    int rc = ledger_find_key(cli->store, key, subject, cli->pool, &found);

    for (size_t i = 0; rc == 0 && i < found.count; i++)
        add_event(cli, events, &found.rows[i]);
    return rc;
}

/* The job that a deploy rule made. */
static int
add_of_job(struct cli *cli, int64_t job, struct events *events)
{
    struct job_row row = { 0 };
    struct event_row event = { 0 };
    int rc = ledger_job(cli->store, job, cli->pool, &row);

    if (rc == 0)
        rc = ledger_event(cli->store, row.event, cli->pool, &event);
    if (rc == 0)
        add_event(cli, events, &event);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* Keys are as those who plan such jobs make them (wish.h, ci_job.h, announce.h, notify_wish.h). */
static int
add_of_row(struct cli *cli, const struct deployment *row, struct events *events)
{
    static const char *const kinds[] = { BUILD_KIND, STATUS_KIND, TICKET_KIND,
                                         NOTIFY_KIND ":deployment" };
    const char *wish = wish_key(cli->pool, row->repository, row->environment);
    const char *trigger = pool_printf(cli->pool, TRIGGER_KIND "%s", wish + strlen(WISH_KIND));
    int rc;

    if (row->job > 0)
        return add_of_job(cli, row->job, events);
    rc = add_of_key(cli, wish, row->sha, events);
    if (rc == 0)
        rc = add_of_key(cli, trigger, row->sha, events);
    for (size_t i = 0; rc == 0 && i < sizeof kinds / sizeof *kinds; i++)
        rc =
            add_of_key(cli, pool_printf(cli->pool, "%s:%" PRId64, kinds[i], row->id), NULL, events);
    return rc;
}

int
why_deployments_events(struct cli *cli, const struct deployments *rows, struct events *events)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < rows->count; i++)
        rc = add_of_row(cli, &rows->rows[i], events);
    return rc;
}

/* --- Where they stand ------------------------------------------------------------------------- */

/* A success is live until another one follows. */
static int
is_live(struct cli *cli, const struct deployment *row, bool *live)
{
    struct deployment current = { 0 };
    int rc;

    *live = false;
    if (row->state != DEPLOYMENT_SUCCESS)
        return 0;
    rc = deployment_current(cli->store, row->repository, row->environment, cli->pool, &current);
    *live = rc == 0 && current.id == row->id;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static const char *
standing(struct pool *pool, const struct deployment *row, bool live)
{
    static const char *const words[DEPLOYMENT_STATES] = {
        [DEPLOYMENT_QUEUED] = "is queued",
        [DEPLOYMENT_WAITING] = "waits for checks",
        [DEPLOYMENT_IN_PROGRESS] = "is being built",
        [DEPLOYMENT_SUCCESS] = "was live",
        [DEPLOYMENT_FAILURE] = "has failed",
        [DEPLOYMENT_ERROR] = "has ended nobody knows how",
        [DEPLOYMENT_INACTIVE] = "was taken back",
        [DEPLOYMENT_SUPERSEDED] = "was superseded",
    };

    if (live)
        return row->url != NULL ? pool_printf(pool, "is live at %s", row->url) : "is live";
    if (row->state == DEPLOYMENT_QUEUED && row->triggered_ms > 0)
        return "waits for its build to begin";
    return words[row->state];
}

static const char *
line_of(struct pool *pool, const struct deployment *row, bool live)
{
    const char *build = "", *detail = "";

    if (row->build != NULL)
        build = pool_printf(pool, " (build %s)", row->build);
    if (row->detail != NULL && row->detail[0] != '\0')
        detail = pool_printf(pool, ": %s", row->detail);
    return pool_printf(pool, "Deployment %" PRId64 ", %s to %s of %s, %s%s%s.", row->id,
                       render_commit(pool, row->sha), row->environment, row->repository,
                       standing(pool, row, live), build, detail);
}

int
why_deployments_print(struct cli *cli, const struct deployments *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct deployment *row = &rows->rows[i];
        const char *line;
        bool live = false;
        int rc = is_live(cli, row, &live);

        if (rc != 0)
            return rc;
        line = render_sentence(cli->pool, line_of(cli->pool, row, live));
        puts(table_paint(cli->pool, table_line(cli->pool, line), deployment_colour(row->state)));
    }
    return 0;
}
