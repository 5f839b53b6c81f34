/* key_source.c - opens keys and tokens at need */
#include "config.h"

#include <stdint.h>

#include "base/fail.h"
#include "port/crypto.h"
#include "port/key_source.h"
#include "port/secret.h"

/* In place: the text only gets shorter. */
static size_t
unescape(char *bytes, size_t length)
{
    size_t to = 0;

    for (size_t i = 0; i < length; i++) {
        const bool newline = bytes[i] == '\\' && i + 1 < length && bytes[i + 1] == 'n';

        bytes[to++] = newline ? '\n' : bytes[i];
        i += newline;
    }
    bytes[to] = '\0';
    return to;
}

static int
read_file(struct pool *pool, const struct key_source *source, char **bytes, size_t *length)
{
    const char *reason;

    if (!source->credential)
        return secret_read(pool, source->path, bytes, length);
    reason = secret_try(pool, source->path, true, bytes, length);
    return reason == NULL ? 0 : fail(FAIL_CONFIG, "systemd credential: %s", reason);
}

int
key_source_read(struct pool *pool, const struct key_source *source, char **bytes, size_t *length)
{
    char *text = NULL;
    size_t size = source->length;
    int rc = 0;

    if (source->name == NULL)
        return fail(FAIL_CONFIG, "there is no key or token: hooklet.conf names none");
    if (source->path != NULL)
        rc = read_file(pool, source, &text, &size);
    else
        text = pool_copy(pool, source->bytes, size);
    if (rc != 0)
        return rc;
    *length = unescape(text, size);
    *bytes = text;
    return 0;
}

void
key_source_wipe(struct key_source *source)
{
    if (source->bytes != NULL)
        crypto_wipe((char *)(uintptr_t)source->bytes, source->length);
}
