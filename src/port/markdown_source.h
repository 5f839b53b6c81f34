/*
 * markdown_source.h - a comment's lines, before the Markdown parser sees them
 */
#ifndef HOOKLET_PORT_MARKDOWN_SOURCE_H
#define HOOKLET_PORT_MARKDOWN_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

/* A line with its end, which is \n, \r, \r\n or that of the text. */
struct source_line {
    const char *text;
    size_t length; /* bytes, its end counted */
    size_t blanks; /* spaces and tabs that it begins with */
    size_t end;    /* bytes before its end */
};

/* The line at *at, which moves behind it; false at `end`. */
bool source_next(const char **at, const char *end, struct source_line *line);

/* In front of lines, by kind: characters that Unicode keeps free, and that mean nothing to the
 * parser.  SOURCE_MARK has the line's number behind it. */
#define SOURCE_MARK "\xef\xb7\x90"          /* U+FDD0 */
#define SOURCE_MARK_FOOTNOTE "\xef\xb7\x91" /* U+FDD1 */
#define SOURCE_MARK_ODD "\xef\xb7\x92"      /* U+FDD2 */

enum source_kind {
    SOURCE_PLAIN,    /* can't be a command */
    SOURCE_SLASH,    /* begins with '/', and is valid UTF-8 without NUL */
    SOURCE_FOOTNOTE, /* begins as the definition of a footnote does */
    SOURCE_ODD       /* begins with '/', but isn't text; or might read as if it had a mark */
};

enum source_kind source_kind(const struct source_line *line);

/*
 * A bound for what the parser takes more than linear time for: the text's length times the largest
 * of containers (quotes, list items) that a line stands in, bars in a line, links and closing
 * parentheses in a word, processing instructions and declarations in the text.
 */
size_t source_work(const char *text, size_t length);

#endif
