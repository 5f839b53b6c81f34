/* deployment_ticket.c - a link in a text, or a linked issue. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/match.h"
#include "work/deployment_ticket.h"

enum { PARTS_MOST = 8 };

/* The parts of a path, up to what can't be in one of these. */
struct path {
    const char *parts[PARTS_MOST];
    size_t count;
};

static struct path
split(struct pool *pool, const char *text)
{
    struct path path = { 0 };

    while (*text == '/' && path.count < PARTS_MOST) {
        size_t length = strspn(text + 1, LETTERS DIGITS "_-");

        path.parts[path.count++] = pool_printf(pool, "%.*s", (int)length, text + 1);
        text += length + 1;
    }
    return path;
}

/* The part behind another one, if it is a gid. */
static const char *
gid_at(const struct path *path, size_t at)
{
    return at < path->count && asana_gid_valid(path->parts[at]) ? path->parts[at] : NULL;
}

/* Behind /0/ comes a project, or a word and one id more; behind /1/ everything has its name. */
static const char *
task_of(const struct path *path)
{
    if (path->count < 2)
        return NULL;
    if (strcmp(path->parts[0], "0") == 0)
        return gid_at(path, asana_gid_valid(path->parts[1]) ? 2 : 3);
    if (strcmp(path->parts[0], "1") != 0)
        return NULL;
    for (size_t i = 1; i < path->count; i++) {
        if (strcmp(path->parts[i], "task") == 0 || strcmp(path->parts[i], "item") == 0)
            return gid_at(path, i + 1);
    }
    return NULL;
}

static const char *
linked_task(struct pool *pool, const char *site, const char *text)
{
    for (const char *at = strstr(text, site); at != NULL; at = strstr(at, site)) {
        struct path path;
        const char *task;

        at += strlen(site);
        path = split(pool, at);
        task = task_of(&path);
        if (task != NULL)
            return task;
    }
    return NULL;
}

const char *
deployment_ticket(struct pool *pool, const char *site, const char *repository,
                  const struct github_linked *linked)
{
    const char *task = linked_task(pool, site, linked->text);

    if (task != NULL)
        return pool_printf(pool, TICKET_ASANA "%s", task);
    for (size_t i = 0; i < linked->count; i++) {
        if (strcmp(name_lower(pool, linked->issues[i].repository), name_lower(pool, repository)) ==
            0)
            return pool_printf(pool, TICKET_ISSUE "%" PRId64, linked->issues[i].number);
    }
    return NULL;
}
