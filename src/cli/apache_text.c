/* apache_text.c - sections and errors as Apache reads them. */
#include "config.h"

#include <stdarg.h>

#include "cli/apache_config.h"

/* By these Apache says that a program is not there, fails, or says nothing. */
static const int unavailable[] = { 500, 502, 503, 504 };

/* What Apache itself says is HTML, of this type; no answer of ours is. */
#define OWN "%%{CONTENT_TYPE} =~ m#^text/html(; charset=iso-8859-1)?$#"

void
apache_open(struct web_text *text, const char *name, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    web_text_line(text, "<%s \"%s\">", name, pool_vprintf(text->pool, format, args));
    va_end(args);
    text->depth++;
}

void
apache_open_module(struct web_text *text, const char *name)
{
    web_text_line(text, "<IfModule %s_module>", name);
    text->depth++;
}

void
apache_close(struct web_text *text, const char *name)
{
    text->depth--;
    web_text_line(text, "</%s>", name);
}

void
apache_error(const struct web_text *text, int status, struct web_error error)
{
    web_text_line(text, "ErrorDocument %d \"{\\\"error\\\":\\\"%s\\\",\\\"detail\\\":\\\"%s\\\"}\"",
                  status, error.error, error.detail);
}

void
apache_unavailable(const struct web_text *text, const struct web_route *route)
{
    for (size_t i = 0; i < sizeof unavailable / sizeof *unavailable; i++)
        apache_error(text, unavailable[i], web_unavailable(text->pool, route));
}

void
apache_unavailable_at(const struct web_text *text, const char *path)
{
    for (size_t i = 0; i < sizeof unavailable / sizeof *unavailable; i++)
        web_text_line(text, "ErrorDocument %d %s", unavailable[i], path);
}

void
apache_error_headers(const struct web_text *text)
{
    web_text_line(text, "Header always set Cache-Control no-store \"expr=" OWN "\"");
    web_text_line(text, "Header always set X-Content-Type-Options nosniff \"expr=" OWN "\"");
    web_text_line(text, "Header always set Retry-After 30 \"expr=%%{REQUEST_STATUS} -ge 500 && " OWN
                        "\"");
    web_text_line(text, "Header always set Content-Type application/json \"expr=" OWN "\"");
}
