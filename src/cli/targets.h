/*
 * targets.h - the parts of `hooklet targets`
 */
#ifndef HOOKLET_CLI_TARGETS_H
#define HOOKLET_CLI_TARGETS_H

#include "cli/cli.h"
#include "store/targets.h"

/* argv[0]: the part's name; the rest are its options and words. */
enum exit_code targets_show_run(struct cli *cli, int argc, char **argv);
enum exit_code targets_add_run(struct cli *cli, int argc, char **argv);
enum exit_code targets_edit_run(struct cli *cli, int argc, char **argv);
enum exit_code targets_enable_run(struct cli *cli, int argc, char **argv);
enum exit_code targets_disable_run(struct cli *cli, int argc, char **argv);
enum exit_code targets_remove_run(struct cli *cli, int argc, char **argv);
enum exit_code targets_rotate_run(struct cli *cli, int argc, char **argv);
enum exit_code targets_test_run(struct cli *cli, int argc, char **argv);

/* The only word is a target's id, which is read; false: cli->status says what to return. */
bool targets_word(struct cli *cli, struct target *target);
/* The same for any number of words; out: the ids. */
bool targets_ids(struct cli *cli, int64_t *ids);
/* FAIL_NOT_FOUND is said, with the remedy. */
int targets_find(struct cli *cli, int64_t id, struct target *target)
    __attribute__((warn_unused_result));
/* Wrong words are the user's to mend: EXIT_USAGE for what a target can't be. */
enum exit_code targets_exit(int rc);
/* Is what it gets signed?  What a program of this machine gets is not. */
bool targets_sign(const struct target *target);
/* "7 failed, first 2 h ago"; NULL: none did. */
const char *targets_failing(struct cli *cli, const struct target *target);
/*
 * Tells what was done to it, and the secrets that were made at made_ms, which are shown this once;
 * 0: none.
 */
void targets_tell(struct cli *cli, const struct target *target, const char *done, int64_t made_ms);

#endif
