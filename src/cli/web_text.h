/*
 * web_text.h - writes a configuration for a web server: lines, blocks, comments
 *
 * Everything is indented by four blanks for each block that is open, behind what stands before each
 * line.
 */
#ifndef HOOKLET_CLI_WEB_TEXT_H
#define HOOKLET_CLI_WEB_TEXT_H

#include <stdio.h>

#include "base/pool.h"

enum {
    WEB_TEXT_WIDTH = 100, /* columns that a comment, or a block on one line, may have */
    WEB_TEXT_INDENT = 4   /* of what stands in a block */
};

struct web_text {
    FILE *out;
    struct pool *pool;
    const char *before; /* each line: "", or "# " for what is only shown */
    int depth;          /* blocks that are open */
};

/* Columns that a line has before it begins. */
size_t web_text_taken(const struct web_text *text);
/* One line. */
void web_text_line(const struct web_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A line without anything. */
void web_text_blank(const struct web_text *text);
/*
 * A comment of such sentences: "# " before each line, which ends before WEB_TEXT_WIDTH does, or at
 * "\n"; lines that are not to be broken are short.  "" is none.
 */
void web_text_say(const struct web_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
