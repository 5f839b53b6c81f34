/* delivery_read.c - a delivery out of the ledger, with the bytes that it sends */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "cli/delivery_show.h"
#include "store/ledger.h"
#include "store/targets.h"
#include "work/send_parcel.h"

/* Frozen at the first attempt; until then that which the target has now. */
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
    const struct job job = { .event = whole->row.event, .rule = whole->row.rule };
    struct send_form form = { 0 };
    struct send_parcel parcel = { 0 };
    int rc = read_form(cli, whole->row.job, &form);

    if (rc == 0)
        rc = send_parcel_read(cli->store, &job, &form, INT64_MAX, cli->pool, &parcel);
    whole->body = parcel.body.bytes;
    whole->length = parcel.body.length;
    whole->content_type = parcel.body.content_type;
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
