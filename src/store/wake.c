/* wake.c - ringing and hearing the worker's bell. */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "store/wake.h"

#define BELLS 4

/* "DIRECTORY/wake.N"; false when it is longer than an address takes. */
static bool
bell_address(const struct wake *wake, int number, struct sockaddr_un *address)
{
    static const char name[] = "/wake.";
    size_t length = strlen(wake->directory);
    char *end = address->sun_path;

    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (length + sizeof name + 1 > sizeof address->sun_path)
        return false;
    end = mempcpy(end, wake->directory, length);
    end = mempcpy(end, name, sizeof name - 1);
    *end = (char)('0' + number);
    return true;
}

static int
bell_socket(void)
{
    return socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

void
wake_open(struct wake *wake, const char *directory)
{
    *wake = (struct wake){ .directory = directory, .sender = bell_socket(), .receiver = -1 };
}

void
wake_close(struct wake *wake)
{
    struct sockaddr_un address;

    if (wake->receiver >= 0 && bell_address(wake, wake->number, &address))
        (void)unlink(address.sun_path);
    if (wake->receiver >= 0)
        (void)close(wake->receiver);
    if (wake->sender >= 0)
        (void)close(wake->sender);
}

void
wake_ring(const struct wake *wake)
{
    struct sockaddr_un address;

    /* All names, for the worker of the first may be gone; a full queue means that it is awake. */
    for (int i = 0; i < BELLS && bell_address(wake, i, &address); i++)
        (void)sendto(wake->sender, "", 1, MSG_NOSIGNAL, (struct sockaddr *)&address,
                     sizeof address);
}

/* Left behind by a worker that was killed: nobody is bound to it. */
static bool
is_stale(const struct sockaddr_un *address)
{
    int fd = bell_socket();
    bool stale;

    if (fd < 0)
        return false;
    stale = connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
            errno == ECONNREFUSED;
    (void)close(fd);
    return stale;
}

static bool
take_name(int fd, const struct sockaddr_un *address)
{
    const struct sockaddr *name = (const struct sockaddr *)address;
    int rc = bind(fd, name, sizeof *address);

    if (rc != 0 && errno == EADDRINUSE && is_stale(address)) {
        (void)unlink(address->sun_path);
        rc = bind(fd, name, sizeof *address);
    }
    /* The web programs ring as another user of the same group. */
    return rc == 0 && chmod(address->sun_path, 0660) == 0;
}

int
wake_listen(struct wake *wake)
{
    struct sockaddr_un address;
    int fd;

    if (wake->receiver >= 0)
        return wake->receiver;
    fd = bell_socket();
    if (fd < 0)
        return -1;
    for (int i = 0; i < BELLS && bell_address(wake, i, &address); i++)
        if (take_name(fd, &address)) {
            wake->number = i;
            wake->receiver = fd;
            return fd;
        }
    (void)close(fd);
    log_say(LOG_WARNING, "wake", "%s: no free wake.0 to wake.%d; looking once a second instead",
            wake->directory, BELLS - 1);
    return -1;
}

void
wake_clear(const struct wake *wake)
{
    char byte;

    while (wake->receiver >= 0 && recv(wake->receiver, &byte, 1, 0) >= 0)
        continue;
}
