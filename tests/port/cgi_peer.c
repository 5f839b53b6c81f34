/* cgi_peer.c - fixture: the service under test and its web server */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "cgi_peer.h"

/* Last, because its macro fail() would hide our function. */
#include <cmocka.h>

static void
gate_wait(struct gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    gate->inside++;
    pthread_cond_broadcast(&gate->moved);
    while (!gate->open)
        pthread_cond_wait(&gate->moved, &gate->mutex);
    gate->inside--;
    pthread_mutex_unlock(&gate->mutex);
}

void
gate_await(struct gate *gate, int inside)
{
    pthread_mutex_lock(&gate->mutex);
    while (gate->inside < inside)
        pthread_cond_wait(&gate->moved, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
}

void
gate_open(struct gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    gate->open = true;
    pthread_cond_broadcast(&gate->moved);
    pthread_mutex_unlock(&gate->mutex);
}

static struct response
text(const struct request *req, int status, const char *body)
{
    (void)req;
    return (struct response){
        .status = status, .content_type = "text/plain", .body = body, .length = strlen(body)
    };
}

static struct response
answer(struct request *req, void *data)
{
    struct service *service = data;
    const char *custom;
    int rc;

    if (strcmp(req->path, "/unread") == 0) {
        struct response refused = text(req, 405, "no");

        refused.allow = "POST";
        return refused;
    }
    rc = strcmp(req->method, "POST") == 0 ? request_read(req, CEILING) : 0;
    if (strcmp(req->path, "/hold") == 0)
        gate_wait(&service->gate);
    if (rc != 0) {
        struct response failed = text(req, 503, pool_printf(req->pool, "failed %d", rc));

        failed.retry_after_s = 30;
        return failed;
    }
    custom = request_header(req, "X-Custom-Name");
    return text(req, 200,
                pool_printf(req->pool, "%s %s %s %zu %.20s custom=%zu", req->program, req->method,
                            req->path, req->length, req->body == NULL ? "-" : req->body,
                            custom == NULL ? 0 : strlen(custom)));
}

static void *
serve(void *data)
{
    struct service *service = data;

    service->rc = cgi_serve(&service->cgi);
    return NULL;
}

int
dial(const char *path)
{
    struct timeval patience = { .tv_sec = DEADLINE_MS / 1000 };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    close(fd);
    return -1;
}

static void
await_listening(const char *path)
{
    int64_t until = clock_steady_ms() + DEADLINE_MS;
    int fd;

    while ((fd = dial(path)) < 0) {
        assert_true(clock_steady_ms() < until);
        poll(NULL, 0, 5);
    }
    close(fd);
}

struct service *
service_new(int threads)
{
    struct service *service = calloc(1, sizeof(*service));
    const char *base = getenv("TMPDIR");

    assert_non_null(service);
    service->pool = pool_new();
    service->directory = pool_printf(service->pool, "%s/hk-cgi-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(service->directory));
    service->path = pool_printf(service->pool, "%s/test.sock", service->directory);
    pthread_mutex_init(&service->gate.mutex, NULL);
    pthread_cond_init(&service->gate.moved, NULL);
    service->cgi = (struct cgi_service){ .name = "test",
                                         .listen_path = service->path,
                                         .handler = answer,
                                         .data = service,
                                         .threads_most = threads };
    service->cgi.stop_fd = eventfd(0, EFD_CLOEXEC);
    return service;
}

void
service_start(struct service *service)
{
    assert_int_equal(pthread_create(&service->thread, NULL, serve, service), 0);
    await_listening(service->path);
}

void
service_replace(struct service *service, const struct service *old)
{
    int64_t until = clock_steady_ms() + DEADLINE_MS;
    struct stat before, now;

    service->path = pool_string(service->pool, old->path);
    service->cgi.listen_path = service->path;
    service->cgi.replace = true;
    assert_int_equal(lstat(service->path, &before), 0);
    assert_int_equal(pthread_create(&service->thread, NULL, serve, service), 0);
    do {
        assert_true(clock_steady_ms() < until);
        poll(NULL, 0, 5);
        assert_int_equal(lstat(service->path, &now), 0);
    } while (now.st_ino == before.st_ino);
}

void
service_stop(struct service *service)
{
    gate_open(&service->gate);
    assert_int_equal(eventfd_write(service->cgi.stop_fd, 1), 0);
    pthread_join(service->thread, NULL);
    assert_int_equal(service->rc, 0);
}

void
service_free(struct service *service)
{
    unlink(service->path);
    assert_int_equal(rmdir(service->directory), 0);
    close(service->cgi.stop_fd);
    pthread_cond_destroy(&service->gate.moved);
    pthread_mutex_destroy(&service->gate.mutex);
    pool_free(service->pool);
    free(service);
}

struct service *
service_up(int threads)
{
    struct service *service = service_new(threads);

    service_start(service);
    return service;
}

void
service_down(struct service *service)
{
    service_stop(service);
    service_free(service);
}

void
record(struct buf *out, int type, const void *bytes, size_t length)
{
    unsigned char head[8] = {
        1, (unsigned char)type, 0, 1, (unsigned char)(length >> 8), (unsigned char)length, 0, 0
    };

    assert_int_equal(buf_add(out, head, sizeof(head)), 0);
    if (length > 0)
        assert_int_equal(buf_add(out, bytes, length), 0);
}

void
stream(struct buf *out, int type, const char *bytes, size_t length)
{
    for (size_t at = 0, piece; at < length; at += piece) {
        piece = length - at < 32768 ? length - at : 32768;
        record(out, type, bytes + at, piece);
    }
    record(out, type, NULL, 0);
}

static void
param(struct buf *out, const char *name, const char *value)
{
    size_t lengths[] = { strlen(name), strlen(value) };

    for (int i = 0; i < 2; i++) {
        unsigned char size[] = { (unsigned char)(lengths[i] >> 24 | 0x80),
                                 (unsigned char)(lengths[i] >> 16),
                                 (unsigned char)(lengths[i] >> 8), (unsigned char)lengths[i] };

        assert_int_equal(buf_add(out, size, sizeof(size)), 0);
    }
    assert_int_equal(buf_text(out, name), 0);
    assert_int_equal(buf_text(out, value), 0);
}

void
ask_params(struct buf *params, const struct ask *ask, size_t length)
{
    struct pool *pool = pool_new();

    param(params, "REQUEST_METHOD", ask->method ? ask->method : "POST");
    param(params, "REQUEST_URI", pool_printf(pool, "%s?q=1", ask->path ? ask->path : "/echo"));
    param(params, "CONTENT_TYPE", "application/json");
    if (ask->announced == NULL)
        param(params, "CONTENT_LENGTH", pool_printf(pool, "%zu", length));
    else if (strcmp(ask->announced, "chunked") == 0)
        param(params, "HTTP_TRANSFER_ENCODING", ask->announced);
    else if (strcmp(ask->announced, "-") != 0)
        param(params, "CONTENT_LENGTH", ask->announced);
    if (ask->custom != NULL)
        param(params, "HTTP_X_CUSTOM_NAME", ask->custom);
    for (int i = 0; i < ask->fillers; i++)
        param(params, pool_printf(pool, "HTTP_X_FILLER_%d", i), "filler");
    pool_free(pool);
}

void
send_all(int fd, const char *bytes, size_t length)
{
    for (ssize_t sent; length > 0; bytes += sent, length -= (size_t)sent) {
        sent = send(fd, bytes, length, MSG_NOSIGNAL);
        assert_true(sent > 0);
    }
}

void
ask_send(int fd, const struct ask *ask)
{
    size_t length = ask->body == NULL ? 0 : ask->length > 0 ? ask->length : strlen(ask->body);
    unsigned char begin[8] = { 0, 1, ask->keep ? 1 : 0 };
    struct buf out, params;

    buf_init(&out, MOST);
    buf_init(&params, MOST);
    record(&out, BEGIN, begin, sizeof(begin));
    ask_params(&params, ask, length);
    stream(&out, PARAMS, params.bytes, params.length);
    stream(&out, STDIN, ask->body, length);
    send_all(fd, out.bytes, out.length);
    buf_free(&params);
    buf_free(&out);
}

static bool
receive(int fd, void *bytes, size_t length)
{
    for (ssize_t got; length > 0; length -= (size_t)got) {
        got = recv(fd, bytes, length, 0);
        if (got < 0)
            assert_int_equal(errno, ECONNRESET);
        if (got <= 0)
            return false;
        bytes = (char *)bytes + got;
    }
    return true;
}

char *
answer_receive(struct pool *pool, int fd)
{
    unsigned char head[8], content[65536 + 256];
    char *said = pool_string(pool, "");
    struct buf out;
    size_t length;

    buf_init(&out, MOST);
    while (receive(fd, head, sizeof(head))) {
        length = (size_t)head[4] << 8 | head[5];
        assert_true(receive(fd, content, length + head[6]));
        if (head[1] == STDOUT)
            assert_int_equal(buf_add(&out, content, length), 0);
        if (head[1] == END) {
            said = pool_string(pool, buf_string(&out));
            break;
        }
    }
    buf_free(&out);
    return said;
}

bool
closed_by_peer(int fd)
{
    char byte;

    return recv(fd, &byte, 1, 0) <= 0 && errno != EAGAIN;
}

void
expect(const char *said, const char *part)
{
    if (strstr(said, part) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", part, said);
}

const char *
once(struct service *service, const struct ask *ask)
{
    int fd = dial(service->path);
    const char *said;

    assert_true(fd >= 0);
    ask_send(fd, ask);
    said = answer_receive(service->pool, fd);
    if (!ask->keep)
        assert_true(closed_by_peer(fd));
    close(fd);
    return said;
}
