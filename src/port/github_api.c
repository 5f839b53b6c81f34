/* github_api.c - opens keys and tokens at need */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "port/github_api.h"
#include "port/secret.h"

bool
github_api_configured(const struct github_api *api)
{
    return (api->app_id != NULL && api->key.name != NULL) || api->token.name != NULL;
}

int
github_api_require(const struct github_api *api)
{
    if (github_api_configured(api))
        return 0;
    return fail(FAIL_CONFIG, "github has neither an App nor a token: add app_id and "
                             "private_key_file, or token_file, to github { }");
}

const char *
github_lane(struct pool *pool, const struct github_api *api, int64_t installation)
{
    if (api->app_id == NULL)
        return "github:token";
    return pool_printf(pool, "github:%" PRId64, installation);
}

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
github_key_read(struct pool *pool, const struct key_source *source, char **bytes, size_t *length)
{
    char *text = NULL;
    size_t size = source->length;
    int rc = 0;

    if (source->name == NULL)
        return fail(FAIL_CONFIG, "there is no key for GitHub; set app_id and private_key_file, or "
                                 "token_file, in the section github");
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
