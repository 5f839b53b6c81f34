/* programs.c - the table of web programs, as C reads it: once for each of its arrays. */
#include "config.h"

#include <assert.h>
#include <string.h>

#include "programs.h"

enum { EVENTS_KEPT = 64, BODY_GITHUB_MIB = 25, WAIT_MS = 8000 };

#define NOTHING_OF(...)

const struct web_program web_programs[] = {
#define EVENT(name, event) { name, event, EVENTS_KEPT },
#define PROGRAM(name, kept) { name, NULL, kept },
#define ROUTE NOTHING_OF
#define ALIAS NOTHING_OF
#include "../cgi-bin/programs.def"
#undef EVENT
#undef PROGRAM
#undef ROUTE
#undef ALIAS
};
const size_t web_program_count = sizeof web_programs / sizeof *web_programs;

const struct web_route web_routes[] = {
#define EVENT(name, event)                                                                         \
    { name, "/hooks/github/" event, (size_t)BODY_GITHUB_MIB << 20, WAIT_MS, 0, "" },
#define PROGRAM NOTHING_OF
#define ROUTE(program, path, body, wait, flags, why)                                               \
    { program, path, (size_t)(body) << 20, wait, flags, why },
#define ALIAS NOTHING_OF
#include "../cgi-bin/programs.def"
#undef EVENT
#undef PROGRAM
#undef ROUTE
#undef ALIAS
};
const size_t web_route_count = sizeof web_routes / sizeof *web_routes;

const struct web_alias web_aliases[] = {
#define EVENT NOTHING_OF
#define PROGRAM NOTHING_OF
#define ROUTE NOTHING_OF
#define ALIAS(path, route) { path, route },
#include "../cgi-bin/programs.def"
#undef EVENT
#undef PROGRAM
#undef ROUTE
#undef ALIAS
};
const size_t web_alias_count = sizeof web_aliases / sizeof *web_aliases;

const struct web_program *
web_program_find(const char *name)
{
    for (size_t i = 0; i < web_program_count; i++)
        if (strcmp(web_programs[i].name, name) == 0)
            return &web_programs[i];
    return NULL;
}

const struct web_program *
web_event_program(const char *event)
{
    const struct web_program *other = NULL;

    for (size_t i = 0; i < web_program_count; i++) {
        const struct web_program *program = &web_programs[i];

        if (program->event != NULL && strcmp(program->event, event) == 0)
            return program;
        if (strcmp(program->name, WEB_OTHER) == 0)
            other = program;
    }
    assert(other != NULL);
    return other;
}

const struct web_route *
web_route_find(const char *path)
{
    for (size_t i = 0; i < web_route_count; i++)
        if (strcmp(web_routes[i].path, path) == 0)
            return &web_routes[i];
    return NULL;
}

bool
web_path_is_tree(const char *path)
{
    size_t length = strlen(path);

    return length > 1 && path[length - 1] == '/';
}

bool
web_alias_is_tree(const struct web_alias *alias)
{
    return web_path_is_tree(alias->path) && web_path_is_tree(alias->route);
}
