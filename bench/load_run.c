/* load_run.c - connections that each send a request, wait for its answer, and send the next */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/fail.h"
#include "load.h"

enum {
    ANSWER_MOST = 16384, /* bytes of an answer that are looked at */
    PATIENCE_MS = 30000,
};

struct connection {
    int fd;
    const struct load_request *request; /* under way, or NULL */
    size_t sent;                        /* bytes of it */
    size_t got;                         /* bytes of the answer */
    int64_t start_us;
    char answer[ANSWER_MOST + 1];
};

struct run {
    const struct load_plan *plan;
    const struct load_request *requests;
    struct load_result *result;
    int epoll;
    size_t next;
    int busy; /* connections with a request under way */
    int64_t start_us, end_us;
};

static int64_t
now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int
connection_open(struct run *run, struct connection *connection)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)run->plan->port),
                                   .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                                 .data.ptr = connection };
    int on = 1;

    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection->fd < 0)
        return fail(FAIL_SYSTEM, "socket: %s", strerror(errno));
    (void)setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(connection->fd, (struct sockaddr *)&address, sizeof address) != 0 &&
        errno != EINPROGRESS)
        return fail(FAIL_SYSTEM, "port %d: connect: %s", run->plan->port, strerror(errno));
    if (epoll_ctl(run->epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0)
        return fail(FAIL_SYSTEM, "epoll: %s", strerror(errno));
    return 0;
}

/* The next request of the plan, or NULL at the end. */
static const struct load_request *
next_request(struct run *run)
{
    if (run->end_us != 0 && now_us() >= run->end_us)
        return NULL;
    if (run->next == run->plan->count && run->plan->again)
        run->next = 0;
    return run->next < run->plan->count ? &run->requests[run->next++] : NULL;
}

static void
begin(struct run *run, struct connection *connection)
{
    connection->request = next_request(run);
    connection->sent = connection->got = 0;
    if (connection->request == NULL)
        return;
    run->busy++;
    run->result->sent++;
    connection->start_us = now_us();
}

/* What is still to be sent, from `skip` bytes on. */
static int
parts_left(const struct load_request *request, size_t skip, struct iovec parts[LOAD_PARTS])
{
    const struct load_body *body = request->body;
    const char *rest = body->bytes + body->mark + LOAD_MARK;
    const struct iovec all[LOAD_PARTS] = {
        { request->head, request->head_length },
        { (char *)body->bytes, body->mark },
        { (char *)request->mark, LOAD_MARK },
        { (char *)rest, body->length - body->mark - LOAD_MARK },
    };
    int count = 0;

    for (int i = 0; i < LOAD_PARTS; i++) {
        size_t skipped = skip < all[i].iov_len ? skip : all[i].iov_len;

        skip -= skipped;
        if (skipped < all[i].iov_len)
            parts[count++] =
                (struct iovec){ (char *)all[i].iov_base + skipped, all[i].iov_len - skipped };
    }
    return count;
}

static void
send_more(struct connection *connection)
{
    struct iovec parts[LOAD_PARTS];
    int count;

    while (connection->request != NULL &&
           (count = parts_left(connection->request, connection->sent, parts)) > 0) {
        ssize_t sent = writev(connection->fd, parts, count);

        if (sent < 0)
            return; /* full for now; an end shows when the answer is read */
        connection->sent += (size_t)sent;
    }
}

/* The value of a header, or NULL.  The answer ends with NUL. */
static const char *
header(const char *answer, const char *name)
{
    size_t length = strlen(name);

    for (const char *line = strstr(answer, "\r\n"); line != NULL; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, length) == 0 && line[2 + length] == ':')
            return line + 2 + length + 1 + strspn(line + 2 + length + 1, " ");
    return NULL;
}

enum progress { PART, WHOLE, WHOLE_AND_CLOSE };

static enum progress
answer_progress(struct connection *connection)
{
    char *end = strstr(connection->answer, "\r\n\r\n");
    const char *length, *coding, *close;
    bool whole;

    if (end == NULL)
        return PART;
    *end = '\0';
    length = header(connection->answer, "Content-Length");
    coding = header(connection->answer, "Transfer-Encoding");
    close = header(connection->answer, "Connection");
    if (length != NULL)
        whole =
            connection->got >= (size_t)(end + 4 - connection->answer) + strtoul(length, NULL, 10);
    else
        whole =
            coding == NULL || strcmp(connection->answer + connection->got - 5, "0\r\n\r\n") == 0;
    if (!whole)
        *end = '\r';
    if (!whole)
        return PART;
    return close != NULL && strncasecmp(close, "close", 5) == 0 ? WHOLE_AND_CLOSE : WHOLE;
}

static void
record(struct run *run, struct connection *connection, int status)
{
    struct load_result *result = run->result;

    run->busy--;
    connection->request = NULL;
    if (status < 200 || status >= 300)
        result->failed++;
    else
        result->ok++;
    if (status > 0 && status < LOAD_STATUSES)
        result->statuses[status]++;
    if (result->answered < result->room)
        result->latency_us[result->answered++] = (uint32_t)(now_us() - connection->start_us);
}

/* A connection that ended: what was under way has failed, and a new one takes its place. */
static int
renew(struct run *run, struct connection *connection)
{
    (void)close(connection->fd);
    if (connection->request != NULL)
        record(run, connection, 0);
    begin(run, connection);
    return connection->request == NULL ? 0 : connection_open(run, connection);
}

static int
take_answer(struct run *run, struct connection *connection)
{
    for (;;) {
        ssize_t got = read(connection->fd, connection->answer + connection->got,
                           ANSWER_MOST - connection->got);
        enum progress progress;

        if (got < 0 && errno == EAGAIN)
            return 0;
        if (got <= 0)
            return connection->request != NULL ? renew(run, connection) : 0;
        connection->got += (size_t)got;
        connection->answer[connection->got] = '\0';
        if (connection->request == NULL)
            return renew(run, connection);
        progress = answer_progress(connection);
        if (progress == PART)
            continue;
        record(run, connection, (int)strtoul(connection->answer + 9, NULL, 10));
        if (progress == WHOLE_AND_CLOSE)
            return renew(run, connection);
        begin(run, connection);
        send_more(connection);
    }
}

static int
serve_events(struct run *run)
{
    struct epoll_event events[64];
    int rc = 0, count;

    while (run->busy > 0 && rc == 0) {
        count = epoll_wait(run->epoll, events, 64, PATIENCE_MS);
        if (count == 0)
            return fail(FAIL_TIMEOUT, "port %d: no answer for %d s", run->plan->port,
                        PATIENCE_MS / 1000);
        for (int i = 0; i < count && rc == 0; i++) {
            struct connection *connection = events[i].data.ptr;

            send_more(connection);
            if (events[i].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
                rc = take_answer(run, connection);
        }
    }
    return rc;
}

int
load_run(struct pool *pool, const struct load_plan *plan, const struct load_request *requests,
         struct load_result *result)
{
    struct run run = { .plan = plan, .requests = requests, .result = result };
    struct connection *connections =
        pool_array(pool, (size_t)plan->connections, sizeof *connections);
    int rc = 0;

    run.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (run.epoll < 0)
        return fail(FAIL_SYSTEM, "epoll: %s", strerror(errno));
    run.start_us = now_us();
    run.end_us = plan->most_us > 0 ? run.start_us + plan->most_us : 0;
    for (int i = 0; i < plan->connections && rc == 0; i++) {
        rc = connection_open(&run, &connections[i]);
        begin(&run, &connections[i]);
    }
    if (rc == 0)
        rc = serve_events(&run);
    result->elapsed_us = now_us() - run.start_us;
    (void)close(run.epoll);
    return rc;
}
