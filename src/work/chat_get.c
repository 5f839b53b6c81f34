/* chat_get.c - get: what is set, what holds where nothing is, and how things look with it. */
#include "config.h"

#include <string.h>

#include "port/settings_deploys.h"
#include "wire/slack_text.h"
#include "work/chat_parts.h"
#include "work/deployment_url.h"

const char **
chat_setting(struct project_settings *settings, const char *key)
{
    if (strcmp(key, "basedomain") == 0)
        return &settings->basedomain;
    if (strcmp(key, "urlpattern") == 0)
        return &settings->urlpattern;
    return strcmp(key, "urlseparator") == 0 ? &settings->urlseparator : NULL;
}

const char *
chat_setting_default(const char *key)
{
    if (strcmp(key, "urlpattern") == 0)
        return PROJECT_URLPATTERN;
    return strcmp(key, "urlseparator") == 0 ? PROJECT_URLSEPARATOR : NULL;
}

const char *
chat_setting_host(struct strings urls, const char *environment)
{
    size_t length = strlen(environment);

    for (size_t i = 0; i < urls.count; i++) {
        if (strncmp(urls.items[i], environment, length) == 0 && urls.items[i][length] == '=')
            return urls.items[i] + length + 1;
    }
    return NULL;
}

/* Where a value comes from: people, hooklet.conf, or nobody. */
static const char *
origin_of(const char *holds, const char *said)
{
    if (holds == NULL)
        return " (default)";
    return text_equal(holds, said) ? "" : " (my configuration)";
}

static const char *
lines_of(struct chat *chat)
{
    struct project *project = &chat->project;
    const char *text = "";

    for (size_t i = 0; i < project_keys.count; i++) {
        const char *key = project_keys.items[i], *holds, *value;

        if (strcmp(key, "url") == 0)
            continue;
        holds = *chat_setting(&project->settings, key);
        value = holds == NULL ? chat_setting_default(key) : holds;
        text = pool_printf(chat->pool, "%s\n%s: %s%s", text, chat_code(chat, key),
                           value == NULL ? "not set" : slack_code(chat->pool, value),
                           origin_of(holds, *chat_setting(&project->said, key)));
    }
    for (size_t i = 0; i < project->settings.urls.count; i++) {
        const char *url = project->settings.urls.items[i];
        const char *name = pool_copy(chat->pool, url, strcspn(url, "="));
        const char *host = chat_setting_host(project->settings.urls, name);

        text = pool_printf(chat->pool, "%s\n%s: %s%s", text,
                           chat_code(chat, pool_printf(chat->pool, "url %s", name)),
                           chat_code(chat, host),
                           origin_of(host, chat_setting_host(project->said.urls, name)));
    }
    return text;
}

/* An example of where environments can be seen, or what that takes. */
static const char *
where_seen(const struct chat *chat)
{
    const struct project_settings *settings = &chat->project.settings;
    const char *url = deployment_url(chat->pool, settings, "test");

    if (url != NULL)
        return pool_printf(chat->pool, "\nSo `test` is at %s", slack_link(chat->pool, url, url));
    if (settings->urls.count > 0)
        return "\nAll other environments have no URL until `basedomain` is set.";
    return "\nEnvironments have no URL until `basedomain` or a `url` is set.";
}

int
chat_get(struct chat *chat)
{
    const struct project_settings *settings = &chat->project.settings;
    const char *ci = settings_ci(chat->app->settings, settings);

    if (chat->words.count > 1) {
        chat_usage(chat, "That takes nothing more: it shows all.");
        return 0;
    }
    chat_say(chat, "This channel is for *%s*%s, built by %s.%s%s",
             slack_line(chat->pool, settings->repository),
             chat->project.pinned ? " (my configuration)" : "",
             ci == NULL ? "nobody yet" : chat_code(chat, ci), lines_of(chat), where_seen(chat));
    return 0;
}
