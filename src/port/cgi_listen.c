/* cgi_listen.c - the listening socket: one that we make, or one that our parent holds for us */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/refused.h"
#include "base/socket_address.h"
#include "port/cgi_exchange.h"

enum { BACKLOG = 4096, SOCKET_MODE = 0660 };

static int
address_of(const char *path, struct sockaddr_un *address)
{
    if (!socket_address(path, address))
        return fail(FAIL_CONFIG, "socket %s: the path must have 1 to %zu bytes", path,
                    SOCKET_PATH_MOST);
    return 0;
}

/* place: what is asked about, where owner and mode may be the reason. */
static int
refuse(const char *path, const char *place, int wanted, int error)
{
    struct pool *pool = pool_new();
    const char *refused = path_refused(pool, place, wanted);
    int rc;

    if (refused != NULL)
        rc = fail(FAIL_SYSTEM, "socket %s: %s: %s", path, place, refused);
    else
        rc = fail(FAIL_SYSTEM, "socket %s: %s", path, strerror(error));
    pool_free(pool);
    return rc;
}

/* A stale socket refuses connections; anything else at that path is not ours to replace. */
static int
address_free(const struct sockaddr_un *address, bool replace)
{
    struct stat status;
    int fd, error;

    if (lstat(address->sun_path, &status) != 0 && errno == ENOENT)
        return 0;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return fail(FAIL_SYSTEM, "socket: %s", strerror(errno));
    error = connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 ? 0 : errno;
    close(fd);
    if ((error == 0 || error == EAGAIN) && !replace)
        return fail(FAIL_CONFLICT,
                    "socket %s: another process serves it; stop that one first, or "
                    "take over with --replace",
                    address->sun_path);
    if (error == 0 || error == EAGAIN || error == ENOENT)
        return 0;
    if (error == ECONNREFUSED && S_ISSOCK(status.st_mode))
        return 0;
    if (!S_ISSOCK(status.st_mode))
        return fail(FAIL_CONFIG, "socket %s: another file is there; remove it or listen elsewhere",
                    address->sun_path);
    return refuse(address->sun_path, address->sun_path, W_OK, error);
}

/* Ready under a name of its own, then renamed: nobody ever meets a socket without its mode. */
static int
socket_make(struct pool *pool, const char *path, struct cgi_socket *listening)
{
    const char *name = pool_printf(pool, "%s.%ld", path, (long)getpid());
    struct sockaddr_un address;
    struct stat status;
    int rc, fd;

    rc = address_of(name, &address);
    if (rc != 0)
        return rc;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return fail(FAIL_SYSTEM, "socket: %s", strerror(errno));
    unlink(name);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
        chmod(name, SOCKET_MODE) == 0 && listen(fd, BACKLOG) == 0 && lstat(name, &status) == 0 &&
        rename(name, path) == 0) {
        *listening = (struct cgi_socket){ fd, path, status.st_dev, status.st_ino };
        return 0;
    }
    rc = refuse(path, path_parent(pool, path), W_OK | X_OK, errno);
    unlink(name);
    close(fd);
    return rc;
}

/*
 * Those that start or stop at once take turns, so that a second one finds the first one serving,
 * and nobody takes away another's path; -1: the directory can't be locked.
 */
static int
directory_lock(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || flock(fd, LOCK_EX) == 0)
        return fd;
    close(fd);
    return -1;
}

int
cgi_listen(const struct cgi_service *service, struct cgi_socket *listening)
{
    const char *path = service->listen_path, *directory;
    struct pool *pool = pool_new();
    struct sockaddr_un address;
    int rc, lock = -1;

    directory = path_parent(pool, path);
    rc = address_of(path, &address);
    if (rc == 0) {
        lock = directory_lock(directory);
        if (lock < 0 && errno == EACCES)
            rc = refuse(path, directory, R_OK | W_OK | X_OK, errno);
        else if (lock < 0)
            rc = fail(FAIL_SYSTEM, "socket %s: directory %s: %s; it must exist and be readable",
                      path, directory, strerror(errno));
    }
    if (rc == 0)
        rc = address_free(&address, service->replace);
    if (rc == 0)
        rc = socket_make(pool, path, listening);
    if (lock >= 0)
        close(lock);
    pool_free(pool);
    return rc;
}

void
cgi_listen_end(const struct cgi_socket *listening)
{
    struct pool *pool;
    struct stat status;
    int lock;

    if (listening->path == NULL)
        return;
    pool = pool_new();
    lock = directory_lock(path_parent(pool, listening->path));
    if (lstat(listening->path, &status) == 0 && status.st_dev == listening->device &&
        status.st_ino == listening->inode)
        unlink(listening->path);
    if (lock >= 0)
        close(lock);
    pool_free(pool);
}

int
cgi_listen_inherited(struct cgi_socket *listening)
{
    struct sockaddr_un address;
    socklen_t length = sizeof(address);
    int flags;

    if (getsockname(STDIN_FILENO, (struct sockaddr *)&address, &length) != 0)
        return fail(FAIL_SYSTEM, "socket on descriptor 0: %s", strerror(errno));
    if (address.sun_family != AF_UNIX)
        return fail(FAIL_CONFIG, "socket on descriptor 0: it must be a Unix socket");
    /* Several of us may wake for one connection; those that come late must not hang in accept. */
    flags = fcntl(STDIN_FILENO, F_GETFL);
    if (flags < 0 || fcntl(STDIN_FILENO, F_SETFL, flags | O_NONBLOCK) != 0)
        return fail(FAIL_SYSTEM, "socket on descriptor 0: %s", strerror(errno));
    *listening = (struct cgi_socket){ .fd = STDIN_FILENO };
    return 0;
}

bool
cgi_is_plain(const char *listen_path)
{
    int listening = 0;
    socklen_t length = sizeof(listening);

    if (listen_path != NULL)
        return false;
    if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) != 0)
        return true;
    return listening == 0;
}
