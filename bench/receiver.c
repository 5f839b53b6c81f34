/*
 * receiver.c - a subscriber as fast as it can be: answers every request with 200 over connections
 * that it keeps
 *
 *     receiver [--ports N] [--delay MS]
 *
 * Listens at N ports (1) of 127.0.0.1, which its first line names.  For each line of its standard
 * input, and at its end, it prints how much has come, as JSON.  With a delay each answer
 * comes so much later.
 */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { PORTS_MOST = 64, AT_ONCE = 256, HEAD_MOST = 16 * 1024, PIECE = 64 * 1024 };

/* What epoll tells of: the standard input, a port, or a connection. */
struct source {
    enum { SOURCE_INPUT, SOURCE_PORT, SOURCE_CONNECTION } kind;
    int fd;
    int port;            /* which one, from 0 */
    size_t got;          /* bytes of a head that is not whole */
    size_t body;         /* bytes of the request's body that have not come yet */
    int64_t due_ms;      /* when its answer is sent; 0: none is owed */
    struct source *next; /* to be answered */
    char head[HEAD_MOST + 1];
};

struct count {
    uint64_t requests, connections, bytes;
};

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
static struct count counts[PORTS_MOST];
static int ports = 1;
static int64_t delay_ms;
static struct source *first_due, *last_due; /* all wait equally long, so they stand in order */

static int64_t
now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static _Noreturn void
die(const char *what)
{
    perror(what);
    exit(EX_OSERR);
}

static void
watch(int epoll, struct source *source)
{
    struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = source };

    /* A file as standard input can't be watched, and has ended already. */
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, source->fd, &event) != 0 && errno != EPERM)
        die("epoll_ctl");
}

static struct source *
source_new(int kind, int fd, int port)
{
    struct source *source = calloc(1, sizeof *source);

    if (source == NULL)
        die("calloc");
    source->kind = kind;
    source->fd = fd;
    source->port = port;
    return source;
}

static int
listen_at_any_port(int epoll, int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, size) != 0 ||
        listen(fd, SOMAXCONN) != 0 || getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        die("listen");
    watch(epoll, source_new(SOURCE_PORT, fd, port));
    return ntohs(address.sin_port);
}

static void
take_connections(int epoll, const struct source *listener)
{
    const int yes = 1;
    int fd;

    while ((fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        counts[listener->port].connections++;
        watch(epoll, source_new(SOURCE_CONNECTION, fd, listener->port));
    }
}

static void
send_answer(const struct source *source)
{
    ssize_t sent = send(source->fd, answer, sizeof answer - 1, MSG_NOSIGNAL);

    (void)sent; /* who doesn't read 40 bytes has gone */
}

/* A request is there, whole. */
static void
answer_request(struct source *source)
{
    counts[source->port].requests++;
    if (delay_ms == 0) {
        send_answer(source);
        return;
    }
    source->due_ms = now_ms() + delay_ms;
    source->next = NULL;
    if (first_due == NULL)
        first_due = source;
    else
        last_due->next = source;
    last_due = source;
}

/* Milliseconds until the next answer is due; -1: none is. */
static int
answer_due(void)
{
    int64_t now = now_ms();

    while (first_due != NULL && first_due->due_ms <= now) {
        struct source *source = first_due;

        first_due = source->next;
        source->due_ms = 0;
        if (source->fd >= 0)
            send_answer(source);
        else
            free(source);
    }
    return first_due != NULL ? (int)(first_due->due_ms - now) : -1;
}

/* Content-Length, of a head that ends with a NUL; 0: none. */
static size_t
body_length(const char *head)
{
    const char *found = strcasestr(head, "\r\ncontent-length:");

    return found != NULL ? strtoul(found + strlen("\r\ncontent-length:"), NULL, 10) : 0;
}

/* One request after the other, as far as they have come; false: this is too long for a head. */
static bool
take_bytes(struct source *source, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t take = length;
        char *end;

        if (source->body > 0) {
            take = length < source->body ? length : source->body;
            source->body -= take;
            if (source->body == 0)
                answer_request(source);
        } else {
            size_t before = source->got;

            if (take > HEAD_MOST - before)
                take = HEAD_MOST - before;
            if (take == 0)
                return false;
            memcpy(source->head + before, bytes, take);
            source->got += take;
            source->head[source->got] = '\0';
            end = strstr(source->head, "\r\n\r\n");
            if (end != NULL) {
                take = (size_t)(end + 4 - source->head) - before;
                end[2] = '\0';
                source->body = body_length(source->head);
                source->got = 0;
                if (source->body == 0)
                    answer_request(source);
            }
        }
        bytes += take;
        length -= take;
    }
    return true;
}

static void
read_connection(struct source *source)
{
    static char piece[PIECE];
    ssize_t got = read(source->fd, piece, sizeof piece);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0) {
        counts[source->port].bytes += (uint64_t)got;
        if (take_bytes(source, piece, (size_t)got))
            return;
    }
    close(source->fd);
    source->fd = -1;
    if (source->due_ms == 0)
        free(source);
}

static void
tell(void)
{
    struct count all = { 0 };

    printf("{\"ports\":[");
    for (int i = 0; i < ports; i++) {
        printf("%s%llu", i > 0 ? "," : "", (unsigned long long)counts[i].requests);
        all.requests += counts[i].requests;
        all.connections += counts[i].connections;
        all.bytes += counts[i].bytes;
    }
    printf("],\"requests\":%llu,\"connections\":%llu,\"bytes\":%llu}\n",
           (unsigned long long)all.requests, (unsigned long long)all.connections,
           (unsigned long long)all.bytes);
    (void)fflush(stdout);
}

/* false: the input has ended. */
static bool
read_input(void)
{
    char piece[256];
    ssize_t got = read(STDIN_FILENO, piece, sizeof piece);

    for (ssize_t i = 0; i < got; i++) {
        if (piece[i] == '\n')
            tell();
    }
    return got > 0;
}

static void
serve(int epoll)
{
    struct epoll_event events[AT_ONCE];
    bool more = true;

    while (more) {
        int count = epoll_wait(epoll, events, AT_ONCE, answer_due());

        if (count < 0 && errno != EINTR)
            die("epoll_wait");
        for (int i = 0; i < count; i++) {
            struct source *source = events[i].data.ptr;

            if (source->kind == SOURCE_PORT)
                take_connections(epoll, source);
            else if (source->kind == SOURCE_CONNECTION)
                read_connection(source);
            else
                more = read_input();
        }
    }
}

static const struct option choices[] = {
    { "ports", required_argument, NULL, 'p' },
    { "delay", required_argument, NULL, 'd' },
    { 0 },
};

int
main(int argc, char **argv)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int choice;

    while ((choice = getopt_long(argc, argv, "", choices, NULL)) != -1) {
        if (choice == 'p')
            ports = (int)strtol(optarg, NULL, 10);
        else if (choice == 'd')
            delay_ms = strtol(optarg, NULL, 10);
        if (strchr("pd", choice) == NULL || ports < 1 || ports > PORTS_MOST) {
            fputs("usage: receiver [--ports N] [--delay MS]\n", stderr);
            return EX_USAGE;
        }
    }
    if (epoll < 0)
        die("epoll_create1");
    for (int i = 0; i < ports; i++)
        printf("%s%d", i > 0 ? " " : "", listen_at_any_port(epoll, i));
    printf("\n");
    (void)fflush(stdout);
    watch(epoll, source_new(SOURCE_INPUT, STDIN_FILENO, 0));
    serve(epoll);
    tell();
    return EXIT_SUCCESS;
}
