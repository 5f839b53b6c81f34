/* base64.c - three bytes are four digits. */
#include "config.h"

#include <string.h>

#include "base/base64.h"

static const char digits_of_text[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char digits_of_urls[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Returns the end of what it has written. */
static char *
encode(char *to, const unsigned char *from, size_t length, const char *digits)
{
    unsigned bits = 0, have = 0;

    for (size_t i = 0; i < length; i++) {
        bits = bits << 8 | from[i];
        for (have += 8; have >= 6; have -= 6)
            *to++ = digits[bits >> (have - 6) & 63];
    }
    if (have > 0)
        *to++ = digits[bits << (6 - have) & 63];
    return to;
}

/* Room for the digits, the padding and a NUL. */
static char *
room(struct pool *pool, size_t length)
{
    return pool_array(pool, length / 3 + 2, 4);
}

char *
base64_encode(struct pool *pool, const void *bytes, size_t length)
{
    char *text = room(pool, length);
    char *end = encode(text, bytes, length, digits_of_text);

    while ((end - text) % 4 != 0)
        *end++ = '=';
    return text;
}

char *
base64url_encode(struct pool *pool, const void *bytes, size_t length)
{
    char *text = room(pool, length);

    (void)encode(text, bytes, length, digits_of_urls);
    return text;
}

/* How many of the last characters are padding. */
static size_t
padding(const char *text, size_t length)
{
    if (length == 0 || text[length - 1] != '=')
        return 0;
    return text[length - 2] == '=' ? 2 : 1;
}

bool
base64_decode(const char *text, size_t length, void *bytes, size_t *size)
{
    unsigned char *to = bytes;
    unsigned bits = 0, have = 0;

    if (length % 4 != 0)
        return false;
    for (size_t i = 0; i < length - padding(text, length); i++) {
        const char *digit = text[i] != '\0' ? strchr(digits_of_text, text[i]) : NULL;

        if (digit == NULL)
            return false;
        bits = bits << 6 | (unsigned)(digit - digits_of_text);
        have += 6;
        if (have >= 8)
            *to++ = (unsigned char)(bits >> (have -= 8));
    }
    /* Bits that no byte has would be another spelling. */
    if ((bits & ((1U << have) - 1)) != 0)
        return false;
    *size = (size_t)(to - (unsigned char *)bytes);
    return true;
}
