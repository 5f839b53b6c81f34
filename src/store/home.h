/*
 * home.h - the state directory (store_create() makes it)
 *
 * SQLite's write-ahead log needs memory that all processes share, so a file system that several
 * machines share won't do.  FUSE may be anything: by the name of its mount it is known as one of
 * those, or it is left to people.
 */
#ifndef HOOKLET_STORE_HOME_H
#define HOOKLET_STORE_HOME_H

#include <stdbool.h>

#include "base/pool.h"

enum home_disk { HOME_LOCAL, HOME_DOUBTFUL, HOME_NETWORK };

/*
 * type: f_type of statfs(2); kind: of the mount, "fuse.sshfs", or NULL: not known.  name: "NFS",
 * "sshfs", NULL when it is local; static, or a part of `kind`.
 */
enum home_disk home_disk_of(unsigned long type, const char *kind, const char **name);
/* The same of a directory; local where nobody can tell.  memory  name is static, or the pool's */
enum home_disk home_disk(struct pool *pool, const char *directory, const char **name);
/*
 * Is it there, on a local disk, and may this process write what is in it?  warns: of a doubtful
 * disk, in the log.  errors  FAIL_NOT_FOUND · FAIL_STORE
 */
int home_check(const char *directory, bool warns) __attribute__((warn_unused_result));
/* Makes it when it is not there, mode 2770 whatever the umask says.  errors  FAIL_SYSTEM */
int home_make(const char *path) __attribute__((warn_unused_result));

#endif
