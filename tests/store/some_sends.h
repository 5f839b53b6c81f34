/*
 * some_sends.h - turns as the sender takes them
 */
#ifndef TESTS_STORE_SOME_SENDS_H
#define TESTS_STORE_SOME_SENDS_H

#include "some_targets.h"
#include "store/sends.h"

/* Claims up to `most` jobs of kind send, as worker "here:1:a", at NOW; settles nothing. */
struct send_turn turn_of(size_t most);
/* The same, done. */
struct send_turn claim_many(struct fixture *fixture, size_t most);
/* Ready deliveries of one message, one to each target of `first` .. `last`. */
void deliveries_make(struct fixture *fixture, int first, int last);

/* fixture_make(), whose connections are watched (watch_sql.h). */
int watched_make(void **state);
#define WATCHED(name, function)                                                                    \
    {                                                                                              \
        name, function, watched_make, fixture_remove, NULL                                         \
    }

#endif
