/* encode.c - hex, forms and clean text */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"

static const char replacement[] = "\xef\xbf\xbd";

char *
hex_encode(struct pool *pool, const void *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    char *text = pool_array(pool, length + 1, 2);
    size_t i;

    for (i = 0; i < length; i++) {
        text[2 * i] = digits[from[i] >> 4];
        text[2 * i + 1] = digits[from[i] & 15];
    }
    return text;
}

/* What RFC 3986 leaves as it is in URLs. */
static const char unreserved[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

char *
percent_encode(struct pool *pool, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    char *encoded = pool_array(pool, strlen(text) + 1, 3), *to = encoded;

    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (strchr(unreserved, c) != NULL) {
            *to++ = *text;
            continue;
        }
        *to++ = '%';
        *to++ = digits[c >> 4];
        *to++ = digits[c & 15];
    }
    return encoded;
}

/* -1 when it is no hex digit. */
static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool
hex_decode(const char *text, void *bytes, size_t length)
{
    unsigned char *to = bytes;
    size_t i;

    for (i = 0; i < 2 * length; i++)
        if (hex_value(text[i]) < 0)
            return false;
    if (text[2 * length] != '\0')
        return false;
    for (i = 0; i < length; i++)
        to[i] = (unsigned char)(hex_value(text[2 * i]) << 4 | hex_value(text[2 * i + 1]));
    return true;
}

/* One decoded byte, or -1; *at moves behind it. */
static int
form_byte(const char *text, size_t length, size_t *at)
{
    char c = text[(*at)++];
    int high, low;

    if (c == '+')
        return ' ';
    if (c != '%')
        return (unsigned char)c;
    if (length - *at < 2)
        return -1;
    high = hex_value(text[*at]);
    low = hex_value(text[*at + 1]);
    *at += 2;
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool
form_name_is(const char *text, size_t length, const char *name)
{
    size_t at = 0;

    for (; at < length; name++)
        if (form_byte(text, length, &at) != (unsigned char)*name || *name == '\0')
            return false;
    return *name == '\0';
}

/* NULL: a '%' without two hex digits. */
static char *
form_decode(struct pool *pool, const char *text, size_t length, size_t *value_length)
{
    char *decoded = pool_alloc(pool, length + 1);
    size_t count = 0;
    size_t at = 0;
    int byte;

    while (at < length) {
        byte = form_byte(text, length, &at);
        if (byte < 0)
            return NULL;
        decoded[count++] = (char)byte;
    }
    *value_length = count;
    return decoded;
}

static size_t
span_until(const char *text, size_t length, char end)
{
    const char *found = length == 0 ? NULL : memchr(text, end, length);

    return found == NULL ? length : (size_t)(found - text);
}

/* How often the field is there; `found` is its value in the form, of the last one. */
static size_t
form_find(const char *form, size_t length, const char *name, const char **found,
          size_t *found_length)
{
    size_t pair, equals, count = 0;

    for (;; form += pair + 1, length -= pair + 1) {
        pair = span_until(form, length, '&');
        equals = span_until(form, pair, '=');
        if (form_name_is(form, equals, name) && equals < pair) {
            *found = form + equals + 1;
            *found_length = pair - equals - 1;
            count++;
        }
        if (pair == length)
            return count;
    }
}

int
form_field(struct pool *pool, const char *form, size_t length, const char *name, char **value,
           size_t *value_length)
{
    const char *found = NULL;
    size_t found_length = 0, count = form_find(form, length, name, &found, &found_length);

    if (count > 1)
        return fail(FAIL_FIELD, "form: field \"%s\" is there twice", name);
    if (count == 0)
        return fail(FAIL_FIELD, "form: no field \"%s\"", name);
    *value = form_decode(pool, found, found_length, value_length);
    if (*value == NULL)
        return fail(FAIL_MALFORMED, "form: a '%%' without two hex digits");
    return 0;
}

const char *
form_text(struct pool *pool, const char *form, size_t length, const char *name)
{
    const char *found = NULL, *text;
    size_t found_length = 0, count = 0;

    if (form_find(form, length, name, &found, &found_length) != 1)
        return NULL;
    text = form_decode(pool, found, found_length, &count);
    return text != NULL && memchr(text, '\0', count) == NULL && utf8_valid(text, count) ? text
                                                                                        : NULL;
}

static bool
may_be_shown(uint32_t character)
{
    return character == '\t' || character == '\n' || !character_hidden(character);
}

/* One byte may become three. */
char *
utf8_clean(struct pool *pool, const char *text, size_t length)
{
    char *copy = pool_array(pool, length + 1, sizeof(replacement) - 1);
    char *to = copy;
    uint32_t character = 0;
    size_t step;

    for (; length > 0; text += step, length -= step) {
        step = utf8_next(text, length, &character);
        if (step == 0 || !may_be_shown(character)) {
            memcpy(to, replacement, sizeof(replacement) - 1);
            to += sizeof(replacement) - 1;
            step = step == 0 ? 1 : step;
        } else {
            memcpy(to, text, step);
            to += step;
        }
    }
    return copy;
}

char *
utf8_line(struct pool *pool, const char *text, size_t length)
{
    char *line = utf8_clean(pool, text, length);

    for (char *at = line; *at != '\0'; at++) {
        if (*at == '\n' || *at == '\t')
            *at = ' ';
    }
    return line;
}

bool
text_printable(const char *text)
{
    size_t length = strlen(text);
    uint32_t character = 0;
    size_t step;

    for (; length > 0; text += step, length -= step) {
        step = utf8_next(text, length, &character);
        if (step == 0 || character_control(character))
            return false;
    }
    return true;
}
