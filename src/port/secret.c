/* secret.c - reads and rotates secret files */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/owner.h"
#include "base/shell.h"
#include "base/text.h"
#include "port/crypto.h"
#include "port/file_try.h"
#include "port/secret.h"

#define SECRET_SIZE 32 /* bytes of a new one */

static const size_t secret_most = 65536;
/* Where systemd keeps the credentials of all services, each for its user. */
static const char credentials[] = "/run/credentials/";

char *
secret_previous_path(struct pool *pool, const char *path)
{
    return pool_printf(pool, "%s.previous", path);
}

const char *
secret_try(struct pool *pool, const char *path, bool credential, char **bytes, size_t *length)
{
    const mode_t forbidden = credential || text_behind(path, credentials) != NULL ? 0007 : 0077;
    struct file_tried file;
    const char *reason = file_try(pool, path, secret_most, &file);

    if (reason != NULL)
        return pool_printf(pool,
                           "%s: %s; a secret is a file of its own, readable by its user alone",
                           path, reason);
    if (file.length > 0 && file.bytes[file.length - 1] == '\n')
        file.length--;
    if (file.length > 0 && file.bytes[file.length - 1] == '\r')
        file.length--;
    if ((file.status.st_mode & forbidden) != 0)
        reason =
            pool_printf(pool, "%s: its mode %04o lets others read or write it; run chmod 0400 %s",
                        path, (unsigned)(file.status.st_mode & 07777), shell_word(pool, path));
    else if (file.length == 0)
        reason = pool_printf(pool, "%s: is empty; put the secret into it, one line", path);
    if (reason != NULL) {
        crypto_wipe(file.bytes, (size_t)file.status.st_size);
        return reason;
    }

    file.bytes[file.length] = '\0';
    *bytes = file.bytes;
    *length = file.length;
    return NULL;
}

const char *
secret_hidden(struct pool *pool, const char *path)
{
    struct stat status;

    if (access(path, R_OK) == 0 || errno != EACCES)
        return NULL;
    if (stat(path, &status) != 0)
        return pool_printf(pool, "%s: this user may not look there", path);
    if (status.st_uid == geteuid() || !S_ISREG(status.st_mode) || (status.st_mode & 0077) != 0)
        return NULL;
    return pool_printf(pool, "%s: only %s can read it", path, owner_user(pool, status.st_uid));
}

int
secret_read(struct pool *pool, const char *path, char **bytes, size_t *length)
{
    const char *reason = secret_try(pool, path, false, bytes, length);

    return reason == NULL ? 0 : fail(FAIL_CONFIG, "%s", reason);
}

static int
sync_directory(struct pool *pool, const char *path)
{
    const char *directory = dirname(pool_string(pool, path));
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = 0;

    if (fd < 0 || fsync(fd) < 0)
        rc = fail(FAIL_SYSTEM, "%s: %s", directory, strerror(errno));
    if (fd >= 0)
        close(fd);
    return rc;
}

/* Whole and with its owner before it is renamed into place, so that no reader sees less. */
static int
write_private(int fd, const char *path, const void *bytes, size_t length, const struct stat *owner)
{
    int rc = fd_write(fd, bytes, length, path);

    if (rc == 0 && fchown(fd, owner->st_uid, owner->st_gid) < 0)
        rc = fail(FAIL_SYSTEM, "%s: can't give it to user %u; run this as that user or as root",
                  path, (unsigned)owner->st_uid);
    if (rc == 0 && (fchmod(fd, 0400) < 0 || fsync(fd) < 0))
        rc = fail(FAIL_SYSTEM, "%s: %s", path, strerror(errno));
    return rc;
}

int
secret_new(struct pool *pool, char **text)
{
    unsigned char bytes[SECRET_SIZE];
    int rc = crypto_random(bytes, sizeof(bytes));
    char *hex;

    if (rc != 0)
        return rc;
    hex = hex_encode(pool, bytes, sizeof(bytes));
    *text = pool_printf(pool, "%s\n", hex);
    crypto_wipe(hex, strlen(hex));
    crypto_wipe(bytes, sizeof(bytes));
    return 0;
}

static int
replace_secret(struct pool *pool, const char *path, const char *text, const struct stat *owner)
{
    const char *new_path = pool_printf(pool, "%s.new", path);
    int fd;
    int rc;

    unlink(new_path); /* what a rotation that was cut off left behind */
    fd = open(new_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        rc = fail(FAIL_SYSTEM, "%s: %s", new_path, strerror(errno));
    else
        rc = write_private(fd, new_path, text, strlen(text), owner);
    if (fd >= 0)
        close(fd);
    if (rc == 0 && rename(new_path, path) < 0)
        rc = fail(FAIL_SYSTEM, "%s: %s", path, strerror(errno));
    if (rc != 0)
        unlink(new_path);
    return rc;
}

static int
rotate(struct pool *pool, const char *path, const char *text)
{
    const char *previous = secret_previous_path(pool, path);
    struct stat owner;
    char *bytes = NULL;
    size_t length = 0;
    int rc = secret_read(pool, path, &bytes, &length);

    if (rc != 0)
        return rc;
    crypto_wipe(bytes, length);
    if (stat(path, &owner) < 0)
        return fail(FAIL_SYSTEM, "%s: %s", path, strerror(errno));
    /*
     * link() and not rename(): PATH is there at every moment, and two rotations at once can't lose
     * the old secret.
     */
    if (link(path, previous) < 0)
        return errno == EEXIST
                   ? fail(FAIL_CONFLICT, "%s: a rotation is under way; finish it first", previous)
                   : fail(FAIL_SYSTEM, "%s: can't be made: %s", previous, strerror(errno));
    rc = replace_secret(pool, path, text, &owner);
    if (rc == 0)
        return sync_directory(pool, path);
    unlink(previous);
    return rc;
}

int
secret_rotate(const char *path)
{
    struct pool *pool = pool_new();
    char *text = NULL;
    int rc = secret_new(pool, &text);

    if (rc == 0)
        rc = rotate(pool, path, text);
    if (text != NULL)
        crypto_wipe(text, strlen(text));
    pool_free(pool);
    return rc;
}

int
secret_rotate_to(const char *path, const char *text)
{
    struct pool *pool = pool_new();
    char *line = pool_printf(pool, "%s\n", text);
    int rc = rotate(pool, path, line);

    crypto_wipe(line, strlen(line));
    pool_free(pool);
    return rc;
}

int
secret_rotate_finish(const char *path)
{
    struct pool *pool = pool_new();
    const char *previous = secret_previous_path(pool, path);
    int rc = 0;

    if (unlink(previous) == 0)
        rc = sync_directory(pool, path);
    else if (errno == ENOENT)
        rc = fail(FAIL_NOT_FOUND, "%s: no such file, so no rotation is under way", previous);
    else
        rc = fail(FAIL_SYSTEM, "%s: %s", previous, strerror(errno));
    pool_free(pool);
    return rc;
}
