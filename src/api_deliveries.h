/*
 * api_deliveries.h - lists of deliveries, newest first, wherever they are asked for
 */
#ifndef HOOKLET_API_DELIVERIES_H
#define HOOKLET_API_DELIVERIES_H

#include "api_call.h"
#include "port/json.h"
#include "store/deliveries.h"

/* Sets "deliveries", the page that is asked for, and "next" where there are more. */
int api_deliveries_set(const struct api_call *call, struct delivery_filter *filter,
                       struct json *top) __attribute__((warn_unused_result));

#endif
