/*
 * markdown.h - commands in a comment's Markdown (libcmark-gfm)
 *
 * A command is a line of plain text in a top-level paragraph, as GitHub shows it, that starts with
 * '/' and a name: [A-Za-z0-9._-]+, either case.  Code, quotes, lists, tables, headings and HTML
 * hold none.  A line that holds any markup, or a footnote, is none; the paragraph's other lines may
 * be.  Bare URLs and @names are text.  Both kinds of line break end a line; blanks before it don't
 * matter.
 *
 * - Backslash escapes and entities are text among a command's words, as the reader sees them, but
 *   its '/' must be written as such: who writes \/ping, or &sol;ping, wants it shown, not done.
 * - A line with a URL counts only when it reads as it is written: <https://x> is markup.
 * - What stands in a footnote is none, and neither is what follows it in the same paragraph.
 * - Words that hold control characters, invalid UTF-8 or NUL: the line is none.
 *
 * errors   FAIL_UNREADABLE  more than MARKDOWN_MOST characters, or a shape that the library would
 *                           take more than a fraction of a second or 32 MiB for; never a text in
 *                           which no line begins with '/'
 * memory   the commands are the pool's.  What the library allocates is gone on return.
 * threads  any; one at a time is inside the library, which changes tables of its own as it parses
 * source   GitHub Flavored Markdown Spec 0.29-gfm; docs.github.com, "Basic writing and formatting
 *          syntax" (footnotes)
 */
#ifndef HOOKLET_PORT_MARKDOWN_H
#define HOOKLET_PORT_MARKDOWN_H

#include <stddef.h>

#include "base/match.h"
#include "base/pool.h"

/* Characters, as GitHub counts them; each has up to four bytes. */
#define MARKDOWN_MOST ((size_t)65536)

/* "/Deploy staging now" is "deploy", "staging", "now": the name in lower case, without the slash;
 * words are split at white space, printable and never empty. */
struct markdown_command {
    struct strings words; /* at least the name */
};

/* The first `most` commands of a text, in their order; the same line twice is two.  `text` may be
 * NULL when it is empty. */
int markdown_commands(struct pool *pool, const char *text, size_t length, size_t most,
                      struct markdown_command **commands, size_t *count)
    __attribute__((warn_unused_result));

#endif
