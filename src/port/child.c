/* child.c - shared by run (a child that we watch) and detach (one that we let go). */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <unistd.h>

#include "port/child.h"

char **
child_vector(struct pool *pool, struct strings list)
{
    char **vector = pool_array(pool, list.count + 1, sizeof(*vector));
    size_t i;

    for (i = 0; i < list.count; i++)
        vector[i] = pool_string(pool, list.items[i]);
    return vector;
}

int
child_raise(int fd)
{
    int raised;

    if (fd < 0 || fd > STDERR_FILENO)
        return fd;
    raised = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(fd);
    return raised;
}

void
child_block(sigset_t *before)
{
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, before);
}

void
child_signals(void)
{
    struct sigaction action = { .sa_handler = SIG_DFL };
    int i;

    sigemptyset(&action.sa_mask);
    for (i = 1; i < NSIG; i++)
        sigaction(i, &action, NULL); /* those that can't be set are at their default */
    sigprocmask(SIG_SETMASK, &action.sa_mask, NULL);
}

int
child_standard(int in, int out)
{
    if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
        return -1;

    return 0;
}

int
child_close_rest(int keep)
{
    if (close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
        return -1;

    return keep >= 0 ? fcntl(keep, F_SETFD, 0) : 0;
}

void
child_exec(char *const *paths, char *const *argv, char *const *environment)
{
    int reason = ENOENT;

    for (; *paths != NULL; paths++) {
        execve(*paths, argv, environment);
        if (errno == EACCES)
            reason = EACCES;
        else if (errno != ENOENT && errno != ENOTDIR)
            return;
    }
    errno = reason;
}
