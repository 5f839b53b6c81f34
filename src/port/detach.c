/*
 * detach.c - makes two children: who leads the new session ends, so that its child never can
 *
 * Each is made as vfork() makes one: it has our memory, and we stand still until it runs a program
 * or ends.  To copy the memory map of a process, twice, costs more than all the rest of the start.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "port/child.h"
#include "port/detach.h"

enum { STACK = 64 * 1024 }; /* bytes, of each child */

struct start {
    char **argv;
    char **environment;
    int null_fd;  /* /dev/null */
    char *stacks; /* of both; each grows downwards */
    int reason;   /* errno of what has failed, or 0; the children write it */
};

/* They run on stacks of their own, which sanitizers would take for broken ones. */
#define IN_CHILD __attribute__((no_sanitize("address", "undefined")))

static int IN_CHILD
give_up(struct start *start)
{
    start->reason = errno;
    return 1;
}

static int IN_CHILD
become_program(void *data)
{
    struct start *start = data;
    char *const paths[] = { start->argv[0], NULL };

    if (child_standard(start->null_fd, start->null_fd) != 0 || child_close_rest(-1) != 0 ||
        chdir("/") != 0)
        return give_up(start);
    child_signals();
    child_exec(paths, start->argv, start->environment);
    return give_up(start);
}

static pid_t IN_CHILD
make_child(int (*child)(void *), char *stack, struct start *start)
{
    return clone(child, stack + STACK, CLONE_VM | CLONE_VFORK | SIGCHLD, start);
}

static int IN_CHILD
become_leader(void *data)
{
    struct start *start = data;

    if (setsid() < 0 || make_child(become_program, start->stacks, start) < 0)
        return give_up(start);
    return 0;
}

static int
start_both(struct start *start)
{
    const char *path = start->argv[0];
    sigset_t before;
    pid_t pid;

    child_block(&before);
    pid = make_child(become_leader, start->stacks + STACK, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pid < 0)
        return fail(FAIL_SYSTEM, "%s: no process can be made: %s", path, strerror(errno));
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    if (start->reason != 0)
        return fail(FAIL_SYSTEM, "%s: cannot be started: %s", path, strerror(start->reason));
    return 0;
}

int
detach_start(struct pool *pool, struct strings argv, struct strings environment)
{
    struct start start = { .argv = child_vector(pool, argv),
                           .environment = child_vector(pool, environment),
                           .null_fd = -1 };
    int rc = 0;

    start.stacks =
        mmap(NULL, 2 * STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start.stacks == MAP_FAILED)
        return fail(FAIL_SYSTEM, "%s: no memory for a process: %s", argv.items[0], strerror(errno));
    start.null_fd = child_raise(open("/dev/null", O_RDWR | O_CLOEXEC));
    if (start.null_fd < 0)
        rc = fail(FAIL_SYSTEM, "%s: /dev/null: %s", argv.items[0], strerror(errno));
    if (rc == 0)
        rc = start_both(&start);

    if (start.null_fd >= 0)
        close(start.null_fd);
    (void)munmap(start.stacks, 2 * STACK);
    return rc;
}
