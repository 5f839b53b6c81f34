/* work.c - the worker. */
#include "config.h"

#include "cli/cli.h"
#include "port/settings_table.h"
#include "worker.h"

#define STOP_MS 60000 /* running jobs may go on so long after SIGTERM */

static enum exit_code
work(struct cli *cli, const struct worker_options *options)
{
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc != 0)
        return cli_exit(rc);
    log_open("hooklet-work", cli->settings->log_format, cli->settings->log_level);
    return cli_exit(worker_run(options));
}

static enum exit_code
run_work(struct cli *cli, int argc, char **argv)
{
    struct worker_options options = { .actions = stock_actions,
                                      .http_actions = stock_http_actions,
                                      .stop_ms = STOP_MS };
    int64_t threads = 0;
    const struct cli_option own[] = {
        { "max-time", 0, CLI_DURATION, &options.most_ms },
        { "drain", 0, CLI_FLAG, &options.drain },
        { "threads", 0, CLI_NUMBER, &threads },
        { "stop", 0, CLI_DURATION, &options.stop_ms },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, own, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    if (threads > SETTINGS_THREADS_MOST)
        return cli_usage(cli->command, "--threads takes at most %d", SETTINGS_THREADS_MOST);
    options.config = cli->config;
    options.threads = (int)threads;
    return work(cli, &options);
}

const struct command command_work = {
    .name = "work",
    .summary = "the worker: does the jobs, until it is stopped",
    .usage = "hooklet work [--drain] [--max-time TIME] [--threads N] [--stop TIME]\n"
             "Takes jobs and does them, until SIGTERM. SIGHUP reads the configuration again.\n"
             "  --drain          end when nothing is left to do now (for cron and plain CGI)\n"
             "  --max-time TIME  take no more jobs so long after the start; what runs may end\n"
             "  --threads N      jobs side by side (worker_threads of the configuration)\n"
             "  --stop TIME      how long running jobs may go on after SIGTERM, or after\n"
             "                   --max-time (60s)\n",
    .run = run_work,
};
