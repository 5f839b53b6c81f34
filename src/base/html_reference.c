/* html_reference.c - two tables and a number */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/html_reference.h"

enum { LATIN_FIRST = 160, WINDOWS_FIRST = 128, WINDOWS_LAST = 159, NAME_MOST = 8 };
enum { NO_CHARACTER = 0xfffd, LAST_CHARACTER = 0x10ffff };

/* ISO 8859-1 from U+00A0 on, in order. */
static const char *const latin[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};

static const struct {
    const char *name;
    uint32_t character;
} others[] = {
    { "amp", '&' },      { "lt", '<' },        { "gt", '>' },        { "quot", '"' },
    { "apos", '\'' },    { "hellip", 0x2026 }, { "mdash", 0x2014 },  { "ndash", 0x2013 },
    { "lsquo", 0x2018 }, { "rsquo", 0x2019 },  { "sbquo", 0x201a },  { "ldquo", 0x201c },
    { "rdquo", 0x201d }, { "bdquo", 0x201e },  { "lsaquo", 0x2039 }, { "rsaquo", 0x203a },
    { "bull", 0x2022 },  { "dagger", 0x2020 }, { "Dagger", 0x2021 }, { "permil", 0x2030 },
    { "prime", 0x2032 }, { "Prime", 0x2033 },  { "euro", 0x20ac },   { "trade", 0x2122 },
    { "larr", 0x2190 },  { "uarr", 0x2191 },   { "rarr", 0x2192 },   { "darr", 0x2193 },
    { "harr", 0x2194 },  { "rArr", 0x21d2 },   { "hArr", 0x21d4 },   { "minus", 0x2212 },
    { "infin", 0x221e }, { "asymp", 0x2248 },  { "ne", 0x2260 },     { "equiv", 0x2261 },
    { "le", 0x2264 },    { "ge", 0x2265 },     { "radic", 0x221a },  { "sum", 0x2211 },
    { "ensp", 0x2002 },  { "emsp", 0x2003 },   { "thinsp", 0x2009 }, { "zwnj", 0x200c },
    { "zwj", 0x200d },   { "OElig", 0x152 },   { "oelig", 0x153 },   { "Scaron", 0x160 },
    { "scaron", 0x161 }, { "Yuml", 0x178 },    { "fnof", 0x192 },    { "circ", 0x2c6 },
    { "tilde", 0x2dc },  { "alpha", 0x3b1 },   { "beta", 0x3b2 },    { "gamma", 0x3b3 },
    { "delta", 0x3b4 },  { "epsilon", 0x3b5 }, { "lambda", 0x3bb },  { "mu", 0x3bc },
    { "pi", 0x3c0 },     { "sigma", 0x3c3 },   { "omega", 0x3c9 },   { "Delta", 0x394 },
    { "Sigma", 0x3a3 },  { "Omega", 0x3a9 },
};

static const uint16_t windows[WINDOWS_LAST - WINDOWS_FIRST + 1] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

static bool
is(const char *name, size_t length, const char *other)
{
    return strlen(other) == length && memcmp(name, other, length) == 0;
}

/* 0: nobody has that name. */
static uint32_t
character_named(const char *name, size_t length)
{
    size_t i;

    for (i = 0; i < sizeof others / sizeof *others; i++)
        if (is(name, length, others[i].name))
            return others[i].character;
    for (i = 0; i < sizeof latin / sizeof *latin; i++)
        if (is(name, length, latin[i]))
            return (uint32_t)(LATIN_FIRST + i);
    return 0;
}

static uint32_t
character_numbered(uint32_t number)
{
    if (number >= WINDOWS_FIRST && number <= WINDOWS_LAST)
        return windows[number - WINDOWS_FIRST];
    if (number == 0 || number > LAST_CHARACTER || (number >= 0xd800 && number <= 0xdfff))
        return NO_CHARACTER;
    return number;
}

/* -1: no digit of that base. */
static int
digit(char character, unsigned base)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (base == 16 && (character | 0x20) >= 'a' && (character | 0x20) <= 'f')
        return (character | 0x20) - 'a' + 10;
    return -1;
}

/* "&#38;", "&#x26;", `at` behind the '#'. */
static size_t
numbered(const char *text, size_t length, size_t at, uint32_t *character)
{
    unsigned base = at < length && (text[at] | 0x20) == 'x' ? 16 : 10;
    size_t first = at + (base == 16);
    uint32_t number = 0;

    for (at = first; at < length && digit(text[at], base) >= 0; at++)
        if (number <= LAST_CHARACTER)
            number = number * base + (uint32_t)digit(text[at], base);
    if (at == first)
        return 0;
    *character = character_numbered(number);
    return at < length && text[at] == ';' ? at + 1 : at;
}

size_t
html_reference(const char *text, size_t length, uint32_t *character)
{
    size_t at = 1;

    if (length < 3 || text[0] != '&')
        return 0;
    if (text[1] == '#')
        return numbered(text, length, 2, character);
    while (at < length && at <= NAME_MOST && text[at] != ';')
        at++;
    if (at >= length || text[at] != ';' || at == 1)
        return 0;
    *character = character_named(text + 1, at - 1);
    return *character == 0 ? 0 : at + 1;
}
