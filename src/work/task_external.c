/* task_external.c - names that are the same whenever they are made again */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/encode.h"
#include "work/task_external.h"

static const char ellipsis[] = "\xe2\x80\xa6";

static bool
external_takes(char character)
{
    return character > ' ' && character <= '~' && strchr("[]%", character) == NULL;
}

/* In place. */
static char *
external_tame(char *text)
{
    char *at;

    for (at = text; *at != '\0'; at++)
        if (!external_takes(*at))
            *at = '-';
    return text;
}

char *
task_external(struct pool *pool, const char *repository, int64_t number)
{
    char *external = pool_printf(pool, "%s-%lld", repository, (long long)number);
    char *slash = strchr(external, '/');

    if (slash != NULL)
        *slash = '-';
    return external_tame(external);
}

char *
task_external_apart(struct pool *pool, const char *repository, int64_t number,
                    int64_t repository_id)
{
    return pool_printf(pool, "%s-%lld", task_external(pool, repository, number),
                       (long long)repository_id);
}

char *
task_external_feed(struct pool *pool, const char *feed, const char *id)
{
    char *front = external_tame(pool_printf(pool, "%.*s-", TASK_EXTERNAL_MOST / 2, feed));
    size_t room = TASK_EXTERNAL_MOST - strlen(front), length = strlen(id);

    if (length > room)
        id += length - room;
    return pool_printf(pool, "%s%s", front, external_tame(pool_string(pool, id)));
}

/* A character that is no more than one line of text takes becomes a blank. */
static uint32_t
character_plain(uint32_t character)
{
    return character_control(character) || character == 0x2028 || character == 0x2029 ? ' '
                                                                                      : character;
}

/* Whole characters in UTF-16 units; what is no UTF-8 is U+FFFD, and blanks at both ends go. */
static char *
title_clean(struct pool *pool, const char *title, size_t most)
{
    size_t length = strlen(title), room = 3 * length + sizeof(ellipsis), units = 0, at, step;
    char *clean = pool_alloc(pool, room), *to = clean, *cut = clean;
    uint32_t character = 0;

    for (at = 0; at < length; at += step == 0 ? 1 : step) {
        step = utf8_next(title + at, length - at, &character);
        character = step == 0 ? 0xfffd : character_plain(character);
        if (character == ' ' && to == clean)
            continue;
        units += character > 0xffff ? 2 : 1;
        if (units > most)
            break;
        to += utf8_put(to, character);
        if (units < most)
            cut = to;
    }
    if (at < length)
        to = stpcpy(cut, ellipsis);
    while (to > clean && to[-1] == ' ')
        to--;
    *to = '\0';
    return clean;
}

char *
task_title(struct pool *pool, const char *title, int64_t number)
{
    const char *tail = number == 0 ? "" : pool_printf(pool, " (#%lld)", (long long)number);
    char *clean = title_clean(pool, title, TASK_TITLE_MOST - strlen(tail));

    return pool_printf(pool, "%s%s", clean, *clean == '\0' && *tail != '\0' ? tail + 1 : tail);
}
