/* utf8.c - the table of RFC 3629, section 4, as ranges of the second byte */
#include "config.h"

#include <string.h>

#include "base/utf8.h"

enum { LAST_ASCII = 0x7f, LONGEST = 4 };

struct form {
    unsigned char first_low, first_high;
    unsigned char second_low, second_high;
    unsigned char length;
    unsigned char bits; /* of the first byte that belong to the character */
};

static const struct form forms[] = {
    { 0xc2, 0xdf, 0x80, 0xbf, 2, 0x1f }, { 0xe0, 0xe0, 0xa0, 0xbf, 3, 0x0f },
    { 0xe1, 0xec, 0x80, 0xbf, 3, 0x0f }, { 0xed, 0xed, 0x80, 0x9f, 3, 0x0f },
    { 0xee, 0xef, 0x80, 0xbf, 3, 0x0f }, { 0xf0, 0xf0, 0x90, 0xbf, 4, 0x07 },
    { 0xf1, 0xf3, 0x80, 0xbf, 4, 0x07 }, { 0xf4, 0xf4, 0x80, 0x8f, 4, 0x07 },
};

static const struct form *
form_of(unsigned char first)
{
    size_t i;

    for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (first >= forms[i].first_low && first <= forms[i].first_high)
            return &forms[i];
    return NULL;
}

size_t
utf8_next(const char *text, size_t length, uint32_t *character)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const struct form *form;
    size_t i;

    if (length == 0)
        return 0;
    *character = bytes[0];
    if (bytes[0] <= LAST_ASCII)
        return 1;
    form = form_of(bytes[0]);
    if (form == NULL || length < form->length)
        return 0;
    if (bytes[1] < form->second_low || bytes[1] > form->second_high)
        return 0;
    *character = bytes[0] & form->bits;
    for (i = 1; i < form->length; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        *character = *character << 6 | (bytes[i] & 0x3f);
    }
    return form->length;
}

size_t
utf8_put(char *to, uint32_t character)
{
    size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    size_t i;

    if (length == 1) {
        to[0] = (char)character;
        return length;
    }
    for (i = length - 1; i > 0; i--, character >>= 6)
        to[i] = (char)(0x80 | (character & 0x3f));
    to[0] = (char)((0xf00u >> length & 0xf0) | character);
    return length;
}

/* Eight bytes at a time while they are ASCII, as nearly all are. */
bool
utf8_valid(const char *text, size_t length)
{
    uint64_t word;
    uint32_t character;
    size_t step;
    size_t at = 0;

    while (at < length) {
        if (length - at >= sizeof(word)) {
            memcpy(&word, text + at, sizeof(word));
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof(word);
                continue;
            }
        }
        step = utf8_next(text + at, length - at, &character);
        if (step == 0)
            return false;
        at += step;
    }
    return true;
}

size_t
utf8_cut(const char *text, size_t length)
{
    uint32_t character;
    size_t back;

    for (back = 1; back <= LONGEST && back <= length; back++) {
        if ((text[length - back] & 0xc0) == 0x80)
            continue;
        return utf8_next(text + length - back, back, &character) == back ? length : length - back;
    }
    return length;
}

bool
character_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character <= 0x9f);
}

bool
character_hidden(uint32_t character)
{
    return character_control(character) || (character >= 0x200e && character <= 0x200f) ||
           (character >= 0x2028 && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}
