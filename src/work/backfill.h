/*
 * backfill.h - issues and pull requests that were there before become tasks: a run, page by page
 *
 *     position  where the run is, kept in the store (state "backfill") by whose repositories and how;
 *               whoever is killed at any moment goes on there
 *     page      an event of our own (github_page.h), with a job for each item, made by the rules and
 *               under the keys of all other events of the item; its delivery "sync/RUN/PAGE/OWNER/REPO"
 *               is the same whoever makes it, so a page is made once
 *     tally     what came of its jobs, counted into the position together with the step to the next
 *               page, so each page counts once
 *
 * The next page is made when the jobs of this one have ended: neither queue nor memory ever holds
 * more than one.
 *
 * errors  FAIL_CONFLICT (not logged) another run with the same words is at it · those of
 *         github_issues_next() and of the store
 * memory  the pool that is handed in: one for each page
 */
#ifndef HOOKLET_WORK_BACKFILL_H
#define HOOKLET_WORK_BACKFILL_H

#include "wire/github_issues.h"
#include "wire/github_repository.h"
#include "work/backfill_tally.h"
#include "work/repo.h"

struct backfill {
    const struct app *app;
    const char *owner; /* OWNER, or OWNER/NAME, as it was said */
    bool all;          /* closed ones, too */
    int64_t since_ms;  /* changed since; 0: ever */
};

struct backfill_position {
    const char *run;         /* its name */
    int64_t page;            /* of the run, from 1: under way, or the next one */
    const char *repository;  /* that it is of; NULL: none was begun */
    struct github_walk walk; /* where in that one's list it begins */
    int64_t repositories;    /* that are through */
    struct backfill_tally tally;
    int64_t version; /* of the row; 0: there is none */
};

struct backfill_page {
    int64_t event;           /* 0: nothing is left of the repository */
    int64_t left;            /* about so many items from this page on */
    bool disabled;           /* when it fails: the repository has no issues */
    struct github_walk walk; /* behind it */
};

/* errors  FAIL_NOT_FOUND (not logged) no run is under way */
int backfill_find(const struct backfill *backfill, struct pool *pool,
                  struct backfill_position *position) __attribute__((warn_unused_result));
/* A new run; nothing of it is kept yet. */
int backfill_begin(const struct backfill *backfill, struct pool *pool,
                   struct backfill_position *position) __attribute__((warn_unused_result));
/* Keeps it; the version follows. */
int backfill_keep(const struct backfill *backfill, struct pool *pool,
                  struct backfill_position *position, int64_t now_ms)
    __attribute__((warn_unused_result));
/* The run is over. */
int backfill_forget(const struct backfill *backfill, struct pool *pool)
    __attribute__((warn_unused_result));

/*
 * The page of the position: as it was made before, else as GitHub's list has it now.  The position
 * may move on behind a page of which retention has left nothing to go by.
 */
int backfill_page(const struct backfill *backfill, struct github *github,
                  const struct github_repository *repository, struct backfill_position *position,
                  struct backfill_page *page) __attribute__((warn_unused_result));
/* What stands in a page (github_page.h), into `top`; the items go along. */
void backfill_page_write(const struct github_repository *repository, struct json *items,
                         struct json *top);

#endif
