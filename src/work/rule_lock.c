/*
 * rule_lock.c - a locked file per directory, and a gate in front of them all
 *
 * Taking is short and happens one at a time, behind a gate file: so a stale file can be removed
 * without a race against somebody who has just locked it.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "port/crypto.h"
#include "port/group.h"
#include "work/rule_lock.h"

enum { RECORD_ROOM = 128, NAME_BYTES = 16, GATE_TURNS = 1000, GATE_TURN_US = 2000 };

/* What the file says; its numbers have a fixed width, so that one write replaces all of it. */
struct record {
    int64_t job;   /* 0: none, the last holder ended well */
    int64_t group; /* 0: no command yet */
    int64_t deadline_ms;
    int64_t worker;         /* pid */
    int64_t worker_started; /* with the pid it is unique */
};

static bool
record_read(struct pool *pool, int fd, struct record *record)
{
    char *text = pool_alloc(pool, RECORD_ROOM + 1);

    *record = (struct record){ 0 };
    return pread(fd, text, RECORD_ROOM, 0) > 0 &&
           sscanf(text, "%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64, &record->job,
                  &record->group, &record->deadline_ms, &record->worker,
                  &record->worker_started) == 5;
}

/* The lock itself counts, the record only explains it: a full disk is no reason to stop. */
static void
record_write(int fd, const struct record *record)
{
    struct pool *pool = pool_new();
    char *text = pool_printf(
        pool, "%20" PRId64 " %20" PRId64 " %20" PRId64 " %20" PRId64 " %20" PRId64 "\n",
        record->job, record->group, record->deadline_ms, record->worker, record->worker_started);

    if (pwrite(fd, text, strlen(text), 0) < 0)
        log_say(LOG_WARNING, "lock", "job %" PRId64 ": the lock's record: %s", record->job,
                strerror(errno));
    pool_free(pool);
}

static void
close_unlocked(int fd)
{
    /* A child of another thread that has not come to its exec yet may share the descriptor. */
    flock(fd, LOCK_UN);
    close(fd);
}

/* gate -1: held for seconds, which only a worker does that is stopped just there. */
static int
gate_open(struct pool *pool, const char *directory, int *gate)
{
    const char *path = pool_printf(pool, "%s/gate", directory);
    int turn, rc = directory_make(directory, 0770);

    if (rc != 0)
        return rc;
    rc = file_open_shared(path, gate);
    if (rc != 0)
        return rc;
    rc = file_lock_now(*gate, path);
    for (turn = 1; turn < GATE_TURNS && rc == FAIL_BUSY; turn++) {
        usleep(GATE_TURN_US);
        rc = file_lock_now(*gate, path);
    }
    if (rc == 0)
        return 0;
    close(*gate);
    *gate = -1;
    return rc == FAIL_BUSY ? 0 : rc;
}

/* Rules of one directory share a lock. */
static int
lock_path(const struct work *work, const struct job *job, const struct rule *rule,
          const char *directory, const char **path)
{
    const char *what = job->key != NULL ? job->key : rule->name;
    unsigned char digest[CRYPTO_SHA256_SIZE];
    char *name;
    int rc;

    if (rule->directory != NULL)
        what = pool_printf(work->pool, "%s:%s", work->settings->host, rule->directory);
    rc = crypto_sha256(what, strlen(what), digest);
    if (rc != 0)
        return rc;
    name = hex_encode(work->pool, digest, NAME_BYTES);
    *path = pool_printf(work->pool, "%s/%s", directory, name);
    return 0;
}

static bool
worker_alive(const struct record *record)
{
    return record->worker_started != 0 &&
           process_started((pid_t)record->worker) == record->worker_started;
}

/* What a dead worker left has had its time: its group is killed, or else the file makes place. */
static void
end_orphans(struct pool *pool, const struct record *record, const char *path)
{
    pid_t group = (pid_t)record->group;

    if (group > 1 && group_has(group, pool_printf(pool, "HOOKLET_JOB=%" PRId64, record->job))) {
        log_say(LOG_WARNING, "lock",
                "job %" PRId64 " outlived its worker and its time: "
                "process group %d is killed",
                record->job, (int)group);
        kill(-group, SIGKILL);
        return;
    }
    log_say(LOG_WARNING, "lock",
            "job %" PRId64 " is over; a process that it left behind loses "
            "the lock %s",
            record->job, path);
    unlink(path);
}

static void
look_at_holder(const struct work *work, int fd, const char *path, struct rule_lock *lock)
{
    struct record record;

    lock->holder = "a process that is just beginning";
    if (!record_read(work->pool, fd, &record) || record.job == 0)
        return;
    lock->holder = pool_printf(work->pool, "job %" PRId64 " (process group %" PRId64 ")",
                               record.job, record.group);
    if (!worker_alive(&record) && clock_ms() >= record.deadline_ms)
        end_orphans(work->pool, &record, path);
}

static int
try_lock(const struct work *work, const struct job *job, const char *path, struct rule_lock *lock)
{
    struct record record;
    int fd = -1;
    int rc = file_open_shared(path, &fd);

    if (rc != 0)
        return rc;
    rc = file_lock_now(fd, path);
    if (rc == FAIL_BUSY)
        look_at_holder(work, fd, path, lock);
    if (rc != 0) {
        close(fd);
        return rc == FAIL_BUSY ? 0 : rc;
    }
    lock->recovered = record_read(work->pool, fd, &record) && record.job != 0;
    lock->job = job->id;
    lock->fd = fd;
    rule_lock_note(lock, 0, 0);
    return 0;
}

int
rule_lock_take(const struct work *work, const struct job *job, const struct rule *rule,
               struct rule_lock *lock)
{
    const char *directory = pool_printf(work->pool, "%s/lock", work->settings->state);
    const char *path = NULL;
    int gate = -1, rc;

    *lock = (struct rule_lock){ .fd = -1 };
    rc = lock_path(work, job, rule, directory, &path);
    if (rc == 0)
        rc = gate_open(work->pool, directory, &gate);
    if (rc != 0)
        return rc;
    lock->holder = "a worker that stands still";
    if (gate < 0)
        return 0;
    rc = try_lock(work, job, path, lock);
    close_unlocked(gate);
    return rc;
}

void
rule_lock_note(struct rule_lock *lock, pid_t group, int64_t deadline_ms)
{
    struct record record = { .job = lock->job,
                             .group = group,
                             .deadline_ms = deadline_ms,
                             .worker = getpid(),
                             .worker_started = process_started(getpid()) };

    record_write(lock->fd, &record);
}

void
rule_lock_release(struct rule_lock *lock, bool clean)
{
    struct record nobody = { 0 };

    if (lock->fd < 0)
        return;
    if (clean)
        record_write(lock->fd, &nobody);
    close_unlocked(lock->fd);
    lock->fd = -1;
}
