/* program.c - somebody else's program as one of ours */
#include "config.h"

#include <string.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/match.h"
#include "library/plan_made.h"
#include "serve.h"
#include "work/decided.h"

#include <hooklet/program.h>

static int
decide_own(const void *data, const struct delivery *delivery, const struct app *app,
           struct pool *pool, struct plan *plan)
{
    const struct hooklet_program *program = data;
    struct hooklet_event event;
    struct hooklet_plan made = { program->name, &event, app, pool, { 0 }, false, 0 };
    int rc = event_made(delivery, pool, &event);

    if (rc != 0)
        return decided(rc, pool, plan);
    program->decide(&event, &made, program->data);
    return decided(plan_made(&made, plan), pool, plan);
}

static bool
is_name(const char *name)
{
    return name != NULL && name[0] != '\0' && strlen(name) <= 64 &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz" DIGITS "-")] == '\0';
}

int
hooklet_serve(const struct hooklet_program *own, int argc, char **argv)
{
    const struct program program = {
        .name = own->name,
        .events = own->events != NULL ? own->events : any_event,
        .decide_with = decide_own,
        .data = own,
    };

    if (is_name(own->name) && own->decide != NULL)
        return serve(&program, argc, argv);
    log_say(LOG_ERROR, "start",
            "a program needs a name of lower-case letters, digits and dashes,"
            " and a decide function");
    return EX_CONFIG;
}
