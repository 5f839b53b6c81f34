/*
 * html.h - text as HTML
 */
#ifndef HOOKLET_BASE_HTML_H
#define HOOKLET_BASE_HTML_H

#include "base/pool.h"

/*
 * For what stands between tags, and for values in double or single quotes: & < > " ' become
 * references.  Nowhere else: not in names, scripts or styles.
 * source  HTML Standard, "Serialising HTML fragments"
 */
char *html_escape(struct pool *pool, const char *text) __attribute__((returns_nonnull));
/* The reference for one character, "&amp;"; NULL: it stands for itself. */
const char *html_escaped(char character);

#endif
