/* settings_keys.c - finds keys and tokens, and looks whether they can be any good */
#include "config.h"

#include <string.h>

#include "port/crypto.h"
#include "port/secret.h"
#include "port/settings_keys.h"
#include "port/settings_places.h"
#include "port/settings_value.h"

void
key_find(struct config *config, struct config_section *section, const struct key_form *form,
         struct key_source *source)
{
    const bool written =
        value_written(section, form->key) &&
        !place_is_credential(config, value_text(section, form->key), form->credential);
    const struct places places = {
        .section = section,
        .what = form->what,
        .written = written ? form->key : NULL,
        .credential = form->credential,
        .variables = { form->variables[0], form->variables[1] },
    };
    struct place place;

    if (!place_find(config, &places, &place) || place.name == NULL)
        return;
    if (place.value != NULL) {
        source->bytes = pool_string(config->pool, place.value);
        source->length = strlen(place.value);
    } else {
        source->credential = place.path != NULL;
        source->path = source->credential ? place.path : value_text(section, form->key);
    }
    /* Neither of them: the key's value was refused. */
    if (source->path != NULL || source->bytes != NULL)
        source->name = place.name;
    if (source->path != NULL && source->path[0] != '/')
        value_wrong(config, section, place.name, "%s: %s is relative; write it from / on",
                    place.name, source->path);
}

static bool
begins(const char *bytes, size_t length, const char *text)
{
    return length > strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

/* What is wrong with the text of a private key, a token or a URL that is as secret, or NULL. */
static const char *
text_trouble(const char *bytes, size_t length, const struct key_form *form)
{
    static const char ending[] = "PRIVATE KEY-----";
    size_t good = 0;

    if (form->pem)
        return memmem(bytes, length, ending, strlen(ending)) != NULL
                   ? NULL
                   : "is no private key in PEM form; make one in the App's settings at GitHub";
    while (good < length && bytes[good] > ' ' && bytes[good] < 0x7f)
        good++;
    if (good < length)
        return "is no token or secret: it has blanks, line ends or odd characters";
    if (form->url && !begins(bytes, length, "https://") && !begins(bytes, length, "http://"))
        return "is no http or https URL";
    return NULL;
}

void
key_check(struct config *config, struct config_section *section, const struct key_form *form,
          const struct key_source *source)
{
    const bool file = source->path != NULL && !source->credential;
    struct place_bytes read = { 0 };
    const char *trouble;
    bool good = true;

    if (source->name == NULL || (file && source->path[0] != '/'))
        return;
    /* Private to the worker's user: that is how it should be, whoever else checks. */
    if (file && config->hidden == NULL && secret_hidden(config->pool, source->path) != NULL)
        return;
    if (file)
        good = place_read_file(config, section, source->name, source->path, &read);
    else if (source->credential)
        good = place_read_credential(config, section, source->path, &read);
    if (!good)
        return;
    trouble = read.bytes != NULL ? text_trouble(read.bytes, read.length, form)
                                 : text_trouble(source->bytes, source->length, form);
    if (trouble != NULL)
        value_wrong(config, section, file ? source->name : NULL, "%s: %s", source->name, trouble);
    if (read.bytes != NULL)
        crypto_wipe(read.bytes, read.length);
}
