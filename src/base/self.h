/*
 * self.h - where our own command is, and what belongs to it
 */
#ifndef HOOKLET_BASE_SELF_H
#define HOOKLET_BASE_SELF_H

#include "base/pool.h"

/*
 * Path of `hooklet`: this program itself when it is that, else in $HOOKLET_BINDIR, else in the
 * directory that it was installed to.
 */
const char *self_command(struct pool *pool);
/*
 * A directory of ours as far from the command as it was installed, for who has moved all of it;
 * where there is none, `installed` itself, the one of the build.
 */
const char *self_directory(struct pool *pool, const char *installed);

#endif
