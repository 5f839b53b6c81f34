/*
 * api_deliveries.h - lists of deliveries, newest first, wherever they are asked for
 */
#ifndef HOOKLET_API_DELIVERIES_H
#define HOOKLET_API_DELIVERIES_H

#include "api_call.h"
#include "port/json.h"
#include "store/deliveries.h"

/*
 * Answers with `top`, to which it adds "deliveries", the page that is asked for, and "next" where
 * there are more.  Frees it, whatever comes of that.
 */
int api_deliveries_answer(const struct api_call *call, struct delivery_filter *filter,
                          struct json *top, struct response *res)
    __attribute__((warn_unused_result));

#endif
