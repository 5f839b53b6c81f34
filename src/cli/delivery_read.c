/* delivery_read.c - a delivery out of the ledger, with the bytes that it sends */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "cli/delivery_show.h"
#include "store/fanouts.h"
#include "store/ledger.h"
#include "store/targets.h"
#include "work/send_body.h"

static int
read_message(struct cli *cli, const struct delivery_row *row, struct hook_message *message)
{
    struct message_event of = { 0 };
    struct event_row event = { 0 };
    char *args = NULL, *body = NULL;
    int rc = message_of(cli->store, row->event, row->rule, cli->pool, &args);

    if (rc == 0)
        rc = ledger_event(cli->store, row->event, cli->pool, &event);
    if (rc == 0)
        rc = ledger_body(cli->store, row->event, cli->pool, &body, &of.length);
    if (rc != 0)
        return rc;
    of.headers = event.headers;
    of.body = body;
    of.received_ms = event.received_ms;
    return message_read(cli->pool, args, &of, message);
}

/* Frozen at the first attempt, where it is sent by HTTP; what a program gets has the form that its
 * target has now. */
static int
read_form(struct cli *cli, int64_t job, struct send_form *form)
{
    struct job_row row = { 0 };
    struct send_args args = { 0 };
    struct target target = { 0 };
    int rc = ledger_job(cli->store, job, cli->pool, &row);

    if (rc == 0)
        rc = send_args_read(cli->pool, row.args, &args);
    if (rc == 0 && !args.frozen) {
        rc = target_find(cli->store, args.target, cli->pool, &target);
        args.form = (struct send_form){ target.content, target.envelope };
    }
    *form = args.form;
    return rc;
}

static int
read_body(struct cli *cli, struct delivery_whole *whole)
{
    struct hook_message message = { 0 };
    struct send_form form = { 0 };
    struct send_body body = { 0 };
    int rc = read_form(cli, whole->row.job, &form);

    if (rc == 0)
        rc = read_message(cli, &whole->row, &message);
    if (rc == 0)
        rc = send_body(cli->pool, &form, &message, &body);
    whole->body = body.bytes;
    whole->length = body.length;
    whole->content_type = body.content_type;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

int
delivery_read(struct cli *cli, int64_t job, struct delivery_whole *whole)
{
    int rc;

    *whole = (struct delivery_whole){ 0 };
    rc = delivery_find(cli->store, job, cli->pool, &whole->row);
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_NOT_FOUND, "no delivery %" PRId64 "; hooklet deliveries lists them", job);
    if (rc == 0)
        rc = delivery_attempts(cli->store, job, cli->pool, &whole->attempts);
    return rc == 0 ? read_body(cli, whole) : rc;
}
