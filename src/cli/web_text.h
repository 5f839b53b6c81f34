/*
 * web_text.h - writes a configuration for a web server: lines, blocks, comments
 *
 * Everything is indented by four blanks for each block that is open.
 */
#ifndef HOOKLET_CLI_WEB_TEXT_H
#define HOOKLET_CLI_WEB_TEXT_H

#include <stdio.h>

#include "base/pool.h"

enum { WEB_TEXT_WIDTH = 100 }; /* columns that a comment, or a block on one line, may have */

struct web_text {
    FILE *out;
    struct pool *pool;
    int depth; /* blocks that are open */
};

/* One line. */
void web_line(const struct web_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void web_blank(const struct web_text *text);
/* A comment: "# " before each line, which ends where WEB_TEXT_WIDTH does; "\n" begins another; "" is
 * none. */
void web_say(const struct web_text *text, const char *words);
/* The same of lines that stay as they are, blanks before them, too. */
void web_show(const struct web_text *text, const char *lines);

#endif
