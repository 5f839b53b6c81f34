/*
 * deliveries_read.h - one delivery as its rows tell it; for deliveries*.c alone
 */
#ifndef HOOKLET_STORE_DELIVERIES_READ_H
#define HOOKLET_STORE_DELIVERIES_READ_H

#include "port/db.h"
#include "store/deliveries.h"

/* Kinds of jobs that are deliveries, as the indexes have it, word for word. */
#define IS_DELIVERY "(kind = 'send' OR kind = 'exec')"

/* Job `id`, with attempt `n`, 0: the newest that has ended.  FAIL_NOT_FOUND */
int delivery_look(struct db *db, int64_t id, int n, struct pool *pool,
                  struct delivery_row *delivery) __attribute__((warn_unused_result));
/* As far as target, rule and owner tell. */
bool delivery_is_wanted(const struct delivery_filter *filter, const struct delivery_row *delivery);

#endif
