/* settings_lint.c - the pre-pass over the configuration's text: files and what they include */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "port/file_try.h"
#include "port/settings_home.h"
#include "port/settings_lint.h"
#include "port/settings_lint_parts.h"

static const size_t file_most = (size_t)1 << 20; /* bytes */
static const size_t text_most = (size_t)4 << 20; /* bytes, of all files together */
static const int depth_most = 10;

static void lint_file(struct lint *lint, struct file_place from);

static void
flush(struct lint *lint, size_t end)
{
    if (lint->text->length + (end - lint->flushed) + 2 > text_most ||
        buf_add(lint->text, lint->tokens.text + lint->flushed, end - lint->flushed) != 0 ||
        buf_text(lint->text, "\n") != 0) {
        mistakes_add(lint->config->mistakes, token_place(&lint->tokens),
                     "the configuration is larger than 4 MiB with all that it includes");
        lint->tokens.broken = true;
    }
    lint->flushed = end;
}

/* Where an included file is: beside the file that names it. */
static const char *
include_path(const struct lint *lint, const char *name)
{
    const char *slash = strrchr(lint->path, '/');

    if (name[0] == '/' || slash == NULL)
        return name;
    return pool_printf(lint->config->pool, "%.*s%s", (int)(slash - lint->path + 1), lint->path,
                       name);
}

static void
enter(struct lint *lint, size_t start, const char *name, struct file_place place)
{
    struct lint inner = { .config = lint->config, .includer = lint, .text = lint->text };

    inner.path = include_path(lint, name);
    flush(lint, start);
    lint_file(&inner, place);
}

void
lint_include(struct lint *lint, const struct config_section *section)
{
    struct tokens *tokens = &lint->tokens;
    const struct file_place place = token_place(tokens);
    const size_t start = tokens->token.start;
    const char *name = NULL;
    bool good;

    token_next(tokens);
    token_next(tokens);
    if (token_is_value(tokens))
        name = token_text(lint->config->pool, tokens);
    if (name == NULL || token_peek(tokens) != ')') {
        mistakes_add(tokens->mistakes, place, "include takes one file; write include(\"FILE\")");
        tokens->broken = true;
        return;
    }
    good = lint_word(tokens);
    token_next(tokens);
    token_next(tokens);
    token_blank(tokens, start, tokens->last_end);
    if (section->kind != SECTION_TOP)
        mistakes_add(tokens->mistakes, place,
                     "include stands outside of sections only; move it out, or close the "
                     "section before it with }");
    else if (name[0] == '\0' || strchr(name, '\\') != NULL)
        mistakes_add(tokens->mistakes, place,
                     "include takes the path of a file, without backslashes");
    else if (good)
        enter(lint, start, name, place);
}

/* What forbids to read `path` now, or NULL. */
static const char *
open_trouble(struct lint *lint, struct file_tried *file)
{
    const char *reason = file_try(lint->config->pool, lint->path, file_most, file);
    int depth = 0;

    lint->status = file->status;
    if (reason != NULL)
        return reason;
    if (memchr(file->bytes, '\0', file->length) != NULL)
        return "holds a NUL byte, so it is no text";
    for (const struct lint *outer = lint->includer; outer != NULL; outer = outer->includer) {
        if (++depth > depth_most)
            return "includes nest deeper than 10 files";
        if (outer->status.st_dev == lint->status.st_dev &&
            outer->status.st_ino == lint->status.st_ino)
            return "includes itself, directly or through others";
    }
    return NULL;
}

/* Who has forgotten to name it would get a second one from init. */
static const char *
open_remedy(struct lint *lint, const struct file_tried *file)
{
    const char *own = settings_of_home(lint->config->pool, lint->path);

    if (file->error == EACCES)
        return "";
    return own == NULL ? "; hooklet init makes one, --config names another"
                       : pool_printf(lint->config->pool,
                                     "; yours is %s: say so by HOOKLET_CONFIG or --config", own);
}

static void
lint_file(struct lint *lint, struct file_place from)
{
    struct config *config = lint->config;
    struct file_tried file;
    const char *trouble = open_trouble(lint, &file);

    if (trouble != NULL && lint->includer == NULL) {
        mistakes_add(config->mistakes, from, "%s%s", trouble, open_remedy(lint, &file));
        config->broken = true;
        return;
    }
    if (trouble != NULL) {
        mistakes_add(config->mistakes, from, "%s: %s; mend or remove this include", lint->path,
                     trouble);
        return;
    }

    tokens_open(&lint->tokens, lint->path, file.bytes, file.length, config->mistakes);
    lint_items(lint, config->sections[0]);
    if (!lint->tokens.broken && lint->tokens.token.kind != TOKEN_END) {
        mistakes_add(config->mistakes, token_place(&lint->tokens), "a } too many; take it out");
        lint->tokens.broken = true;
    }
    flush(lint, lint->tokens.length);
    config->broken = config->broken || lint->tokens.broken;
}

void
config_lint(struct config *config, const char *path)
{
    struct buf text;
    struct lint lint = { .config = config, .path = path, .text = &text };

    config_add(config, config_new(config->pool, SECTION_TOP, NULL, (struct file_place){ path, 1 }));
    buf_init(&text, text_most);
    lint_file(&lint, (struct file_place){ path, 0 });
    config->text = pool_string(config->pool, buf_string(&text));
    buf_free(&text);
}
