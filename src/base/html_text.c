/* html_text.c - writes what stands between tags, and the breaks that tags ask for, once they are
 * needed */
#include "config.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/html_reference.h"
#include "base/html_tag.h"
#include "base/html_text.h"
#include "base/utf8.h"

enum { NO_BREAK_SPACE = 0xa0, SOFT_HYPHEN = 0xad };

struct writing {
    struct pool *pool;
    char *bytes;
    size_t length;
    unsigned breaks; /* that the next character is behind: 1 a new line, 2 a blank one, too */
    bool blank;      /* the next character is behind a blank */
    bool bullet;     /* the next character begins an item of a list */
    bool pre;
    const char *href; /* of the link that is open, or NULL */
    size_t link;      /* where its words begin */
};

static void
ask_break(struct writing *writing, unsigned breaks)
{
    if (writing->breaks < breaks)
        writing->breaks = breaks;
    writing->blank = false;
}

static void
add_break(struct writing *writing)
{
    if (writing->breaks < 2)
        writing->breaks++;
    writing->blank = false;
}

/* Takes these bytes off the end. */
static void
trim(struct writing *writing, const char *bytes)
{
    while (writing->length > 0 && strchr(bytes, writing->bytes[writing->length - 1]) != NULL)
        writing->length--;
}

static void
put(struct writing *writing, const char *text)
{
    size_t length = strlen(text);

    memcpy(writing->bytes + writing->length, text, length);
    writing->length += length;
}

/* What was asked for before the next character; a text begins with none of it, and two line ends
 * are the most that come together. */
static void
put_asked(struct writing *writing)
{
    if (writing->breaks > 0)
        trim(writing, " \t");
    for (; writing->breaks > 0 && writing->length > 0; writing->breaks--)
        if (writing->length < 2 || memcmp(writing->bytes + writing->length - 2, "\n\n", 2) != 0)
            put(writing, "\n");
    if (writing->blank && writing->length > 0 &&
        strchr(" \n", writing->bytes[writing->length - 1]) == NULL)
        put(writing, " ");
    if (writing->bullet)
        put(writing, "- ");
    writing->breaks = 0;
    writing->blank = writing->bullet = false;
}

static void
put_character(struct writing *writing, uint32_t character)
{
    bool blank =
        character == ' ' || character == '\t' || character == '\f' || character == NO_BREAK_SPACE;

    if (character == '\n' && writing->pre)
        add_break(writing);
    else if ((blank || character == '\n') && !writing->pre)
        writing->blank = writing->breaks == 0;
    else if (!(character_control(character) && character != '\t') && character != SOFT_HYPHEN) {
        put_asked(writing);
        writing->length += utf8_put(writing->bytes + writing->length,
                                    character == NO_BREAK_SPACE ? ' ' : character);
    }
}

/* One character of HTML that is no tag; its length.  A carriage return is a line end, or goes with
 * the line feed behind it. */
static size_t
read_character(const char *at, size_t length, uint32_t *character)
{
    size_t step = html_reference(at, length, character);

    if (step == 0)
        step = utf8_next(at, length, character);
    if (step == 0) {
        *character = 0xfffd;
        return 1;
    }
    if (*at == '\r')
        *character = '\n';
    return *at == '\r' && length > 1 && at[1] == '\n' ? 2 : step;
}

static void
put_bytes(struct writing *writing, struct html_bytes bytes)
{
    uint32_t character = 0;
    size_t at;

    for (at = 0; at < bytes.length;) {
        at += read_character(bytes.at + at, bytes.length - at, &character);
        put_character(writing, character);
    }
}

/* An attribute's value, of which no byte is blank, hidden or a control; NULL: it is not so. */
static char *
word(struct pool *pool, struct html_bytes value)
{
    char *text = pool_array(pool, value.length + 1, 3), *to = text;
    uint32_t character = 0;
    size_t at;

    for (at = 0; at < value.length;) {
        at += read_character(value.at + at, value.length - at, &character);
        if (character == ' ' || character == NO_BREAK_SPACE || character == SOFT_HYPHEN ||
            character_hidden(character))
            return NULL;
        to += utf8_put(to, character);
    }
    *to = '\0';
    return text;
}

/* NULL: none, or one that leads nowhere from a task. */
static const char *
address(struct pool *pool, struct html_bytes value)
{
    const char *url;

    while (value.length > 0 && strchr(" \t\r\n", value.at[value.length - 1]) != NULL)
        value.length--;
    for (; value.length > 0 && strchr(" \t\r\n", *value.at) != NULL; value.at++)
        value.length--;
    url = word(pool, value);
    if (url == NULL ||
        (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0 &&
         strncasecmp(url, "mailto:", 7) != 0))
        return NULL;
    return url;
}

/* The end of a link, if one is open: says where it leads, unless its words do. */
static void
end_link(struct writing *writing)
{
    const char *href = writing->href;
    size_t link, length;

    writing->href = NULL;
    if (href == NULL)
        return;
    link = writing->link < writing->length ? writing->link : writing->length;
    while (link < writing->length && strchr(" \n", writing->bytes[link]) != NULL)
        link++;
    length = writing->length - link;
    if (length == strlen(href) && memcmp(writing->bytes + link, href, length) == 0)
        return;
    if (length == 0) {
        put_asked(writing);
        put(writing, href);
        return;
    }
    put(writing, " (");
    put(writing, href);
    put(writing, ")");
}

static void
begin_link(struct writing *writing, const struct html_tag *tag)
{
    end_link(writing);
    if (!tag->closing)
        writing->href = address(writing->pool, tag->href);
    if (writing->href != NULL)
        put_asked(writing);
    writing->link = writing->length;
}

static void
put_image(struct writing *writing, const struct html_tag *tag)
{
    const char *source = address(writing->pool, tag->src);
    size_t before = writing->length;

    put_bytes(writing, tag->alt);
    if (source == NULL || writing->href != NULL)
        return;
    if (writing->length == before) {
        put_asked(writing);
        put(writing, source);
        return;
    }
    writing->blank = true;
    put_asked(writing);
    put(writing, "(");
    put(writing, source);
    put(writing, ")");
}

static void
put_tag(struct writing *writing, const struct html_tag *tag)
{
    switch (tag->kind) {
    case HTML_NOTHING:
    case HTML_RAW:
        break;
    case HTML_LINE:
    case HTML_ITEM:
        ask_break(writing, 1);
        writing->bullet = tag->kind == HTML_ITEM && !tag->closing;
        break;
    case HTML_PARAGRAPH:
    case HTML_PRE:
        ask_break(writing, 2);
        writing->pre = tag->kind == HTML_PRE ? !tag->closing : writing->pre;
        break;
    case HTML_BREAK:
        add_break(writing);
        break;
    case HTML_CELL:
        writing->blank = writing->breaks == 0;
        break;
    case HTML_LINK:
        begin_link(writing, tag);
        break;
    case HTML_IMAGE:
        put_image(writing, tag);
        break;
    }
}

char *
html_text(struct pool *pool, const char *html, size_t length)
{
    struct writing writing = { .pool = pool, .bytes = pool_array(pool, length + 1, 3) };
    const char *at = html, *end = html + length, *behind;
    struct html_tag tag;
    uint32_t character = 0;

    while (at < end) {
        behind = *at == '<' ? html_tag_read(at, end, &tag) : NULL;
        if (behind == NULL) {
            at += read_character(at, (size_t)(end - at), &character);
            put_character(&writing, character);
            continue;
        }
        put_tag(&writing, &tag);
        at =
            tag.kind == HTML_RAW && !tag.closing ? html_tag_raw_end(behind, end, tag.name) : behind;
    }
    end_link(&writing);
    trim(&writing, " \t\n");
    writing.bytes[writing.length] = '\0';
    return writing.bytes;
}
