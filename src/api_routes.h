/*
 * api_routes.h - all that the API can do, in one table
 */
#ifndef HOOKLET_API_ROUTES_H
#define HOOKLET_API_ROUTES_H

#include "api_route.h"

extern const struct api_routes api_routes;

/* What answers; the rest is said in doc/openapi.yaml. */
api_function api_description; /* openapi.yaml */
api_function api_events;
api_function api_message_send, api_message_show, api_message_data;
api_function api_targets_list, api_target_add, api_target_show, api_target_change,
    api_target_remove;
api_function api_target_enable, api_target_disable, api_target_rotate, api_target_test;
api_function api_target_resend, api_target_deliveries;
api_function api_subscribe, api_unsubscribe;
api_function api_deliveries_list, api_delivery_show, api_delivery_resend;

#endif
