/*
 * rusage.c - runs a program with a file as its standard input, and says in JSON what the kernel
 * counted for it
 *
 * Its standard output goes to file descriptor 1 of ours, the JSON to descriptor 3.
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

static long long
microseconds(struct timeval time)
{
    return (long long)time.tv_sec * 1000000 + time.tv_usec;
}

static long long
now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int
main(int argc, char **argv)
{
    struct rusage usage;
    long long start_us = now_us();
    int status = 0;
    pid_t child;

    if (argc < 3) {
        fputs("usage: rusage FILE PROGRAM [WORD...] 3>RESULT\n", stderr);
        return EX_USAGE;
    }
    child = fork();
    if (child == 0) {
        int fd = open(argv[1], O_RDONLY);

        if (fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO && close(fd) == 0 && close(3) == 0)
            (void)execv(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("rusage");
        return EX_OSERR;
    }
    dprintf(
        3, "{\"status\":%d,\"wall_us\":%lld,\"user_us\":%lld,\"system_us\":%lld,\"rss_kib\":%ld}\n",
        WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), now_us() - start_us,
        microseconds(usage.ru_utime), microseconds(usage.ru_stime), usage.ru_maxrss);
    return EXIT_SUCCESS;
}
