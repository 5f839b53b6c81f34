/* settings_lint_value.c - words, quoted texts and lists */
#include "config.h"

#include <string.h>

#include "port/settings_lint_parts.h"

static void
say(struct tokens *tokens, const char *text)
{
    mistakes_add(tokens->mistakes, token_place(tokens), "%s", text);
}

bool
lint_word(struct tokens *tokens)
{
    struct pool *pool = tokens->mistakes->pool;
    char *word = token_text(pool, tokens);

    if (tokens->token.kind == TOKEN_QUOTED || word[strspn(word, LETTERS DIGITS "_./:-")] == '\0')
        return !tokens->token.flawed;
    say(tokens, pool_printf(pool, "%s has characters that need quotes; write '%s'", word, word));
    return false;
}

/*
 * After a value of a list: its comma, or the list's end.  A missing comma is said, and the list
 * goes on.
 */
static bool
take_comma(struct tokens *tokens)
{
    if (token_is_sign(tokens, ',')) {
        token_next(tokens);
        return true;
    }
    if (token_is_sign(tokens, '}'))
        return true;
    if (token_is_sign(tokens, ';')) {
        say(tokens, "a semicolon in a list; separate its values with commas");
        token_next(tokens);
        return false;
    }
    if (token_is_value(tokens) && token_peek(tokens) != '=')
        say(tokens, "a comma is missing before this value");
    return !token_is_value(tokens);
}

/* One value of a list; false when it is refused. */
static bool
take_item(struct tokens *tokens)
{
    bool good;

    if (token_is_sign(tokens, ',')) {
        say(tokens, "a comma too many; take it out");
        token_next(tokens);
        return false;
    }
    good = lint_word(tokens);
    token_next(tokens);
    return take_comma(tokens) && good;
}

static bool
take_list(struct tokens *tokens, const char *name)
{
    const struct file_place begin = token_place(tokens);
    bool good = true;

    token_next(tokens);
    while (!tokens->broken && !token_is_sign(tokens, '}')) {
        /* NAME = where a value should be: the list was never closed. */
        if ((token_is_value(tokens) && token_peek(tokens) != '=') || token_is_sign(tokens, ',')) {
            good = take_item(tokens) && good;
            continue;
        }
        mistakes_add(tokens->mistakes, begin,
                     "the list of %s that begins here has no end; close it with }", name);
        tokens->broken = true;
    }
    if (!tokens->broken)
        token_next(tokens);
    return good && !tokens->broken;
}

/* An = inside, as URLs have it, cuts a word that has no quotes. */
static bool
is_cut(const struct tokens *tokens, int line)
{
    const char *word = token_text(tokens->mistakes->pool, tokens);

    return tokens->token.kind == TOKEN_WORD && tokens->token.line == line &&
           tokens->text[tokens->token.end] == '=' &&
           word[strspn(word, LETTERS DIGITS "_-")] != '\0';
}

static void
take_cut(struct tokens *tokens)
{
    struct pool *pool = tokens->mistakes->pool;
    const char *begin = tokens->text + tokens->token.start;
    const size_t length = strcspn(begin, " \t\r\n\"'{}");
    const size_t end = tokens->token.start + length;
    const char *word = pool_copy(pool, begin, length);

    say(tokens, pool_printf(pool, "%s has characters that need quotes; write '%s'", word, word));
    while (!tokens->broken && tokens->token.kind != TOKEN_END && tokens->token.start < end)
        token_next(tokens);
}

bool
lint_value(struct tokens *tokens, const char *name, struct file_place place,
           const struct setting *setting)
{
    struct pool *pool = tokens->mistakes->pool;
    bool good;

    if (token_is_sign(tokens, '{')) {
        good = setting == NULL || setting_is_list(setting);
        if (!good)
            say(tokens,
                pool_printf(pool, "%s takes one value, not a list; write %s = VALUE", name, name));
        return take_list(tokens, name) && good;
    }
    if (is_cut(tokens, place.line)) {
        take_cut(tokens);
        return false;
    }
    if (!token_is_value(tokens) || token_peek(tokens) == '=') {
        mistakes_add(tokens->mistakes, place, "%s has no value; write %s = VALUE", name, name);
        return false;
    }
    good = lint_word(tokens);
    token_next(tokens);
    return good;
}
