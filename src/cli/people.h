/*
 * people.h - the subcommands of `hooklet people`, and how people write who somebody is
 */
#ifndef HOOKLET_CLI_PEOPLE_H
#define HOOKLET_CLI_PEOPLE_H

#include <stddef.h>

#include "cli/cli.h"
#include "store/people.h"

/* What is known of a person: the keys of store/people.h, and the name. */
enum { PERSON_NAME = PERSON_KEYS, PERSON_MEMBERS };

/* Their names, as columns and options have them: "github", "asana", "slack", "name". */
struct strings person_members(void);
/*
 * Reads one of them, and sets it in `person`; the text is not empty.
 * errors  FAIL_FIELD, FAIL_NOT_FOUND not logged, `why` tells people · whatever the network gives
 */
int person_read(struct cli *cli, size_t member, const char *text, struct person *person,
                const char **why) __attribute__((warn_unused_result));
/* "new", "changed", "unchanged" */
const char *person_change_word(enum person_change change);
struct json *person_json(const struct person *person);

/* argv[0]: "import"; the rest are its options and words. */
enum exit_code people_import_run(struct cli *cli, int argc, char **argv);

#endif
