/*
 * settings_token.h - the words and signs of a configuration file
 *
 * Reads a private copy of the text and blanks out its comments and whatever else is refused, so
 * that libconfuse sees only what both of us read the same way.  Line breaks stay.
 */
#ifndef HOOKLET_PORT_SETTINGS_TOKEN_H
#define HOOKLET_PORT_SETTINGS_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "port/mistakes.h"

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* an unquoted value or a name */
    TOKEN_QUOTED, /* '...' or "..." */
    TOKEN_SIGN    /* = { } ( ) , ; and + for += */
};

struct token {
    enum token_kind kind;
    char sign;
    size_t start; /* offset in the text, and of the first byte behind it */
    size_t end;
    int line;
    bool flawed; /* a mistake was said about it */
};

struct tokens {
    char *text; /* length bytes and a NUL; blanked out here and there */
    size_t length;
    size_t at; /* where the token after this one begins */
    int line;
    const char *file;
    struct mistakes *mistakes;
    bool broken; /* a quote or comment has no end: what follows can't be judged */
    bool prose;  /* the next token may be a text of several lines */
    struct token token;
    size_t last_end; /* end of the token before this one */
};

/* Begins with the first token. */
void tokens_open(struct tokens *tokens, const char *file, char *text, size_t length,
                 struct mistakes *mistakes);
void token_next(struct tokens *tokens);
bool token_is_value(const struct tokens *tokens);
bool token_is_sign(const struct tokens *tokens, char sign);
/* The first character of the token after this one; NUL at the end. */
char token_peek(const struct tokens *tokens);
/* The word, or what stands between the quotes, as written. */
char *token_text(struct pool *pool, const struct tokens *tokens);
/* Overwrites a range with blanks, but for its line breaks. */
void token_blank(struct tokens *tokens, size_t start, size_t end);
struct file_place token_place(const struct tokens *tokens);

#endif
