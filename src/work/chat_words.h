/*
 * chat_words.h - what somebody typed behind a slash command, as words
 *
 * Slack escapes &, < and >, and may have made <https://x.org|x.org> of an address, <@U1|ann> of a
 * name, and curly quotes of straight ones.  Words are as they were typed: x.org, @ann.  They end at
 * blanks, quotes join nothing ("it's late" are two words); but quotes or backticks around a whole
 * word go.
 * Pure.
 * memory  the pool
 * source  Slack docs, "Formatting message text", "Implementing slash commands"
 */
#ifndef HOOKLET_WORK_CHAT_WORDS_H
#define HOOKLET_WORK_CHAT_WORDS_H

#include "base/match.h"
#include "base/pool.h"

/* The same without Slack's marks, in one line of printable text. */
char *chat_plain(struct pool *pool, const char *text);
struct strings chat_words(struct pool *pool, const char *text);

#endif
