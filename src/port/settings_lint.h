/*
 * settings_lint.h - the pre-pass over hooklet.conf: refuses what libconfuse 3.3 gets wrong silently
 *
 * In plain C over the text of the file and of those that it includes.  It says every mistake with
 * file and line, notes where each section and key stands, and leaves a clean text: includes put in
 * place, comments and whatever was refused blanked out, so that the rest can still be judged.
 *
 * Refused: a second section of the same title (libconfuse drops the first), unquoted values outside
 * [A-Za-z0-9_./:-] (it cuts them), ${ in double quotes (it asks the environment), repeated keys
 * (the last wins), unknown keys, commas and semicolons between keys, += , quotes that go over several
 * lines where the key takes no text of several, and includes that are missing, nested deeper than 10
 * or in a circle.
 *
 * memory  all of it lives in the pool
 */
#ifndef HOOKLET_PORT_SETTINGS_LINT_H
#define HOOKLET_PORT_SETTINGS_LINT_H

#include "port/settings_config.h"

/* Reads `path` and what it includes. */
void config_lint(struct config *config, const char *path);

#endif
