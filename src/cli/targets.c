/* targets.c - `hooklet targets`: who gets which messages */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/parts.h"
#include "cli/table.h"
#include "cli/targets.h"
#include "work/send_headers.h"
#include "work/target_edit.h"

enum exit_code
targets_exit(int rc)
{
    if (rc == FAIL_REFUSED)
        fputs("hooklet: where targets may be is up to section outgoing of hooklet.conf:"
              " plain_http = true,\n"
              "networks = { 10.0.0.0/8 }, ports = { 443, 8443 }. The worker and the program api"
              " read it after SIGHUP.\n",
              stderr);
    return rc == FAIL_FIELD || rc == FAIL_REFUSED ? EXIT_USAGE : cli_exit(rc);
}

int
targets_find(struct cli *cli, int64_t id, struct target *target)
{
    int rc = target_find(cli->store, id, cli->pool, target);

    if (rc != FAIL_NOT_FOUND)
        return rc;
    return fail(FAIL_NOT_FOUND, "no target %" PRId64 "; hooklet targets lists them", id);
}

bool
targets_ids(struct cli *cli, int64_t *ids)
{
    for (size_t i = 0; i < cli->words.count; i++) {
        if (cli_id(cli->words.items[i], &ids[i]))
            continue;
        cli->status = cli_usage(cli->command, "\"%s\" is no id of a target", cli->words.items[i]);
        return false;
    }
    return true;
}

bool
targets_word(struct cli *cli, struct target *target)
{
    int64_t id = 0;
    int rc;

    if (!cli_words(cli, 1, 1, "the ID of a target") || !targets_ids(cli, &id))
        return false;
    rc = cli_store(cli);
    if (rc == 0)
        rc = targets_find(cli, id, target);
    cli->status = cli_exit(rc);
    return rc == 0;
}

static enum table_colour
colour_of(enum target_state state)
{
    static const enum table_colour colours[] = {
        [TARGET_ENABLED] = TABLE_GOOD, [TARGET_DISABLED] = TABLE_BAD, [TARGET_PENDING] = TABLE_BUSY
    };

    return colours[state];
}

static void
print_table(struct cli *cli, const struct targets *targets)
{
    static const char *const headings[] = { "ID",         "STATE", "OWNER",   "EVENT",
                                            "IDENTIFIER", "URL",   "FAILING", "REASON" };
    struct table *table = table_new(cli->pool, headings, 8);

    for (size_t i = 0; i < targets->count; i++) {
        const struct target *target = &targets->rows[i];

        table_cell(table, pool_printf(cli->pool, "%" PRId64, target->id), TABLE_PLAIN);
        table_cell(table, target_state_name(target->state), colour_of(target->state));
        table_cell(table, target->owner, TABLE_PLAIN);
        table_cell(table, target->event, TABLE_PLAIN);
        table_cell(table, target->identifier, TABLE_PLAIN);
        table_cell(table, send_url_masked(cli->pool, target->url), TABLE_PLAIN);
        table_cell(table, targets_failing(cli, target),
                   target->failures > 0 ? TABLE_BAD : TABLE_PLAIN);
        table_cell(table, target->reason, TABLE_PLAIN);
    }
    table_print(table);
}

static void
print_list_json(struct cli *cli, const struct targets *targets)
{
    struct json *top = json_object(), *list = json_array();

    for (size_t i = 0; i < targets->count; i++)
        json_add(list, target_json(cli->pool, &targets->rows[i]));
    json_set(top, "targets", list);
    cli_print_json(cli, top);
}

static enum exit_code
run_list(struct cli *cli, int argc, char **argv)
{
    static const char *const states[] = { "enabled", "disabled", "pending" };
    struct target_filter filter = { 0 };
    const struct cli_option options[] = {
        { "owner", 0, CLI_TEXT, &filter.owner },
        { "event", 0, CLI_TEXT, &filter.event },
        { "state", 0, CLI_TEXT, &filter.state },
        { NULL, 0, CLI_FLAG, NULL },
    };
    struct targets targets = { 0 };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, "") ||
        !cli_choice(cli, "state", filter.state, STRINGS(states)))
        return cli->status;
    rc = cli_store(cli);
    if (rc == 0)
        rc = targets_list(cli->store, &filter, cli->pool, &targets);
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json)
        print_list_json(cli, &targets);
    else if (targets.count == 0)
        puts("No targets; see hooklet targets --help.");
    else
        print_table(cli, &targets);
    return EXIT_GOOD;
}

static const struct cli_part parts[] = {
    { "list", run_list },
    { "show", targets_show_run },
    { "add", targets_add_run },
    { "edit", targets_edit_run },
    { "enable", targets_enable_run },
    { "disable", targets_disable_run },
    { "remove", targets_remove_run },
    { "rotate", targets_rotate_run },
    { "test", targets_test_run },
};

static enum exit_code
run_targets(struct cli *cli, int argc, char **argv)
{
    bool help = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);

    if (argc < 2 || (argv[1][0] == '-' && !help))
        return run_list(cli, argc, argv);
    return cli_parts(cli, parts, sizeof parts / sizeof *parts, argc, argv);
}

const struct command command_targets = {
    .name = "targets",
    .summary = "who gets which messages: add, edit, test, ...",
    .usage =
        "hooklet targets [list] [--owner OWNER] [--event NAME] [--state STATE] [--json]\n"
        "       hooklet targets show ID\n"
        "       hooklet targets add --owner OWNER [FIELD...] [--sign KIND]\n"
        "                           [--secret-file FILE] URL\n"
        "       hooklet targets edit FIELD... ID\n"
        "       hooklet targets enable ID | disable [--reason TEXT] ID | remove ID...\n"
        "       hooklet targets rotate [--overlap TIME] ID\n"
        "       hooklet targets test [--timeout TIME] ID\n"
        "A target is a URL that messages of an owner are sent to: https://..., or exec:NAME\n"
        "for the command of a section receiver. Fields, each \"\" for its default:\n"
        "  --event PATTERN     which events: * is any run of characters (*)\n"
        "  --identifier NAME   what messages may call it by, among those of its owner\n"
        "  --url URL           edit: another one\n"
        "  --content KIND      json, form or payload (json)\n"
        "  --envelope KIND     none, fields or standard (none)\n"
        "  --header \"N: V\"     a header to send along; \"N:\" takes one away\n"
        "  --timeout TIME      for one attempt (15s)\n"
        "  --rate N/TIME       messages in a time, like 10/1s\n"
        "  --concurrency N     at once (16)\n"
        "  --coalesce TIME     equal messages that wait so long become one\n"
        "  --schedule LIST     seconds before each attempt, like 0,15,30,60, or usual\n"
        "  --github yes        X-Hub-Signature-256 as well\n"
        "  --description TEXT  for people\n"
        "add makes the secrets that sign, and shows them this once:\n"
        "  --sign KIND         v1 (HMAC), v1a (Ed25519) or both (v1)\n"
        "  --secret-file FILE  this one instead, whsec_... or whsk_...; \"-\" is standard input\n"
        "rotate makes new ones; the old ones sign along for --overlap (24h).\n"
        "test sends it target.test, and waits for what comes of it.\n",
    .run = run_targets,
};
