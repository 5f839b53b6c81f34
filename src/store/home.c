/* home.c - the state directory: is it fit for SQLite, and how it is made. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "base/fail.h"
#include "base/file.h"
#include "store/home.h"

const char *
home_network(unsigned long type)
{
    static const struct {
        unsigned long type;
        const char *name;
    } remote[] = {
        { 0x6969, "NFS" },      { 0x517b, "SMB" },        { 0xff534d42, "CIFS" },
        { 0xfe534d42, "SMB2" }, { 0x65735546, "FUSE" },   { 0x01021997, "9p" },
        { 0x5346414f, "AFS" },  { 0x6b414653, "AFS" },    { 0x73757245, "Coda" },
        { 0x00c36400, "Ceph" }, { 0x0bd00bd0, "Lustre" }, { 0x7461636f, "OCFS2" },
        { 0x01161970, "GFS2" }, { 0x564c, "NCP" },
    };

    for (size_t i = 0; i < sizeof remote / sizeof remote[0]; i++)
        if (remote[i].type == (type & 0xffffffff))
            return remote[i].name;
    return NULL;
}

int
home_check(const char *directory)
{
    struct statfs info;
    const char *name;

    if (statfs(directory, &info) != 0 && errno == EACCES)
        return fail(FAIL_STORE, "%s: permission denied; use sudo, or join the group hooklet",
                    directory);
    if (statfs(directory, &info) != 0)
        return fail(errno == ENOENT ? FAIL_NOT_FOUND : FAIL_STORE,
                    "%s: %s; \"hooklet init\" makes the state directory", directory,
                    strerror(errno));
    name = home_network((unsigned long)info.f_type);
    if (name != NULL)
        return fail(FAIL_STORE,
                    "%s: is on %s, a network file system, where SQLite's write-ahead"
                    " log does not work; keep the state on a local disk",
                    directory, name);
    return 0;
}

int
home_make(const char *path)
{
    struct pool *pool = pool_new();
    struct stat info;
    int rc = 0;

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        pool_free(pool);
        return 0;
    }
    /* Only the last one is closed to others: the users that share it must get there. */
    rc = directory_make(path_parent(pool, path), 0755);
    pool_free(pool);
    if (rc == 0)
        rc = directory_make(path, 0770);
    if (rc == 0 && chmod(path, 02770) != 0)
        rc = fail(FAIL_SYSTEM, "%s: chmod: %s", path, strerror(errno));
    return rc;
}
