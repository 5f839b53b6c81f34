/* settings_home.c - the configuration in a home directory. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "port/settings_home.h"

const char *
settings_of_home(struct pool *pool, const char *path)
{
    const char *home = getenv("HOME");
    const char *own;

    if (home == NULL || *home != '/' || strcmp(path, HOOKLET_SYSCONFDIR "/hooklet.conf") != 0 ||
        access(path, F_OK) == 0)
        return NULL;
    own = pool_printf(pool, "%s" SETTINGS_HOME, home);
    return access(own, F_OK) == 0 ? own : NULL;
}
