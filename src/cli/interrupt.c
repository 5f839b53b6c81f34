/* interrupt.c - signals as a descriptor */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>

#include "base/fail.h"
#include "cli/interrupt.h"

int
interrupt_open(int *fd)
{
    sigset_t set;
    int made;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    made = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (made < 0)
        return fail(FAIL_SYSTEM, "signalfd: %s", strerror(errno));
    *fd = made;
    return 0;
}
