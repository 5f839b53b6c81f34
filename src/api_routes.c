/* api_routes.c - paths, methods, parameters */
#include "config.h"

#include "api_routes.h"

static const char *const of_owner[] = { "owner", NULL };
static const char *const of_message[] = { "owner", "failed", "limit", "after", NULL };
static const char *const of_targets[] = { "owner", "event", "state", "limit", "after", NULL };
static const char *const of_deliveries[] = { "owner", "target", "failed", "limit", "after", NULL };
static const char *const of_target[] = { "failed", "limit", "after", NULL };

static const struct api_route table[] = {
    { "GET", "openapi.yaml", api_description, NULL, API_OPEN },
    { "GET", "events", api_events, NULL, API_NO_BODY },
    { "POST", "messages", api_message_send, NULL, API_BODY },
    { "GET", "messages/{id}", api_message_show, of_message, API_NO_BODY },
    { "GET", "messages/{id}/data", api_message_data, of_owner, API_NO_BODY },
    { "GET", "targets", api_targets_list, of_targets, API_NO_BODY },
    { "POST", "targets", api_target_add, NULL, API_BODY },
    { "GET", "targets/{id}", api_target_show, NULL, API_NO_BODY },
    { "PATCH", "targets/{id}", api_target_change, NULL, API_BODY },
    { "DELETE", "targets/{id}", api_target_remove, NULL, API_NO_BODY },
    { "POST", "targets/{id}/enable", api_target_enable, NULL, API_BODY_MAYBE },
    { "POST", "targets/{id}/disable", api_target_disable, NULL, API_BODY_MAYBE },
    { "POST", "targets/{id}/rotate", api_target_rotate, NULL, API_BODY_MAYBE },
    { "POST", "targets/{id}/test", api_target_test, NULL, API_BODY_MAYBE },
    { "POST", "targets/{id}/resend", api_target_resend, NULL, API_BODY },
    { "GET", "targets/{id}/deliveries", api_target_deliveries, of_target, API_NO_BODY },
    { "POST", "subscribe", api_subscribe, NULL, API_BODY },
    { "POST", "unsubscribe", api_unsubscribe, NULL, API_BODY },
    { "GET", "deliveries", api_deliveries_list, of_deliveries, API_NO_BODY },
    { "GET", "deliveries/{id}", api_delivery_show, NULL, API_NO_BODY },
    { "POST", "deliveries/{id}/resend", api_delivery_resend, NULL, API_BODY_MAYBE },
};

const struct api_routes api_routes = { table, sizeof table / sizeof *table };
