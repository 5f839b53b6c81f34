/* doctor_state.c - directory, disk and database of the state, the worker, jobs in trouble. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/owner.h"
#include "base/refused.h"
#include "base/shell.h"
#include "cli/doctor.h"
#include "cli/render.h"
#include "store/home.h"
#include "store/jobs.h"
#include "store/ledger.h"
#include "store/maintain.h"
#include "store/schema.h"

#define MIB ((uint64_t)1024 * 1024)
#define LOW_MIB 1024            /* worth a word */
#define TOO_LOW_MIB 64          /* writing is refused below */
#define LATE_MS (5 * 60 * 1000) /* a ready job should not wait longer */

static bool
check_directory(struct doctor *doctor, const char *state)
{
    const char *owner, *word = shell_word(doctor->cli->pool, state);
    struct stat info;
    unsigned mode;

    if (stat(state, &info) != 0 || !S_ISDIR(info.st_mode)) {
        const char *refused = path_refused(doctor->cli->pool, state, X_OK);

        doctor_say(doctor, FINDING_FAILURE, "state", "%s: %s", state,
                   refused != NULL ? refused : "no such directory: run hooklet init");
        return false;
    }
    owner = owner_of(doctor->cli->pool, &info);
    mode = info.st_mode & 07777;
    if ((mode & 0002) != 0)
        doctor_say(doctor, FINDING_FAILURE, "state",
                   "%s: everybody may write into it (%04o): chmod o-rwx %s", state, mode, word);
    else if ((mode & 0005) != 0)
        doctor_say(doctor, FINDING_WARNING, "state",
                   "%s: everybody may look into it (%04o): chmod o-rwx %s", state, mode, word);
    else
        doctor_say(doctor, FINDING_OK, "state", "%s: of %s, mode %04o", state, owner, mode);
    return true;
}

static void
check_file_system(struct doctor *doctor, const char *state)
{
    struct statfs info;
    const char *name = NULL;
    enum home_disk disk = home_disk(doctor->cli->pool, state, &name);

    if (statfs(state, &info) != 0)
        return;
    if (disk == HOME_NETWORK)
        doctor_say(doctor, FINDING_FAILURE, "file system",
                   "%s: write-ahead logging does not work over it; choose a local disk", name);
    else if (disk == HOME_DOUBTFUL)
        doctor_say(doctor, FINDING_WARNING, "file system",
                   "%s: is that a disk of this machine? Write-ahead logging does not work over a"
                   " network",
                   name);
    else if (info.f_type == TMPFS_MAGIC)
        doctor_say(doctor, FINDING_WARNING, "file system",
                   "tmpfs: all is gone when the machine stops; choose a disk");
    else
        doctor_say(doctor, FINDING_OK, "file system", "local");
}

static void
check_disk(struct doctor *doctor, const char *state)
{
    struct statvfs info;
    uint64_t free_mib;
    enum finding finding = FINDING_OK;

    if (statvfs(state, &info) != 0) {
        doctor_say(doctor, FINDING_FAILURE, "disk", "%s: %s", state, strerror(errno));
        return;
    }
    free_mib = info.f_bavail * info.f_frsize / MIB;
    if (free_mib < LOW_MIB)
        finding = free_mib < TOO_LOW_MIB ? FINDING_FAILURE : FINDING_WARNING;
    doctor_say(doctor, finding, "disk", "%" PRIu64 " MiB free%s", free_mib,
               finding == FINDING_OK ? "" : ": make room, or keep less (keep_* and hooklet prune)");
}

static bool
check_database(struct doctor *doctor)
{
    struct cli *cli = doctor->cli;
    int rc = cli_store(cli);

    if (rc == 0)
        rc = maintain_ready(cli->store);
    if (rc != 0)
        doctor_say(doctor, FINDING_FAILURE, "database", "%s", fail_detail());
    else
        doctor_say(doctor, FINDING_OK, "database", "%s: version %d, can be written",
                   store_path(cli->store), SCHEMA_VERSION);
    return cli->store != NULL;
}

static void
check_worker(struct doctor *doctor)
{
    static const char advice[] = "start one (hooklet work), unless drains do the jobs "
                                 "(hooklet work --drain)";
    struct pool *pool = doctor->cli->pool;
    int64_t now_ms = doctor->cli->now_ms;
    int64_t seen_ms = 0;

    if (ledger_worker_seen(doctor->cli->store, &seen_ms) != 0)
        doctor_say(doctor, FINDING_FAILURE, "database", "%s", fail_detail());
    else if (seen_ms == 0)
        doctor_say(doctor, FINDING_WARNING, "worker", "none is running: %s", advice);
    else if (now_ms - seen_ms > JOB_LEASE_MS)
        doctor_say(doctor, FINDING_WARNING, "worker", "none has been seen since %s: %s",
                   render_moment(pool, seen_ms), advice);
    else
        doctor_say(doctor, FINDING_OK, "worker", "a worker or a drain was alive %s",
                   cli_ago(pool, seen_ms, now_ms));
}

static void
check_jobs(struct doctor *doctor, const struct ledger_counts *counts)
{
    int64_t late_ms =
        counts->oldest_ready_ms == 0 ? 0 : doctor->cli->now_ms - counts->oldest_ready_ms;

    if (counts->dead > 0)
        doctor_say(doctor, FINDING_WARNING, "jobs",
                   "%" PRId64 " dead: hooklet jobs --state dead, then hooklet retry ID",
                   counts->dead);
    if (counts->unknown > 0)
        doctor_say(doctor, FINDING_WARNING, "jobs",
                   "%" PRId64 " of unknown end: hooklet jobs --state unknown, then hooklet why ID",
                   counts->unknown);
    if (late_ms > LATE_MS)
        doctor_say(doctor, FINDING_WARNING, "jobs",
                   "one is ready for %s already: more worker_threads, or is the worker stuck?",
                   render_duration(doctor->cli->pool, late_ms));
    if (counts->dead + counts->unknown == 0 && late_ms <= LATE_MS)
        doctor_say(doctor, FINDING_OK, "jobs",
                   "%" PRId64 " waiting, %" PRId64 " ready, %" PRId64 " running, none in trouble",
                   counts->waiting, counts->ready, counts->running);
}

void
doctor_state(struct doctor *doctor)
{
    const char *state = doctor->cli->settings->state;
    struct ledger_counts counts = { 0 };

    if (!check_directory(doctor, state))
        return;
    check_file_system(doctor, state);
    check_disk(doctor, state);
    if (!check_database(doctor))
        return;
    if (doctor->cli->settings->web_directory == NULL)
        check_worker(doctor);
    if (ledger_counts(doctor->cli->store, doctor->cli->now_ms, &counts) != 0)
        doctor_say(doctor, FINDING_FAILURE, "database", "%s", fail_detail());
    else
        check_jobs(doctor, &counts);
}
