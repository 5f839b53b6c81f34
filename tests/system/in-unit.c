/*
 * in-unit: what a program may do in the unit that runs it; a line for each thing that it has tried:
 * what, and the error or "done".
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
tell(const char *what, int rc)
{
    fprintf(stderr, "%s: %s\n", what, rc >= 0 ? "done" : strerrorname_np(errno));
}

/* The child's errno comes back as its exit status. */
static int
execute(const char *path)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        execl(path, path, "-c", "exit 0", (char *)NULL);
        _exit(errno);
    }
    waitpid(pid, &status, 0);
    errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
    return errno == 0 ? 0 : -1;
}

static int
map_executable(void)
{
    const void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return page == MAP_FAILED ? -1 : 0;
}

static void
tell_status(void)
{
    FILE *file = fopen("/proc/self/status", "re");
    char *line = NULL;
    size_t size = 0;

    while (file != NULL && getline(&line, &size, file) > 0)
        if (strncmp(line, "Seccomp:", 8) == 0 || strncmp(line, "NoNewPrivs:", 11) == 0 ||
            strncmp(line, "CapBnd:", 7) == 0)
            fprintf(stderr, "%s", line);
    free(line);
    if (file != NULL)
        fclose(file);
}

int
main(int argc, char **argv)
{
    tell("open inet", socket(AF_INET, SOCK_STREAM, 0));
    tell("open netlink", socket(AF_NETLINK, SOCK_RAW, 0));
    tell("run /bin/sh", execute("/bin/sh"));
    tell("run /usr/bin/env", execute("/usr/bin/env"));
    tell("write /etc", open("/etc/made", O_CREAT | O_WRONLY, 0600));
    tell("write /usr", open("/usr/made", O_CREAT | O_WRONLY, 0600));
    tell("write /tmp", open("/tmp/made", O_CREAT | O_WRONLY, 0600));
    tell("see /home", opendir("/home/somebody") == NULL ? -1 : 0);
    tell("see /root", opendir("/root") == NULL ? -1 : 0);
    tell("see process 1", open("/proc/1/status", O_RDONLY));
    tell("new namespace", unshare(CLONE_NEWUSER));
    tell("chown", chown("/tmp/made", getuid(), getgid()));
    tell("setgid bit", chmod("/tmp/made", 02770));
    tell("priority", setpriority(PRIO_PROCESS, 0, 1));
    tell("write and execute memory", map_executable());
    for (int i = 1; i < argc; i++)
        tell(argv[i], open(argv[i], O_CREAT | O_WRONLY, 0600));
    tell_status();
    return 0;
}
