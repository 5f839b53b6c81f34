/*
 * atom.c - hands what libexpat finds to atom_reader.c
 *
 * The document goes in as a whole: fed in pieces, expat 2.5 reads a long token again and again,
 * in quadratic time.
 */
#include "config.h"

#include <expat.h>

#include "base/fail.h"
#include "port/atom.h"
#include "port/atom_reader.h"

struct parse {
    XML_Parser parser;
    struct atom_reader reader;
};

/* The parser may tell a thing or two more, which the reader passes over. */
static void
stop_at_trouble(struct parse *parse)
{
    XML_ParsingStatus status;

    XML_GetParsingStatus(parse->parser, &status);
    if (parse->reader.trouble != NULL && status.parsing == XML_PARSING)
        (void)XML_StopParser(parse->parser, XML_FALSE);
}

static void XMLCALL
on_doctype(void *data, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
           int has_subset)
{
    struct parse *parse = data;

    (void)system_id;
    (void)public_id;
    (void)has_subset;
    atom_reader_doctype(&parse->reader, name);
    stop_at_trouble(parse);
}

static void XMLCALL
on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct parse *parse = data;

    atom_reader_start(&parse->reader, name, attributes);
    stop_at_trouble(parse);
}

static void XMLCALL
on_end(void *data, const XML_Char *name)
{
    struct parse *parse = data;

    atom_reader_end(&parse->reader, name);
    stop_at_trouble(parse);
}

static void XMLCALL
on_text(void *data, const XML_Char *text, int length)
{
    struct parse *parse = data;

    atom_reader_text(&parse->reader, text, (size_t)length);
    stop_at_trouble(parse);
}

static int
parse_all(struct parse *parse, const char *bytes, size_t length)
{
    enum XML_Status status;
    enum XML_Error error;
    size_t line;

    XML_SetUserData(parse->parser, parse);
    XML_SetStartDoctypeDeclHandler(parse->parser, on_doctype);
    XML_SetElementHandler(parse->parser, on_start, on_end);
    XML_SetCharacterDataHandler(parse->parser, on_text);
    status = XML_Parse(parse->parser, bytes, (int)length, XML_TRUE);
    line = (size_t)XML_GetCurrentLineNumber(parse->parser);
    error = XML_GetErrorCode(parse->parser);

    if (parse->reader.trouble != NULL)
        return fail(parse->reader.code, "feed, line %zu: %s", line, parse->reader.trouble);
    if (status != XML_STATUS_OK)
        return fail(error == XML_ERROR_NO_MEMORY ? FAIL_MEMORY : FAIL_MALFORMED,
                    "feed, line %zu: not well-formed: %s", line,
                    error == XML_ERROR_INVALID_TOKEN ? "invalid token" : XML_ErrorString(error));
    return 0;
}

int
atom_parse(struct pool *pool, const char *bytes, size_t length, struct atom_feed *feed)
{
    struct parse parse = { .parser = NULL };
    int rc;

    if (length == 0)
        return fail(FAIL_MALFORMED, "feed, line 1: it is empty");
    if (length > ATOM_BYTES_MOST)
        return fail(FAIL_TOO_LARGE, "feed: %zu bytes, at most %zu are read", length,
                    ATOM_BYTES_MOST);
    parse.parser = XML_ParserCreateNS(NULL, ATOM_SEPARATOR);
    if (parse.parser == NULL)
        return fail(FAIL_MEMORY, "libexpat: no memory for a parser");

    atom_reader_open(pool, &parse.reader);
    rc = parse_all(&parse, bytes, length);
    if (rc == 0)
        *feed = parse.reader.feed;
    atom_reader_close(&parse.reader);
    XML_ParserFree(parse.parser);
    return rc;
}
