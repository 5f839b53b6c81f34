/* settings_token.c - cuts a configuration file into words and signs */
#include "config.h"

#include <string.h>

#include "port/settings_token.h"

struct file_place
token_place(const struct tokens *tokens)
{
    return (struct file_place){ tokens->file, tokens->token.line };
}

void
token_blank(struct tokens *tokens, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        if (tokens->text[i] != '\n')
            tokens->text[i] = ' ';
    }
}

static char
byte_at(const struct tokens *tokens, size_t at)
{
    return at < tokens->length ? tokens->text[at] : '\0';
}

static bool
starts_with(const struct tokens *tokens, const char *prefix)
{
    size_t length = strlen(prefix);

    return tokens->length - tokens->at >= length &&
           memcmp(tokens->text + tokens->at, prefix, length) == 0;
}

static void
skip_line(struct tokens *tokens)
{
    size_t start = tokens->at;

    while (tokens->at < tokens->length && tokens->text[tokens->at] != '\n')
        tokens->at++;
    token_blank(tokens, start, tokens->at);
}

static void
skip_block(struct tokens *tokens)
{
    const size_t start = tokens->at;
    const struct file_place begin = { tokens->file, tokens->line };
    const char *end = memmem(tokens->text + start + 2, tokens->length - start - 2, "*/", 2);

    if (end == NULL) {
        mistakes_add(tokens->mistakes, begin, "the comment that begins here has no end; add */");
        tokens->broken = true;
        tokens->at = tokens->length;
    } else {
        tokens->at = (size_t)(end - tokens->text) + 2;
    }
    for (size_t i = start; i < tokens->at; i++)
        tokens->line += tokens->text[i] == '\n';
    token_blank(tokens, start, tokens->at);
}

/*
 * Comments are blanked: libconfuse stumbles over one between `=` and the value, and takes `//x` for
 * a value.
 */
static void
skip_space(struct tokens *tokens)
{
    while (tokens->at < tokens->length) {
        char byte = tokens->text[tokens->at];

        if (byte == '#' || starts_with(tokens, "//")) {
            skip_line(tokens);
        } else if (starts_with(tokens, "/*")) {
            skip_block(tokens);
        } else if (byte != '\0' && strchr(" \t\r\n", byte) != NULL) {
            tokens->line += byte == '\n';
            token_blank(tokens, tokens->at, tokens->at + 1);
            tokens->at++;
        } else {
            return;
        }
    }
}

static void
flaw(struct tokens *tokens, const char *text)
{
    mistakes_add(tokens->mistakes, token_place(tokens), "%s", text);
    tokens->token.flawed = true;
}

/*
 * libconfuse knows many escapes; one that ends the string early (\0) is among them, so we take the
 * plain ones only.  At the end of a line a backslash joins it with the next one, in single quotes
 * as well, where Markdown's line break is what was meant.
 */
static void
check_escape(struct tokens *tokens, char quote, char escaped)
{
    if (quote == '\'' && escaped == '\n')
        flaw(tokens, "a backslash at the end of a line in single quotes would join it with the "
                     "next; write the backslash twice");
    else if (quote == '"' && strchr(tokens->prose ? "\\\"'$n\n" : "\\\"'$", escaped) == NULL)
        flaw(tokens, tokens->prose ? "a backslash in double quotes takes n, \\, \", ' or $ behind "
                                     "it, or the line's end; write it twice"
                                   : "a backslash in double quotes takes \\, \", ' or $ behind it; "
                                     "write the value in single quotes, or the backslash twice");
}

/*
 * A quote that is missing is found where another one ends the text, and a word follows; and so is
 * one inside of the text that has no backslash.
 */
static void
check_end(struct tokens *tokens)
{
    const char next = byte_at(tokens, tokens->at);

    if (next == '\0' || strchr(" \t\r\n}#/,;", next) != NULL)
        return;
    flaw(tokens, pool_printf(tokens->mistakes->pool,
                             "the text that begins here ends in line %d, before a word; close it "
                             "where it ends (a quote inside of it has a backslash before it)",
                             tokens->line));
    tokens->broken = true;
}

static void
take_quoted(struct tokens *tokens, char quote)
{
    tokens->token.kind = TOKEN_QUOTED;
    tokens->at++;
    for (char byte; (byte = byte_at(tokens, tokens->at)) != '\0'; tokens->at++) {
        char next = byte_at(tokens, tokens->at + 1);

        if (byte == '\n' && !tokens->prose)
            break;
        tokens->line += byte == '\n';
        if (byte == quote) {
            tokens->at++;
            if (tokens->prose)
                check_end(tokens);
            return;
        }
        if (byte == '\\' && next != '\0' && (next != '\n' || tokens->prose)) {
            tokens->at++;
            tokens->line += next == '\n';
            check_escape(tokens, quote, next);
        } else if (quote == '"' && byte == '$' && next == '{') {
            flaw(tokens, "${ in double quotes would be replaced from the environment; "
                         "write the value in single quotes");
        }
    }
    flaw(tokens, tokens->prose ? "the text that begins here has no end; close it (a quote inside "
                                 "of it has a backslash before it)"
                               : "the quote that begins here has no end on its line; close it "
                                 "(a quote inside the value has a backslash before it)");
    tokens->broken = true;
}

/* ${NAME} belongs to the word, braces and all: so it is refused as what it was meant to be. */
static size_t
word_step(const struct tokens *tokens)
{
    const char *text = tokens->text + tokens->at;
    size_t inside;

    if (!starts_with(tokens, "${"))
        return 1;
    inside = strcspn(text, "}\n");
    return text[inside] == '}' ? inside + 1 : 1;
}

static void
take_word(struct tokens *tokens)
{
    tokens->token.kind = TOKEN_WORD;
    do {
        tokens->at += word_step(tokens);
    } while (tokens->at < tokens->length && !starts_with(tokens, "+=") &&
             strchr(" \t\r\n={}(),;\"'", tokens->text[tokens->at]) == NULL);
}

static void
take_sign(struct tokens *tokens, size_t length)
{
    tokens->token.kind = TOKEN_SIGN;
    tokens->token.sign = tokens->text[tokens->at];
    tokens->at += length;
}

void
token_next(struct tokens *tokens)
{
    char byte = byte_at(tokens, tokens->at);

    tokens->last_end = tokens->token.end;
    tokens->token = (struct token){ .kind = TOKEN_END, .start = tokens->at, .line = tokens->line };
    if (byte == '"' || byte == '\'')
        take_quoted(tokens, byte);
    else if (starts_with(tokens, "+="))
        take_sign(tokens, 2);
    else if (byte != '\0' && strchr("={}(),;", byte) != NULL)
        take_sign(tokens, 1);
    else if (tokens->at < tokens->length)
        take_word(tokens);
    tokens->token.end = tokens->at;
    skip_space(tokens);
}

void
tokens_open(struct tokens *tokens, const char *file, char *text, size_t length,
            struct mistakes *mistakes)
{
    *tokens = (struct tokens){
        .text = text,
        .length = length,
        .line = 1,
        .file = file,
        .mistakes = mistakes,
    };
    /* The mark that some editors put before UTF-8. */
    if (starts_with(tokens, "\xef\xbb\xbf"))
        token_blank(tokens, 0, 3);
    skip_space(tokens);
    token_next(tokens);
}

bool
token_is_value(const struct tokens *tokens)
{
    return tokens->token.kind == TOKEN_WORD || tokens->token.kind == TOKEN_QUOTED;
}

bool
token_is_sign(const struct tokens *tokens, char sign)
{
    return tokens->token.kind == TOKEN_SIGN && tokens->token.sign == sign;
}

char
token_peek(const struct tokens *tokens)
{
    return byte_at(tokens, tokens->at);
}

char *
token_text(struct pool *pool, const struct tokens *tokens)
{
    const struct token *token = &tokens->token;
    size_t quote = token->kind == TOKEN_QUOTED ? 1 : 0;

    if (token->end - token->start < 2 * quote)
        return pool_copy(pool, "", 0);
    return pool_copy(pool, tokens->text + token->start + quote,
                     token->end - token->start - 2 * quote);
}
