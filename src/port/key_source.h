/*
 * key_source.h - a key or token of ours, opened only when it is needed
 *
 * Keys are the worker's and its commands': web programs neither open them nor miss them.
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_KEY_SOURCE_H
#define HOOKLET_PORT_KEY_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

/* Where it is: in a file, or in the environment. */
struct key_source {
    const char *name;  /* for people: "private_key_file", "GITHUB_PRIVATE_KEY"; NULL: nowhere */
    const char *path;  /* NULL: `bytes` has it */
    bool credential;   /* systemd has put the file there */
    const char *bytes; /* as the environment has it; never logged */
    size_t length;
};

/*
 * The key or token itself; each literal \n in it, as a variable or a service's file may spell line
 * ends, is a newline.  The caller wipes it (crypto_wipe) when it is done with it.
 *
 * errors  FAIL_CONFIG  it is nowhere, or its file is missing, empty, too large or open to others
 */
int key_source_read(struct pool *pool, const struct key_source *source, char **bytes,
                    size_t *length) __attribute__((warn_unused_result));
/* Overwrites what came from the environment. */
void key_source_wipe(struct key_source *source);

#endif
