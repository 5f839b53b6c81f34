/*
 * recover.h - finds what GitHub delivered and we don't have, and sees to it that it comes
 *
 *     look   read the lists of deliveries, newest first, back to where the last run got to (three
 *            days at most, which is what GitHub keeps); what the ledger does not have is missed
 *     ask    GitHub for another attempt, the oldest first; or, with `ingest`, take the payload out
 *            of the API and accept it as if it had been posted
 *
 * How far each list was read is kept for each hook (state "recover"), so that a run that meets a
 * rate limit, or its end, is taken up where it was; what is missed is kept too, see missed.h.
 * What was answered with success but is not here may have been another program's, which shares the
 * hook with us or had it before, and must not do its work twice.  So it is missed only if the hook
 * posts to this ledger, and only since the ledger began; or if somebody says how far to look back.
 *
 * errors  FAIL_BUSY    a rate limit, or the store: the rest of it later
 *         FAIL_REFUSED GitHub won't show us the hooks: a permission, or there is nobody of that name
 *         the others of github_call() and of the store.  What is wrong with one delivery alone
 *         (GitHub has it no more, it can't be decoded) ends no run
 * memory  the pool
 */
#ifndef HOOKLET_WORK_RECOVER_H
#define HOOKLET_WORK_RECOVER_H

#include "work/missed_list.h"
#include "work/repo.h"

#define RECOVER_KEPT_MS INT64_C(259200000) /* three days */

/* Asks a minute: on the average GitHub's "one write a second", and no need to sleep between. */
enum { RECOVER_MOST = 50 };

struct recover_counts {
    int64_t hooks;     /* that post to us */
    int64_t looked_at; /* deliveries since the last run; redeliveries are not counted */
    int64_t here;      /* of these */
    int64_t elsewhere; /* of these: delivered to another program */
    int64_t asked;
    int64_t ingested;
    int64_t to_come; /* due, but not in this run */
    int64_t waiting; /* asked for before, or delivered just now */
    int64_t over;    /* given up */
    int64_t failed;  /* tried now, in vain */
};

/* A run for one owner of hooks. */
struct recover {
    const struct app *app;
    struct pool *pool;
    const char *owner; /* "app", an organisation, OWNER/NAME */
    int64_t now_ms;
    int64_t since_ms; /* look back to there; 0: to where the last run got to */
    bool by_hand;     /* do all of it, RECOVER_MOST a minute; tries don't keep their distance */
    bool ingest;
    bool dry_run; /* look, and write nothing */
    int stop_fd;  /* readable: end soon; -1: never */
    void (*progress)(const char *format, ...) __attribute__((format(printf, 1, 2))); /* or NULL */

    struct recover_counts counts; /* out, also when it fails */
    struct missed **missed;       /* out: what is not here, oldest first, each with its result */
    size_t missed_count;
    int64_t installation; /* out: whose limits count */
    bool stopped;         /* out: by stop_fd */
};

int recover_run(struct recover *recover) __attribute__((warn_unused_result));
/* "500 deliveries looked at, 450 here, 50 asked for again" */
const char *recover_summary(struct pool *pool, const struct recover_counts *counts);

#endif
