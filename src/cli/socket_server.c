/*
 * socket_server.c - by the credentials of the socket, else by what is in /proc
 *
 * The credentials are those of who called listen(2): with socket activation that is systemd, and
 * the program has the same socket as its descriptor 0.
 */
#include "config.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/socket_address.h"
#include "base/text.h"
#include "cli/socket_server.h"

#define GONE " (deleted)"
#define SOCKETS_MOST ((size_t)64 * 1024 * 1024) /* bytes of /proc/net/unix */
#define FLAG_LISTENS 0x10000UL                  /* __SO_ACCEPTCON */

/* What a link of /proc says, or NULL. */
static const char *
read_link(struct pool *pool, const char *path)
{
    char *target = pool_alloc(pool, PATH_MAX);
    ssize_t length = readlink(path, target, PATH_MAX - 1);

    return length > 0 ? target : NULL;
}

/* The file that a process runs.  False: its name does not end so, or it can't be told. */
static bool
look_at(struct pool *pool, pid_t pid, const char *end, struct socket_server *server)
{
    const char *link = pool_printf(pool, "/proc/%ld/exe", (long)pid);
    const char *file = read_link(pool, link);
    size_t length = file == NULL ? 0 : strlen(file);
    bool gone = file != NULL && text_ends_with(file, GONE);
    struct stat process;

    if (gone)
        file = pool_copy(pool, file, length - strlen(GONE));
    if (file == NULL || !text_ends_with(file, end) ||
        stat(pool_printf(pool, "/proc/%ld", (long)pid), &process) != 0 ||
        stat(link, &server->info) != 0)
        return false;
    server->pid = pid;
    server->uid = process.st_uid;
    server->file = file;
    server->replaced = gone;
    return true;
}

/* "socket:[INODE]", as descriptors of that listening socket are shown; NULL: there is none. */
static const char *
listening_name(struct pool *pool, const char *path)
{
    char *text = NULL, *line, *rest;
    size_t length = 0;

    if (file_read(pool, "/proc/net/unix", SOCKETS_MOST, &text, &length) != 0)
        return NULL;
    for (rest = text; (line = strsep(&rest, "\n")) != NULL;) {
        unsigned long flags = 0, inode = 0;
        int name = 0;

        if (sscanf(line, "%*s %*s %*s %lx %*s %*s %lu %n", &flags, &inode, &name) == 2 &&
            name > 0 && (flags & FLAG_LISTENS) != 0 && strcmp(line + name, path) == 0)
            return pool_printf(pool, "socket:[%lu]", inode);
    }
    return NULL;
}

static void
search(struct pool *pool, const char *path, const char *end, struct socket_server *server)
{
    const char *wanted = listening_name(pool, path);
    DIR *directory = wanted == NULL ? NULL : opendir("/proc");
    const struct dirent *entry;

    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        struct socket_server found = { 0 };
        const char *input;

        if (!isdigit((unsigned char)entry->d_name[0]) ||
            !look_at(pool, (pid_t)text_number(entry->d_name, strlen(entry->d_name), INT32_MAX), end,
                     &found))
            continue;
        input = read_link(pool, pool_printf(pool, "/proc/%s/fd/0", entry->d_name));
        if (text_equal(input, wanted)) {
            *server = found;
            break;
        }
    }
    if (directory != NULL)
        closedir(directory);
}

int
socket_server_ask(struct pool *pool, const char *path, const char *program,
                  struct socket_server *server)
{
    struct sockaddr_un address;
    struct ucred peer = { 0 };
    socklen_t length = sizeof peer;
    int fd, trouble = 0;

    *server = (struct socket_server){ 0 };
    if (!socket_address(path, &address))
        return ENAMETOOLONG;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        trouble = errno;
    else if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        peer.pid = 0;
    if (fd >= 0)
        close(fd);
    if (trouble == 0 && (peer.pid == 0 || !look_at(pool, peer.pid, ".fcgi", server)))
        search(pool, path, pool_printf(pool, "/%s.fcgi", program), server);
    return trouble;
}
