/*
 * a_pool.h - fixture: each test has a pool of its own, which is its state
 */
#ifndef HOOKLET_TESTS_A_POOL_H
#define HOOKLET_TESTS_A_POOL_H

#include "base/pool.h"

int new_pool(void **state);
int end_pool(void **state);
/* A case of this fixture, for cmocka's table. */
#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, new_pool, end_pool, NULL                                                   \
    }

#endif
