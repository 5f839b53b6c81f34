/* action.c - actions are few: they are looked up one by one. */
#include "config.h"

#include <poll.h>
#include <string.h>

#include "work/action.h"

bool
work_stopping(const struct work *work)
{
    struct pollfd stop = { .fd = work->stop_fd, .events = POLLIN };

    return poll(&stop, 1, 0) > 0;
}

const struct action *
action_find(const struct action *actions, const char *kind)
{
    for (; actions->kind != NULL; actions++) {
        if (strcmp(actions->kind, kind) == 0)
            return actions;
    }
    return NULL;
}
