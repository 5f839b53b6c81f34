/* serve_signals.c - the thread that waits for signals */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/fail.h"
#include "serve_signals.h"

static void
signals_of_ours(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
}

static void *
signals_wait(void *data)
{
    struct serve_signals *signals = data;
    sigset_t set;
    int number = 0;

    signals_of_ours(&set);
    while (number != SIGTERM && number != SIGINT) {
        if (sigwait(&set, &number) == 0 && number == SIGHUP)
            live_reload(signals->live);
    }
    (void)eventfd_write(signals->stop_fd, 1);
    return NULL;
}

int
serve_signals_start(struct serve_signals *signals, struct live *live)
{
    sigset_t set;
    int error;

    signals_of_ours(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signals->live = live;
    signals->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (signals->stop_fd < 0)
        return fail(FAIL_SYSTEM, "eventfd: %s", strerror(errno));
    error = pthread_create(&signals->thread, NULL, signals_wait, signals);
    if (error == 0)
        return 0;
    close(signals->stop_fd);
    return fail(FAIL_SYSTEM, "cannot start a thread for signals: %s", strerror(error));
}

void
serve_signals_end(struct serve_signals *signals)
{
    pthread_kill(signals->thread, SIGTERM);
    pthread_join(signals->thread, NULL);
    close(signals->stop_fd);
}
