/* settings_lint_items.c - keys and sections as the pre-pass sees them */
#include "config.h"

#include <string.h>

#include "port/settings_lint_parts.h"

static void
unexpected(struct lint *lint)
{
    struct pool *pool = lint->config->pool;

    mistakes_add(lint->config->mistakes, token_place(&lint->tokens),
                 "%s is not expected here; write NAME = VALUE, NAME = { VALUE, VALUE } "
                 "or SECTION \"NAME\" { ... }",
                 token_text(pool, &lint->tokens));
    lint->tokens.broken = true;
}

/*
 * Is the current token the rest of a value in that line?  A name that we know is a key that lacks
 * its =, or a section, when something follows it there.
 */
static bool
is_rest(const struct lint *lint, const struct config_section *section, int line)
{
    const struct tokens *tokens = &lint->tokens;
    const char next = token_peek(tokens);
    const char *word = token_text(lint->config->pool, tokens);
    enum section_kind kind;

    if (tokens->token.kind != TOKEN_WORD || tokens->token.line != line ||
        (next != '\0' && strchr("=+{(", next) != NULL))
        return false;
    return tokens->line != line || next == '\0' || next == '}' ||
           (setting_find(section->kind, word) == NULL && !section_find(section->kind, word, &kind));
}

/* `project = Web site` takes both words, and says what they lack. */
static bool
lint_rest(struct lint *lint, const struct config_section *section, const struct token *value)
{
    struct tokens *tokens = &lint->tokens;
    const struct file_place place = { tokens->file, value->line };
    const char *text;

    if (value->kind != TOKEN_WORD || !is_rest(lint, section, value->line))
        return true;
    while (!tokens->broken && is_rest(lint, section, value->line))
        token_next(tokens);
    text =
        pool_copy(lint->config->pool, tokens->text + value->start, tokens->last_end - value->start);
    mistakes_add(tokens->mistakes, place, "a value with blanks needs quotes; write '%s'", text);
    return false;
}

/* What an unknown key holds is not looked at: that it is unknown is enough to say. */
static bool
lint_key_value(struct lint *lint, const struct config_section *section, const char *name,
               struct file_place place)
{
    struct tokens *tokens = &lint->tokens;
    const struct setting *setting = setting_find(section->kind, name);
    struct token value;

    tokens->prose = setting == NULL || setting->form == FORM_PROSE;
    token_next(tokens);
    tokens->prose = false;
    value = tokens->token;
    return lint_value(tokens, name, place, setting) && lint_rest(lint, section, &value);
}

static void
lint_key(struct lint *lint, struct config_section *section)
{
    struct pool *pool = lint->config->pool;
    struct mistakes *mistakes = lint->config->mistakes;
    const struct file_place place = token_place(&lint->tokens);
    const size_t start = lint->tokens.token.start;
    const char *name = token_text(pool, &lint->tokens);
    const struct setting *setting = setting_find(section->kind, name);
    struct config_key *key = setting == NULL ? NULL : config_key(section, name);
    const char *label = config_label(pool, section);
    bool good = false;

    token_next(&lint->tokens);
    if (key == NULL)
        mistakes_add(mistakes, place, "%sunknown key %s; %s", label, name,
                     config_hint(pool, section->kind, name));
    else if (key->place.line != 0)
        mistakes_add(mistakes, place, "%s%s is set a second time, first in %s:%d; keep one of them",
                     label, name, key->place.file, key->place.line);
    else if (token_is_sign(&lint->tokens, '+'))
        mistakes_add(mistakes, place, "%s+= is not taken; write the whole list, %s = { ... }",
                     label, name);
    else
        good = true;
    if (good)
        key->place = place;

    if (!lint_key_value(lint, section, name, place) || !good) {
        section->flawed = true;
        if (key != NULL)
            key->refused = key->refused || good;
        token_blank(&lint->tokens, start, lint->tokens.last_end);
    }
}

static void
skip_section(struct tokens *tokens)
{
    int depth = 1;

    while (depth > 0 && !tokens->broken && tokens->token.kind != TOKEN_END) {
        depth += token_is_sign(tokens, '{') - token_is_sign(tokens, '}');
        if (depth > 0)
            token_next(tokens);
    }
}

/* Why `name {` begins no section of `kind`, or NULL. */
static const char *
name_trouble(const struct lint *lint, const struct config_section *parent, const char *name,
             const char *title, enum section_kind *kind)
{
    struct pool *pool = lint->config->pool;
    const struct setting *setting = setting_find(parent->kind, name);

    if (title == NULL && setting != NULL)
        return pool_printf(pool, "%s%s is a key here; write %s = %s", config_label(pool, parent),
                           name, name, setting_is_list(setting) ? "{ ... }" : "VALUE");
    if (!section_find(parent->kind, name, kind))
        return pool_printf(pool, "unknown section %s; %s", name,
                           config_hint(pool, parent->kind, name));
    return NULL;
}

/* The inside of a section, up to and with its }; false when the section is refused. */
static bool
lint_body(struct lint *lint, struct config_section *parent, const char *name, const char *title,
          struct file_place place)
{
    struct tokens *tokens = &lint->tokens;
    struct pool *pool = lint->config->pool;
    enum section_kind kind = SECTION_TOP;
    const char *trouble = name_trouble(lint, parent, name, title, &kind);
    struct config_section *section;

    token_next(tokens);
    if (trouble != NULL) {
        skip_section(tokens);
    } else if (parent->kind != SECTION_TOP && section_forms[kind].parent == SECTION_TOP) {
        trouble = pool_printf(pool, "%s%s stands inside of it; close it with } before",
                              config_label(pool, parent), name);
        tokens->broken = true;
    } else {
        section = config_new(pool, kind, title, place);
        section->parent = parent->kind == SECTION_TOP ? NULL : parent;
        trouble = config_head_trouble(lint->config, parent, section);
        if (trouble == NULL)
            config_add(lint->config, section);
        lint_items(lint, section);
    }
    if (trouble != NULL)
        mistakes_add(tokens->mistakes, place, "%s", trouble);

    if (!tokens->broken && tokens->token.kind == TOKEN_END) {
        mistakes_add(tokens->mistakes, place, "%s has no end; close it with }", name);
        tokens->broken = true;
    }
    if (!tokens->broken)
        token_next(tokens);
    return trouble == NULL;
}

/* What is not a key: SECTION { or SECTION "NAME" {, or a name with no = behind it. */
static void
lint_section(struct lint *lint, struct config_section *parent)
{
    struct tokens *tokens = &lint->tokens;
    struct pool *pool = lint->config->pool;
    const struct file_place place = token_place(tokens);
    const size_t start = tokens->token.start;
    const char *name = token_text(pool, tokens);
    const char *title = NULL;
    bool good = true;

    token_next(tokens);
    if (token_is_value(tokens) && token_peek(tokens) == '{') {
        title = token_text(pool, tokens);
        good = lint_word(tokens);
        token_next(tokens);
    }
    if (!token_is_sign(tokens, '{')) {
        mistakes_add(tokens->mistakes, place, "%s%s stands alone; write %s = VALUE",
                     config_label(pool, parent), name, name);
        if (token_is_value(tokens) &&
            (token_peek(tokens) == '\0' || strchr("={(", token_peek(tokens)) == NULL))
            token_next(tokens);
        good = false;
    } else if (!lint_body(lint, parent, name, title, place)) {
        good = false;
    }
    if (!good) {
        parent->flawed = true;
        token_blank(tokens, start, tokens->last_end);
    }
}

static void
lint_item(struct lint *lint, struct config_section *section)
{
    struct tokens *tokens = &lint->tokens;
    const char *behind = tokens->text + tokens->at;

    if (token_is_sign(tokens, ',') || token_is_sign(tokens, ';')) {
        mistakes_add(tokens->mistakes, token_place(tokens),
                     "a %s between keys; take it out, a line end or a blank is enough",
                     tokens->token.sign == ',' ? "comma" : "semicolon");
        token_next(tokens);
        token_blank(tokens, tokens->last_end - 1, tokens->last_end);
    } else if (tokens->token.kind != TOKEN_WORD) {
        unexpected(lint);
    } else if (behind[0] == '=' || strncmp(behind, "+=", 2) == 0) {
        lint_key(lint, section);
    } else if (behind[0] == '(' && strcmp(token_text(lint->config->pool, tokens), "include") == 0) {
        lint_include(lint, section);
    } else {
        lint_section(lint, section);
    }
}

void
lint_items(struct lint *lint, struct config_section *section)
{
    struct tokens *tokens = &lint->tokens;

    while (!tokens->broken && tokens->token.kind != TOKEN_END && !token_is_sign(tokens, '}'))
        lint_item(lint, section);
}
