/* settings_url.c - can a URL be called, and does it hold nothing that is secret? */
#include "config.h"

#include <string.h>

#include "port/settings_url.h"
#include "port/settings_value.h"

/* What stands behind the scheme; NULL: it is neither http nor https. */
static const char *
host_of(const char *url)
{
    if (strncmp(url, "https://", 8) == 0)
        return url + 8;
    return strncmp(url, "http://", 7) == 0 ? url + 7 : NULL;
}

/* `refused`: characters that it must not have. */
static bool
url_good(const char *url, const char *refused)
{
    const char *host = host_of(url);

    return host != NULL && host[strspn(host, ":/")] != '\0' && strchr("/:?#", host[0]) == NULL &&
           strpbrk(host, refused) == NULL;
}

static const char *
refuse_user(struct config *config, struct config_section *section, const char *key,
            const char *example)
{
    /* A password beside it stays out of what is said. */
    value_wrong(config, section, key, "%s: there is a user's name in it; write %s alone", key,
                example);
    return NULL;
}

/* A query may have a token in it: it stays out, too. */
static const char *
refuse_url(struct config *config, struct config_section *section, const char *key,
           const char *example)
{
    const char *url = value_text(section, key);

    value_wrong(config, section, key, "%s: %.*s is no http or https URL; write %s", key,
                (int)strcspn(url, "?#"), url, example);
    return NULL;
}

const char *
url_base(struct config *config, struct config_section *section, const char *key,
         const char *example)
{
    const char *url = value_text(section, key);

    if (url == NULL)
        return NULL;
    if (strchr(url, '@') != NULL)
        return refuse_user(config, section, key, example);
    url = value_url(config->pool, url);
    return url_good(url, " ?#\\\"<>") ? url : refuse_url(config, section, key, example);
}

const char *
url_page(struct config *config, struct config_section *section, const char *key,
         const char *example)
{
    const char *url = value_text(section, key);
    const char *host;

    if (url == NULL)
        return NULL;
    host = host_of(url) == NULL ? url : host_of(url);
    /* A path may have an @ of its own. */
    if (memchr(host, '@', strcspn(host, "/?#")) != NULL)
        return refuse_user(config, section, key, example);
    return url_good(url, " \\\"<>") ? url : refuse_url(config, section, key, example);
}
