/*
 * job.h - a job as it is planned and claimed, and what came of an attempt at it (part of types.h)
 */
#ifndef HOOKLET_STORE_JOB_H
#define HOOKLET_STORE_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/rule.h"

/* Tries that go through the whole schedule of retry_delay_ms(), from seconds to a day apart. */
#define RETRY_ATTEMPTS 12

enum job_state {
    JOB_WAITING,
    JOB_READY,
    JOB_LEASED,
    JOB_STARTED,
    JOB_DONE,
    JOB_DEAD,
    JOB_UNKNOWN,
    JOB_CANCELLED,
    JOB_SUPERSEDED
};

/* A job as plan_*(), or an action that has ended, asks for it. */
struct planned_job {
    const char *kind; /* "deploy", "run": names the action */
    const char *rule; /* title of the rule; unique with step within an event */
    int step;
    const char *key;     /* serial key: its jobs never run side by side; NULL: no limit */
    const char *lane;    /* "deploy@web1": jobs are claimed from all lanes in turn */
    const char *subject; /* commit; one key and subject: the same work; or NULL */
    int64_t order_ms;    /* the sender's clock; newest wins by it */
    bool newest;         /* replaces older ones of its key that have not started */
    bool again;          /* a person asks for it: also when its subject is queued or done already */
    enum crash_class crash;
    int attempts;     /* tries before it is dead */
    int64_t delay_ms; /* earliest start, counted from accept, or settle */
    const char *args; /* JSON object for the action */
};

/* A job as a worker has claimed it. */
struct job {
    int64_t id;
    int64_t event;
    int64_t fence; /* changes with every claim; a result with an old one is refused */
    const char *kind;
    const char *rule;
    int step;
    const char *key;
    const char *lane;
    enum crash_class crash;
    int attempt;      /* 1 for the first */
    bool check_first; /* its last attempt was cut off after its start: ask, then act */
    const char *args;
    const char *idempotency; /* hex of sha256(source, delivery, rule, step), for all attempts */
    const char *source;      /* of its event */
    const char *delivery;
    const char *event_kind;
};

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

struct outcome {
    enum outcome_end end;
    const char *detail;    /* one line for the ledger: "step make deploy: exit status 2" */
    int64_t not_before_ms; /* POSTPONED, or a Retry-After; 0: the retry schedule decides */
    struct step_record *steps;
    size_t step_count;
    const struct planned_job *follow; /* jobs of the same event, made when this one is done or dead;
                                         their rule and step tell them apart from all its others */
    size_t follow_count;
};

#endif
