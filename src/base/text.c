/* text.c - what is there, what is listed, what is a number */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { ID_DIGITS = 18 /* as many always fit */ };

const char *
text_either(const char *one, const char *other)
{
    return one != NULL ? one : other;
}

bool
text_among(struct strings texts, const char *text)
{
    for (size_t i = 0; i < texts.count; i++) {
        if (strcmp(texts.items[i], text) == 0)
            return true;
    }
    return false;
}

bool
text_is_web(const char *text)
{
    static const char http[] = "http://", https[] = "https://";

    return text != NULL && (strncmp(text, https, sizeof https - 1) == 0 ||
                            strncmp(text, http, sizeof http - 1) == 0);
}

int64_t
text_id(const char *text)
{
    size_t digits = text == NULL ? 0 : strspn(text, DIGITS);

    return digits > 0 && digits <= ID_DIGITS && text[digits] == '\0' ? strtoll(text, NULL, 10) : 0;
}
