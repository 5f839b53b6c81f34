/*
 * socket_server.h - which process answers at a socket, and which file it runs
 *
 * memory  the pool's
 * source  unix(7), SO_PEERCRED; proc(5), /proc/net/unix, /proc/PID/exe
 */
#ifndef HOOKLET_CLI_SOCKET_SERVER_H
#define HOOKLET_CLI_SOCKET_SERVER_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/pool.h"

struct socket_server {
    pid_t pid;        /* 0: it can't be told, as nobody runs yet, or this user may not know */
    uid_t uid;        /* as whom */
    const char *file; /* that it runs; NULL: it can't be told */
    bool replaced;    /* another file has that name now, or none */
    struct stat info; /* of what it runs */
};

/*
 * Asks at the socket: 0, or errno.  program: "github-push", whose process systemd may have started
 * on a socket of its own.
 */
int socket_server_ask(struct pool *pool, const char *path, const char *program,
                      struct socket_server *server);

#endif
