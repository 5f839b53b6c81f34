/*
 * settings_home.h - the configuration in a home directory, as shared hosting has it
 *
 * It has to be named.  Who forgets that would be told to make another one, beside the first.
 *
 * memory  the pool's
 */
#ifndef HOOKLET_PORT_SETTINGS_HOME_H
#define HOOKLET_PORT_SETTINGS_HOME_H

#include "base/pool.h"

#define SETTINGS_HOME "/.hooklet/hooklet.conf" /* behind a home directory */

/*
 * The user's own configuration, where `path` is the compiled-in place and no file is there; NULL:
 * it is another place, there is a file, or the user has none.
 */
const char *settings_of_home(struct pool *pool, const char *path);

#endif
