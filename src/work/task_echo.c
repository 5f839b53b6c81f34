/* task_echo.c - a list of few words, oldest first */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "work/task_echo.h"

static const char between[] = ", ";

/* "assigned ann", as it stands in the list. */
static const char *
entry_of(struct pool *pool, const char *action, const char *login)
{
    return login == NULL ? action : pool_printf(pool, "%s %s", action, login);
}

static size_t
entry_length(const char *entry)
{
    return strcspn(entry, ",");
}

/* The entry behind this one, or NULL. */
static const char *
entry_next(const char *entry)
{
    const char *end = entry + entry_length(entry);

    return *end == '\0' ? NULL : end + strspn(end, between);
}

static bool
entry_is(const char *entry, const char *word)
{
    return entry_length(entry) == strlen(word) && strncasecmp(entry, word, strlen(word)) == 0;
}

static bool
turns(const char *entry)
{
    return entry_is(entry, "closed") || entry_is(entry, "reopened");
}

static const char *
found(const char *echo, const char *action, const char *login)
{
    size_t length = action == NULL ? 0 : strlen(action);

    for (; echo != NULL && action != NULL; echo = entry_next(echo)) {
        if (login == NULL && entry_is(echo, action))
            return echo;
        if (login != NULL && strncmp(echo, action, length) == 0 && echo[length] == ' ' &&
            entry_is(echo + length + 1, login))
            return echo;
    }
    return NULL;
}

static const char *
appended(struct pool *pool, const char *echo, const char *entry, size_t length)
{
    return pool_printf(pool, "%s%s%.*s", echo == NULL ? "" : echo, echo == NULL ? "" : between,
                       (int)length, entry);
}

/* Whoever tries again after a crash notes it again: the newest of its kind stands for both. */
static bool
noted(const char *echo, const char *action, const char *login)
{
    const char *entry, *newest = NULL;

    if (!turns(action))
        return task_echo_has(echo, action, login);
    for (entry = echo; entry != NULL; entry = entry_next(entry))
        if (turns(entry))
            newest = entry;
    return newest != NULL && entry_is(newest, action);
}

const char *
task_echo_with(struct pool *pool, const char *echo, const char *action, const char *login)
{
    const char *entry = entry_of(pool, action, login);

    if (noted(echo, action, login))
        return echo;
    return appended(pool, echo, entry, strlen(entry));
}

bool
task_echo_has(const char *echo, const char *action, const char *login)
{
    return found(echo, action, login) != NULL;
}

/* A closing that nobody announced is newer than all that we remember; one that was announced, than
 * what stands before it. */
const char *
task_echo_without(struct pool *pool, const char *echo, const char *action, const char *login)
{
    const char *match = found(echo, action, login), *left = NULL, *entry;
    bool turning = action != NULL && turns(action), before = true;

    for (entry = echo; entry != NULL; entry = entry_next(entry)) {
        if (entry == match) {
            before = false;
            continue;
        }
        if (!(turning && turns(entry) && (match == NULL || before)))
            left = appended(pool, left, entry, entry_length(entry));
    }
    return left;
}
