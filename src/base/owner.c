/* owner.c - by the lists of users and groups. */
#include "config.h"

#include <grp.h>
#include <pwd.h>

#include "base/owner.h"

const char *
owner_user(struct pool *pool, uid_t uid)
{
    const struct passwd *user = getpwuid(uid);

    return user == NULL ? pool_printf(pool, "%u", (unsigned)uid) : pool_string(pool, user->pw_name);
}

const char *
owner_group(struct pool *pool, gid_t gid)
{
    const struct group *group = getgrgid(gid);

    return group == NULL ? pool_printf(pool, "%u", (unsigned)gid)
                         : pool_string(pool, group->gr_name);
}

const char *
owner_of(struct pool *pool, const struct stat *info)
{
    return pool_printf(pool, "%s:%s", owner_user(pool, info->st_uid),
                       owner_group(pool, info->st_gid));
}
