/*
 * html_text.h - what HTML says, as plain text: for the summaries of feeds
 *
 *   - Paragraphs, headings, lists and the like are apart by a blank line; lines of a list ("- "),
 *     of a table and behind <br> are lines; <pre> keeps its blanks and lines.  Else any run of
 *     blanks is one, and no line begins or ends with one, nor the text.
 *   - <a href="U">words</a> is "words (U)", or U alone when the words say the same; an image is its
 *     alternative text, so linked.  Only of http:, https: and mailto:; others are their words.
 *   - Scripts, styles and comments are dropped with what is in them, other tags alone.
 *   - A '<' that begins no tag is text, as is a '&' that begins no reference.  What is not closed
 *     goes on to the end.
 * Any bytes are taken, in time that grows with their number alone.  The text is UTF-8 without
 * controls but '\n' and tabs of <pre>, at most three times as long as the HTML.
 * source  HTML Standard, "Tokenization", as far as texts need it
 */
#ifndef HOOKLET_BASE_HTML_TEXT_H
#define HOOKLET_BASE_HTML_TEXT_H

#include <stddef.h>

#include "base/pool.h"

char *html_text(struct pool *pool, const char *html, size_t length)
    __attribute__((returns_nonnull));

#endif
