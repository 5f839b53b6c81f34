/* atom_text.c - plain text, and XHTML that becomes HTML */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/html.h"
#include "base/utf8.h"
#include "port/atom_text.h"

#define XHTML "http://www.w3.org/1999/xhtml\n"
#define BLANKS " \t\r\n"

enum atom_type
atom_type(const char *type, const char *src)
{
    if (src != NULL)
        return ATOM_TYPE_OTHER;
    if (type == NULL || strcasecmp(type, "text") == 0)
        return ATOM_TYPE_TEXT;
    if (strcasecmp(type, "html") == 0 || strcasecmp(type, "text/html") == 0)
        return ATOM_TYPE_HTML;
    if (strcasecmp(type, "xhtml") == 0 || strcasecmp(type, "application/xhtml+xml") == 0)
        return ATOM_TYPE_XHTML;
    if (strncasecmp(type, "text/", 5) == 0 && strcasecmp(type, "text/xml") != 0)
        return ATOM_TYPE_TEXT;
    return ATOM_TYPE_OTHER;
}

/* The whole of it, or nothing. */
static void
add(struct atom_gathered *into, const char *text, size_t length)
{
    if (into->cut || length > into->most - into->buf->length ||
        buf_add(into->buf, text, length) != 0)
        into->cut = true;
}

void
atom_gather(struct atom_gathered *into, const char *text, size_t length)
{
    size_t room = into->most - into->buf->length;

    if (into->cut || length <= room) {
        add(into, text, length);
        return;
    }
    add(into, text, utf8_cut(text, room));
    into->cut = true;
}

void
atom_gather_escaped(struct atom_gathered *into, const char *text, size_t length)
{
    size_t from = 0;
    size_t i;

    for (i = 0; i < length; i++) {
        const char *instead = html_escaped(text[i]);

        if (instead == NULL)
            continue;
        atom_gather(into, text + from, i - from);
        add(into, instead, strlen(instead));
        from = i + 1;
    }
    atom_gather(into, text + from, length - from);
}

static void
add_text(struct atom_gathered *into, const char *text)
{
    add(into, text, strlen(text));
}

/* In HTML these have no end tag; </br> would even be another line break. */
static bool
is_void(const char *name)
{
    static const char *const names[] = { "area",  "base", "br",   "col",    "embed", "hr", "img",
                                         "input", "link", "meta", "source", "track", "wbr" };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Those in a namespace mean nothing in HTML. */
static void
add_attributes(struct atom_gathered *into, const char **attributes)
{
    for (; attributes[0] != NULL; attributes += 2) {
        if (strchr(attributes[0], '\n') != NULL)
            continue;
        add_text(into, " ");
        add_text(into, attributes[0]);
        add_text(into, "=\"");
        atom_gather_escaped(into, attributes[1], strlen(attributes[1]));
        add_text(into, "\"");
    }
}

void
atom_gather_tag(struct atom_gathered *into, const char *name, const char **attributes)
{
    const char *local = name + sizeof(XHTML) - 1;
    size_t before = into->buf->length;

    if (strncmp(name, XHTML, sizeof(XHTML) - 1) != 0 || into->cut)
        return;
    if (attributes == NULL && is_void(local))
        return;
    add_text(into, attributes == NULL ? "</" : "<");
    add_text(into, local);
    if (attributes != NULL)
        add_attributes(into, attributes);
    add_text(into, ">");
    if (into->cut && into->buf->bytes != NULL) {
        into->buf->length = before;
        into->buf->bytes[before] = '\0';
    }
}

char *
atom_one_line(struct pool *pool, const char *text)
{
    char *line = pool_alloc(pool, strlen(text) + 1);
    char *to = line;

    while (*text != '\0') {
        size_t blanks = strspn(text, BLANKS);

        text += blanks;
        if (blanks > 0 && to != line && *text != '\0')
            *to++ = ' ';
        for (; *text != '\0' && strchr(BLANKS, *text) == NULL; text++)
            *to++ = *text;
    }
    return line;
}
