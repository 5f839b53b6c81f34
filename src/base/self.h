/*
 * self.h - where our own command is, and the programs
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
 * The directory of NAME.fcgi: as far from the command as they were installed, for who has moved all
 * of it, else the one that they were installed to.
 */
const char *self_programs(struct pool *pool);

#endif
