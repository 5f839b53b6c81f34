/*
 * compress.h - stored bodies, about seven times smaller (zstd)
 *
 * A packed body carries a checksum, so that a disk's bit error is found and not handed on.
 * errors  FAIL_MALFORMED not what compress_pack made · FAIL_TOO_LARGE it would unpack to more than
 *         `ceiling`
 */
#ifndef HOOKLET_PORT_COMPRESS_H
#define HOOKLET_PORT_COMPRESS_H

#include <stddef.h>

#include "base/pool.h"

int compress_pack(struct pool *pool, const void *bytes, size_t length, void **packed,
                  size_t *packed_length) __attribute__((warn_unused_result));
/* The result has a NUL behind it. */
int compress_unpack(struct pool *pool, const void *packed, size_t packed_length, size_t ceiling,
                    char **bytes, size_t *length) __attribute__((warn_unused_result));

#endif
