/* settings_places.c - finds where a secret is, and reads it there */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "port/secret.h"
#include "port/settings_places.h"
#include "port/settings_value.h"

/* Path of the credential that systemd has loaded for us, or NULL. */
static const char *
credential_path(struct pool *pool, const char *name)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");
    const char *path;

    if (name == NULL || directory == NULL || directory[0] == '\0')
        return NULL;
    path = pool_printf(pool, "%s/%s", directory, name);
    return access(path, F_OK) == 0 ? path : NULL;
}

bool
place_is_credential(struct config *config, const char *path, const char *credential)
{
    const char *loaded = credential_path(config->pool, credential);

    return path != NULL && loaded != NULL && strcmp(path, loaded) == 0;
}

static const char *
variable_value(const char *name)
{
    const char *value = name == NULL ? NULL : getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Notes the place; false when there was another one before. */
static bool
note(struct config *config, const struct places *places, struct place found, struct place *place)
{
    if (place->name == NULL) {
        *place = found;
        return true;
    }
    mistakes_add(config->mistakes, places->section->place,
                 "%s has its %s from %s and from %s; keep one of them",
                 section_forms[places->section->kind].name, places->what, place->name, found.name);
    places->section->flawed = true;
    return false;
}

bool
place_find(struct config *config, const struct places *places, struct place *place)
{
    const char *credential = credential_path(config->pool, places->credential);
    const struct place all[] = {
        { .name = places->written },
        { .name = credential == NULL
                      ? NULL
                      : pool_printf(config->pool, "systemd credential %s", places->credential),
          .path = credential },
        { .name = places->variables[0], .value = variable_value(places->variables[0]) },
        { .name = places->variables[1], .value = variable_value(places->variables[1]) },
    };

    *place = (struct place){ 0 };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        const bool variable = i >= 2;

        if (all[i].name != NULL && (!variable || all[i].value != NULL) &&
            !note(config, places, all[i], place))
            return false;
    }
    return true;
}

bool
place_read_file(struct config *config, struct config_section *section, const char *key,
                const char *path, struct place_bytes *bytes)
{
    const char *trouble = secret_try(config->pool, path, false, &bytes->bytes, &bytes->length);
    const char *hidden = NULL;

    if (trouble == NULL)
        return true;
    if (config->hidden != NULL)
        hidden = secret_hidden(config->pool, path);
    if (hidden != NULL)
        mistakes_add(config->hidden, section->place, "%s%s", config_label(config->pool, section),
                     hidden);
    else
        value_wrong(config, section, key, "%s: %s", key, trouble);
    return false;
}

bool
place_read_credential(struct config *config, struct config_section *section, const char *path,
                      struct place_bytes *bytes)
{
    const char *trouble = secret_try(config->pool, path, true, &bytes->bytes, &bytes->length);

    if (trouble != NULL)
        mistakes_add(config->mistakes, section->place, "systemd credential: %s", trouble);
    return trouble == NULL;
}

const char *
place_text(struct config *config, struct config_section *section, const char *key,
           const char *variable)
{
    const struct places places = {
        .section = section,
        .what = key,
        .written = value_written(section, key) ? key : NULL,
        .variables = { variable },
    };
    struct place place;
    const char *trouble;

    if (!place_find(config, &places, &place))
        return NULL;
    if (place.value == NULL)
        return value_text(section, key);
    trouble = value_trouble(config->pool, setting_find(section->kind, key), place.value);
    if (trouble == NULL)
        return pool_string(config->pool, place.value);
    value_wrong(config, section, NULL, "%s: %s", variable, trouble);
    return NULL;
}
