/* slack_text.c - three characters to escape, and where a text may be cut */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/text.h"
#include "port/slack_api.h"
#include "wire/slack_text.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define BROKEN_BAR "\xc2\xa6"

enum {
    LONGEST_ESCAPE = 5, /* bytes for one: "&amp;" */
    ZERO_WIDTH_JOINER = 0x200d,
    FIRST_FLAG = 0x1f1e6, /* regional indicators: two of them are a flag */
    LAST_FLAG = 0x1f1ff,
};

static const char *
escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    default:
        return NULL;
    }
}

static char *
escaped(struct pool *pool, const char *clean)
{
    char *text = pool_array(pool, strlen(clean) + 1, LONGEST_ESCAPE), *to = text;

    for (; *clean != '\0'; clean++) {
        const char *escape = escape_of(*clean);
        size_t length = escape != NULL ? strlen(escape) : 1;

        memcpy(to, escape != NULL ? escape : clean, length);
        to += length;
    }
    return text;
}

char *
slack_escape(struct pool *pool, const char *text)
{
    return text == NULL ? pool_string(pool, "")
                        : escaped(pool, utf8_clean(pool, text, strlen(text)));
}

char *
slack_line(struct pool *pool, const char *text)
{
    return text == NULL ? pool_string(pool, "")
                        : escaped(pool, utf8_line(pool, text, strlen(text)));
}

char *
slack_code(struct pool *pool, const char *text)
{
    char *code = slack_line(pool, text);

    for (char *at = strchr(code, '`'); at != NULL; at = strchr(at, '`'))
        *at = '\'';
    return code[0] == '\0' ? code : pool_printf(pool, "`%s`", code);
}

/* A bar would end the URL, so it stands in the label as a broken one. */
static const char *
label_of(struct pool *pool, const char *label)
{
    const char *line = slack_line(pool, label), *bar;

    while ((bar = strchr(line, '|')) != NULL)
        line = pool_printf(pool, "%.*s" BROKEN_BAR "%s", (int)(bar - line), line, bar + 1);
    return line;
}

/* What would end the URL early, or be read as something else, is %XX. */
static const char *
url_of(struct pool *pool, const char *url)
{
    char *text = pool_array(pool, strlen(url) + 1, LONGEST_ESCAPE), *to = text;

    for (; *url != '\0'; url++) {
        unsigned char byte = (unsigned char)*url;
        const char *written = byte == '&' ? "&amp;" : NULL;

        if (byte <= ' ' || byte >= 0x7f || strchr("<>|\"", byte) != NULL)
            written = pool_printf(pool, "%%%02X", byte);
        if (written == NULL)
            *to++ = (char)byte;
        else
            to = (char *)memcpy(to, written, strlen(written)) + strlen(written);
    }
    return text;
}

char *
slack_link(struct pool *pool, const char *url, const char *label)
{
    const char *words = label_of(pool, label);

    if (!text_is_web(url))
        return pool_string(pool, words);
    if (words[0] == '\0')
        return pool_printf(pool, "<%s>", url_of(pool, url));
    return pool_printf(pool, "<%s|%s>", url_of(pool, url), words);
}

char *
slack_mention(struct pool *pool, const char *user)
{
    return slack_id_valid(user, "UW") ? pool_printf(pool, "<@%s>", user) : slack_line(pool, user);
}

char *
slack_channel_link(struct pool *pool, const char *channel)
{
    return slack_channel_valid(channel) ? pool_printf(pool, "<#%s>", channel)
                                        : slack_line(pool, channel);
}

char *
slack_date(struct pool *pool, int64_t ms)
{
    return pool_printf(pool, "<!date^%" PRId64 "^{date_short_pretty} {time}|%s>", ms / 1000,
                       clock_format(pool, ms));
}

/* Does it belong to the character before it, and show nothing of its own? */
static bool
belongs_to_last(uint32_t character)
{
    static const uint32_t ranges[][2] = {
        { 0x300, 0x36f },     /* accents */
        { 0x591, 0x5bd },     /* Hebrew points */
        { 0x5bf, 0x5c7 },     /* the same */
        { 0x610, 0x61a },     /* Arabic signs */
        { 0x64b, 0x65f },     /* Arabic vowels */
        { 0x670, 0x670 },     /* the same */
        { 0x6d6, 0x6dc },     /* the same */
        { 0x93a, 0x94f },     /* Devanagari vowels */
        { 0xe31, 0xe3a },     /* Thai vowels */
        { 0xe47, 0xe4e },     /* the same */
        { 0x200d, 0x200d },   /* joins two emoji to one */
        { 0x20d0, 0x20ff },   /* a key's cap */
        { 0xfe00, 0xfe0f },   /* as text, as emoji */
        { 0x1f3fb, 0x1f3ff }, /* skin tones */
        { 0xe0020, 0xe007f }, /* a region's flag */
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (character >= ranges[i][0] && character <= ranges[i][1])
            return true;
    }
    return false;
}

static bool
is_flag(uint32_t character)
{
    return character >= FIRST_FLAG && character <= LAST_FLAG;
}

/* The next character and its bytes; a byte that is none counts as one. */
static size_t
step(const char *text, uint32_t *character)
{
    size_t bytes = utf8_next(text, strnlen(text, 4), character);

    return bytes > 0 ? bytes : 1;
}

/* Bytes of a character with all that belongs to it. */
static size_t
cluster(const char *text)
{
    uint32_t first = 0, last, next = 0;
    size_t length = step(text, &first), more;

    for (last = first; text[length] != '\0'; last = next, length += more) {
        more = step(text + length, &next);
        if (is_flag(first) && last == first && is_flag(next)) {
            first = 0; /* the second half of a flag; the next one begins another */
            continue;
        }
        if (!belongs_to_last(next) && last != ZERO_WIDTH_JOINER)
            break;
    }
    return length;
}

/* Bytes of what must stay whole: an entity, <...>, or a character. */
static size_t
whole(const char *text)
{
    static const char *const entities[] = { "&amp;", "&lt;", "&gt;" };
    const char *end = text[0] == '<' ? strchr(text, '>') : NULL;

    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (strncmp(text, entities[i], strlen(entities[i])) == 0)
            return strlen(entities[i]);
    }
    return end != NULL ? (size_t)(end - text) + 1 : cluster(text);
}

static size_t
length_of(const char *text, size_t bytes)
{
    size_t length = 0;
    uint32_t character = 0;

    for (size_t at = 0; at<bytes; length += character> 0xffff ? 2 : 1)
        at += step(text + at, &character);
    return length;
}

size_t
slack_length(const char *text)
{
    return length_of(text, strlen(text));
}

char *
slack_cut(struct pool *pool, const char *text, size_t most)
{
    size_t kept = 0, length = 0;

    if (slack_length(text) <= most)
        return pool_string(pool, text);
    if (most == 0)
        return pool_string(pool, "");
    for (;;) {
        size_t bytes = whole(text + kept);

        length += length_of(text + kept, bytes);
        if (length + 1 > most)
            break;
        kept += bytes;
    }
    return pool_printf(pool, "%.*s" ELLIPSIS, (int)kept, text);
}
