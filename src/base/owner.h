/*
 * owner.h - names of users and groups, as a command takes them: a number where there is no name
 *
 * memory  the pool's
 */
#ifndef HOOKLET_BASE_OWNER_H
#define HOOKLET_BASE_OWNER_H

#include <sys/stat.h>
#include <sys/types.h>

#include "base/pool.h"

/* "hooklet-web", "1000" */
const char *owner_user(struct pool *pool, uid_t uid) __attribute__((returns_nonnull));
const char *owner_group(struct pool *pool, gid_t gid) __attribute__((returns_nonnull));
/* Of a file, as chown(1) takes it: "hooklet-work:hooklet" */
const char *owner_of(struct pool *pool, const struct stat *info) __attribute__((returns_nonnull));

#endif
