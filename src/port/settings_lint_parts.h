/*
 * settings_lint_parts.h - what the files of the pre-pass share: settings_lint.c reads files,
 * settings_lint_items.c keys and sections, settings_lint_value.c values
 */
#ifndef HOOKLET_PORT_SETTINGS_LINT_PARTS_H
#define HOOKLET_PORT_SETTINGS_LINT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "port/settings_config.h"
#include "port/settings_token.h"

/* One file on its way through. */
struct lint {
    struct config *config;
    struct tokens tokens;
    const char *path;
    struct stat status;
    const struct lint *includer; /* NULL: the main file */
    struct buf *text;            /* the clean text so far */
    size_t flushed;              /* how much of this file is in it */
};

/* Takes include("FILE"), whose first word is the current token. */
void lint_include(struct lint *lint, const struct config_section *section);

/* Takes keys and sections up to the end of the file or a }. */
void lint_items(struct lint *lint, struct config_section *section);

/* Is the current token, a value, one that libconfuse takes as it stands?  Says why not. */
bool lint_word(struct tokens *tokens);
/*
 * Takes what stands behind `name =`, which is at `place`, and says what is wrong with it; false
 * when something is. `setting` NULL: an unknown key.  tokens->broken when its end is not to be
 * found.
 */
bool lint_value(struct tokens *tokens, const char *name, struct file_place place,
                const struct setting *setting);

#endif
