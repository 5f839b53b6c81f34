/* targets_act.c - what is done to a target: enable, disable, remove, rotate, test */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/encode.h"
#include "base/fail.h"
#include "cli/byhand.h"
#include "cli/message_wait.h"
#include "cli/render.h"
#include "cli/targets.h"
#include "store/deliveries.h"
#include "work/target_edit.h"

static const struct cli_option none[] = { { NULL, 0, CLI_FLAG, NULL } };

/* What was lost while it was disabled comes back by `hooklet resend` alone. */
static const char *
enabled_text(struct cli *cli, const struct target *target)
{
    const struct delivery_filter filter = { .target = target->id, .dead = true, .most = 1 };
    struct delivery_rows dead = { 0 };

    if (deliveries_list(cli->store, &filter, cli->pool, &dead) != 0 || dead.count == 0)
        return "is enabled";
    return pool_printf(cli->pool,
                       "is enabled; deliveries to it are dead: hooklet resend --target %" PRId64
                       " --failed --since 7d sends those of the last 7 days",
                       target->id);
}

/* Of one that was enabled all the time: what it did wrong is forgotten, and it is tried at once. */
static int
try_again(struct cli *cli, struct target *target)
{
    bool failed = target->failures > 0;
    int rc = target_begin_anew(cli->store, target);

    if (rc == 0)
        rc = targets_find(cli, target->id, target);
    if (rc == 0)
        targets_tell(cli, target,
                     failed ? "was enabled already; its failures are forgotten, and what waits for"
                              " it is sent when it is due"
                            : "was enabled already",
                     0);
    return rc;
}

static int
enable(struct cli *cli, struct target *target)
{
    int rc;

    target->state = TARGET_ENABLED;
    target->reason = NULL;
    target->challenge = NULL;
    rc = target_check(cli->settings, cli->pool, target, TARGET_BY_COMMAND);
    if (rc == 0)
        rc = target_change(cli->store, target, cli->now_ms);
    return rc == 0 ? targets_find(cli, target->id, target) : rc;
}

enum exit_code
targets_enable_run(struct cli *cli, int argc, char **argv)
{
    struct target target = { 0 };
    int rc;

    if (!cli_parse(cli, none, argc, argv) || !targets_word(cli, &target))
        return cli->status;
    if (target.state == TARGET_ENABLED)
        return targets_exit(try_again(cli, &target));
    rc = enable(cli, &target);
    if (rc == 0)
        targets_tell(cli, &target, enabled_text(cli, &target), 0);
    return targets_exit(rc);
}

enum exit_code
targets_disable_run(struct cli *cli, int argc, char **argv)
{
    const char *reason = NULL;
    const struct cli_option options[] = {
        { "reason", 0, CLI_TEXT, &reason },
        { NULL, 0, CLI_FLAG, NULL },
    };
    struct target target = { 0 };
    int rc;

    if (!cli_parse(cli, options, argc, argv))
        return cli->status;
    if (reason != NULL && (reason[0] == '\0' || !text_printable(reason)))
        return cli_usage(cli->command, "--reason takes one line of text");
    if (!targets_word(cli, &target))
        return cli->status;
    target.state = TARGET_DISABLED;
    target.reason = pool_printf(cli->pool, "by %s%s%s", byhand_who(cli->pool),
                                reason != NULL ? ": " : "", reason != NULL ? reason : "");
    rc = target_change(cli->store, &target, cli->now_ms);
    if (rc == 0)
        targets_tell(cli, &target,
                     "is disabled; what waited for it is dead, which hooklet resend undoes once it"
                     " is enabled",
                     0);
    return targets_exit(rc);
}

static const char *
moved_text(struct pool *pool, int64_t moved)
{
    if (moved == 0)
        return "is removed";
    return pool_printf(pool, "is removed; %" PRId64 " deliver%s that waited for it %s dead", moved,
                       moved == 1 ? "y" : "ies", moved == 1 ? "is" : "are");
}

static int
remove_one(struct cli *cli, int64_t id, struct json *list)
{
    struct target target = { 0 };
    int64_t moved = 0;
    int rc = targets_find(cli, id, &target);

    if (rc == 0)
        rc = target_delete(cli->store, id, cli->now_ms, &moved);
    if (rc == 0 && list != NULL)
        json_add(list, target_json(cli->pool, &target));
    else if (rc == 0)
        printf("Target %" PRId64 " %s.\n", id, moved_text(cli->pool, moved));
    return rc;
}

enum exit_code
targets_remove_run(struct cli *cli, int argc, char **argv)
{
    struct json *list;
    int64_t *ids;
    int rc, first = 0;

    if (!cli_parse(cli, none, argc, argv) || !cli_words(cli, 1, SIZE_MAX, "the ID of a target"))
        return cli->status;
    ids = pool_array(cli->pool, cli->words.count, sizeof *ids);
    if (!targets_ids(cli, ids))
        return cli->status;
    rc = cli_store(cli);
    if (rc != 0)
        return cli_exit(rc);
    list = cli->json ? json_array() : NULL;
    for (size_t i = 0; i < cli->words.count; i++) {
        rc = remove_one(cli, ids[i], list);
        first = first == 0 ? rc : first;
    }
    if (list != NULL) {
        struct json *top = json_object();

        json_set(top, "removed", list);
        cli_print_json(cli, top);
    }
    return cli_exit(first);
}

static const char *
rotated_text(struct cli *cli, int64_t overlap_ms)
{
    if (overlap_ms == 0)
        return "has new secrets; the old ones sign no more";
    return pool_printf(cli->pool, "has new secrets; the old ones sign along until %s",
                       render_moment(cli->pool, cli->now_ms + overlap_ms));
}

enum exit_code
targets_rotate_run(struct cli *cli, int argc, char **argv)
{
    int64_t overlap_ms = TARGET_OVERLAP_MS;
    const struct cli_option options[] = {
        { "overlap", 0, CLI_DURATION, &overlap_ms },
        { NULL, 0, CLI_FLAG, NULL },
    };
    struct target target = { 0 };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !targets_word(cli, &target))
        return cli->status;
    if (!targets_sign(&target))
        return targets_exit(fail(FAIL_FIELD,
                                 "target %" PRId64 " is a program of this machine: what"
                                 " it gets is not signed",
                                 target.id));
    rc = target_rotate(cli->pool, overlap_ms, cli->now_ms, &target);
    if (rc == 0)
        rc = target_change(cli->store, &target, cli->now_ms);
    if (rc == 0)
        targets_tell(cli, &target, rotated_text(cli, overlap_ms), cli->now_ms);
    return targets_exit(rc);
}

enum exit_code
targets_test_run(struct cli *cli, int argc, char **argv)
{
    int64_t timeout_ms = MESSAGE_WAIT_MS;
    const struct cli_option options[] = {
        { "timeout", 0, CLI_DURATION, &timeout_ms },
        { NULL, 0, CLI_FLAG, NULL },
    };
    struct message_receipt receipt = { 0 };
    struct target target = { 0 };
    struct app app;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !targets_word(cli, &target))
        return cli->status;
    app = (struct app){ cli->settings, cli->store };
    rc = target_tell(&app, &target, MESSAGE_TEST, cli->now_ms, cli->pool, &receipt);
    return rc == 0 ? message_wait(cli, &receipt, timeout_ms) : targets_exit(rc);
}
