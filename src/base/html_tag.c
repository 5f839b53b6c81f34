/* html_tag.c - never goes back over what it has read */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/html_tag.h"

static const struct {
    const char *name;
    enum html_kind kind;
} kinds[] = {
    { "a", HTML_LINK },
    { "address", HTML_LINE },
    { "article", HTML_PARAGRAPH },
    { "aside", HTML_PARAGRAPH },
    { "blockquote", HTML_PARAGRAPH },
    { "br", HTML_BREAK },
    { "caption", HTML_LINE },
    { "center", HTML_LINE },
    { "dd", HTML_LINE },
    { "details", HTML_PARAGRAPH },
    { "div", HTML_LINE },
    { "dl", HTML_PARAGRAPH },
    { "dt", HTML_LINE },
    { "figcaption", HTML_LINE },
    { "figure", HTML_PARAGRAPH },
    { "footer", HTML_PARAGRAPH },
    { "h1", HTML_PARAGRAPH },
    { "h2", HTML_PARAGRAPH },
    { "h3", HTML_PARAGRAPH },
    { "h4", HTML_PARAGRAPH },
    { "h5", HTML_PARAGRAPH },
    { "h6", HTML_PARAGRAPH },
    { "header", HTML_PARAGRAPH },
    { "hr", HTML_PARAGRAPH },
    { "img", HTML_IMAGE },
    { "li", HTML_ITEM },
    { "main", HTML_PARAGRAPH },
    { "nav", HTML_PARAGRAPH },
    { "ol", HTML_PARAGRAPH },
    { "p", HTML_PARAGRAPH },
    { "pre", HTML_PRE },
    { "script", HTML_RAW },
    { "section", HTML_PARAGRAPH },
    { "style", HTML_RAW },
    { "summary", HTML_LINE },
    { "table", HTML_PARAGRAPH },
    { "td", HTML_CELL },
    { "th", HTML_CELL },
    { "title", HTML_LINE },
    { "tr", HTML_LINE },
    { "ul", HTML_PARAGRAPH },
};

static bool
is_letter(char character)
{
    return (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
}

static bool
is_blank(char character)
{
    return character == ' ' || (character >= '\t' && character <= '\r' && character != '\v');
}

static bool
is(struct html_bytes bytes, const char *name)
{
    return bytes.length == strlen(name) && strncasecmp(bytes.at, name, bytes.length) == 0;
}

static enum html_kind
kind_of(struct html_bytes name)
{
    size_t i;

    for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is(name, kinds[i].name))
            return kinds[i].kind;
    return HTML_NOTHING;
}

/* Behind the next `last`, or the end. */
static const char *
behind(const char *at, const char *end, const char *last)
{
    const char *found = memmem(at, (size_t)(end - at), last, strlen(last));

    return found == NULL ? end : found + strlen(last);
}

static const char *
skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

/* At what follows an attribute's '='. */
static const char *
read_value(const char *at, const char *end, struct html_bytes *value)
{
    const char *first, *last;

    at = skip_blanks(at, end);
    first = at;
    if (at < end && (*at == '"' || *at == '\'')) {
        first++;
        last = memchr(first, *at, (size_t)(end - first));
        last = last == NULL ? end : last;
        at = last == end ? end : last + 1;
    } else {
        while (at < end && !is_blank(*at) && *at != '>')
            at++;
        last = at;
    }
    *value = (struct html_bytes){ first, (size_t)(last - first) };
    return at;
}

/* The first attribute of a name counts. */
static void
keep(struct html_tag *tag, struct html_bytes name, struct html_bytes value)
{
    struct html_bytes *place = is(name, "href")  ? &tag->href
                               : is(name, "src") ? &tag->src
                               : is(name, "alt") ? &tag->alt
                                                 : NULL;

    if (place != NULL && place->at == NULL)
        *place = value;
}

/* At the first byte of a name, which may be any. */
static const char *
read_attribute(const char *at, const char *end, struct html_tag *tag)
{
    struct html_bytes name = { at, 0 }, value = { NULL, 0 };

    for (at++; at < end && !is_blank(*at) && strchr("/>=", *at) == NULL; at++)
        continue;
    name.length = (size_t)(at - name.at);
    at = skip_blanks(at, end);
    if (at < end && *at == '=') {
        at = read_value(at + 1, end, &value);
        keep(tag, name, value);
    }
    return at;
}

static const char *
read_named(const char *at, const char *end, struct html_tag *tag)
{
    tag->name.at = at;
    while (at < end && !is_blank(*at) && *at != '/' && *at != '>')
        at++;
    tag->name.length = (size_t)(at - tag->name.at);
    tag->kind = kind_of(tag->name);
    for (;;) {
        while (at < end && (is_blank(*at) || *at == '/'))
            at++;
        if (at == end)
            return end;
        if (*at == '>')
            return at + 1;
        at = read_attribute(at, end, tag);
    }
}

const char *
html_tag_read(const char *at, const char *end, struct html_tag *tag)
{
    *tag = (struct html_tag){ .kind = HTML_NOTHING };
    at++;
    if (at == end)
        return NULL;
    if (is_letter(*at))
        return read_named(at, end, tag);
    if (end - at >= 3 && strncmp(at, "!--", 3) == 0)
        return behind(at + 1, end, "-->");
    if (*at == '!' || *at == '?')
        return behind(at, end, ">");
    if (*at != '/' || at + 1 == end)
        return NULL;
    if (!is_letter(at[1]))
        return behind(at, end, ">");
    tag->closing = true;
    return read_named(at + 1, end, tag);
}

const char *
html_tag_raw_end(const char *at, const char *end, struct html_bytes name)
{
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        if ((size_t)(end - at) >= name.length + 2 && at[1] == '/' &&
            strncasecmp(at + 2, name.at, name.length) == 0)
            return at;
        at++;
    }
    return end;
}
