/*
 * spawn.c - forks and execs, with a word between parent and child before each
 *
 * The child waits on a socket pair for leave to exec, so that its group is on record before the
 * command can do anything, and says there why an exec failed; an exec closes it.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "port/child.h"
#include "port/spawn.h"

/* How far the child came. */
enum stage { STAGE_SETUP, STAGE_DIRECTORY, STAGE_EXEC };
enum { UNBORN = 127 };

struct report {
    enum stage stage;
    int reason; /* errno */
};

struct launch {
    const char *directory;
    char **argv;
    char **environment;
    char **paths; /* where argv[0] may be */
    int keep_fd;
    int input_fd;
    int output[2]; /* pipe */
    int link[2];   /* socket pair: ours, the child's */
    pid_t parent;
};

static void __attribute__((noreturn)) give_up(const struct launch *launch, enum stage stage)
{
    struct report report = { stage, errno };

    send(launch->link[1], &report, sizeof(report), MSG_NOSIGNAL);
    _exit(UNBORN);
}

/* Only async-signal-safe calls from here to exec. */
static void __attribute__((noreturn)) become_command(const struct launch *launch)
{
    char leave;

    setpgid(0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != launch->parent)
        _exit(UNBORN);
    close(launch->link[0]);
    if (child_standard(launch->input_fd, launch->output[1]) != 0 ||
        child_close_rest(launch->keep_fd) != 0)
        give_up(launch, STAGE_SETUP);
    if (chdir(launch->directory) != 0)
        give_up(launch, STAGE_DIRECTORY);
    if (read(launch->link[1], &leave, 1) != 1)
        _exit(UNBORN);
    child_signals();
    child_exec(launch->paths, launch->argv, launch->environment);
    give_up(launch, STAGE_EXEC);
}

/* The value of PATH in the child's environment. */
static const char *
path_of(struct strings environment)
{
    size_t i;

    for (i = 0; i < environment.count; i++) {
        if (strncmp(environment.items[i], "PATH=", 5) == 0)
            return environment.items[i] + 5;
    }
    return RUN_PATH;
}

/* Relative members of PATH are left out: they would depend on where a checkout put its files. */
static char **
candidates(struct pool *pool, const char *name, const char *path)
{
    char **list = pool_array(pool, strlen(path) + 2, sizeof(*list));
    size_t count = 0, length;

    if (strchr(name, '/') != NULL) {
        list[0] = pool_string(pool, name);
        return list;
    }
    for (; *path != '\0'; path += length + (path[length] == ':')) {
        length = strcspn(path, ":");
        if (path[0] == '/')
            list[count++] = pool_printf(pool, "%.*s/%s", (int)length, path, name);
    }
    return list;
}

static void
close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static int
open_input(struct pool *pool, const struct run_command *command, int *fd)
{
    const char *name = pool_printf(pool, "the input of %s", command->argv.items[0]);
    int rc = 0;

    *fd = command->input == NULL ? open("/dev/null", O_RDONLY | O_CLOEXEC)
                                 : memfd_create("input", MFD_CLOEXEC);
    if (*fd < 0)
        return fail(FAIL_SYSTEM, "%s: %s", name, strerror(errno));
    if (command->input != NULL)
        rc = fd_write(*fd, command->input, command->input_length, name);
    if (rc == 0 && command->input != NULL && lseek(*fd, 0, SEEK_SET) != 0)
        rc = fail(FAIL_SYSTEM, "%s: %s", name, strerror(errno));
    return rc;
}

static int
open_all(struct pool *pool, const struct run_command *command, struct launch *launch)
{
    int rc = open_input(pool, command, &launch->input_fd);

    if (rc != 0)
        return rc;
    launch->input_fd = child_raise(launch->input_fd);
    if (launch->input_fd < 0 || pipe2(launch->output, O_CLOEXEC) != 0 ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, launch->link) != 0)
        return fail(FAIL_SYSTEM, "%s: input, pipe or socket: %s", command->argv.items[0],
                    strerror(errno));
    launch->output[0] = child_raise(launch->output[0]);
    launch->output[1] = child_raise(launch->output[1]);
    launch->link[0] = child_raise(launch->link[0]);
    launch->link[1] = child_raise(launch->link[1]);
    if (launch->output[0] < 0 || launch->output[1] < 0 || launch->link[0] < 0 ||
        launch->link[1] < 0 || fcntl(launch->output[0], F_SETFL, O_NONBLOCK) != 0)
        return fail(FAIL_SYSTEM, "%s: descriptors: %s", command->argv.items[0], strerror(errno));

    return 0;
}

/* The child exists: group and pidfd, then leave to go on. */
static int
let_go(const struct run_command *command, const struct launch *launch, struct spawn *spawn)
{
    int rc;

    setpgid(spawn->pid, spawn->pid);
    spawn->pidfd = pidfd_open(spawn->pid, 0);
    if (spawn->pidfd < 0) {
        rc = fail(FAIL_SYSTEM, "%s: pidfd_open: %s", command->argv.items[0], strerror(errno));
        kill(spawn->pid, SIGKILL);
        waitpid(spawn->pid, NULL, 0);
        return rc;
    }
    if (command->started != NULL)
        command->started(spawn->pid, command->data);
    send(launch->link[0], "", 1, MSG_NOSIGNAL); /* a child that is gone is found by its pidfd */
    return 0;
}

static int
fork_child(const struct run_command *command, const struct launch *launch, struct spawn *spawn)
{
    sigset_t before;

    child_block(&before);
    spawn->pid = fork();
    if (spawn->pid == 0)
        become_command(launch);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (spawn->pid < 0)
        return fail(FAIL_SYSTEM, "%s: fork: %s", command->argv.items[0], strerror(errno));

    return let_go(command, launch, spawn);
}

int
spawn_start(struct pool *pool, const struct run_command *command, struct spawn *spawn)
{
    struct launch launch = { .argv = child_vector(pool, command->argv),
                             .environment = child_vector(pool, command->environment),
                             .paths = candidates(pool, command->argv.items[0],
                                                 path_of(command->environment)),
                             .directory = command->directory != NULL ? command->directory : "/",
                             .keep_fd = command->keep_fd,
                             .input_fd = -1,
                             .output = { -1, -1 },
                             .link = { -1, -1 },
                             .parent = getpid() };
    int rc;

    *spawn = (struct spawn){ .pidfd = -1, .output_fd = -1, .link_fd = -1 };
    rc = open_all(pool, command, &launch);
    if (rc == 0)
        rc = fork_child(command, &launch, spawn);
    close_fd(&launch.input_fd);
    close_fd(&launch.output[1]);
    close_fd(&launch.link[1]);
    spawn->output_fd = launch.output[0];
    spawn->link_fd = launch.link[0];
    if (rc != 0)
        spawn_close(spawn);
    return rc;
}

enum spawn_outcome
spawn_outcome(struct pool *pool, const struct run_command *command, const struct spawn *spawn,
              int *reason, const char **trouble)
{
    struct report report = { STAGE_SETUP, 0 };
    ssize_t got = recv(spawn->link_fd, &report, sizeof(report), MSG_DONTWAIT);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return SPAWN_PENDING;
    if (got != sizeof(report))
        return SPAWN_RUNNING;
    *reason = report.reason;
    if (report.stage == STAGE_DIRECTORY)
        *trouble =
            pool_printf(pool, "directory %s: %s", command->directory, strerror(report.reason));
    else if (report.reason == ENOEXEC)
        *trouble = pool_printf(pool, "%s: %s (does it lack a #! line?)", command->argv.items[0],
                               strerror(report.reason));
    else
        *trouble = pool_printf(pool, "%s: %s", command->argv.items[0], strerror(report.reason));
    return SPAWN_FAILED;
}

void
spawn_close(struct spawn *spawn)
{
    close_fd(&spawn->pidfd);
    close_fd(&spawn->output_fd);
    close_fd(&spawn->link_fd);
}
