/*
 * home.h - the state directory (store_create() makes it)
 */
#ifndef HOOKLET_STORE_HOME_H
#define HOOKLET_STORE_HOME_H

/* The name of a network file system by its statfs f_type ("NFS"), or NULL for a local one. */
const char *home_network(unsigned long type);
/* Is it there, and on a local disk?  errors  FAIL_NOT_FOUND · FAIL_STORE */
int home_check(const char *directory) __attribute__((warn_unused_result));
/* Makes it when it is not there, mode 2770 whatever the umask says.  errors  FAIL_SYSTEM */
int home_make(const char *path) __attribute__((warn_unused_result));

#endif
