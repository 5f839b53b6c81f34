/* deployment.c - one deployment: where it comes from, where it is built, what became of it. */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/deployment_show.h"
#include "cli/render.h"
#include "store/messages.h"

/* NULL for none. */
static const char *
number(struct pool *pool, const char *before, int64_t value)
{
    return value > 0 ? pool_printf(pool, "%s%" PRId64, before, value) : NULL;
}

/* "octocat, by Slack U012AB3CD"; NULL: nobody is named. */
static const char *
asked_for_by(struct pool *pool, const struct deployment *row)
{
    if (row->by_slack == NULL)
        return row->by;
    return pool_printf(pool, "%s%s%s at Slack", row->by != NULL ? row->by : "",
                       row->by != NULL ? ", " : "", row->by_slack);
}

/* "7 in pipeline 5034460f-...": as far as it is known. */
static const char *
build_text(struct pool *pool, const struct deployment *row)
{
    if (row->pipeline == NULL)
        return row->build;
    return pool_printf(pool, "%s%spipeline %s%s%s", row->build != NULL ? row->build : "",
                       row->build != NULL ? " in " : "", row->pipeline,
                       row->workflow != NULL ? ", workflow " : "",
                       row->workflow != NULL ? row->workflow : "");
}

static void
print_asked(struct pool *pool, const struct deployment *row)
{
    render_field(pool, "ref", deployment_ref(row->ref));
    render_field(pool, "commit", row->sha);
    render_field(pool, "author", row->author);
    render_field(pool, "origin", row->origin);
    render_field(pool, "by", asked_for_by(pool, row));
    render_field(pool, "pull request", number(pool, "#", row->pull_request));
    render_field(pool, "ticket", row->ticket);
    render_field(pool, "rule", row->rule);
    render_field(pool, "checks", row->contexts);
}

/*
 * "C0123 1548261231.000200", by which Slack knows the message about it; NULL: there is none.  It
 * stays where it was posted, whatever channel the repository is tied to by now.
 */
static int
find_message(struct cli *cli, const struct deployment *row, const char **text)
{
    struct message message = { 0 };
    int rc = message_newest(cli->store, MESSAGE_SLACK,
                            number(cli->pool, MESSAGE_DEPLOYMENT, row->id), cli->pool, &message);

    if (rc == 0)
        *text = pool_printf(cli->pool, "%s %s", message.channel, message.stamp);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static void
print_fields(struct pool *pool, const struct deployment *row, const char *message)
{
    render_field(pool, "deployment", number(pool, "", row->id));
    render_field(pool, "repository", row->repository);
    render_field(pool, "environment", row->environment);
    render_field(pool, "url", row->url);
    render_field(pool, "state", deployment_state_name(row->state));
    render_field(pool, "detail", row->detail);
    print_asked(pool, row);
    render_field(pool, "job", number(pool, "", row->job));
    render_field(pool, "at GitHub", row->remote);
    render_field(pool, "told", row->told);
    render_field(pool, "at Slack", message);
    render_field(pool, "build", build_text(pool, row));
    render_field(pool, "log", row->build_url);
    render_field(pool, "made", render_moment(pool, row->created_ms));
    if (row->triggered_ms > 0)
        render_field(pool, "triggered", render_moment(pool, row->triggered_ms));
    render_field(pool, "changed", render_moment(pool, row->updated_ms));
    if (row->ended_ms > 0)
        render_field(pool, "ended", render_moment(pool, row->ended_ms));
}

static bool
is_bad_end(enum deployment_state state)
{
    return state == DEPLOYMENT_FAILURE || state == DEPLOYMENT_ERROR;
}

static enum exit_code
show(struct cli *cli, int64_t id)
{
    struct deployment row = { 0 };
    const char *message = NULL;
    struct json *top;
    int rc = deployment_get(cli->store, id, cli->pool, &row);

    if (rc == FAIL_NOT_FOUND)
        rc = fail(rc, "no deployment %" PRId64 " here; hooklet deployments lists them", id);
    if (rc == 0)
        rc = find_message(cli, &row, &message);
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json) {
        top = deployment_json(cli->pool, &row);
        json_set_string(top, "message", message);
        cli_print_json(cli, top);
    } else {
        print_fields(cli->pool, &row, message);
    }
    return is_bad_end(row.state) ? EXIT_BAD : EXIT_GOOD;
}

static enum exit_code
run_deployment(struct cli *cli, int argc, char **argv)
{
    const struct cli_option none[] = { { NULL, 0, CLI_FLAG, NULL } };
    int64_t id;
    int rc;

    if (!cli_parse(cli, none, argc, argv) || !cli_words(cli, 1, 1, "the ID of a deployment"))
        return cli->status;
    if (!cli_id(cli->words.items[0], &id))
        return cli_usage(cli->command, "\"%s\" is no id of a deployment", cli->words.items[0]);
    rc = cli_store(cli);
    return rc == 0 ? show(cli, id) : cli_exit(rc);
}

const struct command command_deployment = {
    .name = "deployment",
    .summary = "one deployment: its build, who asked for it, how it ended",
    .usage = "hooklet deployment [--json] ID\n"
             "Shows all that is known of one deployment.\n"
             "  --json  as JSON\n"
             "The exit status is 1 when it has failed, or when nobody knows what became of it.\n",
    .run = run_deployment,
};
