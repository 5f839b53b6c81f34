/*
 * asana.h - the subcommands of `hooklet asana`
 */
#ifndef HOOKLET_CLI_ASANA_H
#define HOOKLET_CLI_ASANA_H

#include "cli/cli.h"
#include "wire/asana.h"

/* A client; loads the settings and opens the store. */
int asana_client(struct cli *cli, struct asana *asana) __attribute__((warn_unused_result));

/* argv[0]: "login" and so on; the rest are its options and words. */
enum exit_code asana_login_run(struct cli *cli, int argc, char **argv);
enum exit_code asana_connect_run(struct cli *cli, int argc, char **argv);
enum exit_code asana_hooks_run(struct cli *cli, int argc, char **argv);
enum exit_code asana_disconnect_run(struct cli *cli, int argc, char **argv);

#endif
