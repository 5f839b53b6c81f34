/* catalogue.c - held against the catalogue: names and patterns, and what may have been meant */
#include "config.h"

#include <string.h>

#include "port/catalogue.h"

enum { LISTED_MOST = 10 };

static const char separators[] = ".:/-";

/* Where the part of the name begins that has as many separators before it as `pattern` has. */
static const char *
behind_as_many(const char *pattern, const char *name)
{
    for (; (pattern = strpbrk(pattern, separators)) != NULL; pattern++) {
        name = strpbrk(name, separators);
        if (name == NULL)
            return NULL;
        name++;
    }
    return name;
}

/* invoce.paid is near to invoice.*: the name that the pattern makes of it, or NULL. */
static const char *
near_pattern(struct pool *pool, const char *pattern, const char *name)
{
    const char *star = strchr(pattern, '*');
    const char *head, *rest;

    if (star == NULL || star == pattern || star[1] != '\0' || strchr(separators, star[-1]) == NULL)
        return NULL;
    head = pool_copy(pool, pattern, (size_t)(star - pattern));
    rest = behind_as_many(head, name);
    if (rest == NULL ||
        nearest((struct strings){ &head, 1 }, pool_copy(pool, name, (size_t)(rest - name))) == NULL)
        return NULL;
    return pool_printf(pool, "%s%s", head, rest);
}

/* Of a long one the beginning. */
static const char *
what_there_is(struct pool *pool, struct strings catalogue)
{
    size_t shown = catalogue.count < LISTED_MOST ? catalogue.count : LISTED_MOST;
    const char *text = "; it has ";

    for (size_t i = 0; i < shown; i++)
        text = pool_printf(pool, "%s%s%s", text, i > 0 ? ", " : "", catalogue.items[i]);
    return shown < catalogue.count
               ? pool_printf(pool, "%s and %zu more", text, catalogue.count - shown)
               : text;
}

static const char *
hint(struct pool *pool, struct strings catalogue, const char *name)
{
    const char *near = nearest(catalogue, name);

    for (size_t i = 0; i < catalogue.count && near == NULL; i++)
        near = near_pattern(pool, catalogue.items[i], name);
    return near == NULL ? what_there_is(pool, catalogue)
                        : pool_printf(pool, "; did you mean %s?", near);
}

static const char *
unlisted(struct pool *pool, const struct settings *settings, const char *name)
{
    return pool_printf(pool,
                       "%s is not in the catalogue (events in section outgoing of hooklet.conf)%s",
                       name, hint(pool, settings->outgoing.catalogue, name));
}

const char *
catalogue_trouble(struct pool *pool, const struct settings *settings, const char *event)
{
    if (!outgoing_event_valid(event))
        return "an event's name is " OUTGOING_EVENT_FORM;
    if (!settings->outgoing.limited || match_any(settings->outgoing.catalogue, event))
        return NULL;
    return unlisted(pool, settings, event);
}

const char *
catalogue_pattern_trouble(struct pool *pool, const struct settings *settings, const char *pattern)
{
    const struct strings catalogue = settings->outgoing.catalogue;

    if (!outgoing_pattern_valid(pattern))
        return "a pattern is " OUTGOING_EVENT_FORM ", and '*' anywhere for any run of them";
    if (!settings->outgoing.limited || settings->outgoing.forwards_any)
        return NULL;
    for (size_t i = 0; i < catalogue.count; i++) {
        if (outgoing_overlap(catalogue.items[i], pattern))
            return NULL;
    }
    return unlisted(pool, settings, pattern);
}
