/*
 * parts.h - a subcommand whose first word says what is to be done: `hooklet github token`
 */
#ifndef HOOKLET_CLI_PARTS_H
#define HOOKLET_CLI_PARTS_H

#include "cli/cli.h"

struct cli_part {
    const char *name;
    /* argv[0]: the name; the rest are its options and words. */
    enum exit_code (*run)(struct cli *cli, int argc, char **argv);
};

/* Runs the part that argv[1] names; without one there is --help, or a mistake, which is said. */
enum exit_code cli_parts(struct cli *cli, const struct cli_part *parts, size_t count, int argc,
                         char **argv);

#endif
