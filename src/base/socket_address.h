/*
 * socket_address.h - the address of a Unix socket
 *
 * source  unix(7)
 */
#ifndef HOOKLET_BASE_SOCKET_ADDRESS_H
#define HOOKLET_BASE_SOCKET_ADDRESS_H

#include <stdbool.h>
#include <sys/un.h>

/* bytes that the path of one may have, no NUL */
#define SOCKET_PATH_MOST (sizeof((struct sockaddr_un *)NULL)->sun_path - 1)

/* False: the path is empty, or longer than that. */
bool socket_address(const char *path, struct sockaddr_un *address);

#endif
