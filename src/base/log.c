/* log.c - a line is built in a buffer of its own and leaves with one write(2) */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"

enum {
    LINE_SIZE = 4096,
    END_SIZE = 4,    /* what closes a line that was cut: quote, brace, newline */
    FIELD_MARKS = 8, /* more than a field needs beside its name and value */
    DELIVERY_SIZE = 128,
    FAILURE_SIZE = 1024,
};

struct line {
    size_t length;
    enum log_format format;
    char bytes[LINE_SIZE];
};

static struct {
    const char *program;
    enum log_format format;
    enum log_level most;
} process = { "hooklet", LOG_FORMAT_PLAIN, LOG_INFO };

static _Thread_local struct {
    char delivery[DELIVERY_SIZE + 1];
    char failure[FAILURE_SIZE];
} context;

static const char *const level_names[] = { "error", "warning", "info", "debug" };

void
log_open(const char *program, enum log_format format, enum log_level most)
{
    process.program = program;
    process.format = format;
    process.most = most;
}

static size_t
line_left(const struct line *line)
{
    return line->length < LINE_SIZE - END_SIZE ? LINE_SIZE - END_SIZE - line->length : 0;
}

/* All of `text` or nothing: half an escape would be worse than none. */
static bool
line_put(struct line *line, const char *text, size_t length)
{
    if (length > line_left(line))
        return false;
    memcpy(line->bytes + line->length, text, length);
    line->length += length;
    return true;
}

static bool
line_put_hex(struct line *line, uint32_t character)
{
    static const char digits[] = "0123456789abcdef";
    char escape[] = "\\u0000";

    escape[2] = digits[character >> 12 & 15];
    escape[3] = digits[character >> 8 & 15];
    escape[4] = digits[character >> 4 & 15];
    escape[5] = digits[character & 15];
    return line_put(line, escape, sizeof(escape) - 1);
}

static bool
line_put_character(struct line *line, const char *text, size_t length, uint32_t character)
{
    if (character == '\n')
        return line_put(line, "\\n", 2);
    if (character == '\t')
        return line_put(line, "\\t", 2);
    if (length == 0 || character_hidden(character))
        return line_put_hex(line, length == 0 ? (unsigned char)*text : character);
    if (line->format != LOG_FORMAT_PLAIN && character == '"')
        return line_put(line, "\\\"", 2);
    if (line->format != LOG_FORMAT_PLAIN && character == '\\')
        return line_put(line, "\\\\", 2);
    return line_put(line, text, length);
}

static void
line_put_escaped(struct line *line, const char *text)
{
    size_t left = strlen(text);
    uint32_t character = 0;
    size_t step;

    while (left > 0) {
        step = utf8_next(text, left, &character);
        if (!line_put_character(line, text, step, character))
            return;
        step = step == 0 ? 1 : step;
        text += step;
        left -= step;
    }
}

static bool
text_bare(const char *text)
{
    const char *at = text;

    while (isalnum((unsigned char)*at) || (*at != '\0' && strchr("_./:@+,-", *at) != NULL))
        at++;
    return at > text && *at == '\0';
}

static void
line_put_field(struct line *line, const char *name, const char *value)
{
    bool json = line->format == LOG_FORMAT_JSON;
    bool quoted = json || !text_bare(value);

    if (line_left(line) < strlen(name) + FIELD_MARKS)
        return;
    if (line->length > 0)
        (void)line_put(line, json ? "," : " ", 1);
    else if (json)
        (void)line_put(line, "{", 1);
    if (json)
        (void)line_put(line, "\"", 1);
    (void)line_put(line, name, strlen(name));
    (void)line_put(line, json ? "\":" : "=", json ? 2 : 1);
    if (quoted)
        (void)line_put(line, "\"", 1);
    line_put_escaped(line, value);
    if (quoted)
        line->bytes[line->length++] = '"';
}

static void
line_write(struct line *line)
{
    ssize_t written;

    if (line->format == LOG_FORMAT_JSON)
        line->bytes[line->length++] = '}';
    line->bytes[line->length++] = '\n';
    do
        written = write(STDERR_FILENO, line->bytes, line->length);
    while (written < 0 && errno == EINTR);
}

/* `text` is NULL when there are no details. */
static void
log_line(enum log_level level, const char *what, const char *text)
{
    struct line line;
    char now[CLOCK_TEXT_SIZE];

    line.length = 0;
    line.format = process.format;
    if (line.format == LOG_FORMAT_PLAIN) {
        line_put_escaped(&line, process.program);
        (void)line_put(&line, ": ", 2);
        line_put_escaped(&line, text == NULL ? what : text);
    } else {
        clock_text(now, clock_ms());
        line_put_field(&line, "time", now);
        line_put_field(&line, "level", level_names[level]);
        line_put_field(&line, "program", process.program);
        if (context.delivery[0] != '\0')
            line_put_field(&line, "delivery", context.delivery);
        line_put_field(&line, "what", what);
        if (text != NULL)
            line_put_field(&line, "text", text);
    }
    line_write(&line);
}

/* A text that is cut ends with a whole character. */
static void
text_format(char *text, size_t size, const char *format, va_list args)
{
    int length = vsnprintf(text, size, format, args);

    if (length < 0)
        text[0] = '\0';
    else if ((size_t)length >= size)
        text[utf8_cut(text, size - 1)] = '\0';
}

void
log_say(enum log_level level, const char *what, const char *format, ...)
{
    int saved = errno;
    char text[LINE_SIZE];
    va_list args;

    if (level > process.most)
        return;
    if (format != NULL) {
        va_start(args, format);
        text_format(text, sizeof(text), format, args);
        va_end(args);
    }
    log_line(level, what, format == NULL ? NULL : text);
    errno = saved;
}

static void
copy_cut(char *copy, size_t size, const char *text)
{
    size_t length = text == NULL ? 0 : strnlen(text, size);

    if (length == size)
        length = utf8_cut(text, size - 1);
    if (length > 0)
        memmove(copy, text, length);
    copy[length] = '\0';
}

void
log_delivery(const char *delivery)
{
    copy_cut(context.delivery, sizeof(context.delivery), delivery);
}

/* The text is built aside, as an argument may be the failure that it replaces. */
void
log_fail(enum log_level level, const char *what, const char *format, va_list args)
{
    int saved = errno;
    char text[LINE_SIZE];

    text_format(text, sizeof(text), format, args);
    log_keep(text);
    if (level <= process.most)
        log_line(level, what, text);
    errno = saved;
}

void
log_keep(const char *text)
{
    copy_cut(context.failure, sizeof(context.failure), text);
}

const char *
log_failure(void)
{
    return context.failure;
}
