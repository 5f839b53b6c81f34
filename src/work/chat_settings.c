/* chat_settings.c - set and unset: where environments can be seen. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "wire/slack_text.h"
#include "work/chat_parts.h"
#include "work/deployment_url.h"
#include "work/reason.h"

/* The key that people mean, or NULL: they have been told. */
static const char *
key_of(struct chat *chat, const char *word)
{
    const char *key = name_lower(chat->pool, word), *near;

    if (name_among(project_keys, key))
        return key;
    near = nearest(project_keys, key);
    chat_say(chat, "There is no key %s. %s%s%s", chat_code(chat, word),
             near == NULL ? "There are " : "Did you mean ",
             near == NULL ? reason_list(project_keys, chat->pool) : chat_code(chat, near),
             near == NULL ? "." : "?");
    return NULL;
}

/* The list without that environment, and with `url` in its place unless that is NULL. */
static struct strings
replace_url(struct pool *pool, struct strings urls, const char *environment, const char *url)
{
    const char **items = pool_array(pool, urls.count + 1, sizeof *items);
    size_t count = 0;

    for (size_t i = 0; i < urls.count; i++) {
        const struct strings one = { &urls.items[i], 1 };

        if (chat_setting_host(one, environment) == NULL)
            items[count++] = urls.items[i];
    }
    if (url != NULL)
        items[count++] = url;
    return (struct strings){ items, count };
}

/* Writes what was said, and looks what holds now; false in *done: they have been told why not. */
static int
keep(struct chat *chat, bool *done)
{
    const char *repository = chat->project.settings.repository;
    int rc = project_set(chat->db, &chat->project, chat->now_ms);

    *done = rc == 0;
    if (rc == FAIL_NOT_FOUND) {
        chat_say(chat, "*%s* is kept in my configuration. Whoever runs me can change that.",
                 slack_line(chat->pool, repository));
        return 0;
    }
    if (rc == 0)
        rc = project_look(chat->db, chat->app->settings, repository, chat->pool, &chat->project);
    chat->acted = rc == 0;
    return rc;
}

/* "`basedomain` is `example.org`", and what else there is to say: more. */
static void
say_is(struct chat *chat, const char *what, const char *value, const char *more)
{
    if (value == NULL)
        chat_say(chat, "%s is not set now.%s", chat_code(chat, what), more);
    else
        chat_say(chat, "%s is %s now.%s", chat_code(chat, what), slack_code(chat->pool, value),
                 more);
}

/* Where something can be seen by what is set now, for those who have just changed it. */
static const char *
example_of(struct chat *chat, const char *environment)
{
    const char *url = deployment_url(chat->pool, &chat->project.settings, environment);

    if (url == NULL)
        return "";
    return pool_printf(chat->pool, " %s can be seen at %s.", chat_code(chat, environment),
                       slack_link(chat->pool, url, url));
}

static const char *
overruled(bool by_configuration)
{
    return by_configuration ? " That is what my configuration says, and it comes first." : "";
}

/* value NULL: take it back. */
static int
change(struct chat *chat, const char *key, const char *value)
{
    const char *holds;
    bool done = false;
    int rc;

    *chat_setting(&chat->project.said, key) = value;
    rc = keep(chat, &done);
    if (rc != 0 || !done)
        return rc;
    holds = *chat_setting(&chat->project.settings, key);
    say_is(chat, key, holds == NULL ? chat_setting_default(key) : holds,
           pool_printf(chat->pool, "%s%s", overruled(!text_equal(holds, value)),
                       example_of(chat, "test")));
    return 0;
}

static int
change_url(struct chat *chat, const char *environment, const char *host)
{
    struct project_settings *said = &chat->project.said;
    const char *name = name_lower(chat->pool, environment), *url = NULL, *holds;
    bool done = false;
    int rc;

    if (host != NULL)
        url = pool_printf(chat->pool, "%s=%s", name, host);
    said->urls = replace_url(chat->pool, said->urls, name, url);
    rc = keep(chat, &done);
    if (rc != 0 || !done)
        return rc;
    holds = chat_setting_host(chat->project.settings.urls, name);
    say_is(chat, pool_printf(chat->pool, "url %s", name), holds,
           pool_printf(chat->pool, "%s%s", overruled(!text_equal(holds, host)),
                       example_of(chat, name)));
    return 0;
}

/* Is the value as it has to be?  false: they have been told. */
static bool
is_good(struct chat *chat, const char *key, const char *value)
{
    const char *trouble = project_value_trouble(chat->pool, key, value);

    if (trouble != NULL)
        chat_say(chat, "%s: %s", chat_code(chat, key), chat_sentence(chat, trouble));
    return trouble == NULL;
}

/* url ENV HOST, where `first` is the environment's word */
static int
set_url(struct chat *chat, size_t first)
{
    const char *const *words = chat->words.items;
    struct workflow_place place;
    const char *environment;

    if (chat->words.count != first + 2) {
        chat_say(chat, "Which environment, and which host? Say %s.",
                 chat_hint(chat, "url ENV HOST"));
        return 0;
    }
    chat_place(chat, words[first], &place);
    if (place.rule == NULL)
        return 0;
    environment = place.environment;
    if (!is_good(chat, "url", pool_printf(chat->pool, "%s=%s", environment, words[first + 1])))
        return 0;
    return change_url(chat, environment, words[first + 1]);
}

int
chat_set(struct chat *chat)
{
    const char *key;

    if (chat->words.count < 2) {
        chat_usage(chat, "What shall I set? There are %s.", reason_list(project_keys, chat->pool));
        return 0;
    }
    key = key_of(chat, chat->words.items[1]);
    if (key == NULL)
        return 0;
    if (strcmp(key, "url") == 0)
        return set_url(chat, 2);
    if (chat->words.count != 3) {
        chat_say(chat, "%s wants one value. Say %s.", chat_code(chat, key),
                 chat_hint(chat, pool_printf(chat->pool, "set %s VALUE", key)));
        return 0;
    }
    return is_good(chat, key, chat->words.items[2]) ? change(chat, key, chat->words.items[2]) : 0;
}

int
chat_url(struct chat *chat)
{
    return set_url(chat, 1);
}

static int
unset_url(struct chat *chat)
{
    const char *environment;

    if (chat->words.count != 3) {
        chat_say(chat, "Of which environment? Say %s.", chat_hint(chat, "unset url ENV"));
        return 0;
    }
    environment = name_lower(chat->pool, chat->words.items[2]);
    if (chat_setting_host(chat->project.said.urls, environment) == NULL) {
        chat_say(chat, "Nobody has set a url of %s here.", chat_code(chat, environment));
        return 0;
    }
    return change_url(chat, environment, NULL);
}

int
chat_unset(struct chat *chat)
{
    const char *key;

    if (chat->words.count < 2) {
        chat_usage(chat, "What shall I take back? There are %s.",
                   reason_list(project_keys, chat->pool));
        return 0;
    }
    key = key_of(chat, chat->words.items[1]);
    if (key == NULL)
        return 0;
    if (strcmp(key, "url") == 0)
        return unset_url(chat);
    if (chat->words.count > 2) {
        chat_usage(chat, "One key at a time, please.");
        return 0;
    }
    if (*chat_setting(&chat->project.said, key) == NULL) {
        chat_say(chat, "Nobody has set %s here.", chat_code(chat, key));
        return 0;
    }
    return change(chat, key, NULL);
}
