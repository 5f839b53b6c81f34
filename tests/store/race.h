/*
 * race.h - processes that want the same at the same time
 */
#ifndef TESTS_STORE_RACE_H
#define TESTS_STORE_RACE_H

#include "some_jobs.h"

/* In a process of its own, number `which`, from 1 on: how often it has won; negative: trouble. */
typedef int race_run(struct store *store, struct pool *pool, int which);

/* How often four of them win, which start together, on the fixture's database. */
int race(struct fixture *fixture, race_run *run);

#endif
