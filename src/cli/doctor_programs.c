/* doctor_programs.c - are the web programs of this command's version, on disk and in memory? */
#include "config.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/owner.h"
#include "base/shell.h"
#include "base/text.h"
#include "cli/doctor_alike.h"
#include "port/run.h"
#include "programs.h"

#define VERSION_MOST 4096     /* bytes of what it says */
#define VERSION_TIME_MS 10000 /* a machine that is busy */

/* Root runs what it looks at: so nobody else may have written it. */
static bool
ours_alone(const struct stat *info)
{
    return (info->st_uid == 0 || info->st_uid == geteuid()) && (info->st_mode & 0022) == 0;
}

static const char *
others_write(struct pool *pool, const char *path, const struct stat *info)
{
    return pool_printf(pool,
                       "%s: of %s, mode %04o, so others could change what runs: chown %s %s && "
                       "chmod go-w %s",
                       path, owner_of(pool, info), (unsigned)info->st_mode & 07777,
                       rights_of(pool, geteuid()).name, shell_word(pool, path),
                       shell_word(pool, path));
}

/* "github-push (hooklet) 0.1.0", or NULL with the reason in `trouble`. */
static const char *
version_said(struct pool *pool, const char *file, const char **trouble)
{
    const char *const argv[] = { file, "--version" };
    const struct run_command command = { .argv = STRINGS(argv),
                                         .timeout_ms = VERSION_TIME_MS,
                                         .output_ceiling = VERSION_MOST,
                                         .keep_fd = -1,
                                         .stop_fd = -1 };
    struct run_result result = { 0 };

    if (run(pool, &command, &result) != 0) {
        *trouble = "it can't be started";
        return NULL;
    }
    if (result.end == RUN_EXITED && result.code == 0)
        return text_trim(pool, result.output);
    *trouble = result.trouble != NULL ? result.trouble : run_describe(pool, &result);
    return NULL;
}

/* What is wrong with the version, or NULL. */
static const char *
version_trouble(struct pool *pool, const char *program, const char *file)
{
    const char *wanted = pool_printf(pool, "%s (hooklet) %s", program, PACKAGE_VERSION);
    const char *trouble = NULL;
    const char *said = version_said(pool, file, &trouble);

    if (text_equal(said, wanted))
        return NULL;
    if (said == NULL)
        return pool_printf(pool, "%s: %s: install it again", file, trouble);
    return pool_printf(pool,
                       "%s: says \"%s\", and this command is hooklet %s: install both of one "
                       "version, then restart the programs",
                       file, said, PACKAGE_VERSION);
}

static const char *
program_trouble(struct doctor *doctor, const char *program)
{
    struct pool *pool = doctor->cli->pool;
    const char *file = pool_printf(pool, "%s/%s.fcgi", doctor->programs, program);
    struct stat info;

    if (stat(file, &info) != 0 || !S_ISREG(info.st_mode))
        return pool_printf(pool, "%s: there is no such program: install it again", file);
    if (!ours_alone(&info))
        return others_write(pool, file, &info);
    return version_trouble(pool, program, file);
}

static void
check_programs(struct doctor *doctor)
{
    struct doctor_alike alike = { 0 };

    for (size_t i = 0; i < web_program_count; i++)
        doctor_alike_add(&alike, program_trouble(doctor, web_programs[i].name));
    if (!doctor_alike_say(doctor, FINDING_FAILURE, "programs", &alike))
        doctor_say(doctor, FINDING_OK, "programs", "%s: all %zu are of version %s",
                   doctor->programs, web_program_count, PACKAGE_VERSION);
}

void
doctor_programs(struct doctor *doctor)
{
    struct stat info;

    if (stat(doctor->programs, &info) != 0 || !S_ISDIR(info.st_mode)) {
        doctor_say(doctor, FINDING_WARNING, "programs",
                   "%s: no such directory: --programs DIR says where they are, make install puts "
                   "them there",
                   doctor->programs);
        doctor->programs = NULL;
        return;
    }
    if (ours_alone(&info))
        check_programs(doctor);
    else
        doctor_say(doctor, FINDING_FAILURE, "programs", "%s",
                   others_write(doctor->cli->pool, doctor->programs, &info));
}

/* A program of one's own (hooklet.h) may have a socket beside ours, and be wherever it likes. */
void
doctor_server(struct doctor *doctor, const char *path, const char *program,
              const struct socket_server *server)
{
    const char *file;
    struct stat info;

    if (doctor->programs == NULL || web_program_find(program) == NULL)
        return;
    file = pool_printf(doctor->cli->pool, "%s/%s.fcgi", doctor->programs, program);
    if (stat(file, &info) == 0 && info.st_dev == server->info.st_dev &&
        info.st_ino == server->info.st_ino)
        return;
    if (server->replaced)
        doctor_say(doctor, FINDING_WARNING, "programs",
                   "%s: process %ld runs a file that was replaced or removed since, perhaps of "
                   "another version: restart it (systemctl restart hooklet@%s)",
                   path, (long)server->pid, program);
    else
        doctor_say(doctor, FINDING_WARNING, "programs",
                   "%s: process %ld runs %s, not %s: restart it from there, or is it another "
                   "installation's (--run DIR, --programs DIR)?",
                   path, (long)server->pid, server->file, file);
}
