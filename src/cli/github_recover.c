/* github_recover.c - `hooklet github recover`: what GitHub delivered, and we don't have. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/fail.h"
#include "cli/github.h"
#include "cli/render.h"
#include "cli/table.h"
#include "work/recover.h"

/* One owner's run, and how it went. */
struct finding {
    struct recover recover;
    const char *trouble; /* why it has not got to its end, or NULL */
};

static struct json *
delivery_json(struct pool *pool, const struct missed *missed)
{
    struct json *one = json_object();

    json_set_string(one, "delivery", missed->guid);
    json_set_string(one, "event", missed->event);
    json_set_string(one, "action", missed->action);
    json_set_integer(one, "status_code", missed->status_code);
    json_set_time(pool, one, "delivered", missed->delivered_ms);
    json_set_integer(one, "asked", missed->asked);
    json_set_string(one, "result", missed->result);
    return one;
}

static struct json *
finding_json(struct pool *pool, const struct finding *finding)
{
    const struct recover_counts *counts = &finding->recover.counts;
    struct json *one = json_object();
    struct json *list = json_array();

    json_set_string(one, "owner", finding->recover.owner);
    json_set_string(one, "error", finding->trouble);
    json_set_integer(one, "hooks", counts->hooks);
    json_set_integer(one, "looked_at", counts->looked_at);
    json_set_integer(one, "here", counts->here);
    json_set_integer(one, "elsewhere", counts->elsewhere);
    json_set_integer(one, "asked", counts->asked);
    json_set_integer(one, "ingested", counts->ingested);
    json_set_integer(one, "to_come", counts->to_come);
    json_set_integer(one, "waiting", counts->waiting);
    json_set_integer(one, "given_up", counts->over);
    json_set_integer(one, "failed", counts->failed);
    for (size_t i = 0; i < finding->recover.missed_count; i++)
        json_add(list, delivery_json(pool, finding->recover.missed[i]));
    json_set(one, "missed", list);
    return one;
}

static void
print_json(struct cli *cli, const struct finding *findings, size_t count)
{
    struct json *top = json_object();
    struct json *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_add(list, finding_json(cli->pool, &findings[i]));
    json_set(top, "owners", list);
    cli_print_json(cli, top);
}

static void
add_row(struct cli *cli, struct table *table, const char *owner, const struct missed *missed)
{
    const char *status =
        missed->status_code == 0 ? "no answer" : pool_printf(cli->pool, "%d", missed->status_code);

    table_cell(table, owner, TABLE_PLAIN);
    table_cell(table, missed->guid, TABLE_PLAIN);
    table_cell(table, render_kind(cli->pool, missed->event, missed->action), TABLE_PLAIN);
    table_cell(table, cli_ago(cli->pool, missed->delivered_ms, cli->now_ms), TABLE_PLAIN);
    table_cell(table, status, missed_delivered(missed->status_code) ? TABLE_PLAIN : TABLE_BAD);
    table_cell(table, missed->result, TABLE_PLAIN);
}

static void
print_table(struct cli *cli, const struct finding *findings, size_t count)
{
    static const char *const headings[] = { "HOOKS OF",  "DELIVERY", "EVENT",
                                            "DELIVERED", "STATUS",   "RESULT" };
    struct table *table = table_new(cli->pool, headings, sizeof headings / sizeof *headings);
    size_t rows = 0;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < findings[i].recover.missed_count; j++, rows++)
            add_row(cli, table, findings[i].recover.owner, findings[i].recover.missed[j]);
    }
    if (rows > 0)
        table_print(table);
    for (size_t i = 0; i < count; i++)
        printf("%s: %s.\n", findings[i].recover.owner,
               recover_summary(cli->pool, &findings[i].recover.counts));
}

/* What one owner's hooks are in trouble with is no reason not to look at the others'. */
static int
run_all(const struct recover *wish, struct finding *findings, struct strings owners)
{
    int first = 0;

    for (size_t i = 0; i < owners.count; i++) {
        int rc;

        findings[i].recover = *wish;
        findings[i].recover.owner = owners.items[i];
        rc = recover_run(&findings[i].recover);
        if (rc != 0)
            findings[i].trouble = pool_string(wish->pool, fail_detail());
        first = first == 0 ? rc : first;
    }
    return first;
}

static bool
any_failed(const struct finding *findings, size_t count)
{
    bool any = false;

    for (size_t i = 0; i < count; i++)
        any = any || findings[i].recover.counts.failed > 0;
    return any;
}

static int
check_settings(const struct github_api *api)
{
    int rc = github_api_require(api);

    if (rc == 0 && api->recover.count == 0)
        return fail(FAIL_CONFIG, "recover in github { } names nobody whose hooks to look at");
    return rc;
}

static enum exit_code
recover_all(struct cli *cli, struct recover *wish)
{
    const struct app app = { cli->settings, cli->store };
    struct strings owners = cli->settings->github_api.recover;
    struct finding *findings;
    int rc = check_settings(&cli->settings->github_api);

    if (rc != 0)
        return cli_exit(rc);
    findings = pool_array(cli->pool, owners.count, sizeof *findings);
    wish->app = &app;
    rc = run_all(wish, findings, owners);
    cli_progress("%s", "");
    if (cli->json)
        print_json(cli, findings, owners.count);
    else
        print_table(cli, findings, owners.count);
    if (rc == 0 && any_failed(findings, owners.count))
        return EXIT_BAD;
    return cli_exit(rc);
}

enum exit_code
github_recover_run(struct cli *cli, int argc, char **argv)
{
    struct recover wish = {
        .pool = cli->pool,
        .now_ms = cli->now_ms,
        .by_hand = true,
        .stop_fd = -1,
        .progress = cli_progress,
    };
    int64_t since_ms = 0;
    const struct cli_option options[] = {
        { "ingest", 0, CLI_FLAG, &wish.ingest },
        { "since", 0, CLI_DURATION, &since_ms },
        { "dry-run", 0, CLI_FLAG, &wish.dry_run },
        { NULL, 0, CLI_FLAG, NULL },
    };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    if (since_ms > RECOVER_KEPT_MS)
        return cli_usage(cli->command, "--since: GitHub keeps deliveries for 3d");
    wish.since_ms = since_ms > 0 ? cli->now_ms - since_ms : 0;
    rc = cli_store(cli);
    return rc == 0 ? recover_all(cli, &wish) : cli_exit(rc);
}
