/* table.c - tables for people: cells are measured in characters, and laid out at the end. */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/buf.h"
#include "base/encode.h"
#include "cli/table.h"

#define GAP 2                        /* blanks between two columns */
#define WIDTH_LEAST 4                /* no column gives way below it */
#define TEXT_MOST (64 * 1024 * 1024) /* bytes of a whole table */

struct cell {
    const char *text;
    size_t width; /* characters */
    enum table_colour colour;
    struct cell *next;
};

struct table {
    struct pool *pool;
    size_t columns;
    size_t cells;
    size_t *widths;
    struct cell *first;
    struct cell **end;
};

/* A mark of no width takes no place; anything odd counts as one place. */
static size_t
character_width(const char *text, size_t *bytes)
{
    mbstate_t state = { 0 };
    wchar_t wide;
    int width;

    *bytes = mbrtowc(&wide, text, strlen(text), &state);
    if (*bytes == 0 || *bytes > MB_LEN_MAX) {
        *bytes = 1;
        return 1;
    }
    width = wcwidth(wide);
    return width < 0 ? 1 : (size_t)width;
}

static size_t
text_width(const char *text)
{
    size_t width = 0;
    size_t bytes;

    for (; *text != '\0'; text += bytes)
        width += character_width(text, &bytes);
    return width;
}

const char *
table_line(struct pool *pool, const char *text)
{
    if (text == NULL || *text == '\0')
        return "-";
    return utf8_line(pool, text, strlen(text));
}

struct table *
table_new(struct pool *pool, const char *const *headings, size_t columns)
{
    struct table *table = pool_alloc(pool, sizeof *table);

    table->pool = pool;
    table->columns = columns;
    table->widths = pool_array(pool, columns, sizeof *table->widths);
    table->end = &table->first;
    for (size_t i = 0; i < columns; i++)
        table_cell(table, headings[i], TABLE_FAINT);
    return table;
}

void
table_cell(struct table *table, const char *text, enum table_colour colour)
{
    struct cell *cell = pool_alloc(table->pool, sizeof *cell);
    size_t column = table->cells++ % table->columns;

    cell->text = table_line(table->pool, text);
    cell->width = text_width(cell->text);
    cell->colour = colour;
    if (cell->width > table->widths[column])
        table->widths[column] = cell->width;
    *table->end = cell;
    table->end = &cell->next;
}

static const char *
paint(struct pool *pool, const char *text, enum table_colour colour)
{
    static const char *const codes[] = { "0", "32", "31", "33", "2" };

    if (colour == TABLE_PLAIN)
        return text;
    return pool_printf(pool, "\033[%sm%s\033[0m", codes[colour], text);
}

/* The text, cut to `most` characters with "…" as the last one. */
static const char *
cut(struct pool *pool, const char *text, size_t most)
{
    size_t width = 0;
    size_t at = 0;
    size_t bytes;

    if (text_width(text) <= most)
        return text;
    while (text[at] != '\0') {
        width += character_width(text + at, &bytes);
        if (width + 1 > most)
            break;
        at += bytes;
    }
    return pool_printf(pool, "%.*s…", (int)at, text);
}

/* The widest column, of several the last one, gives way until all fit or none can give more. */
static size_t *
fit(const struct table *table, size_t width)
{
    size_t *widths = pool_array(table->pool, table->columns, sizeof *widths);
    size_t used = (table->columns - 1) * GAP;

    for (size_t i = 0; i < table->columns; i++)
        used += widths[i] = table->widths[i];
    for (; width > 0 && used > width; used--) {
        size_t widest = 0;

        for (size_t i = 1; i < table->columns; i++)
            if (widths[i] >= widths[widest])
                widest = i;
        if (widths[widest] <= WIDTH_LEAST)
            break;
        widths[widest]--;
    }
    return widths;
}

static int
write_row(const struct table *table, const struct cell **cell, const size_t *widths,
          struct buf *out, bool coloured)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < table->columns && *cell != NULL; i++) {
        const char *text = cut(table->pool, (*cell)->text, widths[i]);
        bool last = i + 1 == table->columns;
        size_t gap = last ? 0 : widths[i] - text_width(text) + GAP;

        if (coloured)
            text = paint(table->pool, text, (*cell)->colour);
        rc = buf_printf(out, "%s%*s", text, (int)gap, "");
        *cell = (*cell)->next;
    }
    return rc == 0 ? buf_text(out, "\n") : rc;
}

const char *
table_text(const struct table *table, size_t width, bool coloured)
{
    const struct cell *cell = table->first;
    const size_t *widths = fit(table, width);
    struct buf out;
    const char *text;

    buf_init(&out, TEXT_MOST);
    while (cell != NULL && write_row(table, &cell, widths, &out, coloured) == 0)
        continue;
    text = pool_copy(table->pool, buf_string(&out), out.length);
    buf_free(&out);
    return text;
}

static bool
coloured_output(void)
{
    const char *no_color = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0');
}

/* Columns of the terminal; 0 when standard output is none. */
static size_t
terminal_width(void)
{
    struct winsize size = { 0 };
    const char *columns = getenv("COLUMNS");

    if (!isatty(STDOUT_FILENO))
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return columns == NULL ? 80 : strtoul(columns, NULL, 10);
}

void
table_print(const struct table *table)
{
    fputs(table_text(table, terminal_width(), coloured_output()), stdout);
}

enum table_colour
table_state_colour(const char *state)
{
    static const struct {
        const char *state;
        enum table_colour colour;
    } colours[] = {
        { "done", TABLE_GOOD },      { "accepted", TABLE_GOOD },    { "ok", TABLE_GOOD },
        { "dead", TABLE_BAD },       { "unknown", TABLE_BAD },      { "suspect", TABLE_BAD },
        { "unreadable", TABLE_BAD }, { "FAIL", TABLE_BAD },         { "failed", TABLE_BAD },
        { "hopeless", TABLE_BAD },   { "cut off", TABLE_BAD },      { "started", TABLE_BUSY },
        { "leased", TABLE_BUSY },    { "ready", TABLE_BUSY },       { "waiting", TABLE_BUSY },
        { "warn", TABLE_BUSY },      { "superseded", TABLE_FAINT }, { "cancelled", TABLE_FAINT },
        { "ignored", TABLE_FAINT },
    };

    for (size_t i = 0; state != NULL && i < sizeof colours / sizeof *colours; i++)
        if (strcmp(colours[i].state, state) == 0)
            return colours[i].colour;
    return TABLE_PLAIN;
}

const char *
table_paint(struct pool *pool, const char *text, enum table_colour colour)
{
    return coloured_output() ? paint(pool, text, colour) : text;
}
