/*
 * outcome.h - what came of an attempt at a job (part of types.h)
 */
#ifndef HOOKLET_STORE_OUTCOME_H
#define HOOKLET_STORE_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "store/job.h"

/* Bytes of an answer that an attempt keeps; the table's check. */
#define ANSWER_MOST 65536

enum outcome_end {
    OUTCOME_DONE,
    OUTCOME_FAILED,     /* may be tried again while attempts are left */
    OUTCOME_HOPELESS,   /* trying again can't help: dead at once */
    OUTCOME_POSTPONED,  /* could not begin (busy directory, rate limit), does not count:
                                    again at not_before_ms */
    OUTCOME_INTERRUPTED /* the worker is stopping, does not count: as its class says */
};

/* One command of an attempt. */
struct step_record {
    const char *title;
    const char *end; /* "exit status 0", "timed out after 10m" */
    int code;        /* exit status, or -1 */
    int64_t start_ms;
    int64_t duration_ms;
    const char *output; /* raw bytes, the newest 64 KiB */
    size_t output_length;
};

/* What an attempt sent to somebody, and what came back; for the ledger, so without secrets. */
struct exchange_record {
    int status; /* of the answer: HTTP's, or a command's exit status; -1: there was no answer */
    int64_t duration_ms;
    const char *request; /* JSON {"url","headers","body_sha","body_length"}, or NULL */
    const char *headers; /* of the answer, a JSON object, or NULL */
    const char *answer;  /* raw bytes, of which the first ANSWER_MOST are kept; or NULL */
    size_t answer_length;
};

struct db;
struct outcome;

/*
 * Inside the transaction that settles the job, once its fence is found good and before anything is
 * written: may write by `db`, and change the outcome, a copy that counts from then on.  It may run
 * several times, each time with the outcome as it came.  The database's own trouble is all that it
 * may return.
 */
typedef int outcome_apply(struct db *db, const struct job *job, struct outcome *outcome,
                          struct pool *pool, void *data);

struct outcome {
    enum outcome_end end;
    const char *detail;    /* one line for the ledger: "step make deploy: exit status 2" */
    int64_t not_before_ms; /* POSTPONED, or a Retry-After; 0: the retry schedule decides */
    bool own_delay;        /* FAILED: not before not_before_ms is all, no schedule besides */
    struct step_record *steps;
    size_t step_count;
    const struct planned_job *follow; /* jobs of the same event, made when this one is done or dead;
                                         their rule and step tell them apart from all its others */
    size_t follow_count;
    const struct exchange_record *record; /* or NULL */
    outcome_apply *apply;                 /* or NULL */
    void *apply_data;
};

#endif
