/*
 * usage_words.h - what may stand behind a command, read out of its usage text
 *
 * A usage text begins with lines "hooklet NAME [PART] ...", the second and later ones indented to
 * stand below the first; what goes on in a next line is indented further.  Options that have a word
 * said about them stand in lines that begin with "  -".
 *
 * memory  the pool's
 */
#ifndef HOOKLET_CLI_USAGE_WORDS_H
#define HOOKLET_CLI_USAGE_WORDS_H

#include "cli/cli.h"

/* What `hooklet NAME` takes as its first word: "list", "add"; none: it has no parts. */
struct strings usage_parts(struct pool *pool, const struct command *command);
/*
 * What may follow `hooklet NAME PART`; of a command without parts (NULL), `hooklet NAME`.  In
 * completion's words: "--json" is a flag, "--since=" has a value, "--key=FILE" and "--run=DIR" one
 * that is a path, "--state=all|open" one of these; "get" is a word; FILE and DIR are paths.
 */
struct strings usage_words(struct pool *pool, const struct command *command, const char *part);

#endif
