/* deployment_url.c - a host of its own, or a pattern that is filled in. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/match.h"
#include "work/deployment_url.h"

enum { SLUG_MOST = 60 };

const char *
environment_slug(struct pool *pool, const char *name)
{
    const char *lower = name_lower(pool, name);
    char *slug = pool_alloc(pool, strlen(lower) + 1);
    size_t length = 0;

    for (const char *c = lower; *c != '\0' && length < SLUG_MOST; c++) {
        bool plain = strspn(c, "abcdefghijklmnopqrstuvwxyz" DIGITS) > 0;

        if (plain)
            slug[length++] = *c;
        else if (length > 0 && slug[length - 1] != '-')
            slug[length++] = '-';
    }
    if (length > 0 && slug[length - 1] == '-')
        length--;
    slug[length] = '\0';
    return length > 0 ? slug : NULL;
}

/* "ENV=HOST": the host of this one, or NULL. */
static const char *
own_host(const struct project_settings *project, const char *environment)
{
    size_t length = strlen(environment);

    for (size_t i = 0; i < project->urls.count; i++) {
        const char *url = project->urls.items[i];

        if (strncasecmp(url, environment, length) == 0 && url[length] == '=')
            return url + length + 1;
    }
    return NULL;
}

/* A placeholder, and what is written in its place. */
struct filling {
    const char *placeholder;
    const char *value;
};

static const struct filling *
filling_at(const char *text, const struct filling *fillings)
{
    for (; fillings->placeholder != NULL; fillings++) {
        if (strncmp(text, fillings->placeholder, strlen(fillings->placeholder)) == 0)
            return fillings;
    }
    return NULL;
}

/* In one pass, so that no value is looked through for placeholders. */
static const char *
fill_in(struct pool *pool, const char *pattern, const struct filling *fillings)
{
    const char *text = "";

    while (*pattern != '\0') {
        const struct filling *filling = filling_at(pattern, fillings);
        size_t plain = 1 + strcspn(pattern + 1, "{");

        if (filling != NULL) {
            text = pool_printf(pool, "%s%s", text, filling->value);
            pattern += strlen(filling->placeholder);
        } else {
            text = pool_printf(pool, "%s%.*s", text, (int)plain, pattern);
            pattern += plain;
        }
    }
    return text;
}

const char *
deployment_url(struct pool *pool, const struct project_settings *project, const char *environment)
{
    const char *host = own_host(project, environment);
    const char *pattern = project->urlpattern, *separator = project->urlseparator;
    const struct filling fillings[] = {
        { "{environment}", environment_slug(pool, environment) },
        { "{urlseparator}", separator != NULL ? separator : PROJECT_URLSEPARATOR },
        { "{basedomain}", project->basedomain },
        { NULL, NULL },
    };

    if (host != NULL)
        return pool_printf(pool, "https://%s", host);
    if (project->basedomain == NULL || fillings[0].value == NULL)
        return NULL;
    return fill_in(pool, pattern != NULL ? pattern : PROJECT_URLPATTERN, fillings);
}
