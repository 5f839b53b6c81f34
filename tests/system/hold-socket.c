/*
 * hold-socket: makes a socket and runs a program with it on descriptor 0, as systemd would; when
 * the program ends it is run again.  The process id of each is a line on standard output.  Ends with
 * its standard input, and the program with it.
 * usage: hold-socket SOCKET PROGRAM [WORD...]
 */
#include "config.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int
make_socket(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || strlen(path) >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, path, strlen(path));
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 4096) != 0)
        return -1;
    return fd;
}

static pid_t
run(int listening, char **argv)
{
    pid_t pid = fork();

    if (pid == 0) {
        dup2(listening, STDIN_FILENO);
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execv(argv[0], argv);
        _exit(127);
    }
    return pid;
}

/* Until it has ended; false: we are to end it. */
static bool
wait_for(pid_t pid)
{
    struct pollfd fds[2] = { { STDIN_FILENO, POLLIN, 0 }, { pidfd_open(pid, 0), POLLIN, 0 } };
    bool asked;

    poll(fds, 2, -1);
    asked = fds[0].revents != 0;
    if (asked)
        kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    close(fds[1].fd);
    return !asked;
}

int
main(int argc, char **argv)
{
    int listening = argc < 3 ? -1 : make_socket(argv[1]);
    pid_t pid;

    if (listening < 0)
        return 1;
    do {
        pid = run(listening, argv + 2);
        printf("%ld\n", (long)pid);
        fflush(stdout);
    } while (pid > 0 && wait_for(pid));
    return 0;
}
