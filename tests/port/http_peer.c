/* http_peer.c - poll(2) over all connections; requests without a body, which fit into one read */
#include "config.h"

#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_peer.h"

#include <cmocka.h>

enum { MOST = 256, LONG = 3 * 1024 * 1024, LINES = 200 };

static const struct {
    const char *path;
    const char *text;
    bool close;
} answers[] = {
    { "/ok", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok", false },
    { "/named", "HTTP/1.1 200 OK\r\nX-Name: named\r\nContent-Length: 0\r\n\r\n", false },
    { "/moved", "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n", false },
    { "/short", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", true },
};

/* false: the peer has gone. */
static bool
send_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool
send_long(int fd)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 3145728\r\n\r\n";
    char *body = malloc(LONG);
    bool sent;

    assert_non_null(body);
    memset(body, 'x', LONG);
    sent = send_all(fd, head, strlen(head)) && send_all(fd, body, LONG);
    free(body);
    return sent;
}

static bool
send_headers(int fd)
{
    char line[1024 + 1] = "X-Long: ";
    bool sent = send_all(fd, "HTTP/1.1 200 OK\r\n", 17);

    memset(line + 8, 'x', sizeof line - 8);
    memcpy(line + sizeof line - 3, "\r\n", 3);
    for (int i = 0; i < LINES && sent; i++)
        sent = send_all(fd, line, sizeof line - 1);
    return sent && send_all(fd, "Content-Length: 0\r\n\r\n", 21);
}

/* false: the connection is to be closed. */
static bool
answer(struct http_peer *peer, int fd)
{
    char request[8192] = "";
    ssize_t got = read(fd, request, sizeof request - 1);
    char *path;

    if (got <= 0 || strstr(request, "\r\n\r\n") == NULL || (path = strchr(request, ' ')) == NULL)
        return false;
    atomic_fetch_add(&peer->requests, 1);
    path++;
    path[strcspn(path, " ?")] = '\0';
    if (strcmp(path, "/long") == 0)
        return send_long(fd);
    if (strcmp(path, "/headers") == 0)
        return send_headers(fd);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strcmp(path, answers[i].path) == 0)
            return send_all(fd, answers[i].text, strlen(answers[i].text)) && !answers[i].close;
    }
    return true;
}

static void *
serve(void *data)
{
    struct http_peer *peer = data;
    struct pollfd fds[MOST] = { { .fd = peer->stop[0], .events = POLLIN },
                                { .fd = peer->listener, .events = POLLIN } };
    nfds_t count = 2;

    while (poll(fds, count, -1) >= 0 && fds[0].revents == 0) {
        for (nfds_t i = 2; i < count; i++) {
            if (fds[i].revents == 0 || answer(peer, fds[i].fd))
                continue;
            close(fds[i].fd);
            fds[i--] = fds[--count];
        }
        if (fds[1].revents != 0 && count < MOST) {
            fds[count] =
                (struct pollfd){ .fd = accept(peer->listener, NULL, NULL), .events = POLLIN };
            count += fds[count].fd >= 0;
            atomic_fetch_add(&peer->connections, 1);
        }
    }
    while (count > 2)
        close(fds[--count].fd);
    return NULL;
}

static int
listen_on(int family, const struct sockaddr *address, socklen_t size)
{
    int fd = socket(family, SOCK_STREAM, 0);

    if (fd >= 0 && (bind(fd, address, size) != 0 || listen(fd, MOST) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* A listener at :: takes both families. */
void
http_peer_start(struct http_peer *peer)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_ANY_INIT };
    struct sockaddr_in four = { .sin_family = AF_INET };
    socklen_t size = sizeof six;

    *peer = (struct http_peer){ 0 };
    peer->listener = listen_on(AF_INET6, (const struct sockaddr *)&six, sizeof six);
    if (peer->listener < 0)
        peer->listener = listen_on(AF_INET, (const struct sockaddr *)&four, sizeof four);
    assert_true(peer->listener >= 0);
    /* The port stands at the same place in both. */
    assert_int_equal(getsockname(peer->listener, (struct sockaddr *)&six, &size), 0);
    peer->port = ntohs(six.sin6_port);
    assert_int_equal(pipe(peer->stop), 0);
    assert_int_equal(pthread_create(&peer->thread, NULL, serve, peer), 0);
}

void
http_peer_stop(struct http_peer *peer)
{
    assert_int_equal(write(peer->stop[1], "x", 1), 1);
    pthread_join(peer->thread, NULL);
    close(peer->listener);
    close(peer->stop[0]);
    close(peer->stop[1]);
}
