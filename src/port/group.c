/* group.c - walks /proc; what can't be read (gone, another user's) counts as absent */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/pool.h"
#include "port/group.h"

enum { MOST_READ = 4 * 1024 * 1024, PIECE = 4096 };

struct process {
    pid_t pid;
    pid_t group;
    char state;
    int64_t started;
    int threads;
};

static void
read_all(int fd, struct buf *content)
{
    char *piece = malloc(PIECE);
    ssize_t got = 0;

    while (piece != NULL && (got = read(fd, piece, PIECE)) > 0) {
        if (buf_add(content, piece, (size_t)got) < 0)
            break;
    }
    free(piece);
}

/* /proc/PID/NAME into `content`; empty when it can't be read. */
static void
read_file(pid_t pid, const char *name, struct buf *content)
{
    struct buf path;
    int fd = -1;

    buf_init(&path, 64);
    buf_init(content, MOST_READ);
    if (buf_printf(&path, "/proc/%d/%s", (int)pid, name) == 0)
        fd = open(buf_string(&path), O_RDONLY | O_CLOEXEC);
    buf_free(&path);
    if (fd < 0)
        return;
    read_all(fd, content);
    close(fd);
}

/* proc(5): the name stands in parentheses and may hold any byte, so fields count from the last. */
static bool
look(pid_t pid, struct process *process)
{
    struct buf stat;
    const char *fields;
    int group = 0;
    bool good;

    read_file(pid, "stat", &stat);
    fields = strrchr(buf_string(&stat), ')');
    good = fields != NULL &&
           sscanf(fields,
                  ") %c %*s %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s"
                  " %d %*s %" SCNd64,
                  &process->state, &group, &process->threads, &process->started) == 4;
    process->pid = pid;
    process->group = group;
    buf_free(&stat);
    return good;
}

/* A zombie with threads is one whose first thread has ended before the others. */
static bool
running(const struct process *process)
{
    return process->state != 'X' && (process->state != 'Z' || process->threads > 1);
}

/* Is the text one of the NUL-terminated strings of the process's environment? */
static bool
has(pid_t pid, const char *variable)
{
    struct buf environment;
    size_t at, length = strlen(variable) + 1;
    bool found = false;

    read_file(pid, "environ", &environment);
    for (at = 0; at + length <= environment.length && !found;
         at += strlen(environment.bytes + at) + 1)
        found = memcmp(environment.bytes + at, variable, length) == 0;
    buf_free(&environment);
    return found;
}

/* Is there a running process of the group, with the variable if one is asked for? */
static bool
find(pid_t group, const char *variable)
{
    DIR *directory = opendir("/proc");
    struct process process;
    struct dirent *entry;
    bool found = false;
    long pid;

    while (directory != NULL && !found && (entry = readdir(directory)) != NULL) {
        pid = strtol(entry->d_name, NULL, 10);
        found = pid > 0 && look((pid_t)pid, &process) && process.group == group &&
                running(&process) && (variable == NULL || has((pid_t)pid, variable));
    }
    if (directory != NULL)
        closedir(directory);
    return found;
}

bool
group_alive(pid_t group)
{
    return find(group, NULL);
}

bool
group_has(pid_t group, const char *variable)
{
    return find(group, variable);
}

int64_t
process_started(pid_t pid)
{
    struct process process;

    return look(pid, &process) && running(&process) ? process.started : 0;
}

bool
process_dead(pid_t pid)
{
    struct process process;

    return look(pid, &process) && !running(&process);
}
