/* markdown_source.c - lines, their kinds, and how hard they are for the parser */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "port/markdown_source.h"

bool
source_next(const char **at, const char *end, struct source_line *line)
{
    const char *text = *at;
    const char *stop = text;

    if (text == end)
        return false;
    while (stop < end && *stop != '\n' && *stop != '\r')
        stop++;
    *line = (struct source_line){ .text = text, .end = (size_t)(stop - text) };
    while (line->blanks < line->end && (text[line->blanks] == ' ' || text[line->blanks] == '\t'))
        line->blanks++;
    if (stop < end && *stop == '\r' && stop + 1 < end && stop[1] == '\n')
        stop++;
    *at = stop < end ? stop + 1 : stop;
    line->length = (size_t)(*at - text);
    return true;
}

static bool
begins(const char *text, size_t length, const char *start)
{
    size_t start_length = strlen(start);

    return length >= start_length && memcmp(text, start, start_length) == 0;
}

enum source_kind
source_kind(const struct source_line *line)
{
    const char *text = line->text + line->blanks;
    size_t length = line->end - line->blanks;

    if (begins(text, length, "/"))
        return utf8_valid(text, length) && memchr(text, '\0', length) == NULL ? SOURCE_SLASH
                                                                              : SOURCE_ODD;
    if (begins(text, length, "[^") && memmem(text, length, "]:", 2) != NULL)
        return SOURCE_FOOTNOTE;
    /* An entity can make any character, and so our marks, too. */
    if (begins(text, length, "&") || begins(text, length, SOURCE_MARK) ||
        begins(text, length, SOURCE_MARK_FOOTNOTE))
        return SOURCE_ODD;
    return SOURCE_PLAIN;
}

/* Each container takes a '>', two columns of indentation, or a list's mark with a blank behind. */
static size_t
containers(const struct source_line *line)
{
    static const char marks[] = { '-', '+', '*', '.', ')' };
    static const char others[] = " \t>0123456789";
    size_t columns = 0;
    size_t i;

    for (i = 0; i < line->end; i++) {
        char c = line->text[i];
        char next = i + 1 < line->end ? line->text[i + 1] : ' ';

        if (memchr(marks, c, sizeof(marks)) != NULL)
            columns += next == ' ' || next == '\t' ? 2 : 0;
        else if (memchr(others, c, sizeof(others) - 1) != NULL)
            columns += c == '\t' ? 4 : c == '>' ? 2 : c == ' ';
        else
            break;
    }
    return columns / 2;
}

static size_t
bars(const struct source_line *line)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < line->end; i++)
        count += line->text[i] == '|';
    return count;
}

/* The most links and closing parentheses in one word of the line. */
static size_t
links(const struct source_line *line)
{
    size_t count = 0, most = 0;
    size_t i;

    for (i = 0; i < line->end; i++) {
        const char *text = line->text + i;
        size_t left = line->end - i;

        if (text[0] == ' ' || text[0] == '\t')
            count = 0;
        else if (text[0] == ')' || begins(text, left, "://") || begins(text, left, "www."))
            count++;
        most = count > most ? count : most;
    }
    return most;
}

/* Processing instructions and declarations: the parser looks for their ends to the text's end. */
static size_t
instructions(const struct source_line *line)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < line->end; i++) {
        const char *text = line->text + i;
        size_t left = line->end - i;

        count +=
            begins(text, left, "<?") || (begins(text, left, "<!") && !begins(text, left, "<!-"));
    }
    return count;
}

size_t
source_work(const char *text, size_t length)
{
    const char *at = text;
    struct source_line line;
    size_t most = 1, open = 0;

    while (source_next(&at, text + length, &line)) {
        size_t deep = containers(&line), wide = bars(&line), linked = links(&line);

        most = deep > most ? deep : most;
        most = wide > most ? wide : most;
        open += instructions(&line);
        most = linked > most ? linked : most;
        most = open > most ? open : most;
    }
    return most * length;
}
