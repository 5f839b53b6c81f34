/* api_events.c - the catalogue: what may be sent, and what targets may ask for */
#include "config.h"

#include "api_routes.h"
#include "port/json.h"

int
api_events(const struct api_call *call, struct response *res)
{
    const struct outgoing_settings *outgoing = &call->app->settings->outgoing;
    struct json *top = json_object();

    json_set_bool(top, "any", !outgoing->limited);
    json_set(top, "events", json_list(outgoing->catalogue));
    api_answer_json(call, 200, top, res);
    return 0;
}
