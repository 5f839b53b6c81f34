/*
 * sync.h - the parts of `hooklet sync asana`
 *
 *     words   what was typed -> whose repositories, or what to type instead
 *     list    GitHub, Asana and the rules -> which repositories, and each one's place in Asana
 *     run     page by page: an event, its jobs, the position (work/backfill.h)
 *     pause   how far it is, limits, Ctrl-C
 *     wait    until a page's jobs have ended: who works, what it waits for, how far it is
 *     look    a dry run
 */
#ifndef HOOKLET_CLI_SYNC_H
#define HOOKLET_CLI_SYNC_H

#include "cli/cli.h"
#include "wire/asana.h"
#include "work/backfill.h"
#include "work/task_place.h"

enum sync_pause { SYNC_GOES_ON, SYNC_ASANA, SYNC_GITHUB, SYNC_NETWORK, SYNC_RETRY, SYNC_WORKER };

struct sync {
    struct cli *cli;
    struct app app;
    struct backfill backfill;
    bool one;     /* a repository was named, and not whose all are meant */
    bool restart; /* begin anew */
    bool dry_run;
    struct github github;
    struct asana asana;
    struct strings names; /* of the repositories */
    struct pool *pool;    /* of a page; that of both clients, too */
    int stop_fd;          /* readable: Ctrl-C */
    bool stopped;
    bool trouble; /* some repository could not be done */

    /* for the progress */
    const char *repository;
    int64_t begun_ms; /* steady */
    int64_t before;   /* items that were done before */
    int64_t done;     /* items of the run so far */
    int64_t left;     /* about so many after these, in this repository */
    int64_t shown_ms; /* steady: the last line on a terminal */
    enum sync_pause said;
    int64_t said_ms;  /* steady */
    int drains;       /* started since anything was done */
    int64_t drain_ms; /* steady: the last one */
};

/* `word` as OWNER or OWNER/REPO; NULL, and it was said on standard error: it is neither. */
const char *sync_owner(struct cli *cli, const char *word, enum exit_code *status);
/* "2026-11-01" or a whole time, in Unix milliseconds; false: it is none, or has not come yet. */
bool sync_since(const char *word, int64_t now_ms, int64_t *since_ms);

/* The names; all that is needed for them was looked at before. */
int sync_list(struct sync *sync) __attribute__((warn_unused_result));
/* What is known of one of them; 1: it is left out, which was said. */
int sync_open(struct sync *sync, const char *name, struct github_repository *repository)
    __attribute__((warn_unused_result));

/* Of several repositories, one that GitHub or Asana refuse is said, and left: 0. */
int sync_judge(struct sync *sync, int rc) __attribute__((warn_unused_result));
/* "12 issues and pull requests" */
const char *sync_items(struct pool *pool, int64_t count);
int sync_run(struct sync *sync) __attribute__((warn_unused_result));
int sync_look(struct sync *sync) __attribute__((warn_unused_result));

/* Waits; true: it was stopped meanwhile, or before. */
bool sync_pause_for(struct sync *sync, int64_t wait_ms);
/* For how long a lane sleeps; 0: it is awake. */
int64_t sync_sleeps_for(struct sync *sync, const char *lane);
/* Shows how far it is, and what it waits for; text: of a pause, or NULL. */
void sync_show(struct sync *sync, enum sync_pause pause, const char *text);
/*
 * A request to GitHub, or by a dry run to Asana, went wrong: is it worth another try?  Then it has
 * waited.  tries: so far.
 */
bool sync_once_more(struct sync *sync, int rc, int *tries);
/* Until all jobs of the page have ended, but for some few whose next try is far; `state`: how. */
int sync_wait(struct sync *sync, const struct backfill_page *page,
              const struct backfill_tally *tally, struct backfill_state *state)
    __attribute__((warn_unused_result));

#endif
