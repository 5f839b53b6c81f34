/*
 * some_jobs.h - a database of its own for each test, and jobs in it
 *
 * Rows are written as a test needs them, past plan and accept; what is under test is what happens
 * to them next.
 */
#ifndef TESTS_STORE_SOME_JOBS_H
#define TESTS_STORE_SOME_JOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/jobs.h"
#include "store/ledger.h"
#include "store/store.h"

#define NOW INT64_C(1800000000000) /* Unix, milliseconds: the time of the tests */
#define HOST "here"

struct fixture {
    char *directory;
    struct store *store;
    struct pool *pool;
    int events; /* made so far */
};

/* cmocka's setup and teardown. */
int fixture_make(void **state);
int fixture_remove(void **state);
/* A case of this fixture, for cmocka's table. */
#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, fixture_make, fixture_remove, NULL                                         \
    }
/* rm -r */
void directory_remove(const char *path);

/* Runs SQL without results, made by printf, in one transaction. */
void sql(struct fixture *fixture, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The only number of a query. */
int64_t sql_number(struct fixture *fixture, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

int64_t event_make(struct fixture *fixture, const char *delivery);
/*
 * A job with an event of its own: kind deploy, rule "web", lane deploy@here, no key, class rerun,
 * 1 attempt, ready since NOW; `set` changes that: "crash = 'once', lane = 'run@here'", NULL
 * changes nothing.  Its id.
 */
int64_t job_make(struct fixture *fixture, const char *set);
/* The job's row. */
struct job_row job_row(struct fixture *fixture, int64_t id);
void assert_state(struct fixture *fixture, int64_t id, const char *state);

/* Claims as worker "here:1:a"; 0 or FAIL_NOT_FOUND. */
int claim_at(struct fixture *fixture, const char *after_lane, int64_t now_ms, struct job *job);
/* Claims, and starts it if its class wants that. */
struct job claim_and_start(struct fixture *fixture, int64_t now_ms);
void finish_as(struct fixture *fixture, const struct job *job, enum outcome_end end,
               int64_t now_ms);

#endif
