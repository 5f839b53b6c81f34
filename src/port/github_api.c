/* github_api.c - keys that are read when they are needed. */
#include "config.h"

#include <string.h>

#include "port/github_api.h"
#include "port/secret.h"

static bool
is_set(const struct key_source *source)
{
    return source->path != NULL || source->bytes != NULL;
}

bool
github_api_configured(const struct github_api *api)
{
    return (api->app_id != NULL && is_set(&api->key)) || is_set(&api->token);
}

int
github_key_read(struct pool *pool, const struct key_source *source, char **bytes, size_t *length)
{
    if (source->path != NULL)
        return secret_read(pool, source->path, bytes, length);
    *bytes = pool_copy(pool, source->bytes, source->length);
    *length = source->length;
    return 0;
}
