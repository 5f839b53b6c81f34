/* check.c - is the configuration right?  Like nginx -t. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/rule_events.h"

static void
print_json(struct cli *cli, const char *path, struct strings mistakes)
{
    struct json *top = json_object();

    json_set_string(top, "file", path);
    json_set_bool(top, "ok", mistakes.count == 0);
    json_set(top, "mistakes", json_list(mistakes));
    cli_print_json(cli, top);
}

static void
print_text(const char *path, struct strings mistakes)
{
    for (size_t i = 0; i < mistakes.count; i++)
        fprintf(stderr, "%s\n", mistakes.items[i]);
    if (mistakes.count == 0)
        printf("hooklet: the configuration file %s is ok\n", path);
    else
        fprintf(stderr, "hooklet: the configuration file %s has %zu mistake%s\n", path,
                mistakes.count, mistakes.count == 1 ? "" : "s");
}

/* Not for settings_check(), which also serves where the state is not at hand (explain). */
static void
state_check(struct cli *cli, struct strings *mistakes)
{
    const char **line = pool_array(cli->pool, 1, sizeof *line);
    struct stat info;

    if (stat(cli->settings->state, &info) == 0 && S_ISDIR(info.st_mode))
        return;
    *line = pool_printf(cli->pool, "%s: state: there is no directory %s; hooklet init makes it",
                        cli->settings->path, cli->settings->state);
    *mistakes = (struct strings){ .items = line, .count = 1 };
}

static enum exit_code
run_check(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };
    struct strings mistakes = { 0 };
    const char *path;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    path = settings_path(cli->config);
    rc = settings_check(cli->config, cli->pool, &mistakes);
    /* Nothing else is wrong, so they can be loaded. */
    if (rc == 0 && mistakes.count == 0)
        rc = cli_settings(cli, SETTINGS_RULES);
    if (rc == 0 && mistakes.count == 0)
        rule_events_check(cli->settings, cli->pool, &mistakes);
    if (rc == 0 && mistakes.count == 0)
        state_check(cli, &mistakes);
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json)
        print_json(cli, path, mistakes);
    else
        print_text(path, mistakes);
    return mistakes.count == 0 ? EXIT_GOOD : EXIT_CONFIG;
}

const struct command command_check = {
    .name = "check",
    .summary = "is the configuration right? (like nginx -t)",
    .usage = "hooklet check [--config FILE] [--json]\n"
             "Reads the configuration and its secrets and lists every mistake with file, line\n"
             "and remedy. The exit status is 3 when there is one.\n",
    .run = run_check,
};
