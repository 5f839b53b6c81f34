/*
 * some_targets.h - targets, messages and deliveries in a test's database
 */
#ifndef TESTS_STORE_SOME_TARGETS_H
#define TESTS_STORE_SOME_TARGETS_H

#include "some_jobs.h"
#include "store/targets.h"

/* Enabled, of "acme", for this pattern, to https://example.com/hook; its id. */
int64_t target_make(struct fixture *fixture, const char *event, const char *identifier);
struct target target_row(struct fixture *fixture, int64_t id);
/* A message: an event with a job of kind fanout, done; the event's id. */
int64_t message_make(struct fixture *fixture, const char *id);
/* A delivery of a message to a target: a job of kind send, ready; `set` changes that.  Its id. */
int64_t delivery_job(struct fixture *fixture, int64_t event, int64_t target, const char *set);

#endif
