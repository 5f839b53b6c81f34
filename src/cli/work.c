/* hooklet work: the worker. */
#include "config.h"

#include "base/fail.h"
#include "cli/cli.h"
#include "worker.h"

#define STOP_MS 60000 /* running jobs may go on so long after SIGTERM */

static int
work(struct cli *cli, const struct worker_options *options)
{
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc != 0)
        return cli_exit(rc);
    log_open("hooklet-work", cli->settings->log_format, cli->settings->log_level);
    rc = worker_run(options);
    /* Another drain is at it: it does what we would have done. */
    if (options->drain && rc == FAIL_BUSY)
        return EXIT_GOOD;
    return cli_exit(rc);
}

static int
run_work(struct cli *cli, int argc, char **argv)
{
    struct worker_options options = { .actions = stock_actions, .stop_ms = STOP_MS };
    int64_t threads = 0;
    const struct cli_option own[] = {
        { "drain", 0, CLI_FLAG, &options.drain },
        { "threads", 0, CLI_NUMBER, &threads },
        { "stop", 0, CLI_DURATION, &options.stop_ms },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, own, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    if (threads > 256)
        return cli_usage(cli->command, "--threads takes at most 256");
    options.config = cli->config;
    options.threads = (int)threads;
    return work(cli, &options);
}

const struct command command_work = {
    .name = "work",
    .summary = "the worker: does the jobs, until it is stopped",
    .usage = "hooklet work [--drain] [--threads N] [--stop TIME]\n"
             "Takes jobs and does them, until SIGTERM. SIGHUP reads the configuration again.\n"
             "  --drain      end when nothing is left to do now (for cron and plain CGI)\n"
             "  --threads N  jobs side by side (worker_threads of the configuration)\n"
             "  --stop TIME  how long running jobs may go on after SIGTERM (60s)\n",
    .run = run_work,
};
