/* rights.c - by the lists of users and groups, and the bits of the mode. */
#include "config.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "base/owner.h"
#include "base/refused.h"
#include "cli/rights.h"

enum { GROUPS_MOST = 4096 };

static void
find_groups(struct pool *pool, const struct passwd *user, struct rights *rights)
{
    int count = GROUPS_MOST;
    gid_t *groups = pool_array(pool, GROUPS_MOST, sizeof *groups);

    if (getgrouplist(user->pw_name, user->pw_gid, groups, &count) < 0)
        count = GROUPS_MOST;
    rights->groups = groups;
    rights->group_count = (size_t)count;
}

struct rights
rights_of(struct pool *pool, uid_t uid)
{
    const struct passwd *user = getpwuid(uid);
    struct rights rights = { .name = owner_user(pool, uid), .uid = uid };

    if (user != NULL)
        find_groups(pool, user, &rights);
    return rights;
}

static bool
in_group(const struct rights *rights, gid_t gid)
{
    for (size_t i = 0; i < rights->group_count; i++)
        if (rights->groups[i] == gid)
            return true;
    return false;
}

bool
rights_in_group(struct pool *pool, const struct rights *rights, const char *group)
{
    for (size_t i = 0; i < rights->group_count; i++)
        if (strcmp(owner_group(pool, rights->groups[i]), group) == 0)
            return true;
    return false;
}

/* The first class that fits counts, even where a later one would give more. */
bool
rights_allow(const struct rights *rights, const struct stat *info, unsigned wanted)
{
    unsigned shift = 0;

    if (rights->uid == 0)
        return true;
    if (rights->uid == info->st_uid)
        shift = 6;
    else if (in_group(rights, info->st_gid))
        shift = 3;
    return ((info->st_mode >> shift) & wanted) == wanted;
}

static bool
bars_user(const char *directory, const void *data)
{
    struct stat info;

    return stat(directory, &info) == 0 && !rights_allow(data, &info, RIGHT_SEARCH);
}

const char *
rights_barrier(struct pool *pool, const struct rights *rights, const char *path)
{
    return path_barrier(pool, path, bars_user, rights);
}
