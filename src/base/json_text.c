/* json_text.c - eight bytes at a time through strings, by table through all else */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "base/json_text.h"
#include "base/utf8.h"

enum { BLANK = 1, DIGIT = 2, HEX = 4, PLAIN = 8 };

/* PLAIN stands in a string for itself: ASCII but no control character, quote or backslash. */
static const unsigned char classes[256] = {
    ['\t'] = BLANK,
    ['\n'] = BLANK,
    ['\r'] = BLANK,
    [' '] = BLANK | PLAIN,
    ['!'] = PLAIN,
    ['#' ... '/'] = PLAIN,
    ['0' ... '9'] = PLAIN | DIGIT | HEX,
    [':' ... '@'] = PLAIN,
    ['A' ... 'F'] = PLAIN | HEX,
    ['G' ... '['] = PLAIN,
    [']' ... '`'] = PLAIN,
    ['a' ... 'f'] = PLAIN | HEX,
    ['g' ... 0x7f] = PLAIN,
};

static bool
is_class(char c, unsigned char class)
{
    return (classes[(unsigned char)c] & class) != 0;
}

int
json_fault(const struct json_text *json, enum fail code, const char *reason)
{
    return fail(code, "JSON at byte %zu: %s", (size_t)(json->at - json->begin), reason);
}

int
json_peek(struct json_text *json)
{
    while (json->at < json->end && is_class(*json->at, BLANK))
        json->at++;
    return json->at < json->end ? (unsigned char)*json->at : -1;
}

/* The high bit of the lowest byte of `word` that is not PLAIN is set; higher bytes may err. */
static uint64_t
special_bytes(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t controls = word - ones * 0x20;
    uint64_t quotes = (word ^ ones * '"') - ones;
    uint64_t backslashes = (word ^ ones * '\\') - ones;

    return (word | controls | quotes | backslashes) & ones * 0x80;
}

static const char *
skip_plain(const char *at, const char *end)
{
    uint64_t word;

    while (end - at >= (ptrdiff_t)sizeof(word)) {
        memcpy(&word, at, sizeof(word));
        if (special_bytes(word) != 0)
            break;
        at += sizeof(word);
    }
    while (at < end && is_class(*at, PLAIN))
        at++;
    return at;
}

static unsigned int
hex_digit(char c)
{
    return (unsigned int)(is_class(c, DIGIT) ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* Is there a \uXXXX at `at`, and which? */
static bool
unicode_escape(const char *at, const char *end, uint32_t *unit)
{
    int i;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return false;
    *unit = 0;
    for (i = 2; i < 6; i++) {
        if (!is_class(at[i], HEX))
            return false;
        *unit = *unit << 4 | hex_digit(at[i]);
    }
    return true;
}

static bool
surrogate(uint32_t unit, uint32_t first)
{
    return unit >= first && unit < first + 0x400;
}

static int
skip_unicode(struct json_text *json)
{
    uint32_t unit, low;

    if (!unicode_escape(json->at, json->end, &unit))
        return json_fault(json, FAIL_MALFORMED, "\\u without four hex digits");
    if (unit == 0)
        return json_fault(json, FAIL_UNREADABLE, "\\u0000");
    if (surrogate(unit, 0xd800)) {
        if (!unicode_escape(json->at + 6, json->end, &low) || !surrogate(low, 0xdc00))
            return json_fault(json, FAIL_UNREADABLE, "a lone surrogate");
        json->at += 6;
    } else if (surrogate(unit, 0xdc00)) {
        return json_fault(json, FAIL_UNREADABLE, "a lone surrogate");
    }
    json->at += 6;
    return 0;
}

static int
skip_escape(struct json_text *json)
{
    char c = json->end - json->at < 2 ? '\0' : json->at[1];

    if (c == 'u')
        return skip_unicode(json);
    if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL)
        return json_fault(json, FAIL_MALFORMED, "an unknown escape");
    json->at += 2;
    return 0;
}

/* Anything in a string that is neither PLAIN nor its end. */
static int
skip_special(struct json_text *json)
{
    uint32_t character;
    size_t step;

    if (json->at == json->end)
        return json_fault(json, FAIL_MALFORMED, "the text ends within a string");
    if (*json->at == '\\')
        return skip_escape(json);
    if ((unsigned char)*json->at < 0x20)
        return json_fault(json, FAIL_MALFORMED, "a control character in a string");
    step = utf8_next(json->at, (size_t)(json->end - json->at), &character);
    if (step == 0)
        return json_fault(json, FAIL_MALFORMED, "invalid UTF-8");
    json->at += step;
    return 0;
}

int
json_skip_string(struct json_text *json, struct json_raw *raw)
{
    const char *begin = ++json->at;
    bool escaped = false;
    int rc;

    for (;;) {
        json->at = skip_plain(json->at, json->end);
        if (json->at < json->end && *json->at == '"')
            break;
        escaped = escaped || (json->at < json->end && *json->at == '\\');
        rc = skip_special(json);
        if (rc != 0)
            return rc;
    }
    *raw = (struct json_raw){ begin, (size_t)(json->at - begin), escaped };
    json->at++;
    return 0;
}

/* One digit or more. */
static int
skip_digits(struct json_text *json)
{
    const char *begin = json->at;

    while (json->at < json->end && is_class(*json->at, DIGIT))
        json->at++;
    if (json->at == begin)
        return json_fault(json, FAIL_MALFORMED, "a digit is missing");
    return 0;
}

/* Moves behind one character if it is one of `set`. */
static bool
skip_one(struct json_text *json, const char *set)
{
    if (json->at == json->end || *json->at == '\0' || strchr(set, *json->at) == NULL)
        return false;
    json->at++;
    return true;
}

int
json_skip_number(struct json_text *json)
{
    int rc = 0;

    (void)skip_one(json, "-");
    if (!skip_one(json, "0"))
        rc = skip_digits(json);
    if (rc == 0 && skip_one(json, "."))
        rc = skip_digits(json);
    if (rc == 0 && skip_one(json, "eE")) {
        (void)skip_one(json, "+-");
        rc = skip_digits(json);
    }
    return rc;
}

int
json_skip_word(struct json_text *json, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(json->end - json->at) < length || memcmp(json->at, word, length) != 0)
        return json_fault(json, FAIL_MALFORMED, "no value");
    json->at += length;
    return 0;
}

/* `at` is at a backslash of a string that was validated; returns what is behind the escape. */
static const char *
decode_escape(const char *at, const char *end, char **to)
{
    static const char names[] = "bfnrt";
    static const char meanings[] = "\b\f\n\r\t";
    const char *name = strchr(names, at[1]);
    uint32_t unit = 0;
    uint32_t low = 0;

    if (at[1] != 'u') {
        *(*to)++ = name == NULL ? at[1] : meanings[name - names];
        return at + 2;
    }
    (void)unicode_escape(at, end, &unit);
    at += 6;
    if (surrogate(unit, 0xd800)) {
        (void)unicode_escape(at, end, &low);
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
    }
    *to += utf8_put(*to, unit);
    return at;
}

/* An escape is never shorter than what it means. */
char *
json_decode(struct pool *pool, const struct json_raw *raw, size_t *length)
{
    char *text = pool_copy(pool, raw->text, raw->length);
    const char *at = raw->text;
    const char *end = raw->text + raw->length;
    char *to = text;

    *length = raw->length;
    if (!raw->escaped)
        return text;
    while (at < end) {
        if (*at == '\\')
            at = decode_escape(at, end, &to);
        else
            *to++ = *at++;
    }
    *to = '\0';
    *length = (size_t)(to - text);
    return text;
}
