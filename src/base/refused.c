/* refused.c - by faccessat(2), which knows; owner and mode are for the words */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/owner.h"
#include "base/refused.h"
#include "base/shell.h"

static bool
in_group(struct pool *pool, gid_t gid)
{
    int room = getgroups(0, NULL);
    gid_t *groups = pool_array(pool, (size_t)(room > 0 ? room : 1), sizeof *groups);
    int count = getgroups(room > 0 ? room : 0, groups);

    for (int i = 0; room > 0 && i < count; i++)
        if (groups[i] == gid)
            return true;
    return gid == getegid();
}

/* "rw" for chmod. */
static const char *
letters(struct pool *pool, int wanted)
{
    return pool_printf(pool, "%s%s%s", (wanted & R_OK) != 0 ? "r" : "",
                       (wanted & W_OK) != 0 ? "w" : "", (wanted & X_OK) != 0 ? "x" : "");
}

/* R_OK, W_OK and X_OK are the bits of a mode. */
static bool
group_may(const struct stat *info, int wanted)
{
    return (((unsigned)info->st_mode >> 3) & (unsigned)wanted) == (unsigned)wanted;
}

/*
 * The least that helps: a bit for whoever is meant, a group for who isn't, else another owner.
 * What belongs to a user of its own is likely to be theirs for a reason, what is root's a slip.
 */
static const char *
remedy(struct pool *pool, const char *path, const struct stat *info, int wanted)
{
    const char *user = owner_user(pool, geteuid());
    const char *word = shell_word(pool, path);

    if (info->st_uid == geteuid())
        return pool_printf(pool, "chmod u+%s %s", letters(pool, wanted), word);
    if (in_group(pool, info->st_gid))
        return pool_printf(pool, "chmod g+%s %s", letters(pool, wanted), word);
    if (info->st_gid != 0 && group_may(info, wanted))
        return pool_printf(pool, "usermod -aG %s %s, or run this as %s",
                           owner_group(pool, info->st_gid), user, owner_user(pool, info->st_uid));
    if (wanted == X_OK)
        return pool_printf(pool, "chmod o+x %s", word);
    if (info->st_uid != 0)
        return pool_printf(pool, "run this as %s, or chown %s %s", owner_user(pool, info->st_uid),
                           user, word);
    return pool_printf(pool, "chown %s %s, or run this as root", user, word);
}

/* named: the words are about another path than the one that they stand behind. */
static const char *
owner_refuses(struct pool *pool, const char *path, int wanted, bool named)
{
    const char *verb = (wanted & W_OK) != 0 ? "write" : (wanted & R_OK) != 0 ? "read" : "enter";
    struct stat info;

    if (stat(path, &info) != 0)
        return NULL;
    return pool_printf(pool, "permission denied: %s is of %s, mode %04o, and %s may not %s it; %s",
                       named ? path : "it", owner_of(pool, &info), (unsigned)info.st_mode & 07777,
                       owner_user(pool, geteuid()), verb, remedy(pool, path, &info, wanted));
}

const char *
path_barrier(struct pool *pool, const char *path, path_bars *bars, const void *data)
{
    char *part = pool_string(pool, path);

    for (char *slash = strchr(part, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        char after = slash[1];

        slash[1] = '\0';
        if (bars(part, data)) {
            if (slash != part)
                *slash = '\0';
            return part;
        }
        slash[1] = after;
    }
    return NULL;
}

static bool
bars_us(const char *directory, const void *data)
{
    (void)data;
    return faccessat(AT_FDCWD, directory, X_OK, AT_EACCESS) != 0 && errno == EACCES;
}

const char *
path_refused(struct pool *pool, const char *path, int wanted)
{
    const char *above;

    if (faccessat(AT_FDCWD, path, wanted, AT_EACCESS) == 0)
        return NULL;
    if (errno == EROFS)
        return "is on a file system that is mounted read-only: mount -o remount,rw, or choose"
               " another place";
    if (errno != EACCES)
        return NULL;
    above = path_barrier(pool, path, bars_us, NULL);
    return above != NULL ? owner_refuses(pool, above, X_OK, true)
                         : owner_refuses(pool, path, wanted, false);
}
