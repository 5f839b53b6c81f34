/* doctor.c - does everything work together? */
#include "config.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/self.h"
#include "cli/doctor.h"
#include "cli/table.h"
#include "port/crypto.h"
#include "port/db.h"

#define YEAR_2026_MS 1767225600000

void
doctor_say(struct doctor *doctor, enum finding finding, const char *check, const char *format, ...)
{
    static const char *const names[] = { "ok", "warn", "FAIL" };
    struct pool *pool = doctor->cli->pool;
    const char *name = names[finding];
    const char *text;
    va_list args;

    va_start(args, format);
    text = table_line(pool, pool_vprintf(pool, format, args));
    va_end(args);
    doctor->failures += finding == FINDING_FAILURE;
    doctor->warnings += finding == FINDING_WARNING;
    if (doctor->list != NULL) {
        struct json *item = json_object();

        json_set_string(item, "check", check);
        json_set_string(item, "finding", name);
        json_set_string(item, "text", text);
        json_add(doctor->list, item);
        return;
    }
    printf("%s  %-13s  %s\n",
           table_paint(pool, pool_printf(pool, "%-4s", name), table_state_colour(name)), check,
           text);
    fflush(stdout);
}

void
doctor_trouble(struct doctor *doctor, const char *check, int rc, const char *what)
{
    doctor_say(doctor, rc == FAIL_BUSY ? FINDING_WARNING : FINDING_FAILURE, check, "%s%s%s", what,
               what[0] != '\0' ? ": " : "", fail_detail());
}

/* Root reads whatever there is; the worker has to read it, too. */
static bool
worker_reads(struct doctor *doctor, const char *check, const struct key_source *source)
{
    char *bytes = NULL;
    size_t length = 0;
    int rc;

    doctor_user_find(doctor);
    if (source->path == NULL || source->credential || doctor->judge.guessed ||
        !doctor->judge.able || !doctor_user_become(doctor))
        return true;
    rc = key_source_read(doctor->cli->pool, source, &bytes, &length);
    doctor_user_return(doctor);
    if (rc == 0)
        crypto_wipe(bytes, length);
    else
        doctor_say(doctor, FINDING_FAILURE, check, "%s: the worker's user, %s, can't have it: %s",
                   source->name, doctor->judge.name, fail_detail());
    return rc == 0;
}

bool
doctor_key(struct doctor *doctor, const char *check, const struct key_source *source,
           const char *(*trouble)(const char *bytes, size_t length))
{
    const char *found = NULL;
    char *bytes = NULL;
    size_t length = 0;

    if (key_source_read(doctor->cli->pool, source, &bytes, &length) != 0) {
        doctor_say(doctor, FINDING_WARNING, check,
                   "%s; run doctor as root or as the worker's user to try the API", fail_detail());
        return false;
    }
    if (trouble != NULL)
        found = trouble(bytes, length);
    crypto_wipe(bytes, length);
    if (found != NULL)
        doctor_say(doctor, FINDING_FAILURE, check, "%s %s", source->name, found);
    return found == NULL && worker_reads(doctor, check, source);
}

static void
check_clock(struct doctor *doctor)
{
    if (doctor->cli->now_ms < YEAR_2026_MS)
        doctor_say(doctor, FINDING_FAILURE, "clock",
                   "it is before 2026 here: set the clock (timedatectl set-ntp true)");
    else
        doctor_say(doctor, FINDING_OK, "clock", "plausible");
}

static void
check_sqlite(struct doctor *doctor)
{
    if (db_has_wal_fix())
        doctor_say(doctor, FINDING_OK, "sqlite", "%s", db_version());
    else
        doctor_say(doctor, FINDING_OK, "sqlite",
                   "%s, without the WAL-reset fix: hooklet's writer lock keeps it harmless as long "
                   "as no other SQLite tool opens the live database",
                   db_version());
}

/* What fails inside says so on standard error by itself; here the report says it all. */
static void
silence_errors(void)
{
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)dup2(fd, STDERR_FILENO);
    close(fd);
}

/* On shared hosting there are no sockets, unless somebody names their directory. */
static void
choose_run(struct doctor *doctor)
{
    if (doctor->run == NULL && doctor->cli->settings->web_directory == NULL)
        doctor->run = HOOKLET_RUNDIR;
}

static void
examine(struct doctor *doctor)
{
    check_clock(doctor);
    check_sqlite(doctor);
    if (!doctor_settings(doctor))
        return;
    choose_run(doctor);
    doctor_signature(doctor);
    doctor_rules(doctor);
    doctor_state(doctor);
    doctor_hosting(doctor);
    doctor_web(doctor);
    doctor_access(doctor);
    doctor_github(doctor);
    doctor_asana(doctor);
    doctor_feeds(doctor);
    doctor_slack(doctor);
    doctor_circleci(doctor);
    doctor_projects(doctor);
    doctor_targets(doctor);
}

static void
report(struct doctor *doctor)
{
    if (doctor->list != NULL) {
        struct json *top = json_object();

        json_set_bool(top, "ok", doctor->failures == 0);
        json_set_integer(top, "failures", doctor->failures);
        json_set_integer(top, "warnings", doctor->warnings);
        json_set(top, "checks", doctor->list);
        cli_print_json(doctor->cli, top);
        return;
    }
    if (doctor->failures == 0 && doctor->warnings == 0)
        puts("All is well.");
    else
        printf("%d failed, %d to look at.\n", doctor->failures, doctor->warnings);
}

static enum exit_code
run_doctor(struct cli *cli, int argc, char **argv)
{
    struct doctor doctor = { .cli = cli,
                             .programs = self_directory(cli->pool, HOOKLET_LIBEXECDIR) };
    const struct cli_option options[] = {
        { "run", 0, CLI_TEXT, &doctor.run }, { "programs", 0, CLI_TEXT, &doctor.programs },
        { "url", 0, CLI_TEXT, &doctor.url }, { "user", 0, CLI_TEXT, &doctor.user },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    if (doctor.user != NULL && getpwnam(doctor.user) == NULL)
        return cli_usage(cli->command, "--user %s: no such user here", doctor.user);
    if (cli->json)
        doctor.list = json_array();
    silence_errors();
    examine(&doctor);
    report(&doctor);
    return doctor.failures == 0 ? EXIT_GOOD : EXIT_BAD;
}

const struct command command_doctor = {
    .name = "doctor",
    .summary = "does everything work together, end to end?",
    .usage =
        "hooklet doctor [--run DIR] [--programs DIR] [--url URL] [--user NAME] [--json]\n"
        "Looks at everything that has to work together: configuration, secrets, rules,\n"
        "state directory, database, disk, worker, jobs, programs, sockets, clock, the APIs of\n"
        "GitHub, Asana, Slack and CircleCI, targets of messages. A line each: ok, warn or\n"
        "FAIL, with what to do. Run it as root: others see less; on shared hosting, as\n"
        "its user: what init has made there is looked at, too, and cron.\n"
        "  --run DIR       where the sockets of the web programs are (" HOOKLET_RUNDIR ")\n"
        "  --programs DIR  where the web programs themselves are\n"
        "  --url URL       post a signed ping through the web server, too\n"
        "  --user NAME     whose rights the directories of the rules are judged by when no\n"
        "                  worker runs; otherwise the worker's\n"
        "  --json          as JSON\n"
        "The exit status is 1 when something failed.\n",
    .run = run_doctor,
};
