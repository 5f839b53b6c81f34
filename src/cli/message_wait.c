/* message_wait.c - looks at a message's deliveries until each was tried, as the worker does them */
#include "config.h"

#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "cli/delivery_show.h"
#include "cli/message_wait.h"
#include "cli/render.h"
#include "store/ledger.h"

enum { LOOK_MS = 50 }; /* between two looks */

struct waiting {
    struct job_row fanout;
    struct delivery_rows rows;
    size_t tried; /* of the rows */
    bool over;    /* all of them, and there will be no more */
};

static bool
is_over(const char *state)
{
    static const char *const over[] = { "done", "dead", "unknown", "cancelled", "superseded" };

    return name_among(STRINGS(over), state);
}

static bool
is_tried(const struct delivery_row *row)
{
    return is_over(row->state) || row->failed > 0 || row->last_duration_ms >= 0;
}

static int
look(struct cli *cli, const struct message_receipt *receipt, struct waiting *waiting)
{
    struct delivery_filter filter = { .event = receipt->event, .most = INT_MAX };
    int rc = ledger_job(cli->store, receipt->job, cli->pool, &waiting->fanout);

    if (rc != 0)
        return rc;
    filter.rule = waiting->fanout.rule;
    rc = deliveries_list(cli->store, &filter, cli->pool, &waiting->rows);
    waiting->tried = 0;
    for (size_t i = 0; i < waiting->rows.count; i++)
        waiting->tried += is_tried(&waiting->rows.rows[i]);
    waiting->over = is_over(waiting->fanout.state) && waiting->tried == waiting->rows.count;
    return rc;
}

/* In a pool of its own, as there may be thousands of looks; the last one is the command's. */
static int
look_until(struct cli *cli, const struct message_receipt *receipt, int64_t timeout_ms,
           struct waiting *waiting)
{
    int64_t until_ms = clock_steady_ms() + timeout_ms;
    struct pool *pool = cli->pool;
    int rc = 0;

    cli->pool = pool_new();
    while (rc == 0) {
        pool_reset(cli->pool);
        rc = look(cli, receipt, waiting);
        if (waiting->over || clock_steady_ms() >= until_ms)
            break;
        cli_progress("%zu of %" PRId64 " deliveries tried ", waiting->tried, receipt->targets);
        (void)poll(NULL, 0, LOOK_MS);
    }
    cli_progress("%s", "");
    pool_free(cli->pool);
    cli->pool = pool;
    return rc == 0 ? look(cli, receipt, waiting) : rc;
}

struct json *
message_json(const struct message_receipt *receipt)
{
    struct json *top = json_object();

    json_set_string(top, "id", receipt->id);
    json_set_id(top, "event", receipt->event);
    json_set_id(top, "job", receipt->job);
    json_set_string(top, "status", receipt->status == MESSAGE_NEW ? "new" : "duplicate");
    json_set_integer(top, "targets", receipt->targets);
    return top;
}

/* list NULL: onto the paper. */
static int
tell_each(struct cli *cli, const struct waiting *waiting, struct json *list, bool *good)
{
    int rc = 0;

    for (size_t i = waiting->rows.count; rc == 0 && i > 0; i--) {
        struct delivery_whole whole;

        rc = delivery_read(cli, waiting->rows.rows[i - 1].job, &whole);
        if (rc != 0)
            return rc;
        *good = *good && delivery_good(&whole.row);
        if (list == NULL && i < waiting->rows.count)
            putchar('\n');
        if (list != NULL)
            json_add(list, delivery_outcome_json(cli->pool, &whole));
        else
            delivery_outcome_print(cli, &whole);
    }
    return rc;
}

static int
tell(struct cli *cli, const struct message_receipt *receipt, const struct waiting *waiting,
     bool *good)
{
    struct json *top, *list;
    int rc;

    *good = waiting->over && strcmp(waiting->fanout.state, "done") == 0;
    if (!cli->json)
        return tell_each(cli, waiting, NULL, good);
    top = message_json(receipt);
    list = json_array();
    rc = tell_each(cli, waiting, list, good);
    json_set(top, "deliveries", list);
    json_set_bool(top, "over", waiting->over);
    json_set_bool(top, "success", *good);
    if (rc == 0)
        cli_print_json(cli, top);
    else
        json_free(top);
    return rc;
}

static void
tell_late(const struct message_receipt *receipt, const struct waiting *waiting)
{
    if (!is_over(waiting->fanout.state))
        fprintf(stderr,
                "hooklet: the message is stored, and nobody has taken it up yet: is a"
                " worker running? hooklet doctor tells; hooklet job %" PRId64
                " shows where it is\n",
                receipt->job);
    else if (!waiting->over)
        fprintf(stderr,
                "hooklet: %zu of %zu deliver%s had no answer in time, and go%s on: hooklet"
                " deliveries --event %" PRId64 " shows how\n",
                waiting->rows.count - waiting->tried, waiting->rows.count,
                waiting->rows.count == 1 ? "y" : "ies", waiting->rows.count == 1 ? "es" : "",
                waiting->fanout.event);
    else if (render_bad_end(waiting->fanout.state))
        fprintf(stderr,
                "hooklet: the message could not be handed out; hooklet job %" PRId64 " tells why\n",
                receipt->job);
}

enum exit_code
message_wait(struct cli *cli, const struct message_receipt *receipt, int64_t timeout_ms)
{
    struct waiting waiting = { 0 };
    bool good = false;
    int rc = look_until(cli, receipt, timeout_ms, &waiting);

    if (rc == 0)
        rc = tell(cli, receipt, &waiting, &good);
    if (rc != 0)
        return cli_exit(rc);
    tell_late(receipt, &waiting);
    if (waiting.over && waiting.rows.count == 0)
        return EXIT_NOBODY;
    return good ? EXIT_GOOD : EXIT_BAD;
}
