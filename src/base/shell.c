/* shell.c - quotes of the shell. */
#include "config.h"

#include <string.h>

#include "base/shell.h"
#include "base/text.h"

/* Nothing of it means anything to a shell. */
#define PLAIN LETTERS DIGITS "/._-+=:,@"

const char *
shell_quoted(struct pool *pool, const char *text)
{
    const char *word = "'";

    for (size_t length; *text != '\0'; text += length) {
        length = strcspn(text, "'");
        word = pool_printf(pool, "%s%.*s%s", word, (int)length, text,
                           text[length] == '\'' ? "'\\''" : "");
        length += text[length] == '\'';
    }
    return pool_printf(pool, "%s'", word);
}

const char *
shell_word(struct pool *pool, const char *text)
{
    if (*text != '\0' && text[strspn(text, PLAIN)] == '\0')
        return text;
    return shell_quoted(pool, text);
}
