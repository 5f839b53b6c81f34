/*
 * rights.h - what a user may do to a file, by owner, group and mode
 *
 * access(2) answers for whoever asks, and root may all; `hooklet doctor` is run by root and has to
 * know it of the users that the web programs and the worker run as.  Access control lists are not
 * looked at: where there are some, the group's bits are the most that they give.
 *
 * memory  the pool's
 * source  path_resolution(7), "Permissions"
 */
#ifndef HOOKLET_CLI_RIGHTS_H
#define HOOKLET_CLI_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/pool.h"

struct rights {
    const char *name; /* "hooklet-web", "1000" */
    uid_t uid;
    const gid_t *groups; /* all that it is in */
    size_t group_count;
};

enum right { RIGHT_SEARCH = 1, RIGHT_WRITE = 2, RIGHT_READ = 4 };

/* Those of a user, by the lists of users and groups. */
struct rights rights_of(struct pool *pool, uid_t uid);
/* wanted: RIGHT_* together. */
bool rights_allow(const struct rights *rights, const struct stat *info, unsigned wanted);
/* Is it in the group of this name, or number, as owner_group() tells it? */
bool rights_in_group(struct pool *pool, const struct rights *rights, const char *group);
/* The first directory above `path` that it may not pass; NULL: it gets there. */
const char *rights_barrier(struct pool *pool, const struct rights *rights, const char *path);

#endif
