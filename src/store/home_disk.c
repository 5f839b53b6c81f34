/* home_disk.c - by statfs(2), and for FUSE by the list of mounts */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "base/file.h"
#include "store/home.h"

enum { FUSE = 0x65735546, MOUNTS_MOST = 16 << 20 };

static const struct {
    unsigned long type;
    const char *name;
} remote[] = {
    { 0x6969, "NFS" },      { 0x517b, "SMB" },        { 0xff534d42, "CIFS" },
    { 0xfe534d42, "SMB2" }, { 0x01021997, "9p" },     { 0x5346414f, "AFS" },
    { 0x6b414653, "AFS" },  { 0x73757245, "Coda" },   { 0x00c36400, "Ceph" },
    { 0x564c, "NCP" },      { 0x0bd00bd0, "Lustre" }, { 0x7461636f, "OCFS2" },
    { 0x01161970, "GFS2" },
};

static const char *const remote_fuse[] = { "sshfs",     "glusterfs", "s3fs",      "rclone",
                                           "gcsfuse",   "goofys",    "ceph-fuse", "ceph",
                                           "mfs",       "juicefs",   "smbnetfs",  "curlftpfs",
                                           "blobfuse2", "lizardfs",  "beegfs",    "seaweedfs",
                                           "davfs",     "davfs2",    "mount-s3",  "afs" };

static enum home_disk
fuse_disk(const char *kind, const char **name)
{
    const char *dot = kind == NULL ? NULL : strchr(kind, '.');

    *name = dot != NULL ? dot + 1 : "FUSE";
    for (size_t i = 0; i < sizeof remote_fuse / sizeof remote_fuse[0]; i++)
        if (strcmp(remote_fuse[i], *name) == 0)
            return HOME_NETWORK;
    return kind != NULL && strcmp(kind, "fuseblk") == 0 ? HOME_LOCAL : HOME_DOUBTFUL;
}

enum home_disk
home_disk_of(unsigned long type, const char *kind, const char **name)
{
    type &= 0xffffffff; /* it may come sign-extended */
    if (type == FUSE)
        return fuse_disk(kind, name);
    *name = NULL;
    for (size_t i = 0; i < sizeof remote / sizeof remote[0]; i++)
        if (remote[i].type == type)
            *name = remote[i].name;
    return *name != NULL ? HOME_NETWORK : HOME_LOCAL;
}

/* Of a line of proc_pid_mountinfo(5), "36 35 98:0 / /mnt rw - fuse.sshfs host: rw"; or NULL. */
static const char *
kind_in_line(struct pool *pool, char *line, dev_t device)
{
    unsigned major_number, minor_number;
    const char *end;

    if (sscanf(line, "%*s %*s %u:%u ", &major_number, &minor_number) != 2 ||
        makedev(major_number, minor_number) != device)
        return NULL;
    end = strstr(line, " - ");
    return end == NULL ? NULL : pool_printf(pool, "%.*s", (int)strcspn(end + 3, " "), end + 3);
}

/* Of the mount that a directory is on, or NULL. */
static const char *
mount_kind(struct pool *pool, const char *directory)
{
    const char *kind = NULL;
    char *text = NULL, *rest;
    size_t length = 0;
    struct stat info;

    if (stat(directory, &info) != 0 ||
        file_read(pool, "/proc/self/mountinfo", MOUNTS_MOST, &text, &length) != 0)
        return NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL && kind == NULL;
         line = strtok_r(NULL, "\n", &rest))
        kind = kind_in_line(pool, line, info.st_dev);
    return kind;
}

enum home_disk
home_disk(struct pool *pool, const char *directory, const char **name)
{
    struct statfs info;

    *name = NULL;
    if (statfs(directory, &info) != 0)
        return HOME_LOCAL;
    return home_disk_of((unsigned long)info.f_type,
                        (info.f_type & 0xffffffff) == FUSE ? mount_kind(pool, directory) : NULL,
                        name);
}
