/* project.c - what a project is without settings, and what its settings must look like */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "port/project.h"

enum { ENVIRONMENT_MOST = 60, HOST_MOST = 253, SEPARATOR_MOST = 30 }; /* bytes */

static const char *const value_names[CI_VALUES] = {
    [CI_VALUE_ENVIRONMENT] = "environment", [CI_VALUE_VERSION] = "version",
    [CI_VALUE_SUBDOMAIN] = "subdomain",     [CI_VALUE_URL] = "url",
    [CI_VALUE_DEPLOYMENT] = "deployment",   [CI_VALUE_REVISION] = "revision",
};
const struct strings ci_value_names = { value_names, CI_VALUES };

const struct project_settings project_default = {
    .job = PROJECT_JOB,
    .parameters = {
        [CI_VALUE_ENVIRONMENT] = "ENVIRONMENT",
        [CI_VALUE_VERSION] = "VERSION",
        [CI_VALUE_SUBDOMAIN] = "SUBDOMAIN",
        [CI_VALUE_URL] = "URL",
        [CI_VALUE_DEPLOYMENT] = "DEPLOYMENT",
        [CI_VALUE_REVISION] = "revision",
    },
    .notices = NOTICE_ALL,
    .expect_ms = PROJECT_EXPECT_MS,
};

static const char *const keys[] = { "basedomain", "urlpattern", "urlseparator", "url" };
const struct strings project_keys = { keys, sizeof(keys) / sizeof(keys[0]) };

static const char *const placeholders[] = { "{environment}", "{urlseparator}", "{basedomain}" };
enum { PLACEHOLDERS = sizeof(placeholders) / sizeof(placeholders[0]) };

bool
environment_name_valid(const char *name)
{
    const size_t length = strlen(name);

    return length > 0 && length <= ENVIRONMENT_MOST && name[0] != '-' && name[length - 1] != '-' &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz" DIGITS "-")] == '\0';
}

/* A name, perhaps with a port. */
static bool
host_good(const char *host)
{
    const size_t length = strspn(host, LETTERS DIGITS ".-");
    const char *port = host + length;

    if (length == 0 || length > HOST_MOST || strchr(".-", host[0]) != NULL ||
        strchr(".-", host[length - 1]) != NULL || strstr(host, "..") != NULL)
        return false;
    return port[0] == '\0' || (port[0] == ':' && port[1] != '\0' && strlen(port) <= 6 &&
                               port[1 + strspn(port + 1, DIGITS)] == '\0');
}

static const char *
host_trouble(struct pool *pool, const char *host)
{
    if (host_good(host))
        return NULL;
    return pool_printf(pool,
                       strchr(host, '/') != NULL
                           ? "%s is more than a host; write it alone, without https:// and path"
                           : "%s is no host name; write one like example.org",
                       host);
}

/* What stands in braces and is none of the three, the braces included; NULL: nothing. */
static const char *
odd_placeholder(struct pool *pool, const char *pattern)
{
    for (const char *at = strpbrk(pattern, "{}"); at != NULL; at = strpbrk(at, "{}")) {
        size_t length = 0;

        for (size_t i = 0; i < PLACEHOLDERS && length == 0; i++) {
            if (strncmp(at, placeholders[i], strlen(placeholders[i])) == 0)
                length = strlen(placeholders[i]);
        }
        if (length == 0)
            return pool_copy(pool, at, at[0] == '}' ? 1 : strcspn(at, "}") + 1);
        at += length;
    }
    return NULL;
}

static bool
scheme_good(const char *url)
{
    return text_is_web(url) && strchr("/?#", strstr(url, "://")[3]) == NULL;
}

/* Neither blanks nor what ends a link in Markdown or Slack. */
static bool
plain(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text >= 0x7f || strchr("\"<>\\^`|", *text) != NULL)
            return false;
    }
    return true;
}

static const char *
pattern_trouble(struct pool *pool, const char *pattern)
{
    const char *odd = odd_placeholder(pool, pattern);

    for (size_t i = 0; i < PLACEHOLDERS; i++) {
        if (strstr(pattern, placeholders[i]) == NULL)
            return pool_printf(pool,
                               "%s lacks %s; it must hold all of {environment}, {urlseparator} and "
                               "{basedomain}",
                               pattern, placeholders[i]);
    }
    if (odd != NULL)
        return pool_printf(pool,
                           "unknown placeholder %s; there are {environment}, {urlseparator} and "
                           "{basedomain}",
                           odd);
    if (!scheme_good(pattern) || !plain(pattern) || strchr(pattern, '@') != NULL)
        return pool_printf(pool, "%s is no http or https URL; write one like " PROJECT_URLPATTERN,
                           pattern);
    return NULL;
}

static const char *
separator_trouble(struct pool *pool, const char *text)
{
    if (text[0] != '\0' && strlen(text) <= SEPARATOR_MOST &&
        text[strspn(text, LETTERS DIGITS "._~/-")] == '\0')
        return NULL;
    return pool_printf(pool,
                       "%s can't stand in a URL between two names; write 1 to %d letters, digits, "
                       "'.', '-', '_', '~' and '/'",
                       text, SEPARATOR_MOST);
}

static const char *
url_trouble(struct pool *pool, const char *text)
{
    const char *sign = strchr(text, '=');
    const char *name;

    if (sign == NULL)
        return pool_printf(pool, "\"%s\" is not \"ENVIRONMENT=HOST\"", text);
    name = pool_copy(pool, text, (size_t)(sign - text));
    if (!environment_name_valid(name))
        return pool_printf(pool, "%s is no environment; it has " ENVIRONMENT_FORM, name);
    return host_trouble(pool, sign + 1);
}

const char *
project_value_trouble(struct pool *pool, const char *key, const char *value)
{
    if (strcmp(key, "basedomain") == 0)
        return host_trouble(pool, value);
    if (strcmp(key, "urlpattern") == 0)
        return pattern_trouble(pool, value);
    if (strcmp(key, "urlseparator") == 0)
        return separator_trouble(pool, value);
    return url_trouble(pool, value);
}
