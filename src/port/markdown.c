/*
 * markdown.c - marks lines that begin with '/', lets cmark-gfm parse, and looks for the marks
 *
 * The tree says what is plain text, but not whether a '/' was written as such, nor which line of
 * the source a text comes from.  So a mark and a number go in front of these lines' slashes.  (One
 * thing comes out otherwise: the label of a link that has such a line's start inside isn't found.)
 *
 * The library's footnotes stay off: they read memory after it was freed (0.29.0.gfm.6, for instance
 * on "[&Hat;a]").  A mark in front of a definition keeps it from being one of a link, and a text
 * with "[^" is left out.  Its task lists and filtered tags don't change what is a paragraph.
 */
#include "config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>

#include "base/fail.h"
#include "port/bounded.h"
#include "port/markdown.h"
#include "port/markdown_source.h"
#include "port/markdown_words.h"

#define MEMORY_MOST ((size_t)32 << 20) /* bytes that parsing one text may take */
#define WORK_MOST ((size_t)32 << 20)   /* see source_work(); about 0.2 s */

/* One text, and what comes out of it. */
struct reader {
    struct pool *pool;
    const char *text;
    size_t length;      /* bytes */
    const char **lines; /* those that begin with '/', from there on */
    size_t line_count;
    struct markdown_command *commands;
    size_t count;
    size_t most;
};

static const char *
mark_of(struct reader *reader, const struct source_line *line)
{
    switch (source_kind(line)) {
    case SOURCE_SLASH:
        reader->lines[reader->line_count] =
            pool_copy(reader->pool, line->text + line->blanks, line->end - line->blanks);
        return pool_printf(reader->pool, SOURCE_MARK "%zu", reader->line_count++);
    case SOURCE_FOOTNOTE:
        return SOURCE_MARK_FOOTNOTE;
    case SOURCE_ODD:
        return SOURCE_MARK_ODD;
    case SOURCE_PLAIN:
        break;
    }
    return "";
}

static void
feed(struct reader *reader, cmark_parser *parser)
{
    const char *at = reader->text;
    struct source_line line;

    while (source_next(&at, reader->text + reader->length, &line)) {
        const char *mark = mark_of(reader, &line);

        /* Pieces without a byte are none: the parser looks at the first. */
        if (*mark != '\0' && line.blanks > 0)
            cmark_parser_feed(parser, line.text, line.blanks);
        if (*mark != '\0')
            cmark_parser_feed(parser, mark, strlen(mark));
        else
            line.blanks = 0;
        cmark_parser_feed(parser, line.text + line.blanks, line.length - line.blanks);
    }
}

static cmark_node *
parse(struct reader *reader)
{
    static const char *const names[] = { "table", "strikethrough", "autolink" };
    static cmark_mem memory = { bounded_calloc, bounded_realloc, bounded_free };
    cmark_parser *parser;
    size_t i;

    cmark_gfm_core_extensions_ensure_registered();
    parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &memory);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        cmark_syntax_extension *extension = cmark_find_syntax_extension(names[i]);

        assert(extension != NULL);
        cmark_parser_attach_syntax_extension(parser, extension);
    }
    feed(reader, parser);
    return cmark_parser_finish(parser);
}

/* A text, also that of a link whose text is no more; NULL for any other markup. */
static const char *
text_of(cmark_node *node)
{
    if (cmark_node_get_type(node) == CMARK_NODE_LINK) {
        node = cmark_node_first_child(node);
        if (node == NULL || cmark_node_next(node) != NULL)
            return NULL;
    }
    return cmark_node_get_type(node) == CMARK_NODE_TEXT ? cmark_node_get_literal(node) : NULL;
}

/* The text of the nodes from `node` to `end`; NULL if there is markup among them. */
static char *
join(struct pool *pool, cmark_node *node, const cmark_node *end)
{
    cmark_node *each;
    size_t length = 0;
    char *joined, *to;

    for (each = node; each != end; each = cmark_node_next(each)) {
        if (text_of(each) == NULL)
            return NULL;
        length += strlen(text_of(each));
    }
    joined = pool_alloc(pool, length + 1);
    for (each = node, to = joined; each != end; each = cmark_node_next(each))
        to = stpcpy(to, text_of(each));
    return joined;
}

/* Does a text read as it is written?  Blanks at the end, or a line break's backslash, apart. */
static bool
as_written(const char *text, const char *written)
{
    size_t length = strlen(text);

    if (strncmp(text, written, length) != 0)
        return false;
    return written[length + strspn(written + length, " \t\\")] == '\0';
}

static bool
begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* A line whose nodes go from `node` to `end`, if it is a command. */
static void
read_line(struct reader *reader, cmark_node *node, const cmark_node *end)
{
    char *text = join(reader->pool, node, end);
    bool linked = false;
    size_t number;
    char *slash;

    if (text == NULL || !begins(text, SOURCE_MARK) || strstr(text, "[^") != NULL)
        return;
    number = strtoul(text + strlen(SOURCE_MARK), &slash, 10);
    if (number >= reader->line_count || *slash != '/')
        return;
    for (; node != end; node = cmark_node_next(node))
        linked = linked || cmark_node_get_type(node) == CMARK_NODE_LINK;
    if (linked && !as_written(slash, reader->lines[number]))
        return;
    if (reader->count < reader->most &&
        command_words(reader->pool, slash, &reader->commands[reader->count].words))
        reader->count++;
}

static bool
is_break(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);

    return type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK;
}

/* A footnote goes on to the end of its paragraph. */
static void
read_paragraph(struct reader *reader, cmark_node *paragraph)
{
    cmark_node *node = cmark_node_first_child(paragraph);

    while (node != NULL) {
        cmark_node *end = node;
        const char *text = text_of(node);

        if (text != NULL && begins(text, SOURCE_MARK_FOOTNOTE))
            return;
        while (end != NULL && !is_break(end))
            end = cmark_node_next(end);
        read_line(reader, node, end);
        node = end == NULL ? NULL : cmark_node_next(end);
    }
}

/* Nothing of the library's has to be freed here: see bounded.h. */
static void
read_text(void *data)
{
    struct reader *reader = data;
    cmark_node *node = cmark_node_first_child(parse(reader));

    for (; node != NULL; node = cmark_node_next(node))
        if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH)
            read_paragraph(reader, node);
}

static size_t
count_slashes(const struct reader *reader)
{
    const char *at = reader->text;
    struct source_line line;
    size_t count = 0;

    while (source_next(&at, reader->text + reader->length, &line))
        count += source_kind(&line) == SOURCE_SLASH;
    return count;
}

static size_t
count_characters(const struct reader *reader)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < reader->length; i++)
        count += (reader->text[i] & 0xc0) != 0x80;
    return count;
}

static int
read_bounded(struct reader *reader)
{
    size_t length = reader->length;

    if (length > 4 * MARKDOWN_MOST || count_characters(reader) > MARKDOWN_MOST)
        return fail(FAIL_UNREADABLE, "markdown: %zu bytes, at most %zu characters are read", length,
                    MARKDOWN_MOST);
    if (source_work(reader->text, length) > WORK_MOST)
        return fail(FAIL_UNREADABLE, "markdown: %zu bytes of a shape that takes long", length);
    if (!bounded_run(MEMORY_MOST, read_text, reader))
        return fail(FAIL_UNREADABLE, "markdown: %zu bytes that take more than %zu MiB", length,
                    MEMORY_MOST >> 20);
    return 0;
}

int
markdown_commands(struct pool *pool, const char *text, size_t length, size_t most,
                  struct markdown_command **commands, size_t *count)
{
    struct reader reader = { .pool = pool, .text = length == 0 ? "" : text, .length = length };
    size_t slashes = count_slashes(&reader);
    int rc = 0;

    reader.most = most < slashes ? most : slashes;
    if (reader.most > 0) {
        reader.lines = pool_array(pool, slashes, sizeof(*reader.lines));
        reader.commands = pool_array(pool, reader.most, sizeof(*reader.commands));
        rc = read_bounded(&reader);
    }
    if (rc == 0) {
        *commands = reader.commands;
        *count = reader.count;
    }
    return rc;
}
