/*
 * story.h - everything that happened to one event, in the order in which it happened
 *
 * errors  those of the ledger.  memory  the command's pool
 */
#ifndef HOOKLET_CLI_STORY_H
#define HOOKLET_CLI_STORY_H

#include "cli/cli.h"
#include "cli/outlook.h"
#include "store/deliveries.h"
#include "store/ledger.h"

/* One sentence of it. */
struct moment {
    int64_t at_ms;
    const char *text; /* clean, one line */
    struct moment *next;
};

struct story_job {
    const struct job_row *row;
    struct attempts attempts;
    struct steps steps;
    struct delivery_row delivery; /* job 0: it is none to a target */
    struct outlook outlook;
};

struct story {
    const struct event_row *event;
    struct story_job *jobs; /* oldest first */
    size_t job_count;
    struct notes notes;
    struct moment *moments; /* oldest first */
};

int story_read(struct cli *cli, const struct event_row *event, struct story *story)
    __attribute__((warn_unused_result));
/* Is there a job in it that somebody has to look at? */
bool story_bad_end(const struct story *story);

/* Does it tell how something else is, and set nothing off?  There are many of these for a commit. */
bool story_is_report(const struct story *story);

void story_print(struct cli *cli, const struct story *story);
/* Such reports, `count` of them that are alike, in a line. */
void story_print_reports(struct cli *cli, const struct event_row *first,
                         const struct event_row *last, size_t count);
struct json *story_json(struct cli *cli, const struct story *story);

#endif
