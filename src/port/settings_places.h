/*
 * settings_places.h - the places that a secret of a service can be in: what hooklet.conf names, a
 * systemd credential, the environment
 *
 * Which secret holds must never be a riddle: two places at once are refused, not ranked.
 *
 * memory  all of it lives in the pool of the configuration; values of variables are borrowed from
 *         the environment
 */
#ifndef HOOKLET_PORT_SETTINGS_PLACES_H
#define HOOKLET_PORT_SETTINGS_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "port/settings_config.h"

struct places {
    struct config_section *section; /* whose it is: mistakes are said there */
    const char *what;               /* is looked for: "secret" */
    const char *written;      /* what the file has for it, "a secret section"; NULL: nothing */
    const char *credential;   /* file in $CREDENTIALS_DIRECTORY; NULL: can't be one */
    const char *variables[2]; /* NULL: no more */
};

struct place {
    const char *name;  /* for people; NULL: it is nowhere */
    const char *path;  /* of the credential, not opened; else NULL */
    const char *value; /* of the variable, never empty; else NULL */
};

/* What was read; in the pool of the configuration. */
struct place_bytes {
    char *bytes; /* length bytes and a NUL */
    size_t length;
};

/*
 * Does `path`, as the file has it (or NULL), lead to that credential of this process?  A path like
 * /run/credentials/hooklet-worker.service/github_token tells programs that are not given it where
 * it is, and is no second place.
 */
bool place_is_credential(struct config *config, const char *path, const char *credential);
/* False: it is in two places at once, which is said. */
bool place_find(struct config *config, const struct places *places, struct place *place);

/*
 * Reads the file that `key` of the section names.  False: it can't be used, which is said: as a
 * mistake, or in config->hidden when nothing but this user's rights is in the way.
 */
bool place_read_file(struct config *config, struct config_section *section, const char *key,
                     const char *path, struct place_bytes *bytes);
bool place_read_credential(struct config *config, struct config_section *section, const char *path,
                           struct place_bytes *bytes);

/*
 * The value of the section's key, or that of the variable which stands for it, judged as the key's
 * would be; NULL: neither, or not good, which is said.
 */
const char *place_text(struct config *config, struct config_section *section, const char *key,
                       const char *variable);

#endif
