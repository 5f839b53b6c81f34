/*
 * self.h - where our own command is
 */
#ifndef HOOKLET_BASE_SELF_H
#define HOOKLET_BASE_SELF_H

#include "base/pool.h"

/*
 * Path of `hooklet`: this program itself when it is that, else in $HOOKLET_BINDIR, else in the
 * directory that it was installed to.
 */
const char *self_command(struct pool *pool);

#endif
