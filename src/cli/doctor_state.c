/* doctor: the state directory, its disk, the database in it, the worker, and jobs in trouble. */
#include "config.h"

#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include "base/fail.h"
#include "cli/doctor.h"
#include "cli/render.h"
#include "store/jobs.h"
#include "store/ledger.h"
#include "store/maintain.h"
#include "store/schema.h"

#define MIB ((uint64_t)1024 * 1024)
#define LOW_MIB 1024           /* worth a word */
#define TOO_LOW_MIB 64         /* writing is refused below */
#define LATE_MS (5 * 60 * 1000) /* a ready job should not wait longer */

static const char *
owner_text(struct pool *pool, const struct stat *info)
{
    const struct passwd *user = getpwuid(info->st_uid);
    const struct group *group = getgrgid(info->st_gid);
    const char *name = user == NULL ? pool_printf(pool, "%u", (unsigned)info->st_uid)
                                    : pool_string(pool, user->pw_name);

    return group == NULL ? pool_printf(pool, "%s:%u", name, (unsigned)info->st_gid)
                         : pool_printf(pool, "%s:%s", name, group->gr_name);
}

static bool
check_directory(struct doctor *doctor, const char *state)
{
    const char *owner;
    struct stat info;
    unsigned mode;

    if (stat(state, &info) != 0 || !S_ISDIR(info.st_mode)) {
        doctor_say(doctor, FINDING_FAILURE, "state", "%s: no such directory: run hooklet init",
                   state);
        return false;
    }
    owner = owner_text(doctor->cli->pool, &info);
    mode = info.st_mode & 07777;
    if ((mode & 0002) != 0)
        doctor_say(doctor, FINDING_FAILURE, "state",
                   "%s: everybody may write into it (%04o): chmod o-rwx", state, mode);
    else if ((mode & 0005) != 0)
        doctor_say(doctor, FINDING_WARNING, "state",
                   "%s: everybody may look into it (%04o): chmod o-rwx", state, mode);
    else
        doctor_say(doctor, FINDING_OK, "state", "%s: of %s, mode %04o", state, owner, mode);
    return true;
}

static void
check_file_system(struct doctor *doctor, const char *state)
{
    static const struct {
        uint32_t magic;
        enum finding finding;
        const char *name;
    } types[] = {
        { 0x0000ef53, FINDING_OK, "ext" },         { 0x58465342, FINDING_OK, "xfs" },
        { 0x9123683e, FINDING_OK, "btrfs" },       { 0x2fc12fc1, FINDING_OK, "zfs" },
        { 0x794c7630, FINDING_OK, "overlayfs" },   { 0xf2f52010, FINDING_OK, "f2fs" },
        { 0x01021994, FINDING_WARNING, "tmpfs" },  { 0x00006969, FINDING_FAILURE, "NFS" },
        { 0x0000517b, FINDING_FAILURE, "SMB" },    { 0xfe534d42, FINDING_FAILURE, "SMB" },
        { 0xff534d42, FINDING_FAILURE, "CIFS" },   { 0x65735546, FINDING_FAILURE, "FUSE" },
        { 0x01021997, FINDING_FAILURE, "9p" },
    };
    static const char *const remedies[] = {
        "", ": all is gone when the machine stops; choose a disk",
        ": write-ahead logging does not work over it; choose a local disk",
    };
    struct statfs info;

    if (statfs(state, &info) != 0)
        return;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].magic == (uint32_t)info.f_type) {
            doctor_say(doctor, types[i].finding, "file system", "%s%s", types[i].name,
                       remedies[types[i].finding]);
            return;
        }
    doctor_say(doctor, FINDING_OK, "file system", "type %08x", (unsigned)info.f_type);
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
check_worker(struct doctor *doctor, const struct ledger_counts *counts)
{
    struct pool *pool = doctor->cli->pool;
    int64_t now_ms = doctor->cli->now_ms;

    if (counts->worker_ms == 0)
        doctor_say(doctor, FINDING_WARNING, "worker",
                   "none is running: start one: hooklet work");
    else if (now_ms - counts->worker_ms > JOB_LEASE_MS)
        doctor_say(doctor, FINDING_WARNING, "worker",
                   "silent since %s: start it again: hooklet work",
                   render_moment(pool, counts->worker_ms));
    else
        doctor_say(doctor, FINDING_OK, "worker", "alive %s",
                   cli_ago(pool, counts->worker_ms, now_ms));
}

static void
check_jobs(struct doctor *doctor, const struct ledger_counts *counts)
{
    int64_t late_ms = counts->oldest_ready_ms == 0
                          ? 0
                          : doctor->cli->now_ms - counts->oldest_ready_ms;

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
    if (ledger_counts(doctor->cli->store, &counts) != 0) {
        doctor_say(doctor, FINDING_FAILURE, "database", "%s", fail_detail());
        return;
    }
    check_worker(doctor, &counts);
    check_jobs(doctor, &counts);
}
