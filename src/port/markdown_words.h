/*
 * markdown_words.h - a line of plain text as a command's words
 */
#ifndef HOOKLET_PORT_MARKDOWN_WORDS_H
#define HOOKLET_PORT_MARKDOWN_WORDS_H

#include <stdbool.h>

#include "base/match.h"
#include "base/pool.h"

/* The words of "/name word ...", the name in lower case and without its slash; false when it has
 * no name, or one of its words isn't printable.  The text is cut up. */
bool command_words(struct pool *pool, char *text, struct strings *words);

#endif
