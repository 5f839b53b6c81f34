/* cgi_threads.c - one epoll set, from which each thread takes one connection at a time */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "port/cgi_hand.h"

enum { STACK_SIZE = 256 << 10 };

void
cgi_threads_stop(struct cgi_threads *threads, int rc)
{
    pthread_mutex_lock(&threads->mutex);
    /* First the name goes, then the last connections are taken: so none comes after them. */
    if (!threads->stopping) {
        cgi_listen_end(&threads->socket);
        threads->rc = rc;
        (void)eventfd_write(threads->wake, 1);
    }
    threads->stopping = true;
    pthread_cond_signal(&threads->over);
    pthread_mutex_unlock(&threads->mutex);
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

/* Waits for one event; another thread is started when nobody else waits any more. */
static uint32_t
event_wait(struct cgi_threads *threads, struct cgi_hand *hand)
{
    struct epoll_event event = { .data.u32 = CGI_STOP };
    int count;

    pthread_mutex_lock(&threads->mutex);
    threads->waiting++;
    pthread_mutex_unlock(&threads->mutex);
    do
        count = epoll_wait(threads->epoll, &event, 1, -1);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        cgi_threads_stop(threads, fail(FAIL_SYSTEM, "epoll: %s", strerror(errno)));

    pthread_mutex_lock(&threads->mutex);
    threads->waiting--;
    if (threads->waiting == 0 && threads->started < threads->most && !threads->stopping &&
        event.data.u32 != CGI_STOP)
        thread_start(threads);
    if (event.data.u32 < CGI_KEPT_MOST)
        *hand = cgi_hand_kept(threads, (int)event.data.u32);
    hand->doubted = (event.events & ~(uint32_t)EPOLLIN) != 0;
    pthread_mutex_unlock(&threads->mutex);
    return event.data.u32;
}

/* The next connection with a request, or none at the end. */
static struct cgi_hand
hand_next(struct cgi_threads *threads)
{
    for (;;) {
        struct cgi_hand hand = cgi_hand_empty;
        uint32_t what = event_wait(threads, &hand);

        if (what == CGI_STOP) {
            cgi_threads_stop(threads, 0);
            return cgi_hand_last(threads);
        }
        if (what == CGI_LISTENING)
            hand = cgi_hand_new(threads);
        if (hand.fd >= 0 && hand.doubted && !cgi_hand_asks(hand)) {
            cgi_hand_close(threads, hand);
            hand = cgi_hand_empty;
        }
        if (hand.fd >= 0)
            return hand;
    }
}

static void *
work(void *data)
{
    struct cgi_threads *threads = data;
    struct pool *pool = pool_new();
    struct cgi_hand hand;

    while ((hand = hand_next(threads)).fd >= 0) {
        bool open = threads->serve(threads, hand.fd, pool);

        pool_reset(pool);
        if (open)
            cgi_hand_keep(threads, hand);
        else
            cgi_hand_forget(threads, hand);
    }
    pool_free(pool);
    return NULL;
}

static int
threads_end(struct cgi_threads *threads)
{
    for (int i = 0; i < threads->started; i++)
        pthread_join(threads->ids[i], NULL);
    pthread_cond_destroy(&threads->over);
    pthread_mutex_destroy(&threads->mutex);
    close(threads->wake);
    close(threads->epoll);
    return threads->rc;
}

static int
set_open(struct cgi_threads *threads)
{
    int stop = threads->service->stop_fd;

    threads->epoll = epoll_create1(EPOLL_CLOEXEC);
    threads->wake = eventfd(0, EFD_CLOEXEC);
    if (threads->epoll < 0 || threads->wake < 0 ||
        cgi_watch(threads, EPOLL_CTL_ADD, threads->wake, EPOLLIN, CGI_STOP) != 0 ||
        (stop >= 0 && cgi_watch(threads, EPOLL_CTL_ADD, stop, EPOLLIN, CGI_STOP) != 0) ||
        cgi_watch(threads, EPOLL_CTL_ADD, threads->socket.fd, EPOLLIN | EPOLLONESHOT,
                  CGI_LISTENING) != 0)
        return fail(FAIL_SYSTEM, "epoll: %s", strerror(errno));
    return 0;
}

int
cgi_threads_run(struct cgi_threads *threads)
{
    int most = threads->service->threads_most;

    threads->most = most < 1 ? 1 : most > CGI_THREADS_MOST ? CGI_THREADS_MOST : most;
    for (int place = 0; place < CGI_KEPT_MOST; place++)
        threads->kept[place].fd = -1;
    pthread_mutex_init(&threads->mutex, NULL);
    pthread_cond_init(&threads->over, NULL);
    threads->rc = set_open(threads);
    threads->stopping = threads->rc != 0;

    pthread_mutex_lock(&threads->mutex);
    if (!threads->stopping)
        thread_start(threads);
    if (!threads->stopping && threads->started == 0) {
        threads->rc = fail(FAIL_SYSTEM, "threads: not even one can be started");
        threads->stopping = true;
    }
    while (!threads->stopping)
        pthread_cond_wait(&threads->over, &threads->mutex);
    pthread_mutex_unlock(&threads->mutex);
    return threads_end(threads);
}
