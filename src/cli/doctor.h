/*
 * doctor.h - findings of `hooklet doctor`, and its groups of checks
 */
#ifndef HOOKLET_CLI_DOCTOR_H
#define HOOKLET_CLI_DOCTOR_H

#include "cli/cli.h"

enum finding { FINDING_OK, FINDING_WARNING, FINDING_FAILURE };

struct doctor {
    struct cli *cli;
    const char *run;             /* directory of the web programs' sockets */
    const char *url;             /* where to post a ping, or NULL */
    bool secrets;                /* settings hold the secrets too */
    struct json *list;           /* with --json */
    int failures, warnings;
};

/* One line: what was looked at, what was found, and in the same sentence what to do about it. */
void doctor_say(struct doctor *doctor, enum finding finding, const char *check, const char *format,
                ...) __attribute__((format(printf, 4, 5)));

/* Configuration and secrets; loads the settings.  False: without them nothing more can be done. */
bool doctor_settings(struct doctor *doctor);
void doctor_signature(struct doctor *doctor);
void doctor_rules(struct doctor *doctor);   /* directories, commands, git */
void doctor_state(struct doctor *doctor);   /* directory, disk, database, worker, jobs */
void doctor_web(struct doctor *doctor);     /* sockets, --url */

#endif
