/* web_text.c - lines, blocks and comments of a web server's configuration. */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "cli/web_text.h"

size_t
web_text_taken(const struct web_text *text)
{
    return strlen(text->before) + (size_t)(text->depth * WEB_TEXT_INDENT);
}

static void
indent(const struct web_text *text)
{
    fprintf(text->out, "%s%*s", text->before, text->depth * WEB_TEXT_INDENT, "");
}

void
web_text_line(const struct web_text *text, const char *format, ...)
{
    va_list args;

    indent(text);
    va_start(args, format);
    vfprintf(text->out, format, args);
    va_end(args);
    putc('\n', text->out);
}

void
web_text_blank(const struct web_text *text)
{
    fprintf(text->out, "%.*s\n", (int)strcspn(text->before, " "), text->before);
}

/* How much of the words fits into `room` columns: up to a blank, or one word that is too long. */
static size_t
fitting(const char *words, size_t room)
{
    size_t line = strcspn(words, "\n"), fit = 0;

    if (line <= room)
        return line;
    for (size_t i = 0; i <= room; i++)
        if (words[i] == ' ')
            fit = i;
    return fit > 0 ? fit : strcspn(words, " \n");
}

/* `length` bytes of a comment. */
static void
comment(const struct web_text *text, const char *words, size_t length)
{
    indent(text);
    fprintf(text->out, "#%s%.*s\n", length > 0 ? " " : "", (int)length, words);
}

static void
say(const struct web_text *text, const char *words)
{
    size_t taken = web_text_taken(text) + strlen("# ");

    while (*words != '\0') {
        size_t fit = fitting(words, WEB_TEXT_WIDTH - taken), kept = fit;

        while (kept > 0 && words[kept - 1] == ' ')
            kept--;
        comment(text, words, kept);
        words += fit;
        words += *words == '\n' ? 1 : strspn(words, " ");
    }
}

void
web_text_say(const struct web_text *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(text, pool_vprintf(text->pool, format, args));
    va_end(args);
}
