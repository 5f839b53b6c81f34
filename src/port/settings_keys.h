/*
 * settings_keys.h - the keys and tokens that a service's section names, or the environment has
 */
#ifndef HOOKLET_PORT_SETTINGS_KEYS_H
#define HOOKLET_PORT_SETTINGS_KEYS_H

#include <stdbool.h>

#include "port/key_source.h"
#include "port/settings_config.h"

struct key_form {
    const char *what;         /* "private key", "token" */
    const char *key;          /* of the section: its file */
    const char *credential;   /* of systemd's */
    const char *variables[2]; /* NULL: no more */
    bool pem;                 /* a private key in PEM form, else one word */
    bool url;                 /* the word is an http or https URL */
};

/*
 * Where is it?  Sets `source`, which stays empty when it is nowhere; says when it is in two places.
 * Opens nothing.
 */
void key_find(struct config *config, struct config_section *section, const struct key_form *form,
              struct key_source *source);
/* Says what is wrong with it, where this user may look at it. */
void key_check(struct config *config, struct config_section *section, const struct key_form *form,
               const struct key_source *source);

#endif
