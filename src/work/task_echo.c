/* task_echo.c - a list of few words, oldest first */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
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

/* The event that has told of it; 0: none yet.  Such an entry is no other one for entry_is(). */
static int64_t
heard_by(const char *entry)
{
    const char *mark = entry + strcspn(entry, "=,");

    return *mark == '=' ? strtoll(mark + 1, NULL, 10) : 0;
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

const char *
task_echo_turn(const char *echo)
{
    const char *newest = NULL;

    for (; echo != NULL; echo = entry_next(echo)) {
        if (turns(echo))
            newest = entry_is(echo, "closed") ? "closed" : "reopened";
    }
    return newest;
}

/* Whoever tries again after a crash notes it again: the newest of its kind stands for both. */
static bool
noted(const char *echo, const char *action, const char *login)
{
    const char *newest = task_echo_turn(echo);

    if (!turns(action))
        return task_echo_has(echo, action, login);
    return newest != NULL && strcmp(newest, action) == 0;
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

/* Has this very event been heard before, by somebody who was cut off? */
static bool
heard_before(const char *echo, int64_t event)
{
    for (; event != 0 && echo != NULL; echo = entry_next(echo)) {
        if (heard_by(echo) == event)
            return true;
    }
    return false;
}

bool
task_echo_tells(const char *echo, const char *action, const char *login, int64_t event)
{
    return heard_before(echo, event) || task_echo_has(echo, action, login);
}

/* Without what other events have told of. */
static const char *
without_heard(struct pool *pool, const char *echo, int64_t event)
{
    const char *left = NULL;

    for (; echo != NULL; echo = entry_next(echo)) {
        if (heard_by(echo) == 0 || heard_by(echo) == event)
            left = appended(pool, left, echo, entry_length(echo));
    }
    return left;
}

const char *
task_echo_hear(struct pool *pool, const char *echo, const char *action, const char *login,
               int64_t event)
{
    const char *kept = without_heard(pool, echo, event), *left, *mark;

    if (heard_before(echo, event))
        return kept;
    left = task_echo_without(pool, kept, action, login);
    if (event == 0 || !task_echo_has(kept, action, login))
        return left;
    mark = pool_printf(pool, "%s=%" PRId64, entry_of(pool, action, login), event);
    return appended(pool, left, mark, strlen(mark));
}
