/*
 * job.h - a job as it is planned and claimed (part of types.h)
 */
#ifndef HOOKLET_STORE_JOB_H
#define HOOKLET_STORE_JOB_H

#include <stdbool.h>
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
    bool merge;          /* superseded at once where its key has a job that has not begun: what
                                    that will do is as good */
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
    int failed;       /* attempts before it that failed */
    bool check_first; /* its last attempt was cut off after its start: ask, then act */
    const char *args;
    const char *idempotency; /* hex of sha256(source, delivery, rule, step), for all attempts */
    const char *source;      /* of its event */
    const char *delivery;
    const char *event_kind;
};

#endif
