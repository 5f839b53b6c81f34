/*
 * some_pushes.h - deliveries as GitHub sends them, for the tests of what becomes of them
 */
#ifndef TESTS_STORE_SOME_PUSHES_H
#define TESTS_STORE_SOME_PUSHES_H

#include "some_jobs.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* As GitHub delivers: the id is not signed, and Redeliver exists. */
struct delivery delivery_make(struct fixture *fixture, const char *id, const char *body);
/* A deploy by rule "web", newest wins, one attempt. */
struct planned_job *add_deploy(struct fixture *fixture, struct plan *plan, const char *subject,
                               int64_t order_ms);
/* Accepts, which must succeed. */
struct receipt accept_plan(struct fixture *fixture, const struct delivery *delivery,
                           const struct plan *plan);
/* A delivery with a body of its own, for one deploy. */
struct receipt push(struct fixture *fixture, const char *id, const char *subject, int64_t order_ms);
/* The same, of a rule with queue = all. */
struct receipt push_all(struct fixture *fixture, const char *id, const char *subject,
                        int64_t order_ms);
/* Whatever the state was. */
void set_state(struct fixture *fixture, int64_t job, const char *state);

#endif
