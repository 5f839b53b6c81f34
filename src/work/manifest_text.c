/* manifest_text.c - a manifest as GitHub takes it, and where. */
#include "config.h"

#include <string.h>

#include "port/json.h"
#include "work/manifest.h"

const char *
manifest_level(const struct manifest_need *need)
{
    return need->write ? "write" : "read";
}

static struct json *
permissions(const struct manifest *manifest)
{
    struct json *all = json_object();

    for (size_t i = 0; i < manifest->need_count; i++)
        json_set_string(all, manifest->needs[i].permission, manifest_level(&manifest->needs[i]));
    return all;
}

char *
manifest_text(struct pool *pool, const struct manifest *manifest, const struct manifest_app *app)
{
    struct json *top = json_object(), *hook = json_object();

    json_set_string(hook, "url", pool_printf(pool, "%s/hooks/github", app->url));
    json_set_bool(hook, "active", true);
    json_set_string(top, "name", app->name);
    json_set_string(top, "url", app->url);
    json_set(top, "hook_attributes", hook);
    json_set_string(top, "redirect_url", pool_printf(pool, "%s/hooklet/setup", app->url));
    json_set_bool(top, "public", app->public);
    json_set(top, "default_permissions", permissions(manifest));
    json_set(top, "default_events", json_list(manifest->events));
    return json_text(pool, top, JSON_COMPACT);
}

char *
manifest_name(struct pool *pool, const char *owner)
{
    char *name = pool_printf(pool, "hooklet-%s", owner);
    size_t length = strnlen(name, MANIFEST_NAME_MOST);

    for (size_t i = 0; i < length; i++) {
        if (strchr(LETTERS DIGITS "-", name[i]) == NULL)
            name[i] = '-';
    }
    while (length > 0 && name[length - 1] == '-')
        length--;
    name[length] = '\0';
    return name;
}

/* https://HOST of https://api.HOST or https://HOST/api/v3. */
static const char *
web_base(struct pool *pool, const char *api_url)
{
    static const char server[] = "/api/v3", sub[] = "://api.";
    const char *host = strstr(api_url, sub);
    size_t length = strlen(api_url);

    if (host != NULL)
        return pool_printf(pool, "%.*s://%s", (int)(host - api_url), api_url, host + strlen(sub));
    if (length > strlen(server) && strcmp(api_url + length - strlen(server), server) == 0)
        length -= strlen(server);
    return pool_copy(pool, api_url, length);
}

char *
manifest_target(struct pool *pool, const char *api_url, const char *organization)
{
    const char *base = web_base(pool, api_url);

    if (organization == NULL)
        return pool_printf(pool, "%s/settings/apps/new", base);
    return pool_printf(pool, "%s/organizations/%s/settings/apps/new", base, organization);
}
