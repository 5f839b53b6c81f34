/* nginx_text.c - names, words and blocks as nginx reads them. */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "cli/nginx_config.h"

const char *
nginx_name(struct pool *pool, const char *program)
{
    char *name = pool_printf(pool, "hooklet_%s", program);

    for (char *at = name; *at != '\0'; at++)
        if (*at == '-')
            *at = '_';
    return name;
}

const char *
nginx_size(struct pool *pool, size_t bytes)
{
    const size_t mib = (size_t)1 << 20;

    return bytes % mib == 0 ? pool_printf(pool, "%zum", bytes / mib)
                            : pool_printf(pool, "%zu", bytes);
}

const char *
nginx_word(struct pool *pool, const char *word)
{
    char *quoted, *to;

    if (*word != '\0' && word[strspn(word, LETTERS DIGITS "/._:+,=@%-")] == '\0')
        return word;
    quoted = to = pool_alloc(pool, 2 * strlen(word) + 3);
    *to++ = '"';
    for (; *word != '\0'; word++) {
        if (*word == '"' || *word == '\\')
            *to++ = '\\';
        *to++ = *word;
    }
    *to++ = '"';
    return quoted;
}

void
nginx_logs(const struct web_text *text, unsigned flags)
{
    if ((flags & WEB_SECRET) == 0)
        return;
    web_text_line(text, "access_log off;");
    web_text_line(text, "error_log /dev/null crit;");
}

void
nginx_open(struct web_text *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    web_text_line(text, "%s {", pool_vprintf(text->pool, format, args));
    va_end(args);
    text->depth++;
}

void
nginx_close(struct web_text *text)
{
    text->depth--;
    web_text_line(text, "}");
}

void
nginx_block(const struct web_text *text, const char *head, struct strings directives)
{
    struct web_text inside = *text;
    const char *line = "";

    for (size_t i = 0; i < directives.count; i++)
        line = pool_printf(text->pool, "%s %s;", line, directives.items[i]);
    line = pool_printf(text->pool, "%s {%s }", head, line);
    if (web_text_taken(text) + strlen(line) <= WEB_TEXT_WIDTH) {
        web_text_line(text, "%s", line);
        return;
    }
    nginx_open(&inside, "%s", head);
    for (size_t i = 0; i < directives.count; i++)
        web_text_line(&inside, "%s;", directives.items[i]);
    nginx_close(&inside);
}
