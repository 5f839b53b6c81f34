/* cgi_listen.c - the listening socket: one that we make, or one that our parent holds for us */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fail.h"
#include "port/cgi_exchange.h"

enum { BACKLOG = 4096, SOCKET_MODE = 0660 };

static int
address_of(const char *path, struct sockaddr_un *address)
{
    size_t length = strlen(path);

    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (length == 0 || length >= sizeof(address->sun_path))
        return fail(FAIL_CONFIG, "socket %s: the path must have 1 to %zu bytes", path,
                    sizeof(address->sun_path) - 1);
    memcpy(address->sun_path, path, length);
    return 0;
}

/* A stale socket refuses connections; anything else at that path is not ours to replace. */
static int
address_free(const struct sockaddr_un *address)
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
    if (error == 0 || error == EAGAIN)
        return fail(FAIL_CONFLICT, "socket %s: another process serves it; stop that one first",
                    address->sun_path);
    if (error == ENOENT)
        return 0;
    if (error == ECONNREFUSED && S_ISSOCK(status.st_mode))
        return 0;
    if (!S_ISSOCK(status.st_mode))
        return fail(FAIL_CONFIG, "socket %s: another file is there; remove it or listen elsewhere",
                    address->sun_path);
    return fail(FAIL_SYSTEM, "socket %s: %s", address->sun_path, strerror(error));
}

/* Ready under a name of its own, then renamed: nobody ever meets a socket without its mode. */
static int
socket_make(struct pool *pool, const char *path, int *out)
{
    const char *name = pool_printf(pool, "%s.%ld", path, (long)getpid());
    struct sockaddr_un address;
    int rc, fd;

    rc = address_of(name, &address);
    if (rc != 0)
        return rc;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return fail(FAIL_SYSTEM, "socket: %s", strerror(errno));
    unlink(name);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && chmod(name, SOCKET_MODE) == 0
        && listen(fd, BACKLOG) == 0 && rename(name, path) == 0) {
        *out = fd;
        return 0;
    }
    rc = fail(FAIL_SYSTEM, "socket %s: %s", path, strerror(errno));
    unlink(name);
    close(fd);
    return rc;
}

static const char *
directory_of(struct pool *pool, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return ".";
    return slash == path ? "/" : pool_copy(pool, path, (size_t)(slash - path));
}

int
cgi_listen(struct pool *pool, const char *path, int *fd)
{
    const char *directory = directory_of(pool, path);
    struct sockaddr_un address;
    int rc, lock;

    rc = address_of(path, &address);
    if (rc != 0)
        return rc;
    /* Two that start at once take turns, so that the second one finds the first one serving. */
    lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0 || flock(lock, LOCK_EX) != 0) {
        rc = fail(FAIL_SYSTEM, "socket %s: directory %s: %s; it must exist and be readable", path,
                  directory, strerror(errno));
    }
    if (rc == 0)
        rc = address_free(&address);
    if (rc == 0)
        rc = socket_make(pool, path, fd);
    if (lock >= 0)
        close(lock);
    return rc;
}

int
cgi_listen_inherited(int *fd)
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
    *fd = STDIN_FILENO;
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
