/* action.c - actions are few: they are looked up one by one. */
#include "config.h"

#include <string.h>

#include "work/action.h"

const struct action *
action_find(const struct action *actions, const char *kind)
{
    for (; actions->kind != NULL; actions++) {
        if (strcmp(actions->kind, kind) == 0)
            return actions;
    }
    return NULL;
}
