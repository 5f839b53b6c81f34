/* doctor_hosting.c - is the shared hosting that was set up still what it was? */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/self.h"
#include "base/shell.h"
#include "cli/doctor_hosting.h"
#include "cli/render.h"
#include "cli/web_config.h"
#include "drain.h"

#define CRON_LATE_MS (5 * 60 * 1000) /* it comes once a minute */

/* The line that makes all of it anew. */
static const char *
again(struct pool *pool, const char *directory, const char *programs)
{
    bool usual = strcmp(programs, self_directory(pool, HOOKLET_LIBEXECDIR)) == 0;

    return pool_printf(pool, "%s init --shared-hosting %s%s%s",
                       shell_word(pool, self_command(pool)), shell_word(pool, directory),
                       usual ? "" : " --programs ", usual ? "" : shell_word(pool, programs));
}

/* As init saw the places; false has been said. */
static bool
find_hosted(struct doctor *doctor, struct hosted *hosted)
{
    struct pool *pool = doctor->cli->pool;
    struct web_config web = { .programs = doctor->programs };
    struct stat info;
    const char *directory = doctor->cli->settings->web_directory;

    if (!web_config_read(doctor->cli, (struct strings){ 0 }, &web)) {
        doctor_say(doctor, FINDING_FAILURE, "hosting", "%s",
                   doctor->cli->status == EXIT_USAGE ? "--programs takes a directory from / on"
                                                     : fail_detail());
        return false;
    }
    directory = text_either(hosting_real(pool, directory), directory);
    if (stat(directory, &info) != 0 || !S_ISDIR(info.st_mode)) {
        doctor_say(doctor, FINDING_FAILURE, "hosting",
                   "%s: there is no such directory: hooklet init --shared-hosting makes it; where "
                   "it has moved, say so in %s (web_directory)",
                   directory, doctor->cli->settings->path);
        return false;
    }
    *hosted = (struct hosted){
        .hosting = { .directory = directory,
                     .config = text_either(hosting_real(pool, web.config), web.config),
                     .state = text_either(hosting_real(pool, doctor->cli->settings->state),
                                          doctor->cli->settings->state),
                     .programs = web.programs,
                     .command = self_command(pool),
                     .url = doctor->cli->settings->web_url,
                     .paths = doctor->cli->settings->web_paths,
                     .source_most = web.source_most },
        .owner = info.st_uid,
        .again = again(pool, directory, web.programs),
    };
    return true;
}

/* Only cron does what has to wait: the next attempt, what comes round, what a killed drain left. */
static void
check_cron(struct doctor *doctor, const struct hosted *hosted)
{
    const char *line = hosting_cron(doctor->cli->pool, &hosted->hosting);
    const enum finding missing =
        doctor->cli->settings->cgi_drain ? FINDING_WARNING : FINDING_FAILURE;
    int64_t seen_ms = 0;

    if (doctor->cli->store == NULL)
        return;
    if (drain_timed_seen(doctor->cli->store, doctor->cli->pool, &seen_ms) != 0)
        doctor_say(doctor, FINDING_FAILURE, "cron", "%s", fail_detail());
    else if (seen_ms == 0)
        doctor_say(doctor, missing, "cron", "its line has not run yet: crontab -e, and add: %s",
                   line);
    else if (doctor->cli->now_ms - seen_ms > CRON_LATE_MS)
        doctor_say(doctor, missing, "cron",
                   "its line has not run since %s: look at crontab -l, and at the mail that cron "
                   "sends; it is: %s",
                   render_moment(doctor->cli->pool, seen_ms), line);
    else
        doctor_say(doctor, FINDING_OK, "cron", "its line ran %s",
                   cli_ago(doctor->cli->pool, seen_ms, doctor->cli->now_ms));
}

/* The configuration remembers it; who looks from elsewhere may say another. */
static void
find_url(struct doctor *doctor)
{
    struct pool *pool = doctor->cli->pool;
    const char *url = text_either(doctor->url, doctor->cli->settings->web_url);

    if (url == NULL) {
        doctor_say(doctor, FINDING_WARNING, "url",
                   "not tried: write the address that leads to %s into %s: web_url = "
                   "'https://...', then hooklet init again",
                   doctor->cli->settings->web_directory, doctor->cli->settings->path);
        return;
    }
    doctor->base_url = hosting_url(pool, url);
    doctor->url = pool_printf(pool, "%s" HOSTING_HOOK, doctor->base_url);
}

void
doctor_hosting(struct doctor *doctor)
{
    struct hosted hosted;

    if (doctor->cli->settings->web_directory == NULL)
        return;
    find_url(doctor);
    if (!find_hosted(doctor, &hosted))
        return;
    if (geteuid() != hosted.owner)
        doctor_say(doctor, FINDING_WARNING, "hosting",
                   "run doctor as %s: what this user may do tells nothing of the programs there",
                   rights_of(doctor->cli->pool, hosted.owner).name);
    hosted_files(doctor, &hosted);
    hosted_privacy(doctor, &hosted);
    check_cron(doctor, &hosted);
}
