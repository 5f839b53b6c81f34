/*
 * html_tag.h - one tag, for html_text.c alone
 */
#ifndef HOOKLET_BASE_HTML_TAG_H
#define HOOKLET_BASE_HTML_TAG_H

#include <stdbool.h>
#include <stddef.h>

/* What a tag means to a text. */
enum html_kind {
    HTML_NOTHING,   /* <b>, and what is unknown */
    HTML_LINE,      /* begins and ends a line */
    HTML_PARAGRAPH, /* has a blank line around it */
    HTML_BREAK,     /* <br> */
    HTML_ITEM,      /* of a list */
    HTML_CELL,      /* of a table */
    HTML_PRE,
    HTML_LINK,
    HTML_IMAGE,
    HTML_RAW /* what is in it is no HTML, and no text */
};

/* Bytes of the HTML, as they stand there. */
struct html_bytes {
    const char *at; /* NULL: it is not there */
    size_t length;
};

struct html_tag {
    enum html_kind kind;
    bool closing;
    struct html_bytes name, href, src, alt;
};

/* The tag at `at`, which is a '<'; where it ends.  NULL: it is none.  A comment, or what is
 * no tag but not text, is HTML_NOTHING. */
const char *html_tag_read(const char *at, const char *end, struct html_tag *tag);
/* The "</name" that ends a raw tag, or `end`. */
const char *html_tag_raw_end(const char *at, const char *end, struct html_bytes name);

#endif
