/* socket_address.c - a path in its place, where it fits. */
#include "config.h"

#include <string.h>
#include <sys/socket.h>

#include "base/socket_address.h"

bool
socket_address(const char *path, struct sockaddr_un *address)
{
    size_t length = strlen(path);

    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (length == 0 || length > SOCKET_PATH_MOST)
        return false;
    memcpy(address->sun_path, path, length);
    return true;
}
