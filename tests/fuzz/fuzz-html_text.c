/*
 * fuzz-html_text: any bytes at all through html_text()
 *
 * What it checks beside the sanitizers: the text is UTF-8 of the length that is promised, without
 * controls, three line ends in a row, or blanks at the ends of its lines; and it says the same of
 * itself as preformatted HTML.
 * Build: as fuzz-json-scan.c
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/html.h"
#include "base/html_text.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void
expect(int truth)
{
    if (!truth)
        abort();
}

static void
check(const char *text)
{
    size_t length = strlen(text), at;

    expect(utf8_valid(text, length));
    expect(strstr(text, "\n\n\n") == NULL && strstr(text, " \n") == NULL);
    expect(length == 0 || (text[0] != '\n' && strchr(" \t\n", text[length - 1]) == NULL));
    for (at = 0; at < length; at++)
        expect(!character_control((unsigned char)text[at] & 0x7f) || text[at] == '\n' ||
               text[at] == '\t' || (text[at] & 0x80) != 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct pool *pool = pool_new();
    const char *text = html_text(pool, (const char *)bytes, length), *again;

    check(text);
    expect(strlen(text) <= 3 * length);
    again = pool_printf(pool, "<pre>%s</pre>", html_escape(pool, text));
    expect(strcmp(html_text(pool, again, strlen(again)), text) == 0);
    pool_free(pool);
    return 0;
}
