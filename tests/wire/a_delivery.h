/*
 * a_delivery.h - deliveries of GitHub for tests of what reads them
 */
#ifndef HOOKLET_TESTS_WIRE_A_DELIVERY_H
#define HOOKLET_TESTS_WIRE_A_DELIVERY_H

#include "store/types.h"

#define RECEIVED INT64_C(1700000000123) /* when all of them come */

/* JSON that is written with ' for readability. */
const char *quoted(struct pool *pool, const char *text);
/* A verified delivery of such a text. */
struct delivery delivery_of(struct pool *pool, const char *kind, const char *text);

#endif
