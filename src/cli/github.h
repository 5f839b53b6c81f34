/*
 * github.h - the subcommands of `hooklet github`
 */
#ifndef HOOKLET_CLI_GITHUB_H
#define HOOKLET_CLI_GITHUB_H

#include "cli/cli.h"
#include "wire/github.h"

/* A client without an installation yet; loads the settings and opens the store. */
int github_client(struct cli *cli, struct github *github) __attribute__((warn_unused_result));

/* argv[0]: "token"; the rest are its options and words. */
enum exit_code github_token_run(struct cli *cli, int argc, char **argv);
enum exit_code github_credential_run(struct cli *cli, int argc, char **argv);
enum exit_code github_recover_run(struct cli *cli, int argc, char **argv);
enum exit_code github_create_app_run(struct cli *cli, int argc, char **argv);
extern const struct command command_create_app;

#endif
