/* asked.c - reads args as those who plan such jobs have written them. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "cli/asked.h"
#include "store/target.h"
#include "wire/github_place.h"
#include "work/deployment_ref.h"
#include "work/wish.h"

static const char *
member(struct pool *pool, const char *args, const char *pointer)
{
    struct json_want want = { .pointer = pointer };

    if (args == NULL || json_scan(pool, args, strlen(args), &want, 1) != 0)
        return NULL;
    return json_string(&want);
}

const char *
asked_line(struct pool *pool, const char *kind, const char *args)
{
    const char *name, *arguments;

    if (strcmp(kind, "command") != 0)
        return NULL;
    name = member(pool, args, "/argv/0");
    arguments = member(pool, args, "/arguments");
    if (name == NULL)
        return NULL;
    if (arguments == NULL || *arguments == '\0')
        return pool_printf(pool, "/%s", name);
    return pool_printf(pool, "/%s %s", name, arguments);
}

const char *
asked_by(struct pool *pool, const char *args)
{
    return member(pool, args, "/author");
}

const char *
asked_wish(struct pool *pool, const char *kind, const char *args)
{
    struct wish wish;
    const char *what;

    if (strcmp(kind, WISH_KIND) != 0 || args == NULL || wish_read(pool, args, &wish) != NULL)
        return NULL;
    if (wish.what == WISH_END)
        return pool_printf(pool, "end %s", wish.environment);
    what = deployment_ref_show(pool, wish.ref != NULL ? wish.ref : wish.sha);
    return pool_printf(pool, "deploy %s to %s", what, wish.environment);
}

const char *
asked_row(struct pool *pool, const char *args)
{
    const char *row = member(pool, args, "/deployment"), *target = member(pool, args, "/target");

    if (row != NULL)
        return pool_printf(pool, "deployment %s", row);
    return target == NULL ? NULL : pool_printf(pool, "target %s", target);
}

/* Of a job of kind "asana": where in the body the item is, whose name and number it has, too. */
static const char *
item_name(struct pool *pool, const char *args)
{
    const char *repository = member(pool, args, "/repository");
    const char *number = member(pool, args, "/number");

    if (member(pool, args, "/item") == NULL || repository == NULL || number == NULL)
        return NULL;
    return pool_printf(pool, "%s#%s", repository, number);
}

const char *
asked_at(struct pool *pool, const char *args)
{
    struct github_place place;

    if (member(pool, args, "/thing") != NULL)
        return member(pool, args, "/thing");
    if (member(pool, args, "/place") == NULL || github_place_read(pool, args, &place) != NULL)
        return item_name(pool, args);
    return github_place_name(pool, &place);
}

const char *
asked_would(struct pool *pool, const char *kind, const char *args)
{
    const char *line = asked_line(pool, kind, args);

    if (line != NULL)
        return pool_printf(pool, "do %s", line);
    if (asked_wish(pool, kind, args) != NULL)
        return asked_wish(pool, kind, args);
    if (strcmp(kind, "notify") == 0 && asked_at(pool, args) != NULL)
        return pool_printf(pool, "tell of %s", asked_at(pool, args));
    if (strcmp(kind, JOB_FANOUT) == 0 && member(pool, args, "/owner") != NULL)
        return pool_printf(pool, "send %s to the targets of %s", member(pool, args, "/event"),
                           member(pool, args, "/owner"));
    return strcmp(kind, "asana") == 0 ? "bring its task into step" : kind;
}

const char *
asked_text(struct pool *pool, const char *kind, const char *args)
{
    return strcmp(kind, "comment") == 0 ? member(pool, args, "/text") : NULL;
}
