/* delivery_show.c - deliveries as tables, in short and in full */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json_members.h"
#include "base/text.h"
#include "cli/delivery_show.h"
#include "cli/render.h"
#include "cli/table.h"
#include "cli/target_rest.h"
#include "store/target.h"
#include "work/send_headers.h"

enum { ANSWER_SHOWN = 2048 }; /* bytes on a page; --json has all that was kept */

const char *
delivery_status(struct pool *pool, const struct delivery_row *row, int status)
{
    if (status < 0)
        return row->attempt == 0 ? NULL : "no answer";
    if (strcmp(row->kind, JOB_EXEC) == 0)
        return pool_printf(pool, "exit status %d", status);
    return pool_printf(pool, "%d", status);
}

const char *
delivery_url(struct pool *pool, const struct delivery_row *row)
{
    return row->url != NULL ? send_url_masked(pool, row->url) : "(removed)";
}

bool
delivery_good(const struct delivery_row *row)
{
    return strcmp(row->state, "done") == 0 || strcmp(row->state, "superseded") == 0;
}

static const char *
took(struct pool *pool, int64_t duration_ms)
{
    return duration_ms < 0 ? NULL : render_duration(pool, duration_ms);
}

/* Where it says no more than the status beside it, the room is for the URL. */
static const char *
reason_cell(struct pool *pool, const struct delivery_row *row)
{
    const char *status = pool_printf(pool, "status %d", row->last_status);

    return text_equal(row->reason, status) ? NULL : row->reason;
}

void
delivery_table(struct cli *cli, const struct delivery_rows *deliveries)
{
    static const char *const headings[] = { "ID",    "STATE",  "TARGET", "EVENT",   "URL",
                                            "TRIES", "STATUS", "TOOK",   "CHANGED", "REASON" };
    struct table *table = table_new(cli->pool, headings, 10);
    struct pool *pool = cli->pool;

    for (size_t i = 0; i < deliveries->count; i++) {
        const struct delivery_row *row = &deliveries->rows[i];

        table_cell(table, pool_printf(pool, "%" PRId64, row->job), TABLE_PLAIN);
        table_cell(table, row->state, table_state_colour(row->state));
        table_cell(table, pool_printf(pool, "%" PRId64, row->target), TABLE_PLAIN);
        table_cell(table, row->event_name, TABLE_PLAIN);
        table_cell(table, delivery_url(pool, row), TABLE_PLAIN);
        table_cell(table, pool_printf(pool, "%d", row->attempt), TABLE_PLAIN);
        table_cell(table, delivery_status(pool, row, row->last_status), TABLE_PLAIN);
        table_cell(table, took(pool, row->last_duration_ms), TABLE_PLAIN);
        table_cell(table, cli_ago(pool, row->updated_ms, cli->now_ms), TABLE_PLAIN);
        table_cell(table, reason_cell(pool, row), TABLE_PLAIN);
    }
    table_print(table);
}

void
delivery_line(struct cli *cli, const struct delivery_row *row)
{
    struct pool *pool = cli->pool;
    const char *status = delivery_status(pool, row, row->last_status);
    const char *time = took(pool, row->last_duration_ms);

    printf("%s  delivery %" PRId64 "  target %" PRId64 "  %s  %s  %s%s%s%s%s\n",
           table_paint(pool, render_moment(pool, row->updated_ms), TABLE_FAINT), row->job,
           row->target, table_line(pool, row->event_name),
           table_paint(pool, row->state, table_state_colour(row->state)),
           status != NULL ? status : "-", time != NULL ? " in " : "", time != NULL ? time : "",
           row->reason != NULL ? ": " : "",
           row->reason != NULL ? table_line(pool, row->reason) : "");
}

static bool
is_one_of(const char *state, const char *one, const char *other)
{
    return strcmp(state, one) == 0 || strcmp(state, other) == 0;
}

/* What holds it up together with all that its target gets. */
static void
print_rest(struct cli *cli, const struct delivery_row *row)
{
    const char *rest = NULL;

    if (is_one_of(row->state, "ready", "waiting") && target_rest(cli, row->target, &rest) == 0)
        render_field(cli->pool, "left alone", rest);
}

static void
print_fields(struct cli *cli, const struct delivery_row *row)
{
    struct pool *pool = cli->pool;

    render_field(pool, "delivery", pool_printf(pool, "%" PRId64, row->job));
    render_field(pool, "message", row->message);
    render_field(pool, "event", row->event_name);
    render_field(pool, "owner", row->owner);
    render_field(pool, "target", pool_printf(pool, "%" PRId64, row->target));
    render_field(pool, "url", delivery_url(pool, row));
    render_field(pool, "state", row->state);
    render_field(pool, "reason", row->reason);
    render_field(
        pool, "stored as",
        pool_printf(pool, "event %" PRId64 ", rule %s", row->event, table_line(pool, row->rule)));
    render_field(pool, "tries",
                 pool_printf(pool, "%d begun, %d failed of %d allowed", row->attempt, row->failed,
                             row->attempts));
    render_field(pool, "made", render_moment(pool, row->created_ms));
    render_field(pool, "changed", render_moment(pool, row->updated_ms));
    if (strcmp(row->state, "waiting") == 0)
        render_field(pool, "due", render_moment(pool, row->run_at_ms));
    print_rest(cli, row);
}

static void
print_attempts(struct cli *cli, const struct delivery_whole *whole)
{
    static const char *const headings[] = {
        "ATTEMPT", "BEGAN", "TOOK", "STATUS", "OUTCOME", "ERROR"
    };
    struct table *table = table_new(cli->pool, headings, 6);

    for (size_t i = 0; i < whole->attempts.count; i++) {
        const struct delivery_attempt *row = &whole->attempts.rows[i];
        const char *outcome = row->outcome == NULL ? "under way" : row->outcome;

        table_cell(table, pool_printf(cli->pool, "%d", row->n), TABLE_PLAIN);
        table_cell(table, render_moment(cli->pool, row->start_ms), TABLE_PLAIN);
        table_cell(table, took(cli->pool, row->duration_ms), TABLE_PLAIN);
        table_cell(table, delivery_status(cli->pool, &whole->row, row->status), TABLE_PLAIN);
        table_cell(table, outcome, table_state_colour(outcome));
        table_cell(table, row->detail, TABLE_PLAIN);
    }
    putchar('\n');
    table_print(table);
}

/* "  Name: value" for each member of an object of texts. */
static void
print_headers(struct pool *pool, const char *json)
{
    struct json_members headers;

    if (json == NULL || json_members(pool, json, strlen(json), &headers) != 0)
        return;
    for (size_t i = 0; i < headers.count; i++)
        printf("  %s: %s\n", table_line(pool, headers.items[i].key),
               table_line(pool, headers.items[i].value.text));
}

static void
print_bytes(struct pool *pool, const char *bytes, size_t length)
{
    size_t shown = length < ANSWER_SHOWN ? length : ANSWER_SHOWN;

    if (length == 0)
        return;
    putchar('\n');
    render_lines(pool, bytes, shown);
    if (shown < length)
        printf("(%zu bytes more: --json)\n", length - shown);
}

/* What was sent, and what was answered. */
static void
print_exchange(struct cli *cli, const struct delivery_whole *whole,
               const struct delivery_attempt *attempt)
{
    struct json_want wants[] = { { .pointer = "/url" }, { .pointer = "/headers" } };
    const char *request = attempt->request == NULL ? "{}" : attempt->request;

    if (json_scan(cli->pool, request, strlen(request), wants, 2) != 0)
        return;
    if (wants[0].first != NULL) {
        printf("\nSent in attempt %d to %s\n", attempt->n,
               table_line(cli->pool, wants[0].first->text));
        print_headers(cli->pool, wants[1].first != NULL ? wants[1].first->text : NULL);
        print_bytes(cli->pool, whole->body, whole->length);
    }
    if (attempt->status < 0)
        return;
    printf("\nAnswer: %s\n", delivery_status(cli->pool, &whole->row, attempt->status));
    print_headers(cli->pool, attempt->headers);
    print_bytes(cli->pool, attempt->answer, attempt->answer_length);
}

static const struct delivery_attempt *
attempt_of(const struct delivery_whole *whole, int n)
{
    for (size_t i = 0; i < whole->attempts.count; i++)
        if (whole->attempts.rows[i].n == n)
            return &whole->attempts.rows[i];
    return NULL;
}

void
delivery_print(struct cli *cli, const struct delivery_whole *whole, int attempt)
{
    const struct delivery_attempt *chosen = attempt_of(whole, attempt);

    print_fields(cli, &whole->row);
    if (whole->attempts.count > 0)
        print_attempts(cli, whole);
    if (chosen != NULL)
        print_exchange(cli, whole, chosen);
}

const struct delivery_attempt *
delivery_newest(const struct delivery_whole *whole)
{
    for (size_t i = whole->attempts.count; i > 0; i--)
        if (whole->attempts.rows[i - 1].outcome != NULL)
            return &whole->attempts.rows[i - 1];
    return NULL;
}

/* attempt: the newest one that has ended, or NULL. */
static const char *
outcome_text(struct pool *pool, const struct delivery_row *row,
             const struct delivery_attempt *attempt)
{
    if (delivery_good(row))
        return table_paint(pool, "success", TABLE_GOOD);
    if (attempt == NULL && is_one_of(row->state, "leased", "started"))
        return table_paint(pool, "no answer yet", TABLE_BUSY);
    if (attempt == NULL && is_one_of(row->state, "ready", "waiting"))
        return table_paint(pool, "not tried yet", TABLE_BUSY);
    return table_paint(pool, "no success", TABLE_BAD);
}

void
delivery_outcome_print(struct cli *cli, const struct delivery_whole *whole)
{
    const struct delivery_attempt *attempt = delivery_newest(whole);
    struct pool *pool = cli->pool;

    printf("Delivery %" PRId64 " to target %" PRId64 ", %s: %s\n", whole->row.job,
           whole->row.target, table_line(pool, delivery_url(pool, &whole->row)),
           outcome_text(pool, &whole->row, attempt));
    if (attempt == NULL) {
        render_field(pool, "state", whole->row.state);
        render_field(pool, "reason", whole->row.reason);
        print_rest(cli, &whole->row);
        return;
    }
    render_field(pool, "attempt", pool_printf(pool, "%d", attempt->n));
    render_field(pool, "status", delivery_status(pool, &whole->row, attempt->status));
    if (!delivery_good(&whole->row))
        render_field(pool, "error", attempt->detail);
    if (strcmp(whole->row.state, "waiting") == 0)
        render_field(pool, "next try", render_moment(pool, whole->row.run_at_ms));
    print_rest(cli, &whole->row);
    print_exchange(cli, whole, attempt);
}
