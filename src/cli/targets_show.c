/* targets_show.c - one target: its fields, its keys as far as they are no secret, how it fares */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/delivery_show.h"
#include "cli/render.h"
#include "cli/target_rest.h"
#include "cli/targets.h"
#include "wire/standard_webhooks.h"
#include "work/target_edit.h"

enum { DELIVERIES_SHOWN = 10 };

const char *
targets_failing(struct cli *cli, const struct target *target)
{
    if (target->failures == 0)
        return NULL;
    return pool_printf(cli->pool, "%" PRId64 " failed, first %s", target->failures,
                       cli_ago(cli->pool, target->failing_since_ms, cli->now_ms));
}

static void
print_fields(struct cli *cli, const struct target *target)
{
    struct pool *pool = cli->pool;
    const char *rest = NULL;

    render_field(pool, "target", pool_printf(pool, "%" PRId64, target->id));
    render_field(pool, "state", target_state_name(target->state));
    render_field(pool, "reason", target->reason);
    render_field(pool, "failing", targets_failing(cli, target));
    if (target_rest(cli, target->id, &rest) == 0)
        render_field(pool, "left alone", rest);
    for (size_t i = 0; i < target_field_count; i++)
        render_field(pool, target_fields[i].name, target_fields[i].word(pool, target));
    render_field(pool, "made", render_moment(pool, target->created_ms));
    render_field(pool, "changed", render_moment(pool, target->updated_ms));
}

/* What receivers verify v1a with; no secret. */
static const char *
public_key(struct pool *pool, const struct target_secret *secret)
{
    const char *key = NULL;

    return webhook_public_key(pool, secret->key, &key) == 0 ? key : fail_detail();
}

bool
targets_sign(const struct target *target)
{
    return strcmp(target_kind(target->url), JOB_SEND) == 0;
}

/* No key that is secret: it was shown when it was made. */
static void
print_secrets(struct cli *cli, const struct target *target)
{
    struct pool *pool = cli->pool;

    for (size_t i = 0; targets_sign(target) && i < target->secret_count; i++) {
        const struct target_secret *secret = &target->secrets[i];
        const char *what = "v1", *until = "";

        if (secret->kind == TARGET_V1A)
            what = pool_printf(pool, "v1a, %s", public_key(pool, secret));
        if (secret->until_ms > 0)
            until = pool_printf(pool, ", signs until %s", render_moment(pool, secret->until_ms));
        render_field(
            pool, "secret",
            pool_printf(pool, "%s, made %s%s", what, render_moment(pool, secret->made_ms), until));
    }
}

enum exit_code
targets_show_run(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };
    struct delivery_filter filter = { .most = DELIVERIES_SHOWN };
    struct delivery_rows deliveries = { 0 };
    struct target target = { 0 };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !targets_word(cli, &target))
        return cli->status;
    if (cli->json) {
        cli_print_json(cli, target_json(cli->pool, &target));
        return EXIT_GOOD;
    }
    filter.target = target.id;
    rc = deliveries_list(cli->store, &filter, cli->pool, &deliveries);
    if (rc != 0)
        return cli_exit(rc);
    print_fields(cli, &target);
    print_secrets(cli, &target);
    if (deliveries.count > 0) {
        putchar('\n');
        delivery_table(cli, &deliveries);
    }
    return EXIT_GOOD;
}

static void
print_new_secrets(struct cli *cli, const struct target *target, int64_t made_ms)
{
    for (size_t i = 0; i < target->secret_count; i++) {
        const struct target_secret *secret = &target->secrets[i];

        if (secret->made_ms != made_ms || !targets_sign(target))
            continue;
        if (secret->kind == TARGET_V1)
            printf("Secret, shown this once: %s\n", secret->key);
        else
            printf("Public key: %s\n", public_key(cli->pool, secret));
    }
}

void
targets_tell(struct cli *cli, const struct target *target, const char *done, int64_t made_ms)
{
    struct json *top;

    if (!cli->json) {
        printf("Target %" PRId64 " %s.\n", target->id, done);
        print_new_secrets(cli, target, made_ms);
        return;
    }
    top = target_json(cli->pool, target);
    if (made_ms > 0 && targets_sign(target))
        json_set(top, "secrets", target_secrets_json(cli->pool, target));
    cli_print_json(cli, top);
}
