/*
 * slack.h - the subcommands of `hooklet slack`
 */
#ifndef HOOKLET_CLI_SLACK_H
#define HOOKLET_CLI_SLACK_H

#include "cli/cli.h"

/* argv[0]: "manifest"; the rest are its options and words. */
enum exit_code slack_manifest_run(struct cli *cli, int argc, char **argv);

#endif
