/* cgi_threads.c - leader and followers: one accepts, the others serve or wait for their turn */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "port/cgi_threads.h"

enum {
    STACK_SIZE = 256 << 10,
    PATIENCE_S = 2,  /* for a peer that neither sends nor takes */
    BREATH_MS = 100, /* when descriptors have run out */
};

enum { READABLE = 1, STOP = 2 };

static void
stop_begin(struct cgi_threads *threads, int rc)
{
    pthread_mutex_lock(&threads->mutex);
    /* First the name goes, then the last connections are taken: so none comes after them. */
    if (!threads->stopping)
        cgi_listen_end(&threads->socket);
    if (!threads->stopping)
        threads->rc = rc;
    threads->stopping = true;
    pthread_cond_broadcast(&threads->lead);
    pthread_cond_signal(&threads->over);
    pthread_mutex_unlock(&threads->mutex);
}

/* Waits for `fd` or for the word to stop; both may come at once. */
static int
wait_for(struct cgi_threads *threads, int fd)
{
    struct pollfd polled[] = {
        { .fd = fd, .events = POLLIN },
        { .fd = threads->service->stop_fd, .events = POLLIN },
    };

    while (poll(polled, 2, -1) < 0) {
        if (errno == EINTR)
            continue;
        stop_begin(threads, fail(FAIL_SYSTEM, "poll: %s", strerror(errno)));
        return STOP;
    }
    return (polled[0].revents != 0 ? READABLE : 0) | (polled[1].revents != 0 ? STOP : 0);
}

bool
cgi_threads_stopping(struct cgi_threads *threads)
{
    bool stopping;

    pthread_mutex_lock(&threads->mutex);
    stopping = threads->stopping;
    pthread_mutex_unlock(&threads->mutex);
    return stopping;
}

static void *work(void *data);

/* Under the mutex. */
static void
thread_start(struct cgi_threads *threads)
{
    pthread_attr_t attributes;
    int error;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    error = pthread_create(&threads->ids[threads->started], &attributes, work, threads);
    pthread_attr_destroy(&attributes);
    if (error == 0) {
        threads->started++;
        return;
    }
    log_say(LOG_WARNING, "threads", "%d run, no more can be started: %s", threads->started,
            strerror(error));
    threads->most = threads->started;
}

/* False: all stop. */
static bool
lead_take(struct cgi_threads *threads)
{
    bool mine;

    pthread_mutex_lock(&threads->mutex);
    threads->idle++;
    while (threads->led && !threads->stopping)
        pthread_cond_wait(&threads->lead, &threads->mutex);
    threads->idle--;
    mine = !threads->stopping;
    threads->led = mine;
    pthread_mutex_unlock(&threads->mutex);
    return mine;
}

static void
lead_give(struct cgi_threads *threads)
{
    pthread_mutex_lock(&threads->mutex);
    threads->led = false;
    if (threads->idle > 0)
        pthread_cond_signal(&threads->lead);
    else if (threads->started < threads->most && !threads->stopping)
        thread_start(threads);
    pthread_mutex_unlock(&threads->mutex);
}

/* The next connection, or -1 when there is none now. */
static int
connection_accept(struct cgi_threads *threads)
{
    struct timeval patience = { .tv_sec = PATIENCE_S };
    int fd = accept4(threads->socket.fd, NULL, NULL, SOCK_CLOEXEC);

    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        log_say(LOG_WARNING, "busy", "a connection must wait: %s", strerror(errno));
        (void)poll(NULL, 0, BREATH_MS);
    } else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
        stop_begin(threads, fail(FAIL_SYSTEM, "listening socket: %s", strerror(errno)));
    }
    return fd;
}

/* The next connection, or -1 at the end. */
static int
connection_take(struct cgi_threads *threads)
{
    int fd = -1;

    if (lead_take(threads)) {
        while (fd < 0 && !cgi_threads_stopping(threads)) {
            if (wait_for(threads, threads->socket.fd) & STOP)
                stop_begin(threads, 0);
            else
                fd = connection_accept(threads);
        }
        lead_give(threads);
    }
    /* A socket that others hold open keeps its connections for the next instance. */
    if (fd < 0 && threads->socket.path != NULL)
        fd = connection_accept(threads);
    return fd;
}

static void *
work(void *data)
{
    struct cgi_threads *threads = data;
    struct pool *pool = pool_new();
    int fd;

    while ((fd = connection_take(threads)) >= 0)
        threads->serve(threads, fd, pool);
    pool_free(pool);
    return NULL;
}

bool
cgi_threads_keep(struct cgi_threads *threads)
{
    bool may;

    pthread_mutex_lock(&threads->mutex);
    may = threads->kept < threads->most / 2 && !threads->stopping;
    threads->kept += may;
    pthread_mutex_unlock(&threads->mutex);
    return may;
}

void
cgi_threads_unkeep(struct cgi_threads *threads)
{
    pthread_mutex_lock(&threads->mutex);
    threads->kept--;
    pthread_mutex_unlock(&threads->mutex);
}

bool
cgi_threads_wait(struct cgi_threads *threads, int fd)
{
    int what = wait_for(threads, fd);
    char byte;

    if (what & STOP)
        stop_begin(threads, 0);
    /* A request that came together with the word to stop had been begun. */
    return (what & READABLE) != 0 && recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static int
threads_end(struct cgi_threads *threads)
{
    for (int i = 0; i < threads->started; i++)
        pthread_join(threads->ids[i], NULL);
    pthread_cond_destroy(&threads->over);
    pthread_cond_destroy(&threads->lead);
    pthread_mutex_destroy(&threads->mutex);
    return threads->rc;
}

int
cgi_threads_run(struct cgi_threads *threads)
{
    int most = threads->service->threads_most;

    threads->most = most < 1 ? 1 : most > CGI_THREADS_MOST ? CGI_THREADS_MOST : most;
    pthread_mutex_init(&threads->mutex, NULL);
    pthread_cond_init(&threads->lead, NULL);
    pthread_cond_init(&threads->over, NULL);
    pthread_mutex_lock(&threads->mutex);
    thread_start(threads);
    if (threads->started == 0) {
        threads->rc = fail(FAIL_SYSTEM, "threads: not even one can be started");
        threads->stopping = true;
    }
    while (!threads->stopping)
        pthread_cond_wait(&threads->over, &threads->mutex);
    pthread_mutex_unlock(&threads->mutex);
    return threads_end(threads);
}
