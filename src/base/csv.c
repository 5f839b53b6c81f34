/* csv.c - one pass over the text, a field at a time */
#include "config.h"

#include <string.h>

#include "base/csv.h"
#include "base/fail.h"
#include "base/utf8.h"

static bool
is_end(const struct csv *csv, const char *at)
{
    return at == csv->end || *at == '\r' || *at == '\n';
}

/* Behind the line end that `at` points to, if to any; CRLF is one. */
static const char *
behind_line_end(const struct csv *csv, const char *at)
{
    if (at < csv->end && *at == '\r' && at + 1 < csv->end && at[1] == '\n')
        return at + 2;
    return at < csv->end ? at + 1 : at;
}

/* The first of them outside of quotes in the first line; a table of one column has none. */
static char
find_separator(const struct csv *csv)
{
    bool quoted = false;

    for (const char *at = csv->at; at < csv->end && (quoted || !is_end(csv, at)); at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (!quoted && (*at == ',' || *at == ';' || *at == '\t'))
            return *at;
    }
    return ',';
}

void
csv_begin(struct csv *csv, const char *text, size_t length)
{
    static const char mark[] = "\xef\xbb\xbf";

    *csv = (struct csv){ .at = text, .end = text + length, .next_line = 1 };
    if (length >= strlen(mark) && memcmp(text, mark, strlen(mark)) == 0)
        csv->at += strlen(mark);
    csv->separator = find_separator(csv);
}

/* What is wrong with these bytes, whatever they stand for; or NULL. */
static const char *
problem_of(const char *bytes, size_t length)
{
    if (length > CSV_FIELD_MOST)
        return "a field is far too long; is a quote missing?";
    if (memchr(bytes, '\0', length) != NULL)
        return "this is no text, or UTF-16; save it as \"CSV UTF-8\"";
    if (!utf8_valid(bytes, length))
        return "this is not UTF-8; save it as \"CSV UTF-8\"";
    return NULL;
}

static const char *
plain_field(struct csv *csv, const char **at, struct pool *pool)
{
    const char *start = *at;

    while (!is_end(csv, *at) && **at != csv->separator) {
        if (**at == '"')
            csv->problem = "a quote within a field; write it twice, and quotes around the field";
        ++*at;
    }
    if (csv->problem == NULL)
        csv->problem = problem_of(start, (size_t)(*at - start));
    return csv->problem == NULL ? pool_copy(pool, start, (size_t)(*at - start)) : NULL;
}

/* The quote that ends a field which begins at `start`, or NULL; "" is none. */
static const char *
closing_quote(const struct csv *csv, const char *start)
{
    const char *at = start;

    while (at < csv->end && at - start <= CSV_FIELD_MOST) {
        if (*at == '"' && (at + 1 == csv->end || at[1] != '"'))
            return at;
        at += *at == '"' ? 2 : 1;
    }
    return NULL;
}

/* "" becomes ", and lines are counted. */
static const char *
unquoted(struct csv *csv, const char *start, size_t length, struct pool *pool)
{
    char *field = pool_copy(pool, start, length), *to = field;

    for (const char *from = field; *from != '\0'; from++) {
        csv->next_line += *from == '\n' || (*from == '\r' && from[1] != '\n');
        *to++ = *from;
        from += *from == '"';
    }
    *to = '\0';
    return field;
}

static const char *
quoted_field(struct csv *csv, const char **at, struct pool *pool)
{
    const char *start = *at + 1, *quote = closing_quote(csv, start);

    if (quote == NULL) {
        csv->problem = "a quote is never closed";
        return NULL;
    }
    csv->problem = problem_of(start, (size_t)(quote - start));
    *at = quote + 1;
    if (csv->problem == NULL && !is_end(csv, *at) && **at != csv->separator)
        csv->problem = "text behind a closing quote; a quote within a field is written twice";
    return csv->problem == NULL ? unquoted(csv, start, (size_t)(quote - start), pool) : NULL;
}

/* One record; false: csv->problem.  `at` is then anywhere in it. */
static bool
read_record(struct csv *csv, const char **at, struct pool *pool, struct strings *fields)
{
    const char *items[CSV_FIELDS_MOST];
    const char **kept;
    size_t count = 0;
    bool more = true;

    while (more && csv->problem == NULL) {
        if (count == CSV_FIELDS_MOST) {
            csv->problem = "far too many fields";
            break;
        }
        items[count] = *at < csv->end && **at == '"' ? quoted_field(csv, at, pool)
                                                     : plain_field(csv, at, pool);
        count++;
        more = csv->problem == NULL && !is_end(csv, *at);
        *at += more ? 1 : 0;
    }
    if (csv->problem != NULL)
        return false;
    kept = pool_array(pool, count, sizeof *kept);
    memcpy(kept, items, count * sizeof *kept);
    *fields = (struct strings){ kept, count };
    return true;
}

static void
skip_empty_lines(struct csv *csv)
{
    while (csv->at < csv->end && is_end(csv, csv->at)) {
        csv->at = behind_line_end(csv, csv->at);
        csv->next_line++;
    }
}

/* In a record that can't be read nobody knows where it ends. */
static void
skip_line(struct csv *csv)
{
    while (!is_end(csv, csv->at))
        csv->at++;
    csv->next_line = csv->line;
}

int
csv_next(struct csv *csv, struct pool *pool, struct strings *fields)
{
    const char *at;
    bool good;

    *fields = (struct strings){ 0 };
    csv->problem = NULL;
    skip_empty_lines(csv);
    csv->line = csv->next_line;
    if (csv->at == csv->end)
        return 0;

    at = csv->at;
    good = read_record(csv, &at, pool, fields);
    if (good)
        csv->at = at;
    else
        skip_line(csv);
    csv->at = behind_line_end(csv, csv->at);
    csv->next_line++;
    return good ? 1 : FAIL_MALFORMED;
}
