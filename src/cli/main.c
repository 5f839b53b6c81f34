/* main.c - the command: finds the subcommand and lets it run. */
#include "config.h"

#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "cli/cli.h"

struct group {
    const char *title;
    const struct command *commands[14]; /* NULL at the end */
};

static const struct group groups[] = {
    { "Set up",
      { &command_init, &command_check, &command_doctor, &command_secrets, &command_github,
        &command_asana, &command_slack, &command_people, &command_nginx_config,
        &command_apache_config, &command_completion, &command_version } },
    { "Look",
      { &command_events, &command_event, &command_jobs, &command_job, &command_deployments,
        &command_deployment, &command_projects, &command_why, &command_explain } },
    { "Act",
      { &command_work, &command_retry, &command_cancel, &command_replay, &command_deliver,
        &command_sync } },
    { "Send",
      { &command_send, &command_targets, &command_deliveries, &command_delivery, &command_resend,
        &command_token } },
    { "Keep", { &command_backup, &command_prune, &command_migrate } },
};
static const size_t group_count = sizeof groups / sizeof *groups;

enum { COMMANDS_MOST = 64 };

static void
overview(FILE *out)
{
    fputs("usage: hooklet [--config FILE] [--json] COMMAND [OPTION...]\n"
          "Turns webhooks into work: deploys on push, and shows what happened.\n",
          out);
    for (size_t i = 0; i < group_count; i++) {
        fprintf(out, "\n%s\n", groups[i].title);
        for (const struct command *const *at = groups[i].commands; *at != NULL; at++)
            fprintf(out, "  %-13s %s\n", (*at)->name, (*at)->summary);
    }
    fputs("\n`hooklet COMMAND --help` tells more about one, `man hooklet` about all.\n", out);
}

struct commands
cli_commands(struct pool *pool)
{
    struct commands all = { pool_array(pool, COMMANDS_MOST, sizeof(struct command *)), 0 };

    for (size_t i = 0; i < group_count; i++)
        for (const struct command *const *at = groups[i].commands; *at != NULL; at++)
            all.items[all.count++] = *at;
    return all;
}

static const struct command *
find_command(struct pool *pool, const char *name)
{
    struct commands all = cli_commands(pool);
    const char *names[COMMANDS_MOST], *near;

    for (size_t i = 0; i < all.count; i++) {
        if (strcmp(all.items[i]->name, name) == 0)
            return all.items[i];
        names[i] = all.items[i]->name;
    }
    near = nearest((struct strings){ names, all.count }, name);
    if (near != NULL)
        fprintf(stderr, "hooklet: no command \"%s\"; did you mean %s?\n", name, near);
    else
        fprintf(stderr, "hooklet: no command \"%s\"; see hooklet help\n", name);
    return NULL;
}

static enum exit_code
run_command(struct cli *cli, int argc, char **argv)
{
    cli->command = find_command(cli->pool, argv[0]);
    if (cli->command == NULL)
        return EXIT_USAGE;
    return cli->command->run(cli, argc, argv);
}

/* hooklet help [COMMAND] */
static enum exit_code
help(struct cli *cli, int argc, char **argv)
{
    if (argc > 1) {
        cli->command = find_command(cli->pool, argv[1]);
        if (cli->command == NULL)
            return EXIT_USAGE;
        printf("usage: %s", cli->command->usage);
        return EXIT_GOOD;
    }
    overview(stdout);
    return EXIT_GOOD;
}

/* The options before the subcommand; true: go on with what is at optind. */
static bool
global_options(struct cli *cli, int argc, char **argv)
{
    static const struct option options[] = {
        { "config", required_argument, NULL, 'c' },
        { "json", no_argument, NULL, 'j' },
        { "help", no_argument, NULL, 'h' },
        { "version", no_argument, NULL, 'v' },
        { NULL, 0, NULL, 0 },
    };
    int code;

    while ((code = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        if (code == 'c')
            cli->config = optarg;
        else if (code == 'j')
            cli->json = true;
        else if (code == 'v') {
            puts(PACKAGE_STRING);
            return false;
        } else {
            cli->status = code == 'h' ? EXIT_GOOD : EXIT_USAGE;
            overview(code == 'h' ? stdout : stderr);
            return false;
        }
    }
    return true;
}

static enum exit_code
dispatch(struct cli *cli, int argc, char **argv)
{
    if (!global_options(cli, argc, argv))
        return cli->status;
    argc -= optind;
    argv += optind;
    if (argc == 0 || strcmp(argv[0], "help") == 0)
        return help(cli, argc, argv);
    return run_command(cli, argc, argv);
}

int
main(int argc, char **argv)
{
    struct cli cli = { .pool = pool_new(), .now_ms = clock_ms() };
    enum exit_code status;

    setlocale(LC_CTYPE, "C.UTF-8");
    log_open("hooklet", LOG_FORMAT_PLAIN, LOG_WARNING);
    status = dispatch(&cli, argc, argv);
    store_close(cli.store);
    settings_free(cli.settings);
    pool_free(cli.pool);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("hooklet: the output could not be written\n", stderr);
        return EXIT_SYSTEM;
    }
    return status;
}
