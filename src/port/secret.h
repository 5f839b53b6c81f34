/*
 * secret.h - one secret per file, private to its owner
 *
 * A secret file is regular, not empty, at most 64 KiB, and neither readable nor writable by others
 * or the group (mode 0400 or 0600).  One trailing newline is not part of it.  While a rotation is
 * under way PATH.previous beside it is live too.
 *
 * errors  FAIL_CONFIG missing, empty, too large, or open to others: with path and remedy (chmod
 * 0400), never with
 *         content
 */
#ifndef HOOKLET_PORT_SECRET_H
#define HOOKLET_PORT_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

int secret_read(struct pool *pool, const char *path, char **bytes, size_t *length)
    __attribute__((warn_unused_result));
/*
 * The same for those who collect mistakes: NULL when it was read, else what is wrong and the
 * remedy, beginning with the path.  A systemd credential (told, or below /run/credentials/) may
 * show group bits: they are the mask of its access list.
 */
const char *secret_try(struct pool *pool, const char *path, bool credential, char **bytes,
                       size_t *length) __attribute__((warn_unused_result));

/*
 * Is it out of this user's reach, though nothing is wrong with it: private to another user, or
 * where this one may not look?  Then what to say about it, beginning with the path; else NULL.
 */
const char *secret_hidden(struct pool *pool, const char *path);

/* The text of a new one: 32 random bytes as hex, and a newline; its file is to have mode 0400. */
int secret_new(struct pool *pool, char **text) __attribute__((warn_unused_result));
/*
 * PATH moves to PATH.previous, a new one of 32 random bytes as hex takes its place, same owner,
 * mode 0400.
 * errors  FAIL_CONFLICT PATH.previous is there: finish that rotation first · FAIL_SYSTEM
 */
int secret_rotate(const char *path) __attribute__((warn_unused_result));
/* The same with a secret that the sender has made: its text, without a newline at its end. */
int secret_rotate_to(const char *path, const char *text) __attribute__((warn_unused_result));
/*
 * Ends a rotation: PATH.previous is removed.  errors  FAIL_NOT_FOUND no rotation is under way ·
 * FAIL_SYSTEM
 */
int secret_rotate_finish(const char *path) __attribute__((warn_unused_result));
/* "PATH.previous" */
char *secret_previous_path(struct pool *pool, const char *path);

#endif
