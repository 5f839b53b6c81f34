/* cgi_hand.c - new connections, kept ones, and the last of both */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "port/cgi_hand.h"

enum {
    PATIENCE_S = 2,  /* for a peer that neither sends nor takes */
    BREATH_MS = 100, /* when descriptors have run out */
};

const struct cgi_hand cgi_hand_empty = { .fd = -1, .place = -1 };

int
cgi_watch(struct cgi_threads *threads, int operation, int fd, uint32_t events, uint32_t what)
{
    struct epoll_event event = { .events = events, .data.u32 = what };

    return epoll_ctl(threads->epoll, operation, fd, &event);
}

/* The next new connection, or -1 when there is none now. */
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
        cgi_threads_stop(threads, fail(FAIL_SYSTEM, "listening socket: %s", strerror(errno)));
    }
    return fd;
}

struct cgi_hand
cgi_hand_new(struct cgi_threads *threads)
{
    struct cgi_hand hand = { .fd = connection_accept(threads), .place = -1 };

    (void)cgi_watch(threads, EPOLL_CTL_MOD, threads->socket.fd, EPOLLIN | EPOLLONESHOT,
                    CGI_LISTENING);
    return hand;
}

bool
cgi_hand_asks(struct cgi_hand hand)
{
    char byte;

    return recv(hand.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

void
cgi_hand_forget(struct cgi_threads *threads, struct cgi_hand hand)
{
    if (hand.place < 0)
        return;
    pthread_mutex_lock(&threads->mutex);
    threads->kept[hand.place].fd = -1;
    pthread_mutex_unlock(&threads->mutex);
}

void
cgi_hand_close(struct cgi_threads *threads, struct cgi_hand hand)
{
    close(hand.fd);
    cgi_hand_forget(threads, hand);
}

struct cgi_hand
cgi_hand_kept(struct cgi_threads *threads, int place)
{
    struct cgi_kept *kept = &threads->kept[place];
    bool mine = kept->idle;

    kept->idle = false;
    return mine ? (struct cgi_hand){ .fd = kept->fd, .place = place } : cgi_hand_empty;
}

struct cgi_hand
cgi_hand_last(struct cgi_threads *threads)
{
    struct cgi_hand hand = cgi_hand_empty;

    for (int place = 0; place < CGI_KEPT_MOST; place++) {
        pthread_mutex_lock(&threads->mutex);
        hand = cgi_hand_kept(threads, place);
        pthread_mutex_unlock(&threads->mutex);
        hand.last = true;
        if (hand.fd >= 0 && cgi_hand_asks(hand))
            return hand;
        if (hand.fd >= 0)
            cgi_hand_close(threads, hand);
    }
    hand = cgi_hand_empty;
    hand.last = true;
    if (threads->socket.path != NULL)
        hand.fd = connection_accept(threads);
    return hand;
}

/* Under the mutex. */
static int
place_free(const struct cgi_threads *threads)
{
    int place = 0;

    while (place < CGI_KEPT_MOST && threads->kept[place].fd >= 0)
        place++;
    return place < CGI_KEPT_MOST ? place : -1;
}

void
cgi_hand_keep(struct cgi_threads *threads, struct cgi_hand hand)
{
    int operation = hand.place < 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    bool kept = false;

    pthread_mutex_lock(&threads->mutex);
    if (hand.place < 0 && !hand.last)
        hand.place = place_free(threads);
    if (hand.place >= 0) {
        threads->kept[hand.place].fd = hand.fd;
        /* With the word to stop it may have asked once more: cgi_hand_last() looks, as this thread
         * goes there next. */
        kept = !hand.last && (threads->stopping || cgi_watch(threads, operation, hand.fd,
                                                             EPOLLIN | EPOLLRDHUP | EPOLLONESHOT,
                                                             (uint32_t)hand.place) == 0);
        threads->kept[hand.place].idle = kept;
    }
    pthread_mutex_unlock(&threads->mutex);
    if (!kept)
        cgi_hand_close(threads, hand);
}
